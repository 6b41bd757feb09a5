"""Weighs the proposals of all suggesters, by what people tagged and what they left untagged.

A logistic regression over plain features of a proposal: which suggester and rule it came from, its first, last and
neighbouring words, its shape, how often its words were tagged among their places so far. It starts at the scores that
the suggesters give and moves away from them only as far as the tagged articles ask for, so that a few articles do no
harm. Beside it, for each label, whether words like “the” belong inside a span.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log

import regex

from annotator.domain.model import AnnotatedArticle
from annotator.domain.places import Places
from annotator.domain.proposals import Mark, Proposal, marks_of, read_to
from annotator.nlp.evaluation import normalised
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


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned; without any, proposals keep their scores."""

    weights: Mapping[str, float] = field(default_factory=dict)
    inside: Mapping[str, bool] = field(default_factory=dict)
    """For "label word": whether that word in front belongs to the span."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """All proposals for one place and label."""

    start: int
    end: int
    label: str
    sources: tuple[Proposal, ...]


def learn_weights(articles: Sequence[Tagged], memory: Memory) -> Weights:
    """What the articles teach. What the memory knows of an article is not used for the article itself."""
    rows: list[dict[str, float]] = []
    offsets: list[float] = []
    wanted: list[float] = []
    for article in articles:
        taught = {label for *_, label in article.marks}
        right = {(*normalised(article.text, start, end), label) for start, end, label in article.marks}
        beside_rules = any(one.origin == RULES for one in article.proposals)
        for one in _candidates(article.text, article.proposals):
            if one.label not in taught or one.start >= article.read_to:
                continue
            rows.append(_features(article.text, one, memory, article.article_id))
            offsets.append(_offset(one, beside_rules=beside_rules))
            wanted.append(1.0 if (*normalised(article.text, one.start, one.end), one.label) in right else 0.0)
    return Weights(_fit(rows, offsets, wanted), _habits(articles))


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
        score = _offset(one, beside_rules=beside_rules, trust_memory=not weights.weights) + sum(
            weights.weights.get(name, 0.0) * value for name, value in _features(text, one, memory).items()
        )
        best = max(one.sources, key=lambda source: source.score or 0.0)
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
    """Where the weights start from. What memory says is a feature of its own, once there are weights."""
    rated = [
        chance_of(source.score)
        for source in one.sources
        if source.score is not None and (trust_memory or source.origin != MEMORY)
    ]
    chance = max(rated, default=_ALONE)
    origins = {source.origin for source in one.sources} - {MEMORY}
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
        *(f"from {source.origin} {'' if source.origin == 'memory' else source.reason}" for source in one.sources),
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
        return max(one.sources, key=lambda source: source.score or 0.0).start
    return word[0] if habit else one.start


def _word_before(text: str, start: int) -> tuple[int, str] | None:
    """The word right before a place, if nothing but a space stands between: its offset and its small letters."""
    found = regex.search(r"(\w+)[ \u00a0]+\Z", text[max(0, start - 20) : start])
    return (max(0, start - 20) + found.start(1), found.group(1).casefold()) if found else None


def _logit(chance: float) -> float:
    return log(chance / (1 - chance))


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, value))))
