"""Where characters, words and trimmed spans begin and end. All offsets are code points, end exclusive.

Characters are extended grapheme clusters (Unicode Standard Annex 29), as the `regex` package finds them.
"""

import regex

_CLUSTER = regex.compile(r"\X")
_WORD = regex.compile(
    r"""
      (?:\p{L}\.){2,}                                                  # U.S., D.C.
    | (?:US|[\p{Sc}\#@]|(?<![\w\p{M}])[+\-−±](?=\d))*\p{Sc}*           # $60,000, US$2.4m, −3
      [\w\p{M}]+
      (?:
          (?<=\d)[.,:](?=\d)[\w\p{M}]+                                 # 1,500, 3.2, 12:30
        | ['’](?!s\b)[\w\p{M}]+                                        # O’Brien, don’t; not the ’s of a possessive
        | [-‐‑–/&·][\w\p{M}]+                                          # AK-103, surface-to-air, km/h
        | \p{Sc}+[\w\p{M}]+
      )*
      [%‰°\p{Sc}]?
    | ['’]s\b
    | (?=\p{Extended_Pictographic}|\p{Regional_Indicator})\X           # an emoji is a word
    """,
    regex.VERBOSE,
)
_FAR = 512
"""How far back to look for a place from which clusters can be counted before settling for any space."""


def _safe_start(text: str, offset: int) -> int:
    """A cluster border at or before the offset, found without reading the whole text."""
    newline = text.rfind("\n", max(0, offset - _FAR), offset)
    if newline >= 0:
        return newline + 1
    if offset <= _FAR:
        return 0
    space = text.rfind(" ", max(0, offset - _FAR), offset)
    return space if space >= 0 else max(0, text.rfind("\n", 0, offset) + 1)


def cluster_at(text: str, offset: int) -> tuple[int, int]:
    """The grapheme cluster that holds the character at the offset; empty at the end of the text."""
    if offset >= len(text):
        return len(text), len(text)
    for match in _CLUSTER.finditer(text, _safe_start(text, offset)):
        if match.end() > offset:
            return match.span()
    raise AssertionError("every character is in a cluster")


def is_cluster_border(text: str, offset: int) -> bool:
    return offset in (0, len(text)) or cluster_at(text, offset)[0] == offset


def previous_cluster(text: str, offset: int) -> int:
    """The border before the offset; 0 at the start."""
    return cluster_at(text, offset - 1)[0] if offset > 0 else 0


def next_cluster(text: str, offset: int) -> int:
    """The border after the offset; the length of the text at its end."""
    return cluster_at(text, offset)[1]


def snap_to_clusters(text: str, start: int, end: int) -> tuple[int, int]:
    """The range, widened where a border stands inside a grapheme cluster."""
    last = cluster_at(text, end - 1)[1] if end > start else end
    return cluster_at(text, start)[0] if start < len(text) else start, last


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without white space at its ends; (start, start) where there is nothing else in it."""
    while start < end and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def words(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The words that touch text[start:end]: numbers keep their currency and percent sign, punctuation is outside."""
    end = len(text) if end is None else end
    low, high = _paragraph_slice(text, start, end)
    return [m.span() for m in _WORD.finditer(text, low, high) if m.end() > start and m.start() < end]


def word_at(text: str, offset: int) -> tuple[int, int] | None:
    """The word that holds the offset, or ends at it; None between words."""
    found = None
    for word in words(text, max(0, offset - 1), min(len(text), offset + 1)):
        if word[0] <= offset < word[1]:
            return word
        if word[1] == offset:
            found = word
    return found


def next_word(text: str, offset: int) -> int:
    """Where the next word starts, as an offset after this one; the length of the text if there is none."""
    position = offset
    while position < len(text):
        low, high = _paragraph_slice(text, position, min(len(text), position + 1))
        for match in _WORD.finditer(text, low, high):
            if match.start() > offset:
                return match.start()
        position = high + 1
    return len(text)


def next_word_end(text: str, offset: int) -> int:
    """Where a word next ends, as an offset after this one; the length of the text if there is none."""
    position = offset
    while position < len(text):
        low, high = _paragraph_slice(text, position, min(len(text), position + 1))
        for match in _WORD.finditer(text, low, high):
            if match.end() > offset:
                return match.end()
        position = high + 1
    return len(text)


def previous_word(text: str, offset: int) -> int:
    """Where a word starts, as an offset before this one; 0 if there is none."""
    position = offset
    while position > 0:
        low, high = _paragraph_slice(text, position - 1, position)
        found = -1
        for match in _WORD.finditer(text, low, high):
            if match.start() >= offset:
                break
            found = match.start()
        if found >= 0:
            return found
        position = low
    return 0


def previous_word_end(text: str, offset: int) -> int:
    """Where a word ends, as an offset before this one; 0 if there is none."""
    position = offset
    while position > 0:
        low, high = _paragraph_slice(text, position - 1, position)
        found = -1
        for match in _WORD.finditer(text, low, high):
            if match.end() >= offset:
                break
            found = match.end()
        if found >= 0:
            return found
        position = low
    return 0


def snap_to_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The range, widened to whole words at each border that cuts one, then trimmed.

    Punctuation that the range already holds stays; a range without any word is only trimmed and widened to clusters.
    """
    start, end = trim(text, start, end)
    if start >= end:
        return start, start
    first = [w for w in words(text, start, min(end, start + 1)) if w[0] < start < w[1]]
    last = [w for w in words(text, max(start, end - 1), end) if w[0] < end < w[1]]
    if first:
        start = first[0][0]
    if last:
        end = last[-1][1]
    return snap_to_clusters(text, start, end)


def paragraph_at(text: str, offset: int) -> tuple[int, int]:
    """The line of text, without its line end, that holds the offset."""
    end = text.find("\n", offset)
    return text.rfind("\n", 0, offset) + 1, len(text) if end < 0 else end


def _paragraph_slice(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch around the range that cuts no word: whole lines, or up to spaces a few hundred characters away."""
    low = _safe_start(text, start)
    newline = text.find("\n", end, end + _FAR)
    if newline >= 0:
        return low, newline
    if end + _FAR >= len(text):
        return low, len(text)
    space = text.rfind(" ", end, end + _FAR)
    return low, space if space >= 0 else text.find("\n", end) if "\n" in text[end:] else len(text)
