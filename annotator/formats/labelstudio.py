"""Label Studio's tasks (its JSON export, also one task alone), and the short form that it calls JSON-MIN.

Each annotation that was not cancelled gives spans of the person who made it, each prediction gives suggestions.
Offsets count UTF-16 units and are checked with the quote that each region has. The labelling configuration, which
names the field that was labelled, is not in the file: the field is taken that the regions fit. Regions of HyperText
count the text of the page; its tags are taken off. Older files have no such offsets: there a region is placed if its
words stand once in the page. What is no span (choices, ratings) is kept: with the span it
belongs to as an attribute, else with the article.

The labelling configuration itself is read as a list of labels: see `labelstudio_labels`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.model import AnnotatedArticle, AttributeValue, Origin, Status
from annotator.domain.text import clean_string
from annotator.errors import ReadFailed
from annotator.formats.base import STRICT, Holds, Match, OffsetUnit, ReadOptions, ReadReport
from annotator.formats.draft import Draft, as_attribute, meta_of, origin_of, stable_id
from annotator.formats.head import FileHead
from annotator.formats.json_lines import JsonObject, an_object, objects, shown, string
from annotator.formats.json_records import json_records
from annotator.formats.labelstudio_labels import is_label_list, read_labels
from annotator.formats.markup import text_in_markup
from annotator.formats.registry import reader

_LABEL_KEYS = ("labels", "hypertextlabels", "paragraphlabels")
_TASK_KEYS = frozenset(["annotations", "completions", "predictions", "data"])
_KNOWN_MIN = frozenset(["id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time"])
_ORIGIN = "labelstudio"
_LINK = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*://|/data/)\S*\s*", re.IGNORECASE)
"""The address of a picture, a sound or a text that is not in the file."""


def _recognises(head: FileHead) -> Match:
    if is_label_list(head.data):
        return Match.SURE
    for item in head.json_items:
        if isinstance(item.get("data"), dict) and not _TASK_KEYS.isdisjoint(item.keys() - {"data"}):
            return Match.SURE
        if any(_is_short_region(one) for value in item.values() if isinstance(value, list) for one in value):
            return Match.SURE
        if isinstance(item.get("data"), dict) and any(isinstance(one, str) for one in _data_of(item).values()):
            return Match.LIKELY
    return Match.NO


def _is_short_region(value: object) -> bool:
    return isinstance(value, dict) and "start" in value and any(isinstance(value.get(k), list) for k in _LABEL_KEYS)


def _data_of(task: JsonObject) -> JsonObject:
    data = task.get("data")
    return data if isinstance(data, dict) else {}


@reader(
    "labelstudio",
    (".json",),
    "Label Studio JSON",
    holds=Holds(
        spans=True,
        overlap=True,
        annotators=True,
        attributes=True,
        relations=True,
        suggestions=True,
        offset_unit="UTF-16 units",
    ),
    recognises=_recognises,
)
def read(path: Path, *, options: ReadOptions = STRICT, report: ReadReport) -> Iterator[AnnotatedArticle]:
    """Yields one article for each labelled text of a task, none of a labelling configuration.

    Raises ReadFailed with the line, and the region.
    """
    with path.open("rb") as file:
        is_configuration = is_label_list(file.read(65_536))
    if is_configuration:
        report.tell_labels(read_labels(path))
        return
    source = origin_of(path)
    seen: set[str] = set()
    for line, record in json_records(path, skip_bad=options.skip_bad, report=report):
        try:
            task = record if "data" in record else _from_short(record)
            found = list(_Task(task, source, line, options.skip_bad, report, seen).articles())
        except ReadFailed as error:
            if not options.skip_bad:
                error.line = error.line or line
                raise
            report.refuse(error.message, line)
        else:
            yield from found


def _from_short(record: JsonObject) -> JsonObject:
    """A record of the short form as the task that it stands for."""
    result: list[object] = []
    data: JsonObject = {}
    for key, value in record.items():
        if isinstance(value, list) and any(_is_short_region(one) for one in value):
            for one in value:
                region = an_object(one, "A region")
                if key != "text" or "type" not in region:
                    result.append({"from_name": key, "to_name": "", "type": "labels", "value": region})
        elif key not in _KNOWN_MIN:
            data[key] = value
    annotation = {"result": result, "completed_by": record.get("annotator"), "id": record.get("annotation_id")}
    is_annotated = bool(result) or "annotator" in record
    return {"id": record.get("id"), "data": data, "annotations": [annotation] if is_annotated else []}


@dataclass(frozen=True, slots=True)
class _Region:
    """One labelled piece of a text. `set` tells the annotation or prediction that it stands in."""

    set: int
    id: str
    to_name: str
    field: str
    """The field that the region itself says it is of, "" if it does not."""
    start: object
    end: object
    labels: tuple[str, ...]
    quote: str | None
    is_hypertext: bool
    score: object
    annotator: str
    """Whose it is, where the region says it; else it is its annotation's."""
    more: Mapping[str, AttributeValue]


@dataclass(slots=True)
class _Set:
    """One annotation or prediction."""

    annotator: str
    is_prediction: bool
    version: str = ""
    score: object = None
    regions: list[object] = field(default_factory=list)
    links: list[JsonObject] = field(default_factory=list)
    attributes: dict[str, dict[str, AttributeValue]] = field(default_factory=dict)
    """By the id of the region they belong to."""


@dataclass(slots=True)
class _Task:
    task: JsonObject
    source: Origin
    line: int
    skip_bad: bool
    report: ReadReport
    seen: set[str]
    """The ids of regions so far in the file: copies of one keep it only once."""
    sets: list[_Set] = field(default_factory=list)
    said: dict[str, list[object]] = field(default_factory=dict)
    """What was said of the task as a whole, by the name of the control."""

    def articles(self) -> Iterator[AnnotatedArticle]:
        data = an_object(self.task.get("data"), "“data”")
        for key in ("annotations", "completions"):
            for one in objects(self.task, key):
                self._take_annotation(an_object(one, "An annotation"))
        if self.task.get("drafts"):
            self.report.tally("a draft was left out.", self.line)
        for one in objects(self.task, "predictions"):
            self._take_prediction(one)
        regions, refused = self._regions()
        texts = self._texts(data, regions)
        if not texts:
            raise ReadFailed("The task's “data” holds no text, only addresses or nothing.")
        for number, (name, pieces) in enumerate(texts.items()):
            yield self._article(data, name, pieces, refused if number == 0 else [])

    def _take_annotation(self, annotation: JsonObject) -> None:
        result = objects(annotation, "result")
        if annotation.get("was_cancelled") is True:
            self.report.tally("a cancelled annotation was left out.", self.line)
            return
        found = _Set(_person(annotation), False)
        self._take_result(found, result)
        self.sets.append(found)

    def _take_prediction(self, value: object) -> None:
        prediction = an_object(value, "A prediction")
        found = _Set("", True, string(prediction, "model_version", number=True), prediction.get("score"))
        self._take_result(found, objects(prediction, "result"))
        self.sets.append(found)

    def _take_result(self, found: _Set, result: list[object]) -> None:
        spans: set[str] = set()
        others: list[JsonObject] = []
        for one in result:
            item = an_object(one, "A result")
            if item.get("type") == "relation":
                found.links.append(item)
                continue
            value = item.get("value")
            if isinstance(value, dict) and any(key in value for key in _LABEL_KEYS):
                found.regions.append(item)
                spans.add(string(item, "id", number=True))
            elif isinstance(value, dict) and "start" in value and item.get("type") in _LABEL_KEYS:
                found.regions.append(item)
            else:
                others.append(item)
        for item in others:
            self._take_other(found, item, spans)

    def _take_other(self, found: _Set, item: JsonObject, spans: set[str]) -> None:
        """A choice, a rating, a text …: of a span that has the same id, else of the task."""
        kind = string(item, "type") or "result without a type"
        name = string(item, "from_name") or kind
        value = item.get("value")
        said = (
            value.get(kind, value.get("text", value) if kind == "textarea" else value)
            if isinstance(value, dict)
            else value
        )
        region = string(item, "id", number=True)
        if region and region in spans:
            plain = said[0] if isinstance(said, list) and len(said) == 1 else said
            found.attributes.setdefault(region, {})[clean_string(name)] = as_attribute(plain)
            return
        self.said.setdefault(clean_string(name), []).append(said)
        self.report.tally(f"“{kind}” is no span; kept with the article as “{name}”.", self.line)

    def _regions(self) -> tuple[list[_Region], list[tuple[int, str]]]:
        """The labelled pieces, and those that are none, each by its number with the reason."""
        found: list[_Region] = []
        refused: list[tuple[int, str]] = []
        number = 0
        for index, one in enumerate(self.sets):
            for item in one.regions:
                number += 1
                try:
                    found.append(_region(index, an_object(item, "A region")))
                except ReadFailed as error:
                    if not self.skip_bad:
                        raise ReadFailed(f"Span {number}: {error.message}", line=self.line) from error
                    refused.append((number, error.message))
        return found, refused

    def _texts(self, data: JsonObject, regions: list[_Region]) -> dict[str, list[_Region]]:
        """The labelled fields of the task, each with its pieces."""
        fields = [
            key
            for key, value in data.items()
            if isinstance(value, str) and value.strip() and not _LINK.fullmatch(value)
        ]
        by_name: dict[str, list[_Region]] = {}
        for region in regions:
            by_name.setdefault(region.to_name, []).append(region)
        found: dict[str, list[_Region]] = {}
        for to_name, pieces in by_name.items():
            if (name := _field_of(data, fields, to_name, pieces)) is not None:
                found.setdefault(name, []).extend(pieces)
        if not found and fields and not regions:
            found[_likely_text(data, fields)] = []
        return found

    def _article(
        self, data: JsonObject, name: str, pieces: list[_Region], refused: list[tuple[int, str]]
    ) -> AnnotatedArticle:
        text = str(data[name])
        if any(piece.is_hypertext for piece in pieces):
            text = _text_of_page(text, pieces)
            self.report.tally(f"the tags of the page in “{name}” were taken off.", self.line)
        draft = Draft(text, self.source, self.report, self.line)
        for number, reason in refused:
            self.report.refuse(reason, self.line, number)

        draft.each(pieces, "span", self.skip_bad, lambda region: self._take_region(draft, region))
        for index, one in enumerate(self.sets):
            mine = {piece.id for piece in pieces if piece.set == index}
            links = [link for link in one.links if mine & {_end(link, "from_id"), _end(link, "to_id")}]
            if one.is_prediction and links:
                self.report.tally("relations between predicted spans were left out.", self.line)
            elif links:
                self._link(draft, index, links)
        others = {key: value for key, value in data.items() if key != name}
        for key, values in self.said.items():
            others[key if key not in data else f"{key} said"] = values[0] if len(values) == 1 else values
        for more in (others.pop("meta", None), self.task.get("meta")):
            others |= more if isinstance(more, dict) else {} if more is None else {"meta": more}
        title = others.pop("title") if isinstance(others.get("title"), str) else ""
        article_id = stable_id(others.pop("id")) if stable_id(others.get("id")) else stable_id(self.task.get("id"))
        if not article_id and self.task.get("id") is not None:
            others["task"] = self.task["id"]
        is_done = any(not one.is_prediction for one in self.sets)
        return draft.article(
            article_id=article_id,
            title=str(title),
            meta=meta_of(others),
            status=Status.DONE if is_done else Status.TODO,
        )

    def _take_region(self, draft: Draft, region: _Region) -> None:
        if not region.labels:
            self.report.tally("a region without a label was left out.", self.line)
            return
        unit = OffsetUnit.UTF16
        if (
            region.quote is not None
            and draft.is_astral
            and not draft.fits(region.start, region.end, unit, region.quote)
            and draft.fits(region.start, region.end, OffsetUnit.CODE_POINTS, region.quote)
        ):
            unit = OffsetUnit.CODE_POINTS
            self.report.tally("offsets that count code points instead of UTF-16 units, as the quotes show.", self.line)
        if region.start is None and region.quote is not None:
            begin, stop = self._found(draft, region.quote)
        else:
            begin, stop = draft.placed(region.start, region.end, unit, region.quote)
        one = self.sets[region.set]
        if one.is_prediction:
            score = region.score if region.score is not None else one.score
            for label in region.labels:
                origin = one.version or _ORIGIN
                draft.add_suggestion(begin, stop, label, origin=origin, version=one.version, score=score)
            return
        attributes = dict(region.more) | one.attributes.get(region.id, {})
        for number, label in enumerate(region.labels):
            is_new = number == 0 and region.id != "" and region.id not in self.seen
            self.seen.add(region.id)
            draft.add_span(
                begin,
                stop,
                label,
                name=f"{region.set} {region.id}" if region.id and number == 0 else "",
                span_id=region.id if is_new else "",
                annotator=region.annotator or one.annotator,
                attributes=attributes,
            )

    def _found(self, draft: Draft, quote: str) -> tuple[int, int]:
        """Where the words of a region stand, if they do so once. Raises ReadFailed."""
        places = [match.span() for match in _in_any_white_space(quote).finditer(draft.raw)]
        if len(places) != 1:
            times = f"{len(places)} times" if places else "nowhere"
            raise ReadFailed(f"It is of a page (HyperText) without “globalOffsets”, and {shown(quote)} stands {times}.")
        self.report.tally("regions of a page without offsets were placed where their words stand.", self.line)
        return draft.placed(*places[0])

    def _link(self, draft: Draft, index: int, links: list[JsonObject]) -> None:
        def take(link: JsonObject) -> None:
            ends = [f"{index} {_end(link, key)}" for key in ("from_id", "to_id")]
            if link.get("direction") == "left":
                ends.reverse()
            elif link.get("direction") == "bi":
                self.report.tally("a relation in both directions was kept in one.", self.line)
            kinds = [one for one in objects(link, "labels") if isinstance(one, str) and one.strip()]
            for kind in kinds or ["related"]:
                draft.add_relation(kind, *ends)

        draft.each(links, "relation", self.skip_bad, take)


def _in_any_white_space(words: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, words.split())))


def _end(link: JsonObject, key: str) -> str:
    return string(link, key, number=True)


def _person(annotation: JsonObject) -> str:
    who = annotation.get("completed_by")
    if isinstance(who, dict):
        full = f"{string(who, 'first_name')} {string(who, 'last_name')}".strip()
        return string(who, "email") or full or string(who, "username") or string(who, "id", number=True)
    return str(who) if isinstance(who, str) or type(who) is int else ""


def _region(index: int, item: JsonObject) -> _Region:
    value = an_object(item.get("value"), "A region's “value”")
    labels: list[str] = []
    for key in _LABEL_KEYS:
        for label in objects(value, key):
            if not isinstance(label, str):
                raise ReadFailed("A label must be a text.")
            labels.append(label)
    spot: JsonObject = value
    is_hypertext = isinstance(value.get("globalOffsets"), dict)
    if is_hypertext:
        spot = an_object(value["globalOffsets"], "“globalOffsets”")
    for key in ("start", "end"):
        if key not in spot:
            raise ReadFailed(f"The region has no “{key}”.")
    quote = value.get("text")
    if not is_hypertext and "startOffset" in value:
        if "paragraphlabels" in value:
            raise ReadFailed("It is part of a dialogue, not of one text.")
        if not isinstance(quote, str) or not quote.strip():
            raise ReadFailed("It is of a page (HyperText) and has neither “globalOffsets” nor its text.")
        is_hypertext, spot = True, {"start": None, "end": None}
    source = string(item, "source")
    more: dict[str, AttributeValue] = {}
    meta = item.get("meta")
    annotator = ""
    if isinstance(meta, dict):
        if said := meta.get("text"):
            more["note"] = "\n".join(map(str, said)) if isinstance(said, list) else as_attribute(said)
        if isinstance(attributes := meta.get("attributes"), dict):
            more |= {clean_string(key): as_attribute(value) for key, value in attributes.items()}
        annotator = string(meta, "annotator")
    return _Region(
        index,
        string(item, "id", number=True),
        string(item, "to_name"),
        source[1:] if source.startswith("$") else "",
        spot["start"],
        spot["end"],
        tuple(labels),
        quote if isinstance(quote, str) else None,
        is_hypertext,
        item.get("score", value.get("score")),
        annotator,
        more,
    )


def _field_of(data: JsonObject, fields: list[str], to_name: str, pieces: list[_Region]) -> str | None:
    """The field that these regions are of: the one they name, else the one that most of them fit."""
    named = next((piece.field for piece in pieces if piece.field in fields), None)
    if named is not None or not fields:
        return named

    def fit(name: str) -> int:
        text = str(data[name])
        texts = [_text_of_page(text, pieces)] if any(piece.is_hypertext for piece in pieces) else [text]
        draft = Draft(texts[0], Origin(), ReadReport()) if texts[0].strip() else None
        return sum(
            draft is not None
            and (
                _in_any_white_space(piece.quote).search(draft.raw) is not None
                if piece.quote is not None and piece.start is None
                else draft.fits(piece.start, piece.end, OffsetUnit.UTF16, piece.quote)
                if piece.quote is not None
                else _in_range(draft, piece)
            )
            for piece in pieces
        )

    order = sorted(fields, key=lambda name: (name != to_name, name != "text", -len(str(data[name]))))
    return max(order, key=fit)


def _in_range(draft: Draft, piece: _Region) -> bool:
    try:
        draft.range_of(piece.start, piece.end, OffsetUnit.UTF16)
    except ReadFailed:
        return False
    return True


def _likely_text(data: JsonObject, fields: list[str]) -> str:
    return "text" if "text" in fields else max(fields, key=lambda name: len(str(data[name])))


def _text_of_page(page: str, pieces: list[_Region]) -> str:
    """The text of a page, with line breaks counted or not, as more of the regions fit; counted if none has offsets."""
    if all(piece.start is None for piece in pieces):
        return text_in_markup(page, "\n")

    def fit(text: str) -> int:
        if not text.strip():
            return -1
        draft = Draft(text, Origin(), ReadReport())
        return sum(
            piece.quote is not None and draft.fits(piece.start, piece.end, OffsetUnit.UTF16, piece.quote)
            for piece in pieces
        )

    return max((text_in_markup(page, newline) for newline in ("", "\n")), key=fit)
