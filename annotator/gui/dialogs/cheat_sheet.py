"""Every key, made from the table of actions, so that it is always true."""

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractSlider, QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from annotator.gui import plain
from annotator.gui.action import Action
from annotator.gui.actions import GROUPS
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.key_names import key_names
from annotator.gui.looks import small_font

_WIDTH, _HEIGHT = 1200, 720
_MOST_COLUMNS = 3
_GAP, _RIGHT = 34, 8
_SCROLLING: Mapping[int, QAbstractSlider.SliderAction] = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
}


class CheatSheet(Dialog):
    """All keys under their headings; typing narrows them down."""

    def __init__(self, actions: Sequence[Action], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Keys"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.add_note(
            self.tr(
                "Digits, letters, Enter and Backspace work in the text alone. Tab always moves on to the next control."
            )
        )
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("Find a key or what it does"))
        self.filter.setAccessibleName(self.tr("Find a key"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._narrow)
        self.filter.installEventFilter(self)
        self.body.addWidget(self.filter)
        self._nothing = plain.label(self.tr("No key does that."), self, role="muted")
        self._nothing.hide()
        self.body.addWidget(self._nothing)
        by_group: dict[str, list[Action]] = {}
        for action in actions:
            if action.keys:
                by_group.setdefault(action.group, []).append(action)
        self._groups = [_Group(title, by_group[title]) for title in GROUPS if title in by_group]
        self.columns = _Columns(self._groups, self)
        self.columns.setAccessibleName(self.tr("Keys"))
        self.body.addWidget(self.columns, 1)
        self.add_button(self.tr("Close"), main=True).clicked.connect(self.close)
        room = self.screen().availableSize()
        self.resize(min(_WIDTH, room.width() - 40), min(_HEIGHT, room.height() - 60))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down scroll the keys while one types."""
        if watched is self.filter and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = _SCROLLING.get(event.key())
            if step is not None:
                self.columns.verticalScrollBar().triggerAction(step)
                return True
        return super().eventFilter(watched, event)

    def _narrow(self, wanted: str) -> None:
        found = [group.narrow(wanted.casefold().strip()) for group in self._groups]
        self._nothing.setVisible(not any(found))


class _Group(QWidget):
    """A heading with its keys."""

    def __init__(self, title: str, actions: Sequence[Action]) -> None:
        super().__init__()
        heading = plain.label(QCoreApplication.translate("actions", title).upper(), self, role="heading")
        heading.setFont(small_font(bold=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        self._rows: list[tuple[str, QWidget, QWidget]] = []
        for row, action in enumerate(actions):
            text = plain.label(action.plain_text(), self)
            keys = plain.label(key_names(action.keys), self, role="muted")
            keys.setAlignment(Qt.AlignmentFlag.AlignRight)
            for cell in (text, keys):
                cell.setFont(small_font())
            grid.addWidget(text, row, 0)
            grid.addWidget(keys, row, 1)
            self._rows.append((f"{text.text()} {keys.text()}".casefold(), text, keys))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(heading)
        layout.addLayout(grid)

    def narrow(self, wanted: str) -> bool:
        """Shows only the rows in which the words are found; whether there is any."""
        is_any = False
        for words, *cells in self._rows:
            fits = wanted in words
            is_any = is_any or fits
            for cell in cells:
                cell.setVisible(fits)
        self.setVisible(is_any)
        return is_any


class _Columns(QScrollArea):
    """Groups in as many columns as there is room for, about equally long; it never scrolls sideways."""

    def __init__(self, groups: Sequence[QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        self._groups = groups
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._widest = max(group.sizeHint().width() for group in groups)
        self._heights = [group.sizeHint().height() for group in groups]
        page = QWidget(self)
        self._row = QHBoxLayout(page)
        self._row.setContentsMargins(0, 0, _RIGHT, 4)
        self._row.setSpacing(_GAP)
        self._columns = [QVBoxLayout() for _ in range(min(_MOST_COLUMNS, len(groups)))]
        for column in self._columns:
            column.setSpacing(4)
            self._row.addLayout(column)
        self.shown = 0
        """How many columns there are now."""
        self.setWidget(page)
        self.setMinimumWidth(self._widest + 3 * _RIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.viewport().width() - _RIGHT
        count = max(1, min(len(self._columns), (room + _GAP) // (self._widest + _GAP)))
        if count != self.shown:
            self.shown = count
            self._arrange(count)

    def _arrange(self, count: int) -> None:
        for column in self._columns:
            while column.takeAt(0) is not None:
                pass
        for number, (first, last) in enumerate(pairwise(self._breaks(count))):
            for group in self._groups[first:last]:
                self._columns[number].addWidget(group)
            self._columns[number].addStretch()
        for number in range(len(self._columns)):
            self._row.setStretch(number, int(number < count))

    def _breaks(self, count: int) -> tuple[int, ...]:
        """Where columns begin, and where the last ends, so that the longest is as short as it can be."""
        every = len(self._groups)
        return min(
            ((0, *inner, every) for inner in combinations(range(1, every), count - 1)),
            key=lambda breaks: max(sum(self._heights[first:last]) for first, last in pairwise(breaks)),
        )
