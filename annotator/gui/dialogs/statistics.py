"""What became of suggestions, by what proposed them: so that mere agreeing can be seen."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from annotator.gui import plain, words
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.looks import small_font
from annotator.gui.suggesting.card import origin_in_words
from annotator.store.stats import SuggestionStats


class StatisticsDialog(Dialog):
    """One row for each origin."""

    def __init__(self, stats: Mapping[str, SuggestionStats], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What became of suggestions"), parent, width=800)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if stats:
            self.body.addLayout(self._table(stats))
        else:
            self.body.addWidget(plain.label(self.tr("No suggestion was decided on yet."), self))
        note = plain.label(
            self.tr(
                "Changed: accepted with another label or other borders. Corrected: accepted as it was, and put right "
                "later. Many that are accepted within a second, and corrected later, were merely agreed to."
            ),
            self,
            role="muted",
            wrap=True,
        )
        note.setFont(small_font())
        self.body.addWidget(note)
        self.add_button(self.tr("Close"), main=True).clicked.connect(self.close)

    def _table(self, stats: Mapping[str, SuggestionStats]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        heads = (
            self.tr("Proposed by"), self.tr("Accepted"), self.tr("Changed"), self.tr("Rejected"),
            self.tr("Corrected"), self.tr("Removed"), self.tr("Time to decide"), self.tr("Within 1 s"),
        )  # fmt: skip
        for column, text in enumerate(heads):
            head = plain.label(text, self, role="muted")
            head.setFont(small_font())
            grid.addWidget(head, 0, column)
        for row, (origin, one) in enumerate(stats.items(), 1):
            time = "–" if one.seconds is None else self.tr("{n} s").format(n=f"{one.seconds:.1f}")
            counts = (one.accepted, one.changed, one.rejected, one.corrected, one.removed)
            cells = (origin_in_words(origin), *map(words.number, counts), time, words.number(one.quick))
            for column, cell in enumerate(cells):
                grid.addWidget(plain.label(plain.one_line(cell), self), row, column)
        return grid
