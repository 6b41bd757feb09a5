"""What other tools' lists of labels have in common."""

from annotator.domain.model import Label
from annotator.domain.text import clean_string
from annotator.errors import ReadFailed
from annotator.formats.palette import nearest


def listed_label(name: str, *, color: str = "", key: str = "", is_pale: bool = False) -> Label:
    """A label of another tool, its colour the nearest hue of the palette. Raises ReadFailed if it has no name.

    The key is kept if it is a digit: a letter does something else while one reads.
    """
    name = clean_string(name).strip()
    if not name:
        raise ReadFailed("The label has no name.")
    key = key if len(key) == 1 and key in "0123456789" else ""
    return Label(name, key, nearest(color, is_pale=is_pale))
