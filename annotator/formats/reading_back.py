"""What several proofs share: JSON read line by line with nothing but Python's own module."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.formats.base import BUFFER


def json_lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """Each line of a JSONL file."""
    decode = json.JSONDecoder().raw_decode  # `loads` would first ask each line for its encoding
    with path.open("rb", buffering=BUFFER) as file:
        for line in file:
            found, end = decode(text := str(line, "utf-8"))
            if text[end:].strip():
                raise ValueError("Something follows the object on its line.")
            yield found


def json_array_of(path: Path) -> Iterator[dict[str, Any]]:
    """Each item of a JSON array that was written with one item a line. Raises ValueError if it is no such array."""
    with path.open("rb", buffering=BUFFER) as file:
        if file.readline() != b"[\n":
            raise ValueError("It does not begin as a list.")
        comma = True
        for line in file:
            if line == b"]\n":
                if file.read(1):
                    raise ValueError("Something follows the list.")
                return
            if not comma:
                raise ValueError("A comma is missing.")
            item = line.rstrip(b"\n")
            comma = item.endswith(b",")
            yield json.loads(item.removesuffix(b","))
    raise ValueError("The list has no end.")


def utf16_place(encoded: bytes, offset: int) -> int:
    """The code point offset of an offset in UTF-16 units, by Python's own decoder."""
    return len(encoded[: 2 * offset].decode("utf-16-le"))
