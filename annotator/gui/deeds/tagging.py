"""Tagging, relabelling, moving borders, removing; undo and redo."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from annotator.domain.habits import tidy
from annotator.domain.model import Extent, Span, note_of
from annotator.domain.nesting import reading_order
from annotator.gui import key_names
from annotator.gui.deeds.suggesting import Suggesting
from annotator.gui.reading import ReadingView
from annotator.gui.settings import Settings
from annotator.gui.workspace import SpanDelta, Workspace
from annotator.store import Changes, actions


def _tr(text: str) -> str:
    return QCoreApplication.translate("Tagging", text)


class Tagging:
    """Deeds on the spans of the open article."""

    def __init__(self, workspace: Workspace, settings: Settings, view: ReadingView, suggesting: Suggesting) -> None:
        self._workspace = workspace
        self._settings = settings
        self._view = view
        self._suggesting = suggesting
        self._latest = SpanDelta()
        view.borders_dragged.connect(self.move_borders)
        workspace.spans_changed.connect(self._keep_delta)

    def tag(self, label: str) -> None:
        """Tags what is selected, or what stands at the caret; relabels the selected span, accepts a suggestion so."""
        if self._suggesting.accept_as(label):
            return
        if span := self._own_span():
            self.relabel(span.id, label)
            return
        if self._view.current_span:
            return
        target = self._view.target(self._workspace.label(label).extent)
        if target is None or target[0] >= target[1]:
            self._workspace.told.emit(_tr("Nothing to tag here: the caret stands between words."))
            return
        if self._settings.get("tidy"):
            target = tidy(self._view.text, *target, self._workspace.label(label).extent)
        self._tag_range(*target, label)

    def tag_again(self, label: str) -> None:
        """Adds a second label on the range of the selected span; without one, just tags."""
        span = self._workspace.span(self._view.current_span)
        if span is None:
            self.tag(label)
        else:
            self._tag_range(span.start, span.end, label)

    def _tag_range(self, start: int, end: int, label: str) -> None:
        article_id = self._workspace.article_id
        if not article_id:
            return
        changes = self._workspace.run(actions.tag, article_id, start, end, label, self._workspace.annotator)
        if changes is not None and changes.span_ids:
            # What comes next is after a phrase, but inside a statement.
            is_phrase = self._workspace.label(label).extent is Extent.PHRASE
            self._view.select_span(changes.span_ids[-1], caret=end if is_phrase else None)

    def relabel(self, span_id: str, label: str) -> None:
        """Gives a span another label."""
        span = self._workspace.span(span_id)
        if span and span.label != label and self._workspace.run(actions.relabel, [span_id], label) is not None:
            self._view.select_span(span_id)

    def remove(self) -> None:
        """Removes the selected span, or rejects the chosen suggestion."""
        if self._suggesting.reject():
            return
        if span := self._own_span():
            self.remove_span(span.id)

    def remove_span(self, span_id: str) -> None:
        span = self._workspace.span(span_id)
        if span is None or self._workspace.run(actions.remove_spans, [span_id]) is None:
            return
        self._view.place_caret(span.start)
        self._workspace.told.emit(key_names.told(_tr("Removed. {edit.undo} brings it back.")))

    def move_borders(self, span_id: str, start: int, end: int) -> None:
        """Gives a span another range."""
        span = self._workspace.span(span_id)
        if span is None:
            return
        done = self._is_own(span) and self._workspace.run(actions.move_borders, span_id, start, end)
        if not done:
            self._view.replace_spans([span_id], [span])
        self._view.select_span(span_id)

    def nudge(self, border: str, *, forward: bool, unit: str) -> None:
        """Moves one border of the selected span, or of a suggestion that is accepted so, by a word or a character."""
        if self._suggesting.nudge(border, forward=forward, unit=unit):
            return
        span = self._own_span()
        target = self._view.nudge_target(border, forward=forward, unit=unit) if span else None
        if span and target and target != (span.start, span.end):
            self.move_borders(span.id, *target)

    def split(self) -> None:
        """Makes two spans of the selected one if it is around the caret, else of the innermost one that is."""
        caret, current = self._view.caret, self._view.current_span
        around = [span for span in self._view.spans.at(caret) if span.start < caret and self._is_mine(span)]
        chosen = next((span for span in around if span.id == current), around[0] if around else None)
        if chosen is None:
            self._workspace.told.emit(_tr("Put the caret inside a span, where it is to be split."))
        elif self._workspace.run(actions.split_span, chosen.id, caret) is not None:
            self._view.place_caret(caret)

    def merge(self) -> None:
        """Makes one span of the selected one and the next with its label."""
        span = self._own_span()
        if span is None:
            self._workspace.told.emit(_tr("Select the span that is to grow into the next one."))
            return
        later = (other for other in self._view.spans.after(span) if other.label == span.label and self._is_mine(other))
        following = next(later, None)
        if following is None:
            said = _tr("There is no {label} after this one.")
            self._workspace.told.emit(said.format(label=span.label))
            return
        changes = self._workspace.run(actions.merge_spans, [span.id, following.id])
        if changes is not None:
            self._view.select_span(span.id)

    def next_alike(self, *, forward: bool) -> None:
        """Goes to the next span with the label of the selected one."""
        if span := self._workspace.span(self._view.current_span):
            self._view.next_span(forward=forward, label=span.label)

    def write_note(self, span_id: str, note: str) -> None:
        """Keeps a note on a span; an empty one takes it away."""
        span = self._workspace.span(span_id)
        if span and note != note_of(span):
            self._workspace.run(actions.set_attribute, span_id, "note", note or None)

    def undo(self) -> None:
        """Undoes the last step, and shows where in the article it was."""
        self._travel(self._workspace.undo)

    def redo(self) -> None:
        """Does the last undone step again, and shows where in the article it is."""
        self._travel(self._workspace.redo)

    def _travel(self, way: Callable[[], Changes | None]) -> None:
        self._latest = SpanDelta()
        changes = way()
        if changes is None or changes.article_id != self._workspace.article_id:
            return
        there = [span for span in map(self._view.spans.get, changes.span_ids) if span is not None]
        if there:
            self._view.select_span(min(there, key=reading_order).id)
        elif self._latest.removed:
            gone = min(self._latest.removed, key=reading_order)
            self._view.place_caret(gone.start)
            self._view.reveal(gone.start, gone.end)

    def _keep_delta(self, delta: SpanDelta) -> None:
        self._latest = delta

    def _own_span(self) -> Span | None:
        """The selected span, if it is one's own; says so if it is someone else's."""
        span = self._workspace.span(self._view.current_span)
        return span if span and self._is_own(span) else None

    def _is_own(self, span: Span) -> bool:
        if self._is_mine(span):
            return True
        said = _tr("This span is {name}’s. Shift and a label’s key tag the same range as yours.")
        self._workspace.told.emit(said.format(name=span.annotator))
        return False

    def _is_mine(self, span: Span) -> bool:
        return span.annotator == self._workspace.annotator
