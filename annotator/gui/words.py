"""How counts, dates and states are said to people."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale

from annotator.domain.model import Status
from annotator.gui import plain


def _tr(text: str) -> str:
    return QCoreApplication.translate("words", text)


def number(count: int) -> str:
    """1234 as "1,234", after the user's locale."""
    return QLocale().toString(count)


def spans(count: int) -> str:
    return _tr("1 span") if count == 1 else _tr("{n} spans").format(n=number(count))


def words(count: int) -> str:
    return _tr("1 word") if count == 1 else _tr("{n} words").format(n=number(count))


def articles(count: int) -> str:
    return _tr("1 article") if count == 1 else _tr("{n} articles").format(n=number(count))


def labels(count: int) -> str:
    return _tr("1 label") if count == 1 else _tr("{n} labels").format(n=number(count))


def status(value: Status) -> str:
    return {
        Status.TODO: _tr("To do"),
        Status.IN_PROGRESS: _tr("In progress"),
        Status.DONE: _tr("Done"),
    }[value]


def date(iso: str) -> str:
    """An ISO date as "13 May 2019"; anything else as it is."""
    day = QDate.fromString(iso[:10], "yyyy-MM-dd")
    return QLocale().toString(day, "d MMM yyyy") if day.isValid() else iso


def line(*parts: str) -> str:
    """The parts that are not empty, with a dot between them; each keeps to its own writing direction."""
    return " · ".join(plain.isolated(part) for part in parts if part)


def moment(at: datetime) -> str:
    """A time as people say it: with the day, to the minute."""
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(at.timestamp())), "d MMM yyyy HH:mm")
