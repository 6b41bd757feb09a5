"""Where things are: the bundled resources and the user's own folders."""

import sys
from pathlib import Path

import platformdirs

APP_NAME = "annotator"
PROJECT_SUFFIX = ".annotator"


def _resource_root() -> Path:
    """In a frozen app and in a wheel the resources lie inside the package; in a checkout, beside it."""
    package = Path(__file__).parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [package / "resources", package.parent / "resources"]
    if frozen:
        candidates.insert(0, Path(frozen) / "resources")
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"The resources folder is missing; looked in {', '.join(map(str, candidates))}.")


def resource(name: str) -> Path:
    """The path of resources/<name>. Raises FileNotFoundError, naming what is there, if there is none."""
    root = _resource_root()
    path = root / name
    if not path.exists():
        folder = path.parent if path.parent.is_dir() else root
        known = ", ".join(sorted(entry.name for entry in folder.iterdir()))
        raise FileNotFoundError(f"No resource {name!r}; {folder.name}/ holds {known}.")
    return path


def settings_folder() -> Path:
    """The folder of the user's own settings; made if missing."""
    return platformdirs.user_config_path(APP_NAME, appauthor=False, ensure_exists=True)


def data_folder() -> Path:
    """The folder where demo projects, pictures and exports go when nothing else is said; made if missing."""
    return platformdirs.user_data_path(APP_NAME, appauthor=False, ensure_exists=True)


def log_folder() -> Path:
    """The folder of the log files; made if missing."""
    return platformdirs.user_log_path(APP_NAME, appauthor=False, ensure_exists=True)


def backup_folder() -> Path:
    """Where backups of projects are kept if the user chose no other folder; made by whoever makes the first."""
    return data_folder() / "backups"


def lock_folder() -> Path:
    """The folder that says which projects are open for writing on this computer; made if missing."""
    folder = platformdirs.user_state_path(APP_NAME, appauthor=False, ensure_exists=True) / "open"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
