"""spaCy's older training data: pairs of a text and its entities, and its JSON of documents with paragraphs.

    TRAIN_DATA = [("Ana met Ben.", {"entities": [(0, 3, "actor")]})]

Pairs stand in a list, one a line, under “annotations” or in a Python file, which is read and never run. A paragraph
without “entities” has tags of tokens instead; without “raw” its text is put together from them.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.model import AnnotatedArticle
from annotator.errors import ReadFailed
from annotator.formats.base import STRICT, Holds, Match, ReadOptions, ReadReport
from annotator.formats.columns import pieces_of, with_lists
from annotator.formats.decoding import decode
from annotator.formats.draft import Draft, meta_of, origin_of
from annotator.formats.head import FileHead
from annotator.formats.json_lines import JsonObject, an_object, kind_of, objects, shown
from annotator.formats.json_records import json_values
from annotator.formats.registry import reader
from annotator.formats.tag_schemes import spans_of

_LARGEST = 200_000_000
_PAIR = re.compile(rb"""\s*(?:[([]\s*){1,2}u?["']""")
_PYTHON = re.compile(rb"""(?:\s|\#[^\n]*\n|(?:import|from)\ [^\n]*\n)*(?:\w+\s*=\s*)?\[\s*\(\s*[ru]?["']""", re.VERBOSE)
_ENTITIES = re.compile(rb"""["'](?:entities|spans)["']\s*:""")


def _recognises(head: FileHead) -> Match:
    data = head.data.removeprefix(b"\xef\xbb\xbf")
    if _ENTITIES.search(data) and (_PAIR.match(data) or _PYTHON.match(data)):
        return Match.SURE
    for item in head.json_items:
        listed = item.get("annotations")
        if isinstance(listed, list) and any(_is_pair(one) for one in listed):
            return Match.SURE
        paragraphs = item.get("paragraphs")
        if isinstance(paragraphs, list) and any(isinstance(one, dict) and "sentences" in one for one in paragraphs):
            return Match.SURE
    return Match.NO


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], dict)


@reader(
    "spacyjson",
    (".json", ".jsonl"),
    "spaCy training data (JSON or Python)",
    holds=Holds(spans=True, overlap=True, offset_unit="code points"),
    recognises=_recognises,
)
def read(path: Path, *, options: ReadOptions = STRICT, report: ReadReport) -> Iterator[AnnotatedArticle]:
    """Yields one article for each text. Raises ReadFailed with the line, and the span within it."""
    if path.stat().st_size > _LARGEST:
        raise ReadFailed(f"The file is larger than {_LARGEST // 1_000_000} MB.", "Split it.")
    source = origin_of(path)
    for line, value in _values(path, options):
        try:
            for found in _documents(value, line):
                yield _article(found, Draft(found.text, source, report, found.line), options.skip_bad)
        except ReadFailed as error:
            if not options.skip_bad:
                error.line = error.line or line
                raise
            report.refuse(error.message, error.line or line)


@dataclass(frozen=True, slots=True)
class _Found:
    line: int
    text: str
    spans: list[object]
    more: Mapping[str, object] = field(default_factory=dict)


def _values(path: Path, options: ReadOptions) -> Iterator[tuple[int, object]]:
    """Each pair or document with its line."""
    data = path.read_bytes()
    is_python = path.suffix.lower() == ".py" or _PYTHON.match(data.removeprefix(b"\xef\xbb\xbf")) is not None
    for line, value in _of_python(decode(data, options.encoding).text) if is_python else json_values(path):
        if isinstance(value, list) and not _is_pair(value):
            yield from ((line, one) for one in value)
        elif isinstance(value, dict) and isinstance(listed := value.get("annotations"), list):
            yield from ((line, one) for one in listed if one is not None)
        else:
            yield line, value


def _of_python(text: str) -> Iterator[tuple[int, object]]:
    """The lists that a Python file gives names to, or consists of. Raises ReadFailed if there is none."""
    try:
        statements = ast.parse(text.removeprefix("\ufeff")).body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ReadFailed(
            f"This is no Python that can be read: {error}.", line=getattr(error, "lineno", None)
        ) from error
    found = False
    for statement in statements:
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr) and isinstance(statement.value, ast.List):
            for item in statement.value.elts:
                found = True
                try:
                    yield item.lineno, with_lists(ast.literal_eval(item))
                except (ValueError, MemoryError, RecursionError):
                    raise ReadFailed("It is no plain list of texts with entities.", line=item.lineno) from None
    if not found:
        raise ReadFailed("The file holds no list of texts with entities.")


def _documents(value: object, line: int) -> Iterator[_Found]:
    if isinstance(value, dict):
        for one in objects(value, "paragraphs"):
            yield _paragraph(an_object(one, "A paragraph"), line)
        return
    if not isinstance(value, list) or not _is_pair(value):
        raise ReadFailed(f"A text with its entities is expected, not {shown(value)}.")
    about = an_object(value[1], "What follows the text")
    spans = about.get("entities", about.get("spans"))
    more = {key: one for key, one in about.items() if one and key != ("entities" if "entities" in about else "spans")}
    if isinstance(spans, dict):
        spans = [span for group in spans.values() if isinstance(group, list) for span in group]
    if spans is not None and not isinstance(spans, list):
        raise ReadFailed(f"The entities must be a list, not {kind_of(spans)}.")
    yield _Found(line, value[0], spans or [], more)


def _paragraph(paragraph: JsonObject, line: int) -> _Found:
    tokens = [
        an_object(token, "A token")
        for sentence in objects(paragraph, "sentences")
        for token in objects(an_object(sentence, "A sentence"), "tokens")
    ]
    words = [str(token.get("orth", "")) for token in tokens]
    raw = paragraph.get("raw")
    text = raw if isinstance(raw, str) and raw.strip() else " ".join(words)
    spans = objects(paragraph, "entities")
    if not spans:
        tags = [str(token.get("ner") or "O") for token in tokens]
        places = _places(text, words)
        spans = [
            [places[first][0], places[last][1], label]
            for first, last, label in spans_of(["O" if tag == "-" else tag for tag in tags])
        ]
    return _Found(line, text, spans)


def _places(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Where the words stand, one after another. Raises ReadFailed for one that does not."""
    places, position = [], 0
    for word in words:
        start = text.find(word, position)
        if start < 0:
            raise ReadFailed(f"The token {shown(word)} does not stand in the text.")
        position = start + len(word)
        places.append((start, position))
    return places


def _article(found: _Found, draft: Draft, skip_bad: bool) -> AnnotatedArticle:
    def take(value: object) -> None:
        for start, end, label, quote, unit in pieces_of(value):
            begin, stop = draft.placed(start, end, unit, quote)
            draft.add_span(begin, stop, label)

    draft.each(found.spans, "span", skip_bad, take)
    return draft.article(meta=meta_of(found.more))
