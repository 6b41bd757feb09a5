"""Long work of the suggesters: all articles of the project, and training. In a process of its own, never in a hurry."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStatusBar, QWidget

from annotator.domain.model import Status
from annotator.domain.proposals import Proposal
from annotator.errors import AnnotatorError, Cancelled
from annotator.gui import words
from annotator.gui.jobs import Job, Jobs
from annotator.gui.settings import Settings
from annotator.gui.suggesting.offers import Offers
from annotator.gui.suggesting.task_line import TaskLine
from annotator.gui.workspace import Workspace
from annotator.store import Changes


class Background(QObject):
    """One piece of work at a time; what waits is done after it."""

    def __init__(
        self, workspace: Workspace, settings: Settings, offers: Offers, status: QStatusBar, window: QWidget
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._settings = settings
        self._offers = offers
        self._window = window
        self.jobs = Jobs(self)
        self.line = TaskLine(self.jobs, status)
        status.addPermanentWidget(self.line)
        self._finished = self._done()
        """How many articles were done when it learned last, or when the project was opened."""
        self._is_training = False
        workspace.changed.connect(self._on_changed)
        workspace.project_opened.connect(self._on_project)
        workspace.project_closed.connect(self.jobs.cancel)

    # all articles

    def everywhere(self) -> None:
        """Suggests in all articles and stores what is proposed. What needs no second look is passed over."""
        workspace = self._workspace
        if workspace.read_only:
            workspace.failed.emit(AnnotatorError(self.tr("This project is read only.")))
            return
        path = workspace.project.path
        self.jobs.start(
            self.tr("Suggesting in all articles"),
            lambda job: self._suggest(job, path),
            done=self._suggested,
            failed=self._not_suggested,
        )

    def _suggest(self, job: Job, path: Path) -> dict[str, Any]:
        from annotator.suggesting.asking import ask

        def heard(message: Any) -> None:
            if "article" in message:
                job.on_gui(lambda: self._store(message, path))
            else:
                job.progress(message["done"], message["total"])

        result: dict[str, Any] = ask({"kind": "everywhere", "project": str(path)}, heard, lambda: job.is_cancelled)
        return result

    def _store(self, message: dict[str, Any], path: Path) -> None:
        """On the GUI thread, where the one writing connection is: one article, a few milliseconds."""
        from annotator.suggesting.everywhere import store_proposals

        workspace = self._workspace
        if not workspace.is_open or workspace.project.path != path:
            raise Cancelled
        proposals = [Proposal(*row) for row in message["proposals"]]
        store_proposals(workspace.project, message["article"], proposals, message["names"], message["version"])

    def _suggested(self, result: dict[str, Any]) -> None:
        total = words.number(result["suggestions"])
        said = self.tr("{n} suggestions in {articles}").format(n=total, articles=words.articles(result["articles"]))
        known = self.tr("{articles} had the latest already").format(articles=words.articles(result["known"]))
        self._workspace.told.emit(words.line(said, known if result["known"] else ""))

    def _not_suggested(self, error: AnnotatorError) -> None:
        if isinstance(error, Cancelled):
            said = self.tr("Cancelled. What was suggested so far is stored; the same again goes on from there.")
            self._workspace.told.emit(said)
        else:
            self._workspace.failed.emit(error)

    # learning

    def train(self) -> None:
        """Trains on what is tagged in the project, and says what came of it."""
        if self._is_training:
            self._workspace.told.emit(self.tr("It is learning already; see below."))
            return
        self._is_training = True
        path = self._workspace.project.path
        self.jobs.start(
            self.tr("Learning from what is tagged"),
            lambda job: self._learn(job, path),
            done=self._learned,
            failed=self._not_learned,
        )

    @staticmethod
    def _learn(job: Job, path: Path) -> dict[str, Any]:
        from annotator.suggesting.asking import ask

        def heard(message: Any) -> None:
            job.progress(message["done"], message["total"])

        result: dict[str, Any] = ask({"kind": "train", "project": str(path)}, heard, lambda: job.is_cancelled)
        return result

    def _learned(self, result: dict[str, Any]) -> None:
        from annotator.gui.dialogs.training import TrainingDialog

        self._is_training = False
        if result["kept"]:
            self._offers.ask_afresh()
        dialog = TrainingDialog(result, self._window)
        self._workspace.project_closed.connect(dialog.close)
        dialog.show()

    def _not_learned(self, error: AnnotatorError) -> None:
        self._is_training = False
        if isinstance(error, Cancelled):
            self._workspace.told.emit(self.tr("Learning was cancelled. What was learned before stays in use."))
        else:
            self._workspace.failed.emit(error)

    def _on_changed(self, changes: Changes) -> None:
        """Learns again after so many more articles are done, where that is wanted."""
        every = self._settings.get("train_every")
        if every and changes.articles and not self._is_training:
            done = self._done()
            self._finished = min(self._finished, done)
            if done >= self._finished + every:
                self._finished = done
                self.train()

    def _on_project(self) -> None:
        self._finished = self._done()

    def _done(self) -> int:
        """How many articles the annotator has finished."""
        workspace = self._workspace
        try:
            return workspace.project.status_counts(workspace.annotator)[Status.DONE] if workspace.is_open else 0
        except AnnotatorError:
            return 0

    def close(self) -> None:
        """Ends what runs, before the window goes."""
        self.jobs.close()
