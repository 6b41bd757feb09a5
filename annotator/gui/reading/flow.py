"""The article as blocks of laid-out lines: only what is looked at is laid out, the rest is estimated.

A block is a paragraph, or a piece of a very long one that ends with a line. Vertical places are pixels from the top of
the article; offsets are code points of the article unless a name says UTF-16.
"""

import re
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from itertools import accumulate
from typing import cast

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QTextLayout, QTextLine, QTextOption

from annotator.domain import boundaries
from annotator.domain.offsets import Utf16Offsets
from annotator.gui.reading.metrics import LineMetrics

_CHUNK = 4000
"""Code points after which a long paragraph is cut at the end of a line."""
_FAR = 25 * _CHUNK
"""Code points that are not laid out on the way to a place further on: the line before it then ends early."""
_KEPT = 300
"""How many laid-out blocks are kept."""
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_STRONG = re.compile(r"[^\W\d_]")


def is_right_to_left(text: str) -> bool:
    """Whether a paragraph reads from right to left: whether its first letter does."""
    letter = _STRONG.search(text)
    return letter is not None and _RIGHT_TO_LEFT.match(letter.group()) is not None


class Block:
    """A laid-out block. Lines lie one below the other with room for lanes; `tops` are their tops within the block.

    `goes_on` tells that the paragraph goes on in the next block.
    """

    __slots__ = ("end", "goes_on", "height", "layout", "mixed", "offsets", "right_to_left", "start", "text", "tops")

    def __init__(self, start: int, text: str, font: QFont, *, right_to_left: bool, goes_on: bool = False) -> None:
        self.start = start
        self.end = start + len(text)
        self.text = text
        self.offsets = Utf16Offsets(text)
        self.mixed = right_to_left or _RIGHT_TO_LEFT.search(text) is not None
        self.right_to_left = right_to_left
        self.goes_on = goes_on
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight)
        option.setAlignment(Qt.AlignmentFlag.AlignRight if right_to_left else Qt.AlignmentFlag.AlignLeft)
        # PySide takes a leading U+FEFF or U+FFFE for a byte-order mark; a word joiner is as long and as invisible.
        self.layout = QTextLayout(text.replace("\ufeff", "\u2060").replace("\ufffe", "\u2060"), font)
        self.layout.setTextOption(option)
        self.layout.setCacheEnabled(True)
        self.tops: list[float] = []
        self.height = 0.0

    def arrange(self, metrics: LineMetrics, width: float, *, enough: int | None = None) -> int:
        """Breaks the text into lines. Gives the UTF-16 position where the last line ends.

        With `enough`, stops at the first line end at or after that UTF-16 position.
        """
        layout, y, end = self.layout, 0.0, 0
        self.tops = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            above = max(0.0, line.ascent() - metrics.font_ascent)
            below = max(0.0, line.descent() - metrics.font_descent)
            line.setPosition(QPointF(0.0, y + above + metrics.ascent - line.ascent()))
            self.tops.append(y)
            y += above + metrics.text_height + below + metrics.room
            end = line.textStart() + line.textLength()
            if enough is not None and end >= enough:
                break
        layout.endLayout()
        self.height = y
        return end

    @property
    def next_start(self) -> int:
        """Where the next block begins, if there is one: behind the line end, or right here."""
        return self.end if self.goes_on else self.end + 1

    def wraps(self, number: int) -> bool:
        """Whether the paragraph goes on below a line."""
        return self.goes_on or number + 1 < len(self.tops)

    def line_of(self, offset: int) -> int:
        """The number of the line that shows the offset; at a line end, the line that goes on."""
        number: int = self.layout.lineForTextPosition(self.to_utf16(offset)).lineNumber()
        return max(0, number)

    def line_at(self, y: float) -> int:
        """The number of the line at a height within the block, the nearest where there is none."""
        return max(0, min(len(self.tops) - 1, bisect_right(self.tops, y) - 1))

    def line(self, number: int) -> QTextLine:
        return self.layout.lineAt(number)

    def line_range(self, number: int) -> tuple[int, int]:
        """The offsets of the text that a line shows."""
        line = self.line(number)
        return (
            self.from_utf16(line.textStart()),
            self.from_utf16(line.textStart() + line.textLength()),
        )

    def text_bottom(self, number: int, metrics: LineMetrics) -> float:
        """The bottom of a line's text within the block."""
        following = self.tops[number + 1] if number + 1 < len(self.tops) else self.height
        return following - metrics.room

    def to_utf16(self, offset: int) -> int:
        """The UTF-16 position within the block of an offset into the article."""
        return self.offsets.to_utf16(min(max(offset, self.start), self.end) - self.start)

    def from_utf16(self, position: int) -> int:
        """The offset into the article of a UTF-16 position within the block."""
        return self.start + self.offsets.from_utf16(position)

    def x_of(self, number: int, offset: int) -> float:
        """Where on its line an offset lies."""
        x, _ = cast(tuple[float, int], self.line(number).cursorToX(self.to_utf16(offset)))
        return x

    def segments(self, number: int, start: int, end: int) -> list[tuple[float, float]]:
        """Where text[start:end] lies on a line, from left to right: one stretch, more in mixed writing directions.

        The white space at which a line wraps sticks out of it and does not count, unless there is nothing else.
        """
        first, last = self.line_range(number)
        start, end = max(start, first), min(end, last)
        if start >= end:
            return []
        if end == last and self.wraps(number):
            shown = len(self.text[start - self.start : end - self.start].rstrip())
            end = start + shown if shown else end
        if not self.mixed:
            return [(self.x_of(number, start), self.x_of(number, end))]
        pieces = sorted(self._visual_pieces(number, self.to_utf16(start), self.to_utf16(end)))
        merged: list[tuple[float, float]] = []
        for low, high in pieces:
            if merged and low <= merged[-1][1] + 0.5:
                merged[-1] = (merged[-1][0], max(merged[-1][1], high))
            else:
                merged.append((low, high))
        return merged

    def _visual_pieces(self, number: int, start: int, end: int) -> Iterator[tuple[float, float]]:
        """Where the glyphs of a UTF-16 range lie on a line, run by run: logical neighbours may stand apart."""
        for run in self.line(number).glyphRuns(start, end - start):
            places = [place.x() for place in run.positions()]
            if places:
                advances = run.rawFont().advancesForGlyphIndexes(run.glyphIndexes())
                yield min(places), max(x + advance.x() for x, advance in zip(places, advances, strict=True))

    def edge_x(self, number: int, offset: int, *, at_end: bool) -> float:
        """Where on its line the character at the offset begins, or ends, in the direction in which it is read."""
        start, end = boundaries.cluster_at(self.text, offset - self.start)
        if not self.mixed:
            return self.x_of(number, self.start + (end if at_end else start))
        first, last = self.offsets.to_utf16(start), self.offsets.to_utf16(end)
        runs = self.line(number).glyphRuns(first, last - first)
        pieces = list(self._visual_pieces(number, first, last))
        if not pieces:
            return self.x_of(number, offset)
        return (
            max(high for _, high in pieces) if runs[0].isRightToLeft() is not at_end else min(low for low, _ in pieces)
        )

    def offset_at(self, number: int, x: float, *, on_character: bool = False) -> int:
        """The offset nearest to a place on a line, or with `on_character` that of the character there."""
        kind = (
            QTextLine.CursorPosition.CursorOnCharacter
            if on_character
            else QTextLine.CursorPosition.CursorBetweenCharacters
        )
        line = self.line(number)
        position, first = line.xToCursor(x, kind), line.textStart()
        last = first + line.textLength()
        if position < first:
            # Where a line begins amid text from right to left, Qt answers so for what is beyond its far end.
            position = last
        if position >= last and self.wraps(number):
            position = last - 1
        return self.start + boundaries.cluster_at(self.text, self.offsets.from_utf16(position))[0]


class Flow:
    """The blocks of one article at one width, found by offset and by height."""

    def __init__(self, text: str, font: QFont, metrics: LineMetrics, width: float) -> None:
        self.text = text
        self.font = font
        self.metrics = metrics
        self.width = width
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._ends = [*(start - 1 for start in self._starts[1:]), len(text)]
        per_line = max(8, int(width / metrics.average_width * 0.92))
        gap = metrics.paragraph_gap
        blank = self.metrics.blank_height
        self._per_line = per_line
        pitch = metrics.pitch
        self._heights = [  # as `_estimated` does, for there may be many
            (1 + (end - start) // per_line) * pitch + gap if end > start else blank
            for start, end in zip(self._starts, self._ends, strict=True)
        ]
        self._measured: set[int] = set()
        """Starts of the blocks whose height is known and not estimated."""
        self._unbreakable: set[int] = set()
        """Starts of the long blocks that are a single line: heaps of marks on one letter."""
        self._tops: list[float] | None = None
        self._kept: OrderedDict[int, Block] = OrderedDict()
        self._next_to_measure = 0

    def __len__(self) -> int:
        return len(self._starts)

    @property
    def height(self) -> float:
        return self._all_tops()[-1]

    def start(self, index: int) -> int:
        """The offset at which a block begins."""
        return self._starts[index]

    def end(self, index: int) -> int:
        """The offset at which a block ends."""
        return self._ends[index]

    def is_measured(self, index: int) -> bool:
        """Whether the height of a block is known and not estimated."""
        return self._starts[index] in self._measured

    def top(self, index: int) -> float:
        """The top of a block."""
        return self._all_tops()[index]

    def index_of(self, offset: int) -> int:
        """The number of the block that shows an offset, small enough to be laid out."""
        index = bisect_right(self._starts, offset) - 1
        while self._is_oversized(index):
            self._split(index, offset)
            index = bisect_right(self._starts, offset) - 1
        return index

    def index_at(self, y: float) -> int:
        """The number of the block at a height, small enough to be laid out; the nearest where there is none."""
        while True:
            index = max(0, min(len(self) - 1, bisect_right(self._all_tops(), y) - 1))
            if not self._is_oversized(index):
                return index
            share = (y - self.top(index)) / self._heights[index]
            self._split(index, self._starts[index] + int(share * (self._ends[index] - self._starts[index])))

    def between(self, top: float, bottom: float) -> Iterator[int]:
        """The numbers of the blocks between two heights, small enough to be laid out. Heights may change on the way."""
        index = self.index_at(top)
        while self.top(index) <= bottom:
            yield index
            if index + 1 >= len(self):
                return
            index = self.index_of(self._starts[index + 1])

    def block(self, index: int) -> Block:
        """A block, laid out. May change the heights, if it was only estimated before."""
        start = self._starts[index]
        block = self._kept.get(start)
        if block is None:
            block = self._make(start, self._ends[index])
            block.arrange(self.metrics, self.width)
            self._keep(block)
            self._set_height(index, block)
        else:
            self._kept.move_to_end(start)
        return block

    def measure_some(self, blocks: int) -> bool:
        """Lays out the next few blocks whose height is only estimated. Returns False when all are known."""
        while blocks > 0 and self._next_to_measure < len(self):
            index = self._next_to_measure
            if self._starts[index] not in self._measured:
                if self._is_oversized(index):
                    self._split(index, self._starts[index])
                else:
                    self.block(index)
                blocks -= 1
            self._next_to_measure += 1
        return self._next_to_measure < len(self)

    def _is_oversized(self, index: int) -> bool:
        is_long = self._ends[index] - self._starts[index] > _CHUNK * 5 // 4
        return is_long and self._starts[index] not in self._unbreakable

    def _make(self, start: int, end: int) -> Block:
        paragraph = self.text.rfind("\n", 0, start) + 1
        head = self.text[paragraph : min(end, paragraph + 200)]
        goes_on = end < len(self.text) and self.text[end] != "\n"
        text = self.text[start:end]
        return Block(start, text, self.font, right_to_left=is_right_to_left(head), goes_on=goes_on)

    def _split(self, index: int, wanted: int) -> None:
        """Cuts a block that is too long: at the end of a line near its beginning, or on the way to a far offset."""
        start = self._starts[index]
        if wanted - start > _FAR and (cut := self.text.rfind(" ", start + _CHUNK, wanted - _CHUNK) + 1) > 0:
            self._cut(index, cut, self._estimated(start, cut))
            return
        cut = self._line_end_after(start, self._ends[index])
        if cut == self._ends[index]:
            self._unbreakable.add(start)
            return
        block = self._make(start, cut)
        block.arrange(self.metrics, self.width)
        self._keep(block)
        self._measured.add(start)
        self._cut(index, cut, block.height)

    def _line_end_after(self, start: int, end: int) -> int:
        """Where the line ends that is about a chunk behind the start, as it wraps when the text goes on to the end."""
        tail = start + _CHUNK
        while True:
            tail = min(end, tail + _CHUNK // 8)
            block = self._make(start, tail)
            cut = block.from_utf16(block.arrange(self.metrics, self.width, enough=block.to_utf16(start + _CHUNK)))
            if cut < tail or tail == end:
                return cut

    def _cut(self, index: int, cut: int, height: float) -> None:
        """Makes two blocks of one; the height is that of the first, the rest is estimated."""
        end = self._ends[index]
        self._starts.insert(index + 1, cut)
        self._ends.insert(index, cut)
        self._heights[index : index + 1] = [height, self._estimated(cut, end) + self.metrics.paragraph_gap]
        self._tops = None

    def _estimated(self, start: int, end: int) -> float:
        """How high lines of so much text will be, about."""
        return (1 + (end - start) // self._per_line) * self.metrics.pitch

    def _keep(self, block: Block) -> None:
        self._kept[block.start] = block
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def _set_height(self, index: int, block: Block) -> None:
        self._measured.add(block.start)
        if block.end == block.start:
            height = self.metrics.blank_height
        else:
            height = block.height + (self.metrics.paragraph_gap if self._ends_paragraph(index) else 0.0)
        if height != self._heights[index]:
            self._heights[index] = height
            self._tops = None

    def _ends_paragraph(self, index: int) -> bool:
        return index + 1 >= len(self) or self._starts[index + 1] > self._ends[index]

    def _all_tops(self) -> list[float]:
        if self._tops is None:
            self._tops = list(accumulate(self._heights, initial=self.metrics.room))
        return self._tops
