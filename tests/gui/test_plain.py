"""What comes from files is shown literally, wherever it is shown."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QWidget

import annotator.gui
from annotator.domain.model import Label
from annotator.gui import plain, words
from annotator.store import actions
from tests.gui.desk import Desk

GUI = Path(annotator.gui.__file__).parent
EVIL = "<img src=http://127.0.0.1:9/x><b>bold</b> & <a href='file:///etc/passwd'>link</a>"
FORBIDDEN = re.compile(
    r"\b(QLabel|QMessageBox|QErrorMessage|QTextBrowser)\(|\.(setToolTip|setWhatsThis|setStatusTip|setHtml|insertHtml|appendHtml)\("
)


@pytest.mark.parametrize("path", sorted(GUI.rglob("*.py")), ids=lambda path: str(path.relative_to(GUI)))
def test_only_the_one_helper_makes_labels_tips_and_messages(path: Path) -> None:
    if path.name != "plain.py":
        assert not FORBIDDEN.findall(path.read_text("utf-8"))


def test_hostile_strings_are_shown_as_they_are(desk: Desk) -> None:
    desk.makes_a_project()
    desk.workspace.run(actions.add_label, Label(EVIL, key="5", guideline=EVIL))
    desk.window.files.paste_text(f"{EVIL}\n\n{EVIL} said so.")
    desk.presses_button("Add the article")
    desk.workspace.run(actions.edit_article, desk.workspace.article_id, title=EVIL, source=EVIL, author=EVIL)
    desk.selects(EVIL).presses("5", "Shift+2")
    desk.window.tagging.write_note(next(iter(desk.workspace.spans)).id, EVIL)
    desk.workspace.set_annotator(EVIL)
    desk.window.notice.say(EVIL)
    desk.workspace.told.emit(EVIL)
    desk.triggers("article.details").triggers("help.keys").triggers("help.annotator")
    for widget in desk.window.findChildren(QWidget):
        if isinstance(widget, QLabel):
            assert widget.textFormat() is Qt.TextFormat.PlainText, widget.text()
        if isinstance(widget, (QAbstractButton, QComboBox, QLabel)) and widget.toolTip():
            assert "<img" not in widget.toolTip()
            assert "<b>" not in widget.toolTip()
    for model in (desk.window.articles.model, desk.window.inspector.model):
        tip = model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)
        assert "<img" not in (tip or "")
    for dialog in desk.window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if dialog.isWindow():
            dialog.close()


def test_a_tip_is_escaped_and_an_empty_one_is_none() -> None:
    assert plain.tip("a < b\nc") == "<qt>a &lt; b<br>c</qt>"
    assert plain.tip("") == ""


def test_captions_and_titles_keep_their_signs() -> None:
    assert plain.caption("Guns & roses\n2") == "Guns && roses 2"
    assert plain.window_title("a [*] b") == "a [*][*] b"


def test_a_message_shows_its_text_literally(desk: Desk) -> None:
    box = plain.message(desk.window, "Title", EVIL, EVIL, warning=True)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in box.findChildren(QLabel) if label.text())
    box.close()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("Haaretz", "Haaretz"),
        ("Señor 12 – “x”", "Señor 12 – “x”"),
        ("12 טילים", "\u206812 טילים\u2069"),
        ("Al Jazeera الجزيرة", "\u2068Al Jazeera الجزيرة\u2069"),
    ],
)
def test_what_runs_from_right_to_left_keeps_to_itself_in_a_line(text: str, shown: str) -> None:
    assert plain.isolated(text) == shown
    assert words.line(text, "2 Jan 2024") == " · ".join(filter(None, (shown, "2 Jan 2024")))
