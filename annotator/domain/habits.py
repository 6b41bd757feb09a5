"""The small rules of where a span's border lies that annotators should not have to think of. Offsets are code points."""

from annotator.domain.boundaries import trim
from annotator.domain.model import Extent

_OPENING = "“‘«‹\"'„‚([{—–-•*"
_CLOSING_STATEMENT = "”’»›\"'.,;:!?…—–)]}"
_CLOSING_PHRASE = ',;:!?…”»›"'
_PAIRS = {")": "(", "]": "[", "}": "{", "”": "“", "»": "«", "›": "‹", "’": "‘"}


def tidy(text: str, start: int, end: int, extent: Extent) -> tuple[int, int]:
    """The range as guidelines want it for a label of this extent.

    A statement loses the quotation marks around it and the full stop or comma that closes it; a phrase loses the
    punctuation after it, but keeps the full stop of an abbreviation and signs such as % and $. A closing mark stays
    where its opening partner is inside. Never returns an empty range unless there was only white space.
    """
    start, end = trim(text, start, end)
    whole = start, end
    closing = _CLOSING_STATEMENT if extent is Extent.STATEMENT else _CLOSING_PHRASE
    while start < end and text[start] in _OPENING and not _partner_inside(text, start, end):
        start += 1
        start, end = trim(text, start, end)
    while start < end and text[end - 1] in closing and not _has_opening(text, start, end):
        if text[end - 1] == "." and _is_abbreviation(text, start, end):
            break
        end -= 1
        start, end = trim(text, start, end)
    return (start, end) if start < end else whole


def _partner_inside(text: str, start: int, end: int) -> bool:
    """Whether an opening mark is closed before the end of the range, with more of the range behind it."""
    closing = {opening: close for close, opening in _PAIRS.items()}.get(text[start])
    if closing is None:
        return text[start] in "-–•*" and start + 1 < end and text[start + 1].isalnum()
    at = text.find(closing, start + 1, end)
    return at >= 0 and text[at + 1 : end].strip(_CLOSING_STATEMENT + " ") != ""


def _has_opening(text: str, start: int, end: int) -> bool:
    opening = _PAIRS.get(text[end - 1])
    return opening is not None and text.count(opening, start, end) >= text.count(text[end - 1], start, end) > 0


def _is_abbreviation(text: str, start: int, end: int) -> bool:
    """Whether the last full stop ends letters that are parted by full stops, as in U.S."""
    word = text[start:end].split()[-1]
    return word.count(".") > 1 and word.replace(".", "").isalpha()
