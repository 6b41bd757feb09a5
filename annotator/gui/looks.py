"""How the whole app looks: the theme in use, following the system unless the user chose, and the small style sheet."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication
from PySide6.QtWidgets import QApplication

from annotator.gui.reading.page import reading_font as serif
from annotator.gui.settings import Settings
from annotator.gui.theme import Theme, theme

STYLE = "Fusion"
"""The same everywhere. Given to Qt on its command line, it costs less than setting it later."""
_READING_POINTS = 12.5
_SMALL = 0.88
_TITLE = 1.55
_SMALL_TITLE = 1.25
_LEAST_POINTS = 9.0


def reading_font(family: str = "", points: float = 0) -> QFont:
    """The font in which articles are read, at 100 %: a serif in a size after the system's, unless others are given."""
    font = serif(points or max(_READING_POINTS, QApplication.font().pointSizeF() * 1.3))
    if family:
        font.setFamilies([family, *font.families()])
    return font


def title_font(*, small: bool = False) -> QFont:
    font = reading_font()
    font.setPointSizeF(QApplication.font().pointSizeF() * (_SMALL_TITLE if small else _TITLE))
    font.setBold(True)
    return font


def quote_font() -> QFont:
    font = reading_font()
    font.setPointSizeF(QApplication.font().pointSizeF() * 1.08)
    return font


def small_font(*, bold: bool = False) -> QFont:
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * _SMALL)
    font.setBold(bold)
    return font


def blend(color: QColor, over: QColor, share: float) -> QColor:
    """The opaque colour that `share` of the first one laid over the second gives."""
    mixed = [
        round(a * share + b * (1 - share))
        for a, b in (
            (color.red(), over.red()),
            (color.green(), over.green()),
            (color.blue(), over.blue()),
        )
    ]
    return QColor(*mixed)


class Looks(QObject):
    """Keeps the app in its theme and tells when that changes."""

    changed = Signal(object)
    """Theme"""

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__(app)
        self._app = app
        self._settings = settings
        if app.property("style") != STYLE:
            app.setStyle(STYLE)
            app.setProperty("style", STYLE)
        font = app.font()
        if 0 < font.pointSizeF() < _LEAST_POINTS:
            font.setPointSizeF(_LEAST_POINTS)
            app.setFont(font)
        self.theme = theme(self._wanted())
        app.setPalette(self.theme.palette())
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        settings.watch(self._on_setting)

    def dress(self) -> None:
        """Puts the style sheet on, once the widgets are there; before, each of them would be polished many times."""
        self._app.setStyleSheet(style_sheet(self.theme))

    @property
    def choice(self) -> str:
        """ "system", "light" or "dark"."""
        return str(self._settings.get("theme"))

    def choose(self, choice: str) -> None:
        """Uses the theme of that name from now on, or the system's."""
        self._settings.set("theme", choice)

    def _on_setting(self, name: str) -> None:
        if name == "theme":
            self._follow()

    def _wanted(self) -> str:
        if self.choice != "system":
            return self.choice
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return "dark" if dark else "light"

    def _follow(self) -> None:
        wanted = theme(self._wanted())
        if wanted is not self.theme:
            self.theme = wanted
            self._apply()
            self.changed.emit(wanted)

    def _apply(self) -> None:
        self._app.setPalette(self.theme.palette())
        self.dress()


def style_sheet(theme: Theme) -> str:
    """What Fusion and the palette leave open: round fields, quiet scroll bars, thin lines."""
    hover = blend(theme.text, theme.panel, 0.07)
    pressed = blend(theme.text, theme.panel, 0.13)
    handle = blend(theme.text, theme.panel, 0.22)
    handle_hover = blend(theme.text, theme.panel, 0.40)
    field_border = blend(theme.text, theme.panel, 0.28)
    c = {
        "window": theme.window, "paper": theme.paper, "panel": theme.panel, "field": theme.field, "text": theme.text,
        "muted": theme.muted, "border": theme.border, "accent": theme.accent, "on_accent": theme.on_accent,
        "row": theme.current_row, "hover": hover, "pressed": pressed, "handle": handle, "handle_hover": handle_hover,
        "field_border": field_border, "danger": theme.danger, "warning": theme.warning,
        "notice": blend(theme.warning, theme.paper, 0.12),
        "accent_hover": blend(theme.text, theme.accent, 0.12),
    }  # fmt: skip
    sheet = _SHEET
    for name in sorted(c, key=len, reverse=True):
        sheet = sheet.replace(f"@{name};", f"{c[name].name()};").replace(f"@{name} ", f"{c[name].name()} ")
    return sheet


_SHEET = """
QMenuBar { background: @window; color: @text; border-bottom: 1px solid @border; padding: 1px 4px; }
QMenuBar::item { padding: 4px 9px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: @row; }
QMenu { background: @paper; color: @text; border: 1px solid @border; padding: 5px; }
QMenu::item { padding: 5px 26px 5px 24px; border-radius: 4px; }
QMenu::item:selected { background: @row; color: @text; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @border; margin: 5px 8px; }
QMenu::indicator { width: 14px; height: 14px; left: 5px; }
QToolTip { background: @paper; color: @text; border: 1px solid @border; padding: 5px 7px; }
QWidget[role="paper"] { background: @paper; }
QWidget[role="panel"] { background: @panel; }
QLabel[role="muted"], QLabel[role="heading"] { color: @muted; }
QLabel[role="danger"] { color: @danger; }
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox {
  background: @field; color: @text; border: 1px solid @field_border; border-radius: 6px; padding: 4px 7px;
  selection-background-color: @accent; selection-color: @on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus,
  QDoubleSpinBox:focus { border: 1px solid @accent; }
QComboBox { background: @field; color: @text; border: 1px solid @field_border; border-radius: 6px; padding: 4px 8px; }
QComboBox:focus { border: 1px solid @accent; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: none; width: 0; height: 0; border-left: 4px solid @panel;
  border-right: 4px solid @panel;
  border-top: 5px solid @muted; margin-right: 9px; }
QComboBox QAbstractItemView { background: @paper; border: 1px solid @border; selection-background-color: @row;
  selection-color: @text; outline: none; padding: 3px; }
QPushButton { background: @field; color: @text; border: 1px solid @field_border; border-radius: 6px;
  padding: 5px 14px; outline: none; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @pressed; }
QPushButton:focus { border: 1px solid @accent; }
QPushButton:disabled { color: @muted; border-color: @border; }
QRadioButton { spacing: 8px; }
QRadioButton::indicator { width: 13px; height: 13px; border: 1px solid @muted; border-radius: 7px; background: @field; }
QRadioButton::indicator:checked { width: 7px; height: 7px; border: 4px solid @accent; border-radius: 7px; }
QRadioButton::indicator:disabled { border-color: @border; }
QPushButton[role="main"] { background: @accent; color: @on_accent; border: 1px solid @accent; }
QPushButton[role="main"]:hover { background: @accent_hover; }
QPushButton[role="main"]:focus { border: 2px solid @text; padding: 4px 13px; }
QPushButton[role="main"]:disabled { background: @panel; color: @muted; border-color: @border; }
QToolButton, QPushButton[role="quiet"] { background: transparent; color: @muted; border: 1px solid transparent;
  border-radius: 5px; padding: 3px 7px; outline: none; }
QToolButton:hover, QPushButton[role="quiet"]:hover { background: @hover; color: @text; }
QToolButton:focus, QPushButton[role="quiet"]:focus { border: 1px solid @accent; }
QToolButton[role="part"] { background: @row; color: @text; padding: 1px 6px; }
QToolButton:checked { background: @row; color: @text; }
QPushButton[role="link"] { background: transparent; border: 1px solid transparent; border-radius: 5px;
  padding: 2px 4px;
  color: @text; text-align: left; }
QPushButton[role="link"]:hover { background: @hover; }
QPushButton[role="link"]:focus { border: 1px solid @accent; }
QListView, QTableView[role="rows"] { background: transparent; border: none; outline: none; }
QTreeView, QTableWidget, QListView[role="boxed"], QTableView[role="boxed"] { background: @field;
  border: 1px solid @border; border-radius: 6px; outline: none; }
QHeaderView::section { background: @panel; color: @muted; border: none; border-bottom: 1px solid @border;
  padding: 5px 8px; }
QTableWidget::item, QTableView[role="boxed"]::item { padding: 2px 6px; }
QSplitter::handle { background: @border; }
QStatusBar { background: @window; border-top: 1px solid @border; }
QStatusBar::item { border: none; }
QStatusBar QLabel { padding: 4px 9px; }
QFrame[role="line"] { background: @border; max-height: 1px; min-height: 1px; border: none; }
QFrame[role="notice"] { background: @notice; border: none; border-bottom: 1px solid @border; }
QFrame[role="popup"] { background: @paper; border: 1px solid @field_border; }
QFrame[role="card"] { background: @field; border: 1px solid @border; border-radius: 8px; }
QProgressBar { background: @field; border: 1px solid @border; border-radius: 5px; height: 8px; text-align: center;
  color: transparent; }
QProgressBar::chunk { background: @accent; border-radius: 4px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: @handle; min-height: 36px; border-radius: 3px; margin: 2px 3px; }
QScrollBar::handle:vertical:hover { background: @handle_hover; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:horizontal { background: @handle; min-width: 36px; border-radius: 3px; margin: 3px 2px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {
  background: transparent; border: none; width: 20px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: none; width: 0; height: 0; border-left: 4px solid @field;
  border-right: 4px solid @field; border-bottom: 5px solid @muted; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: none; width: 0; height: 0; border-left: 4px solid @field;
  border-right: 4px solid @field; border-top: 5px solid @muted; }
QTabWidget::pane { border: none; border-top: 1px solid @border; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { padding: 6px 14px; border: none; color: @muted; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
"""
