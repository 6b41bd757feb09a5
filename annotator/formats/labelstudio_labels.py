"""Label Studio's labelling configuration as a list of labels: the `Label`s that a text can be given.

A label with an alias is called by it, as Label Studio's exports do. Labels of pictures and sounds, choices, relations
and everything else are passed over. A document type declaration is refused: no configuration needs one, and entities
could be declared in it.
"""

import re
from pathlib import Path
from xml.parsers import expat

from annotator.domain.model import Label
from annotator.errors import ReadFailed
from annotator.formats.label_lists import listed_label

_OF_TEXTS = ("Labels", "HyperTextLabels", "ParagraphLabels")
_MARK = re.compile(rb"<(?:" + "|".join(_OF_TEXTS).encode() + rb")[\s/>]")
_LARGEST = 5_000_000


def is_label_list(data: bytes) -> bool:
    """Whether a file that begins so is a labelling configuration with labels of texts."""
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"<") and b"<View" in start and _MARK.search(start) is not None


def read_labels(path: Path) -> list[Label]:
    """The labels in the order of the file. Raises ReadFailed with the line, OSError."""
    if path.stat().st_size > _LARGEST:
        raise ReadFailed("The file is larger than any labelling configuration.")
    found: list[Label] = []
    within = 0
    parser = expat.ParserCreate()

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal within
        within += tag in _OF_TEXTS
        if tag == "Label" and within:
            name = attributes.get("alias", "").strip() or attributes.get("value", "")
            color, key = attributes.get("background", ""), attributes.get("hotkey", "")
            found.append(listed_label(name, color=color, key=key))

    def end(tag: str) -> None:
        nonlocal within
        within -= tag in _OF_TEXTS

    def refuse_type(*_: object) -> None:
        raise ReadFailed(
            "A labelling configuration with a document type declaration is not read.", "Take out <!DOCTYPE …>."
        )

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse_type
    try:
        parser.Parse(path.read_bytes(), True)
    except ReadFailed as error:
        error.line = parser.CurrentLineNumber
        raise
    except expat.ExpatError as error:
        raise ReadFailed(f"This is no valid XML: {expat.ErrorString(error.code)}.", line=error.lineno) from error
    if not found:
        raise ReadFailed("The labelling configuration has no labels of texts.", "They stand within <Labels>.")
    return found
