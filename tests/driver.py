"""Tags in the real window without end and says what is saved, so that a fault test can kill it at any moment.

    python -m tests.driver PROJECT [--count N] [--pause SECONDS] [--undo-every N]
                           [--begin HUNDREDS] [--synchronous MODE]

Opens the project's first article in the main window (offscreen unless the environment says otherwise), presses the
keys that an annotator would press, and prints a line after each step that the window calls saved:

    READY <article id>
    ACK <number> <span id> <start> <end> <label>
    UNDOING <number>

The lines go out unbuffered; an ACK after its COMMIT returned and the change was shown, never before; UNDOING before
the undo begins, so that from then on the span may be there or not. Ends with "END" after N tags, or with exit status 3
and the reason on standard error when the window refuses a step.
"""

import argparse
import itertools
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

LABEL_KEYS = {"1": "claim", "2": "actor", "3": "weapon", "4": "figure"}


def say(*words: object) -> None:
    """One line, written whole and at once."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode("utf-8"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("--count", type=int, default=0, help="how many tags; 0 = until killed or the text is full")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between tags")
    parser.add_argument("--undo-every", type=int, default=0, help="undo the last tag after each so many; 0 = never")
    parser.add_argument("--begin", type=int, default=0, help="begin at that many hundred characters into the text")
    parser.add_argument("--synchronous", help="another value of SQLite's pragma, to see that a loss would be noticed")
    options = parser.parse_args()

    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from annotator.app import make_window

    app = QApplication(["driver"])
    window = make_window(app)
    refused: list[str] = []
    window.workspace.failed.connect(lambda error: refused.append(str(error)))
    if not window.workspace.open_project(options.project):
        sys.stderr.write(f"{refused[-1]}\n")
        return 3
    if options.synchronous:
        window.workspace.project.db.connection.execute(f"PRAGMA synchronous = {options.synchronous}")
    window.show()
    app.processEvents()
    view = window.view
    view.setFocus()
    view.place_caret(100 * options.begin % max(1, len(view.text)))
    saved: list[tuple[str, ...]] = []
    window.workspace.changed.connect(lambda changes: saved.append(changes.span_ids))
    say("READY", view.article_id)

    word = Qt.KeyboardModifier.ControlModifier
    number = 0
    for key in itertools.cycle(LABEL_KEYS):
        before = view.caret
        QTest.keyClick(view, Qt.Key.Key_Right, word)
        if view.caret in (before, len(view.text)):
            break
        place = view.caret
        if any(span.label == LABEL_KEYS[key] for span in view.spans.at(place)):
            continue
        saved.clear()
        QTest.keyClick(view, Qt.Key(ord(key)))
        app.processEvents()
        if refused:
            sys.stderr.write(f"{refused[-1]}\n")
            return 3
        if saved and saved[-1]:
            span = view.spans.get(saved[-1][-1])
            assert span is not None
            say("ACK", number, span.id, span.start, span.end, span.label)
            number += 1
            if options.undo_every and number % options.undo_every == 0:
                say("UNDOING", number - 1)
                QTest.keyClick(view, Qt.Key.Key_Z, word)
                app.processEvents()
        view.place_caret(place)
        if options.count and number >= options.count:
            break
        time.sleep(options.pause)
    say("END")
    window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
