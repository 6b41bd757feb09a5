"""The right panel: what is selected, with its note and the claim it stands in, and the spans of the article."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QIcon, QKeyEvent, QPainter, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.model import Extent, Label, Span, Suggestion
from annotator.domain.span_index import SpanIndex
from annotator.gui import key_names, plain
from annotator.gui.elided_button import ElidedButton
from annotator.gui.empty_state import EmptyState
from annotator.gui.glyphs import draw_label_mark
from annotator.gui.looks import quote_font, small_font
from annotator.gui.soon import Soon
from annotator.gui.span_list import SpanList, SpanListModel, outer_spans
from annotator.gui.suggesting.card import SuggestionCard
from annotator.gui.theme import Theme
from annotator.gui.workspace import Workspace
from annotator.store import Changes

_QUOTE_LENGTH = 240
_LINK_LENGTH = 90


def _shortened(text: str, length: int) -> str:
    text = plain.one_line(text[: length * 3])
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _show(widget: QWidget, shown: bool) -> None:
    """Shows or hides a widget; does nothing, not even a new layout, where that is so already."""
    if widget.isHidden() is shown:
        widget.setVisible(shown)


def heading(text: str, parent: QWidget) -> QLabel:
    label = plain.label(text.upper(), parent, role="heading")
    font = small_font(bold=True)
    font.setPointSizeF(font.pointSizeF() * 0.92)
    label.setFont(font)
    label.setAccessibleName(text)
    return label


class NoteField(QPlainTextEdit):
    """A note that is kept when it is left. Enter and Escape lead back to the text, Shift+Enter breaks the line."""

    left = Signal()
    entered = Signal()
    escaped = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.left.emit()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)


class SpanCard(QWidget):
    """One span: its label, text and note, the spans it stands in, and who tagged it."""

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
        self._note.escaped.connect(self._drop_note)
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
        note_before = str(self._span.attributes.get("note", "")) if self._span and not is_other else None
        self._span, self._outer = span, outer
        if self._label.currentData() != span.label:
            self._label.setCurrentIndex(self._label.findData(span.label))
        self._quote.setText(_shortened(span.quote, _QUOTE_LENGTH))
        note = str(span.attributes.get("note", ""))
        if note != note_before:
            self._note.setPlainText(note)
        nearest = self._nearest_outer()
        for widget in (self._inside_caption, self._inside):
            _show(widget, nearest is not None)
        if nearest:
            said = f"{nearest.label}: {nearest.quote}"
            self._inside.show_text(_shortened(said, _LINK_LENGTH))
            self._inside.setAccessibleName(self.tr("Inside {span}").format(span=_shortened(said, _LINK_LENGTH)))
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
        if note != str(self._span.attributes.get("note", "")).strip():
            self.note_written.emit(self._span.id, note)

    def write_note(self) -> None:
        if self._note.isEnabled():
            self._note.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._note.selectAll()

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

    def _drop_note(self) -> None:
        if self._span:
            self._note.setPlainText(str(self._span.attributes.get("note", "")))
        self.left_for_text.emit()


class Inspector(QWidget):
    """Shows the selected span, suggestion or text above, the list of spans below."""

    suggestion_accepted = Signal()
    suggestion_rejected = Signal()

    def __init__(
        self, workspace: Workspace, theme: Theme, index: Callable[[], SpanIndex], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Inspector"))
        self._workspace = workspace
        self._index = index
        self._shown_id = ""
        self._span: Span | None = None
        self._text: str | None = None
        self._suggestion: Suggestion | None = None
        self._soon = Soon(self._refresh, self)
        self.card = SpanCard(workspace, theme, self)
        self.suggestion = SuggestionCard(self)
        self.suggestion.accepted.connect(self.suggestion_accepted)
        self.suggestion.rejected.connect(self.suggestion_rejected)
        self._selected = plain.label(parent=self, wrap=True, name=self.tr("Selected text"))
        self._selected.setFont(quote_font())
        self._selected.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._hint = plain.label(parent=self, role="muted", wrap=True)
        self._hint.setFont(small_font())
        self._hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.model = SpanListModel(workspace, index, self)
        self.spans = SpanList(self.model, theme, workspace.label, workspace.mark, self)
        self._empty = EmptyState("tag", theme, self, small=True)
        self._empty.say(self.tr("Nothing tagged yet"), self.tr("Select text and press a label’s key."))
        self.splitter = self._lay_out()
        self._refresh()
        workspace.project_opened.connect(self.card.show_labels)
        workspace.changed.connect(self._on_changed)
        workspace.article_closing.connect(self.card.keep_note)
        workspace.article_opened.connect(lambda: self.show_selection(None, None))
        self.model.fell_behind.connect(self._soon.ask)

    def _lay_out(self) -> QSplitter:
        above = QWidget(self)
        top = QVBoxLayout(above)
        top.setContentsMargins(14, 13, 14, 12)
        top.setSpacing(7)
        self._heading = heading(self.tr("Selected"), above)
        for widget in (self._heading, self._selected, self._hint, self.card, self.suggestion):
            top.addWidget(widget)
        top.addStretch()
        below = QWidget(self)
        bottom = QVBoxLayout(below)
        bottom.setContentsMargins(0, 12, 0, 0)
        bottom.setSpacing(6)
        caption = heading(self.tr("In this article"), below)
        titled = QHBoxLayout()
        titled.setContentsMargins(14, 0, 14, 0)
        titled.addWidget(caption)
        bottom.addLayout(titled)
        bottom.addWidget(self.spans, 1)
        bottom.addWidget(self._empty, 1)
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(above)
        splitter.addWidget(below)
        splitter.setStretchFactor(0, 0)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([250, 500])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        return splitter

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 200)

    def sizeHint(self) -> QSize:
        return QSize(290, 600)

    def show_selection(self, span: Span | None, text: str | None, suggestion: Suggestion | None = None) -> None:
        """Shows a selected span, or else a suggestion, or else the selected text, or else what could be done.

        It does so once the text is painted.
        """
        self._span, self._text, self._suggestion = span, text, suggestion
        self._soon.ask()

    def _refresh(self) -> None:
        self.model.catch_up()
        has_spans = self.model.rowCount() > 0
        _show(self.spans, has_spans)
        _show(self._empty, not has_spans)
        span, text = self._span, self._text
        if span is None and self._shown_id:
            self.card.forget()
        self._shown_id = span.id if span else ""
        _show(self.card, span is not None)
        proposed = self._suggestion if span is None else None
        _show(self.suggestion, proposed is not None)
        _show(self._selected, span is None and proposed is None and bool(text))
        _show(self._hint, span is None and proposed is None)
        self._heading.setText((self.tr("Suggested") if proposed else self.tr("Selected")).upper())
        if span:
            self.card.show_span(span, outer_spans(self._index(), span))
        elif proposed:
            self.suggestion.show_suggestion(proposed, can_decide=not self._workspace.read_only)
        elif text:
            self._selected.setText(_shortened(text, _QUOTE_LENGTH))
            self._hint.setText(key_names.told(self.tr("Press a label’s key to tag this, {reading.clear} to let go.")))
        else:
            hint = self.tr(
                "Nothing. Drag over text, or hold Shift with the arrow keys. "
                "{reading.next_span} goes to the next span, {help.keys} shows all keys."
            )
            self._hint.setText(key_names.told(hint))
        self.spans.follow(span)

    def write_note(self) -> None:
        """Leads into the note of the selected span."""
        self._soon.now()
        if self._shown_id:
            self.show()
            self.card.write_note()

    def tell_keys(self) -> None:
        """Keys have changed, and what tells of them."""
        self.card.tell_keys()
        self.suggestion.tell_keys()
        self._soon.ask()

    def set_theme(self, theme: Theme) -> None:
        self.card.set_theme(theme)
        self.spans.set_theme(theme)
        self._empty.set_theme(theme)

    def _on_changed(self, changes: Changes) -> None:
        if changes.labels:
            self.card.show_labels()
        if self._span and (changes.labels or self._workspace.article_id in changes.spans_of):
            self.show_selection(self._workspace.span(self._span.id), None)
