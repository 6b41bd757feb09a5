"""The window for faults that a person would meet there."""

from tests.gui.conftest import desk

__all__ = ["desk"]
