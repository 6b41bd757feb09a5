"""The colours of both themes, computed: contrast, and that labels are told apart with every kind of colour vision.

Contrast is that of WCAG 2.2. Colour blindness is simulated with the matrices of Machado, Oliveira and Fernandes (2009)
at full severity, in linear RGB. Differences are CIEDE2000: 1 is about the least that can be seen, 10 is plain.
"""

import itertools
import math

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from annotator.domain.model import Extent, Label
from annotator.exchange.sample import default_labels
from annotator.gui.reading.painting import Mark, draw_mark, marks_of
from annotator.gui.theme import Theme, theme

Triple = tuple[float, float, float]

READABLE = 4.5
PLAIN = 10.0
THEMES = [theme("light"), theme("dark")]
VISION: dict[str, tuple[Triple, Triple, Triple]] = {
    "usual": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}

look = pytest.mark.parametrize("look", THEMES, ids=lambda one: one.name)
vision = pytest.mark.parametrize("vision", VISION)


def linear(color: QColor) -> Triple:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    )
    return red, green, blue


def luminance(color: QColor) -> float:
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: QColor, second: QColor) -> float:
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def laid_over(color: QColor, ground: QColor, share: float | None = None) -> QColor:
    """What a translucent colour over an opaque one looks like."""
    share = color.alphaF() if share is None else share
    mixed = (
        round(above * share + below * (1 - share))
        for above, below in zip(color.getRgb()[:3], ground.getRgb()[:3], strict=True)  # type: ignore[index]
    )
    return QColor(*mixed)


def seen(color: QColor, matrix: tuple[Triple, Triple, Triple]) -> Triple:
    """The colour as CIE L*a*b* (D65), as an eye with that vision has it."""
    rgb = linear(color)
    rgb_seen = [min(1.0, max(0.0, sum(m * part for m, part in zip(row, rgb, strict=True)))) for row in matrix]
    to_xyz = (
        ((0.4124564, 0.3575761, 0.1804375), 0.95047),
        ((0.2126729, 0.7151522, 0.0721750), 1.0),
        ((0.0193339, 0.1191920, 0.9503041), 1.08883),
    )
    x, y, z = (_lab_root(sum(m * part for m, part in zip(row, rgb_seen, strict=True)) / white) for row, white in to_xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _lab_root(value: float) -> float:
    return math.cbrt(value) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116


def difference(first: Triple, second: Triple) -> float:
    """CIEDE2000, after Sharma, Wu and Dalal (2005)."""
    (l1, a1, b1), (l2, a2, b2) = first, second
    mean_c7 = ((math.hypot(a1, b1) + math.hypot(a2, b2)) / 2) ** 7
    stretch = 1 + 0.5 * (1 - math.sqrt(mean_c7 / (mean_c7 + 25**7)))
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = math.degrees(math.atan2(b1, a1)) % 360, math.degrees(math.atan2(b2, a2)) % 360
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    hue = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    d_l, d_c, d_h = l2 - l1, c2 - c1, 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * math.cos(math.radians(hue - 30))
        + 0.24 * math.cos(math.radians(2 * hue))
        + 0.32 * math.cos(math.radians(3 * hue + 6))
        - 0.20 * math.cos(math.radians(4 * hue - 63))
    )
    s_l = 1 + 0.015 * (lightness - 50) ** 2 / math.sqrt(20 + (lightness - 50) ** 2)
    s_c, s_h = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    rotation = (
        -2
        * math.sqrt(chroma**7 / (chroma**7 + 25**7))
        * math.sin(math.radians(60 * math.exp(-(((hue - 275) / 25) ** 2))))
    )
    return math.sqrt(
        (d_l / s_l) ** 2 + (d_c / s_c) ** 2 + (d_h / s_h) ** 2 + rotation * (d_c / s_c) * (d_h / s_h),
    )


def hues_of_the_default_labels() -> list[str]:
    return [label.color for label in default_labels()]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_measure_of_difference_gives_the_published_values(first: Triple, second: Triple, expected: float) -> None:
    assert difference(first, second) == pytest.approx(expected, abs=1e-4)


@look
def test_there_are_twelve_hues_and_all_can_be_read(look: Theme) -> None:
    assert len(look.hues) == 12
    assert list(look.hues) == list(THEMES[0].hues)
    for name, hue in look.hues.items():
        for ground in (look.paper, look.panel, look.field):
            assert contrast(hue, ground) >= READABLE, f"{name} on {ground.name()}"
        assert contrast(look.paper, hue) >= READABLE, f"a name on a badge in {name}"


@look
def test_text_can_be_read_on_every_tint_however_deep(look: Theme) -> None:
    for first, second in itertools.product(look.hues, repeat=2):
        once = laid_over(look.tint(first), look.paper)
        assert contrast(look.text, once) >= READABLE, first
        inner = look.tint(second)
        inner.setAlphaF(inner.alphaF() / 1.6)
        assert contrast(look.text, laid_over(inner, once)) >= READABLE, f"{second} in {first}"


@look
def test_all_other_text_can_be_read(look: Theme) -> None:
    for text in ("text", "muted", "accent", "warning", "danger"):
        for ground in ("window", "paper", "panel", "field"):
            assert contrast(getattr(look, text), getattr(look, ground)) >= READABLE, f"{text} on {ground}"
    for text, ground in (("text", "current_row"), ("muted", "current_row"), ("text", "hit"), ("on_accent", "accent")):
        assert contrast(getattr(look, text), getattr(look, ground)) >= READABLE, f"{text} on {ground}"
    for behind in (look.paper, *(laid_over(look.tint(hue), look.paper) for hue in look.hues)):
        assert contrast(look.text, laid_over(look.selection, behind, 0.75)) >= READABLE, "selected text"


@look
@vision
def test_the_lines_of_the_default_labels_are_told_apart(look: Theme, vision: str) -> None:
    lines = {hue: seen(look.hue(hue), VISION[vision]) for hue in hues_of_the_default_labels()}
    for first, second in itertools.combinations(lines, 2):
        assert difference(lines[first], lines[second]) >= PLAIN, f"{first} and {second}"


@look
@vision
def test_what_is_selected_is_told_apart_from_what_is_tagged(look: Theme, vision: str) -> None:
    matrix = VISION[vision]
    tints = {hue: laid_over(look.tint(hue), look.paper) for hue in hues_of_the_default_labels()}
    grounds = {"paper": look.paper, **tints}
    for below, ground in grounds.items():
        selected = seen(laid_over(look.selection, ground, 0.75), matrix)
        for beside, other in grounds.items():
            assert difference(selected, seen(other, matrix)) >= PLAIN, f"selected {below} beside {beside}"


@look
def test_all_twelve_are_told_apart_with_usual_colour_vision(look: Theme) -> None:
    lines = {hue: seen(color, VISION["usual"]) for hue, color in look.hues.items()}
    for first, second in itertools.combinations(lines, 2):
        assert difference(lines[first], lines[second]) >= PLAIN, f"{first} and {second}"


def test_twelve_labels_have_twelve_shapes() -> None:
    phrases = [Label(f"phrase {number}") for number in range(11)]
    statements = [Label(f"statement {number}", extent=Extent.STATEMENT) for number in range(3)]
    marks = marks_of([*statements, *phrases])
    assert len(set(marks.values())) == 14 == len(Mark)
    assert marks["statement 0"] is Mark.BAR
    assert marks_of(phrases)["phrase 0"] is Mark.CIRCLE
    assert marks_of([*phrases, Label("one more")])["one more"] is Mark.CIRCLE


@pytest.mark.parametrize("size", [4.6, 5.2, 9.0])
@pytest.mark.usefixtures("qapp")
def test_the_shapes_differ_even_when_they_are_tiny(size: float) -> None:
    drawn = {mark: _grey(mark, size) for mark in Mark}
    for first, second in itertools.combinations(drawn, 2):
        differs = sum(abs(a - b) for a, b in zip(drawn[first], drawn[second], strict=True))
        assert differs / size**2 >= 0.1, f"{first} and {second}"


def _grey(mark: Mark, size: float) -> list[float]:
    """How dark each pixel is, 0 to 1, where the mark is drawn in the middle of one."""
    side = math.ceil(size) + 4
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_mark(painter, mark, QPointF(side / 2, side / 2), size, QColor("black"))
    painter.end()
    return [1 - image.pixelColor(x, y).redF() for x in range(side) for y in range(side)]
