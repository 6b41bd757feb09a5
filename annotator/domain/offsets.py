"""The one place where code points are translated to UTF-16 units and back."""

from bisect import bisect_left


class Utf16Offsets:
    """Translates offsets of one text between code points (ours) and UTF-16 code units (Qt's).

    Both directions take and give positions between characters, from 0 to the length of the text. A UTF-16
    position inside a surrogate pair is taken to the start of its character.
    """

    __slots__ = ("_astral", "_astral_utf16", "length", "utf16_length")

    def __init__(self, text: str) -> None:
        self._astral = [] if text.isascii() else [i for i, char in enumerate(text) if char > "\uffff"]
        self._astral_utf16 = [i + before for before, i in enumerate(self._astral)]
        self.length = len(text)
        self.utf16_length = len(text) + len(self._astral)

    def to_utf16(self, offset: int) -> int:
        """The UTF-16 position of a code point offset."""
        return offset + bisect_left(self._astral, offset)

    def from_utf16(self, position: int) -> int:
        """The code point offset of a UTF-16 position."""
        return position - bisect_left(self._astral_utf16, position)
