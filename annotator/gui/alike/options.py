"""What to look for and where: the field, the scope, and the two options, in two rows."""

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.occurrences import LONGEST_WORDING, Wording
from annotator.gui import plain
from annotator.gui.alike.ticks import TickBox
from annotator.gui.icons import icon
from annotator.gui.looks import small_font
from annotator.gui.theme import Theme

_ONWARD = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class AlikeOptions(QWidget):
    """Says `changed` whenever something else is to be looked for."""

    changed = Signal()
    entered = Signal()
    """Enter or Down: on to the list."""
    closing = Signal()
    all_wanted = Signal()
    """Tick all, or none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Find in the text"))
        self.field.setAccessibleName(self.tr("What to find"))
        self.field.setMaxLength(LONGEST_WORDING)
        self.field.setClearButtonEnabled(True)
        self._sign = QAction(self)
        self._sign.setText(self.tr("Find"))
        self.field.addAction(self._sign, QLineEdit.ActionPosition.LeadingPosition)
        self.field.textChanged.connect(self.changed)
        self.field.installEventFilter(self)
        self.here = self._chip(self.tr("This article"), self.tr("Look in this article"))
        self.everywhere = self._chip(self.tr("All articles"), self.tr("Look in all articles of the project"))
        self._scope = QButtonGroup(self)
        for chip in (self.here, self.everywhere):
            chip.setCheckable(True)
            self._scope.addButton(chip)
        self.here.setChecked(True)
        self._scope.buttonToggled.connect(self._on_scope)
        self.match_case = self._box(theme, self.tr("Match case"), self.tr("Tell capital letters from small ones"))
        self.whole_words = self._box(theme, self.tr("Whole words"), self.tr("Find no parts of words and of numbers"))
        self.whole_words.setChecked(True)
        for box in (self.match_case, self.whole_words):
            box.toggled.connect(self.changed)
        self.close_button = QToolButton(self)
        self.close_button.setAccessibleName(self.tr("Close the list"))
        plain.set_tip(self.close_button, self.tr("Close (Esc)"))
        self.close_button.clicked.connect(self.closing)
        self.count = plain.label(parent=self, role="muted", name=self.tr("What was found"))
        self.count.setFont(small_font())
        self.count.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._said: tuple[str, ...] = ("",)
        self.tick_all = self._chip("", self.tr("Tick all places, or none (Ctrl+A)"))
        self.tick_all.clicked.connect(self.all_wanted)
        self._lay_out()
        self.set_theme(theme)
        self.show_ticks(places=0, all_ticked=False)

    def _chip(self, text: str, tip: str) -> QToolButton:
        chip = QToolButton(self)
        chip.setText(text)
        chip.setFont(small_font())
        chip.setAccessibleName(text)
        chip.setAccessibleDescription(tip)
        plain.set_tip(chip, tip)
        return chip

    def _box(self, theme: Theme, text: str, tip: str) -> TickBox:
        box = TickBox(text, theme, self)
        box.setFont(small_font())
        box.setAccessibleName(text)
        plain.set_tip(box, tip)
        return box

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self.field, 1)
        first.addSpacing(4)
        first.addWidget(self.here)
        first.addWidget(self.everywhere)
        first.addWidget(self.close_button)
        second = QHBoxLayout()
        second.setContentsMargins(2, 0, 0, 0)
        second.setSpacing(14)
        second.addWidget(self.match_case)
        second.addWidget(self.whole_words)
        second.addWidget(self.count, 1)
        second.addWidget(self.tick_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(first)
        layout.addLayout(second)

    @property
    def wording(self) -> Wording:
        return Wording(
            self.field.text(), match_case=self.match_case.isChecked(), whole_words=self.whole_words.isChecked()
        )

    @property
    def is_everywhere(self) -> bool:
        return self.everywhere.isChecked()

    def fill(self, text: str | None, *, everywhere: bool, whole_words: bool) -> None:
        """Sets what to look for without saying so; None leaves the text that is there."""
        blockers = [QSignalBlocker(one) for one in (self.field, self._scope, self.match_case, self.whole_words)]
        if text is not None:
            self.field.setText(plain.one_line(text))
        (self.everywhere if everywhere else self.here).setChecked(True)
        self.whole_words.setChecked(whole_words)
        for blocker in blockers:
            blocker.unblock()

    def show_ticks(self, *, places: int, all_ticked: bool) -> None:
        """Names the button after what it would do."""
        text = self.tr("Tick none") if all_ticked else self.tr("Tick all")
        self.tick_all.setText(text)
        self.tick_all.setAccessibleName(text)
        self.tick_all.setEnabled(places > 0)

    def say(self, *texts: str) -> None:
        """What was found, in words: the first of the texts that fits, from the longest to the shortest."""
        self._said = texts
        self._fit_count()

    def _fit_count(self) -> None:
        metrics, room = self.count.fontMetrics(), self.count.width()
        shown = next((text for text in self._said if metrics.horizontalAdvance(text) <= room), self._said[-1])
        self.count.setText(metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room))
        self.count.setAccessibleDescription(self._said[0])
        plain.set_tip(self.count, "" if self.count.text() == self._said[0] else self._said[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit_count)  # once the row has its new widths

    def set_theme(self, theme: Theme) -> None:
        self._sign.setIcon(icon("search", theme.muted))
        self.close_button.setIcon(icon("close", theme.muted))
        for box in (self.match_case, self.whole_words):
            box.theme = theme
            box.update()

    def _on_scope(self, _chip: QToolButton, on: bool) -> None:
        if on:
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Down lead from the field into the list."""
        if (
            watched is self.field
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _ONWARD
        ):
            self.entered.emit()
            return True
        return super().eventFilter(watched, event)
