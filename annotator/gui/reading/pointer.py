"""What the mouse does in the reading view: select, pick spans from inner to outer, drag their borders."""

from enum import Enum, auto
from typing import Protocol

from PySide6.QtCore import QPointF, Qt

from annotator.domain import boundaries
from annotator.domain.model import Span
from annotator.domain.span_index import SpanIndex
from annotator.gui.reading import navigation
from annotator.gui.reading.navigation import Sentences


class Surface(Protocol):
    """What the pointer needs of the view."""

    snap: bool
    sentences: Sentences

    @property
    def text(self) -> str: ...
    @property
    def current_span(self) -> str: ...
    @property
    def current_suggestion(self) -> str: ...
    @property
    def selection(self) -> tuple[int, int] | None: ...

    def offset_at(self, point: QPointF, *, on_character: bool = False) -> int: ...
    def kept_range(self) -> tuple[int, int]: ...
    def spans_under(self, point: QPointF) -> list[Span]: ...
    def handle_at(self, point: QPointF) -> str | None: ...
    @property
    def spans(self) -> SpanIndex: ...
    def select(self, start: int, end: int, *, backward: bool = False) -> None: ...
    def select_span(self, span_id: str, *, caret: int | None = None) -> None: ...
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


class Pointer:
    """The state of one press-move-release. Alt turns snapping to words round while it is held."""

    def __init__(self, view: Surface) -> None:
        self.view = view
        self._doing = _Doing.NOTHING
        self._pressed_at = QPointF()
        self._anchor = (0, 0)
        self._border = ""
        self._span: Span | None = None
        self._picked_before = ""

    def press(self, point: QPointF, modifiers: Qt.KeyboardModifier, *, clicks: int) -> None:
        view = self.view
        self._pressed_at = point
        self._picked_before = view.current_span or view.current_suggestion
        offset = view.offset_at(point)
        self._anchor = (offset, offset)
        self._doing = _Doing.PRESSING
        self._border = view.handle_at(point) or ""
        self._span = view.spans.get(view.current_span)
        if clicks == 2:
            self._take(boundaries.word_at(view.text, view.offset_at(point, on_character=True)))
        elif clicks >= 3:
            self._take(navigation.sentence_at(view.text, offset, view.sentences))
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._anchor = view.kept_range()
            self._doing = _Doing.SELECTING
            self._select_to(point, modifiers)

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if self._doing is _Doing.PRESSING and (point - self._pressed_at).manhattanLength() > _DRAG_DISTANCE:
            self._doing = _Doing.DRAGGING_BORDER if self._border else _Doing.SELECTING
        if self._doing is _Doing.SELECTING:
            self._select_to(point, modifiers)
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

    def point_out(self, point: QPointF) -> None:
        """Takes the smallest span here, unless what is selected, or the current span, is here."""
        view, offset = self.view, self.view.offset_at(point)
        low, high = view.selection or (0, 0)
        here = view.spans_under(point)
        chosen = view.current_span or view.current_suggestion
        if low <= offset < high or chosen in (span.id for span in here):
            return
        if here:
            view.select_span(here[0].id, caret=offset)
        else:
            view.place_caret(offset)

    def cancel(self) -> bool:
        """Gives up what the mouse is doing; says whether it was dragging a border."""
        doing, self._doing = self._doing, _Doing.NOTHING
        if doing is _Doing.DRAGGING_BORDER and self._span is not None:
            self.view.drop_borders(self._span.id, self._span.start, self._span.end)
        return doing is _Doing.DRAGGING_BORDER

    @property
    def is_dragging(self) -> bool:
        return self._doing in (_Doing.SELECTING, _Doing.DRAGGING_BORDER)

    def _snaps(self, modifiers: Qt.KeyboardModifier) -> bool:
        return self.view.snap is not bool(modifiers & Qt.KeyboardModifier.AltModifier)

    def _select_to(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Selects from where the drag began to the point."""
        text, here = self.view.text, self.view.offset_at(point)
        snap = boundaries.snap_to_words if self._snaps(modifiers) else boundaries.snap_to_clusters
        low, high = snap(text, min(self._anchor[0], here), max(self._anchor[1], here))
        self.view.select(low, high, backward=here < self._anchor[0])

    def _take(self, found: tuple[int, int] | None) -> None:
        if found is not None:
            self._anchor = found
            self._doing = _Doing.SELECTING
            self.view.select(*found)

    def _click(self, point: QPointF) -> None:
        """Takes the smallest span here; where one of those here was taken before, the next one outward."""
        here, offset = self.view.spans_under(point), self.view.offset_at(point)
        if not here:
            self.view.place_caret(offset)
            return
        ids = [span.id for span in here]
        outward = ids.index(self._picked_before) + 1 if self._picked_before in ids else 0
        self.view.select_span(ids[outward % len(ids)], caret=offset)

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
