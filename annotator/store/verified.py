"""Copies of a project that count only once they passed their check and are on disk."""

import os
import shutil
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from annotator.domain.text import sha256_of
from annotator.errors import Cancelled, ProjectDamaged, ProjectError, ProjectUnconfirmed
from annotator.progress import Progress
from annotator.store.connection import connect
from annotator.store.creating import give_name, sync_folder
from annotator.store.identity import new_id
from annotator.store.trouble import primary_code, telling

_PAGES_AT_ONCE = 500
_REST_S = 0.01
_SYNC_EVERY = 16
"""Pieces after which what was copied goes to the disk: much of it at once would hold up whoever tags meanwhile."""
_RESTARTS = 4
"""How often another connection's writing may set a copy in pieces back to its start; it is then made in one go."""
_LOOK_EVERY = 200_000
_SPARE = 20_000_000
"""How many bytes must stay free on the disk."""

_BAD_TEXT = (
    "SELECT a.title FROM article a LEFT JOIN article_text t ON t.number = a.number AND t.article_id = a.id"
    " WHERE t.text IS NULL OR hashed(t.text) <> a.sha256 LIMIT 1"
)
_BAD_QUOTE = (
    "SELECT s.id FROM span s LEFT JOIN article_text t ON t.article_id = s.article_id"
    ' WHERE t.text IS NULL OR substr(t.text, s.start + 1, s."end" - s.start) <> s.quote LIMIT 1'
)


def copy_verified(source: Path, target: Path, progress: Progress | None = None) -> None:
    """Copies a project, which may be in use, to a name that is free there; whole, verified and on disk, or not at all.

    Uses connections of its own. Raises ProjectDamaged if the copy does not pass its check, ProjectError if it
    cannot be made, and what `progress` raises.
    """
    with telling(source), closing(connect(source, mode="ro")) as opened:
        copy_connection(opened, source, target, progress)


def copy_connection(opened: sqlite3.Connection, source: Path, target: Path, progress: Progress | None = None) -> None:
    """The same for what an open connection reads, which may be a file that has no name any more.

    May run in another thread than the connection's own. What is written through it meanwhile goes into the copy too.
    """
    draft = target.with_name(f".{new_id()[:8]}.new")
    try:
        with telling(source):
            _check_room(opened, target.parent)
            _copy(opened, draft, progress)
            problem = damage_in(draft, progress)
        if problem:
            raise ProjectDamaged(
                f"“{source.name}” is damaged: {problem}. No copy was kept, and nothing was changed.",
                "Check the project, and recover it into a new file.",
            )
        _sync_file(draft)
        give_name(draft, target)
    except ProjectUnconfirmed as error:
        raise ProjectError(f"“{target.name}” cannot be written.", "Check the disk, or choose another place.") from error
    except FileExistsError:
        raise ProjectError(f"There is already something at {target}.", "Choose another name.") from None
    except OSError as error:
        raise ProjectError(
            f"“{target.name}” cannot be written to {target.parent}: {error.strerror}.", "Choose another place."
        ) from error
    finally:
        for leftover in (draft, draft.with_name(f"{draft.name}-journal")):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)


def damage_in(path: Path, progress: Progress | None = None) -> str:
    """What is wrong with a project at rest, in words: SQLite's quick check, every text, every quote; "" if nothing."""
    with closing(connect(path, mode="ro", immutable=True)) as copy:
        copy.create_function("hashed", 1, _hashed, deterministic=True)
        if progress is not None:
            copy.set_progress_handler(lambda: _wants_out(progress), _LOOK_EVERY)
        try:
            if (found := copy.execute("PRAGMA quick_check(1)").fetchone()) != ("ok",):
                return f"SQLite finds {found[0]}" if found else "it cannot be checked"
            if (found := copy.execute(_BAD_TEXT).fetchone()) is not None:
                return f"the text of article “{found[0]}” does not fit its SHA-256"
            if (found := copy.execute(_BAD_QUOTE).fetchone()) is not None:
                return f"span {found[0]} does not fit its text"
        except sqlite3.Error as error:
            if primary_code(error) == sqlite3.SQLITE_INTERRUPT:
                raise Cancelled from None
            return f"a part of it cannot be read ({error})"
    return ""


def _hashed(text: object) -> str:
    return sha256_of(text) if isinstance(text, str) else ""


def _wants_out(progress: Progress) -> int:
    try:
        progress(1, 1)
    except Cancelled:
        return 1
    return 0


def _check_room(opened: sqlite3.Connection, folder: Path) -> None:
    """Raises ProjectError if the copy would fill the disk, on which the next tag may have to be saved."""
    pages, size = (int(opened.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "page_size"))
    free = shutil.disk_usage(folder).free
    if free < pages * size + _SPARE:
        needed = (pages * size + _SPARE) // 1_000_000
        raise ProjectError(
            f"There is no room for a copy in {folder}: {needed} MB are needed, {free // 1_000_000} MB are free.",
            "Free some space. The project itself is unchanged.",
        )


def _copy(opened: sqlite3.Connection, draft: Path, progress: Progress | None) -> None:
    pieces = 0

    def on_piece(done: int, total: int) -> None:
        nonlocal pieces
        pieces += 1
        if progress is not None:
            progress(done, total)
        if pieces % _SYNC_EVERY == 0:
            os.fsync(handle)

    # Closed after SQLite's own connection: closing it earlier would take that one's locks away.
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with closing(connect(draft, mode="rw")) as copy:
            copy.execute("PRAGMA synchronous = OFF")  # it is synced as a whole before it gets its name
            copy_in_pieces(opened, copy, on_piece)
    finally:
        os.close(handle)


def copy_in_pieces(opened: sqlite3.Connection, copy: sqlite3.Connection, progress: Progress | None = None) -> None:
    """Copies one database into another; whoever is tagging meanwhile waits a few milliseconds at most.

    May run in another thread than the opened one's own. Progress counts pages. Raises sqlite3.Error.
    """
    restarts, last = 0, 0

    def on_piece(status: int, remaining: int, total: int) -> None:
        nonlocal restarts, last
        done = total - remaining
        restarts += status == sqlite3.SQLITE_OK and done <= last
        last = done
        if restarts > _RESTARTS:
            raise _TooOften
        if progress is not None:
            progress(done, total)
        if remaining:
            time.sleep(_REST_S)

    try:
        opened.backup(copy, pages=_PAGES_AT_ONCE, progress=on_piece, sleep=_REST_S)
    except _TooOften:
        opened.backup(copy, pages=-1)


class _TooOften(Exception):
    """Somebody writes so often that a copy in pieces never ends."""


def _sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    sync_folder(path.parent)
