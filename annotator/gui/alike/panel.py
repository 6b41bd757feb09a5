"""The panel below the text: what to find, the places with their ticks, and the labels to tag them with."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from annotator.domain.occurrences import Tagged, described, occurrences
from annotator.errors import AnnotatorError
from annotator.gui import plain, words
from annotator.gui.alike.delegate import AlikeDelegate
from annotator.gui.alike.list_view import AlikeList
from annotator.gui.alike.model import AlikeModel
from annotator.gui.alike.options import AlikeOptions
from annotator.gui.alike.seeker import MOST_PLACES, Seeker
from annotator.gui.empty_state import EmptyState
from annotator.gui.flow_layout import FlowLayout
from annotator.gui.label_bar import Pill
from annotator.gui.looks import small_font
from annotator.gui.theme import Theme
from annotator.gui.workspace import Workspace
from annotator.store import Changes
from annotator.store.occurrences import FoundIn, tagged_in

_TYPING_PAUSE_MS = 120
_HEIGHT = 290
_SHARE = 0.4
"""Of the window's height at most: the text must still be seen."""


class AlikePanel(QWidget):
    """Finds, shows and counts. What is then done in the text and in the project is up to its owner."""

    listed = Signal()
    """Other places are in the list now."""
    hit_chosen = Signal(str, int, int)
    """A place is to be shown: article, start, end."""
    tag_wanted = Signal(str)
    """A label's name."""
    closed = Signal()

    def __init__(self, workspace: Workspace, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Find and tag everything alike"))
        self._workspace = workspace
        self._theme = theme
        self._keys: dict[str, str] = {}
        self._pills: dict[str, Pill] = {}
        self._progress = (0, 0)
        self._from = 0
        self._label = ""
        self._is_untouched = True
        self.model = AlikeModel(self)
        self.seeker = Seeker(self)
        self.options = AlikeOptions(theme, self)
        self._delegate = AlikeDelegate(theme, workspace.label, workspace.mark, self)
        self.list = AlikeList(self.model, self._delegate, self)
        self._empty = EmptyState("nothing-found", theme, self, small=True)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._empty)
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.list)
        self.hide()

    def _lay_out(self) -> None:
        self._what = plain.label(self.tr("Tag what is ticked as"), parent=self, role="muted")
        self._what.setFont(small_font())
        labels = QWidget(self)
        self._flow = FlowLayout(labels, spacing=8)
        self._flow.addWidget(self._what)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(8)
        layout.addWidget(self.options)
        layout.addWidget(self._pages, 1)
        layout.addWidget(labels)

    def _connect(self) -> None:
        self.options.changed.connect(self._on_wording)
        self.options.entered.connect(self._enter_list)
        self.options.closing.connect(self.close_list)
        self.options.all_wanted.connect(lambda: self.model.tick_all(not self.model.all_ticked))
        self.list.passed.connect(self._on_passed)
        self.list.shown.connect(self.show_row)
        self.model.counted.connect(self._refresh)
        self._pause.timeout.connect(self._seek_everywhere)
        self.seeker.found.connect(self._on_found)
        self.seeker.progressed.connect(self._on_progress)
        self.seeker.ended.connect(self._on_ended)
        self.seeker.failed.connect(self._on_failed)
        workspace = self._workspace
        workspace.project_closed.connect(self._on_project_closed)
        workspace.article_opened.connect(self._on_article)
        workspace.changed.connect(self._on_changed)
        workspace.annotator_changed.connect(self._retag_all)

    # opening and closing

    def open_for(
        self, text: str | None, *, everywhere: bool, label: str = "", whole_words: bool = True, offset: int = 0
    ) -> None:
        """Shows the panel and looks for the text (None: for what was looked for last).

        With a label, places that carry it are left unticked. `offset` is where the reader is in the open article.
        """
        self._label = label
        self._from = offset
        self.options.fill(text, everywhere=everywhere, whole_words=whole_words)
        self.show()
        self.seek(at_once=True)

    def close_list(self) -> None:
        """Hides the panel and ends the search; the wording and what was unticked are kept."""
        if self.isHidden():
            return
        self._stop()
        self.model.begin(titles=False, label="")
        self.hide()
        self.closed.emit()

    def close_jobs(self) -> None:
        """Ends the background, before the window goes."""
        self._stop()
        self.seeker.close()

    def focus_field(self) -> None:
        self.options.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.options.field.selectAll()

    def focus_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_labels(self, keys: Mapping[str, str]) -> None:
        """Shows the label scheme anew. `keys` has the key that works for each label, by its name."""
        for pill in self._pills.values():
            self._flow.removeWidget(pill)
            pill.deleteLater()
        self._pills = {}
        self._keys = {key: name for name, key in keys.items() if key}
        for label in self._workspace.labels:
            pill = Pill(
                label,
                keys.get(label.name, ""),
                self._workspace.mark(label.name),
                self._theme,
                self._what.parentWidget(),
            )
            pill.clicked.connect(lambda _checked=False, name=label.name: self.tag_wanted.emit(name))
            self._pills[label.name] = pill
            self._flow.addWidget(pill)
            pill.show()
            self._what.setFixedHeight(pill.sizeHint().height())
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._delegate.theme = theme
        self.options.set_theme(theme)
        self._empty.set_theme(theme)
        for pill in self._pills.values():
            pill.theme = theme
            pill.update()
        self.list.viewport().update()

    def pill(self, label: str) -> Pill:
        return self._pills[label]

    # finding

    def seek(self, *, at_once: bool = False) -> None:
        """Looks for the wording: in the open article now; in all articles in the background, once typing pauses."""
        self._stop()
        self._is_untouched = True
        everywhere = self.options.is_everywhere
        self.list.set_growing(everywhere)
        self.model.begin(titles=everywhere, label=self._label if self._label in self._pills else "")
        if self.options.wording.is_blank or not self._workspace.is_open:
            self.listed.emit()
        elif not everywhere:
            self._seek_here()
        else:
            self._progress = (0, 0)
            self._pause.start(0 if at_once else _TYPING_PAUSE_MS)
            self.listed.emit()
        self._refresh()

    def _seek_here(self) -> None:
        article, workspace = self._workspace.article, self._workspace
        if article is not None:
            found = occurrences(article.text, self.options.wording, limit=MOST_PLACES)
            tagged = [(s.start, s.end, s.label) for s in workspace.spans if s.annotator == workspace.annotator]
            if found:
                self._on_found([FoundIn(article.id, 0, article.title, tuple(described(article.text, found, tagged)))])
                return
        self.listed.emit()

    def _seek_everywhere(self) -> None:
        if self._workspace.is_open and not self.isHidden():
            workspace = self._workspace
            self.seeker.seek(workspace.project.path, self.options.wording, workspace.annotator)
            self._refresh()

    def _stop(self) -> None:
        self._pause.stop()
        self.seeker.stop()

    @property
    def is_seeking(self) -> bool:
        return self.seeker.is_busy or self._pause.isActive()

    def _on_wording(self) -> None:
        self.seek()

    def _on_found(self, batch: list[FoundIn]) -> None:
        self.model.add(batch)
        here = any(found.article_id == self._workspace.article_id for found in batch)
        if self._is_untouched and (here or self.list.row < 0):
            near = self.model.row_near(self._workspace.article_id, self._from)
            self.list.go_to(near if near >= 0 else self.model.next_row(-1, forward=True))
        if here:
            self.listed.emit()

    def _on_progress(self, done: int, total: int) -> None:
        self._progress = (done, total)
        self._say_counts()

    def _on_ended(self) -> None:
        self.list.set_growing(False)
        if self._is_untouched and self.list.row >= 0:
            self.list.go_to(self.list.row)
        self._refresh()

    def _on_failed(self, error: AnnotatorError) -> None:
        self._on_ended()
        self._workspace.failed.emit(error)

    # showing

    def next_hit(self, *, forward: bool) -> None:
        """Goes to the next place in the list and shows it, in another article if need be."""
        row = self.model.next_row(self.list.row, forward=forward)
        if row >= 0:
            self.list.go_to(row)
            self.show_row(row)

    def show_row(self, row: int) -> None:
        """Shows the place of a row in the text; for a title the first place below it."""
        hit = self.model.hit(row) or self.model.hit(row + 1)
        if hit is not None:
            self._is_untouched = False
            self.hit_chosen.emit(*hit.place)

    def _on_passed(self, row: int) -> None:
        """With the arrows the text follows, as long as the places are in the open article."""
        self._is_untouched = False
        hit = self.model.hit(row)
        if hit is not None and hit.group.article_id == self._workspace.article_id:
            self.hit_chosen.emit(*hit.place)

    def _enter_list(self) -> None:
        if self.model.places:
            self.focus_list()
            self.show_row(self.list.row)

    # listening

    def _on_project_closed(self) -> None:
        self.close_list()
        self.options.fill("", everywhere=False, whole_words=True)
        self.model.forget()

    def _on_article(self) -> None:
        if self.isHidden():
            return
        if self.options.is_everywhere:
            self.listed.emit()
        else:
            self._from = 0
            self.seek()

    def _on_changed(self, changes: Changes) -> None:
        if self.isHidden():
            return
        if changes.article_list:
            self.seek()
        elif changes.labels:
            self._retag_all()
        else:
            self._retag([article_id for article_id in self.model.article_ids if article_id in changes.spans_of])

    def _retag_all(self) -> None:
        if not self.isHidden():
            self._retag(list(self.model.article_ids))

    def _retag(self, article_ids: list[str]) -> None:
        if not article_ids:
            return
        try:
            tagged = tagged_in(self._workspace.project, article_ids, self._workspace.annotator)
        except AnnotatorError as error:
            self._workspace.failed.emit(error)
            return
        empty: list[Tagged] = []
        self.model.retag({article_id: tagged.get(article_id, empty) for article_id in article_ids})

    # saying

    def _refresh(self) -> None:
        self._say_counts()
        self.options.show_ticks(places=self.model.places, all_ticked=self.model.all_ticked)
        can_tag = not self._workspace.read_only
        for name, pill in self._pills.items():
            count = self.model.would_tag(name)
            pill.show_use(count, name == self.model.label)
            said = self.tr("Tag 1 place as {label}") if count == 1 else self.tr("Tag {n} places as {label}")
            pill.setAccessibleName(said.format(n=words.number(count), label=plain.one_line(name)))
            pill.setEnabled(can_tag)
        self._show_page()

    def _show_page(self) -> None:
        is_empty = self.model.places == 0 and not self.is_seeking
        self._pages.setCurrentIndex(1 if is_empty else 0)
        if not is_empty:
            return
        if self.options.wording.is_blank:
            self._empty.say(self.tr("What do you want to find?"), self.tr("Type it above, or select it in the text."))
            return
        hints = []
        if self.options.whole_words.isChecked():
            hints.append(self.tr("Without “Whole words”, parts of words are found, too."))
        if self.options.match_case.isChecked():
            hints.append(self.tr("Without “Match case”, capital letters do not matter."))
        if not self.options.is_everywhere:
            hints.append(self.tr("It may stand in another article."))
        self._empty.say(self.tr("Nothing found"), " ".join(hints))

    def _say_counts(self) -> None:
        model = self.model
        found = ""
        if model.places:
            places = self.tr("1 place") if model.places == 1 else self.tr("{n} places")
            found = places.format(n=words.number(model.places))
            if model.places >= MOST_PLACES:
                found = self.tr("the first {places}").format(places=found)
            if self.options.is_everywhere:
                found = self.tr("{places} in {articles}").format(places=found, articles=words.articles(model.articles))
        ticked = self.tr("{n} ticked").format(n=words.number(model.ticked)) if model.places else ""
        searching = ""
        if self.is_seeking:
            done, total = self._progress
            searching = self.tr("Searching…")
            if total:
                searching = self.tr("Searching, {n} of {m}").format(n=words.number(done), m=words.articles(total))
        self.options.say(words.line(found, ticked, searching), words.line(found, searching), searching or found)

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(700, min(_HEIGHT, round(self.window().height() * _SHARE)))

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 170)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes; a label's key tags what is ticked, wherever in the panel the keyboard is but in the field."""
        keys = QKeySequence(event.keyCombination().toCombined() & ~Qt.KeyboardModifier.KeypadModifier.value)
        label = self._keys.get(keys.toString(QKeySequence.SequenceFormat.NativeText))
        if event.key() == Qt.Key.Key_Escape:
            self.close_list()
        elif label is not None and not event.isAutoRepeat():
            self.tag_wanted.emit(label)
        else:
            super().keyPressEvent(event)
