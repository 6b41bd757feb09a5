"""Small signs drawn by hand, each with a shape of its own, so that colour is never the only sign."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from annotator.domain.model import Status
from annotator.gui.reading.painting import Mark, draw_mark
from annotator.gui.theme import Theme

_MARK_SIZE = 9.0


def draw_status(painter: QPainter, box: QRectF, status: Status, theme: Theme) -> None:
    """To do: a ring. In progress: a ring half filled. Done: a disc with a tick."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ring = box.adjusted(0.8, 0.8, -0.8, -0.8)
    if status is Status.DONE:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.hue("green"))
        painter.drawEllipse(box)
        tick = QPolygonF(
            [
                QPointF(box.x() + box.width() * x, box.y() + box.height() * y)
                for x, y in ((0.27, 0.52), (0.44, 0.69), (0.75, 0.34))
            ]
        )
        pen = QPen(theme.paper, box.width() * 0.12)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(tick)
    else:
        painter.setPen(QPen(theme.muted, 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(ring)
        if status is Status.IN_PROGRESS:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.muted)
            painter.drawPie(ring.adjusted(1.2, 1.2, -1.2, -1.2), 90 * 16, 180 * 16)
    painter.restore()


def draw_label_mark(painter: QPainter, box: QRectF, mark: Mark, color: QColor) -> None:
    """The shape of a label, the same as below its spans in the text."""
    picture = _mark_picture(mark, color.rgba(), painter.device().devicePixelRatioF())
    side = picture.width() / picture.devicePixelRatio()
    painter.drawPixmap(QPointF(box.center().x() - side / 2, box.center().y() - side / 2), picture)


@lru_cache(maxsize=256)
def _mark_picture(mark: Mark, color: int, ratio: float) -> QPixmap:
    """A label's shape in the middle of a square; drawn once, for long lists show it often."""
    side = _MARK_SIZE + 3
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_mark(painter, mark, QPointF(side / 2, side / 2), _MARK_SIZE, QColor.fromRgba(color))
    painter.end()
    return picture


def draw_flag(painter: QPainter, box: QRectF, color: QColor) -> None:
    """A small flag on its pole."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x, y, w, h = box.x(), box.y(), box.width(), box.height()
    painter.setPen(QPen(color, 1.4))
    painter.drawLine(QPointF(x + w * 0.2, y), QPointF(x + w * 0.2, y + h))
    path = QPainterPath(QPointF(x + w * 0.2, y + h * 0.06))
    path.lineTo(x + w, y + h * 0.28)
    path.lineTo(x + w * 0.2, y + h * 0.55)
    path.closeSubpath()
    painter.fillPath(path, QBrush(color))
    painter.restore()


def draw_note(painter: QPainter, box: QRectF, color: QColor) -> None:
    """A small sheet with lines of writing and a folded corner."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x, y, w, h = box.x(), box.y(), box.width(), box.height()
    painter.setPen(QPen(color, 1.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin))
    corners = ((0.06, 0.02), (0.66, 0.02), (0.94, 0.3), (0.94, 0.98), (0.06, 0.98))
    painter.drawPolygon(QPolygonF([QPointF(x + w * a, y + h * b) for a, b in corners]))
    for height in (0.5, 0.74):
        painter.drawLine(QPointF(x + w * 0.28, y + h * height), QPointF(x + w * 0.72, y + h * height))
    painter.restore()
