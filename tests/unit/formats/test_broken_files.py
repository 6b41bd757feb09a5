"""Broken and hostile files: a reason each, never a crash, nothing half taken."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.model import Span, Suggestion
from annotator.errors import ReadFailed
from annotator.exchange import importing
from annotator.exchange.importing import ImportReport, read_files
from annotator.formats.documents import child
from annotator.formats.json_lines import whole_value
from annotator.formats.registry import detect, readers
from tests.unit.formats.importing import as_lines
from tests.unit.formats.made import ALERT, alert, spanish, written
from tests.unit.formats.test_brat import RUNNING
from tests.unit.formats.test_conll import PIPED
from tests.unit.formats.test_conllu import FIRST, SECOND
from tests.unit.formats.test_documents import PAGE, pdf, word

DUPLICATE_KEYS = {"y_object_duplicated_key.json"}
"""The one thing JSON allows that we refuse: a key that stands twice in one object and says two things."""
SPOT = {"start": 3, "end": 7, "text": "Kyiv", "labels": ["actor"]}
LABELLED = {"label_name": "x", "start_char": 2, "end_char": 6}
REGION = {"id": "r", "from_name": "label", "to_name": "text", "type": "labels", "value": SPOT}
GOOD: dict[str, bytes] = {
    "a.jsonl": written("jsonl", alert(), spanish())[0],
    "b.jsonl": written("prodigy", alert(), spanish())[0],
    "c.spacy": written("spacy", alert(), spanish())[0],
    "d.jsonl": as_lines({"text": ALERT, "label": [[2, 6, "actor"], [12, 54, "claim"]]}, {"text": "Ana.", "label": []}),
    "e.json": json.dumps([{"data": {"text": ALERT}, "annotations": [{"result": [REGION]}]}], indent=1).encode(),
    "f.json": json.dumps(
        [{"text": ALERT, "annotations": [{"label_name": "x", "start_char": 2, "end_char": 6}]}]
    ).encode(),
    "g.conll": b"Kyiv B-actor\nsays O\nso O\n\nAna B-actor\nRuiz I-actor\n" * 3,
    "h.csv": b'text,start,end,label,quote\n"Ana met Ben.",0,3,actor,Ana\n"Ana met Ben.",8,11,actor,Ben\n',
    "i.html": PAGE.encode(),
    "j.docx": word(),
    "k.pdf": pdf(["Ana met Ben."]),
    "l.ann": RUNNING.encode(),
    "m.txt": ALERT.encode(),
    "n.conllu": (FIRST + SECOND).encode(),
    "o.iob": PIPED.encode(),
}


@pytest.fixture(autouse=True, scope="module")
def _one_process_for_all() -> Iterator[None]:
    """Else each import of one file would start and end its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "end_reading", lambda: None)
        yield
    child.end_reading()


def outcome(path: Path, name: str | None = None) -> ImportReport:
    """What an import says of a file: it is taken whole, or refused whole with a reason."""
    report = ImportReport()
    found = list(read_files([path], report=report, format=name))
    assert bool(found or report.scheme) != bool(report.refused), (path, name, report)
    for article in found:
        text = article.article.text
        assert text.strip()
        pieces: list[Span | Suggestion] = [*article.spans, *article.suggestions]
        assert all(text[piece.start : piece.end] == piece.quote for piece in pieces)
        ids = {span.id for span in article.spans}
        assert all({relation.from_id, relation.to_id} <= ids for relation in article.relations)
    for refused in report.refused:
        assert refused.reason
        assert "Traceback" not in refused.reason
    return report


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The file cut off, or with bytes flipped, doubled or taken out."""
    if chance.random() < 0.4:
        return data[: chance.randrange(len(data))]
    changed = bytearray(data)
    for _ in range(chance.choice([1, 1, 3, 20])):
        at = chance.randrange(len(changed))
        kind = chance.randrange(3)
        if kind == 0:
            changed[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del changed[at : at + chance.randrange(1, 8)]
        else:
            changed[at:at] = changed[max(0, at - 9) : at] or b"{"
        if not changed:
            return b""
    return bytes(changed)


@pytest.mark.parametrize("file", GOOD)
def test_damage_is_told_or_harmless(tmp_path: Path, file: str) -> None:
    chance = random.Random(file)
    path = tmp_path / file
    if file.endswith(".ann"):
        path.with_suffix(".txt").write_text(ALERT, encoding="utf-8")
    path.write_bytes(GOOD[file])
    assert not outcome(path).refused
    good = detect(path)
    assert good is not None
    for _ in range(20 if good.name in ("html", "docx", "pdf") else 60):
        data = damaged(GOOD[file], chance)
        path.write_bytes(data)
        outcome(path)
        if data:
            outcome(path, good.name)


@pytest.mark.parametrize("name", [name for name in readers() if name not in ("html", "pdf", "docx")])
def test_every_reader_bears_every_other_format(tmp_path: Path, name: str) -> None:
    for file, data in GOOD.items():
        path = tmp_path / file
        path.write_bytes(data)
        outcome(path, name)
    for data in (
        b"",
        b"\x00" * 100,
        b"[" * 200_000,
        b'{"text":' * 50_000,
        b"\xff\xfe\xff",
        b"\n\n\n",
        b"]",
        b"\x78\x9c",
    ):
        path = tmp_path / "hostile.json"
        path.write_bytes(data)
        outcome(path, name)


def test_the_json_that_others_collected(corpora: Path) -> None:
    for path in sorted((corpora / "json-suite").glob("*.json")):
        report = outcome(path)
        assert report.refused, path.name
        data = path.read_bytes()
        if path.name.startswith("y_") and path.name not in DUPLICATE_KEYS:
            whole_value(data.decode("utf-8"))
        elif path.name.startswith("n_"):
            with pytest.raises((ReadFailed, UnicodeDecodeError)):
                whole_value(data.decode("utf-8"))
        for name in ("jsonl", "prodigy", "doccano", "labelstudio", "labelbuddy", "json"):
            refused = outcome(path, name).refused
            assert refused or not path.name.startswith("n_"), (path.name, name)


def test_text_in_every_encoding(corpora: Path) -> None:
    for path in (corpora / "encodings").glob("*.txt"):
        report = outcome(path)
        assert not report.refused
        assert report.files[0].format == "text"


@pytest.mark.parametrize(
    "folder", ["doccano", "labelbuddy", "label-studio", "prodigy-jsonl", "conll", "re3d", "uima-cas"]
)
def test_real_files_and_their_damaged_halves(tmp_path: Path, corpora: Path, folder: str) -> None:
    chance = random.Random(folder)
    for path in sorted((corpora / folder).rglob("*.*")):
        outcome(path)
        data = path.read_bytes()
        for number in range(3):
            broken = tmp_path / f"{number}-{path.name}"
            broken.write_bytes(damaged(data, chance))
            outcome(broken)
