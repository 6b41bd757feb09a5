"""Our own icons: SVG files in one colour, painted in the colours of the theme."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap

from annotator.paths import resource

ICONS = (
    "about",
    "add",
    "article",
    "close",
    "document",
    "export",
    "filter",
    "flag",
    "import",
    "info",
    "keyboard",
    "next",
    "note",
    "nothing-found",
    "open",
    "paste",
    "person",
    "sample",
    "search",
    "tag",
    "trash",
    "warning",
)
"""Every icon there is: resources/icons/NAME.svg."""


@cache
def _source(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text("utf-8")


def pixmap(name: str, color: QColor, size: int, ratio: float | None = None) -> QPixmap:
    """The icon in that colour; `size` in device-independent pixels. Raises FileNotFoundError for a name we lack."""
    from PySide6.QtSvg import QSvgRenderer

    ratio = ratio or QGuiApplication.primaryScreen().devicePixelRatio()
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", color.name()).encode()))
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, color: QColor, size: int = 16) -> QIcon:
    """The icon in that colour, sharp on ordinary and dense screens."""
    found = QIcon()
    for ratio in (1.0, 2.0):
        found.addPixmap(pixmap(name, color, size, ratio))
    return found


def app_icon() -> QIcon:
    """The icon of the app itself, in its own colours."""
    return QIcon(str(resource("icons/annotator.svg")))
