"""Labels that imported files list, beside those that their spans have."""

from collections.abc import Container, Iterable, Mapping

from annotator.domain.model import Label
from annotator.store.step import Step

_HUES = ("orange", "teal", "pink", "brown", "olive", "indigo", "crimson", "slate")
"""The hues that labels made by an import get in turn; see the themes."""


def hue_in_turn(position: int) -> str:
    """The hue of a label that an import makes in this place of the scheme."""
    return _HUES[position % len(_HUES)]


def first_free_digit(keys: Container[str]) -> str:
    """The key of a label that an import makes; "" if all are taken."""
    return next((digit for digit in "123456789" if digit not in keys), "")


def label_columns(label: Label) -> dict[str, object]:
    return {
        "name": label.name,
        "key": label.key,
        "color": label.color,
        "guideline": label.guideline,
        "extent": label.extent.value,
    }


def take_listed(step: Step, labels: Iterable[Label]) -> tuple[str, ...]:
    """Adds the labels that are listed and that the project lacks, at the end of the scheme; gives their names.

    One that is staged with its spans is not added again: it gets its listed place, colour and key, and the other
    staged ones follow. A key that is taken is not given again. A label without a colour gets one in turn, and a staged
    one without a key the first digit that is free.
    """
    live = {row[0]: row[1] for row in step.db.rows("SELECT name, key FROM label WHERE removed = 0")}
    listed: dict[str, Label] = {}
    for label in labels:
        if label.name not in live:
            listed.setdefault(label.name, label)
    if not listed:
        return ()
    rows = step.db.rows("SELECT name, id FROM label WHERE removed = 2 ORDER BY position")
    staged = {row[0]: row[1] for row in rows}
    order = dict.fromkeys([*listed, *staged])
    keys = _keys(listed, [name for name in order if name in staged], {key.upper() for key in live.values() if key})
    begin = int(step.db.value("SELECT coalesce(max(position), -1) + 1 FROM label WHERE removed <> 2"))
    for position, name in enumerate(order, start=begin):
        label = listed.get(name, Label(name, color=""))
        made = label._replace(key=keys.get(name, ""), color=label.color or hue_in_turn(position))
        values = {"position": position, **label_columns(made)}
        if name in staged:
            assignments = ", ".join(f"{column} = ?" for column in values)
            step.db.run(f"UPDATE label SET {assignments} WHERE id = ?", (*values.values(), staged[name]))
        else:
            step.insert("label", **values)
    return tuple(name for name in listed if name not in staged)


def _keys(listed: Mapping[str, Label], staged: Iterable[str], taken: set[str]) -> dict[str, str]:
    """The key of each label that gets one: what was wished for goes before what is given in turn."""
    found: dict[str, str] = {}
    for name, label in listed.items():
        if label.key and label.key.upper() not in taken:
            found[name] = label.key
            taken.add(label.key.upper())
    for name in staged:
        if name not in found:
            found[name] = first_free_digit(taken)
            taken.add(found[name])
    return found
