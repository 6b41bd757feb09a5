"""Making two spans of one, and one of several."""

import json
import sqlite3
from collections.abc import Sequence

from annotator.domain.nesting import reading_order
from annotator.errors import InvalidSpan
from annotator.store.actions.rows import annotator_row, duplicate, label_id, quote_at
from annotator.store.changes import Changes
from annotator.store.project import Project
from annotator.store.step import Step

_NOTE = "note"


def split_span(project: Project, span_id: str, offset: int) -> Changes:
    """Makes two spans of one at a code point of the article, each without white space at its ends.

    The first stays what it was, with its attributes and relations; the second is new. Raises InvalidSpan if one of
    them would be empty, DuplicateSpan, NotFound.
    """
    from annotator.domain.boundaries import trim  # compiles large patterns, which few commands need

    span = project.span(span_id)
    text = project.text(span.article_id)
    border = min(max(span.start, offset), span.end)
    first, second = trim(text, span.start, border), trim(text, border, span.end)
    if first[0] == first[1] or second[0] == second[1]:
        raise InvalidSpan("There are no two parts here.", "Put the caret between two words of the span.")
    with project.step("Split span", article_id=span.article_id, annotator=span.annotator) as step:
        quote = quote_at(text, *first)
        try:
            step.update("span", span_id, start=first[0], end=first[1], quote=quote)
            quote = quote_at(text, *second)
            step.insert(
                "span", article_id=span.article_id, start=second[0], end=second[1], quote=quote, origin=span.origin,
                label_id=label_id(step.db, span.label), annotator_id=annotator_row(step.db, span.annotator),
            )  # fmt: skip
        except sqlite3.IntegrityError:
            raise duplicate(span.label, quote) from None
    return step.changes


def merge_spans(project: Project, span_ids: Sequence[str]) -> Changes:
    """Makes one span of several with one article, label and annotator, over their whole range.

    The first in reading order stays and takes over attributes that it lacks, and all relations. Raises InvalidSpan
    if they do not belong together, DuplicateSpan, NotFound.
    """
    spans = sorted((project.span(span_id) for span_id in dict.fromkeys(span_ids)), key=reading_order)
    if len(spans) < 2:
        raise InvalidSpan("There is only one span here.", "Choose the spans that are to become one.")
    if len({(span.article_id, span.label, span.annotator) for span in spans}) > 1:
        raise InvalidSpan(
            "These spans cannot become one.", "They must be of one article and one annotator, with the same label."
        )
    kept, others = spans[0], spans[1:]
    start, end = kept.start, max(span.end for span in spans)
    quote = quote_at(project.text(kept.article_id), start, end)
    with project.step(f"Merge {len(spans)} spans", article_id=kept.article_id, annotator=kept.annotator) as step:
        for other in others:
            absorb(step, other.id, kept.id)
        try:
            step.update("span", kept.id, start=start, end=end, quote=quote)
        except sqlite3.IntegrityError:
            raise duplicate(kept.label, quote) from None
    return step.changes


def absorb(step: Step, gone: str, kept: str) -> None:
    """Removes a span; another one takes over its relations, the attributes that it lacks, and the text of its note."""
    step.remove("span", gone)
    sql = "SELECT name, id, value FROM attribute WHERE span_id = ? AND removed = 0 ORDER BY name"
    own = {name: (row, value) for name, row, value in step.db.rows(sql, (kept,))}
    for name, _, value in step.db.rows(sql, (gone,)):
        if name not in own:
            step.insert("attribute", span_id=kept, name=name, value=value)
        elif name == _NOTE:
            row, before = own[name]
            step.update("attribute", row, value=_joined_note(before, value))
    _move_relations(step, gone, kept)


def _joined_note(before: str, added: str) -> str:
    """Both notes, as they are stored: one below the other, unless the first says the second already."""
    first, second = str(json.loads(before)), str(json.loads(added))
    if second in first:
        return before
    return json.dumps(f"{first}\n{second}" if first else second, ensure_ascii=False)


def _move_relations(step: Step, gone: str, kept: str) -> None:
    """Lets relations of one span be those of the other; what would join a span to itself, or be twice, is removed."""
    for row, kind, from_id, to_id in step.db.rows(
        "SELECT id, type, from_id, to_id FROM relation WHERE removed = 0 AND (from_id = ?1 OR to_id = ?1) ORDER BY id",
        (gone,),
    ):
        start, end = (kept if one == gone else one for one in (from_id, to_id))
        is_there = step.db.value(
            "SELECT EXISTS (SELECT 1 FROM relation WHERE from_id = ? AND to_id = ? AND type = ? AND removed = 0)",
            (start, end, kind),
        )
        if start == end or is_there:
            step.remove("relation", row)
        else:
            step.update("relation", row, from_id=start, to_id=end)
