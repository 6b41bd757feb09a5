"""What the columns of a table hold: for files in which the person may say it."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QScrollArea, QWidget

from annotator.formats.base import Column, Columns, TableColumns
from annotator.gui import plain

_EXAMPLE = 40


def _name_of(column: Column) -> str:
    def tr(text: str) -> str:
        return QCoreApplication.translate("ColumnMapping", text)

    return {
        Column.TEXT: tr("Text"),
        Column.ID: tr("Id"),
        Column.TITLE: tr("Title"),
        Column.SOURCE: tr("Source"),
        Column.URL: tr("Address"),
        Column.DATE: tr("Date"),
        Column.LANGUAGE: tr("Language"),
        Column.AUTHOR: tr("Author"),
        Column.SPANS: tr("Spans, as JSON"),
        Column.START: tr("Start of a span"),
        Column.END: tr("End of a span"),
        Column.LABEL: tr("Label of a span"),
        Column.QUOTE: tr("Text of a span"),
        Column.ANNOTATOR: tr("Annotator"),
    }[column]


class ColumnMapping(QScrollArea):
    """For each thing that an article has, a choice of the column that holds it, with the first value in it."""

    mapped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        inside = QWidget(self)
        form = QFormLayout(inside)
        form.setContentsMargins(2, 8, 10, 8)
        form.setHorizontalSpacing(12)
        self.fields: dict[Column, QComboBox] = {}
        for column in Column:
            field = QComboBox(inside)
            field.setAccessibleName(_name_of(column))
            field.currentIndexChanged.connect(lambda _: self.mapped.emit())
            caption = plain.label(_name_of(column), inside, role="muted")
            caption.setBuddy(field)
            form.addRow(caption, field)
            self.fields[column] = field
        self.setWidget(inside)
        self.key = ""
        """Names the kind of table: the same columns in the same order."""

    def show_columns(self, table: TableColumns, chosen: Columns | None) -> None:
        """Offers the columns of a table; those chosen, else those guessed, are taken."""
        self.key = "\t".join(table.names)
        wanted = table.guessed if chosen is None else chosen
        for column, field in self.fields.items():
            field.blockSignals(True)
            field.clear()
            field.addItem(self.tr("none"), "")
            for number, name in enumerate(table.names):
                value = plain.one_line(table.rows[0][number]) if table.rows and number < len(table.rows[0]) else ""
                shown = value if len(value) <= _EXAMPLE else f"{value[: _EXAMPLE - 1]}…"
                field.addItem(f"{plain.one_line(name)}  ({shown})" if shown else plain.one_line(name), name)
            field.setCurrentIndex(max(0, field.findData(wanted.get(column, ""))))
            field.blockSignals(False)

    def columns(self) -> Columns:
        return {column: field.currentData() for column, field in self.fields.items() if field.currentData()}
