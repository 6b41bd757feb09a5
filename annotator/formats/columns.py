"""Tables whose columns nobody has fixed: which of them holds the text, which the title and so on.

The person may say it; else it is guessed from the names, and of columns with names that say nothing the one with the
longest texts is the text. A row is an article; where start, end and label stand in columns of their own a row is one
span, and the rows of one article are told by their id, else by their text, which may stand in the first of them alone.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotator.domain.model import AnnotatedArticle, AttributeValue, Origin, Status
from annotator.domain.text import clean_string
from annotator.errors import ReadFailed
from annotator.formats.base import Column, Columns, OffsetUnit, ReadOptions, ReadReport
from annotator.formats.draft import Draft, as_attribute, meta_of, stable_id
from annotator.formats.json_lines import kind_of, shown, whole_value

_NAMES: dict[Column, tuple[str, ...]] = {
    Column.TEXT: ("text", "body", "content", "article_text", "full_text", "fulltext", "article", "maintext", "document",
                  "story", "sentence", "article_body", "articlebody", "clean_text", "raw_text", "texto", "cuerpo"),
    Column.ID: ("id", "article_id", "doc_id", "document_id", "uuid", "guid"),
    Column.TITLE: ("title", "headline", "heading", "titulo", "título", "titel"),
    Column.SOURCE: ("source", "publisher", "publication", "outlet", "site", "newspaper", "fuente"),
    Column.URL: ("url", "link", "address", "uri", "permalink"),
    Column.DATE: ("date", "published", "published_at", "publish_date", "pubdate", "publication_date", "fecha"),
    Column.LANGUAGE: ("language", "lang", "idioma"),
    Column.AUTHOR: ("author", "authors", "byline", "autor"),
    Column.SPANS: ("spans", "entities", "annotations", "labels", "label", "annotation", "ents", "ner"),
    Column.START: ("start", "start_offset", "begin", "start_char", "begin_offset", "start_idx", "start_index",
                   "start_pos", "startoffset"),
    Column.END: ("end", "end_offset", "end_char", "end_idx", "end_index", "end_pos", "endoffset"),
    Column.LABEL: ("label", "label_name", "tag", "type", "entity_type", "entity_label", "entity_group", "category"),
    Column.QUOTE: ("quote", "span_text"),
    Column.ANNOTATOR: ("annotator", "username", "user", "annotation_agent"),
}  # fmt: skip
_LONG = 40
"""Characters on average. A column below it is no text."""
_LIST_OF_SPANS = re.compile(r"\[\s*(?:[\[{(\]]|$)")
_OFFSET = re.compile(r"(\d{1,15})(?:\.0+)?")
_OBJECT = ('{"', "{'")
_MISSING_TEXT = "The table has no column that seems to hold the text"


def guessed_columns(names: Sequence[str], rows: Iterable[Sequence[str]]) -> dict[Column, str]:
    """What the columns seem to hold, judged by their names and the first rows."""
    by_name = {name.strip().casefold().replace(" ", "_"): name for name in reversed(names)}
    found: dict[Column, str] = {}
    for column, usual in _NAMES.items():
        name = next((by_name[one] for one in usual if one in by_name and by_name[one] not in found.values()), None)
        if name is not None:
            found[column] = name
    sample = list(rows)
    if Column.START in found and Column.END in found:
        found.pop(Column.SPANS, None)
        if "label" in by_name:
            found[Column.LABEL] = by_name["label"]
    elif Column.SPANS in found:
        at = names.index(found[Column.SPANS])
        cells = [row[at].strip() for row in sample if at < len(row) and row[at].strip()]
        if not all(map(_LIST_OF_SPANS.match, cells)):
            del found[Column.SPANS]
    if not {Column.START, Column.END, Column.LABEL} <= found.keys():
        for column in (Column.START, Column.END, Column.LABEL, Column.QUOTE):
            found.pop(column, None)
        if Column.SPANS not in found:
            found.pop(Column.ANNOTATOR, None)
    if Column.TEXT not in found:
        means = {
            name: sum(len(row[at]) for row in sample if at < len(row) and row[at][:2] not in _OBJECT)
            / max(len(sample), 1)
            for at, name in enumerate(names)
            if name not in found.values()
        }
        if means and max(means.values()) >= _LONG:
            found[Column.TEXT] = max(means, key=lambda name: means[name])
    return found


def is_named_text(name: str) -> bool:
    """Whether the name of a column says that it holds texts."""
    return name.strip().casefold() in _NAMES[Column.TEXT]


def checked_columns(chosen: Columns | None, names: Sequence[str], rows: Iterable[Sequence[str]]) -> dict[Column, str]:
    """The person's columns if they are there, else the guess. Raises ReadFailed if there is no column of texts."""
    found = guessed_columns(names, rows) if chosen is None else {c: name for c, name in chosen.items() if name}
    shown_names = ", ".join(shown(name) for name in names[:20])
    if not names:
        raise ReadFailed("The file holds nothing that has named parts.")
    if Column.TEXT not in found:
        raise ReadFailed(f"{_MISSING_TEXT}; it has {shown_names}.", "Say which column holds what.")
    for column, name in found.items():
        if name not in names:
            raise ReadFailed(f"The table has no column {shown(name)} for the {column.value}; it has {shown_names}.")
    return found


@dataclass(slots=True)
class _Open:
    """An article whose rows may go on."""

    draft: Draft
    row: Mapping[str, object]
    id: str


@dataclass(slots=True)
class Articles:
    """Puts rows together to articles. Each row has the values by the names of their columns."""

    columns: Mapping[Column, str]
    source: Origin
    options: ReadOptions
    report: ReadReport
    found: dict[str, _Open] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    """Columns that are known beside those that may be mapped: "status", "attributes" and "span" of our own tables."""

    def add(self, line: int, row: Mapping[str, object]) -> None:
        """Takes one row. Raises ReadFailed; with `skip_bad` it is reported and passed over."""
        try:
            self._take(line, row)
        except ReadFailed as error:
            if not self.options.skip_bad:
                error.line = error.line or line
                raise
            self.report.refuse(error.message, line)

    def articles(self) -> Iterator[AnnotatedArticle]:
        for one in self.found.values():
            yield self._finished(one)

    def _cell(self, row: Mapping[str, object], column: Column) -> str:
        value = row.get(self.columns.get(column, ""))
        if value is None:
            return ""
        if isinstance(value, bool | list | dict):
            raise ReadFailed(f"{shown(self.columns[column])} must be a text, not {kind_of(value)}.")
        return clean_string(str(value))

    def _take(self, line: int, row: Mapping[str, object]) -> None:
        raw = row.get(self.columns[Column.TEXT])
        if raw is not None and not isinstance(raw, str):
            raise ReadFailed(f"{shown(self.columns[Column.TEXT])} must be a text, not {kind_of(raw)}.")
        text = raw or ""
        name = self._cell(row, Column.ID).strip()
        by_span = Column.START in self.columns
        key = f"id {name}" if by_span and name else f"text {text}" if by_span else f"row {len(self.found)}"
        known = self.found.get(key)
        if known is None:
            known = _Open(Draft(text, self.source, self.report, line), row, name)
        elif text.strip() and text != known.draft.raw:
            raise ReadFailed(f"The text is another than that of the first row with the id {shown(name)}.")
        if by_span:
            self._take_span(known.draft, row)
        elif Column.SPANS in self.columns:
            self._take_list(known.draft, row)
        self.found[key] = known

    def _take_span(self, draft: Draft, row: Mapping[str, object]) -> None:
        cells = [self._cell(row, column).strip() for column in (Column.START, Column.END)]
        label = self._cell(row, Column.LABEL)
        if not any(cells) and not label.strip():
            return
        quote = self._cell(row, Column.QUOTE) if Column.QUOTE in self.columns else None
        begin, stop = draft.placed(_number(cells[0]), _number(cells[1]), quote=quote)
        attributes: dict[str, AttributeValue] = {}
        given = row.get("attributes") if "attributes" in self.own else None
        if isinstance(given, str) and given.strip():
            values = whole_value(given)
            if not isinstance(values, dict):
                raise ReadFailed(f"“attributes” must be an object, not {kind_of(values)}.")
            attributes = {clean_string(key): as_attribute(value) for key, value in values.items()}
        span_id = str(row.get("span") or "") if "span" in self.own else ""
        annotator = self._cell(row, Column.ANNOTATOR)
        draft.add_span(begin, stop, label, name=span_id, span_id=span_id, annotator=annotator, attributes=attributes)

    def _take_list(self, draft: Draft, row: Mapping[str, object]) -> None:
        given = row.get(self.columns[Column.SPANS])
        if isinstance(given, str):
            given = _list_in(given) if given.strip() else []
        if given is None:
            given = []
        if not isinstance(given, list):
            raise ReadFailed(f"The spans must be a list, not {kind_of(given)}.")

        annotator = self._cell(row, Column.ANNOTATOR)

        def take(value: object) -> None:
            for start, end, label, quote, unit in pieces_of(value):
                begin, stop = draft.placed(start, end, unit, quote)
                draft.add_span(begin, stop, label, annotator=annotator)

        draft.each(given, "span", self.options.skip_bad, take)

    def _finished(self, one: _Open) -> AnnotatedArticle:
        known = {Column.SOURCE: "source", Column.URL: "url", Column.DATE: "date", Column.LANGUAGE: "language",
                 Column.AUTHOR: "author"}  # fmt: skip
        mapped = set(self.columns.values()) | self.own
        meta: dict[str, object] = {
            name: value for name, value in one.row.items() if name not in mapped and value not in ("", None)
        }
        meta |= {name: self._cell(one.row, column) for column, name in known.items() if column in self.columns}
        article_id = stable_id(one.id)
        if one.id and not article_id:
            meta["id"] = one.id
        status = str(one.row.get("status") or "") if "status" in self.own else ""
        return one.draft.article(
            article_id=article_id,
            title=self._cell(one.row, Column.TITLE),
            meta=meta_of({name: value for name, value in meta.items() if value != ""}),
            status=Status(status) if status in set(Status) else None,
        )


def _number(value: object) -> object:
    match = _OFFSET.fullmatch(str(value)) if isinstance(value, str | float) else None
    return int(match.group(1)) if match else value


def _list_in(cell: str) -> object:
    """The list that a cell holds, as JSON or as Python writes it. Raises ReadFailed."""
    try:
        return whole_value(cell)
    except ReadFailed:
        pass
    try:
        return with_lists(ast.literal_eval(cell.strip()))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        raise ReadFailed(f"The spans must be a list, in JSON or as Python writes it, not {shown(cell)}.") from None


def with_lists(value: object) -> object:
    """The value with lists in place of tuples."""
    if isinstance(value, list | tuple):
        return [with_lists(one) for one in value]
    if isinstance(value, dict):
        return {str(key): with_lists(one) for key, one in value.items()}
    return value


def is_list_of_spans(value: object) -> bool:
    """Whether a value is a list of at least one span, all of them such as a list may hold."""
    if not isinstance(value, list) or not value:
        return False
    try:
        return all(type(start) is type(end) is int for one in value for start, end, *_ in pieces_of(one))
    except ReadFailed:
        return False


def pieces_of(value: object) -> Iterator[tuple[object, object, str, str | None, OffsetUnit]]:
    """(start, end, label, quote, unit) of what stands in a list of spans: a span, or a region of Label Studio's tables.

    Such a region has a list of labels, and counts as Label Studio does. A span of Dataturks has lists of labels and of
    points, whose ends are their last characters.
    """
    if isinstance(value, dict) and isinstance(labels := value.get("labels"), list) and labels:
        for label in labels:
            yield *_piece({**value, "label": label}), OffsetUnit.UTF16
    elif isinstance(value, dict) and isinstance(points := value.get("points"), list):
        labels = value.get("label")
        for point in points:
            for label in labels if isinstance(labels, list) else [labels]:
                start, end, name, quote = _piece({**point, "label": label} if isinstance(point, dict) else point)
                yield start, end + 1 if type(end) is int else end, name, quote, OffsetUnit.CODE_POINTS
    else:
        yield *_piece(value), OffsetUnit.CODE_POINTS


def _piece(value: object) -> tuple[object, object, str, str | None]:
    """(start, end, label, quote) of a span in a list."""
    if isinstance(value, list) and len(value) >= 3 and isinstance(value[2], str):
        return _number(value[0]), _number(value[1]), value[2], None
    if not isinstance(value, dict):
        raise ReadFailed(f"A span must be an object or a list of start, end and label, not {shown(value)}.")
    found = []
    for names in (_NAMES[Column.START], _NAMES[Column.END], _NAMES[Column.LABEL]):
        name = next((one for one in names if one in value), None)
        if name is None:
            raise ReadFailed(f"The span has no “{names[0]}”.")
        found.append(value[name])
    if not isinstance(found[2], str):
        raise ReadFailed(f"A label must be a text, not {kind_of(found[2])}.")
    quote = value.get("quote", value.get("text"))
    return _number(found[0]), _number(found[1]), found[2], quote if isinstance(quote, str) else None
