"""Which split each article is in, as far as it is saved, and what decides on it."""

from collections import defaultdict
from typing import NamedTuple

from annotator.store.connection import Database


class ArticleKey(NamedTuple):
    """What of a live article decides on its split."""

    id: str
    sha256: str
    source: str
    date: str


def article_keys(db: Database) -> list[ArticleKey]:
    """All live articles in the order of import."""
    rows = db.rows("SELECT id, sha256, source, date FROM article WHERE removed = 0 ORDER BY number")
    return [ArticleKey(*row) for row in rows]


def splits(db: Database) -> dict[str, str]:
    """The saved split of each live article that has one, by id, in the order of import."""
    return dict(
        db.rows(
            "SELECT p.article_id, p.name FROM split p JOIN article a ON a.id = p.article_id"
            " WHERE p.removed = 0 AND a.removed = 0 ORDER BY a.number"
        )
    )


def label_counts(db: Database) -> dict[str, dict[str, int]]:
    """For each live article with spans, how many it has of each label, everybody's counted."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for article_id, label, count in db.rows(
        "SELECT s.article_id, l.name, count(*) FROM span s JOIN label l ON l.id = s.label_id"
        " WHERE s.removed = 0 GROUP BY s.article_id, s.label_id"
    ):
        found[article_id][label] = count
    return found
