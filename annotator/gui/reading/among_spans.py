"""Which span the keys go to next: plain functions over the spans of an article."""

from annotator.domain.model import Span
from annotator.domain.nesting import contains, inner_first
from annotator.domain.span_index import SpanIndex


def following(index: SpanIndex, current: Span | None, caret: int, *, forward: bool, label: str = "") -> Span | None:
    """The next span in reading order, of one label if given; after the last comes the first. None if there is none.

    Counts from the current span, without one from the caret.
    """
    if current is not None:
        nearest = index.after(current) if forward else index.before(current)
    else:
        nearest = index.starting_at_or_after(caret) if forward else index.starting_before(caret)
    from_the_other_end = index.starting_at_or_after(0) if forward else index.from_the_last()
    for spans in (nearest, from_the_other_end):
        for span in spans:
            if not label or span.label == label:
                return span
    return None


def outward(index: SpanIndex, current: Span | None, caret: int) -> Span | None:
    """The next larger span around the current one; without one, the innermost at the caret."""
    if current is None:
        return next(iter(index.at(caret)), None)
    around = [span for span in index.overlapping(current.start, current.end) if contains(span, current)]
    return min((span for span in around if inner_first(span) > inner_first(current)), key=inner_first, default=None)


def inward(index: SpanIndex, current: Span | None, caret: int) -> Span | None:
    """The largest span inside the current one; without one, the outermost at the caret."""
    if current is None:
        return next(reversed(index.at(caret)), None)
    inside = [span for span in index.overlapping(current.start, current.end) if contains(current, span)]
    return max((span for span in inside if inner_first(span) < inner_first(current)), key=inner_first, default=None)
