"""Storing what suggesters propose."""

import json
from collections.abc import Sequence

from annotator.domain.model import Suggestion
from annotator.store.actions.rows import check_articles, label_id, quote_at
from annotator.store.changes import Changes
from annotator.store.identity import new_id
from annotator.store.project import Project

_DECIDED = "EXISTS (SELECT 1 FROM decision d WHERE d.suggestion_id = suggestion.id)"


def replace_suggestions(project: Project, article_id: str, origin: str, suggestions: Sequence[Suggestion]) -> Changes:
    """Stores the suggestions of one origin for an article instead of its undecided ones; outside the history.

    Those that somebody decided on stay, and are not proposed again. Raises InvalidSpan, UnknownLabel, NotFound.
    """
    text = project.text(article_id)
    with project.db.writing():
        db = project.db
        check_articles(db, [article_id])
        mine = "article_id = ? AND origin = ?"
        db.run(f"DELETE FROM suggestion WHERE {mine} AND NOT {_DECIDED}", (article_id, origin))
        live = "d.removed = 0 AND d.suggestion_id = suggestion.id"
        db.run(
            f"UPDATE suggestion SET removed = 1 WHERE {mine} AND removed = 0"
            f" AND NOT EXISTS (SELECT 1 FROM decision d WHERE {live})",
            (article_id, origin),
        )
        ids = {one.label: label_id(db, one.label) for one in suggestions}
        given = [one.id for one in suggestions if one.id]
        taken = {
            row[0]
            for row in db.rows(
                "SELECT id FROM suggestion WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(given),)
            )
        }
        rows = []
        for one in suggestions:
            quote = quote_at(text, one.start, one.end)
            row_id = one.id if one.id and one.id not in taken else new_id()
            taken.add(row_id)
            where = (article_id, one.start, one.end, ids[one.label])
            rows.append((row_id, *where, quote, origin, one.version, one.score))
        db.run_many(
            'INSERT INTO suggestion(id, article_id, start, "end", label_id, quote, origin, version, score)'
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            rows,
        )
    return Changes(f"Suggestions of {origin}", article_id=article_id, spans_of=frozenset({article_id}))
