"""All that can be done in the window, in one table: name, keys, menu, and the deed that does it.

Menus, shortcuts, the cheat sheet and the key preferences are made from this table; nothing else assigns a key.
Keys with the context READING work in the reading view alone, so that text fields and lists keep their digits, letters,
Enter and Backspace. Tab is given to nobody: it always moves on to the next control.
"""

from collections.abc import Iterable

from annotator.gui.action import Action, portable
from annotator.gui.actions.edit import EDIT
from annotator.gui.actions.file import FILE
from annotator.gui.actions.go import GO
from annotator.gui.actions.help import HELP
from annotator.gui.actions.labels import label_actions
from annotator.gui.actions.menus import GROUPS, MENUS, SUBMENUS
from annotator.gui.actions.reading import READING
from annotator.gui.actions.suggest import SUGGEST
from annotator.gui.actions.tag import TAGGING
from annotator.gui.actions.view import VIEW

__all__ = ["ACTIONS", "GROUPS", "MENUS", "SUBMENUS", "all_keys", "label_actions"]

ACTIONS: tuple[Action, ...] = (*FILE, *EDIT, *TAGGING, *GO, *READING, *SUGGEST, *VIEW, *HELP)


def all_keys(actions: Iterable[Action] = ACTIONS) -> set[str]:
    """The keys that are taken, as portable text."""
    return {portable(key) for action in actions for key in action.keys}
