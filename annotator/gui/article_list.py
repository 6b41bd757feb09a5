"""The list of articles: one is opened by going to it, several are chosen with Shift and Ctrl."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from annotator.gui.row_view import RowView

_CHOOSING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class ArticleList(RowView):
    """Says where its menu is wanted. While Shift, Ctrl or the right button chooses rows, none is opened."""

    menu_wanted = Signal(QPoint)
    """On the screen."""

    def __init__(self, row_height: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(row_height, name, parent)
        self.is_choosing = False
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def chosen_rows(self) -> list[int]:
        """The rows that are selected, from the top."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.is_choosing = bool(event.modifiers() & _CHOOSING)
        super().keyPressEvent(event)
        self.is_choosing = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.is_choosing = bool(event.modifiers() & _CHOOSING) or event.button() is Qt.MouseButton.RightButton
        if event.button() is Qt.MouseButton.RightButton and self.indexAt(event.position().toPoint()).row() in set(
            self.chosen_rows()
        ):
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Dragging chooses nothing: the list has no order of one's own."""
        if event.buttons() == Qt.MouseButton.NoButton:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.is_choosing = False

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """At the mouse, or at the current row if it was asked for by key."""
        place = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        self.is_choosing = False
        self.menu_wanted.emit(place)
