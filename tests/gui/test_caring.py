"""Looking after a project in the window: history, trash, backups, damage, and trouble with the file."""

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from annotator import settings as file
from annotator.domain.model import Label
from annotator.errors import ProjectDamaged, ProjectError
from annotator.gui.dialogs import files
from annotator.gui.empty_state import EmptyState
from annotator.store import Project, actions, verified
from annotator.store import project as project_module
from annotator.store.backups import Backups
from annotator.store.lock import note_of
from tests.gui.desk import Desk

ARMY = "The army said 1,500 tanks cross the bridge."
NAVY = "The navy said nothing of its ships."


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Desk:
    desk = Desk(qtbot, tmp_path)
    return desk.has_articles(ARMY, NAVY)


def answers(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """What the person chooses when asked for the name of a file."""
    monkeypatch.setattr(files, "ask_copy", lambda *_: path)


def shown(desk: Desk) -> Any:
    """The dialog that is open."""
    return desk.dialog()


def offers(desk: Desk) -> dict[str, QPushButton]:
    return {button.text(): button for button in desk.window.notice.offered}


def is_idle(desk: Desk) -> bool:
    return not desk.window.jobs.is_busy


# history and trash


def test_the_history_shows_what_was_done_and_leads_back(desk: Desk) -> None:
    desk.selects("army").presses("2").selects("1,500").presses("4")
    desk.opens_article(1).selects("navy").presses("2")
    desk.triggers("edit.history")
    dialog = shown(desk)
    texts = [[dialog.model.index(row, column).data() for column in (1, 2, 3)] for row in range(3)]
    assert texts == [
        ["ana", "Tag as actor", "Pasted text"],
        ["ana", "Tag as figure", "Pasted text"],
        ["ana", "Tag as actor", "Pasted text"],
    ]
    assert not dialog.back.isEnabled()
    desk.presses("Down", "Down", on=dialog.list)
    assert dialog.back.isEnabled()
    desk.presses("Return", on=dialog.list)
    assert desk.view.text == ARMY
    desk.presses_button("Go back to here")
    assert desk.marked() == [("actor", "army")]
    assert dialog.model.index(0, 2).data() == "Undone: Tag as actor"
    dialog.list.choose(0)
    desk.presses_button("Do again up to here")
    assert desk.marked() == [("actor", "army"), ("figure", "1,500")]
    assert desk.workspace.project.redo_name() is None


def test_the_history_follows_what_is_done_beside_it(desk: Desk) -> None:
    desk.triggers("edit.history")
    dialog = shown(desk)
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    before = dialog.model.rowCount()
    desk.selects("army").presses("2")
    assert dialog.model.rowCount() == before + 1
    assert "how the project is now" in dialog.said.text()
    desk.undoes()
    assert dialog.model.index(0, 2).data() == "Undone: Tag as actor"
    dialog.only_here.setChecked(True)
    assert dialog.model.rowCount() == 1
    desk.triggers("edit.history")
    assert shown(desk) is dialog
    desk.window.files.close()
    assert not dialog.isVisible()


def test_an_article_as_it_was_then_can_only_be_read(desk: Desk) -> None:
    desk.selects("army").presses("2").selects("1,500").presses("4")
    desk.chooses_span("army").presses("Del").triggers("edit.history")
    history = shown(desk)
    history.list.choose(1)
    desk.presses_button("Article as it was then")
    then = shown(desk)
    assert then is not history
    assert [(span.label, span.quote) for span in then.view.spans] == [("actor", "army"), ("figure", "1,500")]
    desk.presses("1", "Del", on=then.view)
    assert desk.marked() == [("figure", "1,500")]
    then.close()


def test_a_history_longer_than_a_page_comes_as_it_is_scrolled(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from annotator.gui.care import history

    monkeypatch.setattr(history, "_PAGE", 3)
    for words in ("army", "1,500", "tanks", "bridge"):
        desk.selects(words).presses("2")
    desk.triggers("edit.history")
    model = shown(desk).model
    seen = set()
    for _ in range(10):
        seen.add(model.rowCount())
        if model.canFetchMore(model.index(-1, -1)):
            model.fetchMore(model.index(-1, -1))
    assert model.rowCount() == 6
    assert not model.canFetchMore(model.index(-1, -1))


def test_an_empty_trash_says_what_would_be_in_it(desk: Desk) -> None:
    desk.has_articles("The army said so.").triggers("edit.trash")
    dialog: Any = desk.dialog()
    desk.looks()
    before = dialog.article_list.grab().toImage()
    assert dialog.article_list.accessibleDescription().startswith("No article was removed. Ctrl+Shift+Delete removes")
    dialog.article_list._empty = ""
    assert dialog.article_list.grab().toImage() != before
    dialog.close()


def test_the_trash_brings_articles_and_spans_back(desk: Desk) -> None:
    desk.selects("army").presses("2").chooses_span("army").presses("Del")
    desk.opens_article(1).triggers("article.remove")
    desk.selects("bridge").presses("3").triggers("edit.trash")
    dialog = shown(desk)
    assert [dialog.tabs.tabText(n) for n in (0, 1)] == ["&Articles (1)", "&Spans (1)"]
    desk.presses("Return", on=dialog.article_list)
    assert len(desk.article_ids()) == 2
    assert not dialog.back.isEnabled()
    dialog.tabs.setCurrentIndex(1)
    dialog.span_list.choose(0)
    desk.presses_button("Bring back")
    assert desk.marked() == [("actor", "army"), ("weapon", "bridge")]
    assert [entry.annotator for entry in desk.workspace.project.history()[:3]] == ["ana", "ana", "ana"]
    desk.undoes().undoes()
    assert [dialog.tabs.tabText(n) for n in (0, 1)] == ["&Articles (1)", "&Spans (1)"]
    dialog.close()


@pytest.mark.parametrize("action", ["edit.history", "edit.trash", "file.backups", "file.compact"])
def test_every_control_has_a_name_and_is_reached_by_keyboard(desk: Desk, action: str) -> None:
    from tests.gui.test_window import _unnamed

    desk.selects("army").presses("2").triggers(action).waits_until(lambda: is_idle(desk))
    dialog = shown(desk)
    assert dialog.accessibleName()
    assert _unnamed(dialog) == []
    for kind in (QPushButton, QComboBox, QLineEdit):
        assert all(control.focusPolicy().value & 1 for control in dialog.findChildren(kind) if control.isEnabled())
    dialog.close()


# backups


def test_backups_are_made_by_themselves_and_restored_in_place_or_as_new(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk.selects("army").presses("2")
    desk.window.keeper.keep("work")
    desk.waits_until(lambda: not desk.window.keeper.jobs.is_busy)
    desk.window.keeper.keep("work")
    desk.waits_until(lambda: not desk.window.keeper.jobs.is_busy)
    desk.selects("bridge").presses("3").triggers("file.backups").waits_until(lambda: is_idle(desk))
    dialog = shown(desk)
    row = [dialog.model.index(0, column).data() for column in (1, 2, 4, 5)]
    assert dialog.model.rowCount() == 1
    assert row == ["2", "1", "ana", "while working"]
    assert dialog.model.index(0, 3).data().startswith("Tag as actor")
    new = tmp_path / "older.annotator"
    answers(monkeypatch, new)
    desk.presses_button("Restore as a new file").waits_until(lambda: desk.workspace.project.path == new)
    assert desk.opens_article(0).marked() == [("actor", "army")]
    desk.opens(desk.project).opens_article(0)
    assert len(desk.marked()) == 2
    desk.triggers("file.backups").waits_until(lambda: is_idle(desk))
    desk.presses_button("Restore in place").waits_until(lambda: is_idle(desk) and desk.workspace.is_open)
    assert desk.opens_article(0).marked() == [("actor", "army")]
    assert "before-restore" in desk.said()
    with Project.open(tmp_path / "News.before-restore.annotator", read_only=True) as aside:
        assert aside.stats("ana").spans == 2


def test_a_backup_is_made_soon_after_the_opening_and_every_ten_minutes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Backups.of(desk.project, file.backup_folder())
    desk.selects("army").presses("2").window.files.close()
    monkeypatch.setattr(desk.window.keeper._soon, "start", lambda: desk.window.keeper._soon.timeout.emit())
    desk.opens(desk.project)
    assert desk.marked() == [("actor", "army")]
    desk.waits_until(lambda: [one.why for one in shelf.kept()] == ["open"])
    assert desk.window.keeper._often.isActive()
    assert desk.window.keeper._often.interval() == 600_000
    desk.selects("tanks").presses("3").waits_until(lambda: not desk.window.keeper.jobs.is_busy)
    desk.window.keeper._often.timeout.emit()
    desk.waits_until(lambda: [one.why for one in shelf.kept()] == ["work", "open"])
    desk.window.files.close()
    assert not desk.window.keeper._often.isActive()


def test_a_backup_is_asked_for_and_one_comes_before_an_import(desk: Desk, tmp_path: Path) -> None:
    shelf = Backups.of(desk.project, file.backup_folder())
    desk.triggers("file.back_up").waits_until(lambda: is_idle(desk))
    assert "verified" in desk.said()
    desk.triggers("file.back_up").waits_until(lambda: is_idle(desk))
    assert [one.why for one in shelf.kept()] == ["asked"]
    desk.selects("army").presses("2")
    (tmp_path / "more.txt").write_text("A third text about nothing.", encoding="utf-8")
    desk.window.files.take_dropped([tmp_path / "more.txt"])
    desk.waits_until(lambda: is_idle(desk))
    desk.presses_button("Add").waits_until(lambda: len(desk.article_ids()) == 3)
    assert [one.why for one in shelf.kept()] == ["import", "asked"]


def test_an_import_without_a_backup_before_it_says_so(desk: Desk, tmp_path: Path) -> None:
    desk.selects("army").presses("2")
    (tmp_path / "no folder").write_bytes(b"")
    desk.window.settings.set("backup_folder", str(tmp_path / "no folder"))
    (tmp_path / "more.txt").write_text("A third text about nothing.", encoding="utf-8")
    desk.window.files.take_dropped([tmp_path / "more.txt"])
    desk.waits_until(lambda: is_idle(desk))
    desk.presses_button("Add").waits_until(lambda: len(desk.article_ids()) == 3)
    desk.waits_until(lambda: "No backup could be made before this import." in desk.said())
    assert "can be undone" in desk.said()


def copying_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of a project stays at a half until it is cancelled."""

    def half(_opened: object, _copy: object, progress: Callable[[int, int], None]) -> None:
        while True:
            progress(1, 2)
            time.sleep(0.01)

    monkeypatch.setattr(verified, "copy_in_pieces", half)


def cancels_at_the_half(desk: Desk) -> None:
    desk.waits_until(lambda: desk.window.status._progress.value() == 500)
    desk.window.status._cancel.click()
    desk.waits_until(lambda: is_idle(desk))


def test_the_backup_before_an_import_shows_its_progress_and_can_be_cancelled(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "more.txt").write_text("A third text about nothing.", encoding="utf-8")
    desk.window.files.take_dropped([tmp_path / "more.txt"])
    desk.waits_until(lambda: is_idle(desk))
    copying_takes_long(monkeypatch)
    desk.presses_button("Add")
    cancels_at_the_half(desk)
    assert "Nothing was added" in desk.said()
    assert len(desk.article_ids()) == 2
    assert not Backups.of(desk.project, file.backup_folder()).kept()


def test_a_backup_that_cannot_be_made_is_told_once(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "no folder").write_bytes(b"")
    desk.window.settings.set("backup_folder", str(tmp_path / "no folder"))
    for _ in range(2):
        desk.window.keeper.keep("work")
        desk.waits_until(lambda: not desk.window.keeper.jobs.is_busy)
        assert ("No backup can be made" in desk.said()) or desk.window.notice.isHidden()
        desk.window.notice.hide()
    assert desk.window.notice.isHidden()
    desk.selects("army").presses("2")
    assert desk.marked() == [("actor", "army")]


# damage


def damage(path: Path) -> None:
    raw = path.read_bytes()
    assert raw.count(b"The army said 1,500") >= 1
    path.write_bytes(raw.replace(b"The army said 1,500", b"The army sbid 1,500"))


def vandalise(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as vandal, vandal:
        vandal.execute("PRAGMA ignore_check_constraints = 1")
        for statement in statements:
            vandal.execute(statement)


def test_a_sound_project_is_told_so(desk: Desk) -> None:
    desk.selects("army").presses("2").triggers("file.check").waits_until(lambda: is_idle(desk))
    assert shown(desk).windowTitle() == "No problem found"
    shown(desk).close()


def test_a_damaged_project_is_checked_and_recovered_from_its_backup(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.selects("army").presses("2").triggers("file.back_up").waits_until(lambda: is_idle(desk))
    desk.window.files.close()
    damage(desk.project)
    before = desk.project.read_bytes()
    desk.opens(desk.project)
    assert "damaged" in desk.said()
    assert "Recover into a new file…" in offers(desk)
    desk.triggers("file.check").waits_until(lambda: is_idle(desk))
    assert "does not fit its SHA-256" in shown(desk).findChild(QPlainTextEdit).toPlainText()
    new = tmp_path / "recovered.annotator"
    answers(monkeypatch, new)
    desk.presses_button("Recover into a new file").waits_until(lambda: is_idle(desk) and new.exists())
    desk.waits_until(lambda: desk.workspace.is_open)
    assert "Nothing is known to be missing" in shown(desk).findChild(QPlainTextEdit).toPlainText()
    shown(desk).close()
    assert desk.workspace.project.path == new
    assert desk.opens_article(0).marked() == [("actor", "army")]
    assert desk.project.read_bytes() == before


def test_a_project_so_damaged_that_it_cannot_tell_who_it_is_still_offers_the_way_out(desk: Desk) -> None:
    desk.window.files.close()
    damage(desk.project)
    vandalise(desk.project, "DELETE FROM info WHERE name = 'project'")
    desk.opens(desk.project)
    desk.window.keeper.keep("open")
    desk.waits_until(lambda: not desk.window.keeper.jobs.is_busy)
    assert "damaged" in desk.said()
    assert "Recover into a new file…" in offers(desk)
    assert desk.workspace.article is None
    assert "No article is open" in {
        page.accessibleName() for page in desk.window.pane.findChildren(EmptyState) if page.isVisible()
    }


def test_a_span_that_does_not_fit_its_text_is_told_of_and_not_shown(desk: Desk) -> None:
    desk.selects("army").presses("2").selects("tanks").presses("3").opens_article(1)
    desk.workspace.project.db.run("UPDATE span SET quote = 'arny' WHERE quote = 'army'")
    desk.opens_article(0)
    assert desk.marked() == [("weapon", "tanks")]
    assert "do not fit their text are not shown (1)" in desk.said()
    assert "Recover into a new file…" in offers(desk)


def test_a_project_with_a_damaged_label_is_not_opened_and_can_be_recovered(desk: Desk) -> None:
    desk.window.files.close()
    sound = desk.project.with_name("Sound.annotator")
    shutil.copyfile(desk.project, sound)
    vandalise(desk.project, "UPDATE label SET extent = 'x' WHERE name = 'actor'")
    desk.opens(sound).opens_article(0)
    assert not desk.window.files.open_path(desk.project)
    assert "damaged" in desk.said()
    assert "Recover into a new file…" in offers(desk)
    assert desk.workspace.project.path == sound
    desk.selects("army").presses("2")
    assert desk.marked() == [("actor", "army")]


def test_undoing_a_step_in_a_damaged_article_tells_of_the_damage(desk: Desk) -> None:
    desk.opens_article(1).selects("navy").presses("2").opens_article(0)
    trigger = desk.workspace.project.db.value("SELECT sql FROM sqlite_master WHERE name = 'article_text_stays'")
    vandalise(
        desk.project, "DROP TRIGGER article_text_stays", "UPDATE article_text SET text = replace(text, 'navy', 'nevy')",
        trigger,
    )  # fmt: skip
    desk.undoes()
    assert desk.view.text == ARMY
    assert "damaged" in desk.window.notice.last_text
    assert "Recover into a new file…" in offers(desk)
    assert desk.action("edit.redo").isEnabled()


@pytest.mark.parametrize("how", ["others", "another annotator", "a renamed label"])
def test_spans_that_cannot_be_read_again_are_told_of_and_not_shown_as_they_were(desk: Desk, how: str) -> None:
    desk.selects("army").presses("2")
    [span] = desk.workspace.spans
    desk.workspace.run(actions.set_attribute, span.id, "note", "x")
    vandalise(desk.project, "UPDATE attribute SET value = '{'")
    match how:
        case "others":
            desk.workspace.show_others(True)
        case "another annotator":
            desk.workspace.show_others(True)
            desk.workspace.set_annotator("eva")
        case _:
            desk.workspace.run(actions.edit_label, "actor", Label("who", "2", "blue"))
            assert "who" in desk.pill_counts()
    assert desk.looks().marked() == []
    assert "damaged" in desk.window.notice.last_text
    assert "Recover into a new file…" in offers(desk)


def test_a_name_is_taken_though_the_names_in_the_project_cannot_be_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(_project: Project) -> list[str]:
        raise ProjectDamaged("The project is damaged.")

    monkeypatch.setattr(Project, "annotators", damaged)
    desk.window.settings.set("annotator", "")
    desk.workspace.set_annotator("eva")
    assert desk.workspace.annotator == "eva"
    assert "Recover into a new file…" in offers(desk)


def test_a_file_that_is_no_project_any_more_leads_to_its_backups(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.selects("army").presses("2").triggers("file.back_up").waits_until(lambda: is_idle(desk))
    desk.window.files.close()
    desk.project.write_bytes(b"\xff\xd8\xff\xe0 a picture")
    assert not desk.workspace.open_project(desk.project)
    new = tmp_path / "recovered.annotator"
    answers(monkeypatch, new)
    offers(desk)["Recover from its backups…"].click()
    desk.waits_until(lambda: desk.workspace.is_open)
    shown(desk).close()
    assert desk.opens_article(0).marked() == [("actor", "army")]


def test_a_project_without_its_first_page_is_recovered_without_a_backup(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.selects("army").presses("2").window.files.close()
    lost = tmp_path / "elsewhere" / "News.annotator"
    lost.parent.mkdir()
    lost.write_bytes(bytes(4096) + desk.project.read_bytes()[4096:])
    assert not desk.workspace.open_project(lost)
    new = tmp_path / "recovered.annotator"
    answers(monkeypatch, new)
    offers(desk)["Recover what can be read…"].click()
    desk.waits_until(lambda: desk.workspace.is_open)
    shown(desk).close()
    assert desk.opens_article(0).marked() == [("actor", "army")]


def test_the_history_is_compacted_after_a_backup(desk: Desk) -> None:
    desk.selects("army").presses("2").chooses_span("army").presses("Del").selects("bridge").presses("3")
    desk.triggers("file.compact").waits_until(lambda: is_idle(desk))
    dialog = shown(desk)
    assert "1 span of the trash" in dialog.said.text()
    desk.presses_button("Compact").waits_until(lambda: is_idle(desk) and desk.workspace.is_open)
    assert desk.marked() == [("weapon", "bridge")]
    assert desk.workspace.project.undo_name() is None
    assert not desk.workspace.project.trash().spans
    [made] = Backups.of(desk.project, file.backup_folder()).kept()
    assert made.why == "compact"
    desk.triggers("file.compact")
    assert "no history" in desk.said()


# trouble with the file


def test_a_second_window_says_who_has_it_reads_and_writes_once_it_is_free(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.selects("army").presses("2")
    second = Desk(qtbot, tmp_path)
    second.opens(desk.project).opens_article(0)
    assert f"process {os.getpid()}" in second.said()
    assert second.marked() == [("actor", "army")]
    second.selects("bridge").presses("3")
    assert "reading only" in second.said()
    assert second.marked() == [("actor", "army")]
    desk.selects("tanks").presses("3")
    second.workspace.look_outside()
    assert second.marked() == [("actor", "army"), ("weapon", "tanks")]
    desk.window.close()
    second.workspace.look_outside()
    assert not second.workspace.read_only
    second.opens_article(0).selects("bridge").presses("2")
    assert ("actor", "bridge") in second.marked()


def test_what_another_computer_has_can_be_opened_all_the_same(desk: Desk) -> None:
    desk.window.files.close()
    other = {
        "host": "laptop",
        "user": "Ben",
        "pid": 9,
        "since": "2026-01-02T03:04:05+00:00",
        "machine": "m",
        "born": "",
    }
    note_of(desk.project).write_text(json.dumps(other), encoding="utf-8")
    desk.opens(desk.project)
    assert "by Ben on laptop" in desk.said()
    assert desk.workspace.read_only
    offers(desk)["Open for writing all the same"].click()
    assert not desk.workspace.read_only
    desk.opens_article(0).selects("army").presses("2")
    assert desk.marked() == [("actor", "army")]


@pytest.mark.parametrize("how", ["moved", "deleted", "replaced"])
def test_a_file_that_goes_away_can_be_saved_elsewhere_with_everything(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    desk.selects("army").presses("2")
    if how == "moved":
        desk.project.rename(tmp_path / "elsewhere.annotator")
    elif how == "deleted":
        desk.project.unlink()
    else:
        shutil.copyfile(desk.project, tmp_path / "other")
        (tmp_path / "other").replace(desk.project)
    desk.selects("tanks").presses("3")
    assert "was not saved" in desk.said()
    assert desk.marked() == [("actor", "army")]
    new = tmp_path / "saved.annotator"
    answers(monkeypatch, new)
    offers(desk)["Save a copy…"].click()
    desk.waits_until(lambda: desk.workspace.is_open and desk.workspace.project.path == new)
    desk.opens_article(0).selects("tanks").presses("3")
    assert desk.marked() == [("actor", "army"), ("weapon", "tanks")]


@pytest.mark.parametrize("is_gone", [True, False])
def test_only_of_a_file_that_is_gone_the_newest_backup_stands_in_for_a_copy(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_gone: bool
) -> None:
    desk.selects("army").presses("2").triggers("file.back_up").waits_until(lambda: is_idle(desk))
    if is_gone:
        desk.project.unlink()

    def fails(*_args: object) -> None:
        raise ProjectError("The disk reported an error.")

    monkeypatch.setattr(Project, "save_copy", fails)
    new = tmp_path / "saved.annotator"
    answers(monkeypatch, new)
    desk.triggers("file.save_copy").waits_until(lambda: is_idle(desk))
    assert desk.workspace.project.path == (new if is_gone else desk.project)
    assert ("working in the copy" if is_gone else "The disk reported an error") in desk.said()
    assert desk.opens_article(0).marked() == [("actor", "army")]


def test_saving_a_copy_shows_its_progress_and_can_be_cancelled(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "copy.annotator"
    answers(monkeypatch, new)
    copying_takes_long(monkeypatch)
    desk.triggers("file.save_copy")
    cancels_at_the_half(desk)
    assert "Nothing was changed" in desk.said()
    assert not new.exists()
    assert desk.workspace.project.path == desk.project


def test_a_copy_is_saved_and_worked_in(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.selects("army").presses("2")
    new = tmp_path / "copy.annotator"
    answers(monkeypatch, new)
    desk.presses("Ctrl+Shift+S", on=desk.window)
    desk.triggers("file.save_copy").waits_until(lambda: desk.workspace.project.path == new)
    assert "working in the copy" in desk.said()
    with Project.open(desk.project) as old:
        assert old.stats("ana").spans == 1
    answers(monkeypatch, desk.project)
    desk.triggers("file.save_copy").waits_until(lambda: is_idle(desk))
    assert "already something" in desk.said()
    assert desk.workspace.project.path == new


def test_what_cannot_be_written_is_read_and_worked_on_in_a_copy(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.selects("army").presses("2").window.files.close()
    with monkeypatch.context() as forbidden:
        forbidden.setattr(project_module, "may_write", lambda _path: False)
        desk.opens(desk.project).opens_article(0)
    assert "cannot be written" in desk.said()
    desk.window.notice.hide()
    desk.selects("tanks").presses("3")
    assert "reading only" in desk.said()
    assert desk.marked() == [("actor", "army")]
    new = tmp_path / "mine.annotator"
    answers(monkeypatch, new)
    offers(desk)["Save a copy…"].click()
    desk.waits_until(lambda: desk.workspace.is_open and desk.workspace.project.path == new)
    desk.opens_article(0).selects("tanks").presses("3")
    assert desk.marked() == [("actor", "army"), ("weapon", "tanks")]


def test_a_synchronised_folder_is_told_of_once(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    desk = Desk(qtbot, folder).makes_a_project()
    assert "Dropbox keeps in step" in desk.said()
    desk.window.files.close()
    desk.window.notice.hide()
    desk.opens(desk.project)
    assert "Dropbox" not in desk.said()


def test_an_error_of_the_disk_is_told_and_withdrawn(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    project = desk.workspace.project

    def no_step(*_args: object, **_options: object) -> None:
        raise ProjectError("The disk is full, so this was not saved.", "Free some space and do it again.")

    with monkeypatch.context() as full:
        full.setattr(type(project), "step", no_step)
        desk.selects("army").presses("2")
    assert "The disk is full" in desk.said()
    assert desk.marked() == []
    desk.selects("army").presses("2")
    assert desk.marked() == [("actor", "army")]
