"""Which file or folder: the system's own dialogs."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.formats.registry import readers
from annotator.paths import PROJECT_SUFFIX


def _tr(text: str) -> str:
    return QCoreApplication.translate("FileDialogs", text)


def _project_filter() -> str:
    return _tr("Annotator projects (*{suffix})").format(suffix=PROJECT_SUFFIX)


def ask_new_project(parent: QWidget, folder: Path) -> Path | None:
    """Where a new project is to be; the suffix is added if it is missing."""
    name, _ = QFileDialog.getSaveFileName(
        parent, _tr("New project"), str(folder / _tr("News{suffix}").format(suffix=PROJECT_SUFFIX)), _project_filter()
    )
    if not name:
        return None
    path = Path(name)
    return path if path.suffix == PROJECT_SUFFIX else path.with_name(path.name + PROJECT_SUFFIX)


def ask_project(parent: QWidget, folder: Path) -> Path | None:
    everything = _tr("All files (*)")
    name, _ = QFileDialog.getOpenFileName(
        parent, _tr("Open a project"), str(folder), f"{_project_filter()};;{everything}"
    )
    return Path(name) if name else None


def ask_import_files(parent: QWidget, folder: Path) -> list[Path]:
    """The files to import; the choice of kinds is what the readers say they read."""
    known = readers().values()
    suffixes = sorted({suffix for reader in known for suffix in reader.suffixes})
    kinds = [
        _tr("Everything that can be read ({patterns})").format(patterns=" ".join(f"*{suffix}" for suffix in suffixes)),
        *(f"{reader.title} ({' '.join(f'*{suffix}' for suffix in reader.suffixes)})" for reader in known),
        _tr("All files (*)"),
    ]
    names, _ = QFileDialog.getOpenFileNames(parent, _tr("Import articles"), str(folder), ";;".join(kinds))
    return [Path(name) for name in names]


def ask_import_folder(parent: QWidget, folder: Path) -> Path | None:
    name = QFileDialog.getExistingDirectory(parent, _tr("Import a folder"), str(folder))
    return Path(name) if name else None


def ask_export_target(parent: QWidget, start: Path, title: str, suffix: str, *, is_folder: bool) -> Path | None:
    """Where an export is to be written: a file, or the name of a folder for splits."""
    kind = _tr("Folder (*)") if is_folder else f"{title} (*{suffix})"
    name, _ = QFileDialog.getSaveFileName(parent, _tr("Export to"), str(start), kind)
    return Path(name) if name else None


def ask_copy(parent: QWidget, start: Path, title: str) -> Path | None:
    """Where a copy of a project, or one that is recovered, is to be; nothing is ever replaced."""
    name, _ = QFileDialog.getSaveFileName(parent, title, str(start), _project_filter())
    if not name:
        return None
    path = Path(name)
    return path if path.suffix == PROJECT_SUFFIX else path.with_name(path.name + PROJECT_SUFFIX)


def ask_damaged_project(parent: QWidget, folder: Path) -> Path | None:
    name, _ = QFileDialog.getOpenFileName(parent, _tr("Recover which project?"), str(folder), _tr("All files (*)"))
    return Path(name) if name else None


def ask_pipeline_folder(parent: QWidget) -> Path | None:
    name = QFileDialog.getExistingDirectory(parent, _tr("Folder of a spaCy pipeline"))
    return Path(name) if name else None


def ask_backup_folder(parent: QWidget) -> Path | None:
    name = QFileDialog.getExistingDirectory(parent, _tr("Folder for backups"))
    return Path(name) if name else None
