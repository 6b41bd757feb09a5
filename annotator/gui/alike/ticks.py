"""The sign for ticked, partly ticked and unticked, the same in the list and beside the options."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QWidget

from annotator.gui.theme import Theme

SIZE = 14.0
_GAP = 7
_TICK = ((0.25, 0.52), (0.43, 0.70), (0.76, 0.32))
_DASH = ((0.25, 0.5), (0.75, 0.5))


def draw_box(painter: QPainter, box: QRectF, state: Qt.CheckState, theme: Theme) -> None:
    """A box: empty with a border, or filled with a tick or a dash in it."""
    if state == Qt.CheckState.Unchecked:
        painter.setPen(QPen(theme.muted, 1.2))
        painter.setBrush(theme.field)
        painter.drawRoundedRect(box.adjusted(0.6, 0.6, -0.6, -0.6), 3, 3)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.accent)
    painter.drawRoundedRect(box, 3, 3)
    draw_sign(painter, box, theme.on_accent, is_dash=state == Qt.CheckState.PartiallyChecked)


def draw_sign(painter: QPainter, box: QRectF, color: QColor, *, is_dash: bool = False) -> None:
    """A tick or a dash without a box."""
    pen = QPen(color, 1.8)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    points = _DASH if is_dash else _TICK
    painter.drawPolyline(QPolygonF([QPointF(box.x() + box.width() * x, box.y() + box.height() * y) for x, y in points]))


class TickBox(QCheckBox):
    """A check box whose sign can be seen in every theme."""

    def __init__(self, text: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.theme = theme

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.font())
        return QSize(round(metrics.horizontalAdvance(self.text()) + SIZE + _GAP + 4), round(metrics.height() + 8))

    def hitButton(self, pos: object) -> bool:
        """The whole of it can be clicked."""
        del pos
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        draw_box(painter, QRectF(1, middle - SIZE / 2, SIZE, SIZE), self.checkState(), self.theme)
        text = QRectF(SIZE + _GAP, 0, self.width() - SIZE - _GAP, self.height())
        painter.setPen(self.theme.text)
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), self.text())
        if self.hasFocus():
            painter.setPen(self.theme.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(-2, 1.5, -0.5, -1.5), 3, 3)
