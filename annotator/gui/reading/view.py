"""The widget that shows an article: caret, selection and spans, by keys and by mouse.

All offsets are code points of the article's text. The text is never read back from here.
"""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QMarginsF, QMimeData, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QWidget

from annotator.domain import boundaries
from annotator.domain.model import Extent, Label, Span
from annotator.domain.nesting import inner_first
from annotator.domain.span_index import SpanIndex
from annotator.gui.reading import among_spans, navigation
from annotator.gui.reading.navigation import Sentences, Unit
from annotator.gui.reading.page_view import PageView
from annotator.gui.reading.painting import handle_radius, marks_of
from annotator.gui.reading.pointer import Pointer
from annotator.gui.reading.voice import Voice

_DRAG_SCROLL_MS = 40
_NEAR_CLICKS = 8
"""Pixels between clicks that count as one place."""


def _no_sentences(text: str) -> list[tuple[int, int]]:
    return [(0, len(text))] if text else []


class ReadingView(PageView):
    """Shows one article with its spans, and tells what the reader selects. Stores nothing."""

    caret_moved = Signal(int)
    selection_changed = Signal()
    current_span_changed = Signal(str)
    borders_dragged = Signal(str, int, int)
    menu_wanted = Signal(QPoint)
    """Where on the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._voice = Voice(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Article text"))
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.article_id = ""
        self.snap = True
        self.sentences: Sentences = _no_sentences
        self._labels: list[Label] = []
        self._anchor = 0
        self._grown_from: list[tuple[int, int]] = []
        self._wanted_x: float | None = None
        self._is_at_name = False
        self._previewed: Span | None = None
        self._pointer = Pointer(self)
        self._doubled = (-1_000_000, 0.0, 0.0)
        """When and where the last double click was, in milliseconds and pixels."""
        self._dragged_to = QPointF(), Qt.KeyboardModifier.NoModifier
        self._drag_timer = QTimer(self, interval=_DRAG_SCROLL_MS)
        self._drag_timer.timeout.connect(self._keep_dragging)

    # What is shown

    def show_article(self, article_id: str, text: str, spans: Sequence[Span], labels: Sequence[Label]) -> None:
        """Shows an article from its top, with the caret at its start."""
        self._pointer.cancel()
        self.article_id = article_id
        self._take_labels(labels)
        self._scene.index = SpanIndex(spans, self._extents())
        self._scene.suggested = SpanIndex((), self._extents())
        self._scene.hits = ()
        self._scene.caret = self._anchor = 0
        self._scene.selection = None
        self._grown_from.clear()
        self._wanted_x = None
        self._is_at_name = False
        self._previewed = None
        had_span, self._scene.current = self._scene.current, ""
        self._show_text(text)
        if had_span:
            self.current_span_changed.emit("")
        self.selection_changed.emit()
        self.caret_moved.emit(0)

    def show_nothing(self) -> None:
        """Shows an empty page."""
        self.show_article("", "", (), self._labels)

    def replace_spans(self, removed: Iterable[str], added: Iterable[Span]) -> None:
        """Takes spans out and puts others in, and paints only what that changes. The text does not move."""
        removed, added = list(removed), list(added)
        if self._previewed and self._previewed.id in {*removed, *(span.id for span in added)}:
            self._pointer.cancel()
        self._exchange(removed, added)

    def _exchange(self, removed: Iterable[str], added: Iterable[Span]) -> None:
        touched = self._scene.index.replace(removed, added)
        if touched is not None:
            self._scene.forget_strokes(*touched)
            self._update_range(*touched)
        self._drop_lost_current()
        self._voice.spans_changed()

    def replace_suggestions(self, removed: Iterable[str], added: Iterable[Span]) -> None:
        """The same for what is proposed. The text does not move, nor do the spans."""
        touched = self._scene.suggested.replace(removed, added)
        if touched is not None:
            self._scene.forget_strokes(*touched)
            self._update_range(*touched)
        self._drop_lost_current()

    def _drop_lost_current(self) -> None:
        current = self._scene.current
        if current and current not in self._scene.index and current not in self._scene.suggested:
            self._set_current("")

    def set_labels(self, labels: Sequence[Label]) -> None:
        """Follows a change of the label scheme; the spans must have been replaced where labels were renamed."""
        self._take_labels(labels)
        self._scene.index = SpanIndex(self._scene.index, self._extents())
        self._scene.suggested = SpanIndex(self._scene.suggested, self._extents())
        self._scene.forget_strokes()
        self.viewport().update()
        self._voice.spans_changed()

    def set_marker(self, offset: int | None) -> None:
        """Shows up to where the article was read; None for nowhere."""
        if offset != self._scene.marker:
            self._scene.marker = offset
            self.viewport().update()

    def set_annotator(self, name: str) -> None:
        """Whose spans are drawn in full; those of others are only hinted at."""
        self._scene.annotator = name
        self.viewport().update()
        self._voice.spans_changed()

    def set_hits(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Marks search hits."""
        self._scene.hits = tuple(ranges)
        self.viewport().update()

    @property
    def spans(self) -> SpanIndex:
        return self._scene.index

    @property
    def caret(self) -> int:
        return self._scene.caret

    @property
    def selection(self) -> tuple[int, int] | None:
        return self._scene.selection

    @property
    def suggestions(self) -> SpanIndex:
        """What is proposed and shown."""
        return self._scene.suggested

    @property
    def current_span(self) -> str:
        return self._scene.current if self._scene.current in self._scene.index else ""

    @property
    def current_suggestion(self) -> str:
        """The suggestion that is to be decided on; "" if none is chosen."""
        return self._scene.current if self._scene.current in self._scene.suggested else ""

    # Selecting

    def select(self, start: int, end: int, *, backward: bool = False) -> None:
        """Selects text; an empty range only places the caret. The caret goes to the end, or to the start."""
        self._anchor, caret = (end, start) if backward else (start, end)
        self._set_current("")
        self._grown_from.clear()
        self._set_caret(caret)

    def place_caret(self, offset: int) -> None:
        self.select(offset, offset)

    def clear_selection(self) -> None:
        """Lets go of the selected text and span, and gives up a drag. The caret stays."""
        if not self._pointer.cancel():
            self.select(self.caret, self.caret)

    def select_all(self) -> None:
        self.select(0, len(self.text))

    def select_span(self, span_id: str, *, caret: int | None = None) -> None:
        """Makes a span or a suggestion the current one and shows it. The caret goes into it, else to its start."""
        span = self._marked(span_id)
        if span is not None:
            self._grown_from.clear()
            self._set_caret(span.start if caret is None else min(max(caret, span.start), span.end), keep_anchor=False)
            self._set_current(span_id)
            self.reveal(*((span.start, span.end) if caret is None else (self.caret, self.caret)))

    def target(self, extent: Extent) -> tuple[int, int] | None:
        """What a label of this extent would mark now: the selection, else the word or the sentence at the caret.

        Where the caret went to a name, that is the whole name.
        """
        if self.selection is not None:
            return self.selection
        if extent is Extent.STATEMENT:
            return navigation.sentence_at(self.text, self.caret, self.sentences)
        name = navigation.name_at(self.text, self.caret) if self._is_at_name else None
        return name or boundaries.word_at(self.text, self.caret)

    # Moving by keys

    def move_caret(self, unit: str, *, forward: bool, extend: bool = False) -> None:
        """Moves the caret by a unit of the text, or by "line", "line_edge" or "page"; can extend the selection.

        Characters and words go the way of the arrow keys: in what reads from right to left, forward is back.
        """
        if not self.text:
            return
        span = self._current() if extend else None
        begin = self.caret
        if unit in (Unit.CHARACTER, Unit.WORD) and self._page.block_of(begin)[0].right_to_left:
            forward = not forward
        if span is not None:
            self._anchor, begin = (span.start, span.end) if forward else (span.end, span.start)
        elif extend and unit == Unit.CLAUSE and self.selection is None:
            self._anchor = self._word_border(begin, first=forward)
        wanted_x = None
        if not extend and self.selection is not None and unit == Unit.CHARACTER:
            place = self.selection[1] if forward else self.selection[0]
        elif unit in ("line", "page"):
            wanted_x = self._page.offset_rect(begin).center().x() if self._wanted_x is None else self._wanted_x
            place = self._by_lines(begin, wanted_x, forward=forward, page=unit == "page")
        elif unit == "line_edge":
            place = self._page.line_edge(begin, forward=forward)
        else:
            go = navigation.extended if extend else navigation.moved
            place = go(self.text, begin, Unit(unit), forward=forward, sentences=self.sentences)
        self._grown_from.clear()
        self._set_current("")
        self._set_caret(place, keep_anchor=extend)
        self._wanted_x = wanted_x
        self._is_at_name = unit == Unit.NAME
        self.reveal(place, place)

    def grow(self) -> None:
        """Widens the selection: word, phrase, sentence, paragraph."""
        if not self.text:
            return
        before = self._selected_or_current()
        after = navigation.grown(self.text, *before, self.sentences)
        if after != before:
            steps = [*self._grown_from, before]
            self.select(*after)
            self._grown_from = steps

    def shrink(self) -> None:
        """Takes back the last widening; where there was none, leaves only the caret."""
        if self._grown_from:
            steps = self._grown_from[:-1]
            self.select(*self._grown_from[-1])
            self._grown_from = steps
        elif self.selection is not None:
            self.place_caret(self.selection[0])

    def next_span(self, *, forward: bool, label: str = "") -> None:
        """Goes to the next span in reading order, of one label if given; from the last one on to the first."""
        self._go_to(among_spans.following(self.spans, self._current(), self.caret, forward=forward, label=label))

    def next_suggestion(self, *, forward: bool) -> None:
        """Goes to the next suggestion in reading order; from the last one on to the first."""
        current = self._scene.suggested.get(self._scene.current)
        self._go_to(among_spans.following(self.suggestions, current, self.caret, forward=forward))

    def outer_span(self) -> None:
        """Goes from the current span to the next larger one around it; from the caret to the innermost."""
        self._go_to(among_spans.outward(self.spans, self._current(), self.caret))

    def inner_span(self) -> None:
        """Goes from the current span to the largest one inside it; from the caret to the outermost."""
        self._go_to(among_spans.inward(self.spans, self._current(), self.caret))

    def next_untagged(self, *, forward: bool) -> None:
        """Selects the next sentence in which nothing is tagged."""
        before, behind = self.selection or (self.caret, self.caret)
        place = behind if forward else before
        found = navigation.untagged_stretch(self.text, place, self._is_tagged, self.sentences, forward=forward)
        if found is not None:
            self.select(*found, backward=True)
            self.reveal(*found)

    def nudge_target(self, border: str, *, forward: bool, unit: str) -> tuple[int, int] | None:
        """The range of the current span or suggestion with one border ("start" or "end") moved; None if there is none.

        The unit is a word or a character.
        """
        span = self._marked(self._scene.current)
        if span is None:
            return None
        by_word = unit == Unit.WORD
        return navigation.nudged(self.text, span.start, span.end, border, forward=forward, by_word=by_word)

    def copy(self) -> None:
        """Puts the selected text, or that of the current span, on the clipboard as plain text."""
        start, end = self._selected_or_current()
        if start < end:
            data = QMimeData()
            data.setText(self.text[start:end])
            QGuiApplication.clipboard().setMimeData(data)

    # For the pointer

    def spans_under(self, point: QPointF) -> list[Span]:
        """The spans over the character at a point, each from inner to outer: one's own, others', then suggestions."""
        if not self.text:
            return []
        start, end = boundaries.cluster_at(self.text, self.offset_at(point, on_character=True))
        reach = QMarginsF(1, 0, 1, self._page.metrics.room)
        if not any(rect.marginsAdded(reach).contains(point) for rect in self.range_rectangles(start, end)):
            return []
        here = self._scene.index.at(start)
        here.sort(key=lambda span: (not self._scene.is_own(span), inner_first(span)))
        return [*here, *self._scene.suggested.at(start)]

    def kept_range(self) -> tuple[int, int]:
        """What stays selected when the selection is extended: its fixed end, or the current span."""
        span = self._current()
        return (span.start, span.end) if span else (self._anchor, self._anchor)

    def is_own(self, span: Span) -> bool:
        """Whether the span is one of the reader's own."""
        return self._scene.is_own(span)

    def handle_at(self, point: QPointF) -> str | None:
        """Which border of the current span can be dragged here: "start", "end", or None."""
        span = self._current()
        if span is None or not self._scene.is_own(span):
            return None
        radius = handle_radius(self._page.metrics)
        for border in ("end", "start"):
            for edge, inward in self._edges(span, border):
                # Only outside the span: what is inside, or a space away, may be where the next span begins.
                outward = (edge.x() - point.x()) * inward
                if 0 <= outward <= radius * 1.5 and abs(point.y() - edge.y()) <= radius * 2:
                    return border
        return None

    def preview_borders(self, span_id: str, start: int, end: int) -> None:
        """Draws a span with other borders, without telling anyone."""
        span = self._scene.index.get(span_id)
        if span is not None and (span.start, span.end) != (start, end):
            self._previewed = self._previewed or span
            self._exchange([span_id], [span.but(start=start, end=end, quote=self.text[start:end])])

    def drop_borders(self, span_id: str, start: int, end: int) -> None:
        """Ends a drag: puts the span back as it was and tells its owner where the borders should go."""
        before, self._previewed = self._previewed, None
        if before is not None:
            self._exchange([before.id], [before])
            if (before.start, before.end) != (start, end):
                self.borders_dragged.emit(span_id, start, end)

    # Qt

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._scene.focused = True
        self._update_range(self.caret, self.caret)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._scene.focused = False
        self._update_range(self.caret, self.caret)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        waited, (x, y) = event.timestamp() - self._doubled[0], self._doubled[1:]
        near = (event.position() - QPointF(x, y)).manhattanLength() < _NEAR_CLICKS
        self._press(
            event, clicks=3 if near and waited <= QGuiApplication.styleHints().mouseDoubleClickInterval() else 1
        )

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._press(event, clicks=2)
        self._doubled = event.timestamp(), event.position().x(), event.position().y()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag_to(event.position(), event.modifiers())
        else:
            on_handle = self.handle_at(event.position()) is not None
            shape = Qt.CursorShape.SizeHorCursor if on_handle else Qt.CursorShape.IBeamCursor
            if self.viewport().cursor().shape() is not shape:
                self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.text:
            self._drag_timer.stop()
            self._pointer.release(event.position(), event.modifiers())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """At the mouse, for what is there; at the caret, for what is chosen, if it was asked for by key."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self.menu_wanted.emit(self.viewport().mapToGlobal(self.caret_rectangle().bottomLeft().toPoint()))
        else:
            self._pointer.point_out(QPointF(event.pos()))
            self.menu_wanted.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def caret_rectangle(self) -> QRectF:
        """Where the caret is, in pixels of the viewport."""
        return self._offset_rect(self.caret)

    # Within

    def _relayout(self) -> None:
        self._wanted_x = None
        super()._relayout()

    def _extents(self) -> dict[str, Extent]:
        return {label.name: label.extent for label in self._labels}

    def _take_labels(self, labels: Sequence[Label]) -> None:
        self._labels = list(labels)
        self._scene.labels = {label.name: label for label in labels}
        self._scene.marks = marks_of(labels)

    def _set_current(self, span_id: str) -> None:
        before = self._scene.current
        if span_id != before:
            self._scene.current = span_id
            for changed in (before, span_id):
                span = self._marked(changed)
                if span is not None:
                    self._update_range(span.start, span.end)
            self.current_span_changed.emit(span_id)
            self.selection_changed.emit()

    def _set_caret(self, offset: int, *, keep_anchor: bool = True) -> None:
        before, selected = self._scene.caret, self._scene.selection
        self._wanted_x = None
        self._is_at_name = False
        if not keep_anchor:
            self._anchor = offset
        self._scene.caret = offset
        low, high = min(self._anchor, offset), max(self._anchor, offset)
        self._scene.selection = (low, high) if low < high else None
        for start, end in (selected or (before, before), self._scene.selection or (offset, offset), (before, before)):
            self._update_range(start, end)
        if selected != self._scene.selection:
            self.selection_changed.emit()
        if before != offset:
            self.caret_moved.emit(offset)

    def _word_border(self, offset: int, *, first: bool) -> int:
        """Where the word around an offset begins or ends; the offset itself between words."""
        low, high = boundaries.word_at(self.text, offset) or (offset, offset)
        return (low if first else high) if low < offset < high else offset

    def _selected_or_current(self) -> tuple[int, int]:
        if self.selection is not None:
            return self.selection
        span = self._marked(self._scene.current)
        return (span.start, span.end) if span else (self.caret, self.caret)

    def _current(self) -> Span | None:
        return self._scene.index.get(self._scene.current)

    def _marked(self, span_id: str) -> Span | None:
        """A span or a suggestion."""
        return self._scene.index.get(span_id) or self._scene.suggested.get(span_id)

    def _edges(self, span: Span, border: str) -> list[tuple[QPointF, int]]:
        """Where a border of a span is drawn, and whether the span lies to its right, 1, or to its left, -1."""
        block, top = self._page.block_of(span.start if border == "start" else span.end - 1)
        number = block.line_of(span.start if border == "start" else span.end - 1)
        y = top - self._scrolled + (block.tops[number] + block.text_bottom(number, self._page.metrics)) / 2
        strokes = [stroke for stroke in self._scene.strokes_on(block, number) if stroke.span.id == span.id]
        found = [(stroke, stroke.start_x if border == "start" else stroke.end_x) for stroke in strokes]
        left = self._page.column()[0]
        return [(QPointF(left + x, y), stroke.inward(x)) for stroke, x in found if x is not None]

    def _is_tagged(self, start: int, end: int) -> bool:
        return any(self._scene.is_own(span) for span in self._scene.index.overlapping(start, end))

    def _go_to(self, span: Span | None) -> None:
        if span is not None:
            self.select_span(span.id)

    def _by_lines(self, offset: int, x: float, *, forward: bool, page: bool) -> int:
        """The offset nearest to x a line, or a page, below or above another offset."""
        if not page:
            return self._page.beside_line(offset, x, forward=forward)
        least = int(self._page.metrics.pitch + self._page.metrics.paragraph_gap) + 1
        distance = max(least, self.verticalScrollBar().pageStep()) * (1 if forward else -1)
        y = self._page.offset_rect(offset).center().y() + distance
        self.verticalScrollBar().setValue(self._scrolled + distance)
        if not 0 <= y < self._page.flow.height:
            return len(self.text) if forward else 0
        return self._page.offset_at(QPointF(x, y))

    def _press(self, event: QMouseEvent, *, clicks: int) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.text:
            self._pointer.press(event.position(), event.modifiers(), clicks=clicks)
            self._doubled = (-1_000_000, 0.0, 0.0)

    def _drag_to(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._dragged_to = point, modifiers
        self._pointer.move(point, modifiers)
        is_inside = 0 <= point.y() <= self.viewport().height()
        if is_inside or not self._pointer.is_dragging:
            self._drag_timer.stop()
        elif not self._drag_timer.isActive():
            self._drag_timer.start()

    def _keep_dragging(self) -> None:
        """Scrolls while the mouse is held above or below the view."""
        point, modifiers = self._dragged_to
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + (bar.singleStep() if point.y() > 0 else -bar.singleStep()))
        self._drag_to(point, modifiers)
