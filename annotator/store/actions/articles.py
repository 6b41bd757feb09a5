"""Status, flag, note and what is known of an article; taking articles out."""

import json
from collections.abc import Sequence

from annotator.domain.model import Status
from annotator.errors import InvalidSpan
from annotator.store.actions.rows import annotator_row, check_articles
from annotator.store.changes import Changes
from annotator.store.project import Project

_IDS = "(SELECT value FROM json_each(?))"
_STATUS_NAMES = {Status.TODO: "to do", Status.IN_PROGRESS: "in progress", Status.DONE: "done"}


def set_status(project: Project, article_ids: Sequence[str], status: Status, annotator: str) -> Changes:
    """Says how far the annotator is with the articles. Raises NotFound."""
    name = _named("Mark", article_ids, f"as {_STATUS_NAMES[status]}")
    with project.step(name, article_id=_only(article_ids), annotator=annotator) as step:
        who = annotator_row(step.db, annotator)
        check_articles(step.db, article_ids)
        wanted = json.dumps(list(article_ids))
        said = f"annotator_id = ? AND removed = 0 AND article_id IN {_IDS}"
        step.update_all("status", said, (who, wanted), value=status.value)
        if status is not Status.TODO:
            known = {row[0] for row in step.db.rows(f"SELECT article_id FROM status WHERE {said}", (who, wanted))}
            for article_id in dict.fromkeys(article_ids):
                if article_id not in known:
                    step.insert("status", article_id=article_id, annotator_id=who, value=status.value)
    return step.changes


def set_flag(project: Project, article_ids: Sequence[str], flag: bool) -> Changes:
    """Flags the articles, or takes the flag away. Raises NotFound."""
    return _edit(project, _named("Flag" if flag else "Unflag", article_ids), article_ids, {"flag": int(flag)})


def set_note(project: Project, article_id: str, note: str) -> Changes:
    """Writes the note on an article. Raises NotFound."""
    return _edit(project, "Edit note", [article_id], {"note": note})


def set_place(project: Project, article_id: str, annotator: str, offset: int | None) -> Changes:
    """Marks up to where the annotator has read the article, as a code point; None takes the mark away.

    Raises NotFound; InvalidSpan if the place is outside the text.
    """
    if offset is not None and not 0 <= offset <= len(project.text(article_id)):
        raise InvalidSpan(f"There is no place {offset} in this article.")
    name = "Take place mark away" if offset is None else "Mark as read up to here"
    with project.step(name, article_id=article_id, annotator=annotator) as step:
        check_articles(step.db, [article_id])
        who = annotator_row(step.db, annotator)
        row = step.db.value(
            "SELECT id FROM place WHERE article_id = ? AND annotator_id = ? AND removed = 0", (article_id, who)
        )
        if row is None:
            if offset is not None:
                step.insert("place", article_id=article_id, annotator_id=who, offset=offset)
        elif offset is None:
            step.remove("place", row)
        else:
            step.update("place", row, offset=offset)
    return step.changes


def edit_article(
    project: Project,
    article_id: str,
    *,
    title: str | None = None,
    source: str | None = None,
    url: str | None = None,
    date: str | None = None,
    language: str | None = None,
    author: str | None = None,
) -> Changes:
    """Changes what is known of an article; None leaves a field as it is. Raises NotFound."""
    fields = {"title": title, "source": source, "url": url, "date": date, "language": language, "author": author}
    return _edit(project, "Edit article", [article_id], {k: v for k, v in fields.items() if v is not None})


def remove_articles(project: Project, article_ids: Sequence[str]) -> Changes:
    """Takes articles out of the project, with all that was said of them. Raises NotFound."""
    count = len(set(article_ids))
    return _edit(project, "Remove article" if count == 1 else f"Remove {count} articles", article_ids, {"removed": 1})


def _edit(project: Project, name: str, article_ids: Sequence[str], values: dict[str, object]) -> Changes:
    with project.step(name, article_id=_only(article_ids)) as step:
        check_articles(step.db, article_ids)
        if values and len(article_ids) == 1:
            step.update("article", article_ids[0], **values)
        elif values:
            step.update_all("article", f"id IN {_IDS}", (json.dumps(list(article_ids)),), **values)
    return step.changes


def _named(verb: str, article_ids: Sequence[str], rest: str = "") -> str:
    """What a step is called: "Mark as done", "Mark 12 articles as done"."""
    count = len(set(article_ids))
    return " ".join(filter(None, (verb, "" if count == 1 else f"{count} articles", rest)))


def _only(ids: Sequence[str]) -> str | None:
    return ids[0] if len(ids) == 1 else None
