"""What a key is called on this machine, and which key does what now, for every text that tells of one.

There is one window a process, so there is one keyboard: the menus say here which keys the actions have.
"""

import re
from collections.abc import Iterable

from PySide6.QtGui import QKeySequence

from annotator.gui.action import Action

_SIGNS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Return": "Enter", "Del": "Delete"}
_PLACE = re.compile(r"\{(\w+\.\w+)\}")
_now: dict[str, Action] = {}


def key_name(key: str) -> str:
    """A key as people know it."""
    text = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    *modifiers, last = [*text[:-1].split("+"), "+"] if text.endswith("+") else text.split("+")
    return "+".join(part for part in (*modifiers, _SIGNS.get(last, last)) if part)


def key_names(keys: Iterable[str]) -> str:
    """Some keys as people know them, each name once."""
    return "  ".join(dict.fromkeys(map(key_name, keys)))


def use(table: Iterable[Action]) -> None:
    """From now on these actions are told of, with these keys."""
    _now.clear()
    _now.update((action.id, action) for action in table)


def told(text: str) -> str:
    """The text with the key of an action in the place of each "{id of the action}".

    An action without a key is told of by its name in the menus.
    """
    return _PLACE.sub(lambda found: _key_of(found.group(1)), text)


def _key_of(name: str) -> str:
    action = _now.get(name)
    if action is None:
        return name
    return key_name(action.keys[0]) if action.keys else f"“{action.plain_text()}”"
