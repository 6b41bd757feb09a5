"""Disks, folders and other programs that get in the way: refused in plain words, and work goes on afterwards."""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.errors import ProjectError
from annotator.store import Project, actions


def test_journal_and_synchronous_are_what_the_design_says(project: Project) -> None:
    pragmas = {name: project.db.value(f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert pragmas == {"journal_mode": "delete", "synchronous": 3, "foreign_keys": 1}
    safety = {name: project.db.value(f"PRAGMA {name}") for name in ("trusted_schema", "cell_size_check")}
    assert safety == {"trusted_schema": 0, "cell_size_check": 1}
    assert project.db.value("PRAGMA mmap_size") in (0, None)
    assert project.db.value("PRAGMA busy_timeout") == 5000


def test_one_file_at_rest_and_a_plain_copy_between_two_steps_is_whole(project: Project, path: Path) -> None:
    copy = path.with_name("copy.annotator")
    for start in range(0, 40, 4):
        actions.tag(project, "first", start, start + 3, "actor", "Ana")
        assert [entry.name for entry in path.parent.iterdir() if entry != copy] == [path.name]
        shutil.copyfile(path, copy)
        with Project.open(copy) as copied:
            assert len(copied.spans_of("first")) == start // 4 + 1
            assert copied.check() == []


def test_a_removed_folder_is_noticed_and_nothing_acknowledged(tmp_path: Path, project: Project, path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    shutil.copyfile(path, folder / "p.annotator")
    with Project.open(folder / "p.annotator") as opened:
        shutil.rmtree(folder)
        with pytest.raises(ProjectError, match="moved, replaced or deleted"):
            actions.tag(opened, "first", 0, 21, "actor", "Ana")


def test_a_replaced_file_is_noticed_and_one_put_back_is_fine(project: Project, path: Path) -> None:
    away = path.with_name("away.annotator")
    path.rename(away)
    with pytest.raises(ProjectError, match="moved, replaced or deleted"):
        actions.tag(project, "first", 0, 21, "actor", "Ana")
    shutil.copyfile(away, path)
    with pytest.raises(ProjectError, match="moved, replaced or deleted"):
        project.undo()
    away.replace(path)
    actions.tag(project, "first", 0, 21, "actor", "Ana")
    assert len(project.spans_of("first")) == 1


def test_a_tag_waits_for_nobody_forever(project: Project, path: Path) -> None:
    project.db.connection.execute("PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProjectError, match="Another program is using"):
            actions.tag(project, "first", 0, 21, "actor", "Ana")
        other.execute("ROLLBACK")
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM span").fetchall()
        with pytest.raises(ProjectError, match="Another program is using"):
            actions.tag(project, "first", 0, 21, "actor", "Ana")
        other.execute("ROLLBACK")
    actions.tag(project, "first", 0, 21, "actor", "Ana")
    assert len(project.spans_of("first")) == 1


@pytest.fixture
def file_size_limit(path: Path) -> Iterator[None]:
    """The next growth of the project file fails, as on a disk that is full or broken."""
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.getsignal(signal.SIGXFSZ)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_a_write_that_fails_is_refused_and_work_goes_on(
    project: Project, path: Path, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("file_size_limit")
    with pytest.raises(ProjectError, match=r"disk"):
        actions.set_note(project, "first", "long " * 20_000)
    assert not project.db.connection.in_transaction
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert project.article("first").note == ""
    actions.set_note(project, "first", "long " * 20_000)
    assert project.check() == []


def _immutable(path: Path, on: bool) -> bool:
    if shutil.which("chattr") is None:
        return False
    return subprocess.run(["chattr", "+i" if on else "-i", str(path)], capture_output=True, check=False).returncode == 0


@pytest.fixture
def read_only_folder(project: Project, path: Path) -> Iterator[Path]:
    project.close()
    if os.geteuid() == 0:
        if not _immutable(path.parent, on=True):
            pytest.skip("needs chattr +i on this file system, for root ignores mode bits")
        yield path
        _immutable(path.parent, on=False)
    else:
        path.parent.chmod(0o500)
        yield path
        path.parent.chmod(0o700)


def test_a_read_only_folder_opens_for_reading(read_only_folder: Path) -> None:
    with Project.open(read_only_folder) as project:
        assert project.read_only
        assert project.article_ids() == ["first", "second"]
        with pytest.raises(ProjectError, match="reading only"):
            actions.tag(project, "first", 0, 21, "actor", "Ana")
    with pytest.raises(ProjectError, match="cannot be"):
        Project.create(read_only_folder.with_name("other.annotator"), ())


def test_opened_for_reading_it_follows_the_writer(project: Project, path: Path) -> None:
    with Project.open(path, read_only=True) as reader:
        before = reader.data_version()
        actions.tag(project, "first", 0, 21, "actor", "Ana")
        assert reader.data_version() != before
        assert len(reader.spans_of("first")) == 1
        articles = reader.annotated()
        assert next(articles).article.id == "first"
        actions.tag(project, "first", 43, 49, "actor", "Ana")
        assert next(articles).article.id == "second"
