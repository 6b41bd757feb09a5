"""The menu at a place in the text: what can be done with the span, suggestion or selection there."""

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

_SUGGESTION = ("suggest.accept", "suggest.reject", "suggest.why", "suggest.list")
_SPAN = ("span.note", "span.remove", "span.split", "span.merge")
_TEXT = ("alike.article", "alike.project", "edit.copy")


def _tr(text: str) -> str:
    return QCoreApplication.translate("TextMenu", text)


def show(place: QPoint, made: Mapping[str, QAction], parent: QWidget, *, has_span: bool, has_suggestion: bool) -> QMenu:
    """Shows it at a place on the screen. `made` are the actions of the window by their ids."""
    menu = QMenu(parent)
    menu.setAccessibleName(_tr("Here in the text"))
    for names in _groups(made, has_span=has_span, has_suggestion=has_suggestion):
        for name in names:
            menu.addAction(made[name])
        if has_span and names[0].startswith("tag."):
            second = menu.addMenu(_tr("Add a second label"))
            second.addActions([action for name, action in made.items() if name.startswith("second.")])
        menu.addSeparator()
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(place)
    return menu


def _groups(made: Mapping[str, QAction], *, has_span: bool, has_suggestion: bool) -> Iterator[tuple[str, ...]]:
    if has_suggestion:
        yield _SUGGESTION
    if labels := tuple(name for name in made if name.startswith("tag.")):
        yield labels
    if has_span:
        yield _SPAN
    yield _TEXT
