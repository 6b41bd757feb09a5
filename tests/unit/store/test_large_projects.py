"""What one does all day takes no more steps in a large project than in a small one. Counted, not timed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.domain.model import Status
from annotator.store import ArticleFilter, Project, actions, reading
from tests.benchmarks.big_project import ANNOTATOR, make

SMALL, LARGE = 150, 1500


def what_one_does_all_day(project: Project) -> dict[str, Callable[[], object]]:
    """What a person does to one article at a time, or sees of the list."""
    ids = project.article_ids()
    here = ids[70]
    return {
        "open an article": lambda: (project.article(here), project.spans_of(here, ANNOTATOR)),
        "see what else is known of it": lambda: (project.place(here, ANNOTATOR), project.suggestions_of(here)),
        "list what comes into sight": lambda: project.summaries(ids[60:100], ANNOTATOR),
        "tag": lambda: actions.tag(project, here, 0, 3, "weapon", ANNOTATOR),
        "tag in an article not begun": lambda: actions.tag(project, ids[71], 0, 3, "weapon", "new"),
        "undo": project.undo,
        "redo": project.redo,
        "remove a span": lambda: actions.remove_spans(project, [project.spans_of(ids[72])[0].id]),
        "done": lambda: actions.set_status(project, [ids[73]], Status.DONE, ANNOTATOR),
        "the next one to do": lambda: project.next_open(ids[73], ANNOTATOR),
        "name undo and redo": lambda: (project.undo_name(), project.redo_name()),
        "search": lambda: project.search("report 70", limit=20),
        "search for a beginning": lambda: project.search("re", limit=20),
    }


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("large")
    small, large = folder / "small.annotator", folder / "large.annotator"
    for path, count in ((small, SMALL), (large, LARGE)):
        make(path, count=count, spans=10 * count, steps=0)
    return small, large


def instructions(project: Project, deed: Callable[[], object]) -> int:
    """How many hundreds of instructions SQLite's virtual machine takes for a deed."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    project.db.connection.set_progress_handler(tick, 100)
    try:
        deed()
    finally:
        project.db.connection.set_progress_handler(None, 0)
    return count


def test_ten_times_the_articles_cost_an_article_nothing(projects: tuple[Path, Path]) -> None:
    counted: list[dict[str, int]] = []
    for path in projects:
        with Project.open(path) as project:
            counted.append({name: instructions(project, deed) for name, deed in what_one_does_all_day(project).items()})
    few, many = counted
    assert {name: (few[name], many[name]) for name in few if many[name] > 2 * few[name] + 20} == {}


def test_the_counts_by_status_look_at_no_article(projects: tuple[Path, Path]) -> None:
    with Project.open(projects[1]) as project:
        for sql in statements(project, lambda: project.status_counts(ANNOTATOR)):
            for line in plan(project, sql):
                is_small = "COVERING INDEX" in line or "article_hidden" in line or "subquery" in line.lower()
                assert "SCAN" not in line or line == "SCAN CONSTANT ROW" or is_small, (sql, line)


def statements(project: Project, deed: Callable[[], object]) -> list[str]:
    told: list[str] = []
    project.db.connection.set_trace_callback(told.append)
    try:
        deed()
    finally:
        project.db.connection.set_trace_callback(None)
    return [sql for sql in told if sql.startswith("SELECT")]


def plan(project: Project, sql: str) -> list[str]:
    return [row[3] for row in project.db.rows(f"EXPLAIN QUERY PLAN {sql}")]


def test_counts_by_status_and_what_comes_next_are_right_whatever_was_removed(projects: tuple[Path, Path]) -> None:
    with Project.open(projects[0]) as project:
        ids = project.article_ids()
        actions.remove_articles(project, ids[20:60])
        actions.set_status(project, ids[:20], Status.DONE, ANNOTATOR)
        counts = project.status_counts(ANNOTATOR)
        live = project.article_ids()
        for status in Status:
            assert counts[status] == len(project.article_ids(ArticleFilter(status=status), ANNOTATOR))
        undone = [one for one in live if project.status(one, ANNOTATOR) is not Status.DONE]
        for here in (live[0], live[19], live[-1]):
            after = [one for one in live[live.index(here) + 1 :] + live[: live.index(here)] if one in undone]
            assert project.next_open(here, ANNOTATOR) == after[0]
        actions.set_status(project, undone, Status.DONE, ANNOTATOR)
        assert project.next_open(live[0], ANNOTATOR) == ""


def test_what_suggesters_learn_from_is_found_in_short_statements(
    projects: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Project.open(projects[1], read_only=True) as project:
        whole = project.judged_ids()
        assert len(set(whole)) == len(whole) == LARGE
        monkeypatch.setattr(reading, "_AT_ONCE", 100)
        asked = statements(project, project.judged_ids)
        assert project.judged_ids() == whole
        assert len(asked) == LARGE / 100 + 1
        assert all("LIMIT 100" in sql for sql in asked)
