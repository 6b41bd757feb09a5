"""Paints one block of the article: tints, text, lanes, margin bars, the selection and the caret."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from annotator.domain.model import Extent, Label, Span, note_of
from annotator.domain.span_index import SpanIndex
from annotator.gui.fill import fill
from annotator.gui.reading.flow import Block
from annotator.gui.reading.lanes import Stroke, strokes_on_line
from annotator.gui.reading.metrics import LineMetrics
from annotator.gui.reading.unseen import paint_unseen
from annotator.gui.theme import Theme


class Mark(StrEnum):
    """The shape at the start of a phrase's line, or at a statement's ends: it tells labels apart without colour."""

    CIRCLE = "circle"
    TRIANGLE = "triangle"
    SQUARE = "square"
    DIAMOND = "diamond"
    RING = "ring"
    PLUS = "plus"
    DROP = "drop"
    CROSS = "cross"
    FRAME = "frame"
    ARROW = "arrow"
    HOURGLASS = "hourglass"
    BAR = "bar"
    TWO_BARS = "two bars"
    THREE_BARS = "three bars"


_BARS = {Mark.BAR: 1, Mark.TWO_BARS: 2, Mark.THREE_BARS: 3}
_MARKS = {
    Extent.STATEMENT: tuple(_BARS),
    Extent.PHRASE: tuple(mark for mark in Mark if mark not in _BARS),
}
_CORNERS: Mapping[Mark, Sequence[tuple[float, float]]] = {
    Mark.TRIANGLE: ((-1, 0.9), (1, 0.9), (0, -1)),
    Mark.DROP: ((-1, -0.9), (1, -0.9), (0, 1)),
    Mark.ARROW: ((-0.9, -1), (-0.9, 1), (1, 0)),
    Mark.SQUARE: ((-0.86, -0.86), (0.86, -0.86), (0.86, 0.86), (-0.86, 0.86)),
    Mark.DIAMOND: ((-1.1, 0), (0, -1.1), (1.1, 0), (0, 1.1)),
    Mark.HOURGLASS: ((-0.9, -1), (0.9, -1), (-0.9, 1), (0.9, 1)),
}
"""Shapes with straight sides: corners about the centre, in halves of the size."""
_DOTS = (0.01, 2.1)
"""How a suggestion's line is broken, in thicknesses of the line: with round ends this is a row of dots."""
_MARK_SIZE = 2.6
"""How large a mark is, in thicknesses of its line."""


def marks_of(labels: Sequence[Label]) -> dict[str, Mark]:
    """The shape of each label, by its place among the labels of its extent; they begin again when all are used."""
    marks: dict[str, Mark] = {}
    used = dict.fromkeys(Extent, 0)
    for label in labels:
        shapes = _MARKS[label.extent]
        marks[label.name] = shapes[used[label.extent] % len(shapes)]
        used[label.extent] += 1
    return marks


def draw_mark(painter: QPainter, mark: Mark, center: QPointF, size: float, color: QColor) -> None:
    """Draws a label's shape about the centre, within a square of the given size."""
    half = size / 2
    x, y = center.x(), center.y()
    pen = QPen(color, size * 0.24, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin)
    inner = half - pen.widthF() / 2
    is_line = mark in (Mark.RING, Mark.FRAME, Mark.PLUS, Mark.CROSS)
    if is_line:
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
    match mark:
        case Mark.CIRCLE:
            painter.drawEllipse(center, half, half)
        case Mark.RING:
            painter.drawEllipse(center, inner, inner)
        case Mark.FRAME:
            painter.drawRect(QRectF(x - inner * 0.95, y - inner * 0.95, inner * 1.9, inner * 1.9))
        case Mark.PLUS:
            painter.drawLine(QPointF(x - half, y), QPointF(x + half, y))
            painter.drawLine(QPointF(x, y - half), QPointF(x, y + half))
        case Mark.CROSS:
            reach = half * 0.9
            painter.drawLine(QPointF(x - reach, y - reach), QPointF(x + reach, y + reach))
            painter.drawLine(QPointF(x - reach, y + reach), QPointF(x + reach, y - reach))
        case Mark.BAR | Mark.TWO_BARS | Mark.THREE_BARS:
            count = _BARS[mark]
            wide = size * (0.4 if count == 1 else 0.24)
            for number in range(count):
                middle = x + (number - (count - 1) / 2) * wide * 1.75
                painter.drawRect(QRectF(middle - wide / 2, y - half, wide, size))
        case _:
            painter.drawPolygon(QPolygonF([QPointF(x + half * a, y + half * b) for a, b in _CORNERS[mark]]))
    painter.setBrush(Qt.BrushStyle.NoBrush)


class Scene:
    """What is to be seen, apart from the text itself. Offsets are code points of the article."""

    def __init__(self, theme: Theme, metrics: LineMetrics) -> None:
        self.theme = theme
        self.metrics = metrics
        self.index = SpanIndex()
        self.suggested = SpanIndex()
        """What is proposed and shown; drawn below the spans."""
        self.labels: Mapping[str, Label] = {}
        self.marks: Mapping[str, Mark] = {}
        self.selection: tuple[int, int] | None = None
        self.hits: Sequence[tuple[int, int]] = ()
        self.current = ""
        self.caret = 0
        self.marker: int | None = None
        """Up to where the article was read."""
        self.unseen_shown = False
        """Whether all characters that show nothing are flagged, not only those that turn the writing direction."""
        self.caret_shown = True
        self.focused = True
        self.annotator = ""
        """Whose spans are drawn in full; "" = everybody's."""
        self._strokes: dict[int, tuple[int, dict[int, list[Stroke]]]] = {}
        """By the start of a block: its end, and the strokes of the lines that were drawn of it."""

    def strokes_on(self, block: Block, number: int) -> list[Stroke]:
        """The strokes on a line of a block; kept until `forget_strokes` says that they may differ."""
        _, lines = self._strokes.setdefault(block.start, (block.end, {}))
        if number not in lines:
            spans = self.index.overlapping(*block.line_range(number))
            lines[number] = strokes_on_line(block, number, spans, self.index, self.metrics, self.suggested)
        return lines[number]

    def forget_strokes(self, start: int | None = None, end: int = 0) -> None:
        """Spans changed between these offsets; without offsets, anything may have changed, the layout included."""
        if start is None:
            self._strokes.clear()
        else:
            self._strokes = {low: kept for low, kept in self._strokes.items() if kept[0] <= start or low >= end}

    def hue_of(self, span: Span) -> str:
        label = self.labels.get(span.label)
        return label.color if label else ""

    def is_own(self, span: Span) -> bool:
        return not self.annotator or span.annotator == self.annotator


def handle_radius(metrics: LineMetrics) -> float:
    """How large the handles at the borders of the current span are."""
    return max(3.0, metrics.text_height * 0.16)


def paint_block(
    painter: QPainter, block: Block, scene: Scene, *, left: float, top: float, width: float, clip: QRectF
) -> None:
    """Paints the lines of a block that lie in the clip. `left` and `top` are where its first line begins."""
    metrics = scene.metrics
    first = block.line_at(clip.top() - top - metrics.pitch)
    last = block.line_at(clip.bottom() - top + metrics.pitch)
    strokes = {number: scene.strokes_on(block, number) for number in range(first, last + 1)}
    painter.save()
    painter.translate(left, top)
    hits = [(start, end) for start, end in scene.hits if start < block.end and end > block.start]
    for number in range(first, last + 1):
        _paint_behind(painter, block, number, strokes[number], hits, scene)
    painter.setPen(scene.theme.text)
    for number in range(first, last + 1):
        block.line(number).draw(painter, QPointF(0, 0))
    for number in range(first, last + 1):
        for stroke in strokes[number]:
            _paint_lane(painter, stroke, scene)
        _paint_margin(painter, block, number, strokes[number], scene, width)
    for number in range(first, last + 1):
        for stroke in strokes[number]:
            if stroke.span.id == scene.current:
                _paint_current(painter, block, number, stroke, scene)
    paint_unseen(painter, block, first, last, metrics, scene.theme, everything=scene.unseen_shown)
    if scene.marker is not None and block.start <= scene.marker < block.next_start:
        _paint_marker(painter, block, scene, width)
    if scene.caret_shown and block.start <= scene.caret < block.next_start:
        _paint_caret(painter, block, scene)
    painter.restore()


def _text_rect(block: Block, number: int, metrics: LineMetrics, low: float, high: float) -> QRectF:
    top = block.tops[number]
    return QRectF(low, top, high - low, block.text_bottom(number, metrics) - top)


def _paint_behind(
    painter: QPainter, block: Block, number: int, strokes: list[Stroke], hits: list[tuple[int, int]], scene: Scene
) -> None:
    first, last = block.line_range(number)
    metrics, theme = scene.metrics, scene.theme
    painter.setPen(Qt.PenStyle.NoPen)
    for stroke in strokes:
        own = scene.is_own(stroke.span)
        if stroke.suggested:
            continue
        if (stroke.band is Extent.PHRASE and own) or stroke.span.id == scene.current:
            tint = theme.tint(scene.hue_of(stroke.span))
            # Outer spans are tinted less, so that the text stays readable however deep they lie.
            tint.setAlphaF(tint.alphaF() * (0.55 if stroke.band is Extent.STATEMENT else 1 / (1 + 0.6 * stroke.lane)))
            painter.setBrush(tint)
            for low, high in stroke.segments:
                rect = _text_rect(block, number, metrics, low, high).adjusted(0, 0.5, 0, 0.5)
                painter.drawRoundedRect(rect, 2.5, 2.5)
    painter.setBrush(theme.hit)
    for start, end in hits:
        if start < last and end > first:
            for low, high in block.segments(number, start, end):
                painter.drawRoundedRect(_text_rect(block, number, metrics, low, high), 2.5, 2.5)
    if scene.selection is not None and scene.selection[0] < last and scene.selection[1] > first:
        color = QColor(theme.selection)
        color.setAlphaF(0.75)
        painter.setBrush(color)
        for low, high in block.segments(number, *scene.selection):
            painter.drawRect(_text_rect(block, number, metrics, low, high).adjusted(0, -1, 0, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_lane(painter: QPainter, stroke: Stroke, scene: Scene) -> None:
    metrics = scene.metrics
    color = QColor(scene.theme.hue(scene.hue_of(stroke.span)))
    is_current = stroke.span.id == scene.current
    thickness = stroke.thickness * (1.5 if is_current else 1.0)
    own = scene.is_own(stroke.span) or stroke.suggested
    if not own:
        color.setAlphaF(0.55)
        thickness *= 0.75
    pen = QPen(color, thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if stroke.suggested:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setDashPattern(_DOTS)
    elif not own:
        pen.setStyle(Qt.PenStyle.DashLine)
    gap = min(1.0, stroke.thickness / 2)
    painter.setPen(pen)
    mark = scene.marks.get(stroke.span.label, Mark.CIRCLE)
    size = stroke.thickness * _MARK_SIZE if stroke.band is Extent.PHRASE and stroke.start_x is not None else 0.0
    for low, high in stroke.segments:
        left, right = low + gap, max(high - gap, low + gap + 1)
        if size and stroke.start_x in (low, high):  # the line begins beside the mark, whose shape stands free
            cut = min(size * 1.2, right - left - 1)
            left, right = (left + cut, right) if stroke.start_x == low else (left, right - cut)
        painter.drawLine(QPointF(left, stroke.y), QPointF(right, stroke.y))
    if stroke.band is Extent.STATEMENT:
        rise = min(metrics.statement_step * 0.85, stroke.thickness * 2)
        painter.setPen(QPen(color, stroke.thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        foot = stroke.y + stroke.thickness / 2
        for end in (stroke.start_x, stroke.end_x):
            if end is None:
                continue
            for number in range(_BARS.get(mark, 1)):
                x = end + (gap + stroke.thickness * (0.5 + 1.8 * number)) * stroke.inward(end)
                painter.drawLine(QPointF(x, foot - rise - stroke.thickness / 2), QPointF(x, foot))
    elif stroke.start_x is not None:
        x = stroke.start_x + (gap + size / 2) * stroke.inward(stroke.start_x)
        draw_mark(painter, mark, QPointF(x, stroke.y), size, color)
    if stroke.end_x is not None and note_of(stroke.span):
        _paint_note(painter, stroke, scene, color)


def _paint_note(painter: QPainter, stroke: Stroke, scene: Scene, color: QColor) -> None:
    """A ring where the line of a span with a note ends."""
    radius = max(2.0, stroke.thickness * 1.25)
    x = (stroke.end_x or 0.0) + radius * 1.6 * stroke.inward(stroke.end_x or 0.0)
    painter.setPen(QPen(color, 1.3))
    painter.setBrush(scene.theme.paper)
    painter.drawEllipse(QPointF(x, stroke.y), radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_margin(
    painter: QPainter, block: Block, number: int, strokes: list[Stroke], scene: Scene, width: float
) -> None:
    """The bars beside the text that show which lines a statement covers; the innermost stands nearest to the text."""
    metrics = scene.metrics
    top, bottom = block.tops[number], block.text_bottom(number, metrics)
    for stroke in strokes:
        if stroke.band is not Extent.STATEMENT or stroke.suggested:
            continue
        thick = metrics.stroke * 1.4
        distance = metrics.text_height * 0.42 + stroke.lane * (thick + metrics.stroke * 1.2)
        x = width + distance if block.right_to_left else -distance - thick
        color = QColor(scene.theme.hue(scene.hue_of(stroke.span)))
        if not scene.is_own(stroke.span):
            color.setAlphaF(0.5)
        low = top - (0 if stroke.start_x is not None else metrics.room)
        fill(painter, QRectF(x, low, thick, bottom - low), color)


def _paint_marker(painter: QPainter, block: Block, scene: Scene, width: float) -> None:
    """A bookmark in the outer margin, beside the line up to which the article was read."""
    metrics = scene.metrics
    number = block.line_of(min(scene.marker or 0, block.end))
    top, bottom = block.tops[number], block.text_bottom(number, metrics)
    wide = metrics.text_height * 0.3
    x = width + metrics.text_height * 1.2 if block.right_to_left else -metrics.text_height * 1.5
    ribbon = [(x, top), (x + wide, top), (x + wide, bottom), (x + wide / 2, bottom - wide * 0.6), (x, bottom)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(scene.theme.accent)
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in ribbon]))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_current(painter: QPainter, block: Block, number: int, stroke: Stroke, scene: Scene) -> None:
    metrics, theme = scene.metrics, scene.theme
    color = theme.hue(scene.hue_of(stroke.span))
    top, bottom = block.tops[number] - 1.5, block.text_bottom(number, metrics) + 1.5
    pen = QPen(color, 1.5)
    if stroke.suggested:
        pen.setStyle(Qt.PenStyle.DotLine)
    painter.setPen(pen)
    if stroke.band is Extent.PHRASE or stroke.suggested:
        for low, high in stroke.segments:
            painter.drawRoundedRect(QRectF(low - 1.5, top, high - low + 3, bottom - top), 3.5, 3.5)
    outward = handle_radius(metrics) * 0.9
    if stroke.start_x is not None:
        _paint_badge(painter, stroke, scene, QPointF(stroke.left - 1.5, top))
    if stroke.suggested:
        return
    for x in (stroke.start_x, stroke.end_x):
        if x is not None:
            _paint_handle(painter, QPointF(x - outward * stroke.inward(x), (top + bottom) / 2), scene, color)


def _paint_handle(painter: QPainter, center: QPointF, scene: Scene, color: QColor) -> None:
    painter.setPen(QPen(color, 1.5))
    painter.setBrush(scene.theme.paper)
    radius = handle_radius(scene.metrics)
    painter.drawEllipse(center, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_badge(painter: QPainter, stroke: Stroke, scene: Scene, corner: QPointF) -> None:
    """A tab with the label's name on top of the current span's first line."""
    font = QFont(painter.font())
    font.setFamilies(["Inter", "Noto Sans", "DejaVu Sans", "sans-serif"])
    font.setPixelSize(max(8, round(scene.metrics.text_height * 0.48)))
    font.setBold(True)
    measured = QFontMetricsF(font)
    text = f"{stroke.span.label}?" if stroke.suggested else stroke.span.label
    rect = QRectF(
        corner.x(), corner.y() - measured.height() - 0.5, measured.horizontalAdvance(text) + 9, measured.height() + 1
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(scene.theme.hue(scene.hue_of(stroke.span)))
    painter.drawRoundedRect(rect, 2.5, 2.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(scene.theme.paper)
    before = painter.font()
    painter.setFont(font)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.setFont(before)


def caret_rect(block: Block, offset: int, metrics: LineMetrics) -> QRectF:
    """Where the caret stands within its block."""
    number = block.line_of(offset)
    x = block.x_of(number, offset)
    width = max(1.5, metrics.stroke * 0.8)
    if block.start == block.end:
        rise = metrics.blank_height * 0.7
        return QRectF(x - width / 2, -rise, width, rise + metrics.blank_height)
    top = block.tops[number]
    return QRectF(x - width / 2, top - 1, width, block.text_bottom(number, metrics) - top + 2)


def _paint_caret(painter: QPainter, block: Block, scene: Scene) -> None:
    color = QColor(scene.theme.caret)
    if not scene.focused:
        color.setAlphaF(0.35)
    fill(painter, caret_rect(block, scene.caret, scene.metrics), color)
