"""What the tests of readers share: a file of some bytes, read by one reader or by the one that knows it."""

import json
from collections.abc import Iterable
from pathlib import Path

from annotator.domain.model import AnnotatedArticle
from annotator.exchange.importing import ImportReport, read_files
from annotator.formats.base import OffsetUnit, ReadOptions, ReadReport
from annotator.formats.registry import reader_named


def as_lines(*records: object) -> bytes:
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def read(
    name: str,
    data: bytes,
    folder: Path,
    file: str = "in.json",
    *,
    skip_bad: bool = False,
    unit: OffsetUnit | None = None,
) -> tuple[list[AnnotatedArticle], ReadReport]:
    """What one reader makes of these bytes. Raises ReadFailed."""
    path = folder / file
    path.write_bytes(data)
    report = ReadReport(file)
    found = list(reader_named(name).read(path, options=ReadOptions(skip_bad, unit=unit), report=report))
    report.end_file()
    return found, report


def imported(paths: Iterable[Path] | Path, **more: bool) -> tuple[list[AnnotatedArticle], ImportReport]:
    """What an import makes of files, each recognised by its content."""
    report = ImportReport()
    chosen = [paths] if isinstance(paths, Path) else list(paths)
    return list(read_files(chosen, report=report, skip_bad=more.get("skip_bad", False))), report


def said(article: AnnotatedArticle) -> list[tuple[str, str]]:
    """The spans as pairs of label and quote, each of which stands in the text."""
    text = article.article.text
    assert all(text[span.start : span.end] == span.quote for span in article.spans)
    return [(span.label, span.quote) for span in article.spans]
