"""Paints one row of the article list: status, title, where it is from, and how much of what is tagged in it."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from annotator.domain.model import ArticleSummary, Label
from annotator.gui import plain, words
from annotator.gui.article_model import ArticleListModel, Role
from annotator.gui.fill import fill
from annotator.gui.glyphs import draw_flag, draw_note, draw_status
from annotator.gui.looks import blend, small_font
from annotator.gui.row_view import RowDelegate, RowState
from annotator.gui.text_painting import draw_line, draw_lines
from annotator.gui.theme import Theme
from annotator.store import SearchHit

_MARGIN = 10
_GLYPH = 13
_TEXT_X = 31
_BAR = 3
_TITLE_LINES = 2


class ArticleDelegate(RowDelegate):
    """Draws rows; all are equally high, so that a list of any length scrolls at once."""

    def __init__(self, theme: Theme, labels: Callable[[], Sequence[Label]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._labels = labels

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        del option, index
        return QSize(120, self.row_height())

    def row_height(self) -> int:
        """In pixels; the same for every row."""
        title = QFontMetricsF(QApplication.font()).height() * _TITLE_LINES
        meta = QFontMetricsF(small_font()).height()
        return round(8 + title + 3 + meta + 6 + _BAR + 8)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        articles = index.model()
        summary = articles.summary(index.row()) if isinstance(articles, ArticleListModel) else None
        rect = QRectF(option.rect)
        is_open = bool(index.data(Role.IS_OPEN))
        painter.save()
        self._draw_ground(painter, rect, self.row_state(index, option.rect), is_open)
        if isinstance(articles, ArticleListModel) and summary is not None:
            self._draw_row(painter, rect, summary, is_open, articles.hit(summary.id))
        painter.restore()

    def _draw_ground(self, painter: QPainter, rect: QRectF, state: RowState, is_open: bool) -> None:
        theme = self.theme
        if is_open:
            fill(painter, rect, theme.current_row)
            fill(painter, QRectF(rect.x(), rect.y(), 3, rect.height()), theme.accent)
        elif state.is_selected:
            fill(painter, rect, blend(theme.accent, theme.panel, 0.10))
        elif state.is_hovered:
            fill(painter, rect, blend(theme.text, theme.panel, 0.05))
        fill(painter, QRectF(rect.x(), rect.bottom() - 1, rect.width(), 1), theme.border)
        if state.has_focus:
            painter.setPen(theme.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0.5, 0.5, -1.5, -1.5))

    def _draw_row(
        self, painter: QPainter, rect: QRectF, summary: ArticleSummary, is_open: bool, hit: SearchHit | None
    ) -> None:
        theme = self.theme
        font = QFont(QApplication.font())
        font.setBold(is_open)
        small = small_font()
        line = QFontMetricsF(font).height()
        draw_status(
            painter, QRectF(rect.x() + 9, rect.y() + 8 + (line - _GLYPH) / 2, _GLYPH, _GLYPH), summary.status, theme
        )
        left = rect.x() + _TEXT_X
        width = rect.width() - _TEXT_X - _MARGIN
        if summary.flag:
            draw_flag(painter, QRectF(rect.x() + 11, rect.y() + 10 + line, 10, 12), theme.warning)
        if summary.note:
            draw_note(painter, QRectF(rect.x() + 10, rect.bottom() - 21, 10, 10), theme.muted)
        if hit is not None and hit.snippet:
            used = draw_lines(painter, QRectF(left, rect.y() + 8, width, line), summary.title, font, theme.text, 1)
            rest = rect.height() - 12 - used
            lines = max(1, int(rest // QFontMetricsF(small).height()))
            draw_lines(painter, QRectF(left, rect.y() + 10 + used, width, rest), hit.snippet, small, theme.muted, lines)
            return
        used = draw_lines(
            painter, QRectF(left, rect.y() + 8, width, 2 * line), summary.title, font, theme.text, _TITLE_LINES
        )
        below = rect.y() + 8 + used + 3
        tagged = words.spans(summary.spans) if summary.spans else self.tr("nothing tagged")
        metrics = QFontMetricsF(small)
        meta = metrics.height()
        dated = words.line(words.date(summary.date), tagged)
        if metrics.horizontalAdvance(dated) > width:
            dated = words.date(summary.date) or tagged
        room = width - metrics.horizontalAdvance(f" · {dated}")
        source = metrics.elidedText(plain.one_line(summary.source[:200]), Qt.TextElideMode.ElideRight, room)
        about = words.line(source if room > meta * 2 else "", dated)
        draw_line(painter, QRectF(left, below, width, meta), about, small, theme.muted)
        self._draw_counts(painter, QRectF(left, below + meta + 6, width, _BAR), summary.counts)

    def _draw_counts(self, painter: QPainter, box: QRectF, counts: Mapping[str, int]) -> None:
        """One bar, as wide as the row, parted among the labels by their counts, in the order of the scheme."""
        shares = [(label, counts.get(label.name, 0)) for label in self._labels()]
        total = sum(count for _, count in shares)
        if not total:
            return
        x = box.x()
        for label, count in shares:
            if count:
                width = box.width() * count / total
                color: QColor = self.theme.hue(label.color)
                fill(painter, QRectF(x, box.y(), max(1.5, width - 1.5), box.height()), color)
                x += width
