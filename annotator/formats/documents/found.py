"""What a document holds, as it passes from the process that reads it to ours."""

from dataclasses import dataclass, field

LONGEST_TEXT = 20_000_000
"""In characters. What is longer is no article."""


@dataclass(slots=True)
class Found:
    """The text of a document with what it says of itself; "" for what it does not say. `date` is ISO 8601."""

    text: str
    title: str = ""
    author: str = ""
    date: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    encoding: str = ""
    extra: dict[str, object] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
