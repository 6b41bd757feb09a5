"""Sorting and filtering the list of articles, many articles at once, and the place one has read up to."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from annotator.domain.model import AnnotatedArticle, Article, Label, Meta, Span, Status
from annotator.domain.text import sha256_of
from annotator.errors import InvalidSpan, NotFound
from annotator.store import ArticleFilter, Order, Project, actions

LABELS = (Label("actor"), Label("weapon"), Label("claim"))


def one(
    name: str, title: str, source: str, date: str, text: str, *spans: tuple[int, int, str], whose: str = ""
) -> AnnotatedArticle:
    return AnnotatedArticle(
        Article(name, title, text, sha256_of(text), Meta(source=source, date=date)),
        tuple(Span("", "", start, end, label, text[start:end], whose) for start, end, label in spans),
    )


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "shelf.annotator", LABELS) as project:
        articles = [
            one("z", "zebra", "Post", "2024-02-04", "One two three.", (0, 3, "actor"), (4, 7, "weapon")),
            one("e", "Éclair", "", "2023", "Boats.", (0, 5, "weapon"), whose="Ben"),
            one("a", "Apple", "diálogo", "", "One two three four five six.", (0, 3, "actor")),
            one("n", "", "Post", "2024-02", "Four boats here."),
            one("b", "éclair", "Dialogo", "2024-02-04T10:00", "A navy is a navy."),
        ]
        actions.add_articles(project, articles, "Ana")
        actions.set_status(project, ["a"], Status.DONE, "Ana")
        actions.set_status(project, ["b", "e"], Status.IN_PROGRESS, "Ana")
        actions.set_flag(project, ["b", "z"], flag=True)
        actions.set_note(project, "n", "Ask Ben.")
        gone, kept = (project.spans_of(article_id)[0].id for article_id in "za")
        for span_id in (gone, kept):
            actions.set_attribute(project, span_id, "note", "Whose?")
        actions.set_attribute(project, gone, "note", None)
        yield project


def test_dates_are_sorted_by_their_days_however_they_are_written(tmp_path: Path) -> None:
    dates = ["28.01.2023", "2023-01-02", "March 4, 2022", "yesterday", "2023-01-28T06:00", "2024"]
    with Project.create(tmp_path / "dates.annotator", LABELS) as project:
        actions.add_articles(
            project, [one(date, date, "", date, f"Text {number}.") for number, date in enumerate(dates)], "Ana"
        )
        up = ["March 4, 2022", "2023-01-02", "2023-01-28T06:00", "28.01.2023", "2024", "yesterday"]
        assert project.article_ids(annotator="Ana", order=Order.DATE) == up
        down = [*reversed(up[:-1]), "yesterday"]
        assert project.article_ids(annotator="Ana", order=Order.DATE, descending=True) == down


def test_summaries_tell_of_notes(shelf: Project) -> None:
    assert [summary.id for summary in shelf.summaries(list("zeanb"), "Ana") if summary.note] == ["a", "n"]


@pytest.mark.parametrize(
    ("order", "up", "down"),
    [
        (Order.IMPORTED, "zeanb", "bnaez"),
        (Order.TITLE, "aebzn", "zeban"),
        (Order.SOURCE, "abzne", "znabe"),
        (Order.DATE, "enzba", "bznea"),
        (Order.WORDS, "eznba", "abzne"),
        (Order.SPANS, "enbaz", "zaenb"),
        (Order.STATUS, "zneba", "aebzn"),
    ],
)
def test_sorting(shelf: Project, order: Order, up: str, down: str) -> None:
    assert "".join(shelf.article_ids(annotator="Ana", order=order)) == up
    assert "".join(shelf.article_ids(annotator="Ana", order=order, descending=True)) == down


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (ArticleFilter(), "zeanb"),
        (ArticleFilter(flagged=True), "zb"),
        (ArticleFilter(noted=True), "an"),
        (ArticleFilter(status=Status.TODO), "zn"),
        (ArticleFilter(with_labels=("actor",)), "za"),
        (ArticleFilter(with_labels=("actor", "weapon")), "z"),
        (ArticleFilter(without_labels=("actor",)), "enb"),
        (ArticleFilter(with_labels=("actor",), without_labels=("weapon",)), "a"),
        (ArticleFilter(with_labels=("no such label",)), ""),
        (ArticleFilter(sources=("Post",)), "zn"),
        (ArticleFilter(sources=("", "diálogo")), "ea"),
        (ArticleFilter(first_date="2024"), "znb"),
        (ArticleFilter(first_date="2024-02-04"), "znb"),
        (ArticleFilter(first_date="2023-05-01", last_date="2023-06"), "e"),
        (ArticleFilter(last_date="2023"), "e"),
        (ArticleFilter(last_date="2024-02-04"), "zenb"),
        (ArticleFilter(last_date="2024-02-03"), "en"),
        (ArticleFilter(least_words=3, most_words=3), "zn"),
        (ArticleFilter(most_words=1), "e"),
        (ArticleFilter(text="boats"), "en"),
        (ArticleFilter(text="post"), "zn"),
        (ArticleFilter(Status.TODO, True, "one", ("actor",), ("claim",), ("Post",), "2024", "2024", 1, 9), "z"),
    ],
)
def test_filtering(shelf: Project, wanted: ArticleFilter, found: str) -> None:
    assert "".join(shelf.article_ids(wanted, "Ana")) == found


def test_labels_and_spans_are_those_of_the_annotator(shelf: Project) -> None:
    assert shelf.article_ids(ArticleFilter(with_labels=("weapon",)), "Ben") == ["e"]
    assert shelf.article_ids(annotator="Ben", order=Order.SPANS, descending=True)[0] == "e"
    assert shelf.article_ids(ArticleFilter(with_labels=("weapon",)), "nobody") == []
    assert len(shelf.article_ids(ArticleFilter(without_labels=("weapon",)), "nobody")) == 5


def test_removed_spans_and_articles_do_not_count(shelf: Project) -> None:
    actions.remove_spans(shelf, [span.id for span in shelf.spans_of("a")])
    actions.remove_articles(shelf, ["z", "n"])
    assert shelf.article_ids(ArticleFilter(with_labels=("actor",)), "Ana") == []
    assert shelf.article_ids(order=Order.TITLE) == ["a", "e", "b"]
    assert shelf.sources() == {"": 1, "diálogo": 1, "Dialogo": 1}
    assert list(shelf.sources()) == ["", "Dialogo", "diálogo"]


@given(order=st.sampled_from(Order), descending=st.booleans(), ranks=st.lists(st.integers(0, 2), max_size=12))
def test_equal_ones_stay_in_the_order_of_import(
    tmp_path_factory: pytest.TempPathFactory, order: Order, descending: bool, ranks: list[int]
) -> None:
    path = tmp_path_factory.mktemp("listing") / "p.annotator"
    with Project.create(path, LABELS) as project:
        articles = [
            one(f"{n}", "abc"[rank], "abc"[rank], f"202{rank}", f"Text {n}" + " more" * rank)
            for n, rank in enumerate(ranks)
        ]
        actions.add_articles(project, articles, "Ana")
        found = [int(name) for name in project.article_ids(annotator="Ana", order=order, descending=descending)]
    assert sorted(found) == list(range(len(ranks)))
    if order in (Order.TITLE, Order.SOURCE, Order.DATE, Order.WORDS):
        assert found == sorted(found, key=lambda n: (-ranks[n] if descending else ranks[n], n))


def test_many_articles_at_once_are_one_step(shelf: Project) -> None:
    before = {name: shelf.status(name, "Ana") for name in shelf.article_ids()}
    changes = actions.set_status(shelf, ["z", "e", "a", "z"], Status.DONE, "Ana")
    assert changes.name == "Mark 3 articles as done"
    assert changes.articles == {"z", "e"}
    assert [shelf.status(name, "Ana") for name in "zean"] == [Status.DONE] * 3 + [Status.TODO]
    shelf.undo()
    assert {name: shelf.status(name, "Ana") for name in shelf.article_ids()} == before
    assert actions.set_flag(shelf, ["z", "e"], flag=True).name == "Flag 2 articles"
    assert shelf.article_ids(ArticleFilter(flagged=True)) == ["z", "e", "b"]
    shelf.undo()
    assert shelf.article_ids(ArticleFilter(flagged=True)) == ["z", "b"]
    actions.remove_articles(shelf, ["z", "e", "a"])
    shelf.undo()
    assert len(shelf.article_ids()) == 5
    with pytest.raises(NotFound):
        actions.set_status(shelf, ["z", "gone"], Status.DONE, "Ana")
    with pytest.raises(NotFound):
        actions.set_flag(shelf, ["gone", "z"], flag=False)
    assert shelf.status("z", "Ana") is Status.TODO


def test_the_place_one_has_read_up_to_is_there_tomorrow(shelf: Project) -> None:
    assert shelf.place("z", "Ana") is None
    changes = actions.set_place(shelf, "z", "Ana", 4)
    assert changes.name == "Mark as read up to here"
    assert changes.articles == {"z"}
    actions.set_place(shelf, "z", "Ben", 0)
    actions.set_place(shelf, "z", "Ana", 14)
    path = shelf.path
    shelf.close()
    with Project.open(path) as tomorrow:
        assert (tomorrow.place("z", "Ana"), tomorrow.place("z", "Ben"), tomorrow.place("e", "Ana")) == (14, 0, None)
        tomorrow.undo()
        assert tomorrow.place("z", "Ana") == 4
        actions.set_place(tomorrow, "z", "Ana", None)
        assert tomorrow.place("z", "Ana") is None
        actions.set_place(tomorrow, "z", "Ana", None)
        assert tomorrow.undo_name() == "Take place mark away"
        tomorrow.undo()
        assert tomorrow.place("z", "Ana") == 4
        assert tomorrow.check() == []
        for outside in (-1, 15):
            with pytest.raises(InvalidSpan):
                actions.set_place(tomorrow, "z", "Ana", outside)
        with pytest.raises(NotFound):
            actions.set_place(tomorrow, "gone", "Ana", 1)
