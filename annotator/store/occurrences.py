"""Where a wording occurs in the articles of a project, and what is tagged there. Reads in short batches."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotator.domain.occurrences import Occurrence, Tagged, Wording, described, occurrences
from annotator.progress import Progress
from annotator.store.connection import Database
from annotator.store.project import Project
from annotator.store.reading import annotator_id
from annotator.store.search import fts_query

_BATCH_LENGTH = 250_000
"""How many characters are read at a time: a few milliseconds, so that a writer never waits."""

_IDS = "(SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class FoundIn:
    """The places in one article. `number` orders the articles as they were imported."""

    article_id: str
    number: int
    title: str
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class _Listed:
    article_id: str
    number: int
    length: int


def find_everywhere(
    project: Project,
    wording: Wording,
    annotator: str,
    *,
    limit: int,
    progress: Progress | None = None,
) -> Iterator[FoundIn]:
    """The live articles with the wording, with what the annotator tagged there; at most `limit` places in all.

    Whole words are looked up in the index first, so that these articles come at once. The index parts some texts
    into words in another way, so all other articles are read after that: they come later, not in order.
    `progress(done, total)` counts articles and may raise Cancelled. No cursor stays open between two articles.
    """
    if wording.is_blank:
        return
    listed = _listed(project.db, wording)
    done = 0
    for batch in _batches(listed):
        texts = _texts(project.db, [one.article_id for one in batch])
        places: dict[str, list[tuple[int, int]]] = {}
        for one in batch:
            if progress is not None:
                progress(done, len(listed))
            done += 1
            if one.article_id in texts and (here := occurrences(texts[one.article_id][1], wording, limit=limit)):
                places[one.article_id] = here
                limit -= len(here)
            if limit <= 0:
                break
        tagged = tagged_in(project, list(places), annotator)
        for one in batch:
            if one.article_id in places:
                title, text = texts[one.article_id]
                found = described(text, places[one.article_id], tagged.get(one.article_id, ()))
                yield FoundIn(one.article_id, one.number, title, tuple(found))
        if limit <= 0:
            return
    if progress is not None:
        progress(done, len(listed))


def tagged_in(project: Project, article_ids: Sequence[str], annotator: str) -> dict[str, list[Tagged]]:
    """What the annotator tagged in these articles: start, end and label of each span."""
    found: dict[str, list[Tagged]] = defaultdict(list)
    if article_ids:
        for article_id, start, end, label in project.db.rows(
            'SELECT s.article_id, s.start, s."end", l.name FROM span s JOIN label l ON l.id = s.label_id'
            f" WHERE s.article_id IN {_IDS} AND s.removed = 0 AND s.annotator_id = ?",
            (json.dumps(list(article_ids)), annotator_id(project.db, annotator)),
        ):
            found[article_id].append((start, end, label))
    return dict(found)


def _listed(db: Database, wording: Wording) -> list[_Listed]:
    """The live articles in the order in which to read them: first those that the index names."""
    everything = [
        _Listed(*row) for row in db.rows("SELECT id, number, length FROM article WHERE removed = 0 ORDER BY number")
    ]
    phrase = fts_query('"{}"'.format(wording.text.replace('"', " "))) if wording.whole_words else ""
    if not phrase:
        return everything
    named = {row[0] for row in db.rows("SELECT rowid FROM text_index WHERE text_index MATCH ?", (phrase,))}
    return sorted(everything, key=lambda one: one.number not in named)


def _batches(listed: Sequence[_Listed]) -> Iterator[list[_Listed]]:
    batch: list[_Listed] = []
    length = 0
    for one in listed:
        if batch and length + one.length > _BATCH_LENGTH:
            yield batch
            batch, length = [], 0
        batch.append(one)
        length += one.length
    if batch:
        yield batch


def _texts(db: Database, article_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Title and text of those of the articles that are still there."""
    rows = db.rows(
        "SELECT a.id, a.title, t.text FROM article a JOIN article_text t ON t.number = a.number AND t.article_id = a.id"
        f" WHERE a.id IN {_IDS} AND a.removed = 0",
        (json.dumps(list(article_ids)),),
    )
    return {article_id: (title, text) for article_id, title, text in rows}
