"""All keys of the table of actions, to be found, changed and set back. What is changed holds at once."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.gui import plain
from annotator.gui.action import Action, Context, is_single, owner_of, portable
from annotator.gui.actions import ACTIONS, GROUPS
from annotator.gui.key_names import key_name, key_names
from annotator.gui.looks import small_font
from annotator.gui.menus import Menus
from annotator.gui.settings import Settings

_MODIFIERS = {
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock, Qt.Key.Key_Super_L, Qt.Key.Key_Super_R, Qt.Key.Key_Menu, Qt.Key.Key_unknown,
}  # fmt: skip
_TWINS = {"Return": "Enter", "Enter": "Return"}
"""Two keys that nobody tells apart."""
_DEFAULTS = {action.id: action for action in ACTIONS}


def _twin(key: str) -> str:
    """The same combination with the other Enter; "" where there is none."""
    before, plus, last = key.rpartition("+")
    return f"{before}{plus}{_TWINS[last]}" if last in _TWINS else ""


class KeyTable(QTableWidget):
    """Actions and their keys. While it listens, the next key combination is told instead of obeyed."""

    pressed_keys = Signal(str)
    """Portable text."""
    given_up = Signal()
    edit_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        self.is_listening = False
        self.setAccessibleName(self.tr("Actions and their keys"))
        self.setHorizontalHeaderLabels([self.tr("Action"), self.tr("Works in"), self.tr("Keys")])
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.doubleClicked.connect(lambda _index: self.edit_wanted.emit())

    def event(self, event: QEvent) -> bool:
        """While it listens no shortcut is obeyed, whoever has it."""
        if self.is_listening and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.is_listening:
            if key in _MODIFIERS:
                return
            if key == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier:
                self.given_up.emit()
                return
            self.pressed_keys.emit(_portable(event))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_wanted.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_wanted.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.is_listening:
            self.given_up.emit()


def _portable(event: QKeyEvent) -> str:
    """The combination that was pressed. A sign that needs Shift is named without it, as in the table of actions."""
    modifiers = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier)
    is_sign = bool(event.text()) and event.text().isprintable() and not event.text().isalnum() and event.text() != " "
    if is_sign and modifiers == Qt.KeyboardModifier.ShiftModifier:
        modifiers = Qt.KeyboardModifier.NoModifier
    sequence = QKeySequence(int(event.key()) | modifiers.value)
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)


class KeysPage(QWidget):
    """The list, and what can be done with the action that is chosen in it."""

    def __init__(self, settings: Settings, menus: Menus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._menus = menus
        self._actions: list[Action] = []
        self._adds = False
        self._before: dict[str, list[str]] | None = None
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("Find an action or a key"))
        self.filter.setAccessibleName(self.tr("Find an action or a key"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._narrow)
        self.table = KeyTable(self)
        self.said = plain.label(parent=self, wrap=True, role="muted", name=self.tr("What to do, or why not"))
        self.said.setMinimumHeight(self.said.fontMetrics().height() * 2)
        self.change = self._button(self.tr("Change…"), self.tr("Press another key for the action (Enter)"))
        self.add = self._button(self.tr("Add a key…"), self.tr("Press one more key for the action"))
        self.clear = self._button(self.tr("No key"), self.tr("Take the keys of the action away (Delete)"))
        self.reset = self._button(self.tr("Reset"), self.tr("Give the action its first keys back"))
        self.reset_all = self._button(self.tr("Reset all"), self.tr("Give all actions their first keys back"))
        self.take_back = self._button(self.tr("Take the reset back"), "")
        self._lay_out()
        self._connect()
        self.show_table()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2)
        for button in (self.change, self.add, self.clear, self.reset):
            row.addWidget(button)
        row.addStretch()
        for button in (self.take_back, self.reset_all):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.filter)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.said)
        layout.addLayout(row)

    def _connect(self) -> None:
        self.table.itemSelectionChanged.connect(self._on_chosen)
        self.table.edit_wanted.connect(lambda: self.listen(adds=False))
        self.table.clear_wanted.connect(self._clear)
        self.table.pressed_keys.connect(self._take)
        self.table.given_up.connect(self._give_up)
        self.change.clicked.connect(lambda: self.listen(adds=False))
        self.add.clicked.connect(lambda: self.listen(adds=True))
        self.clear.clicked.connect(self._clear)
        self.reset.clicked.connect(self._reset)
        self.reset_all.clicked.connect(self._reset_all)
        self.take_back.clicked.connect(self._take_back)

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setFont(small_font())
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAccessibleName(tip or text)
        plain.set_tip(button, tip)
        return button

    # what is shown

    def show_table(self) -> None:
        """Shows every action with the keys that it has now, in the order of the cheat sheet."""
        chosen = self.action
        order = {group: number for number, group in enumerate(GROUPS)}
        table = [action for action in self._menus.table if action.id in _DEFAULTS]
        self._actions = sorted(table, key=lambda action: order.get(action.group, len(order)))
        self.table.setRowCount(len(self._actions))
        for row, action in enumerate(self._actions):
            where = self.tr("the text") if action.context is Context.READING else self.tr("the window")
            for column, text in enumerate((self._name(action), where, key_names(action.keys))):
                item = QTableWidgetItem(text)
                font = item.font()
                font.setBold(column == 2 and self._is_changed(action))
                item.setFont(font)
                self.table.setItem(row, column, item)
        self._narrow(self.filter.text())
        self.choose(chosen.id if chosen else self._actions[0].id)

    def _name(self, action: Action) -> str:
        group = QCoreApplication.translate("actions", action.group) if action.group else ""
        name = action.plain_text()
        return self.tr("{action} ({group})").format(action=name, group=group) if group else name

    def _is_changed(self, action: Action) -> bool:
        return list(map(portable, action.keys)) != list(map(portable, _DEFAULTS[action.id].keys))

    def _narrow(self, wanted: str) -> None:
        words = wanted.casefold().split()
        for row, action in enumerate(self._actions):
            text = f"{self._name(action)} {key_names(action.keys)} {' '.join(action.keys)}".casefold()
            self.table.setRowHidden(row, not all(word in text for word in words))

    def choose(self, action_id: str) -> None:
        """Makes an action the chosen one."""
        row = next((row for row, action in enumerate(self._actions) if action.id == action_id), 0)
        self.table.setCurrentCell(row, 0)
        self._on_chosen()

    @property
    def action(self) -> Action | None:
        """The action that is chosen."""
        row = self.table.currentRow()
        return self._actions[row] if 0 <= row < len(self._actions) and not self.table.isRowHidden(row) else None

    def _on_chosen(self) -> None:
        if self.table.is_listening:
            self._stop()
        action = self.action
        for button in (self.change, self.add):
            button.setEnabled(action is not None)
        self.clear.setEnabled(action is not None and bool(action.keys))
        self.reset.setEnabled(action is not None and self._is_changed(action))
        self.reset_all.setEnabled(bool(self._settings.get("keys")))
        self.take_back.setVisible(self._before is not None)
        self.said.setText(self.tr("Enter changes the key of the chosen action, Delete takes it away."))

    # changing

    def listen(self, *, adds: bool) -> None:
        """Waits for the key that the chosen action shall have, instead of its keys or beside them."""
        if (action := self.action) is None:
            return
        self._adds = adds
        self.table.setFocus()
        self.table.is_listening = True
        self._show_keys(self.table.currentRow(), self.tr("press a key…"))
        said = self.tr("Press the key for “{action}” now. Escape leaves it as it is.")
        self.said.setText(said.format(action=action.plain_text()))

    def _stop(self) -> None:
        self.table.is_listening = False
        for row, action in enumerate(self._actions):
            self._show_keys(row, key_names(action.keys))

    def _show_keys(self, row: int, text: str) -> None:
        if item := self.table.item(row, 2):
            item.setText(text)

    def _give_up(self) -> None:
        self._stop()
        self._on_chosen()

    def _take(self, key: str) -> None:
        action = self.action
        if action is None or not key:
            return
        if problem := self._problem(action, key):
            self.said.setText(problem)
            return
        self._stop()
        new = [*action.keys, key] if self._adds else [key]
        twin = _twin(key)
        if twin and owner_of(twin, self._menus.table) is None:
            new.append(twin)
        self._give(action, list(dict.fromkeys(map(portable, new))))
        self.said.setText(self.tr("“{action}” is {key} now.").format(action=action.plain_text(), key=key_name(key)))

    def _problem(self, action: Action, key: str) -> str:
        """Why the action cannot have that key; "" if it can."""
        owner = owner_of(key, self._menus.table)
        if owner is not None and owner.id != action.id:
            said = self.tr("{key} belongs to “{action}”. Press another key, or Escape.")
            if owner.id not in _DEFAULTS:
                said = self.tr("{key} belongs to “{action}”; labels have theirs from the label scheme. Press another.")
            return said.format(key=key_name(key), action=owner.plain_text())
        if action.context is Context.WINDOW and is_single(key):
            said = self.tr("{key} alone is needed where one types. Press it with Ctrl or Alt, or another key.")
            return said.format(key=key_name(key))
        return ""

    def _give(self, action: Action, keys: list[str]) -> None:
        """Keeps the keys of an action, or forgets them where they are its first ones."""
        kept = self._settings.get("keys")
        kept.pop(action.id, None)
        if keys != [portable(key) for key in _DEFAULTS[action.id].keys]:
            kept[action.id] = keys
        self._keep(kept)

    def _keep(self, kept: dict[str, list[str]]) -> None:
        self._before = None
        self._settings.set("keys", kept)
        self.show_table()

    def _clear(self) -> None:
        if (action := self.action) is not None:
            self._give(action, [])

    def _reset(self) -> None:
        """Gives the chosen action its first keys back, unless another one has them now."""
        if (action := self.action) is None:
            return
        keys: Sequence[str] = _DEFAULTS[action.id].keys
        taken = [owner for key in keys if (owner := owner_of(key, self._menus.table)) and owner.id != action.id]
        if taken:
            said = self.tr("Its first key belongs to “{action}” now. Change that one first.")
            self.said.setText(said.format(action=taken[0].plain_text()))
            return
        self._give(action, [portable(key) for key in keys])

    def _reset_all(self) -> None:
        before = self._settings.get("keys")
        self._keep({})
        self._before = before
        self._on_chosen()
        self.take_back.setFocus()

    def _take_back(self) -> None:
        if self._before is not None:
            self._keep(self._before)
            self.reset_all.setFocus()
