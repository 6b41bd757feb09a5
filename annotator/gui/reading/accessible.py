"""What assistive tools get of the reading view: the text, the caret, the selection, and the spans at each place.

Qt asks through C++ interfaces, which PySide 6.11 and 6.12 let Python subclass with gaps. What was found by trying:

* `interface_cast` must not return None (Qt would follow a wild pointer): a null `VoidPtr` says "there is none".
* `selection`, `attributes` and `text{Before,At,After}Offset` of QAccessibleTextInterface are missing in PySide. Qt then
  reads uninitialised numbers for the first two, and takes a copy of the whole text for each of the others. On Linux
  with x86-64 their places in the C++ object are filled in (see `virtual_table`). Elsewhere no selection is reported,
  so that Qt never asks for one, and words, sentences and lines are found by Qt.
* Qt hands offsets and texts on as they are, while AT-SPI counts code points: what a stock QTextEdit reports is off by
  one after every emoji. So where the missing functions are filled in, offsets are code points here too. Elsewhere they
  are UTF-16 units, as UI Automation and NSAccessibility count and as Qt's own search for words does.
* Of a text attribute string Qt's AT-SPI bridge hands on only the names it knows; `spans` is dropped, an underline and
  the borders of the run get through. A dict as the value of QAccessible.Attribute.Custom is dropped as well. So the
  spans at the caret are also the description of the view, whose changes are told.
* What a factory returns is kept by PySide until the application ends. So nothing here holds a view, only weak
  references to it.
"""

import sys
import weakref
from collections.abc import Callable, Sequence
from functools import wraps
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleTextCursorEvent,
    QAccessibleTextInterface,
    QAccessibleTextSelectionEvent,
    QAccessibleTextUpdateEvent,
)
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import Shiboken

from annotator.domain import boundaries
from annotator.domain.model import Extent, Span
from annotator.domain.nesting import contains
from annotator.domain.offsets import Utf16Offsets
from annotator.domain.span_index import SpanIndex
from annotator.gui.reading import navigation

if TYPE_CHECKING:
    from annotator.gui.reading.view import ReadingView

Boundary = QAccessible.TextBoundaryType
Piece = tuple[str, int, int]
"""A text and the offsets where it starts and ends."""

_LONGEST_QUOTE = 120
"""Characters of a span that are spoken."""
_LONGEST_UPDATE = 50_000
"""Characters of an old and a new text that are sent along when the article changes."""
_NEAR = 1024
"""Code points before a place within which a span most likely ends."""

P = ParamSpec("P")
T = TypeVar("T")


def _tr(text: str) -> str:
    return QCoreApplication.translate("ReadingView", text)


def _safely(fallback: T) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Makes a function that Qt calls report what it raises and return the fallback."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @wraps(function)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                return function(*args, **kwargs)
            except Exception:
                sys.excepthook(*sys.exc_info())
                return fallback

        return guarded

    return decorate


# What is said


class SpanNames:
    """How the spans of a view are called: `weapon`, and with a number in reading order what is a statement: `claim 3`.

    Spans of other annotators, which the view only hints at, are left out.
    """

    def __init__(self, view: "ReadingView") -> None:
        self._view = weakref.ref(view)
        self._index: SpanIndex | None = None
        self._numbers: dict[str, int] = {}

    def forget(self) -> None:
        """To be called when spans changed."""
        self._index = None

    def name(self, span: Span) -> str:
        view = self._view()
        if view is None or view.spans.band(span) is not Extent.STATEMENT:
            return span.label
        if self._index is not view.spans:
            self._index, self._numbers = view.spans, _numbered(view)
        number = self._numbers.get(span.id)
        return f"{span.label} {number}" if number else span.label

    def over(self, start: int, end: int) -> str:
        """The reader's own spans that hold text[start:end] as a whole, from inner to outer; "" for none."""
        view = self._view()
        if view is None:
            return ""
        return self._nested([span for span in view.spans.at(start) if span.end >= end and view.is_own(span)])

    def announcement(self, span: Span) -> str:
        """A span with its text and what it stands in: `weapon: “Igla missiles”, inside claim 3`."""
        view = self._view()
        quote = span.quote if len(span.quote) <= _LONGEST_QUOTE else f"{span.quote[:_LONGEST_QUOTE].rstrip()}…"
        said = _tr("{label}: “{quote}”").format(label=self.name(span), quote=" ".join(quote.split()))
        around = [] if view is None else [other for other in view.spans.at(span.start) if view.is_own(other)]
        outer = [other for other in around if contains(other, span) and not contains(span, other)]
        return _tr("{span}, inside {outer}").format(span=said, outer=self._nested(outer)) if outer else said

    def _nested(self, spans: Sequence[Span]) -> str:
        said = self.name(spans[0]) if spans else ""
        for inner, outer in pairwise(spans):
            is_inside = contains(outer, inner) and not contains(inner, outer)
            form = _tr("{inner} inside {outer}") if is_inside else _tr("{inner} and {outer}")
            said = form.format(inner=said, outer=self.name(outer))
        return said


def _numbered(view: "ReadingView") -> dict[str, int]:
    """The statements of each label, counted from 1 in reading order."""
    counts: dict[str, int] = {}
    numbers = {}
    for span in view.spans:
        if view.spans.band(span) is Extent.STATEMENT and view.is_own(span):
            numbers[span.id] = counts[span.label] = counts.get(span.label, 0) + 1
    return numbers


def attribute_string(**attributes: str) -> str:
    """Text attributes as IAccessible2 writes them: `name:value;`, with what has a meaning there escaped."""
    return "".join(f"{name.replace('_', '-')}:{_escaped(value)};" for name, value in attributes.items())


def _escaped(value: str) -> str:
    return "".join(f"\\{char}" if char in "\\:;,=" else char for char in value)


# What is asked


class ReadingText(QAccessibleTextInterface):
    """The text of a view as QAccessibleTextInterface has it.

    Offsets that come and go are code points where `counts_code_points`, else UTF-16 units.
    """

    def __init__(self, view: "ReadingView", names: SpanNames) -> None:
        super().__init__()
        self._view = weakref.ref(view)
        self._names = names
        self._text = ""
        self._utf16 = Utf16Offsets("")
        from annotator.gui.reading import virtual_table  # takes time to import that only few need

        self.counts_code_points = virtual_table.fill_in(self)

    def outside(self, offset: int) -> int:
        """An offset as Qt wants it."""
        return offset if self.counts_code_points else self._units().to_utf16(offset)

    def inside(self, offset: int) -> int:
        """The code point offset of one that Qt gave: -1 is the end, -2 the caret, as in IAccessible2."""
        view = self._living()
        if view is None or offset == -1:
            return len(view.text) if view else 0
        if offset == -2:
            return view.caret
        offset = offset if self.counts_code_points else self._units().from_utf16(max(0, offset))
        return max(0, min(offset, len(view.text)))

    # Text

    @_safely(0)
    def characterCount(self) -> int:
        view = self._living()
        return self.outside(len(view.text)) if view else 0

    @_safely("")
    def text(self, startOffset: int, endOffset: int) -> str:  # noqa: N803
        return self._slice(self.inside(startOffset), self.inside(endOffset))

    @_safely(("", -1, -1))
    def textBeforeOffset(self, offset: int, boundary: Boundary) -> Piece:
        start, _ = self._unit(self.inside(offset), boundary)
        return self._piece(*(self._unit(start - 1, boundary) if start > 0 else (0, 0)))

    @_safely(("", -1, -1))
    def textAtOffset(self, offset: int, boundary: Boundary) -> Piece:
        return self._piece(*self._unit(self.inside(offset), boundary))

    @_safely(("", -1, -1))
    def textAfterOffset(self, offset: int, boundary: Boundary) -> Piece:
        _, end = self._unit(self.inside(offset), boundary)
        view = self._living()
        return self._piece(*(self._unit(end, boundary) if view and end < len(view.text) else (end, end)))

    @_safely(("", -1, -1))
    def attributes(self, offset: int) -> Piece:
        """The attribute string of the run that holds the offset, with where the run starts and ends.

        A run is the stretch of one paragraph that stands in the same spans.
        """
        view = self._living()
        place = self.inside(offset)
        if view is None or place >= len(view.text):
            return "", self.outside(place), self.outside(place)
        start, end = _run(view, place)
        spans = self._names.over(place, place + 1)
        said = attribute_string(spans=spans, text_underline_type="single") if spans else ""
        return said, self.outside(start), self.outside(end)

    # Caret and selection

    @_safely(0)
    def cursorPosition(self) -> int:
        view = self._living()
        return self.outside(view.caret) if view else 0

    @_safely(None)
    def setCursorPosition(self, position: int) -> None:
        self._select(position, position)

    @_safely(0)
    def selectionCount(self) -> int:
        view = self._living()
        return int(self.counts_code_points and view is not None and view.selection is not None)

    @_safely((-1, -1))
    def selection(self, index: int) -> tuple[int, int]:
        view = self._living()
        if view is None or view.selection is None or index != 0:
            return -1, -1
        return self.outside(view.selection[0]), self.outside(view.selection[1])

    @_safely(None)
    def addSelection(self, startOffset: int, endOffset: int) -> None:  # noqa: N803
        self._select(startOffset, endOffset)

    @_safely(None)
    def setSelection(self, selectionIndex: int, startOffset: int, endOffset: int) -> None:  # noqa: ARG002, N803
        self._select(startOffset, endOffset)

    @_safely(None)
    def removeSelection(self, selectionIndex: int) -> None:  # noqa: ARG002, N803
        view = self._living()
        if view is not None:
            view.place_caret(view.caret)

    # Places on the screen

    @_safely(QRect())
    def characterRect(self, offset: int) -> QRect:
        view = self._living()
        if view is None:
            return QRect()
        place = self.inside(offset)
        first, last = boundaries.cluster_at(view.text, place)
        rects = view.range_rectangles(first, last)
        if rects:
            rect = rects[0].toAlignedRect()
        else:  # a line end, or the end of the text
            rect = QRect(0, 0, 1, view.caret_rectangle().toAlignedRect().height())
            rect.moveCenter(view.viewport_point(place))
        return rect.translated(view.viewport().mapToGlobal(QPoint(0, 0)))

    @_safely(-1)
    def offsetAtPoint(self, point: QPoint) -> int:
        view = self._living()
        if view is None:
            return -1
        place = view.viewport().mapFromGlobal(point)
        if not view.viewport().rect().contains(place):
            return -1
        return self.outside(view.offset_at(QPointF(place), on_character=True))

    @_safely(None)
    def scrollToSubstring(self, startIndex: int, endIndex: int) -> None:  # noqa: N803
        view = self._living()
        if view is not None:
            view.reveal(self.inside(startIndex), self.inside(endIndex))

    # Within

    def _living(self) -> "ReadingView | None":
        view = self._view()
        return view if view is not None and Shiboken.isValid(view) else None

    def _units(self) -> Utf16Offsets:
        view = self._living()
        text = view.text if view else ""
        if text is not self._text:
            self._text, self._utf16 = text, Utf16Offsets(text)
        return self._utf16

    def _slice(self, start: int, end: int) -> str:
        view = self._living()
        found = view.text[start:end] if view else ""
        # PySide drops a leading U+FEFF from every string; a word joiner is as long and as invisible.
        return f"\u2060{found[1:]}" if found.startswith("\ufeff") else found

    def _piece(self, start: int, end: int) -> Piece:
        return self._slice(start, end), self.outside(start), self.outside(end)

    def _select(self, start: int, end: int) -> None:
        view = self._living()
        if view is not None:
            first, last = self.inside(start), self.inside(end)
            low, high = boundaries.snap_to_clusters(view.text, min(first, last), max(first, last))
            view.select(low, high, backward=last < first)
            view.reveal(low, high)

    def _unit(self, offset: int, boundary: Boundary) -> tuple[int, int]:
        """The character, word, sentence, line or paragraph at a code point offset.

        Together those of one kind cover the text. What is no word lies between two words as one piece; sentences,
        lines and paragraphs keep the line end that follows them.
        """
        view = self._living()
        if view is None:
            return 0, 0
        text = view.text
        if boundary is Boundary.NoBoundary:
            return 0, len(text)
        if boundary is Boundary.CharBoundary:
            return boundaries.cluster_at(text, offset)
        if offset == len(text) and text and text[-1] != "\n":
            offset -= 1
        low, high = boundaries.paragraph_at(text, offset)
        after = min(high + 1, len(text))
        if boundary is Boundary.WordBoundary:
            return _word_or_gap(text, offset, low, after)
        if boundary is Boundary.LineBoundary:
            start, end = view.line_at(offset)
            return start, after if end == high else end
        if boundary is Boundary.SentenceBoundary:
            sentences = navigation.sentences_around(text, offset, view.sentences)
            starts = [low, *(start for start, _ in sentences[1:]), after]
            later = next((number for number, start in enumerate(starts) if start > offset), len(starts) - 1)
            return starts[max(0, later - 1)], starts[later]
        return low, after


def _word_or_gap(text: str, offset: int, low: int, high: int) -> tuple[int, int]:
    """The word that holds the offset within text[low:high], else the stretch between the words around it."""
    for start, end in boundaries.words(text, offset, min(offset + 1, high)):
        if start <= offset < end:
            return start, end
    start = max(low, boundaries.previous_word_end(text, offset + 1))
    return start, max(start, min(high, boundaries.next_word(text, offset)))


def _run(view: "ReadingView", offset: int) -> tuple[int, int]:
    """The stretch around a character that stands in the same spans, within its paragraph."""
    low, high = boundaries.paragraph_at(view.text, offset)
    high = min(high + 1, len(view.text))
    later = next((span for span in view.spans.starting_at_or_after(offset + 1) if view.is_own(span)), None)
    end = min(high, later.start) if later else high
    here = [span for span in view.spans.at(offset) if view.is_own(span)]
    end = min([end, *(span.end for span in here)])
    start = max([low, *(span.start for span in here)])
    reach = _NEAR
    while True:
        begin = max(start, offset - reach)
        before = [s.end for s in view.spans.overlapping(begin, offset) if view.is_own(s) and s.end <= offset]
        if before or begin == start:
            return max([start, *before]), end
        reach *= 8


class ReadingAccessible(QAccessibleWidget):
    """A view as assistive tools see it: one read-only text of many lines, without parts."""

    def __init__(self, view: "ReadingView", names: SpanNames) -> None:
        super().__init__(view, QAccessible.Role.EditableText)
        self._view = weakref.ref(view)
        self._names = names
        self.reading = ReadingText(view, names)

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        if kind is QAccessible.InterfaceType.TextInterface:
            return self.reading
        found: Any = super().interface_cast(kind)
        return Shiboken.VoidPtr(0) if found is None else found

    @_safely("")
    def text(self, kind: QAccessible.Text) -> str:
        view = self._view()
        if kind is QAccessible.Text.Description and view is not None and Shiboken.isValid(view):
            return description(view, self._names)
        return super().text(kind)

    @_safely(QAccessible.State())
    def state(self) -> QAccessible.State:
        state = super().state()
        state.readOnly = state.multiLine = state.selectableText = True
        return state

    def childCount(self) -> int:
        return 0

    def child(self, index: int) -> QAccessibleInterface:  # noqa: ARG002
        return None  # type: ignore[return-value]

    def childAt(self, x: int, y: int) -> QAccessibleInterface:  # noqa: ARG002
        return None  # type: ignore[return-value]

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: ARG002
        return -1


def description(view: "ReadingView", names: SpanNames) -> str:
    """The spans that the caret stands in, or that hold the selection, from inner to outer."""
    if not view.text:
        return _tr("No article is shown")
    return names.over(*(view.selection or (view.caret, view.caret + 1))) or _tr("Not in a span")


# What is told


class Teller:
    """Tells assistive tools what changed in a view since it last told them."""

    def __init__(self, view: "ReadingView") -> None:
        self._view = weakref.ref(view)
        self._names = SpanNames(view)
        self._are_spans_new = False
        self._text = ""
        self._caret = 0
        self._selection: tuple[int, int] | None = None
        self._current = ""
        self._description = ""

    @_safely(cast("QAccessibleInterface | None", None))
    def interface(self) -> QAccessibleInterface | None:
        """A new interface for Qt, which then owns it."""
        view = self._view()
        return ReadingAccessible(view, self._names) if view is not None else None

    def spans_changed(self) -> None:
        """To be called when spans or labels were replaced."""
        self._names.forget()
        self._are_spans_new = True

    @_safely(None)
    def tell(self) -> None:
        view = self._view()
        interface = QAccessible.queryAccessibleInterface(view) if view is not None else None
        if view is None or not isinstance(interface, ReadingAccessible):
            return
        outside = interface.reading.outside
        if view.text is not self._text:
            before, self._text = self._text, view.text
            if len(before) + len(view.text) <= _LONGEST_UPDATE:
                _send(QAccessibleTextUpdateEvent(view, 0, before, view.text))
            else:
                _send(QAccessibleEvent(view, QAccessible.Event.DocumentContentChanged))
            self._caret, self._selection, self._are_spans_new = -1, None, False
        if view.caret != self._caret:
            self._caret = view.caret
            _send(QAccessibleTextCursorEvent(view, outside(view.caret)))
        if view.selection != self._selection:
            self._selection = view.selection
            start, end = view.selection or (view.caret, view.caret)
            _send(QAccessibleTextSelectionEvent(view, outside(start), outside(end)))
        if self._are_spans_new:
            self._are_spans_new = False
            _send(QAccessibleEvent(view, QAccessible.Event.TextAttributeChanged))
        self._tell_spans(view)

    def _tell_spans(self, view: "ReadingView") -> None:
        """Announces a new current span; else tells that the caret stands in other spans than before."""
        said = description(view, self._names)
        is_said_new, self._description = said != self._description, said
        current = view.current_span or view.current_suggestion
        is_span_new, self._current = current != self._current, current
        span, suggestion = view.spans.get(current), view.suggestions.get(current)
        if is_span_new and span is not None:
            _send(QAccessibleAnnouncementEvent(view, self._names.announcement(span)))
        elif is_span_new and suggestion is not None:
            said = QCoreApplication.translate("ReadingView", "suggested as {label}: {text}")
            _send(QAccessibleAnnouncementEvent(view, said.format(label=suggestion.label, text=suggestion.quote)))
        elif is_said_new:
            _send(QAccessibleEvent(view, QAccessible.Event.DescriptionChanged))


def _send(event: QAccessibleEvent) -> None:
    QAccessible.updateAccessibility(event)
