"""Writing recovered rows into a new project: whatever its constraints refuse is listed, and the rest goes in."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from annotator.errors import ProjectError
from annotator.store.connection import connect
from annotator.store.creating import create_file
from annotator.store.history import sides
from annotator.store.recovery.gathering import OTHERS, Gathered, Missing, Values, is_value
from annotator.store.recovery.reader import UNREADABLE, Reader, Row
from annotator.store.step import TRACKED

_UNIQUE_NAMES = ("label", "annotator")


@dataclass(slots=True)
class Written:
    """What went into the new file, and what it refused."""

    articles: int = 0
    spans: int = 0
    steps: int = 0
    refused: list[Missing] = field(default_factory=list)


def write_project(path: Path, found: Gathered, steps_from: Sequence[Path]) -> Written:
    """Makes a project of the rows. Raises ProjectError, OSError."""
    create_file(path, ())
    written = Written()
    with closing(connect(path, mode="rw")) as new:
        new.execute("BEGIN IMMEDIATE")
        new.executemany("INSERT OR REPLACE INTO info(name, value) VALUES (?, ?)", found.info.items())
        _add_names(new, found)
        _add_articles(new, found, written)
        for table in ("span", *OTHERS):
            ranked = sorted(found.rows[table].values(), key=lambda row: row.get("removed") != 0)
            _add(new, table, ranked, written)
        for source in steps_from:
            with suppress(sqlite3.Error), closing(Reader(source)) as reader:
                written.steps = _add_steps(new, reader)
                if written.steps:
                    break
        live = "removed = 0 AND article_id IN (SELECT id FROM article WHERE removed = 0)"
        written.articles = new.execute("SELECT count(*) FROM article WHERE removed = 0").fetchone()[0]
        written.spans = new.execute(f"SELECT count(*) FROM span WHERE {live}").fetchone()[0]
        new.execute("COMMIT")
    return written


def _columns(new: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in new.execute(f'PRAGMA table_info("{table}")')}


def _insert(new: sqlite3.Connection, table: str, row: Values, columns: set[str]) -> bool:
    """Adds a row with the columns that both files know; whether the new one takes it."""
    values = {column: value for column, value in row.items() if column in columns and value is not UNREADABLE}
    named = ", ".join(f'"{column}"' for column in values)
    marks = ", ".join("?" * len(values))
    try:
        new.execute(f'INSERT INTO "{table}"({named}) VALUES ({marks})', tuple(values.values()))
    except (sqlite3.IntegrityError, sqlite3.InterfaceError, OverflowError):
        return False
    return True


def _add_names(new: sqlite3.Connection, found: Gathered) -> None:
    """Labels and annotators: all spans hang on them, so one with a spoilt value goes in with what can be kept."""
    for table in _UNIQUE_NAMES:
        columns = _columns(new, table)
        for number, row in enumerate(sorted(found.rows[table].values(), key=lambda row: row.get("removed") != 0)):
            gone = 1 if row["removed"] == 1 else 0
            plain = {"id": row["id"], "name": row["name"] or f"lost {table}", "position": number, "removed": gone}
            if not _insert(new, table, row, columns) and not _insert(new, table, plain, columns):
                _insert(new, table, {**plain, "name": f"{plain['name']} ({number})"}, columns)


def _add_articles(new: sqlite3.Connection, found: Gathered, written: Written) -> None:
    columns = _columns(new, "article")
    taken: set[int] = set()
    for row in sorted(found.rows["article"].values(), key=lambda row: row["number"]):
        article_id, text = row["id"], found.texts[row["id"]]
        if row["number"] in taken or row["number"] < 1:
            row["number"] = max(taken) + 1
        taken.add(row["number"])
        plain = {**row, "flag": 0, "removed": 1 if row["removed"] else 0}
        if not _insert(new, "article", row, columns) and not _insert(new, "article", plain, columns):
            written.refused.append(Missing("article", article_id, f"{row['title']}: the same text is there already"))
            continue
        new.execute("INSERT INTO article_text VALUES (?, ?, ?)", (row["number"], article_id, text))
        new.execute("INSERT INTO text_index(rowid, text) VALUES (?, ?)", (row["number"], text))
        title = (row["number"], row["title"], row["source"])
        new.execute("INSERT INTO title_index(rowid, title, source) VALUES (?, ?, ?)", title)


def _add(new: sqlite3.Connection, table: str, rows: Iterable[Values], written: Written) -> None:
    columns = _columns(new, table)
    for row in rows:
        if table == "attribute" and not is_value(row["value"]):
            written.refused.append(Missing(table, row["id"], "holds no valid value"))
        elif not _insert(new, table, row, columns):
            written.refused.append(Missing(table, row["id"], "does not fit what is there"))


def _add_steps(new: sqlite3.Connection, reader: Reader) -> int:
    """Keeps the newest steps, back to the first that is not whole or names a row that is not there."""
    columns = reader.columns("step")
    listed = ", ".join(f'"{column}"' for column in columns)
    steps = [dict(zip(columns, values, strict=True)) for _, *values in reader.rows("step", listed)] if columns else []
    steps.sort(key=lambda step: step["seq"], reverse=True)
    known = {table: {row[0] for row in new.execute(f"SELECT id FROM {table}")} for table in TRACKED}
    kept = 0
    later, undone_above = None, True
    for step in steps:
        changes = reader.changes(step["seq"])
        undone_above = undone_above and step["state"] != "done"
        gap = later is not None and step["seq"] != later - 1
        if (
            gap
            or changes is None
            or (step["state"] == "undone" and not undone_above)
            or not _fits(changes, known, step)
        ):
            break
        later = step["seq"]
        step["article_id"] = step["article_id"] if step["article_id"] in known["article"] else None
        if not _insert(new, "step", step, _columns(new, "step")):
            break
        new.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?)", [(step["seq"], *change) for change in changes])
        kept += 1
    return kept


def _fits(changes: Sequence[Row], known: dict[str, set[str]], step: Values) -> bool:
    try:
        for _, table, row_id, before, after in changes:
            old, new = sides(table, before, after, str(step["name"]))
            replaced = table == "suggestion" and before is not None
            if (row_id not in known[table] and not replaced) or old.keys() != new.keys():
                return False
    except (ProjectError, KeyError, TypeError):
        return False
    return True
