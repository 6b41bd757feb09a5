"""The middle of the window: what the article is called and where it is from, the labels, and the text."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from annotator.domain.model import Article
from annotator.domain.text import words_in
from annotator.gui import key_names, plain, words
from annotator.gui.cut_label import CutLabel
from annotator.gui.empty_state import EmptyState
from annotator.gui.label_bar import LabelBar
from annotator.gui.looks import reading_font, small_font, title_font
from annotator.gui.reading import ReadingView
from annotator.gui.settings import Settings
from annotator.gui.soon import Soon
from annotator.gui.theme import Theme
from annotator.gui.workspace import SpanDelta, Workspace
from annotator.store import Changes

_LEAST_WIDTH = 320
_COMPACT_WIDTH, _COMPACT_HEIGHT = 560, 600
"""Pixels. Where there is less, the header takes less: the text comes first."""
_TITLE_LENGTH = 300
_TYPE = frozenset({"reading_font", "font_size", "measure", "line_spacing"})
_ZOOM_STEP = 10
_MOST_HITS = 2000


def _sentences(text: str) -> list[tuple[int, int]]:
    """Sentences by the library, which is loaded when first asked for."""
    from annotator.nlp.sentences import sentences

    return sentences(text)


def _paragraphs(text: str, place: int) -> dict[str, str]:
    """In which paragraph a place lies, and how many there are."""
    before, after = text[:place], text[place:]
    count = sum(1 for line in before.split("\n")[:-1] if line.strip()) + 1
    rest = sum(1 for line in after.split("\n")[1:] if line.strip())
    return {"n": words.number(count), "m": words.number(count + rest)}


class ReadingPane(QWidget):
    """Header, label bar and reading view of the open article, or what to do when there is none."""

    import_wanted = Signal()
    paste_wanted = Signal()
    snap_wanted = Signal()

    def __init__(self, workspace: Workspace, settings: Settings, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Article"))
        self.setMinimumWidth(_LEAST_WIDTH)
        self._workspace = workspace
        self._settings = settings
        self._word_count: int | None = None
        self._is_compact = False
        self.view = ReadingView(self)
        self.labels = LabelBar(workspace, theme, self)
        self._title = CutLabel(self.tr("Title"), 2, self)
        self._title.setFont(title_font())
        self._source = CutLabel(self.tr("Where the article is from"), 1, self)
        self._source.setProperty("role", "muted")
        self._source.setFont(small_font())
        self._snap = QToolButton(self)
        self._snap.setFont(small_font())
        self._snap.clicked.connect(self.snap_wanted)
        self._empty = self._make_empty(theme)
        self._none_open = EmptyState("article", theme, self)
        self._none_open.say(self.tr("No article is open"), self.tr("Choose one from the list."))
        self._header = self._make_header()
        page = QWidget(self)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._header)
        layout.addWidget(self.view, 1)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(page)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._none_open)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)
        self._set_up_view(theme)
        self._head_soon = Soon(self._show_head, self)
        workspace.article_closing.connect(self._keep_place)
        workspace.article_opened.connect(self.show_article)
        workspace.spans_changed.connect(self._on_spans_changed)
        workspace.changed.connect(self._on_changed)
        workspace.annotator_changed.connect(self._on_annotator)

    def _make_header(self) -> QWidget:
        header = QWidget(self)
        self._header_layout = QVBoxLayout(header)
        self._header_layout.setContentsMargins(46, 20, 46, 10)
        self._header_layout.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._source, 1)
        row.addWidget(self._snap)
        self._header_layout.addWidget(self._title)
        self._header_layout.addLayout(row)
        self._header_layout.addWidget(self.labels)
        return header

    def _make_empty(self, theme: Theme) -> EmptyState:
        empty = EmptyState("import", theme, self)
        empty.say(
            self.tr("No articles yet"),
            self.tr("Drop text files or a folder here. Articles tagged elsewhere come in as JSONL."),
        )
        for text, signal, role in (
            (self.tr("Import articles…"), self.import_wanted, "main"),
            (self.tr("Paste a text…"), self.paste_wanted, ""),
        ):
            button = QPushButton(text, empty)
            button.setAccessibleName(text)
            button.setProperty("role", role)
            button.clicked.connect(signal)
            empty.add_button(button)
        return empty

    def _set_up_view(self, theme: Theme) -> None:
        view = self.view
        view.set_theme(theme)
        self._apply_type()
        view.set_zoom(self._settings.get("zoom"))
        view.sentences = _sentences
        view.set_annotator(self._workspace.annotator)
        view.column_moved.connect(self._align_header)
        view.zoomed.connect(self._keep_zoom)
        view.show_unseen(self._settings.get("unseen_shown"))
        self._apply_snap()
        self._settings.watch(self._on_setting)

    # what is shown

    def show_article(self) -> None:
        """Shows the article that the workspace has open, where it was left."""
        article = self._workspace.article
        if article is not None:
            self._pages.setCurrentIndex(0)
        else:
            is_empty = not self._workspace.is_open or not self._workspace.project.has_articles()
            self._pages.setCurrentWidget(self._empty if is_empty else self._none_open)
            self.view.show_nothing()
            return
        self._word_count = None
        self._show_title(article)
        self.view.set_marker(self._workspace.place())
        self._head_soon.ask()
        self.view.show_article(article.id, article.text, list(self._workspace.spans), self._workspace.labels)
        place = self._settings.place(article.id)
        if 0 < place < len(article.text):
            self.view.place_caret(place)
            self.view.center_on(place, place)

    def _show_title(self, article: Article) -> None:
        self._title.show_text(plain.one_line(article.title[:_TITLE_LENGTH]) or self.tr("Untitled"))

    def _show_head(self) -> None:
        article = self._workspace.article
        if article is None:
            return
        if self._word_count is None:
            self._word_count = words_in(article.text)
        self._show_title(article)
        meta = article.meta
        by = self._workspace.spans.annotators()
        whose = self.tr("tagged by {names}").format(names=", ".join(by)) if by else self.tr("nothing tagged yet")
        place = self._workspace.place()
        read = ""
        if place is not None:
            read = self.tr("read up to paragraph {n} of {m}").format(**_paragraphs(article.text, place))
        line = words.line(read, meta.source, meta.author, words.date(meta.date), words.words(self._word_count), whose)
        self._source.show_text(line)
        self.view.set_marker(place)

    def show_hits(self, start: int, end: int) -> None:
        """Marks a search hit, and whatever else in the text reads the same; scrolls to the first."""
        text = self.view.text
        needle = text[start:end]
        places = [(start, end)]
        if needle.strip():
            for number, match in enumerate(re.finditer(re.escape(needle), text, re.IGNORECASE)):
                if number >= _MOST_HITS:
                    break
                places.append(match.span())
        self.view.set_hits(sorted(set(places)))
        self.view.place_caret(start)
        self.view.center_on(start, end)

    def _apply_type(self) -> None:
        get = self._settings.get
        font = reading_font(get("reading_font"), get("font_size"))
        self.view.set_type(font, measure=get("measure"), spacing=get("line_spacing"))

    def _keep_zoom(self, percent: int) -> None:
        self._settings.set("zoom", round(percent / _ZOOM_STEP) * _ZOOM_STEP)

    def _on_setting(self, name: str) -> None:
        """Follows the preferences."""
        if name in _TYPE:
            self._apply_type()
        elif name == "zoom" and abs(self.view.zoom - self._settings.get("zoom")) >= _ZOOM_STEP / 2:
            self.view.set_zoom(self._settings.get("zoom"))
        elif name == "snap":
            self._apply_snap()
        elif name == "unseen_shown":
            self.view.show_unseen(self._settings.get("unseen_shown"))

    def tell_keys(self) -> None:
        """Keys have changed, and what tells of them."""
        self._apply_snap()

    def _apply_snap(self) -> None:
        self.view.snap = on = self._settings.get("snap")
        self._snap.setText(self.tr("Snap: words") if on else self.tr("Snap: characters"))
        self._snap.setAccessibleName(self._snap.text())
        tip = self.tr("What a selection with the mouse snaps to. Holding Alt inverts it. Key: {view.snap}")
        plain.set_tip(self._snap, key_names.told(tip))

    def set_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)
        self.labels.set_theme(theme)
        self._empty.set_theme(theme)
        self._none_open.set_theme(theme)

    def focus_text(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _align_header(self, left: int, width: int) -> None:
        """Keeps the header in line with the column of text."""
        margins = self._header_layout.contentsMargins()
        right = max(12, self.view.width() - left - width)
        top, bottom = (11, 4) if self._is_compact else (20, 10)
        if (margins.left(), margins.top(), margins.right()) != (left, top, right):
            self._header_layout.setContentsMargins(left, top, right, bottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_compact = event.size().width() < _COMPACT_WIDTH or event.size().height() < _COMPACT_HEIGHT
        if is_compact != self._is_compact:
            self._is_compact = is_compact
            self._title.setFont(title_font(small=is_compact))
            self._header_layout.setSpacing(3 if is_compact else 6)
            margins = self._header_layout.contentsMargins()
            self._align_header(margins.left(), self.view.width() - margins.left() - margins.right())

    # listening

    def _keep_place(self) -> None:
        if self.view.article_id:
            self._settings.set_place(self.view.article_id, self.view.caret)

    def _on_annotator(self) -> None:
        self.view.set_annotator(self._workspace.annotator)
        self._head_soon.ask()

    def _on_spans_changed(self, delta: SpanDelta) -> None:
        self.view.replace_spans((span.id for span in delta.removed), delta.added)

    def _on_changed(self, changes: Changes) -> None:
        article = self._workspace.article
        if article is None:
            return
        if changes.labels:
            self.view.set_labels(self._workspace.labels)
        if article.id in changes.articles:
            self.view.set_marker(self._workspace.place())
        if article.id in changes.articles | changes.spans_of:
            self._head_soon.ask()
