"""The widget that shows an article: scrolling, caret, selection and keys over the flow of blocks.

All offsets are code points of the article's text. The text is never read back from here.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from annotator.domain import boundaries
from annotator.domain.model import Extent, Label, Span
from annotator.domain.nesting import inner_first
from annotator.domain.span_index import SpanIndex
from annotator.gui.reading import navigation
from annotator.gui.reading.accessible import Voice
from annotator.gui.reading.flow import Flow
from annotator.gui.reading.metrics import LineMetrics
from annotator.gui.reading.navigation import Sentences, Unit
from annotator.gui.reading.painting import Scene, caret_rect, handle_radius, marks_of, paint_block
from annotator.gui.reading.pointer import Pointer
from annotator.gui.theme import Theme, theme

_MEASURE_SLICE = 12
"""Blocks laid out in one idle moment: a few milliseconds."""
_IDLE_PAUSE_MS = 8
_LEAST_ZOOM, _MOST_ZOOM = 80, 300


def reading_font(point_size: float = 12.5) -> QFont:
    """The serif font of the article."""
    font = QFont()
    font.setFamilies(["Noto Serif", "Source Serif 4", "DejaVu Serif", "Georgia", "Cambria", "serif"])
    font.setStyleHint(QFont.StyleHint.Serif)
    font.setPointSizeF(point_size)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _no_sentences(text: str) -> list[tuple[int, int]]:
    return [(0, len(text))] if text else []


class ReadingView(QAbstractScrollArea):
    """Shows one article with its spans, and tells what the reader selects. Stores nothing."""

    caret_moved = Signal(int)
    selection_changed = Signal()
    current_span_changed = Signal(str)
    borders_dragged = Signal(str, int, int)
    files_dropped = Signal(list)
    text_dropped = Signal(str)
    column_moved = Signal(int, int)
    """The left edge and the width of the text column, in pixels of this widget."""
    zoomed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._voice = Voice(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Article text"))
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.article_id = ""
        self.text = ""
        self.snap = True
        self.sentences: Sentences = _no_sentences
        self._labels: list[Label] = []
        self._font = reading_font()
        self._zoom = 100
        self._measure = 72
        self._spacing = 1.0
        self._anchor = 0
        self._grown_from: list[tuple[int, int]] = []
        self._wanted_x: float | None = None
        self._previewed: Span | None = None
        self._pointer = Pointer(self)
        self._clicks = 0
        self._last_press = QPointF(-100, -100)
        self._metrics = LineMetrics.of(self._zoomed_font(), self._spacing)
        self._scene = Scene(theme("light"), self._metrics)
        self._flow = Flow("", self._zoomed_font(), self._metrics, 600)
        self._idle = QTimer(self, interval=_IDLE_PAUSE_MS)
        self._idle.timeout.connect(self._measure_some)
        self._click_timer = QTimer(
            self, singleShot=True, interval=QGuiApplication.styleHints().mouseDoubleClickInterval()
        )
        self._click_timer.timeout.connect(self._forget_clicks)
        self.verticalScrollBar().valueChanged.connect(lambda: self.viewport().update())

    # What is shown

    def show_article(self, article_id: str, text: str, spans: Sequence[Span], labels: Sequence[Label]) -> None:
        """Shows an article from its top, with the caret at its start."""
        self._pointer.cancel()
        self.article_id, self.text = article_id, text
        self._take_labels(labels)
        self._scene.index = SpanIndex(spans, self._extents())
        self._scene.hits = ()
        self._scene.caret = self._anchor = 0
        self._scene.selection = None
        self._grown_from.clear()
        self._previewed = None
        had_span, self._scene.current = self._scene.current, ""
        self._rebuild()
        self.verticalScrollBar().setValue(0)
        if had_span:
            self.current_span_changed.emit("")
        self.selection_changed.emit()
        self.caret_moved.emit(0)

    def show_nothing(self) -> None:
        """Shows an empty page."""
        self.show_article("", "", (), self._labels)

    def replace_spans(self, removed: Iterable[str], added: Iterable[Span]) -> None:
        """Takes spans out and puts others in, and paints only what that changes. The text does not move."""
        touched = self._scene.index.replace(removed, added)
        if touched is not None:
            self._update_range(*touched)
        if self.current_span and self.current_span not in self._scene.index:
            self._set_current("")
        self._voice.spans_changed()

    def set_labels(self, labels: Sequence[Label]) -> None:
        """Follows a change of the label scheme; the spans must have been replaced where labels were renamed."""
        self._take_labels(labels)
        self._scene.index = SpanIndex(self._scene.index, self._extents())
        self.viewport().update()
        self._voice.spans_changed()

    def set_theme(self, look: Theme) -> None:
        self._scene.theme = look
        self.viewport().update()

    def set_annotator(self, name: str) -> None:
        """Whose spans are drawn in full; those of others are only hinted at."""
        self._scene.annotator = name
        self.viewport().update()
        self._voice.spans_changed()

    def set_reading_font(self, font: QFont) -> None:
        self._font = font
        self._relayout()

    def set_measure(self, characters: int) -> None:
        """How many characters fit in a line at most."""
        self._measure = characters
        self._relayout()

    def set_line_spacing(self, spacing: float) -> None:
        self._spacing = spacing
        self._relayout()

    @property
    def zoom(self) -> int:
        """In percent of the chosen font size."""
        return self._zoom

    def set_zoom(self, percent: int) -> None:
        percent = max(_LEAST_ZOOM, min(_MOST_ZOOM, percent))
        if percent != self._zoom:
            self._zoom = percent
            self._relayout()
            self.zoomed.emit(percent)

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
    def current_span(self) -> str:
        return self._scene.current

    # Selecting

    def select(self, start: int, end: int, *, backward: bool = False) -> None:
        """Selects text; an empty range only places the caret. The caret goes to the end, or to the start."""
        self._anchor, caret = (end, start) if backward else (start, end)
        self._set_current("")
        self._grown_from.clear()
        self._set_caret(caret)

    def place_caret(self, offset: int) -> None:
        self.select(offset, offset)
        self._wanted_x = None

    def clear_selection(self) -> None:
        """Lets go of the selected text and span, and gives up a drag. The caret stays."""
        if not self._pointer.cancel():
            self.select(self.caret, self.caret)

    def select_all(self) -> None:
        self.select(0, len(self.text))
        self.viewport().update()

    def select_span(self, span_id: str) -> None:
        """Makes a span the current one and shows it."""
        span = self._scene.index.get(span_id)
        if span is not None:
            self._anchor = span.start
            self._grown_from.clear()
            self._set_caret(span.start, keep_anchor=False)
            self._set_current(span_id)
            self.reveal(span.start, span.end)

    def reveal(self, start: int, end: int) -> None:
        """Scrolls as little as needed, so that the range's start, and its end if there is room, are seen."""
        if not self.text:
            return
        top, bottom = self._range_rows(start, end)
        view, bar = self.viewport().height(), self.verticalScrollBar()
        margin = min(self._metrics.pitch, view / 6)
        low = bar.value() + margin
        if top < low or bottom - top > view - 2 * margin:
            if not low <= top <= bar.value() + view - 2 * self._metrics.pitch:
                bar.setValue(int(top - margin))
        elif bottom > bar.value() + view - margin:
            bar.setValue(int(bottom + margin - view))

    def center_on(self, start: int, end: int) -> None:
        """Scrolls the range into the middle third of the view, unless it is seen already."""
        top, bottom = self._range_rows(start, end)
        bar, view = self.verticalScrollBar(), self.viewport().height()
        if not bar.value() <= top <= bottom <= bar.value() + view:
            bar.setValue(int(top - view / 3))

    def target(self, extent: Extent) -> tuple[int, int] | None:
        """What a label of this extent would mark now: the selection, else the word or the sentence at the caret."""
        if self.selection is not None:
            return self.selection
        if extent is Extent.STATEMENT:
            return navigation.sentence_at(self.text, self.caret, self.sentences)
        return boundaries.word_at(self.text, self.caret)

    # Moving by keys

    def move_caret(self, unit: str, *, forward: bool, extend: bool = False) -> None:
        """Moves the caret by a unit of the text, or by "line", "line_edge" or "page"; extends the selection on request."""
        if not self.text:
            return
        start = self.caret
        if not extend and self.selection is not None and unit == Unit.CHARACTER:
            place = self.selection[1] if forward else self.selection[0]
        elif unit in ("line", "page"):
            place = self._by_lines(forward=forward, page=unit == "page")
        elif unit == "line_edge":
            place = self._line_edge(forward=forward)
        else:
            go = navigation.extended if extend else navigation.moved
            place = go(self.text, start, Unit(unit), forward=forward, sentences=self.sentences)
        if unit not in ("line", "page"):
            self._wanted_x = None
        if extend and self.current_span:
            span = self._scene.index.get(self.current_span)
            self._anchor = self.caret if span is None else (span.start if forward else span.end)
        self._grown_from.clear()
        self._set_current("")
        self._set_caret(place, keep_anchor=extend)
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
        index = self._scene.index
        wanted = [span for span in index if not label or span.label == label]
        if not wanted:
            return
        current = index.get(self.current_span)
        if current is not None and current in wanted:
            at = wanted.index(current) + (1 if forward else -1)
        else:
            later = [number for number, span in enumerate(wanted) if span.start >= self.caret]
            first_later = later[0] if later else len(wanted)
            at = first_later if forward else first_later - 1
        self.select_span(wanted[at % len(wanted)].id)

    def outer_span(self) -> None:
        """Goes from the current span to the next larger one that holds its place; from the caret to the innermost."""
        self._walk(outward=True)

    def inner_span(self) -> None:
        """Goes from the current span to the next smaller one that shares its place."""
        self._walk(outward=False)

    def next_untagged(self, *, forward: bool) -> None:
        """Selects the next sentence in which nothing is tagged."""
        place = self.selection[0] if self.selection else self.caret
        tagged = [(span.start, span.end) for span in self._scene.index]
        found = navigation.untagged_stretch(self.text, place, tagged, self.sentences, forward=forward)
        if found is not None:
            self.select(*found, backward=True)
            self.reveal(*found)

    def nudge_target(self, border: str, *, forward: bool, unit: str) -> tuple[int, int] | None:
        """The current span's range with one border ("start" or "end") moved by a word or character; None if it can't."""
        span = self._scene.index.get(self.current_span)
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

    def offset_at(self, point: QPointF, *, on_character: bool = False) -> int:
        """The offset nearest to a place in the viewport, or with `on_character` that of the character there."""
        if not self.text:
            return 0
        y = point.y() + self.verticalScrollBar().value()
        index = self._flow.index_at(y)
        block = self._flow.block(index)
        number = block.line_at(y - self._flow.top(index))
        return block.offset_at(number, point.x() - self._column()[0], on_character=on_character)

    def spans_at(self, offset: int) -> list[Span]:
        """The spans that cover the character at the offset, the reader's own first, each from inner to outer."""
        here = self._scene.index.at(offset)
        return sorted(here, key=lambda span: (not self._scene.is_own(span), inner_first(span)))

    def is_own(self, span: Span) -> bool:
        """Whether the span is one of the reader's own."""
        return self._scene.is_own(span)

    def line_at(self, offset: int) -> tuple[int, int]:
        """The line of the view that shows the offset, without the line end."""
        block = self._flow.block(self._flow.index_of(offset))
        return block.line_range(block.line_of(offset))

    def shown_span(self, span_id: str) -> Span | None:
        return self._scene.index.get(span_id)

    def handle_at(self, point: QPointF) -> str | None:
        """Which border of the current span can be dragged here: "start", "end", or None."""
        span = self._scene.index.get(self.current_span)
        if span is None or not self._scene.is_own(span):
            return None
        reach = handle_radius(self._metrics) + 3
        for border, offset in (("end", span.end), ("start", span.start)):
            rect = self._offset_rect(offset, at_end=border == "end")
            if abs(point.x() - rect.center().x()) <= reach and rect.top() - 2 <= point.y() <= rect.bottom() + 2:
                return border
        return None

    def preview_borders(self, span_id: str, start: int, end: int) -> None:
        """Draws a span with other borders, without telling anyone."""
        span = self._scene.index.get(span_id)
        if span is not None and (span.start, span.end) != (start, end):
            moved = Span(
                span.id, span.article_id, start, end, span.label, self.text[start:end], span.annotator, span.attributes
            )
            self._previewed = self._previewed or span
            self.replace_spans([span_id], [moved])

    def drop_borders(self, span_id: str, start: int, end: int) -> None:
        """Ends a drag: puts the span back as it was and tells its owner where the borders should go."""
        before, self._previewed = self._previewed, None
        if before is not None:
            self.replace_spans([span_id], [before])
            if (before.start, before.end) != (start, end):
                self.borders_dragged.emit(span_id, start, end)

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        height = self._flow.height
        painter = QPainter(self.viewport())
        try:
            painter.fillRect(event.rect(), self._scene.theme.paper)
            if self.text:
                self._paint_blocks(painter, QRectF(event.rect()))
        finally:
            # A painter that outlives an exception would break every later painting of the window.
            painter.end()
        if self._flow.height != height:
            QTimer.singleShot(0, self._follow_heights)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._column()[1] != self._flow.width:
            self._relayout()
        else:
            self._follow_heights()
        self._tell_column()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._scene.focused = True
        self._update_range(self.caret, self.caret)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._scene.focused = False
        self._update_range(self.caret, self.caret)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or not self.text:
            return
        near = (event.position() - self._last_press).manhattanLength() < 8
        self._clicks = self._clicks + 1 if near and self._click_timer.isActive() else 1
        self._last_press = event.position()
        self._click_timer.start()
        self._pointer.press(event.position(), event.modifiers(), clicks=self._clicks)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._pointer.move(event.position(), event.modifiers())
            self._scroll_towards(event.position())
        else:
            on_handle = self.handle_at(event.position()) is not None
            shape = Qt.CursorShape.SizeHorCursor if on_handle else Qt.CursorShape.IBeamCursor
            if self.viewport().cursor().shape() is not shape:
                self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.text:
            self._pointer.release(event.position(), event.modifiers())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self._zoom + (10 if event.angleDelta().y() > 0 else -10))
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragEnterEvent) -> None:  # type: ignore[override]
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.files_dropped.emit(paths)
        elif event.mimeData().hasText():
            self.text_dropped.emit(event.mimeData().text())
        event.acceptProposedAction()

    def sizeHint(self) -> QSize:
        return QSize(760, 700)

    def caret_rectangle(self) -> QRectF:
        """Where the caret is, in pixels of the viewport."""
        return self._offset_rect(self.caret)

    def range_rectangles(self, start: int, end: int) -> list[QRectF]:
        """Where text[start:end] is, line by line, in pixels of the viewport."""
        rects: list[QRectF] = []
        offset = start
        while offset < end:
            index = self._flow.index_of(offset)
            block, top = self._flow.block(index), self._flow.top(index) - self.verticalScrollBar().value()
            for number in range(block.line_of(offset), len(block.tops)):
                if block.line_range(number)[0] >= end:
                    break
                bottom = block.text_bottom(number, self._metrics)
                rects += [
                    QRectF(low + self._column()[0], top + block.tops[number], high - low, bottom - block.tops[number])
                    for low, high in block.segments(number, start, end)
                ]
            offset = max(block.end, offset) if self._flow_starts_at(block.end) else block.end + 1
        return rects

    # Within

    def _paint_blocks(self, painter: QPainter, clip: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._flow.font)
        left, width = self._column()
        scroll = self.verticalScrollBar().value()
        index = self._flow.index_at(scroll + clip.top())
        while index < len(self._flow):
            block = self._flow.block(index)
            top = self._flow.top(index) - scroll
            if top > clip.bottom() + self._metrics.pitch:
                break
            if block.end > block.start or block.start == self._scene.caret:
                paint_block(painter, block, self._scene, left=left, top=top, width=width, clip=clip)
            index += 1
            if index < len(self._flow):
                index = self._flow.index_of(self._flow.start(index))

    def _extents(self) -> dict[str, Extent]:
        return {label.name: label.extent for label in self._labels}

    def _take_labels(self, labels: Sequence[Label]) -> None:
        self._labels = list(labels)
        self._scene.labels = {label.name: label for label in labels}
        self._scene.marks = marks_of(labels)

    def _zoomed_font(self) -> QFont:
        font = QFont(self._font)
        font.setPointSizeF(self._font.pointSizeF() * self._zoom / 100)
        return font

    def _column(self) -> tuple[float, float]:
        """The left edge and the width of the text, centred where the window is wider than the measure."""
        margin = self._metrics.text_height * 1.6
        available = self.viewport().width() - 2 * margin
        wanted = self._metrics.average_width * self._measure
        width = max(80.0, min(available, wanted))
        return max(margin, (self.viewport().width() - width) / 2), width

    def _tell_column(self) -> None:
        left, width = self._column()
        self.column_moved.emit(round(left), round(width))

    def _relayout(self) -> None:
        """Lays out anew after a change of font, width or spacing; what was at the top stays there."""
        place = self.offset_at(QPointF(0, 0)) if self.text else 0
        self._rebuild()
        if self.text and place:
            self.verticalScrollBar().setValue(int(self._range_rows(place, place)[0]))
        self._tell_column()

    def _rebuild(self) -> None:
        font = self._zoomed_font()
        self._metrics = self._scene.metrics = LineMetrics.of(font, self._spacing)
        self._flow = Flow(self.text, font, self._metrics, self._column()[1])
        self._follow_heights()
        self._idle.start()
        self.viewport().update()

    def _measure_some(self) -> None:
        """Lays out a little more of what is out of sight; what is at the top of the view stays there."""
        bar = self.verticalScrollBar()
        place = self._flow.start(self._flow.index_at(bar.value()))
        below_top = bar.value() - self._flow.top(self._flow.index_of(place))
        if not self._flow.measure_some(_MEASURE_SLICE):
            self._idle.stop()
        self._follow_heights()
        bar.setValue(round(self._flow.top(self._flow.index_of(place)) + below_top))

    def _follow_heights(self) -> None:
        """Brings the scroll bar in line with the heights known by now."""
        bar, view = self.verticalScrollBar(), self.viewport().height()
        wanted = max(0, int(self._flow.height + self._metrics.pitch * 2 - view))
        bar.setSingleStep(int(self._metrics.pitch))
        bar.setPageStep(max(1, int(view - self._metrics.pitch)))
        if wanted != bar.maximum():
            bar.setRange(0, wanted)

    def _flow_starts_at(self, offset: int) -> bool:
        """Whether a block begins right at the offset, because a long paragraph was cut there."""
        return offset < len(self.text) and self.text[offset] != "\n"

    def _set_current(self, span_id: str) -> None:
        before = self._scene.current
        if span_id != before:
            self._scene.current = span_id
            for changed in (before, span_id):
                span = self._scene.index.get(changed)
                if span is not None:
                    self._update_range(span.start, span.end)
            self.current_span_changed.emit(span_id)
            self.selection_changed.emit()

    def _set_caret(self, offset: int, *, keep_anchor: bool = True) -> None:
        before, selected = self._scene.caret, self._scene.selection
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

    def _selected_or_current(self) -> tuple[int, int]:
        if self.selection is not None:
            return self.selection
        span = self._scene.index.get(self.current_span)
        return (span.start, span.end) if span else (self.caret, self.caret)

    def _walk(self, *, outward: bool) -> None:
        span = self._scene.index.get(self.current_span)
        if span is None:
            here = self._scene.index.at(self.caret)
            if here:
                self.select_span(here[0 if outward else -1].id)
            return
        here = sorted(self._scene.index.overlapping(span.start, span.end), key=inner_first)
        if outward:
            larger = [
                s for s in here if s.start <= span.start and s.end >= span.end and inner_first(s) > inner_first(span)
            ]
            if larger:
                self.select_span(larger[0].id)
        else:
            smaller = [
                s for s in here if s.start >= span.start and s.end <= span.end and inner_first(s) < inner_first(span)
            ]
            if smaller:
                self.select_span(smaller[-1].id)

    def _by_lines(self, *, forward: bool, page: bool) -> int:
        rect = self.caret_rectangle()
        if self._wanted_x is None:
            self._wanted_x = rect.center().x()
        distance = self.viewport().height() - self._metrics.pitch if page else self._metrics.pitch
        scroll = self.verticalScrollBar().value()
        y = rect.center().y() + scroll
        index = self._flow.index_of(self.caret)
        block = self._flow.block(index)
        number = block.line_of(self.caret)
        if page:
            y += distance if forward else -distance
            bar = self.verticalScrollBar()
            bar.setValue(int(bar.value() + (distance if forward else -distance)))
        elif 0 <= number + (1 if forward else -1) < len(block.tops):
            y = self._flow.top(index) + block.tops[number + (1 if forward else -1)] + 1
        elif forward:
            y = self._flow.top(index) + self._flow.block_height(index) + 1
            if index + 1 >= len(self._flow):
                return len(self.text)
        else:
            if index == 0:
                return 0
            above = self._flow.index_of(max(0, block.start - 1))
            previous = self._flow.block(above)
            y = self._flow.top(above) + (previous.tops[-1] if previous.tops else 0) + 1
        return self.offset_at(QPointF(self._wanted_x, y - self.verticalScrollBar().value()))

    def _line_edge(self, *, forward: bool) -> int:
        block = self._flow.block(self._flow.index_of(self.caret))
        number = block.line_of(self.caret)
        first, last = block.line_range(number)
        if not forward:
            return first
        wraps = number + 1 < len(block.tops)
        return boundaries.previous_cluster(self.text, last) if wraps and last > first else last

    def _scroll_towards(self, point: QPointF) -> None:
        bar = self.verticalScrollBar()
        if point.y() < 0:
            bar.setValue(bar.value() - bar.singleStep())
        elif point.y() > self.viewport().height():
            bar.setValue(bar.value() + bar.singleStep())

    def _forget_clicks(self) -> None:
        self._clicks = 0

    def _offset_rect(self, offset: int, *, at_end: bool = False) -> QRectF:
        """Where the caret would stand at an offset, in pixels of the viewport; at an end, on the line that ends there."""
        if not self.text:
            left = self._column()[0]
            return QRectF(left, 0, 1, self._metrics.text_height)
        seen = max(0, offset - 1) if at_end else offset
        index = self._flow.index_of(seen)
        block = self._flow.block(index)
        place = QPointF(self._column()[0], self._flow.top(index) - self.verticalScrollBar().value())
        if at_end and block.line_of(seen) != block.line_of(min(offset, block.end)):
            number = block.line_of(seen)
            segments = block.segments(number, seen, offset)
            if segments:
                top = block.tops[number]
                x = segments[0][0] if block.right_to_left else segments[-1][1]
                return QRectF(x, top, 1, block.text_bottom(number, self._metrics) - top).translated(place)
        return caret_rect(block, min(offset, block.end), self._metrics).translated(place)

    def _range_rows(self, start: int, end: int) -> tuple[float, float]:
        """From the top of the line that holds the start to the bottom of the one that holds the end, in the article."""
        index = self._flow.index_of(start)
        block = self._flow.block(index)
        top = self._flow.top(index) + (block.tops[block.line_of(start)] if block.tops else 0)
        last = max(start, end - 1)
        if last > block.end:
            index = self._flow.index_of(last)
            block = self._flow.block(index)
        bottom = self._flow.top(index)
        if block.tops:
            number = block.line_of(last)
            following = block.tops[number + 1] if number + 1 < len(block.tops) else block.height
            bottom += following
        return top, bottom

    def _update_range(self, start: int, end: int) -> None:
        """Paints the lines of a range anew, with what sticks out above and below them."""
        if not self.text:
            return
        scroll, view = self.verticalScrollBar().value(), self.viewport().height()
        first, last = self._visible_range()
        if end < first or start > last:
            return
        top, bottom = self._range_rows(max(start, first), min(end, last))
        reach = self._metrics.pitch
        low = max(0, int(top - scroll - reach))
        high = min(view, int(bottom - scroll + reach))
        if low < high:
            self.viewport().update(0, low, self.viewport().width(), high - low)

    def _visible_range(self) -> tuple[int, int]:
        scroll = self.verticalScrollBar().value()
        top = self._flow.index_at(scroll - self._metrics.pitch)
        first = self._flow.block(top).start
        bottom = self._flow.index_at(scroll + self.viewport().height() + self._metrics.pitch)
        return first, self._flow.block(bottom).end

    def viewport_point(self, offset: int) -> QPoint:
        """The middle of the caret's place at an offset, for tests that click."""
        return self._offset_rect(offset).center().toPoint()
