"""A pasted text as a new article."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from annotator.domain.headline import language_of, read_headline
from annotator.domain.model import AnnotatedArticle, Article, Meta, Origin
from annotator.domain.text import canonical, sha256_of, words_in
from annotator.gui import plain, words
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.workspace import Workspace
from annotator.store import actions


class PasteDialog(Dialog):
    """Shows the text that was pasted, with what was recognised at its top, and adds it.

    The text that is added is the one that was handed in, as long as nobody edits it in the field.
    """

    def __init__(self, workspace: Workspace, text: str, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("New article from a text"), parent, width=640)
        self._workspace = workspace
        self._given = text
        form = self.add_form()
        self.title = QLineEdit(self)
        self.title.setPlaceholderText(self.tr("From the first line"))
        self.add_row(form, self.tr("Title"), self.title)
        self.source = QLineEdit(self)
        self.add_row(form, self.tr("Source"), self.source)
        self.text = QPlainTextEdit(self)
        self.text.setPlainText(text)
        self.text.document().setModified(False)
        self.text.setAccessibleName(self.tr("Text of the article"))
        self.text.setPlaceholderText(self.tr("Paste or type the text here"))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(260)
        self.body.addWidget(self.text, 1)
        self._about = plain.label(parent=self, role="muted", wrap=True)
        self.body.addWidget(self._about)
        self.add_button(self.tr("Cancel")).clicked.connect(self.reject)
        self._add = self.add_button(self.tr("Add the article"), main=True)
        self._add.clicked.connect(self._take)
        self.text.textChanged.connect(self._describe)
        self.text.setFocus()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        workspace.project_closed.connect(self.close)
        self._describe()

    def _current(self) -> str:
        return self.text.toPlainText() if self.text.document().isModified() else self._given

    def _describe(self) -> None:
        text = self._current()
        self._add.setEnabled(bool(text.strip()))
        title, meta = _headline(text)
        self.title.setPlaceholderText(plain.one_line(title) or self.tr("From the first line"))
        self.source.setPlaceholderText(plain.one_line(meta.source))
        self._about.setText(
            words.line(words.words(words_in(text)), self.tr("the text cannot be changed once it is in the project"))
        )

    def _take(self) -> None:
        clean = canonical(self._current())
        sha256 = sha256_of(clean.text)
        if known := self._workspace.project.find_text(sha256):
            self._workspace.open_article(known)
            self._workspace.told.emit(self.tr("This text is in the project already; here it is."))
            self.accept()
            return
        title, meta = _headline(clean.text)
        if source := self.source.text().strip():
            meta = meta._replace(source=source)
        title = self.title.text().strip() or title or self.tr("Pasted text")
        article = Article("", title, clean.text, sha256, meta, Origin(newline=clean.newline))
        added = self._workspace.run(
            actions.add_articles, [AnnotatedArticle(article)], self._workspace.annotator, name=self.tr("Paste article")
        )
        if added is None:
            return
        if added.article_ids:
            self._workspace.open_article(added.article_ids[0])
        self.accept()


def _headline(text: str) -> tuple[str, Meta]:
    """What the first lines say of title, author, date and source, by the rules of the text importer."""
    top = read_headline(text)
    return top.title, Meta(top.source, top.url, top.date, language_of(text), top.author)
