"""What is dropped on the window: files, folders, or a piece of text from another program."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QDropEvent


class Drops(QObject):
    """Takes what is dropped on a widget, and on all in it that take nothing themselves. Text comes as plain text only.

    The widget accepts drops and hands its drag and drop events on to here.
    """

    files = Signal(list)
    """The paths that were dropped."""
    text = Signal(str)

    def look_at(self, event: QDropEvent) -> None:
        """Says whether what is being dragged would be taken."""
        paths, text = _read(event)
        if paths or text:
            event.acceptProposedAction()
        else:
            event.ignore()

    def take(self, event: QDropEvent) -> None:
        """Takes what was dropped."""
        self.look_at(event)
        paths, text = _read(event)
        if paths:
            self.files.emit(paths)
        elif text:
            self.text.emit(text)


def _read(event: QDropEvent) -> tuple[list[Path], str]:
    """The files of an event, or else its text."""
    data = event.mimeData()
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    text = "" if paths else data.text()
    return paths, text if text.strip() else ""
