"""The article as blocks of lines: nothing is lost between text, lines and places."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QSizeF
from PySide6.QtGui import QTextLayout
from pytestqt.qtbot import QtBot

from annotator.domain.boundaries import is_cluster_border
from annotator.domain.offsets import Utf16Offsets
from annotator.gui.reading.flow import Block, Flow, is_right_to_left
from annotator.gui.reading.metrics import LineMetrics
from annotator.gui.reading.page import Page, reading_font
from tests.unit.domain.texts import texts

WIDTH = 420.0
LONG_LINE = "Gen. Luis Navarro said that the U.S. lost 5,000 Igla missiles – “we don’t know how”. 😀 é الجيش "

pytestmark = pytest.mark.usefixtures("qapp")


def page_of(text: str, *, width: float = 500) -> Page:
    page = Page()
    page.text, page.size = text, QSizeF(width, 400)
    page.lay_out()
    return page


def flow_of(text: str, width: float = WIDTH) -> Flow:
    font = reading_font()
    return Flow(text, font, LineMetrics.of(font), width)


def all_blocks(flow: Flow) -> list[Block]:
    return [flow.block(index) for index in flow.between(-1, 1e12)]


def line_starts(blocks: list[Block]) -> list[int]:
    return [block.line_range(number)[0] for block in blocks for number in range(len(block.tops))]


# blocks and lines


@pytest.mark.parametrize("text", ["", "x", "\n", "one", "one\n", "one\n\n\ntwo", "\n\none\n\n", "😀", "a\u2028b\n"])
def test_every_line_of_text_is_a_block_even_the_last_empty_one(text: str) -> None:
    blocks = all_blocks(flow_of(text))
    assert [text[block.start : block.end] for block in blocks] == text.split("\n")
    for one, following in pairwise(blocks):
        assert one.next_start == following.start
    assert blocks[-1].end == len(text)


@given(texts)
@example("a\ufeffb\ufeff")
@example("\ufeff\ufeff")
def test_blocks_and_their_lines_cover_the_text_exactly(text: str) -> None:
    flow = flow_of(text, width=120)
    blocks = all_blocks(flow)
    assert "\n".join(text[block.start : block.end] for block in blocks) == text
    for block in blocks:
        ranges = [block.line_range(number) for number in range(len(block.tops))]
        assert (ranges[0][0], ranges[-1][1]) == (block.start, block.end)
        assert all(one[1] == following[0] for one, following in pairwise(ranges))
        for start, end in ranges:
            assert all(block.line_of(offset) == block.line_of(start) for offset in range(start, end))


@given(
    st.text(
        st.sampled_from("ab \t\ufeff\u2028\u2029\x85\x0b\x0c\u00a0\u00ad\u200b\ufffc\ufffe\x01😀🇨🇴é\u0301\u202e\u2067م")
    )
)
def test_no_character_is_longer_or_shorter_for_qt_than_for_us(text: str) -> None:
    block = Block(0, text, reading_font(), right_to_left=False)
    length = block.arrange(LineMetrics.of(reading_font()), WIDTH)
    assert length == Utf16Offsets(text).utf16_length
    assert len(block.layout.text()) == len(text)


@pytest.mark.parametrize(
    ("text", "backward"),
    [
        ("", False),
        ("12. 😀", False),
        ("abc الجيش", False),
        ("الجيش abc", True),
        ("«12» שלום", True),
        ("\u200f12", False),
    ],
)
def test_a_paragraph_reads_the_way_its_first_letter_does(text: str, backward: bool) -> None:
    assert is_right_to_left(text) == backward
    assert flow_of(text).block(0).right_to_left == backward


# long paragraphs


@pytest.mark.parametrize(
    "text",
    [LONG_LINE * 3100, "步枪" * 6000, "x" * 12_000, "👩\u200d👩\u200d👧" * 2500, ("الجيش 12 " * 1400)],
    ids=["news", "without spaces", "one word", "emoji", "right to left"],
)
def test_a_long_paragraph_in_pieces_has_the_lines_of_a_whole_one(text: str) -> None:
    flow = flow_of(text)
    blocks = all_blocks(flow)
    assert len(blocks) > 2
    assert all(block.goes_on for block in blocks[:-1])
    assert not blocks[-1].goes_on
    assert max(block.end - block.start for block in blocks) <= 6000
    whole = Block(0, text, flow.font, right_to_left=is_right_to_left(text))
    whole.arrange(flow.metrics, WIDTH)
    assert line_starts(blocks) == line_starts([whole])
    assert flow.height == pytest.approx(whole.height + flow.metrics.room + flow.metrics.paragraph_gap)


def test_a_heap_of_marks_on_one_letter_is_left_whole() -> None:
    text = "a" + "\u0301" * 9000 + " b"
    blocks = all_blocks(flow_of(text))
    assert "".join(text[block.start : block.end] for block in blocks) == text
    assert all(is_cluster_border(text, block.start) for block in blocks)


def test_a_far_place_is_reached_without_laying_out_all_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made = 0
    begin = QTextLayout.beginLayout

    def counted(layout: QTextLayout) -> None:
        nonlocal made
        made += 1
        begin(layout)

    monkeypatch.setattr(QTextLayout, "beginLayout", counted)
    flow = flow_of(LONG_LINE * 10_000)
    end = len(flow.text)
    block = flow.block(flow.index_of(end))
    assert block.start <= end == block.end
    assert flow.block(flow.index_at(flow.height / 2)).end < end
    assert 0 < made < 30


def test_after_a_far_jump_nothing_is_missing() -> None:
    flow = flow_of(LONG_LINE * 4000)
    for place in (len(flow.text), 200_000, 0, 350_000, 100):
        block = flow.block(flow.index_of(place))
        assert block.start <= place < block.next_start
    blocks = all_blocks(flow)
    assert "".join(flow.text[block.start : block.end] for block in blocks) == flow.text


def test_idle_measuring_ends_with_every_height_known() -> None:
    text = "\n".join([LONG_LINE * 2, "", "short", LONG_LINE * 100] * 20)
    flow = flow_of(text)
    guessed = flow.height
    steps = 1
    while flow.measure_some(12):
        steps += 1
    assert steps > 5
    known = flow.height
    assert all(flow.is_measured(index) for index in range(len(flow)))
    all_blocks(flow)
    assert flow.height == known
    assert guessed == pytest.approx(known, rel=0.35)


# places


@settings(max_examples=25)
@given(texts, st.sampled_from([60, 130, 500]))
@example("one\n\ntwo\n", 500)
@example("", 500)
def test_every_offset_has_a_place_and_later_ones_are_not_higher(text: str, width: int) -> None:
    page = page_of(text, width=width)
    tops = []
    for offset in range(len(text) + 1):
        block, top = page.block_of(offset)
        assert block.start <= offset <= block.end
        rect = page.offset_rect(offset)
        assert top - page.metrics.blank_height <= rect.top() < rect.bottom() <= page.height
        tops.append(rect.top())
    assert all(later >= earlier - 0.01 for earlier, later in pairwise(tops))


@settings(max_examples=20)
@given(texts, st.sampled_from([60, 130, 500]))
def test_a_place_leads_back_to_an_offset_between_characters(text: str, width: int) -> None:
    page = page_of(text, width=width)
    left, column = page.column()
    y = 0.0
    while y < page.height:
        for x in (0.0, left, left + column / 3, left + column, left + column + 90):
            for on_character in (False, True):
                offset = page.offset_at(QPointF(x, y), on_character=on_character)
                assert is_cluster_border(text, offset)
                block, top = page.block_of(offset)
                assert offset <= block.end
                if top <= y < top + block.height:
                    line = block.line_range(block.line_at(y - top))
                    # Qt may break a line within what we count as one character.
                    assert page.line_range(offset) == line or not is_cluster_border(text, line[0])
        y += page.metrics.pitch / 2


@settings(max_examples=20)
@given(st.lists(st.sampled_from(["the", "army", "5,000", "é 😀", "\n"]), max_size=20).map(" ".join))
def test_the_offset_nearest_to_a_caret_is_its_own(text: str) -> None:
    text = text.replace(" \n", "\n")
    page = page_of(text, width=200)
    for offset in range(len(text) + 1):
        if is_cluster_border(text, offset):
            assert page.offset_at(page.offset_rect(offset).center()) == offset


def test_the_character_under_a_point_is_the_one_that_is_there() -> None:
    text = "Igla 😀 missiles e\u0301t 步枪"
    page = page_of(text, width=900)
    for offset in range(len(text)):
        if is_cluster_border(text, offset):
            [rect] = page.rectangles(offset, offset + 1)
            for share in (0.1, 0.5, 0.9):
                point = QPointF(rect.left() + share * rect.width(), rect.center().y())
                assert page.offset_at(point, on_character=True) == offset


def test_rectangles_stand_on_every_line_of_a_range_and_only_there() -> None:
    text = "The army said on Monday that it lost nearly all of its missiles.\n\nThe navy did not say a word about it."
    page = page_of(text, width=240)
    start, end = text.index("Monday"), text.index("not say")
    rects = page.rectangles(start, end)
    left, width = page.column()
    assert len(rects) >= 4
    assert rects[0].left() == pytest.approx(page.offset_rect(start).center().x(), abs=1)
    assert rects[-1].right() == pytest.approx(page.offset_rect(end).center().x(), abs=1)
    assert all(left - 0.1 <= rect.left() < rect.right() <= left + width + 0.1 for rect in rects)
    assert all(one.bottom() < following.top() for one, following in pairwise(rects))
    assert page.rectangles(start, start) == []
    rows = page.rows(start, end)
    assert rows[0] <= rects[0].top()
    assert rows[1] >= rects[-1].bottom()


def test_rows_and_rectangles_go_on_over_the_pieces_of_a_long_paragraph() -> None:
    page = page_of(LONG_LINE * 100)
    first, _ = page.block_of(0)
    assert first.goes_on
    cut = first.end
    above, below = page.offset_rect(cut - 1), page.offset_rect(cut)
    assert below.top() == pytest.approx(above.top() + page.metrics.pitch, abs=8)
    assert page.rows(cut - 5, cut + 1)[1] >= below.bottom()
    assert len(page.rectangles(cut - 5, cut + 5)) == 2


def test_home_and_end_stay_on_the_line_they_are_pressed_on() -> None:
    for text in (LONG_LINE * 100, "步枪三百" * 1500, "👩\u200d👩\u200d👧" * 100):
        page = page_of(text)
        first_piece_end = page.block_of(0)[0].end
        for offset in (0, 70, 200, first_piece_end - 5, first_piece_end, len(text) - 1, len(text)):
            line = page.line_range(offset)
            home, end = page.line_edge(offset, forward=False), page.line_edge(offset, forward=True)
            assert page.line_range(home) == page.line_range(end) == line
            assert home <= offset
            assert page.line_edge(end, forward=True) == end
            assert is_cluster_border(text, end)


def test_down_and_up_meet_every_line_once(qtbot: QtBot) -> None:
    text = "\n".join(["Short.", "", LONG_LINE * 60, "", "", "الجيش 12 طائرة " * 30, "end", ""])
    page = page_of(text)
    x = page.column()[0] + 1
    lines = [page.line_range(0)]
    place = 0
    while (following := page.beside_line(place, x, forward=True)) != place:
        place = following
        lines.append(page.line_range(place))
    assert place == len(text)
    expected = [block.line_range(n) for block in all_blocks(page.flow) for n in range(len(block.tops))]
    assert list(dict.fromkeys(lines)) == expected
    back = [page.line_range(place)]
    while (following := page.beside_line(place, x, forward=False)) != place:
        place = following
        back.append(page.line_range(place))
    assert place == 0
    assert list(dict.fromkeys(back)) == expected[::-1]
