"""What was removed, to be brought back: articles and spans, each as one step, several at once if wanted."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QTabWidget, QWidget

from annotator.errors import AnnotatorError
from annotator.gui import key_names, plain, words
from annotator.gui.care.table import Rows, TableList
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.workspace import Workspace
from annotator.store import actions
from annotator.store.trash import RemovedArticle, RemovedSpan, Trash

_SIZE = QSize(820, 540)


class TrashDialog(Dialog):
    """Two lists, latest first. Nothing in here is deleted by itself."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Trash"), parent, width=600)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        self.add_note(
            self.tr("What was removed stays here until the history is compacted, which happens on request only.")
        )
        self.articles = Rows[RemovedArticle](
            (self.tr("Title"), self.tr("Source"), self.tr("Spans"), self.tr("Removed")), self._article_texts, self
        )
        self.spans = Rows[RemovedSpan](
            (self.tr("Text"), self.tr("Label"), self.tr("Whose"), self.tr("Article"), self.tr("Removed")),
            self._span_texts,
            self,
        )
        self.article_list = TableList(
            self.articles,
            self.tr("Removed articles"),
            self,
            empty=key_names.told(
                self.tr("No article was removed. {article.remove} removes one, and it can be found here.")
            ),
            many=True,
        )
        self.article_list.set_widths(0, 24, 8, 22)
        self.span_list = TableList(
            self.spans,
            self.tr("Removed spans"),
            self,
            empty=key_names.told(self.tr("No span was removed. {span.remove} removes one, and it can be found here.")),
            many=True,
        )
        self.span_list.set_widths(0, 12, 12, 26, 22)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Articles or spans"))
        for view in (self.article_list, self.span_list):
            self.tabs.addTab(view, "")
            view.entered.connect(self._bring_back)
            view.chosen.connect(self._refresh)
        self.tabs.currentChanged.connect(self._refresh)
        self.said = plain.label(parent=self, role="danger", wrap=True, name=self.tr("Why not"))
        self.said.hide()
        self.body.addWidget(self.tabs, 1)
        self.body.addWidget(self.said)
        self.add_button(self.tr("Close")).clicked.connect(self.close)
        self.back = self.add_button(self.tr("&Bring back"), main=True)
        self.back.clicked.connect(self._bring_back)
        workspace.changed.connect(self.reload)
        self.resize(_SIZE)
        self.reload()
        if not self.articles.values() and self.spans.values():
            self.tabs.setCurrentIndex(1)
        for view in (self.article_list, self.span_list):
            view.choose(0)
        self._list().setFocus()

    def _article_texts(self, one: RemovedArticle) -> tuple[str, ...]:
        return one.title or self.tr("Without a title"), one.source, words.number(one.spans), words.moment(one.at)

    def _span_texts(self, one: RemovedSpan) -> tuple[str, ...]:
        return one.quote, one.label, one.annotator, one.title, words.moment(one.at)

    def _list(self) -> TableList:
        return self.article_list if self.tabs.currentIndex() == 0 else self.span_list

    def reload(self) -> None:
        """Shows what is in the trash now."""
        if not self._workspace.is_open:
            return
        try:
            found = self._workspace.project.trash()
        except AnnotatorError as error:
            self._say(str(error))
            found = Trash([], [])
        self.articles.show(found.articles)
        self.spans.show(found.spans)
        self.tabs.setTabText(0, self.tr("&Articles ({n})").format(n=words.number(len(found.articles))))
        self.tabs.setTabText(1, self.tr("&Spans ({n})").format(n=words.number(len(found.spans))))
        self._refresh()

    def _refresh(self) -> None:
        self.back.setEnabled(bool(self._list().rows()) and not self._workspace.read_only)

    def _bring_back(self) -> None:
        view = self._list()
        row = view.row
        articles, spans = list[str](), list[str]()
        if view is self.article_list:
            articles = [article.id for row in view.rows() if (article := self.articles.value(row))]
        else:
            spans = [span.id for row in view.rows() if (span := self.spans.value(row))]
        if not articles and not spans:
            return
        try:
            changes = actions.restore(self._workspace.project, articles, spans)
        except AnnotatorError as error:
            self._workspace.catch_up_after(error)
            self._say(str(error))
            return
        self._say("")
        self._workspace.tell_changes(changes)
        self._workspace.told.emit(changes.name)
        view.choose(min(row, view.model().rowCount() - 1))

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))
