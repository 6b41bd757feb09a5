"""What the formats with one JSON object a line have in common: strict reading, checked values, checked offsets.

Lines end with LF only: a JSON text may hold other characters that Python counts as line ends.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import NoReturn

from annotator.domain.model import AttributeValue, Span
from annotator.domain.text import CanonicalText, clean_string
from annotator.errors import ReadFailed
from annotator.formats.base import ReadReport
from annotator.formats.decoding import binary_kind, wide_codec

LONGEST_LINE = 200_000_000
"""In bytes."""
_DEEPEST = 50
_BOM = b"\xef\xbb\xbf"
_SHOWN = 60
_SAYING = attrgetter("start", "end", "label", "annotator")
"""What makes a span say the same as another."""

JsonObject = dict[str, object]


class BadItem(ReadFailed):
    """One span, relation or suggestion of a line is wrong; the rest of the line may be good. `span` counts from 1."""

    def __init__(self, message: str, *, span: int | None = None) -> None:
        super().__init__(message)
        self.span = span


def json_lines(path: Path, *, skip_bad: bool, report: ReadReport) -> Iterator[tuple[int, JsonObject]]:
    """The objects of a file with their line numbers, from 1; blank lines are passed over.

    A line that is no JSON object raises ReadFailed; with `skip_bad` it is reported and passed over.
    """
    position = 0
    for number, line in _raw_lines(path):
        position += len(line)
        report.advance(position)
        if not line.strip():
            continue
        try:
            yield number, _object(line)
        except ReadFailed as error:
            if not skip_bad:
                error.line = number
                raise
            report.refuse(error.message, number)


def _raw_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        head = file.read(65_536)
        if codec := wide_codec(head):
            try:
                text = (head + file.read()).decode(codec)
            except UnicodeDecodeError as error:
                raise ReadFailed(f"The file is no valid {codec.upper()}: {error.reason}.") from error
            yield from ((n, line.encode("utf-8", "surrogatepass")) for n, line in enumerate(text.split("\n"), start=1))
            return
        if not head.lstrip().startswith((b"{", b"[", b'"', _BOM)) and (kind := binary_kind(head)):
            raise ReadFailed(f"This is {kind}.", "One JSON object on each line is expected.")
        file.seek(0)
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            if len(line) >= LONGEST_LINE:
                raise ReadFailed("The line is too long.", line=number)
            yield number, line.removeprefix(_BOM) if number == 1 else line


def _object(line: bytes) -> JsonObject:
    try:
        value = _DECODER.decode(line.decode("utf-8").strip(" \t\r\n"))
    except UnicodeDecodeError as error:
        raise ReadFailed(f"This is no valid UTF-8 (byte {error.start + 1} of the line).") from error
    except json.JSONDecodeError as error:
        raise ReadFailed(f"This is no valid JSON: {error.msg} (character {error.pos + 1} of the line).") from error
    except RecursionError:
        raise ReadFailed("This JSON is nested too deeply.") from None
    except ValueError as error:
        reason = "A number has too many digits." if "digits" in str(error) else error
        raise ReadFailed(f"This JSON cannot be taken: {reason}") from error
    if not isinstance(value, dict):
        raise ReadFailed(f"A JSON object is expected, not {kind_of(value)}.")
    return value


def whole_value(text: str) -> object:
    """The one JSON value of a text, under the same strict rules. Raises ReadFailed with the line."""
    try:
        return _DECODER.decode(text.strip(" \t\r\n"))
    except json.JSONDecodeError as error:
        raise ReadFailed(f"This is no valid JSON: {error.msg}.", line=error.lineno) from error
    except RecursionError:
        raise ReadFailed("This JSON is nested too deeply.") from None
    except ValueError as error:
        raise ReadFailed(f"This JSON cannot be taken: {error}") from error


def value_at(text: str, position: int) -> tuple[object, int]:
    """The JSON value that begins at a position, and where it ends. Raises ReadFailed with its line."""
    try:
        return _DECODER.raw_decode(text, position)
    except json.JSONDecodeError as error:
        raise ReadFailed(f"This is no valid JSON: {error.msg}.", line=error.lineno) from error
    except RecursionError:
        raise ReadFailed("This JSON is nested too deeply.", line=text.count("\n", 0, position) + 1) from None
    except ValueError as error:
        line = text.count("\n", 0, position) + 1
        raise ReadFailed(f"This JSON cannot be taken: {error}", line=line) from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number.")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"The number {digits[:20]} is too large.")
    return number


def _unique(pairs: list[tuple[str, object]]) -> JsonObject:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: JsonObject = {}
        for key, value in pairs:
            if key in seen and seen[key] != value:
                raise ValueError(f"The key {shown(key)} stands twice in one object.")
            seen[key] = value
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite)


def shown(value: object) -> str:
    """A value for a message, cut where it is long."""
    text = json.dumps(value, ensure_ascii=True) if not isinstance(value, str) else f"“{clean_string(value)}”"
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def kind_of(value: object) -> str:
    """What a JSON value is, in words."""
    if value is None:
        return "null"
    names = {
        bool: "a truth value",
        int: "a number",
        float: "a number",
        str: "a text",
        list: "a list",
        dict: "an object",
    }
    return names.get(type(value), "something else")


def text_of(line: Mapping[str, object]) -> str:
    """The source text of a line. Raises ReadFailed if it has none."""
    if "text" not in line:
        raise ReadFailed("The line has no “text”.")
    text = line["text"]
    if not isinstance(text, str):
        raise ReadFailed(f"“text” must be a text, not {kind_of(text)}.")
    if not text.strip().strip("\ufeff"):
        raise ReadFailed("“text” holds nothing but white space.")
    return text


def string(holder: Mapping[str, object], key: str, *, number: bool = False) -> str:
    """The text under a key, "" if it is missing or null; with `number`, a whole number is taken as its digits."""
    value = holder.get(key)
    if isinstance(value, str):
        return clean_string(value)
    if value is None:
        return ""
    if number and type(value) is int:
        return str(value)
    raise ReadFailed(f"“{key}” must be a text, not {kind_of(value)}.")


def objects(holder: Mapping[str, object], key: str) -> list[object]:
    """The list under a key, empty if it is missing or null."""
    value = holder.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ReadFailed(f"“{key}” must be a list, not {kind_of(value)}.")
    return value


def an_object(value: object, what: str) -> JsonObject:
    if not isinstance(value, dict):
        raise ReadFailed(f"{what} must be an object, not {kind_of(value)}.")
    return value


def meta_in(holder: Mapping[str, object]) -> JsonObject:
    """What stands under “meta”: an object, or a text, which is kept under that name. Raises ReadFailed."""
    given = holder.get("meta")
    if given is None or isinstance(given, str):
        return {"meta": given} if given else {}
    return an_object(given, "“meta”")


def clean_json(value: object, depth: int = 0) -> object:
    """A JSON value that can be stored and written again. Raises ReadFailed if it is nested too deeply."""
    if depth > _DEEPEST:
        raise ReadFailed(f"A value is nested more than {_DEEPEST} deep.")
    if isinstance(value, str):
        return clean_string(value)
    if isinstance(value, list):
        return [clean_json(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {clean_string(key): clean_json(item, depth + 1) for key, item in value.items()}
    return value


def attributes_of(holder: Mapping[str, object]) -> dict[str, AttributeValue]:
    """The attributes under that key; raises ReadFailed for a value that is no text, number or truth value."""
    value = holder.get("attributes")
    if value is None:
        return {}
    found: dict[str, AttributeValue] = {}
    for name, item in an_object(value, "“attributes”").items():
        if not isinstance(item, str | int | float):
            raise ReadFailed(
                f"The attribute {shown(name)} must be a text, a number or a truth value, not {kind_of(item)}."
            )
        if isinstance(item, int) and abs(item) >= 2**63:
            raise ReadFailed(f"The attribute {shown(name)} is too large a number.")
        found[clean_string(name)] = clean_string(item) if isinstance(item, str) else item
    return found


def offsets_of(holder: Mapping[str, object], raw: str, text: CanonicalText) -> tuple[int, int]:
    """The canonical range of a span whose offsets count the code points of the raw text.

    Raises ReadFailed if it is no range of that text, or if its quote (under "text") is another.
    """
    start, end, quote = holder.get("start"), holder.get("end"), holder.get("text")
    is_as_given = len(text.text) == len(raw)
    if type(start) is not int or type(end) is not int:
        start, end = _offset(holder, "start"), _offset(holder, "end")
    if is_as_given and 0 <= start < end <= len(raw) and quote == raw[start:end]:
        return start, end
    if start < 0:
        raise ReadFailed(f"A span cannot start at {shown(start)}.")
    if start >= end:
        raise ReadFailed(f"A span cannot run from {shown(start)} to {shown(end)}.")
    if end > len(raw):
        raise ReadFailed(f"The span ends at {shown(end)}, but the text has only {len(raw)} characters.")
    first, last = (start, end) if is_as_given else (text.from_source(start), text.from_source(end))
    if first >= last:
        raise ReadFailed(f"The span from {start} to {end} holds nothing but half a line end or a byte-order mark.")
    if quote is not None:
        if not isinstance(quote, str):
            raise ReadFailed(f"A span's “text” must be a text, not {kind_of(quote)}.")
        if quote != raw[start:end] and quote != text.text[first:last]:
            raise ReadFailed(f"The span's text {shown(quote)} is not what stands there: {shown(raw[start:end])}.")
    return first, last


def _offset(holder: Mapping[str, object], key: str) -> int:
    if key not in holder:
        raise ReadFailed(f"The span has no “{key}”.")
    value = holder[key]
    if type(value) is not int:
        raise ReadFailed(f"“{key}” must be a whole number, not {shown(value)}.")
    return value


def label_of(holder: Mapping[str, object]) -> str:
    """The label without white space around it. Raises ReadFailed if there is none."""
    label = holder.get("label")
    if label is None:
        raise ReadFailed("The span has no “label”.")
    if not isinstance(label, str):
        raise ReadFailed(f"“label” must be a text, not {kind_of(label)}.")
    if not (label := _clean_label(label)):
        raise ReadFailed("The span's label is empty.")
    return label


@lru_cache(maxsize=1024)
def _clean_label(label: str) -> str:
    """A label as it is stored. A file says the same few again and again."""
    return clean_string(label).strip()


def without_doubles(spans: list[Span], line: int, report: ReadReport) -> list[Span]:
    """The spans without those that say again what an earlier one said; says so."""
    if len(set(map(_SAYING, spans))) == len(spans):
        return spans
    report.tally("spans with the same range and label as another were left out.", line)
    first: dict[tuple[object, ...], Span] = {}
    for span in spans:
        first.setdefault(_SAYING(span), span)
    return list(first.values())


def numbered(
    items: list[object], what: str, line: int, skip_bad: bool, report: ReadReport, take: Callable[[JsonObject], None]
) -> None:
    """Calls `take` with each item. What it refuses raises BadItem; with `skip_bad` it is reported and passed over."""
    for number, item in enumerate(items, start=1):
        try:
            take(item if isinstance(item, dict) else an_object(item, f"A {what}"))
        except ReadFailed as error:
            if not skip_bad:
                message = f"{what.capitalize()} {number}: {error.message}"
                failed = BadItem(message, span=number if what == "span" else None)
                failed.line = line
                raise failed from error
            label = "" if what == "span" else f"{what.capitalize()} {number}: "
            report.refuse(f"{label}{error.message}", line, number if what == "span" else None)
