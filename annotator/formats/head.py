"""The beginning of a file, from which its format is recognised."""

import json
import re
from functools import cached_property
from pathlib import Path

from annotator.formats.decoding import wide_codec

_HEAD = 65_536
_LINES = 20
_SPACE = re.compile(r"[ \t\r\n]*")
_LONGEST_LINE = 50_000_000
_LONGEST_FIRST = 50_000_000
"""In bytes, of the first value of a JSON document that is laid out over several lines."""


class FileHead:
    """The first bytes of a file, and the JSON objects on its first lines if it has any. Raises OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.suffix = path.suffix.lower()
        with path.open("rb") as file:
            self.data = file.read(_HEAD)

    @cached_property
    def _wide(self) -> str:
        """The beginning as text if it is UTF-16 or UTF-32 by its byte-order mark or its zeros, else ""."""
        codec = wide_codec(self.data)
        return self.data.decode(codec, "ignore") if codec else ""

    @cached_property
    def json_objects(self) -> list[dict[str, object]]:
        """The objects that stand alone on a line, of the first lines; broken lines are passed over."""
        if not self._starts_like_json():
            return []
        if self._wide:
            lines = self._wide.split("\n")[:_LINES]
            return [value for line in lines for value in _first_objects(line)]
        found: list[dict[str, object]] = []
        with self.path.open("rb") as file:
            for _ in range(_LINES):
                line = file.readline(_LONGEST_LINE)
                if not line or len(line) >= _LONGEST_LINE:
                    break
                try:
                    value = json.loads(line.decode("utf-8-sig"))
                except (ValueError, RecursionError):
                    continue
                if isinstance(value, dict):
                    found.append(value)
        return found

    @cached_property
    def json_items(self) -> list[dict[str, object]]:
        """The first objects of a JSON file however it is laid out: one a line, a list of them, or one alone."""
        if not self._starts_like_json():
            return []
        if self._wide:
            by_line = self.json_objects if self._wide.lstrip()[:1] != "[" else []
            return by_line or _first_objects(self._wide)
        first = self.data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        if first != b"[" and self.json_objects:
            return self.json_objects
        found = _first_objects(self.data.decode("utf-8-sig", "ignore"))
        if found or len(self.data) < _HEAD:
            return found
        with self.path.open("rb") as file:
            return _first_objects(file.read(_LONGEST_FIRST).decode("utf-8-sig", "ignore"))

    def _starts_like_json(self) -> bool:
        start = self._wide.lstrip()[:1].encode() or self.data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        return start in (b"{", b"[", b'"') or self.suffix in (
            ".jsonl",
            ".ndjson",
        )


def _first_objects(text: str) -> list[dict[str, object]]:
    decoder = json.JSONDecoder()
    found: list[dict[str, object]] = []
    position = _past_space(text, 0)
    is_list = text.startswith("[", position)
    while len(found) < _LINES:
        try:
            value, position = decoder.raw_decode(text, _past_space(text, position + is_list))
        except (ValueError, RecursionError):
            break
        if isinstance(value, dict):
            found.append(value)
        position = _past_space(text, position)
        if not is_list or not text.startswith(",", position):
            break
    return found


def _past_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position
