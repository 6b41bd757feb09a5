"""Whatever is pressed in whatever order, nothing of ours fails. Many users are tried by `python -m tests.faults`."""

from pathlib import Path

from tests.faults.random_user import random_users


def test_nothing_fails_whatever_is_pressed(tmp_path: Path) -> None:
    assert random_users(tmp_path, users=2, acts=600)["wrong"] == []
