"""HTML pages: the main text with what the page says of itself. Nothing that a page refers to is ever loaded.

A page that a browser saved whole, as MHTML, is read like the page in it.
"""

from collections.abc import Iterator
from pathlib import Path

from annotator.domain.model import AnnotatedArticle
from annotator.formats.base import STRICT, Holds, Match, ReadOptions, ReadReport
from annotator.formats.documents.mhtml import is_mhtml
from annotator.formats.documents.reading import read_article
from annotator.formats.head import FileHead
from annotator.formats.registry import reader

_STARTS = (b"<!doctype html", b"<html")


def _recognises(head: FileHead) -> Match:
    data = head.data.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    start = data[:4096].lower()
    if start.startswith(_STARTS) or (start.startswith((b"<?xml", b"<!--", b"<head", b"<body")) and b"<html" in start):
        return Match.SURE
    if is_mhtml(head.data):
        return Match.SURE
    if head.suffix in (".html", ".htm", ".xhtml") and b"<" in start:
        return Match.LIKELY
    return Match.NO


@reader(
    "html",
    (".html", ".htm", ".xhtml", ".mhtml", ".mht"),
    "HTML page, also saved whole (MHTML)",
    holds=Holds(),
    recognises=_recognises,
)
def read(path: Path, *, options: ReadOptions = STRICT, report: ReadReport) -> Iterator[AnnotatedArticle]:
    """Yields the one article of a document. Raises ReadFailed; there is no part that could be skipped."""
    del options
    yield read_article("html", path, report)
