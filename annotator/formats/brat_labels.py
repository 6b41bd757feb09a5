"""brat's configuration as a list of labels: the types of `annotation.conf` with the colours of `visual.conf`.

A label here is what a span may have there: entities first, then events, whose triggers are spans. The hierarchy, what
is not for annotation (`!`), macros, arguments, relations and attributes are passed over.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from annotator.domain.model import Label
from annotator.errors import ReadFailed
from annotator.formats.brat_writer import CONFIGURATION, VISUAL, real_name, shown_name
from annotator.formats.label_lists import listed_label

_OF_SPANS = ("entities", "events")
_SECTION = re.compile(r"\[([^\[\]]+)\]")
_TYPE = re.compile(r"[^\s<>=!#|\[\]-][^\s<>=|]*")
_BACKGROUND = re.compile(r"bgColor:\s*([^\s,]+)")
_LARGEST = 5_000_000


def labels_near(path: Path) -> Path | None:
    """The configuration of a document, in its folder or (brat inherits it) in the one above; None if it lists none."""
    for folder in (path.parent, path.parent.parent):
        found = folder / CONFIGURATION
        try:
            if found.is_file():
                return found if is_label_list(found) else None
        except OSError:
            return None
    return None


def is_label_list(path: Path) -> bool:
    """Whether this is a configuration that names types of spans. Raises OSError."""
    if path.name != CONFIGURATION or path.stat().st_size > _LARGEST:
        return False
    return next(_types(path.read_bytes().decode("utf-8", "replace")), None) is not None


def read_labels(path: Path) -> list[Label]:
    """The labels in the order of the file. Raises ReadFailed, OSError."""
    data = path.read_bytes()
    try:
        names = dict.fromkeys(_types(data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReadFailed("This is no valid UTF-8, which brat demands.", line=line) from error
    if not names:
        raise ReadFailed("The configuration names no entities.", "They stand below a line [entities].")
    shown, drawn = _looks(path.with_name(VISUAL))
    return [
        listed_label(_meant(name, shown.get(name)), color=drawn.get(name, drawn.get("SPAN_DEFAULT", "")), is_pale=True)
        for name in names
    ]


def _meant(name: str, shown: str | None) -> str:
    """The name that our own writer made a type of: it is the one that is shown."""
    real = real_name(name)
    return real if shown == shown_name(real) else name


def _types(text: str) -> Iterator[str]:
    for section, line in _lines(text):
        if section in _OF_SPANS and (match := _TYPE.match(line)):
            yield match.group()


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Each line that says something, with the section it stands in."""
    section = ""
    for line in map(str.strip, text.split("\n")):
        if match := _SECTION.fullmatch(line):
            section = match.group(1)
        elif line and not line.startswith("#"):
            yield section, line


def _looks(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """How types are called and coloured, as far as the file beside the configuration says it."""
    shown: dict[str, str] = {}
    drawn: dict[str, str] = {}
    try:
        text = path.read_bytes()[:_LARGEST].decode("utf-8-sig", "replace")
    except OSError:
        return shown, drawn
    for section, line in _lines(text):
        if section == "labels":
            name, *others = (part.strip() for part in line.split("|"))
            if others:
                shown.setdefault(name, others[0])
        elif section == "drawing" and (match := _BACKGROUND.search(line)):
            drawn.setdefault(line.split()[0], match.group(1))
    return shown, drawn
