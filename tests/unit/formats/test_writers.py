"""Every writer: its golden files, what it says of any article, and that what it wrote is read back and compared."""

import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.model import AnnotatedArticle, Article, Label
from annotator.domain.text import sha256_of
from annotator.errors import WriteFailed
from annotator.exchange.ledger import Ledger
from annotator.formats.base import Misaligned, ReadBack, WriteOptions, WriteReport
from annotator.formats.bio import BIOES, runs
from annotator.formats.brat_writer import brat_name, fragments, real_name
from annotator.formats.csv_writer import marked, unmarked
from annotator.formats.file_names import safe_name
from annotator.formats.registry import writers
from tests.data.make_golden import APART, GOLDEN
from tests.unit.formats.exports import as_text, exported
from tests.unit.formats.made import SCHEME, alert, annotated_articles, names, span, spanish

ROOT = Path(__file__).parents[3]
WIDE_SCHEME = (*SCHEME, Label("Übel “x”"))
NAMES = sorted(writers())


@pytest.mark.parametrize("name", [name for name in NAMES if name not in APART])
def test_each_export_is_the_golden_one(name: str, tmp_path: Path) -> None:
    found = as_text(name, [alert(), spanish()], tmp_path)
    kept = {path.name: path.read_bytes().decode("utf-8") for path in (GOLDEN / name).iterdir()}
    assert found == kept


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=20, deadline=None)
@given(articles=st.lists(annotated_articles(), min_size=1, max_size=3), data=st.data())
def test_any_article_is_read_back_as_it_was_written(
    name: str, articles: list[AnnotatedArticle], data: st.DataObject
) -> None:
    options = WriteOptions(
        WIDE_SCHEME,
        data.draw(st.sampled_from(list(Misaligned))),
        data.draw(st.booleans()),
        data.draw(st.booleans()),
        data.draw(st.booleans()),
    )
    several = [_renamed(article, f"a{number}") for number, article in enumerate(articles)]
    with tempfile.TemporaryDirectory() as folder:
        _, report = exported(name, several, Path(folder), options)
    assert report.articles == len(several)
    left_out = {(note.article, note.span) for note in report.left_out}
    assert report.spans == sum(len(one.spans) for one in several) - len(left_out)


def _renamed(annotated: AnnotatedArticle, article_id: str) -> AnnotatedArticle:

    return annotated._replace(article=annotated.article._replace(id=article_id))


def test_the_proof_notices_every_kind_of_difference() -> None:
    def proves(*found: ReadBack) -> None:
        ledger = Ledger()
        list(ledger.watch([spanish()], WriteReport()))
        ledger.compare(found, "out")

    text, spans = spanish().article.text, [(one.start, one.end, one.label) for one in spanish().spans]
    proves(ReadBack(spans, text))
    moved = [(start + 1, end + 1, label) for start, end, label in spans]
    renamed = [(start, end, "weapon") for start, end, _ in spans]
    for wrong in (
        [],
        [ReadBack(spans, text), ReadBack([], "")],
        [ReadBack(spans[1:], text)],
        [ReadBack([*spans, spans[0]], text)],
        [ReadBack(moved, text)],
        [ReadBack(renamed, text)],
        [ReadBack(spans, text + " ")],
        [ReadBack(spans, text, spans[1:])],
    ):
        with pytest.raises(WriteFailed, match="read back"):
            proves(*wrong)


def test_the_bytes_depend_on_neither_hash_seed_nor_language_nor_time_zone(tmp_path: Path) -> None:
    program = (
        "import hashlib, sys\n"
        "from pathlib import Path\n"
        "from annotator.formats.registry import writers\n"
        "from tests.unit.formats.exports import exported\n"
        "from tests.unit.formats.news import news\n"
        "from tests.unit.formats.made import alert, spanish\n"
        "for name in sorted(writers()):\n"
        "    place = Path(sys.argv[1]) / name\n"
        "    place.mkdir()\n"
        "    exported(name, [alert(), spanish(), *news(3)], place)\n"
        "    for path in sorted(place.rglob('*')):\n"
        "        if path.is_file():\n"
        "            print(name, path.name, hashlib.sha256(path.read_bytes()).hexdigest())\n"
    )
    printed = set()
    for seed, language, zone in (
        ("0", "C", "UTC"),
        ("1", "tr_TR.UTF-8", "Asia/Tokyo"),
        ("77", "de_DE", "America/Lima"),
    ):
        place = tmp_path / seed
        place.mkdir()
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "LANG": language, "TZ": zone}
        done = subprocess.run(
            [sys.executable, "-c", program, str(place)],
            env=environment | {"LC_ALL": language},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        printed.add(done.stdout)
    assert len(printed) == 1


# the rules of single formats


@given(st.text(max_size=20))
def test_a_cell_is_never_computed_and_comes_back(cell: str) -> None:
    shown = marked(cell)
    assert unmarked(shown) == cell
    assert not shown.lstrip(" \"'\ufeff").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")) or (
        shown.startswith("'")
    )


def test_formulas_are_text_in_spreadsheets_and_as_they_are_for_programs(tmp_path: Path) -> None:
    text = "=1+1 says the @minister, -5 and 'so on'"
    spans = (span(text, 0, 4, "figure"), span(text, 14, 23, "actor"), span(text, 25, 27, "figure"))
    article = AnnotatedArticle(Article("a", '=HYPERLINK("x")', text, sha256_of(text)), spans)
    path, _ = exported("csv", [article], tmp_path)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert [row["quote"] for row in rows] == ["'=1+1", "'@minister", "'-5"]
    assert (rows[0]["title"], rows[0]["text"]) == ('\'=HYPERLINK("x")', "'" + text)
    path, _ = exported("csv", [article], tmp_path, WriteOptions(SCHEME, for_spreadsheets=False))
    rows = list(csv.DictReader(path.read_bytes().decode("utf-8").splitlines()))
    assert [row["quote"] for row in rows] == ["=1+1", "@minister", "-5"]


@given(names)
def test_brat_names_are_brats_and_stand_for_one_name_each(name: str) -> None:
    found = brat_name(name)
    assert set(found) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
    assert real_name(found) == name


def test_a_span_over_a_line_end_is_written_as_fragments(tmp_path: Path) -> None:
    text = "He said\nthat all\n\nwas well.\n"
    article = AnnotatedArticle(
        Article("a", "x", text, sha256_of(text)), (span(text, 3, 26, "claim"), span(text, 7, 12, "actor"))
    )
    _, report = exported("brat", [article], tmp_path)
    lines = (tmp_path / "000001-x.ann").read_text("utf-8").splitlines()
    assert lines == ["T1\tclaim 3 7;8 16;18 26\tsaid that all was well", "T2\tactor 8 12\tthat"]
    assert [(note.start, note.new_start, note.new_text) for note in report.widened] == [(7, 8, "that")]
    assert fragments("\n\n", 0, 2) == []


@pytest.mark.parametrize("title", ["../../etc/passwd", "CON", "a/b\\c:d", "…", "x" * 300, "a.", "\u202egnp.exe", "é\n"])
def test_titles_make_names_that_are_safe_everywhere(title: str, tmp_path: Path) -> None:
    text = "Some text."
    article = AnnotatedArticle(Article("a", title, text, sha256_of(text)))
    exported("brat", [article, article], tmp_path)
    found = sorted(path.name for path in tmp_path.iterdir())
    assert len(found) == 5
    assert all(len(name) < 80 and name[0].isalnum() and name.isascii() for name in found)
    assert safe_name(title).strip("abcdefghijklmnopqrstuvwxyz0123456789-") == ""


def test_same_label_nesting_is_listed_where_a_column_has_one_layer(tmp_path: Path) -> None:
    text = "He says they claim all is well."
    inner, outer = span(text, 19, 30, "claim"), span(text, 8, 30, "claim")
    article = AnnotatedArticle(Article("a", "", text, sha256_of(text)), (outer, inner, span(text, 8, 12, "actor")))
    path, report = exported("conll", [article], tmp_path)
    assert [note.span for note in report.left_out] == [inner.id]
    assert "holds one layer" in report.left_out[0].reason
    rows = [line.split(" ") for line in path.read_text("utf-8").split("\n") if line and "-X-" not in line]
    assert [row[1] for row in rows] == ["O", "O", "B-claim", "I-claim", "I-claim", "I-claim", "I-claim", "O"]
    assert [row[2] for row in rows if row[2] != "O"] == ["B-actor"]
    path, report = exported("bioes", [article], tmp_path, WriteOptions(SCHEME, flatten=True))
    rows = [line.split(" ") for line in path.read_text("utf-8").split("\n") if line and "-X-" not in line]
    assert [row[1] for row in rows if row[1] != "O"] == ["S-actor"]
    assert len(report.left_out) == 2


def test_tags_say_what_was_tagged() -> None:
    assert runs(["O", "B-a", "I-a", "B-a", "O", "S-b", "B-c", "E-c"]) == [
        (1, 3, "a"),
        (3, 4, "a"),
        (5, 6, "b"),
        (6, 8, "c"),
    ]
    for wrong in (["I-a"], ["B-a", "I-b"], ["X"]):
        with pytest.raises(ValueError, match="tag"):
            runs(wrong)
    assert BIOES == "BIOES"


def test_doccano_gets_what_it_takes(tmp_path: Path) -> None:
    path, _ = exported("doccano", [alert(), spanish()], tmp_path)
    data = path.read_bytes()
    assert b"\r" not in data
    entity_ids: list[int] = []
    for line in data.decode("utf-8").split("\n")[:-1]:
        task = json.loads(line)
        ids = [entity["id"] for entity in task["entities"]]
        entity_ids += ids
        seen = set()
        for entity in task["entities"]:
            assert set(entity) == {"id", "label", "start_offset", "end_offset"}
            assert 0 <= entity["start_offset"] < entity["end_offset"] <= len(task["text"])
            seen.add((entity["start_offset"], entity["end_offset"], entity["label"]))
        assert len(seen) == len(ids)
        for relation in task["relations"]:
            assert set(relation) == {"id", "from_id", "to_id", "type"}
            assert {relation["from_id"], relation["to_id"]} <= set(ids)
    assert len(set(entity_ids)) == len(entity_ids)


def test_labelbuddy_keys_are_small_letters(tmp_path: Path) -> None:
    found = as_text("labelbuddy", [alert()], tmp_path)
    for line in found["labels.jsonl"].splitlines():
        label = json.loads(line)
        assert set(label) <= {"name", "color", "shortcut_key"}
        assert len(label["color"]) == 7


def test_a_missing_pyarrow_is_told_with_the_command_that_adds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(WriteFailed, match="pip install"):
        exported("huggingface", [alert()], tmp_path)
