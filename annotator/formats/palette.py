"""The colours of labels, for tools that keep one with each label."""

import json
import re
from functools import cache

from annotator.paths import resource

_FALLBACK = "slate"
_GRAY = 12
"""How far the parts of a colour lie apart, at most, that is none."""
_COLOR = re.compile("#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?)")
_SHADE = re.compile("^(?:dark|medium|light|pale|deep|hot|dim|royal|forest|lawn|sea|sky)+")
_NAMED = {
    "aqua": "#00ffff",
    "black": "#000000",
    "chocolate": "#d2691e",
    "coral": "#ff7f50",
    "cyan": "#00ffff",
    "fuchsia": "#ff00ff",
    "gold": "#ffd700",
    "gray": "#808080",
    "grey": "#808080",
    "lime": "#00ff00",
    "magenta": "#ff00ff",
    "maroon": "#800000",
    "navy": "#000080",
    "salmon": "#fa8072",
    "silver": "#c0c0c0",
    "turquoise": "#40e0d0",
    "violet": "#ee82ee",
    "white": "#ffffff",
    "yellow": "#ffff00",
}
"""Usual names of colours on web pages, beside those of the palette."""


def hue(color: str) -> str:
    """A hue of the palette as “#rrggbb”; that of slate for a name it does not know."""
    hues = _hues()
    return hues.get(color, hues[_FALLBACK])


def pale(color: str) -> str:
    """A colour “#rrggbb” made light enough for black text upon it."""
    return "#" + "".join(f"{255 - (255 - part) * 2 // 5:02x}" for part in _parts(color) or (255, 255, 255))


def nearest(color: str, *, is_pale: bool = False) -> str:
    """The hue of the palette that comes nearest to a colour of the web: “#rrggbb”, “#rgb” or a name.

    A shade (“darkgreen”) counts as what it is a shade of. Slate for grey and for what is no such colour, and ""
    for nothing. With `is_pale` the colour lies behind black text.
    """
    name = _SHADE.sub("", color.strip().lower())
    if not name or name in _hues():
        return name
    wanted = _parts(_NAMED.get(name, name))
    if wanted is None or max(wanted) - min(wanted) < _GRAY:
        return _FALLBACK

    def distance(name: str) -> int:
        there = _parts(pale(hue(name)) if is_pale else hue(name)) or wanted
        return sum((one - other) ** 2 for one, other in zip(wanted, there, strict=True))

    return min(_hues(), key=distance)


def _parts(color: str) -> tuple[int, int, int] | None:
    if not _COLOR.fullmatch(color):
        return None
    digits = color[1:] if len(color) > 4 else "".join(digit * 2 for digit in color[1:])
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


@cache
def _hues() -> dict[str, str]:
    found: dict[str, str] = json.loads(resource("themes/light.json").read_text("utf-8"))["hues"]
    return found
