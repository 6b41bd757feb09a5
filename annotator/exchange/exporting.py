"""A project's articles out, as one file or as a folder of splits, with a report beside them.

Everything is written under temporary names and renamed at the end: an export is there whole or not at all.
"""

import contextlib
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from annotator import __version__
from annotator.domain.model import AnnotatedArticle, Label, Status
from annotator.errors import NotFound, WriteFailed
from annotator.exchange.atomic import PendingFile, pending_folder, put_folder
from annotator.exchange.importing import Progress
from annotator.exchange.names import reason_of, shown_path
from annotator.exchange.splits import Splits
from annotator.formats.base import Misaligned, WriteOptions, WriteReport
from annotator.formats.registry import Writer, writer_named

if TYPE_CHECKING:
    from annotator.store import Project

REPORT = "report.json"
_KIND = "annotator export report"


@dataclass(frozen=True, slots=True)
class FileWritten:
    """One file of an export; `name` has no folder. `split` is "" where there are none."""

    name: str
    sha256: str
    size: int
    split: str
    report: WriteReport


@dataclass(slots=True)
class ExportReport:
    """What came of an export. `not_chosen` counts articles that were left out because nobody has tagged them yet."""

    format: str
    title: str
    training: bool
    options: WriteOptions
    holds: dict[str, object]
    annotator: str | None
    status: Status | None
    splits: Splits | None
    labels: tuple[Label, ...]
    not_chosen: int = 0
    annotators: tuple[str, ...] = ()
    files: list[FileWritten] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def articles(self) -> int:
        return sum(file.report.articles for file in self.files)

    @property
    def spans(self) -> int:
        return sum(file.report.spans for file in self.files)

    @property
    def widened(self) -> int:
        return sum(len(file.report.widened) for file in self.files)

    @property
    def left_out(self) -> int:
        return sum(len(file.report.left_out) for file in self.files)

    @property
    def not_held(self) -> int:
        return sum(len(file.report.not_held) for file in self.files)

    @property
    def not_in_ents(self) -> int:
        return sum(len(file.report.not_in_ents) for file in self.files)

    def in_words(self) -> list[str]:
        """What a person should know, a sentence a line."""
        said = [f"{_counted(self.articles, 'article')} and {_counted(self.spans, 'span')} written as {self.title}."]
        if self.not_chosen:
            why = f"not {self.status.value.replace('_', ' ')}" if self.status else "neither done nor with a span"
            said.append(f"{_counted(self.not_chosen, 'article')} left out: {why}.")
        if self.widened:
            said.append(f"{_counted(self.widened, 'span')} widened to whole tokens; see the report.")
        if self.left_out:
            said.append(f"{_counted(self.left_out, 'span')} left out; see the report.")
        if self.not_in_ents:
            said.append(f"{_counted(self.not_in_ents, 'span')} in doc.spans but not in doc.ents; see the report.")
        if self.not_held:
            kinds = sorted({str(lost["kind"]) for file in self.files for lost in file.report.not_held})
            said.append(f"Not held by this format: {self.not_held} of {', '.join(kinds)}; see the report.")
        return said + self.notes

    def as_json(self) -> dict[str, object]:
        """The report as it is written: the same for the same project and choices; no times, no folders."""
        choices: dict[str, str] = {}
        versions = {"annotator": __version__}
        for file in self.files:
            choices |= file.report.choices
            versions |= file.report.versions
        return {
            "kind": _KIND,
            "format": self.format,
            "offset_unit": self.holds["offset_unit"],
            "format_holds": self.holds,
            "options": {
                "misaligned": self.options.misaligned.value,
                "suggestions": self.options.suggestions,
                "annotator": self.annotator,
                "status": self.status.value if self.status else None,
                "splits": dict(self.splits.shares) if self.splits else None,
                "seed": self.splits.seed if self.splits else None,
            },
            "choices": choices,
            "articles": self.articles,
            "articles_left_out": self.not_chosen,
            "spans": self.spans,
            "labels": _counts(self.labels, [file.report.labels for file in self.files]),
            "annotators": list(self.annotators),
            "scheme": [
                {"name": label.name, "extent": label.extent.value, "guideline": label.guideline}
                for label in self.labels
            ],
            "files": [
                {
                    "file": file.name,
                    "split": file.split or None,
                    "articles": file.report.articles,
                    "spans": file.report.spans,
                    "labels": _counts(self.labels, [file.report.labels]),
                    "bytes": file.size,
                    "sha256": file.sha256,
                }
                for file in self.files
            ],
            "widened": [note.as_json() for file in self.files for note in file.report.widened],
            "left_out": [note.as_json() for file in self.files for note in file.report.left_out],
            "not_in_ents": [note.as_json() for file in self.files for note in file.report.not_in_ents],
            "not_held": [lost for file in self.files for lost in file.report.not_held],
            "notes": list(self.notes),
            "versions": versions,
        }


def export_project(
    project: "Project",
    out: Path,
    *,
    format: str,  # noqa: A002 — the word that the command line and the registry use
    split: Splits | str | None = None,
    seed: int = 0,
    annotator: str | None = None,
    status: Status | None = None,
    force: bool = False,
    misaligned: Misaligned | Literal["expand", "leave out"] = Misaligned.EXPAND,
    suggestions: bool = False,
    progress: Progress | None = None,
) -> ExportReport:
    """Writes the project's articles to `out`, and a report beside it; with splits `out` is a folder that holds both.

    Without `annotator` everybody's spans are written. Without `status` a training format takes the articles that
    are done or have spans, any other format all. Raises WriteFailed, ProjectError, NotFound, and what `progress`
    raises; then nothing was written. A `split` in words, such as "train=0.9,dev=0.1", may raise BadSplits.
    """
    splits = Splits.parse(split, seed) if isinstance(split, str) else split
    writer = writer_named(format)
    if annotator is not None and annotator not in project.annotators():
        raise NotFound(f"The project has no annotator “{annotator}”.", f"It has {_listed(project.annotators())}.")
    scheme = tuple(project.labels())
    options = WriteOptions(scheme, Misaligned(misaligned), suggestions)
    report = ExportReport(
        writer.name, writer.title, writer.training, options, asdict(writer.holds), annotator, status, splits, scheme
    )
    _check_place(project, out, splits, force)
    chosen = _Chosen(project, annotator, status, writer.training, progress)
    report.annotators = chosen.annotators if annotator is None else (annotator,)
    if splits is None:
        _write_one(out, writer, options, chosen, report)
    else:
        _write_folder(out, writer, options, chosen, report, splits)
    return report


class _Chosen:
    """The articles to be written, with the status that counts for the choice."""

    def __init__(
        self,
        project: "Project",
        annotator: str | None,
        status: Status | None,
        training: bool,
        progress: Progress | None,
    ) -> None:
        from annotator.store import ArticleFilter

        self._project = project
        self._annotator = annotator
        self._status = status
        self._training = training
        self._progress = progress
        self.annotators = tuple(project.annotators())
        self.ids = project.article_ids()
        names = self.annotators if annotator is None else (annotator,)
        self._has: dict[Status, set[str]] = {
            wanted: {
                found for name in names for found in project.article_ids(ArticleFilter(status=wanted), annotator=name)
            }
            for wanted in (Status.DONE, Status.IN_PROGRESS)
        }
        self.left_out = 0
        self._done = 0
        self.passes = 1
        """How often the articles are read: once more to find their splits."""

    def articles(self, ids: Sequence[str] | None = None) -> Iterator[AnnotatedArticle]:
        """Those of the given ids, else of all, that were chosen; counts the others."""
        ids = self.ids if ids is None else ids
        for annotated in self._project.annotated(ids, annotator=self._annotator):
            self._done += 1
            if self._progress is not None:
                self._progress(self._done, self.passes * len(self.ids))
            status = self._status_of(annotated.article.id)
            if self._is_wanted(annotated, status):
                yield replace(annotated, status=status)
            else:
                self.left_out += 1

    def _status_of(self, article_id: str) -> Status:
        """The furthest that any of the annotators who count has come."""
        if article_id in self._has[Status.DONE]:
            return Status.DONE
        return Status.IN_PROGRESS if article_id in self._has[Status.IN_PROGRESS] else Status.TODO

    def _is_wanted(self, annotated: AnnotatedArticle, status: Status) -> bool:
        if self._status is not None:
            return status is self._status
        return not self._training or status is Status.DONE or bool(annotated.spans)


def _write_one(out: Path, writer: Writer, options: WriteOptions, chosen: _Chosen, report: ExportReport) -> None:
    data = PendingFile(out)
    pending = [data]
    try:
        written = WriteReport()
        with _said(out):
            writer.write(chosen.articles(), data.file, options, written)
        report.files.append(_file_written(data.file, out.name, "", written, out))
        report.not_chosen = chosen.left_out
        _remark(report)
        beside = PendingFile(report_path(out))
        pending.append(beside)
        _write_report(beside.file, report, out)
        for one in pending:
            one.finish()
        for one in pending:
            one.rename()
    except BaseException:
        for one in pending:
            one.discard()
        raise


def _write_folder(
    out: Path, writer: Writer, options: WriteOptions, chosen: _Chosen, report: ExportReport, split: Splits
) -> None:
    members: dict[str, list[str]] = {name: [] for name in split.names}
    chosen.passes = 2
    with pending_folder(out) as folder, _said(out):
        for annotated in chosen.articles():
            members[split.of(annotated.article.sha256)].append(annotated.article.id)
        report.not_chosen = chosen.left_out
        for name in split.names:
            written = WriteReport()
            path = folder / f"{name}{writer.suffix}"
            with path.open("w+b") as file:
                writer.write(chosen.articles(members[name]), file, options, written)
                report.files.append(_file_written(file, path.name, name, written, out))
                os.fsync(file.fileno())
        _remark(report)
        with (folder / REPORT).open("w+b") as file:
            _write_report(file, report, out)
            file.flush()
            os.fsync(file.fileno())
        put_folder(folder, out)


def report_path(out: Path) -> Path:
    """Where the report of an export to a file is written."""
    return out.with_name(f"{out.name}.{REPORT}")


def _file_written(file: BinaryIO, name: str, split: str, written: WriteReport, out: Path) -> FileWritten:
    with _said(out):
        file.flush()
        size = file.tell()
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    return FileWritten(os.fsencode(name).decode("utf-8", "backslashreplace"), digest, size, split, written)


def _write_report(file: BinaryIO, report: ExportReport, out: Path) -> None:
    with _said(out):
        file.write((json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def _remark(report: ExportReport) -> None:
    """Notes what the person who trains on this should know."""
    if len(report.annotators) > 1 and report.annotator is None and report.training:
        report.notes.append(
            f"The spans of {_listed(report.annotators)} stand side by side; name one annotator to keep them apart."
        )
    report.notes += [
        f"The split “{file.split}” holds no article."
        for file in report.files
        if file.split and not file.report.articles
    ]
    if not report.articles:
        report.notes.append("No article was written.")


def _check_place(project: "Project", out: Path, split: Splits | None, force: bool) -> None:
    """Raises WriteFailed if `out` is not to be written to."""
    try:
        places = [out] if split else [out, report_path(out)]
        for place in places:
            if place.exists() and place.samefile(project.path):
                raise WriteFailed("The export would overwrite the project itself.", "Choose another name.")
            if not os.path.lexists(place):
                continue
            shown = shown_path(place)
            if split is None:
                if place.is_dir():
                    raise WriteFailed(f"“{shown}” is a folder.", "Name a file, or ask for splits with --split.")
                if place.exists() and not place.is_file():
                    raise WriteFailed(f"“{shown}” is no ordinary file.", "Choose another name.")
                if not force and (place == out or not _is_report(place)):
                    raise WriteFailed(f"“{shown}” is there already.", "Overwrite it with --force.")
            elif not place.is_dir() or place.is_symlink():
                raise WriteFailed(f"“{shown}” is no folder, and splits are written to one.", "Choose another name.")
            elif not force:
                raise WriteFailed(f"“{shown}” is there already.", "Overwrite it with --force.")
            elif strange := _strange_in(place):
                raise WriteFailed(
                    f"“{shown}” holds “{shown_path(Path(strange))}”, which no export of ours wrote.",
                    "Nothing was overwritten; choose a new folder.",
                )
    except OSError as error:
        raise WriteFailed(
            f"“{shown_path(out)}” cannot be written: {reason_of(error)}", "Choose another place."
        ) from error


def _is_report(path: Path) -> bool:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("kind") == _KIND


def _strange_in(folder: Path) -> str:
    """The name of something in a folder that an earlier export did not put there; "" if there is nothing."""
    names = sorted(entry.name for entry in folder.iterdir())
    if not names:
        return ""
    known = {REPORT}
    if _is_report(folder / REPORT):
        listed = json.loads((folder / REPORT).read_bytes()).get("files")
        if isinstance(listed, list):
            known |= {str(file.get("file")) for file in listed if isinstance(file, dict)}
    else:
        known = set()
    return next((name for name in names if name not in known or not (folder / name).is_file()), "")


@contextlib.contextmanager
def _said(out: Path) -> Iterator[None]:
    """Turns a failure of the disk into one that people can act on."""
    try:
        yield
    except OSError as error:
        raise WriteFailed(
            f"“{shown_path(out)}” could not be written: {reason_of(error)}", "Nothing was left behind."
        ) from error


def _counts(labels: Sequence[Label], counted: Iterable[Counter[str]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counted:
        total.update(one)
    names = [label.name for label in labels]
    return {name: total[name] for name in [*names, *sorted(set(total) - set(names))]}


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _listed(names: Sequence[str]) -> str:
    if not names:
        return "none"
    return ", ".join(f"“{name}”" for name in names)
