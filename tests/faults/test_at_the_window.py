"""Trouble as a person meets it: the window says what happened and what is safe, and work goes on."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import ProjectUnconfirmed
from annotator.store import Project, actions
from annotator.store.actions import AddResult, StagedImport
from annotator.store.connection import Database
from tests.faults.power import make_project
from tests.gui.desk import Desk

ROOT = Path(__file__).parents[2]
TEXT = "Colombian authorities said troops hold nearly 1,500 AK-103 rifles. Troops denied it."


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB of its own."""
    (disk := tmp_path / "disk").mkdir()
    mount = shutil.which("mount")
    done = mount and subprocess.run([mount, "-t", "tmpfs", "-o", "size=2m", "none", str(disk)], check=False)
    if not done or done.returncode:
        pytest.skip("needs the right to mount a tmpfs, to have a disk that can be filled")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk: Path) -> Path:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as out:
        try:
            while out.write(bytes(4096)):
                pass
        except OSError:
            return filler
    raise AssertionError("the disk is never full")


def test_a_full_disk_refuses_the_tag_and_work_goes_on_once_there_is_room(desk: Desk, small_disk: Path) -> None:
    desk.project = small_disk / "News.annotator"
    desk.has_articles(TEXT).selects("Colombian authorities").presses("2")
    filler = fill(small_disk)
    desk.selects("AK-103 rifles").presses("3")
    assert "disk is full" in desk.window.notice.last_text
    assert desk.marked() == [("actor", "Colombian authorities")]
    filler.unlink()
    desk.selects("AK-103 rifles").presses("3")
    assert desk.marked() == [("actor", "Colombian authorities"), ("weapon", "AK-103 rifles")]
    desk.restarts()
    assert [span.quote for span in desk.stored()] == ["Colombian authorities", "AK-103 rifles"]
    assert desk.workspace.project.check() == []


def test_a_folder_pulled_away_is_told_and_nothing_shown_as_saved(desk: Desk, tmp_path: Path) -> None:
    (folder := tmp_path / "stick").mkdir()
    desk.project = folder / "News.annotator"
    desk.has_articles(TEXT).selects("Colombian authorities").presses("2")
    away = folder.rename(tmp_path / "away")
    desk.selects("AK-103 rifles").presses("3")
    assert "moved, replaced or deleted" in desk.window.notice.last_text
    assert desk.marked() == [("actor", "Colombian authorities")]
    away.rename(folder)
    desk.selects("AK-103 rifles").presses("3")
    assert len(desk.stored()) == 2


@contextmanager
def a_disk_that_confirms_nothing() -> Iterator[None]:
    """Every step is written, but the disk reports an error after it."""
    written = Database.writing

    @contextmanager
    def unconfirmed(db: Database) -> Iterator[None]:
        with written(db):
            yield
        raise ProjectUnconfirmed("The disk reported an error after this was written.", "Check the disk.")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "writing", unconfirmed)
        yield


def test_what_is_written_but_not_confirmed_is_shown_with_a_warning(desk: Desk) -> None:
    desk.has_articles(TEXT)
    with a_disk_that_confirms_nothing():
        desk.selects("AK-103 rifles").presses("3")
    assert "after this was written" in desk.window.notice.last_text
    assert desk.marked() == [("weapon", "AK-103 rifles")]
    assert len(desk.stored()) == 1


def test_a_way_back_in_the_history_that_is_not_confirmed_is_shown(desk: Desk) -> None:
    desk.has_articles(TEXT).selects("AK-103 rifles").presses("3").triggers("edit.history")
    desk.dialog().list.choose(1)  # type: ignore[attr-defined]
    with a_disk_that_confirms_nothing():
        desk.presses_button("Go back to here")
    assert "after this was written" in desk.window.notice.last_text
    assert desk.marked() == []
    assert desk.stored() == []


def test_what_comes_out_of_the_trash_without_being_confirmed_is_shown(desk: Desk) -> None:
    desk.has_articles(TEXT).selects("AK-103 rifles").presses("3", "Del").triggers("edit.trash")
    with a_disk_that_confirms_nothing():
        desk.presses_button("Bring back")
    assert desk.marked() == [("weapon", "AK-103 rifles")]


def test_an_import_that_is_not_confirmed_is_shown(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.makes_a_project()
    (tmp_path / "news.txt").write_text(TEXT, encoding="utf-8")
    finish = StagedImport.finish

    def unconfirmed(staged: StagedImport, **options: Any) -> AddResult:
        with a_disk_that_confirms_nothing():
            return finish(staged, **options)

    monkeypatch.setattr(StagedImport, "finish", unconfirmed)
    desk.window.files.take_dropped([tmp_path / "news.txt"])
    desk.waits_until(lambda: not desk.window.jobs.is_busy)
    desk.presses_button("Add 1 article").waits_until(lambda: not desk.window.jobs.is_busy)
    assert "after this was written" in desk.dialog().summary.text()  # type: ignore[attr-defined]
    assert desk.article_ids() == desk.workspace.project.article_ids() != []
    assert desk.view.text == TEXT


def test_a_fault_in_the_background_leaves_the_window_working(desk: Desk) -> None:
    desk.has_articles(TEXT)
    broke: list[Exception] = []
    failed: list[object] = []
    desk.window.broke.connect(broke.append)

    def breaks(job: object) -> None:
        raise ZeroDivisionError("ours")

    desk.window.jobs.start("Nothing", breaks, done=failed.append, failed=failed.append)
    desk.waits_until(lambda: bool(failed))
    assert isinstance(broke[0], ZeroDivisionError)
    desk.selects("AK-103 rifles").presses("3")
    assert len(desk.stored()) == 1


def test_another_program_that_writes_is_waited_for_and_then_told(desk: Desk) -> None:
    import sqlite3

    desk.has_articles(TEXT)
    desk.workspace.project.db.connection.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(desk.project, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    desk.selects("AK-103 rifles").presses("3")
    assert "Another program is using" in desk.window.notice.last_text
    assert desk.marked() == []
    other.execute("ROLLBACK")
    other.close()
    desk.selects("AK-103 rifles").presses("3")
    assert desk.marked() == [("weapon", "AK-103 rifles")]


def test_the_end_of_the_session_closes_the_window_at_once(tmp_path: Path) -> None:
    path = tmp_path / "session.annotator"
    make_project(path)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen([sys.executable, "-m", "annotator", str(path)], cwd=ROOT, env=environment) as window:
        time.sleep(3)
        assert window.poll() is None
        window.send_signal(signal.SIGTERM)
        assert window.wait(timeout=30) == 0
    with Project.open(path) as project:
        assert project.check() == []
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.fixture
def read_only_mount(tmp_path: Path) -> Iterator[Path]:
    (real := tmp_path / "real").mkdir()
    (seen := tmp_path / "seen").mkdir()
    make_project(real / "News.annotator")
    mounts = (["--bind", str(real), str(seen)], ["-o", "remount,bind,ro", str(seen)])
    if any(subprocess.run(["mount", *words], capture_output=True, check=False).returncode for words in mounts):
        pytest.skip("needs the right to mount, to have a place that cannot be written to")
    yield seen
    subprocess.run(["umount", "-l", str(seen)], check=True)


def test_a_place_that_cannot_be_written_is_for_reading(desk: Desk, read_only_mount: Path) -> None:
    path = read_only_mount / "News.annotator"
    before = path.read_bytes()
    desk.opens(path)
    assert desk.workspace.read_only
    assert "read" in desk.window.notice.text
    assert desk.view.text
    desk.view.setFocus()
    desk.presses("3")
    assert path.read_bytes() == before


def test_a_plain_copy_between_two_steps_holds_all_of_them(tmp_path: Path) -> None:
    path, copy = tmp_path / "open.annotator", tmp_path / "copy.annotator"
    make_project(path, spans=0)
    with Project.open(path) as project:
        [article] = project.article_ids()
        for number in range(40):
            actions.tag(project, article, number, number + 3, "actor", "ana")
            shutil.copyfile(path, copy)
            with Project.open(copy) as copied:
                assert len(copied.spans_of(article)) == number + 1
                assert copied.check() == []
