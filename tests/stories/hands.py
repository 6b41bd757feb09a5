"""Two ways to tag an article as a person would: with the keyboard alone, and with the mouse.

The keyboard's way is planned: the fewest keys that lead from where the caret is to the span, out of the keys that the
window offers for moving and extending. Each chord counts as one key, and each repetition counts again.
"""

from collections import deque
from collections.abc import Iterator

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from annotator.domain import boundaries
from annotator.domain.habits import tidy
from annotator.domain.model import Extent
from annotator.gui.reading import navigation
from annotator.gui.reading.navigation import Unit
from tests.gui.desk import Desk

Wanted = tuple[int, int, str]
"""Start, end and label of a span that is to be made."""

_MOVES = {
    "Right": (Unit.CHARACTER, True),
    "Left": (Unit.CHARACTER, False),
    "Ctrl+Right": (Unit.WORD, True),
    "Ctrl+Left": (Unit.WORD, False),
    "Alt+Right": (Unit.SENTENCE, True),
    "Alt+Left": (Unit.SENTENCE, False),
    "Ctrl+Down": (Unit.PARAGRAPH, True),
    "Ctrl+Up": (Unit.PARAGRAPH, False),
    "F": (Unit.NUMBER, True),
    "Shift+F": (Unit.NUMBER, False),
    "E": (Unit.NAME, True),
    "Shift+E": (Unit.NAME, False),
    "C": (Unit.CLAUSE, True),
    "Shift+C": (Unit.CLAUSE, False),
}
_EXTENSIONS = {
    "Shift+Right": (Unit.CHARACTER, True),
    "Shift+Left": (Unit.CHARACTER, False),
    "Ctrl+Shift+Right": (Unit.WORD, True),
    "Ctrl+Shift+Left": (Unit.WORD, False),
    "Alt+Shift+Right": (Unit.SENTENCE, True),
    "Ctrl+Shift+Down": (Unit.PARAGRAPH, True),
    "V": (Unit.CLAUSE, True),
    "Shift+V": (Unit.CLAUSE, False),
}
_MOST_KEYS = 60


class KeyboardHands:
    """Tags with keys alone, and counts them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.view = desk.view
        self.text: str = desk.view.text
        self.keys = 0
        self._labels = {label.name: label for label in desk.workspace.labels}
        self._steps: dict[tuple[int, Unit, bool, bool], int] = {}

    def tag(self, wanted: Wanted) -> None:
        for key in self.plan(self.view.caret, wanted):
            self.desk.presses(key, on=self.view)
            self.keys += 1

    def plan(self, caret: int, wanted: Wanted) -> tuple[str, ...]:
        """The fewest keys that make the span from here; each way of selecting it is tried from wherever it can start.

        On a selected span a label's key would relabel it, so that one is let go first, unless a move does so anyway.
        """
        start, end, label = wanted
        key = self._labels[label].key
        current = self.view.spans.get(self.view.current_span)
        if current is not None and (current.start, current.end) == (start, end):
            return (f"Shift+{key}",)
        best: tuple[str, ...] | None = None
        for place, way in self._reach(caret, start, end):
            if best is not None and len(way) + 1 >= len(best):
                break
            selecting = self._select(place, wanted, at_name=bool(way) and way[-1].endswith("E"))
            if selecting is not None and not way and current is not None:
                selecting = ("Esc", *selecting)
            if selecting is not None and (best is None or len(way) + len(selecting) + 1 < len(best)):
                best = (*way, *selecting, key)
        assert best is not None, self.text[start:end]
        return best

    def _reach(self, caret: int, start: int, end: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Places from the caret on, nearest in keys first, that lie where a selection of the range could begin."""
        seen = {(caret, False)}
        queue: deque[tuple[int, tuple[str, ...]]] = deque([(caret, ())])
        while queue:
            place, way = queue.popleft()
            if start - 3 <= place <= end + 3:
                yield place, way
            if len(way) >= _MOST_KEYS:
                continue
            for key, (unit, forward) in _MOVES.items():
                after = self._moved(place, unit, forward, extend=False)
                if (after, unit is Unit.NAME) not in seen:
                    seen.add((after, unit is Unit.NAME))
                    queue.append((after, (*way, key)))

    def _select(self, place: int, wanted: Wanted, *, at_name: bool) -> tuple[str, ...] | None:
        """The fewest keys that select the range from a place, so that the label's habits make just this span of it.

        Right after a jump to a name a label takes the whole of it.
        """
        start, end, label = wanted
        extent = self._labels[label].extent

        def fits(low: int, high: int) -> bool:
            return low < high and tidy(self.text, low, high, extent) == (start, end)

        if extent is Extent.STATEMENT:
            here = navigation.sentence_at(self.text, place, self.view.sentences)
        else:
            here = (at_name and navigation.name_at(self.text, place)) or boundaries.word_at(self.text, place)
        if here and fits(*here):
            return ()
        found: list[tuple[str, ...]] = []
        grown = (place, place)
        for count in range(1, 5):
            grown = navigation.grown(self.text, *grown, self.view.sentences)
            if fits(*grown):
                found.append(("G",) * count)
                break
        if start - 3 <= place <= start + 1:
            extended = self._extend(place, fits)
            if extended is not None:
                found.append(extended)
        return min(found, key=len, default=None)

    def _extend(self, place: int, fits: object) -> tuple[str, ...] | None:
        seen = {place}
        queue: deque[tuple[int, tuple[str, ...]]] = deque([(place, ())])
        while queue:
            here, way = queue.popleft()
            if fits(place, here):  # type: ignore[operator]
                return way
            if len(way) >= _MOST_KEYS:
                return None
            for key, (unit, forward) in _EXTENSIONS.items():
                after = self._moved(here, unit, forward, extend=True)
                if after not in seen and place <= after <= place + 600:
                    seen.add(after)
                    queue.append((after, (*way, key)))
        return None

    def _moved(self, place: int, unit: Unit, forward: bool, *, extend: bool) -> int:
        known = (place, unit, forward, extend)
        if known not in self._steps:
            go = navigation.extended if extend else navigation.moved
            self._steps[known] = go(self.text, place, unit, forward=forward, sentences=self.view.sentences)
        return self._steps[known]


class MouseHands:
    """Tags by dragging over the text and clicking a label."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.view = desk.view

    def tag(self, wanted: Wanted) -> None:
        start, end, label = wanted
        view, viewport = self.view, self.view.viewport()
        view.reveal(start, end)
        view.repaint()
        first = view.range_rectangles(start, start + 1)[0]
        last = view.range_rectangles(end - 1, end)[-1]
        begin = QPoint(round(first.left() + 1), round(first.center().y()))
        finish = QPoint(round(last.right() - 1), round(last.center().y()))
        held = Qt.KeyboardModifier.NoModifier
        if boundaries.snap_to_words(view.text, start, end) != (start, end):
            held = Qt.KeyboardModifier.AltModifier
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, held, begin)
        self._drag(begin, finish, held)
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, held, finish)
        QTest.mouseClick(self.desk.window.pane.labels.pill(label), Qt.MouseButton.LeftButton)

    def _drag(self, begin: QPoint, finish: QPoint, held: Qt.KeyboardModifier) -> None:
        from PySide6.QtCore import QEvent, QPointF
        from PySide6.QtGui import QMouseEvent
        from PySide6.QtWidgets import QApplication

        viewport = self.view.viewport()
        for point in ((begin + finish) / 2, finish):
            event = QMouseEvent(
                QEvent.Type.MouseMove,
                QPointF(point),
                QPointF(viewport.mapToGlobal(point)),
                Qt.MouseButton.NoButton,
                Qt.MouseButton.LeftButton,
                held,
            )
            QApplication.sendEvent(viewport, event)
