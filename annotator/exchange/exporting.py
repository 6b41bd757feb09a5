"""A project's articles out, as one file or as a folder, read back at once, with a report beside them.

Everything is written under temporary names and renamed at the end: an export is there whole or not at all.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from annotator.domain.model import AnnotatedArticle, Status
from annotator.errors import NotFound, WriteFailed
from annotator.exchange.atomic import PendingFolder
from annotator.exchange.card import dataset_card
from annotator.exchange.collecting import collector_rests
from annotator.exchange.export_report import ExportReport, FileWritten, PartWritten, listed, remark
from annotator.exchange.ledger import Ledger, unlike
from annotator.exchange.names import reason_of, shown_path
from annotator.exchange.places import CARD, LEFT_OUT, PAGE, REPORT, Place
from annotator.exchange.relabelling import LabelMap, no_such_label, relabel, relabelled_scheme
from annotator.exchange.report_page import report_page
from annotator.exchange.splits import SAVED, Splits
from annotator.exchange.splitting import Assignment, as_wish, find_splits, saved_splits, split_names
from annotator.exchange.tally import Tally
from annotator.formats.base import BUFFER, Misaligned, WriteOptions, WriteReport, left_out
from annotator.formats.registry import Writer, writer_named
from annotator.progress import Progress

if TYPE_CHECKING:
    from annotator.store import Project


@collector_rests()
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
    flatten: bool = False,
    for_spreadsheets: bool = True,
    licence: str = "",
    label_map: LabelMap | None = None,
    progress: Progress | None = None,
) -> ExportReport:
    """Writes the project's articles to `out`, reads them back, and puts a report beside them.

    With splits, and in formats that are folders, `out` is a folder that holds all. Without `annotator` everybody's
    spans are written. Without `status` a training format takes the articles that are done or have spans, any other
    format all. Raises WriteFailed, ProjectError, NotFound, and what `progress` raises; then nothing was written. A
    `split` in words, such as "train=0.9,dev=0.1", may raise BadSplits; "saved" means those saved in the project.
    """
    writer = writer_named(format)
    if annotator is not None and annotator not in project.annotators():
        raise NotFound(f"The project has no annotator “{annotator}”.", f"It has {listed(project.annotators())}.")
    names = dict(label_map or {})
    scheme = relabelled_scheme(project.labels(), names)
    options = WriteOptions(scheme, Misaligned(misaligned), suggestions, flatten, for_spreadsheets)
    place = Place(out, writer.is_folder or split is not None)
    place.check(project, force)
    with _said(out):
        splits, assignment = _find_splits(project, split, seed, progress)
    report = ExportReport(writer, options, annotator, status, splits, assignment, names, licence, project.path.stem)
    there = [label.name for label in project.labels()]
    report.notes += [no_such_label(old, there) for old in names if old not in there]
    chosen = _Chosen(project, annotator, status, writer.training, progress)
    report.annotators = () if annotator is None else (annotator,)
    with PendingFolder(out) as pending, _said(out):
        export = _Export(place, pending.path, report, force)
        for name, ids in _members(chosen, report).items():
            export.write_part(name, chosen, ids)
        report.not_chosen = chosen.left_out
        if annotator is None:
            report.annotators = tuple(sorted(set().union(*(part.tally.annotators for part in report.parts))))
        remark(report)
        export.write_beside()
        _put_on_disk(pending.path)
        if place.is_folder:
            pending.put_folder()
        else:
            pending.put_files(place.earlier())
    return report


_PIECE = 16_000_000
"""In bytes, what is hashed at a time: few of them, as each makes the thread that reads back give way."""
_encode = json.JSONEncoder(ensure_ascii=False).encode


def _laid_out(report: Mapping[str, object]) -> str:
    """JSON with a line for each key and for each item of a list. Python's own layout takes ten times as long."""
    lines = []
    for key, value in report.items():
        if isinstance(value, list) and value:
            told = "[\n  " + ",\n  ".join(_encode(item) for item in value) + "\n ]"
        else:
            told = _encode(value)
        lines.append(f" {_encode(key)}: {told}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


class _Export:
    """The files of one export as they come into being in a folder of their own."""

    def __init__(self, place: Place, folder: Path, report: ExportReport, force: bool) -> None:
        self._place = place
        self._folder = folder
        self._report = report
        self._force = force

    def write_part(self, split: str, chosen: "_Chosen", ids: Sequence[str] | None) -> None:
        """Writes the articles of one split and reads them back. Raises WriteFailed if they differ."""
        writer, options = self._report.writer, self._report.options
        written, tally, ledger = WriteReport(), Tally(), Ledger(is_solid=writer.proof.is_solid)
        articles = ledger.watch(tally.count(self._relabelled(chosen.articles(ids), written)), written)
        if writer.write_folder is not None:
            before = set(self._files())
            writer.write_folder(articles, self._folder, split, options, written)
            names = [name for name in self._files() if name not in before]
            target = self._folder
        else:
            names = [f"{split}{writer.suffix}" if self._place.is_folder else self._place.out.name]
            target = self._folder / names[0]
            _write_file(writer, target, articles, options, written)
        name = split or self._place.out.name
        with ThreadPoolExecutor(1) as beside:
            on_disk = beside.submit(self._on_disk, names)
            try:
                ledger.compare(writer.proof.read(target, split), name)
            except (ValueError, LookupError, TypeError, AttributeError) as error:
                raise unlike(name, f"{writer.proof.by} cannot read it: {error}") from error
            files = on_disk.result()
        self._report.parts.append(PartWritten(split, written, tally, files))

    def _on_disk(self, names: Sequence[str]) -> tuple[FileWritten, ...]:
        """Waits until all that was written is on disk; gives what is told of these files."""
        _put_on_disk(self._folder)
        return tuple(map(self._written, names))

    def _relabelled(self, articles: Iterable[AnnotatedArticle], written: WriteReport) -> Iterator[AnnotatedArticle]:
        names = self._report.label_map
        if not names:
            yield from articles
            return
        for annotated in articles:
            done = relabel(annotated, names)
            for spans, reason in (
                (done.merged, "Under its new label it is the same as another span."),
                (done.dropped, "Its label was left out, as asked for."),
            ):
                written.left_out += [left_out(annotated.article.id, span, reason) for span in spans]
            yield done.annotated

    def write_beside(self) -> None:
        """Writes the configuration, the dataset card, what was left out, and the reports."""
        report, writer = self._report, self._report.writer
        overview = report.overview()
        for kind, data in (writer.companions(overview) if writer.companions else {}).items():
            self._put(kind, data)
        losses = [
            _encode({"kind": kind, **loss} if kind != "not_held" else loss) + "\n" for kind, loss in report.losses()
        ]
        if losses:
            self._put(LEFT_OUT, "".join(losses).encode("utf-8"))
        self._put(CARD, dataset_card(report, overview).encode("utf-8"))
        self._put(PAGE, report_page(report).encode("utf-8"))
        (self._folder / self._place.name(REPORT)).write_bytes(_laid_out(report.as_json()).encode("utf-8"))

    def _put(self, kind: str, data: bytes) -> None:
        name = self._place.name(kind)
        self._place.check_name(name, self._force)
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self._report.beside.append(self._written(name))

    def _files(self) -> list[str]:
        return sorted(path.relative_to(self._folder).as_posix() for path in self._folder.rglob("*") if path.is_file())

    def _written(self, name: str) -> FileWritten:
        path = self._folder / name
        digest = hashlib.sha256()
        with path.open("rb", buffering=0) as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
        return FileWritten(
            os.fsencode(name).decode("utf-8", "backslashreplace"), digest.hexdigest(), path.stat().st_size
        )


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
        self.ids = project.article_ids()
        names = project.annotators() if annotator is None else [annotator]
        self._has: dict[Status, set[str]] = {
            wanted: {
                found for name in names for found in project.article_ids(ArticleFilter(status=wanted), annotator=name)
            }
            for wanted in (Status.DONE, Status.IN_PROGRESS)
        }
        self.left_out = 0
        self._done = 0

    def articles(self, ids: Sequence[str] | None = None) -> Iterator[AnnotatedArticle]:
        """Those of the given ids, else of all, that were chosen; counts the others."""
        ids = self.ids if ids is None else ids
        for annotated in self._project.annotated(ids, annotator=self._annotator):
            self._done += 1
            if self._progress is not None:
                self._progress(self._done, len(self.ids))
            status = self._status_of(annotated.article.id)
            if self._is_wanted(annotated, status):
                yield annotated if annotated.status is status else annotated._replace(status=status)
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


def report_path(out: Path, *, is_folder: bool = False) -> Path:
    """Where the report of an export to a file or a folder is written."""
    return Place(out, is_folder).report


def _find_splits(
    project: "Project", split: Splits | str | None, seed: int, progress: Progress | None
) -> tuple[Splits | None, Assignment | None]:
    """The wish for splits and the split of each article. What is found here is not saved in the project."""
    if split is None:
        return None, None
    if split == SAVED:
        assignment = saved_splits(project)
        return as_wish(split_names(project), assignment), assignment
    splits = Splits.parse(split, seed) if isinstance(split, str) else split
    return splits, find_splits(project, splits, progress)


def _members(chosen: _Chosen, report: ExportReport) -> dict[str, list[str] | None]:
    """The articles of each split by their ids; without splits all, under no name."""
    if report.splits is None or report.assignment is None:
        return {"": None}
    of = report.assignment.of
    members: dict[str, list[str]] = {name: [] for name in report.splits.names}
    for article_id in chosen.ids:
        if (name := of.get(article_id)) is not None:
            members[name].append(article_id)
        else:
            report.in_no_split += 1
    return {**members}


def _write_file(
    writer: Writer, path: Path, articles: Iterable[AnnotatedArticle], options: WriteOptions, written: WriteReport
) -> None:
    if writer.write is None:
        raise TypeError(writer.name)
    with path.open("wb", buffering=BUFFER) as file:
        writer.write(articles, file, options, written)


def _put_on_disk(folder: Path) -> None:
    """Waits until all files are on disk: each by itself, or the whole disk at once if they are many."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    if len(files) > 100 and hasattr(os, "sync"):
        os.sync()
        return
    for path in files:
        with path.open("rb+") as file:
            os.fsync(file.fileno())


@contextlib.contextmanager
def _said(out: Path) -> Iterator[None]:
    """Turns a failure of the disk into one that people can act on."""
    try:
        yield
    except OSError as error:
        raise WriteFailed(
            f"“{shown_path(out)}” could not be written: {reason_of(error)}", "Nothing was left behind."
        ) from error
