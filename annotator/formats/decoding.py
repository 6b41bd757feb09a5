"""From the bytes of a text file to its text: which encoding it is in, and how sure that is."""

import codecs
from dataclasses import dataclass

from annotator.errors import ReadFailed

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with byte-order mark"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"PK\x03\x04", "a ZIP archive (DOCX, ODT and EPUB files are such archives)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"SQLite format 3\x00", "a database (a project is opened, not imported)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
    (b"RIFF", "a sound or picture file"),
    (b"OggS", "a sound file"),
    (b"ID3", "a sound file"),
)
_WESTERN = frozenset("áéíóúñüÁÉÍÓÚÑÜ¿¡àâçèêëîïôûùÿœæÀÂÇÈÊËÎÏÔÛÙŒÆäöÄÖßãõÃÕ“”‘’‚„–—…€£«»°©®™·•ºª§%\u00a0")
"""What is common in English, Spanish, French, German and Portuguese news, as Windows code page 1252 has it."""
_TEXT_CONTROLS = b"\t\n\r\x0b\x0c\x1b\x1c\x1d\x1e\x1f"
_CONTROLS = bytes(code for code in [*range(32), 127] if code not in _TEXT_CONTROLS)
_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with the name of its encoding. `bad` counts what could not be decoded and became U+FFFD.

    `is_guess` tells that nothing in the file proves the encoding.
    """

    text: str
    encoding: str
    bad: int = 0
    is_guess: bool = False


def binary_kind(data: bytes) -> str:
    """What a file is that is no text ("a PDF document"), judging by its first bytes; "" if it may be text."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if any(data.startswith(bom) for bom, _, _ in _BOMS):
        return ""
    head = data[:65_536]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if not controls or _utf16_without_bom(head):
        return ""
    try:
        head.decode("utf-8")
        is_utf8 = True
    except UnicodeDecodeError as error:
        is_utf8 = error.start > len(head) - 4
    if (is_utf8 and controls <= max(2, len(head) // 10)) or (b"\x00" not in head and controls <= len(head) // 50):
        return ""
    return "no text: it holds bytes that no text has"


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """The text of a file, in the encoding that the person named, else found out. Raises ReadFailed if it is no text."""
    if encoding:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise ReadFailed(f"There is no encoding named “{encoding}”.", "Try utf-8 or cp1252.") from None
        return _decoded(data.removeprefix(codecs.BOM_UTF8), encoding, encoding)
    if kind := binary_kind(data):
        raise ReadFailed(f"This is {kind}.", "Only plain text can be read here.")
    for bom, codec, _ in _BOMS:
        if data.startswith(bom):
            return _decoded(data[len(bom) :], codec.removesuffix("-sig"), codec)
    if codec := _utf16_without_bom(
        data[:65_536]
    ):  # before UTF-8, which it may be as well, with NUL between its letters
        return _decoded(data, codec, codec, is_guess=True)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    lenient = data.decode("utf-8", "replace")
    bad = lenient.count("\ufffd")
    if sum(char > "\x7f" for char in lenient) - bad >= 4 * bad:
        return Decoded(lenient, "utf-8", bad)
    return _guess(data)


def wide_codec(head: bytes) -> str:
    """The codec of what is UTF-16 or UTF-32 by its byte-order mark, which it takes off, or by its zeros; "" else."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return _utf16_without_bom(head)


def _decoded(data: bytes, codec: str, name: str, *, is_guess: bool = False) -> Decoded:
    try:
        return Decoded(data.decode(codec), name, 0, is_guess)
    except UnicodeDecodeError:
        text = data.decode(codec, "replace")
        return Decoded(text, name, text.count("\ufffd"), is_guess)


def _utf16_without_bom(head: bytes) -> str:
    """The name of the UTF-16 order if every second byte is mostly zero and the others hardly ever are."""
    pairs = len(head) // 2
    if pairs < 4 or b"\x00" not in head:
        return ""
    even, odd = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if odd >= 0.4 * pairs and even <= 0.02 * pairs:
        return "utf-16-le"
    if even >= 0.4 * pairs and odd <= 0.02 * pairs:
        return "utf-16-be"
    return ""


def _guess(data: bytes) -> Decoded:
    """An old one-byte or East Asian encoding. Western texts are told by their letters, others by charset-normalizer."""
    western = data.decode("cp1252", "replace")
    foreign = {char for char in western if char > "\x7f"}
    high = sum(byte > 0x7F for byte in data)
    if foreign <= _WESTERN and high <= len(data) * 0.35:
        return Decoded(western, "cp1252", is_guess=True)
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    name = best.encoding if best is not None else "cp1252"
    return _decoded(data, name, name, is_guess=True)
