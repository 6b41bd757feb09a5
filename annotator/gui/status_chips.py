"""One chip for each status, with how many articles have it. Always on one line: where names do not fit, signs stand."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from annotator.domain.model import Status
from annotator.gui import plain, words
from annotator.gui.glyphs import draw_status
from annotator.gui.looks import small_font
from annotator.gui.theme import Theme

_STATUSES: tuple[Status | None, ...] = (None, Status.TODO, Status.IN_PROGRESS, Status.DONE)
_SIGN = 12
_PAD = 10
"""What a chip needs beside its text."""


class StatusChips(QWidget):
    """Which status the articles in the list have; one chip is always on."""

    chosen = Signal(object)
    """Status, or None for all."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._counts: Mapping[Status, int] = {}
        self._is_short: bool | None = None
        self._group = QButtonGroup(self)
        self._chips = {status: QToolButton(self) for status in _STATUSES}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        for number, chip in enumerate(self._chips.values()):
            chip.setCheckable(True)
            chip.setFont(small_font())
            chip.setIconSize(QSize(_SIGN, _SIGN))
            chip.setStyleSheet("padding: 2px 2px;")
            self._group.addButton(chip, number)
            row.addWidget(chip)
        row.addStretch()
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(lambda number: self.chosen.emit(_STATUSES[number]))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def status(self) -> Status | None:
        """The status that is on."""
        return _STATUSES[self._group.checkedId()]

    def choose(self, status: Status | None) -> None:
        """Turns a chip on without saying so."""
        self._group.button(_STATUSES.index(status)).setChecked(True)

    def show_counts(self, counts: Mapping[Status, int]) -> None:
        self._counts = counts
        self._is_short = None
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._is_short = None
        self._fit()

    def chip(self, status: Status | None) -> QToolButton:
        return self._chips[status]

    def _said(self, status: Status | None) -> tuple[str, int]:
        name = self.tr("All") if status is None else words.status(status)
        return name, sum(self._counts.values()) if status is None else self._counts.get(status, 0)

    def _fit(self) -> None:
        metrics = self.chip(None).fontMetrics()
        said = {status: self._said(status) for status in _STATUSES}
        texts = {status: f"{name} {words.number(count)}" for status, (name, count) in said.items()}
        needed = sum(metrics.horizontalAdvance(text) + _PAD for text in texts.values())
        is_short = needed > self.width()
        if is_short == self._is_short:
            return
        self._is_short = is_short
        for status, (name, count) in said.items():
            chip = self.chip(status)
            with_sign = is_short and status is not None
            chip.setText(f" {words.number(count)}" if with_sign else texts[status])
            chip.setIcon(self._sign(status) if with_sign and status is not None else QIcon())
            chip.setToolButtonStyle(
                Qt.ToolButtonStyle.ToolButtonTextBesideIcon if with_sign else Qt.ToolButtonStyle.ToolButtonTextOnly
            )
            chip.setAccessibleName(self.tr("{name}: {articles}").format(name=name, articles=words.articles(count)))
            plain.set_tip(chip, chip.accessibleName() if with_sign else "")

    def _sign(self, status: Status) -> QIcon:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(_SIGN * ratio), round(_SIGN * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        draw_status(painter, QRectF(0, 0, _SIGN, _SIGN), status, self._theme)
        painter.end()
        return QIcon(picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
