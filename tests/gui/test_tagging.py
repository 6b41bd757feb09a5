"""A day of tagging, told by what the annotator does and sees."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from annotator.domain.model import Status
from annotator.store import Project, actions
from annotator.store.connection import open_database
from tests.gui.desk import Desk

ARMY = "🪖 The army said it lost three tanks on Monday. Nobody else saw them."
NAVY = "The navy bought nine coastal radars. They cost 61 million euros."


def test_a_marked_weapon_survives_undo_redo_and_a_restart(desk: Desk) -> None:
    desk.has_articles(ARMY)
    desk.selects("three tanks").presses("3")
    assert desk.marked() == [("weapon", "three tanks")]
    desk.undoes()
    assert desk.marked() == []
    desk.redoes().restarts()
    assert desk.marked() == [("weapon", "three tanks")]
    [span] = desk.stored()
    assert (span.start, span.end, span.annotator) == (24, 35, "ana")


def test_with_nothing_selected_a_key_tags_the_word_and_a_claim_its_sentence(desk: Desk) -> None:
    desk.has_articles(ARMY).puts_the_caret_at("army").presses("2")
    desk.view.place_caret(ARMY.index("Nobody") + 2)
    desk.presses("1")
    assert ("actor", "army") in desk.marked()
    assert any(label == "claim" and quote.startswith("Nobody else") for label, quote in desk.marked())


def test_digits_relabel_a_selected_span_and_shift_adds_a_second_label(desk: Desk) -> None:
    desk.has_articles(ARMY).selects("three tanks").presses("3", "4")
    assert desk.marked() == [("figure", "three tanks")]
    desk.presses("Shift+3")
    assert desk.marked() == [("figure", "three tanks"), ("weapon", "three tanks")]


def test_the_same_tag_twice_is_refused_with_a_word(desk: Desk) -> None:
    desk.has_articles(ARMY).selects("three tanks").presses("3")
    desk.selects("three tanks").presses("3")
    assert desk.marked() == [("weapon", "three tanks")]
    assert "already" in desk.said()


def test_borders_are_nudged_by_words_and_by_characters(desk: Desk) -> None:
    desk.has_articles(ARMY).selects("tanks").presses("3")
    desk.presses("H")
    assert desk.marked() == [("weapon", "three tanks")]
    desk.presses("L")
    assert desk.marked() == [("weapon", "three tanks on")]
    desk.presses("K", "Shift+J")
    assert desk.marked() == [("weapon", "hree tanks")]


@pytest.mark.parametrize("key", ["Del", "Backspace", "X"])
def test_a_span_is_removed_without_a_question_and_brought_back(desk: Desk, key: str) -> None:
    desk.has_articles(ARMY).selects("tanks").presses("3", key)
    assert desk.marked() == []
    assert "Ctrl+Z" in desk.said()
    desk.presses("Ctrl+Z")
    assert desk.marked() == [("weapon", "tanks")]


def test_undoing_a_step_of_another_article_opens_that_article(desk: Desk) -> None:
    desk.has_articles(ARMY, NAVY).selects("tanks").presses("3")
    desk.opens_article(1)
    assert "navy" in desk.view.text
    desk.undoes()
    assert "army" in desk.view.text
    assert desk.marked() == []


def test_the_first_tag_begins_the_article_and_done_and_next_leads_on(desk: Desk) -> None:
    desk.has_articles(ARMY, NAVY)
    assert desk.status(0) is Status.TODO
    desk.selects("tanks").presses("3")
    assert desk.status(0) is Status.IN_PROGRESS
    desk.presses("Ctrl+Return")
    assert desk.status(0) is Status.DONE
    assert "navy" in desk.view.text
    desk.presses("Ctrl+Return")
    assert desk.status(1) is Status.DONE
    assert "Every article is done" in desk.said()


def test_counts_and_lists_follow_each_tag(desk: Desk) -> None:
    desk.has_articles(ARMY).selects("three tanks").presses("3").selects("three").presses("4")
    assert "1 span" in desk.pill_counts()["weapon"]
    model = desk.window.inspector.model
    assert [model.data(model.index(row)) for row in range(model.rowCount())] == ["three tanks", "three"]
    summary = desk.window.articles.model.summary(0)
    assert summary is not None
    assert dict(summary.counts) == {"weapon": 1, "figure": 1}


def test_a_note_is_written_from_the_text_and_back_again(desk: Desk) -> None:
    desk.has_articles(ARMY).selects("tanks").presses("3", "Return")
    note = desk.window.inspector.card._note
    assert note.hasFocus()
    desk.types("T-72 & <b>T-55</b>", note).presses("Return", on=note)
    assert desk.view.hasFocus()
    [span] = desk.stored()
    assert span.attributes["note"] == "T-72 & <b>T-55</b>"
    desk.undoes()
    assert "note" not in desk.stored()[0].attributes


def test_escape_keeps_a_note_that_is_being_written(desk: Desk) -> None:
    desk.has_articles(ARMY).selects("tanks").presses("3", "Return")
    note = desk.window.inspector.card._note
    desk.types("T-72?", note).presses("Esc", on=note)
    assert desk.view.hasFocus()
    assert desk.stored()[0].attributes["note"] == "T-72?"
    desk.undoes()
    assert "note" not in desk.stored()[0].attributes


def test_a_note_shows_in_the_list_of_spans_and_in_that_of_articles(desk: Desk) -> None:
    desk.has_articles(ARMY, NAVY).selects("tanks").presses("3")
    spans, articles = desk.window.inspector.model, desk.window.articles.model

    def said() -> tuple[str, str]:
        role = Qt.ItemDataRole.AccessibleTextRole
        return spans.data(spans.index(0), role), articles.data(articles.index(0), role)

    def is_noted() -> bool:
        summary = articles.summary(0)
        return summary is not None and summary.note

    assert "note" not in "".join(said())
    desk.presses("Return")
    note = desk.window.inspector.card._note
    desk.types("T-72?", note).presses("Return", on=note)
    assert said()[0] == "weapon: tanks, note: T-72?"
    assert said()[1].endswith("1 span, with a note")
    desk.selects("army").presses("2")
    assert is_noted()
    desk.chooses_span("tanks").presses("Del")
    assert not is_noted()
    desk.undoes()
    assert is_noted()
    desk.undoes().undoes()
    assert not is_noted()


def test_a_note_is_kept_when_another_article_is_opened(desk: Desk) -> None:
    desk.has_articles(ARMY, NAVY).selects("tanks").presses("3", "Return")
    desk.types("seen twice", desk.window.inspector.card._note)
    desk.opens_article(1).opens_article(0)
    assert desk.stored()[0].attributes["note"] == "seen twice"


def test_single_keys_stay_with_text_fields_and_lists(desk: Desk) -> None:
    desk.has_articles(ARMY).selects("tanks")
    search = desk.window.articles.search
    search.setFocus()
    desk.types("3nx", search)
    assert search.text() == "3nx"
    assert desk.marked() == []


def test_tab_leaves_the_text(desk: Desk) -> None:
    desk.has_articles(ARMY).puts_the_caret_at("army").presses("Tab")
    assert not desk.view.hasFocus()


def test_f6_goes_round_the_parts_of_the_window(desk: Desk) -> None:
    desk.has_articles(ARMY).selects("tanks").presses("3")
    seen = []
    for _ in range(3):
        desk.presses("F6")
        focused = desk.window.focusWidget()
        seen.append(focused.accessibleName())
    assert len(set(seen)) == 3
    assert desk.view.hasFocus()


def test_other_peoples_spans_are_shown_on_request_and_left_alone(desk: Desk) -> None:
    desk.has_articles(ARMY)
    desk.workspace.run(actions.tag, desk.workspace.article_id, 6, 10, "actor", "ben")
    assert desk.marked() == []
    desk.triggers("view.others")
    assert desk.marked() == [("actor", "army")]
    desk.chooses_span("army").presses("Del")
    assert desk.marked() == [("actor", "army")]
    assert "ben" in desk.said()


def test_what_another_process_writes_is_noticed(desk: Desk) -> None:
    desk.has_articles(ARMY).selects("tanks").presses("3")
    with Project(open_database(desk.project, read_only=False)) as other:  # past the lock, as a computer far away
        actions.tag(other, desk.workspace.article_id, 6, 10, "actor", "ana")
    desk.workspace.look_outside()
    assert desk.marked() == [("actor", "army"), ("weapon", "tanks")]


def test_the_annotator_can_be_switched(desk: Desk) -> None:
    desk.has_articles(ARMY).selects("tanks").presses("3")
    desk.triggers("help.annotator")
    name = desk.dialog().name  # type: ignore[attr-defined]
    name.clear()
    desk.types("ben", name).presses_button("Annotate")
    assert desk.workspace.annotator == "ben"
    assert desk.marked() == []
    desk.selects("army").presses("2")
    assert [(span.label, span.annotator) for span in desk.stored()] == [("actor", "ben"), ("weapon", "ana")]


def test_a_span_is_split_at_the_caret_and_joined_again(desk: Desk) -> None:
    desk.has_articles(ARMY).selects("three tanks").presses("3")
    desk.puts_the_caret_at("tanks").presses("B")
    assert desk.marked() == [("weapon", "three"), ("weapon", "tanks")]
    desk.chooses_span("three").presses("W")
    assert desk.marked() == [("weapon", "three tanks")]
    desk.undoes().undoes()
    assert desk.marked() == [("weapon", "three tanks")]
    desk.undoes()
    assert desk.marked() == []


def test_the_selected_span_is_the_one_that_is_split(desk: Desk) -> None:
    desk.has_articles(ARMY).selects("The army said it lost three tanks").presses("1")
    desk.selects("three tanks").presses("3")
    claim = desk.workspace.span(next(span.id for span in desk.stored() if span.label == "claim"))
    desk.view.select_span(claim.id, caret=ARMY.index("tanks"))
    desk.presses("B")
    assert sorted(desk.marked()) == [
        ("claim", "The army said it lost three"),
        ("claim", "tanks"),
        ("weapon", "three tanks"),
    ]


def test_a_jump_to_a_name_and_a_label_tag_the_whole_name(desk: Desk) -> None:
    desk.has_articles("They spoke to Luis Navarro Gil. He left.").presses("Right", "E", "2")
    assert desk.marked() == [("actor", "Luis Navarro Gil")]
    desk.undoes().presses("Shift+E", "E", "Right", "Left", "2")
    assert desk.marked() == [("actor", "Luis")]
    desk.undoes().presses("Shift+E", "E", "1")
    assert desk.marked() == [("claim", "They spoke to Luis Navarro Gil")]


def test_a_right_click_offers_what_can_be_done_with_what_is_there(desk: Desk) -> None:
    desk.has_articles(ARMY).selects("three tanks").presses("3")
    desk.view.place_caret(0)
    menu = right_click(desk, "tanks")
    assert desk.view.text[slice(*desk.view.kept_range())] == "three tanks"
    texts = [action.text() for action in menu.actions()]
    assert "Tag as actor" in texts
    assert "Split at the &caret" in texts
    choose(menu, "Tag as figure")
    assert desk.marked() == [("figure", "three tanks")]
    menu = right_click(desk, "Monday")
    assert desk.view.current_span == ""
    assert "Split at the &caret" not in [action.text() for action in menu.actions()]
    choose(menu, "Tag as actor")
    assert desk.marked() == [("figure", "three tanks"), ("actor", "Monday")]


def test_a_right_click_in_a_selection_keeps_it_and_the_menu_key_asks_at_the_caret(desk: Desk) -> None:
    desk.has_articles(ARMY).selects("lost three tanks")
    choose(right_click(desk, "three"), "Tag as claim")
    assert desk.marked() == [("claim", "lost three tanks")]
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(desk.view.viewport(), event)
    choose(QApplication.activePopupWidget(), "&Remove the span, reject the suggestion")
    assert desk.marked() == []


def right_click(desk: Desk, words: str) -> QMenu:
    start = desk.view.text.index(words)
    place = desk.view.range_rectangles(start + 1, start + 2)[0].center().toPoint()
    there = desk.view.viewport().mapToGlobal(place)
    QApplication.sendEvent(desk.view.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, there))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QWidget | None, text: str) -> None:
    assert isinstance(menu, QMenu)
    action = next(action for action in menu.actions() if action.text() == text)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def test_undo_and_redo_go_to_where_the_step_was_made(desk: Desk) -> None:
    desk.has_articles(ARMY + "\n\nSo it goes on." * 80 + "\n\n" + NAVY)
    desk.selects("three tanks").presses("3").selects("navy").presses("2").presses("Del")
    desk.view.place_caret(0)
    desk.view.reveal(0, 0)
    desk.undoes()
    assert desk.view.text[slice(*desk.view.kept_range())] == "navy"
    assert desk.view.viewport().rect().contains(desk.view.caret_rectangle().center().toPoint())
    desk.undoes()
    assert desk.view.current_span == ""
    assert desk.view.text[desk.view.caret :].startswith("navy")
    desk.undoes()
    assert desk.view.text[desk.view.caret :].startswith("three tanks")
    assert desk.view.viewport().rect().contains(desk.view.caret_rectangle().center().toPoint())
    desk.redoes()
    assert desk.view.text[slice(*desk.view.kept_range())] == "three tanks"


def test_splitting_and_joining_say_what_they_need(desk: Desk) -> None:
    desk.has_articles(ARMY).puts_the_caret_at("three").presses("B")
    assert "inside a span" in desk.said()
    desk.selects("three tanks").presses("3", "W")
    assert "no weapon after this one" in desk.said()
    assert desk.marked() == [("weapon", "three tanks")]
