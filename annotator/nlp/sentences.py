"""Sentences, by nupunkt: no model to install, and it knows the abbreviations of news texts."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nupunkt import PunktSentenceTokenizer

_STOPS = "。！？｡؟۔।"
_FULL_STOP = re.compile(f"[{_STOPS}]+[”’」』】）》»\"']*")
"""What ends a sentence in scripts that nupunkt does not know, with the marks that close it."""


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as code point ranges, end exclusive, without white space at their ends.

    A line end always ends a sentence.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        if line:
            found += [(start + low, start + high) for low, high in _in_line(line)]
        start += len(line) + 1
    return found


@lru_cache(maxsize=16)
def _in_line(line: str) -> tuple[tuple[int, int], ...]:
    """The sentences of one line. Kept for a while: who walks by sentences asks for the same paragraph at every step."""
    spans: Iterable[tuple[int, int]] = _tokenizer().span_tokenize(line)
    if any(map(line.__contains__, _STOPS)):
        spans = [part for span in spans for part in _cut_at_full_stops(line, *span)]
    found = []
    for first, last in spans:
        piece = line[first:last]
        inner = piece.strip()
        if len(inner) < len(piece):
            first += piece.index(inner)
            last = first + len(inner)
        if inner:
            found.append((first, last))
    return tuple(found)


@cache
def _tokenizer() -> "PunktSentenceTokenizer":
    import nupunkt

    return nupunkt.load("default")


def _cut_at_full_stops(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for stop in _FULL_STOP.finditer(line, start, end):
        yield start, stop.end()
        start = stop.end()
    yield start, end
