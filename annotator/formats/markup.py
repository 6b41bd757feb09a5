"""The text of a page, all of it and nothing else: what remains when tags are taken off."""

from html.parser import HTMLParser

_UNSEEN = ("script", "style", "template", "head", "title")


def text_in_markup(page: str, line_break: str) -> str:
    """The text between the tags of an HTML page, white space as it is; `line_break` stands for each br."""
    parser = _Text(line_break)
    parser.feed(page)
    parser.close()
    return "".join(parser.pieces)


class _Text(HTMLParser):
    def __init__(self, line_break: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._line_break = line_break
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "br":
            self.pieces.append(self._line_break)
        elif tag in _UNSEEN:
            self._unseen += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN and self._unseen:
            self._unseen -= 1

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)
