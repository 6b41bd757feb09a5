"""Label Studio's tasks: a JSON list with one task a line, an annotation for each annotator, offsets in UTF-16 units.

The labelling configuration stands beside it. Whose a span is and its attributes stand in the `meta` of its region,
which Label Studio keeps: it knows annotators only as users of its own, and refuses the names of others.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import quoteattr

from annotator.domain.model import AnnotatedArticle, Span, Suggestion
from annotator.domain.offsets import Utf16Offsets
from annotator.formats.base import Holds, Overview, Proof, ReadBack, WriteOptions, WriteReport, plain
from annotator.formats.foreign import about
from annotator.formats.json_lines import JsonObject
from annotator.formats.json_writing import json_line
from annotator.formats.palette import hue
from annotator.formats.reading_back import json_array_of, utf16_place
from annotator.formats.registry import writer

_HELD = Holds(
    spans=True,
    overlap=True,
    annotators=True,
    attributes=True,
    relations=True,
    suggestions=True,
    offset_unit="UTF-16 units",
)
_FROM, _TO = "label", "text"


def _read_back(path: Path, split: str) -> Iterator[ReadBack]:
    """The spans by their places in the text's UTF-16 form. Raises ValueError if one's own text is not there."""
    del split
    for task in json_array_of(path):
        text = task["data"]["text"]
        encoded = text.encode("utf-16-le")
        is_ascii = len(encoded) == 2 * len(text)
        spans = []
        for annotation in task["annotations"]:
            for region in annotation["result"]:
                if region["type"] != "labels":
                    continue
                value = region["value"]
                start, end = value["start"], value["end"]
                if not is_ascii:
                    start, end = utf16_place(encoded, start), utf16_place(encoded, end)
                if text[start:end] != value["text"]:
                    raise ValueError(f"The region {region['id']} holds another text than its own.")
                spans.append((start, end, value["labels"][0]))
        yield ReadBack(spans, text)


def labelling_config(overview: Overview) -> dict[str, bytes]:
    """The labelling configuration to set up a Label Studio project with."""
    scheme = {label.name: label for label in overview.options.labels}
    lines = ["<View>", f'  <Labels name="{_FROM}" toName="{_TO}">']
    for name in overview.labels:
        label = scheme.get(name)
        hotkey = f" hotkey={quoteattr(label.key)}" if label and label.key else ""
        lines.append(f'    <Label value={_attribute(name)} background="{hue(label.color if label else "")}"{hotkey}/>')
    lines += ["  </Labels>"]
    if overview.relation_types:
        lines += ["  <Relations>"]
        lines += [f"    <Relation value={_attribute(kind)}/>" for kind in overview.relation_types]
        lines += ["  </Relations>"]
    lines += [f'  <Text name="{_TO}" value="$text" granularity="word"/>', "</View>"]
    return {"config.xml": ("\n".join(lines) + "\n").encode("utf-8")}


def _attribute(text: str) -> str:
    """A text as an XML attribute; what XML cannot hold becomes U+FFFD."""
    legal = "".join(c if c >= " " and not "\ufffe" <= c <= "\uffff" else "\ufffd" for c in text)
    return quoteattr(legal)


@writer(
    "labelstudio",
    ".json",
    "Label Studio JSON",
    holds=_HELD,
    proof=Proof("Python’s json module", _read_back),
    loading=(
        "import json\n"
        'tasks = json.load(open("{file}", encoding="utf-8"))\n'
        'spans = [(r["value"]["text"], r["value"]["labels"]) for t in tasks for a in t["annotations"] '
        'for r in a["result"] if r["type"] == "labels"]'
    ),
    choices=(
        "One annotation for each annotator; whose a span is and its attributes stand in the meta of its region. "
        "config.xml is the labelling configuration. Suggestions, when asked for, are predictions."
    ),
    companions=labelling_config,
)
def write(articles: Iterable[AnnotatedArticle], target: BinaryIO, options: WriteOptions, report: WriteReport) -> None:
    """Writes each article as one task on one line, so that a large file can be read a task at a time."""
    target.write(b"[")
    comma = b"\n"
    for number, annotated in enumerate(articles, start=1):
        article = annotated.article
        places = Utf16Offsets(article.text)
        data = {"text": article.text, "id": article.id, **about(article)}
        task: JsonObject = {"id": number, "data": data, "annotations": _annotations(annotated, places, report)}
        if options.suggestions:
            task["predictions"] = _predictions(annotated.suggestions, places)
        target.write(comma + json_line(task).rstrip())
        comma = b",\n"
        report.count(annotated.spans)
        report.lose_what_is_not_held(annotated, _HELD)
    target.write(b"\n]\n")


def _annotations(annotated: AnnotatedArticle, places: Utf16Offsets, report: WriteReport) -> list[JsonObject]:
    by_annotator: dict[str, list[Span]] = {}
    for span in annotated.spans:
        by_annotator.setdefault(span.annotator, []).append(span)
    if not by_annotator and annotated.status.value == "done":
        return [_annotation([])]
    whose = {span.id: span.annotator for span in annotated.spans}
    found = []
    for annotator in sorted(by_annotator):
        result = [_region(span, places) for span in by_annotator[annotator]]
        result += [
            {
                "type": "relation",
                "from_id": relation.from_id,
                "to_id": relation.to_id,
                "direction": "right",
                "labels": [relation.type],
            }
            for relation in annotated.relations
            if whose.get(relation.from_id) == annotator == whose.get(relation.to_id)
        ]
        found.append(_annotation(result))
    for relation in annotated.relations:
        if relation.from_id not in whose or whose[relation.from_id] != whose.get(relation.to_id):
            report.lost(annotated.article.id, "relation", [relation.type, relation.from_id, relation.to_id])
    return found


def _annotation(result: list[JsonObject]) -> JsonObject:
    return {"result": result, "was_cancelled": False, "ground_truth": False}


def _region(span: Span, places: Utf16Offsets) -> JsonObject:
    meta: JsonObject = {}
    if span.annotator:
        meta["annotator"] = span.annotator
    if span.attributes:
        meta["attributes"] = plain(span.attributes)
    region = _piece(span, places)
    return region | {"meta": meta} if meta else region


def _piece(span: Span | Suggestion, places: Utf16Offsets) -> JsonObject:
    return {
        "id": span.id,
        "from_name": _FROM,
        "to_name": _TO,
        "type": "labels",
        "value": {
            "start": places.to_utf16(span.start),
            "end": places.to_utf16(span.end),
            "text": span.quote,
            "labels": [span.label],
        },
    }


def _predictions(suggestions: Iterable[Suggestion], places: Utf16Offsets) -> list[JsonObject]:
    """What nobody has decided on yet, by the suggester and its version."""
    by_model: dict[str, list[JsonObject]] = {}
    for one in suggestions:
        if not one.decision:
            region = _piece(one, places)
            if one.score is not None:
                region["score"] = one.score
            by_model.setdefault(" ".join(dict.fromkeys(filter(None, (one.origin, one.version)))), []).append(region)
    return [{"model_version": model, "result": result} for model, result in sorted(by_model.items())]
