"""Undo and redo of recorded steps, and the list of them. The history is data: which table, which row, which columns
before and after."""

import json
import sqlite3
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from annotator.errors import NotFound, ProjectError
from annotator.store.changes import Changes, changes_of_step, together
from annotator.store.connection import Database
from annotator.store.search import reindex_titles
from annotator.store.step import TRACKED
from annotator.store.trouble import reading_rows

_NEXT_UNDO = "SELECT seq, name FROM step WHERE state = 'done' ORDER BY seq DESC LIMIT 1"
_NEXT_REDO = "SELECT seq, name FROM step WHERE state = 'undone' ORDER BY seq LIMIT 1"


_REPLACED = "suggestion"
"""The table whose rows a suggester replaces outside the history: what it replaced meanwhile is passed over."""


class HistoryEntry(NamedTuple):
    """One step as a person sees it: who did what, when (in their own time zone), and how many rows it changed."""

    seq: int
    at: datetime
    annotator: str
    name: str
    article_id: str
    """The article it was made in; "" if it concerns several, or none."""
    title: str
    changes: int
    is_done: bool
    """False for one that was undone and can be done again."""


_ENTRY = (
    "SELECT s.seq, s.at, s.annotator, s.name, coalesce(s.article_id, ''), coalesce(a.title, ''),"
    " coalesce((SELECT n + 1 FROM change WHERE step_seq = s.seq ORDER BY n DESC LIMIT 1), 0), s.state"
    " FROM step s LEFT JOIN article a ON a.id = s.article_id"
)


def entries(db: Database, *, before: int | None = None, limit: int = 200, article_id: str = "") -> list[HistoryEntry]:
    """The steps that are done or can be done again, newest first: a page of those older than the entry `before`.

    With an article, only those made in it. Steps that were undone and then given up for others are left out.
    """
    conditions, parameters = "s.state <> 'dropped'", list[object]()
    if before is not None:
        conditions += " AND s.seq < ?"
        parameters.append(before)
    if article_id:
        conditions += " AND s.article_id = ?"
        parameters.append(article_id)
    rows = db.rows(f"{_ENTRY} WHERE {conditions} ORDER BY s.seq DESC LIMIT ?", (*parameters, limit))
    with reading_rows(db.path):
        return [_entry(row) for row in rows]


def entry(db: Database, seq: int) -> HistoryEntry:
    """One entry. Raises NotFound."""
    row = db.row(f"{_ENTRY} WHERE s.seq = ? AND s.state <> 'dropped'", (seq,))
    if row is None:
        raise NotFound("This entry is not in the history, or no longer.")
    with reading_rows(db.path):
        return _entry(row)


def last_before(db: Database, at: datetime) -> int:
    """The last step that was made before a time and is done; 0 if there is none."""
    until = at.astimezone(UTC).isoformat(timespec="milliseconds")
    found = db.value("SELECT max(seq) FROM step WHERE state = 'done' AND at < ?", (until,))
    return int(found or 0)


def _entry(row: tuple[Any, ...]) -> HistoryEntry:
    seq, at, annotator, name, article_id, title, changes, state = row
    return HistoryEntry(
        seq, datetime.fromisoformat(at).astimezone(), annotator, name, article_id, title, changes, state == "done"
    )


def state(db: Database) -> str:
    """What has been done so far, in a few characters."""
    last, count = db.rows("SELECT max(seq), count(*) FROM step WHERE state = 'done'")[0]
    return f"{last or 0}-{count}"


def undo_name(db: Database) -> str | None:
    """The name of the step that undo would take back; None if there is none."""
    row = db.row(_NEXT_UNDO)
    return row[1] if row else None


def redo_name(db: Database) -> str | None:
    """The name of the step that redo would do again; None if there is none."""
    row = db.row(_NEXT_REDO)
    return row[1] if row else None


def undo(db: Database) -> Changes:
    """Takes back the last step. Raises NotFound if there is none, ProjectError if what it left was changed since."""
    return _turn(db, "undo")


def redo(db: Database) -> Changes:
    """Does the last undone step again. Raises NotFound if there is none, ProjectError if it no longer fits."""
    return _turn(db, "redo")


def travel(db: Database, seq: int) -> Changes:
    """Undoes or redoes steps, as one transaction, until the step `seq` is the last that is done; 0 undoes them all.

    Each step stays a step of its own, so what was undone can be done again one by one. Raises NotFound if there is
    no such step, or if it was given up for others; ProjectError, with nothing changed, if a step no longer fits.
    """
    with db.writing():
        if seq and db.value("SELECT state FROM step WHERE seq = ? AND state <> 'dropped'", (seq,)) is None:
            raise NotFound("This entry is not in the history, or no longer.")
        way: Literal["undo", "redo"] = "undo"
        steps = db.rows("SELECT seq, name FROM step WHERE state = 'done' AND seq > ? ORDER BY seq DESC", (seq,))
        if not steps:
            way = "redo"
            steps = db.rows("SELECT seq, name FROM step WHERE state = 'undone' AND seq <= ? ORDER BY seq", (seq,))
        return together([_turn_step(db, way, *step) for step in steps])


def _turn(db: Database, way: Literal["undo", "redo"]) -> Changes:
    with db.writing():
        step = db.row(_NEXT_UNDO if way == "undo" else _NEXT_REDO)
        if step is None:
            raise NotFound(f"Nothing to {way}.")
        return _turn_step(db, way, *step)


def _turn_step(db: Database, way: Literal["undo", "redo"], seq: int, name: str) -> Changes:
    order = "DESC" if way == "undo" else "ASC"
    recorded = db.rows(
        f'SELECT "table", row_id, before, after FROM change WHERE step_seq = ? ORDER BY n {order}', (seq,)
    )
    for table, statement, parameters in _statements(recorded, way, name):
        try:
            turned = db.run_many(statement, parameters)
        except sqlite3.IntegrityError:
            turned = -1
        if turned != len(parameters) and table != _REPLACED:
            raise ProjectError(
                f"“{name}” cannot be {'undone' if way == 'undo' else 'done again'}:"
                " what it touched was changed since by something else.",
                "Nothing was changed.",
            )
    db.run("UPDATE step SET state = ? WHERE seq = ?", ("undone" if way == "undo" else "done", seq))
    tables = {table for table, *_ in recorded}
    if "article" in tables:
        reindex_titles(db, seq)
    return changes_of_step(db, seq, tables)


def _statements(recorded: list[tuple[Any, ...]], way: str, name: str) -> list[tuple[str, str, list[list[object]]]]:
    """The tables and statements that turn the changes, with their sets of parameters; neighbours alike are together.

    Each statement changes a row only if the row still is as the step left it.
    """
    batches: list[tuple[str, str, list[list[object]]]] = []
    for table, row_id, before, after in recorded:
        old, new = sides(table, before, after, name)
        if way == "redo":
            old, new = new, old
        assignments = ", ".join(f'"{column}" = ?' for column in old)
        conditions = " AND ".join(f'"{column}" IS ?' for column in new)
        verb = "UPDATE OR IGNORE" if table == _REPLACED else "UPDATE"
        statement = f'{verb} "{table}" SET {assignments} WHERE id = ? AND {conditions}'
        if not batches or batches[-1][1] != statement:
            batches.append((table, statement, []))
        batches[-1][2].append([*old.values(), row_id, *new.values()])
    return batches


def sides(table: object, before: str | None, after: str | None, name: str) -> tuple[dict[str, object], ...]:
    """The columns before and after a change. Raises ProjectError for what no step of ours can have recorded."""
    if table in TRACKED and before is None and after is None:
        return {"removed": 1}, {"removed": 0}
    try:
        sides: list[Any] = [json.loads(before or ""), json.loads(after or "")]
    except ValueError:
        sides = []
    known = TRACKED.get(str(table), frozenset())
    if len(sides) != 2 or not all(isinstance(side, dict) and side and side.keys() <= known for side in sides):
        raise ProjectError(f"The history entry “{name}” is damaged and cannot be used.", "Check the project.")
    if any(isinstance(value, (dict, list)) for side in sides for value in side.values()):
        raise ProjectError(f"The history entry “{name}” is damaged and cannot be used.", "Check the project.")
    return tuple(sides)
