"""The main window: puts the panels together and connects them. Deeds are in `deeds`."""

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from annotator.gui import plain
from annotator.gui.actions import Needs
from annotator.gui.alike.deeds import Alike
from annotator.gui.alike.panel import AlikePanel
from annotator.gui.article_panel import ArticlePanel
from annotator.gui.deeds.articles import Articles
from annotator.gui.deeds.files import Files
from annotator.gui.deeds.going import Going
from annotator.gui.deeds.helping import Helping
from annotator.gui.deeds.tagging import Tagging
from annotator.gui.deeds.viewing import Viewing
from annotator.gui.drops import Drops
from annotator.gui.inspector import Inspector
from annotator.gui.jobs import Jobs
from annotator.gui.looks import Looks
from annotator.gui.menus import Menus
from annotator.gui.notice import NoticeBar
from annotator.gui.reading_pane import ReadingPane
from annotator.gui.settings import Settings
from annotator.gui.status_line import StatusLine
from annotator.gui.theme import Theme
from annotator.gui.welcome import WelcomePage
from annotator.gui.workspace import Workspace
from annotator.store import Changes

_SIZE = QSize(1320, 820)
_PANE_SIZES = (271, 759, 290)


class MainWindow(QMainWindow):
    """One window on one project."""

    def __init__(self, settings: Settings, looks: Looks) -> None:
        super().__init__()
        self.settings = settings
        self.looks = looks
        self._undo: str | None = None
        self._redo: str | None = None
        self.workspace = Workspace(settings, self)
        self.jobs = Jobs(self)
        theme = looks.theme
        self.notice = NoticeBar(theme, self)
        self.articles = ArticlePanel(self.workspace, theme, self)
        self.pane = ReadingPane(self.workspace, settings, theme, self)
        self.view = self.pane.view
        self.alike = AlikePanel(self.workspace, theme, self)
        self.inspector = Inspector(self.workspace, theme, lambda: self.view.spans, self)
        self.welcome = WelcomePage(theme, self)
        self.status = StatusLine(self.workspace, self)
        self._make_deeds()
        self._lay_out()
        self._connect()
        self.setMinimumSize(640, 420)
        self._restore_sizes()
        self._on_project()

    # putting together

    def _make_deeds(self) -> None:
        self.files = Files(self.workspace, self.settings, self.jobs, self)
        self.tagging = Tagging(self.workspace, self.settings, self.view)
        self.going = Going(
            self.workspace, self.articles, lambda: (self.articles.list, self.view, self.alike, self.inspector.spans)
        )
        self.viewing = Viewing(self.workspace, self.settings, self.looks, self.pane, self.articles, self.inspector)
        self.helping = Helping(lambda: self.menus.table, self)
        slots: dict[str, object] = {
            "reading": self.view,
            "inspecting": self.inspector,
            "files": self.files,
            "tagging": self.tagging,
            "going": self.going,
            "viewing": self.viewing,
            "articles": Articles(self.workspace, self.articles.model, self),
            "helping": self.helping,
            "alike": Alike(self.workspace, self.view, self.alike),
        }
        self.menus = Menus(self, self.view, slots, self.settings.get("keys"))

    def _lay_out(self) -> None:
        self.panes = QSplitter(Qt.Orientation.Horizontal, self)
        self.panes.setHandleWidth(1)
        self.panes.setChildrenCollapsible(False)
        middle = QSplitter(Qt.Orientation.Vertical, self)
        middle.setHandleWidth(1)
        middle.setChildrenCollapsible(False)
        middle.addWidget(self.pane)
        middle.addWidget(self.alike)
        middle.setStretchFactor(0, 1)
        middle.setStretchFactor(1, 0)
        for widget in (self.articles, middle, self.inspector):
            self.panes.addWidget(widget)
        for number, stretch in enumerate((0, 1, 0)):
            self.panes.setStretchFactor(number, stretch)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.welcome)
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
        workspace.changed.connect(self._on_changed)
        workspace.failed.connect(self.notice.show_error)
        view.selection_changed.connect(self._on_selection)
        drops = Drops(self)
        drops.files.connect(files.take_dropped)
        drops.text.connect(files.paste_text)
        self.looks.changed.connect(self._on_theme)
        self.pane.labels.chosen.connect(self._tag_from_bar)
        self.pane.import_wanted.connect(files.import_articles)
        self.pane.paste_wanted.connect(files.paste)
        self.pane.snap_wanted.connect(self.menus.actions["view.snap"].trigger)
        self.articles.hit_chosen.connect(self.pane.show_hits)
        self.articles.left_for_text.connect(self.pane.focus_text)
        card = self.inspector.card
        card.relabel_wanted.connect(self.tagging.relabel)
        card.remove_wanted.connect(self.tagging.remove_span)
        card.note_written.connect(self.tagging.write_note)
        for leaving in (card.left_for_text, self.inspector.spans.left_for_text):
            leaving.connect(self.pane.focus_text)
        for chosen in (card.span_chosen, self.inspector.spans.span_chosen):
            chosen.connect(view.select_span)
        self.welcome.new_wanted.connect(files.new)
        self.welcome.open_wanted.connect(files.open)
        self.welcome.sample_wanted.connect(files.sample)
        self.welcome.project_chosen.connect(files.open_path)
        self.status.annotator_clicked.connect(files.choose_annotator)
        self.status.cancel_clicked.connect(self.jobs.cancel)
        self.jobs.started.connect(self.status.begin_task)
        self.jobs.progressed.connect(self.status.show_progress)
        self.jobs.ended.connect(self.status.end_task)
        for action in self.viewing.checked():
            self.menus.actions[action].triggered.connect(self._refresh_ticks)

    # listening

    def _on_project(self) -> None:
        """Another project is open, or none."""
        is_open = self.workspace.is_open
        self._pages.setCurrentIndex(1 if is_open else 0)
        recent = self.settings.recent_projects()
        self.menus.show_recent(recent, self.files.open_path)
        if is_open:
            self.setWindowTitle(plain.window_title(f"{self.workspace.project.path.stem} – Annotator"))
            self._show_labels()
            self.pane.show_article()
            self.pane.focus_text()
            if self.workspace.read_only:
                self.notice.say(
                    self.tr("This project cannot be written: you can read it, but not tag in it."), stays=True
                )
        else:
            self.setWindowTitle(self.tr("Annotator"))
            self.welcome.show_recent(recent)
        self._refresh_history()

    def _on_changed(self, changes: Changes) -> None:
        if changes.labels:
            self._show_labels()
        self._refresh_history()

    def _show_labels(self) -> None:
        keys = self.menus.show_labels(self.workspace.labels)
        self.pane.labels.show_labels(keys)
        self.alike.show_labels(keys)

    def _on_selection(self) -> None:
        span = self.workspace.span(self.view.current_span)
        selection = self.view.selection
        text = self.view.text[slice(*selection)] if selection else None
        self.inspector.show_selection(span, text)
        self.pane.labels.show_current(span.label if span else "")
        self._refresh_actions()

    def _tag_from_bar(self, label: str) -> None:
        self.tagging.tag(label)
        self.pane.focus_text()

    def _refresh_actions(self) -> None:
        """Makes available what makes sense now."""
        workspace = self.workspace
        facts = {
            Needs.PROJECT: workspace.is_open,
            Needs.ARTICLE: workspace.article is not None,
            Needs.TEXT: workspace.article is not None,
            Needs.SPAN: bool(self.view.current_span),
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
        self._refresh_ticks()

    @staticmethod
    def _step_text(verb: str, step: str | None) -> str:
        return f"{verb}: {plain.caption(step)}" if step else verb

    def _refresh_ticks(self) -> None:
        article = self.workspace.article
        self.menus.check({**self.viewing.checked(), "article.flag": bool(article and article.flag)})

    def _on_theme(self, theme: Theme) -> None:
        for part in (self.notice, self.articles, self.pane, self.alike, self.inspector, self.welcome):
            part.set_theme(theme)
        self._refresh_ticks()

    # the window itself

    def _restore_sizes(self) -> None:
        geometry = self.settings.get("geometry")
        if not (geometry and self.restoreGeometry(QByteArray.fromHex(geometry.encode("ascii", "ignore")))):
            self.resize(_SIZE)
        sizes = self.settings.get("pane_sizes")
        is_whole = len(sizes) == 3 and all(isinstance(size, int) for size in sizes)
        self.panes.setSizes(sizes if is_whole else list(_PANE_SIZES))
        heights = self.settings.get("inspector_sizes")
        if len(heights) == 2 and all(isinstance(size, int) for size in heights):
            self.inspector.splitter.setSizes(heights)

    def _keep_sizes(self) -> None:
        self.settings.set("geometry", bytes(self.saveGeometry().toHex().data()).decode("ascii"))
        if self._pages.currentIndex() == 1 and not (self.articles.isHidden() or self.inspector.isHidden()):
            self.settings.set("pane_sizes", self.panes.sizes())
            self.settings.set("inspector_sizes", self.inspector.splitter.sizes())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            QTimer.singleShot(0, self.workspace.look_outside)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.workspace.is_open:
            self.pane.focus_text()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing to save and nothing to ask: every step is on disk. What still runs is cancelled."""
        self._keep_sizes()
        self.alike.close_jobs()
        self.jobs.close()
        self.workspace.close_project()
        super().closeEvent(event)
