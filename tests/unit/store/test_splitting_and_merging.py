"""Making two spans of one, and one of several."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from annotator.domain.model import AnnotatedArticle, Article, Label, Relation, Span
from annotator.domain.text import sha256_of
from annotator.errors import DuplicateSpan, InvalidSpan, NotFound
from annotator.store import Project, actions
from tests.unit.store.conftest import FIRST, MakeArticle


def test_two_actors_tagged_as_one_are_split(project: Project) -> None:
    (whole,) = actions.tag(project, "first", 0, 49, "actor", "Ana").span_ids
    actions.set_attribute(project, whole, "note", "two?")
    before = project.spans_of("first")
    changes = actions.split_span(project, whole, 22)
    first, second = changes.span_ids
    assert first == whole
    assert changes.article_id == "first"
    assert [(span.start, span.end, span.label, span.annotator) for span in project.spans_of("first")] == [
        (0, 21, "actor", "Ana"),
        (22, 49, "actor", "Ana"),
    ]
    assert project.span(first).attributes == {"note": "two?"}
    assert project.span(second).attributes == {}
    assert project.check() == []
    assert project.undo() == changes
    assert project.spans_of("first") == before
    project.redo()
    assert project.span(second).quote == FIRST[22:49]


def test_white_space_beside_the_split_belongs_to_neither(project: Project) -> None:
    (whole,) = actions.tag(project, "first", 0, 26, "actor", "Ana").span_ids
    actions.split_span(project, whole, 10)
    assert [span.quote for span in project.spans_of("first")] == ["Colombian", "authorities said"]


@pytest.mark.parametrize("offset", [-1, 0, 9, 27, 49, 50, 1000])
def test_there_must_be_two_parts(project: Project, offset: int) -> None:
    (span,) = actions.tag(project, "first", 27, 49, "actor", "Ana").span_ids
    with pytest.raises(InvalidSpan):
        actions.split_span(project, span, offset)
    assert project.undo_name() == "Tag as actor"


def test_a_part_that_is_only_white_space_is_none(project: Project) -> None:
    (span,) = actions.tag(project, "first", 21, 26, "actor", "Ana").span_ids
    with pytest.raises(InvalidSpan):
        actions.split_span(project, span, 22)


def test_a_part_that_is_tagged_so_already_is_refused(project: Project) -> None:
    (whole,) = actions.tag(project, "first", 0, 49, "actor", "Ana").span_ids
    actions.tag(project, "first", 27, 49, "actor", "Ana")
    with pytest.raises(DuplicateSpan, match="troops loyal"):
        actions.split_span(project, whole, 26)
    assert project.span(whole).end == 49


def test_pieces_become_one(project: Project) -> None:
    (loyal,) = actions.tag(project, "first", 27, 39, "actor", "Ana").span_ids
    (maduro,) = actions.tag(project, "first", 43, 49, "actor", "Ana").span_ids
    actions.set_attribute(project, loyal, "note", "whose?")
    actions.set_attribute(project, maduro, "note", "which?")
    actions.set_attribute(project, maduro, "canonical", "Maduro")
    before = project.spans_of("first")
    changes = actions.merge_spans(project, [maduro, loyal])
    assert changes.name == "Merge 2 spans"
    assert changes.span_ids[-1] == loyal
    (whole,) = project.spans_of("first")
    assert (whole.id, whole.quote) == (loyal, "troops loyal to Maduro")
    assert whole.attributes == {"note": "whose?\nwhich?", "canonical": "Maduro"}
    assert project.undo() == changes
    assert project.spans_of("first") == before
    project.redo()
    assert project.spans_of("first") == [whole]


def test_an_inner_span_goes_into_the_outer_one(project: Project) -> None:
    (outer,) = actions.tag(project, "first", 27, 49, "actor", "Ana").span_ids
    (inner,) = actions.tag(project, "first", 43, 49, "actor", "Ana").span_ids
    actions.merge_spans(project, [inner, outer, inner])
    assert [span.id for span in project.spans_of("first")] == [outer]


def test_spans_that_do_not_belong_together_stay_apart(project: Project) -> None:
    (first,) = actions.tag(project, "first", 0, 21, "actor", "Ana").span_ids
    (label,) = actions.tag(project, "first", 27, 49, "weapon", "Ana").span_ids
    (person,) = actions.tag(project, "first", 27, 49, "actor", "Ben").span_ids
    (article,) = actions.tag(project, "second", 0, 8, "actor", "Ana").span_ids
    for other in (label, person, article, first):
        with pytest.raises(InvalidSpan):
            actions.merge_spans(project, [first, other])
    with pytest.raises(NotFound):
        actions.merge_spans(project, [first, "gone"])
    assert project.stats("Ana").spans == 4


def test_the_whole_may_not_be_there_already(project: Project) -> None:
    actions.tag(project, "first", 27, 49, "actor", "Ana")
    (loyal,) = actions.tag(project, "first", 27, 39, "actor", "Ana").span_ids
    (maduro,) = actions.tag(project, "first", 43, 49, "actor", "Ana").span_ids
    with pytest.raises(DuplicateSpan):
        actions.merge_spans(project, [loyal, maduro])
    assert len(project.spans_of("first")) == 3


def test_relations_go_to_the_one_that_stays(project: Project, make_article: MakeArticle) -> None:
    made = make_article("Ana sold boats to Ben.", id="third")
    text = made.article.text
    spans = tuple(
        Span(name, "third", start, end, "actor", text[start:end])
        for name, start, end in (("a", 0, 3), ("b", 4, 8), ("c", 18, 21))
    )
    relations = (Relation("r1", "is", "a", "b"), Relation("r2", "to", "b", "c"), Relation("r3", "to", "a", "c"))
    actions.add_articles(project, [made._replace(spans=spans, relations=relations)], "Ana")
    before = project.relations_of("third")
    actions.merge_spans(project, ["a", "b"])
    assert [(one.type, one.from_id, one.to_id) for one in project.relations_of("third")] == [("to", "a", "c")]
    project.undo()
    assert project.relations_of("third") == before


@given(offset=st.integers(1, len(FIRST) - 1))
def test_splitting_loses_nothing_but_white_space(tmp_path_factory: pytest.TempPathFactory, offset: int) -> None:
    path = tmp_path_factory.mktemp("split") / "p.annotator"
    with Project.create(path, [Label("claim")]) as project:
        actions.add_articles(project, [AnnotatedArticle(Article("a", "", FIRST, sha256_of(FIRST)))], "Ana")
        (whole,) = actions.tag(project, "a", 0, len(FIRST), "claim", "Ana").span_ids
        parts = actions.split_span(project, whole, offset).span_ids
        quotes = [project.span(part).quote for part in parts]
        assert "".join(quotes).replace(" ", "") == FIRST.replace(" ", "")
        assert all(quote == quote.strip() for quote in quotes)
        actions.merge_spans(project, parts)
        assert [span.quote for span in project.spans_of("a")] == [FIRST]
