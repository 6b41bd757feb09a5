"""The backups of a project: what each holds, and going back to one, as a new file or in place of the project."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from annotator.errors import AnnotatorError
from annotator.gui import plain, words
from annotator.gui.care.keeper import shelf_of
from annotator.gui.care.table import Rows, TableList
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.jobs import Job, Jobs
from annotator.store.backups import Backup, Contents, contents

_SIZE = QSize(860, 560)
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A backup with what it holds; None where it cannot be read."""

    backup: Backup
    holds: Contents | None


class BackupsDialog(Dialog):
    """Lists them, newest first. `restore_as` and `restore_over` get the chosen one; the dialog closes with them."""

    def __init__(
        self,
        project: Path,
        jobs: Jobs,
        *,
        restore_as: Callable[[Path], object],
        restore_over: Callable[[Path], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(self.tr("Backups"), parent, width=640)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._project = project
        self._jobs = jobs
        self._deeds = (restore_as, restore_over)
        self.note = plain.label(self.tr("Looking for backups …"), self, role="muted", wrap=True)
        headings = (
            self.tr("Made"), self.tr("Articles"), self.tr("Spans"), self.tr("Last step"), self.tr("By"),
            self.tr("Why"), self.tr("Size"),
        )  # fmt: skip
        self.model = Rows[Shown](headings, self._texts, self)
        self.list = TableList(self.model, self.tr("Backups"), self, empty=self.tr("There is no backup yet."), wide=3)
        self.list.set_widths(23, 11, 10, 0, 12, 20, 11)
        self.list.chosen.connect(self._refresh)
        self.list.entered.connect(lambda: self._do(0))
        self.body.addWidget(self.note)
        self.body.addWidget(self.list, 1)
        self.add_note(
            self.tr("A new file leaves the project as it is. In its place means: what is there now is put aside first.")
        )
        self.add_button(self.tr("Close")).clicked.connect(self.close)
        self.over = self.add_button(self.tr("Restore in &place…"))
        self.new = self.add_button(self.tr("Restore as a &new file…"), main=True)
        self.over.clicked.connect(lambda: self._do(1))
        self.new.clicked.connect(lambda: self._do(0))
        self.resize(_SIZE)
        self._refresh()
        self.list.setFocus()
        self._look()

    def _texts(self, one: Shown) -> tuple[str, ...]:
        why = {
            "open": self.tr("at the opening"),
            "work": self.tr("while working"),
            "import": self.tr("before an import"),
            "compact": self.tr("before compacting"),
            "asked": self.tr("on request"),
        }.get(one.backup.why, one.backup.why)
        made, size = words.moment(one.backup.made), self.tr("{n} MB").format(n=f"{one.backup.size / _MB:,.1f}")
        if one.holds is None:
            return made, "", "", self.tr("cannot be read"), "", why, size
        holds = one.holds
        last = f"{holds.last_step} · {words.moment(holds.last_at)}" if holds.last_at else holds.last_step
        return made, words.number(holds.articles), words.number(holds.spans), last, holds.last_annotator, why, size

    def _look(self) -> None:
        project = self._project

        def work(job: Job) -> list[Shown]:
            found = []
            kept = shelf_of(project).kept()
            for number, backup in enumerate(kept):
                job.progress(number, len(kept))
                try:
                    found.append(Shown(backup, contents(backup.path)))
                except AnnotatorError:
                    found.append(Shown(backup, None))
            return found

        self._jobs.start(self.tr("Looking for backups"), work, done=self._show, failed=self._on_failure, owner=self)

    def _show(self, found: list[Shown]) -> None:
        self.model.show(found)
        self.list.choose(0)
        folder = found[0].backup.path.parent if found else None
        total = sum(one.backup.size for one in found) / _MB
        said = self.tr("Verified copies in {folder}, {n} MB together.").format(folder=folder, n=f"{total:,.1f}")
        self.note.setText(said if found else self.tr("There is no backup of this project yet."))
        self._refresh()

    def _on_failure(self, error: AnnotatorError) -> None:
        self.note.setText(str(error))

    def chosen(self) -> Shown | None:
        return self.model.value(self.list.row)

    def _refresh(self) -> None:
        can = bool((one := self.chosen()) and one.holds is not None)
        self.new.setEnabled(can)
        self.over.setEnabled(can)

    def _do(self, number: int) -> None:
        if (one := self.chosen()) and one.holds is not None:
            self.close()
            self._deeds[number](one.backup.path)
