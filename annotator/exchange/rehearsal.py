"""An export before it is one: what would be written and lost, and how it would begin. Nothing of it stays."""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.model import Status
from annotator.exchange.export_report import ExportReport
from annotator.exchange.exporting import export_project
from annotator.exchange.splits import Splits
from annotator.formats.base import Misaligned
from annotator.progress import Progress

if TYPE_CHECKING:
    from annotator.store import Project

_HEAD = 200_000
_SHOWN = 4_000
_LONG = 240


@dataclass(frozen=True, slots=True)
class ExportChoices:
    """What a person chose of an export, but for where it goes."""

    format: str
    split: Splits | str | None = None
    annotator: str | None = None
    status: Status | None = None
    misaligned: Misaligned = Misaligned.EXPAND
    suggestions: bool = False
    label_map: Mapping[str, str] = field(default_factory=dict)

    def export(
        self, project: "Project", out: Path, *, force: bool = False, progress: Progress | None = None
    ) -> ExportReport:
        """Writes what was chosen, as `export_project` does."""
        return export_project(
            project,
            out,
            format=self.format,
            split=self.split,
            annotator=self.annotator,
            status=self.status,
            force=force,
            misaligned=self.misaligned,
            suggestions=self.suggestions,
            label_map=self.label_map,
            progress=progress,
        )


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The report that the export would have, and the beginning of its data as text."""

    report: ExportReport
    sample: str


def rehearse(project: "Project", choices: ExportChoices, progress: Progress | None = None) -> Rehearsal:
    """Exports into a folder that is gone at the end. Raises what an export raises."""
    with tempfile.TemporaryDirectory(prefix="annotator-") as made:
        folder = Path(made)
        report = choices.export(project, folder / "export", progress=progress)
        return Rehearsal(report, _sample(report, folder))


def _sample(report: ExportReport, folder: Path) -> str:
    """The first record of the first file that holds any."""
    part = next((part for part in report.parts if part.report.articles and part.files), None)
    if part is None:
        return ""
    is_folder = report.writer.is_folder or report.splits is not None
    root = folder / "export" if is_folder else folder
    with (root / part.files[0].name).open("rb") as file:
        head = file.read(_HEAD)
    if b"\x00" not in head:
        text = head.decode("utf-8", "ignore")
        return _cut(_indented(text.split("\n", 1)[0]) or text)
    target = root if is_folder and report.writer.is_folder else root / part.files[0].name
    first = next(iter(report.writer.proof.read(target, part.split)), None)
    if first is None:
        return ""
    lines = [f"{start}–{end}  {label}" for start, end, label in first.spans]
    return _cut("\n".join([*lines, "", first.text or ""]))


def _indented(line: str) -> str:
    """A line of JSON laid out to be read; "" if it is none."""
    try:
        found = json.loads(line)
    except ValueError:
        return ""
    return json.dumps(_shortened(found), ensure_ascii=False, indent=1) if isinstance(found, dict | list) else ""


def _shortened(value: object) -> object:
    """The value with its long texts cut, so that what follows them is seen, too."""
    if isinstance(value, str):
        return value if len(value) <= _LONG else f"{value[:_LONG]} …"
    if isinstance(value, list):
        return [_shortened(item) for item in value]
    if isinstance(value, dict):
        return {key: _shortened(item) for key, item in value.items()}
    return value


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} …"
