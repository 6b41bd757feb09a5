"""A person at the window: what they do, named as deeds, and what they see."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

from PySide6.QtCore import QEvent, QKeyCombination
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.model import Span, Status
from annotator.exchange.sample import default_labels
from annotator.gui.looks import Looks
from annotator.gui.settings import Settings
from annotator.gui.window import MainWindow

_PATIENCE_MS = 20_000


class Desk:
    """The real window on a real project file, with the keyboard and the eyes of its user."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.project = folder / "News.annotator"
        self.is_helped = False
        """Whether suggestions are made while reading: a process of its own, which most tests need not wait for."""
        self.window = self._window()

    def _window(self) -> MainWindow:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        settings = Settings()
        settings.set("annotator", settings.get("annotator") or "ana")
        looks = Looks(app, settings)
        window = MainWindow(settings, looks)
        window.offers.is_helped = self.is_helped
        looks.dress()
        self.qtbot.addWidget(window)
        window.resize(1200, 760)
        window.show()
        self.qtbot.waitExposed(window)
        return window

    @property
    def workspace(self) -> Any:
        return self.window.workspace

    @property
    def view(self) -> Any:
        return self.window.view

    def turns_to_the_window(self) -> Self:
        """Leaves a dialog that is open, or another program."""
        self.window.activateWindow()
        return self.waits_until(self.window.isActiveWindow)

    # beginning and ending

    def makes_a_project(self) -> Self:
        assert self.workspace.create_project(self.project, default_labels()), self.window.notice.last_text
        return self

    def opens(self, path: Path) -> Self:
        assert self.workspace.open_project(path), self.window.notice.last_text
        return self

    def restarts(self) -> Self:
        """Closes the window and opens the project in a new one."""
        self.window.close()
        self.window = self._window()
        return self.opens(self.project).turns_to_the_window()

    def has_articles(self, *texts: str) -> Self:
        """Begins a project with these texts; the first words are the titles. The first one is open."""
        if not self.workspace.is_open:
            self.makes_a_project()
        for text in texts:
            self.window.files.paste_text(text)
            self.presses_button("Add the article")
        return self.opens_article(0)

    # articles

    def article_ids(self) -> Sequence[str]:
        return list(self.window.articles.model.ids)

    def opens_article(self, number: int) -> Self:
        assert self.workspace.open_article(self.workspace.project.article_ids()[number])
        self.window.pane.focus_text()
        return self

    def status(self, number: int = 0) -> Status:
        article_id = self.workspace.project.article_ids()[number]
        return Status(self.workspace.project.status(article_id, self.workspace.annotator))

    # the text

    def selects(self, words: str) -> Self:
        """Marks the first place where the article says this."""
        start = self.view.text.index(words)
        self.turns_to_the_window().view.setFocus()
        self.view.select(start, start + len(words))
        return self

    def puts_the_caret_at(self, words: str) -> Self:
        self.view.setFocus()
        self.view.place_caret(self.view.text.index(words))
        return self

    def chooses_span(self, words: str, label: str = "") -> Self:
        """Makes a span the selected one."""
        found = next(s for s in self.workspace.spans if s.quote == words and (not label or s.label == label))
        self.view.setFocus()
        self.view.select_span(found.id)
        return self

    def presses(self, *keys: str, on: QWidget | None = None) -> Self:
        """Presses keys, on what has the focus or on a widget."""
        for key in keys:
            target = on or QApplication.focusWidget() or self.view
            combination: QKeyCombination = QKeySequence(key)[0]  # type: ignore[index]  # the stubs lack it
            QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
            self.looks()
        return self

    def looks(self) -> Self:
        """Takes as long as the window needs to show what stands beside the text."""
        QApplication.processEvents()
        return self

    def types(self, text: str, on: QWidget) -> Self:
        QTest.keyClicks(on, text)
        return self

    def triggers(self, action_id: str) -> Self:
        """Chooses an item of a menu."""
        self.action(action_id).trigger()
        return self.looks()

    def action(self, action_id: str) -> QAction:
        return self.window.menus.actions[action_id]

    def undoes(self) -> Self:
        return self.triggers("edit.undo")

    def redoes(self) -> Self:
        return self.triggers("edit.redo")

    # dialogs

    def dialog(self) -> QDialog:
        """The dialog that is open."""
        found = [dialog for dialog in self.window.findChildren(QDialog) if dialog.isVisible()]
        assert found, "no dialog is open"
        return found[-1]

    def presses_button(self, text: str) -> Self:
        dialog = self.dialog()
        [button] = [b for b in dialog.findChildren(QPushButton) if b.text().replace("&", "").startswith(text)]
        assert button.isEnabled(), f"{text} is not available"
        button.click()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return self

    def waits_until(self, holds: Callable[[], bool]) -> Self:
        self.qtbot.waitUntil(holds, timeout=_PATIENCE_MS)
        return self

    # what is seen

    def marked(self) -> list[tuple[str, str]]:
        """The spans of the open article as the reading view shows them: label and text, in reading order."""
        assert {span.id for span in self.view.spans} == {span.id for span in self.workspace.spans}
        return [(span.label, span.quote) for span in self.view.spans]

    def stored(self) -> list[Span]:
        """The spans of the open article as the project file has them."""
        return list(self.workspace.project.spans_of(self.workspace.article_id))

    def said(self) -> str:
        """What the status line says at the moment, or the message above."""
        return self.window.notice.text or self.window.status.said

    def title(self) -> str:
        article = self.workspace.article
        return article.title if article else ""

    def pill_counts(self) -> dict[str, str]:
        pills = [self.window.pane.labels.pill(label.name) for label in self.workspace.labels]
        return {pill.label.name: pill.accessibleName() for pill in pills}
