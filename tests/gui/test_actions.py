"""The table of actions: what it names exists, and no key is given twice."""

import inspect

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from annotator.domain.model import Label
from annotator.gui.action import Context, clashes, portable, with_keys
from annotator.gui.actions import ACTIONS, GROUPS, MENUS, SUBMENUS, all_keys, label_actions
from annotator.gui.dialogs.cheat_sheet import CheatSheet
from annotator.gui.key_names import key_name, key_names
from tests.gui.desk import Desk

FOUR = [Label("claim", "1"), Label("actor", "2"), Label("weapon", "3"), Label("figure", "4")]


def test_every_slot_exists_and_takes_what_the_table_gives_it(desk: Desk) -> None:
    slots = desk.window.menus._slots
    for action in (*ACTIONS, *label_actions(FOUR)):
        owner, name = action.slot.split(".")
        method = getattr(slots[owner], name)
        inspect.signature(method).bind(*action.args, **dict(action.options))


def test_every_action_has_a_menu_or_a_key_and_known_headings() -> None:
    menus = {name for name, _ in MENUS} | SUBMENUS.keys()
    for action in ACTIONS:
        assert action.menu or action.keys, action.id
        assert not action.menu or action.menu in menus, action.id
        assert not action.group or action.group in GROUPS, action.id
        assert not action.keys or action.group, f"{action.id} is missing from the cheat sheet"


def test_ids_are_unique() -> None:
    ids = [action.id for action in ACTIONS]
    assert len(ids) == len(set(ids))


def test_each_menu_underlines_a_letter_once() -> None:
    texts = [(action.menu, action.text) for action in ACTIONS if action.menu]
    texts += [(name.split("/")[0], text) for name, text in SUBMENUS.items()]
    letters = [(menu, str(text).partition("&")[2][:1].lower()) for menu, text in texts if "&" in str(text)]
    assert len(letters) == len(set(letters)), sorted(one for one in letters if letters.count(one) > 1)


def test_no_key_is_given_twice() -> None:
    assert clashes([*ACTIONS, *label_actions(FOUR, taken=all_keys())]) == []


def test_every_key_is_one_that_qt_knows() -> None:
    for action in ACTIONS:
        for key in action.keys:
            assert portable(key), f"{action.id}: {key}"


def test_single_keys_belong_to_the_reading_view_alone() -> None:
    for action in ACTIONS:
        for key in action.keys:
            is_single = len(key) == 1 or key in ("Tab", "Return", "Enter", "Backspace", "Del", "Esc", "Space")
            assert not is_single or action.context is Context.READING, f"{action.id}: {key}"
            assert key != "Tab", "Tab must always be able to leave"


def test_a_label_key_that_the_view_uses_is_not_given_again() -> None:
    [tag, second] = label_actions([Label("navy", "n")], taken=all_keys())
    assert tag.keys == ()
    assert all(key not in ("N", "Shift+N") for key in second.keys)


def test_two_labels_with_one_key_share_nothing() -> None:
    actions = label_actions([Label("one", "5"), Label("two", "5")])
    assert clashes(actions) == []


def test_keys_can_be_given_anew(desk: Desk) -> None:
    [remapped] = [a for a in with_keys(ACTIONS, {"span.remove": ["R"]}) if a.id == "span.remove"]
    assert remapped.keys == ("R",)


def test_the_menus_show_what_the_table_says(desk: Desk) -> None:
    for action in ACTIONS:
        made = desk.action(action.id)
        assert made.objectName() == action.id
        assert [key.toString() for key in made.shortcuts()] == [portable(key) for key in action.keys]
    tops = [menu.text().replace("&", "") for menu in desk.window.menuBar().actions()]
    assert tops == ["File", "Edit", "Tag", "Go", "Suggest", "View", "Help"]


def test_the_cheat_sheet_shows_every_key(desk: Desk) -> None:
    desk.has_articles("The army said so.").triggers("help.keys")
    sheet = desk.dialog()
    assert isinstance(sheet, CheatSheet)
    labels = sheet.columns.findChildren(QLabel)
    shown = [label.text() for label in labels]
    for action in desk.window.menus.table:
        if action.keys:
            assert key_names(action.keys) in shown, action.id
    sheet.filter.setText("split")
    visible = [label.text() for label in labels if label.isVisible()]
    assert "Split at the caret" in visible
    assert "SELECT" not in visible
    sheet.filter.setText("")
    sheet.resize(sheet.width(), 300)
    desk.looks()
    for key in ("Down", "PgDown"):
        before = sheet.columns.verticalScrollBar().value()
        desk.presses(key, on=sheet.filter)
        assert sheet.columns.verticalScrollBar().value() > before
    sheet.filter.setText("nudge nothing like this")
    assert not any(label.isVisible() for label in labels)
    assert "No key does that." in [label.text() for label in sheet.findChildren(QLabel) if label.isVisible()]
    sheet.close()


def test_the_cheat_sheet_fits_a_small_screen_and_never_scrolls_sideways(desk: Desk) -> None:
    desk.has_articles("The army said so.").triggers("help.keys")
    sheet = desk.dialog()
    assert isinstance(sheet, CheatSheet)
    columns = []
    for width in (560, 860, 1600):
        sheet.resize(width, 500)
        QApplication.processEvents()
        area = sheet.columns
        columns.append(area.shown)
        assert (page := area.widget()) is not None
        assert page.minimumSizeHint().width() <= area.viewport().width()
    assert columns == sorted(columns)
    assert columns[0] == 1
    assert columns[-1] == 3
    sheet.close()


@pytest.mark.parametrize(
    ("key", "shown"), [("Ctrl+Left", "Ctrl+←"), ("Return", "Enter"), ("+", "+"), ("Ctrl++", "Ctrl++"), ("-", "-")]
)
def test_keys_are_shown_as_people_know_them(key: str, shown: str, qapp: object) -> None:
    assert key_name(key) == shown


def test_without_a_project_only_what_makes_sense_is_available(desk: Desk) -> None:
    assert desk.action("file.open").isEnabled()
    assert not desk.action("file.import").isEnabled()
    assert not desk.action("edit.undo").isEnabled()
    desk.has_articles("The army said so.")
    assert desk.action("edit.undo").isEnabled()
    assert not desk.action("span.remove").isEnabled()
    assert "Paste" in desk.action("edit.undo").text()
