"""How the articles are split: not at all, as saved in the project, or by shares; with what would be in each."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.exchange.splits import SAVED, By, Splits
from annotator.gui import plain, words

_SHARES = "train=0.8,dev=0.1,test=0.1"


class SplitChoices(QWidget):
    """The choice, and a table of articles and labels in each split."""

    changed = Signal()
    save_wanted = Signal()

    def __init__(self, saved: Sequence[str], parent: QWidget | None = None) -> None:
        """`saved` are the names of the splits that the project has."""
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 10, 10, 2)
        self.is_split = QCheckBox(self.tr("Split the articles"), self)
        self.is_split.setAccessibleName(self.is_split.text())
        layout.addWidget(self.is_split)
        self.use_saved = QCheckBox(self)
        layout.addWidget(self.use_saved)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.shares = QLineEdit(_SHARES, self)
        self.seed = QLineEdit("0", self)
        self.seed.setValidator(QIntValidator(0, 999_999_999, self))
        self.by = QComboBox(self)
        for by, text in (
            (By.ARTICLE, self.tr("each article for itself")),
            (By.SOURCE, self.tr("all articles of a source")),
            (By.DATE, self.tr("by date, the newest last")),
        ):
            self.by.addItem(text, by)
        for field, text in (
            (self.shares, self.tr("Names and shares")),
            (self.seed, self.tr("Seed")),
            (self.by, self.tr("Together")),
        ):
            field.setAccessibleName(text)
            caption = plain.label(text, self, role="muted")
            caption.setBuddy(field)
            form.addRow(caption, field)
        layout.addLayout(form)
        self.copies = QCheckBox(self.tr("Near-copies, such as wire stories, stay together"), self)
        self.copies.setAccessibleName(self.copies.text())
        self.copies.setChecked(True)
        layout.addWidget(self.copies)
        self.table = self._make_table()
        layout.addWidget(self.table, 100)
        self.save = QPushButton(self.tr("Save these splits in the project"), self)
        self.save.setAccessibleName(self.save.text())
        self.save.setAutoDefault(False)
        self.save.clicked.connect(self.save_wanted)
        layout.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch()
        self.show_saved(saved)
        for box in (self.is_split, self.use_saved, self.copies):
            box.toggled.connect(self._on_change)
        self.by.currentIndexChanged.connect(self._on_change)
        self.shares.editingFinished.connect(self._on_change)
        self.seed.editingFinished.connect(self._on_change)
        self._enable()

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, 0, self)
        table.setAccessibleName(self.tr("What is in each split"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 8)
        table.setShowGrid(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setTabKeyNavigation(False)
        table.horizontalHeader().setHighlightSections(False)
        table.hide()
        return table

    def show_saved(self, saved: Sequence[str]) -> None:
        """Offers the splits that the project has."""
        text = self.tr("As saved in the project: {names}").format(names=", ".join(saved))
        self.use_saved.setText(plain.caption(text))
        self.use_saved.setAccessibleName(text)
        self.use_saved.setVisible(bool(saved))
        self.use_saved.setChecked(bool(saved))
        self._enable()

    def wish(self) -> Splits | str | None:
        """What was chosen. Raises BadSplits."""
        if not self.is_split.isChecked():
            return None
        if self.use_saved.isVisibleTo(self) and self.use_saved.isChecked():
            return SAVED
        seed, by = int(self.seed.text() or 0), By(self.by.currentData())  # Qt hands back a plain text
        return Splits.parse(self.shares.text(), seed, by, copies_together=self.copies.isChecked())

    def show_balance(self, balance: Mapping[str, Mapping[str, int]], articles: Mapping[str, int]) -> None:
        """The labels of each split, with how many spans they have and what share of the split that is."""
        table = self.table
        table.setVisible(bool(balance))
        names = list(balance)
        table.setColumnCount(len(names) + 1)
        table.setHorizontalHeaderLabels(["", *names])
        labels = list(next(iter(balance.values()), {}))
        table.setRowCount(len(labels) + 1)
        self._fill(0, [self.tr("articles"), *(words.number(articles[name]) for name in names)])
        for row, label in enumerate(labels, 1):
            cells = [plain.one_line(label)]
            for name in names:
                count, total = balance[name][label], sum(balance[name].values())
                share = f" ({count / total:.0%})" if total else ""
                cells.append(words.number(count) + share)
            self._fill(row, cells)
        header = table.horizontalHeader()
        for column in range(len(names) + 1):
            mode = QHeaderView.ResizeMode.Stretch if column == 0 else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(column, mode)

    def _fill(self, row: int, cells: Sequence[str]) -> None:
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            if column:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, column, item)

    def _on_change(self) -> None:
        self._enable()
        self.changed.emit()

    def _enable(self) -> None:
        wanted = self.is_split.isChecked()
        is_new = wanted and not (self.use_saved.isVisibleTo(self) and self.use_saved.isChecked())
        self.use_saved.setEnabled(wanted)
        for widget in (self.shares, self.seed, self.by, self.copies, self.save):
            widget.setEnabled(is_new)
