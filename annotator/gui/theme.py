"""The two looks of the app, read from resources/themes: colours of the window, the paper and the labels."""

import json
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from PySide6.QtGui import QColor, QPalette

from annotator.paths import resource

FALLBACK_HUE = "slate"


class Theme(NamedTuple):
    """One look. Every colour is opaque; `hues` are the strong label colours, readable as text on paper and panel."""

    name: str
    window: QColor
    paper: QColor
    panel: QColor
    field: QColor
    text: QColor
    muted: QColor
    border: QColor
    accent: QColor
    on_accent: QColor
    current_row: QColor
    selection: QColor
    hit: QColor
    caret: QColor
    warning: QColor
    danger: QColor
    tint_strength: float
    hues: Mapping[str, QColor]

    def hue(self, name: str) -> QColor:
        """The strong colour of a label's hue; the fallback for a name that the theme lacks."""
        return self.hues.get(name) or self.hues[FALLBACK_HUE]

    def tint(self, name: str) -> QColor:
        """The translucent colour that is laid behind text; two of them on top of each other show as darker."""
        color = QColor(self.hue(name))
        color.setAlphaF(self.tint_strength)
        return color

    def palette(self) -> QPalette:
        """The Qt palette of this look, for the Fusion style."""
        palette = QPalette()
        roles = QPalette.ColorRole
        for role, color in (
            (roles.Window, self.window),
            (roles.WindowText, self.text),
            (roles.Base, self.field),
            (roles.AlternateBase, self.panel),
            (roles.Text, self.text),
            (roles.Button, self.panel),
            (roles.ButtonText, self.text),
            (roles.BrightText, self.danger),
            (roles.ToolTipBase, self.paper),
            (roles.ToolTipText, self.text),
            (roles.PlaceholderText, self.muted),
            (roles.Highlight, self.accent),
            (roles.HighlightedText, self.on_accent),
            (roles.Link, self.accent),
            (roles.LinkVisited, self.accent),
            (roles.Accent, self.accent),
            (roles.Mid, self.border),
            (roles.Midlight, self.border),
        ):
            palette.setColor(role, color)
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.muted)
        return palette


@cache
def theme(name: str) -> Theme:
    """The theme "light" or "dark"."""
    data = json.loads(resource(f"themes/{name}.json").read_text("utf-8"))
    hues = {hue: QColor(value) for hue, value in data.pop("hues").items()}
    strength = data.pop("tint")
    return Theme(name=name, hues=hues, tint_strength=strength, **{key: QColor(value) for key, value in data.items()})
