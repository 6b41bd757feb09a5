"""Files and folders that appear under their name whole or not at all."""

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from annotator.errors import WriteFailed
from annotator.exchange.names import reason_of, shown_path
from annotator.store.creating import sync_folder


class PendingFolder:
    """A folder being filled under a temporary name beside its own; gone again unless it was put in place.

    Raises WriteFailed.
    """

    def __init__(self, out: Path) -> None:
        self._out = out
        try:
            self.path = Path(tempfile.mkdtemp(dir=out.parent, prefix=".annotator-", suffix=".tmp"))
        except OSError as error:
            raise _failed(out, error) from error

    def __enter__(self) -> "PendingFolder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.path, ignore_errors=True)

    def put_folder(self) -> None:
        """Gives the folder its name; a folder of that name is put aside first, and removed when all is done."""
        out = self._out
        aside: Path | None = None
        try:
            with contextlib.suppress(OSError):
                self.path.chmod(0o777 & ~_umask())
            sync_folder(self.path)
            if os.path.lexists(out):
                aside = Path(tempfile.mkdtemp(dir=out.parent, prefix=".annotator-", suffix=".old"))
                out.replace(aside / "old")
            try:
                self.path.replace(out)
            except OSError:
                if aside is not None:
                    (aside / "old").replace(out)
                raise
            sync_folder(out.parent)
        except OSError as error:
            raise _failed(out, error) from error
        finally:
            if aside is not None and os.path.lexists(out):
                shutil.rmtree(aside, ignore_errors=True)

    def put_files(self, earlier: Iterable[str] = ()) -> None:
        """Moves each file beside the folder, in the place of whatever has its name: the main one last.

        The files of an earlier export that this one has not are removed, so that none tells of what is no more.
        """
        out = self._out
        try:
            names = sorted((path.name for path in self.path.iterdir()), key=lambda name: (name == out.name, name))
            for name in names:
                target = out.with_name(name)
                with contextlib.suppress(OSError):
                    (self.path / name).chmod(_mode_for(target))
            for name in names:
                (self.path / name).replace(out.with_name(name))
            for name in set(earlier) - set(names):
                with contextlib.suppress(OSError):
                    out.with_name(name).unlink()
            sync_folder(out.parent)
        except OSError as error:
            raise _failed(out, error) from error


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
