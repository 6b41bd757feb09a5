"""Letting go of old history: how far back it is kept, and what that would free, before anything is done."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from annotator.errors import AnnotatorError
from annotator.gui import plain, words
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.jobs import Job, Jobs
from annotator.store import Project
from annotator.store.compacting import Compaction

_MB = 1_000_000


class CompactDialog(Dialog):
    """Asks how much of the history to keep. `compact` gets the entry up to which it goes."""

    def __init__(
        self,
        project: Path,
        points: Sequence[tuple[str, int]],
        jobs: Jobs,
        compact: Callable[[int], object],
        parent: QWidget,
    ) -> None:
        """`points` are choices: what is kept, in words, and the last entry that goes."""
        super().__init__(self.tr("Compact the history"), parent, width=560)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._project = project
        self._jobs = jobs
        self._compact = compact
        self.add_note(
            self.tr(
                "Old steps are let go of for good, and with them what was removed back then: it can no longer be undone"
                " or brought back from the trash. What is in the project stays. A backup is made first."
            )
        )
        self.keep = QComboBox(self)
        for text, seq in points:
            self.keep.addItem(text, seq)
        self.add_row(self.add_form(), self.tr("Keep the history of"), self.keep)
        self.said = plain.label(parent=self, wrap=True, name=self.tr("What it would free"))
        self.body.addWidget(self.said)
        self.add_button(self.tr("Cancel")).clicked.connect(self.reject)
        self.go = self.add_button(self.tr("Compact"), main=True)
        self.go.clicked.connect(self._do)
        self.keep.currentIndexChanged.connect(self._look)
        self._look()

    def _look(self) -> None:
        seq, project = self.keep.currentData(), self._project
        self.go.setEnabled(False)
        self.said.setText(self.tr("Counting …"))

        def work(_job: Job) -> Compaction:
            with Project.open(project, read_only=True) as opened:
                return opened.plan_compaction(seq)

        self._jobs.start(
            self.tr("Counting"), work, done=lambda plan: self._show(seq, plan), failed=self._on_failure, owner=self
        )

    def _show(self, seq: int, plan: Compaction) -> None:
        if seq != self.keep.currentData():
            return
        said = self.tr("{steps} steps, {articles} and {spans} of the trash would go; about {n} MB would be freed.")
        self.said.setText(
            said.format(
                steps=words.number(plan.steps),
                articles=words.articles(plan.articles),
                spans=words.spans(plan.spans),
                n=f"{plan.bytes / _MB:,.1f}",
            )
        )
        self.go.setEnabled(True)

    def _on_failure(self, error: AnnotatorError) -> None:
        self.said.setText(str(error))

    def _do(self) -> None:
        self.accept()
        self._compact(self.keep.currentData())


def points_of(project: Project, names: Sequence[tuple[str, timedelta | None]]) -> list[tuple[str, int]]:
    """For each choice of how much to keep (None: nothing), the last entry that goes; those without any are left out."""
    now, found = datetime.now().astimezone(), list[tuple[str, int]]()
    for name, kept in names:
        seq = project.last_step_before(now - kept if kept is not None else now)
        if seq and seq not in [other for _, other in found]:
            found.append((name, seq))
    return found
