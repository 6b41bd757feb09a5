"""Makes backups by itself: soon after a project was opened, every ten minutes of work, and before an import.

Nothing is made where nothing was done since the last one. The work is off the GUI thread.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from annotator import settings
from annotator.errors import AnnotatorError, Cancelled, NotAProject, ProjectDamaged, ProjectError
from annotator.gui.jobs import Job, Jobs
from annotator.gui.workspace import Progress, Workspace
from annotator.store import Project

if TYPE_CHECKING:
    from annotator.store.backups import Backup, Backups

EVERY_MS = 10 * 60 * 1000
SOON_MS = 4000
"""How long after the opening the first backup waits, so that it stands in nobody's way."""


def shelf_of(project: Path) -> "Backups":
    """The backups of a project that can be opened, where the preferences say. Raises ProjectDamaged."""
    from annotator.store.backups import Backups

    try:
        return Backups.of(project, settings.backup_folder(), settings.backup_budget())
    except NotAProject as error:
        raise ProjectDamaged(
            f"“{project.name}” is damaged: it cannot be told whose backups are its own.",
            "Check the project, and recover it into a new file.",
        ) from error


class Keeper(QObject):
    """Watches the open project. Projects that are open for reading only are left to those who write them."""

    failed = Signal(object)
    """AnnotatorError: no backup could be made; told once for each reason while a project is open."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._told: set[str] = set()
        self.jobs = Jobs(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(lambda: self.keep("open"))
        self._often = QTimer(self)
        self._often.setInterval(EVERY_MS)
        self._often.timeout.connect(lambda: self.keep("work"))
        workspace.project_opened.connect(self._begin)
        workspace.project_closed.connect(self._end)
        workspace.backup_first = keep_first

    def _begin(self) -> None:
        self._told.clear()
        if not self._workspace.read_only:
            self._soon.start()
            self._often.start()

    def _end(self) -> None:
        self._soon.stop()
        self._often.stop()
        self.jobs.cancel()

    def keep(self, why: str) -> None:
        """Begins a backup, if one is due and none is being made."""
        if not self._workspace.is_open or self._workspace.read_only or self.jobs.is_busy:
            return
        project = self._workspace.project

        def work(job: Job) -> "Backup | None":
            return shelf_of(project.path).keep(project.path, why, job.progress, through=project)

        def failed(error: AnnotatorError) -> None:
            if not job.is_cancelled:
                self._on_failure(error)

        job = self.jobs.start(self.tr("Backing up"), work, done=lambda _made: None, failed=failed)

    def _on_failure(self, error: AnnotatorError) -> None:
        if not isinstance(error, Cancelled) and error.message not in self._told:
            self._told.add(error.message)
            self.failed.emit(error)

    def close(self) -> None:
        """Cancels what is being made and waits for its end."""
        self._end()
        self.jobs.close()


def keep_first(project: Project, progress: Progress) -> ProjectError | None:
    """A backup before something large, in the thread that does it; gives why none could be made. Raises Cancelled."""
    try:
        shelf_of(project.path).keep(project.path, "import", progress, through=project)
    except ProjectError as error:
        return error
    return None
