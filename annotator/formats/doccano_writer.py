"""doccano's JSONL with entities and relations, one line an article that ends with LF, offsets in code points.

Entities and relations are numbered through the whole file, from 1. What is known of an article stands in keys of its
own, which doccano keeps as meta data. Files of this kind may count characters or UTF-16 units, so each line says which.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from annotator.domain.model import AnnotatedArticle
from annotator.formats.base import Holds, OffsetUnit, Overview, Proof, ReadBack, WriteOptions, WriteReport
from annotator.formats.foreign import about, linked, told_apart
from annotator.formats.json_lines import JsonObject
from annotator.formats.json_writing import json_line
from annotator.formats.palette import hue
from annotator.formats.reading_back import json_lines_of
from annotator.formats.registry import writer

_HELD = Holds(spans=True, overlap=True, relations=True, offset_unit="code points")


def _read_back(path: Path, split: str) -> Iterator[ReadBack]:
    del split
    for line in json_lines_of(path):
        spans = [(entity["start_offset"], entity["end_offset"], entity["label"]) for entity in line["entities"]]
        yield ReadBack(spans, line["text"])


def label_config(overview: Overview) -> dict[str, bytes]:
    """The labels as doccano imports them: every one has a colour of its own, and a key if the project gives one."""
    scheme = {label.name: label for label in overview.options.labels}
    kinds = []
    for name in overview.labels:
        label = scheme.get(name)
        kind = {"text": name, "background_color": hue(label.color if label else ""), "text_color": "#ffffff"}
        if label and label.key:
            kind["suffix_key"] = label.key
        kinds.append(kind)
    return {"labels.json": (json.dumps(kinds, ensure_ascii=False, indent=1) + "\n").encode("utf-8")}


@writer(
    "doccano",
    ".jsonl",
    "doccano JSONL (entities and relations)",
    holds=_HELD,
    proof=Proof("Python’s json module", _read_back),
    loading=(
        "import json\n"
        'articles = [json.loads(line) for line in open("{file}", encoding="utf-8")]\n'
        'spans = [(a["text"][e["start_offset"] : e["end_offset"]], e["label"]) for a in articles '
        'for e in a["entities"]]'
    ),
    choices=(
        "The doccano project must allow overlapping spans, and must not count grapheme clusters. labels.json holds "
        "the labels for its label page."
    ),
    companions=label_config,
)
def write(articles: Iterable[AnnotatedArticle], target: BinaryIO, options: WriteOptions, report: WriteReport) -> None:
    """Writes each article as one line."""
    del options
    entity_id = relation_id = 0
    for annotated in articles:
        article = annotated.article
        spans = told_apart(annotated, report)
        numbers: dict[str, int] = {}
        for span in spans:
            entity_id += 1
            numbers[span.id] = entity_id
        relations = []
        for relation in linked(annotated, numbers.keys(), report):
            relation_id += 1
            ends = {"from_id": numbers[relation.from_id], "to_id": numbers[relation.to_id]}
            relations.append({"id": relation_id, **ends, "type": relation.type})
        line: JsonObject = {
            "id": article.id,
            "text": article.text,
            "entities": [
                {"id": numbers[span.id], "label": span.label, "start_offset": span.start, "end_offset": span.end}
                for span in spans
            ],
            "relations": relations,
            "offset_unit": OffsetUnit.CODE_POINTS.value,
            **about(article),
        }
        target.write(json_line(line))
        report.count(spans)
        report.lose_what_is_not_held(annotated, _HELD)
        if article.text[:1].isspace():
            report.choices["space"] = (
                "Some texts begin with white space. Some versions of doccano take it off, which moves their spans."
            )
