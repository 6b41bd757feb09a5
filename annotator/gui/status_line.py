"""The line at the bottom: saved, what just happened, counts, progress of long work, and who is annotating."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QStatusBar, QToolButton, QWidget

from annotator.domain.model import Status
from annotator.errors import AnnotatorError
from annotator.gui import key_names, plain, words
from annotator.gui.looks import small_font
from annotator.gui.soon import Soon
from annotator.gui.workspace import Workspace
from annotator.store import Changes

_STAYS_MS = 7000
_ROOM_FOR_ALL, _ROOM_FOR_KEYS = 760, 1150
"""Pixels. The label bar counts the spans, too."""


class StatusLine(QStatusBar):
    """Says only what is true now. "Saved" always is: a step is on disk before it is shown."""

    annotator_clicked = Signal()
    cancel_clicked = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Status"))
        self.setSizeGripEnabled(False)
        self._workspace = workspace
        self._saved = plain.label(parent=self, role="muted", name=self.tr("Saved"))
        self._said = plain.label(parent=self, name=self.tr("What just happened"))
        self._said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._task = plain.label(parent=self, role="muted")
        self._progress = QProgressBar(self)
        self._progress.setFixedWidth(130)
        self._progress.setAccessibleName(self.tr("Progress"))
        self._cancel = QToolButton(self)
        self._cancel.setText(self.tr("Cancel"))
        self._cancel.setAccessibleName(self.tr("Cancel the work in the background"))
        self._cancel.clicked.connect(self.cancel_clicked)
        self._spans = plain.label(parent=self, role="muted", name=self.tr("Spans in the article"))
        self._suggested = plain.label(parent=self, role="muted", name=self.tr("Suggestions in the article"))
        self._suggested_count = 0
        self._done = plain.label(parent=self, role="muted", name=self.tr("Articles done"))
        self._annotator = QToolButton(self)
        self._annotator.clicked.connect(self.annotator_clicked)
        for widget in (
            self._saved,
            self._said,
            self._task,
            self._cancel,
            self._suggested,
            self._spans,
            self._done,
            self._annotator,
        ):
            widget.setFont(small_font())
        self.addWidget(self._saved)
        self.addWidget(self._said, 1)
        for permanent in (
            self._task,
            self._progress,
            self._cancel,
            self._suggested,
            self._spans,
            self._done,
            self._annotator,
        ):
            self.addPermanentWidget(permanent)
        self.end_task()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self._said.setText(""))
        workspace.told.connect(self.say)
        workspace.changed.connect(self._on_changed)
        self._soon = Soon(self._show_spans, self)
        for signal in (workspace.article_opened, workspace.spans_changed):
            signal.connect(self._soon.ask)
        for signal in (workspace.project_opened, workspace.project_closed, workspace.annotator_changed):
            signal.connect(self.refresh)
        self.refresh()

    @property
    def said(self) -> str:
        """What is said at the moment."""
        return self._said.text()

    def say(self, text: str) -> None:
        """Shows a sentence for a moment."""
        self._said.setText(plain.one_line(text))
        self._timer.start(_STAYS_MS)

    def refresh(self) -> None:
        is_open = self._workspace.is_open
        for widget in (self._saved, self._spans, self._done, self._annotator):
            widget.setVisible(is_open)
        name = plain.one_line(self._workspace.annotator)
        self._annotator.setText(plain.caption(name))
        self._annotator.setAccessibleName(self.tr("Annotator: {name}. Press to change.").format(name=name))
        plain.set_tip(self._annotator, self.tr("Who is annotating. Click to change."))
        self._saved.setText(self.tr("Read only") if self._workspace.read_only else self.tr("✓ Saved"))
        self._show_spans()
        self._show_done()

    def _show_spans(self) -> None:
        self._spans.setText(words.spans(len(self._workspace.spans)) if self._workspace.article else "")

    def show_suggestions(self, count: int) -> None:
        """How many suggestions wait in the open article, with the keys for them where there is room."""
        self._suggested_count = count
        said = self.tr("1 suggestion here") if count == 1 else self.tr("{n} suggestions here")
        said = said.format(n=words.number(count))
        if self.width() >= _ROOM_FOR_KEYS:
            keys = self.tr("{suggest.next} next · {span.note} accept · {span.remove} reject")
            said = f"{said} ({key_names.told(keys)})"
        self._suggested.setText(said if count else "")

    def forget_suggestions(self) -> None:
        """Those of the next article are not known yet."""
        self.show_suggestions(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spans.setVisible(self.width() >= _ROOM_FOR_ALL)
        self.show_suggestions(self._suggested_count)

    def _show_done(self) -> None:
        if not self._workspace.is_open:
            return
        try:
            counts = self._workspace.project.status_counts(self._workspace.annotator)
        except AnnotatorError as error:
            self._workspace.failed.emit(error)
            return
        total = sum(counts.values())
        done = words.number(counts.get(Status.DONE, 0))
        self._done.setText(self.tr("{n} of {m} articles done").format(n=done, m=words.number(total)) if total else "")

    def _on_changed(self, changes: Changes) -> None:
        if changes.articles or changes.article_list:
            self._show_done()

    # long work

    def begin_task(self, text: str) -> None:
        """Shows that something is being done in the background."""
        self._task.setText(text)
        self._progress.setRange(0, 0)
        self._progress.setAccessibleDescription(text)
        for widget in (self._task, self._progress, self._cancel):
            widget.show()

    def show_progress(self, done: int, total: int) -> None:
        self._progress.setRange(0, 1000 if total else 0)
        if total:
            self._progress.setValue(round(1000 * done / total))

    def end_task(self) -> None:
        for widget in (self._task, self._progress, self._cancel):
            widget.hide()
