"""Which label becomes which, on the way in or out: a row for each label with its spans and its new name."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from annotator.gui import plain, words

_ROWS_SHOWN = 200
_NEW_WIDTH = 190


class LabelMapping(QTableWidget):
    """A table of labels: name, spans, and a field with the new name, in which one may also type."""

    mapped = Signal()
    """Another name was chosen for a label."""

    def __init__(self, parent: QWidget | None = None, *, becomes: str = "") -> None:
        super().__init__(0, 3, parent)
        self.setAccessibleName(self.tr("Labels and what they become"))
        self.setHorizontalHeaderLabels([self.tr("Label"), self.tr("Spans"), becomes or self.tr("becomes")])
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the fields within take the keyboard
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(2, _NEW_WIDTH)
        self._names: list[str] = []

    def show_labels(self, counts: Mapping[str, int], scheme: Sequence[str]) -> None:
        """A row for each label with its number of spans; names chosen before stay. `scheme` are the names to offer."""
        chosen = self.names()
        self._names = list(counts)[:_ROWS_SHOWN]
        self.setRowCount(len(self._names))
        for row, name in enumerate(self._names):
            self.setItem(row, 0, QTableWidgetItem(plain.one_line(name)))
            number = QTableWidgetItem(words.number(counts[name]))
            number.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, 1, number)
            self.setCellWidget(row, 2, self._field(name, scheme, chosen.get(name, name)))
        self.resizeRowsToContents()

    def _field(self, name: str, scheme: Sequence[str], chosen: str) -> QComboBox:
        field = QComboBox(self)
        field.setEditable(True)
        field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        field.setAccessibleName(self.tr("What “{label}” becomes").format(label=plain.one_line(name)))
        for other in dict.fromkeys([name, *scheme]):
            field.addItem(plain.one_line(other), other)
        field.addItem(self.tr("(leave out)"), "")
        at = field.findData(chosen)
        if at >= 0:
            field.setCurrentIndex(at)
        else:
            field.setEditText(chosen)
        field.currentTextChanged.connect(lambda _: self.mapped.emit())
        return field

    def names(self) -> dict[str, str]:
        """Old name → new name of the labels that change; "" leaves a label out."""
        found: dict[str, str] = {}
        for row, name in enumerate(self._names):
            field = self.cellWidget(row, 2)
            if isinstance(field, QComboBox) and (new := _chosen(field)) is not None and new != name:
                found[name] = new
        return found

    def choose(self, name: str, new: str) -> None:
        """Gives a label another name, "" to leave it out, as if the person had."""
        field = self.cellWidget(self._names.index(name), 2)
        if isinstance(field, QComboBox):
            at = field.findData(new)
            field.setCurrentIndex(at)
            if at < 0:
                field.setEditText(new)


def _chosen(field: QComboBox) -> str | None:
    """The name in a field; None while it is empty, which changes nothing."""
    text = field.currentText().strip()
    at = field.findText(text, Qt.MatchFlag.MatchExactly)
    if at >= 0:
        data = field.itemData(at)
        return data if isinstance(data, str) else None
    return text or None
