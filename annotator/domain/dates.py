"""The day that a date means. Articles keep theirs as the source wrote it, and as it is written it need not sort."""

import datetime
import re

from annotator.domain.headline import date_line

_YEAR_OR_MONTH = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")
_TIME = r"(?:(?:T\d\d|,?\s+\d?\d:\d\d).*)?"
_DAYS = tuple(
    re.compile(day + _TIME, re.ASCII)
    for day in (
        r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<day>\d?\d)\.(?P<month>\d?\d)\.(?P<year>\d{4})",
        r"(?P<day>\d?\d)/(?P<month>\d?\d)/(?P<year>\d{4})",
        r"(?P<month>\d?\d)/(?P<day>\d?\d)/(?P<year>\d{4})",
    )
)


def iso_date(stored: str) -> str:
    """The ISO date, or year or month, of a stored date; "" if it can be read in no way, or in two as 12/05/2023 can."""
    date = stored.strip()
    if _YEAR_OR_MONTH.fullmatch(date):
        return date
    readings = {_iso(match) for form in _DAYS if (match := form.fullmatch(date))} - {""}
    if not readings:
        return date_line(date)
    return readings.pop() if len(readings) == 1 else ""


def _iso(match: re.Match[str]) -> str:
    try:
        return datetime.date(*map(int, match.group("year", "month", "day"))).isoformat()
    except ValueError:
        return ""
