"""JSON of any kind that has a text under some key: lines or a list of objects, with keys as the person says."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from annotator.domain.model import AnnotatedArticle
from annotator.errors import ReadFailed
from annotator.formats.base import STRICT, Column, Holds, Match, ReadOptions, ReadReport, TableColumns
from annotator.formats.columns import Articles, checked_columns, guessed_columns, is_list_of_spans, is_named_text
from annotator.formats.draft import origin_of
from annotator.formats.head import FileHead
from annotator.formats.json_lines import JsonObject
from annotator.formats.json_records import json_records
from annotator.formats.registry import reader

_SAMPLE = 50


def _recognises(head: FileHead) -> Match:
    flat = [_flat(item) for item in head.json_items]
    names = _names(flat)
    guessed = guessed_columns(names, [_as_row(item, names) for item in flat])
    if Column.TEXT not in guessed:
        return Match.NO
    is_ours = any(isinstance(item.get("text"), str) for item in flat)
    if is_ours and (spans := guessed.get(Column.SPANS)):
        lists = [item[spans] for item in flat if item.get(spans)]
        is_ours = not any(map(is_list_of_spans, lists)) or (spans == "spans" and not any(map(_is_foreign, lists)))
    return Match.LIKELY if is_named_text(guessed[Column.TEXT]) and not is_ours else Match.POSSIBLE


def _is_foreign(spans: object) -> bool:
    """Whether a list of spans has another shape than our own."""
    return isinstance(spans, list) and not all(
        isinstance(one, dict) and {"start", "end", "label"} <= one.keys() for one in spans
    )


def columns_of(path: Path) -> TableColumns:
    """The keys of a file with its first records. Raises ReadFailed, OSError."""
    return _sampled(path, skip_bad=True)


def _sampled(path: Path, *, skip_bad: bool) -> TableColumns:
    records = json_records(path, skip_bad=skip_bad, report=ReadReport())
    flat = [_flat(record) for _, record in islice(records, _SAMPLE)]
    names = _names(flat)
    rows = tuple(_as_row(record, names) for record in flat)
    return TableColumns(tuple(names), rows, guessed_columns(names, rows))


@reader(
    "json",
    (".json", ".jsonl", ".ndjson"),
    "JSON, with keys of your own",
    holds=Holds(spans=True, overlap=True, annotators=True, offset_unit="code points"),
    recognises=_recognises,
    columns=columns_of,
)
def read(path: Path, *, options: ReadOptions = STRICT, report: ReadReport) -> Iterator[AnnotatedArticle]:
    """Yields the articles of a JSON file. Raises ReadFailed with the line on which a record begins."""
    found = _sampled(path, skip_bad=options.skip_bad)
    if any(name.startswith(("%FEATURE_STRUCTURES", "%VIEWS")) for name in found.names):
        raise ReadFailed("This is a UIMA CAS in JSON, which cannot be read yet.", "Export it in another format.")
    columns = checked_columns(options.columns, found.names, found.rows)
    told = ", ".join(f"{column.value} = “{name}”" for column, name in columns.items())
    report.warn(f"keys read as {told}.")
    articles = Articles(columns, origin_of(path), options, report)
    for line, record in json_records(path, skip_bad=options.skip_bad, report=report):
        articles.add(line, _flat(record))
    yield from articles.articles()


def _flat(record: JsonObject) -> JsonObject:
    """The record with the keys of an inner object joined to its own by a dot."""
    found: JsonObject = {}
    for key, value in record.items():
        if isinstance(value, dict):
            found |= {f"{key}.{inner}": one for inner, one in value.items()}
        else:
            found[key] = value
    return found


def _names(records: list[JsonObject]) -> list[str]:
    return list(dict.fromkeys(key for record in records for key in record))


def _as_row(record: JsonObject, names: list[str]) -> tuple[str, ...]:
    values = (record.get(name) for name in names)
    return tuple(
        "" if value is None else _start_of(value) if isinstance(value, list) else str(value) for value in values
    )


def _start_of(items: list[object]) -> str:
    """How a list begins."""
    first = items[0] if items else None
    return "[" if first is None else "[{" if isinstance(first, list | dict) else f"[{first}"
