"""PDF: the text of its pages, lines joined to paragraphs. Runs in the process that reads documents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

from annotator.errors import ReadFailed
from annotator.formats.documents.found import LONGEST_TEXT, Found

_MOST_PAGES = 2_000
_HYPHENS = "\u00ad\ufffe\x02"
"""What the library leaves of a hyphen at the end of a line that parts a word."""
_PAGE_NUMBER = re.compile(
    r"\W*\d{1,4}\W*|(?:page|seite|página|p\.)\s*\d{1,4}(?:\s*(?:of|de|/|von)\s*\d{1,4})?", re.IGNORECASE
)
_DATE = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?")
_ENDS_SENTENCE = re.compile(r"[.!?:…。！？؟][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with its box on the page, in points; the origin is at the bottom left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def extract(path: Path) -> Found:
    """Raises ReadFailed for what is no PDF, is locked, or has no text."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise ReadFailed(
            "The document is protected by a password." if locked else "This is no PDF document, or a damaged one.",
            "Save it without one." if locked else "",
        ) from error
    pages = len(document)
    if pages > _MOST_PAGES:
        raise ReadFailed(f"It has {pages} pages; at most {_MOST_PAGES} are read as one article.", "Split it.")
    paragraphs: list[str] = []
    empty, numbers, size = 0, 0, 0
    for index in range(pages):
        lines = _lines(document[index])
        if not lines:
            empty += 1
        kept = [line for n, line in enumerate(lines) if not (n in (0, len(lines) - 1) and _is_number(line, lines))]
        numbers += len(lines) - len(kept)
        for number, paragraph in enumerate(_paragraphs(kept)):
            if number == 0 and paragraphs and _goes_on(paragraphs[-1], paragraph):
                paragraphs[-1] = _joined(paragraphs[-1], paragraph)
            else:
                paragraphs.append(paragraph)
            size += len(paragraph)
        if size > LONGEST_TEXT:
            raise ReadFailed("Its text is longer than any article.", "Split it.")
    if not paragraphs:
        raise ReadFailed("It holds no text, only pictures of pages perhaps.", "Recognise its text in another program.")
    about = document.get_metadata_dict(skip_empty=True)
    found = Found(
        text="\n\n".join(paragraphs) + "\n",
        title=about.get("Title", ""),
        author=about.get("Author", ""),
        date=_date(about.get("CreationDate", "")),
    )
    found.extra = {key.lower(): about[key] for key in ("Subject", "Keywords") if about.get(key)}
    found.warnings = _remarks(pages, empty, numbers)
    return found


def _remarks(pages: int, empty: int, numbers: int) -> list[str]:
    found = []
    if pages > 1:
        found.append(f"{pages} pages were joined; look whether columns, headers and tables came in the right order.")
    if empty:
        found.append(f"{empty} of {pages} pages hold no text.")
    if numbers:
        found.append("the numbers of pages were left out.")
    return found


def _is_number(line: _Line, lines: list[_Line]) -> bool:
    return len(lines) > 2 and _PAGE_NUMBER.fullmatch(line.text.strip()) is not None


def _date(value: str) -> str:
    match = _DATE.match(value)
    return "-".join(part for part in match.groups() if part) if match else ""


def _lines(page: "object") -> list[_Line]:
    """The lines of a page in the order of the document."""
    text_page = page.get_textpage()  # type: ignore[attr-defined]
    text = text_page.get_text_range()
    found = []
    position = 0
    for piece in re.split(f"(\r\n|\r|\n|(?<=[{_HYPHENS}]))", text):
        clean = "".join(char for char in piece if char >= " " or char == "\t" or char in _HYPHENS)
        if clean.strip(_HYPHENS + " \t"):
            first = position + len(piece) - len(piece.lstrip())
            last = position + len(piece.rstrip(_HYPHENS + " \t")) - 1
            found.append(_Line(clean.strip(), *_box(text_page, first, last)))
        position += len(piece)
    text_page.close()
    page.close()  # type: ignore[attr-defined]
    return found


def _box(text_page: "object", first: int, last: int) -> tuple[float, float, float, float]:
    """The box from one character to another, from those of its two ends."""
    try:
        start = text_page.get_charbox(first, loose=True)  # type: ignore[attr-defined]
        end = text_page.get_charbox(last, loose=True)  # type: ignore[attr-defined]
    except Exception:  # a place without a character
        return (0.0, 0.0, 0.0, 0.0)
    return (min(start[0], end[0]), min(start[1], end[1]), max(start[2], end[2]), max(start[3], end[3]))


def _paragraphs(lines: list[_Line]) -> Iterator[str]:
    """Lines joined where the next one goes on: a wider gap, an indent, a short line or a new column parts them."""
    if not lines:
        return
    height = median(max(line.top - line.bottom, 0.1) for line in lines)
    gaps = [before.bottom - after.bottom for before, after in pairwise(lines)]
    near = [gap for gap in gaps if 0 < gap < 3 * height]
    pitch = median(near) if len(near) > 2 else 1.3 * height
    right = max(line.right for line in lines)
    current = lines[0].text
    for (before, after), gap in zip(pairwise(lines), gaps, strict=True):
        size = (after.top - after.bottom) / max(before.top - before.bottom, 0.1)
        is_new_column = gap < -height
        is_short = before.right < right - 0.2 * (right - min(line.left for line in lines))
        apart = (
            gap > 1.4 * pitch
            or not 0.8 < size < 1.25
            or (after.left - before.left > height and gap > 0)
            or (is_short and not is_new_column and _ENDS_SENTENCE.search(before.text) is not None)
            or (is_new_column and not _goes_on(before.text, after.text))
        )
        if apart:
            yield current
            current = after.text
        else:
            current = _joined(current, after.text)
    yield current


def _goes_on(before: str, after: str) -> bool:
    """Whether a paragraph seems to go on over a page or column: its sentence is open, the next text begins small."""
    if before.endswith(tuple(_HYPHENS)):
        return True
    return _ENDS_SENTENCE.search(before) is None and after[:1].islower()


def _joined(before: str, after: str) -> str:
    """Two lines as one. A hyphen that parts a word goes; one that the word has itself stays."""
    if before.endswith(tuple(_HYPHENS)):
        return before.rstrip(_HYPHENS) + after
    if before.endswith("-") and len(before) > 1 and before[-2].islower() and after[:1].islower():
        return before[:-1] + after
    if before.endswith(("-", "–", "—")) and len(before) > 1 and not before[-2].isspace():
        return before + after
    return f"{before} {after}"
