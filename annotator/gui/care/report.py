"""What a check or a recovery found, as a list that can be read at leisure and copied."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from annotator.gui.dialogs.frame import Dialog

_SIZE = QSize(720, 480)
_MOST = 5000


class ReportDialog(Dialog):
    """A sentence on top, the lines below, and what can be done about them."""

    def __init__(
        self,
        title: str,
        said: str,
        lines: Sequence[str],
        offers: Sequence[tuple[str, Callable[[], object]]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent, width=560)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.add_note(said)
        if lines:
            self.text = QPlainTextEdit(self)
            self.text.setReadOnly(True)
            self.text.setAccessibleName(title)
            self.text.setTabChangesFocus(True)
            self.text.setPlainText("\n".join(lines[:_MOST]))
            self.body.addWidget(self.text, 1)
            self.resize(_SIZE)
        for text, deed in offers:
            self.add_button(text).clicked.connect(lambda _checked=False, deed=deed: self._do(deed))
        self.add_button(self.tr("Close"), main=True).clicked.connect(self.close)

    def _do(self, deed: Callable[[], object]) -> None:
        self.close()
        deed()
