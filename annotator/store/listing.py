"""Which articles are listed, and in what order."""

import json
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple

from annotator.domain.dates import iso_date
from annotator.domain.model import Status
from annotator.store.connection import Database
from annotator.store.reading import annotator_id, check_words
from annotator.store.search import match_numbers
from annotator.store.trouble import reading_rows


class Order(StrEnum):
    """By what a list of articles is sorted."""

    IMPORTED = "imported"
    TITLE = "title"
    SOURCE = "source"
    DATE = "date"
    WORDS = "words"
    SPANS = "spans"
    STATUS = "status"


class ArticleFilter(NamedTuple):
    """Which articles are wanted: those for which all that is given holds. Labels count the annotator's own spans."""

    status: Status | None = None
    flagged: bool = False
    text: str = ""
    """Words that must all occur in the text or in title and source."""
    with_labels: tuple[str, ...] = ()
    """Labels that must each be there at least once."""
    without_labels: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Sources of which it must have one; "" among them means that none is known."""
    first_date: str = ""
    last_date: str = ""
    """ISO 8601, both included; a year or month alone stands for all its days. Articles without a date never pass."""
    least_words: int = 0
    most_words: int | None = None
    noted: bool = False
    """Those with a note, their own or that of a span, whoever's it is."""


_RANKS = "CASE coalesce(t.value, 'todo') WHEN 'todo' THEN 0 WHEN 'in_progress' THEN 1 ELSE 2 END"
_KEYS = {
    Order.IMPORTED: "a.number",
    Order.TITLE: "a.title",
    Order.SOURCE: "a.source",
    Order.DATE: "a.date",
    Order.WORDS: "a.words",
    Order.SPANS: "0",
    Order.STATUS: _RANKS,
}
_TEXTS = {Order.TITLE, Order.SOURCE, Order.DATE}
_IDS = "(SELECT value FROM json_each(?))"
_WITH_LABEL = (
    "a.id {is_in} (SELECT s.article_id FROM span s JOIN label l ON l.id = s.label_id"
    " WHERE l.name = ? AND l.removed = 0 AND s.annotator_id = ? AND s.removed = 0)"
)

_WITH_NOTE = (
    "(a.note <> '' OR a.id IN (SELECT s.article_id FROM attribute b JOIN span s ON s.id = b.span_id"
    " WHERE b.name = 'note' AND b.removed = 0 AND s.removed = 0))"
)


def article_ids(
    db: Database, wanted: ArticleFilter, annotator: str, order: Order = Order.IMPORTED, *, descending: bool = False
) -> list[str]:
    """The ids of the live articles that pass the filter, sorted. Status, labels and spans are the annotator's.

    Equal ones stay in the order of import, and those without a title, a source or a date that can be read come last,
    both ways. Dates are sorted by the day that they mean, not as they are written.
    """
    ids = _sorted_ids(db, wanted, annotator_id(db, annotator), order, descending=descending)
    with reading_rows(db.path):
        check_words(ids)
    return ids


def _sorted_ids(db: Database, wanted: ArticleFilter, who: str, order: Order, *, descending: bool) -> list[str]:
    sql = f"SELECT a.id, {_KEYS[order]} FROM article a"
    parameters: list[object] = []
    if wanted.status is not None or order is Order.STATUS:
        sql += " LEFT JOIN status t ON t.article_id = a.id AND t.annotator_id = ? AND t.removed = 0"
        parameters.append(who)
    conditions, values = _conditions(db, wanted, who)
    rows = db.rows(f"{sql} WHERE {' AND '.join(conditions)} ORDER BY a.number", (*parameters, *values))
    if order is Order.IMPORTED:
        return [row[0] for row in (reversed(rows) if descending else rows)]
    key: Callable[[Any], Any]
    if order in _TEXTS:
        with reading_rows(db.path):
            keys = {text: _days(text) if order is Order.DATE else (_folded(text),) for text in {row[1] for row in rows}}
        named = [row for row in rows if keys[row[1]][0]]
        named.sort(key=lambda row: keys[row[1]], reverse=descending)
        return [row[0] for row in (*named, *(row for row in rows if not keys[row[1]][0]))]
    if order is Order.SPANS:
        counts: dict[str, int] = dict(
            db.rows("SELECT article_id, count(*) FROM span WHERE removed = 0 AND annotator_id = ? GROUP BY 1", (who,))
        )
        key = lambda row: counts.get(row[0], 0)  # noqa: E731
    else:
        key = lambda row: row[1]  # noqa: E731
    return [row[0] for row in sorted(rows, key=key, reverse=descending)]


def has_articles(db: Database) -> bool:
    """Whether any article is live."""
    return bool(db.value("SELECT EXISTS (SELECT 1 FROM article WHERE removed = 0)"))


def next_open(db: Database, article_id: str, annotator: str) -> str:
    """The next live article after this one, in the order of import and round the end, that is not done; "" if none."""
    here = db.value("SELECT number FROM article WHERE id = ?", (article_id,)) or 0
    for place in ("a.number > ?", "a.number < ?"):
        found = db.value(
            "SELECT a.id FROM article a LEFT JOIN status t ON t.article_id = a.id AND t.annotator_id = ?"
            f" AND t.removed = 0 WHERE a.removed = 0 AND {place} AND coalesce(t.value, 'todo') <> 'done'"
            " ORDER BY a.number LIMIT 1",
            (annotator_id(db, annotator), here),
        )
        if found:
            return str(found)
    return ""


def _conditions(db: Database, wanted: ArticleFilter, who: str) -> tuple[list[str], list[object]]:
    """What must hold of an article, in SQL, and the values for it."""
    found: list[tuple[str, list[object]]] = [("a.removed = 0", [])]
    if wanted.status is not None:
        found.append(("coalesce(t.value, 'todo') = ?", [wanted.status.value]))
    if wanted.flagged:
        found.append(("a.flag = 1", []))
    if wanted.noted:
        found.append((_WITH_NOTE, []))
    if wanted.text.strip():
        found.append((f"a.number IN {_IDS}", [json.dumps(sorted(match_numbers(db, wanted.text)))]))
    for is_in, names in (("IN", wanted.with_labels), ("NOT IN", wanted.without_labels)):
        found += [(_WITH_LABEL.format(is_in=is_in), [name, who]) for name in names]
    if wanted.sources:
        found.append((f"a.source IN {_IDS}", [json.dumps(wanted.sources)]))
    if wanted.first_date or wanted.last_date:
        found.append(("a.date <> ''", []))
    if wanted.first_date:
        found.append(("a.date >= substr(?, 1, length(a.date))", [wanted.first_date]))
    if wanted.last_date:
        found.append(("substr(a.date, 1, length(?)) <= ?", [wanted.last_date] * 2))
    if wanted.least_words > 0:
        found.append(("a.words >= ?", [wanted.least_words]))
    if wanted.most_words is not None:
        found.append(("a.words <= ?", [wanted.most_words]))
    return [condition for condition, _ in found], [value for _, values in found for value in values]


def _days(date: str) -> tuple[str, str]:
    """A stored date for sorting: its day, "" if it cannot be read, and the time that may be written with it."""
    return iso_date(date), date


def _folded(text: str) -> str:
    """The text for sorting: neither case nor diacritics matter."""
    if text.isascii():
        return text.casefold()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def sources(db: Database) -> dict[str, int]:
    """The sources of the live articles, sorted, with how many articles each has; "" for those without one."""
    counts: dict[str, int] = dict(db.rows("SELECT source, count(*) FROM article WHERE removed = 0 GROUP BY source"))
    with reading_rows(db.path):
        return {name: counts[name] for name in sorted(counts, key=lambda name: (_folded(name), name))}
