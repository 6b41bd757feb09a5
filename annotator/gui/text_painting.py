"""Painting foreign strings into rows: plain text, cut to the lines there are."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from annotator.gui import plain

_ALONG_THE_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
_ENOUGH = 400
"""No row shows more characters than this; a title of megabytes must not cost megabytes of layout."""


def draw_lines(painter: QPainter, box: QRectF, text: str, font: QFont, color: QColor, lines: int = 1) -> float:
    """Draws the text from the top of the box, on so many lines at most, the last one cut; returns the height used."""
    text = plain.one_line(text[: _ENOUGH * 2])[:_ENOUGH]
    metrics = QFontMetricsF(font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    layout = QTextLayout(text, font)
    layout.setTextOption(option)
    utf16 = text.encode("utf-16-le", "surrogatepass")
    painter.setFont(font)
    painter.setPen(color)
    y = 0.0
    layout.beginLayout()
    for count in range(lines):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(box.width())
        start, length = line.textStart(), line.textLength()
        is_cut = count == lines - 1 and (start + length) * 2 < len(utf16)
        if is_cut:
            rest = utf16[start * 2 :].decode("utf-16-le", "replace")
            shown = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(QPointF(box.x(), box.y() + y + metrics.ascent()), shown)
        else:
            line.draw(painter, QPointF(box.x(), box.y() + y))
        y += metrics.height()
    layout.endLayout()
    return y


def draw_line(painter: QPainter, box: QRectF, text: str, font: QFont, color: QColor) -> None:
    """Draws one line, centred upright in the box and cut with "…"."""
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(plain.one_line(text[: _ENOUGH * 2])[:_ENOUGH], Qt.TextElideMode.ElideRight, box.width())
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(box, _ALONG_THE_MIDDLE, plain.isolated(shown))
