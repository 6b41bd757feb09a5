"""The files that rules are read from: word lists and patterns, plain JSON, those of the app and those of the user."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.errors import BadPattern
from annotator.paths import resource

FOLDER = "patterns"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern of a file: see `grammar` for how `pattern` is written.

    `score` is 0 to 1. What a pattern with `never` finds is no span of its label, and hides what touches it.
    """

    name: str
    label: str
    pattern: str
    score: float = 0.6
    reason: str = ""
    never: bool = False
    person: bool = False
    """Whether the last word is a family name or a ship's, by which the text may go on to speak of them."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """All lists and patterns for one language."""

    lists: dict[str, list[str]] = field(default_factory=dict)
    patterns: list[Pattern] = field(default_factory=list)


def pattern_files(own: Path | None = None) -> list[Path]:
    """The files in use: those of the app, each replaced by the user's file of the same name; then the user's others."""
    found = {path.name: path for path in sorted(resource(FOLDER).glob("*.json"))}
    if own is not None and own.is_dir():
        found |= {path.name: path for path in sorted(own.glob("*.json"))}
    return list(found.values())


def read_patterns(files: Iterable[Path], language: str) -> Patterns:
    """What the files hold for a language; a file without a language is for all. Raises BadPattern."""
    lists: dict[str, list[str]] = {}
    patterns: list[Pattern] = []
    for path in files:
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BadPattern(f"The patterns in {path.name} cannot be read.", str(error)) from error
        if not isinstance(data, dict):
            raise BadPattern(f"The patterns in {path.name} cannot be read.", "The file must hold an object.")
        if data.get("language", language) != language:
            continue
        plural = set(_texts(path, data.get("plural", [])))
        for name, entries in _object(path, data.get("lists", {})).items():
            words = _texts(path, entries)
            lists.setdefault(name, []).extend(words)
            if name in plural:
                lists[name].extend(plural_of(word) for word in words)
        patterns += [_pattern(path, data, one) for one in data.get("patterns", [])]
    return Patterns(lists, patterns)


def plural_of(word: str) -> str:
    """The regular English plural of a word or phrase."""
    low = word.lower()
    if low.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if low.endswith("y") and low[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if low.endswith("man"):
        return word[:-2] + "en"
    return word + "s"


def _pattern(path: Path, data: dict[str, Any], entry: object) -> Pattern:
    one = _object(path, entry)
    label, text = one.get("label", data.get("label")), one.get("pattern")
    if not isinstance(label, str) or not isinstance(text, str):
        raise BadPattern(f"A pattern in {path.name} lacks its label or its pattern.")
    score = one.get("score", 0.6)
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
        raise BadPattern(f"A pattern in {path.name} has a score that is not from 0 to 1.")
    name = str(one.get("name", text))
    reason = str(one.get("reason", name))
    return Pattern(name, label, text, float(score), reason, bool(one.get("never")), bool(one.get("person")))


def _object(path: Path, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadPattern(f"The patterns in {path.name} cannot be read.", "An object was expected.")
    return value


def _texts(path: Path, value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadPattern(f"The patterns in {path.name} cannot be read.", "A list of words was expected.")
    return value
