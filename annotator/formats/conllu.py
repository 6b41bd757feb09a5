"""CoNLL-U: a word on each line in ten columns, a blank line behind each sentence, comments in front of it.

The text is put together from the words as the file says they stand: `SpaceAfter=No` and `SpacesAfter`, the surface of a
multiword token (`1-2`) instead of its words, and `# text`, which must say the same. Between sentences it has what
`SpacesAfter` says, else a space within a paragraph and an empty line between two (`# newpar`); where the file tells
neither of paragraphs nor of spaces, each sentence has a line. `# newdoc` begins a new article.

Spans are in the last column, if at all: each of its keys (`NER=B-actor`, a bare `B-actor`) whose values are tags is a
layer of them. Empty nodes (`8.1`), lemmas and all grammar are passed over.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.model import AnnotatedArticle, Origin
from annotator.errors import ReadFailed
from annotator.formats.base import STRICT, Holds, Match, ReadOptions, ReadReport
from annotator.formats.decoding import decode
from annotator.formats.draft import Draft, meta_of, origin_of, stable_id
from annotator.formats.head import FileHead
from annotator.formats.json_lines import shown
from annotator.formats.registry import reader
from annotator.formats.tag_schemes import SPAN_TAG, TAG, scheme_of, spans_of

_COLUMNS = 10
_ID = re.compile(r"(\d{1,9})(?:-(\d{1,9})|\.\d{1,9})?")
_HEAD = re.compile(r"_|\d+")
_DEPENDENCIES = re.compile(r"_|\d+(?:\.\d+)?:\S.*")
_SPACES = re.compile(r"\\([strnp\\])")
_SPACE = {"s": " ", "t": "\t", "r": "\r", "n": "\n", "p": "|", "\\": "\\"}
_META = {"sourceURL": "url", "dateCreated": "date"}
_LARGEST = 200_000_000


def is_conllu(head: FileHead) -> bool:
    """Whether the lines at the beginning of a file are comments and words as CoNLL-U writes them.

    A file that is called so by its suffix may have bad lines: the reader names them.
    """
    lines = head.data.decode("utf-8-sig", "replace").split("\n")
    rows = [line.rstrip("\r").split("\t") for line in lines[:-1] if line.strip() and not line.startswith("#")]
    good = sum(map(_is_word, rows))
    return good > 0 and (good == len(rows) or (head.suffix == ".conllu" and 2 * good > len(rows)))


def _is_word(row: Sequence[str]) -> bool:
    return (
        len(row) == _COLUMNS
        and _ID.fullmatch(row[0]) is not None
        and (row[5] == "_" or "=" in row[5])
        and _HEAD.fullmatch(row[6]) is not None
        and _DEPENDENCIES.fullmatch(row[8]) is not None
    )


def _recognises(head: FileHead) -> Match:
    return Match.SURE if is_conllu(head) else Match.NO


@reader(
    "conllu",
    (".conllu",),
    "CoNLL-U, with tags of spans in its last column",
    holds=Holds(spans=True, overlap=True, offset_unit="tokens"),
    recognises=_recognises,
)
def read(path: Path, *, options: ReadOptions = STRICT, report: ReadReport) -> Iterator[AnnotatedArticle]:
    """Yields one article for each `# newdoc`, else one for the file. Raises ReadFailed with the line.

    A sentence with a bad line can be left out as a whole.
    """
    if path.stat().st_size > _LARGEST:
        raise ReadFailed(f"The file is larger than {_LARGEST // 1_000_000} MB.", "Split it.")
    decoded = decode(path.read_bytes(), options.encoding)
    if decoded.is_guess:
        report.warn(f"read as {decoded.encoding}, which is a guess: look whether its letters are right.")
    source = origin_of(path)._replace(encoding=decoded.encoding)
    documents = [one for one in _documents(decoded.text, options.skip_bad, report) if one.sentences]
    if not documents:
        if not report.refused:
            raise ReadFailed("The file holds no words.")
        return
    words = [word for document in documents for word in document.words()]
    if len(words) > 1 and all(word.token.form == "_" for word in words):
        raise ReadFailed("Every word is “_”: the text of this file is held back.", "Ask who made it for the texts.")
    layers = _layers(words, report)
    found = "the text alone was taken: the last column holds no tags of spans"
    if layers:
        named = " and ".join(shown(key) if key else "bare tags" for key in layers)
        columns = ([word.tag(key) for word in words] for key in layers)
        found = f"{scheme_of(columns)} of spans read from the last column ({named})"
    report.warn(f"text put together from its words; {found}. Lemmas and grammar were left out.")
    for document in documents:
        yield _article(document, layers, source, report)


@dataclass(slots=True)
class _Token:
    """What stands in the text: a word, or several that are written as one. `start` and `end` count its sentence."""

    form: str
    more: Mapping[str, str]
    """What the last column says: its keys with their values, "" for a value without a key."""
    start: int = 0
    end: int = 0


@dataclass(slots=True)
class _Word:
    token: _Token
    more: Mapping[str, str]
    told: dict[str, str] = field(default_factory=dict)
    """Tags that stand at the token of several words to which this one belongs."""

    def tag(self, key: str) -> str:
        own = self.more.get(key, "_")
        return self.told.get(key, "O") if own == "_" else own


@dataclass(slots=True)
class _Sentence:
    text: str
    words: list[_Word]
    gap: str | None
    """The white space behind it, where the file tells it; None where it tells nothing."""
    is_exact: bool
    """Whether the file tells of white space other than that there is none."""
    begins_paragraph: bool


@dataclass(slots=True)
class _Document:
    line: int
    id: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    sentences: list[_Sentence] = field(default_factory=list)

    def words(self) -> Iterator[_Word]:
        for sentence in self.sentences:
            yield from sentence.words


@dataclass(slots=True)
class _Block:
    """The lines of one sentence with their numbers."""

    comments: list[tuple[int, str]] = field(default_factory=list)
    rows: list[tuple[int, str]] = field(default_factory=list)


def _documents(text: str, skip_bad: bool, report: ReadReport) -> list[_Document]:
    found = [_Document(1)]
    for block in _blocks(text):
        stated: tuple[int, str] | None = None
        begins_paragraph = False
        for line, comment in block.comments:
            name, _, value = (part.strip() for part in comment.partition("="))
            if name in ("newdoc", "newdoc id"):
                found.append(_Document(line, value))
                begins_paragraph = True
            elif name in ("newpar", "newpar id"):
                begins_paragraph = True
            elif name == "text":
                stated = line, comment.partition("=")[2].strip(" ")
            elif name.startswith("meta::") and value:
                key = name.removeprefix("meta::").strip()
                found[-1].meta[_META.get(key, key)] = value
        if not block.rows:
            continue
        try:
            found[-1].sentences.append(_sentence(block.rows, stated, begins_paragraph))
        except ReadFailed as error:
            if not skip_bad:
                raise
            report.refuse(f"{error.message} The sentence was left out.", error.line)
    return found


def _blocks(text: str) -> Iterator[_Block]:
    block = _Block()
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        line = line.rstrip("\r")
        if line.startswith("#"):
            block.comments.append((number, line[1:].strip()))
        elif line.strip():
            block.rows.append((number, line))
        elif block.rows or block.comments:
            yield block
            block = _Block()
    yield block


def _sentence(rows: Iterable[tuple[int, str]], stated: tuple[int, str] | None, begins_paragraph: bool) -> _Sentence:
    """Raises ReadFailed with the line that is to blame."""
    tokens: list[_Token] = []
    words: list[_Word] = []
    begin = last = 0
    """The first and last word of the latest multiword token."""
    line = 0
    for line, row in rows:
        first, stop, cells = _cells(line, row)
        if first is None:
            continue
        more = _more(cells[-1])
        token = _Token(_unspaced(more.get("SpacesInToken", "")) or cells[1], more)
        expected = len(words) + 1
        if first != expected or (stop is not None and (stop < first or last >= first)):
            raise ReadFailed(f"The word is numbered {shown(cells[0])} where {expected} is expected.", line=line)
        if stop is not None:
            begin, last = first, stop
            tokens.append(token)
            continue
        if first > last:
            tokens.append(token)
        words.append(_Word(tokens[-1], more))
        if first == last:
            _hand_down(tokens[-1], words[begin - 1 :])
    if last > len(words):
        raise ReadFailed(f"The words up to {last} are expected; the sentence ends with {len(words)}.", line=line)
    if not words:
        raise ReadFailed("The sentence has no words.", line=line)
    return _placed(tokens, words, stated, begins_paragraph)


def _cells(line: int, row: str) -> tuple[int | None, int | None, list[str]]:
    """The number of a word, the last one of several that are written as one, and the cells. An empty node has none."""
    cells = row.split("\t")
    if len(cells) != _COLUMNS:
        raise ReadFailed(f"Columns on this line, parted by tabs: {len(cells)}; CoNLL-U has {_COLUMNS}.", line=line)
    match = _ID.fullmatch(cells[0])
    if match is None:
        raise ReadFailed(f"{shown(cells[0])} is no number of a word, such as 1, 1-2 or 1.1.", line=line)
    if "." in cells[0]:
        return None, None, cells
    if not cells[1].strip():
        raise ReadFailed("The word is empty.", line=line)
    return int(match[1]), int(match[2]) if match[2] else None, cells


def _more(cell: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in cell.strip().split("|"):
        key, equals, value = item.partition("=")
        found.setdefault(key if equals else "", value if equals else key)
    return found


def _unspaced(written: str) -> str:
    return _SPACES.sub(lambda match: _SPACE[match[1]], written)


def _hand_down(token: _Token, words: Sequence[_Word]) -> None:
    """Gives the tags that stand at several words written as one to these words."""
    for key, tag in token.more.items():
        if not SPAN_TAG.match(tag):
            continue
        kind, _, label = tag.partition("-")
        kinds = ["I"] * len(words)
        if kind in "ELSU":
            kinds[-1] = "E"
        if kind in "BSU":
            kinds[0] = kind if len(words) == 1 else "B"
        for word, one in zip(words, kinds, strict=True):
            word.told[key] = f"{one}-{label}"


def _placed(
    tokens: Sequence[_Token], words: list[_Word], stated: tuple[int, str] | None, begins_paragraph: bool
) -> _Sentence:
    """The sentence with its text, and every token in its place there. Raises ReadFailed if `# text` says another."""
    text, gap, is_exact = "", None, False
    for token in tokens:
        before, after = token.more.get("SpacesBefore"), token.more.get("SpacesAfter")
        is_exact = is_exact or before is not None or after is not None or "SpacesInToken" in token.more
        text += (gap if gap is not None else " " if text else "") + _unspaced(before or "")
        token.start, token.end = len(text), len(text) + len(token.form)
        text += token.form
        gap = _unspaced(after) if after is not None else "" if token.more.get("SpaceAfter") == "No" else None
    if stated is not None and stated[1] != text:
        line, other = stated
        if _solid(other) != _solid(text):
            raise ReadFailed(f"“# text” is {shown(other)}, but the words give {shown(text)}.", line=line)
        if not is_exact:
            _move(tokens, other)
            text = other
    return _Sentence(text, words, gap, is_exact, begins_paragraph)


def _solid(text: str) -> str:
    return "".join(text.split())


def _move(tokens: Iterable[_Token], text: str) -> None:
    """Puts the tokens where they stand in a text that differs from theirs by its white space alone."""
    places = [at for at, char in enumerate(text) if not char.isspace()]
    first = 0
    for token in tokens:
        length = len(_solid(token.form))
        token.start, token.end = places[first], places[first + length - 1] + 1
        first += length


def _layers(words: Sequence[_Word], report: ReadReport) -> list[str]:
    """The keys of the last column whose values are tags of spans."""
    values: dict[str, set[str]] = {}
    for word in words:
        for more in (word.more, word.token.more):
            for key, value in more.items():
                values.setdefault(key, set()).add(value)
    if any(value.startswith("(") for value in values.get("Entity", ())):
        report.warn("“Entity” holds mentions in brackets, not tags; they were left out.")
    return [key for key, found in values.items() if all(map(TAG.fullmatch, found)) and any(map(SPAN_TAG.match, found))]


def _article(document: _Document, layers: Iterable[str], source: Origin, report: ReadReport) -> AnnotatedArticle:
    text = ""
    places: list[tuple[int, int]] = []
    breaks: list[int] = []
    sentences = document.sentences
    is_exact = any(one.is_exact for one in sentences) or any(one.begins_paragraph for one in sentences[1:])
    for sentence, following in zip(sentences, [*sentences[1:], None], strict=True):
        breaks.append(len(places))
        places += [(len(text) + word.token.start, len(text) + word.token.end) for word in sentence.words]
        text += sentence.text
        if following is not None:
            text += _between(sentence, following, is_exact)
    draft = Draft(text, source, report, document.line)
    words = list(document.words())
    for key in layers:
        for first, last, label in spans_of([word.tag(key) for word in words], frozenset(breaks)):
            begin, stop = draft.placed(places[first][0], places[last][1])
            draft.add_span(begin, stop, label)
    title = document.meta.pop("title", "")
    return draft.article(article_id=stable_id(document.id), title=title, meta=meta_of(document.meta))


def _between(sentence: _Sentence, following: _Sentence, is_exact: bool) -> str:
    """What stands between two sentences; without `is_exact` the file tells too little for more than a line for each."""
    if sentence.gap:
        return sentence.gap
    if not is_exact:
        return "\n"
    return "\n\n" if following.begins_paragraph else " " if sentence.gap is None else ""
