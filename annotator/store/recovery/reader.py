"""Reading a damaged database row by row: what lies around a damaged page is still there."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from annotator.store.connection import connect

Row = tuple[Any, ...]

_MOST_FAILURES = 200_000
_ROWS_A_PAGE = 60


class Unreadable:
    """Stands for a text that is no UTF-8."""


UNREADABLE = Unreadable()


def _text(stored: bytes) -> object:
    try:
        return stored.decode("utf-8")
    except UnicodeDecodeError:
        return UNREADABLE


class Reader:
    """A connection to a working copy that gives what it can. `troubled` names the tables with failed reads."""

    def __init__(self, path: Path) -> None:
        """Raises sqlite3.Error if not even the schema can be read."""
        self.troubled: set[str] = set()
        self._failures = 0
        self._connection = connect(path, mode="ro", immutable=True)
        self._connection.text_factory = _text
        try:
            self.tables = {
                str(row[0]) for row in self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
            self.pages = int(self._connection.execute("PRAGMA page_count").fetchone()[0])
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        self._connection.close()

    def columns(self, table: str) -> list[str]:
        """The names of a table's columns; empty if it is not there."""
        return [str(row[1]) for row in self._some(f'PRAGMA table_info("{table}")')]

    def rows(self, table: str, columns: str, highest: int = 0) -> Iterator[Row]:
        """(rowid, *columns) of each readable row. `highest` is a rowid that is known to be there."""
        last = next(iter(self._some(f'SELECT max(rowid) FROM "{table}"', table)), (None,))[0]
        first = next(iter(self._some(f'SELECT min(rowid) FROM "{table}"', table)), (None,))[0]
        end = max(highest, last if isinstance(last, int) else self.pages * _ROWS_A_PAGE)
        if table not in self.troubled and last is None:
            return
        waiting = [(first if isinstance(first, int) else 1, end)]
        failures = 0
        while waiting and failures < _MOST_FAILURES:
            low, high = waiting.pop()
            reached = low - 1
            try:
                with closing(self._connection.cursor()) as cursor:
                    sql = f'SELECT rowid, {columns} FROM "{table}" WHERE rowid BETWEEN ? AND ? ORDER BY rowid'
                    for row in cursor.execute(sql, (low, high)):
                        if isinstance(row[0], int) and reached < row[0] <= high:
                            reached = row[0]
                            yield row
            except sqlite3.Error:
                self.troubled.add(table)
                failures += 1
                if reached >= low:
                    waiting.append((reached + 1, high))
                elif low < high:
                    middle = (low + high) // 2
                    waiting += [(middle + 1, high), (low, middle)]

    def index(self, table: str, index: str, columns: str, order: str, condition: str = "1") -> list[Row]:
        """(rowid, *columns) of all that an index can tell of a table by itself, read from both of its ends."""
        found: dict[int, Row] = {}
        for way in ("ASC", "DESC"):
            by = ", ".join(f"{column} {way}" for column in order.split(", "))
            sql = f'SELECT rowid, {columns} FROM "{table}" INDEXED BY "{index}" WHERE {condition} ORDER BY {by}'
            troubled = set(self.troubled)
            for row in self._some(sql, index):
                found.setdefault(row[0], row)
            if self.troubled == troubled:
                break
        return list(found.values())

    def changes(self, seq: int) -> list[Row] | None:
        """What a step changed, in order; None if not all of it can be read."""
        troubled = "change" in self.troubled
        self.troubled.discard("change")
        rows = list(
            self._some(
                'SELECT n, "table", row_id, before, after FROM change WHERE step_seq = ? ORDER BY n', "change", seq
            )
        )
        whole = "change" not in self.troubled and [row[0] for row in rows] == list(range(len(rows))) and rows
        if troubled:
            self.troubled.add("change")
        return rows if whole and not any(value is UNREADABLE for row in rows for value in row) else None

    def _some(self, sql: str, table: str = "", *parameters: object) -> Iterator[Row]:
        """The rows of a statement up to where it fails, which is noted."""
        try:
            with closing(self._connection.cursor()) as cursor:
                yield from cursor.execute(sql, parameters)
        except (sqlite3.Error, OverflowError):
            self.troubled.add(table)
