"""The places as rows, under the titles of their articles; they come in batches while the search still runs."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from annotator.domain.occurrences import Occurrence, Standing, Tagged, standings
from annotator.gui import plain, words
from annotator.gui.alike.choices import Choices, Place
from annotator.store.occurrences import FoundIn

_NOTHING = QModelIndex()
_TITLE_LENGTH = 200


class Role(IntEnum):
    """What a delegate may ask for beside the usual roles."""

    HIT = Qt.ItemDataRole.UserRole + 1
    GROUP = Qt.ItemDataRole.UserRole + 2
    STATE = Qt.ItemDataRole.UserRole + 3
    CAN_TICK = Qt.ItemDataRole.UserRole + 4


@dataclass(slots=True, eq=False)
class Hit:
    """One place. `ticked` is kept here, so that counting and painting ask nobody."""

    group: "Group"
    occurrence: Occurrence
    ticked: bool

    @property
    def place(self) -> Place:
        return self.group.article_id, self.occurrence.start, self.occurrence.end


@dataclass(slots=True, eq=False)
class Group:
    """The places in one article."""

    article_id: str
    number: int
    title: str
    hits: list[Hit] = field(default_factory=list)


class AlikeModel(QAbstractListModel):
    """Rows are places, and before those of each article its title if `titles` are wanted."""

    counted = Signal()
    """Places came, or ticks changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choices = Choices()
        self._rows: list[Hit | Group] = []
        self._groups: list[Group] = []
        self._by_id: dict[str, Group] = {}
        self._titles = False
        self._label = ""
        self._ticked = 0
        self._tickable = 0
        self._ticked_on: Counter[str] = Counter()
        self._places = 0

    # what there is

    @property
    def places(self) -> int:
        return self._places

    @property
    def articles(self) -> int:
        return len(self._groups)

    @property
    def article_ids(self) -> Sequence[str]:
        return [group.article_id for group in self._groups]

    @property
    def ticked(self) -> int:
        return self._ticked

    @property
    def label(self) -> str:
        """The label that the places are looked at for; "" for none yet."""
        return self._label

    @property
    def all_ticked(self) -> bool:
        """Whether every place that can be ticked is."""
        return 0 < self._ticked == self._tickable

    def hits(self) -> Iterator[Hit]:
        """All places, in the order of the rows."""
        return (hit for group in self._groups for hit in group.hits)

    def hit(self, row: int) -> Hit | None:
        """The place in a row; None for a title and beyond the ends."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, Hit) else None

    def places_in(self, article_id: str) -> list[tuple[int, int]]:
        """Start and end of every place in one article."""
        group = self._by_id.get(article_id)
        return [(hit.occurrence.start, hit.occurrence.end) for hit in group.hits] if group else []

    def row_near(self, article_id: str, offset: int) -> int:
        """The row of the first place in the article that ends after the offset, else of its last; -1 for none."""
        group = self._by_id.get(article_id)
        if group is None:
            return -1
        at = bisect_left(group.hits, offset + 1, key=lambda hit: hit.occurrence.end)
        return self._first_row(group) + int(self._titles) + min(at, len(group.hits) - 1)

    def next_row(self, row: int, *, forward: bool) -> int:
        """The row of the next place, round the end; -1 if there is none."""
        step = 1 if forward else -1
        count = len(self._rows)
        for _ in range(count):
            row = (row + step) % count if row >= 0 or forward else count - 1
            if self.hit(row):
                return row
        return -1

    def would_tag(self, label: str) -> int:
        """How many of the ticked places do not have the label yet."""
        return self._ticked - self._ticked_on[label]

    def ranges(self, label: str) -> list[Place]:
        """The ticked places that do not have the label yet."""
        return [hit.place for hit in self.hits() if hit.ticked and label not in hit.occurrence.standing.on]

    # what changes

    def begin(self, *, titles: bool, label: str) -> None:
        """Empties the list for another search. What was unticked one by one is remembered."""
        self.beginResetModel()
        self._choices.forget_list()
        self._rows, self._groups, self._by_id = [], [], {}
        self._titles, self._label = titles, label
        self._ticked, self._tickable, self._places = 0, 0, 0
        self._ticked_on.clear()
        self.endResetModel()
        self.counted.emit()

    def forget(self) -> None:
        """Empties the list and all that was said, for another project."""
        self._choices.forget()
        self.begin(titles=False, label="")

    def add(self, batch: Iterable[FoundIn]) -> None:
        """Takes in what was found, each article in its place in the order of import."""
        waiting: list[Group] = []
        for found in batch:
            group = self._made(found)
            last = waiting[-1] if waiting else self._groups[-1] if self._groups else None
            if last is None or last.number < group.number:
                waiting.append(group)
                continue
            self._insert(waiting, len(self._groups))
            waiting = []
            self._insert([group], bisect_left(self._groups, group.number, key=lambda other: other.number))
        self._insert(waiting, len(self._groups))
        self.counted.emit()

    def _made(self, found: FoundIn) -> Group:
        group = Group(found.article_id, found.number, found.title)
        for occurrence in found.occurrences:
            hit = Hit(group, occurrence, False)
            self._decide(hit)
            group.hits.append(hit)
        return group

    def _insert(self, groups: Sequence[Group], at: int) -> None:
        if not groups:
            return
        rows: list[Hit | Group] = []
        for group in groups:
            if self._titles:
                rows.append(group)
            rows += group.hits
            self._by_id[group.article_id] = group
            self._places += len(group.hits)
        first = len(self._rows) if at == len(self._groups) else self._first_row(self._groups[at])
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._groups[at:at] = groups
        self._rows[first:first] = rows
        self.endInsertRows()

    def _first_row(self, group: Group) -> int:
        """The row of the group's title, or of its first place where titles are not shown."""
        row = 0
        for other in self._groups:
            if other is group:
                return row
            row += len(other.hits) + int(self._titles)
        raise ValueError("a group that is not in the list")

    def retag(self, tagged: Mapping[str, Sequence[Tagged]]) -> None:
        """Takes in what is tagged now in some articles; those that are not listed are passed over."""
        for article_id, spans in tagged.items():
            if (group := self._by_id.get(article_id)) is not None:
                now = standings(self.places_in(article_id), spans)
                for hit, standing in zip(group.hits, now, strict=True):
                    if hit.occurrence.standing != standing:
                        self._uncount(hit)
                        hit.occurrence = replace(hit.occurrence, standing=standing)
                        self._decide(hit)
        self._tell_all()

    def toggle(self, rows: Iterable[int], *, by: int) -> None:
        """Turns the tick in row `by` and gives those rows the same. A title stands for all places in its article."""
        ticked = self._state(by) is not Qt.CheckState.Checked
        for row in rows:
            found = self._rows[row]
            for hit in found.hits if isinstance(found, Group) else (found,):
                if self._can_tick(hit):
                    self._choices.say(hit.place, ticked)
                    self._uncount(hit)
                    self._decide(hit)
        self._tell_all()

    def tick_all(self, ticked: bool) -> None:
        """Ticks or unticks every place that can be."""
        self._choices.say_of_all([hit.place for hit in self.hits()], ticked)
        for hit in self.hits():
            self._uncount(hit)
            self._decide(hit)
        self._tell_all()

    def _decide(self, hit: Hit) -> None:
        standing = hit.occurrence.standing
        hit.ticked = self._choices.is_ticked(hit.place, standing, self._label)
        self._tickable += self._can_tick(hit)
        self._ticked += hit.ticked
        if hit.ticked and standing.on:
            self._ticked_on.update(standing.on)

    def _uncount(self, hit: Hit) -> None:
        self._tickable -= self._can_tick(hit)
        if hit.ticked:
            self._ticked -= 1
            self._ticked_on.subtract(hit.occurrence.standing.on)

    def _can_tick(self, hit: Hit) -> bool:
        return self._choices.can_tick(hit.occurrence.standing, self._label)

    def _tell_all(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))
        self.counted.emit()

    # Qt

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOTHING) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsUserCheckable if self.data(index, Role.CAN_TICK) else found

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        if not index.isValid() or not 0 <= row < len(self._rows):
            return None
        found = self._rows[row]
        if role == Qt.ItemDataRole.CheckStateRole:
            return self._state(row) if self.data(index, Role.CAN_TICK) else None
        if isinstance(found, Group):
            return self._data_of_group(found, role)
        if role == Role.HIT:
            return found
        if role == Role.CAN_TICK:
            return self._can_tick(found)
        if role == Role.STATE:
            return self._told(found.occurrence.standing)
        if role == Qt.ItemDataRole.DisplayRole:
            context = found.occurrence.context
            return plain.one_line(context.before + context.hit + context.after)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(found)
        return None

    def _data_of_group(self, group: Group, role: int) -> Any:
        if role == Role.GROUP:
            return group
        if role == Role.CAN_TICK:
            return any(map(self._can_tick, group.hits))
        if role == Role.STATE:
            ticked = sum(hit.ticked for hit in group.hits)
            return self.tr("{n} of {m}").format(n=words.number(ticked), m=words.number(len(group.hits)))
        title = plain.one_line(group.title[:_TITLE_LENGTH]) or self.tr("Untitled")
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain.tip(group.title[: 4 * _TITLE_LENGTH])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.tr("Article: {title}, {n} ticked").format(title=title, n=self._data_of_group(group, Role.STATE))
        return None

    def _state(self, row: int) -> Qt.CheckState:
        found = self._rows[row]
        if isinstance(found, Hit):
            return Qt.CheckState.Checked if found.ticked else Qt.CheckState.Unchecked
        ticked = sum(hit.ticked for hit in found.hits)
        if not ticked:
            return Qt.CheckState.Unchecked
        whole = all(hit.ticked or not self._can_tick(hit) for hit in found.hits)
        return Qt.CheckState.Checked if whole else Qt.CheckState.PartiallyChecked

    def _told(self, standing: Standing) -> str:
        """What is tagged at a place, in words."""
        phrases = (
            (self.tr("already {labels}"), standing.on),
            (self.tr("inside {labels}"), standing.around),
            (self.tr("overlaps {labels}"), standing.across),
        )
        return ", ".join(
            phrase.format(labels=plain.one_line(", ".join(labels))) for phrase, labels in phrases if labels
        )

    def _spoken(self, hit: Hit) -> str:
        context = hit.occurrence.context
        place = self.tr("“{hit}” in: {before}{hit}{after}").format(
            hit=context.hit, before=context.before, after=context.after
        )
        return "; ".join(filter(None, (plain.one_line(place), self._told(hit.occurrence.standing))))
