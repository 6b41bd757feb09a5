"""How an export would begin, and what it would lose, before it is written."""

from collections.abc import Mapping

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QListWidget, QPlainTextEdit, QTabWidget, QWidget

from annotator.exchange.rehearsal import Rehearsal
from annotator.gui import plain, words
from annotator.gui.looks import small_font

_LOSSES_SHOWN = 300
_QUOTE_SHOWN = 70


class ExportPreview(QTabWidget):
    """Two pages: the first record as it would stand in the file, and the losses, a line each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Preview"))
        self.sample = QPlainTextEdit(self)
        self.sample.setReadOnly(True)
        self.sample.setTabChangesFocus(True)
        self.sample.setAccessibleName(self.tr("The first record"))
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(small_font().pointSizeF())
        self.sample.setFont(font)
        self.losses = QListWidget(self)
        self.losses.setAccessibleName(self.tr("What would be lost or changed"))
        self.losses.setProperty("role", "boxed")
        self.losses.setWordWrap(True)
        self.losses.setSpacing(1)
        self.addTab(self.sample, self.tr("First record"))
        self.addTab(self.losses, self.tr("Losses"))

    def show_rehearsal(self, rehearsal: Rehearsal) -> None:
        self.sample.setPlainText(rehearsal.sample or self.tr("No article would be written."))
        losses = [_in_words(kind, loss) for kind, loss in rehearsal.report.losses()]
        self.losses.clear()
        self.losses.addItems(losses[:_LOSSES_SHOWN] or [self.tr("Nothing would be lost or changed.")])
        if len(losses) > _LOSSES_SHOWN:
            more = words.number(len(losses) - _LOSSES_SHOWN)
            self.losses.addItem(self.tr("… and {n} more; the report beside the export has all.").format(n=more))
        self.setTabText(1, self.tr("Losses ({n})").format(n=words.number(len(losses))))

    def show_nothing(self, text: str) -> None:
        """Says why there is no preview, or not yet."""
        self.sample.setPlainText(text)
        self.losses.clear()
        self.setTabText(1, self.tr("Losses"))


def _in_words(kind: str, loss: Mapping[str, object]) -> str:
    if kind == "not_held":
        value = loss.get("value")
        said = " → ".join(map(str, value)) if isinstance(value, list) else _quoted(value)
        return plain.one_line(f"{loss.get('kind')}: {said}")
    what = f"{_quoted(loss.get('text'))} ({loss.get('label')})"
    if kind == "widened":
        what += f" → {_quoted(loss.get('new_text'))}"
    return plain.one_line(f"{what}: {loss.get('reason')}")


def _quoted(value: object) -> str:
    text = plain.one_line(str(value))
    return f"“{text if len(text) <= _QUOTE_SHOWN else text[: _QUOTE_SHOWN - 1] + '…'}”"
