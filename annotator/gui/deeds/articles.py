"""What is done to the open article as a whole: status, flag, details, removal."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from annotator.domain.model import Status
from annotator.gui.article_model import ArticleListModel
from annotator.gui.workspace import Workspace
from annotator.store import actions


def _tr(text: str) -> str:
    return QCoreApplication.translate("Articles", text)


class Articles:
    """Deeds on the open article."""

    def __init__(self, workspace: Workspace, model: ArticleListModel, window: QWidget) -> None:
        self._workspace = workspace
        self._model = model
        self._window = window

    def set_status(self, status: str) -> None:
        if article_id := self._workspace.article_id:
            self._workspace.run(actions.set_status, [article_id], Status(status), self._workspace.annotator)

    def toggle_flag(self) -> None:
        if article := self._workspace.article:
            self._workspace.run(actions.set_flag, [article.id], not article.flag)

    def details(self) -> None:
        """Shows what is known of the article, to be corrected."""
        if self._workspace.article:
            from annotator.gui.dialogs.article_details import ArticleDetails

            ArticleDetails(self._workspace, self._window).open()

    def remove(self) -> None:
        """Takes the article out of the project, without a question: it can be undone."""
        article = self._workspace.article
        if article is None:
            return
        there = self._model.neighbour(article.id, 1) or self._model.neighbour(article.id, -1)
        self._workspace.remove_article(article.id, "" if there == article.id else there)
        self._workspace.told.emit(_tr("Removed “{title}”. Ctrl+Z brings it back.").format(title=article.title[:60]))
