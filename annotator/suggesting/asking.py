"""One long piece of work in a child of its own: asked for, watched, and ended when nobody wants it any more."""

import queue
from collections.abc import Callable
from typing import Any

from annotator.errors import AnnotatorError, Cancelled
from annotator.suggesting.child import Child, Message

_LOOK_S = 0.1


class ChildEnded(AnnotatorError):
    """The process that did the work is gone."""


def ask(request: Message, heard: Callable[[Message], None], is_cancelled: Callable[[], bool]) -> Any:
    """Has a child do something, and gives the result; None where it has none. `heard` is told all before the last.

    Raises Cancelled, ChildEnded, and what the child says that went wrong, as AnnotatorError.
    """
    answers: queue.Queue[Message | None] = queue.Queue()
    child = Child(answers.put, lambda: answers.put(None))
    try:
        child.send({"id": 1, **request})
        while True:
            if is_cancelled():
                raise Cancelled
            try:
                message = answers.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            if message is None:
                raise ChildEnded("The work in the background has ended before it was done.", "Nothing was lost.")
            if message.get("cancelled"):
                raise Cancelled
            if "error" in message:
                raise AnnotatorError(message["error"], message["hint"])
            if "result" in message:
                return message["result"]
            heard(message)
    finally:
        child.kill()
        child.close()
