"""The user's own settings in one JSON file, shared by the window and the command line."""

import contextlib
import getpass
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from annotator.paths import settings_folder

FILE = "settings.json"


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
