"""The history of a project as a list: who did what when; the way back to any entry, and an article as it was then."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from annotator.errors import AnnotatorError
from annotator.gui import plain, words
from annotator.gui.alike.ticks import TickBox
from annotator.gui.care.table import Rows, TableList
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.looks import Looks
from annotator.gui.settings import Settings
from annotator.gui.workspace import Workspace
from annotator.store.history import HistoryEntry

_PAGE = 200
_SIZE = QSize(860, 600)


class HistoryDialog(Dialog):
    """Stays open beside the text and follows what is done there."""

    def __init__(self, workspace: Workspace, settings: Settings, looks: Looks, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("History"), parent, width=640)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        self._settings = settings
        self._looks = looks
        self.add_note(
            self.tr("Everything that was done, newest first. Going back takes nothing away: it can all be done again.")
        )
        headings = (self.tr("When"), self.tr("Who"), self.tr("What"), self.tr("Article"), self.tr("Changes"))
        self.model = Rows[HistoryEntry](headings, self._texts, self, more=self._more)
        self.list = TableList(self.model, self.tr("History"), self, empty=self.tr("Nothing was done yet."), wide=3)
        self.list.set_widths(23, 14, 34, 0, 12)
        self.list.entered.connect(self._open_article)
        self.list.chosen.connect(self._refresh)
        self.only_here = TickBox(self.tr("Only what was done in the open article"), looks.theme, self)
        self.only_here.toggled.connect(self.reload)
        self.said = plain.label(parent=self, role="muted", wrap=True, name=self.tr("What the chosen entry is"))
        self.body.addWidget(self.only_here)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.said)
        self.go = self.add_button(self.tr("Open the &article"))
        self.then = self.add_button(self.tr("Article as it was &then"))
        self.back = self.add_button(self.tr("Go &back to here"), main=True)
        self.add_button(self.tr("Close")).clicked.connect(self.close)
        self.go.clicked.connect(self._open_article)
        self.then.clicked.connect(self._show_then)
        self.back.clicked.connect(self._go_back)
        workspace.changed.connect(self.reload)
        workspace.article_opened.connect(self._on_article)
        self.resize(_SIZE)
        self.reload()
        self.list.choose(0)
        self.list.setFocus()

    def _texts(self, entry: HistoryEntry) -> tuple[str, ...]:
        name = entry.name if entry.is_done else self.tr("Undone: {name}").format(name=entry.name)
        return words.moment(entry.at), entry.annotator, name, entry.title, words.number(entry.changes)

    def _more(self, last: HistoryEntry | None) -> Sequence[HistoryEntry]:
        here = self._workspace.article_id if self.only_here.isChecked() else ""
        try:
            before = last.seq if last else None
            return self._workspace.project.history(before=before, limit=_PAGE, article_id=here)
        except AnnotatorError as error:
            self._workspace.failed.emit(error)
            return []

    def reload(self) -> None:
        """Shows the history as it is now; the chosen entry stays chosen, and who is at the newest stays there."""
        if not self._workspace.is_open:
            return
        chosen = self.entry() if self.list.row > 0 else None
        self.model.show(self._more(None))
        rows = [row for row, entry in enumerate(self.model.values()) if chosen and entry.seq == chosen.seq]
        self.list.choose(rows[0] if rows else 0)
        self._refresh()

    def _on_article(self) -> None:
        if self.only_here.isChecked():
            self.reload()
        self._refresh()

    def entry(self) -> HistoryEntry | None:
        """The chosen entry."""
        return self.model.value(self.list.row)

    def _refresh(self) -> None:
        entry, newest = self.entry(), next((one for one in self.model.values() if one.is_done), None)
        self.go.setEnabled(bool(entry and entry.article_id))
        self.then.setEnabled(bool(entry and (entry.article_id or self._workspace.article_id)))
        is_now = bool(entry and newest and entry.seq == newest.seq and not self.only_here.isChecked())
        self.back.setEnabled(bool(entry) and not is_now and not self._workspace.read_only)
        self.back.setText(
            self.tr("Do &again up to here") if entry and not entry.is_done else self.tr("Go &back to here")
        )
        self.back.setAccessibleName(self.back.text().replace("&", ""))
        if entry is None:
            self.said.setText(self.tr("Nothing was done yet."))
        elif is_now:
            self.said.setText(self.tr("This is how the project is now."))
        elif entry.is_done:
            said = self.tr("Going back undoes what was done after “{name}”, in all articles.")
            self.said.setText(said.format(name=entry.name))
        else:
            self.said.setText(self.tr("This was undone. It can be done again, with what was done before it."))

    def _open_article(self) -> None:
        entry = self.entry()
        if entry and entry.article_id:
            self._workspace.open_article(entry.article_id)

    def _go_back(self) -> None:
        if entry := self.entry():
            self._workspace.travel(entry.seq)

    def _show_then(self) -> None:
        """The article of the entry, else the open one, as it was right after the entry."""
        entry = self.entry()
        article_id = (entry.article_id if entry else "") or self._workspace.article_id
        if not entry or not article_id:
            return
        try:
            then = self._workspace.project.article_then(article_id, entry.seq)
        except AnnotatorError as error:
            self.said.setText(str(error))
            return
        from annotator.gui.care.past import PastDialog

        PastDialog(then, self._settings, self._looks, self).show()
