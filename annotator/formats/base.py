"""What every format shares: what it can hold, what a reader reports, what a writer is told and reports."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import BinaryIO, Protocol

from annotator.domain.model import AnnotatedArticle, Extent, Label, Span, Status


@dataclass(frozen=True, slots=True)
class Holds:
    """What a format can say. `offset_unit` tells what its offsets count, "" if it has none."""

    spans: bool = False
    overlap: bool = False
    annotators: bool = False
    attributes: bool = False
    relations: bool = False
    status: bool = False
    notes: bool = False
    suggestions: bool = False
    offset_unit: str = ""


class Match(IntEnum):
    """How sure a reader is that a file is its own, judging by content."""

    NO = 0
    POSSIBLE = 1
    """Enough for a file that was named one by one, not for one found in a folder."""
    LIKELY = 2
    SURE = 3


class Misaligned(StrEnum):
    """What becomes of a span that begins or ends inside a token."""

    EXPAND = "expand"
    LEAVE_OUT = "leave out"


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that was not taken: a file, a line of it, or one span of that line. Lines and spans count from 1."""

    file: str
    reason: str
    line: int | None = None
    span: int | None = None

    def as_json(self) -> dict[str, object]:
        return {"file": self.file, "line": self.line, "span": self.span, "reason": self.reason}

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        span = f", span {self.span}" if self.span else ""
        return f"{self.file}{line}{span}: {self.reason}"


@dataclass(slots=True)
class ReadReport:
    """What a reader could not take, or took with a doubt. `file` is the file being read, as shown to people."""

    file: str = ""
    refused: list[Refused] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    tallies: dict[str, list[int]] = field(default_factory=dict)
    """What was remarked in the file being read: the lines of each remark."""
    counts: Counter[str] = field(default_factory=Counter)
    labels: list[Label] = field(default_factory=list)
    """What the file says of labels themselves. A colour of "" is none; a key is wished for and may be taken here."""
    on_bytes: Callable[[int], None] | None = None
    """Told now and then how many bytes of the file have been read; may raise Cancelled."""

    def warn(self, message: str) -> None:
        self.warnings.append(f"{self.file}: {message}" if self.file else message)

    def tally(self, message: str, line: int) -> None:
        """A warning that may be true of many lines, told once for the file."""
        self.tallies.setdefault(message, []).append(line)

    def count(self, message: str) -> None:
        """A warning that is told once for the file, with how often it was true."""
        self.counts[message] += 1

    def end_file(self) -> None:
        """Turns what was remarked more than once into one warning each."""
        for message, number in self.counts.items():
            self.warn(f"{message}: {number:,}.")
        self.counts.clear()
        for message, lines in self.tallies.items():
            more = f" and {len(lines) - 1} more line{'s' * (len(lines) > 2)}" if len(lines) > 1 else ""
            self.warn(f"line {lines[0]}{more}: {message}")
        self.tallies.clear()

    def tell_labels(self, labels: Iterable[Label]) -> None:
        """Notes the labels that a file lists, each name once."""
        found = {label.name: label for label in self.labels}
        for label in labels:
            found.setdefault(label.name, label)
        self.labels[:] = found.values()
        if self.labels:
            self.warn(f"holds the labels {', '.join(label.name for label in self.labels)}.")

    def refuse(self, reason: str, line: int | None = None, span: int | None = None) -> None:
        self.refused.append(Refused(self.file, reason, line, span))

    def advance(self, position: int) -> None:
        if self.on_bytes is not None:
            self.on_bytes(position)


class OffsetUnit(StrEnum):
    """What the offsets of a file count."""

    CODE_POINTS = "code points"
    UTF16 = "UTF-16 units"
    BYTES = "UTF-8 bytes"


class Column(StrEnum):
    """What a column of a table, or a key of a JSON line, can hold of an article."""

    TEXT = "text"
    ID = "id"
    TITLE = "title"
    SOURCE = "source"
    URL = "url"
    DATE = "date"
    LANGUAGE = "language"
    AUTHOR = "author"
    SPANS = "spans"
    """A JSON list of spans: objects with start, end and label, or lists of the three."""
    START = "start"
    """With `end` and `label`: the row is one span of the text, and rows with the same text are one article."""
    END = "end"
    LABEL = "label"
    QUOTE = "quote"
    ANNOTATOR = "annotator"


Columns = Mapping[Column, str]
"""The name of the column that holds each of them; one that is left out is not in the table."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the person chose for reading. What is None is found out from the file.

    `skip_bad` takes the good lines and spans of a file and reports the others. `columns` are for formats without
    fixed columns. `unit` is what the offsets count where a format leaves that open.
    """

    skip_bad: bool = False
    columns: Columns | None = None
    unit: OffsetUnit | None = None
    encoding: str | None = None
    """Of plain text and of tables, as Python names it."""


STRICT = ReadOptions()
"""All or nothing, everything found out from the file."""


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The columns of a file that the person may map: their names, the first rows, and what they seem to hold."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    guessed: Columns


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """What the person chose. `labels` is the project's scheme."""

    labels: tuple[Label, ...] = ()
    misaligned: Misaligned = Misaligned.EXPAND
    suggestions: bool = False
    flatten: bool = False
    """One layer of spans that do not overlap, in formats that otherwise have a layer for each label."""
    for_spreadsheets: bool = True
    """Cells that a spreadsheet would compute are marked as text, in formats that spreadsheets open."""

    def is_statement(self, label: str) -> bool:
        return any(known.name == label and known.extent is Extent.STATEMENT for known in self.labels)


@dataclass(frozen=True, slots=True)
class SpanNote:
    """One span that was not written as it stands in the project, with what was done and why.

    `start` and `end` are as in the project, `new_start` and `new_end` as written; None if it was left out.
    """

    article: str
    span: str
    label: str
    text: str
    start: int
    end: int
    reason: str
    new_start: int | None = None
    new_end: int | None = None
    new_text: str | None = None
    annotator: str = ""

    def as_json(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class WriteReport:
    """What a writer wrote of one file, and what the format could not hold."""

    articles: int = 0
    spans: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    widened: list[SpanNote] = field(default_factory=list)
    left_out: list[SpanNote] = field(default_factory=list)
    not_in_ents: list[SpanNote] = field(default_factory=list)
    """Written, but not in the layer of the format that cannot overlap (`doc.ents`, `ner_tags`)."""
    not_held: list[dict[str, object]] = field(default_factory=list)
    """What else the format cannot say: each with the article, the kind ("note", "relation" …) and the value."""
    relation_types: set[str] = field(default_factory=set)
    flags: set[str] = field(default_factory=set)
    """Attributes that are simply true, where a format has them apart."""
    longest: int = 0
    """The tokens of the longest span written, in formats that count tokens."""
    choices: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def count(self, spans: Iterable[Span]) -> None:
        """Notes one article as written, with these spans."""
        labels = [span.label for span in spans]
        self.articles += 1
        self.spans += len(labels)
        self.labels.update(labels)

    def lost(self, article: str, kind: str, value: object) -> None:
        self.not_held.append({"article": article, "kind": kind, "value": value})

    def lose_what_is_not_held(self, annotated: AnnotatedArticle, holds: Holds) -> None:
        """Notes what a format that holds no more than this cannot say of an article, beside its spans."""
        article = annotated.article
        if not holds.annotators and len(names := {span.annotator for span in annotated.spans}) > 1:
            self.lost(article.id, "annotator", {span.id: span.annotator for span in annotated.spans if names})
        if not holds.attributes:
            for span in annotated.spans:
                if span.attributes:
                    self.lost(article.id, "attributes", {"span": span.id, **plain(span.attributes)})
        if holds.relations:
            self.relation_types.update(relation.type for relation in annotated.relations)
        else:
            for relation in annotated.relations:
                self.lost(article.id, "relation", [relation.type, relation.from_id, relation.to_id])
        if not holds.notes and article.note:
            self.lost(article.id, "note", article.note)
        if not holds.notes and article.flag:
            self.lost(article.id, "flag", True)
        understood = Status.IN_PROGRESS if annotated.spans else Status.TODO
        if not holds.status and annotated.status is not understood:
            self.lost(article.id, "status", annotated.status.value)


def left_out(article_id: str, span: Span, reason: str) -> SpanNote:
    return SpanNote(article_id, span.id, span.label, span.quote, span.start, span.end, reason, annotator=span.annotator)


class ReadFunction(Protocol):
    def __call__(
        self, path: Path, *, options: ReadOptions = STRICT, report: ReadReport
    ) -> Iterator[AnnotatedArticle]: ...


class WriteFunction(Protocol):
    """Writes one file. What is to be said of an article is in the report before the next one is taken."""

    def __call__(
        self, articles: Iterable[AnnotatedArticle], target: BinaryIO, options: WriteOptions, report: WriteReport
    ) -> None: ...


class WriteFolderFunction(Protocol):
    """Writes one split, "" if there are none, as files of its own below the folder of the export."""

    def __call__(
        self,
        articles: Iterable[AnnotatedArticle],
        folder: Path,
        split: str,
        options: WriteOptions,
        report: WriteReport,
    ) -> None: ...


BUFFER = 1 << 20
"""In bytes: how much of an export is written, and read back, at a time."""

FoundSpan = tuple[int, int, str]
"""Start, end and label of a span as it was read back."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What was found of one article in a file just written. `flat` is the layer that cannot overlap, if any."""

    spans: list[FoundSpan]
    text: str | None = None
    flat: list[FoundSpan] | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """How what was written is read back, in the order it was written. `by` names who reads.

    `read` takes the file, or the folder of the export, and the split. With `is_solid` the format has no white space:
    the text that was read back is without it, and the spans count its characters.
    """

    by: str
    read: Callable[[Path, str], Iterator[ReadBack]]
    is_solid: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """What was written, as the files that stand beside the data need to know it."""

    options: WriteOptions
    splits: tuple[tuple[str, int], ...]
    """Each split ("" if there are none) with the articles in it."""
    files: tuple[str, ...]
    """The first file of each split, relative to the folder."""
    labels: tuple[str, ...]
    relation_types: tuple[str, ...]
    flags: tuple[str, ...]
    languages: tuple[str, ...]
    """The most frequent first."""
    longest: int


def plain(value: Mapping[str, object]) -> dict[str, object]:
    """The mapping as a plain dict with its keys in order, for output that must not depend on chance."""
    return {key: value[key] for key in sorted(value)}
