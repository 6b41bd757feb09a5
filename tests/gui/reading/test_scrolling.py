"""Scrolling, zooming and resizing: what one reads stays where it is."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.gui.reading.page import reading_font
from tests.gui.reading.reader import Reader, span

SENTENCE = "The army said that it lost nearly all of its missiles in the war. "
UNEVEN = "\n\n".join(f"Paragraph {n}. " + SENTENCE * (n * 7 % 11) for n in range(150))

WIDE = "\n".join(f"Paragraph {n}. " + "WMWM MWMW " * 20 for n in range(150))
NARROW = "\n".join(f"Paragraph {n}. " + "illi till " * 40 for n in range(150))


def turns_the_wheel(reader: Reader, *, by: QPoint, keys: Qt.KeyboardModifier) -> None:
    place = QPointF(100, 100)
    event = QWheelEvent(place, place, QPoint(), by, Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(reader.view.viewport(), event)


def test_what_is_at_the_top_stays_there_while_the_rest_is_laid_out(reader: Reader, qtbot: QtBot) -> None:
    view = reader.view
    view.show_article("a", UNEVEN, (), ())
    view._idle.stop()
    reader.scrolls_to(view.verticalScrollBar().maximum() * 2 // 3)
    reader.picture()
    place = view.offset_at(QPointF(0, 60))
    height, ends = view.range_rectangles(place, place + 9)[0].top(), view.verticalScrollBar().maximum()
    view._idle.start()
    tops = []
    while view._idle.isActive():
        qtbot.wait(5)
        tops.append(view.range_rectangles(place, place + 9)[0].top())
    assert len(tops) > 3
    assert max(abs(top - height) for top in tops) <= 2
    assert view.verticalScrollBar().maximum() != ends, "the estimate was right: this test says nothing"


def test_the_scroll_bar_ends_where_the_article_does(reader: Reader) -> None:
    reader.opens(UNEVEN).scrolls_to(10**6)
    last = reader.view.caret_rectangle().height()
    reader.view.place_caret(len(UNEVEN))
    bottom = reader.view.caret_rectangle().bottom()
    assert reader.view.viewport().height() / 2 < bottom <= reader.view.viewport().height()
    assert last > 0


def test_a_text_that_just_fits_comes_to_rest(reader: Reader) -> None:
    """The scroll bar must not change the width of the lines, whose number says whether there is one."""
    for height in range(300, 460, 9):
        reader.resizes(320, height).opens(SENTENCE * 4 + "\n\n" + SENTENCE * 2)
        width = reader.view._page.flow.width
        reader.opens(SENTENCE)
        assert reader.view._page.flow.width == width


@pytest.mark.parametrize("place", ["Paragraph 70.", "Paragraph 3.", "Paragraph 130."])
def test_zooming_keeps_the_place(reader: Reader, place: str) -> None:
    reader.opens(UNEVEN)
    top = reader.range(place)[0]
    reader.scrolls_to(int(reader.view._page.rows(top, top)[0]))
    at_100 = reader.scrolled
    for percent in (110, 120, 150, 200, 120, 90, 100):
        reader.view.set_zoom(percent)
        assert abs(reader.top_of(place)) <= 3
    reader.settles()
    assert reader.scrolled == pytest.approx(at_100, abs=3)


def test_zooming_in_and_out_again_and_again_does_not_drift(reader: Reader) -> None:
    reader.resizes(500).opens(SENTENCE * 400).scrolls_to(3000)
    first = reader.view._page.line_range(reader.view.offset_at(QPointF(0, 0)))
    for _ in range(10):
        reader.view.set_zoom(170)
        reader.settles()
        reader.view.set_zoom(100)
        reader.settles()
    assert reader.view._page.line_range(reader.view.offset_at(QPointF(0, 2))) == first


def test_scrolling_after_a_zoom_takes_another_place_along(reader: Reader) -> None:
    reader.opens(UNEVEN).scrolls_to(4000)
    reader.view.set_zoom(150)
    reader.settles()
    reader.scrolls_to(reader.scrolled + 2000)
    place = reader.view.offset_at(QPointF(0, 0))
    reader.view.set_zoom(100)
    assert abs(reader.view.range_rectangles(place, place + 1)[0].top()) < reader.view._page.metrics.pitch


@pytest.mark.parametrize(
    "change",
    [
        lambda reader: reader.view.resize(420, 500),
        lambda reader: reader.view.set_type(reading_font(17), measure=72, spacing=1.0),
        lambda reader: reader.view.set_type(reading_font(), measure=40, spacing=1.0),
        lambda reader: reader.view.set_type(reading_font(), measure=72, spacing=1.6),
    ],
    ids=["narrower", "larger", "shorter lines", "wider spacing"],
)
def test_the_place_is_kept_over_any_change_of_layout(reader: Reader, change: Callable[[Reader], None]) -> None:
    reader.opens(UNEVEN)
    top = reader.range("Paragraph 60.")[0]
    reader.scrolls_to(int(reader.view._page.rows(top, top)[0]))
    change(reader)
    reader.settles()
    assert abs(reader.top_of("Paragraph 60.")) <= 4


def test_at_the_top_the_article_stays_at_its_top(reader: Reader) -> None:
    reader.opens(UNEVEN)
    reader.view.set_zoom(200)
    reader.resizes(400)
    assert reader.scrolled == 0


def test_zoom_has_limits_and_is_told(reader: Reader, qtbot: QtBot) -> None:
    told: list[int] = []
    reader.opens(UNEVEN).view.zoomed.connect(told.append)
    for percent in (1000, 10, 100, 100):
        reader.view.set_zoom(percent)
    assert told == [300, 80, 100]


def test_the_wheel_with_ctrl_zooms_by_notches(reader: Reader) -> None:
    reader.opens(UNEVEN)
    ctrl = Qt.KeyboardModifier.ControlModifier
    turns_the_wheel(reader, by=QPoint(0, 120), keys=ctrl)
    assert reader.view.zoom == 110
    turns_the_wheel(reader, by=QPoint(0, -240), keys=ctrl)
    assert reader.view.zoom == 90
    turns_the_wheel(reader, by=QPoint(120, 0), keys=ctrl)
    assert reader.view.zoom == 90
    for _ in range(8):
        turns_the_wheel(reader, by=QPoint(0, 15), keys=ctrl)
    assert reader.view.zoom == 100
    assert reader.scrolled == 0
    turns_the_wheel(reader, by=QPoint(0, -120), keys=Qt.KeyboardModifier.NoModifier)
    assert (reader.view.zoom, reader.scrolled > 0) == (100, True)


@pytest.mark.parametrize("text", [UNEVEN, WIDE, NARROW], ids=["uneven", "wide letters", "narrow letters"])
def test_revealing_works_before_anything_is_laid_out(reader: Reader, text: str) -> None:
    """What is above the place may turn out to be far higher or lower than it was thought to be."""
    view = reader.view

    def check(words: str) -> None:
        assert 0 <= reader.top_of(words) <= view.viewport().height() - 30

    for number in (1, 40, 75, 149):
        words = f"Paragraph {number}."
        for bring in (view.reveal, view.center_on):
            view.show_article("a", text, (), ())
            view._idle.stop()
            bring(*reader.range(words))
            check(words)
            reader.picture()
            check(words)
        view._idle.start()
        reader.settles()
        check(words)


def test_what_is_in_sight_is_not_scrolled(reader: Reader) -> None:
    reader.opens(UNEVEN).scrolls_to(2000)
    place = reader.view.offset_at(QPointF(300, 200))
    reader.view.reveal(place, place + 20)
    reader.view.center_on(place, place + 20)
    assert reader.scrolled == 2000


def test_a_range_higher_than_the_view_shows_its_start(reader: Reader) -> None:
    reader.resizes(500, 200).opens(SENTENCE * 60 + "\n" + SENTENCE * 60)
    start = len(SENTENCE) * 60 + 1
    reader.view.reveal(start, len(reader.view.text))
    assert 0 <= reader.view.range_rectangles(start, start + 3)[0].top() < 120
    before = reader.scrolled
    reader.view.reveal(start, len(reader.view.text))
    assert reader.scrolled == before


def test_choosing_a_span_far_away_brings_it_into_sight(reader: Reader) -> None:
    reader.view.show_article("a", UNEVEN, (), ())
    reader.view._idle.stop()
    reader.view.replace_spans([], [span(UNEVEN, "Paragraph 140.", id="far"), span(UNEVEN, "Paragraph 2.", id="near")])
    for span_id, words in (("far", "Paragraph 140."), ("near", "Paragraph 2."), ("far", "Paragraph 140.")):
        reader.view.select_span(span_id)
        assert 0 <= reader.top_of(words) <= reader.view.viewport().height() - 30


def test_the_text_does_not_move_when_it_is_tagged(reader: Reader) -> None:
    reader.opens(UNEVEN).scrolls_to(3000)
    place = reader.view.offset_at(QPointF(300, 200))
    before = reader.view.range_rectangles(place, place + 200)
    words = UNEVEN[place : place + 30]
    added = [span(UNEVEN, words, label, after=place, id=label) for label in ("actor", "claim", "weapon")]
    reader.view.replace_spans([], added)
    assert (reader.view.range_rectangles(place, place + 200), reader.scrolled) == (before, 3000)
    reader.view.replace_spans([one.id for one in added], [])
    assert (reader.view.range_rectangles(place, place + 200), reader.scrolled) == (before, 3000)


@pytest.mark.parametrize("width", [1, 20, 60, 120])
def test_a_very_narrow_view_still_shows_and_moves(reader: Reader, width: int) -> None:
    text = SENTENCE * 3 + "\n\nالجيش 12 😀\n"
    reader.resizes(width, 120).opens(text, (SENTENCE.strip(), "claim"), ("missiles", "weapon"))
    assert reader.picture().isNull() == (width < 20)
    reader.moves("line", times=5).moves("page").moves("document")
    assert (reader.view.caret, reader.sees_caret()) == (len(text), True)
    reader.view.select_span("weapon:missiles")
    assert reader.picture().isNull() == (width < 20)


def test_the_column_is_told_so_that_the_header_can_follow(reader: Reader, qtbot: QtBot) -> None:
    reader.opens(UNEVEN)
    with qtbot.waitSignal(reader.view.column_moved) as told:
        reader.resizes(420)
    left, width = told.args
    assert 0 < left < left + width < 420
    rect = reader.view.range_rectangles(0, 1)[0]
    assert rect.left() == pytest.approx(left, abs=1)
