"""What an action is: one deed with its name, its keys, and the method that does it."""

import re
from collections.abc import Iterable, Mapping
from enum import Enum, StrEnum
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence


class Context(Enum):
    """Where an action's keys work."""

    WINDOW = "window"
    READING = "reading"


class Needs(StrEnum):
    """What must be there for an action to make sense."""

    NOTHING = ""
    PROJECT = "project"
    ARTICLE = "article"
    TEXT = "text"
    """Something to tag: a selection, or the word at the caret."""
    SPAN = "span"
    """A span or a suggestion that is selected."""
    SUGGESTION = "suggestion"
    UNDO = "undo"
    REDO = "redo"


class Action(NamedTuple):
    """One deed. `slot` is "object.method", called with `args` and `options`; `group` is its heading in the cheat sheet.

    `menu` is the name of a menu, with "/" before a submenu's name, or "" for an action that only has keys.
    """

    id: str
    text: str
    keys: tuple[str, ...] = ()
    slot: str = ""
    args: tuple[Any, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()
    menu: str = ""
    context: Context = Context.WINDOW
    needs: Needs = Needs.NOTHING
    group: str = ""
    checkable: bool = False
    separated: bool = False
    """Whether a line is drawn above it in its menu."""

    def shown_text(self) -> str:
        return QCoreApplication.translate("actions", self.text)

    def plain_text(self) -> str:
        """The text without the marks of a menu."""
        return self.shown_text().replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


def portable(key: str) -> str:
    """A key in the one spelling that can be compared."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def clashes(actions: Iterable[Action]) -> list[tuple[str, str, str]]:
    """Keys that two actions claim: (key, id, id). Keys of the window count against those of the reading view too."""
    owners: dict[str, str] = {}
    found: list[tuple[str, str, str]] = []
    for action in actions:
        for key in map(portable, action.keys):
            if key in owners:
                found.append((key, owners[key], action.id))
            owners.setdefault(key, action.id)
    return found


def with_keys(actions: Iterable[Action], remapped: Mapping[str, Iterable[str]]) -> list[Action]:
    """The actions with the keys that the user gave them instead of the default ones.

    What the user gave comes first: another action loses a default key that is taken so. Of two that were given the
    same key the first keeps it.
    """
    actions = list(actions)
    if not remapped:
        return actions
    used: set[str] = set()
    given: dict[str, tuple[str, ...]] = {}
    for action in sorted(actions, key=lambda action: action.id not in remapped):
        keys = dict.fromkeys(filter(None, map(portable, remapped.get(action.id, action.keys))))
        given[action.id] = tuple(key for key in keys if key not in used)
        used.update(keys)
    return [action._replace(keys=given[action.id]) for action in actions]


def owner_of(key: str, actions: Iterable[Action]) -> Action | None:
    """The action that has a key."""
    return next((action for action in actions if portable(key) in map(portable, action.keys)), None)


def is_single(key: str) -> bool:
    """Whether a key is pressed alone or with Shift, so that it must be left to the fields in which one types."""
    *modifiers, last = portable(key).removesuffix("+").split("+")
    return not {"Ctrl", "Alt", "Meta"}.intersection(modifiers) and not re.fullmatch(r"F\d+", last)
