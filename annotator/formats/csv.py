"""CSV and TSV: a row an article, or a row a span; columns as the person says or as their names tell."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from annotator.domain.model import AnnotatedArticle
from annotator.errors import ReadFailed
from annotator.formats.base import STRICT, Column, Holds, Match, ReadOptions, ReadReport, TableColumns
from annotator.formats.columns import Articles, checked_columns, guessed_columns
from annotator.formats.decoding import decode
from annotator.formats.draft import origin_of
from annotator.formats.head import FileHead
from annotator.formats.registry import reader

_LARGEST = 500_000_000
_LONGEST_FIELD = 50_000_000
"""In characters. The module's own limit of 131,072 is less than a long article."""
_SAMPLE = 50
_LONG_NAME = 60
"""Characters. What is longer is no name of a column."""
_DELIMITERS = ",;\t|"
_OWN = frozenset(["span", "attributes", "status"])
_OURS = frozenset(["span", "quote", "attributes", "status", "start", "end"])
"""Columns that together stand in our own exports alone."""
_STATED = re.compile(r"sep=(?P<delimiter>[,;\t|])\r?\n", re.IGNORECASE)
"""A first line in which spreadsheets say what parts the cells."""
_MARK = "'"
"""What our writer puts before a cell that a spreadsheet would compute."""


def _recognises(head: FileHead) -> Match:
    first = head.data.partition(b"\n")[0].decode("utf-8", "replace")
    if set(first.lstrip("\ufeff").strip().split(",")) >= _OURS:
        return Match.SURE
    return Match.LIKELY if head.suffix in (".csv", ".tsv", ".tab") and head.data.strip() else Match.NO


def columns_of(path: Path) -> TableColumns:
    """The columns of a file with its first rows. Raises ReadFailed, OSError."""
    table = _Table(path)
    rows = tuple(tuple(row) for _, row in islice(table.rows(), _SAMPLE))
    return TableColumns(tuple(table.names), rows, guessed_columns(table.names, rows))


@reader(
    "csv",
    (".csv", ".tsv", ".tab"),
    "CSV or TSV, with columns of your own",
    holds=Holds(spans=True, overlap=True, annotators=True, attributes=True, status=True, offset_unit="code points"),
    recognises=_recognises,
    columns=columns_of,
)
def read(path: Path, *, options: ReadOptions = STRICT, report: ReadReport) -> Iterator[AnnotatedArticle]:
    """Yields the articles of a table. Raises ReadFailed with the line on which a row begins."""
    table = _Table(path, options.encoding)
    if table.is_guess:
        report.warn(f"read as {table.encoding}, which is a guess: look whether its letters are right.")
    sample = [row for _, row in islice(table.rows(), _SAMPLE)]
    columns = checked_columns(options.columns, table.names, sample)
    is_ours = set(table.names) >= _OURS
    report.warn(f"columns read as {_in_words(columns)}.")
    if not table.has_names:
        report.warn("the first row names no columns; it was read like the others.")
    source = origin_of(path)._replace(encoding=table.encoding)
    articles = Articles(columns, source, options, report, own=_OWN if is_ours else frozenset())
    for line, row in table.rows():
        report.advance(min(line * 100, path.stat().st_size))
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(table.names):
            reason = f"Columns in this row: {len(row)}; in the first row: {len(table.names)}."
            if not options.skip_bad:
                raise ReadFailed(reason, line=line)
            report.refuse(reason, line)
            continue
        if is_ours and table.has_mark:
            row = [cell.removeprefix(_MARK) for cell in row]
        articles.add(line, dict(zip(table.names, row, strict=True)))
    yield from articles.articles()


def _in_words(columns: Mapping[Column, str]) -> str:
    return ", ".join(f"{column.value} = “{name}”" for column, name in columns.items())


@dataclass(init=False, slots=True)
class _Table:
    """A table with its encoding and delimiter found out. Raises ReadFailed, OSError."""

    text: str
    encoding: str
    is_guess: bool
    has_mark: bool
    delimiter: str
    first_line: int
    has_names: bool
    """Whether the first row names the columns. One that holds a text is a row like the others."""
    names: list[str]

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        size = path.stat().st_size
        if size > _LARGEST:
            raise ReadFailed(f"The file has {size // 1_000_000} MB; at most {_LARGEST // 1_000_000} MB are read.")
        data = path.read_bytes()
        if not data.strip():
            raise ReadFailed("The file is empty.")
        decoded = decode(data, encoding)
        self.encoding, self.is_guess = decoded.encoding, decoded.is_guess
        self.has_mark = data.startswith(b"\xef\xbb\xbf")
        self.text = decoded.text.removeprefix("\ufeff")
        self.first_line = 1
        if (stated := _STATED.match(self.text)) is not None:
            self.text, self.first_line = self.text[stated.end() :], 2
            self.delimiter = stated["delimiter"]
        else:
            self.delimiter = "\t" if path.suffix.lower() in (".tsv", ".tab") else _delimiter(self.text)
        first = next(self._all(), None)
        if first is None:
            raise ReadFailed("The file holds no row.")
        if self.text.startswith("#FORMAT=WebAnno"):
            raise ReadFailed("This is WebAnno TSV, which cannot be read yet.", "Export it in another format.")
        self.has_names = all(len(name) < _LONG_NAME for name in first[1])
        self.names = _told_apart([name.strip() if self.has_names else "" for name in first[1]])

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows below the names, each with the line on which it begins."""
        return islice(self._all(), int(self.has_names), None)

    def _all(self) -> Iterator[tuple[int, list[str]]]:
        csv.field_size_limit(_LONGEST_FIELD)
        text = io.StringIO(self.text, newline="")
        if _is_unquoted(self.text, self.delimiter):
            rows = csv.reader(text, delimiter=self.delimiter, strict=True, quoting=csv.QUOTE_NONE)
        else:
            rows = csv.reader(
                text,
                delimiter=self.delimiter,
                strict=True,
                escapechar="\\" if _has_escapes(self.text) else None,
                skipinitialspace=_has_spaced_names(self.text, self.delimiter),
            )
        line = self.first_line
        try:
            for row in rows:
                if row:
                    yield line, row
                line = rows.line_num + self.first_line
        except csv.Error as error:
            raise ReadFailed(f"The row cannot be read: {error}.", line=line) from error


def _delimiter(text: str) -> str:
    """What parts the cells of the first row, quoted pieces aside."""
    rows = csv.reader(io.StringIO(text[:100_000], newline=""), delimiter="\x00")
    first = next((row[0] for row in rows if row and row[0].strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(_DELIMITERS, key=lambda one: (outside.count(one), -_DELIMITERS.index(one)))


def _is_unquoted(text: str, delimiter: str) -> bool:
    """Whether quotation marks are of the cells: rows of equal length, in which one opens a cell and none closes it."""
    if delimiter != "\t" or '"' not in text:
        return False
    lines = [line for line in text.replace("\r", "\n").split("\n") if line.strip()]
    if any(line.count("\t") != lines[0].count("\t") for line in lines):
        return False
    cells = (cell for line in lines if '"' in line for cell in line.split("\t"))
    return any(cell.startswith('"') and (len(cell) < 2 or not cell.endswith('"')) for cell in cells)


def _has_escapes(text: str) -> bool:
    """Whether quotation marks inside cells have a backslash before them instead of being doubled."""
    return '\\"' in text and '""' not in text


def _has_spaced_names(text: str, delimiter: str) -> bool:
    """Whether a space stands behind each delimiter, and belongs to no cell, as the first row shows."""
    names = next((line for line in text[:100_000].splitlines() if line.strip()), "").split(delimiter)[1:]
    return bool(names) and all(name.startswith(" ") for name in names)


def _told_apart(names: list[str]) -> list[str]:
    """Names of columns, none empty and none twice."""
    found: dict[str, None] = {}
    for number, name in enumerate(names, start=1):
        one = name or f"column {number}"
        found[f"{one} ({number})" if one in found else one] = None
    return list(found)
