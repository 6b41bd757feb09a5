"""PDF documents: the text of their pages, joined to paragraphs. Pictures of text are not read."""

from collections.abc import Iterator
from pathlib import Path

from annotator.domain.model import AnnotatedArticle
from annotator.formats.base import STRICT, Holds, Match, ReadOptions, ReadReport
from annotator.formats.documents.reading import read_article
from annotator.formats.head import FileHead
from annotator.formats.registry import reader


def _recognises(head: FileHead) -> Match:
    return Match.SURE if b"%PDF-" in head.data[:1024] else Match.NO


@reader("pdf", (".pdf",), "PDF document", holds=Holds(), recognises=_recognises)
def read(path: Path, *, options: ReadOptions = STRICT, report: ReadReport) -> Iterator[AnnotatedArticle]:
    """Yields the one article of a document. Raises ReadFailed; there is no part that could be skipped."""
    del options
    yield read_article("pdf", path, report)
