"""What becomes of suggestions: accepted, rejected, taken back, and counted."""

from pathlib import Path

import pytest

from annotator.domain.model import Decision, Status, Suggestion
from annotator.errors import NotFound, UnknownLabel
from annotator.store import Project, actions
from annotator.store.stats import SuggestionStats
from tests.unit.store.conftest import FIRST


def proposed(quote: str, label: str, *, origin: str = "rules", score: float | None = 0.8) -> Suggestion:
    start = FIRST.index(quote)
    return Suggestion("", "first", start, start + len(quote), label, quote, origin, "1", score, reason="A title.")


AUTHORITIES = proposed("Colombian authorities", "actor")
RIFLES = proposed("AK-103 rifles", "weapon")
FIGURE = proposed("1,500", "figure")


def spans(project: Project) -> list[tuple[str, str, str]]:
    return [(span.label, span.quote, span.origin) for span in project.spans_of("first")]


def open_ones(project: Project, annotator: str = "Ana") -> list[str]:
    found = project.suggestions_of("first", annotator)
    return [one.quote for one in found if one.decision is Decision.UNDECIDED]


def test_accepting_makes_a_span_in_one_step_and_undo_brings_the_suggestion_back(project: Project) -> None:
    actions.replace_suggestions(project, "first", "rules", [AUTHORITIES, RIFLES])
    changes = actions.accept_suggestions(project, project.suggestions_of("first")[:1], "Ana", seconds=1.5)
    assert spans(project) == [("actor", "Colombian authorities", "rules")]
    assert open_ones(project) == ["AK-103 rifles"]
    assert len(changes.span_ids) == 1
    assert changes.suggestions_of == {"first"}
    assert project.status("first", "Ana") is Status.IN_PROGRESS
    assert project.undo_name() == "Accept as actor"
    project.undo()
    assert spans(project) == []
    assert open_ones(project) == ["Colombian authorities", "AK-103 rifles"]
    assert project.status("first", "Ana") is Status.TODO
    project.redo()
    assert open_ones(project) == ["AK-103 rifles"]


def test_one_that_was_only_shown_is_stored_with_the_decision_and_goes_with_it(project: Project) -> None:
    actions.reject_suggestions(project, [RIFLES], "Ana", seconds=0.4)
    [stored] = project.suggestions_of("first")
    assert (stored.quote, stored.decision, stored.reason) == ("AK-103 rifles", Decision.REJECTED, "A title.")
    assert spans(project) == []
    project.undo()
    assert project.suggestions_of("first") == []


def test_a_rejected_one_stays_away_when_it_is_proposed_again(project: Project, path: Path) -> None:
    actions.replace_suggestions(project, "first", "rules", [AUTHORITIES, RIFLES])
    actions.reject_suggestions(project, [RIFLES], "Ana")
    actions.replace_suggestions(project, "first", "rules", [AUTHORITIES, RIFLES])
    assert open_ones(project) == ["Colombian authorities"]
    project.close()
    with Project.open(path) as tomorrow:
        assert open_ones(tomorrow) == ["Colombian authorities"]
        assert open_ones(tomorrow, "Ben") == ["Colombian authorities", "AK-103 rifles"], "Ben decides for himself"


def test_another_label_and_other_borders(project: Project) -> None:
    actions.accept_changed(project, AUTHORITIES, "Ana", label="claim")
    start = FIRST.index("nearly")
    actions.accept_changed(project, FIGURE, "Ana", borders=(start, FIGURE.end))
    assert spans(project) == [("claim", "Colombian authorities", "rules"), ("figure", "nearly 1,500", "rules")]
    assert open_ones(project) == []
    assert project.undo_name() == "Accept as figure"
    project.undo()
    project.undo()
    assert spans(project) == []
    assert project.suggestions_of("first") == []


def test_many_are_one_step_and_what_is_there_already_is_no_double(project: Project) -> None:
    actions.tag(project, "first", RIFLES.start, RIFLES.end, "weapon", "Ana")
    changes = actions.accept_suggestions(project, [AUTHORITIES, RIFLES, FIGURE], "Ana")
    assert project.undo_name() == "Accept 3 suggestions"
    assert len(changes.span_ids) == 2
    assert len(spans(project)) == 3
    project.undo()
    assert spans(project) == [("weapon", "AK-103 rifles", "")]


def test_a_changed_mind_counts_once(project: Project) -> None:
    actions.reject_suggestions(project, [RIFLES], "Ana")
    actions.accept_suggestions(project, [RIFLES], "Ana")
    [stored] = project.suggestions_of("first", "Ana")
    assert stored.decision is Decision.ACCEPTED
    assert project.suggestion_stats()["rules"].rejected == 0
    project.undo()
    assert project.suggestions_of("first", "Ana")[0].decision is Decision.REJECTED


def test_a_failing_decision_leaves_nothing_half_done(project: Project) -> None:
    with pytest.raises(UnknownLabel):
        actions.accept_changed(project, RIFLES, "Ana", label="ship")
    actions.remove_articles(project, ["first"])
    with pytest.raises(NotFound):
        actions.accept_suggestions(project, [RIFLES], "Ana")
    assert project.undo_name() == "Remove article"


def test_the_statistics_show_who_merely_agrees(project: Project) -> None:
    memory = proposed("Colombian", "actor", origin="memory")
    actions.accept_suggestions(project, [AUTHORITIES], "Ana", seconds=0.3)
    actions.accept_suggestions(project, [RIFLES], "Ana", seconds=4.0)
    actions.accept_changed(project, FIGURE, "Ana", borders=(FIGURE.start, FIGURE.end + 1), seconds=2.0)
    actions.reject_suggestions(project, [memory], "Ana", seconds=1.0)
    by_quote = {span.quote: span.id for span in project.spans_of("first")}
    actions.relabel(project, [by_quote["Colombian authorities"]], "claim")
    actions.remove_spans(project, [by_quote["AK-103 rifles"]])
    assert project.suggestion_stats() == {
        "memory": SuggestionStats(0, 0, 1, 0, 0, 1.0, 0),
        "rules": SuggestionStats(3, 1, 0, 1, 1, 2.0, 1),
    }
    assert project.stats("Ana").spans == 2
    for _ in range(6):
        project.undo()
    assert project.suggestion_stats() == {}


def test_which_version_has_seen_an_article(project: Project) -> None:
    actions.replace_suggestions(project, "first", "rules", [RIFLES], version="7")
    actions.replace_suggestions(project, "second", "rules", [], version="7")
    actions.replace_suggestions(project, "second", "memory", [], version="2")
    assert project.suggested_by("rules", "7") == {"first", "second"}
    actions.replace_suggestions(project, "first", "rules", [], version="8")
    assert project.suggested_by("rules", "7") == {"second"}
    assert project.suggestions_of("first") == []
