"""spaCy's older training data."""

import json
from pathlib import Path

import pytest

from annotator.errors import ReadFailed
from tests.unit.formats.importing import imported, read, said

PAIRS = [["Ana met Ben.", {"entities": [[0, 3, "actor"], [8, 11, "actor"]]}], ["None here.", {"entities": []}]]
PYTHON = """import random

# what was tagged
TRAIN_DATA = [
    ("Ana met Ben.", {"entities": [(0, 3, "actor"), (8, 11, "actor")]}),
    ('None here.', {'entities': []}),
]
random.shuffle(TRAIN_DATA)
"""
TOKENS = [("Ana", "B-actor"), ("Lund", "L-actor"), ("met", "O"), ("Ben", "U-actor"), (".", "-")]


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("in.json", json.dumps(PAIRS)),
        ("in.json", json.dumps(PAIRS, indent=2)),
        ("in.jsonl", "".join(json.dumps(pair) + "\n" for pair in PAIRS)),
        ("in.json", json.dumps({"classes": ["actor"], "annotations": [*PAIRS, None]})),
        ("in.py", PYTHON),
        ("in.txt", "[('Ana met Ben.', {'entities': [(0, 3, 'actor'), (8, 11, 'actor')]}), ('None here.', {})]"),
        ("in.json", json.dumps([["Ana met Ben.", {"spans": {"sc": PAIRS[0][1]["entities"]}}], PAIRS[1]])),  # type: ignore[index]
    ],
)
def test_pairs_of_a_text_and_its_entities(tmp_path: Path, file: str, data: str) -> None:
    (tmp_path / file).write_text(data)
    found, report = imported(tmp_path / file)
    assert [one.format for one in report.files] == ["spacyjson"]
    assert [said(one) for one in found] == [[("actor", "Ana"), ("actor", "Ben")], []]


@pytest.mark.parametrize("raw", ["Ana Lund  met Ben.", None])
def test_documents_with_paragraphs(tmp_path: Path, raw: str | None) -> None:
    tokens = [{"id": number, "orth": word, "ner": tag} for number, (word, tag) in enumerate(TOKENS)]
    paragraph = {"raw": raw, "sentences": [{"tokens": tokens, "brackets": []}], "cats": []}
    path = tmp_path / "in.json"
    path.write_text(json.dumps([{"id": 0, "paragraphs": [paragraph]}]))
    (found,), _ = imported(path)
    assert found.article.text == (raw or "Ana Lund met Ben .")
    assert said(found) == [("actor", "Ana Lund"), ("actor", "Ben")]
    path.write_text(json.dumps([{"id": 0, "paragraphs": [{**paragraph, "entities": [[0, 3, "name"]]}]}]))
    assert said(imported(path)[0][0]) == [("name", "Ana")]


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        ("TRAIN_DATA = [\n  ('Ana', {'entities': [(0, 9, 'x')]}),\n]", 2, "Span 1: The span ends at 9"),
        ("TRAIN_DATA = [\n  ('Ana', {'entities': [(0, 3, 'x')]}),\n  ('Ben', made()),\n]", 3, "no plain list"),
        ("TRAIN_DATA = [\n  ('Ana', {'entities': [(0, 3, 'x')}),\n]", 2, "no Python that can be read"),
        ("DATA = made()\n", None, "no list of texts"),
        ('[["Ana", {"entities": [[0, 3, "x"]]}], ["Ben"]]', 1, "A text with its entities"),
        ('[["Ana", {"entities": 4}]]', 1, "must be a list"),
        ('[{"paragraphs": [{"raw": "Ana", "sentences": [{"tokens": [{"orth": "Ben"}]}]}]}]', 1, "does not stand"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, data: str, line: int | None, reason: str) -> None:
    with pytest.raises(ReadFailed, match=reason) as caught:
        read("spacyjson", data.encode(), tmp_path, "in.json" if data.startswith("[") else "in.py")
    assert caught.value.line == line


def test_a_python_file_is_not_run(tmp_path: Path) -> None:
    made = tmp_path / "made"
    path = tmp_path / "in.py"
    path.write_text(f"{PYTHON}\nopen({str(made)!r}, 'w').write('x')\n")
    assert len(imported(path)[0]) == 2
    assert not made.exists()
