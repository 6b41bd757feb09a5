"""Editing the label scheme while there are spans: each edit is one step, and undo brings everything back."""

from pathlib import Path

import pytest

from annotator.domain.model import Decision, Extent, Label, Relation, Span, Suggestion
from annotator.errors import AnnotatorError, UnknownLabel
from annotator.store import LabelUse, Project, actions
from tests.unit.store.conftest import MakeArticle


def names(project: Project) -> list[str]:
    return [label.name for label in project.labels()]


def tagged(project: Project, article_id: str = "first") -> list[tuple[int, int, str, str]]:
    return [(span.start, span.end, span.label, span.annotator) for span in project.spans_of(article_id)]


def propose(project: Project, article_id: str, *places: tuple[int, int, str], origin: str = "rules") -> None:
    text = project.text(article_id)
    actions.replace_suggestions(
        project, article_id, origin, [Suggestion("", "", a, b, label, text[a:b], origin) for a, b, label in places]
    )


def test_removing_a_label_takes_its_spans_and_suggestions_with_it(project: Project, path: Path) -> None:
    actions.tag(project, "first", 0, 21, "actor", "Ana")
    actions.tag(project, "first", 0, 21, "actor", "Ben")
    actions.tag(project, "second", 4, 8, "actor", "Ana")
    actions.tag(project, "first", 68, 81, "weapon", "Ana")
    propose(project, "first", (43, 49, "actor"), (59, 64, "figure"))
    assert project.label_use("actor") == LabelUse(spans=3, suggestions=1, articles=2)
    before = tagged(project), tagged(project, "second"), project.suggestions_of("first"), project.labels()
    changes = actions.remove_label(project, "actor")
    assert changes.labels
    assert changes.spans_of == {"first", "second"}
    assert names(project) == ["claim", "weapon", "figure"]
    assert [span[2] for span in tagged(project)] == ["weapon"]
    assert [one.label for one in project.suggestions_of("first")] == ["figure"]
    assert project.stats("Ana").spans == 1
    assert project.check() == []
    with pytest.raises(UnknownLabel):
        project.label_use("actor")
    with pytest.raises(UnknownLabel):
        actions.remove_label(project, "actor")
    project.close()
    with Project.open(path) as again:
        assert again.undo_name() == "Remove label actor"
        assert again.undo() == changes
        assert (tagged(again), tagged(again, "second"), again.suggestions_of("first"), again.labels()) == before
        again.redo()
        assert names(again) == ["claim", "weapon", "figure"]


def test_a_label_can_come_back_under_the_name_of_a_removed_one(project: Project) -> None:
    actions.tag(project, "first", 0, 21, "actor", "Ana")
    actions.remove_label(project, "actor")
    actions.add_label(project, Label("actor", "2", "teal"))
    assert names(project) == ["claim", "weapon", "figure", "actor"]
    assert tagged(project) == []
    project.undo()
    project.undo()
    assert names(project) == ["claim", "actor", "weapon", "figure"]
    assert len(tagged(project)) == 1


def test_undo_of_a_removed_label_passes_over_suggestions_made_anew(project: Project) -> None:
    propose(project, "first", (43, 49, "actor"), (0, 21, "actor"))
    actions.tag(project, "first", 0, 21, "actor", "Ana")
    actions.remove_label(project, "actor")
    propose(project, "first", (68, 81, "weapon"))
    project.undo()
    assert tagged(project) == [(0, 21, "actor", "Ana")]
    assert [one.label for one in project.suggestions_of("first")] == ["weapon"]
    propose(project, "first", (43, 49, "actor"))
    project.redo()
    assert project.suggestions_of("first") == []
    assert project.check() == []


def test_spans_of_a_removed_article_keep_their_label_for_its_return(project: Project) -> None:
    actions.tag(project, "first", 0, 21, "actor", "Ana")
    actions.remove_articles(project, ["first"])
    assert project.label_use("actor") == LabelUse(0, 0, 0)
    actions.remove_label(project, "actor")
    assert project.check() == []
    project.undo()
    project.undo()
    assert tagged(project) == [(0, 21, "actor", "Ana")]


def test_merging_relabels_and_drops_what_would_be_twice(project: Project) -> None:
    (twice,) = actions.tag(project, "first", 0, 21, "actor", "Ana").span_ids
    (kept,) = actions.tag(project, "first", 0, 21, "weapon", "Ana").span_ids
    (other,) = actions.tag(project, "first", 43, 49, "actor", "Ana").span_ids
    actions.tag(project, "first", 0, 21, "actor", "Ben")
    actions.set_attribute(project, twice, "note", "who?")
    actions.set_attribute(project, twice, "canonical", "Colombia")
    actions.set_attribute(project, kept, "note", "what?")
    before = project.spans_of("first")
    changes = actions.merge_labels(project, "actor", "weapon")
    assert changes.name == "Merge label actor into weapon"
    assert names(project) == ["claim", "weapon", "figure"]
    assert len(tagged(project)) == 3
    assert set(tagged(project)) == {(0, 21, "weapon", "Ben"), (0, 21, "weapon", "Ana"), (43, 49, "weapon", "Ana")}
    assert project.span(kept).attributes == {"note": "what?\nwho?", "canonical": "Colombia"}
    assert project.span(other).label == "weapon"
    assert project.check() == []
    project.undo()
    assert project.spans_of("first") == before
    assert names(project) == ["claim", "actor", "weapon", "figure"]
    project.redo()
    assert project.span(kept).attributes["canonical"] == "Colombia"


def test_merging_moves_relations_to_the_span_that_stays(project: Project, make_article: MakeArticle) -> None:
    made = make_article("Ana sold boats to Ben.", id="third")
    text = made.article.text

    def span(span_id: str, start: int, end: int, label: str) -> Span:
        return Span(span_id, "third", start, end, label, text[start:end])

    spans = (span("a", 0, 3, "actor"), span("b", 0, 3, "weapon"), span("c", 18, 21, "figure"))
    relations = (
        Relation("r1", "sells_to", "a", "c"),
        Relation("r2", "sells_to", "b", "c"),
        Relation("r3", "is", "a", "b"),
        Relation("r4", "knows", "c", "a"),
    )
    actions.add_articles(project, [made._replace(spans=spans, relations=relations)], "Ana")
    before = project.relations_of("third")
    actions.merge_labels(project, "actor", "weapon")
    assert {(one.type, one.from_id, one.to_id) for one in project.relations_of("third")} == {
        ("sells_to", "b", "c"),
        ("knows", "c", "b"),
    }
    project.undo()
    assert project.relations_of("third") == before


def test_merging_keeps_the_suggestion_that_was_decided_on(project: Project, make_article: MakeArticle) -> None:
    made = make_article("Ana sold boats to Ben.", id="third")
    rejected = Suggestion("s", "third", 0, 3, "actor", "Ana", "rules", decision=Decision.REJECTED)
    actions.add_articles(project, [made._replace(suggestions=(rejected,))], "Ana")
    propose(project, "third", (0, 3, "weapon"), (18, 21, "actor"))
    actions.merge_labels(project, "actor", "weapon")
    found = [(one.start, one.label, one.decision) for one in project.suggestions_of("third")]
    assert found == [(0, "weapon", Decision.REJECTED), (18, "weapon", Decision.UNDECIDED)]
    project.undo()
    assert len(project.suggestions_of("third")) == 3
    assert project.check() == []


def test_a_label_is_not_merged_into_itself_or_a_stranger(project: Project) -> None:
    with pytest.raises(AnnotatorError, match="itself"):
        actions.merge_labels(project, "actor", "actor")
    with pytest.raises(UnknownLabel):
        actions.merge_labels(project, "actor", "tank")
    assert project.undo_name() == "Import"


@pytest.mark.parametrize(
    ("name", "position", "order"),
    [
        ("figure", 0, ["figure", "claim", "actor", "weapon"]),
        ("claim", 1, ["actor", "claim", "weapon", "figure"]),
        ("claim", 99, ["actor", "weapon", "figure", "claim"]),
        ("weapon", -3, ["weapon", "claim", "actor", "figure"]),
    ],
)
def test_labels_have_an_order(project: Project, name: str, position: int, order: list[str]) -> None:
    changes = actions.move_label(project, name, position)
    assert changes.labels
    assert names(project) == order
    project.undo()
    assert names(project) == ["claim", "actor", "weapon", "figure"]


def test_moving_a_label_to_where_it_is_makes_no_step(project: Project) -> None:
    actions.move_label(project, "actor", 1)
    assert project.undo_name() == "Import"


def test_what_is_edited_is_named_in_the_history(project: Project) -> None:
    for new, step in (
        (Label("person", "2", "blue"), "Rename label actor to person"),
        (Label("person", "2", "teal"), "Recolour label person"),
        (Label("person", "p", "teal"), "Change the key of person"),
        (Label("person", "p", "teal", extent=Extent.STATEMENT), "Make person a statement"),
        (Label("person", "p", "teal", "Who does it.", Extent.STATEMENT), "Edit the guideline of person"),
        (Label("people", "9", "pink"), "Edit label person"),
    ):
        old = next(label.name for label in project.labels() if label.name in ("actor", "person"))
        actions.edit_label(project, old, new)
        assert project.undo_name() == step
        assert project.labels()[1] == new
    for _ in range(6):
        project.undo()
    assert project.labels()[1] == Label("actor", "2", "blue")


@pytest.mark.parametrize("key", ["3", "ab", "+", " ", "²", "ß"])
def test_a_key_that_is_taken_or_none_is_refused(project: Project, key: str) -> None:
    with pytest.raises(AnnotatorError, match=r"key"):
        actions.edit_label(project, "actor", Label("actor", key))
    with pytest.raises(AnnotatorError, match=r"key"):
        actions.add_label(project, Label("place", key))
    assert project.undo_name() == "Import"


def test_a_letter_is_the_same_key_in_either_case(project: Project) -> None:
    actions.edit_label(project, "actor", Label("actor", "a"))
    with pytest.raises(AnnotatorError, match="actor"):
        actions.edit_label(project, "weapon", Label("weapon", "A"))


def test_two_labels_that_came_with_one_key_can_still_be_renamed(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p.annotator", [Label("a", "1"), Label("b", "1")]) as project:
        actions.edit_label(project, "b", Label("c", "1", "red"))
        assert names(project) == ["a", "c"]
