"""The history as people use it: who did what when, back to a given moment, and an article as it was then."""

from pathlib import Path

import pytest

from annotator.domain.model import Label
from annotator.errors import NotFound, ProjectError
from annotator.store import Project, actions
from tests.unit.store.conftest import FIRST, MakeArticle


@pytest.fixture
def day(project: Project) -> Project:
    """Two tags, a relabelling, a new name for the label, and a removal."""
    (first,) = actions.tag(project, "first", 0, 21, "actor", "Ana").span_ids
    (second,) = actions.tag(project, "first", 43, 49, "actor", "Ben").span_ids
    actions.relabel(project, [second], "figure")
    actions.edit_label(project, "actor", Label("person", "2", "blue"))
    actions.remove_spans(project, [first])
    return project


def names(project: Project) -> list[str]:
    return [entry.name for entry in project.history()]


def quotes(project: Project) -> set[tuple[str, str]]:
    return {(span.label, span.quote) for span in project.spans_of("first")}


def test_who_did_what_and_when_newest_first(day: Project) -> None:
    entries = day.history()
    assert names(day) == [
        "Remove span",
        "Rename label actor to person",
        "Relabel as figure",
        "Tag as actor",
        "Tag as actor",
        "Import",
    ]
    assert [entry.annotator for entry in entries[3:]] == ["Ben", "Ana", "Ana"]
    assert [entry.title for entry in entries[:2]] == [FIRST[:20], ""]
    assert entries[-1].changes == 2
    assert all(entry.is_done and entry.at.tzinfo for entry in entries)
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)


def test_a_long_history_comes_in_pages(project: Project) -> None:
    for number in range(25):
        actions.set_note(project, "second" if number % 5 else "first", f"note {number}")
    pages: list[int] = []
    before = None
    while page := project.history(before=before, limit=10):
        pages += [entry.seq for entry in page]
        before = page[-1].seq
    assert pages == list(range(26, 0, -1))
    assert {entry.article_id for entry in project.history(article_id="first")} == {"first"}
    assert len(project.history(article_id="first")) == 5


def test_undo_back_to_an_entry_can_be_redone_step_by_step_also_tomorrow(day: Project, path: Path) -> None:
    seq = day.history()[3].seq
    changes = day.travel(seq)
    assert quotes(day) == {("actor", FIRST[:21]), ("actor", "Maduro")}
    assert changes.labels
    assert "first" in changes.spans_of
    assert [entry.is_done for entry in day.history()] == [False] * 3 + [True] * 3
    day.close()
    with Project.open(path) as tomorrow:
        assert tomorrow.redo_name() == "Relabel as figure"
        tomorrow.redo()
        assert ("figure", "Maduro") in quotes(tomorrow)
        tomorrow.travel(tomorrow.history()[0].seq)
        assert quotes(tomorrow) == {("figure", "Maduro")}
        assert tomorrow.redo_name() is None
        assert tomorrow.travel(0).article_list
        assert tomorrow.article_ids() == []
        assert tomorrow.check() == []


def test_going_where_one_is_changes_nothing(day: Project) -> None:
    newest = day.history()[0].seq
    assert day.travel(newest).spans_of == frozenset()
    assert day.undo_name() == "Remove span"


def test_back_to_an_entry_is_all_or_nothing(day: Project) -> None:
    day.db.run("UPDATE label SET name = 'agent' WHERE name = 'person'")
    before = quotes(day)
    with pytest.raises(ProjectError, match="Rename label"):
        day.travel(1)
    assert quotes(day) == before
    assert day.undo_name() == "Remove span"


def test_what_was_given_up_for_other_work_is_no_place_to_go(day: Project) -> None:
    gone = day.history()[0].seq
    day.undo()
    actions.set_note(day, "first", "other work")
    assert "Remove span" not in names(day)
    for seq in (gone, 9999):
        with pytest.raises(NotFound):
            day.travel(seq)
        with pytest.raises(NotFound):
            day.article_then("first", seq)


def test_an_article_as_it_was_then(day: Project) -> None:
    told = [
        (entry.name, {(span.label, span.quote, span.annotator) for span in day.article_then("first", entry.seq).spans})
        for entry in day.history()
    ]
    ana, ben = ("actor", FIRST[:21], "Ana"), ("actor", "Maduro", "Ben")
    assert told == [
        ("Remove span", {("figure", "Maduro", "Ben")}),
        ("Rename label actor to person", {("person", *ana[1:]), ("figure", "Maduro", "Ben")}),
        ("Relabel as figure", {ana, ("figure", "Maduro", "Ben")}),
        ("Tag as actor", {ana, ben}),
        ("Tag as actor", {ana}),
        ("Import", set()),
    ]
    then = day.article_then("first", day.history()[2].seq)
    assert [label.name for label in then.labels] == ["claim", "actor", "weapon", "figure"]
    assert then.article.text == FIRST


def test_as_it_was_equals_what_undoing_shows(day: Project) -> None:
    actions.set_attribute(day, day.spans_of("first")[0].id, "note", "who?")
    actions.edit_article(day, "first", title="Another title")
    told = {
        entry.seq: (day.article_then("first", entry.seq).spans, day.article_then("first", entry.seq).article.title)
        for entry in day.history()
    }
    while (entry := next(entry for entry in day.history() if entry.is_done)).seq > 1:
        assert told[entry.seq] == (tuple(day.spans_of("first")), day.article("first").title)
        day.undo()
    # Also for what is undone and can be done again.
    for seq, (spans, title) in told.items():
        then = day.article_then("first", seq)
        assert (then.spans, then.article.title) == (spans, title)


def test_an_article_that_was_not_there_yet(day: Project, make_article: MakeArticle) -> None:
    actions.add_articles(day, [make_article("A third one.", id="third")], "Ana")
    seqs = [entry.seq for entry in day.history()]
    assert day.article_then("third", seqs[0]).spans == ()
    with pytest.raises(NotFound, match="was not in the project then"):
        day.article_then("third", seqs[1])
    actions.remove_articles(day, ["first"])
    with pytest.raises(NotFound, match="was not in the project then"):
        day.article_then("first", day.history()[0].seq)
    assert day.article_then("first", seqs[0]).article.id == "first"
