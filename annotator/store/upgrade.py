"""Bringing a project of an older version up to date: a verified copy aside, then one transaction for each migration."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from annotator.errors import ProjectError
from annotator.store.connection import connect
from annotator.store.creating import sync_folder
from annotator.store.schema import differences, expected_schema, read_schema
from annotator.store.trouble import telling


def upgrade(path: Path, version: int) -> Path:
    """Migrates the project to the newest version; gives the copy of how it was, which stays beside it.

    Raises ProjectError; the project is then as it was.
    """
    from sqlite_utils import Database

    from annotator.store.migrations import migrations

    copy = _copy_aside(path, version)
    with telling(path), closing(connect(path, mode="rw")) as connection:
        migrations.apply(Database(connection))
    return copy


def _copy_aside(path: Path, version: int) -> Path:
    copy = _free_name(path, version)
    draft = copy.with_name(f"{copy.name}.new")
    try:
        with telling(path), closing(connect(path, mode="ro")) as source:
            with closing(connect(draft, mode="rwc")) as target:
                source.backup(target)
                _verify(source, target, version, path)
            draft.rename(copy)
        sync_folder(path.parent)
    except OSError as error:
        raise ProjectError(
            f"“{path.name}” must be brought up to date, but no copy could be put aside: {error.strerror}.",
            "Free some space, or move the project to a folder that you may write to. It is unchanged.",
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return copy


def _verify(source: sqlite3.Connection, copy: sqlite3.Connection, version: int, path: Path) -> None:
    """Raises ProjectError unless the copy is whole and holds as much as the project."""
    found = copy.execute("PRAGMA quick_check(1)").fetchone()
    tables = [name for kind, name, _ in expected_schema(version) if kind == "table" and "index" not in name]
    same = all(
        source.execute(f'SELECT count(*) FROM "{name}"').fetchone()
        == copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()
        for name in tables
    )
    if found != ("ok",) or differences(read_schema(copy), read_schema(source)) or not same:
        raise ProjectError(
            f"“{path.name}” must be brought up to date, but it is damaged: no whole copy can be put aside.",
            "Go back to a backup. It is unchanged.",
        )


def _free_name(path: Path, version: int) -> Path:
    stem = path.stem
    for number in range(1, 1000):
        more = "" if number == 1 else f"-{number}"
        name = path.with_name(f"{stem}.before-upgrade-from-{version}{more}{path.suffix}")
        if not os.path.lexists(name):
            return name
    raise ProjectError(f"There are too many old copies beside “{path.name}”.", "Move some of them away.")
