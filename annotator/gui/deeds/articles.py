"""What is done to articles as a whole: status, flag, details, removal; and the mark of how far one has read."""

from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from annotator.domain.model import Status
from annotator.gui import key_names, words
from annotator.gui.article_panel import ArticlePanel
from annotator.gui.reading import ReadingView
from annotator.gui.workspace import Workspace
from annotator.store import actions

_MENU = ("article.done", "article.in_progress", "article.todo", "", "article.flag", "article.details", "article.remove")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Articles", text)


class Articles:
    """Deeds on the open article, or on those that are chosen in the list while the keyboard is there."""

    def __init__(self, workspace: Workspace, panel: ArticlePanel, view: ReadingView, window: QWidget) -> None:
        self._workspace = workspace
        self._panel = panel
        self._view = view
        self._window = window

    def _targets(self) -> list[str]:
        chosen = self._panel.chosen_ids() if self._panel.list.hasFocus() else []
        return chosen or [article_id for article_id in (self._workspace.article_id,) if article_id]

    def show_menu(self, place: QPoint, made: dict[str, QAction]) -> None:
        """Shows what can be done with the chosen articles, at a place on the screen."""
        if not self._targets():
            return
        self._panel.list.setFocus()
        menu = QMenu(self._window)
        menu.setAccessibleName(_tr("Chosen articles"))
        for name in _MENU:
            if name:
                menu.addAction(made[name])
            else:
                menu.addSeparator()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def set_status(self, status: str) -> None:
        if ids := self._targets():
            self._workspace.run(actions.set_status, ids, Status(status), self._workspace.annotator)

    def toggle_flag(self) -> None:
        """Flags them; if all of them are flagged, takes the flags away."""
        if not (ids := self._targets()):
            return
        found = self._workspace.project.summaries(ids, self._workspace.annotator)
        self._workspace.run(actions.set_flag, ids, not all(summary.flag for summary in found))

    def details(self) -> None:
        """Opens the article and shows what is known of it, to be corrected."""
        ids = self._targets()
        if ids and self._workspace.open_article(ids[0]):
            from annotator.gui.dialogs.article_details import ArticleDetails

            ArticleDetails(self._workspace, self._window).open()

    def remove(self) -> None:
        """Takes them out of the project, without a question: it can be undone."""
        ids = self._targets()
        if not ids:
            return
        workspace, before = self._workspace, self._workspace.article_id
        title = workspace.article.title[:60] if workspace.article and ids == [before] else ""
        if before in ids:
            workspace.open_article(self._neighbour(before, set(ids)))
        if workspace.run(actions.remove_articles, ids) is None:
            workspace.open_article(before)
            return
        said = _tr("Removed “{what}”.") if title else _tr("Removed {what}.")
        said = said.format(what=title or words.articles(len(ids)))
        back = _tr("{edit.undo} brings it back.") if len(ids) == 1 else _tr("{edit.undo} brings them back.")
        workspace.told.emit(f"{said} {key_names.told(back)}")

    def _neighbour(self, article_id: str, going: set[str]) -> str:
        """The next article in the list that stays, else the one before; "" if none stays."""
        ids = list(self._panel.model.ids)
        at = ids.index(article_id) if article_id in ids else 0
        return next((other for other in ids[at:] + ids[:at][::-1] if other not in going), "")

    # how far one has read

    def mark_place(self) -> None:
        """Marks the article as read up to the line with the caret; on the line that is marked, takes the mark away."""
        article = self._workspace.article
        if article is None:
            return
        line = self._view.line_at(self._view.caret)
        place = self._workspace.place()
        is_marked = place is not None and line[0] <= place <= line[1]
        new = None if is_marked else line[0]
        if self._workspace.run(actions.set_place, article.id, self._workspace.annotator, new) is None:
            return
        gone = _tr("The mark is gone.")
        there = key_names.told(_tr("Marked as read up to here. {article.go_to_place} leads back to it."))
        self._workspace.told.emit(gone if is_marked else there)

    def go_to_place(self) -> None:
        """Goes to the mark."""
        place = self._workspace.place()
        if place is None:
            self._workspace.told.emit(key_names.told(_tr("No place is marked here. {article.mark_place} marks one.")))
            return
        self._view.setFocus()
        self._view.place_caret(place)
        self._view.center_on(place, place)
