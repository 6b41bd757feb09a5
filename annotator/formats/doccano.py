"""doccano's JSON, in lines or as a list: labels as triples, or entities with relations; its older keys too.

Files do not say what their offsets count: UTF-16 units in most projects, code points in files made by scripts, with
no quote to check them by. Where an emoji makes a difference, the unit is taken that lets more spans begin and end
between words, for the whole file, and the report says so. A key `offset_unit` or the person's choice settles it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.model import AnnotatedArticle, Origin
from annotator.domain.text import clean_string
from annotator.errors import ReadFailed
from annotator.formats.base import STRICT, Holds, Match, OffsetUnit, ReadOptions, ReadReport
from annotator.formats.draft import Draft, as_attribute, meta_of, origin_of, stable_id
from annotator.formats.head import FileHead
from annotator.formats.json_lines import JsonObject, an_object, kind_of, objects, shown, string
from annotator.formats.json_records import json_records
from annotator.formats.registry import reader

_TEXT = ("text", "data")
_LABELS = ("label", "labels", "entities", "annotations")
_KNOWN = frozenset([*_TEXT, *_LABELS, "relations", "id", "doc_id", "meta", "metadata", "username", "offset_unit"])
_KNOWN_IN_ENTITY = frozenset(["id", "label", "start_offset", "end_offset", "text", "user", "username"])


def _recognises(head: FileHead) -> Match:
    best = Match.NO
    for item in head.json_items:
        if not isinstance(item.get("text", item.get("data")), str):
            continue
        for key in _LABELS:
            value = item.get(key)
            if not isinstance(value, list):
                continue
            if any(_is_triple(one) or (isinstance(one, dict) and "start_offset" in one) for one in value):
                return Match.SURE
            if key != "annotations" and all(isinstance(one, str) for one in value):
                best = Match.LIKELY
    return best


def _is_triple(value: object) -> bool:
    return (
        isinstance(value, list) and len(value) == 3 and type(value[0]) is type(value[1]) is int
        and isinstance(value[2], str)
    )  # fmt: skip


@reader(
    "doccano",
    (".jsonl", ".json"),
    "doccano JSON",
    holds=Holds(
        spans=True,
        overlap=True,
        annotators=True,
        attributes=True,
        relations=True,
        offset_unit="code points or UTF-16 units",
    ),
    recognises=_recognises,
)
def read(path: Path, *, options: ReadOptions = STRICT, report: ReadReport) -> Iterator[AnnotatedArticle]:
    """Yields one article for each record. Raises ReadFailed with the line, and the span within it."""
    source = origin_of(path)
    unit = options.unit or _unit_of(path, report)
    for line, record in json_records(path, skip_bad=options.skip_bad, report=report):
        try:
            yield _Record(record, Draft(_text_of(record), source, report, line), unit, options.skip_bad).article()
        except ReadFailed as error:
            if not options.skip_bad:
                error.line = error.line or line
                raise
            report.refuse(error.message, line)


def _text_of(record: JsonObject) -> str:
    for key in _TEXT:
        if key in record:
            if not isinstance(record[key], str):
                raise ReadFailed(f"“{key}” must be a text, not {kind_of(record[key])}.")
            return str(record[key])
    raise ReadFailed("The line has no “text”.")


@dataclass(frozen=True, slots=True)
class _Item:
    """One labelled piece, whichever way the file writes it."""

    start: object
    end: object
    label: str
    name: str = ""
    annotator: str = ""
    quote: str | None = None
    attributes: Mapping[str, object] = field(default_factory=dict)


def _items_of(record: JsonObject) -> Iterator[tuple[str, object]]:
    for key in _LABELS:
        for value in objects(record, key) if isinstance(record.get(key), list) else []:
            yield key, value


def _item(value: object) -> _Item:
    """Raises ReadFailed for what is no labelled piece."""
    if isinstance(value, list):
        if len(value) != 3:
            raise ReadFailed(f"A label must be a list of start, end and name, not {shown(value)}.")
        if not isinstance(value[2], str):
            raise ReadFailed(f"A label's name must be a text, not {kind_of(value[2])}.")
        return _Item(value[0], value[1], value[2])
    found = an_object(value, "A label")
    for key in ("start_offset", "end_offset", "label"):
        if key not in found:
            raise ReadFailed(f"The entity has no “{key}”.")
    more = {key: inner for key, inner in found.items() if key not in _KNOWN_IN_ENTITY and inner is not None}
    return _Item(
        found["start_offset"],
        found["end_offset"],
        string(found, "label", number=True),
        string(found, "id", number=True),
        string(found, "username") or string(found, "user", number=True),
        string(found, "text") or None,
        more,
    )


@dataclass(slots=True)
class _Record:
    record: JsonObject
    draft: Draft
    unit: OffsetUnit
    skip_bad: bool
    categories: list[str] = field(default_factory=list)

    def article(self) -> AnnotatedArticle:
        record, draft = self.record, self.draft
        for key in _LABELS:
            value = record.get(key)
            if value is not None and not isinstance(value, list | str):
                raise ReadFailed(f"“{key}” must be a list, not {kind_of(value)}.")
            if isinstance(value, str):
                self.categories.append(clean_string(value))
        unit = _stated_unit(record) or self.unit
        annotator = string(record, "username")
        pieces: list[object] = []
        for _, value in _items_of(record):
            if isinstance(value, str):
                self.categories.append(clean_string(value))
            else:
                pieces.append(value)

        def take(value: object) -> None:
            item = _item(value)
            begin, stop = draft.placed(item.start, item.end, unit, item.quote)
            attributes = {clean_string(key): as_attribute(inner) for key, inner in item.attributes.items()}
            draft.add_span(
                begin, stop, item.label, name=item.name, annotator=item.annotator or annotator, attributes=attributes
            )

        def link(value: object) -> None:
            relation = an_object(value, "A relation")
            ends = [string(relation, key, number=True) for key in ("from_id", "to_id")]
            draft.add_relation(string(relation, "type"), *ends)

        draft.each(pieces, "span", self.skip_bad, take)
        draft.each(objects(record, "relations"), "relation", self.skip_bad, link)
        meta = self._meta()
        title = meta.pop("title", "")
        article_id = stable_id(record.get("id"))
        return draft.article(article_id=article_id, title=title if isinstance(title, str) else "", meta=meta_of(meta))

    def _meta(self) -> dict[str, object]:
        found = {key: value for key, value in self.record.items() if key not in _KNOWN and value not in (None, [], {})}
        for key in ("id", "doc_id"):
            if self.record.get(key) is not None and not stable_id(self.record[key]):
                found[key] = self.record[key]
        if self.categories:
            found["labels"] = self.categories
            self.draft.report.tally("labels of the whole text are kept with the article.", self.draft.line or 1)
        for key in ("meta", "metadata"):
            given = self.record.get(key)
            if isinstance(given, str) and given.strip():
                try:
                    given = json.loads(given)
                except (ValueError, RecursionError):
                    given = {key: given}
            if isinstance(given, dict):
                found |= given
            elif given not in (None, "", []):
                found[key] = given
        return found


def _stated_unit(record: JsonObject) -> OffsetUnit | None:
    meta = record.get("meta")
    stated = record.get("offset_unit") or (meta.get("offset_unit") if isinstance(meta, dict) else None)
    return OffsetUnit(stated) if isinstance(stated, str) and stated in set(OffsetUnit) else None


def _unit_of(path: Path, report: ReadReport) -> OffsetUnit:
    """What the offsets of a file count, judged by whether spans begin and end between words."""
    votes = {OffsetUnit.CODE_POINTS: 0, OffsetUnit.UTF16: 0}
    if not _may_be_astral(path):
        return OffsetUnit.CODE_POINTS
    for _, record in json_records(path, skip_bad=True, report=ReadReport(on_bytes=report.on_bytes)):
        try:
            draft = Draft(_text_of(record), Origin(), ReadReport())
            if not draft.is_astral or _stated_unit(record):
                continue
            items = [_item(value) for _, value in _items_of(record) if not isinstance(value, str)]
        except ReadFailed:
            continue
        for item in items:
            for unit in votes:
                votes[unit] += _plausibility(draft, item, unit)
    if votes[OffsetUnit.CODE_POINTS] == votes[OffsetUnit.UTF16]:
        return OffsetUnit.CODE_POINTS
    best = max(votes, key=lambda unit: votes[unit])
    report.warn(f"offsets behind an emoji were taken to count {best.value}, because most spans then hold whole words.")
    return best


def _plausibility(draft: Draft, item: _Item, unit: OffsetUnit) -> int:
    """How well a span fits its text: with its quote, on the borders of words, or not at all."""
    try:
        first, last = draft.range_of(item.start, item.end, unit)
    except ReadFailed:
        return -3
    raw = draft.raw
    if item.quote is not None:
        return 3 if raw[first:last].split() == item.quote.split() else -3
    return sum(_between_words(raw, at) for at in (first, last)) - (raw[first:last] != raw[first:last].strip())


def _between_words(raw: str, at: int) -> bool:
    return not 0 < at < len(raw) or not (raw[at - 1].isalnum() and raw[at].isalnum())


def _may_be_astral(path: Path) -> bool:
    """Whether a character may stand in the file that UTF-16 counts as two."""
    with path.open("rb") as file:
        while chunk := file.read(1_000_000):
            if max(chunk) >= 0xF0 or b"\\ud" in chunk.lower():
                return True
    return False
