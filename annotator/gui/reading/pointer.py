"""What the mouse does in the reading view: select, pick spans from inner to outer, drag their borders."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

from PySide6.QtCore import QPointF, Qt

from annotator.domain import boundaries
from annotator.domain.model import Span
from annotator.gui.reading import navigation
from annotator.gui.reading.navigation import Sentences


class Surface(Protocol):
    """What the pointer needs of the view."""

    text: str
    snap: bool
    sentences: Sentences

    @property
    def current_span(self) -> str: ...

    def offset_at(self, point: QPointF, *, on_character: bool = False) -> int: ...
    def spans_at(self, offset: int) -> list[Span]: ...
    def handle_at(self, point: QPointF) -> str | None: ...
    def shown_span(self, span_id: str) -> Span | None: ...
    def select(self, start: int, end: int, *, backward: bool = False) -> None: ...
    def select_span(self, span_id: str) -> None: ...
    def place_caret(self, offset: int) -> None: ...
    def preview_borders(self, span_id: str, start: int, end: int) -> None: ...
    def drop_borders(self, span_id: str, start: int, end: int) -> None: ...


class _Doing(Enum):
    NOTHING = auto()
    PRESSING = auto()
    SELECTING = auto()
    DRAGGING_BORDER = auto()


_DRAG_DISTANCE = 4
"""Pixels a pressed mouse may tremble before it means a selection."""


@dataclass(slots=True)
class Pointer:
    """The state of one press-move-release. Alt turns snapping to words round while it is held."""

    view: Surface
    _doing: _Doing = _Doing.NOTHING
    _pressed_at: QPointF = field(default_factory=QPointF)
    _anchor: tuple[int, int] = (0, 0)
    _border: str = ""
    _span: Span | None = None
    _picked_before: str = ""

    def press(self, point: QPointF, modifiers: Qt.KeyboardModifier, *, clicks: int) -> None:
        view = self.view
        self._pressed_at = point
        self._picked_before = view.current_span
        border = view.handle_at(point)
        if border is not None and clicks == 1:
            self._doing, self._border, self._span = _Doing.DRAGGING_BORDER, border, view.shown_span(view.current_span)
            return
        offset = view.offset_at(point)
        self._anchor = (offset, offset)
        self._doing = _Doing.PRESSING
        if clicks == 2:
            word = boundaries.word_at(view.text, view.offset_at(point, on_character=True))
            self._take(word)
        elif clicks >= 3:
            self._take(navigation.sentence_at(view.text, offset, view.sentences))
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._doing = _Doing.SELECTING

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if self._doing is _Doing.PRESSING and (point - self._pressed_at).manhattanLength() > _DRAG_DISTANCE:
            self._doing = _Doing.SELECTING
        if self._doing is _Doing.SELECTING:
            here = self.view.offset_at(point)
            low, high = min(self._anchor[0], here), max(self._anchor[1], here)
            if self._snaps(modifiers):
                low, high = boundaries.snap_to_words(self.view.text, low, high)
            else:
                low, high = boundaries.snap_to_clusters(self.view.text, low, high)
            self.view.select(low, high, backward=here < self._anchor[0])
        elif self._doing is _Doing.DRAGGING_BORDER and self._span is not None:
            start, end = self._dragged(point, modifiers, self._span)
            self.view.preview_borders(self._span.id, start, end)

    def release(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        doing, self._doing = self._doing, _Doing.NOTHING
        if doing is _Doing.PRESSING:
            self._click(point)
        elif doing is _Doing.DRAGGING_BORDER and self._span is not None:
            start, end = self._dragged(point, modifiers, self._span)
            self.view.drop_borders(self._span.id, start, end)

    def cancel(self) -> bool:
        """Gives up a drag; says whether there was one."""
        doing, self._doing = self._doing, _Doing.NOTHING
        if doing is _Doing.DRAGGING_BORDER and self._span is not None:
            self.view.preview_borders(self._span.id, self._span.start, self._span.end)
        return doing is not _Doing.NOTHING

    def _snaps(self, modifiers: Qt.KeyboardModifier) -> bool:
        return self.view.snap is not bool(modifiers & Qt.KeyboardModifier.AltModifier)

    def _take(self, found: tuple[int, int] | None) -> None:
        if found is not None:
            self._doing = _Doing.NOTHING
            self._anchor = found
            self.view.select(*found)
            self._doing = _Doing.SELECTING

    def _click(self, point: QPointF) -> None:
        """Takes the smallest span here; where one of those here was taken before, the next one outward."""
        offset = self.view.offset_at(point, on_character=True)
        here = self.view.spans_at(offset)
        if not here:
            self.view.place_caret(self.view.offset_at(point))
            return
        ids = [span.id for span in here]
        if self._picked_before in ids:
            taken = here[(ids.index(self._picked_before) + 1) % len(here)]
        else:
            taken = here[0]
        self.view.select_span(taken.id)

    def _dragged(self, point: QPointF, modifiers: Qt.KeyboardModifier, span: Span) -> tuple[int, int]:
        text, offset = self.view.text, self.view.offset_at(point)
        low, high = (offset, span.end) if self._border == "start" else (span.start, offset)
        if low >= high:
            return span.start, span.end
        snap = boundaries.snap_to_words if self._snaps(modifiers) else boundaries.snap_to_clusters
        start, end = boundaries.trim(text, *snap(text, low, high))
        if self._border == "start":
            end = span.end
        else:
            start = span.start
        return (start, end) if start < end else (span.start, span.end)
