"""The spans of one article, found by place, with the lane each is drawn in."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from operator import itemgetter

from annotator.domain.lanes import assign_lanes
from annotator.domain.model import Extent, Span
from annotator.domain.nesting import inner_first, reading_order

_BUCKET = 1024
"""Code points a bucket: about what is drawn at once."""
_Order = tuple[int, int, str, str]


_order_of = itemgetter(0)


def _start_of(pair: tuple[_Order, Span]) -> int:
    return pair[0][0]


class SpanIndex:
    """Finds the spans over a stretch of text, and keeps their lanes, each in time that does not grow with the article.

    `extents` says which band each label is drawn in; an unknown label counts as a phrase. Offsets are code points.
    """

    def __init__(self, spans: Iterable[Span] = (), extents: Mapping[str, Extent] | None = None) -> None:
        self._extents = dict(extents or {})
        self._lanes: dict[str, int] = {}
        self._buckets: dict[int, list[Span]] = {}
        self._by_id = {span.id: span for span in spans}
        for span in self._by_id.values():
            for bucket in self._buckets_of(span):
                self._buckets.setdefault(bucket, []).append(span)
        self._order: list[tuple[_Order, Span]] = [(reading_order(span), span) for span in self._by_id.values()]
        self._order.sort(key=_order_of)
        self._place_all()

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Span]:
        """All spans in reading order."""
        return (span for _, span in self._order)

    def __contains__(self, span_id: str) -> bool:
        return span_id in self._by_id

    def get(self, span_id: str) -> Span | None:
        return self._by_id.get(span_id)

    def band(self, span: Span) -> Extent:
        """The band that the span is drawn in."""
        return self._extents.get(span.label, Extent.PHRASE)

    def lane(self, span: Span) -> int:
        """The span's lane within its band, 0 nearest to the text. The same on every line that the span touches."""
        return self._lanes[span.id]

    def overlapping(self, start: int, end: int) -> list[Span]:
        """The spans that share a character with text[start:end], in reading order; none with an empty range."""
        if start >= end:
            return []
        touched = range(start // _BUCKET, (end - 1) // _BUCKET + 1)
        found = {
            span.id: span
            for span in chain.from_iterable(self._buckets.get(bucket, ()) for bucket in touched)
            if span.start < end and span.end > start
        }
        return sorted(found.values(), key=reading_order)

    def at(self, offset: int) -> list[Span]:
        """The spans that cover the character at the offset, from inner to outer."""
        return sorted(self.overlapping(offset, offset + 1), key=inner_first)

    def with_range(self, start: int, end: int) -> list[Span]:
        """The spans on exactly this range."""
        return [span for span in self.overlapping(start, end) if (span.start, span.end) == (start, end)]

    def after(self, span: Span) -> Iterator[Span]:
        """The spans that come later in reading order, the nearest first."""
        return self._walk(self._place_in_order(span) + 1, 1)

    def before(self, span: Span) -> Iterator[Span]:
        """The spans that come earlier in reading order, the nearest first."""
        return self._walk(self._place_in_order(span) - 1, -1)

    def from_the_last(self) -> Iterator[Span]:
        """All spans, the last in reading order first."""
        return self._walk(len(self._order) - 1, -1)

    def starting_at_or_after(self, offset: int) -> Iterator[Span]:
        """The spans that start at or after the offset, in reading order."""
        return self._walk(bisect_left(self._order, offset, key=_start_of), 1)

    def starting_before(self, offset: int) -> Iterator[Span]:
        """The spans that start before the offset, the nearest first."""
        return self._walk(bisect_left(self._order, offset, key=_start_of) - 1, -1)

    def replace(self, removed: Iterable[str], added: Iterable[Span]) -> tuple[int, int] | None:
        """Takes spans out by id and puts others in; gives the range whose drawing may differ now, None for none.

        A span that is put in takes the place of the one that has its id.
        """
        changed: list[Span] = []
        for span_id in removed:
            self._take_out(span_id, changed)
        for span in added:
            self._take_out(span.id, changed)
            changed.append(span)
            self._by_id[span.id] = span
            for bucket in self._buckets_of(span):
                self._buckets.setdefault(bucket, []).append(span)
            insort(self._order, (reading_order(span), span), key=_order_of)
        if not changed:
            return None
        low, high = min(span.start for span in changed), max(span.end for span in changed)
        for band in {self.band(span) for span in changed}:
            start, end = self._place_changed(sorted((s for s in changed if self.band(s) is band), key=reading_order))
            low, high = min(low, start), max(high, end)
        return low, high

    def _take_out(self, span_id: str, changed: list[Span]) -> None:
        span = self._by_id.pop(span_id, None)
        if span is None:
            return
        changed.append(span)
        del self._lanes[span_id]
        for bucket in self._buckets_of(span):
            self._buckets[bucket].remove(span)
        del self._order[self._place_in_order(span)]

    def _place_in_order(self, span: Span) -> int:
        return bisect_left(self._order, reading_order(span), key=_order_of)

    def _walk(self, at: int, step: int) -> Iterator[Span]:
        while 0 <= at < len(self._order):
            yield self._order[at][1]
            at += step

    def _buckets_of(self, span: Span) -> range:
        return range(span.start // _BUCKET, (span.end - 1) // _BUCKET + 1)

    def _place_all(self) -> None:
        clusters: dict[Extent, list[Span]] = {band: [] for band in Extent}
        reach = dict.fromkeys(Extent, 0)
        extent_of = self._extents.get
        for _, span in self._order:
            band = extent_of(span.label, Extent.PHRASE)
            if span.start >= reach[band]:
                self._place(clusters[band])
                clusters[band] = [span]
                reach[band] = span.end
            else:
                clusters[band].append(span)
                if span.end > reach[band]:
                    reach[band] = span.end
        for cluster in clusters.values():
            self._place(cluster)

    def _place_changed(self, changed: list[Span]) -> tuple[int, int]:
        """Gives lanes anew around changed spans of one band, in reading order; returns the range of all that."""
        band = self.band(changed[0])
        low, high = self._place_around(changed[0].start, changed[0].end, band)
        done = high
        for span in changed[1:]:
            # Whatever hangs together was placed at once, so a span that ends within it was placed with it.
            if span.end > done:
                start, done = self._place_around(span.start, span.end, band)
                low, high = min(low, start), max(high, done)
        return low, high

    def _place_around(self, start: int, end: int, band: Extent) -> tuple[int, int]:
        """Gives lanes anew to whatever hangs together with the range by overlaps; returns the range of all that."""
        while True:
            cluster = [span for span in self.overlapping(start, end) if self.band(span) is band]
            low = min([start, *(span.start for span in cluster)])
            high = max([end, *(span.end for span in cluster)])
            if (low, high) == (start, end):
                break
            start, end = low, high
        groups: list[list[Span]] = []
        reach = -1
        for span in cluster:
            if not groups or span.start >= reach:
                groups.append([])
                reach = span.end
            groups[-1].append(span)
            reach = max(reach, span.end)
        for group in groups:
            self._place(group)
        return start, end

    def _place(self, cluster: list[Span]) -> None:
        if len(cluster) == 1:
            self._lanes[cluster[0].id] = 0
            return
        lanes = assign_lanes([(span.start, span.end) for span in cluster])
        for span, lane in zip(cluster, lanes, strict=True):
            self._lanes[span.id] = lane
