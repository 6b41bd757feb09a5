"""brat's standoff: a folder with two files an article, its text and its annotations, and the configuration for them.

Offsets are code points. A line of an annotation file cannot hold a line end, so a span over one is written as
fragments, one for each line of it; a span that begins or ends with line ends loses those. A flag (an attribute that is
true) is an attribute; the note of a span is one; all other attributes, whose values brat could not list beforehand,
stand together as JSON in a note of the type Attributes. `articles.jsonl` tells which article each file holds.

brat's names are letters, digits, “-” and “_”: in others what is not allowed becomes its code point in hexadecimal
between underscores. `visual.conf` shows the names as they are.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TextIO

from annotator.domain.model import AnnotatedArticle, AttributeValue, Span
from annotator.formats.base import (
    Holds,
    Overview,
    Proof,
    ReadBack,
    SpanNote,
    WriteOptions,
    WriteReport,
    left_out,
    plain,
)
from annotator.formats.file_names import safe_name
from annotator.formats.foreign import about, linked, told_apart
from annotator.formats.palette import hue, pale
from annotator.formats.registry import folder_writer

ARTICLES = "articles.jsonl"
CONFIGURATION, VISUAL = "annotation.conf", "visual.conf"
ATTRIBUTES = "Attributes"
_HELD = Holds(spans=True, overlap=True, attributes=True, relations=True, offset_unit="code points")
BREAKS = re.compile("[\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]+")
"""What ends a line for brat or for those who read its files, and the tab that parts their fields."""
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_CODE = re.compile(r"_([0-9a-f]{2,6})_")


def brat_name(name: str) -> str:
    """A name that brat takes; `real_name` gives back the one it stands for."""
    if _NAME.fullmatch(name) and not _CODE.search(name):
        return name
    return "".join(char if re.fullmatch("[A-Za-z0-9-]", char) else f"_{ord(char):02x}_" for char in name)


def real_name(name: str) -> str:
    return _CODE.sub(lambda found: chr(int(found[1], 16)), name)


def shown_name(name: str) -> str:
    """A name as `visual.conf` can show it."""
    return BREAKS.sub(" ", name).replace("|", "¦")


def fragments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The pieces of text[start:end] between line ends and tabs."""
    found, at = [], start
    for gap in BREAKS.finditer(text, start, end):
        if gap.start() > at:
            found.append((at, gap.start()))
        at = gap.end()
    if at < end:
        found.append((at, end))
    return found


def _read_back(folder: Path, split: str) -> Iterator[ReadBack]:
    """Every article by its two files. Raises ValueError if a span's own text is not what stands there."""
    place = folder / split
    with (place / ARTICLES).open("rb") as listed:
        for line in listed:
            path = place / json.loads(line)["file"]
            text = path.read_bytes().decode("utf-8")
            spans = []
            for row in path.with_suffix(".ann").read_bytes().decode("utf-8").split("\n"):
                if row.startswith("T"):
                    _, where, quote = row.split("\t")
                    kind, _, ranges = where.partition(" ")
                    pieces = [tuple(map(int, piece.split(" "))) for piece in ranges.split(";")]
                    if " ".join(text[first:last] for first, last in pieces) != quote:
                        raise ValueError(f"The span {row!r} holds another text than its own.")
                    spans.append((pieces[0][0], pieces[-1][1], real_name(kind)))
            yield ReadBack(spans, text)


def _configuration(overview: Overview) -> dict[str, bytes]:
    kinds = [brat_name(name) for name in overview.labels]
    links = [brat_name(name) for name in overview.relation_types]
    flags = [brat_name(name) for name in overview.flags]
    annotation = [
        *("[entities]", *kinds),
        *("[relations]", *(f"{kind} Arg1:<ENTITY>, Arg2:<ENTITY>" for kind in links)),
        # Without this line brat refuses spans that overlap.
        "<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>",
        "[events]",
        *("[attributes]", *(f"{flag} Arg:<ENTITY>" for flag in flags)),
    ]
    scheme = {label.name: label for label in overview.options.labels}
    shown = [(brat_name(name), shown_name(name)) for name in (*overview.labels, *overview.relation_types)]
    drawn = []
    for name in overview.labels:
        label = scheme.get(name)
        drawn.append(f"{brat_name(name)} bgColor:{pale(hue(label.color if label else ''))}")
    visual = ["[labels]", *(f"{kind} | {name}" for kind, name in shown), "[drawing]", *drawn]
    files = {CONFIGURATION: annotation, VISUAL: visual}
    return {name: ("\n".join(lines) + "\n").encode("utf-8") for name, lines in files.items()}


@folder_writer(
    "brat",
    "brat standoff",
    holds=_HELD,
    proof=Proof("a reading of the files apart from the writer", _read_back),
    loading=(
        "from pathlib import Path\n"
        'files = sorted(Path("{file}").parent.glob("*.ann"))\n'
        'spans = [line.split("\\t") for file in files for line in file.read_text("utf-8").split("\\n") '
        'if line.startswith("T")]'
    ),
    choices=(
        "Two files an article; articles.jsonl tells which. A span over a line end or a tab is written as fragments. "
        "A flag is an attribute, a span's note a note, other attributes are JSON in a note of the type Attributes. "
        "Characters that brat's names cannot have become their code points between underscores."
    ),
    companions=_configuration,
)
def write(
    articles: Iterable[AnnotatedArticle], folder: Path, split: str, options: WriteOptions, report: WriteReport
) -> None:
    """Writes each article as a text file and an annotation file whose names are safe everywhere."""
    del options
    place = folder / split
    place.mkdir(exist_ok=True)
    with (place / ARTICLES).open("w", encoding="utf-8", newline="\n") as listed:
        for number, annotated in enumerate(articles, start=1):
            article = annotated.article
            name = f"{number:06}-{safe_name(article.title)}"
            (place / f"{name}.txt").write_bytes(article.text.encode("utf-8"))
            with (place / f"{name}.ann").open("w", encoding="utf-8", newline="\n") as file:
                spans = _write_annotations(annotated, file, report)
            entry = {"file": f"{name}.txt", "id": article.id, **about(article)}
            listed.write(json.dumps(entry, ensure_ascii=False) + "\n")
            report.count(spans)
            report.lose_what_is_not_held(annotated, _HELD)


def _write_annotations(annotated: AnnotatedArticle, file: TextIO, report: WriteReport) -> list[Span]:
    """Returns the spans that were written."""
    text, article_id = annotated.article.text, annotated.article.id
    numbers: dict[str, str] = {}
    there: dict[tuple[int, int, str], Span] = {}
    attributes = notes = 0
    written: list[Span] = []
    for span in told_apart(annotated, report):
        pieces = fragments(text, span.start, span.end)
        if not pieces:
            report.left_out.append(left_out(article_id, span, "It holds nothing but line ends and tabs."))
            continue
        start, end = pieces[0][0], pieces[-1][1]
        first = there.setdefault((start, end, span.label), span)
        if first is not span:
            reason = f"Without the line ends it is the same as the {first.label} “{first.quote}”."
            report.left_out.append(left_out(article_id, span, reason))
            continue
        if (start, end) != (span.start, span.end):
            report.widened.append(
                SpanNote(
                    article_id,
                    span.id,
                    span.label,
                    span.quote,
                    span.start,
                    span.end,
                    "Line ends and tabs at its ends cannot be written.",
                    start,
                    end,
                    text[start:end],
                    span.annotator,
                )
            )
        name = numbers[span.id] = f"T{len(written) + 1}"
        written.append(span)
        ranges = ";".join(f"{first} {last}" for first, last in pieces)
        quote = " ".join(text[first:last] for first, last in pieces)
        file.write(f"{name}\t{brat_name(span.label)} {ranges}\t{quote}\n")
        flags, note, others = _parted(span.attributes)
        report.flags.update(flags)
        for flag in flags:
            attributes += 1
            file.write(f"A{attributes}\t{brat_name(flag)} {name}\n")
        if note:
            notes += 1
            file.write(f"#{notes}\tAnnotatorNotes {name}\t{note}\n")
        if others:
            notes += 1
            file.write(f"#{notes}\t{ATTRIBUTES} {name}\t{json.dumps(others)}\n")
    for number, relation in enumerate(linked(annotated, numbers, report), start=1):
        ends = f"Arg1:{numbers[relation.from_id]} Arg2:{numbers[relation.to_id]}"
        file.write(f"R{number}\t{brat_name(relation.type)} {ends}\n")
    return written


def _parted(attributes: Mapping[str, AttributeValue]) -> tuple[list[str], str, dict[str, object]]:
    """Flags, the note, and all else. A note that is no single line of text is among all else."""
    flags = sorted(name for name, value in attributes.items() if value is True and name)
    note = attributes.get("note", "")
    is_line = isinstance(note, str) and note and not BREAKS.search(note) and note.strip() == note
    others = {name: value for name, value in plain(attributes).items() if name not in flags}
    if is_line:
        del others["note"]
    return flags, str(note) if is_line else "", others
