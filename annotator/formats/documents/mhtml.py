"""Pages that a browser saved whole (MHTML, RFC 2557): a mail message with the page as its first part of HTML.

Pictures, styles and pages within the page are passed over.
"""

import re
from email import message_from_bytes, policy
from typing import NamedTuple

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


class SavedPage(NamedTuple):
    """The bytes of the page, the encoding that the message states for them and the address; "" if it states none."""

    data: bytes
    charset: str
    url: str


def is_mhtml(data: bytes) -> bool:
    """Whether a file that begins so is a page saved whole."""
    end = _BLANK_LINE.search(data)
    head = data[: end.start()].lower() if end else b""
    return b"mime-version:" in head and b"multipart/related" in head


def page_in(data: bytes) -> SavedPage | None:
    """The page; None if the message holds none."""
    message = message_from_bytes(data, policy=policy.compat32)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part.get_payload(decode=True)
            url = str(message.get("Snapshot-Content-Location") or part.get("Content-Location") or "").strip()
            is_address = url.startswith(("http://", "https://"))
            return SavedPage(
                bytes(page) if isinstance(page, bytes) else b"", part.get_content_charset(""), url * is_address
            )
    return None
