"""Rows of plain text in columns, fetched as they come into sight: what the lists about a project are made of."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from annotator.gui import plain

T = TypeVar("T")
_NOTHING = QModelIndex()
_LONGEST = 300


class Rows(QAbstractTableModel, Generic[T]):
    """Values of one kind, each a row. `texts` says what a row shows; `more` fetches those after the last one."""

    def __init__(
        self,
        headings: Sequence[str],
        texts: Callable[[T], Sequence[str]],
        parent: QObject | None = None,
        *,
        more: Callable[[T | None], Sequence[T]] | None = None,
    ) -> None:
        super().__init__(parent)
        self._headings = headings
        self._texts = texts
        self._more = more
        self._rows: list[T] = []
        self._shown: list[tuple[str, ...]] = []
        self._is_whole = True

    def show(self, rows: Sequence[T]) -> None:
        """Shows these rows instead."""
        self.beginResetModel()
        self._rows, self._shown = [], []
        self._append(rows)
        self._is_whole = self._more is None or not rows
        self.endResetModel()

    def _append(self, rows: Sequence[T]) -> None:
        for row in rows:
            self._rows.append(row)
            self._shown.append(tuple(plain.one_line(text)[:_LONGEST] for text in self._texts(row)))

    def value(self, row: int) -> T | None:
        """The value of a row; None where there is none."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def values(self) -> Sequence[T]:
        return self._rows

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOTHING) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOTHING) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        return not parent.isValid() and not self._is_whole

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:
        if self._more is None or parent.isValid() or self._is_whole:
            return
        rows = self._more(self._rows[-1] if self._rows else None)
        self._is_whole = not rows
        if rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
            self._append(rows)
            self.endInsertRows()

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown[index.row()][index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain.tip(self._shown[index.row()][index.column()])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(text for text in self._shown[index.row()] if text)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None


class TableList(QTableView):
    """Shows rows. The arrows choose, Enter does what the main button would, Tab leaves."""

    entered = Signal()
    """Enter was pressed, or a row clicked twice."""
    chosen = Signal()
    """Other rows are chosen."""

    def __init__(
        self,
        model: QAbstractTableModel,
        name: str,
        parent: QWidget | None = None,
        *,
        empty: str,
        wide: int = 0,
        many: bool = False,
    ) -> None:
        """`empty` is said where there are no rows."""
        super().__init__(parent)
        self._empty = empty
        self.setModel(model)
        self.setAccessibleName(name)
        self.setProperty("role", "boxed")
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if many else mode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 10)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(model.columnCount()):
            how = QHeaderView.ResizeMode.Stretch if column == wide else QHeaderView.ResizeMode.Interactive
            columns.setSectionResizeMode(column, how)
        self.doubleClicked.connect(lambda _index: self.entered.emit())
        self.selectionModel().selectionChanged.connect(lambda _new, _old: self.chosen.emit())

    def set_widths(self, *widths: int) -> None:
        """Widths of the columns in average characters; 0 for the wide one."""
        for column, width in enumerate(widths):
            if width:
                self.setColumnWidth(column, self.fontMetrics().averageCharWidth() * width)

    @property
    def row(self) -> int:
        """The current row, -1 for none."""
        return self.currentIndex().row()

    def rows(self) -> list[int]:
        """The chosen rows, in order."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def choose(self, row: int) -> None:
        """Makes a row the current one, if there is one."""
        if 0 <= row < self.model().rowCount():
            self.setCurrentIndex(self.model().index(row, 0))
            self.scrollTo(self.currentIndex())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        is_empty = not self.model().rowCount()
        self.setAccessibleDescription(self._empty if is_empty else "")
        if is_empty:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            room = self.viewport().rect().adjusted(24, 24, -24, -24)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)
