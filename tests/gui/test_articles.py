"""Bringing articles in, finding them, correcting what is known of them, taking them out."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.domain.model import Status
from annotator.gui.dialogs.article_details import ArticleDetails
from annotator.gui.dialogs.exporting import ExportDialog
from annotator.gui.dialogs.importing import ImportDialog
from annotator.store import actions
from tests.gui.desk import Desk

ARMY = "Army counts its losses\n\nThe army lost three tanks on Monday."
NAVY = "Navy buys radars\n\nThe navy bought nine coastal radars."


def _imports(desk: Desk, *paths: Path) -> ImportDialog:
    desk.window.files.take_dropped(list(paths))
    dialog = desk.dialog()
    assert isinstance(dialog, ImportDialog)
    desk.waits_until(lambda: not desk.window.jobs.is_busy)
    return dialog


def test_dropped_texts_are_shown_then_added_as_one_step(desk: Desk, tmp_path: Path) -> None:
    desk.makes_a_project()
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "army.txt").write_bytes(ARMY.encode("utf-8"))
    (folder / "navy.txt").write_bytes(NAVY.encode("utf-16"))
    dialog = _imports(desk, folder)
    assert "2 articles" in dialog.summary.text()
    encodings = [dialog.table.item(row, 2) for row in range(2)]
    assert "utf-8" in [item.text().lower() for item in encodings if item]
    desk.presses_button("Add 2 articles").waits_until(lambda: not desk.window.jobs.is_busy)
    assert len(desk.article_ids()) == 2
    assert desk.title() == "Army counts its losses"
    desk.undoes()
    assert desk.article_ids() == []
    desk.redoes()
    assert len(desk.article_ids()) == 2


def test_what_cannot_be_taken_is_said_and_the_rest_goes_in(desk: Desk, tmp_path: Path) -> None:
    desk.makes_a_project()
    good, bad = tmp_path / "good.txt", tmp_path / "bad.jsonl"
    good.write_text(ARMY, "utf-8")
    bad.write_text('{"text": "fine"}\n{"text": \n', "utf-8")
    dialog = _imports(desk, good, bad)
    assert "1 article" in dialog.summary.text()
    assert any("line 2" in dialog.problems.item(n).text() for n in range(dialog.problems.count()))
    dialog.skip_bad.click()
    desk.waits_until(lambda: not desk.window.jobs.is_busy)
    assert "2 articles" in dialog.summary.text()
    dialog.close()


def test_tagging_goes_on_while_a_large_import_runs(desk: Desk, tmp_path: Path) -> None:
    desk.has_articles(ARMY)
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number}.txt").write_text(f"Story {number}\n\n" + "Something happened again. " * 60, "utf-8")
    _imports(desk, folder)
    desk.presses_button("Add 300 articles")
    desk.selects("three tanks").presses("3")
    desk.waits_until(lambda: not desk.window.jobs.is_busy)
    assert desk.marked() == [("weapon", "three tanks")]
    assert len(desk.article_ids()) == 301


def test_a_cancelled_import_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.has_articles(ARMY)
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number}.txt").write_text(f"Story {number}\n\n" + "Something happened again. " * 200, "utf-8")
    dialog = _imports(desk, folder)
    desk.presses_button("Add 300 articles")
    desk.window.jobs.cancel()
    desk.waits_until(lambda: not desk.window.jobs.is_busy)
    assert "Nothing was added" in dialog.summary.text()
    assert "Nothing was added" in desk.said()
    assert len(desk.workspace.project.article_ids()) == 1
    dialog.close()


def test_a_text_is_pasted_once(desk: Desk) -> None:
    desk.has_articles(ARMY)
    desk.window.files.paste_text(ARMY)
    desk.presses_button("Add the article")
    assert len(desk.article_ids()) == 1
    assert "already" in desk.said()


def test_a_pasted_text_keeps_every_character(desk: Desk) -> None:
    text = "A title of sorts\r\n\r\n3\u00a0km\u2028on\u200b 🇷🇴 e\u0301"
    desk.makes_a_project().window.files.paste_text(text)
    desk.presses_button("Add the article")
    assert desk.workspace.article.text == text.replace("\r\n", "\n")


def test_an_article_is_removed_without_a_question_and_comes_back(desk: Desk) -> None:
    desk.has_articles(ARMY, NAVY).selects("three tanks").presses("3")
    desk.triggers("article.remove")
    assert desk.title() == "Navy buys radars"
    assert "Ctrl+Z" in desk.said()
    desk.undoes()
    assert desk.title() == "Army counts its losses"
    assert desk.marked() == [("weapon", "three tanks")]


def test_removing_the_last_article_leaves_a_page_that_says_what_to_do(desk: Desk) -> None:
    desk.has_articles(ARMY).triggers("article.remove")
    assert desk.article_ids() == []
    assert desk.view.text == ""
    desk.undoes()
    assert desk.title() == "Army counts its losses"


def test_details_are_corrected_and_a_wrong_date_is_refused(desk: Desk) -> None:
    desk.has_articles(ARMY).triggers("article.details")
    dialog = desk.dialog()
    assert isinstance(dialog, ArticleDetails)
    dialog.fields["title"].setText("Army counts <i>its</i> losses")
    dialog.fields["date"].setText("last Monday")
    assert not dialog._keep.isEnabled()
    dialog.fields["date"].setText("2024-02-05")
    dialog.note.setPlainText("ask the desk")
    desk.presses_button("Save")
    article = desk.workspace.article
    assert (article.title, article.meta.date, article.note) == (
        "Army counts <i>its</i> losses",
        "2024-02-05",
        "ask the desk",
    )
    desk.undoes().undoes()
    assert desk.title() == "Army counts its losses"


def test_search_shows_hits_with_a_snippet_and_marks_them_in_the_text(desk: Desk) -> None:
    desk.has_articles(ARMY, NAVY)
    panel = desk.window.articles
    panel.search.setFocus()
    desk.types("radar", panel.search).presses("Return", on=panel.search)
    assert [panel.model.summary(row).title for row in range(panel.model.rowCount())] == ["Navy buys radars"]  # type: ignore[union-attr]
    assert desk.title() == "Navy buys radars"
    hit = panel.model.hit(desk.workspace.article_id)
    assert hit is not None
    assert hit.snippet
    assert desk.view.caret == hit.start
    assert desk.view.hasFocus()
    desk.presses("Ctrl+Shift+F")
    assert panel.search.hasFocus()
    desk.presses("Esc", on=panel.search)
    assert panel.model.rowCount() == 2


def test_no_query_breaks_the_search(desk: Desk) -> None:
    desk.has_articles(ARMY)
    for query in ('"', "*", "(", "NEAR(", "a AND", "'; drop table article; --", "🪖", "\x00"):
        desk.window.articles.model.show(query=query)
    assert desk.said() == "" or "drop" not in desk.said()
    desk.window.articles.model.show(query="")
    assert desk.window.articles.model.rowCount() == 1


def test_filters_follow_the_status(desk: Desk) -> None:
    desk.has_articles(ARMY, NAVY).presses("Ctrl+Return")
    model = desk.window.articles.model
    model.show(status=Status.DONE)
    assert model.rowCount() == 1
    model.show(status=Status.IN_PROGRESS)
    assert model.rowCount() == 0


def test_next_and_previous_follow_the_list_as_it_is_shown(desk: Desk) -> None:
    desk.has_articles(ARMY, NAVY, "Third story here\n\nText.")
    desk.presses("Ctrl+PgDown", "Ctrl+PgDown")
    assert desk.title() == "Third story here"
    desk.presses("Ctrl+PgDown")
    assert "last article" in desk.said()
    desk.presses("Ctrl+PgUp")
    assert desk.title() == "Navy buys radars"


def test_going_on_with_ctrl_held_down_chooses_the_open_article_alone(desk: Desk) -> None:
    desk.has_articles(ARMY, NAVY, "Third\n\nNothing happened.")
    held = desk.window.windowHandle()
    for _ in range(2):
        QTest.keyClick(held, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
        desk.looks()
    assert desk.title() == "Third"
    assert desk.window.articles.list.chosen_rows() == [2]


def test_one_returns_to_the_article_and_place_one_left(desk: Desk) -> None:
    desk.has_articles(ARMY, NAVY).opens_article(1).puts_the_caret_at("nine").restarts()
    assert desk.title() == "Navy buys radars"
    assert desk.view.caret == NAVY.index("nine")


def test_the_flag_is_set_and_undone(desk: Desk) -> None:
    desk.has_articles(ARMY).triggers("article.flag")
    assert desk.workspace.article.flag
    assert desk.action("article.flag").isChecked()
    desk.undoes()
    assert not desk.action("article.flag").isChecked()


def test_training_data_is_exported_from_the_dialog(desk: Desk) -> None:
    desk.has_articles(ARMY).selects("three tanks").presses("3").triggers("file.export")
    dialog = desk.dialog()
    assert isinstance(dialog, ExportDialog)
    dialog.format.setCurrentIndex(dialog.format.findData("prodigy"))
    assert "suggestions" in dialog.holds.text()
    desk.presses_button("Export").waits_until(lambda: not desk.window.jobs.is_busy)
    assert "1 article and 1 span written" in dialog.outcome.text()
    assert desk.project.with_suffix(".jsonl").exists()
    desk.presses_button("Export").waits_until(lambda: not desk.window.jobs.is_busy)
    assert "already" in dialog.outcome.text()
    dialog.force.setChecked(True)
    desk.presses_button("Export").waits_until(lambda: not desk.window.jobs.is_busy)
    assert "written" in dialog.outcome.text()
    dialog.close()


def test_an_export_can_be_split_and_wrong_shares_are_explained(desk: Desk) -> None:
    desk.has_articles(ARMY, NAVY).triggers("file.export")
    dialog = desk.dialog()
    assert isinstance(dialog, ExportDialog)
    dialog.format.setCurrentIndex(dialog.format.findData("jsonl"))
    dialog.splits.is_split.setChecked(True)
    dialog.splits.shares.setText("train=0.5")
    desk.presses_button("Export")
    assert "add up" in dialog.outcome.text()
    dialog.splits.shares.setText("train=0.5,test=0.5")
    desk.presses_button("Export").waits_until(lambda: not desk.window.jobs.is_busy)
    folder = desk.project.with_name("News-splits")
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md",
        "report.html",
        "report.json",
        "test.jsonl",
        "train.jsonl",
    ]
    dialog.close()


def test_a_project_that_cannot_be_opened_leaves_the_open_one(desk: Desk, tmp_path: Path) -> None:
    desk.has_articles(ARMY)
    picture = tmp_path / "picture.annotator"
    picture.write_bytes(b"\xff\xd8\xff\xe0 no project")
    assert not desk.workspace.open_project(picture)
    assert "picture.annotator" in desk.window.notice.text
    assert desk.title() == "Army counts its losses"
    desk.selects("three tanks").presses("3")
    assert desk.marked() == [("weapon", "three tanks")]


def test_new_labels_get_pills_and_keys(desk: Desk) -> None:
    from annotator.domain.model import Label

    desk.has_articles(ARMY)
    desk.workspace.run(actions.add_label, Label("place & time", key="5", color="teal"))
    desk.selects("Monday").presses("5")
    assert desk.marked() == [("place & time", "Monday")]
    assert desk.window.pane.labels.pill("place & time").sizeHint().width() > 40


def test_how_far_one_read_is_marked_shown_and_found_again(desk: Desk) -> None:
    desk.has_articles("Title here\nFirst paragraph.\nSecond paragraph.")
    desk.puts_the_caret_at("Second").presses("M", on=desk.view)
    offset = desk.view.text.index("Second")
    assert desk.workspace.project.place(desk.workspace.article_id, "ana") == offset
    line = desk.view.range_rectangles(offset, offset + 1)[0]
    margin = desk.view.grab().toImage().copy(0, round(line.top()), round(line.left()) - 2, round(line.height()))
    colors = {margin.pixelColor(x, margin.height() // 3).name() for x in range(margin.width())}
    assert desk.window.looks.theme.accent.name() in colors
    desk.presses("Ctrl+Home", "Shift+M", on=desk.view)
    assert desk.view.caret == offset
    desk.undoes()
    assert desk.workspace.project.place(desk.workspace.article_id, "ana") is None
