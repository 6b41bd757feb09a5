"""Articles coming in: all or nothing, invisible until they are all there, and never twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.model import (
    AnnotatedArticle,
    Article,
    Decision,
    Label,
    Meta,
    Origin,
    Relation,
    Span,
    Status,
    Suggestion,
)
from annotator.domain.text import sha256_of, words_in
from annotator.errors import Cancelled, InvalidSpan, ProjectError
from annotator.store import Project, StagedImport, actions
from tests.unit.store.conftest import FIRST, MakeArticle

TEXT = "General Ruiz said that 12 boats were lost near Tumaco."


def rich(text: str = TEXT) -> AnnotatedArticle:
    """An article with everything that can be said of one."""
    spans = (
        Span("s1", "x", 0, 12, "actor", text[0:12], "Eva", {"name": "Ana Ruiz", "sure": True}),
        Span("s2", "x", 23, 53, "claim", text[23:53], "Eva", origin="rules"),
        Span("s3", "x", 23, 25, "number", text[23:25], "Eva", {"value": 12}),
    )
    return AnnotatedArticle(
        Article(
            "x",
            "Boats lost",
            text,
            sha256_of(text),
            Meta("El Faro", "https://example.org/1", "2024-05-01", "en", "By Eva", {"desk": ["a", 1, None]}),
            Origin("boats.txt", "0" * 64, "utf-8", "\r\n"),
            flag=True,
            note="look again",
        ),
        spans,
        (Relation("r1", "said_by", "s2", "s1"),),
        (
            Suggestion("g1", "x", 26, 31, "weapon", text[26:31], "rules", "1", 0.5, Decision.REJECTED),
            Suggestion("g2", "x", 47, 53, "actor", text[47:53], "rules", "1", None),
        ),
        Status.DONE,
    )


def test_everything_that_was_said_of_an_article_comes_back(project: Project) -> None:
    result = actions.add_articles(project, [rich()], "Ana", name="Import boats.jsonl")
    assert (result.added, result.known, result.spans, result.new_labels) == (1, 0, 3, ("number",))
    assert result.changes.name == "Import boats.jsonl"
    assert result.changes.article_list
    assert result.changes.labels
    assert result.article_ids == ("x",)
    (back,) = project.annotated(["x"])
    wanted = rich()
    assert back == wanted._replace(
        spans=tuple(span.but(article_id="x") for span in (wanted.spans[0], wanted.spans[1], wanted.spans[2])),
    )
    assert project.labels()[-1].name == "number"
    assert project.check() == []


def test_listed_labels_give_their_place_colour_and_key_to_those_of_spans(project: Project) -> None:
    listed = [
        *(Label("place", "7", "pink"), Label("number", "6", "brown"), Label("actor", "9", "red")),
        *(Label("date", "7", ""), Label("place", "8", "blue")),
    ]
    before = project.labels()
    text = rich().article.text
    spans = (*rich().spans, *(Span(name, "x", 0, 7, name, text[:7]) for name in ("unlisted", "date")))
    result = actions.add_articles(project, [rich()._replace(spans=spans)], "Ana", labels=listed)
    assert (result.new_labels, result.listed_labels) == (("number", "unlisted", "date"), ("place",))
    labels = project.labels()
    new = labels[len(before) :]
    assert labels[: len(before)] == before
    free = [digit for digit in "1234589" if digit not in {label.key for label in before}]
    assert [(label.name, label.key) for label in new] == [
        ("place", "7"), ("number", "6"), ("date", free[0]), ("unlisted", free[1])
    ]  # fmt: skip
    assert [label.color for label in new][:2] == ["pink", "brown"]
    assert len({label.color for label in new}) == 4
    project.undo()
    assert (project.labels(), project.article_ids()) == (before, ["first", "second"])
    project.redo()
    assert project.labels() == labels
    assert project.check() == []


def test_an_import_is_undone_and_done_again_at_once(project: Project) -> None:
    actions.add_articles(project, [rich()], "Ana")
    project.undo()
    assert project.article_ids() == ["first", "second"]
    assert "number" not in [label.name for label in project.labels()]
    project.redo()
    assert project.stats("Eva").labels == {"claim": 1, "actor": 1, "weapon": 0, "figure": 0, "number": 1}


def test_a_text_that_is_there_takes_the_new_spans(project: Project, make_article: MakeArticle) -> None:
    actions.tag(project, "first", 0, 21, "actor", "Ana")
    result = actions.add_articles(project, [make_article(FIRST, (0, 21, "actor"), (43, 49, "actor"))], "Ana")
    assert (result.added, result.known, result.spans, result.known_spans) == (0, 1, 1, 1)
    assert result.changes.spans_of == {"first"}
    assert len(project.spans_of("first")) == 2
    again = actions.add_articles(project, [make_article(FIRST, (0, 21, "actor"), (43, 49, "actor"))], "Ana")
    assert again.changes.name == ""
    project.undo()
    assert len(project.spans_of("first")) == 1


def test_importing_twice_is_importing_once(project: Project) -> None:
    actions.add_articles(project, [rich(), rich()], "Ana")
    before = list(project.annotated())
    result = actions.add_articles(project, [rich()], "Ana")
    assert (result.added, result.known, result.spans) == (0, 1, 0)
    assert list(project.annotated()) == before


def test_ids_are_kept_unless_taken(project: Project, make_article: MakeArticle) -> None:
    result = actions.add_articles(project, [make_article("Another text.", id="first")], "Ana")
    (article_id,) = result.article_ids
    assert article_id != "first"
    assert project.text("first") == FIRST
    assert project.text(article_id) == "Another text."


@pytest.mark.parametrize("wrong", ["quote", "past the end", "sha256", "carriage return"])
def test_what_does_not_fit_its_text_is_refused_whole(project: Project, make_article: MakeArticle, wrong: str) -> None:
    good, text = make_article("A good one."), "A bad one."
    bad = {
        "quote": AnnotatedArticle(Article("b", "Bad", text, sha256_of(text)), (Span("s9", "", 2, 5, "actor", "BAD"),)),
        "past the end": AnnotatedArticle(
            Article("b", "Bad", text, sha256_of(text)), (Span("s9", "", 8, 12, "actor", "e.xx"),)
        ),
        "sha256": AnnotatedArticle(Article("b", "Bad", text, "0" * 64)),
        "carriage return": AnnotatedArticle(Article("b", "Bad", "a\r\nb", sha256_of("a\r\nb"))),
    }[wrong]
    with pytest.raises(InvalidSpan, match="Bad"):
        actions.add_articles(project, [good, bad], "Ana")
    assert project.article_ids() == ["first", "second"]
    assert nothing_staged(project)
    assert project.undo_name() == "Import"


def nothing_staged(project: Project) -> bool:
    tables = ("article", "span", "attribute", "relation", "suggestion", "decision", "label")
    return not any(project.db.value(f"SELECT count(*) FROM {table} WHERE removed = 2") for table in tables)


def test_a_cancelled_import_leaves_nothing(project: Project, make_article: MakeArticle) -> None:
    def progress(done: int, total: int) -> None:
        if done > 400:
            raise Cancelled

    articles = [make_article(f"Article {n} of many.", (0, 7, "place")) for n in range(1000)]
    texts = project.db.value("SELECT count(*) FROM article_text")
    with pytest.raises(Cancelled):
        actions.add_articles(project, articles, "Ana", progress=progress)
    assert nothing_staged(project)
    assert project.db.value("SELECT count(*) FROM article_text") == texts
    assert project.search("many") == []
    assert project.check() == []
    assert actions.add_articles(project, articles, "Ana").added == 1000


def test_a_reader_that_fails_leaves_nothing(project: Project, make_article: MakeArticle) -> None:
    def reader() -> Iterator[AnnotatedArticle]:
        for n in range(300):
            yield make_article(f"Article {n} of many.")
        raise OSError("the stick was pulled")

    with pytest.raises(OSError, match="pulled"):
        actions.add_articles(project, reader(), "Ana")
    assert nothing_staged(project)


def test_tagging_goes_on_while_an_import_is_staged(project: Project, make_article: MakeArticle) -> None:
    with StagedImport(project, "Ana") as staged:
        staged.add([rich(), make_article(FIRST, (43, 49, "actor"), (0, 21, "actor"))])
        assert project.article_ids() == ["first", "second"]
        assert project.search("Tumaco") == []
        assert project.spans_of("first") == []
        assert project.stats("Ana").spans == 0
        actions.tag(project, "first", 0, 21, "actor", "Ana")
        actions.add_label(project, Label("number", "n"))
        with pytest.raises(ProjectError, match="Another import"):
            StagedImport(project, "Ben")
        result = staged.finish("Import two")
    assert (result.added, result.known, result.spans, result.known_spans) == (1, 1, 4, 1)
    assert [label.name for label in project.labels()].count("number") == 1
    assert len(project.spans_of("first")) == 2
    assert project.check() == []
    for _ in range(3):
        project.undo()
    assert project.stats("Ana").spans == 0


def test_a_text_pasted_while_it_is_being_imported_is_there_once(project: Project) -> None:
    with StagedImport(project, "Ana") as staged:
        staged.add([rich()])
        with project.step("Paste") as step:
            values = dict.fromkeys(("title", "source"), "pasted")
            step.insert(
                "article", id="pasted", words=words_in(TEXT), length=len(TEXT), sha256=sha256_of(TEXT), **values
            )
            step.db.run("INSERT INTO article_text SELECT number, id, ? FROM article WHERE id = 'pasted'", (TEXT,))
            number = step.db.value("SELECT number FROM article WHERE id = 'pasted'")
            step.db.run("INSERT INTO text_index(rowid, text) VALUES (?, ?)", (number, TEXT))
            step.db.run("INSERT INTO title_index(rowid, title, source) VALUES (?, 'pasted', 'pasted')", (number,))
        result = staged.finish()
    assert (result.added, result.known, result.article_ids) == (0, 1, ("pasted",))
    assert len(project.spans_of("pasted")) == 3
    assert len(project.relations_of("pasted")) == 1
    assert project.check() == []


def test_what_a_crash_left_is_invisible_and_swept_away_by_the_next_import(
    project: Project, path: Path, make_article: MakeArticle
) -> None:
    staged = StagedImport(project, "Ana")
    staged.add([rich(), make_article(FIRST, (43, 49, "actor"))])
    project.close()
    with Project.open(path) as tomorrow:
        assert tomorrow.article_ids() == ["first", "second"]
        assert tomorrow.spans_of("first") == []
        assert "number" not in [label.name for label in tomorrow.labels()]
        assert tomorrow.check() == []
        actions.add_articles(tomorrow, [make_article("A new one.")], "Ana")
        assert nothing_staged(tomorrow)
        assert len(tomorrow.article_ids()) == 3
        assert tomorrow.check() == []


def test_an_import_into_an_article_removed_meanwhile_is_refused(project: Project, make_article: MakeArticle) -> None:
    with StagedImport(project, "Ana") as staged:
        staged.add([make_article(FIRST, (43, 49, "actor"))])
        actions.remove_articles(project, ["first"])
        with pytest.raises(ProjectError, match="removed meanwhile"):
            staged.finish()
    assert nothing_staged(project)
    assert project.undo_name() == "Remove article"


def test_spans_of_a_known_article_are_there_before_what_hangs_on_them_later(
    project: Project, make_article: MakeArticle
) -> None:
    plain = make_article(FIRST, (0, 21, "actor"), (43, 49, "actor"))
    again = plain._replace(
        spans=(plain.spans[0].but(id="one", attributes={"sure": True}), plain.spans[1].but(id="other")),
        relations=(Relation("", "meets", "one", "other"),),
    )
    with StagedImport(project, "Ana") as staged:
        staged.add([plain])
        staged.add([again])
        result = staged.finish()
    assert (result.spans, result.known_spans) == (2, 2)
    first, second = project.spans_of("first")
    assert first.attributes == {"sure": True}
    (relation,) = project.relations_of("first")
    assert {relation.from_id, relation.to_id} == {first.id, second.id}
    assert project.check() == []
    project.undo()
    assert project.spans_of("first") == []
    project.redo()
    assert len(project.spans_of("first")) == 2


def test_two_known_articles_may_use_one_id_for_their_spans(project: Project, make_article: MakeArticle) -> None:
    texts = [project.article(article_id).text for article_id in project.article_ids()]
    articles = [make_article(text, (0, 5, "actor")) for text in texts]
    articles = [one._replace(spans=(one.spans[0].but(id="s"),)) for one in articles]
    with StagedImport(project, "Ana") as staged:
        for one in articles:
            staged.add([one])
        staged.finish()
    ids = [span.id for article_id in project.article_ids() for span in project.spans_of(article_id)]
    assert len(set(ids)) == len(ids) == len(articles)
    assert "s" in ids


def test_a_label_made_meanwhile_is_that_of_the_spans_that_wait(project: Project, make_article: MakeArticle) -> None:
    with StagedImport(project, "Ana") as staged:
        staged.add([make_article(FIRST, (0, 21, "place"), (43, 49, "place"))])
        actions.add_label(project, Label("place", "p"))
        actions.tag(project, "first", 0, 21, "place", "Ana")
        result = staged.finish()
    assert (result.spans, result.known_spans) == (1, 1)
    assert [span.label for span in project.spans_of("first")] == ["place", "place"]
    assert [label.name for label in project.labels()].count("place") == 1
    assert project.check() == []


def test_more_spans_than_may_wait_are_staged(
    project: Project, make_article: MakeArticle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.store.actions.late_spans._MOST", 1)
    first, second = (project.article(article_id).text for article_id in project.article_ids())
    with StagedImport(project, "Ana") as staged:
        staged.add([make_article(first, (0, 21, "actor")), make_article(second, (0, 5, "actor"))])
        result = staged.finish()
    assert result.spans == 2
    assert [len(project.spans_of(article_id)) for article_id in project.article_ids()] == [1, 1]
    project.undo()
    assert project.stats("Ana").spans == 0


def test_suggestions_are_replaced_but_not_those_decided_on(project: Project) -> None:
    actions.add_articles(project, [rich()], "Ana")
    fresh = [
        Suggestion("", "x", 26, 31, "weapon", TEXT[26:31], "rules"),
        Suggestion("", "x", 0, 7, "actor", TEXT[0:7], "rules", score=0.25),
    ]
    actions.replace_suggestions(project, "x", "rules", fresh)
    found = project.suggestions_of("x")
    assert [(one.quote, one.decision, one.score) for one in found] == [
        ("General", Decision.UNDECIDED, 0.25),
        ("boats", Decision.REJECTED, 0.5),
    ]
    assert project.undo_name() == "Import"
    project.undo()
    project.redo()
    assert project.check() == []


def test_a_span_said_twice_keeps_the_attributes_of_both(project: Project) -> None:
    one = Span("s1", "x", 0, 12, "actor", TEXT[0:12], "Eva", {"name": "Ana Ruiz"})
    article = rich().article._replace(id="y")
    actions.add_articles(project, [AnnotatedArticle(article, (one, one.but(id="s2", attributes={"age": 50})))], "Eva")
    (span,) = project.spans_of("y")
    assert dict(span.attributes) == {"name": "Ana Ruiz", "age": 50}


def test_what_hangs_on_a_span_made_by_hand_meanwhile_is_added_to_it(project: Project) -> None:
    article = rich().article
    actions.add_articles(project, [AnnotatedArticle(article)], "Eva")
    said = Span("", "x", 0, 12, "actor", TEXT[0:12], "Eva", {"name": "Ana Ruiz", "age": 50})
    with StagedImport(project, "Eva") as staged:
        staged.add([AnnotatedArticle(article, (said,))])
        (by_hand,) = actions.tag(project, "x", 0, 12, "actor", "Eva").span_ids
        actions.set_attribute(project, by_hand, "age", 51)
        result = staged.finish()
    (span,) = project.spans_of("x")
    assert (span.id, dict(span.attributes)) == (by_hand, {"name": "Ana Ruiz", "age": 51})
    assert [warning for warning in result.warnings if "“age” 51; 50 was left out" in warning]
    project.undo()
    assert dict(project.span(by_hand).attributes) == {"age": 51}
    assert project.check() == []


def test_an_article_that_returns_meanwhile_keeps_the_status_and_every_span(project: Project) -> None:
    article = rich().article
    actions.add_articles(project, [AnnotatedArticle(article)], "Eva")
    whole = Span("", "x", 0, 12, "actor", TEXT[0:12], "Eva")
    noted = whole.but(attributes={"name": "Ana Ruiz"})
    hint = Suggestion("", "x", 26, 31, "weapon", TEXT[26:31], "rules", decision=Decision.REJECTED)
    with StagedImport(project, "Eva") as staged:
        staged.add([AnnotatedArticle(article, (whole,), suggestions=(hint,))])
        actions.remove_articles(project, ["x"])
        staged.add([AnnotatedArticle(article, (noted,), suggestions=(hint,))])
        staged.add([AnnotatedArticle(article, (noted,), status=Status.DONE)])
        project.undo()
        staged.finish()
    assert project.article_ids() == ["first", "second", "x"]
    assert [dict(span.attributes) for span in project.spans_of("x")] == [{"name": "Ana Ruiz"}]
    assert [one.decision for one in project.suggestions_of("x")] == [Decision.REJECTED]
    assert project.status("x", "Eva") is Status.DONE
    project.undo()
    assert project.spans_of("x") == []
    assert project.status("x", "Eva") is Status.TODO
    project.redo()
    assert project.check() == []


def test_a_suggestion_decided_by_hand_meanwhile_stays_decided_once(project: Project) -> None:
    article = rich().article
    actions.add_articles(project, [AnnotatedArticle(article)], "Eva")
    hint = Suggestion("", "x", 26, 31, "weapon", TEXT[26:31], "rules", decision=Decision.REJECTED)
    with StagedImport(project, "Eva") as staged:
        staged.add([AnnotatedArticle(article, suggestions=(hint,))])
        actions.reject_suggestions(project, [hint._replace(decision=Decision.UNDECIDED)], "Eva")
        staged.finish()
    assert [one.decision for one in project.suggestions_of("x")] == [Decision.REJECTED]
    assert project.check() == []


def test_two_labels_that_become_one_meanwhile_leave_one_span_of_each_place(project: Project) -> None:
    known, later = rich().article, "The boats and 12 tanks were lost, too."
    new = Article("y", "Later", later, sha256_of(later))
    actions.add_articles(project, [AnnotatedArticle(known)], "Eva")

    def said_twice(article: Article) -> AnnotatedArticle:
        quote = article.text[4:9]
        spans = [Span("", article.id, 4, 9, label, quote, "Eva", {label: True}) for label in ("weapon", "tank")]
        return AnnotatedArticle(article, tuple(spans))

    with StagedImport(project, "Eva") as staged:
        staged.add([said_twice(known), said_twice(new)])
        (weapon,) = [label for label in project.labels() if label.name == "weapon"]
        actions.edit_label(project, "weapon", weapon._replace(name="tank"))
        staged.finish()
    for article_id in ("x", "y"):
        (span,) = project.spans_of(article_id)
        assert (span.label, dict(span.attributes)) == ("tank", {"weapon": True, "tank": True})
    project.undo()
    project.redo()
    assert project.check() == []
