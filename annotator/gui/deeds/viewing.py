"""What is shown and how: panels, colours, size, snapping, other people's spans."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QWidget

from annotator.gui.looks import Looks
from annotator.gui.panes import Panes
from annotator.gui.reading_pane import ReadingPane
from annotator.gui.settings import Settings
from annotator.gui.workspace import Workspace


class Viewing:
    """Deeds that change the look of the window; all but one are remembered."""

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        looks: Looks,
        pane: ReadingPane,
        panes: Panes,
    ) -> None:
        self._workspace = workspace
        self._settings = settings
        self._looks = looks
        self._pane = pane
        self._panes = panes

    def toggle_articles(self) -> None:
        self._toggle(self._panes.articles, self._panes.toggle_articles)

    def toggle_inspector(self) -> None:
        self._toggle(self._panes.inspector, self._panes.toggle_inspector)

    def _toggle(self, panel: QWidget, toggle: Callable[[], bool]) -> None:
        focused = QApplication.focusWidget()
        had_focus = focused is not None and panel.isAncestorOf(focused)
        if not toggle() and had_focus:
            self._pane.focus_text()

    def toggle_others(self) -> None:
        self._workspace.show_others(not self._workspace.others_shown)

    def toggle_snap(self) -> None:
        """Snaps mouse selections to words, or no longer."""
        self._settings.set("snap", not self._settings.get("snap"))

    def toggle_unseen(self) -> None:
        """Flags characters that show nothing, or no longer."""
        self._settings.set("unseen_shown", not self._settings.get("unseen_shown"))

    def zoom(self, step: int) -> None:
        """Makes the text larger or smaller by so many per cent; 0 for normal size."""
        view = self._pane.view
        view.set_zoom(view.zoom + step if step else 100)

    def use_theme(self, choice: str) -> None:
        self._looks.choose(choice)

    def checked(self) -> dict[str, bool]:
        """Which of the checkable actions are on."""
        return {
            "view.articles": not self._panes.articles.isHidden(),
            "view.inspector": not self._panes.inspector.isHidden(),
            "view.others": self._workspace.others_shown,
            "view.snap": self._pane.view.snap,
            "view.unseen": self._settings.get("unseen_shown"),
            **{f"view.theme_{choice}": self._looks.choice == choice for choice in ("system", "light", "dark")},
        }
