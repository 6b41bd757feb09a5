"""The parent's side of a child process: it is told what to do, and answers, in lines of JSON.

A child ends when its parent does, however that ends: it reads the end of its input. Nothing is pickled, and nothing of
the parent is copied, so this works alike from a checkout, a wheel and a frozen program.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from annotator.suggesting import CHILD

Message = Mapping[str, Any]

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_GRACE_S = 2.0


class Child:
    """A running child. Both callbacks are called on a thread of its own; `ended` once, whatever ended it."""

    def __init__(self, answered: Callable[[Message], None], ended: Callable[[], None] = lambda: None) -> None:
        """Starts the process. Raises OSError."""
        self._answered = answered
        self._ended = ended
        self._is_closed = False
        self._process = subprocess.Popen(  # noqa: S603
            _command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._reader = threading.Thread(target=self._read, name="answers of a child", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def send(self, message: Message) -> None:
        """Asks for something. To a child that has ended it says nothing: `ended` has told, or is about to."""
        line = json.dumps(message).encode() + b"\n"
        if self._process.stdin is not None:
            with contextlib.suppress(OSError, ValueError):
                self._process.stdin.write(line)
                self._process.stdin.flush()

    def close(self) -> None:
        """Ends the child; nothing is called any more."""
        self._is_closed = True
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()
        self._reader.join(_GRACE_S)

    def kill(self) -> None:
        """Ends the child at once."""
        with contextlib.suppress(OSError):
            self._process.kill()

    def _read(self) -> None:
        if self._process.stdout is not None:
            with self._process.stdout as answers:
                for line in answers:
                    try:
                        message = json.loads(line)
                    except ValueError:
                        continue
                    if not self._is_closed:
                        self._answered(message)
        self._process.wait()
        if not self._is_closed:
            self._ended()


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD]
    # -P: the folder the program was started in is no place to import from.
    return [sys.executable, "-P", "-m", "annotator", CHILD]


def _environment() -> dict[str, str]:
    """The parent's, with the package to be found, and one core at most for each child."""
    found = dict(os.environ)
    if not getattr(sys, "frozen", False):
        root = str(Path(__file__).parents[2])
        found["PYTHONPATH"] = os.pathsep.join(filter(None, (root, found.get("PYTHONPATH", ""))))
    for name in _ONE_THREAD:
        found.setdefault(name, "1")
    return found
