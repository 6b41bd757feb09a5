"""How the suggestions of one label are drawn in a list: each with its score, statements in full."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from annotator.domain.model import Label
from annotator.gui import plain
from annotator.gui.alike.delegate import AlikeDelegate
from annotator.gui.alike.model import Hit, Role
from annotator.gui.looks import small_font
from annotator.gui.reading.painting import Mark
from annotator.gui.text_painting import draw_line, draw_lines
from annotator.gui.theme import Theme

_SCORE_WIDTH = 76.0
_MOST_LINES = 8
_PAD = 5.0
_BESIDE = 34 + 12 + 12
"""What a row needs beside text and score: the tick, and room at both ends."""


class SuggestionRows(AlikeDelegate):
    """A phrase in the middle of what stands around it, and its score."""

    def __init__(
        self,
        theme: Theme,
        label: Callable[[str], Label],
        mark: Callable[[str], Mark],
        score: Callable[[Hit], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(theme, label, mark, parent)
        self._score = score

    def state_width(self, room: float) -> float:
        del room
        return _SCORE_WIDTH

    def _draw_standing(self, painter: QPainter, box: QRectF, hit: Hit, told: str) -> None:
        del told
        draw_line(painter, box, self._score(hit), small_font(), self.theme.muted)


class StatementRows(SuggestionRows):
    """A statement in full, on as many lines as it needs, without what stands around it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hit = index.data(Role.HIT)
        room = option.rect.width() - _SCORE_WIDTH - _BESIDE
        if not isinstance(hit, Hit) or room <= 0:
            return super().sizeHint(option, index)
        metrics = QFontMetricsF(QApplication.font())
        wrap = int(Qt.TextFlag.TextWrapAnywhere | Qt.TextFlag.TextWordWrap)
        text = plain.one_line(hit.occurrence.context.hit)
        needed = metrics.boundingRect(QRectF(0, 0, room, 1e6), wrap, text).height()
        return QSize(200, round(min(needed, _MOST_LINES * metrics.height()) + 2 * _PAD))

    def _draw_hit(self, painter: QPainter, line: QRectF, hit: Hit) -> None:
        color = self.theme.text if hit.ticked else self.theme.muted
        box = line.adjusted(0, _PAD, 0, -_PAD)
        draw_lines(painter, box, hit.occurrence.context.hit, QApplication.font(), color, _MOST_LINES)
