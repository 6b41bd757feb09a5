"""What the window remembers of its user: what they prefer and where they were. Nothing in it belongs to a project.

Kept in the one settings file that the command line reads, too. A value of the wrong kind counts as not there.
"""

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP, QTimer

from annotator import settings as file
from annotator.paths import data_folder

RECENT_KEPT = 10
PLACES_KEPT = 200


class Setting(NamedTuple):
    """One thing that is remembered. The type of the default is the type of the value; `choices` are all it may be.

    One with a `text` is a preference: the dialog of the preferences draws itself from this table, in its order.
    """

    name: str
    default: Any
    choices: tuple[Any, ...] = ()
    text: str = ""
    note: str = ""
    section: str = ""
    choice_texts: tuple[str, ...] = ()
    span: tuple[float, float, float] | None = None
    """Least and most of a number, and the step from one to the next. The default may lie outside."""
    unit: str = ""
    """What stands behind the number."""
    default_text: str = ""
    """What stands for the default where its value says nothing."""
    is_folder: bool = False
    """Whether the text is the path of a folder."""

    @property
    def is_preference(self) -> bool:
        return bool(self.text)

    def accepts(self, value: object) -> bool:
        if type(value) is not type(self.default):
            return False
        if self.span is not None and isinstance(value, (int, float)) and value != self.default:
            return self.span[0] <= value <= self.span[1]
        return not self.choices or value in self.choices


def _tr(text: str) -> str:
    """Marks a text for translation; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("settings", text))


_TEXT = _tr("Text")
_WINDOW = _tr("Window")
_TAGGING = _tr("Tagging")
_SAFETY = _tr("Backups")
SECTIONS = (_TEXT, _WINDOW, _TAGGING, _SAFETY)

SETTINGS = (
    Setting("reading_font", "", text=_tr("Font"), section=_TEXT),
    Setting(
        "font_size",
        0,
        text=_tr("Size"),
        section=_TEXT,
        span=(9, 32, 1),
        unit=_tr(" pt"),
        default_text=_tr("Follow the system"),
    ),
    Setting(
        "line_spacing",
        1.0,
        text=_tr("Line spacing"),
        note=_tr("1.0 is the least that leaves room for the lines below the text."),
        section=_TEXT,
        span=(1.0, 2.0, 0.1),
    ),
    Setting(
        "measure",
        70,
        text=_tr("Length of a line"),
        note=_tr("At most; a narrow window has shorter ones."),
        section=_TEXT,
        span=(40, 120, 1),
        unit=_tr(" characters"),
    ),
    Setting("zoom", 100, text=_tr("Zoom"), section=_TEXT, span=(80, 300, 10), unit=_tr(" %")),
    Setting(
        "unseen_shown",
        False,
        text=_tr("Show invisible characters"),
        note=_tr("What turns the writing direction round is always shown."),
        section=_TEXT,
    ),
    Setting(
        "theme",
        "system",
        ("system", "light", "dark"),
        text=_tr("Colours"),
        section=_WINDOW,
        choice_texts=(_tr("As the system"), _tr("Light"), _tr("Dark")),
    ),
    Setting("reopen", False, text=_tr("Open the last project at the start"), section=_WINDOW),
    Setting(
        "snap",
        True,
        text=_tr("Snap to words"),
        note=_tr("When text is marked with the mouse. Holding Alt does the opposite."),
        section=_TAGGING,
    ),
    Setting(
        "tidy",
        True,
        text=_tr("Tidy borders"),
        note=_tr("A claim drops its closing full stop, a figure keeps its % or $, and so on."),
        section=_TAGGING,
    ),
    Setting(
        "suggest_on_open",
        True,
        text=_tr("Suggest while reading"),
        note=_tr(
            "Names, weapons, figures and claims are proposed in the open article. They are no spans until accepted."
        ),
        section=_TAGGING,
    ),
    Setting("suggestions_shown", True),
    Setting("suggestion_thresholds", {}),
    Setting("pipelines", []),
    Setting("pipeline_labels", {}),
    Setting("train_every", 0),
    Setting(
        "backup_folder",
        "",
        text=_tr("Folder"),
        note=_tr("Best on another disk than the projects."),
        section=_SAFETY,
        default_text=_tr("Among the app’s own data"),
        is_folder=True,
    ),
    Setting(
        "backup_megabytes",
        file.BACKUP_MEGABYTES,
        text=_tr("Room for each project"),
        note=_tr("When it is used up, the oldest backups go. The newest one always stays."),
        section=_SAFETY,
        span=(100, 1_000_000, 100),
        unit=_tr(" MB"),
    ),
    Setting("sync_told", []),
    Setting("annotator", ""),
    Setting("article_order", "imported"),
    Setting("article_descending", False),
    Setting("articles_shown", True),
    Setting("inspector_shown", True),
    Setting("inspector_shown_narrow", False),
    Setting("pane_sizes", []),
    Setting("inspector_sizes", []),
    Setting("geometry", ""),
    Setting("keys", {}),
    Setting("recent", []),
    Setting("last_article", {}),
    Setting("places", {}),
    Setting("import_folder", ""),
    Setting("import_columns", {}),
    Setting("export_format", ""),
)
_BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in SETTINGS}


_WRITE_PAUSE_MS = 500


class Settings:
    """The settings of one user. Each change is written at once, whole; where one was in an article, a little later."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = dict(file.load())
        self._watchers: list[Callable[[str], object]] = []
        self._is_write_due = False

    def watch(self, watcher: Callable[[str], object]) -> None:
        """Calls the watcher with the name of each setting that changes from now on."""
        self._watchers.append(watcher)

    def unwatch(self, watcher: Callable[[str], object]) -> None:
        """Calls it no longer."""
        if watcher in self._watchers:
            self._watchers.remove(watcher)

    def _tell(self, name: str) -> None:
        for watcher in tuple(self._watchers):
            watcher(name)

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
            self._tell(name)

    def reset(self, name: str) -> None:
        """Back to the default."""
        if self._values.pop(name, None) is not None:
            self._write()
            self._tell(name)

    def is_default(self, name: str) -> bool:
        return bool(self.get(name) == _BY_NAME[name].default)

    def keys(self) -> dict[str, tuple[str, ...]]:
        """The keys that the user gave to actions, by the id of the action."""
        found = self.get("keys")
        return {
            name: tuple(keys)
            for name, keys in found.items()
            if isinstance(keys, list) and all(isinstance(key, str) for key in keys)
        }

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
        self._values[name] = dict(list(known.items())[-PLACES_KEPT:])
        if not self._is_write_due:
            self._is_write_due = True
            QTimer.singleShot(_WRITE_PAUSE_MS, self.write_due)

    def write_due(self) -> None:
        """Writes where one was in which article, if that changed since the last time."""
        if self._is_write_due:
            self._write()

    def _write(self) -> None:
        """A full or read-only disk is no reason to stop: the settings then last until the window is closed."""
        self._is_write_due = False
        with contextlib.suppress(OSError):
            file.save(self._values)
