"""Deciding on suggestions, one by one; and what opens the list, the settings and the work in the background."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QStatusBar, QWidget

from annotator.domain.model import Extent, Suggestion
from annotator.errors import AnnotatorError
from annotator.gui import key_names, plain
from annotator.gui.inspector import Inspector
from annotator.gui.looks import Looks
from annotator.gui.panes import Panes
from annotator.gui.reading import ReadingView
from annotator.gui.settings import Settings
from annotator.gui.suggesting.offers import Offers
from annotator.gui.workspace import Workspace
from annotator.store import Changes, actions

if TYPE_CHECKING:
    from annotator.gui.suggesting.background import Background


def _tr(text: str) -> str:
    return QCoreApplication.translate("Suggesting", text)


class Suggesting:
    """Deeds on the suggestion that is chosen in the text."""

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        view: ReadingView,
        offers: Offers,
        inspector: Inspector,
        panes: Panes,
        looks: Looks,
        status: QStatusBar,
        window: QWidget,
    ) -> None:
        self._workspace = workspace
        self._settings = settings
        self._view = view
        self._offers = offers
        self._inspector = inspector
        self._panes = panes
        self._looks = looks
        self._status = status
        self._window = window
        self._background: Background | None = None
        settings.watch(lambda _name: self.watch())
        self.watch()

    # one by one

    def next(self, *, forward: bool) -> None:
        """Goes to the next suggestion; says so if there is none."""
        if not self._offers.is_on:
            self._workspace.told.emit(key_names.told(_tr("Suggestions are hidden. {suggest.shown} shows them.")))
        elif not self._offers.count:
            waiting = self._offers.helper.is_busy
            said = _tr("Still looking for suggestions.") if waiting else _tr("Nothing is suggested here.")
            self._workspace.told.emit(said)
        else:
            self._view.next_suggestion(forward=forward)

    def accept(self) -> bool:
        """Makes a span of the chosen suggestion and goes to the next; whether one was chosen."""
        one = self._offers.current
        if one is not None:
            self._decide(one, lambda: self._workspace.run(
                actions.accept_suggestions, [one], self._workspace.annotator, seconds=self._offers.seconds
            ))  # fmt: skip
        return one is not None

    def reject(self) -> bool:
        """Says no to the chosen suggestion and goes to the next; whether one was chosen."""
        one = self._offers.current
        if one is not None:
            self._decide(one, lambda: self._workspace.run(
                actions.reject_suggestions, [one], self._workspace.annotator, seconds=self._offers.seconds
            ))  # fmt: skip
        return one is not None

    def accept_as(self, label: str) -> bool:
        """Accepts the chosen suggestion with a label; whether one was chosen."""
        one = self._offers.current
        if one is None:
            return False
        if label == one.label:
            return self.accept()
        self._decide(one, lambda: self._workspace.run(
            actions.accept_changed, one, self._workspace.annotator, label=label, seconds=self._offers.seconds
        ))  # fmt: skip
        return True

    def nudge(self, border: str, *, forward: bool, unit: str) -> bool:
        """Accepts the chosen suggestion with one border moved, and keeps it selected; whether one was chosen."""
        one = self._offers.current
        if one is None:
            return False
        target = self._view.nudge_target(border, forward=forward, unit=unit)
        if target is not None and target != (one.start, one.end):
            changes = self._workspace.run(
                actions.accept_changed, one, self._workspace.annotator, borders=target, seconds=self._offers.seconds
            )
            if changes is not None and changes.span_ids:
                self._view.select_span(changes.span_ids[-1])
        return True

    def enter(self) -> None:
        """Accepts the chosen suggestion; else leads into the note of the selected span."""
        if not self.accept():
            self._inspector.write_note()

    def why(self) -> None:
        """Says why the chosen suggestion is proposed, here and in the inspector."""
        one = self._offers.current
        if one is not None:
            if self._inspector.isHidden():
                self._panes.toggle_inspector()
            self._workspace.told.emit(plain.one_line(one.reason) or _tr("No reason was given."))

    def toggle(self) -> None:
        self._settings.set("suggestions_shown", not self._offers.is_on)

    # many, and the background

    def list_alike(self) -> None:
        """Lists all suggestions with the label of the chosen one, or of the next, to decide on them together."""
        from annotator.gui.dialogs.suggestion_list import SuggestionList

        if self._offers.current is None:
            self.next(forward=True)
        one = self._offers.current
        if one is None:
            return
        alike = [other for other in self._offers.shown if other.label == one.label]
        dialog = SuggestionList(self._workspace, one.label, alike, self._looks.theme, self._window)
        dialog.shown.connect(self._view.center_on)
        dialog.show()

    @property
    def background(self) -> "Background":
        """The long work; made when it is first asked for."""
        if self._background is None:
            from annotator.gui.suggesting.background import Background

            self._background = Background(self._workspace, self._settings, self._offers, self._status, self._window)
        return self._background

    def watch(self) -> None:
        """Learns by itself after so many finished articles, where that is wanted."""
        if self._settings.get("train_every"):
            _ = self.background

    def everywhere(self) -> None:
        """Suggests in all articles."""
        self.background.everywhere()

    def train(self) -> None:
        """Trains on what is tagged."""
        self.background.train()

    def export_trained(self) -> None:
        """Asks for a folder and copies what was trained into it, for any spaCy to load."""
        from annotator.gui.dialogs import files
        from annotator.suggesting.learning import export_trained

        start = self._workspace.project.path.with_name("model")
        path = files.ask_export_target(self._window, start, "", "", is_folder=True)
        self._window.activateWindow()
        if path is None:
            return
        try:
            export_trained(self._workspace.project.id, path)
        except AnnotatorError as error:
            self._workspace.failed.emit(error)
        else:
            self._workspace.told.emit(_tr("Exported to “{name}”.").format(name=plain.one_line(path.name)))

    def statistics(self) -> None:
        """Shows what became of suggestions."""
        from annotator.gui.dialogs.statistics import StatisticsDialog

        try:
            stats = self._workspace.project.suggestion_stats()
        except AnnotatorError as error:
            self._workspace.failed.emit(error)
            return
        dialog = StatisticsDialog(stats, self._window)
        self._workspace.project_closed.connect(dialog.close)
        dialog.show()

    def settings(self) -> None:
        """Shows thresholds, pipelines and patterns."""
        from annotator.gui.dialogs.suggestion_settings import SuggestionSettings

        SuggestionSettings(self._workspace, self._settings, self._offers, self._looks.theme, self._window).show()

    def close(self) -> None:
        """Ends what runs, before the window goes."""
        if self._background is not None:
            self._background.close()

    def _decide(self, one: Suggestion, deed: Callable[[], Changes | None]) -> None:
        """Does it, and goes on to the suggestion that follows in the text; without one, the caret stays there."""
        after = self._following(one)
        if deed() is None:
            return
        if after and self._offers.get(after) is not None:
            self._view.select_span(after)
        else:
            is_phrase = self._workspace.label(one.label).extent is Extent.PHRASE
            self._view.place_caret(one.end if is_phrase else one.start)
            left = self._offers.count
            if left:
                said = _tr("The last one. {n} are left above; {suggest.next} goes to the first.").replace(
                    "{n}", str(left)
                )
                self._workspace.told.emit(key_names.told(said))
            else:
                self._workspace.told.emit(key_names.told(_tr("No suggestion is left here. {edit.undo} takes back.")))

    def _following(self, one: Suggestion) -> str:
        span = self._view.suggestions.get(one.id)
        following = next(self._view.suggestions.after(span), None) if span else None
        return following.id if following else ""
