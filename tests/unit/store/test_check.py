"""Damage to text, spans, references, history or index is found, said where it is, and never raised."""

import random
import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path

import pytest

from annotator.errors import Cancelled, ProjectError, ProjectGone
from annotator.store import Project, actions, check, verified
from annotator.store.check import Problem


@pytest.fixture
def tagged(project: Project) -> Project:
    actions.tag(project, "first", 0, 21, "actor", "Ana")
    return project


@pytest.mark.parametrize(
    ("kind", "statement"),
    [
        ("text", "UPDATE article_text SET text = replace(text, 'troops', 'trooqs')"),
        ("text", "DELETE FROM article_text WHERE article_id = 'first'"),
        ("text", "UPDATE article SET sha256 = sha256 || '' , length = 3 WHERE id = 'first'"),
        ("quote", "UPDATE span SET quote = 'Colombian authoritieS'"),
        ("range", 'UPDATE span SET start = 900, "end" = 921'),
        ("reference", "UPDATE span SET label_id = 'nobody'"),
        ("reference", "UPDATE label SET removed = 1 WHERE name = 'actor'"),
        ("history", "UPDATE change SET row_id = 'nobody' WHERE \"table\" = 'span'"),
        ("history", "UPDATE change SET \"table\" = 'passwords' WHERE \"table\" = 'span'"),
        ("range", "INSERT INTO place SELECT 'p', \"id\", (SELECT id FROM annotator), 999, 0 FROM article LIMIT 1"),
        ("reference", "INSERT INTO split VALUES ('x', 'nowhere', 'train', 0)"),
        ("index", "INSERT INTO text_index(text_index) VALUES ('delete-all')"),
        ("index", "UPDATE title_index SET title = 'other' WHERE rowid = 1"),
        ("file", "UPDATE article SET extra = 'no json' WHERE id = 'first'"),
        ("file", "UPDATE article SET extra = '{\"n\": 1e999}' WHERE id = 'first'"),
        ("file", "INSERT INTO attribute SELECT 'a', id, 'n', '1e999', 0 FROM span"),
    ],
)
def test_each_kind_of_damage_is_found(tagged: Project, path: Path, kind: str, statement: str) -> None:
    tagged.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as vandal:
        triggers = vandal.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            vandal.execute(f"DROP TRIGGER {name}")
        vandal.execute(statement)
        for _, sql in triggers:
            vandal.execute(sql)
    with Project.open(path) as damaged:
        problems = damaged.check()
    assert kind in {problem.kind for problem in problems}
    assert all(problem.message for problem in problems)
    if kind in ("quote", "range"):
        its = [problem for problem in problems if problem.kind == kind and "mark" not in problem.message]
        assert all(problem.article == "first" and problem.span for problem in its)


def test_a_damaged_text_is_never_exported_silently(tagged: Project) -> None:
    tagged.db.run("DROP TRIGGER article_text_stays")
    tagged.db.run("UPDATE article_text SET text = replace(text, 'troops', 'trooqs')")
    with pytest.raises(ProjectError, match="first"):
        list(tagged.annotated())
    with pytest.raises(ProjectError, match="damaged"):
        tagged.article("first")
    assert tagged.article("second").id == "second"


def test_a_damaged_quote_is_never_exported_silently(tagged: Project) -> None:
    tagged.db.run("UPDATE span SET quote = 'Colombian authoritieS'")
    with pytest.raises(ProjectError, match="first"):
        list(tagged.annotated())


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
def test_a_number_that_is_not_finite_is_never_exported_silently(tagged: Project, number: str) -> None:
    [span] = tagged.spans_of("first")
    actions.set_attribute(tagged, span.id, "value", 2.5)
    tagged.db.run("UPDATE attribute SET value = ?", (number,))
    with pytest.raises(ProjectError, match=number):
        list(tagged.annotated(["first"]))
    tagged.db.run("UPDATE article SET extra = ? WHERE id = 'second'", (f'{{"score": {number}}}',))
    with pytest.raises(ProjectError, match=number):
        tagged.article("second")


def test_the_database_holds_what_a_constraint_can_hold(tagged: Project) -> None:
    for statement in (
        "UPDATE article_text SET text = 'other'",
        "DELETE FROM article_text",
        "REPLACE INTO article_text SELECT number, article_id, 'other' FROM article_text",
        "UPDATE article SET sha256 = ''",
        "DELETE FROM article",
        'UPDATE span SET "end" = start',
        "UPDATE span SET start = -1",
        "UPDATE span SET quote = 'short'",
        "UPDATE span SET start = 'one'",
        "UPDATE span SET article_id = 'nowhere'",
        "INSERT INTO span SELECT 'new', article_id, start, \"end\", label_id, annotator_id, quote, '', 0 FROM span",
    ):
        with pytest.raises((sqlite3.IntegrityError, ProjectError)):
            tagged.db.run(statement)
    assert tagged.check() == []


@pytest.mark.parametrize("seed", range(24))
def test_random_damage_never_crashes_anything(tagged: Project, path: Path, seed: int) -> None:
    tagged.close()
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())
    at = chance.randrange(100, len(content) - 4096)
    if seed % 3 == 0:
        content[at] ^= 1 << chance.randrange(8)
    elif seed % 3 == 1:
        content[at : at + 16] = chance.randbytes(16)
    else:
        content[at : at + 4096] = bytes(4096)
    path.write_bytes(content)
    with suppress(ProjectError), Project.open(path) as damaged:
        damaged.check()
        for look in (
            lambda: damaged.summaries(damaged.article_ids(), "Ana"),
            lambda: damaged.search("maduro"),
            lambda: list(damaged.annotated()),
            lambda: damaged.stats("Ana"),
        ):
            with suppress(ProjectError):
                look()
    assert path.read_bytes() == content


def test_progress_is_told(tagged: Project) -> None:
    told: list[tuple[int, int]] = []
    assert tagged.check(lambda done, total: told.append((done, total))) == []
    assert told == sorted(told)
    assert told[-1] == (1000, 1000)


def test_a_check_can_be_given_up_at_any_moment(tagged: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verified, "_PAGES_AT_ONCE", 20)
    monkeypatch.setattr(check, "_LOOK_EVERY", 100)
    moments = 0

    def count(_done: int, _total: int) -> None:
        nonlocal moments
        moments += 1

    assert tagged.check(count) == []
    assert moments > 20
    for moment in range(moments):
        left = moment

        def give_up(_done: int, _total: int) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise Cancelled

        with pytest.raises(Cancelled):
            tagged.check(give_up)
    actions.tag(tagged, "first", 0, 10, "actor", "Ana")


def test_whoever_tags_while_a_check_runs_beside_is_not_held_up(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verified, "_PAGES_AT_ONCE", 1)
    monkeypatch.setattr(check, "_LOOK_EVERY", 1000)
    is_under_way = threading.Event()
    goes_on = threading.Event()
    found: list[Problem] = []

    def wait_for_a_tag(done: int, _total: int) -> None:
        if done >= 200:  # the copy is made
            is_under_way.set()
            goes_on.wait(10)

    worker = threading.Thread(target=lambda: found.extend(project.check(wait_for_a_tag)))
    worker.start()
    start = 0
    while not is_under_way.wait(0.001):
        if start < 200:  # without an end, a page at a time might never catch up
            actions.tag(project, "first", start % 20, 21 + start // 20, "actor", "Ana")
            start += 1
    actions.tag(project, "first", 0, 82, "claim", "Ana")
    goes_on.set()
    worker.join(10)
    assert start > 3
    assert found == []
    assert len(project.spans_of("first")) == start + 1


def test_where_there_is_no_room_for_a_copy_the_file_itself_is_checked(
    tagged: Project, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def small() -> sqlite3.Connection:
        connection = sqlite3.connect("", isolation_level=None)
        connection.execute("PRAGMA max_page_count = 5")
        return connection

    monkeypatch.setattr(check, "connect_privately", small)
    assert tagged.check() == []
    tagged.close()
    content = path.read_bytes()
    path.write_bytes(content.replace(b"troops loyal", b"trooqs loyal"))
    with Project.open(path) as damaged:
        assert "text" in {problem.kind for problem in damaged.check()}


def test_a_header_that_is_overwritten_while_the_project_is_open_is_told(tagged: Project, path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"no database at all" * 6)
    assert {problem.kind for problem in tagged.check()} == {"file"}


def test_a_project_that_is_gone_is_told_so(project: Project, path: Path) -> None:
    path.unlink()
    with pytest.raises(ProjectGone):
        project.check()
