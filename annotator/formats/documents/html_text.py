"""HTML: the main text of a page and what the page says of itself. Runs in the process that reads documents."""

import re
from pathlib import Path

from annotator.errors import ReadFailed
from annotator.formats.decoding import decode
from annotator.formats.documents.found import Found
from annotator.formats.documents.mhtml import SavedPage, is_mhtml, page_in
from annotator.formats.markup import lines_in_markup

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})["']""")
_LANGUAGE = re.compile(r"<html[^>]{0,2000}?\blang\s*=\s*[\"']?([A-Za-z]{2,3})\b", re.IGNORECASE)
_HIDDEN = [
    "//*[@hidden]",
    "//*[@aria-hidden='true']",
    "//*[contains(translate(@style, 'DISPLAYNOE ', 'displaynoe'), 'display:none')]",
    "//*[contains(translate(@style, 'VISIBLTYHDEN ', 'visibltyhden'), 'visibility:hidden')]",
]
"""What a browser does not show."""
_BLOCK_IN_CELL = (
    ".//p | .//h1 | .//h2 | .//h3 | .//div | .//article | .//table | .//ul | .//ol"
    " | .//td[string-length(normalize-space()) > 200]"
)


def extract(path: Path) -> Found:
    """Raises ReadFailed for a page without text."""
    saved = _saved(path.read_bytes())
    page, encoding, warnings = _decoded(saved.data, saved.charset)
    if "\x00" in page:
        page = page.replace("\x00", "\ufffd")
    import trafilatura
    from trafilatura.settings import Document

    document = trafilatura.bare_extraction(
        _without_layout(page), with_metadata=True, include_comments=False, include_tables=True, prune_xpath=_HIDDEN
    )
    about = document.as_dict() if isinstance(document, Document) else {}
    main = (about.get("text") or "").strip()
    if not main:
        text = lines_in_markup(page)
        if not text:
            raise ReadFailed("The page holds no text that could be read.")
        warnings.append("no main text was told apart on the page; all its text was taken.")
        return Found(text, url=saved.url, encoding=encoding, language=_language(page), warnings=warnings)
    found = Found(
        text=main + "\n",
        title=about.get("title") or "",
        author=about.get("author") or "",
        date=about.get("date") or "",
        source=about.get("sitename") or "",
        url=about.get("url") or saved.url,
        language=_language(page),
        encoding=encoding,
        warnings=warnings,
    )
    for name in ("description", "categories", "tags", "hostname", "license"):
        if value := about.get(name):
            found.extra[name] = value
    return found


def _saved(data: bytes) -> SavedPage:
    """The page that a file is, or that a browser saved in it with all that belongs to it."""
    if not is_mhtml(data):
        return SavedPage(data, "", "")
    page = page_in(data)
    if page is None:
        raise ReadFailed("It is a page saved whole, and no page is in it.")
    return page


def _without_layout(page: str) -> object:
    """The page with tables that only arrange it taken apart: those with whole blocks or long texts in their cells."""
    from trafilatura.utils import load_html

    tree = load_html(page)
    if tree is None:
        return page
    kept = {table for table in tree.iter("table") if not table.xpath(_BLOCK_IN_CELL)}
    for part in list(tree.iter("table", "tbody", "thead", "tfoot", "tr", "td", "th")):
        table = part if part.tag == "table" else next(part.iterancestors("table"), None)
        if table not in kept:
            part.tag = "div"
    return tree


def _decoded(data: bytes, charset: str) -> tuple[str, str, list[str]]:
    """The page, its encoding and what is doubtful of it: a byte-order mark decides, then UTF-8, then what it says.

    `charset` is what was said of the page from outside, "" if nothing was.
    """
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        found = decode(data)
        return found.text, found.encoding, []
    try:
        return data.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError:
        pass
    stated = _CHARSET.search(data[:65_536]) or _DECLARED.match(data[:1_000])
    name = charset or (stated.group(1).decode("ascii").lower() if stated else "")
    if name and name not in ("utf-8", "utf8"):
        name = {"iso-8859-1": "cp1252", "latin1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}.get(name, name)
        try:
            text = data.decode(name, "replace")
        except (LookupError, ValueError):
            pass
        else:
            bad = text.count("\ufffd")
            return text, name, [f"{bad} places could not be decoded as {name}; shown as \ufffd."] if bad else []
    found = decode(data)
    doubt = f"read as {found.encoding}, which is a guess: look whether its letters are right."
    return found.text, found.encoding, [doubt] if found.is_guess else []


def _language(page: str) -> str:
    match = _LANGUAGE.search(page[:20_000])
    return match.group(1).lower() if match else ""
