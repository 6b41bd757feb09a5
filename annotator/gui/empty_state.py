"""What stands where nothing is yet: says so calmly, and what to do next."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.gui import plain
from annotator.gui.icons import pixmap
from annotator.gui.theme import Theme

_ICON = 40


class EmptyState(QWidget):
    """A sign, a line, a hint, and buttons that may be put below."""

    def __init__(self, icon: str, theme: Theme, parent: QWidget | None = None, *, small: bool = False) -> None:
        super().__init__(parent)
        self._icon = icon
        self._size = 26 if small else _ICON
        self._theme = theme
        self._is_drawn = False
        self._sign = plain.label(parent=self)
        self._line = plain.label(parent=self, wrap=True)
        self._sign.setMinimumHeight(self._size)
        self._hint = plain.label(parent=self, wrap=True, role="muted")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch()
        self._buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 18, 18, 18)
        layout.setSpacing(8)
        layout.addStretch(2)
        for label in (self._sign, self._line, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(label)
        layout.addLayout(self._buttons)
        layout.addStretch(3)

    def say(self, line: str, hint: str = "") -> None:
        self._line.setText(line)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.setAccessibleName(line)
        self.setAccessibleDescription(hint)

    def add_button(self, button: QPushButton) -> None:
        self._buttons.insertWidget(self._buttons.count() - 1, button)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._is_drawn = False
        if self.isVisible():
            self._draw()

    def _draw(self) -> None:
        self._sign.setPixmap(pixmap(self._icon, self._theme.muted, self._size))
        self._is_drawn = True

    def showEvent(self, event: QShowEvent) -> None:
        """The sign is drawn when it is first seen."""
        if not self._is_drawn:
            self._draw()
        super().showEvent(event)
