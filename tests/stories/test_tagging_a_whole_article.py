"""An article with its nested spans tagged from nothing: once with the keyboard alone, once with the mouse."""

import json
from pathlib import Path

import pytest

from annotator.paths import resource
from tests.gui.desk import Desk
from tests.stories.hands import KeyboardHands, MouseHands, Wanted

MOST_KEYS_A_SPAN = 6


def tagged_sample() -> tuple[str, list[Wanted]]:
    """The text and the spans of the sample's first article, in reading order."""
    line = (resource("sample") / "articles.jsonl").read_text("utf-8").split("\n")[0]
    return text_and_spans(json.loads(line))


def text_and_spans(article: dict[str, object]) -> tuple[str, list[Wanted]]:
    found = [(s["start"], s["end"], s["label"]) for s in article["spans"]]  # type: ignore[attr-defined]
    return str(article["text"]), sorted(found, key=lambda span: (span[0], -span[1], span[2]))


def shown(desk: Desk) -> list[Wanted]:
    found = [(span.start, span.end, span.label) for span in desk.view.spans]
    return sorted(found, key=lambda span: (span[0], -span[1], span[2]))


def stored(desk: Desk) -> list[Wanted]:
    found = [(span.start, span.end, span.label) for span in desk.stored()]
    return sorted(found, key=lambda span: (span[0], -span[1], span[2]))


def test_the_keyboard_alone_tags_everything(desk: Desk) -> None:
    text, wanted = tagged_sample()
    desk.has_articles(text)
    desk.turns_to_the_window().puts_the_caret_at(text[:10])
    hands = KeyboardHands(desk)
    for span in wanted:
        hands.tag(span)
    assert shown(desk) == wanted
    assert stored(desk) == wanted
    assert hands.keys / len(wanted) <= MOST_KEYS_A_SPAN


def test_the_mouse_tags_the_same(desk: Desk) -> None:
    text, wanted = tagged_sample()
    desk.has_articles(text)
    desk.turns_to_the_window()
    hands = MouseHands(desk)
    for span in wanted:
        hands.tag(span)
    assert shown(desk) == wanted
    assert stored(desk) == wanted


def test_a_real_article_takes_few_keys(desk: Desk, seeds: Path) -> None:
    tagged = seeds.parent / "seeds-tagged" / "000.jsonl"
    if not tagged.exists():
        pytest.skip("the folder shared/seeds-tagged is not beside the project")
    text, wanted = text_and_spans(json.loads(tagged.read_text("utf-8").split("\n")[0]))
    desk.has_articles(text)
    desk.turns_to_the_window().puts_the_caret_at(text[:10])
    hands = KeyboardHands(desk)
    for span in wanted:
        hands.tag(span)
    assert shown(desk) == wanted
    print(f"{hands.keys} keys for {len(wanted)} spans: {hands.keys / len(wanted):.2f} a span")
    assert hands.keys / len(wanted) <= MOST_KEYS_A_SPAN
