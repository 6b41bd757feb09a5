"""Filling rectangles without `QPainter.fillRect`, for which PySide makes QGradient and its presets: 3 ms of a start."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter


def fill(painter: QPainter, rect: QRect | QRectF, color: QColor) -> None:
    """Fills the rectangle with the colour. The painter has its pen still, and no brush."""
    pen = painter.pen()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRect(rect)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
