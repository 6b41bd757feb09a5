"""The geometry of spans on one line: which strokes are drawn where. Painting and hit testing both use it."""

from collections.abc import Sequence
from typing import NamedTuple

from annotator.domain.model import Extent, Span
from annotator.domain.span_index import SpanIndex
from annotator.gui.reading.flow import Block
from annotator.gui.reading.metrics import LineMetrics


class Stroke(NamedTuple):
    """The piece of a span on one line. `y` is the middle of its lane within the block; x runs from left to right.

    `start_x` and `end_x` are where the span's own start and end lie, None where they are on another line; in what is
    read from right to left the start is on the right.
    """

    span: Span
    band: Extent
    lane: int
    y: float
    thickness: float
    segments: tuple[tuple[float, float], ...]
    start_x: float | None
    end_x: float | None
    suggested: bool = False
    """Proposed, not tagged: drawn dotted and without tint."""

    @property
    def left(self) -> float:
        return self.segments[0][0]

    @property
    def right(self) -> float:
        return self.segments[-1][1]

    def inward(self, x: float) -> int:
        """1 where the stroke lies on the right of one of its ends, -1 where it lies on the left."""
        return (
            1
            if min(abs(x - low) for low, _ in self.segments) <= min(abs(x - high) for _, high in self.segments)
            else -1
        )


def strokes_on_line(
    block: Block,
    number: int,
    spans: Sequence[Span],
    index: SpanIndex,
    metrics: LineMetrics,
    suggested: SpanIndex | None = None,
) -> list[Stroke]:
    """The strokes of the given spans on a line of a block, outer spans first; those of suggestions lie below them."""
    first, last = block.line_range(number)
    placed = [(span, index.band(span), index.lane(span)) for span in spans if span.start < last and span.end > first]
    proposed = suggested.overlapping(first, last) if suggested else []
    if suggested:
        placed += [(span, index.band(span), _lanes_above(span, index) + suggested.lane(span)) for span in proposed]
    if not placed:
        return []
    depth = {band: 1 + max((lane for _, its_band, lane in placed if its_band is band), default=-1) for band in Extent}
    lanes = metrics.lanes(depth[Extent.PHRASE], depth[Extent.STATEMENT])
    bottom = block.text_bottom(number, metrics)
    strokes = []
    ids = {span.id for span in proposed}
    for span, band, lane in placed:
        segments = block.segments(number, span.start, span.end)
        if segments:
            strokes.append(
                Stroke(
                    span=span,
                    band=band,
                    lane=lane,
                    y=bottom + lanes.y(band, lane),
                    thickness=lanes.stroke,
                    segments=tuple(segments),
                    start_x=_start_x(block, number, span, segments) if span.start >= first else None,
                    end_x=_end_x(block, number, span, segments) if span.end <= last else None,
                    suggested=span.id in ids,
                )
            )
    strokes.sort(key=lambda stroke: (stroke.band is Extent.PHRASE, -stroke.lane))
    return strokes


def _lanes_above(suggestion: Span, index: SpanIndex) -> int:
    """How many lanes the spans below which a suggestion is drawn take: the same on every line that it touches."""
    band = index.band(suggestion)
    over = index.overlapping(suggestion.start, suggestion.end)
    return 1 + max((index.lane(span) for span in over if index.band(span) is band), default=-1)


def _start_x(block: Block, number: int, span: Span, segments: Sequence[tuple[float, float]]) -> float:
    """Where the span begins on its first line: at its left, except in what reads from right to left."""
    if not block.mixed:
        return segments[0][0]
    x = block.edge_x(number, span.start, at_end=False)
    return _at_an_edge(x, segments, segments[-1][1] if block.right_to_left else segments[0][0])


def _end_x(block: Block, number: int, span: Span, segments: Sequence[tuple[float, float]]) -> float:
    """Where the span ends on its last line."""
    if not block.mixed:
        return segments[-1][1]
    x = block.edge_x(number, span.end - 1, at_end=True)
    return _at_an_edge(x, segments, segments[0][0] if block.right_to_left else segments[-1][1])


def _at_an_edge(x: float, segments: Sequence[tuple[float, float]], otherwise: float) -> float:
    """The place, or another where it is amid the stroke: a number at the start of Arabic words begins at their left."""
    return x if any(abs(x - edge) < 1 for segment in segments for edge in segment) else otherwise
