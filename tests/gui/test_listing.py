"""Sorting, filtering and choosing articles, and the mark of how far one has read."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton

from annotator.domain.model import Status
from annotator.store import Project, actions
from tests.gui.desk import Desk
from tests.gui.test_window import _unnamed

ARMY = "Army counts its losses\n\nThe army lost three tanks on Monday."
NAVY = "Navy buys radars\n\nThe navy bought nine coastal radars. " + "It said so again. " * 40
TRADE = "Harbour trade slows\n\nNothing was tagged in this one."
FACTS = (("Army", "Post", "2024-03-01"), ("Navy", "Wire", "2023-11-20"), ("Trade", "", "2024-01-15"))


@pytest.fixture
def newsroom(desk: Desk) -> Desk:
    """Three articles: Army, Navy, Trade. Army has a weapon, Navy an actor."""
    desk.has_articles(ARMY, NAVY, TRADE)
    for number, (title, source, date) in enumerate(FACTS):
        desk.workspace.run(actions.edit_article, desk.article_ids()[number], title=title, source=source, date=date)
    desk.opens_article(0).selects("three tanks").presses("3")
    desk.opens_article(1).selects("The navy").presses("2")
    return desk.opens_article(0)


def titles(desk: Desk) -> list[str]:
    model = desk.window.articles.model
    return [model.summary(row).title for row in range(model.rowCount())]  # type: ignore[union-attr]


def panel(desk: Desk) -> Any:
    desk.window.articles.listing_button.click()
    return desk.window.articles._panel


def chips(desk: Desk) -> dict[str, QToolButton]:
    flow = desk.window.articles._parts
    return {chip.text(): chip for chip in flow.findChildren(QToolButton) if chip.isVisible()}


def chooses(desk: Desk, *rows: int) -> None:
    """Clicks the first row, and the others with Ctrl held."""
    view = desk.window.articles.list
    for number, row in enumerate(rows):
        held = Qt.KeyboardModifier.ControlModifier if number else Qt.KeyboardModifier.NoModifier
        place = view.visualRect(desk.window.articles.model.index(row)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, held, place)


def test_the_order_is_chosen_turned_round_and_remembered(newsroom: Desk) -> None:
    shown = panel(newsroom)
    shown.order.setCurrentText("Date")
    assert titles(newsroom) == ["Navy", "Trade", "Army"]
    shown.descending.click()
    assert titles(newsroom) == ["Army", "Trade", "Navy"]
    shown.close()
    assert newsroom.title() == "Army"
    newsroom.presses("Ctrl+PgDown")
    assert newsroom.title() == "Trade"
    newsroom.restarts()
    assert titles(newsroom) == ["Army", "Trade", "Navy"]
    [chip] = chips(newsroom).values()
    chip.click()
    assert titles(newsroom) == ["Army", "Navy", "Trade"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("Title", ["Army", "Navy", "Trade"]),
        ("Source", ["Army", "Navy", "Trade"]),
        ("Length", ["Trade", "Army", "Navy"]),
        ("Spans", ["Trade", "Army", "Navy"]),
        ("Status", ["Trade", "Army", "Navy"]),
    ],
)
def test_every_order_is_there(newsroom: Desk, order: str, expected: list[str]) -> None:
    panel(newsroom).order.setCurrentText(order)
    assert sorted(titles(newsroom)) == sorted(expected)
    assert titles(newsroom)[0 if order in ("Title", "Source", "Spans", "Status") else -1] in (expected[0], expected[-1])


def test_articles_with_and_without_a_label(newsroom: Desk) -> None:
    shown = panel(newsroom)
    shown.choices["weapon"].click()
    assert titles(newsroom) == ["Army"]
    assert shown.choices["weapon"].accessibleName() == "with weapon"
    shown.choices["weapon"].click()
    assert titles(newsroom) == ["Navy", "Trade"]
    shown.choices["actor"].click()
    assert titles(newsroom) == ["Navy"]
    shown.close()
    assert sorted(chips(newsroom)) == ["with actor  ✕", "without weapon  ✕"]
    chips(newsroom)["with actor  ✕"].click()
    assert titles(newsroom) == ["Navy", "Trade"]


def test_by_source_date_length_and_flag(newsroom: Desk) -> None:
    shown = panel(newsroom)
    shown.source.setCurrentIndex(shown.source.findData("Wire"))
    assert titles(newsroom) == ["Navy"]
    shown.clear.click()
    shown.first_date.setText("2024")
    assert titles(newsroom) == ["Army", "Trade"]
    shown.last_date.setText("2024-0")
    assert titles(newsroom) == ["Army", "Trade"], "half a month is still being typed"
    shown.last_date.setText("2024-01")
    assert titles(newsroom) == ["Trade"]
    shown.clear.click()
    shown.least_words.setValue(100)
    assert titles(newsroom) == ["Navy"]
    shown.clear.click()
    shown.flagged.click()
    assert titles(newsroom) == []
    shown.close()
    assert "Take one of the filters away" in newsroom.window.articles._empty.accessibleDescription()
    chips(newsroom)["flagged  ✕"].click()
    newsroom.triggers("article.flag")
    panel(newsroom).flagged.click()
    assert titles(newsroom) == ["Army"]


def test_by_notes_on_the_article_or_a_span(newsroom: Desk) -> None:
    army, navy, _ = newsroom.article_ids()
    shown = panel(newsroom)
    shown.noted.click()
    shown.close()
    assert titles(newsroom) == []
    assert sorted(chips(newsroom)) == ["with a note  ✕"]
    newsroom.workspace.run(actions.set_note, navy, "Ask Ben.")
    assert titles(newsroom) == ["Navy"]
    newsroom.workspace.run(actions.set_attribute, newsroom.stored()[0].id, "note", "Whose?")
    assert titles(newsroom) == ["Army", "Navy"]
    newsroom.undoes()
    newsroom.opens_article(1)
    newsroom.waits_until(lambda: titles(newsroom) == ["Navy"])
    assert army not in newsroom.window.articles.model.ids


def test_the_search_goes_with_filters_and_order(newsroom: Desk) -> None:
    newsroom.window.articles.search.setText("the")
    newsroom.window.articles._search_now()
    assert sorted(titles(newsroom)) == ["Army", "Navy"]
    shown = panel(newsroom)
    shown.order.setCurrentText("Title")
    shown.descending.click()
    assert titles(newsroom) == ["Navy", "Army"]
    shown.choices["actor"].click()
    assert titles(newsroom) == ["Navy"]


def test_the_panel_is_named_and_closed_with_escape(newsroom: Desk) -> None:
    shown = panel(newsroom)
    assert shown.accessibleName()
    assert _unnamed(shown) == []
    newsroom.presses("Esc", on=shown)
    assert not shown.isVisible()


def test_the_open_article_stays_listed_until_it_is_left(newsroom: Desk) -> None:
    newsroom.window.articles.chips.chip(Status.IN_PROGRESS).click()
    assert titles(newsroom) == ["Army", "Navy"]
    newsroom.triggers("article.done")
    assert titles(newsroom) == ["Army", "Navy"]
    assert newsroom.title() == "Army"
    newsroom.presses("Ctrl+PgDown")
    assert newsroom.title() == "Navy"
    newsroom.waits_until(lambda: titles(newsroom) == ["Navy"])


def test_an_article_does_not_move_while_one_tags_in_it(newsroom: Desk) -> None:
    panel(newsroom).order.setCurrentText("Spans")
    newsroom.window.articles._panel.close()  # type: ignore[union-attr]
    before = titles(newsroom)
    newsroom.selects("The army").presses("2").selects("Monday").presses("4")
    assert titles(newsroom) == before
    newsroom.opens_article(2).waits_until(lambda: titles(newsroom) == ["Trade", "Navy", "Army"])


def test_several_are_chosen_and_done_in_one_step(newsroom: Desk) -> None:
    chooses(newsroom, 0, 2)
    assert newsroom.title() == "Army", "choosing more opens nothing"
    newsroom.presses("Ctrl+3", on=newsroom.window.articles.list)
    assert [newsroom.status(number) for number in range(3)] == [Status.DONE, Status.IN_PROGRESS, Status.DONE]
    assert newsroom.window.articles.list.chosen_rows() == [0, 2]
    newsroom.undoes()
    assert newsroom.status(2) is Status.TODO


def test_rows_are_chosen_with_shift_and_the_arrows(newsroom: Desk) -> None:
    view = newsroom.window.articles.list
    view.setFocus()
    newsroom.presses("Shift+Down", "Shift+Down", on=view)
    assert view.chosen_rows() == [0, 1, 2]
    assert newsroom.title() == "Army"
    newsroom.presses("Ctrl+M", on=view)
    project: Project = newsroom.workspace.project
    assert all(project.article(article_id).flag for article_id in project.article_ids())
    newsroom.presses("Ctrl+M", on=view)
    assert not any(project.article(article_id).flag for article_id in project.article_ids())


def test_in_the_text_keys_mean_the_open_article_alone(newsroom: Desk) -> None:
    chooses(newsroom, 0, 1, 2)
    newsroom.view.setFocus()
    newsroom.presses("Ctrl+3", on=newsroom.view)
    assert [newsroom.status(number) for number in range(3)] == [Status.DONE, Status.IN_PROGRESS, Status.TODO]


def test_several_are_removed_and_come_back(newsroom: Desk) -> None:
    chooses(newsroom, 0, 1)
    newsroom.triggers("article.remove")
    assert titles(newsroom) == ["Trade"]
    assert newsroom.title() == "Trade"
    assert "2 articles" in newsroom.said()
    newsroom.undoes()
    assert titles(newsroom) == ["Army", "Navy", "Trade"]


def test_the_menu_of_an_article_is_about_the_article_under_it(newsroom: Desk) -> None:
    view = newsroom.window.articles.list
    place = view.visualRect(newsroom.window.articles.model.index(2)).center()
    QTest.mousePress(view.viewport(), Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, place)
    newsroom.window.articles.menu_wanted.emit(view.viewport().mapToGlobal(place))
    [menu] = [menu for menu in newsroom.window.findChildren(QMenu) if menu.accessibleName() == "Chosen articles"]
    assert [action.text().replace("&", "") for action in menu.actions() if action.text()][:3] == [
        "Done", "In progress", "To do",
    ]  # fmt: skip
    assert newsroom.title() == "Army", "a right click opens nothing"
    done = menu.actionGeometry(menu.actions()[0]).center()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, done)
    assert not menu.isVisible()
    assert newsroom.status(2) is Status.DONE
    assert newsroom.status(0) is Status.IN_PROGRESS


# how far one has read


def test_the_place_is_marked_told_kept_and_gone_to(newsroom: Desk) -> None:
    newsroom.puts_the_caret_at("three tanks").presses("M")
    assert "paragraph 2 of 2" in newsroom.window.pane._source.whole_text
    newsroom.presses("Ctrl+Home", "Shift+M")
    assert newsroom.view.text[newsroom.view.caret :].startswith("The army")
    newsroom.restarts()
    assert "paragraph 2 of 2" in newsroom.window.pane._source.whole_text
    newsroom.presses("Shift+M", "M")
    assert "paragraph" not in newsroom.window.pane._source.whole_text
    newsroom.presses("Shift+M")
    assert "M marks one" in newsroom.said()
    newsroom.undoes()
    assert "paragraph 2 of 2" in newsroom.window.pane._source.whole_text


def test_each_annotator_has_a_mark_of_their_own(newsroom: Desk) -> None:
    newsroom.puts_the_caret_at("three tanks").presses("M")
    newsroom.workspace.set_annotator("ben")
    QApplication.processEvents()
    assert newsroom.workspace.place() is None
