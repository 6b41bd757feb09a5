"""Every key, made from the table of actions, so that it is always true."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from annotator.gui import plain
from annotator.gui.action import Action
from annotator.gui.actions import GROUPS
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.key_names import key_names
from annotator.gui.looks import small_font

_COLUMNS = ((0, 1), (2, 3, 5), (4, 6, 7))
"""Which headings stand in which column."""


class CheatSheet(Dialog):
    """All keys under their headings; typing narrows them down."""

    def __init__(self, actions: Sequence[Action], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Keys"), parent, width=1080)
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
        self.body.addWidget(self.filter)
        self._rows: list[tuple[str, QWidget, QWidget]] = []
        page = QWidget(self)
        columns = QHBoxLayout(page)
        columns.setContentsMargins(0, 4, 8, 4)
        columns.setSpacing(34)
        by_group: dict[str, list[Action]] = {}
        for action in actions:
            if action.keys:
                by_group.setdefault(action.group, []).append(action)
        for numbers in _COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(4)
            for number in numbers:
                self._add_group(column, GROUPS[number], by_group.get(GROUPS[number], ()))
            column.addStretch()
            columns.addLayout(column, 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(page)
        area.setAccessibleName(self.tr("Keys"))
        self.body.addWidget(area, 1)
        self.add_button(self.tr("Close"), main=True).clicked.connect(self.close)
        self.resize(1080, 680)

    def _add_group(self, column: QVBoxLayout, title: str, actions: Sequence[Action]) -> None:
        if not actions:
            return
        heading = plain.label(QCoreApplication.translate("actions", title).upper(), self, role="heading")
        heading.setFont(small_font(bold=True))
        column.addSpacing(8)
        column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        for row, action in enumerate(actions):
            text = plain.label(action.plain_text(), self)
            keys = plain.label(key_names(action.keys), self, role="muted")
            keys.setAlignment(Qt.AlignmentFlag.AlignRight)
            for cell in (text, keys):
                cell.setFont(small_font())
            grid.addWidget(text, row, 0)
            grid.addWidget(keys, row, 1)
            self._rows.append((f"{text.text()} {keys.text()}".casefold(), text, keys))
        column.addLayout(grid)

    def _narrow(self, wanted: str) -> None:
        for words, *cells in self._rows:
            for cell in cells:
                cell.setVisible(wanted.casefold().strip() in words)
