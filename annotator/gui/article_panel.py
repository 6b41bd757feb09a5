"""The left panel: search over all texts, filter by status, and the articles themselves."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.model import Status
from annotator.errors import AnnotatorError
from annotator.gui import key_names, plain
from annotator.gui.article_delegate import ArticleDelegate
from annotator.gui.article_list import ArticleList
from annotator.gui.article_model import ArticleListModel
from annotator.gui.empty_state import EmptyState
from annotator.gui.flow_layout import FlowLayout
from annotator.gui.icons import icon
from annotator.gui.listing import Listing, parts
from annotator.gui.looks import small_font
from annotator.gui.search_field import SearchField
from annotator.gui.settings import Settings
from annotator.gui.soon import Soon
from annotator.gui.status_chips import StatusChips
from annotator.gui.theme import Theme
from annotator.gui.workspace import Workspace
from annotator.store import ArticleFilter, Changes, Order

if TYPE_CHECKING:
    from annotator.gui.listing_panel import ListingPanel

_TYPING_PAUSE_MS = 100


class ArticlePanel(QWidget):
    """Search field, filters and list. The current row and the open article are the same thing."""

    hit_chosen = Signal(int, int)
    """The place of a search hit in the article that was just opened, in code points."""
    menu_wanted = Signal(QPoint)
    """The menu of the chosen articles is to be shown, there on the screen."""
    left_for_text = Signal()
    """The person is done here and wants to read."""

    def __init__(self, workspace: Workspace, settings: Settings, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Articles"))
        self._workspace = workspace
        self._settings = settings
        self._theme = theme
        self._panel: ListingPanel | None = None
        self._chosen: list[str] = []
        self.model = ArticleListModel(workspace, self)
        self.search = self._make_search(theme)
        self.chips = StatusChips(theme, self)
        self.chips.chosen.connect(self._search_now)
        self.listing_button = self._make_listing_button(theme)
        self._parts = QWidget(self)
        self._parts_flow = FlowLayout(self._parts, spacing=3)
        self._parts.hide()
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
        first = QHBoxLayout()
        first.setSpacing(4)
        first.addWidget(self.search, 1)
        first.addWidget(self.listing_button)
        top.addLayout(first)
        top.addWidget(self.chips)
        top.addWidget(self._parts)
        layout.addLayout(top)
        layout.addWidget(self._pages, 1)
        self._soon = Soon(self._reveal_open_row, self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._search_now)
        self.model.modelAboutToBeReset.connect(self._on_about_to_reset)
        self.model.modelReset.connect(self._on_reset)
        workspace.changed.connect(self._on_changed)
        workspace.annotator_changed.connect(self._refresh_filters)
        workspace.article_opened.connect(self._show_open_row)
        workspace.project_closed.connect(self._begin_anew)
        self.show_listing(self._kept())

    def _make_search(self, theme: Theme) -> SearchField:
        field = SearchField(self.tr("Search all articles"), theme, self)
        field.textChanged.connect(self._on_typing)
        field.returnPressed.connect(self._search_and_open)
        field.down_pressed.connect(self._search_and_go_down)
        field.escape_pressed.connect(self._leave_search)
        return field

    def _make_listing_button(self, theme: Theme) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon("filter", theme.muted))
        button.setAccessibleName(self.tr("Sort and filter the articles"))
        plain.set_tip(button, self.tr("Sort and filter"))
        button.clicked.connect(self.open_listing)
        return button

    def _make_list(self) -> ArticleList:
        view = ArticleList(self._delegate.row_height(), self.tr("Article list"), self)
        view.setModel(self.model)
        view.set_delegate(self._delegate)
        view.selectionModel().currentChanged.connect(self._on_current)
        view.clicked.connect(lambda _index: self.tell_hit())
        view.menu_wanted.connect(self.menu_wanted)
        view.activated.connect(lambda _index: self.left_for_text.emit())
        return view

    # what is shown

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 200)

    def sizeHint(self) -> QSize:
        return QSize(270, 600)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._delegate.theme = theme
        self.search.set_theme(theme)
        self.listing_button.setIcon(icon("filter", theme.muted))
        self._panel = None
        self.chips.set_theme(theme)
        self._empty.set_theme(theme)
        self.list.viewport().update()

    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def chosen_ids(self) -> list[str]:
        """The articles that are selected in the list."""
        return [self.model.ids[row] for row in self.list.chosen_rows() if row < len(self.model.ids)]

    def _on_about_to_reset(self) -> None:
        self._chosen = self.chosen_ids()

    def _choose_again(self) -> None:
        """Selects what was selected before the list was made anew, if it was more than one."""
        rows = [row for row in map(self.model.row_of, self._chosen) if row >= 0]
        if len(self._chosen) > 1 and rows:
            chosen = QItemSelection()
            for row in rows:
                chosen.select(self.model.index(row), self.model.index(row))
            self.list.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _on_reset(self) -> None:
        self._refresh_filters()
        self._show_open_row()
        self._choose_again()
        self._pages.setCurrentIndex(0 if self.model.ids else 1)
        if self.model.ids:
            return
        if self.model.query:
            self._empty.say(
                self.tr("Nothing found"),
                self.tr("No article holds all of these words. Try fewer, or the beginning of one."),
            )
        elif self.model.listing.wanted != ArticleFilter():
            self._empty.say(self.tr("None here"), self.tr("No article is like that. Take one of the filters away."))
        elif self.model.status is not None:
            self._empty.say(self.tr("None here"), self.tr("No article has this status."))
        else:
            hint = key_names.told(self.tr("Drop text files here, or press {file.import}."))
            self._empty.say(self.tr("No articles yet"), hint)

    def _refresh_filters(self) -> None:
        counts: dict[Status, int] = {}
        if self._workspace.is_open:
            try:
                counts = self._workspace.project.status_counts(self._workspace.annotator)
            except AnnotatorError as error:
                self._workspace.failed.emit(error)
        self.chips.show_counts(counts)

    def _on_changed(self, changes: Changes) -> None:
        if changes.articles or changes.article_list:
            self._refresh_filters()
        if changes.labels:
            self.list.viewport().update()

    # sorting and filtering

    def _kept(self) -> Listing:
        """The order that was chosen last."""
        order = self._settings.get("article_order")
        return Listing(
            order=Order(order) if order in set(Order) else Order.IMPORTED,
            descending=self._settings.get("article_descending"),
        )

    def open_listing(self) -> None:
        """Opens the panel in which articles are sorted and filtered."""
        if not self._workspace.is_open:
            return
        if self._panel is None:
            from annotator.gui.listing_panel import ListingPanel

            self._panel = ListingPanel(self._workspace, self._theme, self)
            self._panel.changed.connect(self.show_listing)
        self._panel.open_below(self.listing_button, self.model.listing)

    def _begin_anew(self) -> None:
        """What was looked for in one project hides nothing of the next."""
        self.search.clear()
        self.show_listing(self._kept())

    def show_listing(self, listing: Listing) -> None:
        """Lists the articles so, and shows what is asked for as chips that take it away again."""
        self._settings.set("article_order", listing.order.value)
        self._settings.set("article_descending", listing.descending)
        self.model.show(status=self.chips.status, query=self.search.text(), listing=listing)
        while (item := self._parts_flow.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for text, rest in parts(listing):
            chip = QToolButton(self._parts)
            chip.setFont(small_font())
            chip.setText(f"{plain.caption(text)}  ✕")
            chip.setProperty("role", "part")
            chip.setAccessibleName(self.tr("{part}: take it away").format(part=text))
            chip.clicked.connect(lambda _checked=False, rest=rest: self._take_away(rest))
            self._parts_flow.addWidget(chip)
            chip.show()
        self._parts.setVisible(self._parts_flow.count() > 0)

    def _take_away(self, rest: Listing) -> None:
        self.show_listing(rest)
        self.listing_button.setFocus()

    # deeds

    def _on_typing(self, text: str) -> None:
        if text:
            self._pause.start()
        else:
            self._search_now()

    def _search_now(self) -> None:
        self._pause.stop()
        self.model.show(status=self.chips.status, query=self.search.text())

    def _search_and_open(self) -> None:
        self._search_now()
        if self.model.ids and self.model.row_of(self._workspace.article_id) < 0:
            self._open_row(0)
        else:
            self.tell_hit()
        self.left_for_text.emit()

    def _on_current(self, current: QModelIndex) -> None:
        if current.isValid() and not self.list.is_choosing:
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
            # Said outright: the list itself would add the row to what is selected while Ctrl is held down.
            alone = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            selection.setCurrentIndex(self.model.index(row) if row >= 0 else QModelIndex(), alone)
        finally:
            selection.blockSignals(False)
        self._soon.ask()

    def _reveal_open_row(self) -> None:
        if self.list.currentIndex().isValid():
            self.list.scrollTo(self.list.currentIndex())
        self.list.viewport().update()

    def _search_and_go_down(self) -> None:
        self._search_now()
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _leave_search(self) -> None:
        self.search.clear()
        self.left_for_text.emit()
