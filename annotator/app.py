"""Wires the window: starts Qt, opens the project, and ends cleanly. Qt is imported only when needed."""

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError
from annotator.gui import system

if TYPE_CHECKING:
    import socket

    from PySide6.QtWidgets import QApplication

    from annotator.gui.window import MainWindow


def run_window(project: Path | None, *, stay: bool = False) -> int:
    """Shows the window, on a project if one is given, until it is closed. Returns the exit status.

    A project that cannot be opened is told on standard error and ends it; with `stay` the window tells it, and offers
    what can be done.
    """
    if not system.has_display():
        return _say("There is no display to open a window on; “annotator --help” lists what works without one.")
    return _guarded(lambda: _run(project, stay=stay))


def run_demo() -> int:
    """Shows the window on a fresh copy of the sample; without a display, paints it into a picture and exports it."""
    if system.has_display():
        return _guarded(lambda: _run(_sample()))
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return _guarded(_paint_and_export)


def _guarded(work: Callable[[], int]) -> int:
    """Does the work; a missing library or a failure that a person can act on becomes one line and exit status 1."""
    if problem := system.missing_for_x11():
        return _say(problem)
    try:
        return work()
    except ImportError as error:
        explained = system.explain_import_error(error)
        if not explained:
            raise
        return _say(explained)
    except AnnotatorError as error:
        return _say(str(error))
    except OSError as error:
        return _say(f"{error.strerror or error}: {error.filename}" if error.filename else str(error))


def _say(line: str) -> int:
    sys.stderr.write(f"{line}\n")
    return 1


def _sample() -> Path:
    from annotator.gui.sample import fresh_sample

    return fresh_sample()


def _application() -> "QApplication":
    gc.disable()  # Until early.finish: what is loaded and built before is all still needed.
    from annotator.gui import load_pyside

    load_pyside.load()
    from PySide6.QtWidgets import QApplication

    from annotator.gui.looks import STYLE

    found = QApplication.instance()
    if isinstance(found, QApplication):
        app = found
    else:
        app = QApplication(["annotator", "-style", STYLE])
        app.setProperty("style", STYLE)
    app.setApplicationName("annotator")
    app.setApplicationDisplayName("Annotator")
    app.setDesktopFileName("annotator")
    return app


def make_window(app: "QApplication") -> "MainWindow":
    """The window with its looks and settings, not yet shown."""
    from annotator.gui import early
    from annotator.gui.looks import Looks
    from annotator.gui.settings import Settings
    from annotator.gui.window import MainWindow

    settings = Settings()
    looks = Looks(app, settings)
    window = MainWindow(settings, looks)
    looks.dress()
    early.finish_later()
    return window


def _run(project: Path | None, *, stay: bool = False) -> int:
    from PySide6.QtCore import QTimer

    from annotator.gui.faults import Faults

    app = _application()
    faults = Faults(parent=app)
    faults.install()
    try:
        window = make_window(app)
        faults.told.connect(lambda text: window.notice.say(text, stays=True))
        window.broke.connect(faults.report)
        if project is not None and not window.workspace.open_project(project) and not stay:
            return _say(window.notice.last_text)
        if project is None and window.settings.get("reopen") and (recent := window.settings.recent_projects()):
            window.workspace.open_project(recent[0])
        window.show()
        listener = _close_on_signals(window.close)
        QTimer.singleShot(0, window.files.ask_annotator_once)
        status = app.exec()
        listener.close()
        return status
    finally:
        faults.uninstall()


def _close_on_signals(close: Callable[[], object]) -> "socket.socket":
    """Lets SIGINT and SIGTERM close the window as a click would. The socket is to be closed at the end."""
    import signal
    import socket

    from PySide6.QtCore import QCoreApplication, QSocketNotifier

    ours, theirs = socket.socketpair()
    for end in (ours, theirs):
        end.setblocking(False)
    signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read, QCoreApplication.instance())

    def on_signal() -> None:
        ours.recv(16)
        close()
        QCoreApplication.quit()

    notifier.activated.connect(on_signal)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: None)
    return theirs


def _paint_and_export() -> int:
    """The main job without a display: the sample in the window as a picture, and as training data."""
    from annotator.exchange.exporting import export_project, report_path
    from annotator.store import Project

    path = _sample()
    picture = path.with_suffix(".png")
    app = _application()
    window = make_window(app)
    if not window.workspace.open_project(path):
        return _say(window.notice.last_text)
    window.resize(1320, 820)
    window.show()
    for _ in range(20):
        app.processEvents()
    saved = window.grab().save(str(picture))
    window.close()
    if not saved:
        return _say(f"The picture {picture} cannot be written.")
    said = [f"Sample project  {path}", f"Its window      {picture}"]
    with Project.open(path, read_only=True) as project:
        for name, suffix in (("spacy", ".spacy"), ("jsonl", ".jsonl")):
            target = path.with_suffix(suffix)
            report = export_project(project, target, format=name)
            said += [f"Training data   {target}", *(f"                {line}" for line in report.in_words())]
            said.append(f"                Report: {report_path(target)}")
    sys.stdout.write("\n".join(said) + "\n")
    return 0
