"""The menu View."""

from annotator.gui.action import Action, Needs
from annotator.gui.actions.menus import SELECT, WINDOW, tr

VIEW = (
    Action(
        "view.articles",
        tr("&Articles"),
        ("F8",),
        "viewing.toggle_articles",
        menu="view",
        group=WINDOW,
        checkable=True,
    ),
    Action(
        "view.inspector",
        tr("&Inspector"),
        ("F9",),
        "viewing.toggle_inspector",
        menu="view",
        group=WINDOW,
        checkable=True,
    ),
    Action(
        "view.others",
        tr("Spans of &other annotators"),
        ("Ctrl+Shift+O",),
        "viewing.toggle_others",
        menu="view",
        needs=Needs.PROJECT,
        group=WINDOW,
        checkable=True,
    ),
    Action(
        "view.snap", tr("&Snap to words"), ("F7",), "viewing.toggle_snap", menu="view", group=SELECT, checkable=True
    ),
    Action(
        "view.unseen",
        tr("In&visible characters"),
        ("Ctrl+Shift+8",),
        "viewing.toggle_unseen",
        menu="view",
        group=WINDOW,
        checkable=True,
    ),
    Action(
        "view.zoom_in",
        tr("&Larger text"),
        ("Ctrl++", "Ctrl+="),
        "viewing.zoom",
        (10,),
        menu="view",
        group=WINDOW,
        separated=True,
    ),
    Action("view.zoom_out", tr("S&maller text"), ("Ctrl+-",), "viewing.zoom", (-10,), menu="view", group=WINDOW),
    Action("view.zoom_reset", tr("&Normal size"), ("Ctrl+0",), "viewing.zoom", (0,), menu="view", group=WINDOW),
    Action(
        "view.theme_system",
        tr("As the &system"),
        (),
        "viewing.use_theme",
        ("system",),
        menu="view/theme",
        checkable=True,
        group="",
    ),
    Action("view.theme_light", tr("&Light"), (), "viewing.use_theme", ("light",), menu="view/theme", checkable=True),
    Action("view.theme_dark", tr("&Dark"), (), "viewing.use_theme", ("dark",), menu="view/theme", checkable=True),
)
