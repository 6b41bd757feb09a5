"""A list of equally high rows that stays quick with any number of them.

A QListView lays out every row again when one is added; a table with fixed sections does not.
"""

from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QTableView, QWidget


class RowState(NamedTuple):
    """How a row is to be drawn."""

    is_selected: bool = False
    has_focus: bool = False
    is_hovered: bool = False


class RowDelegate(QStyledItemDelegate):
    """Draws the rows of one view. It asks the view itself how they stand: Qt's option would load all of QStyle."""

    view: "RowView | None" = None

    def row_state(self, index: QModelIndex | QPersistentModelIndex, rect: QRect) -> RowState:
        return self.view.row_state(index, rect) if self.view is not None else RowState()


class RowView(QTableView):
    """One column, as wide as the view; its delegate draws the rows."""

    def __init__(self, row_height: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setViewport(QWidget())  # one that Python knows, see `early`
        self.setAccessibleName(name)
        self.setProperty("role", "rows")
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setMinimumSectionSize(1)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(1)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(row_height)

    def set_delegate(self, delegate: RowDelegate) -> None:
        """Lets the delegate draw the rows."""
        delegate.view = self
        self.setItemDelegate(delegate)

    def row_state(self, index: QModelIndex | QPersistentModelIndex, rect: QRect) -> RowState:
        """Whether a row is selected, is where the keyboard is, and is under the mouse; `rect` is where it is drawn."""
        viewport = self.viewport()
        return RowState(
            is_selected=self.selectionModel().isSelected(index),
            has_focus=self.hasFocus() and index == self.currentIndex(),
            is_hovered=viewport.underMouse() and rect.contains(viewport.mapFromGlobal(QCursor.pos())),
        )

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End go to the first and last row, as in a list."""
        if action is QAbstractItemView.CursorAction.MoveHome:
            return self.model().index(0, 0)
        if action is QAbstractItemView.CursorAction.MoveEnd:
            return self.model().index(self.model().rowCount() - 1, 0)
        return super().moveCursor(action, modifiers)
