"""A dataset folder for Hugging Face `datasets`: Parquet, one configuration for spans and one for tokens.

`spans` has a row for each article with its text and every span, in code points. `tokens` has the tokens of each article
with IOB2 tags as class labels: `ner_tags` for all labels, with the spans that do not overlap, as `doc.ents` would hold
them; and a column for each label, `claim_tags` and so on, where spans of different labels may nest. The card tells
`datasets` what is where.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.model import AnnotatedArticle, Relation, Span
from annotator.errors import WriteFailed
from annotator.formats.aligned import TOKENS_CHOICE, align
from annotator.formats.base import (
    FoundSpan,
    Holds,
    Overview,
    Proof,
    ReadBack,
    SpanNote,
    WriteOptions,
    WriteReport,
    plain,
)
from annotator.formats.bio import runs, tags
from annotator.formats.conll_writer import label_layers, solid_borders
from annotator.formats.foreign import linked
from annotator.formats.registry import folder_writer
from annotator.formats.spacy_docbin import choose_ents

if TYPE_CHECKING:
    import pyarrow  # type: ignore[import-untyped]

_HELD = Holds(
    spans=True,
    overlap=True,
    annotators=True,
    attributes=True,
    relations=True,
    status=True,
    notes=True,
    offset_unit="code points",
)
_BATCH = 200
_KNOWN = ("id", "title", "text", "source", "url", "date", "language", "author", "status", "note", "meta")
_SPAN = (
    ("id", "string"),
    ("start", "int32"),
    ("end", "int32"),
    ("label", "string"),
    ("text", "string"),
    ("annotator", "string"),
    ("origin", "string"),
    ("attributes", "string"),
)
_RELATION = (("id", "string"), ("type", "string"), ("from", "string"), ("to", "string"))
_ALL = "ner_tags"

_encode = json.JSONEncoder(ensure_ascii=False).encode


def _tables(options: WriteOptions) -> "tuple[pyarrow.Schema, pyarrow.Schema]":
    """The columns of both configurations. Raises WriteFailed if pyarrow is not installed."""
    try:
        import pyarrow as pa
    except ImportError:
        raise WriteFailed(
            "This format is written by pyarrow, which is not installed.",
            'Add it with: python -m pip install "pyarrow>=21"',
        ) from None
    types = {"string": pa.string(), "int32": pa.int32()}
    spans = pa.list_(pa.struct([pa.field(name, types[kind]) for name, kind in _SPAN]))
    relations = pa.list_(pa.struct([pa.field(name, types[kind]) for name, kind in _RELATION]))
    of_spans = [pa.field(name, pa.string()) for name in _KNOWN]
    of_spans += [pa.field("flag", pa.bool_()), pa.field("spans", spans), pa.field("relations", relations)]
    of_tokens = [
        pa.field("id", pa.string()),
        pa.field("tokens", pa.list_(pa.string())),
        pa.field("starts", pa.list_(pa.int32())),
        pa.field("ends", pa.list_(pa.int32())),
    ]
    of_tokens += [pa.field(name, pa.list_(pa.int64())) for name in (_ALL, *_columns(options).values())]
    return pa.schema(of_spans), pa.schema(of_tokens)


def _columns(options: WriteOptions) -> dict[str, str]:
    """The column of tags of each label."""
    found: dict[str, str] = {}
    for label in options.labels:
        name = f"{re.sub(r'[^A-Za-z0-9]+', '_', label.name).strip('_') or 'label'}_tags"
        while name in found.values() or name == _ALL:
            name = f"{name}_"
        found[label.name] = name
    return found


def _classes(labels: Sequence[str]) -> list[str]:
    return ["O", *(f"{prefix}-{label}" for label in labels for prefix in "BI")]


def _read_back(folder: Path, split: str) -> Iterator[ReadBack]:
    """Both tables side by side. `flat` is what the tokens say of all labels. Raises ValueError if they part."""
    from pyarrow import parquet

    name = f"{split or 'train'}.parquet"
    of_spans, of_tokens = parquet.ParquetFile(folder / "spans" / name), parquet.ParquetFile(folder / "tokens" / name)
    classes = json.loads(of_tokens.schema_arrow.metadata[b"classes"])
    with of_spans, of_tokens:
        for row, (article_id, words, starts, ends, numbers) in zip(
            _articles(of_spans), _tokens(of_tokens), strict=True
        ):
            text = row["text"]
            spans: list[FoundSpan] = [(span["start"], span["end"], span["label"]) for span in row["spans"]]
            for span in row["spans"]:
                if text[span["start"] : span["end"]] != span["text"]:
                    raise ValueError(f"The span {span['id']} holds another text than its own.")
            if row["id"] != article_id or [text[s:e] for s, e in zip(starts, ends, strict=True)] != words:
                raise ValueError(f"The tokens of {row['id']} are not those of its text.")
            named = runs([classes[number] for number in numbers])
            yield ReadBack(spans, text, [(starts[first], ends[last - 1], label) for first, last, label in named])


def _articles(table: Any) -> Iterator[dict[str, Any]]:
    for batch in table.iter_batches(batch_size=_BATCH):
        yield from batch.to_pylist()


def _tokens(table: Any) -> Iterator[tuple[Any, ...]]:
    """For each article its id, its tokens, where they start and end, and the numbers of their tags."""
    for batch in table.iter_batches(batch_size=_BATCH):
        lists = (_lists(batch.column(name)) for name in ("tokens", "starts", "ends", _ALL))
        yield from zip(batch.column("id").to_pylist(), *lists, strict=True)


def _lists(column: Any) -> Iterator[list[Any]]:
    """The lists of a column: what `to_pylist` gives, which makes an object of each item on the way."""
    items = column.values.to_numpy(zero_copy_only=False).tolist()
    for start, end in pairwise(column.offsets.to_pylist()):
        yield items[start:end]


def _front_matter(overview: Overview) -> str:
    """What `datasets` reads at the beginning of README.md, as YAML."""
    codes = [code for code in overview.languages if re.fullmatch("[a-z]{2,3}", code)]
    lines = ["---", *(["language:", *(f"- {code}" for code in codes)] if codes else [])]
    lines += ["task_categories:", "- token-classification", "configs:"]
    for config in ("spans", "tokens"):
        lines += [f"- config_name: {config}", *(["  default: true"] if config == "spans" else []), "  data_files:"]
        for split, _ in overview.splits:
            lines += [f"  - split: {_split(split)}", f"    path: {config}/{split or 'train'}.parquet"]
    lines += ["dataset_info:", "- config_name: spans", "  features:"]
    for name in _KNOWN:
        lines += [f"  - name: {name}", "    dtype: string"]
    lines += ["  - name: flag", "    dtype: bool"]
    for name, fields in (("spans", _SPAN), ("relations", _RELATION)):
        lines += [f"  - name: {name}", "    list:"]
        for inner, kind in fields:
            lines += [f"    - name: {json.dumps(inner)}", f"      dtype: {kind}"]
    lines += ["- config_name: tokens", "  features:", "  - name: id", "    dtype: string"]
    for name, kind in (("tokens", "string"), ("starts", "int32"), ("ends", "int32")):
        lines += [f"  - name: {name}", f"    list: {kind}"]
    columns = _columns(overview.options)
    for name, labels in ((_ALL, list(columns)), *((column, [label]) for label, column in columns.items())):
        lines += [f"  - name: {name}", "    list:", "      class_label:", "        names:"]
        lines += [
            f"          '{number}': {json.dumps(tag, ensure_ascii=False)}"
            for number, tag in enumerate(_classes(labels))
        ]
    return "\n".join([*lines, "---", "", ""])


def _split(name: str) -> str:
    """A split as `datasets` names it, which allows no hyphen."""
    return (name or "train").replace("-", "_")


@folder_writer(
    "huggingface",
    "Hugging Face dataset (Parquet)",
    holds=_HELD,
    proof=Proof("pyarrow", _read_back),
    loading=(
        "import os\n"
        "from datasets import load_dataset\n"
        'spans, tokens = (load_dataset(os.getcwd(), name) for name in ("spans", "tokens"))'
    ),
    choices=(
        "The configuration “spans” holds everything. In “tokens” spans lie on token borders: others are widened or "
        "left out, as chosen; ner_tags leaves statements such as claims out, and of overlapping spans keeps the "
        "longest; each label has a column of its own besides. Attributes and meta data are JSON."
    ),
    front_matter=_front_matter,
)
def write(
    articles: Iterable[AnnotatedArticle], folder: Path, split: str, options: WriteOptions, report: WriteReport
) -> None:
    """Writes both tables of one split, some hundred articles at a time."""
    span_schema, token_schema = _tables(options)
    import pyarrow as pa
    from pyarrow import parquet

    columns = _columns(options)
    classes = _classes(list(columns))
    token_schema = token_schema.with_metadata({"classes": json.dumps(classes)})
    report.choices["tokens"] = f"{TOKENS_CHOICE} Tokens of white space are not written."
    report.versions |= {"spacy": version("spacy"), "pyarrow": version("pyarrow")}
    name = f"{split or 'train'}.parquet"
    for config in ("spans", "tokens"):
        (folder / config).mkdir(exist_ok=True)
    with (
        parquet.ParquetWriter(folder / "spans" / name, span_schema, compression="zstd") as of_spans,
        parquet.ParquetWriter(folder / "tokens" / name, token_schema, compression="zstd") as of_tokens,
    ):
        spans: list[dict[str, object]] = []
        tokens: list[dict[str, object]] = []

        def flush() -> None:
            of_spans.write_table(pa.Table.from_pylist(spans, schema=span_schema))
            of_tokens.write_table(pa.Table.from_pylist(tokens, schema=token_schema))
            spans.clear()
            tokens.clear()

        for annotated in articles:
            written = {span.id for span in annotated.spans}
            spans.append(_span_row(annotated, linked(annotated, written, report)))
            tokens.append(_token_row(annotated, options, columns, classes, report))
            report.count(annotated.spans)
            report.relation_types.update(relation.type for relation in annotated.relations)
            if len(spans) == _BATCH:
                flush()
        flush()


def _span_row(annotated: AnnotatedArticle, relations: Sequence[Relation]) -> dict[str, object]:
    article, meta = annotated.article, annotated.article.meta
    return {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "source": meta.source,
        "url": meta.url,
        "date": meta.date,
        "language": meta.language,
        "author": meta.author,
        "status": annotated.status.value,
        "note": article.note,
        "meta": _as_json(meta.extra),
        "flag": article.flag,
        "spans": [
            {
                "id": span.id,
                "start": span.start,
                "end": span.end,
                "label": span.label,
                "text": span.quote,
                "annotator": span.annotator,
                "origin": span.origin,
                "attributes": _as_json(span.attributes),
            }
            for span in annotated.spans
        ],
        "relations": [
            {"id": relation.id, "type": relation.type, "from": relation.from_id, "to": relation.to_id}
            for relation in relations
        ],
    }


def _as_json(values: Mapping[str, object]) -> str:
    return _encode(plain(values)) if values else "{}"


def _token_row(
    annotated: AnnotatedArticle,
    options: WriteOptions,
    columns: dict[str, str],
    classes: Sequence[str],
    report: WriteReport,
) -> dict[str, object]:
    article = annotated.article
    borders = solid_borders(annotated)
    count = len(borders.starts)
    own = WriteReport()
    aligned = list(align(annotated, borders, options, own))
    chosen, others = choose_ents(aligned, options)
    moved = {note.span: note for note in own.widened}
    in_flat = {found.span.id for found in chosen}
    reasons = {found.span.id: reason for found, reason in others} | {note.span: note.reason for note in own.left_out}
    layers, _ = label_layers(aligned, list(columns))
    for span in annotated.spans:
        if span.id not in in_flat:
            report.not_in_ents.append(_note(article.id, span, reasons[span.id]))
        elif span.id in moved:
            # In the tokens it is wider than it is: the flat layer does not hold it as it stands.
            report.not_in_ents.append(moved[span.id])
    numbers = {tag: number for number, tag in enumerate(classes)}
    row: dict[str, object] = {
        "id": article.id,
        "tokens": [article.text[s:e] for s, e in zip(borders.starts, borders.ends, strict=True)],
        "starts": list(borders.starts),
        "ends": list(borders.ends),
        _ALL: tags(chosen, count, numbers.__getitem__),
    }
    for (label, column), layer in zip(columns.items(), layers, strict=True):
        mine = {"O": 0, f"B-{label}": 1, f"I-{label}": 2}
        row[column] = tags(layer, count, mine.__getitem__)
    return row


def _note(article_id: str, span: Span, reason: str) -> SpanNote:
    return SpanNote(article_id, span.id, span.label, span.quote, span.start, span.end, reason, annotator=span.annotator)
