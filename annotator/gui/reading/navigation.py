"""Where the caret and the selection go by keys: plain functions over the text. Offsets are code points."""

from collections.abc import Callable
from enum import StrEnum

from annotator.domain import boundaries
from annotator.domain.pattern import Pattern

Sentences = Callable[[str], list[tuple[int, int]]]
"""Finds the sentences of a text as ranges."""


class Unit(StrEnum):
    """What the caret moves by within the text. Lines and pages are the view's own matter."""

    CHARACTER = "character"
    WORD = "word"
    NUMBER = "number"
    NAME = "name"
    """One or more capitalised words in a row, with the likes of "of" between them."""
    CLAUSE = "clause"
    """What stands between two punctuation marks."""
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    DOCUMENT = "document"


_DIGIT = Pattern(r"\p{N}")
_DIGIT_BEFORE = Pattern(r"(?r)\p{N}")
_FIGURE = Pattern(r"(?:\p{L}{1,3}\p{Sc})?[\p{Sc}#+\-−±]*\p{N}(?!\P{L}*+\p{L}+[-‐‑–]?\p{N})")
"""A word that is a number, like US$2.4m or 12–15; in 9K38 and AK-103 the number is part of a name."""
_PHRASE_BORDER = Pattern(r"[,;:!?¿¡—–()\[\]“”«»\"…]|(?<=\s)-(?=\s)")
_CAPITALISED = r"""
    (?!(?:The|An?|In|On|At|It|Its|I|We|He|She|They|You|This|That|These|Those|There|But|And|Or|If|As|By|For|From|To|With|When
    |While|After|Before|Since|Under|Over|Of|No|Not|So|Yet|El|La|Los|Las|Un|Una|En|De|Por|Para|Con|Pero|Y|Su|Se|Que)\b)
    (?:(?:\p{Lu}\.)+|\p{Lu}[\w\p{M}]{0,3}\.(?=\s+\p{Lu})|\p{Lu}[\w\p{M}]*(?:[-‐‑–&’'](?!s\b)[\w\p{M}]+)*)
"""
_NAME = Pattern(
    rf"""(?x)(?<![\w\p{{M}}]){_CAPITALISED}
    (?:[^\S\n]+(?:(?:of|for|de|del|la|las|los|von|van|bin|al)[^\S\n]+(?:(?:the|la|las|los)[^\S\n]+)?)?{_CAPITALISED})*"""
)
_PARAGRAPH = Pattern(r"\n(?=[^\S\n]*\S)")


def moved(text: str, offset: int, unit: Unit, *, forward: bool, sentences: Sentences) -> int:
    """Where the caret goes from the offset by one unit."""
    match unit:
        case Unit.CHARACTER:
            return boundaries.next_cluster(text, offset) if forward else boundaries.previous_cluster(text, offset)
        case Unit.WORD:
            return boundaries.next_word(text, offset) if forward else boundaries.previous_word(text, offset)
        case Unit.NUMBER:
            return _number(text, offset, forward=forward)
        case Unit.NAME:
            return _name(text, offset, forward=forward)
        case Unit.CLAUSE:
            return _clause(text, offset, forward=forward, sentences=sentences)
        case Unit.SENTENCE:
            return _sentence(text, offset, forward=forward, sentences=sentences)
        case Unit.PARAGRAPH:
            return _paragraph(text, offset, forward=forward)
        case Unit.DOCUMENT:
            return len(text) if forward else 0


def extended(text: str, offset: int, unit: Unit, *, forward: bool, sentences: Sentences) -> int:
    """Where the moving end of a selection goes: as the caret, but to the ends of words, clauses and sentences."""
    if unit is Unit.CLAUSE:
        return _clause_end(text, offset, forward=forward, sentences=sentences)
    if forward and unit is Unit.WORD:
        return boundaries.next_word_end(text, offset)
    if forward and unit is Unit.SENTENCE:
        return _sentence_end(text, offset, sentences)
    return moved(text, offset, unit, forward=forward, sentences=sentences)


def name_at(text: str, offset: int) -> tuple[int, int] | None:
    """The name that holds the offset; None where there is none."""
    low, high = boundaries.paragraph_at(text, offset)
    return next((m.span() for m in _NAME.finditer(text, low, high) if m.start() <= offset <= m.end()), None)


def sentences_around(text: str, offset: int, sentences: Sentences) -> list[tuple[int, int]]:
    """The sentences of the paragraph that holds the offset."""
    low, high = boundaries.paragraph_at(text, offset)
    return [(low + start, low + end) for start, end in sentences(text[low:high])]


def sentence_at(text: str, offset: int, sentences: Sentences) -> tuple[int, int] | None:
    """The sentence that holds the offset, or else the last one before it in its paragraph; None in an empty one."""
    found = None
    for start, end in sentences_around(text, offset, sentences):
        if start <= offset or found is None:
            found = start, end
    return found


def grown(text: str, start: int, end: int, sentences: Sentences) -> tuple[int, int]:
    """The next larger range around text[start:end]: word, name, clause, sentence, paragraph, the whole text."""
    paragraph = boundaries.paragraph_at(text, start)
    sentence = sentence_at(text, start, sentences) or paragraph
    candidates = [_phrase(text, start, end, sentence), sentence, boundaries.trim(text, *paragraph), (0, len(text))]
    candidates += [found for found in (boundaries.word_at(text, start), name_at(text, start)) if found is not None]
    larger = [(low, high) for low, high in candidates if low <= start and end <= high and high - low > end - start]
    return min(larger, key=lambda pair: pair[1] - pair[0], default=(start, end))


def _phrase(text: str, start: int, end: int, sentence: tuple[int, int]) -> tuple[int, int]:
    """The piece of the sentence between punctuation marks that holds the range."""
    low, high = sentence
    low, high = min(low, start), max(high, end)
    for match in _PHRASE_BORDER.finditer(text, low, high):
        if _within_number(text, match.start()):
            continue
        if match.end() <= start:
            low = match.end()
        elif match.start() >= end:
            high = match.start()
            break
    low, high = boundaries.trim(text, low, high)
    if high > end and text[high - 1] == "." and not boundaries.words(text, high - 1, high):
        high -= 1
    return low, high


def _within_number(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit()


def _number(text: str, offset: int, *, forward: bool) -> int:
    """The start of the next or previous number; the end or the start of the text if there is none."""
    position = offset if forward else boundaries.next_word_end(text, offset)
    while digit := _DIGIT.search(text, position) if forward else _DIGIT_BEFORE.search(text, 0, position):
        start, end = boundaries.words(text, *digit.span())[0]
        if (start > offset if forward else start < offset) and _FIGURE.match(text, start, end):
            return start
        position = end if forward else start
    return len(text) if forward else 0


def _name(text: str, offset: int, *, forward: bool) -> int:
    """The start of the next or previous name; the end or the start of the text if there is none."""
    low, high = boundaries.paragraph_at(text, offset)
    while True:
        starts = [match.start() for match in _NAME.finditer(text, low, high)]
        wanted = [start for start in starts if (start > offset if forward else start < offset)]
        if wanted:
            return wanted[0] if forward else wanted[-1]
        if (high >= len(text)) if forward else (low == 0):
            return len(text) if forward else 0
        low, high = boundaries.paragraph_at(text, high + 1 if forward else low - 1)


def _clauses(text: str, offset: int, sentences: Sentences) -> list[tuple[int, int]]:
    """The clauses of the paragraph that holds the offset, without the punctuation between them."""
    found: list[tuple[int, int]] = []
    for start, end in sentences_around(text, offset, sentences):
        low = start
        marks = [match.span() for match in _PHRASE_BORDER.finditer(text, start, end)]
        for mark, after in [*(span for span in marks if not _within_number(text, span[0])), (end, end)]:
            inner = boundaries.trim(text, low, mark)
            if boundaries.words(text, *inner):
                found.append(inner)
            low = after
    return found


def _clause(text: str, offset: int, *, forward: bool, sentences: Sentences) -> int:
    """The start of the next or previous clause; the end or the start of the text if there is none."""
    low, high = boundaries.paragraph_at(text, offset)
    while True:
        starts = [start for start, _ in _clauses(text, low, sentences)]
        wanted = [start for start in starts if (start > offset if forward else start < offset)]
        if wanted:
            return wanted[0] if forward else wanted[-1]
        if (high >= len(text)) if forward else (low == 0):
            return len(text) if forward else 0
        low, high = boundaries.paragraph_at(text, high + 1 if forward else low - 1)


def _clause_end(text: str, offset: int, *, forward: bool, sentences: Sentences) -> int:
    """Where a clause next ends, or ended before; the offset itself at the last or first of its paragraph."""
    ends = [end for _, end in _clauses(text, offset, sentences)]
    beyond = [end for end in ends if (end > offset if forward else end < offset)]
    return (beyond[0] if forward else beyond[-1]) if beyond else offset


def _sentence(text: str, offset: int, *, forward: bool, sentences: Sentences) -> int:
    position = offset
    while 0 <= position <= len(text):
        starts = [start for start, _ in sentences_around(text, position, sentences)]
        wanted = [start for start in starts if (start > offset if forward else start < offset)]
        if wanted:
            return wanted[0] if forward else wanted[-1]
        low, high = boundaries.paragraph_at(text, position)
        position = high + 1 if forward else low - 1
    return len(text) if forward else 0


def _sentence_end(text: str, offset: int, sentences: Sentences) -> int:
    """Where a sentence next ends; the end of the text if none does."""
    position = offset
    while position <= len(text):
        for _, end in sentences_around(text, position, sentences):
            if end > offset:
                return end
        position = boundaries.paragraph_at(text, position)[1] + 1
    return len(text)


def _paragraph(text: str, offset: int, *, forward: bool) -> int:
    """The start of the next or previous paragraph with something in it."""
    if forward:
        found = _PARAGRAPH.search(text, offset)
        return int(found.end()) if found else len(text)
    low, _ = boundaries.paragraph_at(text, offset)
    while low == offset or not text[slice(*boundaries.paragraph_at(text, low))].strip():
        if low == 0:
            return 0
        low, _ = boundaries.paragraph_at(text, low - 1)
    return low


def untagged_stretch(
    text: str, offset: int, is_tagged: Callable[[int, int], bool], sentences: Sentences, *, forward: bool
) -> tuple[int, int] | None:
    """The first sentence in which nothing is tagged that starts at or after (or ends at or before) the offset."""
    low, high = boundaries.paragraph_at(text, offset)
    while True:
        pieces = [(low + start, low + end) for start, end in sentences(text[low:high])]
        for start, end in pieces if forward else reversed(pieces):
            beyond = start >= offset if forward else end <= offset
            if beyond and not is_tagged(start, end):
                return start, end
        if (high >= len(text)) if forward else (low == 0):
            return None
        low, high = boundaries.paragraph_at(text, high + 1 if forward else low - 1)


def nudged(text: str, start: int, end: int, border: str, *, forward: bool, by_word: bool) -> tuple[int, int] | None:
    """The range with one border moved by a word or a character; None where that would leave nothing or change nothing.

    By word, a start lands where a word starts and an end where one ends; by character, white space is passed over.
    """
    move = _WORD_MOVES[border, forward] if by_word else _CHARACTER_MOVES[forward]
    at = start if border == "start" else end
    while (place := move(text, at)) != at:
        at = place
        low, high = (at, end) if border == "start" else (start, at)
        if low >= high:
            return None
        inside = low if border == "start" else high - 1
        if by_word:
            return (low, high) if boundaries.words(text, inside, inside + 1) else None
        if not text[inside].isspace():
            return low, high
    return None


_CHARACTER_MOVES = {True: boundaries.next_cluster, False: boundaries.previous_cluster}
_WORD_MOVES = {
    ("start", True): boundaries.next_word,
    ("start", False): boundaries.previous_word,
    ("end", True): boundaries.next_word_end,
    ("end", False): boundaries.previous_word_end,
}
