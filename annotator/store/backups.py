"""Backups of a project: verified copies in a folder of the user's own, thinned as they age, within a budget.

The name of a backup says in which order it came, when, at which step, how old it is among the others, and why. Its
age counts the time of the work, at most one day between two backups: neither a wrong clock nor a holiday makes a
good backup look old.
"""

import json
import os
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from annotator.errors import NotAProject, ProjectError
from annotator.progress import Progress
from annotator.store.connection import connect
from annotator.store.creating import sync_folder
from annotator.store.identity import APPLICATION_ID, SCHEMA_VERSION
from annotator.store.schema import differences, expected_schema, read_schema
from annotator.store.trouble import telling
from annotator.store.verified import copy_verified

if TYPE_CHECKING:
    from annotator.store.project import Project

_NAME = re.compile(r"(\d{6,})_(\d{8}T\d{6}Z)_r(\d+)-(\w+)_a(\d+)_([a-z]+)\.annotator")
_BUDGET = 2_000_000_000
_PLACES = "places.json"
_PLACES_KEPT = 20
_NEWEST_KEPT = 6
_DAY = 24 * 60
_LONGEST_PAUSE = _DAY
_STEPS = ((_DAY, 60), (30 * _DAY, _DAY), (182 * _DAY, 7 * _DAY))
"""Up to which age one backup is kept for each so many minutes; beyond the last, one for every 30 days."""
_MONTH = 30 * _DAY
_SPARED = "compact"
"""The reason for which a backup is spared by age: it holds what the project no longer does."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup as its name tells it. `age` is in minutes of work since the first; `why` is a word for the reason."""

    path: Path
    counter: int
    made: datetime
    revision: int
    tip: str
    age: int
    why: str
    size: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup or any other project at rest holds."""

    articles: int
    spans: int
    last_step: str
    last_at: datetime | None
    last_annotator: str


class Backups:
    """The backups of one project. Safe to use from any thread: a call has connections of its own, or is given one."""

    def __init__(self, folder: Path, budget: int = _BUDGET) -> None:
        """`folder` is this project's own; `budget` is in bytes."""
        self.folder = folder
        self.budget = budget

    @classmethod
    def of(cls, project: Path, root: Path, budget: int = _BUDGET) -> Self:
        """Those of a project, among the folders of all projects: by the project's own id, else by where it was.

        Raises NotAProject for a file of which neither can be found out.
        """
        known = _id_in(project) or _id_at(project, root)
        if not known:
            raise NotAProject(f"No backup of “{project.name}” is known.")
        return cls(root / known, budget)

    def kept(self) -> list[Backup]:
        """All backups, newest first."""
        try:
            found = [_read_name(entry) for entry in self.folder.iterdir()]
        except OSError:
            return []
        return sorted((one for one in found if one), key=lambda one: (one.counter, one.made), reverse=True)

    def keep(
        self, project: Path, why: str, progress: Progress | None = None, *, through: "Project | None" = None
    ) -> Backup | None:
        """Makes a backup of a project, which may be in use; None if nothing was done since the last one.

        `through` is the same project where it is open here, also in another thread: what is written to it meanwhile
        then goes into the backup instead of delaying it. Only a verified one counts, and only after it older ones are
        thinned out. Raises ProjectDamaged if the project does not pass its check, ProjectError if none can be made.
        """
        revision, tip = _revision(project)
        if not revision:
            return None
        kept = self.kept()
        newest = kept[0] if kept else None
        if newest and (newest.revision, newest.tip) == (revision, tip):
            return None
        now = datetime.now(UTC)
        pause = int((now - newest.made).total_seconds() // 60) if newest else 0
        age = (newest.age if newest else 0) + min(max(pause, 0), _LONGEST_PAUSE)
        counter = (newest.counter if newest else 0) + 1
        path = self.folder / f"{counter:06}_{now:%Y%m%dT%H%M%SZ}_r{revision}-{tip}_a{age}_{why}.annotator"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._note_place(project)
        except OSError as error:
            raise ProjectError(
                f"No backup can be made in {self.folder}: {error.strerror}.",
                "Choose another folder in the preferences.",
            ) from error
        self._sweep()
        if through is None:
            copy_verified(project, path, progress)
        else:
            through.save_copy(path, progress)
        self.thin()
        return _read_name(path)

    def thin(self) -> list[Backup]:
        """Deletes what is too many for its age or beyond the budget, never the newest; gives what was deleted."""
        kept = self.kept()
        going = too_many(kept)
        staying = [one for one in kept if one not in going]
        total = sum(one.size for one in staying)
        while total > self.budget and len(staying) > 1:
            oldest = staying.pop()
            total -= oldest.size
            going.append(oldest)
        for one in going:
            with suppress(OSError):
                one.path.unlink()
        if going:
            sync_folder(self.folder)
        return going

    def _sweep(self) -> None:
        """Deletes what a crash in the middle of a backup left."""
        for leftover in (*self.folder.glob(".*.new"), *self.folder.glob(".*.new-journal")):
            with suppress(OSError):
                if datetime.now(UTC).timestamp() - leftover.stat().st_mtime > _DAY * 60:
                    leftover.unlink()

    def _note_place(self, project: Path) -> None:
        """Remembers where the project was, for the day when the file itself cannot tell who it is."""
        places = [str(project.resolve()), *_places(self.folder)]
        draft = self.folder / f".{os.getpid()}.places"
        try:
            draft.write_text(json.dumps(list(dict.fromkeys(places))[:_PLACES_KEPT], ensure_ascii=False), "utf-8")
            draft.replace(self.folder / _PLACES)
        finally:
            draft.unlink(missing_ok=True)


def backups_of_damaged(project: Path, root: Path) -> list[Backup]:
    """The backups of a project that may not be able to say who it is, newest first; none if none are known."""
    try:
        return Backups.of(project, root).kept()
    except NotAProject:
        return []


def too_many(kept: Sequence[Backup]) -> list[Backup]:
    """Of backups, newest first, those that are not needed: of each hour, day, week or month the latest one stays."""
    if not kept:
        return []
    taken: set[tuple[int, int]] = set()
    going = []
    for place, one in enumerate(kept):
        age = kept[0].age - one.age
        size = next((size for limit, size in _STEPS if age < limit), _MONTH)
        slot = (size, one.age // size)
        if place >= _NEWEST_KEPT and slot in taken and one.why != _SPARED:
            going.append(one)
        taken.add(slot)
    return going


def contents(path: Path) -> Contents:
    """What a project at rest holds, of this schema or an older one. Raises NotAProject, ProjectError."""
    with telling(path), closing(connect(path, mode="ro", immutable=True)) as copy:
        version = copy.execute("PRAGMA user_version").fetchone()[0]
        if copy.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID or not 1 <= version <= SCHEMA_VERSION:
            raise NotAProject(f"“{path.name}” is no backup of a project.")
        if differences(read_schema(copy), expected_schema(version)):
            raise NotAProject(f"The inside of “{path.name}” was altered by another program.")
        articles = copy.execute("SELECT count(*) FROM article WHERE removed = 0").fetchone()[0]
        spans = copy.execute(
            "SELECT (SELECT count(*) FROM span WHERE removed = 0) - (SELECT count(*) FROM article a"
            " CROSS JOIN span s ON s.article_id = a.id AND s.removed = 0 WHERE a.removed <> 0)"
        ).fetchone()[0]
        last = copy.execute(
            "SELECT name, at, annotator FROM step WHERE state = 'done' ORDER BY seq DESC LIMIT 1"
        ).fetchone()
    name, at, annotator = last or ("", "", "")
    with suppress(ValueError):
        return Contents(articles, spans, name, datetime.fromisoformat(at).astimezone() if at else None, annotator)
    return Contents(articles, spans, name, None, annotator)


def _read_name(path: Path) -> Backup | None:
    if not (match := _NAME.fullmatch(path.name)):
        return None
    counter, made, revision, tip, age, why = match.groups()
    try:
        when = datetime.strptime(made, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        size = path.stat().st_size
    except (OSError, ValueError):
        return None
    return Backup(path, int(counter), when, int(revision), tip, int(age), why, size)


def _revision(project: Path) -> tuple[int, str]:
    """The last step, and a part of the id of the last one that is done: equal where nothing was done since."""
    with telling(project), closing(connect(project, mode="ro")) as opened:
        last = opened.execute("SELECT coalesce(max(seq), 0) FROM step").fetchone()[0]
        tip = opened.execute("SELECT id FROM step WHERE state = 'done' ORDER BY seq DESC LIMIT 1").fetchone()
    return int(last), re.sub(r"\W", "", str(tip[0]))[:12] if tip else "none"


def _id_in(project: Path) -> str:
    """The project's own id; "" if it cannot be read, or is none of ours."""
    try:
        with closing(connect(project, mode="ro")) as opened:
            found = opened.execute("SELECT value FROM info WHERE name = 'project'").fetchone()
    except sqlite3.Error:
        return ""
    return str(found[0]) if found and re.fullmatch(r"[0-9a-f]{8,40}", str(found[0])) else ""


def _id_at(project: Path, root: Path) -> str:
    """The id of the project that was last at this place; "" if none is known."""
    place = str(project.resolve())
    with suppress(OSError):
        known = [folder for folder in root.iterdir() if place in _places(folder)]
        known.sort(key=lambda folder: (_places(folder).index(place), -folder.stat().st_mtime))
        return known[0].name if known else ""
    return ""


def _places(folder: Path) -> list[str]:
    try:
        found = json.loads((folder / _PLACES).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    return [place for place in found if isinstance(place, str)] if isinstance(found, list) else []
