"""What can wait until the window stands, so that it stands soon.

PySide makes the Python class of a Qt class when it is first needed. When it is first handed a widget or an event that
Python did not make, it makes the classes of every kind of widget or event there is, to find the right one: 60 ms.
Before the first paint nothing here does that: viewports are set from Python, and keys are handled by overriding the
handler of their own event instead of filtering all events.
"""

import gc

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from annotator.domain.pattern import Pattern
from annotator.gui.icons import app_icon

_PAUSE_MS = 150


def finish_later() -> None:
    """Does the rest in the first pause after the window is painted, before a key needs it."""
    # The pause is counted from when events are first handled: only then is anything painted.
    QTimer.singleShot(0, lambda: QTimer.singleShot(_PAUSE_MS, finish))


def finish() -> None:
    """Shows the app's icon, makes what the first key or click would wait for, and lets unused memory be collected."""
    gc.freeze()
    gc.enable()
    Pattern.compile_all()
    QApplication.setWindowIcon(app_icon())
    from PySide6.QtWidgets import QScrollArea

    QScrollArea().viewport()
    probe, watcher = QObject(), _Watcher()
    probe.installEventFilter(watcher)
    QCoreApplication.sendEvent(probe, QEvent(QEvent.Type.User))


class _Watcher(QObject):
    """Is handed an event whose class Python does not know."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return super().eventFilter(watched, event)
