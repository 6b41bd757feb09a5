"""Sort and filter: a small panel over the article list. What is set there holds at once."""

import re

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.gui import plain, words
from annotator.gui.alike.ticks import TickBox
from annotator.gui.flow_layout import FlowLayout
from annotator.gui.listing import Listing, order_name
from annotator.gui.looks import small_font
from annotator.gui.theme import Theme
from annotator.gui.workspace import Workspace
from annotator.store import Order

_WIDTH = 330
_DATE = re.compile(r"(\d{4}(-\d\d(-\d\d)?)?)?")
_MOST_WORDS = 1_000_000
_WORDS_STEP = 100
_SOURCE_LENGTH = 60


class LabelChoice(QToolButton):
    """Whether articles must have a label: each press goes on from "any" to "with" to "without"."""

    turned = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.state = 0
        """0: does not matter. 1: with it. 2: without it."""
        self.setFont(small_font())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._turn)
        self.show_state(0)

    def show_state(self, state: int) -> None:
        self.state = state
        name = plain.one_line(self.name)
        self.setText(plain.caption(("", "✓ ", "✕ ")[state] + name))
        self.setCheckable(bool(state))
        self.setChecked(bool(state))
        said = (self.tr("{label}: any"), self.tr("with {label}"), self.tr("without {label}"))[state]
        self.setAccessibleName(said.format(label=name))
        plain.set_tip(self, self.accessibleName())

    def _turn(self) -> None:
        self.show_state((self.state + 1) % 3)
        self.turned.emit()


class ListingPanel(QFrame):
    """Opens below a button; Escape or a click elsewhere closes it."""

    changed = Signal(object)
    """Listing"""

    def __init__(self, workspace: Workspace, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Sort and filter"))
        self._workspace = workspace
        self._listing = Listing()
        self._is_showing = False
        self.order = QComboBox(self)
        for order in Order:
            self.order.addItem(order_name(order), order)
        self.descending = QToolButton(self)
        self.descending.setCheckable(True)
        self.flagged = TickBox(self.tr("Flagged only"), theme, self)
        self.flagged.setAccessibleName(self.tr("Flagged only"))
        self.noted = TickBox(self.tr("With a note only"), theme, self)
        self.noted.setAccessibleName(self.tr("With a note only"))
        self._labels = QWidget(self)
        self._flow = FlowLayout(self._labels, spacing=2)
        self.choices: dict[str, LabelChoice] = {}
        self.source = QComboBox(self)
        self.source.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.first_date, self.last_date = (self._date_field(hint) for hint in (self.tr("from"), self.tr("to")))
        self.least_words, self.most_words = (self._words_field(hint) for hint in (self.tr("from"), self.tr("to")))
        self.clear = QToolButton(self)
        self.clear.setText(self.tr("Show all, in the order of import"))
        self.clear.setAccessibleName(self.clear.text())
        self._lay_out()
        self._connect()

    def _date_field(self, hint: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setPlaceholderText(self.tr("{from_or_to} 2024-01").format(from_or_to=hint))
        plain.set_tip(field, self.tr("A year, a month, or a day: 2024, 2024-02 or 2024-02-05"))
        return field

    def _words_field(self, hint: str) -> QSpinBox:
        field = QSpinBox(self)
        field.setRange(0, _MOST_WORDS)
        field.setSingleStep(_WORDS_STEP)
        field.setPrefix(f"{hint} ")
        field.setSpecialValueText(self.tr("{from_or_to} any").format(from_or_to=hint))
        field.setKeyboardTracking(False)
        field.lineEdit().setTextMargins(5, 0, 0, 0)
        return field

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        rows = (
            (self.tr("Sort by"), (self.order, self.descending), (self.tr("Sort by"), "")),
            (self.tr("Labels"), (self._labels,), ("",)),
            (self.tr("Source"), (self.source,), (self.tr("Source"),)),
            (self.tr("Date"), (self.first_date, self.last_date), (self.tr("From date"), self.tr("To date"))),
            (
                self.tr("Words"),
                (self.least_words, self.most_words),
                (self.tr("At least so many words"), self.tr("At most so many words")),
            ),
        )
        for line, (text, fields, names) in enumerate(rows):
            caption = plain.label(text, self, role="muted")
            grid.addWidget(caption, line, 0, Qt.AlignmentFlag.AlignVCenter)
            row = QHBoxLayout()
            row.setSpacing(6)
            for number, (field, name) in enumerate(zip(fields, names, strict=True)):
                row.addWidget(field, 0 if isinstance(field, QToolButton) else 1)
                if name:
                    field.setAccessibleName(name)
                if not number:
                    caption.setBuddy(field)
            grid.addLayout(row, line, 1)
        ticks = QHBoxLayout()
        ticks.addWidget(self.flagged)
        ticks.addWidget(self.noted)
        ticks.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(10)
        layout.addLayout(grid)
        layout.addLayout(ticks)
        layout.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(_WIDTH)

    def _connect(self) -> None:
        self.order.currentIndexChanged.connect(self._take)
        self.descending.toggled.connect(self._take)
        self.flagged.toggled.connect(self._take)
        self.noted.toggled.connect(self._take)
        self.source.currentIndexChanged.connect(self._take)
        for field in (self.first_date, self.last_date):
            field.textChanged.connect(self._take)
        for number in (self.least_words, self.most_words):
            number.valueChanged.connect(self._take)
        self.clear.clicked.connect(self._clear)

    def open_below(self, button: QWidget, listing: Listing) -> None:
        """Shows what is set now, below a button."""
        self.show_listing(listing)
        self.adjustSize()
        self.move(button.mapToGlobal(QPoint(0, button.height() + 2)))
        self.show()
        self.order.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_listing(self, listing: Listing) -> None:
        """Shows a listing in the fields."""
        self._is_showing = True
        self._listing = listing
        wanted = listing.wanted
        self._fill()
        self.order.setCurrentIndex(list(Order).index(listing.order))
        self.descending.setChecked(listing.descending)
        self.flagged.setChecked(wanted.flagged)
        self.noted.setChecked(wanted.noted)
        for name, choice in self.choices.items():
            choice.show_state(1 if name in wanted.with_labels else 2 if name in wanted.without_labels else 0)
        self.source.setCurrentIndex(max(0, self.source.findData(wanted.sources[0])) if wanted.sources else 0)
        self.first_date.setText(wanted.first_date)
        self.last_date.setText(wanted.last_date)
        self.least_words.setValue(wanted.least_words)
        self.most_words.setValue(wanted.most_words or 0)
        self._is_showing = False
        self._name_direction()

    def _fill(self) -> None:
        """Fills in what depends on the project: its labels and sources."""
        for choice in self.choices.values():
            self._flow.removeWidget(choice)
            choice.hide()
            choice.deleteLater()
        self.choices = {}
        for label in self._workspace.labels:
            choice = LabelChoice(label.name, self._labels)
            choice.turned.connect(self._take)
            self._flow.addWidget(choice)
            choice.show()
            self.choices[label.name] = choice
        self.source.clear()
        self.source.addItem(self.tr("Any source"), None)
        try:
            sources = self._workspace.project.sources()
        except AnnotatorError as error:
            self._workspace.failed.emit(error)
            return
        for name, count in sources.items():
            shown = plain.one_line(name)[:_SOURCE_LENGTH] or self.tr("No source")
            self.source.addItem(self.tr("{source} ({n})").format(source=shown, n=words.number(count)), name)

    def _name_direction(self) -> None:
        down = self.descending.isChecked()
        self.descending.setText("↓" if down else "↑")
        self.descending.setAccessibleName(self.tr("Descending") if down else self.tr("Ascending"))
        plain.set_tip(self.descending, self.descending.accessibleName())

    def _take(self) -> None:
        """Says what is set in the fields, unless a date is still being typed."""
        if self._is_showing:
            return
        self._name_direction()
        dates = [field.text().strip() for field in (self.first_date, self.last_date)]
        if not all(map(_DATE.fullmatch, dates)):
            return
        source = self.source.currentData()
        wanted = self._listing.wanted._replace(
            flagged=self.flagged.isChecked(),
            noted=self.noted.isChecked(),
            with_labels=tuple(name for name, choice in self.choices.items() if choice.state == 1),
            without_labels=tuple(name for name, choice in self.choices.items() if choice.state == 2),
            sources=() if source is None else (source,),
            first_date=dates[0],
            last_date=dates[1],
            least_words=self.least_words.value(),
            most_words=self.most_words.value() or None,
        )
        order = Order(self.order.currentData())
        listing = Listing(wanted, order, self.descending.isChecked())
        if listing != self._listing:
            self._listing = listing
            self.changed.emit(listing)

    def _clear(self) -> None:
        self.show_listing(Listing())
        self.changed.emit(Listing())
        self.order.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)
