"""Files that anyone may have made: refused with a clear word, and byte-identical afterwards."""

import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotator.errors import NotAProject, ProjectError, ProjectTooNew
from annotator.store import Project, actions


@pytest.fixture
def finished(project: Project, path: Path) -> Path:
    actions.tag(project, "first", 0, 21, "actor", "Ana")
    project.close()
    return path


def altered(path: Path, *statements: str) -> bytes:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return digest(path)


def digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("CREATE TRIGGER evil AFTER INSERT ON span BEGIN DELETE FROM span; END", "unknown trigger “evil”"),
        ("CREATE VIEW evil AS SELECT 1", "unknown view “evil”"),
        ("CREATE TABLE evil(x)", "unknown table “evil”"),
        ("CREATE INDEX evil ON span(quote)", "unknown index “evil”"),
        ("CREATE VIRTUAL TABLE evil USING fts5(x)", "unknown table “evil"),
        ("ALTER TABLE span ADD COLUMN extra TEXT", "altered table “span”"),
        ("DROP TRIGGER article_text_stays", "missing trigger “article_text_stays”"),
        ("DROP INDEX span_place", "missing index “span_place”"),
    ],
)
def test_an_altered_schema_is_refused(finished: Path, statement: str, told: str) -> None:
    before = altered(finished, statement)
    for read_only in (False, True):
        with pytest.raises(NotAProject, match=told):
            Project.open(finished, read_only=read_only)
    assert digest(finished) == before
    assert [entry.name for entry in finished.parent.iterdir()] == [finished.name]


def test_a_newer_project_is_refused_as_such(finished: Path) -> None:
    before = altered(finished, "CREATE TABLE later(x)", "PRAGMA user_version = 99")
    with pytest.raises(ProjectTooNew, match="newer version"):
        Project.open(finished)
    assert digest(finished) == before


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(500),
        b"SQLite format 3\x00",
        b"SQLite format 3\x00" + bytes(4096),
        "Ein Text über nichts.".encode("utf-16"),
    ],
    ids=["empty", "jpeg", "cut header", "blank database", "text"],
)
def test_what_is_no_project_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(NotAProject):
        Project.open(path)
    assert path.read_bytes() == content
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_database_of_another_program_is_refused(path: Path) -> None:
    before = altered(path, "CREATE TABLE notes(x)")
    with pytest.raises(NotAProject, match="another program"):
        Project.open(path)
    assert digest(path) == before


def test_a_missing_path_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no project at"):
        Project.open(tmp_path / "gone.annotator")
    with pytest.raises(NotAProject, match="folder"):
        Project.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_cut_off_project_is_told_to_be_damaged(finished: Path) -> None:
    whole = finished.read_bytes()
    for size in (len(whole) // 2, 4096, 150):
        finished.write_bytes(whole[:size])
        before = digest(finished)
        with pytest.raises(ProjectError), Project.open(finished) as project:
            list(project.annotated())
        assert digest(finished) == before


@pytest.mark.parametrize("column", ["title", "note", "extra"])
def test_invalid_utf8_is_told_and_not_raised_raw(finished: Path, column: str) -> None:
    altered(finished, f"UPDATE article SET {column} = CAST(x'ff41ff' AS TEXT) WHERE id = 'first'")
    with Project.open(finished) as project:
        with pytest.raises(ProjectError, match="damaged"):
            project.article("first")
        assert project.article("second").id == "second"
        assert project.check()


def test_an_id_that_is_no_text_is_told_and_not_raised_raw(finished: Path) -> None:
    with closing(sqlite3.connect(finished)) as vandal:
        (schema,) = vandal.execute("SELECT sql FROM sqlite_master WHERE name = 'article'").fetchone()
        triggers = vandal.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    set_schema = "UPDATE sqlite_master SET sql = '{}' WHERE name = 'article'"
    altered(
        finished,
        *(f"DROP TRIGGER {name}" for name, _ in triggers),
        "PRAGMA writable_schema = 1",
        set_schema.format(schema.removesuffix(" STRICT").replace("'", "''")),
    )
    altered(finished, "UPDATE article SET id = x'ff00' WHERE id = 'second'", *(sql for _, sql in triggers))
    altered(finished, "PRAGMA writable_schema = 1", set_schema.format(schema.replace("'", "''")))
    with Project.open(finished) as project:
        for look in (project.article_ids, lambda: list(project.annotated())):
            with pytest.raises(ProjectError, match="damaged"):
                look()
        assert project.check()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE change SET \"table\" = 'sqlite_master' WHERE step_seq = 2",
        "UPDATE change SET \"table\" = 'article_text' WHERE step_seq = 2",
        "UPDATE change SET before = '{\"id\": 1}', after = '{\"id\": 2}' WHERE step_seq = 2",
        "UPDATE change SET before = '{\"quote = 1 --\": 1}', after = '{\"removed\": 0}' WHERE step_seq = 2",
        "UPDATE change SET before = '[1]', after = '7' WHERE step_seq = 2",
        "UPDATE change SET before = 'nonsense', after = '{}' WHERE step_seq = 2",
        "UPDATE change SET before = '{\"removed\": [1]}', after = '{\"removed\": 0}' WHERE step_seq = 2",
    ],
)
def test_a_forged_history_is_not_followed(finished: Path, change: str) -> None:
    before = altered(finished, change)
    with Project.open(finished) as project:
        with pytest.raises(ProjectError, match=r"damaged|cannot be undone"):
            project.undo()
        assert {problem.kind for problem in project.check()} == {"history"}
    assert digest(finished) == before


def test_a_stray_journal_of_another_database_is_not_applied(finished: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 2")
        connection.execute("CREATE TABLE t(x)")
        connection.executemany("INSERT INTO t VALUES (?)", [("x" * 1000,)] * 50)
        connection.execute("BEGIN")
        connection.execute("UPDATE t SET x = zeroblob(1000)")
        shutil.copyfile(f"{other}-journal", f"{finished}-journal")
        connection.execute("ROLLBACK")
    before, journal = digest(finished), digest(Path(f"{finished}-journal"))
    with pytest.raises(ProjectError):
        Project.open(finished)
    assert (digest(finished), digest(Path(f"{finished}-journal"))) == (before, journal)


def test_a_journal_left_by_a_crash_is_rolled_back(finished: Path, tmp_path: Path) -> None:
    crashed = tmp_path / "crashed.annotator"
    with closing(sqlite3.connect(finished, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO info VALUES (?, ?)", [(f"k{n}", "x" * 500) for n in range(400)])
        shutil.copyfile(finished, crashed)
        shutil.copyfile(f"{finished}-journal", f"{crashed}-journal")
        connection.execute("ROLLBACK")
    with pytest.raises(ProjectError, match="cut off"):
        Project.open(crashed, read_only=True)
    with Project.open(crashed) as project:
        assert len(project.spans_of("first")) == 1
        assert project.check() == []
    assert not Path(f"{crashed}-journal").exists()


@pytest.mark.parametrize("begun", [b"", bytes(512)])
def test_a_journal_that_was_only_begun_goes_when_the_project_is_opened(finished: Path, begun: bytes) -> None:
    before = digest(finished)
    journal = Path(f"{finished}-journal")
    journal.write_bytes(begun)
    with Project.open(finished) as project:
        assert not journal.exists()
        assert project.db.value("PRAGMA journal_mode") == "delete"
        assert len(project.spans_of("first")) == 1
    assert digest(finished) == before


def test_looking_writes_nothing(finished: Path) -> None:
    before, modified = digest(finished), finished.stat().st_mtime_ns
    looks: list[Callable[[Project], object]] = [
        lambda project: project.summaries(project.article_ids(), "Ana"),
        lambda project: project.search("maduro"),
        lambda project: list(project.annotated()),
        lambda project: project.stats("Ana"),
        lambda project: project.check(),
        lambda project: project.undo_name(),
    ]
    for read_only in (False, True):
        with Project.open(finished, read_only=read_only) as project:
            for look in looks:
                look(project)
    assert (digest(finished), finished.stat().st_mtime_ns) == (before, modified)
    assert [entry.name for entry in finished.parent.iterdir()] == [finished.name]
