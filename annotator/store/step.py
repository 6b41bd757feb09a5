"""One user action: one transaction, one entry in the history, one undo."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from annotator.errors import NotFound
from annotator.store.changes import Changes, changes_of_step
from annotator.store.connection import Database
from annotator.store.identity import new_id, new_ids
from annotator.store.search import reindex_titles

TRACKED: dict[str, frozenset[str]] = {
    "label": frozenset({"position", "name", "key", "color", "guideline", "extent", "removed"}),
    "annotator": frozenset({"name", "removed"}),
    "article": frozenset(
        {"title", "source", "url", "date", "language", "author", "extra", "flag", "note", "removed"},
    ),
    "span": frozenset({"start", "end", "label_id", "annotator_id", "quote", "origin", "removed"}),
    "attribute": frozenset({"name", "value", "removed"}),
    "relation": frozenset({"type", "from_id", "to_id", "removed"}),
    "suggestion": frozenset({"label_id", "removed"}),
    "decision": frozenset({"value", "seconds", "removed"}),
    "status": frozenset({"value", "removed"}),
    "split": frozenset({"name", "removed"}),
    "place": frozenset({"offset", "removed"}),
}
"""The tables that the history knows, each with the columns that a step may change."""


def now() -> str:
    """The time in UTC, ISO 8601, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class Step:
    """What is done within `Project.step`: writes rows and records them. `changes` is there once the step is over."""

    def __init__(self, db: Database, name: str, article_id: str | None, annotator: str) -> None:
        self.db = db
        self._head = (name, article_id, annotator)
        self._seq: int | None = None
        self._recorded = 0
        self._pending: list[tuple[str, str, str | None, str | None]] = []
        self._tables: set[str] = set()
        self.changes = Changes("")

    def insert(self, table: str, **values: object) -> str:
        """Adds a row and gives its id, made here if none is given. Raises sqlite3.IntegrityError."""
        row_id = str(values.setdefault("id", new_id()))
        columns = ", ".join(f'"{column}"' for column in values)
        marks = ", ".join("?" * len(values))
        self.db.run(f'INSERT INTO "{table}"({columns}) VALUES ({marks})', tuple(values.values()))
        self._record(table, row_id, None, None)
        return row_id

    def insert_many(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
        """Adds rows with these columns and gives their ids, made here. Raises sqlite3.IntegrityError."""
        ids = new_ids(len(rows))
        listed = ", ".join(f'"{column}"' for column in ("id", *columns))
        marks = ", ".join("?" * (len(columns) + 1))
        self.db.insert_many(
            table, listed, f"({marks})", [(row_id, *row) for row_id, row in zip(ids, rows, strict=True)]
        )
        for row_id in ids:
            self._record(table, row_id, None, None)
        return ids

    def update(self, table: str, row_id: str, **values: object) -> bool:
        """Changes columns of a row; whether any of them was different. Raises NotFound, sqlite3.IntegrityError."""
        unknown = values.keys() - TRACKED[table]
        if unknown:
            raise ValueError(f"the history does not know {table}.{', '.join(sorted(unknown))}")
        columns = list(values)
        named = ", ".join(f'"{column}"' for column in columns)
        row = self.db.row(f'SELECT {named} FROM "{table}" WHERE id = ?', (row_id,))
        if row is None:
            raise NotFound(f"There is no such {table} in this project.")
        changed = {c: (old, values[c]) for c, old in zip(columns, row, strict=True) if old != values[c]}
        if not changed:
            return False
        assignments = ", ".join(f'"{column}" = ?' for column in changed)
        self.db.run(f'UPDATE "{table}" SET {assignments} WHERE id = ?', (*(new for _, new in changed.values()), row_id))
        before, after = ({c: pair[side] for c, pair in changed.items()} for side in (0, 1))
        self._record(table, row_id, _as_json(before), _as_json(after))
        return True

    def remove(self, table: str, row_id: str) -> bool:
        """Marks a row as removed; whether it was live."""
        return self.update(table, row_id, removed=1)

    def update_all(self, table: str, condition: str, parameters: Sequence[object], **values: object) -> int:
        """Changes columns of all rows that meet a condition in SQL; gives how many were different. Few statements.

        Raises sqlite3.IntegrityError; the step is then to be given up.
        """
        unknown = values.keys() - TRACKED[table]
        if unknown:
            raise ValueError(f"the history does not know {table}.{', '.join(sorted(unknown))}")
        same = " AND ".join(f'"{column}" IS ?' for column in values)
        different = f'FROM "{table}" WHERE ({condition}) AND NOT ({same})'
        if not self.db.value(f"SELECT EXISTS (SELECT 1 {different})", (*parameters, *values.values())):
            return 0
        before = ", ".join(f"'{column}', \"{column}\"" for column in values)
        after = ", ".join(f"'{column}', ?" for column in values)
        seq = self._flush()
        count = self.db.run(
            'INSERT INTO change(step_seq, n, "table", row_id, before, after)'
            f" SELECT ?, ? + row_number() OVER (ORDER BY rowid), ?, id, json_object({before}), json_object({after})"
            f" {different}",
            (seq, self._recorded - 1, table, *values.values(), *parameters, *values.values()),
        )
        assignments = ", ".join(f'"{column}" = ?' for column in values)
        self.db.run(
            f'UPDATE "{table}" SET {assignments} WHERE ({condition}) AND NOT ({same})',
            (*values.values(), *parameters, *values.values()),
        )
        self._recorded += count
        self._tables.add(table)
        return count

    def record_added(self, table: str, after: int) -> int:
        """Records all rows of a table behind a rowid, at least one, as added by this step; gives how many."""
        seq = self._flush()
        count = self.db.run(
            'INSERT INTO change(step_seq, n, "table", row_id)'
            f' SELECT ?, ? + rowid, ?, id FROM "{table}" WHERE rowid > ? ORDER BY rowid',
            (seq, self._recorded - after - 1, table, after),
        )
        self._recorded += count
        self._tables.add(table)
        return count

    def reveal_staged(self, table: str) -> int:
        """Makes all staged rows of a table live, recorded as added by this step; gives how many. Few statements."""
        staged = f'FROM "{table}" WHERE removed <> 0 AND removed = 2'
        count, first, last = map(
            int, self.db.rows(f"SELECT count(*), coalesce(min(rowid), 0), coalesce(max(rowid), 0) {staged}")[0]
        )
        if not count:
            return 0
        one_by_one = last - first + 1 == count  # a window takes as long again
        number = "rowid" if one_by_one else f"{first - 1} + row_number() OVER (ORDER BY rowid)"
        seq = self._flush()
        self.db.run(
            f'INSERT INTO change(step_seq, n, "table", row_id) SELECT ?, ? + {number}, ?, id {staged} ORDER BY rowid',
            (seq, self._recorded - first, table),
        )
        self._recorded += count
        self._tables.add(table)
        self.db.run(f'UPDATE "{table}" SET removed = 0 WHERE removed <> 0 AND removed = 2')
        return count

    def _record(self, table: str, row_id: str, before: str | None, after: str | None) -> None:
        self._pending.append((table, row_id, before, after))
        self._tables.add(table)

    def _flush(self) -> int:
        if self._seq is None:
            self.db.run("UPDATE step SET state = 'dropped' WHERE state = 'undone'")
            name, article_id, annotator = self._head
            self._seq = int(
                self.db.value(
                    "INSERT INTO step(id, at, annotator, name, article_id) VALUES (?, ?, ?, ?, ?) RETURNING seq",
                    (new_id(), now(), annotator, name, article_id),
                )
            )
        if self._pending:
            self.db.insert_many(
                "change",
                'step_seq, n, "table", row_id, before, after',
                "(?, ?, ?, ?, ?, ?)",
                [(self._seq, n, *change) for n, change in enumerate(self._pending, self._recorded)],
            )
            self._recorded += len(self._pending)
            self._pending.clear()
        return self._seq

    def finish(self) -> None:
        """Writes the entry in the history, if anything changed, and fills `changes`."""
        if self._tables:
            seq = self._flush()
            if "article" in self._tables:
                reindex_titles(self.db, seq)
            self.changes = changes_of_step(self.db, seq, self._tables)


def _as_json(values: dict[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False)
