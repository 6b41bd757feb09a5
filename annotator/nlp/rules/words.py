"""A text as the words that patterns are written in: each with the lists it stands in. Offsets are code points."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

_SPLIT = regex.compile(
    r"""
      (?:\p{L}\.){2,}(?:[-‐‑]\w+)*                      # U.S., U.S.-led
    | \d+(?:[.,\u00a0\u202f]\d+)*
        (?=(?:bn|mn|m|k|km|kg|mm|cm|t|ft|lb|mi|nm|mph|kph|kW|MW|GW|million|billion)\b)                # €38m, 9mm
    | \d++(?:[.,\u00a0\u202f]\d+)*+(?:st|nd|rd|th|s|º|ª)?(?!\w)(?![-‐‑]\p{L})(?!:\d)                 # 1,500, 101st
    | (?:\w\p{M}*)+(?:[-‐‑]\w+|/\w+|(?<=\p{L})['’](?![sS]\b)\p{L}+|(?<=\p{Lu})&(?=\p{Lu})\w+
        |(?<=\d)[.,]\d+|(?<=\d):\d+)*
    | ['’][sS]\b
    | [^\w\s]
    """,
    regex.VERBOSE,
)
_OPENING = frozenset("“«„‘")
_HYPHEN = regex.compile("[-‐‑]")
_NUMBER = regex.compile(r"\d+(?:[.,\u00a0\u202f]\d+)*")
_ORDINAL = regex.compile(r"\d+(?:st|nd|rd|th|º|ª)")
_YEAR = regex.compile(r"(?:1[5-9]|20)\d\d")
_CODE = regex.compile(r"(?=[^\d]*\d)(?=.*\p{L})[\p{L}\d]+(?:[-‐‑/.][\p{L}\d]+)*")
_ACRONYM = regex.compile(r"\p{Lu}{2,5}s?|(?:\p{Lu}\.){2,}")
_ARABIC = regex.compile(r"(?:al|el|ad|ar|as|an|ash|at|az)[-‐‑]\p{Lu}.*", regex.IGNORECASE)
_CAPITAL = regex.compile(r"(?:(?:al|el|ad|ar|as|an|ash|bin|ibn)[-‐‑])?\p{Lu}.*|\p{Ll}\p{Lu}\p{Ll}.*")

BUILT_IN = (
    *("word", "capital", "lower", "initial", "acronym", "arabic", "number", "ordinal", "year", "code"),
    *("first", "mark"),
)
"""Classes that a word has by its looks: `first` begins a sentence or line, `mark` is a punctuation mark, `arabic` a
name like al-Masri."""


MORE = "…"
"""Ends the class of the second and later words of an entry."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text, and the lists each stands in, as one line of class characters for each word."""

    starts: Sequence[int]
    ends: Sequence[int]
    texts: Sequence[str]
    classes: Sequence[frozenset[str]]
    breaks: Sequence[int]
    """The words before which a line ends; no pattern reaches across."""


def split(text: str) -> list[tuple[int, int]]:
    """The words and marks of a text."""
    return [found.span() for found in _SPLIT.finditer(text)]


class Lexicon:
    """Named word lists. An entry with a capital letter is meant as written; any other in small or capital letters.

    An entry that begins with a hyphen is the end of a compound: "-made" stands for "Russian-made". One that ends with
    a hyphen is the beginning of a designation: "AK-" stands for "AK-103".
    """

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self._exact: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._folded: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._endings: list[tuple[str, str]] = []
        self._beginnings: list[tuple[str, str]] = []
        for name, entries in lists.items():
            for entry in entries:
                self._add(name, entry)

    def _add(self, name: str, entry: str) -> None:
        if entry.startswith("-"):
            self._endings.append((entry.casefold(), name))
            return
        if entry.endswith("-"):
            self._beginnings.append((entry, name))
            return
        parts = tuple(entry[start:end] for start, end in split(entry))
        if not parts:
            return
        table = self._exact
        if entry == entry.lower():
            table, parts = self._folded, tuple(part.casefold() for part in parts)
        table.setdefault(parts[0], []).append((parts, name))

    def read(self, text: str, firsts: Iterable[int]) -> Words:
        """The text's words with their classes. `firsts` are the offsets at which sentences begin."""
        ranges = split(text)
        texts = [text[start:end] for start, end in ranges]
        plain = [one.replace("’", "'") for one in texts]
        folded = [one.casefold() for one in plain]
        begin = set(firsts)
        classes: list[set[str]] = []
        opened = False
        for (start, _), word in zip(ranges, texts, strict=True):
            classes.append(set(_looks(word)))
            if start in begin or (len(classes) > 1 and classes[-2] >= {"mark", "first"}) or opened:
                classes[-1].add("first")
            opened = word in _OPENING
        for place, word in enumerate(texts):
            for table, words in ((self._exact, plain), (self._folded, folded)):
                for parts, name in table.get(words[place], ()):
                    if len(parts) == 1 or tuple(words[place : place + len(parts)]) == parts:
                        for inner in range(place, place + len(parts)):
                            classes[inner].add(name if inner == place else name + MORE)
            if _HYPHEN.search(word):
                shown = _HYPHEN.sub("-", word)
                classes[place].update(name for ending, name in self._endings if shown.casefold().endswith(ending))
                classes[place].update(
                    name
                    for beginning, name in self._beginnings
                    if shown.startswith(beginning) and shown[len(beginning)].isdigit()
                )
        return Words(
            [start for start, _ in ranges],
            [end for _, end in ranges],
            texts,
            [frozenset(one) for one in classes],
            [place for place in range(1, len(ranges)) if "\n" in text[ranges[place - 1][1] : ranges[place][0]]],
        )


def _looks(word: str) -> Iterator[str]:
    if not (word[0].isalnum() or word[0] in "'’"):
        yield "mark"
        return
    yield "word"
    if len(word) == 1 and word.isupper():
        yield "initial"
    elif _ARABIC.fullmatch(word):
        yield "arabic"
    if _NUMBER.fullmatch(word):
        yield "number"
        if _YEAR.fullmatch(word):
            yield "year"
    elif _ORDINAL.fullmatch(word):
        yield "ordinal"
    elif _CODE.fullmatch(word) and not word[0].islower():
        yield "code"
    if _ACRONYM.fullmatch(word):
        yield "acronym"
    if _CAPITAL.fullmatch(word):
        yield "capital"
    elif word == word.lower() and any(map(str.isalpha, word)):
        yield "lower"
