"""brat's standoff files: a text and its annotations beside it, DOC.txt and DOC.ann (also DOC.a1 and DOC.a2).

Read together whichever of the two is named. Offsets count code points; whether a CRLF counts as one or two, a
byte-order mark as one or none, or a file counts UTF-16 units or bytes instead, is told by the quotes. What becomes of
what we have no words for:

- A discontinuous span becomes one span from its first to its last character, with its pieces in the attribute
  `fragments` ("25 27;37 45"); pieces that only a line end parts become one plain span.
- An event becomes relations from its trigger, named by their roles, and the attribute `event` of its trigger.
- Attributes, normalisations and notes become attributes of the span; those of an event belong to its trigger. What is
  said of a relation is added to the article's note.
- `Equiv` becomes relations from the first of the equivalent spans to the others.

The configuration, in the folder of the documents or the one above, is a list of labels: see `brat_labels`.

What our own writer puts beside its files is taken back: titles and meta data from `articles.jsonl`, names that brat
does not allow, attributes in a note of the type Attributes.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from annotator.domain.headline import read_headline
from annotator.domain.model import AnnotatedArticle, Meta
from annotator.errors import ReadFailed
from annotator.formats.base import STRICT, Holds, Match, OffsetUnit, ReadOptions, ReadReport
from annotator.formats.brat_labels import is_label_list, labels_near, read_labels
from annotator.formats.brat_writer import ARTICLES, ATTRIBUTES, BREAKS, CONFIGURATION, VISUAL, real_name
from annotator.formats.draft import Draft, as_attribute, meta_of, origin_of, same_words, stable_id
from annotator.formats.head import FileHead
from annotator.formats.json_lines import shown, whole_value
from annotator.formats.registry import reader

FRAGMENTS = "fragments"
_ANNOTATIONS = (".ann", ".a1", ".a2")
_SETTINGS = (CONFIGURATION, VISUAL, "tools.conf", "kb_shortcuts.conf")
_BESIDE = (ARTICLES, *_SETTINGS)
"""What stands beside the documents of a folder and is none."""
_LARGEST = 50_000_000
_SAVE = "Save the text and its annotations in UTF-8."
_LINE = re.compile(rb"(?:[TREAMN]\d+|#\d+|\*)\t")
_BOUND = re.compile(r"(\S+(?: \S+)*?)[ \t]+(\d+[ \t]\d+(?:;\d+ \d+)*)[ \t]*(?:\t(.*))?", re.DOTALL)
_NAMED = re.compile(r"(?:[A-Za-z]+-?\d+\w*|#\d*|\*)(?:[ \t]|$)")
"""How a line begins that says something new, and does not go on with the quote of the line before."""
_ARGUMENT = re.compile(r"([^:\s]+):([TREM]\d+)")


def _together(path: Path) -> tuple[Path, ...]:
    """The files of one document: those with annotations first, then the text, then what belongs to the folder."""
    if path.name == CONFIGURATION:
        return (path, *(other for name in _SETTINGS[1:] if (other := path.with_name(name)).is_file()))
    names = [path.with_suffix(suffix) for suffix in (*_ANNOTATIONS, ".txt")]
    found = [name for name in names if name.is_file()] or [path]
    return (*found, *(other for name in _BESIDE if (other := path.with_name(name)).is_file()))


def _recognises(head: FileHead) -> Match:
    if head.suffix == ".txt":
        return Match.SURE if any(head.path.with_suffix(s).is_file() for s in _ANNOTATIONS) else Match.NO
    if head.suffix in _ANNOTATIONS and (not head.data.strip() or _LINE.match(head.data)):
        return Match.SURE
    return Match.SURE if is_label_list(head.path) else Match.NO


@reader(
    "brat",
    (".ann", ".a1", ".a2"),
    "brat standoff (.txt with .ann)",
    holds=Holds(spans=True, overlap=True, attributes=True, relations=True, notes=True, offset_unit="code points"),
    recognises=_recognises,
    together=_together,
    labels_near=labels_near,
)
def read(path: Path, *, options: ReadOptions = STRICT, report: ReadReport) -> Iterator[AnnotatedArticle]:
    """Yields the one article of a document, none of a configuration. Raises ReadFailed with the line."""
    if path.name == CONFIGURATION:
        report.tell_labels(read_labels(path))
        return
    text_file = path.with_suffix(".txt")
    files = [file for file in _together(path) if file.suffix in _ANNOTATIONS]
    if not text_file.is_file():
        if _recognises(FileHead(path)) is Match.NO:
            raise ReadFailed("This holds no annotations as brat writes them.")
        raise ReadFailed(f"The text {path.with_suffix('.txt').name} is not beside it.", "Put both in one folder.")
    for file in (*files, text_file):
        if file.stat().st_size > _LARGEST:
            raise ReadFailed(f"{file.name} is larger than any article.")
    data = text_file.read_bytes()
    try:
        raw = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReadFailed(f"{text_file.name} is no valid UTF-8, which brat demands (line {line}).", _SAVE) from error
    lines = [one for file in files for one in _lines_of(file)]
    bounds = [_as_bound(line) for line in lines if line.content[:1] == "T"]
    told = _told(text_file)
    draft, unit = _draft(raw, text_file, bounds, report)
    document = _Document(draft, unit, options.skip_bad, report, told, real_name if told else str)
    document.take(lines)
    report.advance(len(data))
    yield document.article(text_file.stem)


def _told(text_file: Path) -> dict[str, object]:
    """What our own writer says of a file in the list beside it; empty if it says nothing."""
    listed = text_file.with_name(ARTICLES)
    try:
        about = listed.stat()
    except OSError:
        return {}
    return _listed(listed, about.st_mtime_ns, about.st_size).get(text_file.name, {})


@lru_cache(maxsize=1)
def _listed(path: Path, changed: int, size: int) -> dict[str, dict[str, object]]:
    """The entries of that list by the names of their files. The last list is kept: each document of a folder asks."""
    del changed, size
    found: dict[str, dict[str, object]] = {}
    try:
        with path.open(encoding="utf-8") as listed:
            for line in listed:
                entry = json.loads(line)
                if isinstance(entry, dict) and isinstance(name := entry.pop("file", None), str):
                    found[name] = entry
    except (OSError, ValueError, RecursionError):
        return {}
    return found


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    content: str


@dataclass(frozen=True, slots=True)
class _Bound:
    """A `T` line: a label with its pieces, counted as the file counts, and their text."""

    name: str
    label: str
    pieces: tuple[tuple[int, int], ...]
    quote: str | None


def _lines_of(file: Path) -> list[_Line]:
    data = file.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReadFailed("This is no valid UTF-8, which brat demands.", _SAVE, line=line) from error
    found: list[_Line] = []
    for number, content in enumerate((line.rstrip("\r") for line in text.split("\n")), start=1):
        if found and found[-1].content[:1] in "T#" and "\t" not in content and not _NAMED.match(content):
            found[-1] = _Line(found[-1].number, f"{found[-1].content}\n{content}")
        elif content.strip():
            found.append(_Line(number, content))
    return [_Line(one.number, one.content.rstrip("\n")) for one in found]


def _as_bound(line: _Line) -> _Bound | None:
    """The labelled piece of a `T` line; None if it is none."""
    name, _, rest = line.content.partition("\t")
    match = _BOUND.fullmatch(rest.strip(" "))
    if match is None or any(len(number) > 15 for number in re.findall(r"\d+", match.group(2))):
        return None
    label, places, quote = match.groups()
    if quote is None and " " in label:
        return None
    pairs = (piece.split() for piece in places.split(";"))
    return _Bound(name, label, tuple((int(a), int(b)) for a, b in pairs), quote)


def _draft(raw: str, file: Path, bounds: list[_Bound | None], report: ReadReport) -> tuple[Draft, OffsetUnit]:
    """The article, and what its offsets count: both as the most quotes show, else as brat counts."""
    source = origin_of(file)
    draft, unit = Draft(raw, source, report), OffsetUnit.CODE_POINTS
    quoted = [bound for bound in bounds if bound is not None and bound.quote]

    def fit(draft: Draft, unit: OffsetUnit) -> int:
        return sum(same_words(_text_at(draft, unit, bound) or "", bound.quote or "") for bound in quoted)

    most = fit(draft, unit)
    texts = {draft.text.text: "each line end as one character", raw.removeprefix("\ufeff"): "no byte-order mark"}
    others = [(text, OffsetUnit.CODE_POINTS, counted) for text, counted in texts.items() if text != raw]
    if not raw.isascii():
        others += [(raw, one, one.value) for one in (OffsetUnit.UTF16, OffsetUnit.BYTES)]
    told = ""
    for text, one, counted in others if most < len(quoted) else ():
        other = Draft(text, source, report)
        if (better := fit(other, one)) > most:
            draft, unit, most, told = other, one, better, counted
    if told:
        report.warn(f"offsets count {told}, as the quotes show.")
    return draft, unit


def _text_at(draft: Draft, unit: OffsetUnit, bound: _Bound) -> str | None:
    """The text of the pieces, joined as brat joins them; None if one is no range of the text."""
    try:
        places = [draft.range_of(start, end, unit) for start, end in bound.pieces]
    except ReadFailed:
        return None
    return " ".join(draft.raw[start:end] for start, end in places)


@dataclass(slots=True)
class _Document:
    draft: Draft
    unit: OffsetUnit
    skip_bad: bool
    report: ReadReport
    told: Mapping[str, object]
    """What our own writer says of the article, beside it."""
    real: Callable[[str], str]
    """From a name that brat allows to the one that it stands for."""
    triggers: dict[str, str] = field(default_factory=dict)
    """From an event to its trigger."""
    relations: dict[str, str] = field(default_factory=dict)
    """From a relation to what it says, in words."""
    notes: list[str] = field(default_factory=list)

    def take(self, lines: list[_Line]) -> None:
        """Takes every line, in an order in which each finds what it speaks of."""
        steps: tuple[tuple[str, Callable[[str, str], None]], ...] = (
            ("T", self._span),
            ("E", self._trigger),
            ("E", self._event),
            ("R", self._relation),
            ("*", self._equivalents),
            ("AM", self._attribute),
            ("N", self._normalisation),
            ("#", self._note),
        )
        for kinds, step in steps:
            for line in lines:
                if line.content[0] in kinds:
                    self._one(line, step)
        known = "".join(kinds for kinds, _ in steps)
        for line in lines:
            if line.content[0] not in known:
                self._one(line, self._unknown)

    def _one(self, line: _Line, step: Callable[[str, str], None]) -> None:
        name, tab, rest = line.content.partition("\t")
        try:
            if not tab:
                raise ReadFailed("A tab is missing behind the first word.")
            step(name, rest)
        except ReadFailed as error:
            if not self.skip_bad:
                error.line = line.number
                raise
            self.report.refuse(error.message, line.number)

    def article(self, stem: str) -> AnnotatedArticle:
        note = "\n".join(self.notes)
        if self.told:
            told = {key: value for key, value in self.told.items() if key not in ("id", "title", "meta")}
            more = self.told.get("meta")
            meta = meta_of(told | (more if isinstance(more, dict) else {}))
            article_id, title = stable_id(self.told.get("id")), self.told.get("title")
            return self.draft.article(article_id=article_id, title=str(title or stem), meta=meta, note=note)
        top = read_headline(self.draft.text.text)
        return self.draft.article(
            title=top.title or stem,
            meta=Meta(top.source, top.url, top.date, "", top.author),
            note=note,
        )

    def _unknown(self, name: str, rest: str) -> None:
        del rest
        raise ReadFailed(f"A line that begins with {shown(name)} is nothing brat knows.")

    def _span(self, name: str, rest: str) -> None:
        bound = _as_bound(_Line(0, f"{name}\t{rest}"))
        if bound is None:
            raise ReadFailed(f"A label with its offsets is expected, not {shown(rest)}.")
        draft = self.draft
        placed = [draft.placed(start, end, self.unit) for start, end in bound.pieces]
        there = _text_at(draft, self.unit, bound)
        if bound.quote is not None and there is not None and not same_words(there, bound.quote):
            raise ReadFailed(f"The span's text {shown(bound.quote)} is not what stands there: {shown(there)}.")
        begin, stop = min(start for start, _ in placed), max(end for _, end in placed)
        draft.add_span(begin, stop, self.real(bound.label), name=name)
        text = draft.text.text
        ordered = sorted(placed)
        gaps = [text[end:start] for (_, end), (start, _) in pairwise(ordered)]
        if any(gap.strip() or not BREAKS.search(gap) for gap in gaps):
            draft.add_attribute(name, FRAGMENTS, ";".join(f"{start} {end}" for start, end in placed))

    def _trigger(self, name: str, rest: str) -> None:
        parts = rest.split()
        match = _ARGUMENT.fullmatch(parts[0]) if parts else None
        if match is None or not match.group(2).startswith("T"):
            raise ReadFailed(f"An event with its trigger is expected, not {shown(rest)}.")
        self.draft.span_named(match.group(2))
        self.triggers[name] = match.group(2)

    def _event(self, name: str, rest: str) -> None:
        if name not in self.triggers:
            return
        trigger = self.triggers[name]
        if "event" in self.draft.span_named(trigger).attributes:
            self.report.count("events whose arguments were put with those of another event of the same trigger")
        self.draft.add_attribute(trigger, "event", name)
        for argument in rest.split()[1:]:
            role, target = self._argument(argument)
            self.draft.add_relation(role, trigger, target)

    def _argument(self, argument: str) -> tuple[str, str]:
        """The role, and the span that plays it; for an event its trigger."""
        match = _ARGUMENT.fullmatch(argument)
        if match is None:
            raise ReadFailed(f"A role with its span is expected, not {shown(argument)}.")
        return match.group(1), self._span_for(match.group(2))

    def _span_for(self, name: str) -> str:
        found = self.triggers.get(name, name)
        self.draft.span_named(found)
        return found

    def _relation(self, name: str, rest: str) -> None:
        kind, *arguments = rest.split() or [""]
        if len(arguments) != 2:
            raise ReadFailed(f"A relation with two arguments is expected, not {shown(rest)}.")
        pairs = [self._argument(argument) for argument in arguments]
        if [role for role, _ in pairs] == ["Arg2", "Arg1"]:
            pairs.reverse()
        (_, first), (_, second) = pairs
        self.draft.add_relation(self.real(kind), first, second)
        ends = [self.draft.span_named(end).quote for end in (first, second)]
        self.relations[name] = f"{kind}: {ends[0]} → {ends[1]}"

    def _equivalents(self, name: str, rest: str) -> None:
        del name
        kind, *ends = rest.split() or [""]
        if len(ends) < 2:
            raise ReadFailed(f"At least two equivalent spans are expected, not {shown(rest)}.")
        first, *others = map(self._span_for, ends)
        for other in others:
            self.draft.add_relation(kind, first, other)

    def _attribute(self, name: str, rest: str) -> None:
        parts = rest.split(maxsplit=2)
        if len(parts) < 2:
            raise ReadFailed(f"An attribute with its span is expected, not {shown(rest)}.")
        kind, target = parts[:2]
        value = parts[2].strip() if len(parts) > 2 else True
        if target in self.relations:
            self._say_of_relation(target, kind if value is True else f"{kind} = {value}")
        else:
            self.draft.add_attribute(self._span_for(target), self.real(kind), value)
        del name

    def _normalisation(self, name: str, rest: str) -> None:
        del name
        head, _, text = rest.partition("\t")
        parts = head.split()
        if len(parts) != 3:
            raise ReadFailed(f"A reference with its span and entry is expected, not {shown(rest)}.")
        kind, target, entry = parts
        if target in self.relations:
            self._say_of_relation(target, f"{kind} {entry} {text}".strip())
            return
        span = self._span_for(target)
        self.draft.add_attribute(span, kind, entry)
        if text.strip():
            self.draft.add_attribute(span, f"{kind} text", text.strip())

    def _note(self, name: str, rest: str) -> None:
        head, _, text = rest.partition("\t")
        kind, target, *_ = [*head.split(), "", ""]
        text = text.strip()
        if target in self.relations:
            self._say_of_relation(target, text)
        elif kind == ATTRIBUTES and self.told:
            values = whole_value(text)
            for name, value in values.items() if isinstance(values, dict) else ():
                self.draft.add_attribute(self._span_for(target), name, as_attribute(value))
        elif not target:
            self.notes.append(text or head)
        elif target[0] in "AMN#":
            self.notes.append(f"{target}: {text}")
            self.report.warn(f"what is said of {target} stands in the article's note.")
        else:
            self.draft.add_attribute(self._span_for(target), "note" if kind == "AnnotatorNotes" else kind, text)

    def _say_of_relation(self, name: str, said: str) -> None:
        self.notes.append(f"{self.relations[name]}: {said}")
        self.report.warn(f"what is said of the relation {name} stands in the article's note.")
