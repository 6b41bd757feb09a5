"""The preferences: what is changed holds at once, is remembered, and can be set back."""

from typing import Any

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel

from annotator.gui import key_names
from annotator.gui.action import clashes, is_single
from annotator.gui.actions import ACTIONS
from annotator.gui.dialogs.preferences import Preferences
from annotator.gui.settings import SETTINGS, Settings
from tests.gui.desk import Desk
from tests.gui.test_window import _unnamed

TEXT = "Army counts its losses\n\nThe army lost three tanks on Monday. The navy said nothing of it."


def opened(desk: Desk) -> Any:
    desk.triggers("edit.preferences")
    dialog = desk.dialog()
    assert isinstance(dialog, Preferences)
    return dialog


def keys_page(desk: Desk) -> Any:
    dialog = opened(desk)
    dialog.tabs.setCurrentWidget(dialog.keys)
    return dialog.keys


def changes_key(desk: Desk, page: Any, action: str, key: str) -> None:
    """Chooses an action, presses Enter, and then the key."""
    page.choose(action)
    desk.presses("Return", on=page.table)
    desk.presses(key, on=page.table)


def test_every_preference_has_a_named_field(desk: Desk) -> None:
    dialog = opened(desk)
    assert {setting.name for setting in SETTINGS if setting.is_preference} == set(dialog.rows)
    assert _unnamed(dialog) == []
    for row in dialog.rows.values():
        assert row.setting.accepts(row.setting.default)


def test_the_text_changes_while_the_dialog_is_open(desk: Desk) -> None:
    desk.has_articles(TEXT)
    rows = opened(desk).rows
    rows["measure"].field.setValue(40)
    rows["line_spacing"].field.setValue(1.6)
    rows["font_size"].field.setValue(20)
    rows["zoom"].field.setValue(130)
    page = desk.view._page
    assert (page.measure, page.spacing, page.font.pointSizeF(), page.zoom) == (40, 1.6, 20, 130)
    desk.restarts()
    page = desk.view._page
    assert (page.measure, page.spacing, page.font.pointSizeF(), page.zoom) == (40, 1.6, 20, 130)


def test_a_font_of_the_system_is_chosen_and_let_go(desk: Desk) -> None:
    desk.has_articles(TEXT)
    row = opened(desk).rows["reading_font"]
    family = QFontDatabase.families()[0]
    row.field.setCurrentIndex(row.field.findData(family))
    assert desk.view._page.font.families()[0] == family
    row.back.click()
    assert desk.view._page.font.families()[0] == "Noto Serif"
    assert row.field.currentData() == ""


def test_a_font_that_is_gone_is_still_shown_as_the_choice(desk: Desk) -> None:
    desk.window.settings.set("reading_font", "No Such Serif")
    assert opened(desk).rows["reading_font"].field.currentText() == "No Such Serif"


def test_the_theme_follows_the_choice_in_the_dialog(desk: Desk) -> None:
    field = opened(desk).rows["theme"].field
    field.setCurrentIndex(field.findData("dark"))
    assert desk.window.looks.theme.name == "dark"
    assert desk.action("view.theme_dark").isChecked()
    desk.triggers("view.theme_light")
    assert field.currentData() == "light"


def test_snapping_is_one_setting_wherever_it_is_changed(desk: Desk) -> None:
    desk.has_articles(TEXT)
    row = opened(desk).rows["snap"]
    row.field.click()
    assert not desk.view.snap
    assert not desk.action("view.snap").isChecked()
    desk.triggers("view.snap")
    assert row.field.isChecked()
    assert desk.action("view.snap").isChecked()


def test_tidying_can_be_left_off(desk: Desk) -> None:
    desk.has_articles(TEXT)
    opened(desk).rows["tidy"].field.click()
    desk.selects("The army lost three tanks on Monday.").presses("1")
    assert desk.marked() == [("claim", "The army lost three tanks on Monday.")]


def test_all_is_set_back_and_the_reset_taken_back(desk: Desk) -> None:
    dialog = opened(desk)
    assert not dialog.reset_all.isEnabled()
    dialog.rows["measure"].field.setValue(100)
    dialog.rows["tidy"].field.click()
    desk.window.settings.set("annotator", "ben")
    dialog.reset_all.click()
    settings = desk.window.settings
    assert (settings.get("measure"), settings.get("tidy"), settings.get("annotator")) == (70, True, "ben")
    assert not dialog.rows["measure"].back.isVisible()
    dialog.take_back.click()
    assert (settings.get("measure"), settings.get("tidy")) == (100, False)
    assert not dialog.take_back.isVisible()


def test_one_window_of_preferences_is_enough(desk: Desk) -> None:
    dialog = opened(desk)
    assert opened(desk) is dialog
    dialog.close()
    QApplication.processEvents()
    assert opened(desk) is not dialog


def test_numbers_out_of_bounds_are_not_kept() -> None:
    settings = Settings()
    for name, value in (("measure", 20), ("measure", 500), ("line_spacing", 3.0), ("font_size", 4), ("zoom", 1)):
        with pytest.raises(ValueError, match=name):
            settings.set(name, value)


# keys


def test_a_key_is_changed_with_the_keyboard_and_works_at_once(desk: Desk) -> None:
    desk.has_articles(TEXT)
    page = keys_page(desk)
    changes_key(desk, page, "view.snap", "Ctrl+Alt+S")
    assert "Ctrl+Alt+S" in page.said.text()
    assert desk.action("view.snap").shortcut().toString() == "Ctrl+Alt+S"
    assert "Ctrl+Alt+S" in desk.window.pane._snap.toolTip()
    desk.dialog().close()
    desk.turns_to_the_window().presses("F7")
    assert desk.view.snap
    desk.presses("Ctrl+Alt+S")
    assert not desk.view.snap
    desk.restarts().presses("Ctrl+Alt+S")
    assert desk.view.snap


def test_the_cheat_sheet_and_what_is_said_tell_the_new_key(desk: Desk) -> None:
    desk.has_articles(TEXT)
    page = keys_page(desk)
    changes_key(desk, page, "edit.undo", "Ctrl+U")
    changes_key(desk, page, "help.keys", "F12")
    desk.dialog().close()
    assert "F12 shows all keys" in desk.looks().window.inspector._hint.text()
    desk.turns_to_the_window().selects("three tanks").presses("3", "Del")
    assert "Ctrl+U" in desk.said()
    desk.presses("F12")
    sheet = desk.dialog()
    assert any(label.text() == "Ctrl+U" for label in sheet.findChildren(QLabel))
    sheet.close()


def test_a_key_that_another_action_has_is_refused_with_its_name(desk: Desk) -> None:
    desk.has_articles(TEXT)
    page = keys_page(desk)
    changes_key(desk, page, "view.snap", "Ctrl+E")
    assert "Export training data" in page.said.text()
    assert page.table.is_listening
    desk.presses("N", on=page.table)
    assert "Next span" in page.said.text()
    desk.presses("Esc", on=page.table)
    assert not page.table.is_listening
    assert desk.window.settings.get("keys") == {}


def test_a_key_of_a_label_is_refused(desk: Desk) -> None:
    desk.has_articles(TEXT)
    page = keys_page(desk)
    changes_key(desk, page, "reading.grow", "3")
    assert "Tag as weapon" in page.said.text()
    assert "label scheme" in page.said.text()


def test_a_letter_alone_is_refused_where_one_may_be_typing(desk: Desk) -> None:
    page = keys_page(desk)
    for key in ("Q", "Shift+Q", "Backspace"):
        if key == "Backspace":
            changes_key(desk, page, "span.remove", "Del")
        changes_key(desk, page, "view.snap", key)
        assert "where one types" in page.said.text(), key
        desk.presses("Esc", on=page.table)
    changes_key(desk, page, "reading.select_all", "Q")
    assert desk.action("reading.select_all").shortcut().toString() == "Q"


def test_a_key_is_added_taken_away_and_set_back(desk: Desk) -> None:
    page = keys_page(desk)
    page.choose("view.snap")
    page.add.click()
    desk.presses("Ctrl+Alt+S", on=page.table)
    assert [key.toString() for key in desk.action("view.snap").shortcuts()] == ["F7", "Ctrl+Alt+S"]
    desk.presses("Delete", on=page.table)
    assert desk.action("view.snap").shortcuts() == []
    assert "“Snap to words”" in key_names.told("{view.snap}")
    page.reset.click()
    assert [key.toString() for key in desk.action("view.snap").shortcuts()] == ["F7"]
    assert desk.window.settings.get("keys") == {}


def test_all_keys_are_set_back_and_the_reset_taken_back(desk: Desk) -> None:
    page = keys_page(desk)
    changes_key(desk, page, "view.snap", "Ctrl+Alt+S")
    changes_key(desk, page, "help.keys", "F7")
    page.choose("view.snap")
    page.reset.click()
    assert "Keyboard cheat sheet" in page.said.text()
    page.reset_all.click()
    assert desk.action("view.snap").shortcut().toString() == "F7"
    assert desk.action("help.keys").shortcut().toString() == "F1"
    page.take_back.click()
    assert desk.action("help.keys").shortcut().toString() == "F7"


def test_both_enters_are_one_key(desk: Desk) -> None:
    page = keys_page(desk)
    changes_key(desk, page, "article.details", "Ctrl+Alt+Return")
    assert desk.window.settings.keys()["article.details"] == ("Ctrl+Alt+Return", "Ctrl+Alt+Enter")


def test_a_freed_key_goes_to_the_label_that_asks_for_it(desk: Desk) -> None:
    from annotator.domain.model import Label
    from annotator.store import actions

    desk.has_articles(TEXT)
    desk.workspace.run(actions.add_label, Label("navy", key="n", color="teal"))
    assert desk.action("tag.navy").shortcuts() == []
    changes_key(desk, keys_page(desk), "reading.next_span", "Ctrl+Alt+N")
    assert desk.action("tag.navy").shortcut().toString() == "N"


def test_the_list_is_searched_by_name_and_by_key(desk: Desk) -> None:
    page = keys_page(desk)

    def shown() -> list[str]:
        rows = range(page.table.rowCount())
        return [page.table.item(row, 0).text() for row in rows if not page.table.isRowHidden(row)]

    page.filter.setText("snap")
    assert shown() == ["Snap to words (Select)"]
    page.filter.setText("ctrl+shift+f")
    assert shown() == ["Search among the articles (Articles)"]
    page.filter.setText("")
    assert len(shown()) == len(ACTIONS)


def test_keys_in_the_settings_that_make_no_sense_do_no_harm(desk: Desk) -> None:
    settings = desk.window.settings
    settings.set("keys", {"view.snap": 5, "no.such": ["F5"], "help.keys": ["Ctrl+E"], "file.export": ["nonsense key"]})
    assert desk.action("view.snap").shortcut().toString() == "F7"
    assert desk.action("help.keys").shortcut().toString() == "Ctrl+E"
    assert clashes(desk.window.menus.table) == []


@pytest.mark.parametrize(
    ("key", "alone"),
    [("A", True), ("Shift+A", True), ("+", True), ("Ctrl++", False), ("F5", False), ("Alt+Return", False)],
)
def test_which_keys_are_needed_where_one_types(key: str, alone: bool, qapp: object) -> None:
    assert is_single(key) is alone
