"""Who has a project open for writing. One at a time: a second one is told who it is, and can read.

On this computer a lock of the operating system decides, on a file named after the project file's device and number:
it is the same through links and other paths, and ends with its process, however that ends. For other computers and
users, a window also leaves a note beside the project.
"""

import getpass
import json
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Self

from annotator.errors import ProjectInUse
from annotator.paths import lock_folder

_LARGEST = 4096
_TRIES = 5


class Holder(NamedTuple):
    """Whoever has a project open. `machine` tells computers apart, `born` two processes that had the same number."""

    host: str
    user: str
    pid: int
    since: str
    machine: str
    born: str

    @property
    def is_here(self) -> bool:
        """Whether it is this computer."""
        return self.machine == _machine()

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs; of one on another computer that cannot be told, so it counts as running."""
        return not self.is_here or (_runs(self.pid) and (not self.born or self.born == _born(self.pid)))


class ProjectLock:
    """The right to write to a project, until `release` or the end of the process."""

    def __init__(self, handle: int, path: Path | None, note: Path | None) -> None:
        """Takes over an open and locked file; use `take`."""
        self._handle = handle
        self._path = path
        self._note = note

    @classmethod
    def take(cls, project: Path, *, announce: bool = False, take_over: bool = False) -> Self:
        """Takes the lock; `announce` leaves a note beside the project, for other computers.

        `take_over` passes over the note of another computer, which may be switched off by now. Raises ProjectInUse,
        saying who has the project.
        """
        mine = _myself()
        handle, path = _take_here(project, mine)
        note = note_of(project)
        other = _read(note)
        if other and other.is_alive and not (take_over and not other.is_here) and other != mine:
            _give_back(handle, path)
            raise in_use(project, other)
        if announce:
            with suppress(OSError):  # no room, or not allowed: then only this computer knows
                _write(note, mine)
                return cls(handle, path, note)
        elif other:
            with suppress(OSError):
                note.unlink()
        return cls(handle, path, None)

    def release(self) -> None:
        """Gives the lock back."""
        if self._note is not None and _read(self._note) == _myself(since=self._since()):
            with suppress(OSError):
                self._note.unlink()
        _give_back(self._handle, self._path)
        self._handle, self._path, self._note = -1, None, None

    def _since(self) -> str:
        found = _read(self._note) if self._note else None
        return found.since if found else ""


def note_of(project: Path) -> Path:
    """Where the note about a project is left: beside the file itself, wherever links to it are."""
    real = project.resolve()
    return real.with_name(f".~{real.name}.lock")


def in_use(project: Path, other: Holder | None) -> ProjectInUse:
    """The error that says who has the project."""
    if other is None:
        return ProjectInUse(f"“{project.name}” is open in another window.", "It can be read meanwhile.")
    where = "on this computer" if other.is_here else f"on {other.host}"
    message = f"“{project.name}” is open already: by {other.user} {where}, since {_when(other.since)}"
    return ProjectInUse(
        f"{message} (process {other.pid}).",
        "It can be read meanwhile. Close it there to write here.",
        elsewhere=not other.is_here,
    )


def _when(since: str) -> str:
    try:
        begun = datetime.fromisoformat(since).astimezone()
    except ValueError:
        return "an unknown time"
    return f"{begun:%H:%M}" if begun.date() == datetime.now().astimezone().date() else f"{begun:%Y-%m-%d %H:%M}"


def _take_here(project: Path, mine: Holder) -> tuple[int, Path | None]:
    """The locked file for this computer; (-1, None) where none can be made. Raises ProjectInUse."""
    try:
        found = project.stat()
        path = lock_folder() / f"{found.st_dev:x}-{found.st_ino:x}.lock"
        for _ in range(_TRIES):
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            if not _lock(handle):
                os.close(handle)
                raise in_use(project, _read(path))
            with suppress(OSError):
                if os.path.samestat(os.fstat(handle), path.stat()):
                    os.ftruncate(handle, 0)
                    os.write(handle, _as_bytes(mine))
                    return handle, path
            os.close(handle)  # whoever had it took the file away meanwhile
    except OSError:
        return -1, None
    raise in_use(project, None)


def _give_back(handle: int, path: Path | None) -> None:
    if handle < 0:
        return
    if path is not None and sys.platform != "win32":
        with suppress(OSError):
            path.unlink()
    with suppress(OSError):
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        """Locks a byte behind the text, so that others can read it."""
        try:
            os.lseek(handle, _LARGEST, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        except OSError:
            return False
        return True

    def _runs(pid: int) -> bool:
        """Whether the process runs, which only its own lock can tell here: it is asked first, and was free."""
        del pid
        return False
else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _runs(pid: int) -> bool:
        if pid <= 0:
            return False
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except OSError:
            return True
        return True


def _born(pid: int) -> str:
    """When a process began, in a form that only this system need understand; "" where it cannot be told."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[19]
    except (OSError, ValueError, IndexError):
        return ""


def _computer() -> str:
    """The name of this computer."""
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")


def _machine() -> str:
    """What this computer is known by, which its name is not: that may change."""
    for name in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        with suppress(OSError, ValueError):
            if found := Path(name).read_text("utf-8").strip():
                return sha256(found.encode()).hexdigest()[:16]
    return sha256(_computer().encode("utf-8", "replace")).hexdigest()[:16]


def _myself(since: str = "") -> Holder:
    try:
        user = getpass.getuser()
    except (KeyError, OSError, ImportError):
        user = "somebody"
    begun = since or datetime.now(UTC).isoformat(timespec="seconds")
    pid = os.getpid()
    return Holder(_computer(), user, pid, begun, _machine(), _born(pid))


def _as_bytes(holder: Holder) -> bytes:
    return json.dumps(holder._asdict(), ensure_ascii=False).encode("utf-8", "replace")


def _write(note: Path, mine: Holder) -> None:
    draft = note.with_name(f"{note.name}.{mine.pid}")
    try:
        draft.write_bytes(_as_bytes(mine))
        draft.replace(note)
    finally:
        draft.unlink(missing_ok=True)


def _read(path: Path) -> Holder | None:
    """Who is named in a lock file; None where there is none, or nothing that makes sense."""
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(_LARGEST).decode("utf-8"))
        fields = {name: found[name] for name in Holder._fields}
        pid = int(fields.pop("pid"))
        texts = {name: " ".join(str(value)[:200].split()) for name, value in fields.items()}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return Holder(pid=pid, **texts)
