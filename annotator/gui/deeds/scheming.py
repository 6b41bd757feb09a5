"""The label scheme, in a window of its own beside the text."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QDialog, QWidget

from annotator.gui.action import Action
from annotator.gui.looks import Looks
from annotator.gui.workspace import Workspace


class Scheming:
    """Deeds on the label scheme."""

    def __init__(
        self, workspace: Workspace, looks: Looks, actions: Callable[[], Sequence[Action]], window: QWidget
    ) -> None:
        self._workspace = workspace
        self._looks = looks
        self._actions = actions
        self._window = window
        self._dialog: QDialog | None = None

    def show(self) -> None:
        """Shows the labels to be edited; one window of them is enough."""
        if not self._workspace.is_open:
            return
        if self._dialog is None:
            from annotator.gui.dialogs.scheme import SchemeDialog

            self._dialog = SchemeDialog(self._workspace, self._looks, self._actions, self._window)
            self._dialog.finished.connect(self._forget)
            self._dialog.show()
        self._dialog.activateWindow()

    def _forget(self) -> None:
        self._dialog = None
