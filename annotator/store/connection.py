"""The one way to a project file: how it is opened, what is checked before, and how it is written.

Order of opening, for files that anyone may have made: header and marks, then the schema through a read-only
connection, and only then a connection that can write. A failing opening never writes to the file.
"""

import os
import shutil
import sqlite3
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

from annotator.errors import NotAProject, ProjectError, ProjectGone, ProjectReadOnly, ProjectTooNew
from annotator.store.identity import APPLICATION_ID, SCHEMA_VERSION
from annotator.store.schema import differences, expected_schema, read_schema
from annotator.store.trouble import primary_code, telling, told

Row = tuple[Any, ...]

_MAGIC = b"SQLite format 3\x00"
_BUSY_MS = 5000
_SERIALIZED = 3
"""`sqlite3.threadsafety` where threads may share a connection (DB-API 2.0)."""
_LONGEST_VALUE = 512 * 1024 * 1024
_VALUES_A_STATEMENT = 900
"""Some builds of SQLite take 999 values in one statement."""
_CHECK_STEPS = 20_000_000
"""How many instructions of SQLite's virtual machine the check of a rolled back copy may take."""


def connect(path: Path, *, mode: str, immutable: bool = False) -> sqlite3.Connection:
    """A connection with everything set that every connection needs. `mode` is "ro", "rw" or "rwc".

    Raises sqlite3.Error. Transactions are begun and ended by hand. It belongs to the thread that made it; another one
    may only copy through it (`verified`), where SQLite itself keeps the two apart.
    """
    uri = f"{path.absolute().as_uri()}?mode={mode}{'&immutable=1' if immutable else ''}"
    connection = sqlite3.connect(
        uri,
        uri=True,
        isolation_level=None,
        timeout=_BUSY_MS / 1000,
        cached_statements=256,
        check_same_thread=sqlite3.threadsafety < _SERIALIZED,
    )
    try:
        _set_up(connection)
        if mode != "ro":
            # EXTRA is FULL, and the folder is synced too when the journal is gone.
            connection.execute("PRAGMA synchronous = EXTRA")
    except UnicodeDecodeError as error:  # SQLite names what is wrong with the schema, in bytes that are no text
        connection.close()
        damaged = sqlite3.DatabaseError("malformed database schema")
        damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise damaged from error
    except BaseException:
        connection.close()
        raise
    return connection


def connect_privately() -> sqlite3.Connection:
    """A connection to an empty database that nobody else sees: SQLite keeps it in memory or in a nameless file.

    That file is where temporary files are, and gone when the connection is closed.
    """
    connection = sqlite3.connect("", isolation_level=None, cached_statements=256)
    _set_up(connection)
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    for pragma in (
        "trusted_schema = 0",
        "cell_size_check = 1",
        "mmap_size = 0",
        "foreign_keys = 1",
        "cache_size = -16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


_open: Counter[tuple[int, int]] = Counter()
"""The files that this process has open. Opening and closing one past SQLite would take SQLite's locks on it away."""
_open_guard = threading.Lock()


def is_open_here(path: Path) -> bool:
    """Whether this process has the file open, under whatever name. Raises OSError."""
    found = path.stat()
    return _open[found.st_dev, found.st_ino] > 0


class Database:
    """A connection to one project file. What SQLite raises comes out as ProjectError; no cursor is left open."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self.connection = connection
        self._identity = _identity(path)
        self._is_closed = False
        with _open_guard:
            _open[self._identity] += 1

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self.connection.close()
        with _open_guard:
            _open[self._identity] -= not self._is_closed
        self._is_closed = True

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All rows that a statement gives."""
        with telling(self.path):
            return self.connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[object] = ()) -> Row | None:
        """The first row that a statement gives, None if there is none."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """The first value of the first row, None if there is none."""
        found = self.row(sql, parameters)
        return found[0] if found else None

    def run(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Runs a writing statement; gives the number of rows that it changed. Constraints raise IntegrityError."""
        try:
            return self.connection.execute(sql, parameters).rowcount
        except sqlite3.IntegrityError:
            raise
        except (sqlite3.Error, UnicodeError, OverflowError):
            with telling(self.path):
                raise

    def run_many(self, sql: str, parameters: Iterable[Sequence[object]]) -> int:
        """Runs a writing statement for each set of parameters; gives the number of rows that they changed."""
        try:
            return self.connection.executemany(sql, parameters).rowcount
        except sqlite3.IntegrityError:
            raise
        except (sqlite3.Error, UnicodeError, OverflowError):
            with telling(self.path):
                raise

    def insert_many(
        self, table: str, columns: str, row: str, rows: Sequence[Sequence[object]], on_conflict: str = ""
    ) -> int:
        """Adds rows to a table and gives how many; `row` is what stands for one of them: "(?, ?, 2)".

        Many go into one statement: SQLite prepares what it needs to check a row once for each. Constraints raise
        IntegrityError, unless `on_conflict` says otherwise.
        """
        if not rows:
            return 0
        sql = f'INSERT INTO "{table}"({columns}) VALUES '
        together = _VALUES_A_STATEMENT // len(rows[0])
        whole = len(rows) - len(rows) % together
        added = self.run_many(
            f"{sql}{', '.join([row] * together)} {on_conflict}",
            [list(chain.from_iterable(rows[at : at + together])) for at in range(0, whole, together)],
        )
        return max(added, 0) + max(self.run_many(f"{sql}{row} {on_conflict}", rows[whole:]), 0)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One BEGIN IMMEDIATE … COMMIT; rolled back whole on any exception.

        Before and after, the path must still lead to the file that was opened: what is written into a file that
        was removed or replaced would be lost, so it counts as not written. Raises ProjectError; after a
        ProjectUnconfirmed alone is it written.
        """
        if self.read_only:
            raise ProjectReadOnly(f"“{self.path.name}” is open for reading only.", "Save a copy to work in.")
        if self.connection.in_transaction:
            raise ProjectError("Another step is under way.", "Do it again when that is finished.")
        self.check_still_there()
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            yield
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise told(error, self.path) from error
        finally:
            self._roll_back()
        self.check_still_there()

    def vacuum(self) -> None:
        """Writes the file anew without what was deleted; it needs as much room again meanwhile. Raises ProjectError."""
        self.check_still_there()
        self.connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 1)  # SQLite attaches the new file to itself
        try:
            self.rows("VACUUM")
        finally:
            self.connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        self.check_still_there()

    def _roll_back(self) -> None:
        if self.connection.in_transaction:
            with suppress(sqlite3.Error):
                self.connection.execute("ROLLBACK")

    def check_still_there(self) -> None:
        """Raises ProjectError if the path no longer leads to the file that was opened."""
        try:
            same = _identity(self.path) == self._identity
        except OSError:
            same = False
        if not same:
            raise ProjectGone(
                f"“{self.path.name}” was moved, replaced or deleted while it was open, so this was not saved.",
                f"Put the file back to {self.path.parent}, open it where it is now, or save a copy elsewhere:"
                " everything before this is in it.",
            )


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    if found.st_nlink == 0:
        raise FileNotFoundError(path)
    return found.st_dev, found.st_ino


def open_database(path: Path, *, read_only: bool) -> Database:
    """Opens a project of the newest version, or migrates an older one; checks everything that the module says.

    A file or folder that cannot be written is opened for reading. Raises NotAProject, ProjectTooNew, ProjectError.
    """
    version = check_header(path)
    writable = may_write(path)
    try:
        version = _check_unwritten(path, writable=writable and not read_only)
        if read_only or not writable:
            if version < SCHEMA_VERSION:
                raise ProjectError(
                    f"“{path.name}” was made by an older version of Annotator and must be brought up to date first.",
                    "Open it once where it can be written.",
                )
            return Database(path, connect(path, mode="ro", immutable=_in_wal_mode(path)), read_only=True)
        if version < SCHEMA_VERSION:
            from annotator.store.upgrade import upgrade

            upgrade(path, version)
        connection = connect(path, mode="rw")
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
            if _beside(path, "-journal").exists():
                # A crash left it before anything was written, so nothing was rolled back. Leaving PERSIST removes it.
                connection.execute("PRAGMA journal_mode = PERSIST")
                connection.execute("PRAGMA journal_mode = DELETE")
        except BaseException:
            connection.close()
            raise
        return Database(path, connection, read_only=False)
    except sqlite3.Error as error:
        raise told(error, path) from error
    except OSError as error:
        raise ProjectError(f"“{path.name}” cannot be opened: {error.strerror}.") from error


def check_readable(path: Path) -> None:
    """Raises ProjectError unless there is a file that can be read, whatever is in it."""
    if not path.is_file():
        what = "a folder" if path.is_dir() else "no file" if path.exists() else "not there"
        raise ProjectError(f"“{path.name}” is {what}.", "Check the name.")
    if not os.access(path, os.R_OK):
        raise ProjectError(f"“{path.name}” cannot be read.", "Check that you may read it.")


def may_write(path: Path) -> bool:
    """Whether a file and its folder, where the journal goes, can be written."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def check_header(path: Path) -> int:
    """The version in a project's header. Raises NotAProject, ProjectTooNew, ProjectError; reads 100 bytes."""
    try:
        if path.is_dir():
            raise NotAProject(f"“{path.name}” is a folder, not a project.")
        if path.exists() and not path.is_file():
            raise NotAProject(f"“{path.name}” is not a file.")
        if is_open_here(path):
            return SCHEMA_VERSION
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        raise ProjectError(f"There is no project at {path}.", "Check the name, or make a new project.") from None
    except (OSError, ValueError) as error:
        raise ProjectError(f"“{path.name}” cannot be read: {getattr(error, 'strerror', error)}.") from error
    if not header:
        raise NotAProject(f"“{path.name}” is empty, not a project.")
    if not header.startswith(_MAGIC) or len(header) < 100:
        raise NotAProject(f"“{path.name}” is not an Annotator project.", "Import it if it holds articles.")
    return _check_marks(path, int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big"))


def _check_marks(path: Path, application_id: int, version: int) -> int:
    if application_id != APPLICATION_ID:
        raise NotAProject(f"“{path.name}” is a database of another program, not an Annotator project.")
    if version > SCHEMA_VERSION:
        raise ProjectTooNew(
            f"“{path.name}” was saved by a newer version of Annotator.", "Update Annotator to open it. It is unchanged."
        )
    if version < 1:
        raise NotAProject(f"“{path.name}” is not a finished Annotator project.")
    return version


def _in_wal_mode(path: Path) -> bool:
    """Whether another program left the file in WAL mode, with nothing waiting beside it."""
    if is_open_here(path):
        return False
    with path.open("rb") as file:
        return file.read(20)[18:20] == b"\x02\x02" and not _beside(path, "-wal").exists()


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _check_unwritten(path: Path, *, writable: bool) -> int:
    """Compares the schema through a connection that cannot write. Gives the version."""
    try:
        connection = connect(path, mode="ro", immutable=_in_wal_mode(path))
        try:
            return _compare(path, connection)
        finally:
            connection.close()
    except sqlite3.OperationalError as error:
        hot = primary_code(error) in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
        if not hot or not _beside(path, "-journal").exists():
            raise
    if not writable:
        raise ProjectError(
            f"“{path.name}” was cut off in the middle of saving and must be put right first.",
            "Open it once where it can be written; nothing that was saved is lost.",
        )
    return _check_rolled_back_copy(path)


def _compare(path: Path, connection: sqlite3.Connection) -> int:
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    _check_marks(path, application_id, version)
    found = differences(read_schema(connection), expected_schema(version))
    if found:
        raise NotAProject(
            f"The inside of “{path.name}” was altered by another program: it has {_listing(found)}.",
            "It was not opened and is unchanged.",
        )
    return int(version)


def _listing(phrases: list[str]) -> str:
    shown = ", ".join(phrases[:3])
    return f"{shown} and {len(phrases) - 3} more" if len(phrases) > 3 else shown


def _check_rolled_back_copy(path: Path) -> int:
    """Checks what the file will be once its journal is rolled back, on a copy: the journal may be another file's."""
    with tempfile.TemporaryDirectory(prefix="annotator-") as folder:
        copy = Path(folder) / "copy"
        shutil.copyfile(path, copy)
        shutil.copyfile(_beside(path, "-journal"), _beside(copy, "-journal"))
        connection = connect(copy, mode="rw")
        try:
            version = _compare(path, connection)
            connection.set_progress_handler(lambda: 1, _CHECK_STEPS)
            try:
                found = connection.execute("PRAGMA quick_check(1)").fetchone()
            except sqlite3.OperationalError as error:
                if primary_code(error) != sqlite3.SQLITE_INTERRUPT:
                    raise
                found = ("ok",)
        finally:
            connection.close()
    if found != ("ok",):
        raise ProjectError(
            f"The journal beside “{path.name}” does not fit it, so the project was not opened.",
            f"Keep a copy of both, then move “{path.name}-journal” away and open the project again.",
        )
    return version
