"""Our own JSONL: one line an article, with all that was said of it. Nothing is lost on the way out or back in.

    {"id", "title", "text", "sha256", "meta": {"source", "url", "date", "language", "author", …},
     "status", "flag", "note",
     "spans": [{"id", "start", "end", "label", "text", "annotator", "attributes"}],
     "relations": [{"id", "type", "from", "to"}], "origin": {"file", "sha256", "encoding", "newline"}}

`text`, and `start`, `end`, `label` of the spans, are enough. Offsets count the code points of the text as it stands
in the file. Suggestions are written only when asked for, under a key of their own.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from json.encoder import encode_basestring as _quoted
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

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
from annotator.formats.reading_back import json_lines_of
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


_PLACE = itemgetter("start", "end", "label")
_CONTROLS = bytes(code for code in range(32) if code != 10)
"""What JSON escapes, but for the line end, the quotation mark and the backslash."""
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


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


def _read_back(path: Path, split: str) -> Iterator[ReadBack]:
    del split
    for line in json_lines_of(path):
        yield ReadBack(list(map(_PLACE, line["spans"])), line["text"])


@writer(
    "jsonl",
    ".jsonl",
    "Annotator JSONL",
    holds=_HOLDS,
    proof=Proof("Python’s json module", _read_back),
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
        head, tail = _head(annotated.article), _tail(annotated, options)
        spans = ", ".join(map(_span, annotated.spans))
        rest = f', {_about(annotated)}, "spans": [{spans}], {tail}}}\n'
        target.write(b"".join((head.encode(), _quoted_text(annotated.article.text), rest.encode())))
        report.count(annotated.spans)


def _quoted_text(text: str) -> bytes:
    """A long text as JSON in UTF-8. Few of its characters are to be escaped, so whole stretches are copied at once."""
    data = text.encode("utf-8")
    if any(map(data.__contains__, _CONTROLS)):
        return _quoted(text).encode("utf-8")
    escaped = data.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"%b"' % escaped


def _head(article: Article) -> str:
    """What stands before the text. This and what follows is written out by hand: it takes a third of the time."""
    return f'{{"id": {_quoted(article.id)}, "title": {_quoted(article.title)}, "text": '


def _about(annotated: AnnotatedArticle) -> str:
    """What stands between the text and the spans."""
    article, meta = annotated.article, annotated.article.meta
    known = ", ".join([f'"{key}": {_quoted(getattr(meta, key))}' for key in _META])
    extra = {key: value for key, value in plain(meta.extra).items() if key not in _META} if meta.extra else {}
    more = f", {_encode(extra)[1:-1]}" if extra else ""
    return (
        f'"sha256": {_quoted(article.sha256)}, "meta": {{{known}{more}}}, "status": {_quoted(annotated.status.value)}, '
        f'"flag": {"true" if article.flag else "false"}, "note": {_quoted(article.note)}'
    )


def _tail(annotated: AnnotatedArticle, options: WriteOptions) -> str:
    """What stands behind the spans."""
    relations = [
        {"id": relation.id, "type": relation.type, "from": relation.from_id, "to": relation.to_id}
        for relation in annotated.relations
    ]
    origin = ", ".join([f'"{key}": {_quoted(getattr(annotated.article.origin, key))}' for key in _ORIGIN])
    found = f'"relations": {_encode(relations) if relations else "[]"}, "origin": {{{origin}}}'
    if options.suggestions:
        found += f', "suggestions": {_encode([_suggestion_as_json(one) for one in annotated.suggestions])}'
    return found


def _span(span: Span) -> str:
    """A span as JSON, written out by hand because there are many of them."""
    own, _, start, end, label, quote, annotator, attributes, origin = span
    more = _encode(plain(attributes)) if attributes else "{}"
    made = f', "origin": {_quoted(origin)}' if origin else ""
    return (
        f'{{"id": {_quoted(own)}, "start": {start}, "end": {end}, "label": {_quoted(label)}, '
        f'"text": {_quoted(quote)}, "annotator": {_quoted(annotator)}, "attributes": {more}{made}}}'
    )


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
