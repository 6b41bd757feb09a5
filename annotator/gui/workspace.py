"""The one owner of what is open: the project, the annotator, the article and its spans. Everything goes through it.

Widgets ask it, forward deeds to it and listen to it; they keep no data of their own.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.domain.model import Article, Label, Span, Status
from annotator.errors import AnnotatorError, NotFound, ProjectDamaged, ProjectError, ProjectInUse, ProjectUnconfirmed
from annotator.gui import key_names
from annotator.gui.reading.painting import Mark, marks_of
from annotator.gui.settings import Settings
from annotator.gui.shown_spans import ShownSpans
from annotator.store import ArticleFilter, Changes, Project, actions

P = ParamSpec("P")

Progress = Callable[[int, int], None]
"""Told how much is done of how much; may raise Cancelled."""


class HasChanges(Protocol):
    @property
    def changes(self) -> Changes: ...


R = TypeVar("R", bound=Changes | HasChanges)

OUTSIDE_CHECK_MS = 2000
"""How often to look whether another process wrote to the project."""
_FEW_SPANS = 100


class SpanDelta(NamedTuple):
    """What became of the spans of the open article: as they were, and those that are new or changed."""

    removed: tuple[Span, ...] = ()
    added: tuple[Span, ...] = ()


class Workspace(QObject):
    """Owns the open project, who is annotating and the open article; says what changed."""

    project_opened = Signal()
    project_closed = Signal()
    article_opened = Signal()
    """Another article is open, or none."""
    article_closing = Signal()
    """The open article is about to be left: the time to keep what was typed and where one was."""
    changed = Signal(object)
    """Changes: a step was made, undone or redone, here or in another process."""
    spans_changed = Signal(object)
    """SpanDelta of the open article; comes before `changed`."""
    annotator_changed = Signal()
    failed = Signal(object)
    """AnnotatorError: something could not be done."""
    told = Signal(str)
    """A sentence worth showing for a moment."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._project: Project | None = None
        self._article: Article | None = None
        self._spans = ShownSpans()
        self._labels: dict[str, Label] = {}
        self._marks: dict[str, Mark] = {}
        self._others_shown = False
        self._annotator = settings.annotator()
        self._version = 0
        self.in_use: ProjectInUse | None = None
        """Who has the open project, where it can only be read because of that."""
        self.backup_first: Callable[[Project, Progress], ProjectError | None] = lambda _project, _progress: None
        """Makes a backup before something large is written; gives why it could not be made. Raises Cancelled.

        Called in the thread that writes."""
        self._timer = QTimer(self)
        self._timer.setInterval(OUTSIDE_CHECK_MS)
        self._timer.timeout.connect(self.look_outside)

    @property
    def is_open(self) -> bool:
        return self._project is not None

    @property
    def project(self) -> Project:
        """The open project. Raises NotFound if none is."""
        if self._project is None:
            raise NotFound(self.tr("No project is open."))
        return self._project

    @property
    def article(self) -> Article | None:
        return self._article

    @property
    def article_id(self) -> str:
        return self._article.id if self._article else ""

    @property
    def annotator(self) -> str:
        return self._annotator

    @property
    def labels(self) -> list[Label]:
        return list(self._labels.values())

    def label(self, name: str) -> Label:
        """The label of that name; a plain one for a name that the scheme lacks."""
        return self._labels.get(name) or Label(name)

    def mark(self, name: str) -> Mark:
        """The shape that tells the label apart without its colour."""
        return self._marks.get(name, Mark.CIRCLE)

    @property
    def spans(self) -> ShownSpans:
        """The spans of the open article that are shown, in no order."""
        return self._spans

    def span(self, span_id: str) -> Span | None:
        """A shown span of the open article."""
        return self._spans.get(span_id)

    def place(self) -> int | None:
        """Up to where the annotator has read the open article; None if that was not marked."""
        if self._article is None:
            return None
        try:
            return self.project.place(self._article.id, self._annotator)
        except AnnotatorError as error:
            self.failed.emit(error)
            return None

    @property
    def read_only(self) -> bool:
        return self._project is not None and self._project.read_only

    @property
    def others_shown(self) -> bool:
        return self._others_shown

    # projects

    def open_project(self, path: Path, *, take_over: bool = False) -> bool:
        """Opens a project in place of the one that is open; if that fails, what was open stays.

        One that somebody else has open is opened for reading, until it is free. `take_over` passes over another
        computer that says it has it.
        """
        if self._has_open_for_writing(path):
            return True
        in_use: ProjectInUse | None = None
        try:
            try:
                project = Project.open(path, announce=True, take_over=take_over)
            except ProjectInUse as error:
                in_use = error
                project = Project.open(path, read_only=True)
            self._take(project, in_use)
        except AnnotatorError as error:
            if isinstance(error, ProjectError):
                error.path = path
            self.failed.emit(error)
            return False
        return True

    def _has_open_for_writing(self, path: Path) -> bool:
        """Whether it is the project that is open already, under whatever name."""
        if self._project is None or self._project.read_only:
            return False
        try:
            return path.samefile(self._project.path)
        except OSError:
            return False

    def create_project(self, path: Path, labels: Iterable[Label]) -> bool:
        """Makes a new project and opens it."""
        try:
            self._take(Project.create(path, list(labels), announce=True))
        except AnnotatorError as error:
            self.failed.emit(error)
            return False
        return True

    def close_project(self) -> None:
        if self._project is None:
            return
        self._timer.stop()
        self._leave_article()
        project, self._project = self._project, None
        self._article, self._spans, self._labels = None, ShownSpans(), {}
        project.close()
        self.project_closed.emit()

    def _take(self, project: Project, in_use: ProjectInUse | None = None) -> None:
        """Puts a project in place of the open one. Raises ProjectError, and closes it, if it cannot be read."""
        try:
            version, labels = project.data_version(), project.labels()
            ids = project.article_ids(ArticleFilter(), self._annotator)
        except BaseException:
            project.close()
            raise
        self.close_project()
        self._project = project
        project.annotator = self._annotator
        self.in_use = in_use
        self._take_labels(labels)
        self._version = version
        self._settings.add_recent(project.path.absolute())
        self.project_opened.emit()
        last = self._settings.last_article(project.path.absolute())
        if ids:
            self.open_article(last if last in set(ids) else ids[0])
        self._timer.start()

    def _take_labels(self, labels: list[Label]) -> None:
        self._labels = {label.name: label for label in labels}
        self._marks = marks_of(labels)

    # articles

    def open_article(self, article_id: str) -> bool:
        """Opens an article, or none for "". False if the project has it no longer."""
        if article_id and article_id == self.article_id:
            return True
        try:
            article = self.project.article(article_id) if article_id else None
            spans = self._read_spans(article_id) if article_id else []
        except AnnotatorError as error:
            self.failed.emit(error)
            return False
        self._leave_article()
        self._article = article
        self._spans = ShownSpans(spans)
        if article:
            self._settings.set_last_article(self.project.path.absolute(), article.id)
        self.article_opened.emit()
        return True

    def _leave_article(self) -> None:
        if self._article is not None:
            self.article_closing.emit()

    def _read_spans(self, article_id: str) -> list[Span]:
        """The spans that are to be shown. One that does not fit its text is told of, and never shown as if it did."""
        spans = self.project.spans_of(article_id, None if self._others_shown else self._annotator)
        text = self.project.text(article_id)
        fitting = [span for span in spans if text[span.start : span.end] == span.quote]
        if len(fitting) < len(spans):
            said = self.tr("Spans that do not fit their text are not shown ({n}): the project is damaged.")
            hint = self.tr("Check the project, or go back to a backup.")
            self.failed.emit(ProjectDamaged(said.format(n=len(spans) - len(fitting)), hint))
        return fitting

    def _shows_spans_of(self, annotator: str) -> bool:
        return self._others_shown or annotator == self._annotator

    def _reread_all_spans(self) -> None:
        """Compares what is shown with what the project holds, and tells the difference."""
        if self._article is None:
            return
        before, now = self._spans, ShownSpans()
        try:
            now = ShownSpans(self._read_spans(self._article.id))
        except AnnotatorError as error:  # then none is shown: those of before may be another's, or out of date
            self.failed.emit(error)
        added = tuple(span for span in now if before.get(span.id) != span)
        removed = tuple(span for span in before if now.get(span.id) != span)
        self._spans = now
        if added or removed:
            self.spans_changed.emit(SpanDelta(removed, added))

    def _reread_spans(self, span_ids: Iterable[str]) -> None:
        """The same for a few spans, in time that does not grow with the article."""
        removed: list[Span] = []
        added: list[Span] = []
        for span_id in dict.fromkeys(span_ids):
            try:
                now = self.project.span(span_id)
            except NotFound:
                now = None
            if now and (now.article_id != self.article_id or not self._shows_spans_of(now.annotator)):
                now = None
            if now == self._spans.get(span_id):
                continue
            if before := self._spans.take(span_id):
                removed.append(before)
            if now:
                self._spans.put(now)
                added.append(now)
        if removed or added:
            self.spans_changed.emit(SpanDelta(tuple(removed), tuple(added)))

    # steps

    def run(self, action: Callable[Concatenate[Project, P], R], *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Does one action of the store and says what it changed; None if it failed, which is said too."""
        try:
            result = action(self.project, *args, **kwargs)
        except AnnotatorError as error:
            self.failed.emit(error)
            self.catch_up_after(error)
            return None
        self.tell_changes(result if isinstance(result, Changes) else result.changes)
        return result

    def undo(self) -> Changes | None:
        """Undoes the last step and opens the article that it was made in; None if that failed, which is said."""
        return self._travel(Project.undo, self.tr("Undone: {name}"))

    def redo(self) -> Changes | None:
        """Does the last undone step again and opens its article; None if that failed, which is said."""
        return self._travel(Project.redo, self.tr("Done again: {name}"))

    def travel(self, seq: int) -> None:
        """Undoes, or does again, all steps up to an entry of the history."""
        if self.run(Project.travel, seq) is not None:
            self.told.emit(self.tr("The project is as it was then. What was undone can be done again."))

    def _travel(self, way: Callable[[Project], Changes], words: str) -> Changes | None:
        if (changes := self.run(way)) is None:
            return None
        if changes.article_id and changes.article_id != self.article_id and self._is_there(changes.article_id):
            self.open_article(changes.article_id)
        self.told.emit(words.format(name=changes.name))
        return changes

    def catch_up_after(self, error: AnnotatorError) -> None:
        """Shows what is in the file though writing it failed; for steps made past `run`."""
        if isinstance(error, ProjectUnconfirmed):
            self._version = -1
            self.look_outside()

    def tell_changes(self, changes: Changes) -> None:
        """Brings what is kept here up to date and tells everyone; for steps made past `run`, such as an import."""
        try:
            self._reread(changes)
        except AnnotatorError as error:
            self.failed.emit(error)
        self.changed.emit(changes)

    def _reread(self, changes: Changes) -> None:
        if changes.labels:
            self._take_labels(self.project.labels())
        if changes.article_list or self.article_id in changes.articles:
            self._reread_article()
        is_here = self._article is not None and self._article.id in changes.spans_of
        if is_here and not changes.labels and 0 < len(changes.span_ids) <= _FEW_SPANS:
            self._reread_spans(changes.span_ids)
        elif is_here or changes.labels:  # spans know their label by its name
            self._reread_all_spans()

    def _reread_article(self) -> None:
        if self._article is None:
            if ids := self.project.article_ids(ArticleFilter(), self._annotator):
                self.open_article(ids[0])
            return
        try:
            self._article = self.project.article(self._article.id)
        except NotFound:
            self._article = None
            self._spans = ShownSpans()
            ids = self.project.article_ids(ArticleFilter(), self._annotator)
            self.open_article(ids[0] if ids else "")

    def _is_there(self, article_id: str) -> bool:
        """Whether the project has the article, be it damaged."""
        try:
            self.project.article(article_id)
        except AnnotatorError as error:
            return not isinstance(error, NotFound)
        return True

    def done_and_next(self) -> None:
        """Marks the open article as done and opens the next one that is not."""
        if self._article is None:
            return
        if self.run(actions.set_status, [self._article.id], Status.DONE, self._annotator) is None:
            return
        if following := self.next_open(self._article.id):
            self.open_article(following)
        else:
            self.told.emit(key_names.told(self.tr("Every article is done. Export them with {file.export}.")))

    def next_open(self, article_id: str) -> str:
        """The next article after this one, round the end, that is to do or in progress; "" if all are done."""
        return self.project.next_open(article_id, self._annotator)

    # who, and whose

    def set_annotator(self, name: str) -> None:
        """From now on spans and status are this person's. The first name ever given also replaces the guessed one."""
        name = " ".join(name.split())
        if not name or name == self._annotator:
            return
        is_first = not self._settings.get("annotator")
        if is_first and self.is_open and not self.read_only and self._is_alone():
            self.run(actions.adopt_annotator, self._annotator, name)
        self._annotator = name
        if self._project is not None:
            self._project.annotator = name
        self._settings.set("annotator", name)
        self._reread_all_spans()
        self.annotator_changed.emit()

    def _is_alone(self) -> bool:
        """Whether the project knows no other annotator."""
        try:
            return self.project.annotators() == [self._annotator]
        except AnnotatorError as error:
            self.failed.emit(error)
            return False

    def confirm_annotator(self) -> None:
        """The name that was guessed is the right one, and need not be asked for again."""
        self._settings.set("annotator", self._annotator)

    def show_others(self, shown: bool) -> None:
        """Shows the spans of all annotators, or one's own alone."""
        if shown != self._others_shown:
            self._others_shown = shown
            self._reread_all_spans()

    def look_outside(self) -> None:
        """Notices what another process wrote to the project, and shows it."""
        if self._project is None or self._write_if_free():
            return
        try:
            version = self._project.data_version()
            if version == self._version:
                return
            self._version = version
            here = frozenset([self.article_id] if self.article_id else [])
            self.tell_changes(
                Changes(
                    "",
                    spans_of=here,
                    suggestions_of=here,
                    articles=here,
                    article_list=True,
                    labels=True,
                    annotators=True,
                )
            )
        except AnnotatorError as error:
            self._timer.stop()
            self.failed.emit(error)

    def _write_if_free(self) -> bool:
        """Opens the project for writing once whoever had it has closed it; whether that was so."""
        if self.in_use is None:
            return False
        path = self.project.path
        try:
            project = Project.open(path, announce=True)
            if project.read_only:
                project.close()
                return False
            self._take(project)
        except AnnotatorError:
            return False
        self.told.emit(self.tr("The project is free now: you can tag."))
        return True
