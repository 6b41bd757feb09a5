"""Small rules of where a span's border lies, so that annotators need not think of them. Offsets are code points."""

import re

from annotator.domain.boundaries import is_cluster_border, trim
from annotator.domain.model import Extent

_OPENING = "“‘«‹\"'„‚([{—–-•*¿¡"
_CLOSING_STATEMENT = "”’»›\"'.,;:!?…—–)]}"
_CLOSING_PHRASE = '”»›".,;:!?…—–)]}'
_PARTNERS = {
    "(": ")",
    "[": "]",
    "{": "}",
    "“": "”",
    "„": "“”",
    "«": "»",
    "‹": "›",
    "‘": "’",
    "‚": "‘’",
    "¿": "?",
    "¡": "!",
    '"': '"',
    "'": "'",
}
"""Marks that come in pairs: what may close each of those that open."""
_ABBREVIATION = re.compile(
    r"""
      (?:[^\W\d_]\.){2,}\Z                                        # U.S., p.m.
    | (?<!\w)[A-Z]\.\Z                                            # an initial
    | (?<!\w)(?:Inc|Corp|Co|Ltd|Bros|Jr|Sr|Gen|Col|Lt|Maj|Capt|Cmdr|Sgt|Adm|Gov|Sen|Rep|Pres|Dr|Mr|Mrs|Ms|Prof|St|etc
      |Sr|Sra|Dra|Gral|Cía|approx|est|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.\Z
    """,
    re.VERBOSE,
)
_LONGEST_ABBREVIATION = 24
"""Code points that are enough to tell an abbreviation by."""
_MOST_MARKS = 40
"""Marks in a row that are taken off; whoever writes more of them means something else."""


def tidy(text: str, start: int, end: int, extent: Extent) -> tuple[int, int]:
    """The range as guidelines want it for a label of this extent.

    Quotation marks and brackets around it go, and so does the punctuation that follows it; what an annotator means to
    keep stays: a mark whose partner is inside, the full stop of an abbreviation, signs such as % and $, and at the end
    of a phrase the apostrophe of a possessive. Gives the trimmed range where there is nothing else but punctuation.
    """
    closing = _CLOSING_STATEMENT if extent is Extent.STATEMENT else _CLOSING_PHRASE
    whole = first, last = trim(text, start, end)
    for _ in range(_MOST_MARKS):
        if first >= last:
            return whole
        if _is_wrapped(text, first, last):
            shorter = first + 1, last - 1
        elif text[first] in _OPENING and not _belongs_to_what_follows(text, first, last):
            shorter = first + 1, last
        elif text[last - 1] in closing and not _belongs_to_what_precedes(text, first, last):
            shorter = first, last - 1
        else:
            break
        first, last = trim(text, *shorter)
    return (first, last) if is_cluster_border(text, first) and is_cluster_border(text, last) else whole


def _is_wrapped(text: str, start: int, end: int) -> bool:
    """Whether the range begins with a mark that its very last character closes."""
    partners = _PARTNERS.get(text[start])
    return partners is not None and end - start > 2 and _closed_at(text, start, end) == end - 1


def _belongs_to_what_follows(text: str, start: int, end: int) -> bool:
    """Whether an opening mark is closed inside the range, or is the sign of a number."""
    if text[start] in _PARTNERS:
        return _closed_at(text, start, end) >= 0
    return text[start] in "-–•*" and start + 1 < end and text[start + 1].isalnum()


def _belongs_to_what_precedes(text: str, start: int, end: int) -> bool:
    """Whether a closing mark is opened inside the range, or is the full stop of an abbreviation."""
    mark = text[end - 1]
    if mark == ".":
        return _ABBREVIATION.search(text, max(start, end - _LONGEST_ABBREVIATION), end) is not None
    openings = [opening for opening, closings in _PARTNERS.items() if mark in closings]
    at = max((text.rfind(opening, start, end - 1) for opening in openings), default=-1)
    return at >= 0 and _closed_at(text, at, end) == end - 1


def _closed_at(text: str, start: int, end: int) -> int:
    """Where in the range the mark at its start is closed, -1 if nowhere. An apostrophe within a word closes nothing."""
    opening, partners = text[start], _PARTNERS[text[start]]
    if all(text.find(partner, start + 1, end) < 0 for partner in partners):
        return -1
    depth = 1
    for at in range(start + 1, end):
        char = text[at]
        if char in partners and not (char in "'’" and at + 1 < len(text) and text[at + 1].isalnum()):
            depth -= 1
            if depth == 0:
                return at
        elif char == opening and opening not in partners:
            depth += 1
    return -1
