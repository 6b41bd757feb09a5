"""The lower half of the reading view: shows a page of text with its spans, scrolls it, and says what is where.

All offsets are code points of the article's text, all points pixels of the viewport.
"""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from annotator.gui.fill import fill
from annotator.gui.reading.page import Page
from annotator.gui.reading.painting import Scene, paint_block
from annotator.gui.theme import Theme, theme

_MEASURE_SLICE = 12
"""Blocks laid out in one idle moment: a few milliseconds."""
_IDLE_PAUSE_MS = 8
_FIRST_PAUSE_MS = 100
"""From showing a text to measuring what is out of sight: the rest of the window comes first."""
_MOST_SCROLLS = 20
_WHEEL_NOTCH = 120
_LEAST_ZOOM, _MOST_ZOOM = 80, 300


class PageView(QAbstractScrollArea):
    """Shows a page and what the scene says is on it. Knows nothing of keys, and of the mouse only the wheel."""

    column_moved = Signal(int, int)
    """The left edge and the width of the text column, in pixels of this widget."""
    zoomed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setViewport(QWidget())  # one that Python knows, see `early`
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._page = Page()
        self._scene = Scene(theme("light"), self._page.metrics)
        self._at_top = (-1, 0, 0.0)
        """How far the view was scrolled when a line was held at its top, and which line: see `_held`."""
        self._turned = 0
        """How far the wheel was turned since the last notch, in eighths of a degree."""
        self._idle = QTimer(self, interval=_IDLE_PAUSE_MS)
        self._idle.timeout.connect(self._measure_some)
        self.verticalScrollBar().valueChanged.connect(self._repaint)

    @property
    def text(self) -> str:
        return self._page.text

    def set_theme(self, look: Theme) -> None:
        self._scene.theme = look
        self.viewport().update()

    def show_unseen(self, shown: bool) -> None:
        """Flags characters that show nothing, or only those that turn the writing direction."""
        self._scene.unseen_shown = shown
        self.viewport().update()

    def set_type(self, font: QFont, *, measure: int, spacing: float) -> None:
        """The font at 100 %, how many characters fit in a line, and how far lines are apart (1.0: least)."""
        self._page.font, self._page.measure, self._page.spacing = font, measure, spacing
        self._relayout()

    @property
    def zoom(self) -> int:
        """In percent of the chosen font size."""
        return self._page.zoom

    def set_zoom(self, percent: int) -> None:
        percent = max(_LEAST_ZOOM, min(_MOST_ZOOM, percent))
        if percent != self._page.zoom:
            self._page.zoom = percent
            self._relayout()
            self.zoomed.emit(percent)

    def _show_text(self, text: str) -> None:
        """Shows another text from its top."""
        self._page.text = text
        self._rebuild()
        self.verticalScrollBar().setValue(0)
        self._at_top = (-1, 0, 0.0)

    def reveal(self, start: int, end: int) -> None:
        """Scrolls as little as needed, so that the range's start, and its end if there is room, are seen."""
        if self.text:
            self._scroll_until_settled(lambda: self._scroll_into_view(start, end))

    def center_on(self, start: int, end: int) -> None:
        """Scrolls the range into the middle third of the view, unless it is seen already."""
        if self.text:
            self._scroll_until_settled(lambda: self._scroll_to_the_middle(start, end))

    def _scroll_until_settled(self, scroll: Callable[[], None]) -> None:
        """Scrolls again as long as what comes into view turns out to be higher or lower than it was thought to be."""
        for _ in range(_MOST_SCROLLS):
            self._follow_heights()
            scroll()
            if not self._page.lay_out_between(self._scrolled, self._scrolled + self.viewport().height()):
                break

    def _scroll_into_view(self, start: int, end: int) -> None:
        top, bottom = self._page.rows(start, end)
        view, bar = self.viewport().height(), self.verticalScrollBar()
        margin = min(self._page.metrics.pitch, view / 6)
        low = bar.value() + margin
        if top < low or bottom - top > view - 2 * margin:
            if not low <= top <= bar.value() + view - 2 * self._page.metrics.pitch:
                bar.setValue(int(top - margin))
        elif bottom > bar.value() + view - margin:
            bar.setValue(int(bottom + margin - view))

    def _scroll_to_the_middle(self, start: int, end: int) -> None:
        top, bottom = self._page.rows(start, end)
        bar, view = self.verticalScrollBar(), self.viewport().height()
        if not bar.value() <= top <= bottom <= bar.value() + view:
            bar.setValue(int(top - view / 3))

    def offset_at(self, point: QPointF, *, on_character: bool = False) -> int:
        """The offset nearest to a place in the viewport, or with `on_character` that of the character there."""
        return self._page.offset_at(point + QPointF(0, self._scrolled), on_character=on_character)

    def line_at(self, offset: int) -> tuple[int, int]:
        """The line of the view that shows the offset, without the line end."""
        return self._page.line_range(offset)

    def range_rectangles(self, start: int, end: int) -> list[QRectF]:
        """Where text[start:end] is, line by line, in pixels of the viewport."""
        return [rect.translated(0, -self._scrolled) for rect in self._page.rectangles(start, end)]

    def viewport_point(self, offset: int) -> QPoint:
        """The middle of the caret's place at an offset, in pixels of the viewport."""
        return self._offset_rect(offset).center().toPoint()

    def sizeHint(self) -> QSize:
        return QSize(760, 700)

    def paintEvent(self, event: QPaintEvent) -> None:
        height = self._page.flow.height
        painter = QPainter(self.viewport())
        try:
            fill(painter, event.rect(), self._scene.theme.paper)
            if self.text:
                self._paint_blocks(painter, QRectF(event.rect()))
        finally:
            # A painter that outlives an exception would break every later painting of the window.
            painter.end()
        if self._page.flow.height != height:
            QTimer.singleShot(0, self, self._follow_heights)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Whether the scroll bar is there must not change the lines, or else a text that just fits would come and go.
        bar = self.verticalScrollBar().sizeHint().width()
        self._page.size = QSizeF(self.width() - bar, self.viewport().height())
        if self._page.column()[1] != self._page.flow.width:
            self._relayout()
        else:
            self._follow_heights()
        self._tell_column()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._turned += event.angleDelta().y()
            notches = int(self._turned / _WHEEL_NOTCH)
            self._turned -= notches * _WHEEL_NOTCH
            self.set_zoom(self.zoom + 10 * notches)
            event.accept()
        else:
            super().wheelEvent(event)

    # Within

    def _paint_blocks(self, painter: QPainter, clip: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._page.flow.font)
        left, width = self._page.column()
        scroll = self.verticalScrollBar().value()
        for index in self._page.flow.between(scroll + clip.top(), scroll + clip.bottom() + self._page.metrics.pitch):
            block = self._page.flow.block(index)
            top = self._page.flow.top(index) - scroll
            if block.end > block.start or block.start == self._scene.caret:
                paint_block(painter, block, self._scene, left=left, top=top, width=width, clip=clip)

    def _tell_column(self) -> None:
        left, width = self._page.column()
        self.column_moved.emit(round(left), round(width))

    def _relayout(self) -> None:
        """Lays out anew after a change of font, width or spacing; what was at the top stays there."""
        offset, below = self._held()
        before = self._page.metrics.pitch
        self._rebuild()
        self._hold(offset, below * self._page.metrics.pitch / before)
        self._tell_column()

    def _held(self) -> tuple[int, float]:
        """An offset on the line at the top of the view, and how many pixels of it are out of sight.

        As long as nobody scrolls, it is what was held last, so that rounding does not add up.
        """
        scrolled, offset, below = self._at_top
        if scrolled == self._scrolled:
            return offset, below
        if not self.text:
            return 0, 0.0
        offset, top = self._page.line_at(self._scrolled)
        return offset, self._scrolled - top

    def _hold(self, offset: int, below: float) -> None:
        """Scrolls to where the line with the offset is at the top, so many pixels of it out of sight."""
        if self.text:
            bar = self.verticalScrollBar()
            self._scroll_until_settled(lambda: bar.setValue(round(self._page.rows(offset, offset)[0] + below)))
            self._at_top = self._scrolled, offset, below

    def _rebuild(self) -> None:
        self._page.lay_out()
        self._scene.metrics = self._page.metrics
        self._scene.forget_strokes()
        self._follow_heights()
        self._idle.start(_FIRST_PAUSE_MS)
        self.viewport().update()

    def _measure_some(self) -> None:
        """Lays out a little more of what is out of sight; what is at the top of the view stays there."""
        self._idle.setInterval(_IDLE_PAUSE_MS)
        held = self._held()
        if not self._page.flow.measure_some(_MEASURE_SLICE):
            self._idle.stop()
        self._hold(*held)

    def _follow_heights(self) -> None:
        """Brings the scroll bar in line with the heights known by now."""
        bar, view = self.verticalScrollBar(), self.viewport().height()
        wanted = max(0, int(self._page.height - view))
        bar.setSingleStep(int(self._page.metrics.pitch))
        bar.setPageStep(max(bar.singleStep(), int(view - self._page.metrics.pitch)))
        if wanted != bar.maximum():
            bar.setRange(0, wanted)

    @property
    def _scrolled(self) -> int:
        """How many pixels of the article are above the viewport."""
        return self.verticalScrollBar().value()

    def _repaint(self) -> None:
        self.viewport().update()

    def _offset_rect(self, offset: int) -> QRectF:
        """Where the caret would stand at an offset, in pixels of the viewport."""
        return self._page.offset_rect(offset).translated(0, -self._scrolled)

    def _update_range(self, start: int, end: int) -> None:
        """Paints the lines of a range anew, with what sticks out above and below them."""
        if not self.text:
            return
        scroll, view, reach = self._scrolled, self.viewport().height(), self._page.metrics.pitch
        first, last = self._page.between(scroll, scroll + view)
        if end < first or start > last:
            return
        top, bottom = self._page.rows(max(start, first), min(end, last))
        low = max(0, int(top - scroll - reach))
        high = min(view, int(bottom - scroll + reach))
        if low < high:
            self.viewport().update(0, low, self.viewport().width(), high - low)
