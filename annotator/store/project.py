"""One open project file: what can be asked of it, and steps that change it."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from annotator.domain.model import (
    AnnotatedArticle,
    Article,
    ArticleSummary,
    Label,
    Relation,
    Span,
    Status,
    Suggestion,
)
from annotator.errors import NotFound
from annotator.progress import Progress
from annotator.store import check, creating, history, listing, reading, search, splits, stats
from annotator.store.changes import Changes
from annotator.store.connection import Database, check_header, may_write, open_database
from annotator.store.listing import ArticleFilter, Order
from annotator.store.lock import ProjectLock
from annotator.store.step import Step

if TYPE_CHECKING:
    from annotator.store import compacting, past, trash

_TEXTS_KEPT = 4
_EVERY_ARTICLE = ArticleFilter()


class Project:
    """One open project file and the owner of the one connection that writes to it. Not thread safe.

    What was returned by a writing call is on disk. Every failure of the file is a ProjectError that says what to
    do; nothing half done stays, and the project can be used again.
    """

    def __init__(self, db: Database, lock: ProjectLock | None = None) -> None:
        """Takes over an opened database and the right to write to it; use `create` or `open`."""
        self.db = db
        self._lock = lock
        self.annotator = ""
        """Who works with it: named in the history for steps that do not say it themselves."""
        self.import_running = False
        self._texts: OrderedDict[str, str] = OrderedDict()

    @classmethod
    def create(cls, path: Path, labels: Sequence[Label], *, announce: bool = False) -> Self:
        """Makes a new project with a label scheme and opens it. Raises ProjectError if the path exists."""
        path = Path(path).absolute()
        creating.create_file(path, labels)
        return cls.open(path, announce=announce)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, announce: bool = False, take_over: bool = False) -> Self:
        """Opens a project; `read_only` is then also true of one that cannot be written.

        For writing, one at a time: `announce` tells other computers by a note beside the file, `take_over` passes
        over such a note of theirs. Raises ProjectInUse, NotAProject, ProjectTooNew, ProjectError; the file is then
        as it was.
        """
        path = Path(path).absolute()
        check_header(path)
        if read_only or not may_write(path):
            return cls(open_database(path, read_only=True))
        lock = ProjectLock.take(path, announce=announce, take_over=take_over)
        try:
            return cls(open_database(path, read_only=False), lock)
        except BaseException:
            lock.release()
            raise

    @property
    def path(self) -> Path:
        return self.db.path

    @property
    def read_only(self) -> bool:
        return self.db.read_only

    def close(self) -> None:
        self.db.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def labels(self) -> list[Label]:
        """The label scheme in its order."""
        return reading.labels(self.db)

    def annotators(self) -> list[str]:
        """The names of all annotators, in alphabetical order."""
        return reading.annotators(self.db)

    def has_articles(self) -> bool:
        """Whether there is any article."""
        return listing.has_articles(self.db)

    def article_ids(
        self,
        filter: ArticleFilter = _EVERY_ARTICLE,  # noqa: A002
        annotator: str = "",
        order: Order = Order.IMPORTED,
        *,
        descending: bool = False,
    ) -> list[str]:
        """The ids of the live articles that pass the filter, sorted. Status, labels and spans are the annotator's.

        Equal ones stay in the order of import, and those without a title, source or date come last, both ways.
        """
        return listing.article_ids(self.db, filter, annotator, order, descending=descending)

    def next_open(self, article_id: str, annotator: str) -> str:
        """The next live article after this one, in the order of import and round the end, that is not done; "" if none.

        Whether it is done counts for the annotator.
        """
        return listing.next_open(self.db, article_id, annotator)

    def sources(self) -> dict[str, int]:
        """The sources of the articles, sorted, with how many articles each has; "" for those without one."""
        return listing.sources(self.db)

    def summaries(self, ids: Sequence[str], annotator: str) -> list[ArticleSummary]:
        """The rows of the article list, in the order of the ids, with the annotator's status and counts of spans."""
        return reading.summaries(self.db, ids, annotator)

    def status_counts(self, annotator: str) -> dict[Status, int]:
        """How many articles have each status for the annotator."""
        return stats.status_counts(self.db, annotator)

    def article(self, id: str) -> Article:  # noqa: A002
        """A live article, its text checked against its SHA-256. Raises NotFound."""
        found = reading.article(self.db, id)
        self._keep_text(id, found.text)
        return found

    def text(self, article_id: str) -> str:
        """The text of a live article; the last few read are kept in memory, for a text never changes."""
        if article_id not in self._texts:
            return self.article(article_id).text
        if self.db.value("SELECT removed FROM article WHERE id = ?", (article_id,)) != 0:
            raise NotFound("This article is not in the project, or no longer.")
        self._texts.move_to_end(article_id)
        return self._texts[article_id]

    def _keep_text(self, article_id: str, text: str) -> None:
        self._texts[article_id] = text
        self._texts.move_to_end(article_id)
        if len(self._texts) > _TEXTS_KEPT:
            self._texts.popitem(last=False)

    def status(self, article_id: str, annotator: str) -> Status:
        """How far the annotator is with the article."""
        return reading.status(self.db, article_id, annotator)

    def place(self, article_id: str, annotator: str) -> int | None:
        """Up to where the annotator has read the article, as a code point; None if nothing was marked."""
        return reading.place(self.db, article_id, annotator)

    def spans_of(self, article_id: str, annotator: str | None = None) -> list[Span]:
        """The live spans of an article in reading order, with their attributes; None means everybody's."""
        return reading.spans_of(self.db, article_id, annotator)

    def relations_of(self, article_id: str) -> list[Relation]:
        """The relations between live spans of an article."""
        return reading.relations_of(self.db, article_id)

    def suggestions_of(self, article_id: str, annotator: str | None = None) -> list[Suggestion]:
        """The suggestions for an article in reading order, with the annotator's decisions; None: anybody's latest."""
        return reading.suggestions_of(self.db, article_id, annotator)

    def decided(self, article_id: str, annotator: str) -> set[tuple[int, int, str]]:
        """Start, end and label of the suggestions in an article that the annotator accepted or rejected."""
        return reading.decided(self.db, article_id, annotator)

    def suggested_by(self, origin: str, version: str) -> set[str]:
        """The articles for which this version of a suggester has stored its suggestions last."""
        return reading.suggested_by(self.db, origin, version)

    def judged_ids(self) -> list[str]:
        """The articles in which anybody tagged something, or decided on a suggestion."""
        return reading.judged_ids(self.db)

    def state(self) -> str:
        """Changes with every step that is made, undone or done again; not when suggestions are stored."""
        return history.state(self.db)

    def suggestion_stats(self) -> dict[str, stats.SuggestionStats]:
        """What became of the suggestions of each origin that people decided on."""
        return stats.suggestion_stats(self.db)

    @property
    def id(self) -> str:
        """What the project is called by in the user's own folders: the same for all copies of it."""
        return str(self.db.value("SELECT value FROM info WHERE name = 'project'") or "")

    def span(self, span_id: str) -> Span:
        """A live span. Raises NotFound."""
        return reading.span(self.db, span_id)

    def find_text(self, sha256: str) -> str | None:
        """The id of the live article whose text has this SHA-256, None if there is none."""
        found = self.db.value("SELECT id FROM article WHERE sha256 = ? AND removed = 0", (sha256,))
        return str(found) if found else None

    def search(self, query: str, limit: int = 500) -> list[search.SearchHit]:
        """The articles in which all words of the query occur, in the order of import; the last word may go on.

        Any query is safe. Words "in quotes" must follow each other. Case and diacritics do not matter.
        """
        return search.search(self.db, query, limit)

    def annotated(
        self, ids: Sequence[str] | None = None, *, annotator: str | None = None
    ) -> Iterator[AnnotatedArticle]:
        """Articles with all that was said of them; None means all. `annotator` narrows spans and status, None keeps
        all spans and the furthest status.

        Reads in batches. Raises ProjectError, naming the article, where a text or a quote is damaged.
        """
        return reading.annotated(self.db, ids, annotator=annotator)

    def article_keys(self) -> list[splits.ArticleKey]:
        """What of each live article decides on its split, in the order of import."""
        return splits.article_keys(self.db)

    def splits(self) -> dict[str, str]:
        """The saved split of each live article that has one, by id, in the order of import."""
        return splits.splits(self.db)

    def label_counts(self) -> dict[str, dict[str, int]]:
        """For each live article with spans, how many it has of each label, everybody's counted."""
        return splits.label_counts(self.db)

    def label_use(self, name: str) -> stats.LabelUse:
        """What would go with a label: everybody's live spans and undecided suggestions. Raises UnknownLabel."""
        return stats.label_use(self.db, name)

    def stats(self, annotator: str) -> stats.Stats:
        """Counts of articles and everybody's spans; the status is the annotator's."""
        return stats.stats(self.db, annotator)

    def check(self, progress: Progress | None = None) -> list[check.Problem]:
        """Everything that is wrong with the file; empty if nothing is. `progress(done, total)` may raise Cancelled.

        Another thread may make this call. Raises ProjectGone if the file is no longer there.
        """
        return check.check(self.db, progress)

    def data_version(self) -> int:
        """A number that changes when another connection has written to the file."""
        return int(self.db.value("PRAGMA data_version"))

    def save_copy(self, target: Path, progress: Progress | None = None) -> None:
        """Writes all that the project holds to a name that is free, also when its own file was moved or deleted.

        Another thread may make this call. Raises ProjectError, and what `progress` raises; nothing is left
        there then.
        """
        from annotator.store import verified

        verified.copy_connection(self.db.connection, self.path, Path(target).absolute(), progress)

    def undo_name(self) -> str | None:
        """The name of the step that undo would take back."""
        return history.undo_name(self.db)

    def redo_name(self) -> str | None:
        """The name of the step that redo would do again."""
        return history.redo_name(self.db)

    def history(
        self, *, before: int | None = None, limit: int = 200, article_id: str = ""
    ) -> list[history.HistoryEntry]:
        """A page of the history, newest first: entries older than `before`, with an article only those made in it."""
        return history.entries(self.db, before=before, limit=limit, article_id=article_id)

    def last_step_before(self, at: datetime) -> int:
        """The last step that was made before a time; 0 if there is none."""
        return history.last_before(self.db, at)

    def article_then(self, article_id: str, seq: int) -> "past.ArticleThen":
        """An article as it was right after an entry of the history. Raises NotFound if it was not there then."""
        from annotator.store import past

        return past.article_then(self.db, article_id, seq)

    def trash(self, limit: int = 2000) -> "trash.Trash":
        """What was removed and not brought back, latest first: at most so many articles, and as many spans."""
        from annotator.store import trash

        return trash.trash(self.db, limit)

    def plan_compaction(self, seq: int) -> "compacting.Compaction":
        """What `compact` would take away. Raises NotFound if there is no step so old."""
        from annotator.store import compacting

        return compacting.plan_compaction(self.db, seq)

    def compact(self, seq: int) -> "compacting.Compaction":
        """Lets go of the history up to and with an entry, for good. Make a backup first. Raises ProjectError."""
        from annotator.store import compacting

        return compacting.compact(self.db, seq)

    @contextmanager
    def step(self, name: str, *, article_id: str | None = None, annotator: str = "") -> Iterator[Step]:
        """One user action: all that is written within is one transaction and one entry in the history.

        Rolled back whole on any exception. `changes` of the step is there once the block is left.
        """
        step = Step(self.db, name, article_id, annotator or self.annotator)
        with self.db.writing():
            yield step
            step.finish()

    def undo(self) -> Changes:
        """Takes back the last step. Raises NotFound if there is none, ProjectError if it no longer fits."""
        return history.undo(self.db)

    def redo(self) -> Changes:
        """Does the last undone step again. Raises NotFound if there is none, ProjectError if it no longer fits."""
        return history.redo(self.db)

    def travel(self, seq: int) -> Changes:
        """Undoes or redoes steps until the entry `seq` is the last that is done, 0 for none; all or nothing.

        Each step can still be undone and redone by itself. Raises NotFound, ProjectError.
        """
        return history.travel(self.db, seq)
