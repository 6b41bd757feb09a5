"""Paints one block of the article: tints, text, lanes, margin bars, the selection and the caret."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from annotator.domain.model import Extent, Label, Span
from annotator.domain.span_index import SpanIndex
from annotator.gui.reading.flow import Block
from annotator.gui.reading.lanes import Stroke, strokes_on_line
from annotator.gui.reading.metrics import LineMetrics
from annotator.gui.theme import Theme


class Mark(StrEnum):
    """The shape at the start of a phrase's line: with it, labels are told apart without their colour."""

    CIRCLE = "circle"
    TRIANGLE = "triangle"
    SQUARE = "square"
    DIAMOND = "diamond"
    BAR = "bar"


_PHRASE_MARKS = (Mark.CIRCLE, Mark.TRIANGLE, Mark.SQUARE, Mark.DIAMOND)


def marks_of(labels: Sequence[Label]) -> dict[str, Mark]:
    """The shape of each label, by its place among the labels of its extent."""
    marks: dict[str, Mark] = {}
    phrases = 0
    for label in labels:
        if label.extent is Extent.STATEMENT:
            marks[label.name] = Mark.BAR
        else:
            marks[label.name] = _PHRASE_MARKS[phrases % len(_PHRASE_MARKS)]
            phrases += 1
    return marks


def draw_mark(painter: QPainter, mark: Mark, center: QPointF, size: float, color: QColor) -> None:
    """Draws a label's shape, filled, within a square of the given size."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    half = size / 2
    x, y = center.x(), center.y()
    match mark:
        case Mark.CIRCLE:
            painter.drawEllipse(center, half, half)
        case Mark.SQUARE:
            painter.drawRect(QRectF(x - half * 0.9, y - half * 0.9, size * 0.9, size * 0.9))
        case Mark.TRIANGLE:
            painter.drawPolygon(
                QPolygonF([QPointF(x - half, y + half), QPointF(x + half, y + half), QPointF(x, y - half)])
            )
        case Mark.DIAMOND:
            painter.drawPolygon(
                QPolygonF([QPointF(x - half, y), QPointF(x, y - half), QPointF(x + half, y), QPointF(x, y + half)])
            )
        case Mark.BAR:
            painter.drawRect(QRectF(x - half * 0.4, y - half, size * 0.4, size))
    painter.setBrush(Qt.BrushStyle.NoBrush)


@dataclass(slots=True)
class Scene:
    """What is to be seen, apart from the text itself. Offsets are code points of the article."""

    theme: Theme
    metrics: LineMetrics
    index: SpanIndex = field(default_factory=SpanIndex)
    labels: Mapping[str, Label] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    selection: tuple[int, int] | None = None
    hits: Sequence[tuple[int, int]] = ()
    current: str = ""
    caret: int = 0
    caret_shown: bool = True
    focused: bool = True
    annotator: str = ""
    """Whose spans are drawn in full; "" = everybody's."""

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
    spans = scene.index.overlapping(block.start, max(block.end, block.start + 1))
    first = block.line_at(clip.top() - top - metrics.pitch)
    last = block.line_at(clip.bottom() - top + metrics.pitch)
    strokes = {number: strokes_on_line(block, number, spans, scene.index, metrics) for number in range(first, last + 1)}
    painter.save()
    painter.translate(left, top)
    for number in range(first, last + 1):
        _paint_behind(painter, block, number, strokes[number], scene)
    painter.setPen(scene.theme.text)
    for number in range(first, last + 1):
        block.line(number).draw(painter, QPointF(0, 0))
    for number in range(first, last + 1):
        for stroke in strokes[number]:
            _paint_lane(painter, stroke, scene, right_to_left=block.right_to_left)
        _paint_margin(painter, block, number, strokes[number], scene, width)
    for number in range(first, last + 1):
        for stroke in strokes[number]:
            if stroke.span.id == scene.current:
                _paint_current(painter, block, number, stroke, scene)
    if scene.caret_shown and block.start <= scene.caret <= block.end:
        _paint_caret(painter, block, scene)
    painter.restore()


def _text_rect(block: Block, number: int, metrics: LineMetrics, low: float, high: float) -> QRectF:
    top = block.tops[number]
    return QRectF(low, top, high - low, block.text_bottom(number, metrics) - top)


def _paint_behind(painter: QPainter, block: Block, number: int, strokes: list[Stroke], scene: Scene) -> None:
    first, last = block.line_range(number)
    metrics, theme = scene.metrics, scene.theme
    painter.setPen(Qt.PenStyle.NoPen)
    for stroke in strokes:
        own = scene.is_own(stroke.span)
        if (stroke.band is Extent.PHRASE and own) or stroke.span.id == scene.current:
            tint = theme.tint(scene.hue_of(stroke.span))
            # Outer spans are tinted less, so that the text stays readable however deep they lie.
            tint.setAlphaF(tint.alphaF() * (0.55 if stroke.band is Extent.STATEMENT else 1 / (1 + 0.6 * stroke.lane)))
            painter.setBrush(tint)
            for low, high in stroke.segments:
                rect = _text_rect(block, number, metrics, low, high).adjusted(0, 0.5, 0, 0.5)
                painter.drawRoundedRect(rect, 2.5, 2.5)
    painter.setBrush(theme.hit)
    for start, end in scene.hits:
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


def _paint_lane(painter: QPainter, stroke: Stroke, scene: Scene, *, right_to_left: bool) -> None:
    metrics = scene.metrics
    color = QColor(scene.theme.hue(scene.hue_of(stroke.span)))
    is_current = stroke.span.id == scene.current
    thickness = stroke.thickness * (1.5 if is_current else 1.0)
    own = scene.is_own(stroke.span)
    if not own:
        color.setAlphaF(0.55)
        thickness *= 0.75
    pen = QPen(color, thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if not own:
        pen.setStyle(Qt.PenStyle.DashLine)
    gap = min(1.0, stroke.thickness / 2)
    painter.setPen(pen)
    for low, high in stroke.segments:
        painter.drawLine(QPointF(low + gap, stroke.y), QPointF(max(high - gap, low + gap + 1), stroke.y))
    start_x, end_x = stroke.left + gap, stroke.right - gap
    if right_to_left:
        start_x, end_x = end_x, start_x
    if stroke.band is Extent.STATEMENT:
        rise = min(metrics.statement_step * 0.85, stroke.thickness * 2)
        painter.setPen(QPen(color, stroke.thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        foot = stroke.y + stroke.thickness / 2
        for x, shown, inward in ((start_x, stroke.starts, 1), (end_x, stroke.ends, -1)):
            if shown:
                shift = stroke.thickness / 2 * (-inward if right_to_left else inward)
                painter.drawLine(QPointF(x + shift, foot - rise - stroke.thickness / 2), QPointF(x + shift, foot))
    elif stroke.starts:
        size = stroke.thickness * 2.1
        shift = size / 2 * (-1 if right_to_left else 1)
        mark = scene.marks.get(stroke.span.label, Mark.CIRCLE)
        draw_mark(painter, mark, QPointF(start_x + shift * 0.6, stroke.y), size, color)


def _paint_margin(
    painter: QPainter, block: Block, number: int, strokes: list[Stroke], scene: Scene, width: float
) -> None:
    """The bars beside the text that show which lines a statement covers; the innermost stands nearest to the text."""
    metrics = scene.metrics
    top, bottom = block.tops[number], block.text_bottom(number, metrics)
    for stroke in strokes:
        if stroke.band is not Extent.STATEMENT:
            continue
        thick = metrics.stroke * 1.4
        distance = metrics.text_height * 0.42 + stroke.lane * (thick + metrics.stroke * 1.2)
        x = width + distance if block.right_to_left else -distance - thick
        color = QColor(scene.theme.hue(scene.hue_of(stroke.span)))
        if not scene.is_own(stroke.span):
            color.setAlphaF(0.5)
        low = top - (0 if stroke.starts else metrics.room)
        painter.fillRect(QRectF(x, low, thick, bottom - low), color)


def _paint_current(painter: QPainter, block: Block, number: int, stroke: Stroke, scene: Scene) -> None:
    metrics, theme = scene.metrics, scene.theme
    color = theme.hue(scene.hue_of(stroke.span))
    top, bottom = block.tops[number] - 1.5, block.text_bottom(number, metrics) + 1.5
    painter.setPen(QPen(color, 1.5))
    if stroke.band is Extent.PHRASE:
        for low, high in stroke.segments:
            painter.drawRoundedRect(QRectF(low - 1.5, top, high - low + 3, bottom - top), 3.5, 3.5)
    start_x, end_x = (stroke.right, stroke.left) if block.right_to_left else (stroke.left, stroke.right)
    outward = handle_radius(metrics) * (-0.5 if block.right_to_left else 0.5)
    if stroke.starts:
        x = block.x_of(number, stroke.span.start) if not block.mixed else start_x
        _paint_badge(painter, stroke, scene, QPointF(min(stroke.left, x) - 1.5, top))
        _paint_handle(painter, QPointF(x - outward, (top + bottom) / 2), scene, color)
    if stroke.ends:
        _paint_handle(painter, QPointF(end_x + outward, (top + bottom) / 2), scene, color)


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
    text = stroke.span.label
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
    top = block.tops[number]
    return QRectF(x - width / 2, top - 1, width, block.text_bottom(number, metrics) - top + 2)


def _paint_caret(painter: QPainter, block: Block, scene: Scene) -> None:
    color = QColor(scene.theme.caret)
    if not scene.focused:
        color.setAlphaF(0.35)
    painter.fillRect(caret_rect(block, scene.caret, scene.metrics), color)
