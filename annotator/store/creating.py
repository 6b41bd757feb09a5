"""Making a new project file: whole or not at all."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from annotator import __version__
from annotator.domain.model import Label
from annotator.errors import ProjectError
from annotator.store.connection import connect
from annotator.store.identity import new_id
from annotator.store.schema import make_schema
from annotator.store.trouble import telling

_MOST_COPIES = 1000


def create_file(path: Path, labels: Sequence[Label]) -> None:
    """Makes a project with a label scheme under a temporary name beside, then gives it its own.

    Raises ProjectError if something is at the path already, or if it cannot be written.
    """
    if os.path.lexists(path):
        raise ProjectError(f"There is already something at {path}.", "Choose another name, or open it.")
    if not path.parent.is_dir():
        raise ProjectError(f"There is no folder {path.parent}.", "Make it first, or choose another place.")
    draft = path.with_name(f".{path.name[:100]}.{new_id()[:8]}.new")
    try:
        with telling(path):
            _fill(draft, labels)
        give_name(draft, path)
    except FileExistsError:
        raise ProjectError(f"There is already something at {path}.", "Choose another name, or open it.") from None
    except OSError as error:
        raise ProjectError(f"“{path.name}” cannot be made there: {error.strerror}.", "Choose another place.") from error
    finally:
        for leftover in (draft, draft.with_name(f"{draft.name}-journal")):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)


def _fill(draft: Path, labels: Sequence[Label]) -> None:
    connection = connect(draft, mode="rwc")
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("BEGIN IMMEDIATE")
        make_schema(connection)
        made = datetime.now(UTC).isoformat(timespec="seconds")
        connection.executemany(
            "INSERT INTO info(name, value) VALUES (?, ?)",
            [("project", new_id()), ("created", made), ("created_by", f"Annotator {__version__}")],
        )
        try:
            connection.executemany(
                "INSERT INTO label(id, position, name, key, color, guideline, extent) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (new_id(), n, label.name, label.key, label.color, label.guideline, label.extent.value)
                    for n, label in enumerate(labels)
                ],
            )
        except sqlite3.IntegrityError:
            raise ProjectError("Each label of a project needs a name of its own.") from None
        connection.execute("COMMIT")
    finally:
        connection.close()


def give_name(draft: Path, path: Path) -> None:
    """Renames without ever replacing a file, and makes the new name durable. Raises OSError."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # the file system has no hard links
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        draft.rename(path)
    else:
        draft.unlink()
    sync_folder(path.parent)


def free_name(path: Path, what: str) -> Path:
    """A name beside the project that nothing has yet, and that says what lies there. Raises ProjectError."""
    for number in range(1, _MOST_COPIES):
        more = "" if number == 1 else f"-{number}"
        name = path.with_name(f"{path.stem}.{what}{more}{path.suffix}")
        if not os.path.lexists(name):
            return name
    raise ProjectError(f"There are too many old copies beside “{path.name}”.", "Move some of them away.")


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
