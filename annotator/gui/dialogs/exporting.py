"""Exporting: which format, whose spans, which articles, and where to."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QIntValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QWidget,
)

from annotator.domain.model import Status
from annotator.errors import AnnotatorError, Cancelled
from annotator.exchange.export_report import ExportReport
from annotator.exchange.exporting import export_project, report_path
from annotator.exchange.splits import Splits
from annotator.formats.base import Holds, Misaligned
from annotator.formats.registry import Writer, writers
from annotator.gui import plain, words
from annotator.gui.dialogs import files
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.jobs import Job, Jobs
from annotator.gui.looks import small_font
from annotator.gui.settings import Settings
from annotator.gui.workspace import Workspace
from annotator.store import Project

_HINT_WIDTH = 440
_SPLITS = "train=0.8,dev=0.1,test=0.1"


class ExportDialog(Dialog):
    """Asks what to write and writes it in the background."""

    def __init__(self, workspace: Workspace, settings: Settings, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Export training data"), parent, width=640)
        self._workspace = workspace
        self._settings = settings
        self._jobs = jobs
        self._project_path = workspace.project.path
        self._writers = list(writers().values())
        self._job: Job | None = None
        self._written: Path | None = None
        self._is_target_mine = True
        self._make_fields()
        self.outcome = plain.label(parent=self, wrap=True, selectable=True, name=self.tr("Result"))
        self.outcome.hide()
        self.body.addWidget(self.outcome)
        self._progress = QProgressBar(self)
        self._progress.setAccessibleName(self.tr("Progress"))
        self._progress.hide()
        self.body.addWidget(self._progress)
        self._show_folder = self.add_button(self.tr("Show the folder"))
        self._show_folder.hide()
        self._show_folder.clicked.connect(self._open_folder)
        self._close = self.add_button(self.tr("Cancel"))
        self._close.clicked.connect(self.close)
        self.export = self.add_button(self.tr("Export"), main=True)
        self.export.clicked.connect(self._export)
        jobs.progressed.connect(self._on_progress)
        workspace.project_closed.connect(self.close)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._on_format()

    def _make_fields(self) -> None:
        form = self.add_form()
        self.format = QComboBox(self)
        for writer in self._writers:
            self.format.addItem(writer.title, writer.name)
        self.format.setCurrentIndex(max(0, self.format.findData(self._settings.get("export_format"))))
        self.add_row(form, self.tr("Format"), self.format)
        self.holds = plain.label(parent=self, role="muted", wrap=True, name=self.tr("What the format holds"))
        form.addRow("", self.holds)
        self.holds.setFont(small_font())
        self.annotator = QComboBox(self)
        self.annotator.addItem(self.tr("Everybody"), "")
        for name in self._workspace.project.annotators():
            self.annotator.addItem(plain.one_line(name), name)
        self.add_row(form, self.tr("Spans of"), self.annotator)
        self.status = QComboBox(self)
        self.add_row(form, self.tr("Articles"), self.status)
        self.misaligned = QComboBox(self)
        self.misaligned.addItem(self.tr("widen it to whole tokens"), Misaligned.EXPAND)
        self.misaligned.addItem(self.tr("leave it out"), Misaligned.LEAVE_OUT)
        self.add_row(form, self.tr("Span that splits a token"), self.misaligned)
        self.is_split = QCheckBox(self.tr("Split into"), self)
        self.is_split.setAccessibleName(self.tr("Split into train, dev and test"))
        self.shares = QLineEdit(_SPLITS, self)
        self.shares.setAccessibleName(self.tr("Names and shares of the splits"))
        self.seed = QLineEdit("0", self)
        self.seed.setValidator(QIntValidator(0, 999_999_999, self))
        self.seed.setFixedWidth(80)
        self.seed.setAccessibleName(self.tr("Seed"))
        seed = plain.label(self.tr("seed"), self, role="muted")
        seed.setBuddy(self.seed)
        row = QHBoxLayout()
        row.setSpacing(10)
        for widget in (self.is_split, self.shares, seed, self.seed):
            row.addWidget(widget, 1 if widget is self.shares else 0)
        self.add_row(form, "", row)
        self.target = QLineEdit(self)
        self.target.setAccessibleName(self.tr("Where to"))
        choose = QPushButton(self.tr("Choose…"), self)
        choose.setAccessibleName(self.tr("Choose where to"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self.target, 1)
        place.addWidget(choose)
        self.add_row(form, self.tr("To"), place)
        self.force = QCheckBox(self.tr("Replace what is there"), self)
        self.force.setAccessibleName(self.force.text())
        form.addRow("", self.force)
        self.format.currentIndexChanged.connect(self._on_format)
        self.is_split.toggled.connect(self._on_split)
        self.target.textEdited.connect(self._on_target)

    # choices

    @property
    def writer(self) -> Writer:
        return self._writers[max(0, self.format.currentIndex())]

    def _on_format(self) -> None:
        writer = self.writer
        self.holds.setText(_in_words(writer))
        self.holds.setMinimumHeight(self.holds.heightForWidth(max(_HINT_WIDTH, self.holds.width())))
        chosen = self.status.currentData()
        self.status.clear()
        usual = self.tr("done, or with spans") if writer.training else self.tr("all")
        self.status.addItem(usual, None)
        for status in (Status.DONE, Status.IN_PROGRESS, Status.TODO):
            self.status.addItem(self.tr("only those {status}").format(status=words.status(status).lower()), status)
        self.status.setCurrentIndex(max(0, self.status.findData(chosen)))
        self.misaligned.setEnabled("token" in _in_words(writer).lower())
        self._on_split()
        self.fit()

    def _on_split(self) -> None:
        for widget in (self.shares, self.seed):
            widget.setEnabled(self.is_split.isChecked())
        if self._is_target_mine:
            stem = self._project_path.with_suffix("")
            suffix = f"-{self.writer.name}" if self.writer.is_folder else self.writer.suffix
            suffix = "-splits" if self.is_split.isChecked() else suffix
            self.target.setText(str(stem.with_name(f"{stem.name}{suffix}")))
            self.target.setCursorPosition(0)
        self._on_target_changed()

    def _on_target(self) -> None:
        self._is_target_mine = False
        self._on_target_changed()

    def _on_target_changed(self) -> None:
        is_there = self._out() is not None and self._out().exists()  # type: ignore[union-attr]
        self.force.setVisible(is_there)
        if not is_there:
            self.force.setChecked(False)

    def _out(self) -> Path | None:
        text = self.target.text().strip()
        return Path(text).expanduser() if text else None

    def _choose(self) -> None:
        writer = self.writer
        start = self._out() or self._project_path.with_suffix(writer.suffix)
        is_folder = self.is_split.isChecked() or writer.is_folder
        chosen = files.ask_export_target(self, start, writer.title, writer.suffix, is_folder=is_folder)
        if chosen:
            self.target.setText(str(chosen))
            self._is_target_mine = False
            self._on_target_changed()
            self.force.setChecked(chosen.exists())

    # the work

    def _export(self) -> None:
        out = self._out()
        if out is None:
            self._say(self.tr("Say where to."))
            return
        try:
            splits = Splits.parse(self.shares.text(), int(self.seed.text() or 0)) if self.is_split.isChecked() else None
        except AnnotatorError as error:
            self._say(str(error))
            return
        path, name = self._project_path, self.writer.name
        annotator, status = self.annotator.currentData() or None, self.status.currentData()
        force, misaligned = self.force.isChecked(), self.misaligned.currentData()

        def work(job: Job) -> ExportReport:
            with Project.open(path, read_only=True) as project:
                return export_project(
                    project, out, format=name, split=splits, annotator=annotator, status=status, force=force,
                    misaligned=misaligned, progress=job.progress,
                )  # fmt: skip

        self._settings.set("export_format", name)
        self._written = out
        self._set_busy(True)
        self._say(self.tr("Exporting … You can go on tagging meanwhile."))
        self._job = self._jobs.start(self.tr("Exporting"), work, done=self._on_done, failed=self._on_failure)

    def _on_done(self, report: ExportReport) -> None:
        self._set_busy(False)
        out = self._written or self._project_path
        beside = report_path(out, is_folder=report.writer.is_folder or report.splits is not None)
        said = [
            *report.in_words(),
            self.tr("Written to {path}").format(path=out),
            self.tr("Report: {path}").format(path=beside),
        ]
        self._say("\n".join(said))
        self._workspace.told.emit(said[0])
        self._show_folder.show()
        self._close.setText(self.tr("Close"))
        self._on_target_changed()

    def _on_failure(self, error: AnnotatorError) -> None:
        self._set_busy(False)
        cancelled = isinstance(error, Cancelled)
        self._say(
            self.tr("Cancelled. Nothing was written.")
            if cancelled
            else str(error).replace("with --force", "by ticking the box above")
        )
        self._on_target_changed()

    def _set_busy(self, is_busy: bool) -> None:
        if not is_busy:
            self._job = None
        self._progress.setVisible(is_busy)
        self._progress.setRange(0, 0)
        self.export.setEnabled(not is_busy)
        if is_busy:
            self._show_folder.hide()

    def _on_progress(self, done: int, total: int) -> None:
        if self._job is not None and total:
            self._progress.setRange(0, 1000)
            self._progress.setValue(round(1000 * done / total))

    def _say(self, text: str) -> None:
        self.outcome.setText(text)
        self.outcome.show()
        self.fit()

    def _open_folder(self) -> None:
        if self._written:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._job is not None:
            self._job.cancel()
        super().closeEvent(event)


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
