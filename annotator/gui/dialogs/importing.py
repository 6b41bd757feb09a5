"""Importing: what was recognised in the files, how it would look, and what it becomes; then adding it as one step."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QProgressBar,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QWidget,
)

from annotator.domain.model import AnnotatedArticle
from annotator.domain.text import words_in
from annotator.errors import AnnotatorError, Cancelled, ProjectError
from annotator.exchange.importing import ImportReport, add_listed_labels, listed_labels, read_files
from annotator.exchange.relabelling import relabel
from annotator.formats.base import Column, Columns, TableColumns
from annotator.formats.registry import detect, readers
from annotator.gui import plain, words
from annotator.gui.dialogs.adding import Added, add_in_pieces
from annotator.gui.dialogs.article_preview import ArticlePreview
from annotator.gui.dialogs.column_mapping import ColumnMapping
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.dialogs.label_mapping import LabelMapping
from annotator.gui.jobs import Job, Jobs
from annotator.gui.settings import Settings
from annotator.gui.workspace import Workspace

_ROWS_SHOWN = 500
_WIDTH, _HEIGHT = 880, 560
_FILE_WIDTH = 110
_NARROW = 820
_TABLES_KEPT = 50
_LABELS_SAID = 6
_ENCODED = ("text", "csv")
"""Formats whose files do not say their encoding."""
_ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows-1252 (Western)"),
    ("iso8859-15", "ISO 8859-15 (Western)"),
    ("cp1250", "Windows-1250 (Central European)"),
    ("cp1251", "Windows-1251 (Cyrillic)"),
    ("koi8-r", "KOI8-R (Cyrillic)"),
    ("cp1256", "Windows-1256 (Arabic)"),
    ("utf-16", "UTF-16"),
    ("mac-roman", "Mac Roman"),
    ("gb18030", "GB 18030 (Chinese)"),
    ("shift_jis", "Shift JIS (Japanese)"),
)


@dataclass(slots=True)
class Found:
    """What the files hold, and the columns of the first of them in which the person may say what they hold."""

    articles: list[AnnotatedArticle]
    columns: TableColumns | None


@dataclass(slots=True)
class Done:
    """What came of adding: the articles, None if the files held labels alone; and why no backup was made before."""

    added: Added | None
    trouble: ProjectError | None


class ImportDialog(Dialog):
    """Reads the files in the background, shows what is in them, and adds it on request, as one step.

    Nothing is stored before. While it adds, it is out of the way: the status line shows how far it is. It comes back
    if there is more to say.
    """

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        jobs: Jobs,
        paths: Sequence[Path],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(self.tr("Import articles"), parent, width=720)
        self._workspace = workspace
        self._settings = settings
        self._jobs = jobs
        self._paths = list(paths)
        self._project_path = workspace.project.path
        self._scheme = workspace.project.labels()
        self._found: list[AnnotatedArticle] = []
        self._job: Job | None = None
        self.report = ImportReport()
        self._make_top()
        self._make_middle()
        self._make_bottom()
        jobs.progressed.connect(self._show_progress)
        workspace.project_closed.connect(self.close)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_WIDTH, _HEIGHT)
        self._read()

    # its parts

    def _make_top(self) -> None:
        self.summary = plain.label(parent=self, wrap=True, name=self.tr("What was found"))
        self.body.addWidget(self.summary)
        self._progress = QProgressBar(self)
        self._progress.setAccessibleName(self.tr("Progress"))
        self.body.addWidget(self._progress)

    def _make_middle(self) -> None:
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName(self.tr("What was found"))
        self.table = self._make_table()
        self.labels = LabelMapping(self, becomes=self.tr("in the project"))
        self.labels.mapped.connect(self._on_mapping)
        self.columns = ColumnMapping(self)
        self.columns.mapped.connect(self._on_columns)
        self.problems = QListWidget(self)
        self.problems.setAccessibleName(self.tr("Not taken, or taken with a doubt"))
        self.problems.setProperty("role", "boxed")
        self.problems.setWordWrap(True)
        self.problems.setSpacing(4)
        for page, text in (
            (self.table, self.tr("Articles")),
            (self.labels, self.tr("Labels")),
            (self.columns, self.tr("Columns")),
            (self.problems, self.tr("Problems")),
        ):
            self.tabs.addTab(page, text)
        self.preview = ArticlePreview(self)
        self._middle = QSplitter(Qt.Orientation.Horizontal, self)
        self._middle.setChildrenCollapsible(False)
        self._middle.setHandleWidth(10)
        self._middle.setStyleSheet("QSplitter::handle { background: transparent; }")
        self._middle.addWidget(self.tabs)
        self._middle.addWidget(self.preview)
        self._middle.setSizes([_WIDTH * 56 // 100, _WIDTH * 44 // 100])
        self.body.addWidget(self._middle, 1)

    def _make_bottom(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._encoding_caption = plain.label(self.tr("Encoding"), self, role="muted")
        self.encoding = QComboBox(self)
        self.encoding.setAccessibleName(self.tr("Encoding of the texts"))
        self.encoding.addItem(self.tr("As recognised"), "")
        for codec, name in _ENCODINGS:
            self.encoding.addItem(name, codec)
        self._encoding_caption.setBuddy(self.encoding)
        self.encoding.currentIndexChanged.connect(lambda _: self._read())
        self.skip_bad = QCheckBox(self.tr("Take the good lines of a file that has bad ones"), self)
        self.skip_bad.setAccessibleName(self.skip_bad.text())
        self.skip_bad.toggled.connect(lambda _: self._read())
        row.addWidget(self._encoding_caption)
        row.addWidget(self.encoding)
        row.addStretch()
        row.addWidget(self.skip_bad)
        self.body.addLayout(row)
        self._close = self.add_button(self.tr("Cancel"))
        self._close.clicked.connect(self.close)
        self.add = self.add_button(self.tr("Add"), main=True)
        self.add.clicked.connect(self._add)

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
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        table.setColumnWidth(1, _FILE_WIDTH)
        for column in range(2, 5):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        table.currentCellChanged.connect(lambda *_: self._show_preview())
        return table

    # reading

    def _read(self, columns: Columns | None = None) -> None:
        if self._job is not None:
            self._job.cancel()
        self.report = report = ImportReport()
        self._say(self.tr("Reading …"), is_busy=True)
        paths, skip_bad = self._paths, self.skip_bad.isChecked()
        encoding = self.encoding.currentData() or None
        remembered = self._remembered

        def work(job: Job) -> Found:
            table = _columns_in(paths)
            chosen = columns
            if chosen is None and table is not None:
                chosen = remembered(table)
            read = read_files(
                paths,
                report=report,
                skip_bad=skip_bad,
                columns=chosen,
                encoding=encoding,
                progress=job.progress,
            )
            return Found(list(read), table)

        self._job = self._jobs.start(
            self.tr("Reading files"), work, done=self._show_found, failed=self._on_failure, owner=self
        )

    def _remembered(self, table: TableColumns) -> Columns | None:
        """What was said before of a table with the same columns."""
        known = self._settings.get("import_columns").get("\t".join(table.names))
        if not isinstance(known, dict):
            return None
        return {column: known[column] for column in Column if isinstance(known.get(column), str)}

    def _on_columns(self) -> None:
        """Reads again by the columns that were chosen, and remembers them for files with the same ones."""
        columns = self.columns.columns()
        known = self._settings.get("import_columns")
        known.pop(self.columns.key, None)
        known[self.columns.key] = {column.value: name for column, name in columns.items()}
        self._settings.set("import_columns", dict(list(known.items())[-_TABLES_KEPT:]))
        self._read(columns)

    def _show_found(self, found: Found) -> None:
        self._job = None
        self._found = articles = found.articles
        self._show_articles()
        report = self.report
        names = [label.name for label in self._scheme]
        order = sorted(report.labels, key=lambda name: (name in names, -report.labels[name]))
        self.labels.show_labels({name: report.labels[name] for name in order}, names)
        self._show_problems([*map(str, report.refused), *report.warnings])
        if found.columns is not None:
            self.columns.show_columns(found.columns, self._remembered(found.columns))
        self._show_tab(self.labels, is_there=bool(report.labels))
        self._show_tab(self.columns, is_there=found.columns is not None)
        self._say(" ".join(self._summary()))
        self.skip_bad.setVisible(bool(report.refused) or self.skip_bad.isChecked())
        are_texts = any(file.format in _ENCODED for file in report.files) or bool(self.encoding.currentData())
        for widget in (self._encoding_caption, self.encoding):
            widget.setVisible(are_texts)
        new = listed_labels(self._scheme, report)
        what = words.articles(len(articles)) if articles or not new else words.labels(len(new))
        self.add.setText(self.tr("Add {what}").format(what=what))
        self.add.setAccessibleName(self.add.text())
        self.add.setEnabled(bool(articles or new))
        if articles and not self._is_choosing():
            self.tabs.setCurrentWidget(self.table)
            self.add.setFocus()
        elif not articles:
            self.tabs.setCurrentWidget(self.columns if found.columns is not None else self.problems)

    def _on_mapping(self) -> None:
        self._show_preview()
        self._say(" ".join(self._summary()))

    def _is_choosing(self) -> bool:
        """Whether the keyboard is at a choice that made the files be read again, and should stay there."""
        return any(page.isAncestorOf(self.focusWidget()) for page in (self.columns, self.labels)) or (
            self.focusWidget() in (self.encoding, self.skip_bad)
        )

    def _summary(self) -> list[str]:
        """What was recognised, and what becomes of it by the labels as they are mapped, a sentence each."""
        report, articles, mapped = self.report, self._found, self.labels.names()
        spans = sum(mapped.get(span.label, span.label) != "" for annotated in articles for span in annotated.spans)
        said = [
            self.tr("Found {articles} with {spans}.").format(
                articles=words.articles(len(articles)), spans=words.spans(spans)
            )
        ]
        known = readers()
        kinds = Counter(file.format for file in report.files)
        if kinds:
            listed = [
                self.tr("{format} ({n})").format(format=known[name].title, n=words.number(count))
                for name, count in kinds.most_common()
            ]
            said.append(self.tr("Read as {formats}.").format(formats=", ".join(listed)))
        scheme = {label.name for label in self._scheme}
        wanted = dict.fromkeys(mapped.get(name, name) for name in report.labels)
        if new := [plain.one_line(name) for name in wanted if name and name not in scheme]:
            shown = ", ".join(new[:_LABELS_SAID]) + (" …" if len(new) > _LABELS_SAID else "")
            said.append(self.tr("Not in the project yet: {labels}.").format(labels=shown))
        unused = [name for name in listed_labels(self._scheme, report) if name not in report.labels]
        if listed := [plain.one_line(name) for name in unused]:
            shown = ", ".join(listed[:_LABELS_SAID]) + (" …" if len(listed) > _LABELS_SAID else "")
            said.append(self.tr("Labels that come with the files: {labels}.").format(labels=shown))
        if report.refused:
            said.append(self.tr("{n} could not be taken.").format(n=words.number(len(report.refused))))
        if len(articles) > _ROWS_SHOWN:
            said.append(self.tr("The first {n} are listed.").format(n=words.number(_ROWS_SHOWN)))
        return said

    def _show_articles(self) -> None:
        self.table.blockSignals(True)
        self.table.setRowCount(min(len(self._found), _ROWS_SHOWN))
        for row, annotated in enumerate(self._found[:_ROWS_SHOWN]):
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
        self.table.setCurrentCell(0 if self._found else -1, 0)
        self.table.blockSignals(False)
        self._show_preview()

    def _show_preview(self) -> None:
        """Shows the chosen article by the labels that its spans would get."""
        row = max(0, self.table.currentRow())
        if row < len(self._found):
            self.preview.show_article(relabel(self._found[row], self.labels.names()).annotated, self._scheme)
        else:
            self.preview.show_nothing()

    def _show_problems(self, problems: Sequence[str]) -> None:
        self.problems.clear()
        self.problems.addItems([plain.one_line(problem) for problem in problems[:_ROWS_SHOWN]])
        at = self.tabs.indexOf(self.problems)
        self.tabs.setTabText(at, self.tr("Problems ({n})").format(n=words.number(len(problems))))
        self._show_tab(self.problems, is_there=bool(problems))

    def _show_tab(self, page: QWidget, *, is_there: bool) -> None:
        self.tabs.setTabVisible(self.tabs.indexOf(page), is_there)

    # adding

    def _add(self) -> None:
        found, self._found, report = self._found, [], self.report
        workspace, path, names = self._workspace, self._project_path, self.labels.names()
        project = workspace.project
        self._say(self.tr("Adding …"), is_busy=True)

        def work(job: Job) -> Done:
            trouble = workspace.backup_first(project, job.progress)
            if found:
                return Done(add_in_pieces(workspace, path, found, report.scheme, names, job), trouble)
            job.on_gui(lambda: add_listed_labels(workspace.project, report))
            return Done(None, trouble)

        self._job = self._jobs.start(
            self.tr("Importing"), work, done=self._show_done, failed=self._on_failure, owner=self
        )
        self.hide()

    def _show_done(self, done: Done) -> None:
        self._job = None
        if done.added is not None:
            self._show_added(done.added)
        else:
            if self.report.changes is not None:
                self._workspace.tell_changes(self.report.changes)
            self._workspace.told.emit(self.tr("New labels: {names}.").format(names=", ".join(self.report.new_labels)))
            self.close()
        if done.trouble is not None:
            said = self.tr("No backup could be made before this import.")
            hint = self.tr("What was added is saved, and can be undone. {why}").format(why=done.trouble)
            self._workspace.failed.emit(AnnotatorError(said, hint))

    def _show_added(self, added: Added) -> None:
        result = added.result
        self._workspace.tell_changes(result.changes)
        parts = [self.tr("Added {articles}").format(articles=words.articles(result.added))]
        if result.spans:
            parts.append(words.spans(result.spans))
        if result.known:
            parts.append(self.tr("{n} were there already").format(n=words.number(result.known)))
        if new := (*result.new_labels, *result.listed_labels):
            parts.append(self.tr("new labels: {names}").format(names=", ".join(new)))
        if added.merged:
            parts.append(self.tr("{spans} became the same as another").format(spans=words.spans(added.merged)))
        if added.dropped:
            parts.append(self.tr("{spans} left out").format(spans=words.spans(added.dropped)))
        self._workspace.told.emit(", ".join(parts) + ".")
        if result.article_ids and not self._workspace.article_id:
            self._workspace.open_article(result.article_ids[0])
        if not result.warnings:
            self.close()
            return
        self._say(", ".join(parts) + ".")
        self._show_problems(result.warnings)
        for page in (self.table, self.labels, self.columns):
            self._show_tab(page, is_there=False)
        self.show()
        for widget in (self.preview, self.skip_bad, self.add, self._encoding_caption, self.encoding):
            widget.hide()
        self._close.setText(self.tr("Close"))

    # both

    def _say(self, text: str, *, is_busy: bool = False) -> None:
        self.summary.setText(text)
        self._progress.setVisible(is_busy)
        self._progress.setRange(0, 0)
        self.add.setEnabled(not is_busy)

    def _show_progress(self, done: int, total: int) -> None:
        if self._job is not None and total:
            self._progress.setRange(0, 1000)
            self._progress.setValue(round(1000 * done / total))

    def _on_failure(self, error: AnnotatorError) -> None:
        if isinstance(error, Cancelled) and self._job is not None and not self._job.is_cancelled:
            return  # of a reading that a newer one took the place of
        self._job = None
        if isinstance(error, Cancelled):
            self._say(self.tr("Cancelled. Nothing was added."))
            self._workspace.told.emit(self.summary.text())
        else:
            self._workspace.catch_up_after(error)
            self._say(str(error))
            self.show()
        self.add.setEnabled(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.setColumnHidden(1, self.width() < _NARROW)  # the preview names the file, too


def _columns_in(paths: Sequence[Path]) -> TableColumns | None:
    """The columns of the first file in which the person may say what they hold; None if there is none."""
    for path in paths:
        try:
            if path.is_file() and (reader := detect(path)) is not None and reader.columns is not None:
                return reader.columns(path)
        except (AnnotatorError, OSError):
            continue
    return None
