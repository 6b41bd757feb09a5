"""Undo and redo of recorded steps. The history is data: which table, which row, which columns before and after."""

import json
import sqlite3
from typing import Any, Literal

from annotator.errors import NotFound, ProjectError
from annotator.store.changes import Changes, changes_of_step
from annotator.store.connection import Database
from annotator.store.search import reindex_titles
from annotator.store.step import TRACKED

_NEXT_UNDO = "SELECT seq, name FROM step WHERE state = 'done' ORDER BY seq DESC LIMIT 1"
_NEXT_REDO = "SELECT seq, name FROM step WHERE state = 'undone' ORDER BY seq LIMIT 1"


_REPLACED = "suggestion"
"""The table whose rows a suggester replaces outside the history: what it replaced meanwhile is passed over."""


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


def _turn(db: Database, way: Literal["undo", "redo"]) -> Changes:
    with db.writing():
        step = db.row(_NEXT_UNDO if way == "undo" else _NEXT_REDO)
        if step is None:
            raise NotFound(f"Nothing to {way}.")
        seq, name = step
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
        old, new = _sides(table, before, after, name)
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


def _sides(table: object, before: str | None, after: str | None, name: str) -> tuple[dict[str, object], ...]:
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
