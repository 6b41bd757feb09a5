"""File names that every system takes."""

import re
import unicodedata

_MOST = 48


def safe_name(title: str) -> str:
    """A title as part of a file name: small letters, digits and hyphens. "article" for one that has none of them."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_MOST].strip("-") or "article"
