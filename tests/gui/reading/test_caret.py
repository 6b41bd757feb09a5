"""Reading, selecting and walking among the spans with keys alone."""

import itertools

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from annotator.domain.boundaries import is_cluster_border
from annotator.domain.model import Extent, Span
from annotator.gui.reading.navigation import Unit
from tests.gui.reading.reader import Reader, span

NEWS = (
    "Officials said the ministry claims that rebels armed with Igla missiles hold the border town. They paid $2.4m.\n"
    "\n"
    "“We lost 1,500 men,” Venezuela’s army said. 😀 Nobody 👩\u200d👩\u200d👧 answered."
)
EMOJI = "a😀👩\u200d👩\u200d👧e\u0301🇨🇴b"
RIGHT_TO_LEFT = "قال الجيش إن 12 طائرة دمرت.\nAnd English."
UNITS = [*Unit, "line", "line_edge", "page"]


# moving


@pytest.mark.parametrize("text", [NEWS, EMOJI, RIGHT_TO_LEFT, "x", "\n", "one\n", "\n\n\n", "   "])
def test_by_any_unit_from_end_to_end_and_back(reader: Reader, text: str) -> None:
    reader.resizes(320).opens(text)
    for unit in UNITS:
        for extend in (False, True):
            reader.view.place_caret(0)
            goes_through_all(reader, unit, extend=extend)


def goes_through_all(reader: Reader, unit: str, *, extend: bool) -> None:
    text = reader.view.text
    backward = reader.block().right_to_left and unit in ("character", "word")
    for forward in (True, False):
        for _ in range(len(text) + 2):
            before = reader.view.caret
            reader.moves(unit, forward=forward is not backward, extend=extend)
            assert is_cluster_border(text, reader.view.caret)
            if reader.view.caret == before:
                break
        if unit != "line_edge" and not (extend and unit == "clause") and not backward:
            assert reader.view.caret == (len(text) if forward else 0)
        if extend:
            assert reader.view.caret in (reader.view.selection or (reader.view.caret,))


def test_the_caret_passes_an_emoji_in_one_step(reader: Reader) -> None:
    reader.opens(EMOJI)
    places = [reader.view.caret] + [reader.moves("character").view.caret for _ in range(6)]
    assert [EMOJI[start:end] for start, end in itertools.pairwise(places)] == [
        "a",
        "😀",
        "👩\u200d👩\u200d👧",
        "e\u0301",
        "🇨🇴",
        "b",
    ]
    reader.moves("character", forward=False, extend=True, times=3)
    assert reader.selected == "e\u0301🇨🇴b"


def test_to_the_end_of_a_clause_takes_the_word_that_holds_the_caret_whole(reader: Reader) -> None:
    reader.opens("He paid, she told reporters, $2,000.")
    reader.view.place_caret(reader.view.text.index("old reporters"))
    assert reader.moves("clause", extend=True).selected == "told reporters"
    reader.view.place_caret(reader.view.text.index("old reporters"))
    assert reader.moves("clause", forward=False, extend=True).selected == ", she told"
    reader.view.place_caret(reader.view.text.index("reporters"))
    assert reader.moves("clause", extend=True).selected == "reporters"


def test_every_caret_place_is_seen_between_its_characters(reader: Reader) -> None:
    text = "Igla 😀 👩\u200d👩\u200d👧 é end"
    reader.opens(text)
    xs = []
    while reader.view.caret < len(text):
        xs.append(reader.view.caret_rectangle().center().x())
        reader.moves("character")
    assert xs == sorted(xs)
    assert len(set(xs)) == len(xs)


def test_in_right_to_left_text_the_arrows_go_the_way_they_point(reader: Reader) -> None:
    reader.opens(RIGHT_TO_LEFT)
    before = reader.view.caret_rectangle().x()
    reader.moves("character", forward=False)
    assert reader.view.caret == 1
    assert reader.view.caret_rectangle().x() < before
    reader.moves("word", forward=False)
    assert reader.behind_caret.startswith("الجيش")
    reader.moves("word", forward=True)
    assert reader.view.caret == 0
    reader.moves("word", forward=False, extend=True, times=2)
    assert reader.selected == "قال الجيش"
    reader.puts_the_caret("And").moves("word", forward=True)
    assert reader.behind_caret == "English."


def test_an_arrow_lets_go_of_a_selection_at_its_edge(reader: Reader) -> None:
    reader.opens(NEWS).view.select(*reader.range("ministry claims"))
    assert reader.moves("character", forward=False).behind_caret.startswith("ministry")
    reader.view.select(*reader.range("ministry claims"))
    assert reader.moves("character").behind_caret.startswith(" that")
    assert reader.view.selection is None


def test_home_and_end_keep_to_the_line(reader: Reader) -> None:
    reader.resizes(320).opens(NEWS)
    first, last = reader.block().line_range(1)
    reader.view.place_caret(first + 3)
    reader.moves("line_edge")
    assert reader.view.caret == last - 1
    assert NEWS[last - 1] == " "
    reader.moves("line_edge", times=2)
    assert reader.view.caret == last - 1
    reader.moves("line_edge", forward=False)
    assert reader.view.caret == first
    reader.moves("line_edge", extend=True)
    assert reader.selected == NEWS[first : last - 1]


def test_up_and_down_keep_to_their_column_over_short_lines(reader: Reader) -> None:
    text = "A first line that is long\n\nshort\nAnother line that is long"
    reader.opens(text).puts_the_caret("that is long")
    column = reader.view.caret_rectangle().x()
    reader.moves("line", times=3)
    assert reader.view.caret_rectangle().x() == pytest.approx(column, abs=6)
    assert reader.view.caret > text.index("Another")
    reader.moves("line", forward=False)
    assert reader.behind_caret.startswith("\nAnother")
    reader.moves("line", forward=False, times=2)
    assert reader.view.caret == text.index("that is long")


def test_the_column_is_forgotten_with_any_other_move(reader: Reader) -> None:
    text = "A first line that is long\nAnother line that is long\nA third line that is long"
    reader.opens(text).puts_the_caret("is long").moves("line")
    reader.clicks(reader.over("Another", at=0.1))
    column = reader.view.caret_rectangle().x()
    reader.moves("line")
    assert reader.view.caret_rectangle().x() == pytest.approx(column, abs=6)
    reader.puts_the_caret("is long").moves("line")
    reader.view.select(0, 1)
    reader.moves("line")
    assert reader.view.caret_rectangle().x() < reader.over("line").x()


def test_down_on_the_last_line_goes_to_the_end_and_up_on_the_first_to_the_start(reader: Reader) -> None:
    reader.opens(NEWS).puts_the_caret("Venezuela").moves("line", times=3)
    assert reader.view.caret == len(NEWS)
    reader.puts_the_caret("ministry").moves("line", forward=False)
    assert reader.view.caret == 0


def test_a_page_down_and_up_moves_the_view_with_the_caret(reader: Reader) -> None:
    text = "\n".join(f"Line {number} of the article." for number in range(200))
    reader.opens(text).puts_the_caret("Line 3 of")
    height = reader.view.caret_rectangle().top()
    reader.moves("page")
    assert reader.scrolled > 300
    assert reader.view.caret_rectangle().top() == pytest.approx(height, abs=reader.view._page.metrics.pitch)
    assert int(reader.behind_caret.split()[1]) >= 8
    reader.moves("page", forward=False)
    assert int(reader.behind_caret.split()[1]) in (2, 3, 4)
    reader.moves("page", times=60)
    assert (reader.view.caret, reader.sees_caret()) == (len(text), True)
    reader.moves("page", forward=False, times=60)
    assert (reader.view.caret, reader.scrolled) == (0, 0)


def test_a_page_in_a_very_low_window_still_goes_the_right_way(reader: Reader) -> None:
    text = "\n".join(f"Line {number} of the article." for number in range(50))
    reader.resizes(700, 20).opens(text).puts_the_caret("Line 10").moves("page")
    assert reader.view.caret > text.index("Line 10")
    reader.moves("page", forward=False, times=2)
    assert reader.view.caret < text.index("Line 11")


def test_the_caret_is_always_in_sight(reader: Reader) -> None:
    text = "\n\n".join("The army said that it lost nearly all of its missiles. " * (n % 7 + 1) for n in range(120))
    reader.resizes(400, 300)
    reader.view.show_article("a", text, (), ())
    for unit, times in (("paragraph", 40), ("page", 20), ("line", 30), ("sentence", 30), ("document", 1)):
        for forward in (True, False):
            for _ in range(times):
                reader.moves(unit, forward=forward)
                assert reader.sees_caret()
    assert reader.view._idle.isActive(), "all was laid out before: this says nothing of what is estimated"


# extending


def test_shift_extends_from_where_the_caret_was(reader: Reader) -> None:
    reader.opens(NEWS).puts_the_caret("ministry")
    assert reader.moves("word", extend=True, times=2).selected == "ministry claims"
    assert reader.moves("word", extend=True, forward=False, times=3).selected == "the "
    assert reader.moves("sentence", extend=True).selected.startswith("ministry claims")
    assert reader.selected.endswith("border town.")
    assert reader.moves("character").view.selection is None


def test_shift_extends_the_chosen_span_at_the_end_one_goes_to(reader: Reader) -> None:
    reader.opens(NEWS, ("Igla missiles", "weapon"))
    for forward, unit, found in (
        (True, "word", "Igla missiles hold"),
        (False, "word", "with Igla missiles"),
        (True, "character", "Igla missiles "),
        (False, "character", " Igla missiles"),
        (True, "sentence", "Igla missiles hold the border town."),
    ):
        reader.view.select_span("weapon:Igla missiles")
        reader.moves(unit, forward=forward, extend=True)
        assert reader.selected == found
        assert reader.view.current_span == ""


def test_growing_and_shrinking_back_to_the_caret(reader: Reader) -> None:
    reader.opens(NEWS).puts_the_caret("missiles")
    grown = []
    for _ in range(6):
        reader.view.grow()
        grown.append(reader.selected)
    assert grown[0] == "missiles"
    assert all(len(one) <= len(following) for one, following in itertools.pairwise(grown))
    assert grown[-1] == NEWS
    back = []
    while reader.view.selection is not None:
        reader.view.shrink()
        back.append(reader.selected)
    assert back[-1] == ""
    assert back[-2] == "missiles"
    assert reader.view.caret == reader.range("missiles")[0]


def test_growing_from_a_span(reader: Reader) -> None:
    reader.opens(NEWS, ("Igla", "weapon")).view.select_span("weapon:Igla")
    reader.view.grow()
    assert reader.selected.startswith("Officials said")
    reader.view.shrink()
    assert reader.selected == "Igla"


def test_a_move_ends_the_growing(reader: Reader) -> None:
    reader.opens(NEWS).puts_the_caret("missiles").view.grow()
    reader.view.grow()
    reader.moves("word", extend=True)
    reader.view.shrink()
    assert reader.view.selection is None


def test_select_all_and_nothing(reader: Reader) -> None:
    reader.opens(NEWS).view.select_all()
    assert reader.selected == NEWS
    reader.view.clear_selection()
    assert (reader.view.selection, reader.view.caret) == (None, len(NEWS))


# what would be tagged


def test_what_a_label_would_mark(reader: Reader) -> None:
    reader.opens(NEWS).puts_the_caret("missiles")
    sentence = reader.range(
        "Officials said the ministry claims that rebels armed with Igla missiles hold the border town."
    )
    assert reader.view.target(Extent.PHRASE) == reader.range("missiles")
    assert reader.view.target(Extent.STATEMENT) == sentence
    reader.puts_the_caret("missiles", behind=True)
    assert reader.view.target(Extent.PHRASE) == reader.range("missiles")
    reader.view.select(*reader.range("Igla missiles"))
    assert reader.view.target(Extent.PHRASE) == reader.view.target(Extent.STATEMENT) == reader.range("Igla missiles")
    reader.view.place_caret(NEWS.index("\n\n") + 1)
    assert reader.view.target(Extent.PHRASE) is None
    assert reader.view.target(Extent.STATEMENT) is None


# among spans

SPANS = (
    ("the ministry claims that rebels armed with Igla missiles hold the border town", "claim"),
    ("the ministry", "actor"),
    ("rebels armed with Igla missiles hold the border town", "claim"),
    ("rebels armed with Igla missiles", "actor"),
    ("Igla missiles", "weapon"),
    ("1,500 men", "figure"),
)


def test_from_span_to_span_in_reading_order_and_round_again(reader: Reader) -> None:
    reader.opens(NEWS, *SPANS)
    there = []
    for _ in range(len(SPANS) + 1):
        reader.view.next_span(forward=True)
        there.append(reader.chosen)
    assert there == [quote for quote, _ in SPANS] + [SPANS[0][0]]
    back = []
    for _ in range(len(SPANS)):
        reader.view.next_span(forward=False)
        back.append(reader.chosen)
    assert back == [quote for quote, _ in SPANS[::-1]]


def test_the_next_span_counts_from_the_caret(reader: Reader) -> None:
    reader.opens(NEWS, *SPANS).puts_the_caret("armed")
    reader.view.next_span(forward=True)
    assert reader.chosen == "Igla missiles"
    reader.puts_the_caret("armed").view.next_span(forward=False)
    assert reader.chosen == "rebels armed with Igla missiles"
    reader.puts_the_caret("answered").view.next_span(forward=True)
    assert reader.chosen == SPANS[0][0]


def test_the_next_span_of_one_label(reader: Reader) -> None:
    reader.opens(NEWS, *SPANS)
    chosen = []
    for _ in range(3):
        reader.view.next_span(forward=True, label="actor")
        chosen.append(reader.chosen)
    assert chosen == ["the ministry", "rebels armed with Igla missiles", "the ministry"]
    reader.view.next_span(forward=True, label="figure")
    assert reader.chosen == "1,500 men"
    reader.view.next_span(forward=True, label="nobody's")
    assert reader.chosen == "1,500 men"


def test_outward_and_inward_through_a_nest(reader: Reader) -> None:
    reader.opens(NEWS, *SPANS).puts_the_caret("missiles")
    outward = []
    for _ in range(5):
        reader.view.outer_span()
        outward.append(reader.chosen)
    assert outward == [SPANS[4][0], SPANS[3][0], SPANS[2][0], SPANS[0][0], SPANS[0][0]]
    inward = []
    for _ in range(4):
        reader.view.inner_span()
        inward.append(reader.chosen)
    assert inward == [SPANS[2][0], SPANS[3][0], SPANS[4][0], SPANS[4][0]]
    reader.puts_the_caret("missiles").view.inner_span()
    assert reader.chosen == SPANS[0][0]
    reader.puts_the_caret("answered").view.outer_span()
    assert reader.chosen == ""


def test_outward_over_two_labels_on_one_range_and_not_onto_a_crossing_one(reader: Reader) -> None:
    text = "The army and navy chiefs of staff denied it."
    reader.opens(
        text, ("army and navy", "actor"), ("army and navy", "weapon"), ("navy chiefs", "actor"), (text, "claim")
    ).puts_the_caret("army")
    chosen = []
    for _ in range(4):
        reader.view.outer_span()
        chosen.append(reader.view.current_span)
    assert chosen == ["actor:army and navy", "weapon:army and navy", f"claim:{text}", f"claim:{text}"]


def test_to_the_next_stretch_in_which_nothing_is_tagged(reader: Reader) -> None:
    reader.opens(NEWS, ("Igla", "weapon"))
    found = []
    for _ in range(4):
        reader.view.next_untagged(forward=True)
        found.append(reader.selected)
    assert found[:2] == ["They paid $2.4m.", "“We lost 1,500 men,” Venezuela’s army said."]
    assert found[2] == found[3]
    reader.view.next_untagged(forward=False)
    assert reader.selected == found[1]
    reader.view.replace_spans([], [span(NEWS, "army", id="new")])
    reader.view.next_untagged(forward=False)
    assert reader.selected == found[0]


def test_the_first_sentence_counts_as_untagged_from_its_start(reader: Reader) -> None:
    reader.opens(NEWS).view.next_untagged(forward=True)
    assert reader.selected.startswith("Officials")
    reader.opens(NEWS, span(NEWS, "Igla", annotator="ben")).view.set_annotator("ana")
    reader.view.next_untagged(forward=True)
    assert reader.selected.startswith("Officials"), "what someone else tagged is not tagged yet"


def test_nudging_a_border_inside_an_overlap(reader: Reader) -> None:
    reader.opens(NEWS, *SPANS).view.select_span("weapon:Igla missiles")
    nudged = [
        reader.view.nudge_target(border, forward=forward, unit=unit)
        for border, forward, unit in (
            ("start", False, "word"),
            ("end", True, "word"),
            ("start", True, "character"),
            ("end", False, "character"),
        )
    ]
    assert [NEWS[slice(*place)] if place else None for place in nudged] == [
        "with Igla missiles",
        "Igla missiles hold",
        "gla missiles",
        "Igla missile",
    ]
    assert reader.span("Igla missiles").quote == "Igla missiles", "asking moves nothing"
    reader.view.place_caret(0)
    assert reader.view.nudge_target("end", forward=True, unit="word") is None


# telling, copying


def test_what_is_told(reader: Reader, qtbot: QtBot) -> None:
    reader.opens(NEWS, *SPANS)
    told: list[object] = []
    reader.view.caret_moved.connect(told.append)
    reader.view.current_span_changed.connect(told.append)
    reader.view.selection_changed.connect(lambda: told.append(reader.selected))
    reader.view.select_span("weapon:Igla missiles")
    start = reader.range("Igla")[0]
    assert start in told
    assert "weapon:Igla missiles" in told
    told.clear()
    reader.view.select_span("weapon:Igla missiles")
    assert told == []
    reader.view.select(*reader.range("army"))
    assert told[-1] == reader.range("army")[1]
    assert "" in told
    assert "army" in told
    told.clear()
    reader.view.select(*reader.range("army"))
    assert told == []


def test_a_current_span_that_is_removed_is_current_no_longer(reader: Reader, qtbot: QtBot) -> None:
    reader.opens(NEWS, *SPANS).view.select_span("weapon:Igla missiles")
    with qtbot.waitSignal(reader.view.current_span_changed) as told:
        reader.view.replace_spans(["weapon:Igla missiles"], [])
    assert told.args == [""]
    assert reader.view.current_span == ""
    reader.view.outer_span()
    assert reader.chosen == "rebels armed with Igla missiles"


def test_a_current_span_that_is_changed_stays_current(reader: Reader, qtbot: QtBot) -> None:
    reader.opens(NEWS, *SPANS).view.select_span("weapon:Igla missiles")
    with qtbot.assertNotEmitted(reader.view.current_span_changed, wait=0):
        reader.view.replace_spans(["weapon:Igla missiles"], [span(NEWS, "Igla", "weapon", id="weapon:Igla missiles")])
    assert reader.chosen == "Igla"


def test_another_article_begins_anew(reader: Reader, qtbot: QtBot) -> None:
    reader.opens(NEWS, *SPANS).view.select_span("weapon:Igla missiles")
    with qtbot.waitSignal(reader.view.current_span_changed):
        reader.opens("Other.")
    assert (reader.view.caret, reader.view.selection, reader.chosen, reader.scrolled) == (0, None, "", 0)
    reader.view.show_nothing()
    assert reader.view.text == ""
    assert list(reader.view.spans) == []


@pytest.mark.parametrize(
    "text",
    [
        "a\u00a0b\u202fc",
        "line\u2028separator\u2029s",
        "tab\tnel\x85vt\x0b",
        "e\u0301 👩\u200d👧 \u200f",
        "a\ufeffb",
        "two\n\nlines",
    ],
)
def test_copying_gives_back_every_character(reader: Reader, text: str) -> None:
    reader.opens(f"x{text}y", Span("s", "a", 1, 1 + len(text), "actor", text)).view.select(1, 1 + len(text))
    reader.view.copy()
    assert QGuiApplication.clipboard().text() == text
    QGuiApplication.clipboard().clear()
    reader.view.select_span("s")
    reader.view.copy()
    assert QGuiApplication.clipboard().text() == text
    assert not QGuiApplication.clipboard().mimeData().hasHtml()


def test_copying_nothing_leaves_the_clipboard(reader: Reader) -> None:
    QGuiApplication.clipboard().setText("kept")
    reader.opens(NEWS).view.copy()
    assert QGuiApplication.clipboard().text() == "kept"


def test_on_an_empty_page_every_key_is_harmless(reader: Reader) -> None:
    view = reader.opens("").view
    for unit in UNITS:
        for forward in (True, False):
            view.move_caret(unit, forward=forward)
            view.move_caret(unit, forward=forward, extend=True)
    view.grow()
    view.shrink()
    view.select_all()
    view.clear_selection()
    view.next_span(forward=True)
    view.outer_span()
    view.inner_span()
    view.next_untagged(forward=True)
    view.reveal(0, 0)
    view.center_on(0, 0)
    view.copy()
    assert view.target(Extent.STATEMENT) is None
    assert view.target(Extent.PHRASE) is None
    assert (view.caret, view.selection) == (0, None)
    assert view.caret_rectangle().isValid()
