"""Articles, text and inspector side by side, and who gives way in a narrow window."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from annotator.gui.settings import Settings

NARROW = 1000
"""Pixels. In a window less wide the inspector is there only if it was asked for in such a window."""
_ARTICLES, _INSPECTOR = 271, 290
_ARTICLES_NARROW, _INSPECTOR_NARROW = 200, 200


class Panes(QSplitter):
    """The three panes. What is hidden, and how wide they are, is remembered for wide and narrow windows apart."""

    fitted = Signal()
    """The window became narrow, or wide."""

    def __init__(
        self, settings: Settings, articles: QWidget, middle: QWidget, inspector: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._settings = settings
        self.articles = articles
        self.inspector = inspector
        self._is_narrow: bool | None = None
        self._sizes: dict[bool, list[int]] = {}
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        for widget in (articles, middle, inspector):
            self.addWidget(widget)
        for number, stretch in enumerate((0, 1, 0)):
            self.setStretchFactor(number, stretch)
        kept = settings.get("pane_sizes")
        if len(kept) == 3 and all(isinstance(size, int) for size in kept):
            self._sizes[False] = kept
        articles.setVisible(settings.get("articles_shown"))

    @property
    def _inspector_setting(self) -> str:
        return "inspector_shown_narrow" if self._is_narrow else "inspector_shown"

    def fit(self, width: int) -> None:
        """Adapts to the width of the window."""
        is_narrow = width < NARROW
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        self.inspector.setVisible(self._settings.get(self._inspector_setting))
        left, right = (_ARTICLES_NARROW, _INSPECTOR_NARROW) if is_narrow else (_ARTICLES, _INSPECTOR)
        self.setSizes(self._sizes.get(is_narrow, [left, max(1, width - left - right), right]))
        self.fitted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = event.size().width()
        if (width < NARROW) != self._is_narrow:
            self._note_sizes()
        super().resizeEvent(event)
        self.fit(width)

    def toggle_articles(self) -> bool:
        """Shows or hides the articles; gives whether they are shown now."""
        return self._toggle(self.articles, "articles_shown")

    def toggle_inspector(self) -> bool:
        """Shows or hides the inspector; gives whether it is shown now."""
        return self._toggle(self.inspector, self._inspector_setting)

    def _toggle(self, pane: QWidget, setting: str) -> bool:
        shown = pane.isHidden()
        pane.setVisible(shown)
        self._settings.set(setting, shown)
        return shown

    def keep_sizes(self) -> None:
        """Remembers the widths in the user's settings."""
        self._note_sizes()
        if False in self._sizes:
            self._settings.set("pane_sizes", self._sizes[False])

    def _note_sizes(self) -> None:
        all_there = self.isVisible() and not (self.articles.isHidden() or self.inspector.isHidden())
        if self._is_narrow is not None and all_there:
            self._sizes[self._is_narrow] = self.sizes()
