"""What is known of an article: title, source, address, date, language, author, and a note."""

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from annotator.gui import plain, words
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.workspace import Workspace
from annotator.store import actions

_DATE = re.compile(r"(\d{4}(-\d\d(-\d\d)?)?)?")


class ArticleDetails(Dialog):
    """Corrects what is known of the open article. Its text cannot be changed, and says why."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Article details"), parent, width=560)
        self._workspace = workspace
        article = workspace.article
        if article is None:
            raise ValueError("no article is open")
        self._article = article
        meta = article.meta
        form = self.add_form()
        self.fields: dict[str, QLineEdit] = {}
        for name, text, value, hint in (
            ("title", self.tr("Title"), article.title, ""),
            ("source", self.tr("Source"), meta.source, self.tr("Harbour Post")),
            ("url", self.tr("Address"), meta.url, "https://"),
            ("date", self.tr("Date"), meta.date, self.tr("year-month-day")),
            ("author", self.tr("Author"), meta.author, ""),
            ("language", self.tr("Language"), meta.language, self.tr("en, es, de …")),
        ):
            field = QLineEdit(plain.one_line(value), self)
            field.setPlaceholderText(hint)
            self.fields[name] = field
            self.add_row(form, text, field)
        self.note = QPlainTextEdit(self)
        self.note.setPlainText(article.note)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(self.note.fontMetrics().height() * 4 + 16)
        self.add_row(form, self.tr("Note"), self.note)
        self._problem = plain.label(parent=self, role="danger", wrap=True)
        self._problem.hide()
        self.body.addWidget(self._problem)
        self.add_note(self._origin())
        self.add_button(self.tr("Cancel")).clicked.connect(self.reject)
        self._keep = self.add_button(self.tr("Save"), main=True)
        self._keep.clicked.connect(self._take)
        self._keep.setEnabled(not workspace.read_only)
        self.fields["date"].textChanged.connect(self._check)
        self.fields["title"].setFocus()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        workspace.project_closed.connect(self.close)

    def _origin(self) -> str:
        origin = self._article.origin
        count = self.tr("{n} characters").format(n=words.number(len(self._article.text)))
        read = self.tr("read from {file}").format(file=plain.one_line(origin.file)) if origin.file else ""
        fixed = self.tr("the text itself stays as it is, because spans count its characters")
        return words.line(count, read, origin.encoding, fixed)

    def _check(self) -> bool:
        is_fine = bool(_DATE.fullmatch(self.fields["date"].text().strip()))
        self._problem.setText(
            "" if is_fine else self.tr("Write the date as 2024-02-04, or only the year or month of it.")
        )
        self._problem.setVisible(not is_fine)
        self._keep.setEnabled(is_fine and not self._workspace.read_only)
        return is_fine

    def _take(self) -> None:
        if not self._check():
            return
        article, meta = self._article, self._article.meta
        before = {
            "title": article.title, "source": meta.source, "url": meta.url,
            "date": meta.date, "author": meta.author, "language": meta.language,
        }  # fmt: skip
        changed: dict[str, str] = {}
        for name, field in self.fields.items():
            value = field.text().strip()
            if value != plain.one_line(before[name]):
                changed[name] = value
        if changed and self._workspace.run(actions.edit_article, article.id, **changed) is None:
            return
        note = self.note.toPlainText().strip()
        if note != article.note.strip() and self._workspace.run(actions.set_note, article.id, note) is None:
            return
        self.accept()
