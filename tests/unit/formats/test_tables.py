"""CSV, TSV and JSON whose columns nobody has fixed."""

import csv
import json
from pathlib import Path

import pytest

from annotator.domain.text import canonical
from annotator.errors import ReadFailed
from annotator.formats.base import Column, Columns, ReadOptions, ReadReport
from annotator.formats.registry import reader_named
from tests.unit.formats.importing import imported, read, said

HEADER = "Headline;Body;Published;Outlet;Wave\n"
ROW = 'Odesa hit;"Kyiv says ""so"";\nand more.";2026-03-01;Post;2\n'


def mapped(
    name: str, data: bytes, folder: Path, columns: Columns | None, *, skip_bad: bool = False
) -> tuple[list[object], ReadReport]:
    path = folder / f"in.{name}"
    path.write_bytes(data)
    report = ReadReport(path.name)
    found = list(reader_named(name).read(path, options=ReadOptions(skip_bad, columns), report=report))
    return list(found), report


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_columns_are_told_by_their_names(tmp_path: Path, codec: str, delimiter: str) -> None:
    data = (HEADER + ROW).replace(";", delimiter).replace(f'"{delimiter}\n', '";\n').encode(codec)
    (found,), report = read("csv", data, tmp_path, "in.csv")
    article = found.article
    assert article.text in ('Kyiv says "so";\nand more.', f'Kyiv says "so"{delimiter}\nand more.')
    assert (article.title, article.meta.date, article.meta.source) == ("Odesa hit", "2026-03-01", "Post")
    assert article.meta.extra == {"Wave": "2"}
    assert "text = “Body”" in report.warnings[-1]


def test_the_person_says_the_columns(tmp_path: Path) -> None:
    data = b"a,b,c\nOne,Two,Three\n"
    with pytest.raises(ReadFailed, match="no column that seems to hold the text"):
        read("csv", data, tmp_path, "in.csv")
    path = tmp_path / "in.csv"
    columns = {Column.TEXT: "c", Column.TITLE: "a"}
    (found,) = reader_named("csv").read(path, options=ReadOptions(columns=columns), report=ReadReport())
    assert (found.article.text, found.article.title, found.article.meta.extra) == ("Three", "One", {"b": "Two"})
    with pytest.raises(ReadFailed, match="no column “d” for the date"):
        mapped("csv", data, tmp_path, columns | {Column.DATE: "d"})


def test_what_the_dialog_shows(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(HEADER + ROW)
    columns = reader_named("csv").columns
    assert columns is not None
    found = columns(path)
    assert found.names == ("Headline", "Body", "Published", "Outlet", "Wave")
    assert found.rows[0][0] == "Odesa hit"
    assert found.guessed[Column.TEXT] == "Body"
    keys = reader_named("json").columns
    assert keys is not None
    path.write_text(json.dumps([{"article": {"body": "Ana came.", "head": "x"}}]))
    assert keys(path).names == ("article.body", "article.head")


def test_a_row_for_each_span(tmp_path: Path) -> None:
    data = (
        b"id,text,start,end,label,quote,who\na1,Ana met Ben.,0,3,actor,Ana,x\na1,,8,11,actor,Ben,y\n"
        b"a2,Nobody came.,,,,,z\na1,,4,7,deed,met,\n"
    )
    first, second = read("csv", data, tmp_path, "in.csv")[0]
    assert said(first) == [("actor", "Ana"), ("deed", "met"), ("actor", "Ben")]
    assert (first.article.id, second.article.text, second.spans) == ("a1", "Nobody came.", ())
    with pytest.raises(ReadFailed, match="not what stands there") as caught:
        read("csv", data.replace(b"Ben,y", b"Cy,y"), tmp_path, "in.csv")
    assert caught.value.line == 3


def test_a_table_of_label_studio(tmp_path: Path) -> None:
    regions = [{"start": 3, "end": 7, "text": "Kyiv", "labels": ["actor", "place"]}]
    cell = json.dumps(regions).replace('"', '""')
    (found,), _ = read("csv", f'id,text,label\n1,🚨 Kyiv says hi,"{cell}"\n'.encode(), tmp_path, "in.csv")
    assert said(found) == [("actor", "Kyiv"), ("place", "Kyiv")]


def test_the_first_line_may_say_what_parts_the_cells(tmp_path: Path) -> None:
    (found,), _ = read("csv", b"sep=;\r\ntext;source\r\nKyiv, says hi;Post\r\n", tmp_path, "in.csv")
    assert (found.article.text, found.article.meta.source) == ("Kyiv, says hi", "Post")
    with pytest.raises(ReadFailed) as caught:
        read("csv", b"sep=;\ntext;source\none;Post\ntwo\n", tmp_path, "in.csv")
    assert caught.value.line == 4


def test_a_list_of_spans_in_a_cell(tmp_path: Path) -> None:
    spans = json.dumps([{"start": 0, "end": 3, "label": "actor"}, [8, 11, "actor"]]).replace('"', '""')
    (found,), _ = read("csv", f'text,entities\nAna met Ben.,"{spans}"\n'.encode(), tmp_path, "in.csv")
    assert said(found) == [("actor", "Ana"), ("actor", "Ben")]


@pytest.mark.parametrize(
    "cell",
    ["[(0, 3, 'actor'), (8, 11, 'actor')]", "[{'start': 0, 'end': 3, 'label': 'actor'}, [8, 11, 'actor']]"],
)
def test_a_list_of_spans_as_python_writes_it(tmp_path: Path, cell: str) -> None:
    (found,), _ = read("csv", f'text,entities,annotator\nAna met Ben.,"{cell}",Cy\n'.encode(), tmp_path, "in.csv")
    assert said(found) == [("actor", "Ana"), ("actor", "Ben")]
    assert {span.annotator for span in found.spans} == {"Cy"}


def test_offsets_that_a_spreadsheet_wrote_as_fractions(tmp_path: Path) -> None:
    (found,), _ = read("csv", b"text,start,end,label\nAna came.,0.0,3.0,actor\n", tmp_path, "in.csv")
    assert said(found) == [("actor", "Ana")]


@pytest.mark.parametrize(
    ("file", "data", "texts"),
    [
        ("in.csv", "\n\nid,text\n1,Ana\n", ["Ana"]),
        ("in.csv", 'id, text, by\n1, "Ana, Ben", Cy\n', ["Ana, Ben"]),
        ("in.csv", 'id,text\n1,"He said \\"so\\", twice."\n', ['He said "so", twice.']),
        ("in.tsv", 'id\ttext\n1\t"So" he said.\n2\tA 5" pipe.\n', ['"So" he said.', 'A 5" pipe.']),
        ("in.tsv", 'id\ttext\n1\t"Two\nlines"\n', ["Two\nlines"]),
    ],
)
def test_dialects(tmp_path: Path, file: str, data: str, texts: list[str]) -> None:
    found, _ = read("csv", data.encode(), tmp_path, file)
    assert [one.article.text for one in found] == texts


def test_a_table_whose_first_row_is_no_row_of_names(tmp_path: Path) -> None:
    texts = [
        "Kyiv says that Russia fired twelve Iskander missiles at Odesa.",
        "Ana Lund met Ben in Odesa, she said on Monday.",
    ]
    found, report = read("csv", f'1,"{texts[0]}"\n2,"{texts[1]}"\n'.encode(), tmp_path, "in.csv")
    assert [one.article.text for one in found] == texts
    assert "names no columns" in report.warnings[1]


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b'text,spans\nAna,"[(0, 1"\n', 2, "as Python writes it"),
        (b"text,b\none,two,three\n", 2, "row: 3; in the first row: 2"),
        (b'text,b\n"one,two\n', 2, "cannot be read"),
        (b'text,b\n"one"x,two\n', 2, "cannot be read"),
        (b"text,b\n,two\n", 2, "empty"),
        (b"", None, "empty"),
        (b"text,start,end,label\nAna,0,9,x\n", 2, "only 3"),
        (b"text,start,end,label\nAna,0,1e2,x\n", 2, "whole number"),
        (b'text,spans\nAna,"[[0,1,""x""],[0]]"\n', 2, "Span 2"),
        (b"\x89PNG\r\n\x1a\n\x00", None, "PNG"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, data: bytes, line: int | None, reason: str) -> None:
    with pytest.raises(ReadFailed, match=reason) as caught:
        read("csv", data, tmp_path, "in.csv")
    assert caught.value.line == line


def test_large_fields_and_nul(tmp_path: Path) -> None:
    text = "word " * 60_000
    (found,), _ = read("csv", f'text,n\n"{text}",a\x00b\n'.encode(), tmp_path, "in.csv")
    assert found.article.text == text
    assert found.article.meta.extra == {"n": "a\ufffdb"}
    names = ",".join(f"c{number}" for number in range(100_000))
    with pytest.raises(ReadFailed, match="no column"):
        read("csv", f"{names}\n{names}\n".encode(), tmp_path, "in.csv")


def test_json_with_keys_of_its_own(tmp_path: Path) -> None:
    records = [
        {"headline": "Hit", "body": "Ana came.", "entities": [[0, 3, "actor"]], "page": {"n": 3}},
        {"body": "Two."},
    ]
    for data in (json.dumps(records), json.dumps(records, indent=2), "\n".join(map(json.dumps, records))):
        found, report = read("json", data.encode(), tmp_path)
        assert said(found[0]) == [("actor", "Ana")]
        assert (found[0].article.title, found[0].article.meta.extra) == ("Hit", {"page.n": 3})
        assert "title = “headline”" in report.warnings[0]
    path = tmp_path / "in.json"
    assert [one.format for one in imported(path)[1].files] == ["json"]


@pytest.mark.parametrize(
    "spans",
    [
        {"entities": [{"start": 0, "end": 3, "label": "actor", "text": "Ana"}], "relations": [{"head": 0, "tail": 0}]},
        {"entities": [{"start_idx": 0, "end_idx": 3, "type": "actor"}]},
        {"ents": [[0, 3, "actor"]]},
        {"spans": [[0, 3, "actor"]]},
        {"spans": [{"begin": 0, "end": 3, "tag": "actor"}]},
        {"annotation": [{"start": 0, "end": 3, "label": "actor"}], "tokens": ["Ana", "met"], "prediction": []},
        {"annotation": [{"label": ["actor"], "points": [{"start": 0, "end": 2, "text": "Ana"}]}]},
        {"label": [["0", "3", "actor"]]},
        {"entities": [{"start": 0.0, "end": 3.0, "label": "actor"}]},
    ],
)
def test_spans_in_any_usual_shape_are_found(tmp_path: Path, spans: dict[str, object]) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"text": "Ana met Ben.", **spans}) + "\n" + json.dumps({"text": "None here."}) + "\n")
    found, report = imported(path)
    assert [one.format for one in report.files] == ["json"]
    assert [said(one) for one in found] == [[("actor", "Ana")], []]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (
            {"%TYPES": {}, "%FEATURE_STRUCTURES": [{"sofaString": "Ana"}], "%VIEWS": {"a": {"b": 1}}},
            "This is a UIMA CAS",
        ),
        ({"one": {"two": {"three": "a text that is long enough to be taken for one"}}}, "no column that seems to hold"),
    ],
)
def test_json_without_texts(tmp_path: Path, record: object, reason: str) -> None:
    (tmp_path / "in.json").write_text(json.dumps(record))
    _, report = imported(tmp_path / "in.json")
    assert reason in report.refused[0].reason


def test_lists_of_other_things_are_no_spans(tmp_path: Path) -> None:
    for value in ([8, 9, 10], ["a", "b"]):
        path = tmp_path / "in.json"
        path.write_text(json.dumps([{"body": "Ana met Ben.", "labels": value}]))
        (found,), report = imported(path)
        assert not report.refused
        assert found.article.meta.extra == {"labels": value}


@pytest.mark.parametrize("folder", ["CENTCOM", "UK_Government", "Wikipedia"])
def test_real_json_of_a_database(corpora: Path, folder: str) -> None:
    path = corpora / "re3d" / folder / "documents.json"
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    mapping = {Column.TEXT: "text", Column.ID: "_id", Column.SOURCE: "sourceName", Column.URL: "sourceUrl"}
    found = list(reader_named("json").read(path, options=ReadOptions(columns=mapping), report=ReadReport()))
    assert [(one.article.id, one.article.text, one.article.meta.url) for one in found] == [
        (record["_id"], canonical(record["text"]).text, record["sourceUrl"]) for record in records
    ]
    assert {one.article.meta.source for one in found} == {folder.replace("_", " ")}


def test_the_cases_that_others_collected(corpora: Path) -> None:
    for path in sorted((corpora / "csv-spectrum" / "csvs").glob("*.csv")):
        expected = json.loads((corpora / "csv-spectrum" / "json" / f"{path.stem}.json").read_bytes())
        columns = reader_named("csv").columns
        assert columns is not None
        found = columns(path)
        rows = [dict(zip(found.names, row, strict=True)) for row in found.rows]
        if isinstance(expected, list):
            assert rows == expected
        else:  # a file of one row, whose expectation has another number in it
            assert [row.keys() for row in rows] == [expected.keys()]
    with (corpora / "claims-ibm-stance" / "claim_stance_train.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    path = corpora / "claims-ibm-stance" / "claim_stance_train.csv"
    mapping = {Column.TEXT: "claims.claimOriginalText", Column.ID: "claims.claimId"}
    articles = reader_named("csv").read(path, options=ReadOptions(columns=mapping), report=ReadReport())
    assert [one.article.text for one in articles] == [row["claims.claimOriginalText"] for row in rows]
    _, report = imported(corpora / "doccano" / "tests" / "data" / "text_classification" / "example.invalid.2.csv")
    assert report.refused[0].line == 2
    utf16, _ = imported(corpora / "doccano" / "tests" / "data" / "example.utf16.csv")
    assert [one.article.text for one in utf16] == ["AAA", "BBB", "CCC"]
