"""Importing: what was recognised in the files, then adding it, while the window stays usable."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHeaderView,
    QListWidget,
    QProgressBar,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from annotator.domain.model import AnnotatedArticle
from annotator.domain.text import words_in
from annotator.errors import AnnotatorError, Cancelled
from annotator.exchange.importing import ImportReport, read_files
from annotator.gui import plain, words
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.jobs import Job, Jobs
from annotator.gui.workspace import Workspace
from annotator.store.actions import AddResult, StagedImport

_ROWS_SHOWN = 500
_FILE_WIDTH = 210
_CHARACTERS_AT_ONCE = 200_000
_SWEEP_S = 0.05


class ImportDialog(Dialog):
    """Reads the files in the background, shows what is in them, and adds it on request, as one step.

    While it adds, it is out of the way: the status line shows how far it is. It comes back if there is more to say.
    """

    def __init__(self, workspace: Workspace, jobs: Jobs, paths: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Import articles"), parent, width=760)
        self._workspace = workspace
        self._jobs = jobs
        self._paths = list(paths)
        self._project_path = workspace.project.path
        self._found: list[AnnotatedArticle] = []
        self._job: Job | None = None
        self.report = ImportReport()
        self.summary = plain.label(parent=self, wrap=True, name=self.tr("What was found"))
        self.body.addWidget(self.summary)
        self._progress = QProgressBar(self)
        self._progress.setAccessibleName(self.tr("Progress"))
        self.body.addWidget(self._progress)
        self.table = self._make_table()
        self.body.addWidget(self.table, 3)
        self._problems_title = plain.label(self.tr("Not taken, or taken with a doubt"), self, role="muted")
        self.body.addWidget(self._problems_title)
        self.problems = QListWidget(self)
        self.problems.setAccessibleName(self.tr("Problems"))
        self.problems.setProperty("role", "boxed")
        self.problems.setWordWrap(True)
        self.problems.setMaximumHeight(130)
        self.body.addWidget(self.problems, 1)
        self.skip_bad = QCheckBox(self.tr("Take the good lines of a file that has bad ones"), self)
        self.skip_bad.setAccessibleName(self.skip_bad.text())
        self.skip_bad.toggled.connect(self._read)
        self.body.addWidget(self.skip_bad)
        self._close = self.add_button(self.tr("Cancel"))
        self._close.clicked.connect(self.close)
        self.add = self.add_button(self.tr("Add"), main=True)
        self.add.clicked.connect(self._add)
        jobs.progressed.connect(self._show_progress)
        workspace.project_closed.connect(self.close)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 560)
        self._read()

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, 5, self)
        table.setAccessibleName(self.tr("Articles found"))
        table.setHorizontalHeaderLabels(
            [self.tr("Title"), self.tr("File"), self.tr("Encoding"), self.tr("Words"), self.tr("Spans")]
        )
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.setWordWrap(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        table.setColumnWidth(1, _FILE_WIDTH)
        for column in range(2, 5):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        return table

    # reading

    def _read(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self.report = report = ImportReport()
        self._say(self.tr("Reading …"), is_busy=True)
        paths, skip_bad = self._paths, self.skip_bad.isChecked()

        def work(job: Job) -> list[AnnotatedArticle]:
            return list(read_files(paths, report=report, skip_bad=skip_bad, progress=job.progress))

        self._job = self._jobs.start(self.tr("Reading files"), work, done=self._show_found, failed=self._on_failure)

    def _show_found(self, found: list[AnnotatedArticle]) -> None:
        self._job = None
        self._found = found
        report = self.report
        self.table.setRowCount(min(len(found), _ROWS_SHOWN))
        for row, annotated in enumerate(found[:_ROWS_SHOWN]):
            article = annotated.article
            cells = (
                plain.one_line(article.title) or self.tr("Untitled"),
                plain.one_line(article.origin.file),
                article.origin.encoding,
                words.number(words_in(article.text)),
                words.number(len(annotated.spans)),
            )
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if column > 2:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)
        self._show_problems([*map(str, report.refused), *report.warnings])
        spans = sum(len(annotated.spans) for annotated in found)
        parts = [
            self.tr("Found {articles} with {spans}.").format(
                articles=words.articles(len(found)), spans=words.spans(spans)
            )
        ]
        if report.refused:
            parts.append(self.tr("{n} could not be taken.").format(n=words.number(len(report.refused))))
        if len(found) > _ROWS_SHOWN:
            parts.append(self.tr("The first {n} are listed.").format(n=words.number(_ROWS_SHOWN)))
        self._say(" ".join(parts))
        self.skip_bad.setVisible(bool(report.refused) or self.skip_bad.isChecked())
        self.add.setText(self.tr("Add {articles}").format(articles=words.articles(len(found))))
        self.add.setEnabled(bool(found))
        if found:
            self.add.setFocus()

    def _show_problems(self, problems: Sequence[str]) -> None:
        self.problems.clear()
        self.problems.addItems([plain.one_line(problem) for problem in problems[:_ROWS_SHOWN]])
        for widget in (self._problems_title, self.problems):
            widget.setVisible(bool(problems))

    # adding

    def _add(self) -> None:
        found, self._found = self._found, []
        workspace, path = self._workspace, self._project_path
        self._say(self.tr("Adding …"), is_busy=True)

        def work(job: Job) -> AddResult:
            return _add_in_pieces(workspace, path, found, job)

        self._job = self._jobs.start(self.tr("Importing"), work, done=self._show_added, failed=self._on_failure)
        self.hide()

    def _show_added(self, added: AddResult) -> None:
        self._job = None
        self._workspace.tell_changes(added.changes)
        parts = [self.tr("Added {articles}").format(articles=words.articles(added.added))]
        if added.spans:
            parts.append(words.spans(added.spans))
        if added.known:
            parts.append(self.tr("{n} were there already").format(n=words.number(added.known)))
        if added.new_labels:
            parts.append(self.tr("new labels: {names}").format(names=", ".join(added.new_labels)))
        self._workspace.told.emit(", ".join(parts) + ".")
        if added.article_ids and not self._workspace.article_id:
            self._workspace.open_article(added.article_ids[0])
        if not added.warnings:
            self.close()
            return
        self._say(", ".join(parts) + ".")
        self._show_problems(added.warnings)
        self.show()
        self.table.hide()
        self.skip_bad.hide()
        self.add.hide()
        self._close.setText(self.tr("Close"))

    # both

    def _say(self, text: str, *, is_busy: bool = False) -> None:
        self.summary.setText(text)
        self._progress.setVisible(is_busy)
        self._progress.setRange(0, 0)
        self.add.setEnabled(not is_busy)
        self.skip_bad.setEnabled(not is_busy)
        if is_busy:
            self.skip_bad.setVisible(self.skip_bad.isChecked())
            self._show_problems(())

    def _show_progress(self, done: int, total: int) -> None:
        if self._job is not None and total:
            self._progress.setRange(0, 1000)
            self._progress.setValue(round(1000 * done / total))

    def _on_failure(self, error: AnnotatorError) -> None:
        self._job = None
        if isinstance(error, Cancelled):
            self._say(self.tr("Cancelled. Nothing was added."))
            self._workspace.told.emit(self.summary.text())
        else:
            self._say(str(error))
            self.show()
        self.add.setEnabled(False)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._job is not None:
            self._job.cancel()
        super().closeEvent(event)


def _add_in_pieces(workspace: Workspace, path: Path, found: Sequence[AnnotatedArticle], job: Job) -> AddResult:
    """Adds articles from the worker; each piece is written on the GUI thread, between other steps."""

    def begin() -> StagedImport:
        if not workspace.is_open or workspace.project.path != path:
            raise Cancelled
        return StagedImport(workspace.project, workspace.annotator)

    staged = job.on_gui(begin)
    done = 0
    try:
        for piece in _pieces(found):
            job.progress(done, len(found))
            job.on_gui(lambda piece=piece: staged.add(piece))  # type: ignore[misc]
            done += len(piece)
        job.progress(done, len(found))
        return job.on_gui(staged.finish)
    except BaseException:
        while not job.on_gui(lambda: staged.cancel(_SWEEP_S)):
            pass
        raise


def _pieces(found: Sequence[AnnotatedArticle]) -> Iterator[list[AnnotatedArticle]]:
    """The articles in lots of about the same length of text."""
    piece: list[AnnotatedArticle] = []
    size = 0
    for annotated in found:
        piece.append(annotated)
        size += len(annotated.article.text) + 100 * len(annotated.spans)
        if size >= _CHARACTERS_AT_ONCE:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece
