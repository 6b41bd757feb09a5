"""What is said of labels and their keys, and what a new label is called."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QCoreApplication

from annotator.domain.model import Label
from annotator.gui import plain, words
from annotator.gui.action import Action, Context, portable
from annotator.store import LabelUse

_LONGEST = 30
_OF_LABELS = ("tagging.tag", "tagging.tag_again")


def _tr(text: str) -> str:
    return QCoreApplication.translate("SchemeDialog", text)


def short(name: str) -> str:
    """A label's name for a sentence."""
    name = plain.one_line(name)
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def key_owner(key: str, labels: Iterable[Label], table: Iterable[Action], *, besides: str = "") -> str:
    """What a key does in the text already, as a sentence; "" if it is free, or that of the label `besides`."""
    shown = key.upper()
    for label in labels:
        if label.key.upper() == shown and label.name != besides:
            said = _tr("{key} belongs to “{label}”. Choose another key.")
            return said.format(key=shown, label=short(label.name))
    for action in table:
        is_reading = action.context is Context.READING and action.slot not in _OF_LABELS
        if is_reading and portable(shown) in map(portable, action.keys):
            text = action.shown_text().replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")
            return _tr("{key} is “{action}” in the text. Choose another key.").format(key=shown, action=text)
    return ""


def new_label(labels: Sequence[Label], hues: Iterable[str], is_free: Callable[[str], bool]) -> Label:
    """A label with a name of its own, the first digit that is free, and a colour that is used the least."""
    base, names = _tr("new label"), {label.name for label in labels}
    name = next(name for name in (base, *(f"{base} {n}" for n in range(2, len(names) + 3))) if name not in names)
    colors = [label.color for label in labels]
    return Label(name, next(filter(is_free, "1234567890"), ""), min(hues, key=colors.count))


def told_use(use: LabelUse) -> str:
    """ "62 spans in 3 articles and 5 suggestions"; "" if there are none."""
    spans = suggestions = ""
    if use.spans:
        in_articles = _tr("{spans} in {articles}")
        spans = in_articles.format(spans=words.spans(use.spans), articles=words.articles(use.articles))
    if use.suggestions:
        many = _tr("{n} suggestions").format(n=words.number(use.suggestions))
        suggestions = _tr("1 suggestion") if use.suggestions == 1 else many
    if spans and suggestions:
        return _tr("{one} and {other}").format(one=spans, other=suggestions)
    return spans or suggestions
