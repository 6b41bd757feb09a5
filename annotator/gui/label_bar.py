"""The label bar: one pill a label, with its key, its name and how often it is used in the article."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from annotator.domain.model import Label
from annotator.gui import plain, words
from annotator.gui.flow_layout import FlowLayout
from annotator.gui.looks import blend
from annotator.gui.reading.painting import Mark, draw_mark
from annotator.gui.soon import Soon
from annotator.gui.theme import Theme
from annotator.gui.workspace import Workspace

_GAP = 8
_PAD = 12
_MARK = 9.0


class Pill(QAbstractButton):
    """One label. A click tags what is selected, or relabels the selected span."""

    def __init__(self, label: Label, key: str, mark: Mark, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = label
        self._mark = mark
        self._key = key
        self.theme = theme
        self._count = 0
        self._is_current = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        plain.set_tip(self, "\n\n".join(filter(None, (label.name, label.guideline))))
        self._name()

    def show_use(self, count: int, is_current: bool) -> None:
        """How often the label is used in the article, and whether the selected span has it."""
        if (count, is_current) != (self._count, self._is_current):
            wider = len(str(count)) != len(str(self._count))
            self._count, self._is_current = count, is_current
            self._name()
            if wider:
                self.updateGeometry()
            self.update()

    def _name(self) -> None:
        text = self.tr("Tag as {label}, {spans}").format(label=self.label.name, spans=words.spans(self._count))
        self.setAccessibleName(plain.one_line(text))
        self.setAccessibleDescription(self.tr("Key {key}").format(key=self._key) if self._key else "")

    def _parts(self) -> list[tuple[str, bool]]:
        name = QFontMetricsF(QApplication.font()).elidedText(
            plain.one_line(self.label.name), Qt.TextElideMode.ElideRight, 160
        )
        return [part for part in ((self._key, False), (name, True), (words.number(self._count), False)) if part[0]]

    def _font(self, bold: bool) -> QFont:
        font = QFont(QApplication.font())
        font.setBold(bold)
        return font

    def sizeHint(self) -> QSize:
        parts = self._parts()
        width = sum(QFontMetricsF(self._font(bold)).horizontalAdvance(text) for text, bold in parts)
        height = QFontMetricsF(self._font(True)).height()
        return QSize(round(_MARK + width + _GAP * len(parts) + 2 * _PAD), round(height + 10))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hue = self.theme.hue(self.label.color)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground = self.theme.paper
        if self.isDown():
            ground = blend(hue, self.theme.paper, 0.25)
        elif self._is_current:
            ground = blend(hue, self.theme.paper, 0.16)
        elif self.underMouse():
            ground = blend(hue, self.theme.paper, 0.09)
        painter.setBrush(ground)
        painter.setPen(QPen(hue, 2.2 if self.hasFocus() or self._is_current else 1.3))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        x = box.x() + _PAD - 1
        draw_mark(painter, self._mark, QPointF(x + _MARK / 2, box.center().y()), _MARK, hue)
        x += _MARK + _GAP
        for number, (text, bold) in enumerate(self._parts()):
            font = self._font(bold)
            color: QColor = self.theme.text if bold or (number == 0 and self._key) else self.theme.muted
            painter.setFont(font)
            painter.setPen(color)
            width = QFontMetricsF(font).horizontalAdvance(text)
            flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
            painter.drawText(QRectF(x, box.y(), width + 2, box.height()), flags, text)
            x += width + _GAP


class LabelBar(QWidget):
    """The pills of the label scheme."""

    chosen = Signal(str)
    """A label's name."""

    def __init__(self, workspace: Workspace, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Labels"))
        self._workspace = workspace
        self._theme = theme
        self._keys: Mapping[str, str] = {}
        self._pills: dict[str, Pill] = {}
        self._current = ""
        self._flow = FlowLayout(self, spacing=8)
        self._soon = Soon(self._refresh, self)
        for signal in (workspace.article_opened, workspace.spans_changed):
            signal.connect(self._soon.ask)

    def show_labels(self, keys: Mapping[str, str]) -> None:
        """Shows the scheme anew. `keys` has the key that works for each label, by its name."""
        for pill in self._pills.values():
            self._flow.removeWidget(pill)
            pill.hide()
            pill.deleteLater()
        self._pills = {}
        for label in self._workspace.labels:
            pill = Pill(label, keys.get(label.name, ""), self._workspace.mark(label.name), self._theme, self)
            pill.clicked.connect(lambda _checked=False, name=label.name: self.chosen.emit(name))
            self._pills[label.name] = pill
            self._flow.addWidget(pill)
            pill.show()
        self._refresh()

    def show_current(self, label: str) -> None:
        """Marks the label of the selected span; "" for none."""
        if label != self._current:
            self._current = label
            self._soon.ask()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for pill in self._pills.values():
            pill.theme = theme
            pill.update()

    def pill(self, label: str) -> Pill:
        return self._pills[label]

    def _refresh(self) -> None:
        for name, pill in self._pills.items():
            pill.show_use(self._workspace.spans.count(name), name == self._current)
