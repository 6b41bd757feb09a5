"""Patterns of the `regex` package, which knows scripts and characters as Unicode defines them."""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import regex


class Pattern:
    """A pattern that is compiled when it is first used. Flags are written into it, such as `(?x)`.

    Loading the package and compiling takes long enough to be noticed at the start of the app, where none is used.
    """

    _made: ClassVar[list["Pattern"]] = []

    def __init__(self, source: str) -> None:
        self._source = source
        self._made.append(self)

    @cached_property
    def _compiled(self) -> "regex.Pattern[str]":
        import regex

        return regex.compile(self._source)

    def match(self, text: str, start: int = 0, end: int | None = None) -> "regex.Match[str] | None":
        return self._compiled.match(text, start, end)

    def fullmatch(self, text: str) -> "regex.Match[str] | None":
        return self._compiled.fullmatch(text)

    def search(self, text: str, start: int = 0, end: int | None = None) -> "regex.Match[str] | None":
        return self._compiled.search(text, start, end)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> "Iterator[regex.Match[str]]":
        return self._compiled.finditer(text, start, end)

    @classmethod
    def compile_all(cls) -> None:
        """Compiles every pattern there is, so that the first key does not wait for it."""
        for pattern in cls._made:
            pattern._compiled  # noqa: B018  # asked for so that it is kept
