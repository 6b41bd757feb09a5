"""A user who presses, clicks and closes at random: nothing of ours may fail, and what is shown is what is stored.

    python -m tests.faults.random_user SEED ACTS

Prints as JSON what went wrong, each with the acts before it; the same seed does the same again.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import traceback
from collections import deque
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[2]
_REMEMBERED = 12
_SIZES = ((700, 400), (900, 600), (1200, 760), (1600, 1000))
_WORDS = ("army", "12", "ñ🚢", "the (", '"x', "x" * 40, "[", "*")
_MORE_KEYS = ("Escape", "Return", "Tab", "Shift+Tab", "Space", "Left", "Right", "Up", "Down", "1", "2", "Shift+3")


def random_users(folder: Path, *, users: int, acts: int) -> dict[str, object]:
    """So many of them, one after another, each in a process of its own."""
    del folder
    wrong: list[str] = []
    for seed in range(users):
        command = [sys.executable, "-m", "tests.faults.random_user", str(seed), str(acts)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60 + acts, check=False)
        lines = done.stdout.splitlines()
        found = json.loads(lines[-1]) if lines and done.returncode == 0 else [f"it ended: {done.stderr[-800:]}"]
        wrong += [f"user {seed}: {one}" for one in found]
    return {"users": users, "acts": acts, "wrong": wrong}


def be(seed: int, acts: int) -> list[str]:
    """Sits at the window of the sample project."""
    from PySide6.QtCore import QEvent, QPoint, Qt
    from PySide6.QtGui import QDesktopServices, QKeySequence
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QPlainTextEdit, QWidget

    from annotator.gui.looks import Looks
    from annotator.gui.sample import fresh_sample
    from annotator.gui.settings import Settings
    from annotator.gui.window import MainWindow

    wrong: list[str] = []
    before: deque[str] = deque(maxlen=_REMEMBERED)

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        where = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(traceback.extract_tb(trace)[-3:]))
        wrong.append(f"{kind.__name__}: {error} ({where}) after {list(before)}")

    sys.excepthook = note
    for name, answer in (("getOpenFileName", ("", "")), ("getSaveFileName", ("", "")), ("getOpenFileNames", ([], ""))):
        setattr(QFileDialog, name, staticmethod(lambda *_, answer=answer, **__: answer))
    QFileDialog.getExistingDirectory = staticmethod(lambda *_, **__: "")  # type: ignore[method-assign]
    QDesktopServices.openUrl = staticmethod(lambda *_: True)  # type: ignore[method-assign]
    app = QApplication(["random user"])
    settings = Settings()
    settings.set("annotator", "ana")
    looks = Looks(app, settings)
    window = MainWindow(settings, looks)
    window.offers.is_helped = False
    window.broke.connect(lambda error: note(type(error), error, error.__traceback__))
    looks.dress()
    window.show()
    chance = random.Random(seed)
    keys = [key for action in window.menus.table for key in action.keys if key != "Ctrl+Q"]
    keys += _MORE_KEYS

    def choose() -> None:
        name = chance.choice([name for name, act in window.menus.actions.items() if act.isEnabled()])
        if name != "file.quit":
            before.append(name)
            window.menus.actions[name].trigger()

    def press() -> None:
        target = app.focusWidget() or window.view
        key = chance.choice(keys)
        before.append(f"{key} on {type(target).__name__}")
        pressed = QKeySequence(key)[0]  # type: ignore[index]  # the stubs lack it
        QTest.keyClick(target, pressed.key(), pressed.keyboardModifiers())

    def click() -> None:
        shown = chance.choice([one for one in app.topLevelWidgets() if one.isVisible()] or [window])
        widgets = [one for one in shown.findChildren(QWidget) if one.isVisible() and one.isEnabled()]
        if widgets:
            target = chance.choice(widgets)
            place = QPoint(chance.randrange(max(1, target.width())), chance.randrange(max(1, target.height())))
            before.append(f"click on {type(target).__name__} {target.accessibleName()[:20]}")
            deed = chance.choice([QTest.mouseClick] * 9 + [QTest.mouseDClick])
            button = chance.choice([Qt.MouseButton.LeftButton] * 9 + [Qt.MouseButton.RightButton])
            deed(target, button, Qt.KeyboardModifier.NoModifier, place)

    def drag() -> None:
        text = window.view.viewport()
        start, end = (QPoint(chance.randrange(text.width()), chance.randrange(text.height())) for _ in range(2))
        before.append("drag")
        QTest.mousePress(text, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
        QTest.mouseMove(text, end)
        QTest.mouseRelease(text, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)

    def close() -> None:
        dialogs = [one for one in app.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
        if dialogs:
            before.append(f"close {type(dialogs[-1]).__name__}")
            dialogs[-1].close()

    def write() -> None:
        field, words = app.focusWidget(), chance.choice(_WORDS)
        before.append("write")
        if isinstance(field, QLineEdit):
            field.insert(words)
        elif isinstance(field, QPlainTextEdit):
            field.insertPlainText(words)

    def resize() -> None:
        before.append("resize")
        window.resize(*chance.choice(_SIZES))

    def open_again() -> None:
        if not window.workspace.is_open:
            before.append("open")
            window.workspace.open_project(fresh_sample())

    deeds = [choose] * 30 + [press] * 32 + [click] * 18 + [drag] * 8 + [close] * 6 + [write] * 2 + [resize] * 2
    deeds += [open_again] * 2
    for number in range(acts):
        try:
            chance.choice(deeds if number else [open_again])()
            if popup := app.activePopupWidget():
                popup.close()
            for _ in range(3):
                app.processEvents()
            if number % 10 == 0:
                QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
                workspace = window.workspace
                if workspace.article_id and not workspace.others_shown:
                    stored = workspace.project.spans_of(workspace.article_id, workspace.annotator)
                    if {span.id for span in workspace.spans} != {span.id for span in stored}:
                        raise AssertionError("the spans that are shown are not those that are stored")
        except Exception as error:
            note(type(error), error, error.__traceback__)
    if window.workspace.is_open:
        wrong += [f"check: {problem.message}" for problem in window.workspace.project.check()]
    return wrong


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="annotator-random-") as made:
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            os.environ[variable] = made
        sys.stdout.write(json.dumps(be(int(sys.argv[1]), int(sys.argv[2]))) + "\n")
        sys.stdout.flush()
    os._exit(0)
