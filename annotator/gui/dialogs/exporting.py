"""Exporting: which format, whose spans, which articles, what becomes of labels, and where to; seen before written."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QWidget,
)

from annotator.domain.model import Status
from annotator.errors import AnnotatorError, Cancelled
from annotator.exchange.export_report import ExportReport
from annotator.exchange.exporting import report_path
from annotator.exchange.rehearsal import ExportChoices, Rehearsal, rehearse
from annotator.exchange.splits import Splits
from annotator.exchange.splitting import Assignment, find_splits, split_names
from annotator.formats.base import Holds, Misaligned
from annotator.formats.registry import Writer, writers
from annotator.gui import plain, words
from annotator.gui.dialogs import files
from annotator.gui.dialogs.export_preview import ExportPreview
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.dialogs.label_mapping import LabelMapping
from annotator.gui.dialogs.split_choices import SplitChoices
from annotator.gui.jobs import Job, Jobs
from annotator.gui.looks import small_font
from annotator.gui.settings import Settings
from annotator.gui.workspace import Workspace
from annotator.store import Project, actions

_WIDTH, _HEIGHT = 880, 580
_LOOK_AHEAD_MS = 300
_TITLE_SHOWN = 24
"""Characters of a format's title that are in sight at least."""
_SAID = 3
"""Sentences that fit above; a tool tip has all."""


class ExportDialog(Dialog):
    """Asks what to write, shows what that would be, and writes it in the background.

    Each choice is rehearsed: written into a folder that is thrown away, so that what is shown is what would be.
    """

    def __init__(self, workspace: Workspace, settings: Settings, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Export training data"), parent, width=720)
        self._workspace = workspace
        self._settings = settings
        self._jobs = jobs
        self._project_path = workspace.project.path
        self._writers = sorted(writers().values(), key=_ours_first)
        self._job: Job | None = None
        self._rehearsal: Job | None = None
        self._written: Path | None = None
        self._is_target_mine = True
        self._soon = QTimer(self, interval=_LOOK_AHEAD_MS, singleShot=True)
        self._soon.timeout.connect(self._rehearse)
        self.outcome = plain.label(parent=self, wrap=True, selectable=True, name=self.tr("Result"))
        self.body.addWidget(self.outcome)
        self._make_middle()
        self._make_place()
        self._make_buttons()
        jobs.progressed.connect(self._on_progress)
        workspace.project_closed.connect(self.close)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_WIDTH, _HEIGHT)
        self._on_format()

    # its parts

    def _make_middle(self) -> None:
        project = self._workspace.project
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName(self.tr("Choices"))
        self.labels = LabelMapping(self, becomes=self.tr("is written as"))
        counts = project.stats(self._workspace.annotator).labels
        self.labels.show_labels(counts, list(counts))
        self.labels.mapped.connect(self._look_ahead)
        self.splits = SplitChoices(split_names(project), self)
        self.splits.changed.connect(self._on_split)
        self.splits.save_wanted.connect(self._save_splits)
        self.splits.save.setVisible(not self._workspace.read_only)
        self.tabs.addTab(self._make_choices(), self.tr("What"))
        self.tabs.addTab(self.labels, self.tr("Labels"))
        self.tabs.addTab(self.splits, self.tr("Splits"))
        self.preview = ExportPreview(self)
        middle = QSplitter(Qt.Orientation.Horizontal, self)
        middle.setChildrenCollapsible(False)
        middle.setHandleWidth(10)
        middle.setStyleSheet("QSplitter::handle { background: transparent; }")
        middle.addWidget(self.tabs)
        middle.addWidget(self.preview)
        middle.setSizes([_WIDTH // 2, _WIDTH // 2])
        self.body.addWidget(middle, 1)

    def _make_choices(self) -> QWidget:
        page = QScrollArea(self)
        page.setWidgetResizable(True)
        page.setFrameShape(QScrollArea.Shape.NoFrame)
        page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page.setAccessibleName(self.tr("What is written"))
        inside = QWidget(page)
        form = QFormLayout(inside)
        form.setContentsMargins(2, 10, 10, 2)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(9)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.format = QComboBox(inside)
        self.format.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.format.setMinimumContentsLength(_TITLE_SHOWN)
        for writer in self._writers:
            self.format.addItem(writer.title, writer.name)
        self.format.setCurrentIndex(max(0, self.format.findData(self._settings.get("export_format"))))
        self.add_row(form, self.tr("Format"), self.format)
        self.annotator = QComboBox(inside)
        self.annotator.addItem(self.tr("Everybody"), "")
        for name in self._workspace.project.annotators():
            self.annotator.addItem(plain.one_line(name), name)
        self.add_row(form, self.tr("Spans of"), self.annotator)
        self.status = QComboBox(inside)
        self.add_row(form, self.tr("Articles"), self.status)
        self.misaligned = QComboBox(inside)
        self.misaligned.addItem(self.tr("widen it to whole tokens"), Misaligned.EXPAND)
        self.misaligned.addItem(self.tr("leave it out"), Misaligned.LEAVE_OUT)
        self.add_row(form, self.tr("Span inside a token"), self.misaligned)
        self.suggestions = QCheckBox(self.tr("Suggestions too, marked as such"), inside)
        self.suggestions.setAccessibleName(self.suggestions.text())
        form.addRow("", self.suggestions)
        self.holds = plain.label(parent=inside, role="muted", wrap=True, name=self.tr("What the format holds"))
        self.holds.setFont(small_font())
        form.addRow(self.holds)
        for field in (self.annotator, self.status, self.misaligned):
            field.currentIndexChanged.connect(self._look_ahead)
        self.suggestions.toggled.connect(self._look_ahead)
        self.format.currentIndexChanged.connect(self._on_format)
        page.setWidget(inside)
        return page

    def _make_place(self) -> None:
        self.target = QLineEdit(self)
        self.target.setAccessibleName(self.tr("Where to"))
        self.target.textEdited.connect(self._on_target)
        choose = QPushButton(self.tr("Choose…"), self)
        choose.setAccessibleName(self.tr("Choose where to"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        caption = plain.label(self.tr("To"), self, role="muted")
        caption.setBuddy(self.target)
        self.force = QCheckBox(self.tr("Replace what is there"), self)
        self.force.setAccessibleName(self.force.text())
        place = QHBoxLayout()
        place.setSpacing(8)
        for widget in (caption, self.target, choose, self.force):
            place.addWidget(widget, 1 if widget is self.target else 0)
        self.body.addLayout(place)

    def _make_buttons(self) -> None:
        self._progress = QProgressBar(self)
        self._progress.setAccessibleName(self.tr("Progress"))
        room = self._progress.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(room)
        self._progress.hide()
        self.body.addWidget(self._progress)
        self._show_folder = self.add_button(self.tr("Show the folder"))
        self._show_folder.hide()
        self._show_folder.clicked.connect(self._open_folder)
        self._close = self.add_button(self.tr("Cancel"))
        self._close.clicked.connect(self.close)
        self.export = self.add_button(self.tr("Export"), main=True)
        self.export.clicked.connect(self._export)

    # choices

    @property
    def writer(self) -> Writer:
        return self._writers[max(0, self.format.currentIndex())]

    def choices(self) -> ExportChoices:
        """What was chosen. Raises BadSplits."""
        status = self.status.currentData()  # Qt hands back a plain text
        return ExportChoices(
            self.writer.name,
            self.splits.wish(),
            self.annotator.currentData() or None,
            Status(status) if status else None,
            Misaligned(self.misaligned.currentData()),
            self.suggestions.isEnabled() and self.suggestions.isChecked(),
            self.labels.names(),
        )

    def _on_format(self) -> None:
        writer = self.writer
        said = _in_words(writer)
        self.holds.setText(said)
        chosen = self.status.currentData()
        self.status.blockSignals(True)
        self.status.clear()
        usual = self.tr("done, or with spans") if writer.training else self.tr("all")
        self.status.addItem(usual, None)
        for status in (Status.DONE, Status.IN_PROGRESS, Status.TODO):
            self.status.addItem(self.tr("only those {status}").format(status=words.status(status).lower()), status)
        self.status.setCurrentIndex(max(0, self.status.findData(chosen)))
        self.status.blockSignals(False)
        self.misaligned.setEnabled("token" in said.lower())
        self.suggestions.setEnabled(writer.holds.suggestions)
        self._on_split()

    def _on_split(self) -> None:
        if self._is_target_mine:
            stem = self._project_path.with_suffix("")
            suffix = f"-{self.writer.name}" if self.writer.is_folder else self.writer.suffix
            suffix = "-splits" if self.splits.is_split.isChecked() else suffix
            self.target.setText(str(stem.with_name(f"{stem.name}{suffix}")))
            self.target.setCursorPosition(0)
        self._on_target_changed()
        self._look_ahead()

    def _on_target(self) -> None:
        self._is_target_mine = False
        self._on_target_changed()

    def _on_target_changed(self) -> None:
        out = self._out()
        is_there = out is not None and out.exists()
        self.force.setVisible(is_there)
        if not is_there:
            self.force.setChecked(False)

    def _out(self) -> Path | None:
        text = self.target.text().strip()
        return Path(text).expanduser() if text else None

    def _choose(self) -> None:
        writer = self.writer
        start = self._out() or self._project_path.with_suffix(writer.suffix)
        is_folder = self.splits.is_split.isChecked() or writer.is_folder
        chosen = files.ask_export_target(self, start, writer.title, writer.suffix, is_folder=is_folder)
        if chosen:
            self.target.setText(str(chosen))
            self._is_target_mine = False
            self._on_target_changed()
            self.force.setChecked(chosen.exists())

    # looking ahead

    def _look_ahead(self) -> None:
        """Rehearses what is chosen now, as soon as no further choice follows."""
        self._stop_rehearsal()
        if self._job is None:
            looking = self.tr("Looking at what would be written …")
            self.outcome.setText(looking)
            self.preview.show_nothing(looking)
            self._soon.start()

    def _stop_rehearsal(self) -> None:
        self._soon.stop()
        if self._rehearsal is not None:
            self._rehearsal.cancel()
            self._rehearsal = None

    def _rehearse(self) -> None:
        try:
            choices = self.choices()
        except AnnotatorError as error:
            self._show_trouble(error)
            return
        path = self._project_path

        def work(job: Job) -> Rehearsal:
            with Project.open(path, read_only=True) as project:
                return rehearse(project, choices, job.progress)

        job = self._jobs.start(
            self.tr("Preparing the export"),
            work,
            done=lambda found: self._show_rehearsal(job, found),
            failed=lambda error: self._show_trouble(error) if job is self._rehearsal else None,
            owner=self,
        )
        self._rehearsal = job

    def _show_rehearsal(self, job: Job, found: Rehearsal) -> None:
        if job is not self._rehearsal:
            return
        self._rehearsal = None
        report = found.report
        said = report.in_words(before=True)
        self.outcome.setText(" ".join(said[:_SAID]))
        plain.set_tip(self.outcome, "\n".join(said))
        self.preview.show_rehearsal(found)
        parts = report.parts if report.splits else []
        self.splits.show_balance(
            {part.split: report.label_counts(part) for part in parts},
            {part.split: part.report.articles for part in parts},
        )

    def _show_trouble(self, error: AnnotatorError) -> None:
        self._rehearsal = None
        text = self.tr("No preview.") if isinstance(error, Cancelled) else str(error)
        self.outcome.setText(text)
        self.preview.show_nothing(text)
        self.splits.show_balance({}, {})

    # the work

    def _export(self) -> None:
        self._stop_rehearsal()
        out = self._out()
        if out is None:
            self.outcome.setText(self.tr("Say where to."))
            return
        try:
            choices = self.choices()
        except AnnotatorError as error:
            self.outcome.setText(str(error))
            return
        path, force = self._project_path, self.force.isChecked()

        def work(job: Job) -> ExportReport:
            with Project.open(path, read_only=True) as project:
                return choices.export(project, out, force=force, progress=job.progress)

        self._settings.set("export_format", choices.format)
        self._written = out
        self._set_busy(True)
        self.outcome.setText(self.tr("Exporting … You can go on tagging meanwhile."))
        self._job = self._jobs.start(
            self.tr("Exporting"), work, done=self._on_done, failed=self._on_failure, owner=self
        )

    def _on_done(self, report: ExportReport) -> None:
        self._set_busy(False)
        out = self._written or self._project_path
        beside = report_path(out, is_folder=report.writer.is_folder or report.splits is not None)
        said = report.in_words()
        shown = [" ".join(said[:_SAID]), self.tr("Written to {path}").format(path=out)]
        self.outcome.setText("\n".join([*shown, self.tr("Report: {path}").format(path=beside)]))
        plain.set_tip(self.outcome, "\n".join(said))
        self._workspace.told.emit(said[0])
        self._show_folder.show()
        self._close.setText(self.tr("Close"))
        self._on_target_changed()

    def _on_failure(self, error: AnnotatorError) -> None:
        self._set_busy(False)
        cancelled = isinstance(error, Cancelled)
        self.outcome.setText(
            self.tr("Cancelled. Nothing was written.")
            if cancelled
            else str(error).replace("with --force", "by ticking the box below")
        )
        self._on_target_changed()

    def _save_splits(self) -> None:
        """Finds the splits in the background and saves them as one step."""
        self._stop_rehearsal()
        try:
            wish = self.splits.wish()
        except AnnotatorError as error:
            self._show_trouble(error)
            return
        if not isinstance(wish, Splits):
            return
        path = self._project_path

        def work(job: Job) -> Assignment:
            with Project.open(path, read_only=True) as project:
                return find_splits(project, wish, job.progress)

        self._set_busy(True)
        self._job = self._jobs.start(
            self.tr("Splitting"), work, done=self._put_splits, failed=self._on_failure, owner=self
        )

    def _put_splits(self, found: Assignment) -> None:
        self._set_busy(False)
        if self._workspace.run(actions.save_splits, found.of, self._workspace.annotator) is None:
            return
        self._workspace.told.emit(self.tr("The splits are saved in the project."))
        self.splits.show_saved(split_names(self._workspace.project))
        self._look_ahead()

    def _set_busy(self, is_busy: bool) -> None:
        if not is_busy:
            self._job = None
        self._progress.setVisible(is_busy)
        self._progress.setRange(0, 0)
        self.export.setEnabled(not is_busy)
        self.splits.save.setVisible(not is_busy and not self._workspace.read_only)
        if is_busy:
            self._show_folder.hide()

    def _on_progress(self, done: int, total: int) -> None:
        if self._job is not None and total:
            self._progress.setRange(0, 1000)
            self._progress.setValue(round(1000 * done / total))

    def _open_folder(self) -> None:
        if self._written:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))


def _ours_first(writer: Writer) -> tuple[bool, str]:
    """Sort key of the list of formats: the one that loses nothing, then by the alphabet."""
    return writer.name != "jsonl", writer.title.casefold()


def _in_words(writer: Writer) -> str:
    """What a format can hold and what it cannot, as a sentence or two."""
    from PySide6.QtCore import QCoreApplication

    def tr(text: str) -> str:
        return QCoreApplication.translate("ExportDialog", text)

    holds: Holds = writer.holds
    kinds = (
        (holds.spans, tr("spans")),
        (holds.overlap, tr("overlaps")),
        (holds.annotators, tr("annotators")),
        (holds.attributes, tr("attributes")),
        (holds.relations, tr("relations")),
        (holds.status, tr("status")),
        (holds.notes, tr("notes")),
        (holds.suggestions, tr("suggestions")),
    )
    has = ", ".join(name for there, name in kinds if there)
    lacks = ", ".join(name for there, name in kinds if not there)
    said = [tr("Holds {things}.").format(things=has) if has else tr("Holds the text alone.")]
    if lacks and has:
        said.append(tr("Cannot hold {things}; what is lost is listed in the report.").format(things=lacks))
    if writer.choices:
        said.append(writer.choices)
    return " ".join(said)
