"""Makes the QActions, menus and shortcuts from the table of actions, and keeps them in step with what is open."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QWidget

from annotator.domain.model import Label
from annotator.gui import key_names, plain
from annotator.gui.action import Action, Context, Needs, with_keys
from annotator.gui.actions import ACTIONS, MENUS, SUBMENUS, all_keys, label_actions


class Menus(QObject):
    """The actions of the window as Qt knows them. `slots` are the objects that the table's slots name."""

    def __init__(
        self,
        window: QMainWindow,
        reading: QWidget,
        slots: Mapping[str, object],
        remapped: Mapping[str, Iterable[str]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._reading = reading
        self._slots = slots
        self._table = with_keys(ACTIONS, remapped)
        key_names.use(self._table)
        self._label_table: list[Action] = []
        self._label_actions: list[QAction] = []
        self._menus: dict[str, QMenu] = {}
        self.actions: dict[str, QAction] = {}
        self._called: dict[str, Action] = {}
        self._facts: frozenset[Needs] | None = None
        self._all = QActionGroup(window)
        self._all.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        self._all.triggered.connect(self._call)
        self._add_menus()
        for action in self._table:
            self._add(action)

    @property
    def table(self) -> Sequence[Action]:
        """Every action there is now, those of the labels first."""
        return [*self._label_table, *self._table]

    def _add_menus(self) -> None:
        for name, text in MENUS:
            menu = self._window.menuBar().addMenu(QCoreApplication.translate("actions", str(text)))
            menu.setObjectName(name)
            self._menus[name] = menu

    def _menu(self, name: str) -> QMenu:
        if name not in self._menus:
            parent = self._menus[name.split("/")[0]]
            menu = parent.addMenu(QCoreApplication.translate("actions", str(SUBMENUS[name])))
            menu.setObjectName(name)
            self._menus[name] = menu
        return self._menus[name]

    def _add(self, action: Action, before: QAction | None = None) -> QAction:
        made = QAction(action.shown_text(), self._all)
        made.setObjectName(action.id)
        if action.checkable:
            made.setCheckable(True)
        if action.keys:
            made.setShortcuts([QKeySequence(key) for key in action.keys])
        if action.context is Context.READING:
            made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self._reading.addAction(made)
        else:
            self._window.addAction(made)
        if action.menu:
            menu = self._menu(action.menu)
            if action.separated:
                menu.addSeparator()
            if before is not None and before in menu.actions():
                menu.insertAction(before, made)
            else:
                menu.addAction(made)
        self.actions[action.id] = made
        self._called[action.id] = action
        return made

    def _call(self, made: QAction) -> None:
        """Does what an action says, unless its key was pressed while a menu is open: that is for the menu alone."""
        if QApplication.activePopupWidget() is not None:
            return
        action = self._called[made.objectName()]
        owner, _, name = action.slot.partition(".")
        getattr(self._slots[owner], name)(*action.args, **dict(action.options))

    def show_labels(self, labels: Sequence[Label]) -> dict[str, str]:
        """Makes the actions of the label scheme anew; gives the key that works for each label."""
        for made in self._label_actions:
            del self.actions[made.objectName()], self._called[made.objectName()]
            for menu in self._menus.values():
                menu.removeAction(made)
            self._reading.removeAction(made)
            made.deleteLater()
        self._label_table = label_actions(labels, taken=all_keys(self._table))
        key_names.use(self.table)
        first = self._menus["tag"].actions()[0] if self._menus["tag"].actions() else None
        self._label_actions = [self._add(action, first) for action in self._label_table]
        self._facts = None
        keys = {
            action.args[0]: action.keys[0]
            for action in self._label_table
            if action.slot == "tagging.tag" and action.keys
        }
        return {name: QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for name, key in keys.items()}

    def remap(self, remapped: Mapping[str, Iterable[str]]) -> None:
        """Gives the actions other keys, at once. The labels must be shown anew after it: keys may be free now."""
        self._table = with_keys(ACTIONS, remapped)
        for action in self._table:
            self.actions[action.id].setShortcuts([QKeySequence(key) for key in action.keys])
        key_names.use(self.table)

    def show_recent(self, paths: Sequence[Path], open_path: Callable[[Path], object]) -> None:
        """Fills the menu of the projects opened last."""
        menu = self._menu("file/recent")
        menu.clear()
        for path in paths:
            made = menu.addAction(plain.caption(path.name))
            plain.set_tip(made, str(path))
            made.triggered.connect(lambda _checked=False, path=path: open_path(path))
        menu.setEnabled(bool(paths))

    def enable(self, facts: frozenset[Needs]) -> None:
        """Makes what needs something that is not there unavailable."""
        changed = set(Needs) if self._facts is None else facts ^ self._facts
        if not changed:
            return
        self._facts = facts
        for action in self.table:
            if action.needs in changed:
                self.actions[action.id].setEnabled(action.needs is Needs.NOTHING or action.needs in facts)

    def check(self, states: Mapping[str, bool]) -> None:
        """Sets the ticks of the checkable actions."""
        for name, on in states.items():
            self.actions[name].setChecked(on)

    def rename(self, name: str, text: str) -> None:
        self.actions[name].setText(plain.caption(text) if "&" not in text else text)
