"""What changed in the project while an import was staged, settled before its rows become visible."""

from typing import NamedTuple

from annotator.errors import ProjectError
from annotator.store.connection import Database
from annotator.store.staging import delete_articles
from annotator.store.step import Step


class Settled(NamedTuple):
    """What gave way to what is live by now: the ids of staged labels and articles, each with the one that stays."""

    labels: dict[str, str]
    articles: dict[str, str]
    doubles: int
    """Staged spans that turned out to be there already."""


def settle(step: Step, used_labels: set[str], staged_articles: int) -> Settled:
    """Brings staged rows in line with what is live now. Raises ProjectError if something was taken away."""
    db = step.db
    count = db.value("SELECT count(*) FROM article WHERE removed <> 0 AND removed = 2")
    if count != staged_articles:
        raise ProjectError("Another program imported into this project at the same time.", "Import again.")
    labels = {label_id: live for label_id in used_labels if (live := _settle_label(step, label_id)) != label_id}
    merged = _merge_articles(db)
    if db.value(
        "SELECT EXISTS (SELECT 1 FROM article a CROSS JOIN span s ON s.article_id = a.id"
        " WHERE a.removed <> 0 AND a.removed = 1 AND s.removed <> 0 AND s.removed = 2)"
    ):
        raise ProjectError("An article that the import adds spans to was removed meanwhile.", "Import again.")
    doubles = _drop_doubles(db)
    _reveal_undecided(db)
    return Settled(labels, merged, doubles)


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
    hidden = "article_id IN (SELECT id FROM article WHERE removed <> 0 AND removed = 2)"
    for table in ("span", "suggestion"):
        db.run(f"UPDATE {table} SET label_id = ? WHERE label_id = ? AND (removed = 2 OR {hidden})", (live, label_id))
    if removed == 2:
        db.run("DELETE FROM label WHERE id = ?", (label_id,))
    return str(live)


def _merge_articles(db: Database) -> dict[str, str]:
    """Gives the spans of staged articles whose text is live by now to the live one."""
    merged = {
        row[0]: row[1]
        for row in db.rows(
            "SELECT s.id, l.id FROM article s JOIN article l ON l.sha256 = s.sha256 AND l.removed = 0"
            " WHERE s.removed <> 0 AND s.removed = 2"
        )
    }
    for staged, live in merged.items():
        for table in ("span", "relation", "suggestion"):
            db.run(f"UPDATE {table} SET article_id = ?, removed = 2 WHERE article_id = ?", (live, staged))
        db.run(
            "UPDATE decision SET removed = 2 WHERE suggestion_id IN (SELECT id FROM suggestion WHERE removed = 2)"
            " AND removed = 0"
        )
        db.run("DELETE FROM status WHERE article_id = ?", (staged,))
        delete_articles(db, [staged])
    return merged


def _drop_doubles(db: Database) -> int:
    """Deletes staged rows that equal a live one made meanwhile; relations move to the live span."""
    doubles = db.rows(
        "SELECT s.id, l.id FROM span s JOIN span l ON l.article_id = s.article_id AND l.start = s.start"
        ' AND l."end" = s."end" AND l.label_id = s.label_id AND l.annotator_id = s.annotator_id AND l.removed = 0'
        " WHERE s.removed = 2"
    )
    for staged, live in doubles:
        db.run("UPDATE relation SET from_id = ? WHERE from_id = ?", (live, staged))
        db.run("UPDATE relation SET to_id = ? WHERE to_id = ?", (live, staged))
        db.run("DELETE FROM attribute WHERE span_id = ?", (staged,))
        db.run("DELETE FROM span WHERE id = ?", (staged,))
    for table, same in (
        ("attribute", "l.span_id = r.span_id AND l.name = r.name"),
        ("relation", "l.from_id = r.from_id AND l.to_id = r.to_id AND l.type = r.type"),
        ("decision", "l.suggestion_id = r.suggestion_id AND l.annotator_id = r.annotator_id"),
    ):
        db.run(
            f"DELETE FROM {table} AS r WHERE r.removed = 2"
            f" AND EXISTS (SELECT 1 FROM {table} l WHERE {same} AND l.removed = 0)"
        )
    return len(doubles)


def _reveal_undecided(db: Database) -> None:
    """Suggestions are no data: only decided ones, which are never replaced, go into the history."""
    place = (
        'l.article_id = r.article_id AND l.start = r.start AND l."end" = r."end" AND l.label_id = r.label_id'
        " AND l.origin = r.origin"
    )
    for staged, live in db.rows(
        f"SELECT r.id, l.id FROM suggestion r JOIN suggestion l ON {place} AND l.removed = 0 WHERE r.removed = 2"
    ):
        db.run("UPDATE decision SET suggestion_id = ? WHERE suggestion_id = ?", (live, staged))
        db.run("DELETE FROM suggestion WHERE id = ?", (staged,))
    db.run(
        "UPDATE suggestion SET removed = 0 WHERE removed = 2"
        " AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.suggestion_id = suggestion.id)"
    )
