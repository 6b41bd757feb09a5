"""A button whose text is cut with "…" where it does not fit, instead of in the middle of a letter."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from annotator.gui import plain

_PADDING = 12


class ElidedButton(QPushButton):
    """Takes whatever width there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        """Shows a foreign string on one line."""
        self._text = plain.one_line(text)
        self._fit()

    def _fit(self) -> None:
        room = max(20, self.width() - _PADDING)
        self.setText(plain.caption(self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
