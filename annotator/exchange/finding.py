"""Which files an import reads, and with which reader."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import ReadFailed
from annotator.exchange.names import reason_of, shown_path
from annotator.exchange.places import only_telling
from annotator.formats.base import Match, Refused
from annotator.formats.head import FileHead
from annotator.formats.registry import Reader, detect

if TYPE_CHECKING:
    from annotator.exchange.importing import ImportReport


def find_files(
    paths: Iterable[Path], chosen: Reader | None, report: "ImportReport"
) -> Iterator[tuple[Path, int, Reader]]:
    """The files to read, with their sizes in bytes and readers, each once; what is refused goes to the report.

    Of a folder that an export of ours is or lies in, what only tells of the export is passed over.
    """
    seen: set[tuple[int, int]] = set()
    passed_over: list[tuple[os.stat_result, Path, str]] = []

    def take(path: Path, named: bool) -> list[tuple[Path, int, Reader]]:
        """The file with its reader, behind the list of its labels; empty if it is not to be read.

        Raises ReadFailed, OSError.
        """
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise ReadFailed("This is no ordinary file.")
        if (about.st_dev, about.st_ino) in seen:
            return []
        if not named and not about.st_size:
            passed_over.append((about, path, "it is empty"))
            return []
        reader = chosen or detect(path, named=named)
        if not named and chosen and chosen.together and chosen.recognises(FileHead(path)) is Match.NO:
            reader = None
        if reader is None:
            if named:
                raise ReadFailed(_unknown(path), "The command “annotator formats” lists what can be read.")
            passed_over.append((about, path, "no reader knows this kind of file"))
            return []
        labels = reader.labels_near(path) if reader.labels_near else None
        found = take(labels, True) if labels is not None and labels != path else []
        files = reader.together(path) if reader.together else (path,)
        for file in files:
            other = file.stat()
            if file == files[0] and (other.st_dev, other.st_ino) in seen:
                return found
            seen.add((other.st_dev, other.st_ino))
        return [*found, (files[0], files[0].stat().st_size, reader)]

    for path in paths:
        shown = shown_path(path)
        try:
            if path.is_dir():
                refused_before = len(report.refused)
                count = 0
                for file in _files_in(path, report):
                    try:
                        if items := take(file, named=False):
                            count += 1
                            yield from items
                        elif chosen is None and _is_seen(file, seen):
                            count += 1
                    except (ReadFailed, OSError) as error:
                        report.refused.append(Refused(shown_path(file), reason_of(error)))
                if not count and len(report.refused) == refused_before:
                    report.refused.append(Refused(shown, "The folder holds no file that can be read."))
            else:
                yield from take(path, named=True)
        except (ReadFailed, OSError, ValueError) as error:
            report.refused.append(Refused(shown, reason_of(error)))
    for about, path, why in passed_over:
        if (about.st_dev, about.st_ino) not in seen:
            report.warnings.append(f"{shown_path(path)}: passed over; {why}.")


def _is_seen(path: Path, seen: set[tuple[int, int]]) -> bool:
    about = path.stat()
    return (about.st_dev, about.st_ino) in seen


def _unknown(path: Path) -> str:
    from annotator.formats.decoding import binary_kind

    with path.open("rb") as file:
        head = file.read(65_536)
    if not head:
        return "The file is empty."
    if kind := binary_kind(head):
        return f"This is {kind}; no reader knows it."
    return "No reader knows this kind of file. If it is plain text, say so with --format text."


def _files_in(folder: Path, report: "ImportReport") -> Iterator[Path]:
    """The files below a folder in the order of their names; hidden ones are ignored, links to folders not followed."""

    def unreadable(error: OSError) -> None:
        report.refused.append(Refused(shown_path(Path(error.filename or folder)), reason_of(error)))

    for parent, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        telling = only_telling(Path(parent), files)
        for name in sorted(files):
            if not name.startswith(".") and name not in telling:
                yield Path(parent) / name
