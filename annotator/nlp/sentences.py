"""Sentences, by nupunkt: no model to install, and it knows the abbreviations of news texts."""

import re
from collections.abc import Iterator

_FULL_STOP = re.compile("[。！？｡؟۔।]+[”’」』】）》»\"']*")
"""What ends a sentence in scripts that nupunkt does not know, with the marks that close it."""


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as code point ranges, end exclusive, without white space at their ends.

    A line end always ends a sentence.
    """
    from nupunkt import sent_spans

    found: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            for low, high in sent_spans(line):
                for first, last in _cut_at_full_stops(line, low, high):
                    inner = line[first:last].strip()
                    if inner:
                        first += line[first:last].index(inner)
                        found.append((start + first, start + first + len(inner)))
        start += len(line) + 1
    return found


def _cut_at_full_stops(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for stop in _FULL_STOP.finditer(line, start, end):
        yield start, stop.end()
        start = stop.end()
    yield start, end
