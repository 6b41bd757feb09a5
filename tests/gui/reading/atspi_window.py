"""A window with the reading view and a button, for an assistive tool in another process to read.

    python tests/gui/reading/atspi_window.py

The button selects the next span. Ends when it is killed.
"""

import sys

from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton, QVBoxLayout, QWidget

from annotator.domain.model import Extent, Label, Span
from annotator.gui.reading import ReadingView

TEXT = "Ana said 🚀 “the Wagner group has Igla missiles” on Monday.\nThe end of it, é🇻🇪, came."
SPANS = [("the Wagner group has Igla missiles", "claim"), ("Wagner group has", "actor"), ("Wagner", "weapon")]
LABELS = [Label("claim", extent=Extent.STATEMENT), Label("actor"), Label("weapon")]


def main() -> int:
    app = QApplication(sys.argv)
    window = QMainWindow()
    window.setWindowTitle("Reading")
    page = QWidget(window)
    layout = QVBoxLayout(page)
    view = ReadingView(page)
    button = QPushButton("Next span", page)
    button.clicked.connect(lambda: view.next_span(forward=True))
    layout.addWidget(view)
    layout.addWidget(button)
    window.setCentralWidget(page)
    spans = [
        Span(str(number), "a", TEXT.index(quote), TEXT.index(quote) + len(quote), label, quote)
        for number, (quote, label) in enumerate(SPANS)
    ]
    view.show_article("a", TEXT, spans, LABELS)
    window.resize(600, 400)
    window.show()
    view.setFocus()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
