"""All suggestions of one label in the article, with ticks: accepted or rejected in one step."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListView, QToolButton, QWidget

from annotator.domain.model import Extent, Suggestion
from annotator.domain.occurrences import described
from annotator.gui import plain, words
from annotator.gui.alike.list_view import AlikeList
from annotator.gui.alike.model import AlikeModel, Hit
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.dialogs.suggestion_rows import StatementRows, SuggestionRows
from annotator.gui.theme import Theme
from annotator.gui.workspace import Workspace
from annotator.store import actions
from annotator.store.occurrences import FoundIn


class SuggestionList(Dialog):
    """Space ticks, Enter shows the place. What is ticked is accepted, or rejected, as one step."""

    shown = Signal(int, int)
    """Start and end of a place that is to be shown in the text."""

    def __init__(
        self, workspace: Workspace, label: str, suggestions: Sequence[Suggestion], theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(self.tr("Suggested as {label}").format(label=plain.one_line(label)), parent, width=760)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        self._label = label
        self._by_place = {(one.start, one.end): one for one in suggestions}
        self._counts = plain.label(parent=self, role="muted", name=self.tr("What is ticked"))
        self.tick_all = QToolButton(self)
        plain.set_tip(self.tick_all, self.tr("Tick all places, or none (Ctrl+A)"))
        self.tick_all.clicked.connect(self._tick_all)
        top = QHBoxLayout()
        top.addWidget(self._counts, 1)
        top.addWidget(self.tick_all)
        self.body.addLayout(top)
        self.model = AlikeModel(self)
        is_statement = workspace.label(label).extent is Extent.STATEMENT
        rows = StatementRows if is_statement else SuggestionRows
        delegate = rows(theme, workspace.label, workspace.mark, self._score, self)
        self.list = AlikeList(self.model, delegate, self)
        self.list.setUniformItemSizes(not is_statement)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setAccessibleName(self.tr("Suggestions"))
        self.body.addWidget(self.list, 1)
        self.add_button(self.tr("Close")).clicked.connect(self.close)
        self.reject_button = self.add_button(self.tr("Reject the ticked"))
        self.reject_button.clicked.connect(self._reject)
        self.accept_button = self.add_button(self.tr("Accept the ticked"), main=True)
        self.accept_button.clicked.connect(self._accept)
        self.model.counted.connect(self._refresh)
        self.list.passed.connect(self._show)
        self.list.shown.connect(self._show)
        workspace.article_opened.connect(self.close)
        workspace.project_closed.connect(self.close)
        self._fill()
        self.list.setFocus()
        self.resize(760, 460)

    def _fill(self) -> None:
        article = self._workspace.article
        if article is None:
            return
        tagged = [(span.start, span.end, span.label) for span in self._workspace.spans]
        found = described(article.text, sorted(self._by_place), tagged)
        self.model.begin(titles=False, label="")
        self.model.add([FoundIn(article.id, 0, article.title, tuple(found))])
        self.model.tick_all(True)
        self.list.go_to(0)

    @property
    def ticked(self) -> list[Suggestion]:
        """The suggestions that are ticked, in reading order."""
        places = [(hit.occurrence.start, hit.occurrence.end) for hit in self.model.hits() if hit.ticked]
        return [self._by_place[place] for place in places]

    def _refresh(self) -> None:
        of = self.tr("{n} of {m} ticked")
        text = self.tr("Tick none") if self.model.all_ticked else self.tr("Tick all")
        self.tick_all.setText(text)
        self.tick_all.setAccessibleName(text)
        self._counts.setText(of.format(n=words.number(self.model.ticked), m=words.number(self.model.places)))
        for button in (self.accept_button, self.reject_button):
            button.setEnabled(self.model.ticked > 0 and not self._workspace.read_only)

    def _tick_all(self) -> None:
        self.model.tick_all(not self.model.all_ticked)

    def _score(self, hit: Hit) -> str:
        score = self._by_place[hit.occurrence.start, hit.occurrence.end].score
        return "" if score is None else self.tr("score {n}").format(n=f"{score:.2f}")

    def _show(self, row: int) -> None:
        hit = self.model.hit(row)
        if hit is not None:
            self.shown.emit(hit.occurrence.start, hit.occurrence.end)

    def _accept(self) -> None:
        ticked = self.ticked
        if self._workspace.run(actions.accept_suggestions, ticked, self._workspace.annotator) is not None:
            self.close()

    def _reject(self) -> None:
        ticked = self.ticked
        if self._workspace.run(actions.reject_suggestions, ticked, self._workspace.annotator) is not None:
            self.close()
