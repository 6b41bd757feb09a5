"""The main window: puts the panels together and connects them. Deeds are in `deeds`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QByteArray, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from annotator.gui import plain, text_menu
from annotator.gui.action import Needs
from annotator.gui.article_panel import ArticlePanel
from annotator.gui.care.keeper import Keeper
from annotator.gui.deeds.articles import Articles
from annotator.gui.deeds.caring import Caring
from annotator.gui.deeds.files import Files
from annotator.gui.deeds.going import Going
from annotator.gui.deeds.helping import Helping
from annotator.gui.deeds.scheming import Scheming
from annotator.gui.deeds.suggesting import Suggesting
from annotator.gui.deeds.tagging import Tagging
from annotator.gui.deeds.viewing import Viewing
from annotator.gui.drops import Drops
from annotator.gui.enter_key import pressed_button
from annotator.gui.inspector import Inspector
from annotator.gui.jobs import Jobs
from annotator.gui.later import Later
from annotator.gui.looks import Looks
from annotator.gui.menus import Menus
from annotator.gui.notice import NoticeBar
from annotator.gui.panes import Panes
from annotator.gui.reading_pane import ReadingPane
from annotator.gui.settings import Settings
from annotator.gui.status_line import StatusLine
from annotator.gui.suggesting.offers import OfferDelta, Offers
from annotator.gui.theme import Theme
from annotator.gui.workspace import Workspace
from annotator.store import Changes

if TYPE_CHECKING:
    from annotator.gui.alike.panel import AlikePanel
    from annotator.gui.welcome import WelcomePage

_SIZE = QSize(1320, 820)


class Themed(Protocol):
    """What paints in the colours of a theme."""

    def set_theme(self, theme: Theme) -> None: ...


class MainWindow(QMainWindow):
    """One window on one project. What the first paint does not need is made when it is first asked for."""

    broke = Signal(object)
    """Exception: work in the background ended by a fault of ours."""

    def __init__(self, settings: Settings, looks: Looks) -> None:
        super().__init__()
        self.settings = settings
        self.looks = looks
        self._undo: str | None = None
        self._redo: str | None = None
        self._alike: AlikePanel | None = None
        self._welcome: WelcomePage | None = None
        self._label_keys: dict[str, str] = {}
        self._is_leaving = False
        self.workspace = Workspace(settings, self)
        self.jobs = Jobs(self)
        theme = looks.theme
        self.notice = NoticeBar(theme, self)
        self.articles = ArticlePanel(self.workspace, settings, theme, self)
        self.pane = ReadingPane(self.workspace, settings, theme, self)
        self.view = self.pane.view
        self.inspector = Inspector(self.workspace, theme, lambda: self.view.spans, self)
        self.offers = Offers(self.workspace, settings, self.view, self)
        self.status = StatusLine(self.workspace, self)
        self._lay_out()
        self._make_deeds()
        self._connect()
        self.setMinimumSize(640, 420)
        self._restore_sizes()
        self.setWindowTitle(self.tr("Annotator"))
        self._refresh_history()
        self._refresh_ticks()

    # putting together

    def _make_deeds(self) -> None:
        self.files = Files(self.workspace, self.settings, self.jobs, self)
        self.suggesting = Suggesting(
            self.workspace,
            self.settings,
            self.view,
            self.offers,
            self.inspector,
            self.panes,
            self.looks,
            self.status,
            self,
        )
        self.tagging = Tagging(self.workspace, self.settings, self.view, self.suggesting)
        self.going = Going(self.workspace, self.articles, self._parts)
        self.viewing = Viewing(self.workspace, self.settings, self.looks, self.pane, self.panes)
        self.helping = Helping(lambda: self.menus.table, self)
        self.keeper = Keeper(self.workspace, self)
        self.caring = Caring(self.workspace, self.settings, self.looks, self.jobs, self.keeper, self.notice, self)
        self.articles_deeds = Articles(self.workspace, self.articles, self.view, self)
        slots: dict[str, object] = {
            "reading": self.view,
            "inspecting": self.inspector,
            "files": self.files,
            "tagging": self.tagging,
            "going": self.going,
            "suggesting": self.suggesting,
            "viewing": self.viewing,
            "articles": self.articles_deeds,
            "helping": self.helping,
            "scheme": Scheming(self.workspace, self.looks, lambda: self.menus.table, self),
            "alike": Later(self._alike_deeds),
            "preferring": Later(self._preferring),
            "caring": self.caring,
        }
        self.menus = Menus(self, self.view, slots, self.settings.keys())

    def _lay_out(self) -> None:
        self._middle = QSplitter(Qt.Orientation.Vertical, self)
        self._middle.setHandleWidth(1)
        self._middle.setChildrenCollapsible(False)
        self._middle.addWidget(self.pane)
        self._middle.setStretchFactor(0, 1)
        self.panes = Panes(self.settings, self.articles, self._middle, self.inspector, self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.panes)
        central = QWidget(self)
        layout = QVBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notice)
        layout.addWidget(self._pages, 1)
        self.setCentralWidget(central)
        self.setStatusBar(self.status)

    def _connect(self) -> None:
        workspace, files, view = self.workspace, self.files, self.view
        workspace.project_opened.connect(self._on_project)
        workspace.project_closed.connect(self._on_project)
        workspace.article_opened.connect(self.articles.tell_hit)
        workspace.article_opened.connect(self._refresh_actions)
        workspace.article_opened.connect(self._refresh_ticks)
        workspace.article_closing.connect(self.status.forget_suggestions)
        workspace.changed.connect(self._on_changed)
        workspace.failed.connect(self.caring.show_error)
        self.keeper.failed.connect(self.caring.show_error)
        self.keeper.jobs.broke.connect(self.broke)
        view.selection_changed.connect(self._on_selection)
        view.menu_wanted.connect(self._show_text_menu)
        self._drops = Drops(self)
        self._drops.files.connect(files.take_dropped)
        self._drops.text.connect(files.paste_text)
        self.setAcceptDrops(True)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._on_application_state)
        self.looks.changed.connect(self._on_theme)
        self.panes.fitted.connect(self._refresh_ticks)
        self.pane.labels.chosen.connect(self._tag_from_bar)
        self.pane.import_wanted.connect(files.import_articles)
        self.pane.paste_wanted.connect(files.paste)
        self.pane.snap_wanted.connect(self.menus.actions["view.snap"].trigger)
        self.articles.hit_chosen.connect(self.pane.show_hits)
        self.articles.left_for_text.connect(self.pane.focus_text)
        self.articles.menu_wanted.connect(lambda place: self.articles_deeds.show_menu(place, self.menus.actions))
        inspector = self.inspector
        inspector.relabel_wanted.connect(self.tagging.relabel)
        inspector.remove_wanted.connect(self.tagging.remove_span)
        inspector.note_written.connect(self.tagging.write_note)
        inspector.suggestion_accepted.connect(self.suggesting.accept)
        inspector.suggestion_rejected.connect(self.suggesting.reject)
        inspector.left_for_text.connect(self.pane.focus_text)
        inspector.span_chosen.connect(view.select_span)
        self.offers.changed.connect(self._on_offers)
        self.status.annotator_clicked.connect(files.choose_annotator)
        self.status.cancel_clicked.connect(self.jobs.cancel)
        self.jobs.broke.connect(self.broke)
        self.jobs.started.connect(self.status.begin_task)
        self.jobs.progressed.connect(self.status.show_progress)
        self.jobs.ended.connect(self.status.end_task)
        for action in self.viewing.checked():
            self.menus.actions[action].triggered.connect(self._refresh_ticks)
        self.settings.watch(self._on_setting)

    # what is made when it is first needed

    @property
    def alike(self) -> "AlikePanel":
        """The list of places below the text."""
        if self._alike is None:
            from annotator.gui.alike.panel import AlikePanel

            self._alike = AlikePanel(self.workspace, self.looks.theme, self)
            self._alike.seeker.jobs.broke.connect(self.broke)
            self._alike.show_labels(self._label_keys)
            self._middle.addWidget(self._alike)
            self._middle.setStretchFactor(1, 0)
        return self._alike

    def _alike_deeds(self) -> object:
        from annotator.gui.alike.deeds import Alike

        return Alike(self.workspace, self.view, self.alike)

    def _preferring(self) -> object:
        from annotator.gui.deeds.preferring import Preferring

        return Preferring(self.settings, self.looks, self.menus, self)

    @property
    def welcome(self) -> "WelcomePage":
        """The page without a project."""
        if self._welcome is None:
            from annotator.gui.welcome import WelcomePage

            self._welcome = WelcomePage(self.looks.theme, self)
            self._welcome.new_wanted.connect(self.files.new)
            self._welcome.open_wanted.connect(self.files.open)
            self._welcome.sample_wanted.connect(self.files.sample)
            self._welcome.project_chosen.connect(self.files.open_path)
            self._pages.addWidget(self._welcome)
        return self._welcome

    def _parts(self) -> list[QWidget]:
        """The parts of the window that the keyboard can go to, in their order."""
        parts = [self.articles.list, self.view, self._alike, self.inspector.spans]
        return [part for part in parts if part is not None]

    # listening

    def _on_project(self) -> None:
        """Another project is open, or none."""
        if self._is_leaving:
            return
        recent = self.settings.recent_projects()
        self.menus.show_recent(recent, self.files.open_path)
        if self.workspace.is_open:
            self._pages.setCurrentWidget(self.panes)
            self.setWindowTitle(plain.window_title(f"{self.workspace.project.path.stem} – Annotator"))
            self._show_labels()
            self.pane.show_article()
            self.pane.focus_text()
            self.caring.greet()
        else:
            self.setWindowTitle(self.tr("Annotator"))
            self.welcome.show_recent(recent)
            self._pages.setCurrentWidget(self.welcome)
        self._refresh_history()
        self._refresh_ticks()

    def _on_changed(self, changes: Changes) -> None:
        if changes.labels:
            self._show_labels()
        self._refresh_history()
        self._show_current_label()
        if changes.articles or changes.article_list:
            self._refresh_ticks()

    def _show_labels(self) -> None:
        self._label_keys = self.menus.show_labels(self.workspace.labels)
        self.pane.labels.show_labels(self._label_keys)
        if self._alike is not None:
            self._alike.show_labels(self._label_keys)

    def _on_selection(self) -> None:
        span = self.workspace.span(self.view.current_span)
        selection = self.view.selection
        text = self.view.text[slice(*selection)] if selection else None
        suggestion = self.offers.current
        self.inspector.show_selection(span, text, suggestion)
        self._show_current_label()
        self._refresh_actions()

    def _show_current_label(self) -> None:
        shown = self.workspace.span(self.view.current_span) or self.offers.current
        self.pane.labels.show_current(shown.label if shown else "")

    def _on_offers(self, delta: OfferDelta) -> None:
        self.view.replace_suggestions(delta.removed, delta.added)
        self.status.show_suggestions(len(self.view.suggestions))

    def _tag_from_bar(self, label: str) -> None:
        self.tagging.tag(label)
        self.pane.focus_text()

    def _on_setting(self, name: str) -> None:
        """Follows the preferences, whoever changed them."""
        if name == "keys":
            self.menus.remap(self.settings.keys())
            if self.workspace.is_open:
                self._show_labels()
            self._refresh_actions()
            self.helping.close_sheet()
            for part in (self.pane, self.inspector):
                part.tell_keys()
        elif name in ("snap", "theme", "suggestions_shown", "unseen_shown"):
            self._refresh_ticks()

    def _show_text_menu(self, place: QPoint) -> None:
        if self.workspace.article is not None:
            span, suggestion = bool(self.view.current_span), bool(self.view.current_suggestion)
            text_menu.show(place, self.menus.actions, self, has_span=span, has_suggestion=suggestion)

    def _refresh_actions(self) -> None:
        """Makes available what makes sense now."""
        workspace = self.workspace
        facts = {
            Needs.PROJECT: workspace.is_open,
            Needs.ARTICLE: workspace.article is not None,
            Needs.TEXT: workspace.article is not None,
            Needs.SPAN: bool(self.view.current_span or self.view.current_suggestion),
            Needs.SUGGESTION: bool(self.view.current_suggestion),
            Needs.UNDO: self._undo is not None,
            Needs.REDO: self._redo is not None,
        }
        self.menus.enable(frozenset(fact for fact, holds in facts.items() if holds))

    def _refresh_history(self) -> None:
        """Names the steps that undo and redo would take."""
        workspace = self.workspace
        self._undo = workspace.project.undo_name() if workspace.is_open else None
        self._redo = workspace.project.redo_name() if workspace.is_open else None
        self.menus.actions["edit.undo"].setText(self._step_text(self.tr("&Undo"), self._undo))
        self.menus.actions["edit.redo"].setText(self._step_text(self.tr("&Redo"), self._redo))
        self._refresh_actions()

    @staticmethod
    def _step_text(verb: str, step: str | None) -> str:
        return f"{verb}: {plain.caption(step)}" if step else verb

    def _refresh_ticks(self) -> None:
        article = self.workspace.article
        shown = {"article.flag": bool(article and article.flag), "suggest.shown": self.offers.is_on}
        self.menus.check({**self.viewing.checked(), **shown})

    def _on_theme(self, theme: Theme) -> None:
        for part in self._themed():
            part.set_theme(theme)
        self._refresh_ticks()

    def _themed(self) -> Iterator[Themed]:
        yield from (self.notice, self.articles, self.pane, self.inspector)
        if self._alike is not None:
            yield self._alike
        if self._welcome is not None:
            yield self._welcome

    # the window itself

    def _restore_sizes(self) -> None:
        geometry = self.settings.get("geometry")
        if not (geometry and self.restoreGeometry(QByteArray.fromHex(geometry.encode("ascii", "ignore")))):
            self.resize(_SIZE)
        self.resize(self.size().boundedTo(self.screen().availableSize()))
        self.panes.fit(self.width())
        heights = self.settings.get("inspector_sizes")
        if len(heights) == 2 and all(isinstance(size, int) for size in heights):
            self.inspector.splitter.setSizes(heights)

    def _keep_sizes(self) -> None:
        self.settings.set("geometry", bytes(self.saveGeometry().toHex().data()).decode("ascii"))
        if self._pages.currentWidget() is self.panes and not (self.articles.isHidden() or self.inspector.isHidden()):
            self.panes.keep_sizes()
            self.settings.set("inspector_sizes", self.inspector.splitter.sizes())

    def _on_application_state(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            QTimer.singleShot(0, self.workspace, self.workspace.look_outside)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_button(event, self.focusWidget()):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._drops.look_at(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._drops.look_at(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._drops.take(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.workspace.is_open:
            self.pane.focus_text()
        else:
            self._on_project()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing to save and nothing to ask: every step is on disk. What still runs is cancelled."""
        self._keep_sizes()
        self._is_leaving = True
        self.offers.close()
        self.suggesting.close()
        if self._alike is not None:
            self._alike.close_jobs()
        self.jobs.close()
        self.keeper.close()
        self.workspace.close_project()
        self.settings.write_due()
        super().closeEvent(event)
