"""One span in the inspector: its label, text and note, the spans it stands in, and who tagged it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QIcon, QKeyEvent, QPainter, QPixmap, QShowEvent, QTextCursor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPlainTextEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from annotator.domain.model import Extent, Label, Span, note_of
from annotator.gui import key_names, plain
from annotator.gui.elided_button import ElidedButton
from annotator.gui.glyphs import draw_label_mark
from annotator.gui.looks import quote_font, small_font
from annotator.gui.theme import Theme
from annotator.gui.visibility import show_if
from annotator.gui.workspace import Workspace

_QUOTE_LENGTH = 240
_LINK_LENGTH = 90


class NoteField(QPlainTextEdit):
    """A note that is kept when it is left. Enter and Escape lead back to the text, Shift+Enter breaks the line."""

    left = Signal()
    entered = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.left.emit()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        is_broken = is_enter and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_Escape or (is_enter and not is_broken):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class SpanCard(QWidget):
    """Shows the selected span."""

    relabel_wanted = Signal(str, str)
    """Span id, label name."""
    remove_wanted = Signal(str)
    note_written = Signal(str, str)
    """Span id, note."""
    span_chosen = Signal(str)
    left_for_text = Signal()

    def __init__(self, workspace: Workspace, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._theme = theme
        self._span: Span | None = None
        self._outer: list[Span] = []
        self._is_filled = False
        self._label = QComboBox(self)
        self._label.setAccessibleName(self.tr("Label of the span"))
        self._label.setIconSize(QSize(12, 14))
        self._label.activated.connect(self._on_label)
        self._quote = plain.label(parent=self, wrap=True, selectable=True, name=self.tr("Text of the span"))
        self._quote.setFont(quote_font())
        self._quote.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._quote.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._inside_caption = plain.label(self.tr("Inside"), self, role="muted")
        self._inside_caption.setFont(small_font())
        self._inside = ElidedButton(self)
        self._inside.setProperty("role", "link")
        self._inside.setAccessibleName(self.tr("The span around it"))
        self._inside.setFont(small_font())
        self._inside.clicked.connect(self._choose_outer)
        self._note = NoteField(self)
        self._note.setAccessibleName(self.tr("Note on the span"))
        self._note.setPlaceholderText(self.tr("Note"))
        self._note.setTabChangesFocus(True)
        self._note.setFixedHeight(round(self._note.fontMetrics().height() * 2.2 + 14))
        self._note.left.connect(self.keep_note)
        self._note.entered.connect(self._leave_note)
        self._who = plain.label(parent=self, role="muted", wrap=True, name=self.tr("Who tagged it"))
        self._who.setFont(small_font())
        self._remove = QPushButton(self.tr("Remove"), self)
        self._remove.setProperty("role", "quiet")
        self._remove.setAccessibleName(self.tr("Remove the span"))
        self._remove.setFont(small_font())
        self.tell_keys()
        self._remove.clicked.connect(self._on_remove)
        self._lay_out()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        layout.addWidget(self._label)
        layout.addWidget(self._quote)
        inside = QHBoxLayout()
        inside.setSpacing(4)
        inside.addWidget(self._inside_caption)
        inside.addWidget(self._inside, 1)
        layout.addLayout(inside)
        layout.addWidget(self._note)
        foot = QHBoxLayout()
        foot.addWidget(self._who, 1)
        foot.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(foot)

    def show_labels(self) -> None:
        """Fills the choice of labels anew, at the latest when it is seen."""
        self._is_filled = self.isVisible()
        if self._is_filled:
            self._fill_labels()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_filled:
            self._is_filled = True
            self._fill_labels()

    def _fill_labels(self) -> None:
        self._label.clear()
        for label in self._workspace.labels:
            self._label.addItem(self._mark(label), plain.one_line(label.name), label.name)
        if self._span:
            self._label.setCurrentIndex(self._label.findData(self._span.label))

    def _mark(self, label: Label) -> QIcon:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(QSize(round(12 * ratio), round(14 * ratio)))
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(0, 0, 0, 0))
        painter = QPainter(picture)
        draw_label_mark(
            painter,
            picture.rect().toRectF().adjusted(0, 0, 12 - picture.width(), 14 - picture.height()),
            self._workspace.mark(label.name),
            self._theme.hue(label.color),
        )
        painter.end()
        return QIcon(picture)

    def show_span(self, span: Span, outer: list[Span]) -> None:
        """Shows a span; `outer` are those that hold it, from the outermost in."""
        is_other = self._span is None or self._span.id != span.id
        if is_other:
            self.keep_note()
        note_before = note_of(self._span) if self._span and not is_other else None
        self._span, self._outer = span, outer
        if self._label.currentData() != span.label:
            self._label.setCurrentIndex(self._label.findData(span.label))
        self._quote.setText(plain.shortened(span.quote, _QUOTE_LENGTH))
        note = note_of(span)
        if note != note_before:
            self._note.setPlainText(note)
        nearest = self._nearest_outer()
        show_if(nearest is not None, self._inside_caption, self._inside)
        if nearest:
            said = f"{nearest.label}: {nearest.quote}"
            quote = plain.isolated(plain.shortened(nearest.quote, _LINK_LENGTH))
            self._inside.show_text(f"{plain.one_line(nearest.label)}: {quote}")
            self._inside.setAccessibleName(self.tr("Inside {span}").format(span=plain.shortened(said, _LINK_LENGTH)))
            plain.set_tip(self._inside, nearest.quote[:1000])
        whose = self.tr("tagged by {name}").format(name=span.annotator)
        if span.origin:
            whose = self.tr("{whose} · from a suggestion").format(whose=whose)
        self._who.setText(plain.one_line(whose))
        is_mine = span.annotator == self._workspace.annotator and not self._workspace.read_only
        for control in (self._label, self._note, self._remove):
            control.setEnabled(is_mine)

    def _nearest_outer(self) -> Span | None:
        """The innermost statement that holds the span, else the innermost span of any kind."""
        statements = [span for span in self._outer if self._workspace.label(span.label).extent is Extent.STATEMENT]
        return (statements or self._outer or [None])[-1]  # type: ignore[list-item]

    def forget(self) -> None:
        """Nothing is shown any more; what was typed is kept first."""
        self.keep_note()
        self._span = None

    def keep_note(self) -> None:
        """Stores the note if it was changed."""
        if self._span is None:
            return
        note = self._note.toPlainText().strip()
        if note != note_of(self._span).strip():
            self.note_written.emit(self._span.id, note)

    def write_note(self) -> None:
        if self._note.isEnabled():
            self._note.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._note.moveCursor(QTextCursor.MoveOperation.End)

    def tell_keys(self) -> None:
        """Keys have changed, and what tells of them."""
        told = key_names.told(self.tr("Remove the span ({span.remove}). {edit.undo} brings it back."))
        plain.set_tip(self._remove, told)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.show_labels()

    def _on_label(self, row: int) -> None:
        if self._span and self._label.itemData(row) != self._span.label:
            self.relabel_wanted.emit(self._span.id, self._label.itemData(row))
            self.left_for_text.emit()

    def _on_remove(self) -> None:
        if self._span:
            self.remove_wanted.emit(self._span.id)
            self.left_for_text.emit()

    def _choose_outer(self) -> None:
        if nearest := self._nearest_outer():
            self.span_chosen.emit(nearest.id)

    def _leave_note(self) -> None:
        self.keep_note()
        self.left_for_text.emit()
