"""The preferences, drawn from the table of settings. What is changed holds at once; there is nothing to confirm."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.gui import plain
from annotator.gui.alike.ticks import TickBox
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.dialogs.keys_page import KeysPage
from annotator.gui.icons import icon
from annotator.gui.looks import Looks, small_font
from annotator.gui.menus import Menus
from annotator.gui.reading.page import reading_font
from annotator.gui.settings import SECTIONS, SETTINGS, Setting, Settings
from annotator.gui.theme import Theme

_SERIFS = (
    "Noto Serif", "Source Serif 4", "DejaVu Serif", "Georgia", "Cambria", "Charter", "Literata", "Liberation Serif",
    "Times New Roman", "Palatino",
)  # fmt: skip
"""Fonts that are offered first, where the system has them."""
_SIZE = QSize(640, 720)
_NUMBER_WIDTH = 190
_TEXT_MARGIN = 5


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


class Preferences(Dialog):
    """One page for what is seen and done, one for the keys."""

    def __init__(self, settings: Settings, looks: Looks, menus: Menus, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Preferences"), parent, width=560)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._settings = settings
        self.rows = {
            setting.name: Row(setting, settings, looks.theme, self) for setting in SETTINGS if setting.is_preference
        }
        self.keys = KeysPage(settings, menus, self)
        self._before: dict[str, object] = {}
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Pages"))
        self.tabs.addTab(self._general(), self.tr("&General"))
        self.tabs.addTab(self.keys, self.tr("&Keys"))
        self.body.addWidget(self.tabs, 1)
        self.add_button(self.tr("Close"), main=True).clicked.connect(self.close)
        settings.watch(self._on_setting)
        looks.changed.connect(self._on_theme)
        self.finished.connect(lambda _result: settings.unwatch(self._on_setting))
        self._show_reset()
        self.resize(_SIZE)
        next(iter(self.rows.values())).field.setFocus()

    def _general(self) -> QWidget:
        inner = QWidget(self)
        inner.setProperty("role", "plain")
        grid = QGridLayout(inner)
        grid.setContentsMargins(4, 12, 12, 8)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        line = 0
        for section in SECTIONS:
            heading = plain.label(_tr(section).upper(), inner, role="heading")
            heading.setFont(small_font(bold=True))
            grid.addWidget(heading, line, 0, 1, 3)
            grid.setRowMinimumHeight(line, 26)
            line += 1
            for row in self.rows.values():
                if row.setting.section == section:
                    line = row.put_into(grid, line)
        grid.setRowStretch(line, 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(self.tr("General"))
        area.setWidget(inner)
        page = QWidget(self)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area, 1)
        tip = self.tr("Set all of these back to what they were at first")
        self.reset_all = _button(self.tr("Reset all"), tip, page)
        self.reset_all.clicked.connect(self._reset_all)
        self.take_back = _button(self.tr("Take the reset back"), "", page)
        self.take_back.clicked.connect(self._take_back)
        foot = QHBoxLayout()
        foot.addWidget(self.reset_all)
        foot.addWidget(self.take_back)
        foot.addStretch()
        layout.addLayout(foot)
        return page

    def _reset_all(self) -> None:
        before = {name: self._settings.get(name) for name in self.rows if not self._settings.is_default(name)}
        for name in self.rows:
            self._settings.reset(name)
        self._before = before
        self._show_reset()
        self.take_back.setFocus()

    def _take_back(self) -> None:
        before, self._before = self._before, {}
        for name, value in before.items():
            self._settings.set(name, value)
        self._show_reset()
        self.reset_all.setFocus()

    def _show_reset(self) -> None:
        self.reset_all.setEnabled(not all(map(self._settings.is_default, self.rows)))
        self.take_back.setVisible(bool(self._before))

    def _on_setting(self, name: str) -> None:
        if name in self.rows:
            self.rows[name].follow()
            self._before = {}
            self._show_reset()

    def _on_theme(self, theme: Theme) -> None:
        for row in self.rows.values():
            row.set_theme(theme)


class Row(QObject):
    """One preference: its name, the field to change it, a way back to its default, and a note."""

    def __init__(self, setting: Setting, settings: Settings, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setting = setting
        self._settings = settings
        self._is_following = False
        text = _tr(setting.text)
        self.field, self._show = self._make_field(theme, parent)
        self.field.setAccessibleName(text)
        self.field.setAccessibleDescription(_tr(setting.note) if setting.note else "")
        self._caption = plain.label("" if isinstance(self.field, TickBox) else text, parent)
        self._caption.setBuddy(self.field)
        self._note = plain.label(_tr(setting.note) if setting.note else "", parent, role="muted", wrap=True)
        self._note.setFont(small_font())
        tip = self.tr("Set “{name}” back to what it was at first").format(name=text)
        self.back = _button(self.tr("Reset"), tip, parent)
        self.back.clicked.connect(self._reset)
        policy = self.back.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(policy)
        self.follow()

    def put_into(self, grid: QGridLayout, line: int) -> int:
        """Takes its place in a grid; gives the next free line."""
        grid.addWidget(self._caption, line, 0)
        is_number = isinstance(self.field, QAbstractSpinBox)
        across = Qt.AlignmentFlag.AlignLeft if is_number else Qt.AlignmentFlag(0)
        grid.addWidget(self.field, line, 1, across)
        grid.addWidget(self.back, line, 2)
        if not self.setting.note:
            return line + 1
        grid.addWidget(self._note, line + 1, 1, 1, 2)
        return line + 2

    def follow(self) -> None:
        """Shows the value that the setting has now."""
        self._is_following = True
        self._show(self._settings.get(self.setting.name))
        self._is_following = False
        self.back.setVisible(not self._settings.is_default(self.setting.name))

    def set_theme(self, theme: Theme) -> None:
        if isinstance(self.field, TickBox):
            self.field.theme = theme
            self.field.update()

    def _keep(self, value: object) -> None:
        if not self._is_following and self.setting.accepts(value):
            self._settings.set(self.setting.name, value)

    def _reset(self) -> None:
        self._settings.reset(self.setting.name)
        self.field.setFocus()

    # one kind of field for each kind of value

    def _make_field(self, theme: Theme, parent: QWidget) -> tuple[QWidget, Callable[[Any], object]]:
        if self.setting.choices:
            return self._choices(parent)
        if isinstance(self.setting.default, bool):
            return self._tick(theme, parent)
        if isinstance(self.setting.default, float):
            return self._decimal(parent)
        if isinstance(self.setting.default, int):
            return self._number(parent)
        return self._folder(theme, parent) if self.setting.is_folder else self._font(parent)

    def _choices(self, parent: QWidget) -> tuple[QWidget, Callable[[Any], object]]:
        field = QComboBox(parent)
        for choice, text in zip(self.setting.choices, self.setting.choice_texts, strict=True):
            field.addItem(_tr(text), choice)
        field.currentIndexChanged.connect(lambda number: self._keep(field.itemData(number)))
        return field, lambda value: field.setCurrentIndex(field.findData(value))

    def _tick(self, theme: Theme, parent: QWidget) -> tuple[QWidget, Callable[[Any], object]]:
        field = TickBox(_tr(self.setting.text), theme, parent)
        field.toggled.connect(self._keep)
        return field, field.setChecked

    def _decimal(self, parent: QWidget) -> tuple[QWidget, Callable[[Any], object]]:
        field = QDoubleSpinBox(parent)
        _trim(field)
        low, high, step = self.setting.span or (0.0, 1.0, 0.1)
        field.setDecimals(1)
        field.setRange(low, high)
        field.setSingleStep(step)
        field.setSuffix(_tr(self.setting.unit) if self.setting.unit else "")
        field.valueChanged.connect(lambda value: self._keep(round(value, 2)))
        return field, field.setValue

    def _number(self, parent: QWidget) -> tuple[QWidget, Callable[[Any], object]]:
        """A number; where the default lies outside of the span, one step below its least stands for it."""
        setting, field = self.setting, QSpinBox(parent)
        _trim(field)
        low, high, step = map(int, setting.span or (0, 100, 1))
        below = low - step
        field.setRange(below if setting.default_text else low, high)
        field.setSingleStep(step)
        field.setSuffix(_tr(setting.unit) if setting.unit else "")
        field.setKeyboardTracking(False)
        if setting.default_text:
            field.setSpecialValueText(_tr(setting.default_text))

        def keep(value: int) -> None:
            is_default = bool(setting.default_text) and value == below
            self._keep(setting.default if is_default else round(value / step) * step)

        def show(value: int) -> None:
            field.setValue(below if setting.default_text and value == setting.default else value)

        field.valueChanged.connect(keep)
        return field, show

    def _folder(self, theme: Theme, parent: QWidget) -> tuple[QWidget, Callable[[Any], object]]:
        """The path of a folder, typed or chosen; one that is none is not taken."""
        field = QLineEdit(parent)
        field.setPlaceholderText(_tr(self.setting.default_text))
        choose = field.addAction(icon("open", theme.muted), QLineEdit.ActionPosition.TrailingPosition)
        choose.setText(self.tr("Choose a folder"))
        plain.set_tip(choose, self.tr("Choose a folder"))

        def keep() -> None:
            path = Path(field.text().strip()).expanduser()
            if not field.text().strip() or (path.is_absolute() and path.is_dir()):
                self._keep(str(path) if field.text().strip() else "")
            field.setText(self._settings.get(self.setting.name))

        def ask() -> None:
            from annotator.gui.dialogs import files

            if chosen := files.ask_backup_folder(parent):
                field.setText(str(chosen))
                keep()

        choose.triggered.connect(ask)
        field.editingFinished.connect(keep)
        return field, field.setText

    def _font(self, parent: QWidget) -> tuple[QWidget, Callable[[Any], object]]:
        field = QComboBox(parent)
        field.setMaxVisibleItems(18)
        field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        families = [name for name in QFontDatabase.families() if not QFontDatabase.isPrivateFamily(name)]
        ours = next((name for name in reading_font().families() if name in families), "")
        field.addItem(self.tr("Annotator’s choice: {font}").format(font=ours) if ours else self.tr("A serif"), "")
        for name in _SERIFS:
            if name in families:
                field.addItem(name, name)
        field.insertSeparator(field.count())
        for name in families:
            field.addItem(name, name)
        field.currentIndexChanged.connect(lambda number: self._keep(field.itemData(number)))

        def show(family: str) -> None:
            if family != field.currentData():
                if field.findData(family) < 0:
                    field.addItem(family, family)
                field.setCurrentIndex(field.findData(family))

        return field, show


def _trim(field: QAbstractSpinBox) -> None:
    field.setFixedWidth(_NUMBER_WIDTH)
    field.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)


def _button(text: str, tip: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setText(text)
    button.setFont(small_font())
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setAccessibleName(tip or text)
    plain.set_tip(button, tip)
    return button
