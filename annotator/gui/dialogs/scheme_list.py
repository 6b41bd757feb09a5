"""The labels as a list in their order: shape and colour, name, key, and how many spans have them."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.domain.model import Extent, Label
from annotator.gui import plain, words
from annotator.gui.dialogs.scheme_fields import hue_name
from annotator.gui.looks import blend, small_font
from annotator.gui.reading.painting import Mark, draw_mark, marks_of
from annotator.gui.text_painting import draw_line
from annotator.gui.theme import Theme

_NOTHING = QModelIndex()
MARK_SIZE = 11.0


class Role(IntEnum):
    """What a delegate may ask for beside the usual roles."""

    COUNT = Qt.ItemDataRole.UserRole + 1
    MARK = Qt.ItemDataRole.UserRole + 2


class SchemeModel(QAbstractListModel):
    """Rows are the labels of the project."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._labels: list[Label] = []
        self._counts: Mapping[str, int] = {}
        self._marks: Mapping[str, Mark] = {}

    def show_labels(self, labels: Sequence[Label]) -> None:
        self.beginResetModel()
        self._labels = list(labels)
        self._marks = marks_of(labels)
        self.endResetModel()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How many spans each label has, by its name."""
        self._counts = counts
        if self._labels:
            self.dataChanged.emit(self.index(0), self.index(len(self._labels) - 1))

    def label_at(self, row: int) -> Label:
        return self._labels[row]

    def row_of(self, name: str) -> int:
        """The row of a label; -1 if there is none of that name."""
        return next((row for row, label in enumerate(self._labels) if label.name == name), -1)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOTHING) -> int:
        return 0 if parent.isValid() else len(self._labels)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._labels):
            return None
        label = self._labels[index.row()]
        if role == Role.COUNT:
            return self._counts.get(label.name, 0)
        if role == Role.MARK:
            return self._marks[label.name]
        if role == Qt.ItemDataRole.DisplayRole:
            return plain.one_line(label.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(label)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain.tip("\n\n".join(filter(None, (label.name, label.guideline))))
        return None

    def _spoken(self, label: Label) -> str:
        is_statement = label.extent is Extent.STATEMENT
        return ", ".join(
            (
                plain.one_line(label.name),
                self.tr("statement") if is_statement else self.tr("phrase"),
                self.tr("key {key}").format(key=label.key.upper()) if label.key else self.tr("no key"),
                words.spans(self._counts.get(label.name, 0)),
                hue_name(label.color),
            )
        )


class SchemeDelegate(QStyledItemDelegate):
    """Draws a label as a row."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        del option, index
        return QSize(120, round(QFontMetricsF(QApplication.font()).height() + 13))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        labels = index.model()
        if not isinstance(labels, SchemeModel):
            return
        label = labels.label_at(index.row())
        theme = self.theme
        box = QRectF(option.rect).adjusted(4, 1, -4, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, box, option)
        hue = theme.hue(label.color)
        draw_mark(painter, index.data(Role.MARK), QPointF(box.x() + 17, box.center().y()), MARK_SIZE, hue)
        small = small_font()
        metrics = QFontMetricsF(small)
        count = words.number(index.data(Role.COUNT))
        count_width = max(metrics.horizontalAdvance("0000"), metrics.horizontalAdvance(count))
        right = box.right() - 10
        painter.setFont(small)
        painter.setPen(theme.muted)
        painter.drawText(
            QRectF(right - count_width, box.y(), count_width, box.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
            count,
        )
        right -= count_width + 12
        if label.key:
            self._paint_key(painter, QRectF(right - 20, box.center().y() - 10, 20, 20), label.key.upper())
        right -= 20 + 8
        name = QRectF(box.x() + 34, box.y(), right - box.x() - 34, box.height())
        draw_line(painter, name, label.name, QApplication.font(), theme.text)
        painter.restore()

    def _paint_ground(self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(self.theme.current_row)
            painter.drawRoundedRect(box, 6, 6)
            if option.state & QStyle.StateFlag.State_HasFocus:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(self.theme.accent, 1.4))
                painter.drawRoundedRect(box.adjusted(0.7, 0.7, -0.7, -0.7), 6, 6)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(blend(self.theme.text, self.theme.field, 0.05))
            painter.drawRoundedRect(box, 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_key(self, painter: QPainter, box: QRectF, key: str) -> None:
        painter.setPen(QPen(blend(self.theme.text, self.theme.field, 0.3), 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(self.theme.text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)


class SchemeList(QListView):
    """The list itself."""

    def __init__(self, model: SchemeModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = SchemeDelegate(theme, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setProperty("role", "boxed")
        self.setStyleSheet("padding: 4px 0;")
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Labels"))

    def set_theme(self, theme: Theme) -> None:
        self._delegate.theme = theme
        self.viewport().update()


def label_icon(label: Label, mark: Mark, theme: Theme, ratio: float) -> QIcon:
    """The shape of a label in its colour, for a menu."""
    side = 16
    picture = QPixmap(QSize(round(side * ratio), round(side * ratio)))
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_mark(painter, mark, QPointF(side / 2, side / 2), MARK_SIZE, theme.hue(label.color))
    painter.end()
    return QIcon(picture)
