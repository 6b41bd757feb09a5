"""The menu File."""

from annotator.gui.action import Action, Needs
from annotator.gui.actions.menus import PROJECT, tr

FILE = (
    Action("file.new", tr("&New project…"), ("Ctrl+N",), "files.new", menu="file", group=PROJECT),
    Action("file.open", tr("&Open project…"), ("Ctrl+O",), "files.open", menu="file", group=PROJECT),
    Action("file.sample", tr("Open the &sample project"), (), "files.sample", menu="file", group=PROJECT),
    Action(
        "file.import",
        tr("&Import articles…"),
        ("Ctrl+I",),
        "files.import_articles",
        menu="file",
        needs=Needs.PROJECT,
        group=PROJECT,
        separated=True,
    ),
    Action(
        "file.import_folder",
        tr("Import a &folder…"),
        ("Ctrl+Shift+I",),
        "files.import_folder",
        menu="file",
        needs=Needs.PROJECT,
        group=PROJECT,
    ),
    Action(
        "file.paste",
        tr("Paste text as a new &article…"),
        ("Ctrl+Shift+V",),
        "files.paste",
        menu="file",
        needs=Needs.PROJECT,
        group=PROJECT,
    ),
    Action(
        "file.export",
        tr("&Export training data…"),
        ("Ctrl+E",),
        "files.export",
        menu="file",
        needs=Needs.PROJECT,
        group=PROJECT,
        separated=True,
    ),
    Action(
        "file.close",
        tr("&Close project"),
        ("Ctrl+W",),
        "files.close",
        menu="file",
        needs=Needs.PROJECT,
        group=PROJECT,
        separated=True,
    ),
    Action("file.quit", tr("&Quit"), ("Ctrl+Q",), "files.quit", menu="file", group=PROJECT),
)
