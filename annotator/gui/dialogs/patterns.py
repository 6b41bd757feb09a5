"""Editing a file of patterns: the user's own copy, which takes the place of the one that came with the app."""

import json
import tempfile
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from annotator.errors import AnnotatorError
from annotator.gui import plain
from annotator.gui.dialogs.frame import Dialog
from annotator.paths import resource
from annotator.suggesting.choices import patterns_folder

_LONGEST = 2_000_000


class PatternEditor(Dialog):
    """The file as text. It is kept only if it can be read."""

    kept = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Patterns: {name}").format(name=name), parent, width=720)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._name = name
        self._own = patterns_folder() / name
        self.field = QPlainTextEdit(self)
        self.field.setAccessibleName(self.tr("Text of the file"))
        self.field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.field.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.body.addWidget(self.field, 1)
        self.problem = plain.label(parent=self, role="danger", wrap=True, name=self.tr("What is wrong"))
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.back = self.add_button(self.tr("Back to the original"))
        self.back.clicked.connect(self._to_original)
        self.back.setEnabled(self._own.exists() and self._original() is not None)
        self.add_button(self.tr("Cancel")).clicked.connect(self.reject)
        self.keep = self.add_button(self.tr("Save"), main=True)
        self.keep.clicked.connect(self._keep)
        self.resize(760, 600)
        try:
            path = self._own if self._own.exists() else self._original() or self._own
            self.field.setPlainText(path.read_text("utf-8")[:_LONGEST])
        except (OSError, ValueError) as error:
            self._say(str(error))

    def _original(self) -> Path | None:
        try:
            return resource(f"patterns/{self._name}")
        except FileNotFoundError:
            return None

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _keep(self) -> None:
        text = self.field.toPlainText()
        try:
            self._check(text)
            self._own.parent.mkdir(parents=True, exist_ok=True)
            _write(self._own, text)
        except AnnotatorError as error:
            self._say(str(error))
        except OSError as error:
            self._say(self.tr("It cannot be written: {why}").format(why=error.strerror or str(error)))
        else:
            self.kept.emit()
            self.accept()

    def _check(self, text: str) -> None:
        """Raises BadPattern, or AnnotatorError with the line that is wrong."""
        from annotator.nlp.rules.patterns import read_patterns

        try:
            json.loads(text)
        except ValueError as error:
            raise AnnotatorError(self.tr("This cannot be read: {why}.").format(why=str(error))) from error
        with tempfile.TemporaryDirectory() as folder:
            draft = Path(folder) / self._name
            draft.write_text(text, "utf-8")
            for language in ("en", "es"):
                read_patterns([draft], language)

    def _to_original(self) -> None:
        try:
            self._own.unlink(missing_ok=True)
        except OSError as error:
            self._say(self.tr("It cannot be written: {why}").format(why=error.strerror or str(error)))
            return
        self.kept.emit()
        self.accept()


def _write(path: Path, text: str) -> None:
    """Whole or not at all. Raises OSError."""
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_text(text, "utf-8", newline="\n")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
