"""What the window remembers of its user: what they prefer and where they were. Nothing in it belongs to a project.

Kept in the one settings file that the command line reads, too. A value of the wrong kind counts as not there.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator import settings as file
from annotator.paths import data_folder

RECENT_KEPT = 10
PLACES_KEPT = 200


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that is remembered. The type of the default is the type of the value; `choices` are all it may be."""

    name: str
    default: Any
    choices: tuple[Any, ...] = ()

    def accepts(self, value: object) -> bool:
        if type(value) is not type(self.default):
            return False
        return not self.choices or value in self.choices


SETTINGS = (
    Setting("annotator", ""),
    Setting("theme", "system", ("system", "light", "dark")),
    Setting("zoom", 100, tuple(range(80, 301, 10))),
    Setting("measure", 70),
    Setting("line_spacing", 1.0),
    Setting("snap", True),
    Setting("tidy", True),
    Setting("articles_shown", True),
    Setting("inspector_shown", True),
    Setting("pane_sizes", []),
    Setting("inspector_sizes", []),
    Setting("geometry", ""),
    Setting("keys", {}),
    Setting("recent", []),
    Setting("last_article", {}),
    Setting("places", {}),
    Setting("import_folder", ""),
    Setting("export_format", ""),
)
_BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in SETTINGS}


class Settings:
    """The settings of one user. Each change is written at once, whole."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = dict(file.load())

    def get(self, name: str) -> Any:
        """The value of a setting, or its default. Raises KeyError for a name that no setting has."""
        setting = _BY_NAME[name]
        value = self._values.get(name)
        if not setting.accepts(value):
            value = setting.default
        return value.copy() if isinstance(value, (list, dict)) else value

    def set(self, name: str, value: object) -> None:
        """Keeps a value; one that the setting does not accept raises ValueError."""
        if not _BY_NAME[name].accepts(value):
            raise ValueError(f"{value!r} is no value of the setting {name}.")
        if self.get(name) != value:
            self._values[name] = value
            self._write()

    def reset(self, name: str) -> None:
        """Back to the default."""
        if self._values.pop(name, None) is not None:
            self._write()

    def recent_projects(self) -> list[Path]:
        """The projects opened last, the latest first; those that are gone are left out."""
        return [
            path for path in map(Path, filter(lambda item: isinstance(item, str), self.get("recent"))) if path.exists()
        ]

    def add_recent(self, path: Path) -> None:
        """Puts a project first. Of the copies of the sample only the latest is kept."""
        is_sample = path.parent == data_folder()
        known = [
            item
            for item in self.get("recent")
            if item != str(path) and not (is_sample and Path(item).parent == path.parent)
        ]
        self.set("recent", [str(path), *known][:RECENT_KEPT])

    def last_article(self, project: Path) -> str:
        """The article that was open when the project was last left; "" if none is known."""
        found = self.get("last_article").get(str(project), "")
        return found if isinstance(found, str) else ""

    def set_last_article(self, project: Path, article_id: str) -> None:
        self._remember("last_article", str(project), article_id)

    def place(self, article_id: str) -> int:
        """Where the caret was in an article, in code points; 0 if it was never left."""
        found = self.get("places").get(article_id, 0)
        return found if isinstance(found, int) else 0

    def set_place(self, article_id: str, offset: int) -> None:
        self._remember("places", article_id, offset)

    def annotator(self) -> str:
        """Who is annotating: the name that was given, else the system's user."""
        return self.get("annotator") or file.default_annotator()

    def _remember(self, name: str, key: str, value: object) -> None:
        known = self.get(name)
        known.pop(key, None)
        known[key] = value
        self.set(name, dict(list(known.items())[-PLACES_KEPT:]))

    def _write(self) -> None:
        """A full or read-only disk is no reason to stop: the settings then last until the window is closed."""
        with contextlib.suppress(OSError):
            file.save(self._values)
