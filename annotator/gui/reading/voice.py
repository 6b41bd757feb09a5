"""When assistive tools are spoken to. What they are told is loaded when the first of them listens."""

import weakref
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractScrollArea

if TYPE_CHECKING:
    from annotator.gui.reading.accessible import Teller
    from annotator.gui.reading.view import ReadingView


class Voice:
    """Has assistive tools told of changes in a view, once in each turn of the event loop. Silent while none listens."""

    def __init__(self, view: "ReadingView") -> None:
        self._view = weakref.ref(view)
        self._made: Teller | None = None
        self._soon = QTimer(view, singleShot=True, interval=0)
        self._soon.timeout.connect(self._tell)
        view.caret_moved.connect(self._wake)
        view.selection_changed.connect(self._wake)
        view.current_span_changed.connect(self._wake)
        _voices[view] = self
        _install_factory()

    def spans_changed(self) -> None:
        """To be called when spans or labels were replaced."""
        if self._made is not None:
            self._made.spans_changed()
        self._wake()

    def teller(self) -> "Teller | None":
        """Who does the telling; None once the view is gone."""
        view = self._view()
        if self._made is None and view is not None:
            from annotator.gui.reading.accessible import Teller

            self._made = Teller(view)
        return self._made

    def _wake(self, *_: object) -> None:
        if QAccessible.isActive():
            self._soon.start()

    def _tell(self) -> None:
        if (teller := self.teller()) is not None:
            teller.tell()


# How Qt finds it

_voices: "weakref.WeakKeyDictionary[QObject, Voice]" = weakref.WeakKeyDictionary()
_factory_of: "weakref.ref[QCoreApplication] | None" = None
"""The application that the factory was installed for; it goes when the application does."""


def _install_factory() -> None:
    global _factory_of
    app = QCoreApplication.instance()
    if app is not None and (_factory_of is None or _factory_of() is not app):
        QAccessible.installFactory(_interface_of)
        _factory_of = weakref.ref(app)


def _interface_of(class_name: str, thing: QObject | None) -> QAccessibleInterface | None:  # noqa: ARG001
    voice = _voices.get(thing) if isinstance(thing, QAbstractScrollArea) else None
    teller = voice.teller() if voice is not None else None
    return teller.interface() if teller is not None else None
