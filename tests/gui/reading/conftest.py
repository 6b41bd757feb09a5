"""The reading view and its reader, ready for each test."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.reading.reader import Reader


@pytest.fixture
def reader(qtbot: QtBot) -> Iterator[Reader]:
    """Someone before an empty reading view."""
    reader = Reader(qtbot)
    yield reader
    reader.view.close()
