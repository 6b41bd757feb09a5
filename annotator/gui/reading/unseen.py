"""Characters that show nothing themselves: small flags tell where they stand. Neither the text nor a line moves.

What turns the writing direction round can make a text read other than it is stored, so its flags are always there.
"""

import re
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from annotator.gui.fill import fill
from annotator.gui.reading.flow import Block
from annotator.gui.reading.metrics import LineMetrics
from annotator.gui.theme import Theme

_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_ALWAYS = re.compile(f"[{_TURNING}]")
_SILENT = (
    f"[{_TURNING}\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u2000-\u200d"
    "\u2028\u2029\u202f\u205f-\u2065\u206a-\u206f\u3000\u3164\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_NAMES = {
    "\u00a0": "NBSP", "\u00ad": "SHY", "\u034f": "CGJ", "\u061c": "ALM", "\u200b": "ZWSP", "\u200c": "ZWNJ",
    "\u200d": "ZWJ", "\u200e": "LRM", "\u200f": "RLM", "\u2028": "LINE", "\u2029": "PARA", "\u202a": "LRE",
    "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO", "\u202f": "NNBSP", "\u2060": "WJ",
    "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI", "\u3000": "IDSP", "\ufeff": "BOM",
}  # fmt: skip


def name_of(character: str) -> str:
    """The short name that Unicode's charts use, else the number."""
    return _NAMES.get(character, f"{ord(character):04X}")


@cache
def _all() -> re.Pattern[str]:
    return re.compile(_SILENT)


def unseen_in(text: str, *, everything: bool) -> list[tuple[int, str]]:
    """Where in the text such characters stand, and which; those that turn the writing direction, or all."""
    return [(match.start(), match.group()) for match in (_all() if everything else _ALWAYS).finditer(text)]


def paint_unseen(
    painter: QPainter, block: Block, first: int, last: int, metrics: LineMetrics, theme: Theme, *, everything: bool
) -> None:
    """Flags such characters on the lines from the first to the last of a block: a pole with the name on top."""
    found = unseen_in(block.text, everything=everything)
    if not found:
        return
    font = QFont(painter.font())
    font.setFamilies(["Inter", "Noto Sans", "DejaVu Sans", "sans-serif"])
    font.setPixelSize(max(7, round(metrics.text_height * 0.36)))
    measured = QFontMetricsF(font)
    painter.save()
    painter.setFont(font)
    for place, character in found:
        offset = block.start + place
        number = block.line_of(offset)
        if first <= number <= last:
            x, top = block.x_of(number, offset), block.tops[number]
            painter.setPen(QPen(theme.warning, max(1.0, metrics.stroke * 0.7)))
            painter.drawLine(QPointF(x, top - 2), QPointF(x, block.text_bottom(number, metrics)))
            name = name_of(character)
            flag = QRectF(x, top - measured.height(), measured.horizontalAdvance(name) + 5, measured.height())
            fill(painter, flag, theme.warning)
            painter.setPen(theme.paper)
            painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, name)
    painter.restore()
