"""Working with suggestions at the window: a user's day."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.domain.model import Decision, Suggestion
from annotator.gui.dialogs import files
from annotator.gui.dialogs.patterns import PatternEditor
from annotator.gui.dialogs.statistics import StatisticsDialog
from annotator.gui.dialogs.suggestion_list import SuggestionList
from annotator.gui.dialogs.suggestion_settings import SuggestionSettings
from annotator.gui.dialogs.training import TrainingDialog
from annotator.store import actions
from annotator.suggesting.choices import Choices, patterns_folder
from tests.gui.desk import Desk

NEWS = "Captain Ada Brook said 40 rifles and 12 drones were gone. The port authority counted nearly 900 crates."
LATER = "A week later Captain Ada Brook found the rifles in a barn."


def suggestion(article: str, quote: str, label: str, *, score: float = 0.8, origin: str = "rules") -> Suggestion:
    start = NEWS.index(quote)
    end = start + len(quote)
    return Suggestion("", article, start, end, label, quote, origin, "1", score, reason=f"{label} by a pattern.")


@pytest.fixture
def proposed(desk: Desk) -> Desk:
    """An article in which four spans were proposed by an earlier run, with the first chosen."""
    desk.has_articles(NEWS, LATER)
    article = desk.workspace.article_id
    proposals = [
        suggestion(article, "Captain Ada Brook", "actor", score=0.9),
        suggestion(article, "40", "figure", score=0.6),
        suggestion(article, "rifles", "weapon"),
        suggestion(article, "12 drones", "weapon"),
    ]
    actions.replace_suggestions(desk.workspace.project, article, "rules", proposals)
    desk.opens_article(1).opens_article(0)
    return desk.turns_to_the_window()


def shown(desk: Desk) -> list[tuple[str, str]]:
    return [(one.label, one.quote) for one in desk.window.offers.shown]


def current(desk: Desk) -> str:
    one = desk.window.offers.current
    return one.quote if one else ""


def test_they_are_there_when_the_article_opens_and_count_nowhere(proposed: Desk) -> None:
    assert len(shown(proposed)) == 4
    assert proposed.marked() == []
    assert "4 suggestions here" in proposed.window.status._suggested.text()
    assert proposed.workspace.project.stats("ana").spans == 0
    assert all("0" in said for said in proposed.pill_counts().values())


def test_the_text_does_not_move(proposed: Desk) -> None:
    view = proposed.view
    there = [view.range_rectangles(at, at + 1) for at in range(len(NEWS))]
    proposed.presses("F4")
    assert shown(proposed) == []
    assert [view.range_rectangles(at, at + 1) for at in range(len(NEWS))] == there
    proposed.presses("F4")
    assert len(shown(proposed)) == 4


def test_accept_and_reject_by_keys_one_after_the_other(proposed: Desk) -> None:
    proposed.presses("S")
    assert current(proposed) == "Captain Ada Brook"
    proposed.presses("Return")
    assert current(proposed) == "40", "the next one is chosen"
    proposed.presses("Backspace", "D", "R")
    assert proposed.marked() == [("actor", "Captain Ada Brook"), ("weapon", "rifles")]
    assert shown(proposed) == []
    assert {span.origin for span in proposed.stored()} == {"rules"}
    assert "No suggestion is left" in proposed.said()
    decided = proposed.workspace.project.suggestions_of(proposed.workspace.article_id, "ana")
    assert [one.decision for one in decided] == [
        Decision.ACCEPTED, Decision.REJECTED, Decision.ACCEPTED, Decision.REJECTED,
    ]  # fmt: skip
    assert proposed.workspace.project.suggestion_stats()["rules"].seconds is not None


def test_each_decision_is_undone_in_one_step(proposed: Desk) -> None:
    proposed.presses("S", "Return", "Backspace")
    proposed.undoes()
    assert shown(proposed)[0] == ("figure", "40")
    proposed.undoes()
    assert proposed.marked() == []
    assert len(shown(proposed)) == 4
    proposed.redoes()
    assert proposed.marked() == [("actor", "Captain Ada Brook")]
    assert len(shown(proposed)) == 3


def test_decisions_are_there_after_a_restart(proposed: Desk) -> None:
    proposed.presses("S", "Return", "X")
    proposed.restarts()
    assert proposed.marked() == [("actor", "Captain Ada Brook")]
    assert shown(proposed) == [("weapon", "rifles"), ("weapon", "12 drones")]


def test_a_label_key_accepts_as_that_label(proposed: Desk) -> None:
    proposed.presses("S", "S", "3")
    assert proposed.marked() == [("weapon", "40")]
    assert ("figure", "40") not in shown(proposed)
    proposed.undoes()
    assert ("figure", "40") in shown(proposed)


def test_the_keys_for_borders_fix_and_accept(proposed: Desk) -> None:
    proposed.presses("S", "S", "S", "H")
    assert proposed.marked() == [("weapon", "40 rifles")]
    assert proposed.view.current_span, "it stays chosen, for the next border"
    assert proposed.workspace.project.suggestion_stats()["rules"].changed == 1
    proposed.presses("J")
    assert proposed.marked() == [("weapon", "rifles")]
    proposed.undoes().undoes()
    assert proposed.marked() == []
    assert ("weapon", "rifles") in shown(proposed)


def test_what_is_tagged_by_hand_needs_no_suggestion(proposed: Desk) -> None:
    proposed.selects("rifles").presses("3")
    assert ("weapon", "rifles") not in shown(proposed)
    proposed.undoes()
    assert ("weapon", "rifles") in shown(proposed)


def test_the_inspector_says_why(proposed: Desk) -> None:
    proposed.presses("S", "F9", "Y")
    card = proposed.window.inspector.suggestion
    assert card.isVisible()
    assert card.reason.text() == "actor by a pattern."
    assert proposed.said() == "actor by a pattern."
    card.accept_button.click()
    assert proposed.marked() == [("actor", "Captain Ada Brook")]
    assert card.isVisible(), "the next one"
    proposed.presses("Esc")
    assert not card.isVisible()


def test_all_of_a_label_by_a_list_with_ticks(proposed: Desk) -> None:
    proposed.presses("S", "S", "S", "T")
    dialog = proposed.dialog()
    assert isinstance(dialog, SuggestionList)
    assert [one.quote for one in dialog.ticked] == ["rifles", "12 drones"]
    proposed.presses("Space", on=dialog.list)
    assert [one.quote for one in dialog.ticked] == ["12 drones"]
    proposed.presses("Space", on=dialog.list).presses_button("Accept the ticked")
    assert proposed.marked() == [("weapon", "rifles"), ("weapon", "12 drones")]
    proposed.undoes()
    assert proposed.marked() == []
    assert len(shown(proposed)) == 4


def test_the_list_ticks_all_or_none(proposed: Desk) -> None:
    proposed.presses("S", "S", "S", "T")
    dialog = proposed.dialog()
    assert isinstance(dialog, SuggestionList)
    dialog.tick_all.click()
    assert dialog.ticked == []
    assert not dialog.accept_button.isEnabled()
    dialog.tick_all.click()
    assert len(dialog.ticked) == 2
    proposed.presses("Ctrl+A", on=dialog.list)
    assert dialog.ticked == []


def test_the_list_shows_a_statement_in_full(desk: Desk) -> None:
    said = "; ".join(f"in the year {year} the harbour was hit and nobody saw who had done it" for year in range(4))
    desk.has_articles(f"It rained. {said}.")
    article, start = desk.workspace.article_id, len("It rained. ")
    long = Suggestion("", article, start, start + len(said), "claim", said, "rules", "1", 0.93)
    short = Suggestion("", article, 0, 9, "claim", "It rained", "rules", "1", 0.7)
    dialog = SuggestionList(desk.workspace, "claim", [short, long], desk.window.looks.theme, desk.window)
    dialog.show()
    desk.looks()
    heights = [dialog.list.visualRect(dialog.model.index(row)).height() for row in range(2)]
    assert heights[1] > 2 * heights[0]
    dialog.resize(1400, 460)
    desk.waits_until(lambda: dialog.list.visualRect(dialog.model.index(1)).height() < heights[1])
    dialog.close()


def test_the_card_cuts_a_long_claim_at_the_end_of_a_line_and_tells_the_rest(desk: Desk) -> None:
    said = "; ".join(f"in the year {year} the harbour was hit and nobody saw who had done it" for year in range(6))
    desk.has_articles(f"It rained. {said}.", LATER)
    article = desk.workspace.article_id
    long = Suggestion("", article, 11, 11 + len(said), "claim", said, "rules", "1", 0.93, reason="Attributed.")
    actions.replace_suggestions(desk.workspace.project, article, "rules", [long])
    desk.opens_article(1).opens_article(0).turns_to_the_window().presses("S").looks()
    quote = desk.window.inspector.suggestion._quote
    assert quote.isVisible()
    assert quote.text().endswith("…")
    assert quote.whole_text == said
    assert quote.height() >= quote.heightForWidth(quote.width())


def test_a_threshold_hides_what_is_less_sure_and_counts_live(proposed: Desk) -> None:
    proposed.triggers("suggest.settings")
    dialog = proposed.dialog()
    assert isinstance(dialog, SuggestionSettings)
    assert dialog._counts["figure"].text() == "1 of 1 in this article"
    dialog.thresholds["figure"].setValue(0.7)
    assert dialog._counts["figure"].text() == "0 of 1 in this article"
    assert ("figure", "40") not in shown(proposed)
    assert len(shown(proposed)) == 3
    dialog.close()
    proposed.restarts()
    assert len(shown(proposed)) == 3


def test_the_statistics_tell_of_every_origin(proposed: Desk) -> None:
    proposed.presses("S", "Return", "R").triggers("suggest.statistics")
    dialog = proposed.dialog()
    assert isinstance(dialog, StatisticsDialog)
    said = " ".join(label.text() for label in dialog.findChildren(type(proposed.window.status._suggested)))
    assert "the rules" in said
    dialog.close()


def test_without_suggestions_the_keys_say_so_and_enter_leads_into_the_note(desk: Desk) -> None:
    desk.has_articles(NEWS).turns_to_the_window().presses("S")
    assert "Nothing is suggested" in desk.said()
    desk.selects("rifles").presses("3", "Return")
    assert QApplication.focusWidget() is desk.window.inspector.card._note


def test_patterns_are_edited_as_a_copy_of_ones_own(proposed: Desk) -> None:
    proposed.triggers("suggest.settings")
    settings = proposed.dialog()
    assert isinstance(settings, SuggestionSettings)
    settings._edit()
    editor = proposed.dialog()
    if not isinstance(editor, PatternEditor):
        editor = settings.findChildren(PatternEditor)[0]
    before = editor.field.toPlainText()
    editor.field.setPlainText(before + "}")
    editor.keep.click()
    assert editor.problem.isVisible(), "what cannot be read is not kept"
    assert not patterns_folder().exists()
    editor.field.setPlainText(before.replace("{", "{ ", 1))
    name = str(settings.files.currentData())
    editor.keep.click()
    assert (patterns_folder() / name).read_text("utf-8") == before.replace("{", "{ ", 1)
    settings.close()


def test_what_was_learned_is_told_in_plain_words(desk: Desk, qtbot: QtBot) -> None:
    one = {
        "there": 9,
        "found": 7,
        "found_before": 4,
        "proposed": 8,
        "proposed_before": 9,
        "f1": 0.82,
        "f1_before": 0.44,
    }
    worse = {**one, "f1": 0.3}
    result = {"kept": True, "articles": 20, "held_back": 4, "seconds": 61.0, "labels": {"actor": one, "weapon": worse}}
    dialog = TrainingDialog(result, desk.window)
    qtbot.addWidget(dialog)
    dialog.show()
    said = [label.text() for label in dialog.findChildren(type(desk.window.status._suggested))]
    assert {"4 → 7", "5 → 1"} <= set(said)
    assert "▲ better" in said
    assert "▼ worse" in said
    assert any("20 articles" in line for line in said)


def test_a_pipeline_in_a_folder_of_ones_own_is_added(
    proposed: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import spacy

    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("span_ruler", config={"spans_key": "sc"})
    ruler.add_patterns([{"label": "PRODUCT", "pattern": "rifles"}])  # type: ignore[attr-defined]
    folder = tmp_path / "mine"
    nlp.to_disk(folder)
    monkeypatch.setattr(files, "ask_pipeline_folder", lambda _parent: folder)
    proposed.triggers("suggest.settings")
    settings = proposed.dialog()
    assert isinstance(settings, SuggestionSettings)
    settings.add_folder.click()
    qtbot.waitUntil(lambda: str(folder) in settings.pipelines, timeout=60_000)
    assert settings.mappings[str(folder), "PRODUCT"].currentData() == "weapon"
    settings.pipelines[str(folder)].click()
    assert Choices.load().pipelines == (str(folder),)
    settings.close()


# with the process that suggests


@pytest.fixture
def helped(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """A window that suggests while one reads."""
    desk = Desk(qtbot, tmp_path)
    desk.is_helped = True
    desk.window.offers.is_helped = True
    yield desk
    desk.window.close()


def test_what_is_tagged_here_is_suggested_in_the_next_article_at_once(helped: Desk) -> None:
    helped.has_articles(NEWS, LATER)
    helped.selects("Captain Ada Brook").presses("2")
    helped.opens_article(1)
    helped.waits_until(lambda: ("actor", "Captain Ada Brook") in shown(helped))
    helped.turns_to_the_window().presses("S")
    while current(helped) != "Captain Ada Brook":
        helped.presses("S")
    helped.presses("Backspace")
    assert ("actor", "Captain Ada Brook") not in shown(helped)
    helped.waits_until(lambda: not helped.window.offers._pause.isActive() and not helped.window.offers.helper.is_busy)
    assert ("actor", "Captain Ada Brook") not in shown(helped)
    helped.restarts()
    helped.opens_article(1)
    helped.waits_until(lambda: bool(helped.window.offers.helper.pid) and not helped.window.offers.helper.is_busy)
    assert ("actor", "Captain Ada Brook") not in shown(helped)


def test_tagging_goes_on_when_the_process_dies_and_it_comes_back(helped: Desk) -> None:
    helped.has_articles(NEWS, LATER)
    helper = helped.window.offers.helper
    helped.waits_until(lambda: helper.pid != 0 and not helper.is_busy)
    first = helper.pid
    os.kill(first, signal.SIGKILL)
    helped.selects("rifles").presses("3")
    assert helped.marked() == [("weapon", "rifles")]
    helped.waits_until(lambda: helper.pid not in (0, first) and not helper.is_busy)
    helped.opens_article(1)
    helped.waits_until(lambda: ("weapon", "rifles") in shown(helped))


def test_all_articles_from_the_menu(helped: Desk) -> None:
    helped.has_articles(NEWS, LATER)
    helped.selects("Captain Ada Brook").presses("2")
    helped.triggers("suggest.everywhere")
    helped.waits_until(lambda: not helped.window.suggesting.background.jobs.is_busy)
    project = helped.workspace.project
    stored = [one.quote for one in project.suggestions_of(project.article_ids()[1])]
    assert "Captain Ada Brook" in stored
    assert "suggestions in 2 articles" in helped.said()


def test_learning_from_too_little_says_so_and_the_window_goes_on(helped: Desk) -> None:
    helped.has_articles(NEWS).triggers("suggest.train")
    assert helped.window.suggesting.background.line.isVisible()
    helped.selects("rifles").presses("3")
    assert helped.marked() == [("weapon", "rifles")]
    helped.waits_until(lambda: not helped.window.suggesting.background.jobs.is_busy)
    assert "at least" in helped.said()


def test_learning_can_be_cancelled(helped: Desk) -> None:
    helped.has_articles(NEWS).triggers("suggest.train")
    background = helped.window.suggesting.background
    background.line.cancel.click()
    helped.waits_until(lambda: not background.jobs.is_busy)
    assert "cancelled" in helped.said()


def test_learning_that_was_cancelled_while_it_waited_can_be_asked_for_again(helped: Desk) -> None:
    helped.has_articles(NEWS, LATER).triggers("suggest.everywhere").triggers("suggest.train")
    background = helped.window.suggesting.background
    background.line.cancel.click()
    helped.waits_until(lambda: not background.jobs.is_busy)
    assert "Learning was cancelled" in helped.said()
    helped.triggers("suggest.train")
    assert background.line.isVisible()


def test_it_learns_by_itself_after_so_many_finished_articles(helped: Desk) -> None:
    helped.has_articles(NEWS, LATER).triggers("article.done")
    helped.window.settings.set("train_every", 1)
    background = helped.window.suggesting.background
    helped.presses("Ctrl+M")
    assert background.line.isHidden(), "what was finished before does not count"
    helped.opens_article(1).triggers("article.done")
    assert background.line.isVisible()
    helped.waits_until(lambda: not background.jobs.is_busy)
    assert "at least" in helped.said(), "two articles are too few, which it says"
