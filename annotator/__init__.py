"""Annotator: a desktop app for tagging overlapping spans in news articles."""

__version__ = "0.1.0"
