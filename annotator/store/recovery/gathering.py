"""What the readable rows of several sources amount to: each row is taken from the first source in which it holds."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.domain.text import sha256_of, words_in
from annotator.store.reading import stored_json
from annotator.store.recovery.reader import UNREADABLE, Reader, Row

Values = dict[str, Any]

_INDEX_OF = {
    "label": ("label_name", "name", "name"),
    "annotator": ("annotator_name", "name", "name"),
    "article": ("article_sha256", "sha256", "sha256"),
    "span": (
        "span_place",
        'article_id, start, "end", label_id, annotator_id',
        'article_id, start, "end", label_id, annotator_id',
    ),
}
OTHERS = ("attribute", "relation", "suggestion", "decision", "status", "place", "split")
"""Tables of which only rows are known, checked by the constraints of the new file."""

_ALL: tuple[str, ...] = ("label", "annotator", "article", "span", *OTHERS)

_ARTICLE_TEXTS = (
    "title", "source", "url", "date", "language", "author", "extra", "note", "file", "file_sha256", "encoding",
    "newline",
)  # fmt: skip
_PLACE = ("article_id", "start", "end", "label_id", "annotator_id")


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that was in the project and could not be recovered. `kind` is a table's name, `id` a row's."""

    kind: str
    id: str
    message: str


@dataclass(slots=True)
class Gathered:
    """Rows that hold, by table and id; texts by article. `of_backup` counts those that only a backup had."""

    info: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict[str, Values]] = field(default_factory=lambda: {table: {} for table in _ALL})
    texts: dict[str, str] = field(default_factory=dict)
    of_backup: Counter[str] = field(default_factory=Counter)
    repaired: list[str] = field(default_factory=list)
    known: dict[str, dict[str, str]] = field(default_factory=lambda: {"article": {}, "span": {}})
    """Articles and spans that are known to have been there, each with a word on it."""
    troubled: set[str] = field(default_factory=set)

    def is_lacking(self) -> bool:
        """Whether another source may have more."""
        lacking = any(row_id not in self.rows[table] for table, ids in self.known.items() for row_id in ids)
        return lacking or bool(self.troubled) or not self.rows["label"]

    def missing(self) -> list[Missing]:
        """What is known to have been there and is not among the rows."""
        return [
            Missing(table, row_id, word)
            for table in ("article", "span")
            for row_id, word in self.known[table].items()
            if row_id not in self.rows[table]
        ]


def gather(reader: Reader, into: Gathered, *, backup: bool = False) -> None:
    """Adds what a source has and the others before it had not. Of a backup, only what lies where reading failed."""
    source = _Source(reader)
    for name, value in source.info().items():
        into.info.setdefault(name, value)
    for table in ("label", "annotator"):
        _take(into, table, source.named(table), backup)
    _take_articles(source, into, backup)
    _take_spans(source, into, backup)
    for table in OTHERS:
        _take(into, table, source.rows(table), backup)
    if not backup:
        into.troubled |= {"article" if name == "article_text" else name for name in reader.troubled} & set(_ALL)


def _may_take(into: Gathered, table: str, row_id: str, backup: bool) -> bool:
    """A backup gives what is known to be lacking, and what lies in a table where something could not be read."""
    if row_id in into.rows[table]:
        return False
    return not backup or table in into.troubled or row_id in into.known.get(table, {})


def _take(into: Gathered, table: str, rows: Iterable[Values], backup: bool) -> None:
    for row in rows:
        row_id = row.get("id")
        if isinstance(row_id, str) and row_id and _may_take(into, table, row_id, backup):
            into.rows[table][row_id] = row
            into.of_backup[table] += backup


def _take_articles(source: "_Source", into: Gathered, backup: bool) -> None:
    shas = {row[0]: str(row[1]) for row in source.index("article")}
    texts = source.texts()
    for row in source.articles(shas):
        article_id = row["id"]
        text = texts.get(article_id)
        by_index = shas.get(row["number"])
        fits = isinstance(text, str) and sha256_of(text) in (row["sha256"], by_index)
        if not backup and row["removed"] != 2:
            into.known["article"].setdefault(article_id, str(row["title"] or row["file"] or "without a title"))
        if not fits:
            if not backup:
                into.troubled |= {"article", "span"}
            continue
        if not _may_take(into, "article", article_id, backup) or row["removed"] == 2:
            continue
        if row["sha256"] != sha256_of(str(text)):
            into.repaired.append(f"Article “{row['title']}”: its SHA-256 was wrong; the index holds the right one.")
        if not is_value(row["extra"]):
            row["extra"] = "{}"
            into.repaired.append(f"Article “{row['title']}”: what else was known of it held no valid value.")
        row |= {"sha256": sha256_of(str(text)), "length": len(str(text)), "words": words_in(str(text))}
        into.rows["article"][article_id] = row
        into.texts[article_id] = str(text)
        into.of_backup["article"] += backup


def _take_spans(source: "_Source", into: Gathered, backup: bool) -> None:
    places = {row[0]: dict(zip(_PLACE, row[1:], strict=True)) for row in source.index("span")}
    ids = source.ids("span")
    seen: set[int] = set()
    for rowid, row in source.numbered("span"):
        seen.add(rowid)
        _take_span(into, row, places.get(rowid), ids.get(rowid), backup)
    for rowid in places.keys() - seen:
        if rowid in ids:
            lost = {"quote": UNREADABLE, "origin": "", "removed": 0, "id": ids[rowid], **places[rowid]}
            _take_span(into, lost, places[rowid], ids[rowid], backup)
    if not backup:
        for rowid in ids.keys() - seen - places.keys():
            into.troubled.add("span")
            into.known["span"].setdefault(str(ids[rowid]), "its row cannot be read")


def _take_span(into: Gathered, row: Values, place: Values | None, by_index: object, backup: bool) -> None:
    if not isinstance(row["id"], str) or (isinstance(by_index, str) and not _holds(into, row)):
        row["id"] = by_index
    elif isinstance(by_index, str) and row["id"] != by_index:
        into.repaired.append(f"Span {row['id']}: its index calls it {by_index}.")
    span_id = row["id"]
    if not isinstance(span_id, str) or row["removed"] == 2 or not _may_take(into, "span", span_id, backup):
        return
    if not backup:
        into.known["span"].setdefault(span_id, _in_words(row))
    if _holds(into, row):
        if place is not None and row["removed"] == 1:
            row["removed"] = 0
            into.repaired.append(f"Span {span_id}: its mark as removed was wrong.")
        into.rows["span"][span_id] = row
        into.of_backup["span"] += backup
        return
    if place is not None:
        text = into.texts.get(str(place["article_id"]), "")
        start, end = place["start"], place["end"]
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text):
            mended = {**row, **place, "removed": 0, "quote": text[start:end]}
            if not isinstance(mended["origin"], str):
                mended["origin"] = ""
            if _holds(into, mended):
                into.rows["span"][span_id] = mended
                into.repaired.append(f"Span {span_id}: read again from its index and the text.")
                into.of_backup["span"] += backup
                return
    if not backup:
        into.troubled.add("span")


def _holds(into: Gathered, row: Values) -> bool:
    """Whether a span is one of a recovered text, with a label and an annotator that are there."""
    start, end, text = row["start"], row["end"], into.texts.get(str(row["article_id"]))
    return (
        text is not None
        and isinstance(start, int)
        and isinstance(end, int)
        and 0 <= start < end <= len(text)
        and text[start:end] == row["quote"]
        and isinstance(row["origin"], str)
        and row["label_id"] in into.rows["label"]
        and row["annotator_id"] in into.rows["annotator"]
    )


def _in_words(row: Mapping[str, Any]) -> str:
    quote = row["quote"] if isinstance(row["quote"], str) else "its words cannot be read"
    return f"{row['start']} to {row['end']} of article {row['article_id']}: {quote[:80]}"


def is_value(stored: object) -> bool:
    """Whether something stored is JSON that the store reads."""
    try:
        stored_json(str(stored))
    except (ValueError, RecursionError):
        return False
    return True


def _is_text(value: object) -> bool:
    return isinstance(value, str)


class _Source:
    """Rows of one file as values by column, with what its indexes know of rows that cannot be read."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def info(self) -> dict[str, str]:
        rows = self._reader.rows("info", "name, value")
        return {name: value for _, name, value in rows if isinstance(name, str) and isinstance(value, str)}

    def ids(self, table: str) -> dict[int, object]:
        """rowid → id, by the index of the ids."""
        return {row[0]: row[1] for row in self._reader.index(table, f"sqlite_autoindex_{table}_1", "id", "id")}

    def index(self, table: str) -> list[Row]:
        return self._reader.index(table, *_INDEX_OF[table], condition="removed = 0")

    def numbered(self, table: str) -> Iterable[tuple[int, Values]]:
        columns = self._reader.columns(table)
        if not columns:
            return
        listed = ", ".join(f'"{column}"' for column in columns)
        highest = max(self.ids(table), default=0)
        for rowid, *values in self._reader.rows(table, listed, highest):
            yield rowid, dict(zip(columns, values, strict=True))

    def rows(self, table: str) -> Iterable[Values]:
        return (row for _, row in self.numbered(table) if row["id"] is not UNREADABLE and row.get("removed") != 2)

    def named(self, table: str) -> Iterable[Values]:
        """Labels or annotators: rows, and where one cannot be read, what the index of the names knows."""
        names, ids = {row[0]: row[1] for row in self.index(table)}, self.ids(table)
        seen = set()
        for rowid, row in self.numbered(table):
            seen.add(rowid)
            row |= {"id": ids.get(rowid, row["id"])}
            for column, value in row.items():
                if value is UNREADABLE:
                    row[column] = names.get(rowid, "") if column == "name" else ""
            if row.get("extent") not in (None, "phrase", "statement"):
                row["extent"] = "phrase"
            if row["removed"] != 2:
                yield row
        for rowid in ids.keys() - seen:
            yield {
                "id": ids[rowid],
                "name": names.get(rowid) or f"lost {table} {rowid}",
                "removed": int(rowid not in names),
            }

    def texts(self) -> dict[str, str]:
        """article id → text, of whatever can be read."""
        rows = self._reader.rows("article_text", "article_id, text")
        by_number = {row[0]: (row[1], row[2]) for row in rows}
        for number, article_id in self.ids("article").items():
            if number in by_number and isinstance(article_id, str):
                by_number[number] = (article_id, by_number[number][1])
        return {a: text for a, text in by_number.values() if isinstance(a, str) and isinstance(text, str)}

    def articles(self, shas: Mapping[int, str]) -> Iterable[Values]:
        """Article rows; of one that cannot be read, what the text, the indexes and the list of titles know."""
        ids = self.ids("article")
        seen: set[int] = set()
        for number, row in self.numbered("article"):
            seen.add(number)
            row |= {"id": ids.get(number, row["id"]), "number": number}
            for column in _ARTICLE_TEXTS:
                if not isinstance(row.get(column), str):
                    row[column] = "{}" if column == "extra" else ""
            if isinstance(row["id"], str):
                yield row
        titles: dict[int, Row] = {}
        if "title_index_content" in self._reader.tables:
            titles = {row[0]: row for row in self._reader.rows("title_index_content", "c0, c1")}
        for number in ids.keys() - seen:
            article_id, title = ids[number], titles.get(number, (number, "", ""))
            if not isinstance(article_id, str):
                continue
            known: Values = {column: "{}" if column == "extra" else "" for column in _ARTICLE_TEXTS}
            known |= {name: text for name, text in zip(("title", "source"), title[1:], strict=True) if _is_text(text)}
            live = number in shas
            yield {
                "number": number,
                "id": article_id,
                "sha256": shas.get(number, ""),
                "flag": 0,
                "removed": int(not live),
                **known,
            }
