"""Where an export goes: what its files are called, and whether they may be written there."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import WriteFailed
from annotator.exchange.export_report import KIND
from annotator.exchange.names import reason_of, shown_path

if TYPE_CHECKING:
    from annotator.store import Project

REPORT = "report.json"
PAGE = "report.html"
CARD = "README.md"
LEFT_OUT = "left-out.jsonl"


@dataclass(frozen=True, slots=True)
class Place:
    """A folder that the export is, or a file with others beside it that begin with its name."""

    out: Path
    is_folder: bool

    @property
    def folder(self) -> Path:
        return self.out if self.is_folder else self.out.parent

    def name(self, kind: str) -> str:
        """What the file of this kind is called: `report.json` in a folder, `news.jsonl.report.json` beside a file."""
        return kind if self.is_folder else f"{self.out.name}.{kind.replace(CARD, 'card.md')}"

    @property
    def report(self) -> Path:
        return self.folder / self.name(REPORT)

    def earlier(self) -> set[str]:
        """The names of all files of the export that stands here now, by its own report; empty if there is none."""
        try:
            found = json.loads(self.report.read_bytes())
        except (OSError, ValueError, RecursionError):
            return set()
        if not isinstance(found, dict) or found.get("kind") != KIND:
            return set()
        names = {self.report.name}
        for key in ("files", "beside"):
            entries = found.get(key)
            if isinstance(entries, list):
                names |= {str(entry.get("file")) for entry in entries if isinstance(entry, dict)}
        if not self.is_folder:
            names = {name for name in names if name == self.out.name or name.startswith(f"{self.out.name}.")}
        return names

    def check(self, project: "Project", force: bool) -> None:
        """Raises WriteFailed if nothing may be written here."""
        try:
            self._check(project, force)
        except OSError as error:
            shown = shown_path(self.out)
            raise WriteFailed(f"“{shown}” cannot be written: {reason_of(error)}", "Choose another place.") from error

    def check_name(self, name: str, force: bool) -> None:
        """Raises WriteFailed if a file beside the export would take the place of somebody's own."""
        path = self.folder / name
        if not self.is_folder and os.path.lexists(path) and not force and name not in self.earlier():
            raise WriteFailed(f"“{shown_path(path)}” is there already.", "Overwrite it with --force.")

    def _check(self, project: "Project", force: bool) -> None:
        for place in (self.out, self.report):
            if place.exists() and place.samefile(project.path):
                raise WriteFailed("The export would overwrite the project itself.", "Choose another name.")
        shown = shown_path(self.out)
        if self.is_folder:
            self._check_folder(shown, force)
            return
        for place in (self.out, *(self.folder / self.name(kind) for kind in (REPORT, PAGE, CARD, LEFT_OUT))):
            if place.is_dir() and not place.is_symlink():
                raise WriteFailed(f"“{shown_path(place)}” is a folder.", "Name a file, or ask for splits with --split.")
            if place.exists() and not place.is_file():
                raise WriteFailed(f"“{shown_path(place)}” is no ordinary file.", "Choose another name.")
            if place == self.out:
                if os.path.lexists(place) and not force:
                    raise WriteFailed(f"“{shown}” is there already.", "Overwrite it with --force.")
            else:
                self.check_name(place.name, force)

    def _check_folder(self, shown: str, force: bool) -> None:
        if not os.path.lexists(self.out):
            return
        if not self.out.is_dir() or self.out.is_symlink():
            raise WriteFailed(f"“{shown}” is no folder, and this export is one.", "Choose another name.")
        if not force:
            raise WriteFailed(f"“{shown}” is there already.", "Overwrite it with --force.")
        known = self.earlier()
        for path in sorted(self.out.rglob("*")):
            name = path.relative_to(self.out).as_posix()
            if path.is_symlink() or (not path.is_dir() and name not in known):
                raise WriteFailed(
                    f"“{shown}” holds “{shown_path(Path(name))}”, which no export of ours wrote.",
                    "Nothing was overwritten; choose a new folder.",
                )


def only_telling(folder: Path, names: Iterable[str]) -> set[str]:
    """Which of these files of a folder only tell of an export of ours: its reports, its card, what it left out."""
    found: set[str] = set()
    for name in names:
        if name == REPORT:
            place = Place(folder, True)
        elif name.endswith(f".{REPORT}"):
            place = Place(folder / name.removesuffix(f".{REPORT}"), False)
        else:
            continue
        if place.earlier():
            found |= {place.name(kind) for kind in (REPORT, PAGE, CARD, LEFT_OUT)}
    return found
