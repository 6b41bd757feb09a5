"""The caret and the selection of the reading view, in no menu."""

from collections.abc import Iterator

from annotator.gui.action import Action, Context, Needs
from annotator.gui.actions.making import reading_action
from annotator.gui.actions.menus import MOVE, SELECT, tr

_UNITS: tuple[tuple[str, str, str, str, str], ...] = (
    # unit, back keys, forward keys, text back, text forward
    ("character", "Left", "Right", tr("Character left"), tr("Character right")),
    ("word", "Ctrl+Left", "Ctrl+Right", tr("Word left"), tr("Word right")),
    ("sentence", "Alt+Left", "Alt+Right", tr("Sentence back"), tr("Sentence on")),
    ("line", "Up", "Down", tr("Line up"), tr("Line down")),
    ("paragraph", "Ctrl+Up", "Ctrl+Down", tr("Paragraph up"), tr("Paragraph down")),
    ("line_edge", "Home", "End", tr("Start of the line"), tr("End of the line")),
    ("page", "PgUp", "PgDown", tr("Page up"), tr("Page down")),
    ("document", "Ctrl+Home", "Ctrl+End", tr("Start of the article"), tr("End of the article")),
)


def _movements() -> Iterator[Action]:
    for extend in (False, True):
        for unit, back, forward, text_back, text_forward in _UNITS:
            for key, text, way in ((back, text_back, False), (forward, text_forward, True)):
                plus = "Shift+"
                if extend:
                    key = key.replace("Ctrl+", "Ctrl+Shift+") if "Ctrl+" in key else plus + key
                    key = key.replace("Shift+Alt+", "Alt+Shift+")
                yield Action(
                    f"reading.{'extend' if extend else 'move'}_{unit}_{'on' if way else 'back'}",
                    text,
                    (key,),
                    "reading.move_caret",
                    (unit,),
                    (("forward", way), ("extend", extend)),
                    context=Context.READING,
                    needs=Needs.ARTICLE,
                    group=SELECT if extend else MOVE,
                )


def _jumps() -> Iterator[Action]:
    """Single letters that go to the next thing of a kind, with Shift to the one before; and by clauses, that extend."""
    for unit, key, extend, on, back in (
        ("number", "F", False, tr("Next number"), tr("Previous number")),
        ("name", "E", False, tr("Next name"), tr("Previous name")),
        ("clause", "C", False, tr("Next clause"), tr("Previous clause")),
        ("clause", "V", True, tr("To the end of the clause"), tr("Back by a clause")),
    ):
        name = f"extend_{unit}" if extend else unit
        group = SELECT if extend else MOVE
        for ident, text, keys, forward in (
            (f"next_{name}", on, key, True),
            (f"previous_{name}", back, f"Shift+{key}", False),
        ):
            yield reading_action(
                f"reading.{ident}", text, keys, "reading.move_caret", unit, group=group, forward=forward, extend=extend
            )


READING = (
    *_movements(),
    *_jumps(),
    reading_action(
        "reading.grow", tr("Grow: word, name, clause, sentence, paragraph"), "G +", "reading.grow", group=SELECT
    ),
    reading_action("reading.shrink", tr("Shrink again"), "Shift+G -", "reading.shrink", group=SELECT),
    reading_action("reading.select_all", tr("Select all"), "Ctrl+A", "reading.select_all", group=SELECT),
    reading_action("reading.clear", tr("Select nothing"), "Esc", "reading.clear_selection", group=SELECT),
)
