"""An article as it was: what is there now, with the recorded changes taken back in memory. Writes nothing."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from annotator.domain.model import Article, AttributeValue, Extent, Label, Meta, Span
from annotator.domain.nesting import reading_order
from annotator.errors import NotFound, ProjectError
from annotator.store import reading
from annotator.store.connection import Database
from annotator.store.history import HistoryEntry, entry, sides
from annotator.store.trouble import reading_rows

_OF_ARTICLE = {
    "article": "SELECT id, {columns} FROM article WHERE id = ? AND removed <> 2",
    "span": "SELECT id, {columns} FROM span WHERE article_id = ? AND removed <> 2",
    "attribute": (
        "SELECT id, {columns} FROM attribute WHERE removed <> 2"
        " AND span_id IN (SELECT id FROM span WHERE article_id = ?)"
    ),
}
_OF_PROJECT = {
    "label": "SELECT id, {columns} FROM label WHERE removed <> 2",
    "annotator": "SELECT id, {columns} FROM annotator WHERE removed <> 2",
}
_COLUMNS = {
    "article": ("title", "source", "url", "date", "language", "author", "note", "removed"),
    "span": ("start", "end", "label_id", "annotator_id", "quote", "origin", "removed"),
    "attribute": ("span_id", "name", "value", "removed"),
    "label": ("position", "name", "key", "color", "guideline", "extent", "removed"),
    "annotator": ("name", "removed"),
}

Tables = dict[str, dict[str, dict[str, Any]]]
"""table → row id → column → value."""


@dataclass(frozen=True, slots=True)
class ArticleThen:
    """An article right after a step: its details, everybody's spans in reading order, and the labels of that time."""

    entry: HistoryEntry
    article: Article
    spans: tuple[Span, ...]
    labels: tuple[Label, ...]


def article_then(db: Database, article_id: str, seq: int) -> ArticleThen:
    """The article as it was right after the entry `seq`. Raises NotFound if it was not in the project then."""
    then = entry(db, seq)
    tables = _now(db, article_id)
    _turn_back(db, tables, article_id, seq)
    found = tables["article"].get(article_id)
    if found is None or found["removed"]:
        raise NotFound("This article was not in the project then.")
    with reading_rows(db.path):
        return ArticleThen(then, _article(db, article_id, found), _spans(db, article_id, tables), _labels(tables))


def _now(db: Database, article_id: str) -> Tables:
    tables: Tables = {}
    for statements, parameters in ((_OF_ARTICLE, (article_id,)), (_OF_PROJECT, ())):
        for table, sql in statements.items():
            columns = _COLUMNS[table]
            rows = db.rows(sql.format(columns=", ".join(f'"{column}"' for column in columns)), parameters)
            tables[table] = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows}
    return tables


_CHANGES = (
    'SELECT s.name, c."table", c.row_id, c.before, c.after FROM step s JOIN change c ON c.step_seq = s.seq'
    " WHERE s.state = ? AND s.seq {side} ? AND (c.\"table\" IN ('label', 'annotator') OR c.row_id IN ("
    "SELECT ?3 UNION ALL SELECT id FROM span WHERE article_id = ?3"
    " UNION ALL SELECT b.id FROM span p JOIN attribute b ON b.span_id = p.id WHERE p.article_id = ?3))"
    " ORDER BY s.seq {way}, c.n {way}"
)


def _turn_back(db: Database, tables: Tables, article_id: str, seq: int) -> None:
    """Takes back what was done after the entry; for one that is undone itself, does again what leads to it."""
    later = db.rows(_CHANGES.format(side=">", way="DESC"), ("done", seq, article_id))
    again = db.rows(_CHANGES.format(side="<=", way="ASC"), ("undone", seq, article_id))
    for forward, rows in ((False, later), (True, again)):
        for name, table, row_id, before, after in rows:
            if (row := tables.get(table, {}).get(row_id)) is not None:
                old, new = sides(table, before, after, name)
                row.update(new if forward else old)


def _article(db: Database, article_id: str, row: dict[str, Any]) -> Article:
    text, sha256 = reading.checked_text(db, article_id)
    meta = Meta(row["source"], row["url"], row["date"], row["language"], row["author"])
    return Article(id=article_id, title=row["title"], text=text, sha256=sha256, meta=meta, note=row["note"])


def _spans(db: Database, article_id: str, tables: Tables) -> tuple[Span, ...]:
    text, _ = reading.checked_text(db, article_id)
    attributes: dict[str, dict[str, AttributeValue]] = defaultdict(dict)
    for row in tables["attribute"].values():
        if not row["removed"]:
            attributes[row["span_id"]][row["name"]] = reading.attribute_value(db, row["value"])
    spans = []
    for span_id, row in tables["span"].items():
        if row["removed"]:
            continue
        label, who = tables["label"].get(row["label_id"]), tables["annotator"].get(row["annotator_id"])
        if label is None or who is None or text[row["start"] : row["end"]] != row["quote"]:
            raise ProjectError(f"Span {span_id} does not fit its text or label then.", "Check the project.")
        place = (row["start"], row["end"], label["name"], row["quote"], who["name"])
        spans.append(Span(span_id, article_id, *place, attributes.get(span_id, {}), row["origin"]))
    return tuple(sorted(spans, key=reading_order))


def _labels(tables: Tables) -> tuple[Label, ...]:
    live = sorted(
        (row["position"], row["name"], row_id) for row_id, row in tables["label"].items() if not row["removed"]
    )
    rows = [tables["label"][row_id] for _, _, row_id in live]
    return tuple(Label(r["name"], r["key"], r["color"], r["guideline"], Extent(r["extent"])) for r in rows)
