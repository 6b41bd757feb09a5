"""Looks for a wording in all articles, in the background, with a reading connection of its own."""

import time
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from annotator.domain.occurrences import Wording
from annotator.errors import AnnotatorError, Cancelled
from annotator.gui.jobs import Job, Jobs
from annotator.store import Project
from annotator.store.occurrences import FoundIn, find_everywhere

MOST_PLACES = 20_000
"""More than this nobody ticks; the search ends there and says so."""
_TELL_EVERY_S = 0.03
_SHARE = 3
"""The window gets so many times as long for itself as it takes to show what was found."""


class Seeker(QObject):
    """One search at a time; a new one ends the one before at once. Results are told as they come."""

    found = Signal(list)
    """list[FoundIn]"""
    progressed = Signal(int, int)
    ended = Signal()
    failed = Signal(object)
    """AnnotatorError"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self)
        self._job: Job | None = None
        self.jobs.progressed.connect(self._on_progress)

    @property
    def is_busy(self) -> bool:
        return self._job is not None

    def seek(self, path: Path, wording: Wording, annotator: str) -> None:
        """Looks through the project at that path."""
        self.stop()
        self._job = job = self.jobs.start(
            self.tr("Finding"),
            lambda job: self._work(job, path, wording, annotator),
            done=lambda _none: self._on_done(job),
            failed=lambda error: self._on_failed(job, error),
        )

    def stop(self) -> None:
        """Gives up the search that is running; nothing of it is told any more."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def close(self) -> None:
        """Ends everything, before the window goes."""
        self.stop()
        self.jobs.close()

    def _work(self, job: Job, path: Path, wording: Wording, annotator: str) -> None:
        """In the background."""
        waiting: list[FoundIn] = []
        told_at, pause = 0.0, 0.0
        with Project.open(path, read_only=True) as project:
            for found in find_everywhere(project, wording, annotator, limit=MOST_PLACES, progress=job.progress):
                waiting.append(found)
                if (now := time.monotonic()) - told_at >= pause:
                    self._tell(job, waiting)
                    waiting, told_at = [], time.monotonic()
                    pause = max(_TELL_EVERY_S, _SHARE * (told_at - now))
        self._tell(job, waiting)

    def _tell(self, job: Job, batch: list[FoundIn]) -> None:
        """Waits until the window has taken the results in, so that it is never flooded."""
        if job.is_cancelled:
            raise Cancelled
        if batch:
            job.on_gui(lambda: self._take(job, batch))

    def _take(self, job: Job, batch: list[FoundIn]) -> None:
        if job is self._job:
            self.found.emit(batch)

    def _on_progress(self, done: int, total: int) -> None:
        if self._job is not None:
            self.progressed.emit(done, total)

    def _on_done(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self.ended.emit()

    def _on_failed(self, job: Job, error: AnnotatorError) -> None:
        if job is self._job:
            self._job = None
            self.failed.emit(error)
