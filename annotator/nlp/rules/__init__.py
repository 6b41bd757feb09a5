"""Proposes spans by patterns: word lists and rows of words, read from files that anyone can edit."""

import hashlib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Self

import regex

from annotator.domain.places import Places
from annotator.domain.proposals import Proposal
from annotator.errors import BadPattern
from annotator.nlp.rules.claims import Claims
from annotator.nlp.rules.grammar import Alphabet, find
from annotator.nlp.rules.patterns import Pattern, pattern_files, read_patterns
from annotator.nlp.rules.words import Lexicon, Words
from annotator.nlp.sentences import sentences
from annotator.nlp.suggesters import RULES

_SPANISH = regex.compile(r"\b(?:el|los|las|una|del|que|por|según|dijo|para|con)\b", regex.IGNORECASE)
_ENGLISH = regex.compile(r"\b(?:the|of|and|that|said|with|from|was|were|has)\b", regex.IGNORECASE)


CLAIM = "claim"


class Rules:
    """The patterns of the app and of the user, for English and Spanish."""

    origin = RULES

    def __init__(self, files: Sequence[Path], labels: Sequence[str] = ()) -> None:
        self._labels = frozenset(labels)
        self._files = list(files)
        self._grammars: dict[str, _Grammar] = {}

    @classmethod
    def load(cls, own: Path | None = None, labels: Sequence[str] = ()) -> Self:
        """The rules in the app's files and in the user's folder. Raises BadPattern for a file that cannot be read."""
        return cls(pattern_files(own), labels)

    @cached_property
    def version(self) -> str:
        return hashlib.sha256(b"".join(path.read_bytes() for path in self._files)).hexdigest()[:8]

    def suggest(self, text: str, language: str) -> list[Proposal]:
        """Proposals in reading order. Raises BadPattern if a file cannot be read or a pattern takes too long."""
        found = self._grammar(_language(text, language)).proposals(text, self.version)
        return [one for one in found if not self._labels or one.label in self._labels]

    def _grammar(self, language: str) -> "_Grammar":
        if language not in self._grammars:
            self._grammars[language] = _Grammar(self._files, language)
        return self._grammars[language]


class _Grammar:
    """The patterns of one language, compiled."""

    def __init__(self, files: Sequence[Path], language: str) -> None:
        known = read_patterns(files, language)
        self._lexicon = Lexicon(known.lists)
        self._alphabet = Alphabet(known.lists)
        self._claims = Claims(known.lists)
        self._patterns: list[tuple[Pattern, regex.Pattern[str]]] = [
            (one, self._alphabet.compile(one.pattern, one.name)) for one in known.patterns
        ]

    def proposals(self, text: str, version: str) -> list[Proposal]:
        words = self._lexicon.read(text, (start for start, _ in sentences(text)))
        line, places = self._alphabet.encode(words)
        found: list[tuple[Pattern, int, int]] = []
        never: list[tuple[str, int, int]] = []
        for pattern, compiled in self._patterns:
            for first, last in _found(pattern, compiled, line, places):
                start, end = words.starts[first], words.ends[last - 1]
                if pattern.never:
                    never.append((pattern.label, start, end))
                else:
                    found.append((pattern, start, end))
        chosen = _without_rivals(found, never)
        chosen += _named_again(chosen, words)
        proposals = [
            Proposal(start, end, one.label, one.score, one.reason, RULES, version) for one, start, end in chosen
        ]
        for claim in self._claims.find(text):
            reason = f"Attributed: “{claim.attribution}”." if claim.attribution else "A quotation."
            proposals.append(Proposal(claim.start, claim.end, CLAIM, claim.score, reason, RULES, version))
        return sorted(proposals, key=lambda one: (one.start, -one.end, one.label))


def _found(
    pattern: Pattern, compiled: "regex.Pattern[str]", line: str, places: Mapping[int, int]
) -> list[tuple[int, int]]:
    try:
        return list(find(compiled, line, places))
    except TimeoutError:
        raise BadPattern(
            f"The pattern “{pattern.name}” takes too long and was stopped.", "Make it simpler: fewer + and * in a row."
        ) from None


_Found = tuple[Pattern, int, int]


def _without_rivals(found: Sequence[_Found], never: Sequence[tuple[str, int, int]]) -> list[_Found]:
    """Of those of one label that share a character, the longest; none that touches what is never of its label."""
    kept: list[_Found] = []
    taken = Places()
    for place in never:
        taken.add(*place)
    for pattern, start, end in sorted(found, key=lambda one: (one[1] - one[2], -one[0].score)):
        if not taken.meet(pattern.label, start, end):
            taken.add(pattern.label, start, end)
            kept.append((pattern, start, end))
    return kept


def _named_again(chosen: Sequence[_Found], words: Words) -> list[_Found]:
    """Where the last name of a person or ship that was named in full stands alone, outside of other names."""
    names: dict[str, Pattern] = {}
    for pattern, start, end in chosen:
        if pattern.person:
            last = bisect_left(words.ends, end)
            if words.starts[last] > start and not words.classes[last] & _NO_FAMILY_NAME:
                names.setdefault(words.texts[last], pattern)
                if "arabic" in words.classes[last]:
                    names.setdefault(words.texts[last].partition("-")[2], pattern)
    found = []
    for place, (start, end, word) in enumerate(zip(words.starts, words.ends, words.texts, strict=True)):
        if (named := names.get(word)) is not None:
            if place and words.classes[place - 1] & {"capital", "first"} == {"capital"}:
                continue
            if any(one.label == named.label and low < end and start < high for one, low, high in chosen):
                continue
            reason = "The last name of what is named in full elsewhere in this text."
            found.append((replace(named, reason=reason), start, end))
    return found


_NO_FAMILY_NAME = frozenset(("lower", "country", "capital_city", "place", "organisation", "nationality", "acronym"))


def _language(text: str, language: str) -> str:
    code = language.lower()[:2]
    if code in ("en", "es"):
        return code
    head = text[:4000]
    return "es" if len(_SPANISH.findall(head)) > len(_ENGLISH.findall(head)) else "en"
