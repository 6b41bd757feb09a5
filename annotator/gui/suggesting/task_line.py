"""Work of the suggesters in the status line: what is done, how far it is, how long it will still take, and Cancel."""

import time

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from annotator.gui import plain, words
from annotator.gui.jobs import Jobs
from annotator.gui.looks import small_font

_BAR, _SMALL_BAR = 110, 60
_ROOM_FOR_WORDS = 1000
"""Pixels of the window. Where there are fewer, the bar says it alone, with a tip."""
_LEAST_TO_TELL = 0.05
"""Before so much is done, nobody can say how long the rest will take."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("TaskLine", text)


class TaskLine(QWidget):
    """Shows the work of one queue of jobs while there is any."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._began = 0.0
        self._name = ""
        self.said = plain.label(parent=self, role="muted")
        self.said.setFont(small_font())
        self._bar = QProgressBar(self)
        self._bar.setFixedWidth(_BAR)
        self._bar.setAccessibleName(self.tr("Progress"))
        self.cancel = QToolButton(self)
        self.cancel.setText(self.tr("Cancel"))
        self.cancel.setFont(small_font())
        self.cancel.clicked.connect(jobs.cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.said, self._bar, self.cancel):
            layout.addWidget(widget)
        jobs.started.connect(self._begin)
        jobs.progressed.connect(self._show)
        jobs.ended.connect(self.hide)
        self.hide()

    def _begin(self, name: str) -> None:
        self._began, self._name = time.monotonic(), name
        self._say(name)
        self.cancel.setAccessibleName(self.tr("Cancel: {work}").format(work=name))
        self._bar.setRange(0, 0)
        self.show()

    def _show(self, done: int, total: int) -> None:
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)
        share = done / total if total else 0.0
        left = ""
        if share >= _LEAST_TO_TELL:
            seconds = (time.monotonic() - self._began) * (1 - share) / share
            left = _time_left(seconds)
        self._say(words.line(self._name, left))

    def _say(self, text: str) -> None:
        is_roomy = self.window().width() >= _ROOM_FOR_WORDS
        self.said.setText(text)
        self.said.setVisible(is_roomy)
        self._bar.setFixedWidth(_BAR if is_roomy else _SMALL_BAR)
        self._bar.setAccessibleDescription(text)
        plain.set_tip(self._bar, text)


def _time_left(seconds: float) -> str:
    if seconds < 60:
        return _tr("less than a minute left")
    minutes = round(seconds / 60)
    if minutes <= 1:
        return _tr("about a minute left")
    return _tr("about {n} minutes left").format(n=words.number(minutes))
