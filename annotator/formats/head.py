"""The beginning of a file, from which its format is recognised."""

import json
from functools import cached_property
from pathlib import Path

_HEAD = 65_536
_LINES = 20
_LONGEST_LINE = 50_000_000


class FileHead:
    """The first bytes of a file, and the JSON objects on its first lines if it has any. Raises OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.suffix = path.suffix.lower()
        with path.open("rb") as file:
            self.data = file.read(_HEAD)

    @cached_property
    def json_objects(self) -> list[dict[str, object]]:
        """The objects that stand alone on a line, of the first lines; broken lines are passed over."""
        if not self._starts_like_json():
            return []
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

    def _starts_like_json(self) -> bool:
        return self.data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[", b'"') or self.suffix in (
            ".jsonl",
            ".ndjson",
        )
