"""JSON with lists of tokens."""

import json
from pathlib import Path

import pytest

from annotator.errors import ReadFailed
from tests.unit.formats.importing import imported, read, said

TOKENS = ["Ana", "Lund", "met", "Ben"]
TAGS = ["B-actor", "I-actor", "O", "B-actor"]


@pytest.mark.parametrize(
    "record",
    [
        {"tokens": TOKENS, "ner_tags": TAGS},
        {"words": TOKENS, "labels": TAGS, "url": "https://example.org/1"},
        {"id": "a-1", "tokens": TOKENS, "tags": ["B_actor", "I_actor", "O", "B_actor"]},
        {"tokenized_text": TOKENS, "ner": [[0, 1, "actor"], [3, 3, "actor"]]},
    ],
)
@pytest.mark.parametrize("indent", [None, 1])
def test_tags_and_spans_of_tokens(tmp_path: Path, record: dict[str, object], indent: int | None) -> None:
    path = tmp_path / "in.json"
    path.write_text(json.dumps([record, {**record, "id": "a-2"}], indent=indent))
    found, report = imported(path)
    assert [one.format for one in report.files] == ["tokenjson"]
    assert [said(one) for one in found] == [[("actor", "Ana Lund"), ("actor", "Ben")]] * 2
    assert found[0].article.text == "Ana Lund met Ben"
    assert found[1].article.id == "a-2"
    assert found[0].article.meta.url == record.get("url", "")


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"tokens": TOKENS, "ner_tags": [1, 2, 0, 1]}, "does not say which labels"),
        ({"tokens": TOKENS, "ner_tags": TAGS[1:]}, "3 tags for 4 tokens"),
        ({"tokens": TOKENS, "ner_tags": ["a", "b", "c", "d"]}, "no tags such as"),
        (
            {"tokens": [*"abcdefgh"], "tags": ["O", "B-x", "I-x", "O", "B-y", "I_y", "O", "O"]},
            "“I_y” is not spelt like the others",
        ),
        ({"tokens": TOKENS, "ner": [[0, 4, "x"]]}, "Span 1: There are no tokens from 0 to 4; there are 4"),
        ({"tokens": TOKENS, "ner": [[0, 1, 2]]}, "must be a text"),
        ({"tokens": [], "ner": []}, "list of tokens is expected"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, record: object, reason: str) -> None:
    with pytest.raises(ReadFailed, match=reason) as caught:
        read("tokenjson", f"\n{json.dumps(record)}\n".encode(), tmp_path, "in.jsonl")
    assert caught.value.line == 2
