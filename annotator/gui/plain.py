"""The one way foreign strings reach a widget: as plain text, whatever they look like.

Titles, labels, notes, file names and error texts come from files that nobody here has checked. Qt guesses whether a
string is rich text; here it is never left to guess.
"""

from typing import TYPE_CHECKING
from unicodedata import bidirectional

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

_RIGHT_TO_LEFT = frozenset(("R", "AL"))


def label(
    text: str = "",
    parent: QWidget | None = None,
    *,
    role: str = "",
    wrap: bool = False,
    selectable: bool = False,
    name: str = "",
) -> QLabel:
    """A label that shows its text as it is. `role` names its style, such as "muted"; `name` is for assistive tools."""
    widget = QLabel(parent)
    widget.setTextFormat(Qt.TextFormat.PlainText)
    widget.setText(text)
    widget.setWordWrap(wrap)
    if selectable:
        widget.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    if role:
        widget.setProperty("role", role)
    if name:
        widget.setAccessibleName(name)
    return widget


def tip(text: str) -> str:
    """The text as a tool tip that shows it literally, wrapped at a comfortable width; "" for none."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return f"<qt>{escaped.replace(chr(10), '<br>')}</qt>" if text else ""


def set_tip(target: QWidget | QAction, text: str) -> None:
    """Gives a widget or an action a tool tip."""
    target.setToolTip(tip(text))


def caption(text: str) -> str:
    """The text for a button or menu item, where Qt would take an ampersand for a mnemonic."""
    return one_line(text).replace("&", "&&")


def window_title(text: str) -> str:
    """The text for a title bar, where Qt would take "[*]" for the mark of unsaved changes."""
    return one_line(text).replace("[*]", "[*][*]")


def one_line(text: str) -> str:
    """The text with every run of white space, line ends included, as one space."""
    return " ".join(text.split())


def isolated(text: str) -> str:
    """The text as part of a line in another writing direction: it neither turns round nor is turned round by the rest.

    Marks of Unicode (first strong isolate) go round what may run from right to left, and nothing else.
    """
    if text.isascii() or _RIGHT_TO_LEFT.isdisjoint(map(bidirectional, text)):
        return text
    return f"\u2068{text}\u2069"


def shortened(text: str, length: int) -> str:
    """The text on one line, cut with "…" after so many characters."""
    line = one_line(text[: length * 3])
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def message(parent: QWidget | None, title: str, text: str, detail: str = "", *, warning: bool = False) -> "QMessageBox":
    """A message that does not stop the window. It is shown and deletes itself when closed."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.Warning if warning else QMessageBox.Icon.Information)
    box.setWindowTitle(window_title(title))
    box.setText(text)
    box.setAccessibleName(one_line(title))
    for shown in box.findChildren(QLabel):
        shown.setTextFormat(Qt.TextFormat.PlainText)
    if detail:
        box.setInformativeText(detail)
        for shown in box.findChildren(QLabel):
            shown.setTextFormat(Qt.TextFormat.PlainText)
    box.setModal(False)
    box.show()
    return box
