"""Finding words in texts and titles."""

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.store import ArticleFilter, Project, actions
from annotator.store.search import fts_query
from tests.unit.store.conftest import FIRST, SECOND, MakeArticle


@pytest.mark.parametrize(
    ("query", "found", "hit"),
    [
        ("maduro", "first", "Maduro"),
        ("AK-103", "first", "AK-103"),
        ("loyal mad", "first", "loyal"),
        ('"troops loyal"', "first", "troops loyal"),
        ("1,500", "first", "1,500"),
        ("peru", "second", "Perú"),
        ("CAFE", "second", "café"),
        ("sour", "second", "sources"),
        ("café", "second", "café"),
    ],
)
def test_the_first_hit_is_shown_where_it_is(project: Project, query: str, found: str, hit: str) -> None:
    (result,) = project.search(query)
    assert result.article_id == found
    assert {"first": FIRST, "second": SECOND}[found][result.start : result.end] == hit
    assert hit in result.snippet
    assert project.article_ids(ArticleFilter(text=query)) == [found]


@pytest.mark.parametrize(
    "query", ['"', "*", "(", "NEAR(a b)", "a AND", "x:y", "-", "^", "{", "\x00", "\ud800", "''; --"]
)
def test_no_query_is_syntax(project: Project, query: str) -> None:
    assert isinstance(project.search(query), list)


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_no_query_raises(query: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
    if wanted := fts_query(query):
        connection.execute("SELECT * FROM t WHERE t MATCH ?", (wanted,)).fetchall()
    connection.close()


def test_a_title_hits_without_a_place_in_the_text(project: Project) -> None:
    actions.edit_article(project, "first", title="Rifles galore")
    (hit,) = project.search("galore")
    assert (hit.article_id, hit.start, hit.end) == ("first", 0, 0)
    assert hit.snippet.startswith("Colombian")


def test_a_hit_far_into_a_long_text_has_a_short_snippet(project: Project, make_article: MakeArticle) -> None:
    text = "🚀 word\n" * 5000 + "needle in it " + "word " * 5000
    actions.add_articles(project, [make_article(text, title="Long")], "Ana")
    (hit,) = project.search("needle")
    assert text[hit.start : hit.end] == "needle"
    assert "needle" in hit.snippet
    assert len(hit.snippet) < 200
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")


def test_the_limit_holds(project: Project, make_article: MakeArticle) -> None:
    actions.add_articles(project, [make_article(f"Ship {n}.") for n in range(20)], "Ana")
    assert len(project.search("ship", limit=5)) == 5
    assert project.search("ship", limit=0) == []
