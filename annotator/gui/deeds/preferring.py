"""The preferences, in a window of their own beside the text."""

from PySide6.QtWidgets import QDialog, QWidget

from annotator.gui.looks import Looks
from annotator.gui.menus import Menus
from annotator.gui.settings import Settings


class Preferring:
    """Shows the preferences; one window of them is enough."""

    def __init__(self, settings: Settings, looks: Looks, menus: Menus, window: QWidget) -> None:
        self._settings = settings
        self._looks = looks
        self._menus = menus
        self._window = window
        self._dialog: QDialog | None = None

    def show(self) -> None:
        if self._dialog is None:
            from annotator.gui.dialogs.preferences import Preferences

            self._dialog = Preferences(self._settings, self._looks, self._menus, self._window)
            self._dialog.finished.connect(self._forget)
            self._dialog.show()
        self._dialog.activateWindow()

    def _forget(self) -> None:
        self._dialog = None
