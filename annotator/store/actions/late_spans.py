"""Spans for articles that are in the project already: they wait in memory, and the last step writes them as they are.

A staged row is written twice, and its indexes four times. Where nothing hangs on the spans and they are not too many,
they need no staging: the last step takes no longer over adding them than over making staged ones visible.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import chain

from annotator.errors import ProjectDamaged, ProjectError
from annotator.store.step import Step

SpanRow = tuple[str, str, int, int, str, str, str, str, int]
"""Id, article, start, end, label, annotator, quote, origin and mark, as they are stored."""

_COLUMNS = 'id, article_id, start, "end", label_id, annotator_id, quote, origin, removed'
_MOST = 50_000
_ONCE = 'ON CONFLICT (article_id, start, "end", label_id, annotator_id) WHERE removed = 0 DO NOTHING'


class LateSpans:
    """The spans that wait, by article."""

    def __init__(self) -> None:
        self._rows: dict[str, list[SpanRow]] = {}
        self.ids: set[str] = set()

    @property
    def count(self) -> int:
        return len(self.ids)

    def has_room_for(self, count: int) -> bool:
        return self.count + count <= _MOST

    def add(self, article_id: str, rows: list[SpanRow]) -> None:
        self._rows.setdefault(article_id, []).extend(rows)
        self.ids.update(row[0] for row in rows)

    def of(self, article_id: str) -> list[SpanRow]:
        """Those that wait for an article."""
        return self._rows.get(article_id, [])

    def give_back(self, article_id: str, mark: int) -> list[SpanRow]:
        """Those of an article, with this mark; they wait here no longer. Something may hang on them from now on."""
        rows = self._rows.pop(article_id, [])
        self.ids.difference_update(row[0] for row in rows)
        return [(*row[:8], mark) for row in rows]

    def write(self, step: Step, relabelled: Mapping[str, str]) -> int:
        """Adds all of them in a step; gives how many. One that was made by hand meanwhile is there already.

        `relabelled` holds the labels that gave way to others, by id. Raises ProjectError if an article is gone.
        """
        if not self.ids:
            return 0
        if step.db.value(
            "SELECT EXISTS (SELECT 1 FROM article WHERE removed = 1 AND id IN (SELECT value FROM json_each(?)))",
            (json.dumps(list(self._rows)),),
        ):
            raise ProjectError("An article that the import adds spans to was removed meanwhile.", "Import again.")
        last = step.db.value("SELECT coalesce(max(rowid), 0) FROM span")
        rows = list(self._all(relabelled))
        added = step.db.insert_many("span", _COLUMNS, "(?, ?, ?, ?, ?, ?, ?, ?, ?)", rows, _ONCE)
        if added and step.record_added("span", after=last) != added:
            raise ProjectDamaged("The spans of this project are numbered wrongly.", "Check the project.")
        return added

    def _all(self, relabelled: Mapping[str, str]) -> Iterator[SpanRow]:
        """In the order of the index that keeps a span from being there twice: it takes a fifth less time."""
        rows = chain.from_iterable(self._rows[article_id] for article_id in sorted(self._rows))
        if not relabelled:
            return rows
        return ((*row[:4], relabelled.get(row[4], row[4]), *row[5:]) for row in rows)
