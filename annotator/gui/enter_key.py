"""What Enter does to a button: it presses the one that has the focus, and never another instead."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def pressed_button(event: QKeyEvent, focused: QWidget | None) -> bool:
    """Presses the button with the focus if the key is Enter; whether it did.

    Qt's own buttons leave Enter to the dialog, which presses its main button, or to nobody.
    """
    if event.key() not in _ENTER or not isinstance(focused, (QPushButton, QToolButton)):
        return False
    focused.click()
    return True
