"""Importing as Python does it.

PySide puts an import of its own in the place of Python's, which reads the source of each module that is imported from
then on, to see whether it may switch PySide's features (`from __feature__ import snake_case`). We switch none, and our
modules are many: a start is 20 ms shorter without.
"""

import builtins


def restore() -> None:
    """Gives Python's own import back. To be called once PySide is loaded; does nothing if it left the import alone."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
