"""The menus and the headings of the cheat sheet that actions are sorted under."""

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP


def tr(text: str) -> str:
    """Marks a text for translation; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("actions", text))


MENUS = (
    ("file", tr("&File")),
    ("edit", tr("&Edit")),
    ("tag", tr("&Tag")),
    ("go", tr("&Go")),
    ("suggest", tr("&Suggest")),
    ("view", tr("&View")),
    ("help", tr("&Help")),
)

SUBMENUS: Mapping[str, str] = {
    "file/recent": tr("Open &recent"),
    "file/care": tr("&Backups and repair"),
    "tag/second": tr("Add a &second label"),
    "tag/move_borders": tr("&Move borders"),
    "view/theme": tr("&Colours"),
    "edit/status": tr("Article &status"),
}

MOVE = tr("Move the caret")
SELECT = tr("Select")
TAG = tr("Tag")
SPANS = tr("Spans")
SUGGESTIONS = tr("Suggestions")
ARTICLES = tr("Articles")
PROJECT = tr("Project")
WINDOW = tr("Window")

GROUPS = (TAG, SPANS, SUGGESTIONS, SELECT, MOVE, ARTICLES, PROJECT, WINDOW)
"""The headings of the cheat sheet, in its order."""
