"""Who is annotating."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget

from annotator.errors import AnnotatorError
from annotator.gui import plain
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.workspace import Workspace

_LONGEST = 120


class AnnotatorDialog(Dialog):
    """Asks for a name; those that the project knows can be chosen."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Who is annotating?"), parent, width=420)
        self._workspace = workspace
        self.add_note(
            self.tr(
                "Every span and every status is kept under a name, so that several people can tag the same articles."
            )
        )
        self.name = QLineEdit(workspace.annotator, self)
        self.name.setMaxLength(_LONGEST)
        self.name.setAccessibleName(self.tr("Your name"))
        self.name.selectAll()
        self.body.addWidget(self.name)
        self._add_known()
        self.add_button(self.tr("Cancel")).clicked.connect(self.reject)
        self._start = self.add_button(self.tr("Annotate"), main=True)
        self._start.clicked.connect(self._take)
        self.name.textChanged.connect(lambda text: self._start.setEnabled(bool(text.strip())))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.name.setFocus()

    def _add_known(self) -> None:
        try:
            known = self._workspace.project.annotators()
        except AnnotatorError:
            return
        if not known:
            return
        self.body.addWidget(plain.label(self.tr("In this project"), self, role="muted"))
        names = QListWidget(self)
        names.setAccessibleName(self.tr("Annotators of this project"))
        names.setProperty("role", "boxed")
        names.addItems(known)
        names.setMaximumHeight(130)
        names.currentTextChanged.connect(self.name.setText)
        names.itemActivated.connect(lambda _item: self._take())
        self.body.addWidget(names)

    def _take(self) -> None:
        if name := self.name.text().strip():
            is_new = name != self._workspace.annotator
            self._workspace.set_annotator(name)
            if not is_new:
                self._workspace.confirm_annotator()
            self.accept()
