"""CSV: a row for each span, safe to open in a spreadsheet, with the text of an article in the first of its rows.

An article without a span has one row, whose span columns are empty. For spreadsheets the file begins with a byte-order
mark, and a cell that would be computed, or that begins with an apostrophe, has an apostrophe put before it: taking one
off from every cell that begins with it gives back exactly what was there.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from annotator.domain.model import AnnotatedArticle, Span
from annotator.formats.base import Holds, Proof, ReadBack, WriteOptions, WriteReport, plain
from annotator.formats.registry import writer

COLUMNS = (
    "id",
    "title",
    "source",
    "url",
    "date",
    "language",
    "author",
    "status",
    "span",
    "start",
    "end",
    "label",
    "quote",
    "annotator",
    "attributes",
    "text",
)
MARK = "'"
_HELD = Holds(spans=True, overlap=True, annotators=True, attributes=True, status=True, offset_unit="code points")
_COMPUTED = re.compile(r"""[\s"'\ufeff]*[=+\-@＝＋－＠\t\r\n]|'""")
"""What a spreadsheet may take for a formula, also behind white space or a quote, and what begins with the mark."""
_LIMIT = 2**31 - 1


def marked(cell: str) -> str:
    """A cell that no spreadsheet computes."""
    return MARK + cell if _COMPUTED.match(cell) else cell


def unmarked(cell: str) -> str:
    """A cell as it was before it was marked."""
    return cell.removeprefix(MARK)


def _read_back(path: Path, split: str) -> Iterator[ReadBack]:
    del split
    csv.field_size_limit(_LIMIT)
    with path.open(encoding="utf-8-sig", newline="") as file:
        with path.open("rb") as head:
            clean = unmarked if head.read(3) == b"\xef\xbb\xbf" else str
        spans: list[tuple[int, int, str]] = []
        text, article = "", None
        for row in csv.DictReader(file):
            if row["id"] != article:
                if article is not None:
                    yield ReadBack(spans, text)
                spans, text, article = [], clean(row["text"]), row["id"]
            if row["label"]:
                start, end = int(row["start"]), int(row["end"])
                if text[start:end] != clean(row["quote"]):
                    raise ValueError(f"The quote of the span {row['span']} is not what stands there.")
                spans.append((start, end, clean(row["label"])))
        if article is not None:
            yield ReadBack(spans, text)


@writer(
    "csv",
    ".csv",
    "CSV, a row for each span",
    holds=_HELD,
    proof=Proof("Python’s csv module", _read_back),
    loading=(
        "import pandas\n"
        'mark = "\'" * (open("{file}", "rb").read(3) == b"\\xef\\xbb\\xbf")  # a spreadsheet’s, no part of a cell\n'
        'rows = pandas.read_csv("{file}", dtype=str, keep_default_na=False).map(lambda cell: cell.removeprefix(mark))\n'
        'spans = rows[rows["label"] != ""]'
    ),
    choices=(
        "The text of an article stands in the first of its rows. Cells that a spreadsheet would compute have an "
        "apostrophe before them, unless the file is not for spreadsheets."
    ),
)
def write(articles: Iterable[AnnotatedArticle], target: BinaryIO, options: WriteOptions, report: WriteReport) -> None:
    """Writes the rows of each article in reading order, each row ending with CR LF."""
    clean = marked if options.for_spreadsheets else str
    report.choices["spreadsheets"] = (
        "Made for spreadsheets: an apostrophe before a cell is not part of it."
        if options.for_spreadsheets
        else "Not made for spreadsheets: cells stand exactly as they are."
    )
    if options.for_spreadsheets:
        target.write(b"\xef\xbb\xbf")
    page = io.StringIO(newline="")
    rows = csv.writer(page)
    rows.writerow(COLUMNS)
    for annotated in articles:
        article, meta = annotated.article, annotated.article.meta
        about: tuple[str, ...] = (
            article.id,
            article.title,
            meta.source,
            meta.url,
            meta.date,
            meta.language,
            meta.author,
            annotated.status.value,
        )
        about = tuple(map(clean, about))
        text = clean(article.text)
        for cells in map(_cells, annotated.spans or (None,)):
            rows.writerow([*about, *map(clean, cells), text])
            text = ""
        target.write(page.getvalue().encode("utf-8"))
        page.seek(0)
        page.truncate()
        report.count(annotated.spans)
        report.lose_what_is_not_held(annotated, _HELD)
        for key, value in plain(meta.extra).items():
            report.lost(article.id, "meta", {key: value})
    target.write(page.getvalue().encode("utf-8"))


def _cells(span: Span | None) -> tuple[str, ...]:
    if span is None:
        return ("",) * 7
    attributes = json.dumps(plain(span.attributes), ensure_ascii=False) if span.attributes else ""
    return span.id, str(span.start), str(span.end), span.label, span.quote, span.annotator, attributes
