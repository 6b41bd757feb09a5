"""Reading spaCy's DocBin: `doc.spans` of every key and `doc.ents`.

The file is unpacked by hand, with limits, and no Doc is built of it: nothing in it is run, and a broken file cannot
break what spaCy has in C. What our own writer puts into `doc.user_data` (ids, annotators, attributes, the exact ranges
of spans, relations, meta data) is taken back when it fits the text.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.domain.model import AnnotatedArticle, Meta, Status
from annotator.errors import ReadFailed
from annotator.formats.base import STRICT, Holds, Match, ReadOptions, ReadReport
from annotator.formats.draft import Draft, as_attribute, meta_of, origin_of
from annotator.formats.head import FileHead
from annotator.formats.json_lines import clean_json
from annotator.formats.registry import reader

_LARGEST = 1_000_000_000
"""In bytes, unpacked."""
_SPAN = struct.Struct(">QQQllll")
_DEFAULT_KEY = "sc"
_INSIDE, _BEGIN = 1, 3
"""As spaCy numbers the tags of `doc.ents`; 2 is outside, 0 unknown."""


def _recognises(head: FileHead) -> Match:
    if head.data[:1] != b"\x78":
        return Match.NO
    try:
        start = zlib.decompressobj().decompress(head.data, 200)
    except zlib.error:
        return Match.NO
    return Match.SURE if b"attrs" in start else Match.NO


@reader(
    "spacy",
    (".spacy",),
    "spaCy DocBin",
    holds=Holds(
        spans=True, overlap=True, annotators=True, attributes=True, relations=True, status=True, notes=True,
        offset_unit="tokens",
    ),
    recognises=_recognises,
)  # fmt: skip
def read(path: Path, *, options: ReadOptions = STRICT, report: ReadReport) -> Iterator[AnnotatedArticle]:
    """Yields one article for each Doc. Raises ReadFailed, counting Docs as lines."""
    source = origin_of(path)
    bin_ = _unpacked(path)
    for number, doc in enumerate(_docs(bin_), start=1):
        try:
            if not doc.text.strip():
                report.refuse("The Doc holds no text.", number)
                continue
            yield _Doc(doc, Draft(doc.text, source, report, number), options.skip_bad).article()
        except ReadFailed as error:
            if not options.skip_bad:
                error.line = error.line or number
                raise
            report.refuse(error.message, number)
    report.advance(path.stat().st_size)


@dataclass(frozen=True, slots=True)
class _Parts:
    """One Doc: its text, the places of its tokens, its spans by tokens (last exclusive), and the rest."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    groups: Sequence[tuple[str, str, str, int, int]]
    """(key, id, label, first, last)"""
    ents: Sequence[tuple[str, int, int]]
    cats: Mapping[str, object]
    user_data: Mapping[str, object]


def _unpacked(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(data, _LARGEST)
    except zlib.error as error:
        raise ReadFailed(f"This is no DocBin, or a damaged one: {error}.") from error
    if unpacker.unconsumed_tail:
        raise ReadFailed(f"Unpacked it has more than {_LARGEST // 1_000_000} MB.", "Split it.")
    if not unpacker.eof:
        raise ReadFailed("The file is cut off.")
    found = _unpack(plain)
    if not isinstance(found, dict) or not {"attrs", "tokens", "spaces", "lengths", "strings"} <= found.keys():
        raise ReadFailed("This is no DocBin: it lacks what every DocBin has.")
    return found


def _unpack(data: bytes) -> Any:
    """A msgpack value. Raises ReadFailed."""
    from srsly.msgpack._unpacker import unpackb  # type: ignore[import-untyped]

    try:
        return unpackb(data, raw=False, use_list=False, strict_map_key=False)
    except (ValueError, TypeError, RecursionError, MemoryError, OverflowError) as error:
        raise ReadFailed(f"This is no DocBin, or a damaged one: {type(error).__name__}.") from error


def _docs(bin_: dict[str, Any]) -> Iterator[_Parts]:
    """Raises ReadFailed if the parts of the file do not fit each other."""
    import numpy
    from spacy.attrs import IDS  # type: ignore[import-not-found]
    from spacy.strings import get_string_id

    try:
        attrs = [int(one) for one in bin_["attrs"]]
        lengths = numpy.frombuffer(bin_["lengths"], dtype="<i4").tolist()
        spaces = numpy.frombuffer(bin_["spaces"], dtype=bool)
        tokens = numpy.frombuffer(bin_["tokens"], dtype="<u8").reshape(-1, len(attrs))
        strings = {get_string_id(one): str(one) for one in bin_["strings"]}
        orth = attrs.index(IDS["ORTH"])
    except (ValueError, TypeError, KeyError, OverflowError, ZeroDivisionError) as error:
        raise ReadFailed(f"This is no DocBin, or a damaged one: {error}.") from error
    if any(length < 0 for length in lengths) or not sum(lengths) == len(tokens) == len(spaces):
        raise ReadFailed("The DocBin is damaged: its parts do not fit each other.")
    strings[0] = ""
    columns = [attrs.index(IDS[name]) if IDS[name] in attrs else -1 for name in ("ENT_IOB", "ENT_TYPE")]
    position = 0

    def string(number: int) -> str:
        if number not in strings:
            raise ReadFailed("The DocBin is damaged: it lacks a string that it names.")
        return strings[number]

    for index, length in enumerate(lengths):
        rows = tokens[position : position + length]
        is_unknown = bool(_at(bin_.get("flags"), index, {}).get("has_unknown_spaces"))
        follow = [True] * length if is_unknown else spaces[position : position + length].tolist()
        position += length
        starts, ends, pieces, at = [], [], [], 0
        for orth_id, space in zip(rows[:, orth].tolist(), follow, strict=True):
            word = string(orth_id)
            starts.append(at)
            ends.append(at + len(word))
            pieces.append(word + " " if space else word)
            at += len(pieces[-1])
        ents: list[tuple[str, int, int]] = []
        if -1 not in columns:
            tags = zip(rows[:, columns[0]].tolist(), rows[:, columns[1]].tolist(), strict=True)
            ents = [(string(label), first, last) for label, first, last in _ents(tags)]
        groups = [
            (key, string(span_id), string(label), first, last)
            for key, span_id, label, first, last in _groups(_at(bin_.get("span_groups"), index, b""), length)
        ]
        user_data = _at(bin_.get("user_data"), index, b"")
        told = _unpack(user_data) if user_data else {}
        cats = _at(bin_.get("cats"), index, {})
        yield _Parts("".join(pieces), starts, ends, groups, ents, cats, told if isinstance(told, dict) else {})


def _at(values: object, index: int, fallback: Any) -> Any:
    """The value of one Doc; the fallback if there is none, or one of another kind."""
    found = values[index] if isinstance(values, list | tuple) and index < len(values) else fallback
    return found if isinstance(found, type(fallback)) else fallback


def _ents(tags: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """(label, first, last) of `doc.ents`, last exclusive."""
    first, label, number = -1, 0, -1
    for number, (iob, kind) in enumerate(tags):
        if first >= 0 and (iob != _INSIDE or kind != label):
            yield label, first, number
            first = -1
        if iob in (_BEGIN, _INSIDE) and kind and first < 0:
            first, label = number, kind
    if first >= 0:
        yield label, first, number + 1


def _groups(data: bytes, length: int) -> Iterator[tuple[str, int, int, int, int]]:
    """(key, id, label, first, last) of the spans of every key."""
    packed = _unpack(data) if data else {}
    pairs: list[tuple[object, Sequence[object]]] = []
    if isinstance(packed, dict):
        pairs = [(group, keys) for group, keys in packed.items() if isinstance(keys, list | tuple)]
    elif isinstance(packed, list | tuple):
        pairs = [(group, ()) for group in packed]
    for group, keys in pairs:
        found = _unpack(group) if isinstance(group, bytes) else None
        if not isinstance(found, dict) or not isinstance(found.get("spans"), list | tuple):
            raise ReadFailed("The DocBin is damaged: a group of spans cannot be read.")
        for key in keys or (found.get("name") or _DEFAULT_KEY,):
            for one in found["spans"]:
                if not isinstance(one, bytes) or len(one) != _SPAN.size:
                    raise ReadFailed("The DocBin is damaged: a span cannot be read.")
                span_id, _, label, first, last, _, _ = _SPAN.unpack(one)
                if not 0 <= first < last <= length:
                    raise ReadFailed(f"A span from token {first} to {last} is none of a Doc with {length} tokens.")
                yield str(key), span_id, label, first, last


@dataclass(slots=True)
class _Doc:
    parts: _Parts
    draft: Draft
    skip_bad: bool

    def article(self) -> AnnotatedArticle:
        parts, draft = self.parts, self.draft
        told = parts.user_data if parts.user_data.get("sha256") == draft.sha256 else {}
        own = {str(one["id"]): one for one in _dicts(told.get("spans")) if "id" in one}
        for key, span_id, label, first, last in parts.groups:
            self._add(label, first, last, own.get(span_id, {}), span_id, "" if key == _DEFAULT_KEY else key)
        taken = {(span.start, span.end, span.label) for span in draft.spans.values()}
        widened = {(parts.starts[first], parts.ends[last - 1], label) for _, _, label, first, last in parts.groups}
        for label, first, last in parts.ents:
            place = (parts.starts[first], parts.ends[last - 1], label)
            if place not in taken and place not in widened:
                self._add(label, first, last, {}, "", "")
        for one in _dicts(told.get("relations")):
            ends = [str(one.get(key, "")) for key in ("from", "to")]
            if all(draft.has(end) for end in ends):
                draft.add_relation(str(one.get("type", "")), *ends)
            else:
                draft.report.tally("a relation to a span that is not in the file was left out.", draft.line or 1)
        return self._finished(told)

    def _add(self, label: str, first: int, last: int, told: Mapping[str, Any], span_id: str, key: str) -> None:
        start, end = self.parts.starts[first], self.parts.ends[last - 1]
        if isinstance(told.get("start"), int) and isinstance(told.get("end"), int):
            start, end = told["start"], told["end"]
        begin, stop = self.draft.placed(start, end)
        given = told.get("attributes")
        attributes = {str(k): as_attribute(v) for k, v in given.items()} if isinstance(given, dict) else {}
        if key:
            attributes["spans_key"] = key
        self.draft.add_span(
            begin, stop, label, name=span_id, span_id=span_id, annotator=str(told.get("annotator", "")),
            attributes=attributes,
        )  # fmt: skip

    def _finished(self, told: Mapping[str, Any]) -> AnnotatedArticle:
        draft = self.draft
        if not told:
            extra = {str(key): value for key, value in self.parts.user_data.items()}
            meta = {key: value for key, value in extra.items() if _is_json(value)}
            if self.parts.cats:
                meta["cats"] = dict(self.parts.cats)
            title = meta.pop("title", "")
            return draft.article(title=title if isinstance(title, str) else "", meta=meta_of(meta))
        given = told.get("meta")
        meta_told: Mapping[str, Any] = given if isinstance(given, dict) else {}
        known = {key: str(meta_told.get(key) or "") for key in ("source", "url", "date", "language", "author")}
        more = meta_told.get("extra")
        extra = {str(key): clean_json(_listed(value)) for key, value in more.items()} if isinstance(more, dict) else {}
        status = told.get("status")
        found = draft.article(
            article_id=str(told.get("id", "")),
            title=str(told.get("title", "")),
            meta=Meta(**known, extra=extra),
            status=Status(status) if status in set(Status) else None,
            note=str(told.get("note", "")),
        )
        return found._replace(article=found.article._replace(flag=told.get("flag") is True))


def _dicts(values: object) -> list[dict[str, Any]]:
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list | tuple) else []


def _listed(value: object) -> object:
    """Lists, which the file's packing gives back as tuples."""
    if isinstance(value, list | tuple):
        return [_listed(one) for one in value]
    return {str(key): _listed(one) for key, one in value.items()} if isinstance(value, dict) else value


def _is_json(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool)
