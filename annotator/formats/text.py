"""Plain text: one file, one article. The encoding is recognised, the text is never changed but for its line ends."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from annotator.domain.headline import language_of, read_headline
from annotator.domain.model import AnnotatedArticle, Article, Meta, Origin
from annotator.domain.text import canonical, sha256_of
from annotator.errors import ReadFailed
from annotator.formats.base import STRICT, Holds, Match, ReadOptions, ReadReport
from annotator.formats.decoding import binary_kind, decode
from annotator.formats.head import FileHead
from annotator.formats.registry import reader

LARGEST = 20_000_000
"""In bytes. What is larger is no article, and too long to read."""
_SUFFIXES = (".txt", ".text", ".asc")
_OTHER_FORMATS = frozenset(
    [
        ".json",
        ".jsonl",
        ".ndjson",
        ".csv",
        ".tsv",
        ".html",
        ".htm",
        ".xhtml",
        ".xml",
        ".xmi",
        ".ann",
        ".conf",
        ".conll",
        ".conllu",
        ".iob",
        ".bio",
        ".yaml",
        ".yml",
        ".toml",
        ".ini",
        ".cfg",
        ".py",
        ".js",
        ".css",
        ".sh",
        ".sql",
        ".svg",
        ".rtf",
        ".tex",
        ".eml",
        ".log",
        ".spacy",
        ".pdf",
        ".docx",
        ".doc",
        ".odt",
        ".annotator",
    ]
)


def file_name(path: Path) -> str:
    """The file's name as text; bytes of it that are no UTF-8 are shown escaped."""
    return os.fsencode(path.name).decode("utf-8", "backslashreplace")


def _recognises(head: FileHead) -> Match:
    if not head.data.strip() or binary_kind(head.data):
        return Match.NO
    if head.suffix in _SUFFIXES or not head.suffix:
        return Match.LIKELY
    starts = head.data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return Match.NO if head.suffix in _OTHER_FORMATS or starts in (b"<", b"{", b"[") else Match.POSSIBLE


@reader("text", _SUFFIXES, "Plain text", holds=Holds(), recognises=_recognises)
def read(path: Path, *, options: ReadOptions = STRICT, report: ReadReport) -> Iterator[AnnotatedArticle]:
    """Yields the one article of a plain text file. Raises ReadFailed; there is no part that could be skipped."""
    size = path.stat().st_size
    if size > LARGEST:
        raise ReadFailed(
            f"The file has {size // 1_000_000} MB; the largest that can be read as one article has "
            f"{LARGEST // 1_000_000} MB.",
            "Split it into one file for each article.",
        )
    data = path.read_bytes()
    if not data:
        raise ReadFailed("The file is empty.")
    decoded = decode(data, options.encoding)
    source = canonical(decoded.text)
    if not source.text.strip():
        raise ReadFailed("The file holds nothing but white space.")
    if decoded.is_guess:
        report.warn(f"read as {decoded.encoding}, which is a guess: look whether its letters are right.")
    if decoded.bad:
        report.warn(f"{_places(decoded.bad)} could not be decoded as {decoded.encoding}; shown as \ufffd.")
    if source.replaced:
        report.warn(f"{_places(source.replaced)} cannot be stored (NUL or half a character); replaced by \ufffd.")
    report.advance(len(data))
    top = read_headline(source.text)
    name = file_name(path)
    yield AnnotatedArticle(
        Article(
            id="",
            title=top.title or Path(name).stem,
            text=source.text,
            sha256=sha256_of(source.text),
            meta=Meta(top.source, top.url, top.date, language_of(source.text), top.author),
            origin=Origin(name, hashlib.sha256(data).hexdigest(), decoded.encoding, source.newline),
        )
    )


def _places(count: int) -> str:
    return "1 place" if count == 1 else f"{count} places"
