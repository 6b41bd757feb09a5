"""The reading view: the article as text with its spans in lanes."""

from annotator.gui.reading.view import ReadingView

__all__ = ["ReadingView"]
