"""How suggestions are made and which are shown: thresholds, installed pipelines, patterns, learning by itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.proposals import DEFAULT_THRESHOLD
from annotator.errors import AnnotatorError
from annotator.gui import plain, words
from annotator.gui.alike.ticks import TickBox
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.jobs import Job, Jobs
from annotator.gui.looks import small_font
from annotator.gui.settings import Settings
from annotator.gui.suggesting.offers import Offers
from annotator.gui.theme import Theme
from annotator.gui.workspace import Workspace
from annotator.suggesting.thresholds import thresholds

_STEP = 0.05
_NUMBER_WIDTH = 110
_MOST_BETWEEN = 500
_TEXT_MARGIN = 5


class SuggestionSettings(Dialog):
    """What is changed holds at once; there is nothing to confirm."""

    def __init__(
        self, workspace: Workspace, settings: Settings, offers: Offers, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.tr("Suggestions"), parent, width=620)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        self._settings = settings
        self._offers = offers
        self._theme = theme
        self._jobs = Jobs(self)
        self.thresholds: dict[str, QDoubleSpinBox] = {}
        self._counts: dict[str, QLabel] = {}
        self.pipelines: dict[str, TickBox] = {}
        self.mappings: dict[tuple[str, str], QComboBox] = {}
        inner = QWidget(self)
        inner.setProperty("role", "plain")
        self._page = QVBoxLayout(inner)
        self._page.setContentsMargins(2, 2, 12, 2)
        self._page.setSpacing(8)
        self._add_thresholds()
        self._add_learning()
        self._add_patterns()
        self._add_pipelines()
        self._page.addStretch()
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(self.tr("Settings of the suggestions"))
        area.setWidget(inner)
        self.body.addWidget(area, 1)
        self.add_button(self.tr("Close"), main=True).clicked.connect(self.close)
        offers.changed.connect(self._show_counts)
        workspace.project_closed.connect(self.close)
        self.finished.connect(lambda _result: self._jobs.close())
        self.resize(640, 640)
        QTimer.singleShot(0, self, self._find_pipelines)

    def _heading(self, text: str, note: str) -> None:
        heading = plain.label(text.upper(), self, role="heading")
        heading.setFont(small_font(bold=True))
        self._page.addSpacing(6)
        self._page.addWidget(heading)
        said = plain.label(note, self, role="muted", wrap=True)
        said.setFont(small_font())
        self._page.addWidget(said)

    # thresholds

    def _add_thresholds(self) -> None:
        self._heading(
            self.tr("Shown from this score on"),
            self.tr("0 shows all of a label, 1 only what is sure. What has no score is always shown."),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        known = thresholds(self._settings.get("suggestion_thresholds"))
        for row, label in enumerate(self._workspace.labels):
            name = plain.one_line(label.name)
            field = QDoubleSpinBox(self)
            field.setRange(0.0, 1.0)
            field.setSingleStep(_STEP)
            field.setFixedWidth(_NUMBER_WIDTH)
            field.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)
            field.setAccessibleName(self.tr("Least score for {label}").format(label=name))
            field.setValue(known.get(label.name, DEFAULT_THRESHOLD))
            field.valueChanged.connect(lambda value, label=label.name: self._keep_threshold(label, value))
            self.thresholds[label.name] = field
            self._counts[label.name] = plain.label(parent=self, role="muted")
            caption = plain.label(name, self)
            caption.setBuddy(field)
            grid.addWidget(caption, row, 0)
            grid.addWidget(field, row, 1)
            grid.addWidget(self._counts[label.name], row, 2)
        grid.setColumnStretch(2, 1)
        self._page.addLayout(grid)
        self._show_counts()

    def _keep_threshold(self, label: str, value: float) -> None:
        known = self._settings.get("suggestion_thresholds")
        known[label] = round(value, 2)
        self._settings.set("suggestion_thresholds", known)
        self._show_counts()

    def _show_counts(self, _delta: object = None) -> None:
        for label, field in self.thresholds.items():
            shown, there = self._offers.count_at(label, field.value())
            said = self.tr("{n} of {m} in this article")
            self._counts[label].setText(said.format(n=words.number(shown), m=words.number(there)))

    # learning

    def _add_learning(self) -> None:
        self._heading(
            self.tr("Learning"),
            self.tr(
                "Words that you tag are suggested again at once. Training learns more than words, takes minutes in the "
                "background, and is used only where it helps."
            ),
        )
        self.train_every = QSpinBox(self)
        self.train_every.setRange(0, _MOST_BETWEEN)
        self.train_every.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)
        self.train_every.setFixedWidth(_NUMBER_WIDTH + 60)
        self.train_every.setSpecialValueText(self.tr("only when asked"))
        self.train_every.setValue(self._settings.get("train_every"))
        self.train_every.setAccessibleName(self.tr("Train after so many finished articles"))
        self.train_every.valueChanged.connect(lambda value: self._settings.set("train_every", value))
        row = QHBoxLayout()
        row.addWidget(plain.label(self.tr("Train after finished articles"), self))
        row.addWidget(self.train_every)
        row.addStretch()
        self._page.addLayout(row)

    # patterns

    def _add_patterns(self) -> None:
        from annotator.nlp.rules.patterns import pattern_files
        from annotator.suggesting.choices import patterns_folder

        self._heading(
            self.tr("Words and patterns"),
            self.tr("What the rules go by. A change makes a copy of your own; the original can be had back."),
        )
        self.files = QComboBox(self)
        self.files.setAccessibleName(self.tr("File of patterns"))
        for path in pattern_files(patterns_folder()):
            self.files.addItem(path.stem, path.name)
        edit = QPushButton(self.tr("Edit…"), self)
        edit.setAccessibleName(self.tr("Edit the file of patterns"))
        edit.setAutoDefault(False)
        edit.clicked.connect(self._edit)
        row = QHBoxLayout()
        row.addWidget(self.files)
        row.addWidget(edit)
        row.addStretch()
        self._page.addLayout(row)

    def _edit(self) -> None:
        from annotator.gui.dialogs.patterns import PatternEditor

        name = self.files.currentData()
        if name:
            editor = PatternEditor(name, self)
            editor.kept.connect(self._offers.ask_afresh)
            editor.open()

    # pipelines

    def _add_pipelines(self) -> None:
        self._heading(
            self.tr("spaCy pipelines"),
            self.tr(
                "Installed on this computer or in a folder of yours, never downloaded, and used only if they hold "
                "nothing but spaCy’s own parts. Say which of their labels stands for which of yours."
            ),
        )
        self._looking = plain.label(self.tr("Looking…"), self, role="muted")
        self._page.addWidget(self._looking)
        self._list = QVBoxLayout()
        self._page.addLayout(self._list)
        self.add_folder = QPushButton(self.tr("Add a folder…"), self)
        self.add_folder.setAccessibleName(self.tr("Add the folder of a spaCy pipeline"))
        self.add_folder.setAutoDefault(False)
        self.add_folder.clicked.connect(self._add_folder)
        row = QHBoxLayout()
        row.addWidget(self.add_folder)
        row.addStretch()
        self._page.addLayout(row)

    def _add_folder(self) -> None:
        from annotator.gui.dialogs import files

        chosen = files.ask_pipeline_folder(self)
        if chosen is not None and str(chosen) not in self.pipelines:
            self._looking.setText(self.tr("Looking…"))
            self._looking.show()
            self._find_pipelines([str(chosen)])

    def _find_pipelines(self, more: Sequence[str] = ()) -> None:
        folders = [*self._settings.get("pipelines"), *more]

        def look(job: Job) -> list[dict[str, Any]]:
            from annotator.suggesting.asking import ask

            request = {"kind": "pipelines", "folders": folders}
            found: list[dict[str, Any]] = ask(request, lambda _message: None, lambda: job.is_cancelled)
            return found

        self._jobs.start("", look, done=self._show_pipelines, failed=self._not_found)

    def _not_found(self, error: AnnotatorError) -> None:
        self._looking.setText(str(error))

    def _show_pipelines(self, found: list[dict[str, Any]]) -> None:
        self._looking.setText("" if found else self.tr("None is installed. The rules and the memory need none."))
        self._looking.setVisible(not found)
        for one in found:
            if one["name"] not in self.pipelines:
                self._add_pipeline(one)

    def _add_pipeline(self, one: Mapping[str, Any]) -> None:
        name = str(one["name"])
        box = TickBox(plain.one_line(name), self._theme, self)
        box.setChecked(name in self._settings.get("pipelines"))
        box.setEnabled("problem" not in one or box.isChecked())
        box.toggled.connect(lambda on: self._choose(name, on))
        self.pipelines[name] = box
        self._list.addWidget(box)
        if "problem" in one:
            self._list.addWidget(plain.label(str(one["problem"]), self, role="muted", wrap=True))
            return
        chosen = {**one["ours"], **self._settings.get("pipeline_labels").get(name, {})}
        grid = QGridLayout()
        grid.setContentsMargins(24, 0, 0, 6)
        for number, theirs in enumerate(one["labels"]):
            field = QComboBox(self)
            field.setAccessibleName(self.tr("{theirs} stands for").format(theirs=theirs))
            field.addItem(self.tr("nothing"), "")
            for label in self._workspace.labels:
                field.addItem(plain.one_line(label.name), label.name)
            field.setCurrentIndex(max(0, field.findData(chosen.get(theirs, ""))))
            field.activated.connect(lambda _row: self._keep_mapping(name))
            self.mappings[name, theirs] = field
            column = 2 * (number % 2)
            grid.addWidget(plain.label(plain.one_line(theirs), self), number // 2, column)
            grid.addWidget(field, number // 2, column + 1)
        self._list.addLayout(grid)

    def _choose(self, name: str, on: bool) -> None:
        others = [other for other in self._settings.get("pipelines") if other != name]
        self._settings.set("pipelines", [*others, name] if on else others)
        self._offers.ask_afresh()

    def _keep_mapping(self, name: str) -> None:
        known = self._settings.get("pipeline_labels")
        chosen = {
            theirs: field.currentData() for (pipeline, theirs), field in self.mappings.items() if pipeline == name
        }
        known[name] = {theirs: ours for theirs, ours in chosen.items() if ours}
        self._settings.set("pipeline_labels", known)
        self._offers.ask_afresh()
