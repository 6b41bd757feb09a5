"""The list itself: ticks by key and mouse, and says which place is to be shown."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from annotator.gui.alike.delegate import AlikeDelegate
from annotator.gui.alike.model import AlikeModel

_MOVES = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}

_ROWS_AT_ONCE = 1000


class AlikeList(QListView):
    """Space ticks, Enter shows. Keys that are not its own go on to the panel."""

    passed = Signal(int)
    """A row was reached with the keys."""
    shown = Signal(int)
    """A row was chosen: it is to be shown in the text, wherever that is."""

    def __init__(self, model: AlikeModel, delegate: AlikeDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places = model
        self._delegate = delegate
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setProperty("role", "boxed")
        self.setUniformItemSizes(True)
        self.setBatchSize(_ROWS_AT_ONCE)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Places"))
        self.setAccessibleDescription(self.tr("Space ticks, Enter shows the place in the text."))

    @property
    def row(self) -> int:
        """The current row, -1 for none."""
        return self.currentIndex().row()

    def go_to(self, row: int) -> None:
        """Makes a row the current one and brings it into sight, with the title above it if it is the first."""
        index = self._places.index(row)
        self.setCurrentIndex(index)
        if row == 1 and self._places.hit(0) is None:
            self.scrollToTop()
        else:
            self.scrollTo(index)

    def set_growing(self, growing: bool) -> None:
        """While rows keep coming, only those that can be seen are laid out at once, the others when there is time."""
        mode = QListView.LayoutMode.Batched if growing else QListView.LayoutMode.SinglePass
        if mode is not self.layoutMode():
            self.setLayoutMode(mode)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self._toggle()
        elif key == Qt.Key.Key_A and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._places.tick_all(not self._places.all_ticked)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self.shown.emit(self.row)
        elif key in _MOVES:
            before = self.row
            super().keyPressEvent(event)
            if self.row != before:
                self.passed.emit(self.row)
        else:
            event.ignore()

    def _toggle(self) -> None:
        rows = sorted({index.row() for index in self.selectedIndexes()} | ({self.row} if self.row >= 0 else set()))
        if rows:
            self._places.toggle(rows, by=self.row)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._pressed(event)
        if index is None:
            super().mousePressEvent(event)
        else:
            self.setCurrentIndex(index)
            self._places.toggle([index.row()], by=index.row())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed(event) is not None:
            return
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if (
            event.button() is Qt.MouseButton.LeftButton
            and index.isValid()
            and index == self.currentIndex()
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
        ):
            self.shown.emit(index.row())

    def _pressed(self, event: QMouseEvent) -> QModelIndex | None:
        """The row whose tick is under the mouse; None elsewhere."""
        place: QPoint = event.position().toPoint()
        index = self.indexAt(place)
        on_tick = index.isValid() and self._delegate.is_on_tick(place.x())
        return index if on_tick and event.button() is Qt.MouseButton.LeftButton else None
