"""The window of the labels: what the person who runs the project does there."""

from functools import partial
from typing import cast

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from annotator.domain.model import Extent, Label
from annotator.gui.dialogs.scheme import SchemeDialog
from annotator.gui.dialogs.scheme_fields import hue_name
from annotator.gui.dialogs.scheme_list import Role
from annotator.gui.theme import theme
from annotator.store import Project, actions
from tests.gui.desk import Desk

ARMY = "The army said it lost three tanks on Monday. Nobody else saw them."


def opened(desk: Desk) -> SchemeDialog:
    """The window, opened by its key, on an article with two weapons and an actor."""
    desk.has_articles(ARMY)
    desk.selects("three tanks").presses("3").selects("tanks").presses("3").selects("army").presses("2")
    desk.presses("Ctrl+L")
    dialog = cast(SchemeDialog, desk.dialog())
    assert isinstance(dialog, SchemeDialog)
    dialog.activateWindow()
    desk.waits_until(dialog.isActiveWindow)
    return dialog


def names(desk: Desk) -> list[str]:
    return [label.name for label in desk.workspace.project.labels()]


def label(desk: Desk, name: str) -> Label:
    found: Label = next(label for label in desk.workspace.project.labels() if label.name == name)
    return found


def rows(dialog: SchemeDialog) -> list[tuple[str, int]]:
    model = dialog.model
    return [(model.index(row).data(), model.index(row).data(Role.COUNT)) for row in range(model.rowCount())]


def test_it_lists_the_labels_with_their_counts_and_follows_the_tagging(desk: Desk) -> None:
    dialog = opened(desk)
    assert rows(dialog) == [("claim", 0), ("actor", 1), ("weapon", 2), ("figure", 0)]
    assert not dialog.isModal()
    actions_before = desk.workspace.project.undo_name()
    desk.workspace.undo()
    desk.waits_until(lambda: rows(dialog)[1] == ("actor", 0))
    assert actions_before == "Tag as actor"


def test_renaming_is_one_step_and_reaches_the_text(desk: Desk) -> None:
    dialog = opened(desk)
    desk.chooses_span("tanks", "weapon")
    dialog.choose("weapon")
    desk.presses("F2", on=dialog.list)
    assert dialog.name.hasFocus()
    dialog.name.selectAll()
    desk.types("arms & armour", dialog.name).presses("Return", on=dialog.name)
    assert dialog.isVisible()
    assert names(desk) == ["claim", "actor", "arms & armour", "figure"]
    assert ("arms & armour", "tanks") in desk.marked()
    assert desk.workspace.project.undo_name() == "Rename label weapon to arms & armour"
    assert "arms & armour" in desk.looks().pill_counts()
    assert desk.window.inspector.card._label.currentText() == "arms & armour"
    counts = desk.window.articles.model.summary(0)
    assert counts is not None
    assert counts.counts == {"actor": 1, "arms & armour": 2}
    dialog.list.setFocus()
    desk.presses("Ctrl+Z", on=dialog.list)
    assert names(desk) == ["claim", "actor", "weapon", "figure"]
    assert dialog.name.text() == "weapon"


def test_a_name_that_another_label_has_is_refused_in_place(desk: Desk) -> None:
    dialog = opened(desk)
    dialog.choose("weapon")
    dialog.name.setFocus()
    dialog.name.selectAll()
    desk.types("actor", dialog.name).presses("Return", on=dialog.name)
    assert "already" in dialog.problem
    assert dialog.name.accessibleDescription() == dialog.problem
    assert names(desk)[2] == "weapon"
    dialog.choose("figure")
    assert dialog.problem == ""
    assert desk.window.notice.text == ""


@pytest.mark.parametrize(("key", "owner"), [("2", "actor"), ("n", "Next span"), ("x", "Remove the span")])
def test_a_key_that_is_taken_is_refused_with_who_has_it(desk: Desk, key: str, owner: str) -> None:
    dialog = opened(desk)
    dialog.choose("weapon")
    dialog.key.setFocus()
    desk.types(key, dialog.key)
    assert owner in dialog.problem
    assert dialog.key.text() == "3"
    assert label(desk, "weapon").key == "3"


def test_a_new_key_works_in_the_text_at_once(desk: Desk) -> None:
    dialog = opened(desk)
    dialog.choose("weapon")
    dialog.key.setFocus()
    desk.types("z", dialog.key)
    assert dialog.problem == ""
    assert dialog.key.text() == "Z"
    assert desk.workspace.project.undo_name() == "Change the key of weapon"
    desk.selects("Nobody").presses("Z")
    assert ("weapon", "Nobody") in desk.marked()
    dialog.key.setFocus()
    desk.presses("Backspace", on=dialog.key)
    assert label(desk, "weapon").key == ""


def test_colours_have_names_and_are_chosen_with_the_keyboard(desk: Desk) -> None:
    dialog = opened(desk)
    dialog.choose("weapon")
    red, green = dialog.colors.swatch("red"), dialog.colors.swatch("green")
    assert red.isChecked()
    assert green.accessibleDescription() == "used by figure"
    assert all(hue_name(hue) != hue for hue in theme("light").hues)
    red.setFocus()
    desk.presses("Down", on=red)
    pink = dialog.colors.swatch("pink")
    assert pink.hasFocus()
    assert label(desk, "weapon").color == "red"
    desk.presses("Space", on=pink)
    assert label(desk, "weapon").color == "pink"
    assert pink.isChecked()
    assert not red.isChecked()
    desk.presses("Space", on=pink)
    assert desk.workspace.project.undo_name() == "Recolour label weapon"
    desk.undoes()
    assert label(desk, "weapon").color == "red"


def test_phrase_or_statement(desk: Desk) -> None:
    dialog = opened(desk)
    dialog.choose("weapon")
    dialog.statement.click()
    assert label(desk, "weapon").extent is Extent.STATEMENT
    assert dialog.model.index(2).data(Role.MARK) == "two bars"
    desk.undoes()
    assert dialog.phrase.isChecked()


def test_the_guideline_is_kept_when_it_is_left_whole_and_plain(desk: Desk) -> None:
    dialog = opened(desk)
    dialog.choose("weapon")
    dialog.guideline.setFocus()
    dialog.guideline.selectAll()
    desk.types("<b>Type</b> & designation", cast(QWidget, dialog.guideline))
    assert label(desk, "weapon").guideline != "<b>Type</b> & designation"
    dialog.choose("figure")
    assert label(desk, "weapon").guideline == "<b>Type</b> & designation"
    assert dialog.name.text() == "figure"
    assert dialog.list.currentIndex().data() == "figure"
    assert desk.workspace.project.undo_name() == "Edit the guideline of weapon"
    dialog.guideline.setFocus()
    dialog.guideline.selectAll()
    desk.types("A number.", cast(QWidget, dialog.guideline))
    dialog.close()
    assert label(desk, "figure").guideline == "A number."


def test_what_is_typed_survives_a_change_of_another_label(desk: Desk) -> None:
    dialog = opened(desk)
    dialog.choose("weapon")
    dialog.guideline.setFocus()
    dialog.guideline.selectAll()
    desk.types("half a sen", cast(QWidget, dialog.guideline))
    desk.workspace.run(actions.edit_label, "figure", Label("number", "4", "green"))
    assert dialog.guideline.toPlainText() == "half a sen"
    assert [row[0] for row in rows(dialog)] == ["claim", "actor", "weapon", "number"]


def test_order_by_keys_and_buttons(desk: Desk) -> None:
    dialog = opened(desk)
    dialog.choose("claim")
    assert not dialog.up.isEnabled()
    desk.presses("Alt+Down", on=dialog.list)
    desk.presses("Alt+Down", on=dialog.list)
    assert names(desk) == ["actor", "weapon", "claim", "figure"]
    assert dialog.list.currentIndex().data() == "claim"
    dialog.up.click()
    assert names(desk) == ["actor", "claim", "weapon", "figure"]
    desk.undoes()
    assert names(desk) == ["actor", "weapon", "claim", "figure"]


def test_a_new_label_gets_a_free_key_and_colour_and_waits_for_its_name(desk: Desk) -> None:
    dialog = opened(desk)
    desk.presses("Ins", on=dialog.list)
    assert label(desk, "new label").key == "5"
    assert label(desk, "new label").color not in ("purple", "blue", "red", "green")
    assert dialog.name.hasFocus()
    assert dialog.name.selectedText() == "new label"
    desk.types("place", dialog.name).presses("Return", on=dialog.name)
    assert names(desk)[-1] == "place"
    dialog.add.click()
    dialog.add.click()
    assert names(desk)[-2:] == ["new label", "new label 2"]


def test_deleting_says_what_goes_and_undo_brings_it_back(desk: Desk) -> None:
    dialog = opened(desk)
    dialog.choose("weapon")
    desk.presses("Del", on=dialog.list)
    assert dialog.question == "2 spans in 1 article go with it. Ctrl+Z brings them back."
    assert "weapon" in names(desk)
    desk.presses("Esc", on=dialog.sure)
    assert dialog.isVisible()
    assert dialog.question == ""
    desk.presses("Del", on=dialog.list)
    assert dialog.sure.hasFocus()
    desk.presses("Return", on=dialog.sure)
    assert names(desk) == ["claim", "actor", "figure"]
    assert desk.marked() == [("actor", "army")]
    assert dialog.list.hasFocus()
    assert dialog.list.currentIndex().data() == "figure"
    desk.presses("Ctrl+Z", on=dialog.list)
    assert names(desk) == ["claim", "actor", "weapon", "figure"]
    assert len(desk.marked()) == 3


def test_a_label_without_spans_goes_without_a_question(desk: Desk) -> None:
    dialog = opened(desk)
    dialog.choose("figure")
    dialog.remove.click()
    assert names(desk) == ["claim", "actor", "weapon"]
    assert "Ctrl+Z" in desk.said()


def test_merging_two_labels(desk: Desk) -> None:
    dialog = opened(desk)
    dialog.choose("weapon")
    menu = dialog.merge.menu()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["claim", "actor", "figure"]
    menu.actions()[1].trigger()
    assert dialog.question.startswith("2 spans in 1 article become “actor”")
    dialog.sure.click()
    assert names(desk) == ["claim", "actor", "figure"]
    assert {row[0] for row in desk.marked()} == {"actor"}
    assert dialog.list.currentIndex().data() == "actor"
    desk.undoes()
    assert names(desk) == ["claim", "actor", "weapon", "figure"]


def test_without_labels_there_is_a_word_and_a_way_on(desk: Desk) -> None:
    dialog = opened(desk)
    for name in names(desk):
        desk.workspace.run(actions.remove_label, name)
    assert rows(dialog) == []
    desk.presses("Ins", on=dialog.list)
    assert names(desk) == ["new label"]
    assert dialog.name.hasFocus()


def test_every_control_has_a_name_and_can_be_reached_with_tab(desk: Desk) -> None:
    dialog = opened(desk)
    controls = [w for w in dialog.findChildren(QWidget) if isinstance(w, QAbstractButton | QLineEdit)]
    assert all(control.accessibleName() for control in (*controls, dialog.list, dialog.guideline))
    assert all("&" not in control.accessibleName() for control in controls)
    said = dialog.model.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "weapon, phrase, key 3, 2 spans, Red"
    reached = set()
    dialog.list.setFocus()
    for _ in range(20):
        reached.add(QApplication.focusWidget())
        QTest.keyClick(cast(QWidget, QApplication.focusWidget()), Qt.Key.Key_Tab)
    wanted = {dialog.list, dialog.add, dialog.name, dialog.key, dialog.guideline, dialog.merge, dialog.remove}
    assert wanted | {dialog.colors.swatch("purple")} <= reached


def test_hostile_names_stay_plain(desk: Desk) -> None:
    dialog = opened(desk)
    evil = "<img src=x onerror=1> & <b>bold</b>"
    desk.workspace.run(actions.edit_label, "weapon", Label(evil, "3", "no such hue", "<script>"))
    dialog.choose(evil)
    assert dialog.name.text() == evil
    assert "<b>" not in dialog.model.index(2).data(Qt.ItemDataRole.ToolTipRole)
    dialog.ask_to_delete()
    assert dialog.sure.text().replace("&&", "&").startswith("Delete “<img src=x")
    dialog.choose("actor")
    assert dialog.question == ""
    for name in ("light", "dark"):
        desk.window.looks.choose(name)
        assert not dialog.grab().isNull()


def test_it_closes_with_the_project_and_opens_once(desk: Desk) -> None:
    opened(desk)
    desk.triggers("scheme.show")
    assert len([d for d in desk.window.findChildren(SchemeDialog) if d.isVisible()]) == 1
    desk.triggers("file.close")
    assert [d for d in desk.window.findChildren(SchemeDialog) if d.isVisible()] == []
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not desk.action("scheme.show").isEnabled()


def test_a_project_that_cannot_be_written_is_only_shown(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.has_articles(ARMY).triggers("file.close")
    monkeypatch.setattr(Project, "open", partial(Project.open, read_only=True))
    desk.opens(desk.project)
    assert desk.workspace.read_only
    desk.triggers("scheme.show")
    dialog = cast(SchemeDialog, desk.dialog())
    for control in (dialog.add, dialog.remove, dialog.key, dialog.phrase, dialog.colors, dialog.up, dialog.down):
        assert not control.isEnabled()
    assert dialog.name.isReadOnly()
    dialog.add_label()
    dialog.ask_to_delete()
    assert names(desk) == ["claim", "actor", "weapon", "figure"]
