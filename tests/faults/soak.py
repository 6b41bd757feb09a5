"""A long session in the real window: it must neither end nor swell, and `None` must keep its references."""

import os
import sys
from pathlib import Path

from tests.faults.power import make_project


def soak(folder: Path, *, operations: int, tags: int, undos: int) -> dict[str, object]:
    """So many moves of the caret, tags, and undos each with its redo, in one window."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from annotator.app import make_window
    from tests.benchmarks.window import memory_mb

    path = folder / "long.annotator"
    make_project(path, words=20_000, spans=0)
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(["soak"])
    window = make_window(app)
    refused: list[str] = []
    window.workspace.failed.connect(lambda error: refused.append(str(error)))
    assert window.workspace.open_project(path)
    window.show()
    view, word = window.view, Qt.KeyboardModifier.ControlModifier
    view.setFocus()
    app.processEvents()

    def tag(count: int) -> None:
        for number in range(count):
            QTest.keyClick(view, Qt.Key.Key_Right, word)
            here = view.caret
            QTest.keyClick(view, (Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)[number % 3])
            view.place_caret(here)
            app.processEvents()

    tag(tags // 10)
    memory, references = memory_mb(), sys.getrefcount(None)
    for number in range(operations):
        QTest.keyClick(view, Qt.Key.Key_Right if number % 7 else Qt.Key.Key_Down)
        if number % 50 == 0:
            app.processEvents()
    view.place_caret(0)
    for _ in range(tags // 10):
        QTest.keyClick(view, Qt.Key.Key_Right, word)
    tag(tags - tags // 10)
    before = len(view.spans)
    for _ in range(undos):
        window.workspace.undo()
        window.workspace.redo()
        app.processEvents()
    grown, lost = memory_mb() - memory, references - sys.getrefcount(None)
    wrong = [f"refused: {one}" for one in refused[:5]]
    if len(view.spans) != before or len(window.workspace.project.spans_of(view.article_id)) != before:
        wrong.append("undo and redo changed what is there")
    if grown > 50:
        wrong.append(f"the memory grew by {grown:.0f} MiB")
    if lost > 1000:
        wrong.append(f"None lost {lost} references")
    window.close()
    return {"tags": before, "memory grown by MiB": round(grown, 1), "references None lost": lost, "wrong": wrong}
