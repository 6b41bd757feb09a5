"""The field in which one searches: a sign, a way to clear it, and keys that lead on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.gui.icons import icon
from annotator.gui.theme import Theme


class SearchField(QLineEdit):
    """Says when Down or Escape was pressed; Enter is Qt's `returnPressed`."""

    down_pressed = Signal()
    escape_pressed = Signal()

    def __init__(self, text: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(text)
        self.setAccessibleName(text)
        self.setClearButtonEnabled(True)
        self._sign = QAction(self)
        self._sign.setText(self.tr("Search"))
        self.addAction(self._sign, QLineEdit.ActionPosition.LeadingPosition)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._sign.setIcon(icon("search", theme.muted))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escape_pressed.emit()
        else:
            super().keyPressEvent(event)
