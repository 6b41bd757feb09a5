"""Weighs the proposals of all suggesters, by what people tagged and what they left untagged.

A logistic regression over plain features of a proposal: which suggester and rule it came from, its first, last and
neighbouring words, its shape, how often its words were tagged among their places so far. It starts at the scores that
the suggesters give and moves away from them only as far as the tagged articles ask for, so that a few articles do no
harm. Beside it, for each label, whether words like “the” belong inside a span.

Which of this is used is decided for each label by what would have happened: on tagged articles that were kept out of
the learning, weights, or what the memory says, have to do better than the suggesters' own scores.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import exp, log

import regex

from annotator.domain.model import AnnotatedArticle
from annotator.domain.places import Places
from annotator.domain.proposals import Mark, Proposal, above, marks_of, read_to
from annotator.nlp.evaluation import Counts, Judged, Match, counts, normalised
from annotator.nlp.memory import Memory, chance_of, worth
from annotator.nlp.suggesters import MEMORY, RULES, TRAINED, Suggester

_WORD = regex.compile(r"\w+(?:[-'’.]\w+)*|[^\w\s]")
FEWEST_ARTICLES = 3
MOST_ARTICLES = 100
"""More teach little more, and reading them takes time."""
_STEPS = 200
_RATE = 0.15
_PULL = 4.0
_PULL_OF_WORDS = 8.0
"""How strongly the weights are drawn to zero: those of single words more, as there are many of them."""
_FEW = 150
"""The number of right proposals of a label at which its weights are drawn twice as strongly as with very many."""
_BESIDE_RULES = 0.2
"""The chance at most of what a pipeline finds and the rules, asked too, do not."""
_AGREED = 0.3
"""What it adds if a pipeline finds the same as the rules, as logarithm of the odds."""
_ALONE = 0.25
"""The chance of a proposal whose suggester gives no score."""
_PARTS = 5
"""Into how many parts the tagged articles are parted to see what helps: each is judged by what the others teach."""
_HABIT = 3
"""Places that must have been seen before a word is taken into spans or left out of them."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """One article to learn from: its text, what each suggester proposes for it, and what people tagged."""

    article_id: str
    text: str
    proposals: Sequence[Proposal]
    marks: Sequence[Mark]
    read_to: int
    """Up to where the annotator has read: beyond it, what is not tagged may only be not tagged yet."""


class Way(StrEnum):
    """How the proposals of a label are scored."""

    PLAIN = "plain"
    """By the suggesters' own scores; what only the memory says is held to be rather wrong."""
    REMEMBERED = "remembered"
    """Also by how often the same words were tagged before."""
    WEIGHED = "weighed"
    """By the weights that were learned."""


_MUST_GAIN = {Way.PLAIN: 0.0, Way.WEIGHED: 0.01, Way.REMEMBERED: 0.03}
"""By how much the mean of F1 (normalised, overlap) must be better before a way is taken. Memory, asked about a tagged
article, knows all others, weights in the making only four fifths of them: so memory has to gain more."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned; without any, proposals keep their scores."""

    weights: Mapping[str, float] = field(default_factory=dict)
    ways: Mapping[str, Way] = field(default_factory=dict)
    """For a label, what has proved best; a label that is missing is remembered."""
    inside: Mapping[str, bool] = field(default_factory=dict)
    """For "label word": whether that word in front belongs to the span."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """All proposals for one place and label."""

    start: int
    end: int
    label: str
    sources: tuple[Proposal, ...]

    @property
    def best(self) -> Proposal:
        return max(self.sources, key=lambda source: source.score or 0.0)


@dataclass(frozen=True, slots=True)
class _Row:
    """What is learned from one candidate of one article, given by its number."""

    article: int
    candidate: _Candidate
    features: Mapping[str, float]
    offset: float
    remembered: float
    """The offset if the memory is trusted."""
    right: bool


def learn_weights(articles: Sequence[Tagged], memory: Memory) -> Weights:
    """What the articles teach. What the memory knows of an article is not used for the article itself."""
    rows = [row for number, article in enumerate(articles) for row in _rows(number, article, memory)]
    return Weights(_fitted(rows), _best_ways(articles, rows), _habits(articles))


def _rows(number: int, article: Tagged, memory: Memory) -> Iterator[_Row]:
    taught = {label for *_, label in article.marks}
    right = {(*normalised(article.text, start, end), label) for start, end, label in article.marks}
    beside_rules = any(one.origin == RULES for one in article.proposals)
    for one in _candidates(article.text, article.proposals):
        if one.label in taught and one.start < article.read_to:
            yield _Row(
                number,
                one,
                _features(article.text, one, memory, article.article_id),
                _offset(one, beside_rules=beside_rules),
                _offset(one, beside_rules=beside_rules, trust_memory=True),
                (*normalised(article.text, one.start, one.end), one.label) in right,
            )


def _fitted(rows: Sequence[_Row]) -> dict[str, float]:
    return _fit([row.features for row in rows], [row.offset for row in rows], [float(row.right) for row in rows])


def _best_ways(articles: Sequence[Tagged], rows: Sequence[_Row]) -> dict[str, Way]:
    """For each label the way that does best on articles it has not learned from; the plain one, if none does better."""
    parts = min(_PARTS, len(articles))
    rows_of: dict[int, list[_Row]] = {}
    for row in rows:
        rows_of.setdefault(row.article, []).append(row)
    found: dict[str, dict[Way, list[Counts]]] = {}
    for part in range(parts):
        weights = _fitted([row for row in rows if row.article % parts != part])
        for number in range(part, len(articles), parts):
            article, here = articles[number], rows_of.get(number, [])
            for way in Way:
                judged = Judged(article.text, _shown(here, way, weights), article.marks)
                for label in {label for *_, label in article.marks}:
                    found.setdefault(label, {}).setdefault(way, []).append(counts(judged, label))
    best = {}
    for label, by_way in found.items():
        values = {way: _value(table) - _MUST_GAIN[way] for way, table in by_way.items()}
        best[label] = max(Way, key=lambda way: values[way])
    return best


def _shown(rows: Sequence[_Row], way: Way, weights: Mapping[str, float]) -> list[Mark]:
    made = []
    for row in rows:
        total = row.remembered if way is Way.REMEMBERED else row.offset
        if way is Way.WEIGHED:
            total += sum(weights.get(name, 0.0) * value for name, value in row.features.items())
        best, one = row.candidate.best, row.candidate
        made.append(Proposal(one.start, one.end, one.label, worth(_logistic(total)), "", best.origin))
    return [one.mark for one in above(best_of(made))]


def _value(table: Sequence[Counts]) -> float:
    """The mean of F1 by normalised borders and by overlap."""
    both = sum(row.proposed + row.accepted for row in table)
    right = sum(row.right[match] for row in table for match in (Match.NORMALISED, Match.OVERLAP))
    return right / both if both else 0.0


def weights_of(known: Iterable[AnnotatedArticle], suggesters: Sequence[Suggester], memory: Memory) -> Weights:
    """What tagged articles teach about these suggesters; nothing while there are fewer than three of them.

    A trained pipeline is not asked: it has seen these very articles, and would look better than it is.
    """
    asked = [one for one in suggesters if one.origin not in (MEMORY, TRAINED)]
    learned: list[Tagged] = []
    for one in known:
        if len(learned) == MOST_ARTICLES:
            break
        marks = marks_of(one.spans)
        if not marks:
            continue
        text, language = one.article.text, one.article.meta.language
        proposals = [found for suggester in asked for found in suggester.suggest(text, language)]
        proposals += memory.suggest(text, language, without=one.article.id)
        learned.append(Tagged(one.article.id, text, proposals, marks, read_to(one)))
    return learn_weights(learned, memory) if len(learned) >= FEWEST_ARTICLES else Weights()


def weigh(text: str, proposals: Sequence[Proposal], memory: Memory, weights: Weights) -> list[Proposal]:
    """One proposal for each place and label, with the score that the weights give it, borders as people draw them."""
    found: dict[Mark, Proposal] = {}
    beside_rules = any(one.origin == RULES for one in proposals)
    for one in _candidates(text, proposals):
        way = weights.ways.get(one.label, Way.REMEMBERED)
        score = _offset(one, beside_rules=beside_rules, trust_memory=way is Way.REMEMBERED)
        if way is Way.WEIGHED:
            features = _features(text, one, memory)
            score += sum(weights.weights.get(name, 0.0) * value for name, value in features.items())
        best = one.best
        start = _start_by_habit(text, one, weights)
        made = Proposal(start, one.end, one.label, worth(_logistic(score)), best.reason, best.origin, best.version)
        if made.mark not in found or (found[made.mark].score or 0) < (made.score or 0):
            found[made.mark] = made
    return list(found.values())


def best_of(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Where two of one label share a character, the one with the higher score; the longer one of equals.

    The rules nest on purpose (a claim within a claim); what they nest stays.
    """
    kept: list[Proposal] = []
    taken = Places()
    for one in sorted(proposals, key=lambda p: (-(p.score or 0.0), p.start - p.end, p.start)):
        if taken.meet(one.label, one.start, one.end) and not _nests(one, kept):
            continue
        taken.add(one.label, one.start, one.end)
        kept.append(one)
    return kept


def _nests(one: Proposal, kept: Sequence[Proposal]) -> bool:
    """Whether the rules proposed it, and all that it shares a character with lies around it or within it."""
    if one.origin != RULES:
        return False
    near = [other for other in kept if other.label == one.label and one.start < other.end and other.start < one.end]
    return all(
        other.origin == RULES
        and ((one.start <= other.start and other.end <= one.end) or (other.start <= one.start and one.end <= other.end))
        for other in near
    )


def _candidates(text: str, proposals: Sequence[Proposal]) -> list[_Candidate]:
    """The proposals by place and label; those that differ by a leading “the” alone are one."""
    places: dict[tuple[int, int, str], list[Proposal]] = {}
    for one in proposals:
        places.setdefault((*normalised(text, one.start, one.end), one.label), []).append(one)
    return [_Candidate(start, end, label, tuple(sources)) for (start, end, label), sources in places.items()]


def _offset(one: _Candidate, *, beside_rules: bool, trust_memory: bool = False) -> float:
    """Where the weights start from: where the rules know the place, at their score. What memory says is a feature of
    its own, once there are weights."""
    origins = {source.origin for source in one.sources} - {MEMORY}
    asked = origins & {RULES, TRAINED} or origins
    rated = [
        chance_of(source.score)
        for source in one.sources
        if source.score is not None and (source.origin in asked or (trust_memory and source.origin == MEMORY))
    ]
    chance = max(rated, default=_ALONE)
    if beside_rules and origins and not origins & {RULES, TRAINED}:
        chance = min(chance, _BESIDE_RULES)
    agreed = _AGREED if RULES in origins and len(origins) > 1 else 0.0
    return agreed + _logit(min(max(chance, 0.02), 0.95))


def _features(text: str, one: _Candidate, memory: Memory, without: str = "") -> dict[str, float]:
    quote = text[one.start : one.end]
    words = [found.group() for found in _WORD.finditer(quote)] or [quote]
    before = [found.group().casefold() for found in _WORD.finditer(text, max(0, one.start - 30), one.start)]
    after = [found.group().casefold() for found in _WORD.finditer(text, one.end, min(len(text), one.end + 30))]
    label = one.label
    tagged, seen = memory.ratio(quote, label, without)
    names = [
        "",
        f"last {words[-1].casefold()}",
        f"first {words[0].casefold()}",
        f"before {before[-1] if before else ''}",
        f"after {after[0] if after else ''}",
        f"shape {_shape(words[0])}{_shape(words[-1])}",
        f"words {min(len(words), 6)}",
        "unseen" if not seen else "seen",
        *(f"from {source.origin} {_kind(source)}" for source in one.sources),
        "from " + "+".join(sorted({source.origin for source in one.sources})),
    ]
    found = {f"{label}|{name}": 1.0 for name in names}
    if seen:
        found[f"{label}|ratio"] = _logit((tagged + 0.3) / (seen + 0.6)) / 2
        found["ratio"] = found[f"{label}|ratio"]
    for source in one.sources:
        if source.origin not in (MEMORY, RULES, TRAINED) and source.score is not None:
            found[f"{label}|score of {source.origin}"] = _logit(min(max(source.score, 0.02), 0.98)) / 2
    return found


def _kind(source: Proposal) -> str:
    """What of its suggester proposed it. Rules that are less sure may give the same reason: their score parts them."""
    if source.origin == MEMORY:
        return ""
    return f"{source.reason} {source.score}" if source.origin == RULES else source.reason


def _shape(word: str) -> str:
    if word.isupper():
        return "X"
    return "Xx" if word[:1].isupper() else "d" if word[:1].isdigit() else "x"


def _fit(rows: Sequence[Mapping[str, float]], offsets: Sequence[float], wanted: Sequence[float]) -> dict[str, float]:
    """Logistic regression with a fixed offset for each row, drawn to zero; names that occur once are left out."""
    import numpy as np

    counts = Counter(name for row in rows for name in row)
    names = {name: place for place, name in enumerate(sorted(name for name, count in counts.items() if count > 1))}
    if not names:
        return {}
    places = [
        (number, names[name], value) for number, row in enumerate(rows) for name, value in row.items() if name in names
    ]
    row_of = np.array([place[0] for place in places])
    name_of = np.array([place[1] for place in places])
    value = np.array([place[2] for place in places])
    offset, target = np.array(offsets), np.array(wanted)
    weight = np.zeros(len(names))
    speed = np.full(len(names), 1e-6)
    taught = Counter(
        _label(name) for row, good in zip(rows, wanted, strict=True) for name in row if good and name[-1] == "|"
    )
    pull = np.array(
        [(_PULL_OF_WORDS if _is_word(name) else _PULL) * (1 + _FEW / (1 + taught[_label(name)])) for name in names]
    )
    for _ in range(_STEPS):
        total = offset + np.bincount(row_of, weight[name_of] * value, len(rows))
        error = 1 / (1 + np.exp(-total)) - target
        slope = np.bincount(name_of, error[row_of] * value, len(names)) + pull * weight
        speed += slope * slope
        weight -= _RATE * slope / np.sqrt(speed)
    return {name: float(weight[place]) for name, place in names.items() if abs(weight[place]) > 1e-3}


def _label(name: str) -> str:
    return name.partition("|")[0]


def _is_word(name: str) -> bool:
    """Whether a feature is that a certain word stands at a certain place."""
    return name.partition("|")[2].startswith(("first ", "last ", "before ", "after "))


def _habits(articles: Sequence[Tagged]) -> dict[str, bool]:
    """For each label and word, whether people take the word in front of a span into it."""
    counts: dict[str, Counter[bool]] = {}
    for article in articles:
        for start, end, label in article.marks:
            low, _ = normalised(article.text, start, end)
            word = _word_before(article.text, low)
            if word:
                counts.setdefault(f"{label} {word[1]}", Counter())[word[0] >= start] += 1
    return {name: count[True] > count[False] for name, count in counts.items() if count[True] + count[False] >= _HABIT}


def _start_by_habit(text: str, one: _Candidate, weights: Weights) -> int:
    """Where the span begins if people have a habit for the word in front, else where its best suggester says."""
    word = _word_before(text, one.start)
    habit = weights.inside.get(f"{one.label} {word[1]}") if word else None
    if word is None or habit is None:
        return one.best.start
    return word[0] if habit else one.start


def _word_before(text: str, start: int) -> tuple[int, str] | None:
    """The word right before a place, if nothing but a space stands between: its offset and its small letters."""
    found = regex.search(r"(\w+)[ \u00a0]+\Z", text[max(0, start - 20) : start])
    return (max(0, start - 20) + found.start(1), found.group(1).casefold()) if found else None


def _logit(chance: float) -> float:
    return log(chance / (1 - chance))


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, value))))
