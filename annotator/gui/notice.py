"""A quiet line at the top of the window for what went wrong: it stops nobody and goes away by itself or on a click."""

from collections.abc import Callable, Sequence
from itertools import zip_longest

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from annotator.errors import AnnotatorError
from annotator.gui import plain
from annotator.gui.icons import icon, pixmap
from annotator.gui.theme import Theme

_STAYS_MS = 15_000
_LONGEST = 600
_OFFERS = 2

Offer = tuple[str, Callable[[], object]]
"""The text of a button, and what it does."""


class NoticeBar(QFrame):
    """Shows one message at a time."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.setAccessibleName(self.tr("Message"))
        self._sign = plain.label(parent=self)
        self._text = plain.label(parent=self, wrap=True, selectable=True, name=self.tr("Message"))
        self._offers = [QPushButton(self) for _ in range(_OFFERS)]
        self._deeds: list[Callable[[], object]] = []
        self._close = QToolButton(self)
        self._close.setAccessibleName(self.tr("Close the message"))
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 7, 8, 7)
        layout.setSpacing(10)
        layout.addWidget(self._sign)
        layout.addWidget(self._text, 1)
        for number, button in enumerate(self._offers):
            button.setAutoDefault(False)
            button.setAccessibleName(self.tr("Help with the message"))
            button.hide()
            button.clicked.connect(lambda _checked=False, number=number: self._do(number))
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._theme = theme
        self._is_drawn = False
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._is_drawn = False
        if self.isVisible():
            self._draw()

    def _draw(self) -> None:
        self._sign.setPixmap(pixmap("warning", self._theme.warning, 18))
        self._close.setIcon(icon("close", self._theme.muted))
        self._close.setIconSize(QSize(14, 14))
        self._is_drawn = True

    @property
    def text(self) -> str:
        """What is shown, "" if nothing is."""
        return self._text.text() if self.isVisible() else ""

    @property
    def last_text(self) -> str:
        """What was shown last, whether or not it still is."""
        return self._text.text()

    def show_error(self, error: AnnotatorError) -> None:
        self.say(str(error))

    @property
    def offered(self) -> list[QPushButton]:
        """The buttons that are shown: what can be done about it."""
        return [button for button in self._offers if self.isVisible() and not button.isHidden()]

    def _do(self, number: int) -> None:
        self.hide()
        self._deeds[number]()

    def say(self, text: str, *, stays: bool = False, offers: Sequence[Offer] = ()) -> None:
        """Shows a message, for a while or until it is closed, with what can be done about it."""
        self._deeds = [deed for _, deed in offers]
        for button, offer in zip_longest(self._offers, offers[:_OFFERS]):
            button.setVisible(offer is not None)
            if offer is not None:
                button.setText(plain.caption(offer[0]))
                button.setAccessibleName(offer[0])
        self._text.setText(text[:_LONGEST])
        self.setAccessibleDescription(text[:_LONGEST])
        if not self._is_drawn:
            self._draw()
        self.show()
        if stays:
            self._timer.stop()
        else:
            self._timer.start(_STAYS_MS)
