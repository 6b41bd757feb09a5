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
_DELIMITERS = ",;\t|"
_OWN = frozenset(["span", "attributes", "status"])
_STATED = re.compile(r"sep=(?P<delimiter>[,;\t|])\r?\n", re.IGNORECASE)
"""A first line in which spreadsheets say what parts the cells."""
_MARK = "'"
"""What our writer puts before a cell that a spreadsheet would compute."""


def _recognises(head: FileHead) -> Match:
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
    is_ours = {"span", "quote", "attributes", "status", "start", "end"} <= set(table.names)
    report.warn(f"columns read as {_in_words(columns)}.")
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
        self.names = _told_apart([name.strip() for name in first[1]])

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows below the first, each with the line on which it begins."""
        return islice(self._all(), 1, None)

    def _all(self) -> Iterator[tuple[int, list[str]]]:
        csv.field_size_limit(_LONGEST_FIELD)
        rows = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter, strict=True)
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
    first = next(iter(csv.reader(io.StringIO(text[:100_000], newline=""), delimiter="\x00")), [""])[0]
    outside = "".join(first.split('"')[::2])
    return max(_DELIMITERS, key=lambda one: (outside.count(one), -_DELIMITERS.index(one)))


def _told_apart(names: list[str]) -> list[str]:
    """Names of columns, none empty and none twice."""
    found: dict[str, None] = {}
    for number, name in enumerate(names, start=1):
        one = name or f"column {number}"
        found[f"{one} ({number})" if one in found else one] = None
    return list(found)
