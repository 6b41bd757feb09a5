"""Backups: verified before they count, thinned as they age, never pushed out by a broken project or a wrong clock."""

import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from annotator.errors import Cancelled, NotAProject, ProjectDamaged, ProjectError
from annotator.store import Project, actions, backups
from annotator.store.backups import Backup, Backups, contents
from annotator.store.restoring import restore_as, restore_over
from tests.unit.store.conftest import LABELS


class Clock:
    """The time that backups are made at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.time = datetime(2026, 1, 1, 9, tzinfo=UTC)
        clock = self

        class Then(datetime):
            @classmethod
            def now(cls, _zone: object = None) -> datetime:  # type: ignore[override]
                return clock.time

        monkeypatch.setattr(backups, "datetime", Then)

    def passes(self, **time: float) -> None:
        self.time += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def shelf(project: Project, path: Path, tmp_path: Path) -> Backups:
    return Backups.of(path, tmp_path / "backups")


def work(project: Project, number: int) -> None:
    actions.set_note(project, "first", f"note {number}")


def test_a_backup_holds_everything_and_is_made_only_of_news(shelf: Backups, project: Project, path: Path) -> None:
    actions.tag(project, "first", 0, 21, "actor", "Ana")
    made = shelf.keep(path, "asked")
    assert made is not None
    assert shelf.keep(path, "work") is None
    assert shelf.kept() == [made]
    assert contents(made.path).spans == 1
    assert (contents(made.path).last_step, contents(made.path).last_annotator) == ("Tag as actor", "Ana")
    with Project.open(made.path, read_only=True) as copy:
        assert list(copy.annotated()) == list(project.annotated())
        assert copy.history() == project.history()
        assert copy.check() == []
    project.undo()
    assert shelf.keep(path, "work") is not None
    project.redo()
    newest = shelf.keep(path, "work")
    assert [one.counter for one in shelf.kept()] == [3, 2, 1]
    assert newest == shelf.kept()[0]
    assert sorted(entry.name for entry in shelf.folder.iterdir() if entry.suffix != ".annotator") == ["places.json"]


def test_an_empty_project_needs_none(tmp_path: Path) -> None:
    with Project.create(tmp_path / "new.annotator", LABELS) as project:
        assert Backups.of(project.path, tmp_path / "b").keep(project.path, "work") is None


def test_a_damaged_project_pushes_no_good_backup_out(shelf: Backups, project: Project, path: Path) -> None:
    good = shelf.keep(path, "work")
    work(project, 1)
    project.db.run("DROP TRIGGER article_text_stays")
    project.db.run("UPDATE article_text SET text = replace(text, 'troops', 'trooqs')")
    shelf.budget = 1
    for _ in range(3):
        with pytest.raises(ProjectDamaged, match="does not fit its SHA-256"):
            shelf.keep(path, "work")
    assert shelf.kept() == [good]
    assert not list(shelf.folder.glob(".*"))


def test_cancelled_it_leaves_nothing(shelf: Backups, project: Project, path: Path) -> None:
    def cancel(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        shelf.keep(path, "work", cancel)
    assert shelf.kept() == []
    assert not list(shelf.folder.glob(".*"))


def test_a_year_of_daily_work_is_thinned_by_age(clock: Clock, shelf: Backups, project: Project, path: Path) -> None:
    """Three backups a day for 400 days: hours of today, days of this month, weeks of half a year, then months."""
    made = shelf.folder / "one"
    shelf.folder.mkdir(parents=True)
    made.write_bytes(b"x")
    counter = age = 0
    for day in range(400):
        for hour in (9, 13, 17):
            counter, age = counter + 1, day * 24 * 60 + hour * 60
            shutil.copyfile(made, shelf.folder / f"{counter:06}_20260101T000000Z_r{counter}-t_a{age}_work.annotator")
        shelf.thin()
    days = [(age - one.age) // (24 * 60) for one in shelf.kept()]
    assert len(days) < 80
    assert days[0] == 0
    assert all(day in days for day in range(29))
    assert all(any(week <= day < week + 8 for day in days) for week in range(30, 180, 7))
    assert all(any(month <= day < month + 31 for day in days) for month in range(180, 360, 30))


@pytest.mark.parametrize("jump", [{"days": 365}, {"days": -365}, {"hours": -1}, {"days": 30_000}])
def test_a_wrong_clock_neither_skips_nor_deletes_a_backup(
    clock: Clock, shelf: Backups, project: Project, path: Path, jump: dict[str, float]
) -> None:
    for number in range(5):
        work(project, number)
        assert shelf.keep(path, "work")
        clock.passes(minutes=61)
    before = shelf.kept()
    clock.passes(**jump)
    work(project, 99)
    newest = shelf.keep(path, "work")
    assert newest is not None
    assert shelf.kept() == [newest, *before]
    clock.passes(**{unit: -value for unit, value in jump.items()})
    work(project, 100)
    assert shelf.keep(path, "work") == shelf.kept()[0]


def test_two_in_one_second_do_not_collide(clock: Clock, shelf: Backups, project: Project, path: Path) -> None:
    for number in range(4):
        work(project, number)
        assert shelf.keep(path, "work")
    assert len({one.path for one in shelf.kept()}) == 4


def test_the_budget_holds_and_the_newest_stays(clock: Clock, shelf: Backups, project: Project, path: Path) -> None:
    size = path.stat().st_size
    shelf.budget = 3 * size + size // 2
    for number in range(8):
        work(project, number)
        shelf.keep(path, "work")
        clock.passes(days=1)
    assert [one.counter for one in shelf.kept()] == [8, 7, 6]
    shelf.budget = 1
    shelf.thin()
    assert [one.counter for one in shelf.kept()] == [8]


def test_it_is_found_by_the_place_when_the_file_cannot_tell(shelf: Backups, project: Project, path: Path) -> None:
    made = shelf.keep(path, "work")
    project.close()
    path.write_bytes(bytes(4096) + path.read_bytes()[4096:])
    assert Backups.of(path, shelf.folder.parent).kept() == [made]
    with pytest.raises(NotAProject):
        Backups.of(path.with_name("other.annotator"), shelf.folder.parent)


def test_no_room_and_no_folder_are_told(
    shelf: Backups, project: Project, path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: type("Usage", (), {"free": 1_000_000})())
    with pytest.raises(ProjectError, match="There is no room"):
        shelf.keep(path, "work")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ProjectError, match="No backup can be made"):
        Backups(tmp_path / "file" / "x").keep(path, "work")
    actions.tag(project, "first", 0, 21, "actor", "Ana")


def test_somebody_who_writes_all_the_time_does_not_stop_it(
    shelf: Backups, project: Project, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.store import verified

    monkeypatch.setattr(verified, "_PAGES_AT_ONCE", 2)
    told: list[int] = []

    def write_meanwhile(done: int, total: int) -> None:
        if done < total:
            told.append(done)
            work(project, len(told))

    made = shelf.keep(path, "work", write_meanwhile)
    assert made is not None
    assert told
    assert contents(made.path).articles == 2
    with Project.open(made.path, read_only=True) as copy:
        assert copy.check() == []


def test_what_is_tagged_in_the_window_meanwhile_goes_into_the_backup(
    shelf: Backups, project: Project, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.store import verified

    monkeypatch.setattr(verified, "_PAGES_AT_ONCE", 1)
    monkeypatch.setattr(verified, "_RESTARTS", 0)
    work(project, 0)
    before = len(project.history(limit=10_000))
    pieces: list[int] = []
    known: list[int] = []
    made: list[Backup | None] = []
    is_copying = threading.Event()
    notes = 0

    def progress(done: int, total: int) -> None:
        is_copying.set()
        if total > 1:  # no piece: the check that follows
            pieces.append(done)
            known.append(notes)

    worker = threading.Thread(target=lambda: made.append(shelf.keep(path, "work", progress, through=project)))
    worker.start()
    assert is_copying.wait(10)
    while worker.is_alive() and notes < 200:  # without an end, a page at a time might never catch up
        work(project, notes + 1)
        notes += 1
    worker.join()
    assert known[-1] > 3
    assert pieces == sorted(pieces)
    [backup] = made
    assert backup is not None
    with Project.open(backup.path, read_only=True) as copied:
        assert copied.check() == []
        assert known[-2] <= len(copied.history(limit=10_000)) - before <= known[-1] + 1


def test_a_backup_is_given_up_when_its_project_is_closed(shelf: Backups, project: Project, path: Path) -> None:
    def close_meanwhile(_done: int, _total: int) -> None:
        project.close()
        raise Cancelled

    with pytest.raises(Cancelled):
        shelf.keep(path, "work", close_meanwhile, through=project)
    assert list(shelf.folder.glob("*.annotator")) == list(shelf.folder.glob(".*.new")) == []
    with Project.open(path) as again:
        assert again.check() == []


def test_a_backup_is_restored_as_a_new_file_or_in_place(shelf: Backups, project: Project, path: Path) -> None:
    actions.tag(project, "first", 0, 21, "actor", "Ana")
    made = shelf.keep(path, "work")
    assert made is not None
    actions.remove_articles(project, ["first", "second"])
    later = path.read_bytes()
    new = path.with_name("as it was.annotator")
    restore_as(made.path, new)
    with Project.open(new) as restored:
        assert [span.label for span in restored.spans_of("first")] == ["actor"]
    with pytest.raises(ProjectError, match="already something"):
        restore_as(made.path, new)
    project.close()
    aside = restore_over(made.path, path)
    assert aside.read_bytes() == later
    with Project.open(path) as restored:
        assert restored.article_ids() == ["first", "second"]
        assert restored.check() == []
    assert restore_over(made.path, path) != aside
    assert made.path.exists()


def test_a_project_in_use_is_not_replaced(shelf: Backups, project: Project, path: Path) -> None:
    made = shelf.keep(path, "work")
    assert made is not None
    with pytest.raises(ProjectError, match="open already"):
        restore_over(made.path, path)


def test_a_damaged_backup_is_not_restored(shelf: Backups, project: Project, path: Path) -> None:
    made = shelf.keep(path, "work")
    project.close()
    assert made is not None
    with closing(sqlite3.connect(made.path)) as vandal, vandal:
        vandal.execute("DROP TRIGGER article_text_stays")
        vandal.execute("UPDATE article_text SET text = 'other'")
    before = path.read_bytes()
    for restore in (restore_as, restore_over):
        target = path if restore is restore_over else path.with_name("new.annotator")
        with pytest.raises(ProjectError):
            restore(made.path, target)
    assert path.read_bytes() == before
    assert not path.with_name("new.annotator").exists()
