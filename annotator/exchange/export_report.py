"""What came of an export: in words for people, as JSON for whoever checks it later."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Literal

from annotator import __version__
from annotator.domain.model import Label, Status
from annotator.exchange.relabelling import LabelMap
from annotator.exchange.splits import By, Splits
from annotator.exchange.splitting import Assignment
from annotator.exchange.tally import Tally
from annotator.formats.base import Overview, SpanNote, WriteOptions, WriteReport
from annotator.formats.registry import Writer

KIND = "annotator export report"
Loss = Literal["left_out", "widened", "not_in_ents", "not_held"]


@dataclass(frozen=True, slots=True)
class FileWritten:
    """One file of an export; `name` is relative to its folder, with “/” between the parts."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class PartWritten:
    """What was written of one split, "" if there are none: usually one file."""

    split: str
    report: WriteReport
    tally: Tally
    files: tuple[FileWritten, ...]


@dataclass(slots=True)
class ExportReport:
    """What came of an export. `not_chosen` counts articles that were left out because nobody has tagged them yet."""

    writer: Writer
    options: WriteOptions
    annotator: str | None
    status: Status | None
    splits: Splits | None
    assignment: Assignment | None = None
    label_map: LabelMap = field(default_factory=dict)
    licence: str = ""
    project: str = ""
    not_chosen: int = 0
    in_no_split: int = 0
    annotators: tuple[str, ...] = ()
    parts: list[PartWritten] = field(default_factory=list)
    beside: list[FileWritten] = field(default_factory=list)
    """The other files of the export: configuration, dataset card, what was left out."""
    notes: list[str] = field(default_factory=list)

    @property
    def are_splits_saved(self) -> bool:
        return self.assignment is not None and self.assignment.are_saved

    def how_split(self) -> str:
        """By which rule the articles fell into their splits, as a sentence; "" without splits."""
        if self.splits is None:
            return ""
        if self.are_splits_saved:
            return "As saved in the project: an article keeps its split, whatever comes or goes."
        shares = ", ".join(f"{name} {share:g}" for name, share in self.splits.shares)
        how = {
            By.ARTICLE: f"By article, by a hash of its text and the seed {self.splits.seed}",
            By.SOURCE: f"By source, by a hash of its name and the seed {self.splits.seed}",
            By.DATE: "By date, the oldest first",
        }[self.splits.by]
        copies = "; near-copies are in one split" if self.splits.copies_together else "; near-copies may be parted"
        moves = "" if self.splits.by is By.DATE else "; articles that come later move none"
        return f"{how} ({shares}){copies}{moves}."

    @property
    def labels(self) -> tuple[Label, ...]:
        return self.options.labels

    @property
    def title(self) -> str:
        return self.writer.title

    @property
    def articles(self) -> int:
        return sum(part.report.articles for part in self.parts)

    @property
    def spans(self) -> int:
        return sum(part.report.spans for part in self.parts)

    @property
    def widened(self) -> int:
        return sum(len(part.report.widened) for part in self.parts)

    @property
    def left_out(self) -> int:
        return sum(len(part.report.left_out) for part in self.parts)

    @property
    def not_held(self) -> int:
        return sum(len(part.report.not_held) for part in self.parts)

    @property
    def not_in_ents(self) -> int:
        return sum(len(part.report.not_in_ents) for part in self.parts)

    @property
    def choices(self) -> dict[str, str]:
        """What the format decided for itself, in words."""
        return {name: words for part in self.parts for name, words in part.report.choices.items()}

    @property
    def versions(self) -> dict[str, str]:
        found = {"annotator": __version__}
        for part in self.parts:
            found |= part.report.versions
        return found

    @property
    def tally(self) -> Tally:
        """The figures of all parts together."""
        return Tally.of(part.tally for part in self.parts)

    def conventions(self) -> list[str]:
        """What the format decided for itself, a sentence or more each, none twice."""
        own = self.writer.choices
        return [words for words in (own, *(more for more in self.choices.values() if more not in own)) if words]

    def overview(self) -> Overview:
        """What the files beside the data need to know."""
        languages = self.tally.languages
        used = sorted(set(self.label_counts()) - {label.name for label in self.labels})
        return Overview(
            self.options,
            tuple((part.split, part.report.articles) for part in self.parts),
            tuple(part.files[0].name if part.files else "" for part in self.parts),
            (*(label.name for label in self.labels), *used),
            tuple(sorted({kind for part in self.parts for kind in part.report.relation_types})),
            tuple(sorted({flag for part in self.parts for flag in part.report.flags})),
            tuple(sorted(languages, key=lambda code: (-languages[code], code))),
            max((part.report.longest for part in self.parts), default=0),
        )

    def label_counts(self, part: PartWritten | None = None) -> dict[str, int]:
        """The spans written of each label, those of the scheme first."""
        total: Counter[str] = Counter()
        for one in self.parts if part is None else [part]:
            total.update(one.report.labels)
        names = [label.name for label in self.labels]
        return {name: total[name] for name in [*names, *sorted(set(total) - set(names))]}

    def losses(self) -> Iterator[tuple[Loss, dict[str, object]]]:
        """Everything that was not written as it stands in the project, with the kind of loss."""
        for part in self.parts:
            report = part.report
            listed: tuple[tuple[Loss, list[SpanNote]], ...] = (
                ("left_out", report.left_out),
                ("widened", report.widened),
            )
            for kind, notes in listed:
                for note in notes:
                    yield kind, note.as_json()
            for lost in report.not_held:
                yield "not_held", lost

    def in_words(self, *, before: bool = False, where: str = "see the report") -> list[str]:
        """What a person should know, a sentence a line; `before` anything was written, of what would be.

        `where` is said of what is listed elsewhere.
        """
        would, see = ("would be ", "") if before else ("", f"; {where}")
        written = f"{counted(self.articles, 'article')} and {counted(self.spans, 'span')}"
        said = [f"{written} {would}written as {self.title}."]
        if self.not_chosen:
            why = f"not {self.status.value.replace('_', ' ')}" if self.status else "neither done nor with a span"
            said.append(f"{counted(self.not_chosen, 'article')} left out: {why}.")
        if self.widened:
            said.append(f"{counted(self.widened, 'span')} widened to whole tokens{see}.")
        if self.left_out:
            said.append(f"{counted(self.left_out, 'span')} left out{see}.")
        if self.not_in_ents:
            said.append(f"{counted(self.not_in_ents, 'span')} not in the layer without overlaps{see}.")
        if self.not_held:
            kinds = sorted({str(lost["kind"]) for part in self.parts for lost in part.report.not_held})
            said.append(f"Not held by this format: {self.not_held} of {', '.join(kinds)}{see}.")
        if not before:
            said.append(f"Read back with {self.writer.proof.by}: every span is as in the project or in the report.")
        return said + self.notes

    def as_json(self) -> dict[str, object]:
        """The report as it is written: the same for the same project and choices; no times, no folders."""
        options = self.options
        return {
            "kind": KIND,
            "format": self.writer.name,
            "offset_unit": self.writer.holds.offset_unit,
            "format_holds": asdict(self.writer.holds),
            "checked_by": self.writer.proof.by,
            "options": {
                "misaligned": options.misaligned.value,
                "suggestions": options.suggestions,
                "flatten": options.flatten,
                "for_spreadsheets": options.for_spreadsheets,
                "annotator": self.annotator,
                "status": self.status.value if self.status else None,
                "splits": dict(self.splits.shares) if self.splits else None,
                "seed": self.splits.seed if self.splits and not self.are_splits_saved else None,
                "split_by": self.splits.by.value if self.splits and not self.are_splits_saved else None,
                "splits_are_saved": self.are_splits_saved if self.splits else None,
                "copies_together": self.splits.copies_together if self.splits else None,
                "label_map": dict(self.label_map) or None,
                "licence": self.licence or None,
            },
            "choices": self.choices,
            "articles": self.articles,
            "articles_left_out": self.not_chosen,
            "spans": self.spans,
            "labels": self.label_counts(),
            "annotators": list(self.annotators),
            "scheme": [
                {"name": label.name, "extent": label.extent.value, "guideline": label.guideline}
                for label in self.labels
            ],
            "files": [file for part in self.parts for file in self._files(part)],
            "beside": [{"file": file.name, "bytes": file.size, "sha256": file.sha256} for file in self.beside],
            "widened": [note.as_json() for part in self.parts for note in part.report.widened],
            "left_out": [note.as_json() for part in self.parts for note in part.report.left_out],
            "not_in_ents": [note.as_json() for part in self.parts for note in part.report.not_in_ents],
            "not_held": [lost for part in self.parts for lost in part.report.not_held],
            "notes": list(self.notes),
            "versions": self.versions,
        }

    def _files(self, part: PartWritten) -> Iterator[dict[str, object]]:
        """The files of a part; where it is a single file, with what is in it."""
        for file in part.files:
            found: dict[str, object] = {"file": file.name, "split": part.split or None}
            if len(part.files) == 1:
                found |= {
                    "articles": part.report.articles,
                    "spans": part.report.spans,
                    "labels": self.label_counts(part),
                }
            yield found | {"bytes": file.size, "sha256": file.sha256}


def counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names) or "none"


def remark(report: ExportReport) -> None:
    """Notes what the person who trains on this should know."""
    if len(report.annotators) > 1 and report.annotator is None and report.writer.training:
        report.notes.append(
            f"The spans of {listed(report.annotators)} stand side by side; name one annotator to keep them apart."
        )
    if report.assignment is not None and not report.assignment.are_saved:
        report.notes += report.assignment.notes()
        if report.assignment.kept < len(report.assignment.of):
            report.notes.append("These splits are not saved in the project.")
    elif report.in_no_split:
        why = "they came after the splits were saved; “annotator split” gives them one"
        report.notes.append(f"{counted(report.in_no_split, 'article')} without a split left out: {why}.")
    report.notes += [
        f"The split “{part.split}” holds no article."
        for part in report.parts
        if part.split and not part.report.articles
    ]
    if not report.articles:
        report.notes.append("No article was written.")
