"""A page of text with its spans, to be looked at and nothing else: for previews."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from annotator.domain.model import Label, Span
from annotator.domain.span_index import SpanIndex
from annotator.gui.reading.page_view import PageView
from annotator.gui.reading.painting import marks_of


class SpanPage(PageView):
    """Draws spans as the reading view does. The keyboard scrolls it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scene.caret_shown = False

    def show_spans(self, text: str, spans: Sequence[Span], labels: Sequence[Label]) -> None:
        """Shows a text from its top, with these spans."""
        self._scene.labels = {label.name: label for label in labels}
        self._scene.marks = marks_of(labels)
        self._scene.index = SpanIndex(spans, {label.name: label.extent for label in labels})
        self._show_text(text)
