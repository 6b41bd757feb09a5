"""SQLite's errors in words that the person at the screen can act on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.errors import ProjectDamaged, ProjectError, ProjectReadOnly, ProjectUnconfirmed

SAFE = "Everything before is safe."

_DAMAGED = ("The project file “{name}” is damaged.", "Check the project, or go back to a backup.")
_BY_CODE = {
    sqlite3.SQLITE_FULL: ("The disk is full, so this was not saved.", f"Free some space and do it again. {SAFE}"),
    sqlite3.SQLITE_READONLY: (
        "“{name}” cannot be written, so this was not saved.",
        f"Make the file and its folder writable, or work on a copy. {SAFE}",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "“{name}” cannot be opened for this.",
        "Check that its folder is there and that you may write to it.",
    ),
    sqlite3.SQLITE_BUSY: (
        "Another program is using “{name}”, so this was not done.",
        f"Wait until it is finished and do it again. {SAFE}",
    ),
    sqlite3.SQLITE_LOCKED: (
        "“{name}” is being read elsewhere in this program, so this was not done.",
        f"Do it again. {SAFE}",
    ),
    sqlite3.SQLITE_IOERR: (
        "The disk reported an error, so this was not done.",
        f"Check the disk or the connection to it, and do it again. {SAFE}",
    ),
    sqlite3.SQLITE_TOOBIG: ("This is too large for a project.", "Split it into smaller articles."),
    sqlite3.SQLITE_NOMEM: ("There is not enough memory for this.", f"Close other programs and do it again. {SAFE}"),
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}

_KINDS: dict[int, type[ProjectError]] = {
    sqlite3.SQLITE_CORRUPT: ProjectDamaged,
    sqlite3.SQLITE_NOTADB: ProjectDamaged,
    sqlite3.SQLITE_READONLY: ProjectReadOnly,
}


def error_code(error: sqlite3.Error) -> int:
    """SQLite's extended result code, 0 where the error has none."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0)


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code, 0 where the error has none."""
    return error_code(error) & 0xFF


def told(error: sqlite3.Error, path: Path) -> ProjectError:
    """The error for the person, for one that SQLite raised while working on the file."""
    if error_code(error) == sqlite3.SQLITE_IOERR_DIR_FSYNC:  # the journal is gone, so the step counts
        return ProjectUnconfirmed(
            f"The disk reported an error after this was written to “{path.name}”. It is there now, but a power cut"
            " might still take it away.",
            f"Check the disk or the connection to it, and copy the project to another one. {SAFE}",
        )
    code = sqlite3.SQLITE_CORRUPT if "decode to UTF-8" in str(error) else primary_code(error)
    message, hint = _BY_CODE.get(code, (f"The project file “{{name}}” refused this: {error}.", SAFE))
    return _KINDS.get(code, ProjectError)(message.replace("{name}", path.name), hint)


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turns what SQLite or a damaged value raises in the block into a ProjectError."""
    try:
        yield
    except sqlite3.Error as error:
        raise told(error, path) from error
    except UnicodeDecodeError as error:  # SQLite names what it could not read, in bytes that are no text
        raise ProjectDamaged(_DAMAGED[0].replace("{name}", path.name), _DAMAGED[1]) from error
    except UnicodeEncodeError as error:
        raise ProjectError(
            f"This holds a character that cannot be stored (U+{ord(error.object[error.start]):04X}).",
            "Take it out and do it again.",
        ) from error
    except OverflowError as error:
        raise ProjectError("This holds a number that is too large to be stored.") from error


@contextmanager
def reading_rows(path: Path) -> Iterator[None]:
    """Turns a stored value that cannot be what it should be into a ProjectError."""
    try:
        yield
    except (ValueError, TypeError, AttributeError) as error:
        message, hint = _DAMAGED
        raise ProjectDamaged(message.replace("{name}", path.name), f"{hint} ({error})") from error
