"""The left panel: search over all texts, filter by status, and the articles themselves."""

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.model import Status
from annotator.errors import AnnotatorError
from annotator.gui import words
from annotator.gui.article_delegate import ArticleDelegate
from annotator.gui.article_model import ArticleListModel
from annotator.gui.empty_state import EmptyState
from annotator.gui.flow_layout import FlowLayout
from annotator.gui.looks import small_font
from annotator.gui.row_view import RowView
from annotator.gui.search_field import SearchField
from annotator.gui.theme import Theme
from annotator.gui.workspace import Workspace
from annotator.store import Changes

_TYPING_PAUSE_MS = 150
_FILTERS: tuple[Status | None, ...] = (None, Status.TODO, Status.IN_PROGRESS, Status.DONE)


class ArticlePanel(QWidget):
    """Search field, filters and list. The current row and the open article are the same thing."""

    hit_chosen = Signal(int, int)
    """The place of a search hit in the article that was just opened, in code points."""
    left_for_text = Signal()
    """The person is done here and wants to read."""

    def __init__(self, workspace: Workspace, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Articles"))
        self._workspace = workspace
        self.model = ArticleListModel(workspace, self)
        self.search = self._make_search(theme)
        self._filters = QButtonGroup(self)
        self._delegate = ArticleDelegate(theme, lambda: workspace.labels, self)
        self.list = self._make_list()
        self._empty = EmptyState("article", theme, self, small=True)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(10, 0, 10, 6)
        top.setSpacing(6)
        top.addWidget(self.search)
        top.addLayout(self._make_filters())
        layout.addLayout(top)
        layout.addWidget(self._pages, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._search_now)
        self.model.modelReset.connect(self._on_reset)
        workspace.changed.connect(self._on_changed)
        workspace.annotator_changed.connect(self._refresh_filters)
        workspace.article_opened.connect(self._show_open_row)

    def _make_search(self, theme: Theme) -> SearchField:
        field = SearchField(self.tr("Search all articles"), theme, self)
        field.textChanged.connect(self._on_typing)
        field.returnPressed.connect(self._search_and_open)
        field.down_pressed.connect(self._search_and_go_down)
        field.escape_pressed.connect(self._leave_search)
        return field

    def _make_filters(self) -> FlowLayout:
        row = FlowLayout(spacing=1)
        for number, _status in enumerate(_FILTERS):
            chip = QToolButton(self)
            chip.setCheckable(True)
            chip.setFont(small_font())
            chip.setStyleSheet("padding: 2px 2px;")
            self._filters.addButton(chip, number)
            row.addWidget(chip)
        self._filters.button(0).setChecked(True)
        self._filters.idClicked.connect(self._filter)
        return row

    def _make_list(self) -> RowView:
        view = RowView(self._delegate.row_height(), self.tr("Article list"), self)
        view.setModel(self.model)
        view.set_delegate(self._delegate)
        view.selectionModel().currentChanged.connect(self._on_current)
        view.clicked.connect(lambda _index: self.tell_hit())
        view.activated.connect(lambda _index: self.left_for_text.emit())
        return view

    # what is shown

    def minimumSizeHint(self) -> QSize:
        return QSize(190, 200)

    def sizeHint(self) -> QSize:
        return QSize(270, 600)

    def set_theme(self, theme: Theme) -> None:
        self._delegate.theme = theme
        self.search.set_theme(theme)
        self._empty.set_theme(theme)
        self.list.viewport().update()

    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _on_reset(self) -> None:
        self._refresh_filters()
        self._show_open_row()
        self._pages.setCurrentIndex(0 if self.model.ids else 1)
        if self.model.ids:
            return
        if self.model.query:
            self._empty.say(
                self.tr("Nothing found"),
                self.tr("No article holds all of these words. Try fewer, or the beginning of one."),
            )
        elif self.model.status is not None:
            self._empty.say(self.tr("None here"), self.tr("No article has this status."))
        else:
            self._empty.say(self.tr("No articles yet"), self.tr("Drop text files here, or press Ctrl+I."))

    def _refresh_filters(self) -> None:
        counts: dict[Status, int] = {}
        if self._workspace.is_open:
            try:
                counts = self._workspace.project.status_counts(self._workspace.annotator)
            except AnnotatorError as error:
                self._workspace.failed.emit(error)
        for number, status in enumerate(_FILTERS):
            count = sum(counts.values()) if status is None else counts.get(status, 0)
            name = self.tr("All") if status is None else words.status(status)
            chip = self._filters.button(number)
            chip.setText(f"{name} {words.number(count)}")
            chip.setAccessibleName(self.tr("{name}: {articles}").format(name=name, articles=words.articles(count)))

    def _on_changed(self, changes: Changes) -> None:
        if changes.articles or changes.article_list:
            self._refresh_filters()
        if changes.labels:
            self.list.viewport().update()

    # deeds

    def _filter(self, number: int) -> None:
        self.model.show(status=_FILTERS[number], query=self.search.text())

    def _on_typing(self, text: str) -> None:
        if text:
            self._pause.start()
        else:
            self._search_now()

    def _search_now(self) -> None:
        self._pause.stop()
        self.model.show(status=_FILTERS[self._filters.checkedId()], query=self.search.text())

    def _search_and_open(self) -> None:
        self._search_now()
        if self.model.ids and self.model.row_of(self._workspace.article_id) < 0:
            self._open_row(0)
        else:
            self.tell_hit()
        self.left_for_text.emit()

    def _on_current(self, current: QModelIndex) -> None:
        if current.isValid():
            self._open_row(current.row())

    def _open_row(self, row: int) -> None:
        self._workspace.open_article(self.model.ids[row])

    def tell_hit(self) -> None:
        """Tells where the search found something in the open article, if it did."""
        hit = self.model.hit(self._workspace.article_id)
        if hit is not None and hit.end > hit.start:
            self.hit_chosen.emit(hit.start, hit.end)

    def _show_open_row(self) -> None:
        row = self.model.row_of(self._workspace.article_id)
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        try:
            self.list.setCurrentIndex(self.model.index(row) if row >= 0 else QModelIndex())
        finally:
            selection.blockSignals(False)
        if row >= 0:
            self.list.scrollTo(self.model.index(row))
        self.list.viewport().update()

    def _search_and_go_down(self) -> None:
        self._search_now()
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _leave_search(self) -> None:
        self.search.clear()
        self.left_for_text.emit()
