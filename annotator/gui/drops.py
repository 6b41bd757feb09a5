"""What is dropped on the window: files, folders, or a piece of text from another program."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget


class Drops(QObject):
    """Takes drops for a widget and for all in it that take none themselves. Text comes as plain text only."""

    files = Signal(list)
    """The paths that were dropped."""
    text = Signal(str)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        text = "" if paths else event.mimeData().text()
        if not (paths or text.strip()):
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            if paths:
                self.files.emit(paths)
            else:
                self.text.emit(text)
        return True
