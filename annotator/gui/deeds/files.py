"""Projects and what goes in and out of them: new, open, import, paste, export; and who is annotating."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from annotator.errors import AnnotatorError
from annotator.gui.jobs import Jobs
from annotator.gui.settings import Settings
from annotator.gui.workspace import Workspace
from annotator.paths import PROJECT_SUFFIX, data_folder


def _tr(text: str) -> str:
    return QCoreApplication.translate("Files", text)


class Files:
    """Deeds on files. Dialogs are loaded when first asked for."""

    def __init__(self, workspace: Workspace, settings: Settings, jobs: Jobs, window: QWidget) -> None:
        self._workspace = workspace
        self._settings = settings
        self._jobs = jobs
        self._window = window

    # projects

    def new(self) -> None:
        """Asks for a name and makes a project."""
        from annotator.gui.dialogs import files

        path = files.ask_new_project(self._window, self._start_folder())
        self._window.activateWindow()
        if path:
            self.create_at(path)

    def create_at(self, path: Path) -> bool:
        from annotator.exchange.sample import default_labels

        return self.may_leave() and self._workspace.create_project(path, default_labels())

    def open(self) -> None:
        """Asks for a project and opens it."""
        from annotator.gui.dialogs import files

        path = files.ask_project(self._window, self._start_folder())
        self._window.activateWindow()
        if path:
            self.open_path(path)

    def open_path(self, path: Path) -> bool:
        return self.may_leave() and self._workspace.open_project(path)

    def sample(self) -> None:
        """Opens a fresh copy of the sample project."""
        from annotator.gui.sample import fresh_sample

        try:
            path = fresh_sample()
        except (AnnotatorError, OSError) as error:
            problem = error if isinstance(error, AnnotatorError) else AnnotatorError(str(error))
            self._workspace.failed.emit(problem)
            return
        self.open_path(path)

    def close(self) -> None:
        if self.may_leave():
            self._workspace.close_project()

    def quit(self) -> None:
        self._window.close()

    def may_leave(self) -> bool:
        """Whether the open project can be left: not while something is read into it or written from it."""
        if self._jobs.is_busy:
            said = _tr("Something is still running. Cancel it below, or wait until it is finished.")
            self._workspace.failed.emit(AnnotatorError(said))
            return False
        return True

    def take_dropped(self, paths: Sequence[Path]) -> None:
        """Opens a project that was dropped, or imports what was dropped."""
        if len(paths) == 1 and paths[0].suffix == PROJECT_SUFFIX:
            self.open_path(paths[0])
        elif paths:
            if not self._workspace.is_open:
                self.new()
            if self._workspace.is_open:
                self._show_import(paths)

    def _start_folder(self) -> Path:
        """Where the last project lies that is the user's own, and not the sample."""
        recent = (path.parent for path in self._settings.recent_projects())
        return next((folder for folder in recent if not folder.is_relative_to(data_folder())), Path.home())

    # in and out

    def import_articles(self) -> None:
        """Asks for files and imports them."""
        from annotator.gui.dialogs import files

        paths = files.ask_import_files(self._window, self._import_folder())
        self._window.activateWindow()
        if paths:
            self._settings.set("import_folder", str(paths[0].parent))
            self._show_import(paths)

    def import_folder(self) -> None:
        """Asks for a folder and imports what can be read in it."""
        from annotator.gui.dialogs import files

        folder = files.ask_import_folder(self._window, self._import_folder())
        self._window.activateWindow()
        if folder:
            self._settings.set("import_folder", str(folder))
            self._show_import([folder])

    def _import_folder(self) -> Path:
        known = self._settings.get("import_folder")
        return Path(known) if known and Path(known).is_dir() else Path.home()

    def _show_import(self, paths: Sequence[Path]) -> None:
        if not self._is_writable():
            return
        from annotator.gui.dialogs.importing import ImportDialog

        ImportDialog(self._workspace, self._settings, self._jobs, paths, self._window).show()

    def paste(self) -> None:
        """Makes an article of what is on the clipboard."""
        self.paste_text(QGuiApplication.clipboard().text())

    def paste_text(self, text: str) -> None:
        if not self._is_writable():
            return
        from annotator.gui.dialogs.pasting import PasteDialog

        PasteDialog(self._workspace, text, self._window).open()

    def export(self) -> None:
        """Asks what to export and how."""
        if not self._workspace.is_open:
            return
        from annotator.gui.dialogs.exporting import ExportDialog

        ExportDialog(self._workspace, self._settings, self._jobs, self._window).show()

    def _is_writable(self) -> bool:
        if self._workspace.is_open and self._workspace.read_only:
            self._workspace.failed.emit(AnnotatorError(_tr("This project is read only.")))
            return False
        return self._workspace.is_open

    # who

    def choose_annotator(self) -> None:
        """Asks who is annotating."""
        from annotator.gui.dialogs.annotator_name import AnnotatorDialog

        AnnotatorDialog(self._workspace, self._window).open()

    def ask_annotator_once(self) -> None:
        """Asks it at the very first start."""
        if not self._settings.get("annotator"):
            self.choose_annotator()
