"""What came of learning, so that anyone understands it: found before and now, per label."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from annotator.gui import plain, words
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.looks import small_font

_SAME = 0.005


class TrainingDialog(Dialog):
    """A table of the articles that were judged without having been learned from, and a verdict."""

    def __init__(self, result: Mapping[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What was learned"), parent, width=560)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        better = self.tr("The suggestions have become better. What was learned is used from now on.")
        worse = self.tr(
            "The suggestions have not become better, so nothing changes. Tag some more articles, then try again."
        )
        verdict = plain.label(better if result["kept"] else worse, self, wrap=True, name=self.tr("Verdict"))
        self.body.addWidget(verdict)
        self.body.addLayout(self._table(result["labels"]))
        articles = words.articles(result["articles"])
        held_back = words.articles(result["held_back"])
        said = self.tr(
            "Learned from {articles} in {n} s. The table counts {held}, read as if you had not tagged them: how much "
            "of what you tagged was found, and how many suggestions were wrong, before and now."
        )
        note = plain.label(
            said.format(articles=articles, n=words.number(round(result["seconds"])), held=held_back),
            self,
            role="muted",
            wrap=True,
        )
        note.setFont(small_font())
        self.body.addWidget(note)
        self.add_button(self.tr("Close"), main=True).clicked.connect(self.close)

    def _table(self, labels: Mapping[str, Mapping[str, Any]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(22)
        grid.setVerticalSpacing(6)
        heads = (
            self.tr("Label"),
            self.tr("Tagged"),
            self.tr("Found"),
            self.tr("Wrong"),
            "",
        )
        for column, text in enumerate(heads):
            head = plain.label(text, self, role="muted")
            head.setFont(small_font())
            grid.addWidget(head, 0, column)
        for row, (name, one) in enumerate(labels.items(), 1):
            found = f"{one['found_before']} → {one['found']}"
            wrong = f"{one['proposed_before'] - one['found_before']} → {one['proposed'] - one['found']}"
            cells = (name, one["there"], found, wrong, self._verdict(one))
            for column, cell in enumerate(cells):
                grid.addWidget(plain.label(plain.one_line(str(cell)), self), row, column)
        grid.setColumnStretch(4, 1)
        return grid

    def _verdict(self, one: Mapping[str, Any]) -> str:
        gain = one["f1"] - one["f1_before"]
        if abs(gain) < _SAME:
            return self.tr("as before")
        return self.tr("▲ better") if gain > 0 else self.tr("▼ worse")
