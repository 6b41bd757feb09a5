"""Saving which split each article is in."""

from collections.abc import Mapping

from annotator.store.changes import Changes
from annotator.store.project import Project


def save_splits(project: Project, splits: Mapping[str, str], annotator: str) -> Changes:
    """Saves the split of each article, by id, as one step; a live one that is not named has none then."""
    names = list(dict.fromkeys(splits.values()))
    with project.step(f"Split into {', '.join(names)}" if names else "Forget the splits", annotator=annotator) as step:
        rows = step.db.rows(
            "SELECT p.id, p.article_id, p.name FROM split p JOIN article a ON a.id = p.article_id"
            " WHERE p.removed = 0 AND a.removed = 0"
        )
        there = {article_id for _, article_id, _ in rows}
        for row_id, article_id, name in rows:
            if article_id not in splits:
                step.remove("split", row_id)
            elif splits[article_id] != name:
                step.update("split", row_id, name=splits[article_id])
        new = [(article_id, name) for article_id, name in splits.items() if article_id not in there]
        step.insert_many("split", ("article_id", "name"), new)
    return step.changes
