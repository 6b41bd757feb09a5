"""A write, a sync or a rename that fails, each in turn: the act is refused in words, and all else is as it was."""

from pathlib import Path

import pytest

from tests.faults.crash_states import can_record
from tests.faults.trying import CALLS, failing


@pytest.fixture(autouse=True)
def strace() -> None:
    if not can_record():
        pytest.skip("needs strace, allowed to trace")


@pytest.mark.parametrize(("name", "call", "error"), CALLS)
def test_a_call_that_fails_loses_and_leaves_nothing(name: str, call: str, error: str, tmp_path: Path) -> None:
    assert [found for found in failing(name, tmp_path, call, error, 2) if found] == []
