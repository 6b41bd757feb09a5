"""Where a wording occurs in all articles of a project, and what is tagged there."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.model import AnnotatedArticle, Article, Extent, Label
from annotator.domain.occurrences import Standing, Wording, occurrences
from annotator.domain.text import sha256_of
from annotator.errors import Cancelled
from annotator.store import Project, actions
from annotator.store.occurrences import FoundIn, find_everywhere, tagged_in

LABELS = (Label("claim", "1", "purple", extent=Extent.STATEMENT), Label("actor", "2", "blue"))
ME = "Ana"


def add(project: Project, *texts: str) -> list[str]:
    """Adds articles with these texts and gives their ids."""
    articles = [AnnotatedArticle(Article("", f"Nr {n}", text, sha256_of(text))) for n, text in enumerate(texts)]
    actions.add_articles(project, articles, ME)
    return project.article_ids()


def find(project: Project, text: str, *, whole_words: bool = True, limit: int = 1000) -> list[FoundIn]:
    return list(find_everywhere(project, Wording(text, whole_words=whole_words), ME, limit=limit))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "news.annotator", LABELS)


def test_every_place_in_every_article_with_its_context(project: Project) -> None:
    ids = add(project, "🚨 The navy said so.\nThe Navy knew.", "Nothing here.", "In Perú the navy\ndenied it.")
    found = find(project, "the navy")
    assert [(one.article_id, one.title) for one in found] == [(ids[0], "Nr 0"), (ids[2], "Nr 2")]
    assert [one.number for one in found] == sorted(one.number for one in found)
    first, second = found[0].occurrences
    text = project.text(ids[0])
    assert [text[hit.start : hit.end] for hit in (first, second)] == ["The navy", "The Navy"]
    assert (second.context.before, second.context.hit, second.context.after) == (
        "🚨 The navy said so. ",
        "The Navy",
        " knew.",
    )


def test_what_one_tagged_oneself_is_told_and_what_others_tagged_is_not(project: Project) -> None:
    (article,) = add(project, "The navy of Perú said the navy knew.")
    actions.tag(project, article, 4, 8, "actor", ME)
    actions.tag(project, article, 22, 35, "claim", ME)
    actions.tag(project, article, 26, 30, "actor", "Ben")
    actions.remove_spans(project, [project.spans_of(article, ME)[0].id])
    project.undo()
    (found,) = find(project, "navy")
    assert [hit.standing for hit in found.occurrences] == [Standing(on=("actor",)), Standing(around=("claim",))]
    assert tagged_in(project, [article], "Ben") == {article: [(26, 30, "actor")]}
    assert tagged_in(project, [], ME) == tagged_in(project, [article], "nobody") == {}


def test_a_word_that_the_index_parts_otherwise_is_found_too(project: Project) -> None:
    """The index takes a new emoji for a letter; its articles come after those that it names."""
    ids = add(project, "🥷Kyiv glued to a sign", "Kyiv alone", "Київ", "Jose\u0301 and José")
    assert {one.article_id for one in find(project, "kyiv")} == {ids[0], ids[1]}
    assert [len(one.occurrences) for one in find(project, "josé")] == [2]


def test_removed_articles_are_passed_over(project: Project) -> None:
    ids = add(project, "the navy", "a navy")
    actions.remove_articles(project, [ids[0]])
    assert [one.article_id for one in find(project, "navy")] == [ids[1]]


def test_it_ends_at_the_limit_and_when_it_is_cancelled(project: Project) -> None:
    add(project, *(f"Article {n}: the navy, the navy and the navy." for n in range(20)))
    assert sum(len(one.occurrences) for one in find(project, "navy", limit=7)) == 7

    def stop(done: int, total: int) -> None:
        assert total == 20
        if done == 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(find_everywhere(project, Wording("navy"), ME, limit=1000, progress=stop))


@pytest.mark.parametrize("query", ["", "  ", '"', "AND", "navy*", "a:b", "(", "\ud800", "x" * 600])
def test_no_wording_is_taken_for_a_query(project: Project, query: str) -> None:
    ids = add(project, 'He said "AND" navy* a:b (', "Nothing")
    found = find(project, query)
    assert {one.article_id for one in found} <= {ids[0]}


TEXTS = st.lists(st.text("aB é1.-\n🥷🚨½", min_size=1, max_size=30), min_size=1, max_size=6, unique=True)


@settings(max_examples=15)
@given(texts=TEXTS, wording=st.text("aBé1. 🥷", min_size=1, max_size=3), whole_words=st.booleans())
def test_the_places_are_those_of_a_naive_scan(texts: list[str], wording: str, whole_words: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, Project.create(Path(folder) / "p.annotator", LABELS) as project:
        ids = add(project, *texts)
        wanted = Wording(wording, whole_words=whole_words)
        expected = {one: places for one in ids if (places := occurrences(project.text(one), wanted))}
        found = find(project, wording, whole_words=whole_words)
        assert {one.article_id: [(hit.start, hit.end) for hit in one.occurrences] for one in found} == expected
