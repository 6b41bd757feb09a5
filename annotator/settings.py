"""The user's own settings in one JSON file, shared by the window and the command line."""

import contextlib
import getpass
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from annotator.paths import backup_folder as default_backup_folder
from annotator.paths import settings_folder

FILE = "settings.json"
BACKUP_MEGABYTES = 2000
"""How much the backups of one project may take, where nothing else was chosen."""


def load() -> dict[str, object]:
    """All settings; empty if there are none, or if the file is damaged."""
    try:
        found = json.loads((settings_folder() / FILE).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def save(settings: Mapping[str, object]) -> None:
    """Writes all settings, whole or not at all. Raises OSError."""
    folder = settings_folder()
    handle, name = tempfile.mkstemp(dir=folder, prefix=".settings-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            json.dump(dict(settings), file, ensure_ascii=False, indent=2)
        Path(name).replace(folder / FILE)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def default_annotator() -> str:
    """Whose spans are meant when nobody is named: the setting, else the system's user name."""
    try:
        chosen = load().get("annotator")
    except OSError:
        chosen = ""
    if isinstance(chosen, str) and chosen.strip():
        return chosen.strip()
    try:
        return getpass.getuser() or "annotator"
    except (KeyError, OSError, ImportError):
        return "annotator"


def backup_folder() -> Path:
    """The folder of the backups of all projects: the one that was chosen, else one among the app's own data."""
    chosen = load().get("backup_folder")
    return Path(chosen) if isinstance(chosen, str) and chosen else default_backup_folder()


def backup_budget() -> int:
    """How many bytes the backups of one project may take."""
    chosen = load().get("backup_megabytes")
    return (chosen if isinstance(chosen, int) and chosen > 0 else BACKUP_MEGABYTES) * 1_000_000
