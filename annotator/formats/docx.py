"""Word documents (DOCX): paragraphs and tables, with the properties of the document."""

from collections.abc import Iterator
from pathlib import Path

from annotator.domain.model import AnnotatedArticle
from annotator.formats.base import STRICT, Holds, Match, ReadOptions, ReadReport
from annotator.formats.documents.reading import read_article
from annotator.formats.head import FileHead
from annotator.formats.registry import reader


def _recognises(head: FileHead) -> Match:
    if not head.data.startswith(b"PK\x03\x04"):
        return Match.NO
    if b"word/" in head.data or b"wordprocessingml" in head.data:
        return Match.SURE
    return Match.LIKELY if head.suffix == ".docx" else Match.NO


@reader("docx", (".docx",), "Word document (DOCX)", holds=Holds(), recognises=_recognises)
def read(path: Path, *, options: ReadOptions = STRICT, report: ReadReport) -> Iterator[AnnotatedArticle]:
    """Yields the one article of a document. Raises ReadFailed; there is no part that could be skipped."""
    del options
    yield read_article("docx", path, report)
