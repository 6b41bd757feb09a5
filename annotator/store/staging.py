"""Taking staged rows out again: what a cancelled import leaves, or one that a crash cut off. They are invisible."""

import time
from collections.abc import Sequence

from annotator.store.connection import Database

_AT_A_TIME = 50

_STAGED_ARTICLES = "SELECT id FROM article WHERE removed <> 0 AND removed = 2 LIMIT {n}"
_OF_ARTICLES = (
    (
        "DELETE FROM attribute WHERE removed = 0"
        " AND span_id IN (SELECT id FROM span WHERE removed = 0 AND article_id IN ({ids}))"
    ),
    "DELETE FROM relation WHERE article_id IN ({ids})",
    "DELETE FROM decision WHERE suggestion_id IN (SELECT id FROM suggestion WHERE article_id IN ({ids}))",
    "DELETE FROM suggestion WHERE article_id IN ({ids})",
    "DELETE FROM span WHERE removed = 0 AND article_id IN ({ids})",
    "DELETE FROM status WHERE article_id IN ({ids})",
)
_ARTICLES = (
    (
        "INSERT INTO text_index(text_index, rowid, text)"
        " SELECT 'delete', number, text FROM article_text WHERE article_id IN ({ids})"
    ),
    "DELETE FROM title_index WHERE rowid IN (SELECT number FROM article WHERE id IN ({ids}))",
    "DELETE FROM article_text WHERE article_id IN ({ids})",
    "DELETE FROM article WHERE id IN ({ids})",
)
_STAGED_ROWS = (
    "DELETE FROM attribute WHERE removed = 2",
    "DELETE FROM relation WHERE removed = 2",
    "DELETE FROM decision WHERE removed = 2",
    "DELETE FROM attribute WHERE span_id IN (SELECT id FROM span WHERE removed = 2)",
    "DELETE FROM suggestion WHERE removed = 2",
    "DELETE FROM span WHERE removed = 2",
    "DELETE FROM label WHERE removed = 2",
)


def sweep(db: Database, seconds: float | None = None) -> bool:
    """Deletes staged rows, in short transactions, for about so long; whether nothing is left. None means to the end.

    Foreign keys are off meanwhile: what hangs on a staged row is deleted before it, so that they need no index.
    """
    until = None if seconds is None else time.monotonic() + seconds
    db.rows("PRAGMA foreign_keys = 0")
    try:
        while ids := [row[0] for row in db.rows(_STAGED_ARTICLES.format(n=_AT_A_TIME))]:
            with db.writing():
                _delete(db, _OF_ARTICLES, ids)
                delete_articles(db, ids)
            if until is not None and time.monotonic() > until:
                return False
        if db.value(
            "SELECT EXISTS (SELECT 1 FROM span WHERE removed = 2) OR EXISTS (SELECT 1 FROM attribute WHERE removed = 2)"
            " OR EXISTS (SELECT 1 FROM relation WHERE removed = 2) OR EXISTS (SELECT 1 FROM label WHERE removed = 2)"
            " OR EXISTS (SELECT 1 FROM suggestion WHERE removed = 2)"
            " OR EXISTS (SELECT 1 FROM decision WHERE removed = 2)"
        ):
            with db.writing():
                for statement in _STAGED_ROWS:
                    db.run(statement)
        return True
    finally:
        db.rows("PRAGMA foreign_keys = 1")


def delete_articles(db: Database, ids: Sequence[str]) -> None:
    """Deletes staged articles, on which nothing hangs any more, with their texts and what the indexes hold of them."""
    _delete(db, _ARTICLES, ids)


def _delete(db: Database, statements: Sequence[str], ids: Sequence[str]) -> None:
    marks = ", ".join("?" * len(ids))
    for statement in statements:
        db.run(statement.format(ids=marks), ids)
