"""Objects that are made when they are first asked for something."""

from collections.abc import Callable
from functools import cached_property
from typing import Any


class Later:
    """Stands for an object; the first attribute that is asked for makes it."""

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> object:
        return self._make()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)
