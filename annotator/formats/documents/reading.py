"""From a document to an article."""

import hashlib
from pathlib import Path

from annotator.domain.headline import read_headline
from annotator.domain.model import AnnotatedArticle, Meta, Origin
from annotator.domain.text import clean_string
from annotator.errors import ReadFailed
from annotator.formats.base import ReadReport
from annotator.formats.documents.child import read_document
from annotator.formats.draft import Draft
from annotator.formats.json_lines import clean_json
from annotator.formats.text import file_name

LARGEST = 100_000_000
"""In bytes, of a file."""


def read_article(kind: str, path: Path, report: ReadReport) -> AnnotatedArticle:
    """The article in a document. Raises ReadFailed, OSError, and what `report.on_bytes` raises."""
    size = path.stat().st_size
    if size == 0:
        raise ReadFailed("The file is empty.")
    if size > LARGEST:
        raise ReadFailed(f"The file has {size // 1_000_000} MB; at most {LARGEST // 1_000_000} MB are read.")
    found = read_document(kind, path, lambda: report.advance(0))
    for warning in found.warnings:
        report.warn(warning)
    with path.open("rb") as file:
        origin = Origin(file_name(path), hashlib.file_digest(file, "sha256").hexdigest(), found.encoding)
    report.advance(size)
    draft = Draft(found.text, origin, report)
    top = read_headline(draft.text.text)
    extra = {clean_string(key): clean_json(value) for key, value in found.extra.items()}
    meta = Meta(
        clean_string(found.source) or top.source,
        clean_string(found.url) or top.url,
        clean_string(found.date) or top.date,
        clean_string(found.language),
        clean_string(found.author) or top.author,
        extra,
    )
    return draft.article(title=found.title.strip() or top.title or path.stem, meta=meta)
