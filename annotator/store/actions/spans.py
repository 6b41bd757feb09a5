"""Tagging, and changing what was tagged."""

import json
import sqlite3
from collections.abc import Sequence

from annotator.domain.model import AttributeValue
from annotator.errors import AnnotatorError, NotFound
from annotator.store.actions.rows import annotator_row, begin_article, duplicate, label_id, quote_at
from annotator.store.changes import Changes
from annotator.store.project import Project
from annotator.store.step import Step


def tag(
    project: Project, article_id: str, start: int, end: int, label: str, annotator: str, *, name: str = ""
) -> Changes:
    """Marks text[start:end] with a label. The annotator's first span in an article puts it in progress.

    Raises InvalidSpan, DuplicateSpan, UnknownLabel, NotFound.
    """
    quote = quote_at(project.text(article_id), start, end)
    with project.step(name or f"Tag as {label}", article_id=article_id, annotator=annotator) as step:
        who = annotator_row(step.db, annotator)
        _add(step, article_id, start, end, quote, label_id(step.db, label), who, label)
        begin_article(step, article_id, who)
    return step.changes


def tag_all(project: Project, ranges: Sequence[tuple[str, int, int]], label: str, annotator: str) -> Changes:
    """Marks many places, each (article id, start, end), as one step; those already marked so are passed over.

    Raises InvalidSpan, UnknownLabel, NotFound; nothing is marked then.
    """
    articles = list(dict.fromkeys(article_id for article_id, _, _ in ranges))
    only = articles[0] if len(articles) == 1 else None
    with project.step(f"Tag {len(ranges)} as {label}", article_id=only, annotator=annotator) as step:
        label_row, who = label_id(step.db, label), annotator_row(step.db, annotator)
        for article_id in articles:
            text = project.text(article_id)
            taken = set(
                step.db.rows(
                    'SELECT start, "end" FROM span'
                    " WHERE article_id = ? AND label_id = ? AND annotator_id = ? AND removed = 0",
                    (article_id, label_row, who),
                )
            )
            added = False
            for its_article, start, end in ranges:
                if its_article == article_id and (start, end) not in taken:
                    quote = quote_at(text, start, end)
                    _add(step, article_id, start, end, quote, label_row, who, label)
                    taken.add((start, end))
                    added = True
            if added:
                begin_article(step, article_id, who)
    return step.changes


def relabel(project: Project, span_ids: Sequence[str], label: str) -> Changes:
    """Gives the spans another label. Raises DuplicateSpan if one such is there already, UnknownLabel, NotFound."""
    with project.step(f"Relabel as {label}", article_id=_article_of(project, span_ids)) as step:
        row = label_id(step.db, label)
        for span_id in span_ids:
            try:
                step.update("span", span_id, label_id=row)
            except sqlite3.IntegrityError:
                raise duplicate(label, project.span(span_id).quote) from None
    return step.changes


def remove_spans(project: Project, span_ids: Sequence[str]) -> Changes:
    """Removes the spans. Raises NotFound."""
    what = "Remove span" if len(span_ids) == 1 else f"Remove {len(span_ids)} spans"
    with project.step(what, article_id=_article_of(project, span_ids)) as step:
        for span_id in span_ids:
            step.remove("span", span_id)
    return step.changes


def move_borders(project: Project, span_id: str, start: int, end: int) -> Changes:
    """Gives a span another range of the same article. Raises InvalidSpan, DuplicateSpan, NotFound."""
    span = project.span(span_id)
    quote = quote_at(project.text(span.article_id), start, end)
    with project.step("Move border", article_id=span.article_id) as step:
        try:
            step.update("span", span_id, start=start, end=end, quote=quote)
        except sqlite3.IntegrityError:
            raise duplicate(span.label, quote) from None
    return step.changes


def set_attribute(project: Project, span_id: str, name: str, value: AttributeValue | None) -> Changes:
    """Sets an attribute of a span, "note" among them; None takes it away. Raises NotFound."""
    span = project.span(span_id)
    verb = "Remove" if value is None else "Set"
    with project.step(f"{verb} {name}", article_id=span.article_id) as step:
        row = step.db.value("SELECT id FROM attribute WHERE span_id = ? AND name = ? AND removed = 0", (span_id, name))
        if value is None:
            if row is not None:
                step.remove("attribute", row)
        elif row is not None:
            step.update("attribute", row, value=stored_attribute(name, value))
        else:
            step.insert("attribute", span_id=span_id, name=name, value=stored_attribute(name, value))
    return step.changes


def stored_attribute(name: str, value: AttributeValue) -> str:
    """The value as the project stores it, in JSON. Raises AnnotatorError for what is no attribute."""
    if not name.strip():
        raise AnnotatorError("An attribute needs a name.")
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        raise AnnotatorError(f"“{name}” cannot be {value!r}.", "Use a number that can be written down.") from error


def _add(step: Step, article_id: str, start: int, end: int, quote: str, label_row: str, who: str, label: str) -> None:
    try:
        step.insert(
            "span", article_id=article_id, start=start, end=end, label_id=label_row, annotator_id=who, quote=quote
        )
    except sqlite3.IntegrityError as error:
        if "UNIQUE" in str(error):
            raise duplicate(label, quote) from None
        raise


def _article_of(project: Project, span_ids: Sequence[str]) -> str | None:
    """The article that all the spans are of; None if they are of several. Raises NotFound."""
    articles = {
        row[0]
        for row in project.db.rows(
            "SELECT s.article_id FROM json_each(?) j JOIN span s ON s.id = j.value"
            " JOIN article a ON a.id = s.article_id WHERE s.removed = 0 AND a.removed = 0 GROUP BY s.article_id",
            (json.dumps(list(span_ids)),),
        )
    }
    live = project.db.value(
        "SELECT count(DISTINCT s.id) FROM json_each(?) j JOIN span s ON s.id = j.value AND s.removed = 0",
        (json.dumps(list(span_ids)),),
    )
    if live != len(set(span_ids)):
        raise NotFound("This span is not in the project, or no longer.")
    return articles.pop() if len(articles) == 1 else None
