"""labelbuddy's JSONL: each document with its MD5, each annotation with its place in characters and in UTF-8 bytes."""

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from annotator.domain.model import AnnotatedArticle, Span
from annotator.formats.base import Holds, Overview, Proof, ReadBack, WriteOptions, WriteReport, plain
from annotator.formats.foreign import about, told_apart
from annotator.formats.json_lines import JsonObject
from annotator.formats.json_writing import json_line
from annotator.formats.palette import hue
from annotator.formats.reading_back import json_lines_of
from annotator.formats.registry import writer

_HELD = Holds(spans=True, overlap=True, attributes=True, offset_unit="code points, UTF-8 bytes")


def _read_back(path: Path, split: str) -> Iterator[ReadBack]:
    """The spans by their bytes; whether their characters say the same is checked as well. Raises ValueError."""
    del split
    for line in json_lines_of(path):
        data = line["text"].encode("utf-8")
        if hashlib.md5(data, usedforsecurity=False).hexdigest() != line["utf8_text_md5_checksum"]:
            raise ValueError("The MD5 is not that of the text.")
        spans = []
        for found in line["annotations"]:
            start, end = found["start_char"], found["end_char"]
            if data[found["start_byte"] : found["end_byte"]].decode("utf-8") != line["text"][start:end]:
                raise ValueError("The bytes of a span are not its characters.")
            spans.append((start, end, found["label_name"]))
        yield ReadBack(spans, line["text"])


def _labels(overview: Overview) -> dict[str, bytes]:
    """The labels as labelbuddy imports them; a key must be a small letter there."""
    scheme = {label.name: label for label in overview.options.labels}
    lines = []
    for name in overview.labels:
        label = scheme.get(name)
        entry = {"name": name, "color": hue(label.color if label else "")}
        if label and len(label.key) == 1 and "a" <= label.key <= "z":
            entry["shortcut_key"] = label.key
        lines.append(json.dumps(entry, ensure_ascii=False) + "\n")
    return {"labels.jsonl": "".join(lines).encode("utf-8")}


@writer(
    "labelbuddy",
    ".jsonl",
    "labelbuddy JSONL",
    holds=_HELD,
    proof=Proof("Python’s json module", _read_back),
    loading=(
        "import json\n"
        'documents = [json.loads(line) for line in open("{file}", encoding="utf-8")]\n'
        'spans = [(d["text"][a["start_char"] : a["end_char"]], a["label_name"]) for d in documents '
        'for a in d["annotations"]]'
    ),
    choices=(
        "The attributes of a span stand in its extra_data, as JSON. labels.jsonl holds the labels with their colours."
    ),
    companions=_labels,
)
def write(articles: Iterable[AnnotatedArticle], target: BinaryIO, options: WriteOptions, report: WriteReport) -> None:
    """Writes each article as one line."""
    del options
    for annotated in articles:
        article = annotated.article
        data = article.text.encode("utf-8")
        spans = told_apart(annotated, report)
        more = about(article)
        extra = more.pop("meta", {})
        line: JsonObject = {
            "text": article.text,
            "metadata": {"id": article.id, **more, **(extra if isinstance(extra, dict) else {})},
            "display_title": article.title,
            "list_title": article.title,
            "utf8_text_md5_checksum": hashlib.md5(data, usedforsecurity=False).hexdigest(),
            "annotations": _annotations(article.text, spans),
        }
        target.write(json_line(line))
        report.count(spans)
        report.lose_what_is_not_held(annotated, _HELD)


def _annotations(text: str, spans: list[Span]) -> list[JsonObject]:
    wide = [] if text.isascii() else [at for at, char in enumerate(text) if char > "\x7f"]
    before = [0]
    for at in wide:
        before.append(before[-1] + len(text[at].encode("utf-8")) - 1)
    found = []
    for span in spans:
        annotation: JsonObject = {
            "label_name": span.label,
            "start_char": span.start,
            "end_char": span.end,
            "start_byte": span.start + before[bisect_left(wide, span.start)],
            "end_byte": span.end + before[bisect_left(wide, span.end)],
        }
        if span.attributes:
            annotation["extra_data"] = json.dumps(plain(span.attributes), ensure_ascii=False)
        found.append(annotation)
    return found
