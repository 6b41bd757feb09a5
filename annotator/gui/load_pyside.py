"""PySide, loaded sooner than an import alone would.

PySide carries its own Python part as sources, and compiles them anew at each start. Here that is done once: what they
were compiled to is kept where Python keeps what this module was compiled to, by Python's own means and rules.

And PySide puts itself before every import, to read the source of the module and see whether it may switch PySide's
features (`from __feature__ import snake_case`): we switch none, so it is taken away again. Together a sixth of what
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


def load() -> None:
    """Imports PySide's widgets. To be called before anything else of PySide is imported."""
    if "PySide6.QtWidgets" not in sys.modules:
        builtins.compile = _compiled_once
        try:
            import PySide6.QtWidgets  # noqa: F401
        finally:
            builtins.compile = _compile
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def _compiled_once(source: Any, filename: Any, mode: str, *more: Any, **options: Any) -> Any:
    """What `compile` gives. Whole modules in bytes are looked for among those that were compiled before."""
    if not isinstance(source, bytes) or mode != "exec" or more or options:
        return _compile(source, filename, mode, *more, **options)
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
