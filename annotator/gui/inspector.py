"""The right panel: what is selected, with its note and the claim it stands in, and the spans of the article."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from annotator.domain.model import Span, Suggestion
from annotator.domain.span_index import SpanIndex
from annotator.gui import key_names, plain
from annotator.gui.empty_state import EmptyState
from annotator.gui.looks import quote_font, small_font
from annotator.gui.soon import Soon
from annotator.gui.span_list import SpanList, SpanListModel, outer_spans
from annotator.gui.theme import Theme
from annotator.gui.visibility import show_if
from annotator.gui.workspace import Workspace
from annotator.store import Changes

if TYPE_CHECKING:
    from annotator.gui.span_card import SpanCard
    from annotator.gui.suggesting.card import SuggestionCard

_QUOTE_LENGTH = 240


def heading(text: str, parent: QWidget) -> QLabel:
    label = plain.label(text.upper(), parent, role="heading")
    font = small_font(bold=True)
    font.setPointSizeF(font.pointSizeF() * 0.92)
    label.setFont(font)
    label.setAccessibleName(text)
    return label


class Inspector(QWidget):
    """Shows the selected span, suggestion or text above, the list of spans below."""

    relabel_wanted = Signal(str, str)
    """Span id, label name."""
    remove_wanted = Signal(str)
    note_written = Signal(str, str)
    """Span id, note."""
    span_chosen = Signal(str)
    left_for_text = Signal()
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
        self._theme = theme
        self._index = index
        self._card: SpanCard | None = None
        self._suggestion_card: SuggestionCard | None = None
        self._shown_id = ""
        self._span: Span | None = None
        self._text: str | None = None
        self._suggestion: Suggestion | None = None
        self._soon = Soon(self._refresh, self)
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
        self.spans.span_chosen.connect(self.span_chosen)
        self.spans.left_for_text.connect(self.left_for_text)
        workspace.changed.connect(self._on_changed)
        workspace.article_opened.connect(lambda: self.show_selection(None, None))
        self.model.fell_behind.connect(self._soon.ask)

    @property
    def card(self) -> "SpanCard":
        """What shows a span; made when the first one is selected."""
        if self._card is None:
            from annotator.gui.span_card import SpanCard

            self._card = card = SpanCard(self._workspace, self._theme, self)
            card.relabel_wanted.connect(self.relabel_wanted)
            card.remove_wanted.connect(self.remove_wanted)
            card.note_written.connect(self.note_written)
            card.span_chosen.connect(self.span_chosen)
            card.left_for_text.connect(self.left_for_text)
            self._workspace.project_opened.connect(card.show_labels)
            self._workspace.article_closing.connect(card.keep_note)
            self._add(card)
        return self._card

    @property
    def suggestion(self) -> "SuggestionCard":
        """What shows a suggestion; made when the first one is chosen."""
        if self._suggestion_card is None:
            from annotator.gui.suggesting.card import SuggestionCard

            self._suggestion_card = card = SuggestionCard(self)
            card.accepted.connect(self.suggestion_accepted)
            card.rejected.connect(self.suggestion_rejected)
            self._add(card)
        return self._suggestion_card

    def _add(self, card: QWidget) -> None:
        card.hide()
        self._top.insertWidget(self._top.count() - 1, card)

    def _lay_out(self) -> QSplitter:
        above = QWidget(self)
        self._top = QVBoxLayout(above)
        self._top.setContentsMargins(14, 13, 14, 12)
        self._top.setSpacing(7)
        self._heading = heading(self.tr("Selected"), above)
        for widget in (self._heading, self._selected, self._hint):
            self._top.addWidget(widget)
        self._top.addStretch()
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
        show_if(has_spans, self.spans)
        show_if(not has_spans, self._empty)
        span, text = self._span, self._text
        if span is None and self._shown_id:
            self.card.forget()
        self._shown_id = span.id if span else ""
        if span is not None or self._card is not None:
            show_if(span is not None, self.card)
        proposed = self._suggestion if span is None else None
        if proposed is not None or self._suggestion_card is not None:
            show_if(proposed is not None, self.suggestion)
        show_if(span is None and proposed is None and bool(text), self._selected)
        show_if(span is None and proposed is None, self._hint)
        self._heading.setText((self.tr("Suggested") if proposed else self.tr("Selected")).upper())
        if span:
            self.card.show_span(span, outer_spans(self._index(), span))
        elif proposed:
            self.suggestion.show_suggestion(proposed, can_decide=not self._workspace.read_only)
        elif text:
            self._selected.setText(plain.shortened(text, _QUOTE_LENGTH))
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
        for card in (self._card, self._suggestion_card):
            if card is not None:
                card.tell_keys()
        self._soon.ask()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self._card is not None:
            self._card.set_theme(theme)
        self.spans.set_theme(theme)
        self._empty.set_theme(theme)

    def _on_changed(self, changes: Changes) -> None:
        if changes.labels and self._card is not None:
            self._card.show_labels()
        if self._span and (changes.labels or self._workspace.article_id in changes.spans_of):
            self.show_selection(self._workspace.span(self._span.id), None)
