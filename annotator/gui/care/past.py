"""An article as it was after an entry of the history: to be read, not to be tagged."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from annotator.gui import plain, words
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.looks import Looks, reading_font
from annotator.gui.reading import ReadingView
from annotator.gui.settings import Settings
from annotator.store.past import ArticleThen

_SIZE = QSize(820, 680)
_TITLE_LENGTH = 120


class PastDialog(Dialog):
    """The same view as in the window, on what was there then."""

    def __init__(self, then: ArticleThen, settings: Settings, looks: Looks, parent: QWidget | None = None) -> None:
        title = plain.one_line(then.article.title)[:_TITLE_LENGTH]
        super().__init__(title or self.tr("An article without a title"), parent, width=560)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entry = then.entry
        said = self.tr("As it was on {when}, after “{step}”: {spans}. To be read only.")
        self.add_note(said.format(when=words.moment(entry.at), step=entry.name, spans=words.spans(len(then.spans))))
        self.view = ReadingView(self)
        self.view.set_theme(looks.theme)
        font = reading_font(settings.get("reading_font"), settings.get("font_size"))
        self.view.set_type(font, measure=settings.get("measure"), spacing=settings.get("line_spacing"))
        self.view.set_zoom(settings.get("zoom"))
        self.view.show_article(then.article.id, then.article.text, list(then.spans), list(then.labels))
        self.body.addWidget(self.view, 1)
        self.add_button(self.tr("Close"), main=True).clicked.connect(self.close)
        self.resize(_SIZE)
        self.view.setFocus()
