"""JSON with tokens in a list: tags beside them, as for Hugging Face, or spans that count them, as for GLiNER.

    {"tokens": ["Ana", "Lund", "left"], "ner_tags": ["B-actor", "I-actor", "O"]}
    {"tokenized_text": ["Ana", "Lund", "left"], "ner": [[0, 1, "actor"]]}

The last token of such a span is part of it. The text is put together from the tokens with one space between two.
"""

from collections.abc import Iterator
from pathlib import Path

from annotator.domain.model import AnnotatedArticle
from annotator.errors import ReadFailed
from annotator.formats.base import STRICT, Holds, Match, ReadOptions, ReadReport
from annotator.formats.draft import Draft, meta_of, origin_of, stable_id
from annotator.formats.head import FileHead
from annotator.formats.json_lines import JsonObject, kind_of, objects, shown
from annotator.formats.json_records import json_records
from annotator.formats.registry import reader
from annotator.formats.tag_schemes import spans_of
from annotator.formats.tag_spelling import is_label, labels_alone, misspelt, usual

_TOKENS = ("tokens", "words", "tokenized_text", "token", "sentence")
_TAGS = ("ner_tags", "ner", "tags", "labels", "ner_labels", "label", "entities", "named_entities")


def _recognises(head: FileHead) -> Match:
    if any(_tokens_of(item) and any(isinstance(item.get(key), list) for key in _TAGS) for item in head.json_items):
        return Match.SURE if not any(isinstance(item.get("text"), str) for item in head.json_items) else Match.NO
    return Match.NO


def _tokens_of(record: JsonObject) -> str:
    """The key of the tokens, "" if there are none."""
    return next((key for key in _TOKENS if isinstance(record.get(key), list) and _are_texts(record[key])), "")


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)


@reader(
    "tokenjson",
    (".json", ".jsonl"),
    "JSON with lists of tokens and tags",
    holds=Holds(spans=True, overlap=True, offset_unit="tokens"),
    recognises=_recognises,
)
def read(path: Path, *, options: ReadOptions = STRICT, report: ReadReport) -> Iterator[AnnotatedArticle]:
    """Yields one article for each record. Raises ReadFailed with the line, and the span within it."""
    source = origin_of(path)
    for line, record in json_records(path, skip_bad=options.skip_bad, report=report):
        try:
            key = _tokens_of(record)
            if not key:
                raise ReadFailed(f"A list of tokens is expected under one of {', '.join(_TOKENS)}.")
            tokens = [token for token in objects(record, key) if isinstance(token, str)]
            draft = Draft(" ".join(tokens), source, report, line)
            yield _article(draft, key, tokens, record, options.skip_bad)
        except ReadFailed as error:
            if not options.skip_bad:
                error.line = error.line or line
                raise
            report.refuse(error.message, line)
    report.warn("text put together from tokens, one space between two of them.")


def _article(draft: Draft, key: str, tokens: list[str], record: JsonObject, skip_bad: bool) -> AnnotatedArticle:
    places: list[tuple[int, int]] = []
    for token in tokens:
        start = places[-1][1] + 1 if places else 0
        places.append((start, start + len(token)))

    def take(span: tuple[object, object, object]) -> None:
        first, last, label = span
        if type(first) is not int or type(last) is not int or not 0 <= first <= last < len(tokens):
            raise ReadFailed(f"There are no tokens from {shown(first)} to {shown(last)}; there are {len(tokens)}.")
        if not isinstance(label, str):
            raise ReadFailed(f"A label must be a text, not {kind_of(label)}.")
        draft.add_span(*draft.placed(places[first][0], places[last][1]), label)

    found = next((name for name in _TAGS if isinstance(record.get(name), list)), "")
    draft.each(_spans(record.get(found), len(tokens)), "span", skip_bad, take)
    article_id = stable_id(record.get("id"))
    left_out = {key, found} | ({"id"} if article_id else set())
    more = {name: value for name, value in record.items() if name not in left_out and value is not None}
    return draft.article(article_id=article_id, meta=meta_of(more))


def _spans(tags: object, tokens: int) -> list[tuple[object, object, object]]:
    """(first token, last token, label) of each span. Raises ReadFailed if they are said in no known way."""
    if not isinstance(tags, list) or not tags:
        return []
    if all(isinstance(one, list) and len(one) >= 3 for one in tags):
        return [(one[0], one[1], one[2]) for one in tags]
    if all(type(one) is int for one in tags):
        raise ReadFailed("The tags are numbers, and the file does not say which labels they mean.")
    if not all(isinstance(one, str) for one in tags):
        raise ReadFailed(f"Tags of tokens are expected, not {shown(tags)}.")
    if len(tags) != tokens:
        raise ReadFailed(f"There are {len(tags)} tags for {tokens} tokens.")
    spelt = usual(tags)
    if spelt is None and (odd := misspelt(tags)):
        raise ReadFailed(f"The tag {shown(min(odd))} is not spelt like the others.")
    if spelt is None and labels_alone(tags):
        spelt = [f"I-{tag}" if is_label(tag) else tag for tag in tags]
    if spelt is None:
        raise ReadFailed(f"{shown(tags)} are no tags such as O, B-actor or I-actor.")
    return [(first, last, label) for first, last, label in spans_of(spelt)]
