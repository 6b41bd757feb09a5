"""The objects of a JSON file, whether it has one on each line, a list of them, or one after another over many lines."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from annotator.errors import ReadFailed
from annotator.formats.base import ReadReport
from annotator.formats.decoding import binary_kind, wide_codec
from annotator.formats.json_lines import JsonObject, json_lines, kind_of, value_at

LARGEST = 1_000_000_000
"""In bytes, of a file that is one JSON value and must be read as a whole."""
_HEAD = 65_536
_SPACE = re.compile(r"[ \t\r\n]*")


def json_records(path: Path, *, skip_bad: bool, report: ReadReport) -> Iterator[tuple[int, JsonObject]]:
    """The objects with the lines on which they begin, from 1.

    What is no JSON object raises ReadFailed with its line; with `skip_bad` it is reported and passed over, and what
    follows a break in a list is lost with it, because nothing tells where the next object begins.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    if wide_codec(head) or start == b"[" or _is_laid_out(head):
        yield from _of_whole(_text_of(path), skip_bad, report)
    else:
        yield from json_lines(path, skip_bad=skip_bad, report=report)


def json_values(path: Path) -> Iterator[tuple[int, object]]:
    """The JSON values of a file, whatever they are, each with its line. Raises ReadFailed."""
    yield from _one_after_another(_text_of(path))


def _is_laid_out(head: bytes) -> bool:
    """Whether the first line ends inside an object."""
    first = head.removeprefix(codecs.BOM_UTF8).lstrip().partition(b"\n")[0].strip()
    return first == b"{" or (first.startswith(b"{") and first.endswith((b",", b"[", b"{", b":")))


def _text_of(path: Path) -> str:
    size = path.stat().st_size
    if size > LARGEST:
        raise ReadFailed(f"The file has {size // 1_000_000} MB; one JSON value may have {LARGEST // 1_000_000} MB.")
    data = path.read_bytes()
    codec = wide_codec(data[:_HEAD]) or "utf-8"
    if codec == "utf-8" and not data.lstrip().startswith((b"{", b"[", codecs.BOM_UTF8)) and (kind := binary_kind(data)):
        raise ReadFailed(f"This is {kind}.", "JSON is expected.")
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode(codec)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1 if codec == "utf-8" else None
        raise ReadFailed(
            f"This is no valid {codec.upper()} (byte {error.start + 1} of the file).", line=line
        ) from error


def _of_whole(text: str, skip_bad: bool, report: ReadReport) -> Iterator[tuple[int, JsonObject]]:
    try:
        is_list = text.startswith("[", _past_space(text, 0))
        for line, value in _of_list(text) if is_list else _one_after_another(text):
            try:
                yield line, _as_object(value, line)
            except ReadFailed as error:
                if not skip_bad:
                    raise
                report.refuse(error.message, line)
    except ReadFailed as error:
        if not skip_bad:
            raise
        report.refuse(error.message, error.line)


def _one_after_another(text: str) -> Iterator[tuple[int, object]]:
    """The values of a text that has at least one, each with its line."""
    position, line, counted = _past_space(text, 0), 1, 0
    while position < len(text) or not counted:
        value, end = value_at(text, position)
        line += text.count("\n", counted, position)
        counted = end
        yield line, value
        line += text.count("\n", position, end)
        position = _past_space(text, end)


def _of_list(text: str) -> Iterator[tuple[int, object]]:
    """The values of a list, each with its line."""
    line, counted = 1, 0
    position = _past_space(text, _past_space(text, 0) + 1)
    is_closed = text.startswith("]", position)
    while not is_closed:
        value, end = value_at(text, position)
        line += text.count("\n", counted, position)
        counted = position
        yield line, value
        position = _past_space(text, end)
        is_closed = text.startswith("]", position)
        if not is_closed:
            if not text.startswith(",", position):
                at = text.count("\n", 0, position) + 1
                found = "the file ends" if position >= len(text) else "something else stands"
                raise ReadFailed(f"This is no valid JSON: {found} where a comma or “]” is expected.", line=at)
            position = _past_space(text, position + 1)
    after = _past_space(text, position + 1)
    if after < len(text):
        raise ReadFailed("This is no valid JSON: something follows the list.", line=text.count("\n", 0, after) + 1)


def _as_object(value: object, line: int) -> JsonObject:
    if not isinstance(value, dict):
        raise ReadFailed(f"A JSON object is expected, not {kind_of(value)}.", line=line)
    return value


def _past_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position
