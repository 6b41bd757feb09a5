"""kill -9 at any moment: what was acknowledged is there, and each act is done whole or not at all."""

from pathlib import Path

import pytest

from tests.faults.acts import ACTS
from tests.faults.trying import killed
from tests.faults.window_killed import kill_rounds


def test_the_window_killed_while_tagging_loses_nothing(tmp_path: Path) -> None:
    found = kill_rounds(tmp_path, 8)
    assert found.pop("tags")
    assert found == {"rounds": 8, "lost": 0, "damaged": 0, "left behind": []}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_killed_in_between_is_done_whole_or_not_at_all(name: str, tmp_path: Path) -> None:
    assert [found for found in killed(name, tmp_path, 3) if found] == []
