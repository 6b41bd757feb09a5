"""Damage is noticed, told, never made worse, and survived: random bytes, lost pages, cut files, traps."""

from pathlib import Path

import pytest

from tests.faults.acts import NAME, prepare
from tests.faults.damage import KINDS, damaged
from tests.faults.mutations import mutations


@pytest.mark.parametrize("kind", KINDS)
def test_what_alters_a_stored_value_is_noticed_and_the_rest_recovered(kind: str, tmp_path: Path) -> None:
    found = damaged(tmp_path, kind, 1 if kind == "cut off" else 4, articles=40, spans=20)
    assert found["missed"] == []
    assert not found.get("altered, not noticed")
    assert (found["written to"], found["recovered into a damaged file"]) == (0, 0)
    assert found["least with a backup"] == 1.0


def test_changed_project_files_are_refused_cleanly_and_never_written(tmp_path: Path) -> None:
    prepare("tag", tmp_path)
    found = mutations(tmp_path / NAME, 250, seed=300)
    assert found["faults"] == []
