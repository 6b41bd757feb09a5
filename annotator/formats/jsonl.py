"""Our own JSONL: one line an article, with all that was said of it. Nothing is lost on the way out or back in.

    {"id", "title", "text", "sha256", "meta": {"source", "url", "date", "language", "author", …},
     "status", "flag", "note",
     "spans": [{"id", "start", "end", "label", "text", "annotator", "attributes"}],
     "relations": [{"id", "type", "from", "to"}], "origin": {"file", "sha256", "encoding", "newline"}}

`text`, and `start`, `end`, `label` of the spans, are enough. Offsets count the code points of the text as it stands
in the file. Suggestions are written only when asked for, under a key of their own.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import msgspec

from annotator.domain.headline import language_of, title_for
from annotator.domain.model import (
    AnnotatedArticle,
    Article,
    Decision,
    Meta,
    Origin,
    Relation,
    Span,
    Status,
    Suggestion,
)
from annotator.domain.nesting import reading_order
from annotator.domain.text import CanonicalText, canonical, clean_string, sha256_of
from annotator.errors import ReadFailed
from annotator.formats.base import (
    BUFFER,
    STRICT,
    Holds,
    Match,
    Proof,
    ReadBack,
    ReadOptions,
    ReadReport,
    WriteOptions,
    WriteReport,
    plain,
)
from annotator.formats.head import FileHead
from annotator.formats.json_lines import (
    JsonObject,
    an_object,
    attributes_of,
    clean_json,
    label_of,
    meta_in,
    numbered,
    objects,
    offsets_of,
    shown,
    string,
    text_of,
    without_doubles,
)
from annotator.formats.json_records import json_records
from annotator.formats.json_writing import json_line
from annotator.formats.registry import reader, writer
from annotator.formats.text import file_name

_HOLDS = Holds(
    spans=True,
    overlap=True,
    annotators=True,
    attributes=True,
    relations=True,
    status=True,
    notes=True,
    suggestions=True,
    offset_unit="code points",
)
_META = ("source", "url", "date", "language", "author")
_ORIGIN = ("file", "sha256", "encoding", "newline")
_KNOWN = frozenset(
    [
        "id",
        "title",
        "name",
        "text",
        "sha256",
        "meta",
        "status",
        "flag",
        "note",
        "spans",
        "relations",
        "suggestions",
        "origin",
    ]
)
_NEEDED_IN_SPAN = frozenset(["start", "end", "label", "text"])
_KNOWN_IN_SPAN = frozenset(["id", "start", "end", "label", "text", "annotator", "attributes", "origin"])


def _recognises(head: FileHead) -> Match:
    for found in head.json_items:
        if isinstance(found.get("text"), str):
            return Match.SURE if "sha256" in found else Match.LIKELY
    return Match.NO


@reader("jsonl", (".jsonl", ".ndjson"), "Annotator JSONL", holds=_HOLDS, recognises=_recognises)
def read(path: Path, *, options: ReadOptions = STRICT, report: ReadReport) -> Iterator[AnnotatedArticle]:
    """Yields one article for each line. Raises ReadFailed with the line, and the span within it."""
    with path.open("rb") as file:
        source = Origin(file_name(path), hashlib.file_digest(file, "sha256").hexdigest(), "utf-8")
    for number, line in json_records(path, skip_bad=options.skip_bad, report=report):
        try:
            yield _Line(number, line, source, options.skip_bad, report).article()
        except ReadFailed as error:
            if not options.skip_bad:
                error.line = number
                raise
            report.refuse(error.message, number)


@dataclass(slots=True)
class _Line:
    """One line on its way to an article."""

    number: int
    line: JsonObject
    source: Origin
    skip_bad: bool
    report: ReadReport
    raw: str = ""
    text: CanonicalText = field(default_factory=lambda: CanonicalText(""))
    spans: list[Span] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    article_id: str = ""

    def article(self) -> AnnotatedArticle:
        line = self.line
        self.raw = text_of(line)
        self.article_id = string(line, "id", number=True).strip()
        self.text = canonical(self.raw)
        text = self.text.text
        sha256 = sha256_of(text)
        self._check_sha256(sha256)
        if self.text.replaced:
            self.report.tally(
                "the text has characters that cannot be stored (NUL or half a character); replaced by \ufffd.",
                self.number,
            )
        flag = line.get("flag")
        if flag is not None and not isinstance(flag, bool):
            raise ReadFailed(f"“flag” must be true or false, not {shown(flag)}.")
        self._each("spans", "span", self._take_span)
        self._each("relations", "relation", self._take_relation)
        self._each("suggestions", "suggestion", self._take_suggestion)
        article = Article(
            id=self.article_id,
            title=self._title(text),
            text=text,
            sha256=sha256,
            meta=self._meta(text),
            origin=self._origin(),
            flag=bool(flag),
            note=string(line, "note"),
        )
        spans = without_doubles(sorted(self.spans, key=reading_order), self.number, self.report)
        return AnnotatedArticle(article, tuple(spans), tuple(self.relations), tuple(self.suggestions), self._status())

    def _each(self, key: str, what: str, take: Callable[[JsonObject], None]) -> None:
        numbered(objects(self.line, key), what, self.number, self.skip_bad, self.report, take)

    def _check_sha256(self, sha256: str) -> None:
        stated = string(self.line, "sha256").strip().lower()
        if stated and stated != sha256:
            own = hashlib.sha256(self.raw.encode("utf-8", "surrogatepass")).hexdigest()
            if stated != own:
                raise ReadFailed(f"The text is not the one whose SHA-256 is given ({shown(stated)}).")

    def _title(self, text: str) -> str:
        for key in ("title", "name"):
            if self.line.get(key) is not None:
                return string(self.line, key, number=True)
        return title_for(text, f"{Path(self.source.file).stem} {self.number}")

    def _meta(self, text: str) -> Meta:
        meta = meta_in(self.line)
        extra = {clean_string(key): clean_json(value) for key, value in meta.items() if key not in _META}
        unknown = [key for key in self.line if key not in _KNOWN]
        for key in unknown:
            extra[clean_string(key)] = clean_json(self.line[key])
            if isinstance(self.line[key], list | dict):
                self.report.tally(
                    f"{shown(key)} is nothing this format knows; kept with the article as it is.", self.number
                )
        known = {key: string(meta, key, number=True) for key in _META}
        if meta.get("language") is None:
            known["language"] = language_of(text)
        return Meta(**known, extra=extra)

    def _origin(self) -> Origin:
        given = self.line.get("origin")
        if given is None:
            return Origin(self.source.file, self.source.sha256, self.source.encoding, self.text.newline)
        origin = an_object(given, "“origin”")
        return Origin(*(string(origin, key) for key in _ORIGIN))

    def _status(self) -> Status:
        """The status that is stated; else an article with spans has been begun."""
        stated = string(self.line, "status")
        try:
            return Status(stated) if stated else Status.IN_PROGRESS if self.spans else Status.TODO
        except ValueError:
            raise ReadFailed(f"“status” must be one of {', '.join(Status)}, not {shown(stated)}.") from None

    def _take_span(self, item: JsonObject) -> None:
        start, end = offsets_of(item, self.raw, self.text)
        label, quote = label_of(item), self.text.text[start:end]
        if item.keys() <= _NEEDED_IN_SPAN:
            self.spans.append(Span("", self.article_id, start, end, label, quote))
            return
        span_id = string(item, "id", number=True).strip()
        if span_id in self.ids:
            raise ReadFailed(f"The id {shown(span_id)} stands at two spans.")
        annotator, origin = string(item, "annotator").strip(), string(item, "origin")
        attributes = attributes_of(item)
        if not item.keys() <= _KNOWN_IN_SPAN:
            unknown = sorted(item.keys() - _KNOWN_IN_SPAN)
            self.report.tally(f"A span's {', '.join(map(shown, unknown))} cannot be kept.", self.number)
        if span_id:
            self.ids.add(span_id)
        self.spans.append(Span(span_id, self.article_id, start, end, label, quote, annotator, attributes, origin))

    def _take_relation(self, item: JsonObject) -> None:
        kind = string(item, "type").strip()
        if not kind:
            raise ReadFailed("It has no “type”.")
        ends = [string(item, key, number=True).strip() for key in ("from", "to")]
        for key, span_id in zip(("from", "to"), ends, strict=True):
            if span_id not in self.ids:
                raise ReadFailed(f"“{key}” names no span of this line: {shown(span_id)}.")
        self.relations.append(Relation(string(item, "id", number=True).strip(), kind, *ends))

    def _take_suggestion(self, item: JsonObject) -> None:
        start, end = offsets_of(item, self.raw, self.text)
        score = item.get("score")
        if score is not None and (isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1):
            raise ReadFailed(f"“score” must be a number from 0 to 1, not {shown(score)}.")
        decision = string(item, "decision")
        if decision not in set(Decision):
            raise ReadFailed(f"“decision” must be accepted, rejected or empty, not {shown(decision)}.")
        self.suggestions.append(
            Suggestion(
                id=string(item, "id", number=True).strip(),
                article_id=self.article_id,
                start=start,
                end=end,
                label=label_of(item),
                quote=self.text.text[start:end],
                origin=string(item, "origin") or "import",
                version=string(item, "version", number=True),
                score=None if score is None else float(score),
                decision=Decision(decision),
                reason=string(item, "reason"),
            )
        )


class _SpanBack(msgspec.Struct, gc=False):
    start: int
    end: int
    label: str


class _LineBack(msgspec.Struct, gc=False):
    text: str
    spans: list[_SpanBack]


def _read_back(path: Path, split: str) -> Iterator[ReadBack]:
    del split
    decode = msgspec.json.Decoder(_LineBack).decode
    with path.open("rb", buffering=BUFFER) as file:
        for line in file:
            found = decode(line)
            yield ReadBack([(span.start, span.end, span.label) for span in found.spans], found.text)


@writer(
    "jsonl",
    ".jsonl",
    "Annotator JSONL",
    holds=_HOLDS,
    proof=Proof("msgspec", _read_back),
    loading=(
        "import json\n"
        'articles = [json.loads(line) for line in open("{file}", encoding="utf-8")]\n'
        'spans = [(a["text"][s["start"] : s["end"]], s["label"]) for a in articles for s in a["spans"]]'
    ),
    training=False,
    choices="Every article is written.",
)
def write(articles: Iterable[AnnotatedArticle], target: BinaryIO, options: WriteOptions, report: WriteReport) -> None:
    """Writes each article as one line of UTF-8 that ends with LF."""
    for annotated in articles:
        target.write(json_line(_line(annotated, options)))
        report.count(annotated.spans)
        rejected = [one.id for one in annotated.suggestions if one.decision is Decision.REJECTED]
        if rejected and not options.suggestions:
            report.lost(annotated.article.id, "rejected suggestions", rejected)


def _line(annotated: AnnotatedArticle, options: WriteOptions) -> JsonObject:
    article, meta = annotated.article, annotated.article.meta
    known = {key: getattr(meta, key) for key in _META}
    line: JsonObject = {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "sha256": article.sha256,
        "meta": known | plain(meta.extra) | known,
        "status": annotated.status.value,
        "flag": article.flag,
        "note": article.note,
        "spans": _spans(annotated.spans),
        "relations": [
            {"id": relation.id, "type": relation.type, "from": relation.from_id, "to": relation.to_id}
            for relation in annotated.relations
        ],
        "origin": article.origin._asdict(),
    }
    if options.suggestions:
        line["suggestions"] = [_suggestion_as_json(one) for one in annotated.suggestions]
    return line


def _spans(spans: Iterable[Span]) -> list[JsonObject]:
    found = []
    for own, _, start, end, label, quote, annotator, attributes, origin in spans:
        one: JsonObject = {
            "id": own,
            "start": start,
            "end": end,
            "label": label,
            "text": quote,
            "annotator": annotator,
            "attributes": plain(attributes) if attributes else {},
        }
        if origin:
            one["origin"] = origin
        found.append(one)
    return found


def _suggestion_as_json(suggestion: Suggestion) -> JsonObject:
    return {
        "id": suggestion.id,
        "start": suggestion.start,
        "end": suggestion.end,
        "label": suggestion.label,
        "text": suggestion.quote,
        "origin": suggestion.origin,
        "version": suggestion.version,
        "score": suggestion.score,
        "decision": suggestion.decision.value,
        **({"reason": suggestion.reason} if suggestion.reason else {}),
    }
