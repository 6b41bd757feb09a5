"""The program's icon in the sizes and formats that desktops ask for, painted from its one SVG file."""

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICON = Path(__file__).resolve().parent.parent.parent / "resources" / "icons" / "annotator.svg"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_ICNS_KINDS = {32: b"ic11", 64: b"ic12", 128: b"ic07", 256: b"ic08", 512: b"ic09"}


def painted(svg: Path, size: int) -> bytes:
    """The picture as PNG, `size` pixels wide and high."""
    app = QGuiApplication.instance() or QGuiApplication([])
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    del app
    return bytes(buffer.data().data())


def write_icon(target: Path) -> None:
    """Writes an .ico for Windows or an .icns for macOS, as the suffix says; both are lists of PNG pictures."""
    target.write_bytes(_ico() if target.suffix == ".ico" else _icns())


def _ico() -> bytes:
    sizes = [size for size in SIZES if size <= 256]
    pictures = [painted(ICON, size) for size in sizes]
    head = b"\0\0\1\0" + len(sizes).to_bytes(2, "little")
    entries, at = b"", len(head) + 16 * len(sizes)
    for size, picture in zip(sizes, pictures, strict=True):
        side = bytes([size % 256])
        entries += side + side + b"\0\0\1\0\x20\0" + len(picture).to_bytes(4, "little") + at.to_bytes(4, "little")
        at += len(picture)
    return head + entries + b"".join(pictures)


def _icns() -> bytes:
    parts = [(kind, painted(ICON, size)) for size, kind in _ICNS_KINDS.items()]
    body = b"".join(kind + (8 + len(picture)).to_bytes(4, "big") + picture for kind, picture in parts)
    return b"icns" + (8 + len(body)).to_bytes(4, "big") + body
