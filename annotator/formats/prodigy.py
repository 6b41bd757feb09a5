"""Prodigy JSONL: tasks with tokens and spans, as its `spans_manual` view makes and takes them.

Reading honours `answer`: what was accepted becomes spans; what was rejected or ignored becomes an article without
spans, with its spans kept as rejected suggestions. Several lines with the same text become one article. An accepted
task of a manual view is done; other accepted spans, as from a binary question, leave the article in progress. Relations
are those of its `relations` view, as far as both ends are spans. A span without offsets has those of its tokens.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
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
from annotator.formats.aligned import TOKENS_CHOICE, align
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
from annotator.nlp.tokens import TokenBorders

_MARKS = frozenset(
    [
        "_input_hash",
        "_task_hash",
        "_view_id",
        "_session_id",
        "_annotator_id",
        "_timestamp",
        "_is_binary",
        "answer",
        "options",
    ]
)
_META = ("source", "url", "date", "language", "author")
_RECOMPUTED = frozenset(
    [
        "text",
        "tokens",
        "spans",
        "relations",
        "meta",
        "answer",
        "label",
        "status",
        "_input_hash",
        "_task_hash",
        "_view_id",
        "_annotator_id",
    ]
)
_ANSWERS = ("accept", "reject", "ignore")
_ORIGIN = "prodigy"


def _recognises(head: FileHead) -> Match:
    for found in head.json_items:
        if isinstance(found.get("text"), str) and "sha256" not in found:
            spans = found.get("spans")
            in_spans = isinstance(spans, list) and any(
                isinstance(span, dict) and "token_start" in span for span in spans
            )
            tokens = found.get("tokens")
            in_tokens = isinstance(tokens, list) and any(
                isinstance(token, dict) and "start" in token for token in tokens
            )
            if in_spans or in_tokens or not _MARKS.isdisjoint(found):
                return Match.SURE
    return Match.NO


@reader(
    "prodigy",
    (".jsonl",),
    "Prodigy JSONL",
    holds=Holds(spans=True, overlap=True, annotators=True, relations=True, suggestions=True, offset_unit="code points"),
    recognises=_recognises,
)
def read(path: Path, *, options: ReadOptions = STRICT, report: ReadReport) -> Iterator[AnnotatedArticle]:
    """Yields one article for each text. Raises ReadFailed with the line, and the span within it."""
    with path.open("rb") as file:
        source = Origin(file_name(path), hashlib.file_digest(file, "sha256").hexdigest(), "utf-8")
    tasks: dict[str, _Task] = {}
    for number, line in json_records(path, skip_bad=options.skip_bad, report=report):
        try:
            raw = text_of(line)
            task = tasks.get(raw)
            if task is None:
                task = _Task(raw, canonical(raw), number)
            task.take(line, number, options.skip_bad, report)
            tasks.setdefault(raw, task)
        except ReadFailed as error:
            if not options.skip_bad:
                error.line = number
                raise
            report.refuse(error.message, number)
    for task in tasks.values():
        yield task.article(source, report)


@dataclass(slots=True)
class _Task:
    """All lines with one text on their way to an article."""

    raw: str
    text: CanonicalText
    number: int
    meta: dict[str, object] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    rejected: list[Suggestion] = field(default_factory=list)
    status: Status = Status.TODO
    answers: dict[str, object] = field(default_factory=dict)
    """What was answered to each label of the text as a whole."""

    def take(self, line: JsonObject, number: int, skip_bad: bool, report: ReadReport) -> None:
        """Adds what one line says. Raises ReadFailed."""
        answer = string(line, "answer") or "accept"
        if answer not in _ANSWERS:
            raise ReadFailed(f"“answer” must be one of {', '.join(_ANSWERS)}, not {shown(answer)}.")
        stated = string(line, "status")
        if stated and stated not in set(Status):
            raise ReadFailed(f"“status” must be one of {', '.join(Status)}, not {shown(stated)}.")
        annotator = string(line, "_annotator_id").strip()

        tokens = objects(line, "tokens")

        def take_span(item: JsonObject) -> None:
            start, end = offsets_of(_with_offsets(item, tokens), self.raw, self.text)
            label = label_of(item if item.get("label") is not None else line)
            quote = self.text.text[start:end]
            if answer == "accept":
                whose = string(item, "annotator").strip() or annotator
                span_id = string(item, "id", number=True)
                self.spans.append(Span(span_id, "", start, end, label, quote, whose, attributes_of(item)))
            else:
                self.rejected.append(
                    Suggestion("", "", start, end, label, quote, _ORIGIN, answer, None, Decision.REJECTED)
                )

        meta = meta_in(line)
        extra = {key: value for key, value in line.items() if key not in _RECOMPUTED and value is not None}
        found = {clean_string(key): clean_json(value) for key, value in (extra | meta).items()}
        numbered(objects(line, "spans"), "span", number, skip_bad, report, take_span)
        if answer == "accept":
            links = objects(line, "relations")
            numbered(links, "relation", number, skip_bad, report, lambda item: self._link(item, number, report))
        self.meta = found | self.meta
        if not line.get("spans") and (label := string(line, "label").strip()):
            self.answers[label] = answer
            self.meta["labels"] = self.answers
            report.tally("labels of the whole text are kept with the article.", number)
        if answer == "accept" and self.status is not Status.DONE:
            is_whole = line.get("answer") is not None and string(line, "_view_id").endswith("_manual")
            begun = Status.IN_PROGRESS if self.spans else self.status
            self.status = Status(stated) if stated else Status.DONE if is_whole else begun

    def _link(self, item: JsonObject, number: int, report: ReadReport) -> None:
        """Adds a relation between two of the spans. Raises ReadFailed if it has no label or no ends."""
        ends = [self._end(item, key) for key in ("head_span", "child_span")]
        if None in ends:
            report.tally("relations of tokens that are no spans were left out.", number)
            return
        self.relations.append(Relation("", label_of(item), *(self._named(at) for at in ends if at is not None)))

    def _end(self, item: JsonObject, key: str) -> int | None:
        """Which of the spans an end of a relation is; None if it is none."""
        if item.get(key) is None:
            return None
        end = an_object(item[key], f"“{key}”")
        start, stop = offsets_of(end, self.raw, self.text)
        found = (at for at, span in enumerate(self.spans) if (span.start, span.end) == (start, stop))
        label = end.get("label")
        return next((at for at in found if label in (None, self.spans[at].label)), None)

    def _named(self, at: int) -> str:
        """The id of a span, made of its text and place where the file has none: the same file gives the same again."""
        span = self.spans[at]
        if not span.id:
            name = f"{sha256_of(self.text.text)} {span.start} {span.end} {span.label}"
            self.spans[at] = span = span.but(id=sha256_of(name)[:24])
        return span.id

    def article(self, source: Origin, report: ReadReport) -> AnnotatedArticle:
        text = self.text.text
        if self.text.replaced:
            report.tally(
                "the text has characters that cannot be stored (NUL or half a character); replaced by \ufffd.",
                self.number,
            )
        known = {key: self._take_meta(key) for key in _META}
        known["language"] = known["language"] or self._take_meta("lang") or language_of(text)
        title = self._take_meta("title") or title_for(text, f"{Path(source.file).stem} {self.number}")
        article = Article(
            id=self._take_meta("id"),
            title=title,
            text=text,
            sha256=sha256_of(text),
            meta=Meta(**known, extra=self.meta),
            origin=Origin(source.file, source.sha256, source.encoding, self.text.newline),
        )
        spans = sorted(without_doubles(self.spans, self.number, report), key=reading_order)
        kept = {span.id for span in spans}
        links = tuple(one for one in self.relations if {one.from_id, one.to_id} <= kept)
        return AnnotatedArticle(article, tuple(spans), links, tuple(self.rejected), self.status)

    def _take_meta(self, key: str) -> str:
        """The text under a key of the meta data, which is taken out; "" if it is none."""
        value = self.meta.get(key)
        if isinstance(value, str) or type(value) is int:
            del self.meta[key]
            return str(value)
        return ""


def _with_offsets(span: JsonObject, tokens: list[object]) -> JsonObject:
    """The span with the offsets of its tokens where it has none of its own."""
    found = dict(span)
    for key, by_token in (("start", "token_start"), ("end", "token_end")):
        number = span.get(by_token)
        if key not in span and type(number) is int and 0 <= number < len(tokens):
            found[key] = an_object(tokens[number], "A token").get(key)
    return found


_HELD = Holds(
    spans=True,
    overlap=True,
    annotators=True,
    attributes=True,
    status=True,
    offset_unit="code points, token numbers",
)


class _TokenBack(msgspec.Struct, gc=False):
    start: int
    end: int


class _SpanBack(msgspec.Struct, gc=False):
    id: str
    start: int
    end: int
    token_start: int
    token_end: int
    label: str


class _TaskBack(msgspec.Struct, gc=False):
    text: str
    tokens: list[_TokenBack]
    spans: list[_SpanBack]


def _read_back(path: Path, split: str) -> Iterator[ReadBack]:
    """The spans by their tokens; whether their offsets say the same is checked as well. Raises ValueError."""
    del split
    decode = msgspec.json.Decoder(_TaskBack).decode
    with path.open("rb", buffering=BUFFER) as file:
        for line in file:
            task = decode(line)
            spans = []
            for span in task.spans:
                by_token = task.tokens[span.token_start].start, task.tokens[span.token_end].end
                if by_token != (span.start, span.end):
                    raise ValueError(f"The tokens of the span {span.id} are not where it is.")
                spans.append((*by_token, span.label))
            yield ReadBack(spans, task.text)


@writer(
    "prodigy",
    ".jsonl",
    "Prodigy JSONL (spans_manual)",
    holds=_HELD,
    proof=Proof("msgspec", _read_back),
    loading=(
        "import json\n"
        'tasks = [json.loads(line) for line in open("{file}", encoding="utf-8")]\n'
        'spans = [(t["text"][s["start"] : s["end"]], s["label"]) for t in tasks for s in t["spans"]]'
    ),
    choices="Spans lie on token borders: others are widened or left out, as chosen, and listed in the report.",
)
def write(articles: Iterable[AnnotatedArticle], target: BinaryIO, options: WriteOptions, report: WriteReport) -> None:
    """Writes each article as one accepted task with its tokens. `token_end` is the last token, inclusive."""
    from annotator.nlp.tokens import borders_of, make_doc, spaces_of

    report.choices["tokens"] = TOKENS_CHOICE
    report.versions["spacy"] = version("spacy")
    for annotated in articles:
        article = annotated.article
        doc = make_doc(article.text, article.meta.language)
        borders = borders_of(doc)
        spans: list[JsonObject] = []
        written: list[Span] = []
        for aligned in align(annotated, borders, options, report):
            written.append(aligned.span)
            found: JsonObject = {
                "start": aligned.start,
                "end": aligned.end,
                "token_start": aligned.first,
                "token_end": aligned.last - 1,
                "label": aligned.span.label,
                "text": article.text[aligned.start : aligned.end],
                "id": aligned.span.id,
                "annotator": aligned.span.annotator,
            }
            if aligned.span.attributes:
                found["attributes"] = plain(aligned.span.attributes)
            spans.append(found)
        places = json.dumps([[span["start"], span["end"], span["label"]] for span in spans], ensure_ascii=False)
        line = {
            "text": article.text,
            "_input_hash": _hash(article.text.encode("utf-8")),
            "_task_hash": _hash(article.text.encode("utf-8") + b"\n" + places.encode("utf-8")),
            "_view_id": "spans_manual",
            "answer": "accept",
            "status": annotated.status.value,
            "meta": _meta_of(article),
            "tokens": _tokens(article.text, borders, spaces_of(doc)),
            "spans": spans,
        }
        target.write(json_line(line))
        report.count(written)
        report.lose_what_is_not_held(annotated, _HELD)


def _tokens(text: str, borders: TokenBorders, spaces: list[bool]) -> list[JsonObject]:
    return [
        {"text": text[start:end], "start": start, "end": end, "id": number, "ws": space}
        for number, (start, end, space) in enumerate(zip(borders.starts, borders.ends, spaces, strict=True))
    ]


def _meta_of(article: Article) -> JsonObject:
    meta = article.meta
    known = {
        "id": article.id,
        "title": article.title,
        "source": meta.source,
        "url": meta.url,
        "date": meta.date,
        "language": meta.language,
        "author": meta.author,
    }
    return {key: value for key, value in known.items() if value} | {
        key: value for key, value in plain(meta.extra).items() if key not in known
    }


def _hash(value: bytes) -> int:
    """A signed 32-bit number that depends on the value alone."""
    return int.from_bytes(hashlib.sha256(value).digest()[:4], "big", signed=True)
