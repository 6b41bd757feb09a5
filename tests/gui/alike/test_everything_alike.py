"""Finding and tagging everything that reads the same, told by what the annotator does and sees."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from annotator.store import Project, actions
from tests.gui.desk import Desk

RADARS = "🚨 The navy bought radars. The Navy 🚢 said the\nnavy was ready; navymen agreed. A radar of the navy failed."
TANKS = "The army has tanks. It lent three to the navy."
PEACE = "Nothing happened on Monday."


class Alike:
    """The panel below the text, as its user sees it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.panel: Any = desk.window.alike
        self.list: QWidget = self.panel.list

    def rows(self) -> list[str]:
        """Every row as it reads: what is ticked is marked, a title has its counts."""
        model = self.panel.model
        told = []
        for row in range(model.rowCount()):
            index = model.index(row)
            sign = {Qt.CheckState.Checked: "[x]", Qt.CheckState.Unchecked: "[ ]", Qt.CheckState.PartiallyChecked: "[-]"}
            tick = sign.get(index.data(Qt.ItemDataRole.CheckStateRole), "   ")
            hit = model.hit(row)
            words = hit.occurrence.context.hit if hit else index.data()
            state = index.data(model_role("STATE"))
            told.append(" ".join(filter(None, (tick, words, f"({state})" if state else ""))))
        return told

    def waits(self) -> "Alike":
        self.desk.waits_until(lambda: not self.panel.is_seeking)
        return self

    def counts(self) -> str:
        return str(self.panel.options.count.text())


def model_role(name: str) -> int:
    from annotator.gui.alike.model import Role

    return int(Role[name])


@pytest.fixture
def alike(desk: Desk) -> Alike:
    desk.has_articles(RADARS, TANKS, PEACE)
    for article_id, title in zip(desk.workspace.project.article_ids(), ("Radars", "Tanks", "Peace"), strict=True):
        desk.workspace.run(actions.edit_article, article_id, title=title)
    return Alike(desk)


def everything(desk: Desk) -> list[tuple[int, str, str]]:
    """All spans of the project, read from its file: article, label, quote."""
    with Project.open(desk.project, read_only=True) as project:
        ids = project.article_ids()
        return [(n, s.label, s.quote) for n, one in enumerate(ids) for s in project.spans_of(one)]


def test_the_actor_just_tagged_is_tagged_everywhere_else_in_the_article(desk: Desk, alike: Alike) -> None:
    desk.selects("navy").presses("2", "A")
    assert alike.rows() == ["    navy (already actor)", "[x] Navy", "[x] navy", "[x] navy"]
    assert alike.counts() == "4 places · 3 ticked"
    assert alike.list.hasFocus()
    assert len(desk.view._scene.hits) == 4, "the places are marked in the text"
    desk.presses("2")
    assert desk.said() == "Tagged 3 places as actor · Ctrl+Z takes all of it back"
    assert desk.marked() == [("actor", word) for word in ("navy", "Navy", "navy", "navy")]
    assert alike.rows() == [f"    {word} (already actor)" for word in ("navy", "Navy", "navy", "navy")]
    desk.undoes()
    assert desk.marked() == [("actor", "navy")]
    assert alike.counts() == "4 places · 3 ticked"
    desk.redoes()
    assert len(desk.marked()) == 4


def test_what_is_unticked_is_left_out_and_stays_unticked(desk: Desk, alike: Alike) -> None:
    desk.selects("navy").presses("A", "Down", "Space")
    assert alike.rows() == ["[x] navy", "[ ] Navy", "[x] navy", "[x] navy"]
    desk.presses("Esc")
    assert desk.view.hasFocus()
    assert not alike.panel.isVisible()
    assert desk.view._scene.hits == ()
    desk.selects("navy").presses("A")
    assert alike.rows()[1] == "[ ] Navy"
    desk.presses("3")
    assert [quote for _, quote in desk.marked()] == ["navy", "navy", "navy"]


def test_all_articles_at_once_and_back_in_one_step(desk: Desk, alike: Alike) -> None:
    desk.selects("navy").presses("2", "Shift+A")
    alike.waits()
    assert alike.rows() == [
        "[x] Radars (3 of 4)",
        "    navy (already actor)",
        "[x] Navy",
        "[x] navy",
        "[x] navy",
        "[x] Tanks (1 of 1)",
        "[x] navy",
    ]
    assert alike.counts() == "5 places in 2 articles · 4 ticked"
    desk.presses("2")
    assert everything(desk).count((1, "actor", "navy")) == 1
    assert len(everything(desk)) == 5
    desk.undoes()
    assert everything(desk) == [(0, "actor", "navy")]


def test_space_on_a_title_is_for_all_places_below_it(desk: Desk, alike: Alike) -> None:
    desk.selects("navy").presses("Shift+A")
    alike.waits()
    desk.presses("Home", "Space")
    assert alike.rows()[0] == "[ ] Radars (0 of 4)"
    desk.presses("Down", "Space")
    assert alike.rows()[:2] == ["[-] Radars (1 of 4)", "[x] navy"]
    desk.presses("2")
    assert everything(desk) == [(0, "actor", "navy"), (1, "actor", "navy")]


def test_ctrl_a_ticks_all_or_none_and_shift_ticks_a_stretch(desk: Desk, alike: Alike) -> None:
    desk.selects("navy").presses("A", "Ctrl+A")
    assert alike.counts() == "4 places · 0 ticked"
    desk.presses("3")
    assert desk.said() == "Nothing is ticked that is not tagged so already."
    assert desk.marked() == []
    desk.presses("Home", "Shift+Down", "Shift+Down", "Space")
    assert alike.counts() == "4 places · 3 ticked"
    desk.presses("Ctrl+A")
    assert alike.counts() == "4 places · 4 ticked"


def test_enter_shows_a_place_in_another_article_and_the_list_stays(desk: Desk, alike: Alike) -> None:
    desk.selects("navy").presses("Shift+A")
    alike.waits()
    desk.presses("End", "Return")
    assert desk.title() == "Tanks"
    assert desk.view.text[slice(*desk.view.selection)] == "navy"
    assert alike.list.hasFocus()
    assert len(alike.rows()) == 7
    desk.presses("F3")
    assert desk.view.selection == (6, 10), "round the end to the first place"
    desk.presses("Shift+F3", "Shift+F3")
    assert desk.view.selection == (RADARS.rindex("navy"), RADARS.rindex("navy") + 4)


def test_ctrl_f_finds_while_one_types(desk: Desk, alike: Alike) -> None:
    field: QLineEdit = alike.panel.options.field
    desk.puts_the_caret_at("Navy").presses("Ctrl+F")
    assert field.hasFocus()
    desk.types("radar", field)
    assert alike.rows() == ["[x] radar", "[x] radar"], "what is typed may be the beginning of a word"
    alike.panel.options.whole_words.click()
    assert alike.rows() == ["[x] radar"]
    field.clear()
    desk.types("Navy", field)
    assert len(alike.rows()) == 4
    alike.panel.options.match_case.click()
    assert alike.rows() == ["[x] Navy"]
    field.setFocus()
    desk.presses("Return", on=field)
    assert alike.list.hasFocus()
    assert desk.view.selection == (RADARS.index("Navy"), RADARS.index("Navy") + 4)
    field.clear()
    assert alike.rows() == []
    desk.presses("Esc", on=field)
    assert desk.view.hasFocus()


def test_finding_whole_words_stays_as_it_was_chosen_whatever_was_listed_meanwhile(desk: Desk, alike: Alike) -> None:
    box = alike.panel.options.whole_words
    desk.selects("navy").presses("A")
    assert box.isChecked()
    desk.presses("Esc", on=alike.list).puts_the_caret_at("Navy").presses("Ctrl+F")
    assert not box.isChecked()
    box.click()
    desk.presses("Esc", on=alike.panel.options.field).puts_the_caret_at("Navy").presses("Ctrl+F")
    assert box.isChecked()


def test_digits_typed_into_the_field_tag_nothing(desk: Desk, alike: Alike) -> None:
    desk.selects("navy").presses("Ctrl+F")
    desk.presses("1", "2", on=alike.panel.options.field)
    assert alike.panel.options.field.text() == "12"
    assert desk.marked() == []


def test_part_of_a_word_that_was_selected_is_found_too(desk: Desk, alike: Alike) -> None:
    desk.selects("adar").presses("A")
    assert not alike.panel.options.whole_words.isChecked()
    assert alike.rows() == ["[x] adar", "[x] adar"]


def test_a_phrase_goes_on_across_a_line_end_and_an_emoji_moves_nothing(desk: Desk, alike: Alike) -> None:
    desk.selects("the\nnavy").presses("A")
    assert alike.rows() == ["[x] The navy", "[x] The Navy", "[x] the navy", "[x] the navy"]
    desk.presses("2")
    assert [span.quote for span in desk.stored()] == ["The navy", "The Navy", "the\nnavy", "the navy"]


def test_what_stands_inside_and_across_is_told(desk: Desk, alike: Alike) -> None:
    desk.selects("said the\nnavy was ready").presses("1")
    desk.selects("radar of the navy").presses("3")
    desk.selects("The navy").presses("2")
    desk.selects("navy").presses("A")
    assert alike.rows() == [
        "[x] navy (inside actor)",
        "[x] Navy",
        "[x] navy (inside claim)",
        "[x] navy (inside weapon)",
    ]
    desk.presses("Esc").chooses_span("The navy").presses("Esc", "Esc")
    desk.selects("navy bought").presses("2").presses("A")
    assert alike.rows() == ["    navy bought (already actor, overlaps actor)"]


def test_places_inside_the_same_label_are_left_to_the_annotator(desk: Desk, alike: Alike) -> None:
    desk.selects("The Navy").presses("2")
    desk.selects("navy").presses("2", "A")
    assert alike.rows() == ["    navy (already actor)", "[ ] Navy (inside actor)", "[x] navy", "[x] navy"]


def test_other_people_s_spans_do_not_count(desk: Desk, alike: Alike) -> None:
    article = desk.workspace.article_id
    desk.workspace.run(actions.tag, article, 6, 10, "actor", "Ben")
    desk.selects("navy").presses("A")
    assert alike.rows()[0] == "[x] navy"


def test_a_new_search_ends_the_one_that_runs(desk: Desk, alike: Alike) -> None:
    field = alike.panel.options.field
    desk.selects("navy").presses("Shift+A")
    for text in ("n", "na", "arm", "army"):
        field.setText(text)
    desk.presses("2", on=alike.list)
    assert desk.said() == "Still searching. Tag when all places are there."
    alike.waits()
    assert alike.rows() == ["[x] Tanks (1 of 1)", "[x] army"]
    field.setText("zebra")
    alike.waits()
    assert alike.rows() == []
    assert alike.counts() == ""


def test_the_list_follows_the_article_and_articles_that_come_and_go(desk: Desk, alike: Alike) -> None:
    desk.selects("navy").presses("A")
    desk.opens_article(1)
    assert alike.rows() == ["[x] navy"]
    alike.panel.options.everywhere.click()
    alike.waits()
    assert len(alike.rows()) == 7
    desk.workspace.run(actions.remove_articles, [desk.workspace.project.article_ids()[0]])
    alike.waits()
    assert len(alike.rows()) == 2
    desk.workspace.close_project()
    assert alike.rows() == []


def test_the_mouse_ticks_and_shows(desk: Desk, alike: Alike) -> None:
    desk.selects("navy").presses("A")
    view = alike.panel.list
    for row, x in ((1, 18), (3, 300)):
        box = view.visualRect(alike.panel.model.index(row))
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, box.center().y()))
    assert alike.rows() == ["[x] navy", "[ ] Navy", "[x] navy", "[x] navy"]
    assert desk.view.selection == (RADARS.rindex("navy"), RADARS.rindex("navy") + 4)
    alike.panel.pill("weapon").click()
    assert len(desk.marked()) == 3


def test_between_words_and_with_too_much_selected_it_says_so(desk: Desk, alike: Alike) -> None:
    desk.turns_to_the_window().view.setFocus()
    desk.view.place_caret(RADARS.index("🚢") + 1)
    desk.has_articles("word " * 200)
    desk.opens_article(3).view.select_all()
    desk.presses("A")
    assert "too long" in desk.said()
    assert not alike.panel.isVisible()


def test_a_foreign_title_and_text_are_shown_as_they_are(desk: Desk, alike: Alike) -> None:
    desk.has_articles("The <b>navy</b> & co.")
    desk.opens_article(3)
    desk.workspace.run(actions.edit_article, desk.workspace.article_id, title="<b>Evil</b> & <img src=x>")
    desk.selects("<b>navy</b>").presses("Shift+A")
    alike.waits()
    assert alike.rows() == ["[x] <b>Evil</b> & <img src=x> (1 of 1)", "[x] <b>navy</b>"]
    desk.window.grab()


def test_every_control_of_the_panel_has_a_name(desk: Desk, alike: Alike) -> None:
    desk.selects("navy").presses("2", "A")
    for widget in alike.panel.findChildren(QWidget):
        if isinstance(widget, QAbstractButton | QLineEdit) and widget.isVisible() and widget.parent() is not None:
            interface = QAccessible.queryAccessibleInterface(widget)
            assert widget.accessibleName() or interface.text(QAccessible.Text.Name), widget
    model = alike.panel.model
    spoken = [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert (
        spoken[0]
        == "“navy” in: 🚨 The navy bought radars. The Navy 🚢 said the navy was ready; navymen…; already actor"
    )
    assert spoken[1].startswith("“Navy” in: ")
    assert alike.panel.pill("actor").accessibleName() == "Tag 3 places as actor"
    assert alike.panel.pill("weapon").accessibleName() == "Tag 3 places as weapon"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_painted_in_both_themes_and_in_scripts_that_run_to_the_left(desk: Desk, alike: Alike, theme: str) -> None:
    desk.has_articles("قال الجيش إن الجيش مستعد. The army.")
    desk.opens_article(3)
    desk.window.looks.choose(theme)
    desk.selects("الجيش").presses("Shift+A")
    alike.waits()
    assert len(alike.rows()) == 3
    picture = desk.window.grab().toImage()
    assert not picture.isNull()
