"""What an action is: one deed with its name, its keys, and the method that does it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from typing import Any

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
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Action:
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
    """The actions with the keys that the user gave them instead of the default ones."""
    return [replace(action, keys=tuple(remapped[action.id])) if action.id in remapped else action for action in actions]
