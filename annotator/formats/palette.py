"""The colours of labels, for tools that keep one with each label."""

import json
import re
from functools import cache

from annotator.paths import resource

_FALLBACK = "slate"
_COLOR = re.compile("#[0-9A-Fa-f]{6}")


def hue(color: str) -> str:
    """A hue of the palette as “#rrggbb”; that of slate for a name it does not know."""
    hues = _hues()
    return hues.get(color, hues[_FALLBACK])


def nearest(color: str) -> str:
    """The hue of the palette that comes nearest to “#rrggbb”; slate for what is no such colour."""
    wanted = _parts(color)
    if wanted is None:
        return _FALLBACK

    def distance(name: str) -> int:
        return sum((one - other) ** 2 for one, other in zip(wanted, _parts(hue(name)) or wanted, strict=True))

    return min(_hues(), key=distance)


def _parts(color: str) -> tuple[int, int, int] | None:
    if not _COLOR.fullmatch(color):
        return None
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


@cache
def _hues() -> dict[str, str]:
    found: dict[str, str] = json.loads(resource("themes/light.json").read_text("utf-8"))["hues"]
    return found
