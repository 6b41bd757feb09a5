"""Rows of an import that wait to be written in one go."""

import json
from collections.abc import Container, Mapping, Sequence
from itertools import chain, islice, repeat
from typing import ClassVar, NamedTuple

from annotator.store.connection import Database
from annotator.store.identity import new_id, new_ids

_IDS_AT_A_TIME = 5000


class Portion(NamedTuple):
    """The most that one transaction of an import takes."""

    articles: int
    spans: int
    seconds: float


SHORT = Portion(articles=200, spans=5000, seconds=0.05)
"""Where other steps come in between."""
LONG = Portion(articles=1000, spans=20_000, seconds=1.0)
"""Where nothing waits for the import: what is written once need not be written five times."""


class WaitingRows:
    """Rows that wait to be written in one go."""

    COLUMNS: ClassVar = {
        "article": (
            (
                "number, id, title, source, url, date, language, author, extra, flag, note, words, length, sha256,"
                " file, file_sha256, encoding, newline"
            ),
            "2",
        ),
        "article_text": ("number, article_id, text", ""),
        "span": ('id, article_id, start, "end", label_id, annotator_id, quote, origin', "?"),
        "attribute": ("id, span_id, name, value", "?"),
        "relation": ("id, article_id, type, from_id, to_id", "?"),
        "suggestion": ('id, article_id, start, "end", label_id, quote, origin, version, score, reason', "?"),
        "decision": ("id, suggestion_id, annotator_id, value, at", "?"),
        "status": ("id, article_id, annotator_id, value", "0"),
        "text_index": ("rowid, text", ""),
        "title_index": ("rowid, title, source", ""),
    }
    """Table → the columns, and what its mark `removed` is; parents before what hangs on them.

    The indexes come last: what is written after them in the same transaction makes SQLite put them on disk too soon."""

    def __init__(self, portion: Portion) -> None:
        self.next_number = 1
        self._portion = portion
        self._waiting: dict[str, list[tuple[object, ...]]] = {table: [] for table in self.COLUMNS}
        self._taken: dict[str, set[str]] = {}
        self._counts = {"article": 0, "span": 0}
        self._ids = chain.from_iterable(map(new_ids, repeat(_IDS_AT_A_TIME)))

    def begin(self, db: Database) -> None:
        """Starts a transaction's worth."""
        self.next_number = int(db.value("SELECT coalesce(max(number), 0) + 1 FROM article"))
        self._counts = {"article": 0, "span": 0}
        for rows in self._waiting.values():
            rows.clear()

    def look_up_ids(self, db: Database, wanted: Mapping[str, Sequence[str]], waiting: Container[str] = ()) -> None:
        """Finds out which of the wanted ids are taken, table by table: those alone may be asked of `fresh_ids` next.

        Those of rows that wait elsewhere are taken too.
        """
        for table, ids in wanted.items():
            given = [row_id for row_id in ids if row_id]
            sql = f"SELECT id FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
            self._taken[table] = {row[0] for row in db.rows(sql, (json.dumps(given),))} if given else set()
            self._taken[table].update(row_id for row_id in given if row_id in waiting)

    @property
    def enough(self) -> bool:
        """Whether a transaction should end."""
        return self._counts["article"] >= self._portion.articles or self._counts["span"] >= self._portion.spans

    def add(self, table: str, row: tuple[object, ...]) -> None:
        self._waiting[table].append(row)
        if table in self._counts:
            self._counts[table] += 1

    def add_many(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        self._waiting[table] += rows
        if table in self._counts:
            self._counts[table] += len(rows)

    def fresh_ids(self, table: str, wanted: Sequence[str]) -> list[str]:
        """For each wanted id: itself, or a new one where it is "" or taken."""
        if not any(wanted):
            return list(islice(self._ids, len(wanted)))
        taken = self._taken[table]
        ids = []
        for row_id in wanted:
            chosen = row_id if row_id and row_id not in taken else new_id()
            taken.add(chosen)
            ids.append(chosen)
        return ids

    def write(self, db: Database) -> None:
        """Writes what waits."""
        for table, rows in self._waiting.items():
            if not rows:
                continue
            columns, mark = self.COLUMNS[table]
            if mark:
                columns = f"{columns}, removed"
            values = ", ".join("?" * (len(rows[0]) - (mark == "?")))
            db.insert_many(table, columns, f"({values}{', ' if mark else ''}{mark})", rows)
            rows.clear()
