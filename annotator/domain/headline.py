"""What the top of a plain text says of the article: its title, author, date, source, address and language.

Only guesses that are nearly sure are made; whatever is not found stays "". The text itself is never changed.
"""

import datetime
import re
from dataclasses import dataclass

_TOP_LINES = 12
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene",
            "february feb febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sept sep septiembre setiembre set",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"""
      (?P<iso>(?P<y1>\d{{4}})-(?P<m1>\d{{2}})-(?P<d1>\d{{2}}))(?:T\d{{2}}:\d{{2}}\S*)?
    | (?P<name2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?:de\s+)?(?P<y2>\d{{4}})
    | (?P<d3>\d{{1,2}})(?:st|nd|rd|th|º)?\.?\s+(?:de\s+|of\s+)?(?P<name3>{_MONTH})\.?,?\s+(?:del?\s+)?(?P<y3>\d{{4}})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BESIDE_A_DATE = re.compile(
    r"""published | updated | posted | modified | last | first | date | publicado | actualizado | fecha | el | on | at
    | [ap]\.?m\b\.? | a | las
    | mon(?:day)? | tue(?:sday|s)? | wed(?:nesday)? | thu(?:rsday|rs)? | fri(?:day)? | sat(?:urday)? | sun(?:day)?
    | lunes | martes | mi[ée]rcoles | jueves | viernes | s[áa]bado | domingo
    | \d{1,2}[:.h]\d{2}(?:[:.]\d{2})? | gmt | utc | [ecmp][sd]?t | cest | bst | hrs?
    | [\s,.:;|–—•()-]+
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:By|BY|Por|POR)\s*:?\s+(?P<who>\S.*)")
_BYLINE_TAIL = re.compile(r"\s*(?:\||•|·|\s[–—-]\s(?=\d|published|updated|publicado)).*", re.IGNORECASE)
_SOURCE = re.compile(r"(?:source|fuente|publication|publisher|outlet|medio)\s*:\s*(?P<source>\S.*)", re.IGNORECASE)
_DATELINE = re.compile(
    r"(?:[A-ZÀ-Þ][\w .,'’/-]{1,60}\s)?"
    r"\((?P<source>Reuters|AP|AFP|EFE|DPA|ANSA|UPI|Xinhua|TASS|Interfax|Bloomberg|CNN|BBC)\)\s*[–—-]"
)
_URL = re.compile(r"(?:(?:url|link|address|enlace)\s*:\s*)?(?P<url>https?://\S+)", re.IGNORECASE)
_STOP_WORDS = {
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "to",
            "in",
            "that",
            "was",
            "for",
            "on",
            "is",
            "with",
            "as",
            "by",
            "at",
            "from",
            "it",
            "he",
            "said",
            "were",
            "had",
            "has",
            "have",
            "be",
            "not",
        ]
    ),
    "es": frozenset(
        [
            "de",
            "la",
            "que",
            "el",
            "en",
            "y",
            "los",
            "del",
            "las",
            "por",
            "un",
            "una",
            "con",
            "para",
            "se",
            "su",
            "al",
            "es",
            "lo",
            "como",
            "más",
            "pero",
            "fue",
        ]
    ),
}

_LANGUAGE_SHOWS_IN = 600
"""Characters: about a hundred words, of which a third are telling ones."""


@dataclass(frozen=True, slots=True)
class Headline:
    """What was found at the top; "" for what was not. `date` is ISO 8601."""

    title: str = ""
    author: str = ""
    date: str = ""
    source: str = ""
    url: str = ""


def read_headline(text: str) -> Headline:
    """Looks at the first lines of a canonical text."""
    lines = [line for line in (raw.strip() for raw in text[:8000].split("\n")) if line][:_TOP_LINES]
    author = date = source = url = ""
    for line in lines:
        if not author:
            author = _author_in(line)
        if not date:
            date = date_line(line) or (_date_in(line) if author and _BYLINE.match(line) else "")
        if not source and (match := _SOURCE.fullmatch(line)) and len(line) <= 80:
            source = match["source"].strip()
        if not source and (match := _DATELINE.match(line)):
            source = match["source"]
        if not url and (match := _URL.fullmatch(line)):
            url = match["url"]
    return Headline(_title_in(text, lines), author, date, source, url)


def title_for(text: str, fallback: str) -> str:
    """The title of a text that names none: its headline, else all of it if it is one short line, else the fallback."""
    if title := read_headline(text).title:
        return title
    whole = text.strip()
    return whole if whole and "\n" not in whole and len(whole) <= 120 else fallback


def date_line(line: str) -> str:
    """The ISO date of a line that says nothing but a date: "Mar 22, 2022", "22 de marzo de 2022"; else ""."""
    if len(line) > 80 or (match := _DATE.search(line)) is None:
        return ""
    rest = _DATE.sub(" ", line)
    while rest:
        if (noise := _BESIDE_A_DATE.match(rest)) is None:
            return ""
        rest = rest[noise.end() :]
    return _iso(match)


def language_of(text: str) -> str:
    """ "en" or "es" where the most frequent words of the text leave no doubt, else ""."""
    words = text[:_LANGUAGE_SHOWS_IN].lower().split()
    if len(words) < 12:
        return ""
    shares = sorted((sum(map(stops.__contains__, words)) / len(words), code) for code, stops in _STOP_WORDS.items())
    (other, _), (most, best) = shares[-2:]
    return best if most >= 0.15 and most >= 3 * other else ""


def _title_in(text: str, lines: list[str]) -> str:
    if len(lines) < 2 and len(text) <= 8000:
        return ""
    if not lines:
        return ""
    line = lines[0].lstrip("#").strip()
    is_short = len(line) <= 160 and len(line.split()) <= 28
    if not is_short or not any(char.isalpha() for char in line) or line.endswith((".", ",", ";", ":")):
        return ""
    if _author_in(line) or date_line(line) or _SOURCE.fullmatch(line) or _URL.fullmatch(line):
        return ""
    return line


def _author_in(line: str) -> str:
    match = _BYLINE.fullmatch(line)
    if match is None or len(line) > 100:
        return ""
    who = _BYLINE_TAIL.sub("", match["who"])
    if (date := _DATE.search(who)) is not None:
        who = who[: date.start()]
    who = who.strip(" ,;|")
    if not who or not who[0].isupper() or len(who.split()) > 9 or line.endswith((".", "?", "!", ":")):
        return ""
    return who


def _date_in(line: str) -> str:
    match = _DATE.search(line)
    return _iso(match) if match else ""


def _iso(match: re.Match[str]) -> str:
    if match["iso"]:
        year, month, day = int(match["y1"]), int(match["m1"]), int(match["d1"])
    else:
        which = "2" if match["name2"] else "3"
        year, month, day = int(match["y" + which]), _MONTHS[match["name" + which].lower()], int(match["d" + which])
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return ""
