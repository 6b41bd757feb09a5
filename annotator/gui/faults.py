"""What happens when we are at fault: it is written to a log, told once, and the window lives on.

The log holds where in our code it happened, never the text of an article.
"""

import faulthandler
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from annotator import __version__
from annotator.paths import log_folder

_LARGEST = 1_000_000
_TELLING = (OSError, ImportError, AttributeError, TypeError, NotImplementedError, RecursionError, ZeroDivisionError)
"""Kinds of exceptions whose message is made of names and types, not of what people wrote."""


class Faults(QObject):
    """Catches what nobody caught. `told` brings a sentence for the person, once for each place in the code."""

    told = Signal(str)

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder or log_folder()
        self.log = self._folder / "annotator.log"
        self._known: set[str] = set()
        self._crash_file: TextIO | None = None

    def install(self) -> None:
        """Takes over every hook there is."""
        try:
            self._crash_file = (self._folder / "crash.log").open("a", encoding="utf-8")
            faulthandler.enable(self._crash_file)
        except OSError:
            faulthandler.enable()
        sys.excepthook = self._on_exception
        threading.excepthook = lambda args: self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)
        qInstallMessageHandler(self._on_qt_message)

    def uninstall(self) -> None:
        """Gives the hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)
        if self._crash_file:
            faulthandler.disable()
            self._crash_file.close()
            self._crash_file = None

    def report(self, error: BaseException) -> None:
        """Logs an exception and tells of it, if it is not known yet."""
        frames = traceback.extract_tb(error.__traceback__)
        where = [f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in frames]
        is_safe = isinstance(error, _TELLING) or type(error).__module__ == "sqlite3"
        what = f"{type(error).__name__}: {error}" if is_safe else type(error).__name__
        self._write("\n".join([what, *where]))
        place = f"{type(error).__name__} {where[-1] if where else ''}"
        if place not in self._known:
            self._known.add(place)
            self.told.emit(
                self.tr(
                    "Something went wrong on our side. Everything you tagged is saved; you can go on. Details: {log}"
                ).format(log=self.log)
            )

    def _on_exception(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error or kind(), trace)
            return
        self.report(error.with_traceback(trace) if error else kind())

    def _on_qt_message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
            sys.stderr.write(f"{message}\n")
        if kind is not QtMsgType.QtDebugMsg:
            self._write(f"Qt {kind.name}: {context.category or ''} {message}")

    def _write(self, entry: str) -> None:
        try:
            if self.log.exists() and self.log.stat().st_size > _LARGEST:
                self.log.replace(self.log.with_suffix(".old.log"))
            with self.log.open("a", encoding="utf-8") as log:
                log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {__version__} {entry}\n")
        except OSError:
            sys.stderr.write(f"{entry}\n")
