"""Long work: in one background thread, with progress and cancel, its results and its writes on the GUI thread.

The work itself knows no Qt. It is handed a Job: it reports progress to it, which raises Cancelled once the person has
had enough, and gives it what must be done on the GUI thread, where the one writing connection lives.
"""

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import Shiboken

from annotator.errors import AnnotatorError, Cancelled

T = TypeVar("T")

_PROGRESS_EVERY_S = 0.05


class Job:
    """One piece of work as the worker sees it."""

    def __init__(self, jobs: "Jobs", name: str) -> None:
        self.name = name
        self._jobs = jobs
        self._is_cancelled = threading.Event()
        self._told_at = 0.0

    @property
    def is_cancelled(self) -> bool:
        return self._is_cancelled.is_set()

    def cancel(self) -> None:
        """Asks the work to stop; it does so where it next reports progress."""
        self._is_cancelled.set()

    def progress(self, done: int, total: int) -> None:
        """Reports how far the work is. Raises Cancelled."""
        if self.is_cancelled:
            raise Cancelled
        now = time.monotonic()
        if now - self._told_at >= _PROGRESS_EVERY_S or done == total:
            self._told_at = now
            self._jobs.progressed.emit(done, total)

    def on_gui(self, deed: Callable[[], T]) -> T:
        """Does something on the GUI thread, waits for it, and gives its result or raises what it raised."""
        import queue

        answer: queue.Queue[tuple[bool, Any]] = queue.Queue(1)

        def call() -> None:
            try:
                answer.put((True, deed()))
            except BaseException as error:
                answer.put((False, error))

        self._jobs.to_gui.emit(call)
        while True:
            try:
                is_fine, result = answer.get(timeout=0.2)
            except queue.Empty:
                if self._jobs.is_closed:
                    raise Cancelled from None
                continue
            if is_fine:
                return result  # type: ignore[no-any-return]
            raise result


class Jobs(QObject):
    """Runs one job at a time; those that come meanwhile wait their turn."""

    progressed = Signal(int, int)
    started = Signal(str)
    """What is being done, in words."""
    ended = Signal()
    broke = Signal(object)
    """An exception that is nobody's but ours."""
    to_gui = Signal(object)
    """A callable, to be run on the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_closed = False
        self._waiting: list[tuple[Job, Callable[[], None]]] = []
        self._thread: threading.Thread | None = None
        self._current: Job | None = None
        self.to_gui.connect(self._call, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        return self._current is not None

    def start(
        self,
        name: str,
        work: Callable[[Job], T],
        *,
        done: Callable[[T], object],
        failed: Callable[[AnnotatorError], None],
        owner: QObject | None = None,
    ) -> Job:
        """Runs `work` in the background. One of `done` and `failed` is called in the end; Cancelled is a failure.

        With the end of its owner, such as the dialog that waits for it, a job is cancelled and neither is called.
        """
        job = Job(self, name)
        if owner is not None:
            owner.destroyed.connect(job.cancel)

        def run() -> None:
            answer: Callable[[], object]
            try:
                if job.is_cancelled:
                    raise Cancelled
                result = work(job)
            except AnnotatorError as error:
                answer = partial(failed, error)
            except Exception as error:
                self.broke.emit(error)
                answer = partial(
                    failed, AnnotatorError(self.tr("Something went wrong on our side. Nothing was changed."))
                )
            else:
                answer = partial(done, result)
            self.to_gui.emit(lambda: self._end(answer, owner))

        self._waiting.append((job, run))
        self._next()
        return job

    def cancel(self) -> None:
        """Cancels the job that is running and those that wait: each of them fails when its turn comes."""
        for job, _run in self._waiting:
            job.cancel()
        if self._current:
            self._current.cancel()

    def close(self, timeout: float = 10.0) -> None:
        """Cancels all and waits for the worker to end; nothing is called any more."""
        self.is_closed = True
        self.cancel()
        if self._thread is not None:
            self._thread.join(timeout)

    def _next(self) -> None:
        if self._current is not None or not self._waiting or self.is_closed:
            return
        self._current, run = self._waiting.pop(0)
        self.started.emit(self._current.name)
        self._thread = threading.Thread(target=run, name=f"job: {self._current.name}", daemon=True)
        self._thread.start()

    def _end(self, answer: Callable[[], object], owner: QObject | None) -> None:
        self._current = None
        self.ended.emit()
        if self.is_closed:
            return
        try:
            if owner is None or Shiboken.isValid(owner):
                answer()
        finally:
            self._next()

    def _call(self, deed: Callable[[], None]) -> None:
        deed()
