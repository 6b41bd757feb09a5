"""Someone who reads an article and marks words in it: with the mouse, with keys, and with open eyes."""

from typing import Self

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.domain.model import Extent, Label, Span
from annotator.gui.reading import ReadingView
from annotator.gui.reading.flow import Block
from annotator.gui.reading.lanes import Stroke, strokes_on_line
from annotator.gui.reading.page import reading_font
from annotator.nlp.sentences import sentences

LABELS = (
    Label("claim", "1", "purple", extent=Extent.STATEMENT),
    Label("actor", "2", "blue"),
    Label("weapon", "3", "red"),
    Label("figure", "4", "green"),
)
LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def span(text: str, quote: str, label: str = "actor", *, after: int = 0, annotator: str = "", id: str = "") -> Span:  # noqa: A002
    """The first span at or after an offset that reads like this."""
    start = text.index(quote, after)
    return Span(id or f"{label}:{quote}", "a", start, start + len(quote), label, quote, annotator)


class Reader:
    """A reading view of its own, without a window around it, and the hands and eyes before it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.view = ReadingView()
        self.view.sentences = sentences
        qtbot.addWidget(self.view)
        self.view.resize(700, 500)
        self.view.show()
        qtbot.waitExposed(self.view)

    # what is read

    def opens(self, text: str, *marked: tuple[str, str] | Span) -> Self:
        """Opens an article in which these words are marked with these labels."""
        spans = [one if isinstance(one, Span) else span(text, *one) for one in marked]
        self.view.show_article("a", text, spans, LABELS)
        self.settles()
        return self

    def settles(self) -> Self:
        """Waits until the whole article is laid out."""
        self.qtbot.waitUntil(lambda: not self.view._idle.isActive(), timeout=20_000)
        return self

    def resizes(self, width: int, height: int = 500) -> Self:
        self.view.resize(width, height)
        self.settles()
        return self

    def widens(self) -> Self:
        """Makes room for long lines."""
        self.view.set_type(reading_font(), measure=200, spacing=1.0)
        return self.resizes(1200)

    def span(self, quote: str, label: str = "") -> Span:
        return next(s for s in self.view.spans if s.quote == quote and label in ("", s.label))

    def range(self, quote: str) -> tuple[int, int]:
        start = self.view.text.index(quote)
        return start, start + len(quote)

    # what is seen

    @property
    def selected(self) -> str:
        return self.view.text[slice(*self.view.selection)] if self.view.selection else ""

    @property
    def chosen(self) -> str:
        """The words of the current span."""
        current = self.view.spans.get(self.view.current_span)
        return current.quote if current else ""

    @property
    def behind_caret(self) -> str:
        return self.view.text[self.view.caret :]

    @property
    def scrolled(self) -> int:
        return self.view.verticalScrollBar().value()

    def scrolls_to(self, value: int) -> Self:
        self.view.verticalScrollBar().setValue(value)
        return self

    def picture(self) -> QImage:
        return self.view.viewport().grab().toImage()

    def block(self, words: str = "") -> Block:
        """The block that shows these words, or the first."""
        block, _ = self.view._page.block_of(self.view.text.index(words) if words else 0)
        return block

    def strokes(self, words: str = "", *, line: int = 0) -> list[Stroke]:
        """What is drawn below a line of the block with these words."""
        block, view = self.block(words), self.view
        spans = view.spans.overlapping(block.start, block.end)
        return strokes_on_line(block, line, spans, view.spans, view._page.metrics)

    def sees_caret(self) -> bool:
        rect = self.view.caret_rectangle()
        return rect.top() >= -2 and rect.bottom() <= self.view.viewport().height() + 2

    def top_of(self, words: str) -> float:
        """How far below the upper edge of the view these words stand."""
        return self.view.range_rectangles(*self.range(words))[0].top()

    # the mouse

    def over(self, words: str, *, at: float = 0.5, character: int = 0) -> QPoint:
        """A point over one character of these words; `at` goes from its left edge, 0, to its right edge, 1."""
        start = self.view.text.index(words) + character
        return self.over_offset(start, at=at)

    def over_offset(self, offset: int, *, at: float = 0.5) -> QPoint:
        rect = self.view.range_rectangles(offset, offset + 1)[0]
        return QPointF(rect.left() + at * rect.width(), rect.center().y()).toPoint()

    def handle(self, border: str) -> QPoint:
        """Where the current span's start or end can be grabbed: just outside it."""
        current = self.view.spans.get(self.view.current_span)
        assert current is not None
        offset = current.start if border == "start" else current.end - 1
        rect = self.view.range_rectangles(offset, offset + 1)[0]
        for x in (rect.left() - 2, rect.right() + 2):
            if self.view.handle_at(QPointF(x, rect.center().y())) == border:
                return QPointF(x, rect.center().y()).toPoint()
        raise AssertionError(f"There is no handle at the {border}.")

    def clicks(self, place: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> Self:
        QTest.mouseClick(self.view.viewport(), LEFT, keys, place)
        return self

    def double_clicks(self, place: QPoint) -> Self:
        self.clicks(place)
        QTest.mouseDClick(self.view.viewport(), LEFT, pos=place)
        return self

    def triple_clicks(self, place: QPoint) -> Self:
        return self.double_clicks(place).presses(place).releases(place)

    def presses(self, place: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> Self:
        QTest.mousePress(self.view.viewport(), LEFT, keys, place)
        return self

    def pulls(self, *places: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> Self:
        """Moves the pressed mouse."""
        for place in places:
            self._moves_the_mouse(place, LEFT, keys)
        return self

    def points_at(self, place: QPoint) -> Qt.CursorShape:
        """Moves the mouse and says what it looks like then."""
        self._moves_the_mouse(place, Qt.MouseButton.NoButton, NO_KEY)
        return self.view.viewport().cursor().shape()

    def _moves_the_mouse(self, place: QPoint, buttons: Qt.MouseButton, keys: Qt.KeyboardModifier) -> None:
        """Sent by hand, because QTest's moves carry no keys and none is sent without a button."""
        viewport = self.view.viewport()
        everywhere = QPointF(viewport.mapToGlobal(place))
        move = QMouseEvent(QEvent.Type.MouseMove, QPointF(place), everywhere, Qt.MouseButton.NoButton, buttons, keys)
        QCoreApplication.sendEvent(viewport, move)

    def releases(self, place: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> Self:
        QTest.mouseRelease(self.view.viewport(), LEFT, keys, place)
        return self

    def drags(self, begin: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> Self:
        middle = QPoint((begin.x() + end.x()) // 2, (begin.y() + end.y()) // 2)
        return self.presses(begin, keys).pulls(middle, end, keys=keys).releases(end, keys)

    # keys

    def moves(self, unit: str, *, forward: bool = True, extend: bool = False, times: int = 1) -> Self:
        for _ in range(times):
            self.view.move_caret(unit, forward=forward, extend=extend)
        return self

    def puts_the_caret(self, words: str, *, behind: bool = False) -> Self:
        self.view.place_caret(self.range(words)[1 if behind else 0])
        return self


def within(inner: QRectF, outer: QRectF, slack: float = 1.0) -> bool:
    return outer.adjusted(-slack, -slack, slack, slack).contains(inner)
