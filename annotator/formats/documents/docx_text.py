"""DOCX: the paragraphs and tables of the body in their order. Runs in the process that reads documents."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.errors import ReadFailed
from annotator.formats.documents.found import Found

_LARGEST_PART = 100_000_000
"""In bytes, unpacked, of one part that is XML."""
_LARGEST = 400_000_000
_MOST_PARTS = 10_000
_HIGHEST_RATIO = 200
"""Unpacked to packed. Real documents stay below 50."""
_RATIO_COUNTS_FROM = 1_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PASSED_OVER = frozenset(
    f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "txbxContent", "sectPr")
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ELSEWHERE = {
    "word/footnotes.xml": "footnotes",
    "word/endnotes.xml": "endnotes",
    "word/comments.xml": "comments",
}
_PROPERTIES = ("subject", "keywords", "category", "comments")
_WORDS = re.compile(rb"<w:t[ >]")


def extract(path: Path) -> Found:
    """Raises ReadFailed for what is no DOCX file or looks made to harm."""
    elsewhere, has_properties = _checked(path)
    import docx

    document = docx.Document(str(path))
    body = document.element.body
    lines = list(_blocks(body))
    found = Found(text="\n".join(lines).strip("\n") + "\n")
    if has_properties:  # without any the library makes some up
        about = document.core_properties
        found.title, found.author = about.title or "", about.author or ""
        found.date = about.created.date().isoformat() if about.created else ""
        found.language = (about.language or "")[:2].lower()
        found.extra = {name: value for name in _PROPERTIES if (value := getattr(about, name))}
    if elsewhere:
        found.warnings.append(f"{' and '.join(elsewhere)} of the document were left out.")
    if any(True for _ in body.iter(f"{_W}txbxContent")):
        found.warnings.append("text boxes of the document were left out.")
    if any(True for _ in body.iter(f"{_W}del", f"{_W}moveFrom")):
        found.warnings.append("the document has tracked changes; the text is as if all were accepted.")
    return found


def _checked(path: Path) -> tuple[list[str], bool]:
    """What the document holds outside its body, and whether it says anything of itself.

    Raises ReadFailed for an archive that is none, or a bomb.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _checked_parts(archive, path.stat().st_size)
    except zipfile.BadZipFile as error:
        raise ReadFailed(f"This is no DOCX file, or a damaged one: {error}.") from error
    except (NotImplementedError, RuntimeError) as error:
        raise ReadFailed(f"The archive cannot be unpacked: {error}.") from error


def _checked_parts(archive: zipfile.ZipFile, packed_size: int) -> tuple[list[str], bool]:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
        raise ReadFailed("This is an archive, but no DOCX file.")
    if len(parts) > _MOST_PARTS or len(names) < len(parts):
        raise ReadFailed("The archive has too many parts, or two of one name.")
    total = sum(part.file_size for part in parts)
    if total > _LARGEST or (total > _RATIO_COUNTS_FROM and total > _HIGHEST_RATIO * packed_size):
        raise ReadFailed(f"Unpacked it would have {total // 1_000_000} MB, which no article has.")
    elsewhere = []
    for part in parts:
        if part.flag_bits & 1:
            raise ReadFailed("The document is protected by a password.", "Save it without one.")
        if part.filename.endswith((".xml", ".rels")):
            data = _unpacked(archive, part)
            if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"<\x00!\x00" in data or b"\x00<\x00!" in data:
                raise ReadFailed("It declares entities, which no DOCX file does; they are never followed.")
            if part.filename in _ELSEWHERE and _WORDS.search(data):
                elsewhere.append(_ELSEWHERE[part.filename])
    return elsewhere, any(name.lower().endswith("core.xml") for name in names)


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """The bytes of a part; its header is not trusted."""
    with archive.open(part) as file:
        data = file.read(_LARGEST_PART + 1)
    if len(data) > _LARGEST_PART:
        raise ReadFailed(f"The part {part.filename} is too large.")
    return data


def _blocks(parent: Any) -> Iterator[str]:
    """A line for each paragraph and each row of a table; cells are parted by tabs, lines in a cell by spaces."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield _text(child)
        elif child.tag == f"{_W}tbl":
            yield from _rows(child)
        elif child.tag not in _PASSED_OVER and child.tag != _FALLBACK and isinstance(child.tag, str):
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[str]:
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl")) is not table:
            continue
        cells = [" ".join(filter(None, _blocks(cell))) for cell in row.iter(f"{_W}tc") if _row_of(cell) is row]
        if any(cells):
            yield "\t".join(cell.replace("\n", " ").replace("\t", " ") for cell in cells)


def _row_of(cell: Any) -> Any:
    return next(cell.iterancestors(f"{_W}tr"))


def _text(paragraph: Any) -> str:
    return "".join(_runs(paragraph))


def _runs(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}tab", f"{_W}ptab"):
            yield "\t"
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif child.tag == f"{_W}noBreakHyphen":
            yield "\u2011"
        elif child.tag not in _PASSED_OVER and child.tag != _FALLBACK and isinstance(child.tag, str):
            yield from _runs(child)
