"""labelbuddy's documents with their annotations: as a JSON list, in JSON lines, or as text with one document a line.

Offsets count code points; where a file gives UTF-8 bytes alone they are taken, and code points win where both stand.
A record that names its text by MD5 alone belongs to a text that stands elsewhere and is refused. A file of labels,
labelbuddy's or doccano's, adds those that the project lacks.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from annotator.domain.model import AnnotatedArticle, AttributeValue, Label, Origin
from annotator.domain.text import clean_string
from annotator.errors import ReadFailed
from annotator.formats.base import STRICT, Holds, Match, OffsetUnit, ReadOptions, ReadReport
from annotator.formats.decoding import decode
from annotator.formats.draft import Draft, as_attribute, meta_of, origin_of, stable_id
from annotator.formats.head import FileHead
from annotator.formats.json_lines import JsonObject, an_object, kind_of, objects, shown, string, whole_value
from annotator.formats.json_records import json_records
from annotator.formats.label_lists import listed_label
from annotator.formats.registry import reader

_KNOWN = frozenset(
    ["text", "metadata", "meta", "display_title", "list_title", "utf8_text_md5_checksum", "annotations", "labels"]
)
_KNOWN_IN_ANNOTATION = frozenset(["label_name", "start_char", "end_char", "start_byte", "end_byte", "extra_data"])
_LABEL_KEYS = frozenset(
    "id name text color background_color text_color shortcut_key suffix_key prefix_key task_type".split()  # noqa: SIM905
)
_LABEL_MARKS = ("color", "background_color", "shortcut_key", "suffix_key")


def _recognises(head: FileHead) -> Match:
    for item in head.json_items:
        if "utf8_text_md5_checksum" in item or any(
            isinstance(one, dict) and "label_name" in one for one in _listed(item, "annotations")
        ):
            return Match.SURE
        if isinstance(item.get("text"), str) and ("display_title" in item or "list_title" in item):
            return Match.SURE
    if head.json_items and all(_is_label(item) for item in head.json_items):
        return Match.SURE if any(mark in item for item in head.json_items for mark in _LABEL_MARKS) else Match.LIKELY
    return Match.NO


def _listed(item: JsonObject, key: str) -> list[object]:
    value = item.get(key)
    return value if isinstance(value, list) else []


def _is_label(item: JsonObject) -> bool:
    """Whether a record is a label, in labelbuddy's words or in doccano's."""
    if not item.keys() <= _LABEL_KEYS:
        return False
    has_text = isinstance(item.get("text"), str) and any(mark in item for mark in _LABEL_MARKS)
    return isinstance(item.get("name"), str) or has_text


def _as_label(item: JsonObject) -> Label:
    return listed_label(
        string(item, "name") or string(item, "text"),
        color=string(item, "color") or string(item, "background_color"),
        key=string(item, "shortcut_key") or string(item, "suffix_key"),
    )


@reader(
    "labelbuddy",
    (".jsonl", ".json"),
    "labelbuddy",
    holds=Holds(spans=True, overlap=True, attributes=True, offset_unit="code points or UTF-8 bytes"),
    recognises=_recognises,
)
def read(path: Path, *, options: ReadOptions = STRICT, report: ReadReport) -> Iterator[AnnotatedArticle]:
    """Yields one article for each document. Raises ReadFailed with the line, and the span within it."""
    with path.open("rb") as file:
        is_json = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")
    if not is_json and path.suffix.lower() not in (".json", ".jsonl"):
        yield from _lines_of_text(path, options, report)
        return
    source = origin_of(path)
    labels: list[Label] = []
    for line, record in json_records(path, skip_bad=options.skip_bad, report=report):
        try:
            if _is_label(record):
                labels.append(_as_label(record))
                continue
            yield _article(record, source, line, options.skip_bad, report)
        except ReadFailed as error:
            if not options.skip_bad:
                error.line = error.line or line
                raise
            report.refuse(error.message, line)
    report.tell_labels(labels)


def _lines_of_text(path: Path, options: ReadOptions, report: ReadReport) -> Iterator[AnnotatedArticle]:
    source = origin_of(path)
    decoded = decode(path.read_bytes(), options.encoding)
    if decoded.is_guess:
        report.warn(f"read as {decoded.encoding}, which is a guess: look whether its letters are right.")
    origin = Origin(source.file, source.sha256, decoded.encoding)
    for number, line in enumerate(re.split(r"\r\n|\r|\n", decoded.text.removeprefix("\ufeff")), start=1):
        if line.strip():
            yield Draft(line, origin, report, number).article()


def _article(record: JsonObject, source: Origin, line: int, skip_bad: bool, report: ReadReport) -> AnnotatedArticle:
    draft = Draft(_text_of(record), source, report, line)
    stated = string(record, "utf8_text_md5_checksum").strip().lower()
    if stated:
        data = draft.raw.encode("utf-8", "surrogatepass")
        if stated != hashlib.md5(data, usedforsecurity=False).hexdigest():
            raise ReadFailed(f"The text is not the one whose MD5 is given ({shown(stated)}).")

    def take(value: object) -> None:
        annotation = an_object(value, "An annotation")
        start, end, unit = _range(annotation)
        begin, stop = draft.placed(start, end, unit)
        if annotation.get("label_name") is None:
            raise ReadFailed("The annotation has no “label_name”.")
        draft.add_span(begin, stop, string(annotation, "label_name"), attributes=_attributes(annotation))

    def take_old(value: object) -> None:
        if not isinstance(value, list) or len(value) not in (3, 4) or not isinstance(value[2], str):
            raise ReadFailed(f"A label must be a list of start, end and name, not {shown(value)}.")
        begin, stop = draft.placed(value[0], value[1])
        draft.add_span(begin, stop, value[2], attributes={"extra_data": as_attribute(value[3])} if value[3:] else None)

    draft.each(objects(record, "annotations"), "span", skip_bad, take)
    draft.each(objects(record, "labels"), "span", skip_bad, take_old)
    return _finished(draft, record)


def _finished(draft: Draft, record: JsonObject) -> AnnotatedArticle:
    metadata = record.get("metadata", record.get("meta"))
    meta = dict(an_object(metadata, "“metadata”")) if metadata is not None else {}
    meta |= {key: value for key, value in record.items() if key not in _KNOWN and value is not None}
    titles = [string(record, key) for key in ("display_title", "list_title")]
    article_id = stable_id(meta.get("id"))
    if article_id:
        del meta["id"]
    given = meta.pop("title") if isinstance(meta.get("title"), str) else ""
    title = next((text for text in (given, *titles) if isinstance(text, str) and text.strip()), "")
    for key, text in zip(("display_title", "list_title"), titles, strict=True):
        if text and text != title:
            meta[key] = text
    return draft.article(article_id=article_id, title=title, meta=meta_of(meta))


def _text_of(record: JsonObject) -> str:
    text = record.get("text")
    if text is None and record.get("utf8_text_md5_checksum"):
        raise ReadFailed("The record names its text by MD5 alone. Export it from labelbuddy together with the text.")
    if text is None:
        raise ReadFailed("The document has no “text”.")
    if not isinstance(text, str):
        raise ReadFailed(f"“text” must be a text, not {kind_of(text)}.")
    return text


def _range(annotation: Mapping[str, object]) -> tuple[object, object, OffsetUnit]:
    for start, end, unit in (
        ("start_char", "end_char", OffsetUnit.CODE_POINTS),
        ("start_byte", "end_byte", OffsetUnit.BYTES),
    ):
        if annotation.get(start) is not None and annotation.get(end) is not None:
            return annotation[start], annotation[end], unit
    raise ReadFailed("The annotation has neither “start_char” and “end_char” nor “start_byte” and “end_byte”.")


def _attributes(annotation: JsonObject) -> dict[str, AttributeValue]:
    """What else is said of a span. Extra data that is a JSON object is taken key by key."""
    found = {key: as_attribute(value) for key, value in annotation.items() if key not in _KNOWN_IN_ANNOTATION}
    extra = annotation.get("extra_data")
    if isinstance(extra, str) and extra.lstrip().startswith("{"):
        try:
            inner = whole_value(extra)
        except ReadFailed:
            inner = None
        if isinstance(inner, dict):
            return found | {clean_string(key): as_attribute(value) for key, value in inner.items()}
    if extra not in (None, ""):
        found["extra_data"] = as_attribute(extra)
    return found
