"""The export dialog: what it shows is what it writes, and what is lost is said before."""

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from shiboken6 import isValid

from annotator.gui.dialogs.exporting import ExportDialog
from annotator.store import actions
from tests.gui.desk import Desk

ARMY = "Army counts its losses\n\nThe army lost three tanks on Monday."
NAVY = "Navy buys radars\n\nThe navy bought nine coastal radars."


def exports(desk: Desk, name: str) -> ExportDialog:
    desk.triggers("file.export")
    dialog = desk.dialog()
    assert isinstance(dialog, ExportDialog)
    dialog.format.setCurrentIndex(dialog.format.findData(name))
    return looked(desk, dialog)


def looked(desk: Desk, dialog: ExportDialog) -> ExportDialog:
    """Waits until the preview is that of what is chosen."""
    desk.waits_until(lambda: not dialog._soon.isActive() and not desk.window.jobs.is_busy)
    return dialog


def losses(dialog: ExportDialog) -> list[str]:
    listed = dialog.preview.losses
    return [listed.item(row).text() for row in range(listed.count())]


def test_the_first_record_and_the_losses_are_seen_before_anything_is_written(desk: Desk) -> None:
    desk.has_articles(ARMY).selects("ank").presses("3")
    desk.workspace.run(actions.set_note, desk.workspace.article_id, "ask Eva")
    before = set(desk.project.parent.iterdir())
    dialog = exports(desk, "prodigy")
    assert "1 article and 1 span would be written" in dialog.outcome.text()
    assert '"label": "weapon"' in dialog.preview.sample.toPlainText()
    assert any("“ank” (weapon) → “tanks”" in loss for loss in losses(dialog))
    assert "note: “ask Eva”" in losses(dialog)
    assert set(desk.project.parent.iterdir()) == before
    dialog.misaligned.setCurrentIndex(1)
    looked(desk, dialog)
    assert any(loss.startswith("“ank” (weapon):") for loss in losses(dialog))
    dialog.format.setCurrentIndex(dialog.format.findData("jsonl"))
    looked(desk, dialog)
    assert losses(dialog) == ["Nothing would be lost or changed."]
    dialog.close()


def test_labels_are_renamed_on_the_way_out(desk: Desk) -> None:
    desk.has_articles(ARMY).selects("three tanks").presses("3").selects("The army").presses("2")
    dialog = exports(desk, "jsonl")
    dialog.labels.choose("weapon", "ARM")
    dialog.labels.choose("actor", "")
    looked(desk, dialog)
    assert '"label": "ARM"' in dialog.preview.sample.toPlainText()
    assert losses(dialog) == ["“The army” (actor): Its label was left out, as asked for."]
    desk.presses_button("Export").waits_until(lambda: not desk.window.jobs.is_busy)
    (line,) = desk.project.with_suffix(".jsonl").read_text("utf-8").splitlines()
    assert [span["label"] for span in json.loads(line)["spans"]] == ["ARM"]
    dialog.close()


def test_splits_are_balanced_saved_undone_and_written(desk: Desk) -> None:
    desk.has_articles(ARMY, NAVY).selects("three").presses("4")
    dialog = exports(desk, "jsonl")
    dialog.splits.is_split.setChecked(True)
    dialog.splits.shares.setText("train=0.5,test=0.5")
    dialog.splits.shares.editingFinished.emit()
    looked(desk, dialog)
    cells = [item.text() for column in range(3) if (item := dialog.splits.table.item(0, column))]
    assert cells[0] == "articles"
    assert int(cells[1]) + int(cells[2]) == 2
    desk.presses_button("Save these splits in the project")
    looked(desk, dialog)
    saved = desk.workspace.project.splits()
    assert set(saved) == set(desk.article_ids())
    assert dialog.splits.use_saved.isChecked()
    desk.presses_button("Export").waits_until(lambda: not desk.window.jobs.is_busy)
    folder = desk.project.with_name("News-splits")
    for name in set(saved.values()):
        lines = (folder / f"{name}.jsonl").read_text("utf-8").splitlines()
        assert {json.loads(line)["id"] for line in lines} == {one for one, split in saved.items() if split == name}
    dialog.close()
    desk.undoes()
    assert desk.workspace.project.splits() == {}


def test_closing_stops_looking_ahead_and_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.has_articles(ARMY)
    dialog = exports(desk, "jsonl")
    dialog.format.setCurrentIndex(dialog.format.findData("spacy"))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    desk.waits_until(lambda: not desk.window.jobs.is_busy)
    assert [path.name for path in desk.project.parent.iterdir() if "export" in path.name] == []


def test_the_keyboard_reaches_every_choice(desk: Desk) -> None:
    dialog = exports(desk.has_articles(ARMY), "jsonl")
    for page in range(dialog.tabs.count()):
        dialog.tabs.setCurrentIndex(page)
        dialog.tabs.setFocus()
        reached = set()
        for _ in range(25):
            QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
            reached.add(dialog.focusWidget())
        assert {dialog.target, dialog.export, dialog.preview.sample} <= reached
        if page == 0:
            assert {dialog.format, dialog.annotator, dialog.status} <= reached
        if page == 2:
            assert dialog.splits.is_split in reached
    dialog.close()


def test_enter_presses_the_button_that_has_the_focus_and_no_other(desk: Desk) -> None:
    dialog = exports(desk.has_articles(ARMY), "jsonl")
    before = set(desk.project.parent.iterdir())
    [cancel] = [button for button in dialog.findChildren(QPushButton) if button.text() == "Cancel"]
    cancel.setFocus(Qt.FocusReason.TabFocusReason)
    desk.presses("Return", on=cancel)
    desk.waits_until(lambda: not desk.window.jobs.is_busy)
    assert not isValid(dialog)
    assert set(desk.project.parent.iterdir()) == before


def test_the_format_that_loses_nothing_is_offered_first(desk: Desk) -> None:
    desk.has_articles(ARMY).triggers("file.export")
    dialog = desk.dialog()
    assert isinstance(dialog, ExportDialog)
    assert looked(desk, dialog).format.currentData() == "jsonl"
    titles = [dialog.format.itemText(row).casefold() for row in range(dialog.format.count())]
    assert titles[1:] == sorted(titles[1:])
    dialog.close()
