"""An article on its way in from another tool's file: its text, and what that file says of it, checked one by one."""

import hashlib
import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from annotator.domain.headline import date_line, language_of, title_for
from annotator.domain.model import (
    AnnotatedArticle,
    Article,
    AttributeValue,
    Decision,
    Meta,
    Origin,
    Relation,
    Span,
    Status,
    Suggestion,
)
from annotator.domain.nesting import reading_order
from annotator.domain.offsets import Utf16Offsets
from annotator.domain.text import canonical, clean_string, sha256_of
from annotator.errors import ReadFailed
from annotator.formats.base import OffsetUnit, ReadReport
from annotator.formats.json_lines import BadItem, clean_json, shown

T = TypeVar("T")
_REPLACED = "the text has characters that cannot be stored (NUL or half a character); replaced by \ufffd."
_KNOWN_META = {
    "source": ("source", "site", "sitename", "publisher", "sourceName"),
    "url": ("url", "link", "sourceUrl"),
    "date": ("date", "published", "publish_date"),
    "language": ("language", "lang"),
    "author": ("author", "authors", "byline"),
}
_LARGEST = 2**63


def origin_of(path: Path, encoding: str = "utf-8") -> Origin:
    """The file as the origin of the articles in it. Raises OSError."""
    from annotator.formats.text import file_name

    with path.open("rb") as file:
        return Origin(file_name(path), hashlib.file_digest(file, "sha256").hexdigest(), encoding)


def meta_of(given: Mapping[str, object]) -> Meta:
    """What another tool's file says of an article: what we have a place for by its usual names, the rest as extra."""
    left = {clean_string(str(key)): clean_json(value) for key, value in given.items()}
    known: dict[str, str] = {}
    for field_name, names in _KNOWN_META.items():
        for name in names:
            value = left.get(name)
            if field_name not in known and (type(value) is int or (isinstance(value, str) and value)):
                known[field_name] = str(value)
                del left[name]
    if date := known.get("date"):
        known["date"] = date_line(date) or date
    return Meta(**known, extra=left)


def as_attribute(value: object) -> AttributeValue:
    """A JSON value as an attribute: a text, number or truth value as it is, anything else as JSON in a text."""
    if isinstance(value, str):
        return clean_string(value)
    if isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < _LARGEST):
        return value
    return json.dumps(clean_json(value), ensure_ascii=False, sort_keys=True)


def stable_id(value: object) -> str:
    """An id that is good beyond its file; "" for a number, which every file begins to count anew."""
    return value.strip() if isinstance(value, str) and not value.strip().isdecimal() else ""


@dataclass(slots=True)
class _Units:
    """The raw text in the units that other tools count in."""

    raw: str
    utf16: Utf16Offsets | None = None
    starts: list[int] | None = None

    def length(self, unit: OffsetUnit) -> int:
        if unit is OffsetUnit.UTF16:
            return self._utf16().utf16_length
        return self._starts()[-1] if unit is OffsetUnit.BYTES else len(self.raw)

    def code_point(self, offset: int, unit: OffsetUnit) -> int | None:
        """The code point offset; None if it falls inside a character."""
        if unit is OffsetUnit.UTF16:
            found = self._utf16().from_utf16(offset)
            return found if self._utf16().to_utf16(found) == offset else None
        if unit is OffsetUnit.BYTES:
            found = bisect_left(self._starts(), offset)
            return found if found <= len(self.raw) and self._starts()[found] == offset else None
        return offset

    def _utf16(self) -> Utf16Offsets:
        if self.utf16 is None:
            self.utf16 = Utf16Offsets(self.raw)
        return self.utf16

    def _starts(self) -> list[int]:
        if self.starts is None:
            self.starts, at = [], 0
            for char in self.raw:
                self.starts.append(at)
                at += len(char.encode("utf-8", "surrogatepass"))
            self.starts.append(at)
        return self.starts


@dataclass
class Draft:
    """Collects the spans of one article. `raw` is the text as the file has it, `line` where it stands, from 1.

    The names that most files give their spans are good within one article alone, so spans get ids made of the name
    and the text: the same file gives the same ids again.
    """

    raw: str
    source: Origin
    report: ReadReport
    line: int | None = None
    spans: dict[tuple[int, int, str, str], Span] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    _keys: dict[str, tuple[int, int, str, str]] = field(default_factory=dict)
    """From the file's name of a span to its place among the spans."""

    def __post_init__(self) -> None:
        if not self.raw.strip().strip("\ufeff\x00"):
            raise ReadFailed("The text is empty or holds nothing but white space.")
        self.text = canonical(self.raw)
        self.sha256 = sha256_of(self.text.text)
        self._units = _Units(self.raw)

    @cached_property
    def is_astral(self) -> bool:
        """Whether code points and UTF-16 units count differently here."""
        return not self.raw.isascii() and any(char > "\uffff" for char in self.raw)

    def range_of(self, start: object, end: object, unit: OffsetUnit = OffsetUnit.CODE_POINTS) -> tuple[int, int]:
        """The code point range in the raw text. Raises ReadFailed if there is none."""
        first, last = _whole(start), _whole(end)
        if first < 0:
            raise ReadFailed(f"A span cannot start at {first}.")
        if first >= last:
            raise ReadFailed(f"A span cannot run from {start} to {end}.")
        if last > self._units.length(unit):
            raise ReadFailed(
                f"The span ends at {end}, but the text has only {self._units.length(unit)} {_named(unit)}."
            )
        begin, stop = self._units.code_point(first, unit), self._units.code_point(last, unit)
        if begin is None or stop is None:
            raise ReadFailed(f"The span from {start} to {end} cuts a character in two, counted in {_named(unit)}.")
        return begin, stop

    def fits(self, start: object, end: object, unit: OffsetUnit, quote: str) -> bool:
        """Whether that range, counted so, holds the quote, white space aside."""
        try:
            first, last = self.range_of(start, end, unit)
        except ReadFailed:
            return False
        return same_words(self.raw[first:last], quote)

    def placed(
        self, start: object, end: object, unit: OffsetUnit = OffsetUnit.CODE_POINTS, quote: str | None = None
    ) -> tuple[int, int]:
        """The canonical range. Raises ReadFailed if it is no range of the text, or does not hold the quote."""
        first, last = self.range_of(start, end, unit)
        if quote is not None and not same_words(self.raw[first:last], quote):
            raise ReadFailed(f"The span's text {shown(quote)} is not what stands there: {shown(self.raw[first:last])}.")
        begin, stop = self.text.from_source(first), self.text.from_source(last)
        if begin >= stop:
            raise ReadFailed(f"The span from {start} to {end} holds nothing but half a line end or a byte-order mark.")
        return begin, stop

    def add_span(
        self,
        begin: int,
        stop: int,
        label: str,
        *,
        name: str = "",
        span_id: str = "",
        annotator: str = "",
        attributes: Mapping[str, AttributeValue] | None = None,
    ) -> str:
        """Adds a span on a canonical range and returns its id. `name` is what the file calls it
        within this article, `span_id` an id that is good beyond it.

        One that says again what an earlier one said is left out with a remark, and its name means the earlier one.
        Raises ReadFailed if the label is empty or the name is taken.
        """
        label = clean_string(label).strip()
        if not label:
            raise ReadFailed("The span's label is empty.")
        if name and name in self._keys:
            raise ReadFailed(f"The id {shown(name)} stands at two spans.")
        annotator = clean_string(annotator).strip()
        key = (begin, stop, label, annotator)
        if (known := self.spans.get(key)) is not None:
            self._remark("spans with the same range and label as another were left out.")
            if attributes:
                merged = dict(attributes) | dict(known.attributes)
                self.spans[key] = known.but(attributes=merged)
        else:
            span_id = clean_string(span_id) or (self._id_for(name) if name else "")
            known = Span(span_id, "", begin, stop, label, self.text.text[begin:stop], annotator, dict(attributes or {}))
            self.spans[key] = known
        if name:
            self._keys[name] = key
        return known.id

    def add_suggestion(
        self,
        begin: int,
        stop: int,
        label: str,
        *,
        origin: str,
        version: str = "",
        score: object = None,
        decision: Decision = Decision.UNDECIDED,
    ) -> None:
        label = clean_string(label).strip()
        if not label:
            raise ReadFailed("The label is empty.")
        is_score = isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 1
        self.suggestions.append(
            Suggestion(
                "",
                "",
                begin,
                stop,
                label,
                self.text.text[begin:stop],
                clean_string(origin),
                clean_string(version),
                float(score) if is_score and isinstance(score, int | float) else None,
                decision,
            )
        )

    def add_relation(self, kind: str, from_name: str, to_name: str) -> None:
        """Links two spans by what the file calls them. Raises ReadFailed if it names no such span."""
        kind = clean_string(kind).strip()
        if not kind:
            raise ReadFailed("The relation has no type.")
        for name in (from_name, to_name):
            if name not in self._keys:
                raise ReadFailed(f"The relation {shown(kind)} names a span that is not there: {shown(name)}.")
        link = Relation("", kind, self.span_named(from_name).id, self.span_named(to_name).id)
        if link not in self.relations:
            self.relations.append(link)

    def has(self, name: str) -> bool:
        """Whether the file has a span that it calls so."""
        return name in self._keys

    def span_named(self, name: str) -> Span:
        """The span that the file calls so. Raises ReadFailed if there is none."""
        if name not in self._keys:
            raise ReadFailed(f"There is no span named {shown(name)}.")
        return self.spans[self._keys[name]]

    def add_attribute(self, name: str, attribute: str, value: AttributeValue) -> None:
        """Adds an attribute to a span; a second value of one attribute stands in a line below the first."""
        span = self.span_named(name)
        attribute = clean_string(attribute)
        earlier = span.attributes.get(attribute)
        both = value if earlier is None or earlier == value else f"{earlier}\n{value}"
        self.spans[self._keys[name]] = span.but(attributes={**span.attributes, attribute: both})

    def each(self, items: Iterable[T], what: str, skip_bad: bool, take: Callable[[T], None]) -> None:
        """Calls `take` with each item. What it refuses raises; with `skip_bad` it is reported and passed over."""
        for number, item in enumerate(items, start=1):
            try:
                take(item)
            except ReadFailed as error:
                span = number if what == "span" else None
                if not skip_bad:
                    failed = BadItem(f"{what.capitalize()} {number}: {error.message}", span=span)
                    failed.line = error.line or self.line
                    raise failed from error
                prefix = "" if span else f"{what.capitalize()} {number}: "
                self.report.refuse(f"{prefix}{error.message}", error.line or self.line, span)

    def article(
        self,
        *,
        article_id: str = "",
        title: str = "",
        meta: Meta | None = None,
        status: Status | None = None,
        note: str = "",
    ) -> AnnotatedArticle:
        """The article with all that was added. Without a stated status, one with spans has been begun."""
        text = self.text.text
        if self.text.replaced:
            self._remark(_REPLACED)
        meta = meta or Meta()
        if not meta.language:
            meta = meta._replace(language=language_of(text))
        number = f" {self.line}" if self.line and self.line > 1 else ""
        article = Article(
            id=clean_string(article_id).strip(),
            title=clean_string(title).strip() or title_for(text, f"{Path(self.source.file).stem}{number}"),
            text=text,
            sha256=self.sha256,
            meta=meta,
            origin=self.source._replace(newline=self.text.newline),
            note=clean_string(note),
        )
        spans = tuple(sorted(self.spans.values(), key=reading_order))
        begun = Status.IN_PROGRESS if spans else Status.TODO
        return AnnotatedArticle(article, spans, tuple(self.relations), tuple(self.suggestions), status or begun)

    def _id_for(self, name: str) -> str:
        return hashlib.sha256(f"{self.sha256} {name}".encode("utf-8", "surrogatepass")).hexdigest()[:24]

    def _remark(self, message: str) -> None:
        if self.line is None:
            self.report.warn(message)
        else:
            self.report.tally(message, self.line)


def same_words(one: str, other: str) -> bool:
    """Whether two texts are alike but for their white space, which tools change in the quotes they write."""
    return one == other or one.split() == other.replace("\\n", "\n").split()


def _whole(value: object) -> int:
    if type(value) is not int:
        raise ReadFailed(f"An offset must be a whole number, not {shown(value)}.")
    return value


def _named(unit: OffsetUnit) -> str:
    return "characters" if unit is OffsetUnit.CODE_POINTS else unit.value
