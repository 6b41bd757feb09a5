"""The colours of labels, for tools that keep one with each label."""

import json
from functools import cache

from annotator.paths import resource

_FALLBACK = "slate"


def hue(color: str) -> str:
    """A hue of the palette as “#rrggbb”; that of slate for a name it does not know."""
    hues = _hues()
    return hues.get(color, hues[_FALLBACK])


@cache
def _hues() -> dict[str, str]:
    found: dict[str, str] = json.loads(resource("themes/light.json").read_text("utf-8"))["hues"]
    return found
