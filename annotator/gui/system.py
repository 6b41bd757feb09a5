"""What must be there before a window can be: a display and Qt's system libraries. Knows no Qt."""

import os
import re
import sys

_IMPORT_NEEDS = {
    "libglib-2.0": "libglib2.0-0",
    "libgthread-2.0": "libglib2.0-0",
    "libEGL": "libegl1",
    "libGL": "libgl1",
    "libdbus-1": "libdbus-1-3",
    "libxkbcommon": "libxkbcommon0",
    "libfontconfig": "libfontconfig1",
    "libX11": "libx11-6",
}
"""The Debian package of each library that importing PySide6 needs."""

_XCB_NEEDS = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
"""The Debian package of each library that Qt's X11 plugin needs; without one Qt ends the process."""


def has_display() -> bool:
    """Whether a window can be opened at all. On Linux some display must be named."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def explain_import_error(error: ImportError) -> str:
    """One line on the system library that importing Qt did not find, or "" if it is not about one."""
    found = re.search(r"(lib[\w.+-]+?)\.so[.\d]*", str(error))
    if not found or not sys.platform.startswith("linux"):
        return ""
    library = found.group(0)
    package = _IMPORT_NEEDS.get(found.group(1)) or _XCB_NEEDS.get(library)
    if package is None:
        return f"The window needs the system library {library}, which is not installed."
    return _line(library, [package])


def missing_for_x11() -> str:
    """One line on the libraries that Qt needs for a window under X11 and that are not there; "" if all are."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    is_x11 = platform.startswith("xcb") or (
        not platform and os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY")
    )
    if not sys.platform.startswith("linux") or not is_x11:
        return ""
    missing = [library for library in _XCB_NEEDS if not _is_there(library)]
    return _line(", ".join(missing), [_XCB_NEEDS[library] for library in missing]) if missing else ""


def _is_there(library: str) -> bool:
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _line(library: str, packages: list[str]) -> str:
    names = " ".join(packages)
    which = "package" if len(packages) == 1 else "packages"
    return (
        f"The window needs {library} (Debian and Ubuntu {which} {names}), which is not installed: "
        f"sudo apt-get install -y {names}"
    )
