"""Fills in what PySide leaves out of QAccessibleTextInterface: the functions that give offsets through pointers.

PySide's own object answers them with nothing, or leaves the offsets uninitialised. Here a copy of its table of virtual
functions is made in which they lead to Python, and the object is pointed at the copy. The order of the functions is
that of their declaration in Qt's public header, which is fixed for all of Qt 6.

Done only where it was tried, on Linux with x86-64, and only after comparing three entries of the table with functions
that Qt exports under their names. Python cannot return a C++ object by value everywhere (on ARM it cannot).
"""

import ctypes
import os
import platform
import sys
import weakref
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, c_int, c_ssize_t, c_void_p
from typing import Any, Protocol

from PySide6.QtGui import QAccessible, QAccessibleTextInterface
from shiboken6 import Shiboken

_Piece = tuple[str, int, int]
"""A text and the offsets where it starts and ends."""


class Answers(Protocol):
    """What leads to Python. None of these may raise."""

    def selection(self, index: int) -> tuple[int, int]: ...
    def textBeforeOffset(self, offset: int, boundary: QAccessible.TextBoundaryType) -> _Piece: ...
    def textAtOffset(self, offset: int, boundary: QAccessible.TextBoundaryType) -> _Piece: ...
    def textAfterOffset(self, offset: int, boundary: QAccessible.TextBoundaryType) -> _Piece: ...
    def attributes(self, offset: int) -> _Piece: ...


# Places in the table, as the Itanium C++ ABI lays it out: in front the offset to the top and the type, then two
# destructors, then the functions as declared.
_IN_FRONT = 2
_SELECTION, _BEFORE, _AFTER, _AT, _ATTRIBUTES, _ENTRIES = 2, 10, 11, 12, 17, 18
_EXPORTED = {
    _BEFORE: "_ZNK24QAccessibleTextInterface16textBeforeOffsetEiN11QAccessible16TextBoundaryTypeEPiS2_",
    _AFTER: "_ZNK24QAccessibleTextInterface15textAfterOffsetEiN11QAccessible16TextBoundaryTypeEPiS2_",
    _AT: "_ZNK24QAccessibleTextInterface12textAtOffsetEiN11QAccessible16TextBoundaryTypeEPiS2_",
}
_MAKE_STRING = "_ZN7QStringC1EPK5QCharx"

_Int = POINTER(c_int)
# A QString is returned in room that the caller made for it: a hidden first argument, which is also the result.
_SelectionFunction = CFUNCTYPE(None, c_void_p, c_int, _Int, _Int)
_AttributesFunction = CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_int, _Int, _Int)
_UnitFunction = CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_int, c_int, _Int, _Int)

_answering: "weakref.WeakValueDictionary[int, Any]" = weakref.WeakValueDictionary()
"""Whose functions answer for the C++ object at an address."""


def fill_in(interface: QAccessibleTextInterface) -> bool:
    """Makes the missing functions of this object lead to those that its Python class has; False where that can't be."""
    address = Shiboken.getCppPointer(interface)[0]
    table = _TABLE.get(address)
    if table is None:
        return False
    _answering[address] = interface
    c_void_p.from_address(address).value = table
    return True


class _Table:
    """The copy of the table, made at the first call."""

    def __init__(self) -> None:
        self._address: int | None = None
        self._is_tried = False

    def get(self, sample: int) -> int | None:
        """Where its entries begin; `sample` is the address of an object whose table is copied."""
        if not self._is_tried:
            self._is_tried = True
            if sys.platform == "linux" and platform.machine() == "x86_64":
                self._address = _copied(sample)
        return self._address


_TABLE = _Table()


def _copied(sample: int) -> int | None:
    original = c_void_p.from_address(sample).value or 0
    entries = (c_void_p * (_IN_FRONT + _ENTRIES)).from_address(original - _IN_FRONT * ctypes.sizeof(c_void_p))
    try:
        loaded = os.RTLD_LAZY | os.RTLD_NOLOAD
        core, gui = ctypes.CDLL("libQt6Core.so.6", loaded), ctypes.CDLL("libQt6Gui.so.6", loaded)
        make_string = getattr(core, _MAKE_STRING)
        exported = {place: ctypes.cast(getattr(gui, name), c_void_p).value for place, name in _EXPORTED.items()}
    except (OSError, AttributeError):
        return None
    if any(entries[_IN_FRONT + place] != address for place, address in exported.items()):
        return None
    make_string.argtypes, make_string.restype = [c_void_p, ctypes.c_char_p, c_ssize_t], None

    def give(room: int, piece: _Piece, start: Any, end: Any) -> int:
        text = piece[0].encode("utf-16-le", "surrogatepass")
        start[0], end[0] = piece[1], piece[2]
        make_string(room, text, len(text) // 2)
        return room

    def selection(this: int, index: int, start: Any, end: Any) -> None:
        start[0], end[0] = _ask(this, lambda who: who.selection(index), (-1, -1))

    def attributes(room: int, this: int, offset: int, start: Any, end: Any) -> int:
        return give(room, _ask(this, lambda who: who.attributes(offset), ("", -1, -1)), start, end)

    def unit(name: str) -> Callable[..., int]:
        def function(room: int, this: int, offset: int, boundary: int, start: Any, end: Any) -> int:
            kind = QAccessible.TextBoundaryType(boundary)
            return give(room, _ask(this, lambda who: getattr(who, name)(offset, kind), ("", -1, -1)), start, end)

        return function

    functions = {
        _SELECTION: _SelectionFunction(selection),
        _BEFORE: _UnitFunction(unit("textBeforeOffset")),
        _AFTER: _UnitFunction(unit("textAfterOffset")),
        _AT: _UnitFunction(unit("textAtOffset")),
        _ATTRIBUTES: _AttributesFunction(attributes),
    }
    copy = type(entries)(*entries)
    for place, function in functions.items():
        copy[_IN_FRONT + place] = ctypes.cast(function, c_void_p)
    # Qt's objects may outlive this module when Python ends: what they point at is never freed.
    for kept in (copy, *functions.values()):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(kept))
    return ctypes.addressof(copy) + _IN_FRONT * ctypes.sizeof(c_void_p)


def _ask(this: int, question: Callable[[Any], Any], otherwise: Any) -> Any:
    """What the Python object of a C++ object answers. Never raises: nothing above could catch it."""
    try:
        who = _answering.get(this)
        return otherwise if who is None else question(who)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return otherwise
