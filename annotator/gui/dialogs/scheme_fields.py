"""The fields of a label that no other form has: its colour, chosen among named hues, and its key."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLineEdit, QWidget

from annotator.gui import plain
from annotator.gui.looks import blend, small_font
from annotator.gui.theme import Theme

_COLUMNS = 4
_ARROWS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -_COLUMNS,
    Qt.Key.Key_Down: _COLUMNS,
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("hues", text)


def hue_name(hue: str) -> str:
    """What people call a hue of the theme; a name that no theme has is given back as it is."""
    return {
        "purple": _tr("Purple"),
        "blue": _tr("Blue"),
        "red": _tr("Red"),
        "green": _tr("Green"),
        "orange": _tr("Orange"),
        "teal": _tr("Teal"),
        "pink": _tr("Pink"),
        "brown": _tr("Brown"),
        "olive": _tr("Olive"),
        "indigo": _tr("Indigo"),
        "slate": _tr("Slate"),
        "crimson": _tr("Crimson"),
    }.get(hue, plain.one_line(hue))


class Swatch(QAbstractButton):
    """One hue with its name. Space, Enter or a click chooses it; a tick shows that it is chosen."""

    def __init__(self, hue: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hue = hue
        self.theme = theme
        self._users = ""
        self.setCheckable(True)
        self.setText(hue_name(hue))
        self.setAccessibleName(hue_name(hue))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_users(self, labels: Sequence[str]) -> None:
        """The other labels that have this hue."""
        self._users = ", ".join(plain.one_line(name) for name in labels)
        said = self.tr("used by {labels}").format(labels=self._users) if self._users else ""
        plain.set_tip(self, said)
        self.setAccessibleDescription(said)
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(small_font())
        return QSize(round(metrics.horizontalAdvance(self.text()) + 50), round(metrics.height() + 12))

    def nextCheckState(self) -> None:
        """A click chooses, and never takes the choice away."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS:
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        theme = self.theme
        hue = theme.hue(self.hue) if self.isEnabled() else theme.muted
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground = theme.paper
        if self.isChecked():
            ground = blend(hue, theme.paper, 0.16)
        elif self.underMouse() and self.isEnabled():
            ground = blend(hue, theme.paper, 0.08)
        painter.setBrush(ground)
        if self.hasFocus():
            painter.setPen(QPen(theme.accent, 2))
        else:
            painter.setPen(QPen(hue if self.isChecked() else theme.border, 1.3))
        painter.drawRoundedRect(box, 6, 6)
        disc = QPointF(box.x() + 16, box.center().y())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hue)
        painter.drawEllipse(disc, 7, 7)
        if self.isChecked():
            pen = QPen(theme.paper, 1.8)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF([disc + QPointF(*at) for at in ((-3.2, 0.2), (-0.9, 2.5), (3.3, -2.3))]))
        painter.setFont(small_font())
        painter.setPen(theme.text if self.isEnabled() else theme.muted)
        text = QRectF(box.x() + 30, box.y(), box.width() - 34, box.height())
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())
        if self._users:
            painter.setBrush(theme.muted)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(QPointF(box.right() - 9, box.center().y()), 2, 2)


class Swatches(QWidget):
    """All hues of the theme. Tab leads to the chosen one, the arrow keys to the others."""

    chosen = Signal(str)
    """The name of a hue."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Colour"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(5)
        self._swatches = [Swatch(hue, theme, self) for hue in theme.hues]
        for number, swatch in enumerate(self._swatches):
            grid.addWidget(swatch, number // _COLUMNS, number % _COLUMNS)
            swatch.clicked.connect(lambda _checked=False, hue=swatch.hue: self.chosen.emit(hue))
        self.show_hue("", {})

    def swatch(self, hue: str) -> Swatch:
        return next(swatch for swatch in self._swatches if swatch.hue == hue)

    def show_hue(self, hue: str, users: Mapping[str, Sequence[str]]) -> None:
        """Ticks a hue; `users` has the other labels of each hue."""
        is_known = any(swatch.hue == hue for swatch in self._swatches)
        for number, swatch in enumerate(self._swatches):
            is_chosen = swatch.hue == hue
            swatch.setChecked(is_chosen)
            swatch.show_users(users.get(swatch.hue, ()))
            leads_in = is_chosen if is_known else number == 0
            swatch.setFocusPolicy(Qt.FocusPolicy.StrongFocus if leads_in else Qt.FocusPolicy.ClickFocus)

    def set_theme(self, theme: Theme) -> None:
        for swatch in self._swatches:
            swatch.theme = theme
            swatch.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys lead from one hue to the next, without choosing it."""
        at = next((number for number, swatch in enumerate(self._swatches) if swatch.hasFocus()), -1)
        to = at + _ARROWS.get(Qt.Key(event.key()), 0)
        if at < 0 or to == at or not 0 <= to < len(self._swatches):
            event.ignore()
            return
        self._swatches[to].setFocus(Qt.FocusReason.TabFocusReason)


class KeyField(QLineEdit):
    """One character. What is typed takes the place of what was there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(1)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedWidth(52)
        self.textEdited.connect(lambda _text: self.selectAll())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.selectAll()
