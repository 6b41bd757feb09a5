"""All that can be done in the window, in one table: name, keys, menu, and the deed that does it.

Menus, shortcuts, the cheat sheet and the key preferences are made from this table; nothing else assigns a key.
Keys with the context READING work in the reading view alone, so that text fields and lists keep their digits, letters,
Enter and Backspace. Tab is given to nobody: it always moves on to the next control.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from annotator.domain.model import Label
from annotator.gui.action import Action, Context, Needs, portable


def _tr(text: str) -> str:
    """Marks a text for translation; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("actions", text))


MENUS = (
    ("file", _tr("&File")),
    ("edit", _tr("&Edit")),
    ("tag", _tr("&Tag")),
    ("go", _tr("&Go")),
    ("view", _tr("&View")),
    ("help", _tr("&Help")),
)

_MOVE = _tr("Move the caret")
_SELECT = _tr("Select")
_TAG = _tr("Tag")
_SPANS = _tr("Spans")
_ARTICLES = _tr("Articles")
_PROJECT = _tr("Project")
_WINDOW = _tr("Window")

_UNITS: tuple[tuple[str, str, str, str, str], ...] = (
    # unit, back keys, forward keys, text back, text forward
    ("character", "Left", "Right", _tr("Character left"), _tr("Character right")),
    ("word", "Ctrl+Left", "Ctrl+Right", _tr("Word left"), _tr("Word right")),
    ("sentence", "Alt+Left", "Alt+Right", _tr("Sentence back"), _tr("Sentence on")),
    ("line", "Up", "Down", _tr("Line up"), _tr("Line down")),
    ("paragraph", "Ctrl+Up", "Ctrl+Down", _tr("Paragraph up"), _tr("Paragraph down")),
    ("line_edge", "Home", "End", _tr("Start of the line"), _tr("End of the line")),
    ("page", "PgUp", "PgDown", _tr("Page up"), _tr("Page down")),
    ("document", "Ctrl+Home", "Ctrl+End", _tr("Start of the article"), _tr("End of the article")),
)


def _movements() -> Iterator[Action]:
    for extend in (False, True):
        for unit, back, forward, text_back, text_forward in _UNITS:
            for key, text, way in ((back, text_back, False), (forward, text_forward, True)):
                plus = "Shift+"
                if extend:
                    key = key.replace("Ctrl+", "Ctrl+Shift+") if "Ctrl+" in key else plus + key
                    key = key.replace("Shift+Alt+", "Alt+Shift+")
                yield Action(
                    f"reading.{'extend' if extend else 'move'}_{unit}_{'on' if way else 'back'}",
                    text,
                    (key,),
                    "reading.move_caret",
                    (unit,),
                    (("forward", way), ("extend", extend)),
                    context=Context.READING,
                    needs=Needs.ARTICLE,
                    group=_SELECT if extend else _MOVE,
                )


def _reading(
    name: str,
    text: str,
    keys: str,
    slot: str,
    *args: Any,
    group: str,
    menu: str = "",
    needs: Needs = Needs.ARTICLE,
    separated: bool = False,
    **options: Any,
) -> Action:
    """An action whose keys, parted by spaces, work in the reading view alone."""
    return Action(
        name, text, tuple(keys.split()), slot, args, tuple(options.items()), menu, Context.READING, needs, group,
        separated=separated,
    )  # fmt: skip


def _finding(name: str, text: str, key: str, slot: str, *, separated: bool = False, **options: Any) -> Action:
    """An action of the list of places, whose key works in the whole window."""
    rest = ("go", Context.WINDOW, Needs.ARTICLE, _MOVE, False, separated)
    return Action(name, text, (key,), slot, (), tuple(options.items()), *rest)


def _everything_alike() -> Iterator[Action]:
    here, there = _tr("Every&thing alike in the article…"), _tr("Everything alike in &all articles…")
    for name, text, keys, wide in (("alike.article", here, "A", False), ("alike.project", there, "Shift+A", True)):
        yield _reading(
            name, text, keys, "alike.find_alike", group=_TAG, menu="tag", separated=not wide, everywhere=wide
        )


def _jumps() -> Iterator[Action]:
    """Single letters that go to the next thing of a kind, with Shift to the one before; and by clauses, that extend."""
    for unit, key, extend, on, back in (
        ("number", "F", False, _tr("Next number"), _tr("Previous number")),
        ("name", "E", False, _tr("Next name"), _tr("Previous name")),
        ("clause", "C", False, _tr("Next clause"), _tr("Previous clause")),
        ("clause", "V", True, _tr("To the end of the clause"), _tr("Back by a clause")),
    ):
        name = f"extend_{unit}" if extend else unit
        group = _SELECT if extend else _MOVE
        for ident, text, keys, forward in (
            (f"next_{name}", on, key, True),
            (f"previous_{name}", back, f"Shift+{key}", False),
        ):
            yield _reading(
                f"reading.{ident}", text, keys, "reading.move_caret", unit, group=group, forward=forward, extend=extend
            )


def _nudges() -> Iterator[Action]:
    for border, forward, key, text in (
        ("start", False, "H", _tr("Start earlier by a word")),
        ("start", True, "J", _tr("Start later by a word")),
        ("end", False, "K", _tr("End earlier by a word")),
        ("end", True, "L", _tr("End later by a word")),
    ):
        name = f"span.{border}_{'later' if forward else 'earlier'}"
        yield _reading(
            name,
            text,
            key,
            "tagging.nudge",
            border,
            forward=forward,
            unit="word",
            group=_SPANS,
            menu="tag/move_borders",
            needs=Needs.SPAN,
        )
    for border, forward, key, text in (
        ("start", False, "Shift+H", _tr("Start earlier by a character")),
        ("start", True, "Shift+J", _tr("Start later by a character")),
        ("end", False, "Shift+K", _tr("End earlier by a character")),
        ("end", True, "Shift+L", _tr("End later by a character")),
    ):
        name = f"span.{border}_{'later' if forward else 'earlier'}_by_character"
        yield _reading(
            name,
            text,
            key,
            "tagging.nudge",
            border,
            forward=forward,
            unit="character",
            group=_SPANS,
            menu="tag/move_borders",
            needs=Needs.SPAN,
        )


SUBMENUS: Mapping[str, str] = {
    "file/recent": _tr("Open &recent"),
    "tag/second": _tr("Add a &second label"),
    "tag/move_borders": _tr("&Move borders"),
    "view/theme": _tr("&Colours"),
    "edit/status": _tr("Article &status"),
}

ACTIONS: tuple[Action, ...] = (
    # file
    Action("file.new", _tr("&New project…"), ("Ctrl+N",), "files.new", menu="file", group=_PROJECT),
    Action("file.open", _tr("&Open project…"), ("Ctrl+O",), "files.open", menu="file", group=_PROJECT),
    Action("file.sample", _tr("Open the &sample project"), (), "files.sample", menu="file", group=_PROJECT),
    Action(
        "file.import",
        _tr("&Import articles…"),
        ("Ctrl+I",),
        "files.import_articles",
        menu="file",
        needs=Needs.PROJECT,
        group=_PROJECT,
        separated=True,
    ),
    Action(
        "file.import_folder",
        _tr("Import a &folder…"),
        ("Ctrl+Shift+I",),
        "files.import_folder",
        menu="file",
        needs=Needs.PROJECT,
        group=_PROJECT,
    ),
    Action(
        "file.paste",
        _tr("Paste text as a new &article…"),
        ("Ctrl+Shift+V",),
        "files.paste",
        menu="file",
        needs=Needs.PROJECT,
        group=_PROJECT,
    ),
    Action(
        "file.export",
        _tr("&Export training data…"),
        ("Ctrl+E",),
        "files.export",
        menu="file",
        needs=Needs.PROJECT,
        group=_PROJECT,
        separated=True,
    ),
    Action(
        "file.close",
        _tr("&Close project"),
        ("Ctrl+W",),
        "files.close",
        menu="file",
        needs=Needs.PROJECT,
        group=_PROJECT,
        separated=True,
    ),
    Action("file.quit", _tr("&Quit"), ("Ctrl+Q",), "files.quit", menu="file", group=_PROJECT),
    # edit
    Action("edit.undo", _tr("&Undo"), ("Ctrl+Z",), "tagging.undo", menu="edit", needs=Needs.UNDO, group=_PROJECT),
    Action(
        "edit.redo",
        _tr("&Redo"),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "tagging.redo",
        menu="edit",
        needs=Needs.REDO,
        group=_PROJECT,
    ),
    _reading("edit.copy", _tr("&Copy"), "Ctrl+C", "reading.copy", group=_SELECT, menu="edit", separated=True),
    Action(
        "article.done_and_next",
        _tr("&Done, and open the next"),
        ("Ctrl+Return", "Ctrl+Enter"),
        "going.done_and_next",
        menu="edit",
        needs=Needs.ARTICLE,
        group=_ARTICLES,
        separated=True,
    ),
    Action(
        "article.todo",
        _tr("&To do"),
        ("Ctrl+1",),
        "articles.set_status",
        ("todo",),
        menu="edit/status",
        needs=Needs.ARTICLE,
        group=_ARTICLES,
    ),
    Action(
        "article.in_progress",
        _tr("&In progress"),
        ("Ctrl+2",),
        "articles.set_status",
        ("in_progress",),
        menu="edit/status",
        needs=Needs.ARTICLE,
        group=_ARTICLES,
    ),
    Action(
        "article.done",
        _tr("&Done"),
        ("Ctrl+3",),
        "articles.set_status",
        ("done",),
        menu="edit/status",
        needs=Needs.ARTICLE,
        group=_ARTICLES,
    ),
    Action(
        "article.flag",
        _tr("&Flag the article"),
        ("Ctrl+M",),
        "articles.toggle_flag",
        menu="edit",
        needs=Needs.ARTICLE,
        group=_ARTICLES,
        checkable=True,
    ),
    Action(
        "article.details",
        _tr("Article de&tails…"),
        ("Ctrl+T",),
        "articles.details",
        menu="edit",
        needs=Needs.ARTICLE,
        group=_ARTICLES,
    ),
    Action(
        "article.remove",
        _tr("Re&move the article"),
        ("Ctrl+Shift+Del",),
        "articles.remove",
        menu="edit",
        needs=Needs.ARTICLE,
        group=_ARTICLES,
    ),
    Action(
        "edit.preferences",
        _tr("&Preferences…"),
        ("Ctrl+,",),
        "preferring.show",
        menu="edit",
        group=_WINDOW,
        separated=True,
    ),
    # tag (the labels themselves come first, see label_actions)
    _reading(
        "span.remove",
        _tr("&Remove the span"),
        "Del Backspace X",
        "tagging.remove",
        group=_SPANS,
        menu="tag",
        needs=Needs.SPAN,
        separated=True,
    ),
    _reading(
        "span.note",
        _tr("&Note on the span"),
        "Return Enter",
        "inspecting.write_note",
        group=_SPANS,
        menu="tag",
        needs=Needs.SPAN,
    ),
    *_nudges(),
    _reading("span.split", _tr("Split at the &caret"), "B", "tagging.split", group=_SPANS, menu="tag"),
    _reading(
        "span.merge",
        _tr("&Join with the next of its label"),
        "W",
        "tagging.merge",
        group=_SPANS,
        menu="tag",
        needs=Needs.SPAN,
    ),
    *_everything_alike(),
    Action("scheme.show", _tr("&Labels…"), ("Ctrl+L",), "scheme.show", menu="tag", needs=Needs.PROJECT, group=_TAG),
    # go
    Action(
        "go.next",
        _tr("&Next article"),
        ("Ctrl+PgDown",),
        "going.next_article",
        (True,),
        menu="go",
        needs=Needs.PROJECT,
        group=_ARTICLES,
    ),
    Action(
        "go.previous",
        _tr("&Previous article"),
        ("Ctrl+PgUp",),
        "going.next_article",
        (False,),
        menu="go",
        needs=Needs.PROJECT,
        group=_ARTICLES,
    ),
    Action(
        "go.next_open",
        _tr("Next article that is not &done"),
        ("Ctrl+Shift+PgDown",),
        "going.next_open",
        menu="go",
        needs=Needs.ARTICLE,
        group=_ARTICLES,
    ),
    _reading(
        "reading.next_span",
        _tr("Next &span"),
        "N",
        "reading.next_span",
        forward=True,
        group=_SPANS,
        menu="go",
        separated=True,
    ),
    _reading(
        "reading.previous_span", _tr("Previous sp&an"), "P", "reading.next_span", forward=False, group=_SPANS, menu="go"
    ),
    _reading(
        "reading.next_alike",
        _tr("Next span with the same &label"),
        "Shift+N",
        "tagging.next_alike",
        forward=True,
        group=_SPANS,
        menu="go",
        needs=Needs.SPAN,
    ),
    _reading(
        "reading.previous_alike",
        _tr("Previous span with the same label"),
        "Shift+P",
        "tagging.next_alike",
        forward=False,
        group=_SPANS,
        menu="go",
        needs=Needs.SPAN,
    ),
    _reading(
        "article.mark_place",
        _tr("&Read up to here"),
        "M",
        "articles.mark_place",
        group=_MOVE,
        menu="go",
        separated=True,
    ),
    _reading(
        "article.go_to_place",
        _tr("Where the article was read &to"),
        "Shift+M",
        "articles.go_to_place",
        group=_MOVE,
        menu="go",
    ),
    _reading("reading.outer_span", _tr("Span &outside"), "O", "reading.outer_span", group=_SPANS, menu="go"),
    _reading("reading.inner_span", _tr("Span &inside"), "I", "reading.inner_span", group=_SPANS, menu="go"),
    _reading(
        "reading.next_untagged",
        _tr("Next &untagged stretch"),
        "U",
        "reading.next_untagged",
        forward=True,
        group=_MOVE,
        menu="go",
    ),
    _reading(
        "reading.previous_untagged",
        _tr("Previous untagged stretch"),
        "Shift+U",
        "reading.next_untagged",
        forward=False,
        group=_MOVE,
        menu="go",
    ),
    _finding("find.here", _tr("&Find in the article…"), "Ctrl+F", "alike.find", separated=True),
    _finding("find.next", _tr("Next place &found"), "F3", "alike.next_hit", forward=True),
    _finding("find.previous", _tr("Previous place found"), "Shift+F3", "alike.next_hit", forward=False),
    Action(
        "go.find",
        _tr("Search amon&g the articles"),
        ("Ctrl+Shift+F",),
        "going.find",
        menu="go",
        needs=Needs.PROJECT,
        group=_ARTICLES,
    ),
    Action(
        "go.next_pane",
        _tr("Next &part of the window"),
        ("F6", "Ctrl+Tab"),
        "going.next_pane",
        (True,),
        menu="go",
        group=_WINDOW,
        separated=True,
    ),
    Action(
        "go.previous_pane",
        _tr("Previous part of the window"),
        ("Shift+F6", "Ctrl+Shift+Tab"),
        "going.next_pane",
        (False,),
        menu="go",
        group=_WINDOW,
    ),
    # reading
    *_movements(),
    *_jumps(),
    _reading(
        "reading.grow", _tr("Grow: word, name, clause, sentence, paragraph"), "G +", "reading.grow", group=_SELECT
    ),
    _reading("reading.shrink", _tr("Shrink again"), "Shift+G -", "reading.shrink", group=_SELECT),
    _reading("reading.select_all", _tr("Select all"), "Ctrl+A", "reading.select_all", group=_SELECT),
    _reading("reading.clear", _tr("Select nothing"), "Esc", "reading.clear_selection", group=_SELECT),
    # view
    Action(
        "view.articles",
        _tr("&Articles"),
        ("F8",),
        "viewing.toggle_articles",
        menu="view",
        group=_WINDOW,
        checkable=True,
    ),
    Action(
        "view.inspector",
        _tr("&Inspector"),
        ("F9",),
        "viewing.toggle_inspector",
        menu="view",
        group=_WINDOW,
        checkable=True,
    ),
    Action(
        "view.others",
        _tr("Spans of &other annotators"),
        ("Ctrl+Shift+O",),
        "viewing.toggle_others",
        menu="view",
        needs=Needs.PROJECT,
        group=_WINDOW,
        checkable=True,
    ),
    Action(
        "view.snap", _tr("&Snap to words"), ("F7",), "viewing.toggle_snap", menu="view", group=_SELECT, checkable=True
    ),
    Action(
        "view.zoom_in",
        _tr("&Larger text"),
        ("Ctrl++", "Ctrl+="),
        "viewing.zoom",
        (10,),
        menu="view",
        group=_WINDOW,
        separated=True,
    ),
    Action("view.zoom_out", _tr("S&maller text"), ("Ctrl+-",), "viewing.zoom", (-10,), menu="view", group=_WINDOW),
    Action("view.zoom_reset", _tr("&Normal size"), ("Ctrl+0",), "viewing.zoom", (0,), menu="view", group=_WINDOW),
    Action(
        "view.theme_system",
        _tr("As the &system"),
        (),
        "viewing.use_theme",
        ("system",),
        menu="view/theme",
        checkable=True,
        group="",
    ),
    Action("view.theme_light", _tr("&Light"), (), "viewing.use_theme", ("light",), menu="view/theme", checkable=True),
    Action("view.theme_dark", _tr("&Dark"), (), "viewing.use_theme", ("dark",), menu="view/theme", checkable=True),
    # help
    Action("help.keys", _tr("&Keyboard cheat sheet"), ("F1",), "helping.cheat_sheet", menu="help", group=_WINDOW),
    Action("help.annotator", _tr("&Who is annotating…"), (), "files.choose_annotator", menu="help"),
    Action("help.about", _tr("&About Annotator"), (), "helping.about", menu="help", separated=True),
)

GROUPS = (_TAG, _SPANS, _SELECT, _MOVE, _ARTICLES, _PROJECT, _WINDOW)
"""The headings of the cheat sheet, in its order."""


def label_actions(labels: Iterable[Label], *, taken: Iterable[str] = ()) -> list[Action]:
    """The actions of a label scheme: tag with each label, and with Shift (or Alt) add it as a second label.

    A key that another action has, or an earlier label, is not given again.
    """
    used = set(taken)
    found: list[Action] = []
    for label in labels:
        plain = label.key.upper() if label.key else ""
        ways = (
            ("tag", _tr("Tag as {label}"), (plain,), "tagging.tag", "tag"),
            (
                "second",
                _tr("Add {label} to the same range"),
                (f"Shift+{plain}", f"Alt+{plain}"),
                "tagging.tag_again",
                "tag/second",
            ),
        )
        for kind, text, keys, slot, menu in ways:
            free = tuple(key for key in keys if plain and key not in used)
            used.update(free)
            shown = QCoreApplication.translate("actions", text).format(label=label.name.replace("&", "&&"))
            needs = Needs.TEXT if kind == "tag" else Needs.ARTICLE
            found.append(
                Action(f"{kind}.{label.name}", shown, free, slot, (label.name,), (), menu, Context.READING, needs, _TAG)
            )
    return found


def all_keys(actions: Iterable[Action] = ACTIONS) -> set[str]:
    """The keys that are taken, as portable text."""
    return {portable(key) for action in actions for key in action.keys}
