"""Doing once, after the text is painted, what many things ask for."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Soon(QTimer):
    """Does a thing once in the next turn of the event loop, however often it was asked for until then.

    What is to be painted is painted first, so that what stands beside the text never keeps the text waiting.
    """

    def __init__(self, do: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._do = do
        self.setSingleShot(True)
        self.timeout.connect(do)

    def ask(self) -> None:
        if not self.isActive():
            self.start(0)

    def now(self) -> None:
        """Does it at once if it was asked for."""
        if self.isActive():
            self.stop()
            self._do()
