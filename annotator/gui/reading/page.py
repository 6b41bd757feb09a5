"""The article laid out in a column: where each offset is, and which offset is where.

Vertical places are pixels from the top of the article, so nothing here knows how far it is scrolled; horizontal ones
are pixels from the left of the widget that shows it. Offsets are code points.
"""

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont

from annotator.domain import boundaries
from annotator.gui.reading.flow import Block, Flow
from annotator.gui.reading.metrics import LineMetrics
from annotator.gui.reading.painting import caret_rect

_LEAST_WIDTH = 80.0


def reading_font(point_size: float = 12.5) -> QFont:
    """The serif font of the article."""
    font = QFont()
    font.setFamilies(["Noto Serif", "Source Serif 4", "DejaVu Serif", "Georgia", "Cambria", "serif"])
    font.setStyleHint(QFont.StyleHint.Serif)
    font.setPointSizeF(point_size)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


class Page:
    """One article at one font, zoom, spacing and width."""

    def __init__(self) -> None:
        self.text = ""
        self.font = reading_font()
        self.zoom = 100
        self.measure = 72
        """Characters in a line, at most."""
        self.spacing = 1.0
        self.size = QSizeF(600, 400)
        """Of the widget that shows the page."""
        self.metrics = LineMetrics.of(self._zoomed_font(), self.spacing)
        self.flow = Flow("", self._zoomed_font(), self.metrics, 600)

    def lay_out(self) -> None:
        """Lays out anew after any of the attributes changed."""
        font = self._zoomed_font()
        self.metrics = LineMetrics.of(font, self.spacing)
        self.flow = Flow(self.text, font, self.metrics, self.column()[1])

    def column(self) -> tuple[float, float]:
        """The left edge and the width of the text, centred where there is more room than the measure needs."""
        margin = self.metrics.text_height * 1.6
        wanted = self.metrics.average_width * self.measure
        width = max(_LEAST_WIDTH, min(self.size.width() - 2 * margin, wanted))
        return max(margin, (self.size.width() - width) / 2), width

    @property
    def height(self) -> float:
        """Of the whole article, with some room below it."""
        return self.flow.height + self.metrics.pitch * 2

    def block_of(self, offset: int) -> tuple[Block, float]:
        """The block that shows an offset, and its top."""
        index = self.flow.index_of(offset)
        block = self.flow.block(index)
        return block, self.flow.top(index)

    def offset_at(self, place: QPointF, *, on_character: bool = False) -> int:
        """The offset nearest to a place, or with `on_character` that of the character there."""
        if not self.text:
            return 0
        index = self.flow.index_at(place.y())
        block = self.flow.block(index)
        number = block.line_at(place.y() - self.flow.top(index))
        return block.offset_at(number, place.x() - self.column()[0], on_character=on_character)

    def line_at(self, y: float) -> tuple[int, float]:
        """The first offset of the line at a height, and the top of that line."""
        index = self.flow.index_at(y)
        block = self.flow.block(index)
        top = self.flow.top(index)
        number = block.line_at(y - top)
        return block.line_range(number)[0], top + block.tops[number]

    def offset_rect(self, offset: int) -> QRectF:
        """Where the caret would stand at an offset."""
        left = self.column()[0]
        if not self.text:
            return QRectF(left, self.metrics.room, 1, self.metrics.text_height)
        block, top = self.block_of(offset)
        return caret_rect(block, offset, self.metrics).translated(left, top)

    def rows(self, start: int, end: int) -> tuple[float, float]:
        """From the top of the line that holds the start to the bottom of the one that holds the end."""
        block, above = self.block_of(start)
        top = above + block.tops[block.line_of(start)]
        last = max(start, end - 1)
        block, above = self.block_of(last)
        number = block.line_of(last)
        return top, above + (block.tops[number + 1] if number + 1 < len(block.tops) else block.height)

    def rectangles(self, start: int, end: int) -> list[QRectF]:
        """Where text[start:end] is, line by line."""
        left = self.column()[0]
        rects: list[QRectF] = []
        offset = start
        while offset < end:
            block, top = self.block_of(offset)
            for number in range(block.line_of(offset), len(block.tops)):
                if block.line_range(number)[0] >= end:
                    break
                height = block.text_bottom(number, self.metrics) - block.tops[number]
                rects += [
                    QRectF(left + low, top + block.tops[number], high - low, height)
                    for low, high in block.segments(number, start, end)
                ]
            offset = block.next_start
        return rects

    def line_range(self, offset: int) -> tuple[int, int]:
        """The line that shows an offset, without the line end."""
        block, _ = self.block_of(offset)
        return block.line_range(block.line_of(offset))

    def line_edge(self, offset: int, *, forward: bool) -> int:
        """The last or the first place for a caret on the line that shows the offset."""
        block, _ = self.block_of(offset)
        number = block.line_of(offset)
        first, last = block.line_range(number)
        if not forward:
            return first
        return boundaries.previous_cluster(self.text, last) if block.wraps(number) and last > first else last

    def beside_line(self, offset: int, x: float, *, forward: bool) -> int:
        """The offset nearest to x on the line below, or above, the one that shows the offset."""
        index = self.flow.index_of(offset)
        block = self.flow.block(index)
        number = block.line_of(offset) + (1 if forward else -1)
        if not 0 <= number < len(block.tops):
            if (block.end >= len(self.text)) if forward else (block.start == 0):
                return len(self.text) if forward else 0
            block, _ = self.block_of(block.next_start if forward else block.start - 1)
            number = 0 if forward else len(block.tops) - 1
        return block.offset_at(number, x - self.column()[0])

    def between(self, top: float, bottom: float) -> tuple[int, int]:
        """The offsets from the first to the last block that touch these heights."""
        return self.flow.start(self.flow.index_at(top)), self.flow.end(self.flow.index_at(bottom))

    def lay_out_between(self, top: float, bottom: float) -> bool:
        """Lays out what is between these heights; says whether any of it was only estimated before."""
        were_estimated = [self._lay_out(index) for index in self.flow.between(top, bottom)]
        return any(were_estimated)

    def _lay_out(self, index: int) -> bool:
        was_estimated = not self.flow.is_measured(index)
        self.flow.block(index)
        return was_estimated

    def _zoomed_font(self) -> QFont:
        font = QFont(self.font)
        font.setPointSizeF(self.font.pointSizeF() * self.zoom / 100)
        return font
