"""The text of a page, all of it and nothing else: what remains when tags are taken off."""

from html.parser import HTMLParser

_UNSEEN = ("script", "style", "template", "head", "title")
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "img",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "wbr",
    ]
)
"""Tags within a line; any other begins a new one."""


def text_in_markup(page: str, line_break: str) -> str:
    """The text between the tags of an HTML page, white space as it is; `line_break` stands for each br."""
    parser = _Text(line_break)
    parser.feed(page)
    parser.close()
    return "".join(parser.pieces)


def lines_in_markup(page: str) -> str:
    """The text of an HTML page with a line for each block, white space drawn together."""
    parser = _Text("\n", blocks="\n")
    parser.feed(page)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


class _Text(HTMLParser):
    def __init__(self, line_break: str, blocks: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._line_break = line_break
        self._blocks = blocks
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "br":
            self.pieces.append(self._line_break)
        elif tag in _UNSEEN:
            self._unseen += 1
        elif tag not in _INLINE:
            self.pieces.append(self._blocks)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN and self._unseen:
            self._unseen -= 1
        elif tag not in _INLINE:
            self.pieces.append(self._blocks)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)
