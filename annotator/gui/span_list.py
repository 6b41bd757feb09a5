"""The spans of the open article as a list in reading order, each as far in as it is nested."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from annotator.domain.model import Label, Span, note_of
from annotator.domain.nesting import contains, reading_order
from annotator.domain.span_index import SpanIndex
from annotator.gui import plain
from annotator.gui.fill import fill
from annotator.gui.glyphs import draw_label_mark, draw_note
from annotator.gui.looks import blend, small_font
from annotator.gui.reading.painting import Mark
from annotator.gui.row_view import RowDelegate, RowView
from annotator.gui.text_painting import draw_line
from annotator.gui.theme import Theme
from annotator.gui.workspace import SpanDelta, Workspace

_NOTHING = QModelIndex()
_SHOWN = 160
_FEW = 20
_INDENT = 12
_DEEPEST = 6
_NOTE = 9


class Role(IntEnum):
    """What a delegate may ask for beside the usual roles."""

    DEPTH = Qt.ItemDataRole.UserRole + 1


def outer_spans(index: SpanIndex, span: Span) -> list[Span]:
    """The spans that hold this one, from the outermost to the innermost; of equal ones the earlier holds the later."""
    found = [
        other
        for other in index.overlapping(span.start, span.start + 1)
        if other.id != span.id
        and contains(other, span)
        and (not contains(span, other) or reading_order(other) < reading_order(span))
    ]
    return sorted(found, key=reading_order)


class SpanListModel(QAbstractListModel):
    """Rows are the shown spans of the open article, in reading order.

    They follow the workspace when `catch_up` is called, which `fell_behind` asks for.
    """

    fell_behind = Signal()

    def __init__(self, workspace: Workspace, index: Callable[[], SpanIndex], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._index = index
        self._spans: list[Span] = []
        self._depths: dict[str, int] = {}
        self._missed: list[SpanDelta] = []
        self._missed_all = False
        workspace.article_opened.connect(self._miss_all)
        workspace.project_closed.connect(self.reload)
        workspace.spans_changed.connect(self._miss)

    def _miss(self, delta: SpanDelta) -> None:
        self._missed.append(delta)
        self.fell_behind.emit()

    def _miss_all(self) -> None:
        self._missed_all = True
        self.fell_behind.emit()

    def catch_up(self) -> None:
        """Shows what became of the spans since the last time."""
        if self._missed_all or sum(len(delta.removed) + len(delta.added) for delta in self._missed) > _FEW:
            self.reload()
        missed, self._missed = self._missed, []
        for delta in missed:
            self._follow(delta)

    def reload(self) -> None:
        # Of a new article the text has its spans in order already; later, one may be drawn there as it is dragged.
        in_order = list(self._index()) if self._missed_all else sorted(self._workspace.spans, key=reading_order)
        self._missed, self._missed_all = [], False
        self.beginResetModel()
        self._depths.clear()
        self._spans = in_order
        self.endResetModel()

    def span_at(self, row: int) -> Span:
        """The span of a row. Asked for here and not by a role: Qt would hand back a list in the place of a tuple."""
        return self._spans[row]

    def row_of(self, span: Span) -> int:
        """The row of a span that is shown; -1 if it is not."""
        row = bisect_left(self._spans, reading_order(span), key=reading_order)
        return row if row < len(self._spans) and self._spans[row].id == span.id else -1

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOTHING) -> int:
        return 0 if parent.isValid() else len(self._spans)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._spans):
            return None
        span = self._spans[index.row()]
        if role == Role.DEPTH:
            return self._depth(span)
        if role == Qt.ItemDataRole.DisplayRole:
            return plain.one_line(span.quote[:_SHOWN])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(span)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain.tip("\n".join(filter(None, (f"{span.label}: {span.quote[:1000]}", note_of(span)))))
        return None

    def _depth(self, span: Span) -> int:
        """In how many spans this one stands; kept until something that it overlaps changes."""
        if span.id not in self._depths:
            self._depths[span.id] = len(outer_spans(self._index(), span))
        return self._depths[span.id]

    def _forget_depths(self, changed: Sequence[Span]) -> None:
        low, high = min(span.start for span in changed), max(span.end for span in changed)
        spans = [span for span_id in self._depths if (span := self._workspace.span(span_id)) is not None]
        self._depths = {span.id: self._depths[span.id] for span in spans if span.end <= low or span.start >= high}

    def _spoken(self, span: Span) -> str:
        text = f"{span.label}: {plain.one_line(span.quote[:_SHOWN])}"
        if outer := outer_spans(self._index(), span):
            text = self.tr("{span}, inside {label}").format(span=text, label=outer[-1].label)
        note = plain.one_line(note_of(span)[:_SHOWN])
        return self.tr("{span}, note: {note}").format(span=text, note=note) if note else text

    def _follow(self, delta: SpanDelta) -> None:
        gone = sorted(row for span in delta.removed if (row := self.row_of(span)) >= 0)
        self._forget_depths([*(self._spans[row] for row in gone), *delta.added])
        for row in reversed(gone):
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._spans[row]
            self.endRemoveRows()
        for span in delta.added:
            row = bisect_left(self._spans, reading_order(span), key=reading_order)
            self.beginInsertRows(QModelIndex(), row, row)
            self._spans.insert(row, span)
            self.endInsertRows()


class SpanDelegate(RowDelegate):
    """Draws a span: the mark of its label, and its text."""

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
        return QSize(80, self.row_height())

    def row_height(self) -> int:
        """In pixels; the same for every row."""
        return round(QFontMetricsF(small_font()).height() + 6)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect = QRectF(option.rect)
        state = self.row_state(index, option.rect)
        painter.save()
        if state.is_selected:
            fill(painter, rect, self.theme.current_row)
        elif state.is_hovered:
            fill(painter, rect, blend(self.theme.text, self.theme.panel, 0.05))
        spans = index.model()
        if isinstance(spans, SpanListModel):
            span = spans.span_at(index.row())
            hue = self.theme.hue(self._label(span.label).color)
            x = rect.x() + 14 + min(index.data(Role.DEPTH), _DEEPEST) * _INDENT
            draw_label_mark(painter, QRectF(x, rect.y(), 9, rect.height()), self._mark(span.label), hue)
            room = rect.right() - x - 25
            if note_of(span):
                room -= _NOTE + 6
                sign = QRectF(rect.right() - _NOTE - 10, rect.center().y() - _NOTE / 2, _NOTE, _NOTE)
                draw_note(painter, sign, self.theme.muted)
            draw_line(painter, QRectF(x + 17, rect.y(), room, rect.height()), span.quote, small_font(), self.theme.text)
        painter.restore()


class SpanList(RowView):
    """The list itself. Choosing a row selects the span in the text."""

    span_chosen = Signal(str)
    left_for_text = Signal()

    def __init__(
        self,
        model: SpanListModel,
        theme: Theme,
        label: Callable[[str], Label],
        mark: Callable[[str], Mark],
        parent: QWidget | None = None,
    ) -> None:
        self._delegate = SpanDelegate(theme, label, mark)
        super().__init__(self._delegate.row_height(), "", parent)
        self._delegate.setParent(self)
        self._spans = model
        self.setModel(model)
        self.set_delegate(self._delegate)
        self.setAccessibleName(self.tr("Spans in this article"))
        self._is_following = False
        self.selectionModel().currentChanged.connect(self._on_current)
        self.activated.connect(lambda _index: self.left_for_text.emit())

    def set_theme(self, theme: Theme) -> None:
        self._delegate.theme = theme
        self.viewport().update()

    def follow(self, span: Span | None) -> None:
        """Marks the span that is selected in the text."""
        row = self._spans.row_of(span) if span else -1
        if row == self.currentIndex().row():
            return
        self._is_following = True
        try:
            self.setCurrentIndex(self._spans.index(row) if row >= 0 else QModelIndex())
        finally:
            self._is_following = False
        if row >= 0:
            self.scrollTo(self._spans.index(row))

    def _on_current(self, current: QModelIndex) -> None:
        if current.isValid() and not self._is_following and self.hasFocus():
            self.span_chosen.emit(self._spans.span_at(current.row()).id)
