"""PySide, loaded sooner than an import alone would.

PySide carries its own Python part as sources, and compiles them anew at each start. Here that is done once: what they
were compiled to is kept where Python keeps what this module was compiled to, by Python's own means and rules. The part
that writes type stubs, which nobody needs while a program runs, is left out, with all that it would import.

And PySide puts itself before every import, to read the source of the module and see whether it may switch PySide's
features (`from __feature__ import snake_case`): we switch none, so it is taken away again. Together a fifth of what
it takes to a painted window.
"""

import builtins
import sys
import zlib
from collections.abc import Mapping
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

_compile = builtins.compile
_PARTS = "shibokensupport/signature/loader.py"
_STUBS = "shibokensupport/signature/lib/pyi_generator.py"
_MENTIONED = 2
"""How often the module that brings all parts together mentions that of the stubs if it does not use it: it imports it,
and puts it in its place."""


def load() -> None:
    """Imports PySide's widgets. To be called before anything else of PySide is imported."""
    if "PySide6.QtWidgets" not in sys.modules:
        builtins.compile = _Compiler().compile
        try:
            import PySide6.QtWidgets  # noqa: F401
        finally:
            builtins.compile = _compile
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


class _Compiler:
    """Compiles only what was not compiled before."""

    def __init__(self) -> None:
        self._parts = b""

    def compile(self, source: Any, filename: Any, mode: str, *more: Any, **options: Any) -> Any:
        """What Python's `compile` gives; only whole modules in bytes, as PySide has them, are looked for."""
        if not isinstance(source, bytes) or mode != "exec" or more or options:
            return _compile(source, filename, mode, *more, **options)
        if filename == _PARTS:
            self._parts = source
        elif filename == _STUBS and self._parts.count(Path(_STUBS).stem.encode()) == _MENTIONED:
            source = b""
        name = str(filename).removesuffix(".py").replace("/", ".")
        return _Loader(name, source).get_code(name)


class _Loader(SourceFileLoader):
    """Loads a source as if it stood in a file beside this module. It is known by its check sum and its size."""

    def __init__(self, name: str, source: bytes) -> None:
        super().__init__(name, str(Path(__file__).with_name(f"pyside.{name}.py")))
        self._source = source

    def path_stats(self, path: str) -> Mapping[str, int]:
        del path
        return {"mtime": zlib.crc32(self._source), "size": len(self._source)}

    def get_data(self, path: str) -> bytes:
        return self._source if path == self.path else super().get_data(path)

    def source_to_code(self, data: Any, path: Any, **options: Any) -> CodeType:  # type: ignore[override]
        code: CodeType = _compile(data, path, "exec", dont_inherit=True, **options)
        return code
