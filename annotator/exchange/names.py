"""File names and failures as people are shown them."""

import os
from pathlib import Path

from annotator.errors import AnnotatorError


def shown_path(path: Path) -> str:
    """A path as text: bytes that are no UTF-8 and control characters are shown escaped."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def reason_of(error: Exception) -> str:
    """What went wrong, as a sentence without the file's name."""
    if isinstance(error, AnnotatorError):
        return str(error)
    if isinstance(error, FileNotFoundError):
        return "There is no such file or folder."
    if isinstance(error, PermissionError):
        return "It may not be read or written: permission denied."
    if isinstance(error, OSError):
        return f"{error.strerror or type(error).__name__}."
    if isinstance(error, RecursionError):
        return "It is nested too deeply."
    if isinstance(error, MemoryError):
        return "It is too large for this machine's memory."
    return f"{error}" or type(error).__name__
