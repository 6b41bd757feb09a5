"""The table of faults names every case, and every test it names is there."""

import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
CASES = [
    f"{part}{number}" for part, count in (("D", 24), ("I", 26), ("M", 24), ("L", 10)) for number in range(1, count + 1)
]
ROWS = re.findall(r"^\| ([DIML]\d+) \| ([^|]+) \| (.+) \|$", (TESTS / "README.md").read_text("utf-8"), re.MULTILINE)


@cache
def names_in(path: str) -> set[str]:
    return set(re.findall(r"^(?:def |class )?(\w+)", (TESTS / path).read_text("utf-8"), re.MULTILINE))


def test_every_case_has_its_row() -> None:
    assert [case for case, _, _ in ROWS] == CASES


@pytest.mark.parametrize(("case", "held"), [(case, held) for case, _, held in ROWS])
def test_every_test_that_is_named_is_there(case: str, held: str) -> None:
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", held)
    assert named, f"{case} is held by nothing"
    assert [f"{path}::{name}" for path, name in named if name not in names_in(path)] == []
