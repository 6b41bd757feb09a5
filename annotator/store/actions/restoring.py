"""Bringing back what was removed, as a step of its own: what was done since stays as it is."""

import json
import sqlite3
from collections.abc import Sequence

from annotator.errors import AnnotatorError, NotFound
from annotator.store.changes import Changes
from annotator.store.project import Project
from annotator.store.step import Step

_IDS = "(SELECT value FROM json_each(?))"


def restore(project: Project, article_ids: Sequence[str] = (), span_ids: Sequence[str] = ()) -> Changes:
    """Brings articles, with what hung on them, and spans back from the trash.

    A label that went meanwhile comes back with them. A span that was tagged anew since is passed over. Raises
    NotFound if one is not in the trash, or a span's article is not there; AnnotatorError if an article's text was
    imported again since. Nothing is changed then.
    """
    articles, spans = list(dict.fromkeys(article_ids)), list(dict.fromkeys(span_ids))
    with project.step(_name(len(articles), len(spans))) as step:
        _check_removed(step, "article", articles)
        _check_removed(step, "span", spans)
        for article_id in articles:
            _restore_article(step, article_id)
        for span_id in spans:
            _restore_span(step, span_id)
        _heal_labels(step, articles)
    return step.changes


def _name(articles: int, spans: int) -> str:
    parts = [f"{count} {what}{'s' if count > 1 else ''}" for count, what in ((articles, "article"), (spans, "span"))]
    return "Bring back " + " and ".join(part for part in parts if not part.startswith("0 "))


def _check_removed(step: Step, table: str, ids: Sequence[str]) -> None:
    found = step.db.value(
        f'SELECT count(*) FROM "{table}" WHERE removed = 1 AND id IN {_IDS}', (json.dumps(list(ids)),)
    )
    if found != len(ids):
        raise NotFound(f"This {table} is not in the trash, or no longer.")


def _restore_article(step: Step, article_id: str) -> None:
    try:
        step.update("article", article_id, removed=0)
    except sqlite3.IntegrityError:
        title = step.db.value("SELECT title FROM article WHERE id = ?", (article_id,))
        raise AnnotatorError(
            f"The text of “{title}” is in the project again, as another article.",
            "Remove that one first if you want the old one back.",
        ) from None


def _restore_span(step: Step, span_id: str) -> None:
    row = step.db.row(
        "SELECT s.label_id, s.annotator_id, a.removed FROM span s JOIN article a ON a.id = s.article_id WHERE s.id = ?",
        (span_id,),
    )
    if row is None or row[2] != 0:
        raise NotFound("The article of this span is not there.", "Bring the article back first.")
    try:
        step.update(
            "span",
            span_id,
            removed=0,
            label_id=_live(step, "label", row[0]),
            annotator_id=_live(step, "annotator", row[1]),
        )
    except sqlite3.IntegrityError as error:
        if "UNIQUE" not in str(error):
            raise


def _live(step: Step, table: str, row_id: str) -> str:
    """A label or annotator that is live: the one asked for, brought back if need be, or one that has its name now."""
    name, removed = step.db.rows(f'SELECT name, removed FROM "{table}" WHERE id = ?', (row_id,))[0]
    if removed == 0:
        return row_id
    same = step.db.value(f'SELECT id FROM "{table}" WHERE name = ? AND removed = 0', (name,))
    if same is not None:
        return str(same)
    step.update(table, row_id, removed=0)
    return row_id


def _heal_labels(step: Step, article_ids: Sequence[str]) -> None:
    """Gives what hangs on restored articles live labels: labels may have gone while the articles were away."""
    listed = json.dumps(list(article_ids))
    for table in ("span", "suggestion"):
        gone = step.db.rows(
            f"SELECT DISTINCT r.label_id FROM {table} r JOIN label l ON l.id = r.label_id AND l.removed = 1"
            f" WHERE r.removed = 0 AND r.article_id IN {_IDS}",
            (listed,),
        )
        for (label_id,) in gone:
            live = _live(step, "label", label_id)
            if live == label_id:
                continue
            rows = step.db.rows(
                f"SELECT id FROM {table} WHERE removed = 0 AND label_id = ? AND article_id IN {_IDS}",
                (label_id, listed),
            )
            for (row_id,) in rows:
                try:
                    step.update(table, row_id, label_id=live)
                except sqlite3.IntegrityError:
                    step.remove(table, row_id)
