"""What was removed lies in the trash until it is brought back, or until someone has the history compacted."""

from pathlib import Path

import pytest

from annotator.domain.model import Label
from annotator.errors import AnnotatorError, NotFound
from annotator.store import Project, actions
from tests.unit.store.conftest import FIRST, SECOND, MakeArticle


@pytest.fixture
def tagged(project: Project) -> Project:
    actions.tag(project, "first", 0, 21, "actor", "Ana")
    actions.tag(project, "first", 68, 81, "weapon", "Ana")
    actions.tag(project, "second", 0, 8, "actor", "Ben")
    return project


def quotes(project: Project, article_id: str = "first") -> list[tuple[str, str]]:
    return [(span.label, span.quote) for span in project.spans_of(article_id)]


def test_removed_articles_and_spans_can_be_listed_and_brought_back(tagged: Project) -> None:
    span = tagged.spans_of("first")[0]
    actions.remove_spans(tagged, [span.id])
    actions.remove_articles(tagged, ["second"])
    actions.set_note(tagged, "first", "later work")
    trash = tagged.trash()
    assert [(one.id, one.title, one.spans, one.step) for one in trash.articles] == [
        ("second", SECOND[:20], 1, "Remove article")
    ]
    assert [(one.id, one.label, one.quote, one.annotator) for one in trash.spans] == [
        (span.id, "actor", FIRST[:21], "Ana")
    ]
    changes = actions.restore(tagged, ["second"], [span.id])
    assert changes.name == "Bring back 1 article and 1 span"
    assert quotes(tagged) == [("actor", FIRST[:21]), ("weapon", "AK-103 rifles")]
    assert quotes(tagged, "second") == [("actor", "The navy")]
    assert tagged.article("first").note == "later work"
    assert not tagged.trash().articles
    assert not tagged.trash().spans
    tagged.undo()
    assert [one.id for one in tagged.trash().articles] == ["second"]
    tagged.redo()
    assert tagged.check() == []


def test_what_an_undo_took_away_is_not_in_the_trash(tagged: Project) -> None:
    tagged.undo()
    assert not tagged.trash().spans
    actions.set_note(tagged, "first", "and on")
    assert not tagged.trash().spans


def test_spans_of_a_removed_article_come_back_with_it_alone(tagged: Project) -> None:
    span = tagged.spans_of("second")[0]
    actions.remove_spans(tagged, [span.id])
    actions.remove_articles(tagged, ["second"])
    assert not tagged.trash().spans
    with pytest.raises(NotFound, match="Bring the article back first"):
        actions.restore(tagged, [], [span.id])
    actions.restore(tagged, ["second"])
    assert [one.id for one in tagged.trash().spans] == [span.id]


def test_what_is_there_again_is_not_doubled(tagged: Project, make_article: MakeArticle) -> None:
    span = tagged.spans_of("first")[0]
    actions.remove_spans(tagged, [span.id])
    actions.tag(tagged, "first", 0, 21, "actor", "Ana")
    actions.restore(tagged, [], [span.id])
    assert quotes(tagged).count(("actor", FIRST[:21])) == 1
    actions.remove_articles(tagged, ["second"])
    actions.add_articles(tagged, [make_article(SECOND, id="again")], "Ana")
    with pytest.raises(AnnotatorError, match="in the project again"):
        actions.restore(tagged, ["second"])
    assert tagged.article_ids() == ["first", "again"]
    assert tagged.check() == []


def test_a_label_that_went_meanwhile_comes_back_with_its_spans(tagged: Project) -> None:
    actions.remove_articles(tagged, ["second"])
    actions.remove_label(tagged, "actor")
    assert [one.label for one in tagged.trash().spans] == ["actor"]
    actions.restore(tagged, ["second"])
    assert quotes(tagged, "second") == [("actor", "The navy")]
    assert "actor" in [label.name for label in tagged.labels()]
    assert tagged.check() == []
    tagged.undo()
    actions.add_label(tagged, Label("actor", "7"))
    actions.restore(tagged, ["second"], [one.id for one in tagged.trash().spans])
    assert [label.name for label in tagged.labels()].count("actor") == 1
    assert quotes(tagged)[0] == ("actor", FIRST[:21])
    assert tagged.check() == []


def test_what_is_not_in_the_trash_cannot_be_brought_back(tagged: Project) -> None:
    with pytest.raises(NotFound):
        actions.restore(tagged, ["first"])
    with pytest.raises(NotFound):
        actions.restore(tagged, [], ["nothing"])


def test_compacting_frees_what_only_old_steps_could_bring_back(
    tagged: Project, path: Path, make_article: MakeArticle
) -> None:
    long = [make_article(f"Long one {name}. " + "word " * 9000, (0, 4, "claim"), id=f"l{name}") for name in "ab"]
    actions.add_articles(tagged, long, "Ana")
    actions.remove_articles(tagged, ["la"])
    actions.remove_spans(tagged, [tagged.spans_of("first")[0].id])
    point = tagged.history()[0].seq
    actions.remove_articles(tagged, ["lb"])
    actions.tag(tagged, "first", 43, 49, "actor", "Ana")
    tagged.undo()
    before = path.stat().st_size
    plan = tagged.plan_compaction(point)
    assert (plan.steps, plan.articles, plan.spans) == (point, 1, 2)
    assert path.stat().st_size == before
    assert tagged.compact(point) == plan
    freed = before - path.stat().st_size
    assert 0.3 * plan.bytes < freed < 3 * plan.bytes
    assert quotes(tagged) == [("weapon", "AK-103 rifles")]
    assert not tagged.trash().spans
    assert [one.id for one in tagged.trash().articles] == ["lb"]
    assert tagged.check() == []
    tagged.redo()
    tagged.undo()
    tagged.undo()
    assert tagged.undo_name() is None
    assert tagged.article_ids() == ["first", "second", "lb"]
    assert tagged.search("maduro")
    assert tagged.check() == []
    actions.tag(tagged, "lb", 5, 8, "actor", "Ana")


def test_compacting_to_a_point_without_history_is_refused(project: Project) -> None:
    with pytest.raises(NotFound):
        project.plan_compaction(0)
    project.undo()
    with pytest.raises(NotFound):
        project.compact(99)
    project.redo()
    assert project.article_ids() == ["first", "second"]
