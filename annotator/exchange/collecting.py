"""Rest for Python's collector of cycles while many articles go in or out.

Articles and spans form no cycles, so it finds nothing among them, but looks at all of them again and again: a tenth
of the time of an export.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_guard = threading.Lock()
_resting = 0
_was_at_work = False


@contextmanager
def collector_rests() -> Iterator[None]:
    """Keeps the collector from working until all who asked for it are done, in whatever thread."""
    global _resting, _was_at_work
    with _guard:
        if not _resting:
            _was_at_work = gc.isenabled()
            gc.disable()
        _resting += 1
    try:
        yield
    finally:
        with _guard:
            _resting -= 1
            if not _resting and _was_at_work:
                gc.enable()
