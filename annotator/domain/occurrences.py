"""Where a text occurs again, with what stands around it. All offsets are code points, end exclusive."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from annotator.domain.boundaries import JOINED, is_cluster_border

LONGEST_WORDING = 500
"""Longer texts are not looked for: nothing that long is said twice, and the pattern would be slow to make."""

CONTEXT_WIDTH = 60
"""How many characters on either side of a hit are shown at most."""

_CLUSTER = regex.compile(r"\X")
_PARTS = regex.compile(rf"(?:\S|\s(?=[{JOINED}]))+")
"""What white space parts; white space that carries a mark is a character like any other."""
_WORD_CHARACTER = regex.compile(r"[\w\p{M}\p{N}]")
_DIGIT = regex.compile(r"\p{Nd}")

_NO_WORD_BEFORE = r"(?<![\w\p{M}\p{N}])"
_NO_WORD_AFTER = r"(?![\w\p{M}\p{N}])"
_NO_NUMBER_BEFORE = r"(?<!\p{Nd}[.,:])(?<![\w\p{N}][-‐‑–])(?<!\p{Sc})"
_NO_NUMBER_AFTER = r"(?![.,:]\p{Nd})(?![-‐‑–]\p{Nd})(?![%‰\p{Sc}])"
"""A number is whole if it is no part of another number (12 in 12.5, 10–12), of a name (103 in AK-103) or an amount."""

_ALWAYS_ALONE = "\u0300"
"""Before this code point every character but CR is a grapheme cluster of its own, next to another such."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is looked for. White space in it stands for any white space, so that a line end does not hide a hit.

    A composed and a decomposed character (é as one code point or as two) are the same. Whole words are asked for on
    the sides of the wording that are word characters; a number must then be a whole number.
    """

    text: str
    match_case: bool = False
    whole_words: bool = True

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to look for: no characters, or more than anyone says twice."""
        return not _PARTS.search(self.text) or len(self.text) > LONGEST_WORDING

    def pattern(self) -> "regex.Pattern[str]":
        """The compiled pattern; made of escaped text alone, so no text can make it slow."""
        return _pattern(self)


@lru_cache(maxsize=8)
def _pattern(wording: Wording) -> "regex.Pattern[str]":
    parts = _PARTS.findall(wording.text)
    inner = r"\s+".join(map(_part_pattern, parts))
    if wording.whole_words and parts:
        first, last = parts[0][0], parts[-1][-1]
        if _WORD_CHARACTER.match(first):
            inner = _NO_WORD_BEFORE + (_NO_NUMBER_BEFORE if _DIGIT.match(first) else "") + inner
        if _WORD_CHARACTER.match(last):
            inner += _NO_WORD_AFTER + (_NO_NUMBER_AFTER if _DIGIT.match(last) else "")
    return regex.compile(inner, 0 if wording.match_case else regex.IGNORECASE)


def _part_pattern(part: str) -> str:
    """The escaped text, with a choice where a character can be written composed or decomposed."""
    if part.isascii():
        return regex.escape(part)
    pieces = []
    for cluster in _CLUSTER.findall(part):
        forms = dict.fromkeys((cluster, *(unicodedata.normalize(form, cluster) for form in ("NFC", "NFD"))))
        choice = "|".join(regex.escape(form) for form in sorted(forms, key=len, reverse=True))
        pieces.append(f"(?:{choice})" if len(forms) > 1 else choice)
    return "".join(pieces)


@dataclass(frozen=True, slots=True)
class Context:
    """A hit with its surroundings on one line, as a keyword-in-context list shows it."""

    before: str
    hit: str
    after: str


def occurrences(text: str, wording: Wording, *, limit: int | None = None) -> list[tuple[int, int]]:
    """Every place in the text with this wording, in order, none overlapping another; none for blank wording.

    Places begin and end between grapheme clusters: a letter is not found without the accent that it carries. At
    most `limit` are given.
    """
    if wording.is_blank:
        return []
    search = wording.pattern().search
    found: list[tuple[int, int]] = []
    position = 0
    while limit is None or len(found) < limit:
        match = search(text, position)
        if match is None:
            break
        start, end = match.span()
        if _stands_alone(text, start) and _stands_alone(text, end):
            found.append((start, end))
            position = end
        else:
            position = start + 1
    return found


def _stands_alone(text: str, offset: int) -> bool:
    """Whether a grapheme cluster begins or ends here; told from the two characters where they are simple."""
    if offset in (0, len(text)) or (text[offset - 1] < _ALWAYS_ALONE and text[offset] < _ALWAYS_ALONE):
        return True
    return is_cluster_border(text, offset)


def context_of(text: str, start: int, end: int, *, width: int = CONTEXT_WIDTH) -> Context:
    """The hit with up to `width` characters on either side, cut at words, all white space shown as single spaces."""
    low, high = max(0, start - width), min(len(text), end + width)
    before, after = text[low:start], text[end:high]
    if low > 0 and " " in before:
        before = "…" + before.split(" ", 1)[1]
    if high < len(text) and " " in after:
        after = after.rsplit(" ", 1)[0] + "…"
    return Context(
        _one_line(before, lead=before[:1].isspace(), trail=before[-1:].isspace()),
        _one_line(text[start:end]),
        _one_line(after, lead=after[:1].isspace(), trail=after[-1:].isspace()),
    )


def _one_line(text: str, *, lead: bool = False, trail: bool = False) -> str:
    inner = " ".join(text.split())
    return (" " if lead and inner else "") + inner + (" " if trail and inner else "")


Tagged = tuple[int, int, str]
"""A span as far as it matters here: start, end, label."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is tagged at a place already, each label once: on exactly this range, around it, and otherwise across it."""

    on: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    """The innermost first."""
    across: tuple[str, ...] = ()
    """Inside the place, or crossing a border of it."""

    @property
    def labels(self) -> frozenset[str]:
        return frozenset((*self.on, *self.around, *self.across))


BARE = Standing()
"""The standing of a place where nothing is tagged."""


def standings(places: Sequence[tuple[int, int]], tagged: Iterable[Tagged]) -> list[Standing]:
    """For each place, what is tagged there. Places are in order and do not overlap; spans may do both."""
    waiting = sorted(tagged, reverse=True)
    open_spans: list[Tagged] = []
    found = []
    for start, end in places:
        while waiting and waiting[-1][0] < end:
            open_spans.append(waiting.pop())
        open_spans = [span for span in open_spans if span[1] > start]
        found.append(_standing(start, end, open_spans) if open_spans else BARE)
    return found


def _standing(start: int, end: int, spans: Iterable[Tagged]) -> Standing:
    on, around, across = [], [], []
    for low, high, label in sorted(spans, key=lambda span: (span[1] - span[0], span)):
        if (low, high) == (start, end):
            on.append(label)
        elif low <= start and end <= high:
            around.append(label)
        else:
            across.append(label)
    return Standing(tuple(_once(on)), tuple(_once(around)), tuple(_once(across)))


def _once(labels: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys(labels)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place with the wording. `around` is the text there, with the hit at `lead`, so that a list needs no more."""

    start: int
    end: int
    around: str
    lead: int
    standing: Standing = BARE

    @property
    def context(self) -> Context:
        return context_of(self.around, self.lead, self.lead + self.end - self.start)


def described(text: str, places: Sequence[tuple[int, int]], tagged: Iterable[Tagged] = ()) -> list[Occurrence]:
    """The places with what stands around each and what is tagged there."""
    reach = CONTEXT_WIDTH + 1
    return [
        Occurrence(start, end, text[max(0, start - reach) : end + reach], min(start, reach), standing)
        for (start, end), standing in zip(places, standings(places, tagged), strict=True)
    ]
