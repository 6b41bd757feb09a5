"""Sizes of a line of text and of the room for lanes below it. All in device-independent pixels."""

from typing import NamedTuple

from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF

from annotator.domain.model import Extent

_LANES_WITH_ROOM = {Extent.PHRASE: 3, Extent.STATEMENT: 2}
"""How many lanes of each band are drawn at full distance; more of them move closer together in the same room."""
_LEAST_STROKE = 0.9
_STROKE_GROWTH = 0.75
"""Lines grow less than letters do, so that large text does not shout."""
_MOST_ASCENT, _MOST_DESCENT = 0.98, 0.26
"""In em: what accented capitals and descenders take."""


class LineMetrics(NamedTuple):
    """What a font and a line spacing make of a line. The text never moves when spans come and go: the room is fixed."""

    text_height: float
    """What the letters of the font need; many fonts ask for more above and below, which lanes use better."""
    ascent: float
    font_ascent: float
    font_descent: float
    average_width: float
    stroke: float
    """How thick a lane's line is."""
    phrase_top: float
    """From the bottom of the text to the middle of the first phrase lane."""
    phrase_step: float
    statement_top: float
    statement_step: float
    room: float
    """From the bottom of the text to the top of the next line's text."""
    paragraph_gap: float

    @classmethod
    def of(cls, font: QFont, spacing: float = 1.0) -> "LineMetrics":
        """The metrics of a font. `spacing` stretches the room below the text: 1.0 is the least that lanes need."""
        measured = QFontMetricsF(font)
        em = float(QFontInfo(font).pixelSize())
        ascent = min(measured.ascent(), em * _MOST_ASCENT)
        height = ascent + min(measured.descent(), em * _MOST_DESCENT)
        unit = height / 20
        stroke = max(1.5, round(4 * unit**_STROKE_GROWTH) / 2)
        phrase_step = stroke + 1.2 * unit
        statement_step = stroke + 2.2 * unit
        phrase_top = 0.4 * unit
        statement_top = phrase_top + phrase_step * _LANES_WITH_ROOM[Extent.PHRASE] + 0.4 * unit
        least = statement_top + statement_step * _LANES_WITH_ROOM[Extent.STATEMENT] - 0.8 * unit
        return cls(
            text_height=height,
            ascent=ascent,
            font_ascent=measured.ascent(),
            font_descent=measured.descent(),
            average_width=measured.averageCharWidth(),
            stroke=stroke,
            phrase_top=phrase_top,
            phrase_step=phrase_step,
            statement_top=statement_top,
            statement_step=statement_step,
            room=least * spacing,
            paragraph_gap=height * 0.5,
        )

    @property
    def pitch(self) -> float:
        """From the top of one line's text to the top of the next one's."""
        return self.text_height + self.room

    @property
    def blank_height(self) -> float:
        """Of a line without text: it parts paragraphs and need not be as high as one with lanes."""
        return self.text_height * 0.45

    def lanes(self, phrases: int, statements: int) -> "Lanes":
        """Where lanes lie on a line with so many of each band: in their places, or closer together where room ends."""
        if phrases <= _LANES_WITH_ROOM[Extent.PHRASE] and statements <= _LANES_WITH_ROOM[Extent.STATEMENT]:
            return Lanes(self.phrase_top, self.phrase_step, self.statement_top, self.statement_step, self.stroke)
        count = phrases + statements
        available = self.statement_top + self.statement_step - self.phrase_top + self.stroke
        thin = min(self.stroke, max(_LEAST_STROKE, available / count * 0.58))
        step = min(self.phrase_step, (available - thin) / (count - 0.5))
        return Lanes(self.phrase_top, step, self.phrase_top + step * (phrases + 0.5), step, thin)


class Lanes(NamedTuple):
    """The places of the lanes on one line, counted from the bottom of its text."""

    phrase_top: float
    phrase_step: float
    statement_top: float
    statement_step: float
    stroke: float

    def y(self, band: Extent, lane: int) -> float:
        """The middle of a lane."""
        if band is Extent.PHRASE:
            return self.phrase_top + self.stroke / 2 + lane * self.phrase_step
        return self.statement_top + self.stroke / 2 + lane * self.statement_step
