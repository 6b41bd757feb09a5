"""Status, flag, note and what is known of an article; taking articles out."""

from collections.abc import Sequence

from annotator.domain.model import Status
from annotator.store.actions.rows import annotator_row, check_article
from annotator.store.changes import Changes
from annotator.store.project import Project

_STATUS_NAMES = {Status.TODO: "to do", Status.IN_PROGRESS: "in progress", Status.DONE: "done"}


def set_status(project: Project, article_ids: Sequence[str], status: Status, annotator: str) -> Changes:
    """Says how far the annotator is with the articles. Raises NotFound."""
    name = f"Mark as {_STATUS_NAMES[status]}"
    with project.step(name, article_id=_only(article_ids), annotator=annotator) as step:
        who = annotator_row(step.db, annotator)
        for article_id in dict.fromkeys(article_ids):
            check_article(step.db, article_id)
            row = step.db.value(
                "SELECT id FROM status WHERE annotator_id = ? AND article_id = ? AND removed = 0", (who, article_id)
            )
            if row is not None:
                step.update("status", row, value=status.value)
            elif status is not Status.TODO:
                step.insert("status", article_id=article_id, annotator_id=who, value=status.value)
    return step.changes


def set_flag(project: Project, article_ids: Sequence[str], flag: bool) -> Changes:
    """Flags the articles, or takes the flag away. Raises NotFound."""
    return _edit(project, "Flag" if flag else "Take flag away", article_ids, {"flag": int(flag)})


def set_note(project: Project, article_id: str, note: str) -> Changes:
    """Writes the note on an article. Raises NotFound."""
    return _edit(project, "Edit note", [article_id], {"note": note})


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
        for article_id in dict.fromkeys(article_ids):
            check_article(step.db, article_id)
            if values:
                step.update("article", article_id, **values)
    return step.changes


def _only(ids: Sequence[str]) -> str | None:
    return ids[0] if len(ids) == 1 else None
