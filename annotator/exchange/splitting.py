"""The splits of a project's articles, as a whole: saved ones first, then near-copies, then the rule of `splits`.

1. An article whose split is saved in the project keeps it, whatever comes or goes.
2. A near-copy of one of these, or of an article that was imported earlier, takes that one's split.
3. Any other takes the split of its text, source or date.

So an article that comes later moves none, but by date, where until they are saved newer ones push older ones towards
the first. One that is a near-copy of articles in different splits would leak from one into the other, and so would one
whose source puts it elsewhere than its near-copy: it falls into none.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.domain.dates import iso_date
from annotator.errors import NotFound
from annotator.exchange.near_copies import NearCopies
from annotator.exchange.splits import BadSplits, By, Splits
from annotator.progress import Progress

if TYPE_CHECKING:
    from annotator.store import ArticleKey, Changes, Project

_USUAL = ("train", "training", "dev", "val", "valid", "validation", "test")


@dataclass(slots=True)
class Assignment:
    """The split of each article, by id."""

    of: dict[str, str] = field(default_factory=dict)
    kept: int = 0
    """How many have the split that was saved."""
    copies: int = 0
    """How many went with a near-copy."""
    apart: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Those that fall into none, each with the near-copies of it, which stand in other splits."""
    parted: int = 0
    """How many were saved in another split than a near-copy of theirs."""
    unread_dates: int = 0
    """How many have a date that is not understood, and by date count as those without one."""
    are_saved: bool = False
    """Whether these are the project's own splits and nothing else."""

    def notes(self) -> list[str]:
        """What a person should know, a sentence a line."""
        said = []
        if self.kept:
            said.append(f"{_counted(self.kept, 'article')} kept the split that is saved in the project.")
        if self.copies:
            said.append(f"{_counted(self.copies, 'near-copy', 'near-copies')} went with the article it repeats.")
        if self.apart:
            apart = _counted(len(self.apart), "article")
            said.append(f"{apart} in no split: nearly the same as some that are in different ones.")
        if self.parted:
            said.append(f"{_counted(self.parted, 'article')} saved in another split than a near-copy.")
        if self.unread_dates:
            unread = _counted(self.unread_dates, "date")
            said.append(f"{unread} not understood and taken as none: write year-month-day, as in 2024-08-01.")
        return said


@dataclass(slots=True)
class Balance:
    """What is in one split."""

    articles: int = 0
    spans: int = 0
    labels: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, object]:
        return {"articles": self.articles, "spans": self.spans, "labels": dict(self.labels)}


@dataclass(slots=True)
class SplitReport:
    """What came of splitting a project. `changes` is the step that saved it; None if it was not saved."""

    balance: dict[str, Balance]
    assignment: Assignment
    changes: "Changes | None" = None

    def as_json(self) -> dict[str, object]:
        return {
            "splits": {name: balance.as_json() for name, balance in self.balance.items()},
            "kept": self.assignment.kept,
            "near_copies": self.assignment.copies,
            "in_none": {article_id: list(copies) for article_id, copies in self.assignment.apart.items()},
            "unread_dates": self.assignment.unread_dates,
            "saved": self.changes is not None,
        }


def assign(
    keys: Sequence["ArticleKey"],
    text_of: Callable[[str], str],
    splits: Splits,
    saved: Mapping[str, str],
    progress: Progress | None = None,
) -> Assignment:
    """The splits of articles that are given in the order of their import. Raises what `progress` and `text_of` do."""
    found = Assignment()
    copies = NearCopies() if splits.copies_together else None
    by_date = _Dates(keys, splits, saved) if splits.by is By.DATE else None
    found.unread_dates = by_date.unread if by_date else 0
    ids: list[str] = []
    for done, key in enumerate(sorted(keys, key=lambda key: key.id not in saved)):
        if progress is not None:
            progress(done, len(keys))
        near = [ids[place] for place in copies.add(text_of(key.id))] if copies else []
        ids.append(key.id)
        around = {found.of[other] for other in near if other in found.of}
        own = by_date.of(key.date) if by_date else splits.of(key.sha256, key.source)
        if key.id in saved:
            found.of[key.id] = saved[key.id]
            found.kept += 1
            found.parted += bool(around - {saved[key.id]})
        elif len(around) > 1 or (around and splits.by is By.SOURCE and around != {own}):
            found.apart[key.id] = tuple(near)
        elif around:
            found.of[key.id] = around.pop()
            found.copies += 1
        else:
            found.of[key.id] = own
    return found


class _Dates:
    """Splits in the order of time. Saved ones say where each begins; else the shares of the dated articles do."""

    def __init__(self, keys: Sequence["ArticleKey"], splits: Splits, saved: Mapping[str, str]) -> None:
        self._splits = splits
        self._iso = {key.date: iso_date(key.date) for key in keys}
        self._dates = sorted(self._iso[key.date] for key in keys if self._iso[key.date])
        self.unread = sum(bool(key.date) for key in keys) - len(self._dates)
        self._begins: dict[str, str] = {}
        for key in keys:
            name = saved.get(key.id)
            date = self._iso[key.date]
            if name is not None and date:
                self._begins[name] = min(date, self._begins.get(name, date))

    def of(self, stored: str) -> str:
        """The split of an article of this date; the first for one without, for the newest must be known to be new."""
        names = self._splits.names
        date = self._iso[stored]
        if not date:
            return names[0]
        if self._begins:
            return next(
                (name for name in reversed(names) if name in self._begins and self._begins[name] <= date), names[0]
            )
        return self._splits.at_share(bisect_left(self._dates, date) / len(self._dates))


def find_splits(
    project: "Project", splits: Splits, progress: Progress | None = None, *, again: bool = False
) -> Assignment:
    """The splits of all live articles; saved ones are kept, unless `again`.

    Raises BadSplits if the project has saved ones of other names, ProjectError, and what `progress` raises.
    """
    saved = {} if again else project.splits()
    if not set(saved.values()) <= set(splits.names):
        raise BadSplits(
            f"The articles are in the splits {', '.join(split_names(project))} already, and stay there.",
            "Use these names, or make all splits anew with “annotator split --again”.",
        )
    return assign(project.article_keys(), lambda article_id: project.article(article_id).text, splits, saved, progress)


def saved_splits(project: "Project") -> Assignment:
    """The splits as they are saved. Raises NotFound if none are."""
    saved = project.splits()
    if not saved:
        raise NotFound("The project has no saved splits.", "“annotator split” makes them.")
    return Assignment(of=saved, kept=len(saved), are_saved=True)


def as_wish(names: Sequence[str], assignment: Assignment) -> Splits:
    """Saved splits as the wish that they would answer: their names with the shares that they have."""
    counts = Counter(assignment.of.values())
    return Splits(tuple((name, round(counts[name] / len(assignment.of), 3)) for name in names))


def split_names(project: "Project") -> tuple[str, ...]:
    """The names of the saved splits in their usual order."""
    names = set(project.splits().values())
    usual = [name for name in _USUAL if name in names]
    return (*usual, *sorted(names.difference(usual)))


def split_project(
    project: "Project", splits: Splits, annotator: str, *, again: bool = False, progress: Progress | None = None
) -> SplitReport:
    """Finds the splits of all live articles and saves them as one step. Raises as `find_splits` does."""
    from annotator.store import actions

    assignment = find_splits(project, splits, progress, again=again)
    changes = actions.save_splits(project, assignment.of, annotator)
    return SplitReport(balance(project, splits.names, assignment), assignment, changes)


def balance(project: "Project", names: Sequence[str], assignment: Assignment) -> dict[str, Balance]:
    """What is in each split, everybody's spans counted."""
    found = {name: Balance() for name in names}
    scheme = [label.name for label in project.labels()]
    counts = project.label_counts()
    for article_id, name in assignment.of.items():
        if (one := found.get(name)) is not None:
            one.articles += 1
            one.labels.update(counts.get(article_id, {}))
    for one in found.values():
        one.spans = one.labels.total()
        one.labels = Counter({label: one.labels[label] for label in scheme})
    return found


def balance_table(balance: Mapping[str, Balance]) -> list[str]:
    """The articles and spans of each split, and the share that each label has of its spans; a line each."""
    rows = [["", *balance], ["articles", *(f"{one.articles:,}" for one in balance.values())]]
    rows.append(["spans", *(f"{one.spans:,}" for one in balance.values())])
    for label in next(iter(balance.values())).labels if balance else ():
        cells = [
            f"{one.labels[label]:,} ({one.labels[label] / one.spans:.0%})" if one.spans else "0"
            for one in balance.values()
        ]
        rows.append([label, *cells])
    widths = [max(len(row[column]) for row in rows) for column in range(len(balance) + 1)]
    return ["  ".join(map(str.rjust, row, widths)).rstrip() for row in rows]


def _counted(number: int, thing: str, things: str = "") -> str:
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"
