"""A long session neither ends nor swells. The full size is tried by `python -m tests.faults`."""

from pathlib import Path

from tests.faults.soak import soak


def test_a_session_of_many_tags_and_undos(tmp_path: Path, qapp: object) -> None:
    found = soak(tmp_path, operations=1500, tags=120, undos=60)
    assert found["wrong"] == []
    assert found["tags"] == 120
