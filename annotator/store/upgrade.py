"""Bringing a project of an older version up to date: a verified copy aside, then one transaction for each migration."""

from contextlib import closing
from pathlib import Path

from annotator.errors import ProjectError
from annotator.store.connection import connect
from annotator.store.creating import free_name
from annotator.store.trouble import telling
from annotator.store.verified import copy_verified


def upgrade(path: Path, version: int) -> Path:
    """Migrates the project to the newest version; gives the copy of how it was, which stays beside it.

    What a crash left half written is rolled back first. Raises ProjectError; the project is then as it was.
    """
    from sqlite_utils import Database

    from annotator.store.migrations import migrations

    with telling(path), closing(connect(path, mode="rw")) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # only one that writes can roll back
    copy = free_name(path, f"before-upgrade-from-{version}")
    try:
        copy_verified(path, copy)
    except ProjectError as error:
        raise type(error)(
            f"“{path.name}” must be brought up to date, but no copy could be put aside: {error.message}",
            f"{error.hint} It is unchanged.".strip(),
        ) from error
    with telling(path), closing(connect(path, mode="rw")) as connection:
        migrations.apply(Database(connection))
    return copy
