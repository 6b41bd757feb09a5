"""Going from article to article, and from one part of the window to the next."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QWidget

from annotator.gui.article_panel import ArticlePanel
from annotator.gui.workspace import Workspace


def _tr(text: str) -> str:
    return QCoreApplication.translate("Going", text)


class Going:
    """Deeds that lead elsewhere."""

    def __init__(self, workspace: Workspace, panel: ArticlePanel, panes: Callable[[], Sequence[QWidget]]) -> None:
        self._workspace = workspace
        self._panel = panel
        self._panes = panes

    def next_article(self, forward: bool) -> None:
        """Opens the article below, or above, in the list as it is shown."""
        there = self._panel.model.neighbour(self._workspace.article_id, 1 if forward else -1)
        if there:
            self._workspace.open_article(there)
        else:
            self._workspace.told.emit(
                _tr("This is the last article.") if forward else _tr("This is the first article.")
            )

    def next_open(self) -> None:
        """Opens the next article that is not done."""
        if there := self._workspace.next_open(self._workspace.article_id):
            self._workspace.open_article(there)
        else:
            self._workspace.told.emit(_tr("Every other article is done."))

    def done_and_next(self) -> None:
        self._workspace.done_and_next()

    def find(self) -> None:
        """Leads into the search field."""
        self._panel.show()
        self._panel.focus_search()

    def next_pane(self, forward: bool) -> None:
        """Moves the keyboard to the next part of the window: articles, text, inspector."""
        panes = [pane for pane in self._panes() if pane.isVisible()]
        if not panes:
            return
        focused = QApplication.focusWidget()
        here = next((n for n, pane in enumerate(panes) if focused and _holds(pane, focused)), -1)
        step = 1 if forward else -1
        there = panes[(here + step) % len(panes)] if here >= 0 else panes[0]
        there.setFocus(Qt.FocusReason.TabFocusReason)


def _holds(pane: QWidget, focused: QWidget) -> bool:
    """Whether the focus is in the part of the window that the pane stands for."""
    around = pane.parentWidget()
    return pane is focused or (around is not None and around.isAncestorOf(focused))
