"""Looking after a project: history, trash, backups, check, recovery, compaction, copies; and what to do in trouble."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QWidget

from annotator import settings as file
from annotator.errors import (
    AnnotatorError,
    Cancelled,
    NotAProject,
    ProjectDamaged,
    ProjectError,
    ProjectGone,
    ProjectInUse,
    ProjectReadOnly,
)
from annotator.gui import words
from annotator.gui.care.keeper import Keeper, shelf_of
from annotator.gui.jobs import Job, Jobs
from annotator.gui.looks import Looks
from annotator.gui.notice import NoticeBar, Offer
from annotator.gui.settings import Settings
from annotator.gui.workspace import Workspace
from annotator.paths import PROJECT_SUFFIX
from annotator.store import Project
from annotator.store.synced import synced_by

if TYPE_CHECKING:
    from annotator.store.backups import Backup
    from annotator.store.recovery import Recovery

T = TypeVar("T")

_PROBLEMS_SHOWN = 2000
_TOLD_KEPT = 200


def _tr(text: str) -> str:
    return QCoreApplication.translate("Caring", text)


class Caring:
    """Deeds on the project as a whole. Dialogs are loaded when first asked for."""

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        looks: Looks,
        jobs: Jobs,
        keeper: Keeper,
        notice: NoticeBar,
        window: QWidget,
    ) -> None:
        self._workspace = workspace
        self._settings = settings
        self._looks = looks
        self._jobs = jobs
        self._keeper = keeper
        self._notice = notice
        self._window = window
        self._open: dict[str, QDialog] = {}

    # what is told at the opening, and in trouble

    def greet(self) -> None:
        """Says what is special about the project that was opened: why it can only be read, or where it lies."""
        workspace = self._workspace
        if workspace.in_use is not None:
            self.show_error(workspace.in_use, stays=True)
        elif workspace.read_only:
            said = _tr("This project cannot be written: you can read it, but not tag in it.")
            self._notice.say(said, stays=True, offers=[self._offer_copy()])
        elif (name := synced_by(workspace.project.path)) and self._is_news(workspace.project.path):
            said = _tr(
                "This project lies in a folder that {name} keeps in step. Open it on one computer at a time, and let"
                " {name} finish before you open it on another one."
            )
            self._notice.say(said.format(name=name), stays=True)

    def _is_news(self, path: Path) -> bool:
        """Whether this was not said of the project before; now it was."""
        told = [item for item in self._settings.get("sync_told") if isinstance(item, str)]
        if str(path) in told:
            return False
        self._settings.set("sync_told", [str(path), *told][:_TOLD_KEPT])
        return True

    def show_error(self, error: AnnotatorError, *, stays: bool = False) -> None:
        """Says what went wrong, with what can be done about it."""
        offers: list[Offer] = []
        is_open = self._workspace.is_open
        if isinstance(error, ProjectInUse) and error.elsewhere and is_open:
            offers.append((_tr("Open for writing all the same"), self._take_over))
        if isinstance(error, (ProjectInUse, ProjectReadOnly, ProjectGone)) and is_open:
            offers.append(self._offer_copy())
            stays = True
        refused = error.path if isinstance(error, ProjectError) else None
        path = refused or (self._workspace.project.path if is_open else None)
        if isinstance(error, ProjectDamaged) and path is not None:
            offers.append((_tr("Recover into a new file…"), lambda: self._recover(path)))
            stays = True
        elif isinstance(error, NotAProject) and refused is not None and refused.is_file():
            if _kept(refused):
                offers.append((_tr("Recover from its backups…"), lambda: self._recover(refused)))
            elif refused.suffix == PROJECT_SUFFIX:
                offers.append((_tr("Recover what can be read…"), lambda: self._recover(refused)))
            stays = stays or bool(offers)
        self._notice.say(str(error), stays=stays, offers=offers)

    def _offer_copy(self) -> Offer:
        return _tr("Save a copy…"), self.save_copy

    def _take_over(self) -> None:
        if self._may_begin():
            self._workspace.open_project(self._workspace.project.path, take_over=True)

    # dialogs that stay beside the text

    def history(self) -> None:
        """Shows what was done."""
        from annotator.gui.care.history import HistoryDialog

        self._show("history", lambda: HistoryDialog(self._workspace, self._settings, self._looks, self._window))

    def trash(self) -> None:
        """Shows what was removed."""
        from annotator.gui.care.trash import TrashDialog

        self._show("trash", lambda: TrashDialog(self._workspace, self._window))

    def backups(self) -> None:
        """Shows the backups of the open project."""
        from annotator.gui.care.backups import BackupsDialog

        if not self._may_begin():
            return
        path = self._workspace.project.path
        self._show(
            "backups",
            lambda: BackupsDialog(
                path,
                self._jobs,
                restore_as=lambda backup: self._restore_as(backup, path),
                restore_over=lambda backup: self._restore_over(backup, path),
                parent=self._window,
            ),
        )

    def _show(self, name: str, make: Callable[[], QDialog]) -> None:
        """Shows a dialog, of which there is one at most."""
        if not self._workspace.is_open:
            return
        if name not in self._open:
            self._open[name] = dialog = self._tied(make())
            dialog.finished.connect(lambda _result: self._open.pop(name, None))
            dialog.show()
        self._open[name].activateWindow()

    def _tied(self, dialog: QDialog) -> QDialog:
        """A dialog about the open project, with which it closes."""
        self._workspace.project_closed.connect(dialog.close)
        return dialog

    # backups

    def back_up(self) -> None:
        """Makes a backup now."""
        if not self._may_begin():
            return
        project = self._workspace.project

        def work(job: Job) -> "Backup | None":
            return shelf_of(project.path).keep(project.path, "asked", job.progress, through=project)

        def done(made: "Backup | None") -> None:
            self._workspace.told.emit(
                _tr("Backed up and verified.") if made else _tr("The newest backup holds all of this already.")
            )

        self._start(_tr("Backing up"), work, done)

    def _restore_as(self, backup: Path, project: Path) -> None:
        from annotator.gui.dialogs import files
        from annotator.store.restoring import restore_as

        start = self._free_name(project, _tr("{name} from a backup"))
        new = files.ask_copy(self._window, start, _tr("Restore as a new file"))
        self._window.activateWindow()
        if new and self._may_begin():
            self._start(
                _tr("Restoring"),
                lambda job: restore_as(backup, new, job.progress),
                lambda _none: self._workspace.open_project(new),
            )

    def _restore_over(self, backup: Path, project: Path) -> None:
        """Puts the backup in the place of the project, which is closed meanwhile."""
        from annotator.store.restoring import restore_over

        if not self._may_begin():
            return

        def done(aside: Path) -> None:
            said = _tr("Restored. What was there before is now “{name}”, beside it.")
            if self._workspace.open_project(project):
                self._notice.say(said.format(name=aside.name), stays=True)

        self._close_and(_tr("Restoring"), project, lambda job: restore_over(backup, project, job.progress), done)

    # copies

    def save_copy(self) -> None:
        """Asks where to, writes everything there, and goes on in the copy."""
        if not self._may_begin():
            return
        from annotator.gui.dialogs import files

        path = self._workspace.project.path
        start = self._free_name(path, _tr("{name} copy"))
        new = files.ask_copy(self._window, start, _tr("Save a copy"))
        self._window.activateWindow()
        if new:
            self.save_copy_at(new)

    def save_copy_at(self, new: Path) -> None:
        """The same with an answer. Of a file that is gone, what is open of it is written, else its newest backup."""
        project = self._workspace.project

        def work(job: Job) -> None:
            try:
                project.save_copy(new, job.progress)
            except ProjectError:
                kept = [] if _is_there(project) else _kept(project.path)
                if not kept:
                    raise
                from annotator.store.restoring import restore_as

                restore_as(kept[0], new, job.progress)

        def done(_none: None) -> None:
            if self._workspace.open_project(new):
                self._notice.say(_tr("You are now working in the copy, “{name}”.").format(name=new.name))

        self._start(_tr("Saving a copy"), work, done)

    # health

    def check(self) -> None:
        """Looks for damage, and shows what there is."""
        if not self._may_begin():
            return
        project = self._workspace.project

        def work(job: Job) -> list[str]:
            return [f"{one.kind}: {one.message}" for one in project.check(job.progress)]

        self._start(_tr("Checking"), work, lambda found: self._show_problems(found, project.path))

    def _show_problems(self, found: list[str], path: Path) -> None:
        from annotator.gui.care.report import ReportDialog

        if not found:
            said = _tr("Every text fits its SHA-256, every span its text, and nothing points nowhere.")
            self._tied(ReportDialog(_tr("No problem found"), said, [], (), self._window)).show()
            return
        said = _tr("The file is damaged. It can be recovered into a new one; this one is not touched by that.")
        offers: list[Offer] = [
            (_tr("Go back to a &backup…"), self.backups),
            (_tr("&Recover into a new file…"), lambda: self._recover(path)),
        ]
        title = (
            _tr("1 problem found") if len(found) == 1 else _tr("{n} problems found").format(n=words.number(len(found)))
        )
        self._tied(ReportDialog(title, said, found[:_PROBLEMS_SHOWN], offers, self._window)).show()

    def recover(self) -> None:
        """Asks for a damaged project and recovers it."""
        self._recover(None)

    def _recover(self, damaged: Path | None) -> None:
        from annotator.gui.dialogs import files

        if not self._may_begin():
            return
        if damaged is None:
            recent = self._settings.recent_projects()
            damaged = files.ask_damaged_project(self._window, recent[0].parent if recent else Path.home())
        if damaged is not None:
            start = self._free_name(damaged, _tr("{name} recovered"))
            new = files.ask_copy(self._window, start, _tr("Recover into a new file"))
            self._window.activateWindow()
            if new:
                self.recover_into(damaged, new)

    def recover_into(self, damaged: Path, new: Path) -> None:
        """Recovers a project into a new file, shows what is missing, and opens the new one."""
        from annotator.store.recovery import recover

        def work(job: Job) -> "Recovery":
            return recover(damaged, new, _kept(damaged), job.progress)

        def done(made: "Recovery") -> None:
            from annotator.gui.care.report import ReportDialog

            self._workspace.open_project(new)
            said = _tr("“{name}” is open now. The damaged file is as it was. This list is in {list}.")
            said = said.format(name=new.name, list=made.report)
            self._tied(ReportDialog(_tr("Recovered"), said, made.in_words(), (), self._window)).show()

        self._close_and(_tr("Recovering"), damaged, work, done)

    def compact(self) -> None:
        """Asks how much of the history to keep, and lets go of the rest."""
        from annotator.gui.care.compacting import CompactDialog, points_of

        if not self._may_begin():
            return
        if self._workspace.read_only:
            self.show_error(ProjectReadOnly(_tr("This project can only be read.")))
            return
        choices = (
            (_tr("the last 90 days"), timedelta(days=90)),
            (_tr("the last 30 days"), timedelta(days=30)),
            (_tr("the last 7 days"), timedelta(days=7)),
            (_tr("the last 24 hours"), timedelta(days=1)),
            (_tr("nothing"), None),
        )
        project = self._workspace.project
        points = points_of(project, choices)
        if not points:
            self._workspace.told.emit(_tr("There is no history to compact."))
            return
        self._tied(CompactDialog(project.path, points, self._jobs, self.compact_to, self._window)).open()

    def compact_to(self, seq: int) -> None:
        """Lets go of the history up to an entry, after a backup; the project is closed meanwhile."""
        if not self._may_begin():
            return
        path = self._workspace.project.path

        def work(job: Job) -> tuple[int, bool]:
            before = path.stat().st_size
            shelf_of(path).keep(path, "compact", job.progress)
            with Project.open(path) as opened:
                is_smaller = opened.compact(seq).is_smaller
            return before - path.stat().st_size, is_smaller

        def done(result: tuple[int, bool]) -> None:
            freed, is_smaller = result
            said = _tr("Compacted: {n} MB were freed.").format(n=f"{freed / 1_000_000:,.1f}")
            if not is_smaller:
                said = _tr("Compacted, but the disk has no room to make the file smaller now.")
            if self._workspace.open_project(path):
                self._workspace.told.emit(said)

        self._close_and(_tr("Compacting"), path, work, done)

    # how long work is done

    def _may_begin(self) -> bool:
        if self._jobs.is_busy:
            said = _tr("Something is still running. Cancel it below, or wait until it is finished.")
            self._notice.show_error(AnnotatorError(said))
            return False
        return True

    def _start(self, name: str, work: Callable[[Job], T], done: Callable[[T], object]) -> None:
        self._jobs.start(name, work, done=done, failed=self._on_failure)

    def _close_and(self, name: str, path: Path, work: Callable[[Job], T], done: Callable[[T], object]) -> None:
        """Does work on a project that must not be open meanwhile; after a failure it is opened again as it was."""
        workspace = self._workspace
        was_open = workspace.is_open and _same(workspace.project.path, path)
        if was_open:
            workspace.close_project()

        def failed(error: AnnotatorError) -> None:
            if was_open:
                workspace.open_project(path)
            self._on_failure(error)

        self._jobs.start(name, work, done=done, failed=failed)

    def _on_failure(self, error: AnnotatorError) -> None:
        if isinstance(error, Cancelled):
            self._workspace.told.emit(_tr("Cancelled. Nothing was changed."))
        else:
            self.show_error(error)

    @staticmethod
    def _free_name(path: Path, pattern: str) -> Path:
        for number in range(1, 1000):
            more = "" if number == 1 else f" {number}"
            name = path.with_name(f"{pattern.format(name=path.stem)}{more}{path.suffix or '.annotator'}")
            if not name.exists():
                return name
        return path


def _kept(project: Path) -> list[Path]:
    """The backups of a project that may not be able to say who it is, newest first."""
    from annotator.store.backups import backups_of_damaged

    return [one.path for one in backups_of_damaged(project, file.backup_folder())]


def _is_there(project: Project) -> bool:
    """Whether the file of an open project is still in its place."""
    try:
        project.db.check_still_there()
    except ProjectGone:
        return False
    return True


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one == other
