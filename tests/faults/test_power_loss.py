"""An acknowledged tag is on the disk: no power cut takes it away, nor leaves a damaged project."""

from pathlib import Path

import pytest

from tests.faults.crash_states import can_record
from tests.faults.power import power_loss


@pytest.fixture(autouse=True)
def strace() -> None:
    if not can_record():
        pytest.skip("needs strace, allowed to trace")


def test_no_power_cut_loses_what_was_acknowledged(tmp_path: Path) -> None:
    found = power_loss(tmp_path, tags=15, states=80)
    assert found == {"synchronous": "as the app sets it", "tags": 15, "states": 80, "damaged": 0, "lost": 0}


@pytest.mark.parametrize(("synchronous", "what"), [("OFF", "damaged"), ("FULL", "lost")])
def test_with_less_syncing_the_same_cuts_do_harm(tmp_path: Path, synchronous: str, what: str) -> None:
    """So the test bites; and FULL is too little where a folder's names are synced apart, hence EXTRA."""
    found = power_loss(tmp_path, tags=15, states=80, synchronous=synchronous)
    assert found["tags"] == 15
    assert found[what]
