"""Files and folders in. Parsing knows no project; what was parsed is then added in one step."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.model import AnnotatedArticle, Label
from annotator.errors import AnnotatorError, Cancelled, ReadFailed
from annotator.exchange.collecting import collector_rests
from annotator.exchange.finding import find_files
from annotator.exchange.names import reason_of, shown_path
from annotator.exchange.relabelling import LabelMap, no_such_label, relabel, relabelled_scheme
from annotator.formats.base import Columns, ReadOptions, ReadReport, Refused
from annotator.formats.documents.child import end_reading
from annotator.formats.json_lines import BadItem
from annotator.formats.registry import Reader, reader_named
from annotator.progress import Progress
from annotator.settings import default_annotator

if TYPE_CHECKING:
    from annotator.store import Changes, Project


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file that was read whole: its format, its encoding if it was recognised, and how much was in it."""

    file: str
    format: str
    encoding: str
    articles: int
    spans: int


@dataclass(slots=True)
class ImportReport:
    """What came of an import. `articles` are new, `known` were there already, `spans` were added to either."""

    articles: int = 0
    known: int = 0
    spans: int = 0
    refused: list[Refused] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    files: list[FileRead] = field(default_factory=list)
    new_labels: tuple[str, ...] = ()
    labels: Counter[str] = field(default_factory=Counter)
    """How many spans of each label were read, after mapping."""
    scheme: list[Label] = field(default_factory=list)
    """The labels that the files list."""
    changes: "Changes | None" = None

    def as_json(self) -> dict[str, object]:
        return {
            "articles": self.articles,
            "known": self.known,
            "spans": self.spans,
            "refused": [refused.as_json() for refused in self.refused],
            "warnings": list(self.warnings),
            "new_labels": list(self.new_labels),
            "files": [
                {
                    "file": read.file,
                    "format": read.format,
                    "encoding": read.encoding,
                    "articles": read.articles,
                    "spans": read.spans,
                }
                for read in self.files
            ],
        }


def read_files(
    paths: Iterable[Path],
    *,
    report: ImportReport,
    format: str | None = None,  # noqa: A002 — the word that the command line and the registry use
    label_map: Mapping[str, str] | None = None,
    skip_bad: bool = False,
    columns: Columns | None = None,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> Iterator[AnnotatedArticle]:
    """The articles of files and folders, each file whole or not at all; what was refused goes to the report.

    Progress counts bytes of the files. Raises ReadFailed for an unknown format name, and whatever `progress` raises.
    """
    chosen = reader_named(format) if format else None
    found = list(find_files(paths, chosen, report))
    total = sum(size for _, size, _ in found)
    done = 0
    mapping = dict(label_map or {})
    labels: set[str] = set()
    options = ReadOptions(skip_bad, columns, encoding=encoding)
    try:
        for path, size, reader in found:
            yield from _read_file(path, reader, mapping, labels, options, report, _onward(progress, done, total))
            done += size
            if progress is not None:
                progress(done, total)
        report.warnings += [no_such_label(old, sorted(labels)) for old in mapping if old not in labels]
    finally:
        end_reading()


@collector_rests()
def import_files(
    project: "Project",
    paths: Iterable[Path],
    *,
    format: str | None = None,  # noqa: A002
    annotator: str = "",
    label_map: Mapping[str, str] | None = None,
    skip_bad: bool = False,
    columns: Columns | None = None,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Reads files and folders and adds what is in them as one step.

    Spans without a name in the file belong to `annotator`, else to the default annotator. Raises ProjectError if
    the project cannot be written, Cancelled if `progress` does; then nothing was added.
    """
    report = ImportReport()
    articles = read_files(
        paths,
        report=report,
        format=format,
        label_map=label_map,
        skip_bad=skip_bad,
        columns=columns,
        encoding=encoding,
        progress=progress,
    )
    first = next(articles, None)
    if first is None:
        add_listed_labels(project, report)
        return report
    add_to_project(project, _chain(first, articles), report, annotator)
    return report


def add_to_project(
    project: "Project", articles: Iterable[AnnotatedArticle], report: ImportReport, annotator: str = ""
) -> None:
    """Adds articles as one step, and completes the report with what came of it."""
    from annotator.store import actions

    scheme = [label.name for label in project.labels()]
    added = actions.add_articles(project, articles, annotator.strip() or default_annotator(), labels=report.scheme)
    report.articles, report.known, report.spans = added.added, added.known, added.spans
    report.new_labels = tuple(added.new_labels)
    report.changes = added.changes
    report.warnings += added.warnings
    for name in report.new_labels:
        alike = next((known for known in scheme if known.casefold() == name.casefold()), None)
        hint = f" There is “{alike}”, too: --label “{name}={alike}” would have made them one." if alike else ""
        report.warnings.append(f"The label “{name}” was not in the project and was added.{hint}")
    _say_listed(report, added.listed_labels)


def add_listed_labels(project: "Project", report: ImportReport) -> None:
    """Adds the labels that files without any article list and the project lacks, as one step; completes the report."""
    from annotator.store import actions

    if new := listed_labels(project.labels(), report):
        report.changes = actions.add_labels(project, report.scheme)
        _say_listed(report, new)


def _say_listed(report: ImportReport, new: Sequence[str]) -> None:
    if new:
        report.new_labels += tuple(new)
        report.warnings.append(f"New labels from the file: {', '.join(new)}.")


def listed_labels(scheme: Sequence[Label], report: ImportReport) -> tuple[str, ...]:
    """The names of the labels that the files list and a scheme lacks."""
    known = {label.name for label in scheme}
    return tuple(dict.fromkeys(label.name for label in report.scheme if label.name not in known))


def _chain(first: AnnotatedArticle, rest: Iterator[AnnotatedArticle]) -> Iterator[AnnotatedArticle]:
    yield first
    yield from rest


def _onward(progress: Progress | None, done: int, total: int) -> Callable[[int], None] | None:
    return None if progress is None else lambda position: progress(min(done + position, total), total)


def _read_file(
    path: Path,
    reader: Reader,
    label_map: Mapping[str, str],
    labels: set[str],
    options: ReadOptions,
    report: ImportReport,
    on_bytes: Callable[[int], None] | None,
) -> Iterator[AnnotatedArticle]:
    own = ReadReport(file=shown_path(path), on_bytes=on_bytes)
    articles: Sequence[AnnotatedArticle] = ()
    try:
        read = reader.read(path, options=options, report=own)
        articles = [_mapped(one, label_map, own, labels) for one in read] if label_map else list(read)
        if not articles and not own.refused and not own.labels:
            own.refuse("The file holds no article.")
    except Cancelled:
        raise
    except AnnotatorError as error:
        articles = ()
        own.refused.clear()
        own.labels.clear()
        own.tallies.clear()
        own.warnings.clear()
        line = error.line if isinstance(error, ReadFailed) else None
        own.refuse(reason_of(error), line, error.span if isinstance(error, BadItem) else None)
    except (OSError, RecursionError, MemoryError) as error:
        articles = ()
        own.refuse(reason_of(error))
    own.end_file()
    labels.update(label.name for label in own.labels)
    report.refused += own.refused
    report.scheme += relabelled_scheme(own.labels, label_map)
    report.warnings += own.warnings
    if articles:
        spans = sum(len(one.spans) for one in articles)
        encoding = articles[0].article.origin.encoding
        report.files.append(FileRead(own.file, reader.name, encoding, len(articles), spans))
        for one in articles:
            report.labels.update(span.label for span in one.spans)
    yield from articles


def _mapped(annotated: AnnotatedArticle, label_map: LabelMap, report: ReadReport, labels: set[str]) -> AnnotatedArticle:
    """The article with its labels renamed; puts down what they were."""
    labels.update(span.label for span in annotated.spans)
    labels.update(suggestion.label for suggestion in annotated.suggestions)
    done = relabel(annotated, label_map)
    for span in done.merged:
        report.count(f"spans labelled “{span.label}” became the same as another, and were left out")
    for span in done.dropped:
        report.count(f"spans labelled “{span.label}” were left out, as asked for")
    return done.annotated
