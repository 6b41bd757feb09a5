"""The actions that a label scheme brings with it."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from annotator.domain.model import Label
from annotator.gui.action import Action, Context, Needs
from annotator.gui.actions.menus import TAG, tr


def label_actions(labels: Iterable[Label], *, taken: Iterable[str] = ()) -> list[Action]:
    """The actions of a label scheme: tag with each label, and with Shift (or Alt) add it as a second label.

    A key that another action has, or an earlier label, is not given again.
    """
    used = set(taken)
    found: list[Action] = []
    for label in labels:
        plain = label.key.upper() if label.key else ""
        ways = (
            ("tag", tr("Tag as {label}"), (plain,), "tagging.tag", "tag"),
            (
                "second",
                tr("Add {label} to the same range"),
                (f"Shift+{plain}", f"Alt+{plain}"),
                "tagging.tag_again",
                "tag/second",
            ),
        )
        for kind, text, keys, slot, menu in ways:
            free = tuple(key for key in keys if plain and key not in used)
            used.update(free)
            shown = QCoreApplication.translate("actions", text).format(label=label.name.replace("&", "&&"))
            needs = Needs.TEXT if kind == "tag" else Needs.ARTICLE
            found.append(
                Action(f"{kind}.{label.name}", shown, free, slot, (label.name,), (), menu, Context.READING, needs, TAG)
            )
    return found
