"""What annotators do to a project, and that it is there tomorrow."""

from pathlib import Path

import pytest

from annotator.domain.model import Extent, Label, Status
from annotator.errors import AnnotatorError, DuplicateSpan, InvalidSpan, NotFound, ProjectError, UnknownLabel
from annotator.store import ArticleFilter, Project, actions


def test_a_new_project_holds_its_label_scheme(project: Project) -> None:
    assert [label.name for label in project.labels()] == ["claim", "actor", "weapon", "figure"]
    assert project.labels()[0].extent is Extent.STATEMENT
    assert project.article_ids() == ["first", "second"]
    assert project.undo_name() == "Import"


def test_new_on_an_existing_path_leaves_it_alone(path: Path) -> None:
    path.write_bytes(b"my notes")
    with pytest.raises(ProjectError, match="already something"):
        Project.create(path, ())
    assert path.read_bytes() == b"my notes"
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_new_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no folder"):
        Project.create(tmp_path / "nowhere" / "news.annotator", ())
    assert list(tmp_path.iterdir()) == []


def test_two_labels_of_one_name_make_no_project(path: Path) -> None:
    with pytest.raises(ProjectError, match="name of its own"):
        Project.create(path, (Label("actor"), Label("actor")))
    assert list(path.parent.iterdir()) == []


def test_overlapping_spans_are_there_tomorrow(project: Project, path: Path) -> None:
    actions.tag(project, "first", 0, 21, "actor", "Ana")
    actions.tag(project, "first", 27, 49, "actor", "Ana")
    actions.tag(project, "first", 43, 49, "actor", "Ana")
    actions.tag(project, "first", 27, 81, "claim", "Ana")
    actions.tag(project, "first", 43, 49, "weapon", "Ana")
    project.close()
    with Project.open(path) as tomorrow:
        spans = tomorrow.spans_of("first", "Ana")
        assert [(span.start, span.end, span.label) for span in spans] == [
            (0, 21, "actor"),
            (27, 81, "claim"),
            (27, 49, "actor"),
            (43, 49, "actor"),
            (43, 49, "weapon"),
        ]
        assert all(span.quote == tomorrow.text("first")[span.start : span.end] for span in spans)
        assert tomorrow.undo_name() == "Tag as weapon"
        tomorrow.undo()
        assert len(tomorrow.spans_of("first")) == 4
        assert tomorrow.redo_name() == "Tag as weapon"


def test_the_first_tag_puts_the_article_in_progress_and_undo_takes_both_back(project: Project) -> None:
    changes = actions.tag(project, "first", 0, 21, "actor", "Ana")
    assert changes.article_id == "first"
    assert changes.spans_of == changes.articles == {"first"}
    assert len(changes.span_ids) == 1
    assert project.status("first", "Ana") is Status.IN_PROGRESS
    assert project.status("first", "Ben") is Status.TODO
    undone = project.undo()
    assert undone == changes
    assert project.status("first", "Ana") is Status.TODO
    assert project.spans_of("first") == []
    assert project.redo() == changes
    assert project.spans_of("first")[0].id == changes.span_ids[0]


def test_offsets_are_code_points(project: Project) -> None:
    actions.tag(project, "second", 4, 10, "weapon", "Ana")
    assert project.spans_of("second")[0].quote == "navy 🚢"


@pytest.mark.parametrize(("start", "end"), [(5, 5), (7, 3), (-1, 3), (0, 10_000), (82, 90)])
def test_a_range_outside_the_text_is_refused(project: Project, start: int, end: int) -> None:
    with pytest.raises(InvalidSpan):
        actions.tag(project, "first", start, end, "actor", "Ana")
    assert project.undo_name() == "Import"


def test_refusals_change_nothing(project: Project) -> None:
    actions.tag(project, "first", 0, 21, "actor", "Ana")
    with pytest.raises(DuplicateSpan, match="Colombian authorities"):
        actions.tag(project, "first", 0, 21, "actor", "Ana")
    with pytest.raises(UnknownLabel):
        actions.tag(project, "first", 0, 21, "tank", "Ana")
    with pytest.raises(NotFound):
        actions.tag(project, "third", 0, 21, "actor", "Ana")
    with pytest.raises(AnnotatorError, match="name"):
        actions.tag(project, "first", 0, 21, "actor", " ")
    assert project.stats("Ana").spans == 1
    actions.tag(project, "first", 0, 21, "actor", "Ben")
    assert project.annotators() == ["Ana", "Ben"]


def test_a_duplicate_is_free_again_once_removed(project: Project) -> None:
    first = actions.tag(project, "first", 0, 21, "actor", "Ana").span_ids
    actions.remove_spans(project, first)
    second = actions.tag(project, "first", 0, 21, "actor", "Ana").span_ids
    assert first != second
    for _ in range(3):
        project.undo()
    for _ in range(3):
        project.redo()
    assert [span.id for span in project.spans_of("first")] == list(second)


def test_relabel_move_and_note(project: Project) -> None:
    (span,) = actions.tag(project, "first", 43, 49, "weapon", "Ana").span_ids
    actions.relabel(project, [span], "actor")
    actions.move_borders(project, span, 27, 49)
    actions.set_attribute(project, span, "note", "who exactly?")
    actions.set_attribute(project, span, "sure", True)
    actions.set_attribute(project, span, "value", 2.5)
    found = project.span(span)
    assert (found.label, found.quote) == ("actor", "troops loyal to Maduro")
    assert dict(found.attributes) == {"note": "who exactly?", "sure": True, "value": 2.5}
    actions.set_attribute(project, span, "note", None)
    assert "note" not in project.span(span).attributes
    project.undo()
    assert project.span(span).attributes["note"] == "who exactly?"
    with pytest.raises(AnnotatorError, match="number"):
        actions.set_attribute(project, span, "value", float("nan"))


def test_relabelling_onto_one_that_is_there_changes_none(project: Project) -> None:
    (one,) = actions.tag(project, "first", 0, 5, "actor", "Ana").span_ids
    (two,) = actions.tag(project, "first", 43, 49, "actor", "Ana").span_ids
    actions.tag(project, "first", 43, 49, "weapon", "Ana")
    with pytest.raises(DuplicateSpan):
        actions.relabel(project, [one, two], "weapon")
    assert {project.span(one).label, project.span(two).label} == {"actor"}


def test_tag_all_is_one_step(project: Project) -> None:
    actions.tag(project, "first", 0, 21, "actor", "Ana")
    places = [("first", 0, 21), ("first", 43, 49), ("second", 4, 8), ("first", 43, 49)]
    changes = actions.tag_all(project, places, "actor", "Ana")
    assert changes.spans_of == {"first", "second"}
    assert project.stats("Ana").labels["actor"] == 3
    project.undo()
    assert project.stats("Ana").labels["actor"] == 1


def test_status_flag_note_and_fields(project: Project) -> None:
    actions.set_status(project, ["first", "second"], Status.DONE, "Ana")
    actions.set_flag(project, ["second"], True)
    actions.set_note(project, "second", "ask Ben")
    actions.edit_article(project, "second", title="Navy denies", source="El Faro", date="2024-05-01")
    assert project.status_counts("Ana") == {Status.TODO: 0, Status.IN_PROGRESS: 0, Status.DONE: 2}
    assert project.article_ids(ArticleFilter(flagged=True)) == ["second"]
    assert project.article_ids(ArticleFilter(status=Status.DONE), "Ana") == ["first", "second"]
    assert project.article_ids(ArticleFilter(status=Status.TODO), "Ben") == ["first", "second"]
    article = project.article("second")
    assert (article.title, article.meta.source, article.flag, article.note) == (
        "Navy denies",
        "El Faro",
        True,
        "ask Ben",
    )
    assert [hit.article_id for hit in project.search("faro")] == ["second"]
    project.undo()
    assert project.search("faro") == []
    (summary,) = project.summaries(["second", "gone"], "Ana")
    assert (summary.flag, summary.status, summary.spans) == (True, Status.DONE, 0)


def test_removed_articles_are_gone_from_everywhere_and_come_back_whole(project: Project) -> None:
    (span,) = actions.tag(project, "second", 4, 8, "actor", "Ana").span_ids
    actions.remove_articles(project, ["second"])
    assert project.article_ids() == ["first"]
    assert project.search("navy") == []
    assert project.stats("Ana").spans == 0
    assert project.status_counts("Ana")[Status.IN_PROGRESS] == 0
    for gone in (lambda: project.article("second"), lambda: project.text("second"), lambda: project.span(span)):
        with pytest.raises(NotFound):
            gone()
    assert project.undo().article_list
    assert project.span(span).quote == "navy"


def test_the_label_scheme_and_the_annotator_can_be_renamed(project: Project) -> None:
    actions.tag(project, "first", 0, 21, "actor", "Ana")
    actions.edit_label(project, "actor", Label("party", "p", "teal"))
    actions.rename_annotator(project, "Ana", "Ana María")
    (span,) = project.spans_of("first", "Ana María")
    assert span.label == "party"
    with pytest.raises(AnnotatorError, match="key 1"):
        actions.add_label(project, Label("place", "1"))
    with pytest.raises(AnnotatorError, match="already a label"):
        actions.add_label(project, Label("party"))
    actions.add_label(project, Label("place", "5"))
    assert [label.name for label in project.labels()][-1] == "place"
    for _ in range(3):
        project.undo()
    assert project.spans_of("first", "Ana")[0].label == "actor"


def test_nothing_to_undo(path: Path) -> None:
    with Project.create(path, ()) as empty:
        assert empty.undo_name() is None
        with pytest.raises(NotFound, match="Nothing to undo"):
            empty.undo()
        with pytest.raises(NotFound, match="Nothing to redo"):
            empty.redo()


def test_a_step_that_changes_nothing_leaves_no_entry(project: Project) -> None:
    actions.set_flag(project, ["first"], False)
    assert project.undo_name() == "Import"


def test_a_new_step_drops_what_was_undone_but_keeps_it_in_the_file(project: Project) -> None:
    actions.tag(project, "first", 0, 21, "actor", "Ana")
    project.undo()
    actions.tag(project, "first", 43, 49, "actor", "Ana")
    assert project.redo_name() is None
    assert [row[0] for row in project.db.rows("SELECT state FROM step ORDER BY seq")] == ["done", "dropped", "done"]


def test_an_exception_in_a_step_rolls_it_back_whole(project: Project) -> None:
    def half_a_thing() -> None:
        with project.step("Half a thing") as step:
            step.update("article", "first", note="half")
            raise KeyError

    with pytest.raises(KeyError):
        half_a_thing()
    assert project.article("first").note == ""
    actions.set_note(project, "first", "whole")
    assert project.article("first").note == "whole"


def test_undo_refuses_when_the_row_was_changed_behind_its_back(project: Project) -> None:
    actions.set_note(project, "first", "mine")
    project.db.run("UPDATE article SET note = 'theirs' WHERE id = 'first'")
    with pytest.raises(ProjectError, match="cannot be undone"):
        project.undo()
    assert project.article("first").note == "theirs"
    assert project.undo_name() == "Edit note"


def test_an_article_is_as_far_as_the_furthest_of_its_annotators(project: Project) -> None:
    actions.set_status(project, ["first", "second"], Status.IN_PROGRESS, "Ana")
    actions.set_status(project, ["first"], Status.DONE, "Ben")
    assert [one.status for one in project.annotated()] == [Status.DONE, Status.IN_PROGRESS]
    assert [one.status for one in project.annotated(annotator="Ana")] == [Status.IN_PROGRESS, Status.IN_PROGRESS]
