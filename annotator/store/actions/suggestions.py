"""What suggesters propose, and what people say to it."""

import json
from collections.abc import Mapping, Sequence

from annotator.domain.model import Decision, Suggestion
from annotator.store.actions.rows import annotator_row, begin_article, check_articles, label_id, quote_at
from annotator.store.changes import Changes
from annotator.store.connection import Database
from annotator.store.identity import new_id
from annotator.store.project import Project
from annotator.store.step import Step, now

_DECIDED = "EXISTS (SELECT 1 FROM decision d WHERE d.suggestion_id = suggestion.id)"


def replace_suggestions(
    project: Project, article_id: str, origin: str, suggestions: Sequence[Suggestion], *, version: str = ""
) -> Changes:
    """Stores the suggestions of one origin for an article instead of its undecided ones; outside the history.

    Those that somebody decided on stay, and are not proposed again. `version` is that of the suggester: it is noted
    that this version has seen the article, see `Project.suggested_by`. Raises InvalidSpan, UnknownLabel, NotFound.
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
        ids = {name: label_id(db, name) for name in {one.label for one in suggestions}}
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
            rows.append((row_id, *where, quote, origin, one.version, one.score, one.reason))
        db.run_many(
            'INSERT INTO suggestion(id, article_id, start, "end", label_id, quote, origin, version, score, reason)'
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            rows,
        )
        db.run(
            "INSERT INTO suggested(article_id, origin, version) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET version = excluded.version",
            (article_id, origin, version),
        )
    return Changes(f"Suggestions of {origin}", article_id=article_id, suggestions_of=frozenset({article_id}))


def accept_suggestions(
    project: Project, suggestions: Sequence[Suggestion], annotator: str, *, seconds: float | None = None
) -> Changes:
    """Makes a span of each suggestion, as one step; where such a span is there already, it is only noted.

    `seconds` is how long the annotator looked at it. Raises InvalidSpan, UnknownLabel, NotFound.
    """
    one = suggestions[0].label if len(suggestions) == 1 else ""
    name = f"Accept as {one}" if one else f"Accept {len(suggestions)} suggestions"
    with project.step(name, article_id=_article_of(suggestions), annotator=annotator) as step:
        who = annotator_row(step.db, annotator)
        for suggestion in suggestions:
            place = suggestion.start, suggestion.end, suggestion.label
            _accept(step, project, suggestion, who, place, seconds)
    return step.changes


def accept_changed(
    project: Project,
    suggestion: Suggestion,
    annotator: str,
    *,
    label: str = "",
    borders: tuple[int, int] | None = None,
    seconds: float | None = None,
) -> Changes:
    """Makes a span of a suggestion with another label, or with other borders. Raises as `accept_suggestions`."""
    label = label or suggestion.label
    start, end = borders or (suggestion.start, suggestion.end)
    with project.step(f"Accept as {label}", article_id=suggestion.article_id, annotator=annotator) as step:
        _accept(step, project, suggestion, annotator_row(step.db, annotator), (start, end, label), seconds)
    return step.changes


def reject_suggestions(
    project: Project, suggestions: Sequence[Suggestion], annotator: str, *, seconds: float | None = None
) -> Changes:
    """Says no to suggestions, as one step: they are not proposed again. Raises InvalidSpan, UnknownLabel, NotFound."""
    one = suggestions[0].label if len(suggestions) == 1 else ""
    name = f"Reject as {one}" if one else f"Reject {len(suggestions)} suggestions"
    with project.step(name, article_id=_article_of(suggestions), annotator=annotator) as step:
        who = annotator_row(step.db, annotator)
        for suggestion in suggestions:
            row = _row_of(step, project, suggestion)
            _decide(step, row, who, {"value": Decision.REJECTED.value, "seconds": seconds})
    return step.changes


def _accept(
    step: Step,
    project: Project,
    suggestion: Suggestion,
    who: str,
    place: tuple[int, int, str],
    seconds: float | None,
) -> None:
    start, end, label = place
    quote = quote_at(project.text(suggestion.article_id), start, end)
    its_label = label_id(step.db, label)
    row = _row_of(step, project, suggestion)
    where = {"article_id": suggestion.article_id, "start": start, "end": end, "label_id": its_label}
    span = _live(step.db, "span", {**where, "annotator_id": who})
    if span is None:
        span = step.insert("span", **where, annotator_id=who, quote=quote, origin=suggestion.origin)
        begin_article(step, suggestion.article_id, who)
    changed = place != (suggestion.start, suggestion.end, suggestion.label)
    said = {"value": Decision.ACCEPTED.value, "seconds": seconds, "span_id": span, "changed": int(changed)}
    _decide(step, row, who, said)


def _row_of(step: Step, project: Project, suggestion: Suggestion) -> str:
    """The stored suggestion; one that was only shown is stored now, as part of the step."""
    check_articles(step.db, [suggestion.article_id])
    quote = quote_at(project.text(suggestion.article_id), suggestion.start, suggestion.end)
    where = {
        "article_id": suggestion.article_id,
        "start": suggestion.start,
        "end": suggestion.end,
        "label_id": label_id(step.db, suggestion.label),
        "origin": suggestion.origin,
    }
    found = _live(step.db, "suggestion", where)
    if found is not None:
        return found
    said = {"version": suggestion.version, "score": suggestion.score, "reason": suggestion.reason}
    return step.insert("suggestion", **where, quote=quote, **said)


def _decide(step: Step, suggestion_row: str, who: str, said: Mapping[str, object]) -> None:
    """Notes a decision in place of the one that the annotator made before."""
    before = _live(step.db, "decision", {"suggestion_id": suggestion_row, "annotator_id": who})
    if before is not None:
        step.remove("decision", before)
    step.insert("decision", suggestion_id=suggestion_row, annotator_id=who, at=now(), **said)


def _live(db: Database, table: str, where: Mapping[str, object]) -> str | None:
    """The id of the live row with these values."""
    conditions = " AND ".join(f'"{column}" = ?' for column in where)
    found = db.value(f'SELECT id FROM "{table}" WHERE {conditions} AND removed = 0', tuple(where.values()))
    return None if found is None else str(found)


def _article_of(suggestions: Sequence[Suggestion]) -> str | None:
    articles = {suggestion.article_id for suggestion in suggestions}
    return articles.pop() if len(articles) == 1 else None
