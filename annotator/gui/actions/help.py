"""The menu Help."""

from annotator.gui.action import Action
from annotator.gui.actions.menus import WINDOW, tr

HELP = (
    Action("help.keys", tr("&Keyboard cheat sheet"), ("F1",), "helping.cheat_sheet", menu="help", group=WINDOW),
    Action("help.annotator", tr("&Who is annotating…"), (), "files.choose_annotator", menu="help"),
    Action("help.about", tr("&About Annotator"), (), "helping.about", menu="help", separated=True),
)
