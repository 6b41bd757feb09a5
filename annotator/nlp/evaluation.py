"""How good proposals are, measured against the spans that people accepted.

Three ways to count a proposal as right, per label, one proposal for one span: *exact*, the same borders; *normalised*,
the same after leading determiners and quantifiers and trailing possessives and punctuation are taken off; *overlap*, at
least one character shared. Beside them the effort: what a person still has to do, next to tagging all by hand.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import regex

from annotator.domain.proposals import Mark

BY_HAND = 3
"""Acts for a span tagged by hand: place, extend, label. A missed one costs the same."""
ACCEPT = 1
FIX = 1
"""For each border that has to be moved before accepting."""
PASS_OVER = 1
"""Rejecting a wrong proposal, or passing over it."""

RESAMPLES = 1000


class Match(StrEnum):
    """What counts as the same span."""

    EXACT = "exact"
    NORMALISED = "normalised"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class Judged:
    """One article's proposals beside the spans that people accepted."""

    text: str
    proposed: Sequence[Mark]
    accepted: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Score:
    """How many proposals were right. `low` and `high` bound F1 in 95 of 100 choices of articles."""

    right: int
    proposed: int
    accepted: int
    low: float = 0.0
    high: float = 1.0

    @property
    def precision(self) -> float:
        return self.right / self.proposed if self.proposed else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.accepted if self.accepted else 0.0

    @property
    def f1(self) -> float:
        both = self.proposed + self.accepted
        return 2 * self.right / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Effort:
    """Acts of a person with the proposals at hand, and without any."""

    acts: int
    by_hand: int

    @property
    def ratio(self) -> float:
        return self.acts / self.by_hand if self.by_hand else 1.0


@dataclass(frozen=True, slots=True)
class Report:
    """What an evaluation found, per label and way of counting."""

    articles: int
    labels: Mapping[str, Mapping[Match, Score]]
    effort: Effort
    overall: Mapping[Match, Score] = field(default_factory=dict)

    def as_data(self) -> dict[str, object]:
        """The report as JSON values."""
        return {
            "articles": self.articles,
            "labels": {label: _scores_as_data(scores) for label, scores in self.labels.items()},
            "overall": _scores_as_data(self.overall),
            "effort": {
                "acts": self.effort.acts,
                "by_hand": self.effort.by_hand,
                "ratio": round(self.effort.ratio, 4),
            },
        }


def score(judged: Sequence[Judged], labels: Iterable[str] = (), *, seed: int = 0) -> Report:
    """The report over some articles. Without `labels`, those that occur among the accepted spans are scored."""
    names = sorted(set(labels) or {label for one in judged for *_, label in one.accepted})
    tables = {name: [counts(one, name) for one in judged] for name in names}
    acts = sum(row.acts for table in tables.values() for row in table)
    wanted = sum(row.accepted for table in tables.values() for row in table)
    return Report(
        articles=len(judged),
        labels={name: _scores(table, seed) for name, table in tables.items()},
        effort=Effort(acts, BY_HAND * wanted),
        overall=_scores([_added(rows) for rows in zip(*tables.values(), strict=True)], seed),
    )


def claim_sentences(judged: Sequence[Judged], sentences: Sequence[Sequence[tuple[int, int]]], label: str) -> Score:
    """A statement's label by the sentence: a sentence is right if a proposal in it overlaps an accepted span in it."""
    right_proposed = proposed = right_accepted = accepted = 0
    for one, ranges in zip(judged, sentences, strict=True):
        mine = [(start, end) for start, end, name in one.proposed if name == label]
        theirs = [(start, end) for start, end, name in one.accepted if name == label]
        for low, high in ranges:
            here = [(max(low, s), min(high, e)) for s, e in mine if s < high and low < e]
            there = [(max(low, s), min(high, e)) for s, e in theirs if s < high and low < e]
            meet = any(s < f and b < e for s, e in here for b, f in there)
            proposed += bool(here)
            accepted += bool(there)
            right_proposed += bool(here) and meet
            right_accepted += bool(there) and meet
    return Score(right_accepted, proposed, accepted)


@dataclass(frozen=True, slots=True)
class Counts:
    """What one article adds to the scores of one label, and its acts."""

    right: Mapping[Match, int]
    proposed: int
    accepted: int
    acts: int


def counts(judged: Judged, label: str) -> Counts:
    """What one article's proposals for a label come to, without the intervals that a report has."""
    mine = sorted({(start, end) for start, end, name in judged.proposed if name == label})
    theirs = sorted({(start, end) for start, end, name in judged.accepted if name == label})
    exact = len(set(mine) & set(theirs))
    cut_mine = [normalised(judged.text, *one) for one in mine]
    cut_theirs = [normalised(judged.text, *one) for one in theirs]
    pairs = matched(mine, theirs)
    fixes = sum((mine[i][0] != theirs[j][0]) + (mine[i][1] != theirs[j][1]) for i, j in pairs)
    acts = (
        ACCEPT * len(pairs) + FIX * fixes + PASS_OVER * (len(mine) - len(pairs)) + BY_HAND * (len(theirs) - len(pairs))
    )
    return Counts(
        {Match.EXACT: exact, Match.NORMALISED: _common(cut_mine, cut_theirs), Match.OVERLAP: len(pairs)},
        len(mine),
        len(theirs),
        acts,
    )


def _common(mine: Sequence[tuple[int, int]], theirs: Sequence[tuple[int, int]]) -> int:
    """How many ranges the two have in common, each as often as in both."""
    left = list(theirs)
    found = 0
    for one in mine:
        if one in left:
            left.remove(one)
            found += 1
    return found


def matched(mine: Sequence[tuple[int, int]], theirs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs of indexes of ranges that share a character: each range in one pair at most, as many pairs as there can be.

    Ranges with the same borders, then those that share most, are tried first.
    """
    edges: list[list[int]] = []
    for start, end in mine:
        near = [j for j, (low, high) in enumerate(theirs) if low < end and start < high]
        edges.append(sorted(near, key=lambda j: -_likeness((start, end), theirs[j])))
    partner: dict[int, int] = {}

    def place(i: int, seen: set[int]) -> bool:
        for j in edges[i]:
            if j in seen:
                continue
            seen.add(j)
            if j not in partner or place(partner[j], seen):
                partner[j] = i
                return True
        return False

    order = sorted(range(len(mine)), key=lambda i: -max((_likeness(mine[i], theirs[j]) for j in edges[i]), default=0))
    for i in order:
        place(i, set())
    return sorted((i, j) for j, i in partner.items())


def _likeness(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared / (max(one[1], other[1]) - min(one[0], other[0]))


_LEADING = regex.compile(
    r"(?:(?:the|a|an|this|that|these|those|some|any|all|each|every|both|many|most|several|few|other|another|no|"
    r"our|its|their|his|her|my|your|el|la|los|las|un|una|unos|unas|lo|su|sus|"
    r"about|around|roughly|approximately|nearly|almost|over|under|only|just|estimated|(?:more|less|fewer)\s+than|"
    r"at\s+(?:least|most)|up\s+to|as\s+(?:many|much|few|little)\s+as|close\s+to|casi|más\s+de|menos\s+de|"
    r"al\s+menos|cerca\s+de|hasta|alrededor\s+de)\s+|[\p{P}\s]+)",
    regex.IGNORECASE,
)
_TRAILING = regex.compile(r"(?:['’]s|['’]|[\p{P}\s--[%‰]])\Z", regex.IGNORECASE | regex.VERSION1)


def normalised(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without what people draw borders around differently; the range itself if nothing else is left."""
    low, high = start, end
    while (found := _LEADING.match(text, low, high)) and found.end() < high:
        low = found.end()
    while (ending := _TRAILING.search(text[low:high])) and ending.start() > 0:
        high = low + ending.start()
    return (low, high) if low < high else (start, end)


def _scores(table: Sequence[Counts], seed: int) -> dict[Match, Score]:
    return {match: _score(table, match, seed) for match in Match}


def _score(table: Sequence[Counts], match: Match, seed: int) -> Score:
    rows = [(row.right[match], row.proposed, row.accepted) for row in table]
    low, high = _interval(rows, seed)
    right, proposed, accepted = (sum(row[k] for row in rows) for k in range(3))
    return Score(right, proposed, accepted, low, high)


def _interval(rows: Sequence[tuple[int, int, int]], seed: int) -> tuple[float, float]:
    """Bounds of F1 in 95 of 100 choices of as many articles, drawn with repetition."""
    if not rows:
        return 0.0, 1.0
    chance = random.Random(seed)  # noqa: S311
    values = []
    for _ in range(RESAMPLES):
        drawn = chance.choices(rows, k=len(rows))
        values.append(Score(*(sum(row[k] for row in drawn) for k in range(3))).f1)
    values.sort()
    return values[int(0.025 * RESAMPLES)], values[int(0.975 * RESAMPLES) - 1]


def _added(rows: Sequence[Counts]) -> Counts:
    return Counts(
        {match: sum(row.right[match] for row in rows) for match in Match},
        sum(row.proposed for row in rows),
        sum(row.accepted for row in rows),
        sum(row.acts for row in rows),
    )


def _scores_as_data(scores: Mapping[Match, Score]) -> dict[str, object]:
    return {
        match.value: {
            "precision": round(one.precision, 4),
            "recall": round(one.recall, 4),
            "f1": round(one.f1, 4),
            "low": round(one.low, 4),
            "high": round(one.high, 4),
            "right": one.right,
            "proposed": one.proposed,
            "accepted": one.accepted,
        }
        for match, one in scores.items()
    }
