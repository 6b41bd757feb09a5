"""Marking and choosing with the mouse."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from annotator.domain.boundaries import is_cluster_border
from tests.gui.reading.reader import ALT, SHIFT, Reader, span

NEWS = (
    "Officials said the ministry claims that rebels armed with Igla missiles hold the border town.\n"
    "\n"
    "“We lost US$2.4m,” Venezuela’s army said. 😀 Nobody 👩\u200d👩\u200d👧 answered for the ministry."
)
CLAIM = "rebels armed with Igla missiles hold the border town"
ACTOR = "rebels armed with Igla missiles"
NESTED = ((CLAIM, "claim"), (ACTOR, "actor"), ("Igla missiles", "weapon"), ("Nobody", "actor"))


# selecting


def test_a_drag_takes_the_words_it_touches(reader: Reader) -> None:
    reader.opens(NEWS).drags(reader.over("claims", character=2), reader.over("armed", character=2))
    assert reader.selected == "claims that rebels armed"
    assert reader.view.caret == reader.range("armed")[1]


def test_a_drag_backward_leaves_the_caret_at_the_start(reader: Reader) -> None:
    reader.opens(NEWS).drags(reader.over("armed", character=2), reader.over("claims", character=2))
    assert reader.selected == "claims that rebels armed"
    assert reader.view.caret == reader.range("claims")[0]


def test_with_alt_a_drag_takes_characters(reader: Reader) -> None:
    reader.opens(NEWS).drags(reader.over("claims", at=0, character=2), reader.over("armed", at=0, character=2), ALT)
    assert reader.selected == "aims that rebels ar"
    reader.view.snap = False
    reader.drags(reader.over("claims", at=0, character=2), reader.over("armed", at=0, character=2))
    assert reader.selected == "aims that rebels ar"
    reader.drags(reader.over("claims", at=0, character=2), reader.over("armed", at=0, character=2), ALT)
    assert reader.selected == "claims that rebels armed"


def test_alt_counts_while_it_is_held(reader: Reader) -> None:
    begin, end = reader.opens(NEWS).over("claims", at=0, character=2), reader.over("armed", at=0, character=2)
    reader.presses(begin).pulls(end)
    assert reader.selected == "claims that rebels armed"
    reader.pulls(end, keys=ALT)
    assert reader.selected == "aims that rebels ar"
    reader.pulls(end).releases(end)
    assert reader.selected == "claims that rebels armed"


@pytest.mark.parametrize(
    ("begin", "end", "taken"),
    [
        ("2.4", "m,”", "US$2.4m"),
        ("enez", "army", "Venezuela’s army"),
        ("lost", "US$", "lost US$2.4m"),
        ("😀", "Nob", "😀 Nobody"),
    ],
)
def test_what_a_drag_takes(reader: Reader, begin: str, end: str, taken: str) -> None:
    reader.opens(NEWS).drags(reader.over(begin, at=0.2), reader.over(end, at=0.8))
    assert reader.selected == taken


def test_no_drag_ends_inside_a_character(reader: Reader) -> None:
    reader.opens(NEWS)
    start = reader.range("👩")[0]
    left, right = reader.over_offset(start, at=0).x(), reader.over_offset(start + 5, at=0).x()
    for x in range(left - 3, right + 3):
        place = QPoint(x, reader.over_offset(start).y())
        reader.drags(reader.over("Nobody", at=0), place, ALT)
        assert reader.view.selection is not None
        assert all(is_cluster_border(NEWS, offset) for offset in reader.view.selection)
        assert reader.selected in ("Nobody", "Nobody ", "Nobody 👩\u200d👩\u200d👧", "Nobody 👩\u200d👩\u200d👧 ")


def test_a_drag_over_white_space_alone_takes_nothing(reader: Reader) -> None:
    text = "one        two"
    reader.opens(text).drags(reader.over("   ", character=1), reader.over("   ", character=5))
    assert reader.view.selection is None


def test_a_trembling_hand_is_no_drag(reader: Reader) -> None:
    place = reader.opens(NEWS).over("claims", at=0.1)
    reader.presses(place).pulls(place + QPoint(2, 1)).releases(place + QPoint(2, 1))
    assert reader.view.selection is None
    assert reader.behind_caret.startswith("claims")


def test_a_drag_goes_on_over_lines_and_paragraphs(reader: Reader) -> None:
    reader.opens(NEWS).drags(reader.over("hold"), reader.over("Venezuela", character=3))
    assert reader.selected == "hold the border town.\n\n“We lost US$2.4m,” Venezuela"


def test_a_drag_below_the_text_takes_the_rest_of_its_last_line(reader: Reader) -> None:
    reader.opens("Only one line here")
    reader.presses(reader.over("one")).pulls(QPoint(690, 400)).releases(QPoint(690, 400))
    assert reader.selected == "one line here"


def test_escape_gives_up_a_selection_that_is_being_dragged(reader: Reader) -> None:
    reader.opens(NEWS).presses(reader.over("claims")).pulls(reader.over("armed"))
    assert reader.selected
    reader.view.clear_selection()
    reader.pulls(reader.over("town")).releases(reader.over("town"))
    assert reader.view.selection is None


def test_shift_and_a_click_extend_from_the_caret(reader: Reader) -> None:
    reader.opens(NEWS).clicks(reader.over("claims", at=0.1))
    reader.clicks(reader.over("armed", character=3), SHIFT)
    assert reader.selected == "claims that rebels armed"
    reader.clicks(reader.over("rebels", character=3), SHIFT)
    assert reader.selected == "claims that rebels"
    reader.clicks(reader.over("Officials", character=3), SHIFT)
    assert reader.selected == "Officials said the ministry"
    place = reader.over("town", character=3)
    reader.presses(reader.over("hold"), SHIFT).pulls(place).releases(place)
    assert reader.selected == "claims that rebels armed with Igla missiles hold the border town"


def test_shift_and_a_click_extend_the_chosen_span(reader: Reader) -> None:
    reader.opens(NEWS, *NESTED).view.select_span(reader.span("Igla missiles").id)
    reader.clicks(reader.over("border", character=3), SHIFT)
    assert reader.selected == "Igla missiles hold the border"
    reader.view.select_span(reader.span("Igla missiles").id)
    reader.clicks(reader.over("rebels"), SHIFT)
    assert reader.selected == "rebels armed with Igla missiles"


# double and triple clicks


@pytest.mark.parametrize(
    ("place", "character", "word"),
    [
        ("claims", 0, "claims"),
        ("claims", 5, "claims"),
        ("US$2.4m", 3, "US$2.4m"),
        ("’s army", 3, "army"),
        ("👩", 0, "👩\u200d👩\u200d👧"),
    ],
)
def test_a_double_click_takes_a_word(reader: Reader, place: str, character: int, word: str) -> None:
    reader.opens(NEWS).double_clicks(reader.over(place, character=character))
    assert reader.selected == word


def test_a_double_click_between_words_only_places_the_caret(reader: Reader) -> None:
    reader.opens("one  … two").double_clicks(reader.over("…"))
    assert reader.view.selection is None


def test_a_double_click_on_a_span_takes_the_word(reader: Reader) -> None:
    reader.opens(NEWS, *NESTED).double_clicks(reader.over("armed"))
    assert (reader.selected, reader.chosen) == ("armed", "")


def test_a_triple_click_takes_a_sentence(reader: Reader) -> None:
    reader.opens(NEWS).triple_clicks(reader.over("army"))
    assert reader.selected == "“We lost US$2.4m,” Venezuela’s army said."


def test_dragging_on_after_a_triple_click_keeps_the_sentence(reader: Reader) -> None:
    place, further = reader.opens(NEWS).over("army"), reader.over("Nobody")
    reader.double_clicks(place).presses(place).pulls(place + QPoint(1, 0))
    assert reader.selected == "“We lost US$2.4m,” Venezuela’s army said."
    reader.pulls(further)
    assert reader.selected == "“We lost US$2.4m,” Venezuela’s army said. 😀 Nobody"
    reader.pulls(reader.over("town")).releases(reader.over("town"))
    assert reader.selected == "town.\n\n“We lost US$2.4m,” Venezuela’s army said."


def test_two_clicks_in_different_places_are_no_double_click(reader: Reader) -> None:
    reader.opens(NEWS).double_clicks(reader.over("army")).clicks(reader.over("Officials"))
    assert reader.view.selection is None


# spans


def test_a_click_takes_the_innermost_span_and_the_next_ones_go_outward(reader: Reader) -> None:
    place = reader.opens(NEWS, *NESTED).over("missiles hold", character=3)
    chosen = [reader.clicks(place).chosen for _ in range(4)]
    assert chosen == ["Igla missiles", ACTOR, CLAIM, "Igla missiles"]


def test_a_click_elsewhere_in_the_same_spans_begins_with_the_next_one_outward(reader: Reader) -> None:
    reader.opens(NEWS, *NESTED).clicks(reader.over("Igla missiles", character=2))
    assert reader.clicks(reader.over("rebels", character=2)).chosen == ACTOR
    assert reader.clicks(reader.over("hold", character=1)).chosen == CLAIM
    assert reader.clicks(reader.over("Officials", character=2)).chosen == ""


def test_a_click_in_a_span_leaves_the_caret_where_it_was(reader: Reader) -> None:
    reader.opens(NEWS, *NESTED).clicks(reader.over("missiles hold", character=3, at=0.1))
    assert reader.chosen == "Igla missiles"
    assert reader.behind_caret.startswith("siles hold")


def test_a_click_in_a_span_that_begins_above_does_not_move_the_text(reader: Reader) -> None:
    text = "\n\n".join(f"Paragraph {number} of the claim goes on." for number in range(60))
    reader.opens(text, (text, "claim"))
    reader.view.reveal(text.index("Paragraph 40"), text.index("Paragraph 41"))
    scrolled = reader.view.verticalScrollBar().value()
    assert reader.clicks(reader.over("Paragraph 40", character=3)).view.current_span
    assert reader.view.verticalScrollBar().value() == scrolled > 0


def test_two_labels_on_one_range_are_both_within_reach(reader: Reader) -> None:
    reader.opens(NEWS, ("Igla missiles", "weapon"), ("Igla missiles", "actor"))
    place = reader.over("Igla missiles", character=6)
    first = reader.clicks(place).view.current_span
    second = reader.clicks(place).view.current_span
    assert {first, second} == {"actor:Igla missiles", "weapon:Igla missiles"}


def test_a_short_span_between_its_handles_lets_one_walk_outward(reader: Reader) -> None:
    text = "It lost 5 of them."
    reader.opens(text, ("5", "figure"), ("lost 5 of them", "claim"))
    place = reader.over("5")
    assert [reader.clicks(place).chosen for _ in range(3)] == ["5", "lost 5 of them", "5"]
    assert reader.view.spans.get("figure:5") == reader.span("5")


def test_ones_own_spans_come_first(reader: Reader) -> None:
    text = "The army said no."
    reader.opens(text, span(text, "army", annotator="ben"), span(text, "The army said", annotator="ana"))
    reader.view.set_annotator("ana")
    place = reader.over("army", character=1)
    assert [reader.clicks(place).chosen for _ in range(2)] == ["The army said", "army"]


def test_a_click_beside_or_below_the_text_takes_no_span(reader: Reader) -> None:
    reader.opens("The army\n\nsaid no", ("The army", "actor"), ("said no", "claim"))
    right = reader.over("army").y()
    assert reader.clicks(QPoint(650, right)).chosen == ""
    assert reader.behind_caret.startswith("\n\n")
    assert reader.clicks(QPoint(650, 450)).chosen == ""
    assert reader.behind_caret == ""
    assert reader.clicks(QPoint(3, right)).chosen == ""
    assert reader.view.caret == 0


def test_a_click_places_the_caret_between_characters(reader: Reader) -> None:
    reader.opens(NEWS)
    assert reader.clicks(reader.over("claims", character=3, at=0.1)).behind_caret.startswith("ims that")
    assert reader.clicks(reader.over("claims", character=3, at=0.9)).behind_caret.startswith("ms that")


# dragging borders


def test_a_border_is_dragged_to_whole_words_and_told_once(reader: Reader, qtbot: QtBot) -> None:
    reader.opens(NEWS, *NESTED)
    weapon = reader.span("Igla missiles")
    reader.view.select_span(weapon.id)
    with qtbot.assertNotEmitted(reader.view.borders_dragged, wait=0):
        reader.presses(reader.handle("end")).pulls(reader.over("the border", character=1))
    assert reader.chosen == "Igla missiles hold the"
    with qtbot.waitSignal(reader.view.borders_dragged) as told:
        reader.releases(reader.over("the border", character=1))
    assert told.args == [weapon.id, weapon.start, reader.range("the border")[0] + 3]
    assert reader.span("Igla missiles") == weapon
    assert reader.view.current_span == weapon.id


def test_the_other_border_goes_by_characters_with_alt(reader: Reader, qtbot: QtBot) -> None:
    reader.opens(NEWS, *NESTED)
    weapon = reader.span("Igla missiles")
    reader.view.select_span(weapon.id)
    with qtbot.waitSignal(reader.view.borders_dragged) as told:
        reader.drags(reader.handle("start"), reader.over("with", character=2, at=0), ALT)
    assert told.args == [weapon.id, reader.range("with")[0] + 2, weapon.end]


def test_a_border_dragged_to_white_space_keeps_to_the_word(reader: Reader, qtbot: QtBot) -> None:
    reader.opens("one two   three", ("two", "actor")).view.select_span("actor:two")
    with qtbot.waitSignal(reader.view.borders_dragged) as told:
        reader.drags(reader.handle("end"), reader.over("three", character=0, at=0.9), ALT)
    assert told.args[2] == 11
    with qtbot.assertNotEmitted(reader.view.borders_dragged, wait=0):
        reader.drags(reader.handle("end"), reader.over("  three", at=0.5), ALT)


def test_a_border_dragged_over_the_other_one_stays(reader: Reader, qtbot: QtBot) -> None:
    reader.opens(NEWS, *NESTED).view.select_span(reader.span("Igla missiles").id)
    with qtbot.assertNotEmitted(reader.view.borders_dragged, wait=0):
        reader.drags(reader.handle("end"), reader.over("rebels"))
    assert reader.chosen == "Igla missiles"


def test_a_mere_click_on_a_border_moves_nothing(reader: Reader, qtbot: QtBot) -> None:
    reader.opens(NEWS, *NESTED).view.select_span(reader.span("Igla missiles").id)
    reader.view.snap = False
    with qtbot.assertNotEmitted(reader.view.borders_dragged, wait=0):
        reader.clicks(reader.handle("end"))
    assert reader.chosen == CLAIM
    assert {s.quote for s in reader.view.spans} == {CLAIM, ACTOR, "Igla missiles", "Nobody"}


def test_escape_gives_up_a_border_that_is_being_dragged(reader: Reader, qtbot: QtBot) -> None:
    reader.opens(NEWS, *NESTED)
    weapon = reader.span("Igla missiles")
    reader.view.select_span(weapon.id)
    with qtbot.assertNotEmitted(reader.view.borders_dragged, wait=0):
        reader.presses(reader.handle("end")).pulls(reader.over("border"))
        reader.view.clear_selection()
        assert reader.view.current_span == weapon.id
        reader.pulls(reader.over("town")).releases(reader.over("town"))
    assert reader.span("Igla missiles") == weapon
    assert len(reader.view.spans) == len(NESTED)


def test_a_drag_after_one_given_up_is_a_drag_of_its_own(reader: Reader, qtbot: QtBot) -> None:
    reader.opens(NEWS, *NESTED)
    reader.view.select_span(reader.span("Igla missiles").id)
    reader.presses(reader.handle("end")).pulls(reader.over("border"))
    reader.view.clear_selection()
    reader.releases(reader.over("border"))
    nobody = reader.span("Nobody")
    reader.view.select_span(nobody.id)
    with qtbot.waitSignal(reader.view.borders_dragged) as told:
        reader.drags(reader.handle("end"), reader.over("answered", character=3))
    assert told.args == [nobody.id, nobody.start, reader.range("answered")[1]]
    assert sorted(s.quote for s in reader.view.spans) == sorted(quote for quote, _ in NESTED)


def test_a_span_that_is_changed_while_its_border_is_dragged_stays_changed(reader: Reader, qtbot: QtBot) -> None:
    reader.opens(NEWS, *NESTED)
    weapon = reader.span("Igla missiles")
    reader.view.select_span(weapon.id)
    changed = span(NEWS, "Igla", "figure", id=weapon.id)
    with qtbot.assertNotEmitted(reader.view.borders_dragged, wait=0):
        reader.presses(reader.handle("end")).pulls(reader.over("border"))
        reader.view.replace_spans([weapon.id], [changed])
        reader.pulls(reader.over("town")).releases(reader.over("town"))
    assert reader.view.spans.get(weapon.id) == changed
    assert len(reader.view.spans) == len(NESTED)


def test_a_dragged_span_keeps_what_is_known_of_it(reader: Reader) -> None:
    text = "one two three"
    marked = span(text, "two", "figure", annotator="ana")
    reader.opens(text, marked).view.select_span(marked.id)
    reader.presses(reader.handle("end")).pulls(reader.over("three", character=3))
    [previewed] = reader.view.spans
    assert (previewed.quote, previewed.annotator, previewed.label) == ("two three", "ana", "figure")
    assert (previewed.attributes, previewed.origin) == (marked.attributes, marked.origin)


def test_borders_of_other_annotators_cannot_be_dragged(reader: Reader, qtbot: QtBot) -> None:
    text = "The army said no."
    reader.opens(text, span(text, "army", annotator="ben")).view.set_annotator("ana")
    reader.view.select_span("actor:army")
    with qtbot.assertNotEmitted(reader.view.borders_dragged, wait=0):
        reader.drags(reader.over("army", character=3, at=1), reader.over("said", character=2))
    assert reader.selected == "said"


def test_right_to_left_the_start_is_the_handle_on_the_right(reader: Reader, qtbot: QtBot) -> None:
    text = "قال الجيش إن الحرب"
    reader.opens(text, ("الجيش", "actor")).view.select_span("actor:الجيش")
    start, end = reader.range("الجيش")
    right, left = reader.handle("start"), reader.handle("end")
    assert right.x() > left.x()
    with qtbot.waitSignal(reader.view.borders_dragged) as told:
        reader.drags(right, reader.over_offset(1))
    assert told.args == ["actor:الجيش", 0, end]
    with qtbot.waitSignal(reader.view.borders_dragged) as told:
        reader.drags(left, reader.over_offset(len(text) - 2))
    assert told.args == ["actor:الجيش", start, len(text)]


def test_right_to_left_a_span_that_begins_with_a_number_has_its_handle_on_the_right(reader: Reader) -> None:
    text = "قال إن 12 طائرة دمرت"
    quote = "12 طائرة"
    reader.opens(text, (quote, "weapon")).view.select_span(f"weapon:{quote}")
    [rect] = reader.view.range_rectangles(*reader.range(quote))
    assert reader.view.handle_at(QPointF(rect.right() + 2, rect.center().y())) == "start"
    assert reader.view.handle_at(QPointF(rect.left() - 2, rect.center().y())) == "end"


def test_right_to_left_a_drag_gives_the_logical_words(reader: Reader) -> None:
    text = "قال الجيش إن 12 طائرة مسيرة دمرت"
    reader.opens(text).drags(reader.over("طائرة", character=2), reader.over("الجيش", character=2))
    assert reader.selected == "الجيش إن 12 طائرة"


def test_the_handle_at_the_end_of_a_full_line_is_on_that_line(reader: Reader) -> None:
    text = "The army said on Monday that it lost nearly all of its missiles in the war."
    reader.resizes(300).opens(text)
    first, last = reader.block().line_range(0)
    line = text[first:last].rstrip()
    reader.opens(text, (line, "claim")).view.select_span(f"claim:{line}")
    assert abs(reader.handle("end").x() - reader.over_offset(len(line) - 1, at=1).x()) <= 3
    assert abs(reader.handle("start").x() - reader.over_offset(0, at=0).x()) <= 3
    assert reader.view.handle_at(reader.over_offset(5).toPointF()) is None


# beyond the edges


def test_held_below_the_view_the_mouse_scrolls_and_goes_on_selecting(reader: Reader, qtbot: QtBot) -> None:
    text = "\n".join(f"Line {number} of the article." for number in range(100))
    reader.opens(text)
    outside = QPoint(200, reader.view.viewport().height() + 20)
    reader.presses(reader.over("Line 2")).pulls(outside)
    qtbot.waitUntil(lambda: reader.scrolled > 300)
    assert reader.selected.startswith("Line 2 of")
    far = len(reader.selected)
    qtbot.waitUntil(lambda: len(reader.selected) > far)
    reader.releases(outside)
    stopped = reader.scrolled
    qtbot.wait(100)
    assert reader.scrolled == stopped


def test_a_drag_keeps_its_beginning_when_that_is_scrolled_away(reader: Reader) -> None:
    text = "\n".join(f"Line {number} of the article." for number in range(100))
    reader.opens(text).presses(reader.over("Line 3"))
    reader.pulls(reader.over("Line 5"))
    reader.scrolls_to(1500)
    place = QPoint(300, 200)
    reader.pulls(place).releases(place)
    assert reader.selected.startswith("Line 3 of the article.\nLine 4")
    assert reader.selected.count("\n") > 20


def test_the_mouse_on_an_empty_page_does_nothing(reader: Reader) -> None:
    reader.opens("").drags(QPoint(50, 50), QPoint(300, 300)).double_clicks(QPoint(50, 50))
    assert (reader.view.selection, reader.view.caret, reader.chosen) == (None, 0, "")


def test_the_cursor_shows_where_a_border_can_be_dragged(reader: Reader) -> None:
    reader.opens(NEWS, *NESTED).view.select_span(reader.span("Igla missiles").id)
    assert reader.points_at(reader.handle("start")) is Qt.CursorShape.SizeHorCursor
    assert reader.points_at(reader.over("Officials")) is Qt.CursorShape.IBeamCursor
