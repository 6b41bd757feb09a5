"""A label of a few lines at most: what does not fit is cut with "…" and told by the tool tip."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from annotator.gui import plain

_SLACK = 2
"""Pixels that QLabel may break a line earlier than the measuring."""


class CutLabel(QLabel):
    """Shows a foreign string as plain text. Its accessible name is what it is for, its description the whole text."""

    def __init__(self, name: str, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName(name)
        self._whole = ""
        self._lines = 0
        self.set_lines(lines)

    def set_lines(self, lines: int) -> None:
        """Allows so many lines at most."""
        if lines != self._lines:
            self._lines = lines
            self.setWordWrap(lines > 1)
            across = QSizePolicy.Policy.Preferred if lines > 1 else QSizePolicy.Policy.Ignored
            self.setSizePolicy(across, QSizePolicy.Policy.Preferred)
            self._fit()

    def setFont(self, font: QFont | str | Sequence[str]) -> None:
        super().setFont(font)
        self._fit()

    def show_text(self, text: str) -> None:
        """Shows a text, its white space as single spaces."""
        whole = plain.one_line(text)
        if whole != self._whole:
            self._whole = whole
            self.setAccessibleDescription(whole)
            self._fit()

    @property
    def whole_text(self) -> str:
        """What is shown, uncut."""
        return self._whole

    def _fit(self) -> None:
        shown = self._cut(self.width() - _SLACK)
        if shown != self.text():
            self.setText(shown)
            plain.set_tip(self, self._whole if shown != self._whole else "")

    def _cut(self, width: int) -> str:
        metrics = QFontMetricsF(self.font())
        if self._lines == 1:
            return metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, width)
        if metrics.horizontalAdvance(self._whole) <= width:
            return self._whole
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        layout = QTextLayout(self._whole, self.font())
        layout.setTextOption(option)
        layout.beginLayout()
        starts: list[int] = []
        while (line := layout.createLine()).isValid() and len(starts) <= self._lines:
            line.setLineWidth(max(1, width))
            starts.append(line.textStart())
        layout.endLayout()
        if len(starts) <= self._lines:
            return self._whole
        units = self._whole.encode("utf-16-le", "surrogatepass")
        at = 2 * starts[self._lines - 1]
        before, rest = (part.decode("utf-16-le", "replace") for part in (units[:at], units[at:]))
        return before + metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
