"""The window and its user, as the tests of the window have them."""

from tests.gui.conftest import desk

__all__ = ["desk"]
