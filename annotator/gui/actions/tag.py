"""The menu Tag: what is done to spans. The labels themselves come first in it, see `labels`."""

from collections.abc import Iterator

from annotator.gui.action import Action, Needs
from annotator.gui.actions.making import reading_action
from annotator.gui.actions.menus import SPANS, TAG, tr


def _everything_alike() -> Iterator[Action]:
    here, there = tr("Every&thing alike in the article…"), tr("Everything alike in &all articles…")
    for name, text, keys, wide in (("alike.article", here, "A", False), ("alike.project", there, "Shift+A", True)):
        yield reading_action(
            name, text, keys, "alike.find_alike", group=TAG, menu="tag", separated=not wide, everywhere=wide
        )


def _nudges() -> Iterator[Action]:
    for border, forward, key, text in (
        ("start", False, "H", tr("Start earlier by a word")),
        ("start", True, "J", tr("Start later by a word")),
        ("end", False, "K", tr("End earlier by a word")),
        ("end", True, "L", tr("End later by a word")),
    ):
        name = f"span.{border}_{'later' if forward else 'earlier'}"
        yield reading_action(
            name,
            text,
            key,
            "tagging.nudge",
            border,
            forward=forward,
            unit="word",
            group=SPANS,
            menu="tag/move_borders",
            needs=Needs.SPAN,
        )
    for border, forward, key, text in (
        ("start", False, "Shift+H", tr("Start earlier by a character")),
        ("start", True, "Shift+J", tr("Start later by a character")),
        ("end", False, "Shift+K", tr("End earlier by a character")),
        ("end", True, "Shift+L", tr("End later by a character")),
    ):
        name = f"span.{border}_{'later' if forward else 'earlier'}_by_character"
        yield reading_action(
            name,
            text,
            key,
            "tagging.nudge",
            border,
            forward=forward,
            unit="character",
            group=SPANS,
            menu="tag/move_borders",
            needs=Needs.SPAN,
        )


TAGGING = (
    reading_action(
        "span.remove",
        tr("&Remove the span, reject the suggestion"),
        "Del Backspace X",
        "tagging.remove",
        group=SPANS,
        menu="tag",
        needs=Needs.SPAN,
        separated=True,
    ),
    reading_action(
        "span.note",
        tr("&Note on the span, accept the suggestion"),
        "Enter Return",
        "suggesting.enter",
        group=SPANS,
        menu="tag",
        needs=Needs.SPAN,
    ),
    *_nudges(),
    reading_action("span.split", tr("Split at the &caret"), "B", "tagging.split", group=SPANS, menu="tag"),
    reading_action(
        "span.merge",
        tr("&Join with the next of its label"),
        "W",
        "tagging.merge",
        group=SPANS,
        menu="tag",
        needs=Needs.SPAN,
    ),
    *_everything_alike(),
    Action("scheme.show", tr("&Labels…"), ("Ctrl+L",), "scheme.show", menu="tag", needs=Needs.PROJECT, group=TAG),
)
