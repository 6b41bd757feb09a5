"""Finding what reads the same, and tagging all of it in one step."""

from PySide6.QtCore import QCoreApplication, QTimer

from annotator.domain.boundaries import trim
from annotator.domain.model import Extent
from annotator.domain.occurrences import Wording, occurrences
from annotator.gui import key_names, plain, words
from annotator.gui.alike.panel import AlikePanel
from annotator.gui.reading import ReadingView
from annotator.gui.workspace import Workspace
from annotator.store import actions


def _tr(text: str) -> str:
    return QCoreApplication.translate("Alike", text)


class Alike:
    """Deeds of the panel: opened from the text, shown in the text, applied to the project."""

    def __init__(self, workspace: Workspace, view: ReadingView, panel: AlikePanel) -> None:
        self._workspace = workspace
        self._view = view
        self._panel = panel
        self._finds_words = False
        """Whether typed text is to be found as whole words: as the person chose last."""
        panel.options.whole_words.toggled.connect(self._keep_choice)
        panel.listed.connect(self._mark_hits)
        panel.hit_chosen.connect(self._show_hit)
        panel.tag_wanted.connect(self.tag_ticked)
        panel.closed.connect(self._back_to_text)

    def find(self) -> None:
        """Opens the list on what is selected, or on what was looked for last; with the keyboard in its field."""
        if self._panel.isVisible() and self._panel.isAncestorOf(self._panel.window().focusWidget()):
            self._panel.focus_field()
            return
        self._open(self._selected(), everywhere=False, label="")
        self._panel.focus_field()

    def find_alike(self, *, everywhere: bool) -> None:
        """Opens the list on the selected span or text, or the word at the caret, ready to tag all of it.

        A span's label is the one that the places are looked at for.
        """
        target = self._selected() or self._view.target(Extent.PHRASE)
        if target is None or target[0] >= target[1]:
            self._workspace.told.emit(_tr("Nothing to look for here: the caret stands between words."))
            return
        if Wording(self._view.text[slice(*target)]).is_blank:
            self._workspace.told.emit(_tr("This is too long to stand anywhere else. Select less of it."))
            return
        span = self._workspace.span(self._view.current_span)
        self._open(target, everywhere=everywhere, label=span.label if span else "")
        self._panel.focus_list()

    def next_hit(self, *, forward: bool) -> None:
        """Shows the next place; opens the list first if it is closed."""
        if self._panel.isHidden():
            self.find()
        else:
            self._panel.next_hit(forward=forward)

    def tag_ticked(self, label: str) -> None:
        """Tags every ticked place that does not have the label yet, as one step."""
        if self._panel.is_seeking:
            self._workspace.told.emit(_tr("Still searching. Tag when all places are there."))
            return
        ranges = self._panel.model.ranges(label)
        if not ranges:
            self._workspace.told.emit(_tr("Nothing is ticked that is not tagged so already."))
            return
        changes = self._workspace.run(actions.tag_all, ranges, label, self._workspace.annotator)
        if changes is None:
            return
        count = len(changes.span_ids)
        said = _tr("Tagged 1 place as {label}") if count == 1 else _tr("Tagged {n} places as {label}")
        said = said.format(n=words.number(count), label=plain.one_line(label))
        self._workspace.told.emit(words.line(said, key_names.told(_tr("{edit.undo} takes all of it back"))))

    def _selected(self) -> tuple[int, int] | None:
        """The range of the selected text, span or suggestion, without white space at its ends."""
        view = self._view
        chosen = self._workspace.span(view.current_span) or view.suggestions.get(view.current_suggestion)
        found = (chosen.start, chosen.end) if chosen else view.selection
        return trim(view.text, *found) if found else None

    def _open(self, target: tuple[int, int] | None, *, everywhere: bool, label: str) -> None:
        view = self._view
        text = view.text[slice(*target)] if target else None
        if text is not None and Wording(text).is_blank:
            text = None
        offset = target[0] if target else view.caret
        self._panel.open_for(
            text, everywhere=everywhere, label=label, whole_words=self._is_whole(text, target), offset=offset
        )
        # The view has become smaller; what was looked at must still be seen.
        QTimer.singleShot(0, view, lambda: view.reveal(*(target or (offset, offset))))

    def _is_whole(self, text: str | None, target: tuple[int, int] | None) -> bool:
        """Whether whole words are looked for: not if part of a word was selected, which would then not be found."""
        if text is None or target is None:
            return self._finds_words
        return target in occurrences(self._view.text, Wording(text, match_case=True))

    def _keep_choice(self, on: bool) -> None:
        self._finds_words = on

    def _mark_hits(self) -> None:
        self._view.set_hits(self._panel.model.places_in(self._view.article_id) if self._view.article_id else ())

    def _show_hit(self, article_id: str, start: int, end: int) -> None:
        """Selects the place in the text, or what is tagged on it, so that the inspector tells of it."""
        if not self._workspace.open_article(article_id):
            return
        view, label = self._view, self._panel.model.label
        here = [span for span in view.spans.with_range(start, end) if span.annotator == self._workspace.annotator]
        if here:
            view.select_span(next((span for span in here if span.label == label), here[0]).id)
        else:
            view.select(start, end)
        view.center_on(start, end)

    def _back_to_text(self) -> None:
        self._view.set_hits(())
        self._view.setFocus()
