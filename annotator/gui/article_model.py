"""The articles as rows: ids at once, what is shown of each in batches as it comes into sight."""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer

from annotator.domain.model import ArticleSummary, Status
from annotator.errors import AnnotatorError
from annotator.gui import plain, words
from annotator.gui.listing import Listing
from annotator.gui.soon import Soon
from annotator.gui.workspace import Workspace
from annotator.store import ArticleFilter, Changes, Order, SearchHit

_BATCH = 40
_NOTHING = QModelIndex()


class Role(IntEnum):
    """What a delegate may ask for beside the usual roles."""

    IS_OPEN = Qt.ItemDataRole.UserRole + 1


class ArticleListModel(QAbstractListModel):
    """Rows are articles of the open project: all, those with a status, or the hits of a search."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._ids: list[str] = []
        self._rows: dict[str, int] = {}
        self._summaries: dict[str, ArticleSummary] = {}
        self._hits: dict[str, SearchHit] = {}
        self._status: Status | None = None
        self._query = ""
        self._listing = Listing()
        self._is_stale = False
        self._open_row_id = ""
        self._changed: set[str] = set()
        self._soon = Soon(self._tell_changed, self)
        workspace.project_opened.connect(self.reload)
        workspace.project_closed.connect(self.reload)
        workspace.annotator_changed.connect(self.reload)
        workspace.changed.connect(self._on_changed)
        workspace.article_opened.connect(self._on_article_opened)

    @property
    def ids(self) -> Sequence[str]:
        """The articles shown, in their order."""
        return self._ids

    @property
    def query(self) -> str:
        return self._query

    @property
    def status(self) -> Status | None:
        return self._status

    @property
    def listing(self) -> Listing:
        return self._listing

    def show(self, *, status: Status | None = None, query: str = "", listing: Listing | None = None) -> None:
        """Shows the articles with that status (None: any) in which the words occur ("": all).

        `listing` says what else is asked of them, and their order; without it that stays as it is.
        """
        asked = (status, query.strip(), self._listing if listing is None else listing)
        if asked != (self._status, self._query, self._listing):
            self._status, self._query, self._listing = asked
            self.reload()

    def reload(self, *, keeping: str = "") -> None:
        """Lists the articles anew. One that is to be kept stays in its row even if it should no longer be there."""
        row = self.row_of(keeping)
        ids, hits = self._find()
        self._is_stale = row >= 0 and keeping not in ids
        if self._is_stale:
            ids.insert(min(row, len(ids)), keeping)
        self.beginResetModel()
        self._ids, self._hits = ids, hits
        self._rows = {article_id: row for row, article_id in enumerate(ids)}
        self._summaries.clear()
        self.endResetModel()

    def _find(self) -> tuple[list[str], dict[str, SearchHit]]:
        workspace = self._workspace
        if not workspace.is_open:
            return [], {}
        try:
            project, listing = workspace.project, self._listing
            wanted = listing.wanted._replace(status=self._status)
            by_rank = bool(self._query) and listing.order is Order.IMPORTED and not listing.descending
            hits = {hit.article_id: hit for hit in project.search(self._query)} if self._query else {}
            if by_rank and wanted == ArticleFilter():
                return list(hits), hits
            ids = project.article_ids(wanted, workspace.annotator, listing.order, descending=listing.descending)
            if not self._query:
                return ids, {}
            allowed = set(ids)
            found = [article_id for article_id in hits if article_id in allowed] if by_rank else ids
            return [article_id for article_id in found if article_id in hits], hits
        except AnnotatorError as error:
            workspace.failed.emit(error)
            return [], {}

    def row_of(self, article_id: str) -> int:
        """The row of an article; -1 if it is not shown."""
        return self._rows.get(article_id, -1)

    def neighbour(self, article_id: str, step: int) -> str:
        """The article so many rows further; "" beyond the ends. An article that is not shown leads to the first."""
        row = self.row_of(article_id)
        row = row + step if row >= 0 else 0
        return self._ids[row] if 0 <= row < len(self._ids) else ""

    def hit(self, article_id: str) -> SearchHit | None:
        return self._hits.get(article_id)

    def summary(self, row: int) -> ArticleSummary | None:
        """What is known of the article in a row; its neighbours are fetched with it."""
        article_id = self._ids[row]
        if article_id not in self._summaries:
            first = row - row % _BATCH
            missing = [wanted for wanted in self._ids[first : first + _BATCH] if wanted not in self._summaries]
            self._fetch(missing)
        return self._summaries.get(article_id)

    def _fetch(self, ids: Iterable[str]) -> None:
        try:
            found = self._workspace.project.summaries(list(ids), self._workspace.annotator)
        except AnnotatorError as error:
            self._workspace.failed.emit(error)
            return
        self._summaries.update((summary.id, summary) for summary in found)

    # Qt

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOTHING) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._ids):
            return None
        if role == Role.IS_OPEN:
            return self._ids[index.row()] == self._workspace.article_id
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        summary = self.summary(index.row())
        if summary is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return plain.one_line(summary.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = [plain.one_line(summary.title), words.status(summary.status), words.spans(summary.spans)]
            parts += [self.tr("flagged")] * summary.flag + [self.tr("with a note")] * summary.note
            return ", ".join(filter(None, parts))
        counts = "\n".join(f"{name}: {words.number(count)}" for name, count in summary.counts.items() if count)
        return plain.tip("\n".join(filter(None, (summary.title, counts))))

    # listening

    def _on_changed(self, changes: Changes) -> None:
        here = self._workspace.article_id
        if changes.article_list:
            self.reload()
            return
        if self._depends_on(changes):
            if (changes.articles | changes.spans_of) <= {here} and self.row_of(here) >= 0:
                self._is_stale = True  # what one is working on stays where it is until it is left
            else:
                self.reload(keeping=here)
                return
        if changes.labels and self._ids:  # counts are told by the labels' names
            self._summaries.clear()
            self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1))
            return
        for article_id in changes.articles | changes.spans_of:
            known = self._summaries.pop(article_id, None)
            if known and article_id not in changes.articles and article_id == self._workspace.article_id:
                self._keep_in_step(known)
            self._changed.add(article_id)
            self._soon.ask()

    def _keep_in_step(self, known: ArticleSummary) -> None:
        """Counts the open article by what is shown of it, without asking the file, unless a note came or went."""
        spans, article = self._workspace.spans, self._workspace.article
        if article is not None and known.note == bool(article.note or spans.noted):
            self._summaries[known.id] = known._replace(counts=spans.counts_of(self._workspace.annotator))

    def _tell_changed(self) -> None:
        changed, self._changed = self._changed, set()
        for article_id in changed:
            self._repaint(article_id)

    def _depends_on(self, changes: Changes) -> bool:
        """Whether other articles might be listed, or in another order, after this."""
        wanted, order, _ = self._listing
        by_article = self._status is not None or wanted != ArticleFilter() or order is not Order.IMPORTED
        by_spans = bool(wanted.with_labels or wanted.without_labels or wanted.noted) or order is Order.SPANS
        return (bool(changes.articles) and by_article) or (bool(changes.spans_of) and by_spans)

    def _reload_if_stale(self) -> None:
        if self._is_stale:
            self.reload()

    def _on_article_opened(self) -> None:
        if self._is_stale:
            QTimer.singleShot(0, self, self._reload_if_stale)
        before, self._open_row_id = self._open_row_id, self._workspace.article_id
        self._changed |= {before, self._open_row_id}
        self._soon.ask()

    def _repaint(self, article_id: str) -> None:
        row = self.row_of(article_id)
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row))
