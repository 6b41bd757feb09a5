"""The bytes of spaCy's DocBin, put together from whole columns.

`DocBin.add` walks over every token and asks for nine of its strings, and packs each Doc with a packer that looks for
plug-ins first: a thousand articles then take three times as long. What it would have written is written here, but for
strings that nobody reads back; a test holds the two against each other. `DocBin.to_bytes` compresses all of it for a
fifth of the time that the whole takes; here that costs a quarter, and the file is 7 % larger.
"""

import struct
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from annotator.formats.aligned import AlignedSpan

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_SPAN = struct.Struct(">QQQllll")
"""As spaCy packs a span: its id, its entry in a knowledge base, its label; its tokens; its characters."""
_LEVEL = 2
"""Of compression: zlib's own would be 6."""


class Words(dict[int, str]):
    """The words of a vocabulary by their hashes, each looked up once, with a space behind them if so wished."""

    def __init__(self, vocab: "Vocab", behind: str = "") -> None:
        super().__init__()
        self._strings = vocab.strings
        self._behind = behind

    def __missing__(self, word: int) -> str:
        self[word] = found = self._strings[word] + self._behind
        return found


def text_of_doc(doc: "Doc", alone: Words, spaced: Words) -> str:
    """The same as `doc.text`, which makes an object of each token on the way."""
    words, spaces = doc.to_array("ORTH").tolist(), doc.to_array("SPACY").tolist()
    return "".join([spaced[word] if space else alone[word] for word, space in zip(words, spaces, strict=True)])


@contextmanager
def without_plugins() -> Iterator[None]:
    """srsly unpacks without looking through all that is installed and registered, three times for each Doc."""
    from srsly.msgpack import msgpack_decoders  # type: ignore[import-untyped]

    before, msgpack_decoders.entry_points = msgpack_decoders.entry_points, False
    known = msgpack_decoders.get_all()
    msgpack_decoders.get_all = lambda: known
    try:
        yield
    finally:
        del msgpack_decoders.get_all
        msgpack_decoders.entry_points = before


class DocBinBytes:
    """A DocBin being filled. Of a Doc it keeps the tokens and `doc.ents`, with one group of spans and user data."""

    def __init__(self) -> None:
        from spacy.tokens import DocBin
        from srsly.msgpack import Packer

        self._bin = DocBin(attrs=["ENT_IOB", "ENT_TYPE"], store_user_data=True)
        self._pack = Packer(use_bin_type=True).pack
        self._words: set[int] = set()

    def add(self, doc: "Doc", key: str, spans: Sequence[AlignedSpan], user_data: Mapping[str, object]) -> None:
        """Adds a Doc with these spans as `doc.spans[key]`."""
        into, strings = self._bin, doc.vocab.strings
        tokens = doc.to_array(list(into.attrs))
        into.tokens.append(tokens)
        into.spaces.append(doc.to_array("SPACY").astype(bool).reshape(-1, 1))
        into.flags.append({"has_unknown_spaces": doc.has_unknown_spaces})
        into.cats.append({})
        into.user_data.append(self._pack(dict(user_data)))
        new_words = set(tokens[:, 0].tolist()) - self._words
        self._words |= new_words
        into.strings.update(strings[word] for word in new_words)
        packed = []
        for found in spans:
            names = (found.span.id, found.span.label)
            into.strings.update(names)
            span_id, label = (strings.add(name) for name in names)
            packed.append(_SPAN.pack(span_id, 0, label, found.first, found.last, found.start, found.end))
        into.span_groups.append(self._pack({self._pack({"name": key, "attrs": {}, "spans": packed}): [key]}))

    def to_bytes(self) -> bytes:
        """The whole, as `DocBin.from_disk` reads it."""
        bin_ = self._bin
        message = {
            "version": bin_.version,
            "attrs": bin_.attrs,
            "tokens": b"".join(tokens.tobytes() for tokens in bin_.tokens),
            "spaces": b"".join(spaces.tobytes() for spaces in bin_.spaces),
            "lengths": array("i", map(len, bin_.tokens)).tobytes(),
            "strings": sorted(bin_.strings),
            "cats": bin_.cats,
            "flags": bin_.flags,
            "span_groups": bin_.span_groups,
            "user_data": bin_.user_data,
        }
        return zlib.compress(self._pack(message), level=_LEVEL)
