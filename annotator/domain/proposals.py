"""What suggesters propose for a text, before a project stores it. Offsets are code points, end exclusive."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Self

from annotator.domain.model import AnnotatedArticle, Decision, Span, Status, Suggestion
from annotator.errors import InvalidSpan

Mark = tuple[int, int, str]
"""Start, end and label."""


class _ProposalFields(NamedTuple):
    start: int
    end: int
    label: str
    score: float | None
    reason: str
    origin: str
    version: str


class Proposal(_ProposalFields):
    """A span that a suggester proposes for a text. `score` is 0 to 1, or None if the suggester gives none.

    `reason` is a short sentence for the annotator; `origin` and `version` name the suggester.
    Raises InvalidSpan if it is empty or backward.
    """

    __slots__ = ()

    def __new__(
        cls,
        start: int,
        end: int,
        label: str,
        score: float | None = None,
        reason: str = "",
        origin: str = "",
        version: str = "",
    ) -> Self:
        if not 0 <= start < end:
            raise InvalidSpan(f"A suggestion cannot run from {start} to {end}.")
        return tuple.__new__(cls, (start, end, label, score, reason, origin, version))

    @property
    def mark(self) -> Mark:
        return self.start, self.end, self.label


def marks_of(spans: Iterable[Span]) -> list[Mark]:
    """The spans as start, end and label, each once, in reading order."""
    return sorted({(span.start, span.end, span.label) for span in spans}, key=lambda mark: (mark[0], -mark[1], mark[2]))


def rejected_in(suggestions: Iterable[Suggestion]) -> frozenset[Mark]:
    """The places and labels that a person said no to."""
    return frozenset((one.start, one.end, one.label) for one in suggestions if one.decision is Decision.REJECTED)


def read_to(known: AnnotatedArticle) -> int:
    """Up to where somebody has read the article: all of it if it is done, else up to the last span or decision.

    What is not tagged beyond may only be not tagged yet.
    """
    if known.status is Status.DONE:
        return len(known.article.text)
    ends = [span.end for span in known.spans]
    ends += [one.end for one in known.suggestions if one.decision is not Decision.UNDECIDED]
    return max(ends, default=0)


def as_far_as_read(proposals: Iterable[Proposal], known: AnnotatedArticle) -> list[Proposal]:
    """The proposals that begin where somebody has read: the others cannot be judged yet."""
    end = read_to(known)
    return [one for one in proposals if one.start < end]


def still_open(proposals: Iterable[Proposal], known: AnnotatedArticle) -> list[Proposal]:
    """The proposals that an annotator has yet to decide on, in reading order.

    Left out are those that were rejected at this very place, and those that touch a span of the same label, unless
    one lies wholly within the other and is clearly shorter: a person who has tagged a place has said where its borders
    are.
    """
    rejected = rejected_in(known.suggestions)
    tagged: dict[str, list[Span]] = {}
    for span in known.spans:
        tagged.setdefault(span.label, []).append(span)
    found = [
        one
        for one in proposals
        if one.mark not in rejected and not any(_settles(span, one) for span in tagged.get(one.label, ()))
    ]
    return sorted(found, key=lambda one: (one.start, -one.end, one.label))


DEFAULT_THRESHOLD = 0.5
"""Suggesters also propose what is more likely wrong than right, for a person who would rather see too much."""


def above(proposals: Iterable[Proposal], thresholds: Mapping[str, float] | None = None) -> list[Proposal]:
    """The proposals that reach the threshold of their label; one without a score always does."""
    known = thresholds or {}
    return [one for one in proposals if one.score is None or one.score >= known.get(one.label, DEFAULT_THRESHOLD)]


_NEARLY_THE_SAME = 2 / 3
"""Of two ranges of which one holds the other: the share from which they are two opinions on one thing."""


def _settles(span: Span, proposal: Proposal) -> bool:
    if span.end <= proposal.start or proposal.end <= span.start:
        return False
    inside = span.start <= proposal.start and proposal.end <= span.end
    outside = proposal.start <= span.start and span.end <= proposal.end
    shorter, longer = sorted((span.end - span.start, proposal.end - proposal.start))
    return not (inside or outside) or shorter > _NEARLY_THE_SAME * longer
