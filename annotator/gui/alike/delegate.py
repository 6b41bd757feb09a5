"""Paints the rows: tick, left context up to the middle, the hit in bold, right context, and what is tagged there."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.domain.model import Label
from annotator.gui.alike.model import Hit, Role
from annotator.gui.alike.ticks import SIZE, draw_box, draw_sign
from annotator.gui.fill import fill
from annotator.gui.glyphs import draw_label_mark
from annotator.gui.looks import blend, small_font
from annotator.gui.reading.flow import is_right_to_left
from annotator.gui.reading.painting import Mark
from annotator.gui.theme import Theme

_TICK_ZONE = 34
_PAD = 6.0
_GAP = 2.0
"""Between the hit and a word beside it; what touches the hit in the text, touches it here."""
_WIDEST_HIT = 0.42
_LEAST_STATE, _MOST_STATE = 84.0, 190.0

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_CENTER = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine)


class AlikeDelegate(QStyledItemDelegate):
    """Draws the rows; all are equally high, so that a list of any length scrolls at once."""

    def __init__(
        self,
        theme: Theme,
        label: Callable[[str], Label],
        mark: Callable[[str], Mark],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self._label = label
        self._mark = mark

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        del option, index
        return QSize(200, round(QFontMetricsF(QApplication.font()).height() + 9))

    def state_width(self, room: float) -> float:
        """How much of a row is kept for what is said of the place."""
        return max(_LEAST_STATE, min(_MOST_STATE, room * 0.24))

    @staticmethod
    def is_on_tick(x: float) -> bool:
        """Whether a place so far from the left edge of a row belongs to its tick."""
        return x < _TICK_ZONE

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect = QRectF(option.rect)
        hit = index.data(Role.HIT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter, rect, option.state, is_title=hit is None)
        box = QRectF(rect.x() + 12, rect.center().y() - SIZE / 2 + 0.5, SIZE, SIZE)
        if index.data(Role.CAN_TICK):
            draw_box(painter, box, index.data(Qt.ItemDataRole.CheckStateRole), self.theme)
        line = rect.adjusted(_TICK_ZONE, 0, -12, 0)
        if isinstance(hit, Hit):
            width = self.state_width(line.width())
            state = QRectF(line.right() - width, line.y(), width, line.height())
            self._draw_hit(painter, line.adjusted(0, 0, -width - 2 * _PAD, 0), hit)
            self._draw_standing(painter, state, hit, index.data(Role.STATE))
            if not index.data(Role.CAN_TICK):
                color = self._label(hit.occurrence.standing.on[0]).color
                draw_sign(painter, box, self.theme.hue(color))
        else:
            self._draw_title(painter, line, index.data(), index.data(Role.STATE))
        painter.restore()

    def _draw_ground(self, painter: QPainter, rect: QRectF, state: QStyle.StateFlag, *, is_title: bool) -> None:
        theme = self.theme
        if state & QStyle.StateFlag.State_Selected:
            fill(painter, rect, theme.current_row)
        elif state & QStyle.StateFlag.State_MouseOver:
            fill(painter, rect, blend(theme.text, theme.field, 0.05))
        elif is_title:
            fill(painter, rect, theme.panel)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))

    def _draw_hit(self, painter: QPainter, line: QRectF, hit: Hit) -> None:
        """The hit in the middle, whatever stands on either side; mirrored for a script that runs to the left."""
        theme, context = self.theme, hit.occurrence.context
        font = QFont(QApplication.font())
        bold = QFont(font)
        bold.setBold(True)
        metrics = QFontMetricsF(bold)
        shown = metrics.elidedText(context.hit, Qt.TextElideMode.ElideMiddle, line.width() * _WIDEST_HIT)
        width = metrics.horizontalAdvance(shown) + 6
        middle = QRectF(line.center().x() - width / 2, line.y(), width, line.height())
        if hit.ticked:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.hit)
            painter.drawRoundedRect(middle.adjusted(0, 3, 0, -3), 3, 3)
        painter.setPen(theme.text if hit.ticked else theme.muted)
        painter.setFont(bold)
        painter.drawText(middle, _CENTER, shown)
        painter.setFont(font)
        before, after = context.before, context.after
        left = QRectF(line.x(), line.y(), middle.x() - line.x(), line.height())
        right = QRectF(middle.right(), line.y(), line.right() - middle.right(), line.height())
        if is_right_to_left(context.hit):
            left, right = right, left
        for text, box, mode in (
            (before, left, Qt.TextElideMode.ElideLeft),
            (after, right, Qt.TextElideMode.ElideRight),
        ):
            gap = _GAP if text != text.strip() else 0.0
            inner = box.adjusted(gap, 0, -gap, 0)
            flags = _RIGHT if box.x() < middle.x() else _LEFT
            painter.drawText(inner, flags, QFontMetricsF(font).elidedText(text.strip(), mode, inner.width()))

    def _draw_standing(self, painter: QPainter, box: QRectF, hit: Hit, told: str) -> None:
        if not told:
            return
        standing = hit.occurrence.standing
        label = self._label((*standing.on, *standing.around, *standing.across)[0])
        font = small_font()
        mark = QRectF(box.x(), box.y(), 9, box.height())
        draw_label_mark(painter, mark, self._mark(label.name), self.theme.hue(label.color))
        painter.setFont(font)
        painter.setPen(self.theme.muted)
        text = box.adjusted(15, 0, 0, 0)
        painter.drawText(text, _LEFT, QFontMetricsF(font).elidedText(told, Qt.TextElideMode.ElideRight, text.width()))

    def _draw_title(self, painter: QPainter, line: QRectF, title: str, counts: str) -> None:
        font = small_font(bold=True)
        metrics = QFontMetricsF(font)
        painter.setFont(small_font())
        painter.setPen(self.theme.muted)
        room = QFontMetricsF(small_font()).horizontalAdvance(counts)
        painter.drawText(line, _RIGHT, counts)
        painter.setFont(font)
        painter.setPen(self.theme.text)
        width = line.width() - room - 2 * _PAD
        painter.drawText(line, _LEFT, metrics.elidedText(title, Qt.TextElideMode.ElideRight, width))
