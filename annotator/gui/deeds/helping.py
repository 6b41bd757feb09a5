"""Cheat sheet and About."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QDialog, QWidget

from annotator.gui.action import Action


class Helping:
    """Deeds that explain."""

    def __init__(self, actions: Callable[[], Sequence[Action]], window: QWidget) -> None:
        self._actions = actions
        self._window = window
        self._sheet: QDialog | None = None

    def cheat_sheet(self) -> None:
        """Shows every key; the same key puts it away."""
        from annotator.gui.dialogs.cheat_sheet import CheatSheet

        if self._sheet is not None:
            self._sheet.close()
            return
        self._sheet = CheatSheet(self._actions(), self._window)
        self._sheet.finished.connect(self._forget)
        self._sheet.show()

    def close_sheet(self) -> None:
        """Puts the sheet away, if it is shown."""
        if self._sheet is not None:
            self._sheet.close()

    def _forget(self) -> None:
        self._sheet = None

    def about(self) -> None:
        from annotator.gui.dialogs.about import About

        About(self._window).open()
