"""Files that appear under their name whole or not at all."""

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from annotator.errors import WriteFailed
from annotator.exchange.names import reason_of, shown_path


class PendingFile:
    """A file being written under a temporary name beside its own. Raises WriteFailed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mode = _mode_for(path)
        try:
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".annotator-", suffix=".tmp")
        except OSError as error:
            raise _failed(path, error) from error
        self._temporary = Path(name)
        self.file: BinaryIO = os.fdopen(handle, "w+b")

    def finish(self) -> None:
        """Everything is on disk, still under the temporary name."""
        try:
            self.file.flush()
            with contextlib.suppress(OSError):
                self._temporary.chmod(self._mode)
            os.fsync(self.file.fileno())
            self.file.close()
        except OSError as error:
            raise _failed(self.path, error) from error

    def rename(self) -> None:
        """Takes the place of whatever has the name."""
        try:
            self._temporary.replace(self.path)
        except OSError as error:
            raise _failed(self.path, error) from error
        sync_folder(self.path.parent)

    def discard(self) -> None:
        with contextlib.suppress(OSError):
            self.file.close()
        with contextlib.suppress(OSError):
            self._temporary.unlink()


@contextlib.contextmanager
def pending_folder(path: Path) -> Iterator[Path]:
    """A folder being filled under a temporary name beside its own; gone again if filling it fails.

    Renamed by `put_folder`. Raises WriteFailed.
    """
    try:
        temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=".annotator-", suffix=".tmp"))
    except OSError as error:
        raise _failed(path, error) from error
    try:
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def put_folder(temporary: Path, path: Path) -> None:
    """Gives the filled folder its name; a folder of that name is put aside first, and removed when all is done."""
    aside: Path | None = None
    try:
        with contextlib.suppress(OSError):
            temporary.chmod(0o777 & ~_umask())
        sync_folder(temporary)
        if os.path.lexists(path):
            aside = Path(tempfile.mkdtemp(dir=path.parent, prefix=".annotator-", suffix=".old"))
            path.replace(aside / "old")
        try:
            temporary.replace(path)
        except OSError:
            if aside is not None:
                (aside / "old").replace(path)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise _failed(path, error) from error
    finally:
        if aside is not None and os.path.lexists(path):
            shutil.rmtree(aside, ignore_errors=True)


def sync_folder(folder: Path) -> None:
    """Puts the folder's list of names on disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _mode_for(path: Path) -> int:
    try:
        about = path.lstat()
    except OSError:
        return 0o666 & ~_umask()
    return stat.S_IMODE(about.st_mode) if stat.S_ISREG(about.st_mode) else 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _failed(path: Path, error: OSError) -> WriteFailed:
    if isinstance(error, FileNotFoundError):
        return WriteFailed(f"There is no folder “{shown_path(path.parent)}” to write to.", "Make it first.")
    return WriteFailed(f"“{shown_path(path)}” cannot be written: {reason_of(error)}", "Choose another place.")
