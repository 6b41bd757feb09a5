"""What gives way in a small window, and what is made only when it is asked for."""

import gc

from PySide6.QtWidgets import QApplication

from annotator.domain.model import Status
from annotator.gui import early
from annotator.gui.cut_label import CutLabel
from annotator.store import actions
from tests.gui.desk import Desk

TEXT = "Army counts its losses\n\nThe army lost three tanks on Monday."
LONG = "A headline that goes on and on about tanks, radars and harbours without any end in sight 🚢 " * 4


def _resized(desk: Desk, width: int, height: int) -> Desk:
    desk.window.resize(width, height)
    for _ in range(3):
        QApplication.processEvents()
    return desk


def test_a_narrow_window_leaves_the_room_to_the_text(desk: Desk) -> None:
    _resized(desk.has_articles(TEXT), 900, 600)
    assert not desk.window.inspector.isVisible()
    assert not desk.action("view.inspector").isChecked()
    assert desk.window.articles.width() <= 210
    assert desk.view.width() >= 650
    assert desk.view.height() >= 400
    _resized(desk, 1320, 820)
    assert desk.window.inspector.isVisible()
    assert desk.action("view.inspector").isChecked()


def test_an_inspector_that_was_asked_for_in_a_narrow_window_stays(desk: Desk) -> None:
    _resized(desk.has_articles(TEXT), 900, 600).presses("F9")
    assert desk.window.inspector.isVisible()
    assert desk.window.inspector.width() <= 230
    _resized(desk, 1320, 820)
    _resized(desk, 900, 600)
    assert desk.window.inspector.isVisible()
    desk.presses("F9")
    _resized(desk, 1320, 820)
    assert desk.window.inspector.isVisible()


def test_widths_of_the_wide_window_are_remembered(desk: Desk) -> None:
    desk.has_articles(TEXT).window.panes.setSizes([330, 600, 270])
    QApplication.processEvents()
    before = desk.window.panes.sizes()
    _resized(desk, 900, 600)
    _resized(desk, 1200, 760)
    assert desk.window.panes.sizes() == before


def test_status_chips_keep_to_one_line(desk: Desk) -> None:
    _resized(desk.has_articles(TEXT), 900, 600)
    chips = desk.window.articles.chips
    assert chips.chip(Status.DONE).text().strip() == "0"
    assert not chips.chip(Status.DONE).icon().isNull()
    assert chips.chip(Status.DONE).accessibleName() == "Done: 0 articles"
    last = chips.chip(Status.DONE).geometry()
    assert last.right() <= chips.width()
    assert last.top() == chips.chip(None).geometry().top()


def test_a_long_title_takes_two_lines_and_its_tip_has_all_of_it(desk: Desk) -> None:
    _resized(desk.has_articles(TEXT), 900, 600)
    desk.workspace.run(actions.edit_article, desk.workspace.article_id, title=LONG)
    QApplication.processEvents()
    title = desk.window.pane._title
    assert title.text().endswith("…")
    assert title.height() <= title.fontMetrics().lineSpacing() * 2 + 6
    assert title.whole_text.split()[-2] in title.toolTip()


def test_a_cut_label_follows_its_width(desk: Desk) -> None:
    label = CutLabel("What it is", 1, desk.window)
    label.show()
    label.show_text(LONG)
    label.resize(120, 20)
    assert label.text().endswith("…")
    label.resize(20_000, 20)
    assert label.text() == " ".join(LONG.split())
    assert label.toolTip() == ""


def test_what_the_first_paint_does_not_need_is_made_later(desk: Desk) -> None:
    desk.has_articles(TEXT)
    assert desk.window._alike is None
    desk.selects("three tanks").presses("A")
    assert desk.window.alike.isVisible()
    desk.triggers("view.theme_dark").presses("Esc", on=desk.window.alike.list)
    assert not desk.window.alike.isVisible()


def test_the_rest_of_the_start_is_made_up_for(desk: Desk) -> None:
    gc.disable()
    early.finish()
    assert gc.isenabled()
