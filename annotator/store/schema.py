"""The schema that a project of each version must have, and how a file's own is compared with it.

`snapshots.SNAPSHOTS` holds, for each released version, what its migrations put into `sqlite_master`. Comparing with
that needs no sqlite-utils; a test holds the newest snapshot equal to what the migrations make. After adding a
migration: `python -c "from annotator.store import schema; schema.write_snapshot()"`.
"""

import re
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from annotator.store.identity import APPLICATION_ID, SCHEMA_VERSION

Schema = dict[tuple[str, str, str], str]
"""(type, name, table) → the SQL that made it; "" for the indexes that SQLite makes by itself."""

_MIGRATIONS_TABLE = "_sqlite_migrations"
_MIGRATION_SET = "annotator"
MIGRATION_NAMES = ("first_schema", "second_schema", "third_schema")
"""The migrations, in order; a project made from the newest snapshot is recorded to have had them all."""

_MADE_BY_ANALYZE = {"sqlite_stat1", "sqlite_stat4"}
_HEADING = re.compile(r"^-- (table|index|trigger|view) (\S+) on (\S+)$", re.MULTILINE)


def read_schema(connection: sqlite3.Connection) -> Schema:
    """The schema that a database has. What ANALYZE leaves behind is passed over: it only guides the planner."""
    rows = connection.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master").fetchall()
    return {
        (str(kind), str(name), str(table)): str(sql) for kind, name, table, sql in rows if name not in _MADE_BY_ANALYZE
    }


def expected_schema(version: int) -> Schema:
    """The schema of a released version. Raises KeyError for a version that never was."""
    from annotator.store.snapshots import SNAPSHOTS

    parts = _HEADING.split(SNAPSHOTS[version])[1:]
    return {
        (kind, name, table): sql.strip().removesuffix(";")
        for kind, name, table, sql in zip(parts[0::4], parts[1::4], parts[2::4], parts[3::4], strict=True)
    }


def differences(found: Schema, expected: Schema) -> list[str]:
    """What a person would call the difference, one phrase each; empty if there is none."""
    told = [f"an unknown {kind} “{name}”" for kind, name, table in sorted(found.keys() - expected.keys())]
    told += [f"a missing {kind} “{name}”" for kind, name, table in sorted(expected.keys() - found.keys())]
    told += [
        f"an altered {kind} “{name}”"
        for kind, name, table in sorted(found.keys() & expected.keys())
        if found[kind, name, table] != expected[kind, name, table]
    ]
    return told


def make_schema(connection: sqlite3.Connection) -> None:
    """Gives an empty database the newest schema, just as the migrations would; the caller has begun a transaction."""
    schema = expected_schema(SCHEMA_VERSION)
    virtual = [name for (_, name, _), sql in schema.items() if sql.startswith("CREATE VIRTUAL TABLE")]
    for kind in ("table", "index", "trigger"):
        for (its_kind, name, _), sql in schema.items():
            if its_kind == kind and sql and not _made_by_sqlite(name, virtual):
                connection.execute(sql)
    set_up_text_index(connection)
    now = str(datetime.now(UTC))
    connection.executemany(
        f"INSERT INTO {_MIGRATIONS_TABLE}(migration_set, name, applied_at) VALUES (?, ?, ?)",
        [(_MIGRATION_SET, name, now) for name in MIGRATION_NAMES],
    )
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def set_up_text_index(connection: sqlite3.Connection) -> None:
    """Lets a new index of the texts gather more before it writes and before it merges: many come in at a time."""
    for setting, value in (("automerge", 8), ("hashsize", 8 * 1024 * 1024)):
        connection.execute("INSERT INTO text_index(text_index, rank) VALUES (?, ?)", (setting, value))


def _made_by_sqlite(name: str, virtual: Iterable[str]) -> bool:
    return name.startswith("sqlite_") or any(name.startswith(f"{table}_") for table in virtual)


def snapshot() -> str:
    """The newest schema as text, made by applying the migrations to an empty database."""
    from sqlite_utils import Database

    from annotator.store.migrations import migrations

    database = Database(memory=True)
    migrations.apply(database)
    parts = [
        f"-- {kind} {name} on {table}\n{sql};\n" if sql else f"-- {kind} {name} on {table}\n"
        for (kind, name, table), sql in read_schema(database.conn).items()
    ]
    database.close()
    return "\n".join(parts)


def write_snapshot() -> None:
    """Writes the newest schema into the module of its version, beside those of older ones."""
    from annotator.store import snapshots

    Path(snapshots.__file__).with_name(f"version_{SCHEMA_VERSION}.py").write_text(
        f'"""The schema of version {SCHEMA_VERSION}, written by `schema.write_snapshot`. Not edited by hand."""\n\n'
        f'SCHEMA = """\n{snapshot()}"""\n',
        encoding="utf-8",
    )
