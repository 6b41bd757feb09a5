"""Finding the rows that actions work on, and the checks that all of them share."""

import json
from collections.abc import Sequence

from annotator.domain.model import Status
from annotator.errors import AnnotatorError, DuplicateSpan, InvalidSpan, NotFound, UnknownLabel
from annotator.store.connection import Database
from annotator.store.identity import new_id
from annotator.store.step import Step


def label_id(db: Database, name: str) -> str:
    """The id of a live label. Raises UnknownLabel."""
    found = db.value("SELECT id FROM label WHERE name = ? AND removed = 0", (name,))
    if found is None:
        raise UnknownLabel(f"This project has no label “{name}”.", "Add it to the label scheme first.")
    return str(found)


def annotator_row(db: Database, name: str) -> str:
    """The id of an annotator, who is made if new: outside the history, for a name by itself changes nothing."""
    found = db.value("SELECT id FROM annotator WHERE name = ? AND removed = 0", (name,))
    if found is not None:
        return str(found)
    if not name.strip():
        raise AnnotatorError("An annotator needs a name.", "Say who is annotating.")
    row_id = new_id()
    db.run("INSERT INTO annotator(id, name) VALUES (?, ?)", (row_id, name))
    return row_id


def check_articles(db: Database, article_ids: Sequence[str]) -> None:
    """Raises NotFound unless all of the articles are live."""
    live = db.value(
        "SELECT count(*) FROM article WHERE removed = 0 AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(article_ids)),),
    )
    if live != len(set(article_ids)):
        raise NotFound("This article is not in the project, or no longer.")


def quote_at(text: str, start: int, end: int) -> str:
    """text[start:end] for a range that lies in the text. Raises InvalidSpan."""
    if not 0 <= start < end <= len(text):
        raise InvalidSpan(f"A span cannot run from {start} to {end} in a text of {len(text)} characters.")
    return text[start:end]


def duplicate(label: str, quote: str) -> DuplicateSpan:
    """The error for a span that is there already."""
    shown = quote if len(quote) <= 60 else f"{quote[:57]}…"
    return DuplicateSpan(f"“{shown}” is tagged as {label} already.")


def begin_article(step: Step, article_id: str, annotator_id: str) -> None:
    """Turns an article that is to do for the annotator into one in progress."""
    row = step.db.row(
        "SELECT id, value FROM status WHERE annotator_id = ? AND article_id = ? AND removed = 0",
        (annotator_id, article_id),
    )
    if row is None:
        step.insert("status", article_id=article_id, annotator_id=annotator_id, value=Status.IN_PROGRESS.value)
    elif row[1] == Status.TODO:
        step.update("status", row[0], value=Status.IN_PROGRESS.value)
