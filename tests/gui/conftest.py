"""The window and its user, ready for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.desk import Desk


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """A new user's window without a project."""
    desk = Desk(qtbot, tmp_path)
    yield desk
    desk.window.close()
