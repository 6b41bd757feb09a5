"""How actions of the reading view are written down."""

from typing import Any

from annotator.gui.action import Action, Context, Needs


def reading_action(
    name: str,
    text: str,
    keys: str,
    slot: str,
    *args: Any,
    group: str,
    menu: str = "",
    needs: Needs = Needs.ARTICLE,
    separated: bool = False,
    **options: Any,
) -> Action:
    """An action whose keys, parted by spaces, work in the reading view alone."""
    return Action(
        name, text, tuple(keys.split()), slot, args, tuple(options.items()), menu, Context.READING, needs, group,
        separated=separated,
    )  # fmt: skip
