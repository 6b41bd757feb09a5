"""What the project says of the articles of one file, kept small, and compared span by span with what is read back.

The project itself is not read a second time: somebody may be tagging in it meanwhile.
"""

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import Any, NamedTuple

from annotator.domain.model import AnnotatedArticle
from annotator.errors import WriteFailed
from annotator.formats.base import FoundSpan, ReadBack, SpanNote, WriteReport


class _Entry(NamedTuple):
    """One article: the SHA-256 of its text, and its spans as all starts, all ends and the numbers of all labels."""

    id: str
    sha256: bytes
    spans: "array[int]"
    flat: "array[int]"


class _Numbers(dict[str, int]):
    """Numbers labels in the order in which they are first asked for."""

    def __missing__(self, label: str) -> int:
        self[label] = number = len(self)
        return number


class Ledger:
    """The articles of one file in the order they were written.

    With `is_solid` texts are taken without their white space, and offsets count what is left.
    """

    def __init__(self, *, is_solid: bool = False) -> None:
        self._is_solid = is_solid
        self._entries: list[_Entry] = []
        self._labels = _Numbers()

    def watch(self, articles: Iterable[AnnotatedArticle], report: WriteReport) -> Iterator[AnnotatedArticle]:
        """Hands the articles on to a writer, and enters each as the writer's report says that it was written."""
        for annotated in articles:
            before = len(report.widened), len(report.left_out), len(report.not_in_ents)
            yield annotated
            self._enter(
                annotated,
                report.widened[before[0] :],
                report.left_out[before[1] :],
                report.not_in_ents[before[2] :],
            )

    def compare(self, found: Iterable[ReadBack], name: str) -> None:
        """Raises WriteFailed, naming the first span that differs, if what was read back is not what was entered."""
        number = 0
        for number, (entry, back) in enumerate(zip_longest(self._entries, found), 1):
            if entry is None or back is None:
                there = "more" if entry is None else "fewer"
                raise unlike(name, f"it has {there} articles than the project: {number if back else number - 1}.")
            if back.text is not None and hashlib.sha256(back.text.encode("utf-8")).digest() != entry.sha256:
                raise unlike(name, f"the text of the article {entry.id} is another.")
            if not _are_same(self._packed(back.spans), entry.spans):
                raise self._span_unlike(name, entry, entry.spans, back.spans)
            if back.flat is not None and not _are_same(self._packed(back.flat), entry.flat):
                raise self._span_unlike(name, entry, entry.flat, back.flat)

    def _enter(
        self,
        annotated: AnnotatedArticle,
        widened: Sequence[SpanNote],
        missing: Sequence[SpanNote],
        not_flat: Sequence[SpanNote],
    ) -> None:
        article = annotated.article
        if not (self._is_solid or widened or missing or not_flat):
            packed = self._packed(annotated.spans, at=2)
            self._entries.append(_Entry(article.id, bytes.fromhex(article.sha256), packed, packed))
            return
        gone = {note.span for note in missing}
        moved = {note.span: note for note in widened}
        spans: list[FoundSpan] = []
        flat: list[FoundSpan] = []
        in_flat = {note.span: note for note in not_flat}
        for span in annotated.spans:
            if span.id in gone:
                continue
            start, end = span.start, span.end
            if (note := moved.get(span.id)) is not None and note.new_start is not None and note.new_end is not None:
                start, end = note.new_start, note.new_end
            spans.append((start, end, span.label))
            if (other := in_flat.get(span.id)) is None:
                flat.append((start, end, span.label))
            elif other.new_start is not None and other.new_end is not None:
                flat.append((other.new_start, other.new_end, span.label))
        sha256 = bytes.fromhex(article.sha256)
        if self._is_solid:
            solid, places = _without_space(article.text, {offset for span in (*spans, *flat) for offset in span[:2]})
            sha256 = hashlib.sha256(solid.encode("utf-8")).digest()
            spans, flat = (
                [(places[start], places[end], label) for start, end, label in some] for some in (spans, flat)
            )
        packed = self._packed(spans)
        self._entries.append(_Entry(article.id, sha256, packed, self._packed(flat) if in_flat else packed))

    def _packed(self, spans: Sequence[tuple[Any, ...]], at: int = 0) -> "array[int]":
        """Packs spans, or other tuples in which start, end and label follow one another at a place."""
        if not spans:
            return array("q")
        starts, ends, labels = islice(zip(*spans, strict=True), at, at + 3)
        return array("q", [*starts, *ends, *map(self._labels.__getitem__, labels)])

    def _span_unlike(self, name: str, entry: _Entry, packed: "array[int]", found: list[FoundSpan]) -> WriteFailed:
        names = list(self._labels)
        expected = Counter((start, end, names[label]) for start, end, label in _unpacked(packed))
        there = Counter(found)
        start, end, label = min((expected - there) or (there - expected))
        lacks = "lacks" if (start, end, label) in expected - there else "has, and the project has not,"
        return unlike(name, f"the article {entry.id} {lacks} the {label} from {start} to {end}.")


def _are_same(packed: "array[int]", other: "array[int]") -> bool:
    """Whether these are the same spans, in whatever order."""
    return packed == other or sorted(_unpacked(packed)) == sorted(_unpacked(other))


def _unpacked(packed: "array[int]") -> Iterable[tuple[int, int, int]]:
    many = len(packed) // 3
    return zip(packed[:many], packed[many : 2 * many], packed[2 * many :], strict=True)


def _without_space(text: str, offsets: Iterable[int]) -> tuple[str, dict[int, int]]:
    """The text without its white space, and where in it these offsets are."""
    solid, last, length = [], 0, 0
    places: dict[int, int] = {}
    for offset in sorted(offsets):
        piece = "".join(text[last:offset].split())
        solid.append(piece)
        length += len(piece)
        places[offset], last = length, offset
    return "".join([*solid, *text[last:].split()]), places


def unlike(name: str, how: str) -> WriteFailed:
    """The failure of an export that is not what it should be."""
    return WriteFailed(
        f"“{name}” was read back and is not what the project holds: {how}",
        "Nothing was left behind, and the project is as it was. Please report this as a fault of Annotator.",
    )
