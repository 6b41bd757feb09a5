"""Order and containment of spans: which is inner, which is outer, which hold a place. All offsets are code points."""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Ranged(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def label(self) -> str: ...
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Ranged)


def reading_order(span: Ranged) -> tuple[int, int, str, str]:
    """Sort key of the order in which spans are read: by start, an outer span before inner ones that start with it."""
    return span.start, -span.end, span.label, span.id


def inner_first(span: Ranged) -> tuple[int, int, str, str]:
    """Sort key from the innermost span outward: the shortest first."""
    return span.end - span.start, span.start, span.label, span.id


def contains(outer: Ranged, inner: Ranged) -> bool:
    """Whether the outer span's range holds the inner one's; equal ranges hold each other."""
    return outer.start <= inner.start and inner.end <= outer.end


def spans_at(spans: Iterable[T], offset: int) -> list[T]:
    """The spans that cover the character at the offset, from inner to outer."""
    return sorted((span for span in spans if span.start <= offset < span.end), key=inner_first)
