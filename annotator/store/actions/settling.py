"""What changed in the project while an import was staged, settled before its rows become visible."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from annotator.domain.model import Status
from annotator.errors import ProjectError
from annotator.store.connection import Database
from annotator.store.staging import delete_articles
from annotator.store.step import Step

_EARLIER = "l.removed <> 0 AND +l.removed = 2 AND l.rowid < {row}.rowid"
"""A staged row before another; the + keeps SQLite from looking through all staged ones."""


_PLACES = {"span": ("start", "end", "annotator_id"), "suggestion": ("start", "end", "origin")}
"""What makes rows of an article and a label say the same."""


class Settled(NamedTuple):
    """What gave way to what is live by now."""

    articles: dict[str, str]
    """The ids of staged articles, each with that of the one that stays."""
    statuses: list[tuple[str, str, Status]]
    """Article, annotator and status of what was said of these."""
    doubles: int
    """Staged spans that turned out to be there already."""
    warnings: list[str]


def settle_labels(step: Step, used_labels: set[str]) -> dict[str, str]:
    """Makes the used labels live; gives the ids of those that gave way to others, each with the one that stays."""
    return {label_id: live for label_id in used_labels if (live := _settle_label(step, label_id)) != label_id}


def settle(step: Step, staged_articles: int) -> Settled:
    """Brings staged rows in line with what is live now. Raises ProjectError if something was taken away."""
    db = step.db
    count = db.value("SELECT count(*) FROM article WHERE removed <> 0 AND removed = 2")
    if count != staged_articles:
        raise ProjectError("Another program imported into this project at the same time.", "Import again.")
    merged, statuses = _merge_articles(db)
    if db.value(
        "SELECT EXISTS (SELECT 1 FROM article a CROSS JOIN span s ON s.article_id = a.id"
        " WHERE a.removed <> 0 AND a.removed = 1 AND s.removed <> 0 AND s.removed = 2)"
    ):
        raise ProjectError("An article that the import adds spans to was removed meanwhile.", "Import again.")
    twice = set(merged.values())
    doubles = _merge_doubles(db, "span", twice)
    _merge_doubles(db, "suggestion", twice)
    warnings = _merge_attributes(db)
    for table, same in (
        ("relation", "l.from_id = r.from_id AND l.to_id = r.to_id AND l.type = r.type"),
        ("decision", "l.suggestion_id = r.suggestion_id AND l.annotator_id = r.annotator_id"),
    ):
        db.run(
            f"DELETE FROM {table} AS r WHERE r.removed = 2 AND EXISTS"
            f" (SELECT 1 FROM {table} l WHERE {same} AND (l.removed = 0 OR (l.removed = 2 AND l.rowid < r.rowid)))"
        )
    _reveal_undecided(db)
    return Settled(merged, statuses, doubles, warnings)


def _settle_label(step: Step, label_id: str) -> str:
    """Makes a used label live: a staged one gives way to one added by hand meanwhile, a removed one returns.

    Gives the id of the one that stays.
    """
    db = step.db
    row = db.row("SELECT name, removed FROM label WHERE id = ?", (label_id,))
    if row is None or row[1] == 0:
        return label_id
    name, removed = row
    live = db.value("SELECT id FROM label WHERE name = ? AND removed = 0", (name,))
    if live is None:
        if removed == 1:
            step.update("label", label_id, removed=0)
        return label_id
    staged = (
        "{row}label_id = ? AND ({row}removed = 2"
        " OR {row}article_id IN (SELECT id FROM article WHERE removed <> 0 AND removed = 2))"
    )
    for table, place in _PLACES.items():
        same = " AND ".join(f'l."{column}" = s."{column}"' for column in ("article_id", "removed", *place))
        doubles = db.rows(
            f"SELECT s.id, l.id FROM {table} s JOIN {table} l ON {same} AND l.label_id = ?"
            f" WHERE {staged.format(row='s.')}",
            (live, label_id),
        )
        _merge(db, table, dict(doubles))
        db.run(f"UPDATE {table} SET label_id = ? WHERE {staged.format(row='')}", (live, label_id))
    if removed == 2:
        db.run("DELETE FROM label WHERE id = ?", (label_id,))
    return str(live)


def _merge_articles(db: Database) -> tuple[dict[str, str], list[tuple[str, str, Status]]]:
    """Gives the spans of staged articles whose text is live by now to the live one; and what their statuses were."""
    merged = {
        row[0]: row[1]
        for row in db.rows(
            "SELECT s.id, l.id FROM article s JOIN article l ON l.sha256 = s.sha256 AND l.removed = 0"
            " WHERE s.removed <> 0 AND s.removed = 2"
        )
    }
    statuses = []
    for staged, live in merged.items():
        for table in ("span", "relation", "suggestion"):
            db.run(f"UPDATE {table} SET article_id = ?, removed = 2 WHERE article_id = ?", (live, staged))
        db.run(
            "UPDATE attribute SET removed = 2 WHERE removed = 0"
            " AND span_id IN (SELECT id FROM span WHERE article_id = ? AND removed = 2)",
            (live,),
        )
        db.run(
            "UPDATE decision SET removed = 2 WHERE suggestion_id IN (SELECT id FROM suggestion WHERE removed = 2)"
            " AND removed = 0"
        )
        said = db.rows("SELECT annotator_id, value FROM status WHERE article_id = ? AND removed = 0", (staged,))
        statuses += [(live, who, Status(value)) for who, value in said]
        db.run("DELETE FROM status WHERE article_id = ?", (staged,))
        delete_articles(db, [staged])
    return merged, statuses


def _merge_doubles(db: Database, table: str, twice: Iterable[str]) -> int:
    """Merges the staged rows that are at the place of a live one made meanwhile, or of an earlier staged one.

    The latter there can be only in articles that are in the import twice, as they came and went. Gives how many.
    """
    same = " AND ".join(f'l."{column}" = s."{column}"' for column in ("article_id", "label_id", *_PLACES[table]))
    live = f"SELECT s.id, l.id FROM {table} s JOIN {table} l ON {same} AND l.removed = 0 WHERE s.removed = 2"
    earlier = (
        f"SELECT s.id, l.id FROM {table} s JOIN {table} l ON {same} AND {_EARLIER.format(row='s')}"
        " WHERE s.removed = 2 AND s.article_id IN (SELECT value FROM json_each(?)) ORDER BY s.rowid, l.rowid"
    )
    doubles: dict[str, str] = {}
    for staged, other in (*db.rows(live), *db.rows(earlier, (json.dumps(sorted(twice)),))):
        doubles.setdefault(staged, doubles.get(other, other))
    _merge(db, table, doubles)
    return len(doubles)


def _merge(db: Database, table: str, doubles: Mapping[str, str]) -> None:
    """Deletes staged spans or suggestions, each with the one that stays and is given what hangs on it."""
    for staged, stays in doubles.items():
        if table == "span":
            db.run("UPDATE relation SET from_id = ? WHERE from_id = ?", (stays, staged))
            db.run("UPDATE relation SET to_id = ? WHERE to_id = ?", (stays, staged))
            db.run("UPDATE attribute SET span_id = ?, removed = 2 WHERE span_id = ?", (stays, staged))
        else:
            db.run("UPDATE decision SET suggestion_id = ?, removed = 2 WHERE suggestion_id = ?", (stays, staged))
        db.run(f"DELETE FROM {table} WHERE id = ?", (staged,))


def _merge_attributes(db: Database) -> list[str]:
    """Deletes staged attributes that are there already; says which of them said something else."""
    every = (
        "SELECT r.id, t.title, r.name, l.value, r.value FROM attribute r"
        " JOIN attribute l ON l.span_id = r.span_id AND l.name = r.name AND {other}"
        " JOIN span s ON s.id = r.span_id JOIN article t ON t.id = s.article_id WHERE r.removed = 2"
    )
    others = ("l.removed = 0", _EARLIER.format(row="r"))
    doubles = [row for other in others for row in db.rows(every.format(other=other))]
    for row_id, *_ in doubles:
        db.run("DELETE FROM attribute WHERE id = ?", (row_id,))
    told = {(title, name, there, new): None for _, title, name, there, new in doubles if there != new}
    return [kept_attribute(*one) for one in told]


def kept_attribute(title: str, name: str, there: str, new: str) -> str:
    """Says that an attribute stays as it was. The values are in JSON."""
    return f"Article “{title}”: a span that was there keeps its “{name}” {there}; {new} was left out."


def _reveal_undecided(db: Database) -> None:
    """Suggestions are no data: only decided ones, which are never replaced, go into the history."""
    db.run(
        "UPDATE suggestion SET removed = 0 WHERE removed = 2"
        " AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.suggestion_id = suggestion.id)"
    )


def raise_statuses(step: Step, statuses: Sequence[tuple[str, str, Status]], merged: Mapping[str, str]) -> None:
    """Sets the status of known articles, each (article id, annotator id, status), unless it is done already.

    `merged` holds the articles that gave way to others.
    """
    if not statuses:
        return
    statuses = [(merged.get(article_id, article_id), who, status) for article_id, who, status in statuses]
    there = {
        (row[0], row[1]): (row[2], row[3])
        for row in step.db.rows(
            "SELECT article_id, annotator_id, id, value FROM status"
            " WHERE article_id IN (SELECT value FROM json_each(?)) AND removed = 0",
            (json.dumps(sorted({article_id for article_id, _, _ in statuses})),),
        )
    }
    new: dict[tuple[str, str], str] = {}
    for article_id, annotator_id, status in statuses:
        row = there.get((article_id, annotator_id))
        if row is None:
            if new.get((article_id, annotator_id)) != Status.DONE:
                new[article_id, annotator_id] = status.value
        elif row[1] != Status.DONE:
            step.update("status", row[0], value=status.value)
            there[article_id, annotator_id] = (row[0], status.value)
    step.insert_many(
        "status", ("article_id", "annotator_id", "value"), [(*whose, value) for whose, value in new.items()]
    )
