"""Where characters, words and trimmed spans begin and end. All offsets are code points, end exclusive.

Characters are extended grapheme clusters (Unicode Standard Annex 29), as the `regex` package finds them. Nothing here
reads more of the text than the surroundings of the place it is asked about.
"""

from collections.abc import Iterator

from annotator.domain.pattern import Pattern

_CLUSTER = Pattern(r"\X")
_NEAR = 16
"""Code points before a place within which its cluster most likely begins."""
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
"""Scripts that put no spaces between words: each character counts as a word, so that a selection may end anywhere."""
JOINED = r"\p{M}\p{GCB=EX}\p{GCB=SM}\p{GCB=ZWJ}"
"""What belongs to the character before it."""
_LETTERS = rf"[[\w\p{{No}}--[{_UNSPACED}]]{JOINED}]+(?:[\u00ad\u2060][[\w\p{{No}}--[{_UNSPACED}]]{JOINED}]+)*+"
_WORD = Pattern(
    rf"""(?xV1)
      (?![{JOINED}]) (?<!\p{{GCB=PP}}) \p{{GCB=PP}}*+
      (?:
          (?:\p{{L}}\.){{2,}} [{JOINED}]* (?:[-‐‑–]{_LETTERS})*              # U.S., D.C., U.S.-backed
        | (?:[\p{{Sc}}\#@]|(?<![\w\p{{M}}])[+\-−±](?=[\d\p{{Sc}}])){{0,3}}     # $60,000, −3, #hashtag
          {_LETTERS}
          (?:
              (?<=\d)[.,:](?=\d){_LETTERS}                                   # 1,500, 3.2, 12:30
            | ['’](?![sS]\b){_LETTERS}                                       # O’Brien, don’t; not a possessive’s ’s
            | [-‐‑–/&·°]{_LETTERS}                                           # AK-103, surface-to-air, km/h
            | \p{{Sc}}{{1,3}}{_LETTERS}                                       # US$2.4m
          )*
          (?:[%‰°\p{{Sc}}][{JOINED}]*)?
        | ['’][sS]\b
        | (?=[\p{{Extended_Pictographic}}\p{{Regional_Indicator}}{_UNSPACED}])\X
      )
    """
)
_SIGNS = r"\p{Sc}\#@+\-−±.,:'’‐‑–/&·%‰°\u00ad\u2060"
_BETWEEN = Pattern(
    rf"(?rV1)[^\w\p{{No}}{JOINED}\p{{GCB=PP}}\p{{Extended_Pictographic}}\p{{Regional_Indicator}}{_SIGNS}]"
    rf"|(?<!\p{{GCB=PP}})[[{_UNSPACED}]--[{JOINED}]]"
)
"""Where no word that began earlier goes on: what stands in no word, or is one by itself."""
_INSIDE = Pattern(rf"(?rV1)[[\w\p{{No}}\p{{Extended_Pictographic}}\p{{Regional_Indicator}}]--[{JOINED}]]")
"""What stands in a word wherever it stands."""


def cluster_at(text: str, offset: int) -> tuple[int, int]:
    """The grapheme cluster that holds the character at the offset; empty at the end of the text."""
    if offset >= len(text):
        return len(text), len(text)
    reach = _NEAR
    while True:
        # Whether a place is a border depends on the text around it, not on where the search begins; so every match
        # but the first is a cluster. One that begins where the search does may be the rest of a longer one.
        begin = max(0, offset - reach)
        match = next(match for match in _CLUSTER.finditer(text, begin) if match.end() > offset)
        if match.start() > begin or begin == 0:
            return match.span()
        reach *= 8


def is_cluster_border(text: str, offset: int) -> bool:
    return offset in (0, len(text)) or cluster_at(text, offset)[0] == offset


def previous_cluster(text: str, offset: int) -> int:
    """The border before the offset; 0 at the start."""
    return cluster_at(text, offset - 1)[0] if offset > 0 else 0


def next_cluster(text: str, offset: int) -> int:
    """The border after the offset; the length of the text at its end."""
    return cluster_at(text, offset)[1]


def snap_to_clusters(text: str, start: int, end: int) -> tuple[int, int]:
    """The range, widened where a border stands inside a cluster; an empty one moves to the border before it."""
    first = cluster_at(text, start)[0]
    return first, cluster_at(text, end - 1)[1] if end > start else first


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without white space at its ends; (start, start) where there is nothing else in it.

    White space that carries a combining mark stays: no border comes to stand inside a grapheme cluster.
    """
    first, last = start, end
    while first < last and text[last - 1].isspace():
        last -= 1
    while first < last and text[first].isspace():
        first += 1
    if first >= last:
        return start, start
    if first > start and not is_cluster_border(text, first):
        first -= 1
    if last < end and not is_cluster_border(text, last):
        last += 1
    return first, last


def words(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The words that touch text[start:end]: numbers keep their currency and percent sign, punctuation is outside."""
    end = len(text) if end is None else end
    found = []
    for word in _words_around(text, start):
        if word[0] >= end:
            break
        if word[1] > start:
            found.append(word)
    return found


def word_at(text: str, offset: int) -> tuple[int, int] | None:
    """The word that holds the offset, or ends at it; None between words. Before a possessive’s ’s it is the owner."""
    found = None
    for word in words(text, max(0, offset - 1), min(len(text), offset + 1)):
        if word[1] == offset:
            found = word
        elif found is None or text[offset] not in "'’":
            return word
    return found


def next_word(text: str, offset: int) -> int:
    """Where the next word starts, as an offset after this one; the length of the text if there is none."""
    return next((start for start, _ in _words_around(text, offset) if start > offset), len(text))


def next_word_end(text: str, offset: int) -> int:
    """Where a word next ends, as an offset after this one; the length of the text if there is none."""
    return next((end for _, end in _words_around(text, offset) if end > offset), len(text))


def previous_word(text: str, offset: int) -> int:
    """Where a word starts, as an offset before this one; 0 if there is none."""
    word = _last_word_before(text, offset)
    return word[0] if word else 0


def previous_word_end(text: str, offset: int) -> int:
    """Where a word ends, as an offset before this one; 0 if there is none."""
    word = _last_word_before(text, offset)
    while word and word[1] >= offset:
        word = _last_word_before(text, word[0])
    return word[1] if word else 0


def snap_to_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The range, widened to whole words at each border that cuts one, then trimmed.

    Punctuation that the range already holds stays; a range without any word is only trimmed and widened to clusters.
    """
    start, end = trim(text, start, end)
    if start >= end:
        return snap_to_clusters(text, start, start)
    first = [word for word in words(text, start, start + 1) if word[0] < start]
    last = [word for word in words(text, end - 1, end) if word[1] > end]
    if first:
        start = first[0][0]
    if last:
        end = last[-1][1]
    return snap_to_clusters(text, start, end)


def paragraph_at(text: str, offset: int) -> tuple[int, int]:
    """The line of text, without its line end, that holds the offset."""
    end = text.find("\n", offset)
    return text.rfind("\n", 0, offset) + 1, len(text) if end < 0 else end


def _words_around(text: str, offset: int) -> Iterator[tuple[int, int]]:
    """The words from a few before the offset on: at least the one that holds it and all later ones."""
    between = _BETWEEN.search(text, 0, offset)
    return (match.span() for match in _WORD.finditer(text, between.start() if between else 0))


def _last_word_before(text: str, offset: int) -> tuple[int, int] | None:
    """The last word that starts before the offset."""
    inside = _INSIDE.search(text, 0, offset)
    found = words(text, inside.start() if inside else 0, offset)
    return found[-1] if found else None
