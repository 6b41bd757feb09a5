"""The menu Go: to articles, spans and places."""

from typing import Any

from annotator.gui.action import Action, Context, Needs
from annotator.gui.actions.making import reading_action
from annotator.gui.actions.menus import ARTICLES, MOVE, SPANS, WINDOW, tr


def _finding(name: str, text: str, key: str, slot: str, *, separated: bool = False, **options: Any) -> Action:
    """An action of the list of places, whose key works in the whole window."""
    rest = ("go", Context.WINDOW, Needs.ARTICLE, MOVE, False, separated)
    return Action(name, text, (key,), slot, (), tuple(options.items()), *rest)


GO = (
    Action(
        "go.next",
        tr("&Next article"),
        ("Ctrl+PgDown",),
        "going.next_article",
        (True,),
        menu="go",
        needs=Needs.PROJECT,
        group=ARTICLES,
    ),
    Action(
        "go.previous",
        tr("&Previous article"),
        ("Ctrl+PgUp",),
        "going.next_article",
        (False,),
        menu="go",
        needs=Needs.PROJECT,
        group=ARTICLES,
    ),
    Action(
        "go.next_open",
        tr("Next article that is not &done"),
        ("Ctrl+Shift+PgDown",),
        "going.next_open",
        menu="go",
        needs=Needs.ARTICLE,
        group=ARTICLES,
    ),
    reading_action(
        "reading.next_span",
        tr("Next &span"),
        "N",
        "reading.next_span",
        forward=True,
        group=SPANS,
        menu="go",
        separated=True,
    ),
    reading_action(
        "reading.previous_span", tr("Previous sp&an"), "P", "reading.next_span", forward=False, group=SPANS, menu="go"
    ),
    reading_action(
        "reading.next_alike",
        tr("Next span with the same &label"),
        "Shift+N",
        "tagging.next_alike",
        forward=True,
        group=SPANS,
        menu="go",
        needs=Needs.SPAN,
    ),
    reading_action(
        "reading.previous_alike",
        tr("Previous span with the same label"),
        "Shift+P",
        "tagging.next_alike",
        forward=False,
        group=SPANS,
        menu="go",
        needs=Needs.SPAN,
    ),
    reading_action(
        "article.mark_place",
        tr("&Read up to here"),
        "M",
        "articles.mark_place",
        group=MOVE,
        menu="go",
        separated=True,
    ),
    reading_action(
        "article.go_to_place",
        tr("Where the article was read &to"),
        "Shift+M",
        "articles.go_to_place",
        group=MOVE,
        menu="go",
    ),
    reading_action("reading.outer_span", tr("Span &outside"), "O", "reading.outer_span", group=SPANS, menu="go"),
    reading_action("reading.inner_span", tr("Span &inside"), "I", "reading.inner_span", group=SPANS, menu="go"),
    reading_action(
        "reading.next_untagged",
        tr("Next &untagged stretch"),
        "U",
        "reading.next_untagged",
        forward=True,
        group=MOVE,
        menu="go",
    ),
    reading_action(
        "reading.previous_untagged",
        tr("Previous untagged stretch"),
        "Shift+U",
        "reading.next_untagged",
        forward=False,
        group=MOVE,
        menu="go",
    ),
    _finding("find.here", tr("&Find in the article…"), "Ctrl+F", "alike.find", separated=True),
    _finding("find.next", tr("Next pla&ce found"), "F3", "alike.next_hit", forward=True),
    _finding("find.previous", tr("Previous place found"), "Shift+F3", "alike.next_hit", forward=False),
    Action(
        "go.find",
        tr("Search amon&g the articles"),
        ("Ctrl+Shift+F",),
        "going.find",
        menu="go",
        needs=Needs.PROJECT,
        group=ARTICLES,
    ),
    Action(
        "go.next_pane",
        tr("Ne&xt part of the window"),
        ("F6", "Ctrl+Tab"),
        "going.next_pane",
        (True,),
        menu="go",
        group=WINDOW,
        separated=True,
    ),
    Action(
        "go.previous_pane",
        tr("Previous part of the window"),
        ("Shift+F6", "Ctrl+Shift+Tab"),
        "going.next_pane",
        (False,),
        menu="go",
        group=WINDOW,
    ),
)
