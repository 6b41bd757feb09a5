"""Tokens as training tools see them: those of spaCy's blank pipeline for the article's language, else English."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_CODE = re.compile(r"[a-z]{2,3}")
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class TokenRange:
    """Tokens first to last, last exclusive. `is_exact` tells that their borders are those that were asked for."""

    first: int
    last: int
    is_exact: bool


class TokenBorders:
    """Where the tokens of one text begin and end, as code points."""

    __slots__ = ("ends", "starts")

    def __init__(self, starts: Sequence[int], ends: Sequence[int]) -> None:
        self.starts = starts
        self.ends = ends

    def cover(self, start: int, end: int) -> TokenRange | None:
        """The tokens that share a character with text[start:end]; None if it lies between tokens."""
        first = bisect_right(self.ends, start)
        last = bisect_left(self.starts, end)
        if first >= last:
            return None
        return TokenRange(first, last, self.starts[first] == start and self.ends[last - 1] == end)


def language_code(language: str) -> str:
    """The code of the pipeline used for a language: "es" for "es-CO", "en" for what spaCy lacks or cannot load."""
    return _pipeline(re.split(r"[-_]", language.strip().lower())[0])[0]


def pipeline(language: str) -> "Language":
    """The blank pipeline for a language, made once."""
    return _pipeline(language_code(language))[1]


def make_doc(text: str, language: str) -> "Doc":
    """The text as spaCy tokens, however long it is."""
    return pipeline(language).make_doc(text)


def borders_of(doc: "Doc", *, without_space: bool = False) -> TokenBorders:
    """Where the tokens of a document begin and end, those of white space left out if so wished."""
    starts, lengths = doc.to_array(["IDX", "LENGTH"]).T
    if without_space:
        is_word = doc.to_array("IS_SPACE") == 0
        starts, lengths = starts[is_word], lengths[is_word]
    return TokenBorders(starts.tolist(), (starts + lengths).tolist())


def spaces_of(doc: "Doc") -> list[bool]:
    """For each token, whether a space follows it that belongs to no token."""
    return [bool(space) for space in doc.to_array("SPACY").tolist()]


@cache
def _pipeline(code: str) -> "tuple[str, Language]":
    import spacy

    if code != FALLBACK:
        try:
            if not _CODE.fullmatch(code):
                return _pipeline(FALLBACK)
            nlp = spacy.blank(code)
        except (ImportError, OSError, ValueError):
            return _pipeline(FALLBACK)
    else:
        nlp = spacy.blank(FALLBACK)
    nlp.max_length = 2**62
    return code, nlp
