"""The whole of a recovery: sources in the order of trust, the new file, the list of what is missing."""

import sqlite3
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from annotator.errors import ProjectError, ProjectUnconfirmed
from annotator.progress import Progress
from annotator.store.creating import create_file, give_name
from annotator.store.recovery.copies import working_copies
from annotator.store.recovery.gathering import Gathered, Missing, gather
from annotator.store.recovery.reader import Reader
from annotator.store.recovery.writing import write_project
from annotator.store.trouble import telling
from annotator.store.verified import damage_in

_PARTS = 10


@dataclass(frozen=True, slots=True)
class Recovery:
    """What came of a recovery. `steps` is how much of the history could be kept; `of_backup` counts rows by table."""

    path: Path
    report: Path
    articles: int
    spans: int
    steps: int
    backup: Path | None
    of_backup: Mapping[str, int]
    repaired: Sequence[str]
    missing: Sequence[Missing]

    def in_words(self) -> list[str]:
        """The list that is written beside the new file."""
        lines = [f"Recovered: {self.articles} articles, {self.spans} spans, {self.steps} entries of the history."]
        if self.of_backup:
            parts = ", ".join(f"{count} of “{table}”" for table, count in sorted(self.of_backup.items()))
            lines.append(f"Only the backup had, as of its time: {parts}. ({self.backup})")
        lines += [f"Repaired: {one}" for one in self.repaired]
        lines += [f"Missing: {one.kind} {one.id}: {one.message}" for one in self.missing]
        return lines if self.missing else [*lines, "Nothing is known to be missing."]


def recover(damaged: Path, new: Path, backups: Sequence[Path] = (), progress: Progress | None = None) -> Recovery:
    """Writes what can be read of a project into a new file, and beside it a list of what is missing.

    What cannot be read is taken from the newest sound one of the backups, newest first. The damaged file is never
    written to. Raises ProjectError if nothing could be read, or the new file cannot be written; none is left then.
    """
    damaged, new = Path(damaged).absolute(), Path(new).absolute()
    report = new.with_name(f"{new.name}.missing.txt")
    for place in (new, report):
        if place.exists() or place.is_symlink():
            raise ProjectError(f"There is already something at {place}.", "Choose another name.")
    tell = _telling(progress)
    try:
        with tempfile.TemporaryDirectory(prefix=".recovering-", dir=new.parent) as name:
            folder = Path(name)
            sound = next((one for one in backups if _is_sound(one)), None)
            tell(1)
            fresh = folder / "fresh"
            create_file(fresh, ())
            found, steps_from = _gather(damaged, folder, [*([sound] if sound else []), fresh], sound)
            tell(6)
            if not found.rows["article"] and not found.rows["label"]:
                raise ProjectError(
                    f"Nothing can be read of “{damaged.name}”, and no backup of it is known.",
                    "It is unchanged. If you have a copy of it elsewhere, open that.",
                )
            draft = folder / "draft"
            with telling(new):
                written = write_project(draft, found, steps_from)
            tell(9)
            if problem := damage_in(draft):
                raise ProjectError(f"What was recovered does not pass its check: {problem}.", "Nothing was written.")
            done = Recovery(
                new, report, written.articles, written.spans, written.steps, sound, dict(+found.of_backup),
                found.repaired, [*found.missing(), *written.refused],
            )  # fmt: skip
            listed = folder / "list"
            listed.write_text("\n".join(done.in_words()) + "\n", encoding="utf-8", errors="replace")
            give_name(draft, new)
            give_name(listed, report)
    except FileExistsError:
        raise ProjectError(f"There is already something at {new}.", "Choose another name.") from None
    except ProjectUnconfirmed as error:
        raise ProjectError(f"“{new.name}” cannot be written.", "Check the disk, or choose another place.") from error
    except OSError as error:
        raise ProjectError(f"“{new.name}” cannot be written: {error.strerror}.", "Choose another place.") from error
    tell(_PARTS)
    return done


def _telling(progress: Progress | None) -> Callable[[int], None]:
    def tell(part: int) -> None:
        if progress is not None:
            progress(part, _PARTS)

    return tell


def _is_sound(backup: Path) -> bool:
    with suppress(sqlite3.Error, OSError):
        return not damage_in(backup)
    return False


def _gather(damaged: Path, folder: Path, donors: Sequence[Path], backup: Path | None) -> tuple[Gathered, list[Path]]:
    """Rows from the damaged file in all the ways it can be read, then from the backup; and where its steps may be."""
    found = Gathered()
    readable = []
    for copy in working_copies(damaged, folder, donors):
        with suppress(sqlite3.Error), closing(Reader(copy)) as reader:
            gather(reader, found)
            readable.append(copy)
            if not found.is_lacking():
                break
    if not found.rows["article"]:
        found.troubled.update(found.rows)
    if backup is not None and found.is_lacking():
        with suppress(sqlite3.Error), closing(Reader(backup)) as reader:
            gather(reader, found, backup=True)
            # Spans that lacked a text, label or annotator until now.
            if readable:
                with closing(Reader(readable[0])) as again:
                    gather(again, found)
    return found, readable
