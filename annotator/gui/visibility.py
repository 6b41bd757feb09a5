"""Showing and hiding parts of a panel."""

from PySide6.QtWidgets import QWidget


def show_if(shown: bool, *widgets: QWidget) -> None:
    """Shows or hides widgets; does nothing, not even a new layout, where that is so already."""
    for widget in widgets:
        if widget.isHidden() is shown:
            widget.setVisible(shown)
