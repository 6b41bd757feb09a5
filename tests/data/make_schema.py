"""Makes schema-N.annotator, the small project of the newest schema version N that later versions must open.

Run once for each version, before it is released; a file whose version was released is never made again.
"""

from pathlib import Path

from annotator.domain.model import AnnotatedArticle, Article, Label, Status
from annotator.domain.text import sha256_of
from annotator.store import Project, actions
from annotator.store.identity import SCHEMA_VERSION

TEXTS = {
    "first": "Colombian authorities said troops loyal to Maduro hold nearly 1,500 AK-103 rifles.",
    "second": "The navy 🚢 of Perú denied it, café sources said.",
}


def make(path: Path) -> None:
    """Makes the project at the path."""
    with Project.create(path, [Label("claim", "1"), Label("actor", "2"), Label("weapon", "3")]) as project:
        articles = [AnnotatedArticle(Article(id_, text[:9], text, sha256_of(text))) for id_, text in TEXTS.items()]
        actions.add_articles(project, articles, "Ana")
        (first,) = actions.tag(project, "first", 0, 21, "actor", "Ana").span_ids
        actions.tag(project, "first", 27, 81, "claim", "Ana")
        actions.tag(project, "first", 43, 49, "actor", "Ana")
        actions.set_attribute(project, first, "note", "which?")
        actions.set_status(project, ["first"], Status.DONE, "Ana")
        actions.set_place(project, "second", "Ana", 18)
        actions.edit_article(project, "second", title="Navy denies")
        actions.tag(project, "first", 68, 81, "weapon", "Ana")
        project.undo()


if __name__ == "__main__":
    target = Path(__file__).with_name(f"schema-{SCHEMA_VERSION}.annotator")
    target.unlink(missing_ok=True)
    make(target)
