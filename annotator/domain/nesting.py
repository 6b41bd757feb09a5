"""Order and containment of spans: which is inner, which is outer. All offsets are code points."""

from typing import Protocol


class Ranged(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def label(self) -> str: ...
    @property
    def id(self) -> str: ...


def reading_order(span: Ranged) -> tuple[int, int, str, str]:
    """Sort key of the order in which spans are read: by start, an outer span before inner ones that start with it."""
    return span.start, -span.end, span.label, span.id


def inner_first(span: Ranged) -> tuple[int, int, str, str]:
    """Sort key from the innermost span outward: the shortest first."""
    return span.end - span.start, span.start, span.label, span.id


def contains(outer: Ranged, inner: Ranged) -> bool:
    """Whether the outer span's range holds the inner one's; equal ranges hold each other."""
    return outer.start <= inner.start and inner.end <= outer.end
