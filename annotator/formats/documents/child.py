"""The process that reads documents, seen from ours: started once, asked for one file after the other.

It may use a limited memory and time, and is ended and started anew when it breaks a limit or breaks itself. It ends
by itself when we do, because its standard input then ends.
"""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from annotator.errors import ReadFailed
from annotator.formats.documents.found import LONGEST_TEXT, Found

SECONDS = 30.0
"""For one document."""
MEMORY = 1_000_000_000
"""In bytes of address space."""
FLAG = "--read-documents"
"""What a program without an interpreter of its own is started with, to be this process."""
_MODULE = "annotator.formats.documents.served"
_POLL = 0.1
_LONGEST_REPLY = 13 * LONGEST_TEXT
"""In bytes: a character takes up to twelve, written as JSON."""
_SAFE = "Nothing of it was taken; other files are not touched. Save its text in a plain text file and import that."


class _Gone(Exception):
    """The process ended without an answer."""


class _Child:
    def __init__(self) -> None:
        program = [sys.executable, FLAG] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", _MODULE]
        home = str(Path(__file__).parent.parent.parent.parent)
        paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(  # noqa: S603 — our own program, with words of our own
            program,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._replies: queue.Queue[bytes] = queue.Queue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        """Passes on each line the process says, then an empty one."""
        if self._process.stdout is not None:
            with self._process.stdout as said:
                while line := said.readline(_LONGEST_REPLY):
                    self._replies.put(line)
        self._replies.put(b"")

    def ask(self, kind: str, path: Path, poll: Callable[[], None]) -> dict[str, object]:
        """Its answer. Raises _Gone, TimeoutError, and whatever `poll` raises."""
        request = json.dumps({"kind": kind, "path": os.path.abspath(path)}).encode() + b"\n"  # noqa: PTH100
        try:
            if self._process.stdin is None:
                raise _Gone
            self._process.stdin.write(request)
            self._process.stdin.flush()
        except OSError as error:
            raise _Gone from error
        end = time.monotonic() + SECONDS
        while True:
            try:
                line = self._replies.get(timeout=_POLL)
            except queue.Empty:
                poll()
                if time.monotonic() > end:
                    raise TimeoutError from None
                continue
            if not line:
                raise _Gone
            try:
                answer: dict[str, object] = json.loads(line)
            except ValueError as error:
                raise _Gone from error
            return answer

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        self._process.kill()
        with contextlib.suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        self._process.wait()
        self._listener.join()


_lock = threading.Lock()
_child: _Child | None = None


def read_document(kind: str, path: Path, poll: Callable[[], None]) -> Found:
    """What a document holds. `poll` is called now and then while waiting and may raise.

    Raises ReadFailed if the document cannot be read within the limits.
    """
    global _child
    with _lock:
        if _child is None or not _child.is_alive:
            end_reading(locked=True)
            _child = _Child()
        try:
            answer = _child.ask(kind, path, poll)
        except TimeoutError:
            end_reading(locked=True)
            raise ReadFailed(f"It could not be read within {SECONDS:.0f} seconds.", _SAFE) from None
        except _Gone:
            end_reading(locked=True)
            raise ReadFailed("It could not be read: the reading process broke off.", _SAFE) from None
        except BaseException:
            end_reading(locked=True)
            raise
        if answer.pop("retire", False):
            end_reading(locked=True)
    if "error" in answer:
        raise ReadFailed(str(answer["error"]), str(answer.get("hint", "")))
    return Found(**answer)  # type: ignore[arg-type]


def end_reading(*, locked: bool = False) -> None:
    """Ends the process, if there is one. The next document starts it again."""
    global _child
    with contextlib.nullcontext() if locked else _lock:
        if _child is not None:
            _child.end()
            _child = None
