"""labelbuddy's documents and annotations."""

import hashlib
import json
from pathlib import Path

import pytest

from annotator.errors import ReadFailed
from tests.unit.formats.importing import as_lines, imported, read, said
from tests.unit.formats.made import ALERT


def test_code_points_win_over_bytes_and_bytes_do_alone(tmp_path: Path) -> None:
    record = {
        "text": ALERT,
        "utf8_text_md5_checksum": hashlib.md5(ALERT.encode()).hexdigest(),
        "metadata": {"id": "a1", "source": "Post", "page": 3},
        "display_title": "Shown",
        "list_title": "Listed",
        "annotations": [
            {"label_name": "claim", "start_char": 12, "end_char": 54, "start_byte": 0, "end_byte": 1},
            {"label_name": "actor", "start_byte": 5, "end_byte": 9},
            {"label_name": "figure", "start_char": 25, "end_char": 27, "extra_data": "a dozen"},
        ],
    }
    (found,), report = read("labelbuddy", as_lines(record), tmp_path)
    claim = ("claim", "Russia fired 12 Iskander missiles at Odesa")
    assert said(found) == [("actor", "Kyiv"), claim, ("figure", "12")]
    assert found.spans[2].attributes == {"extra_data": "a dozen"}
    assert (found.article.id, found.article.title, found.article.meta.source) == ("a1", "Shown", "Post")
    assert found.article.meta.extra == {"page": 3, "list_title": "Listed"}
    assert not report.warnings


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [
        ({"label_name": "x", "start_byte": 1, "end_byte": 9}, "cuts a character"),
        ({"label_name": "x", "start_char": 3}, "neither"),
        ({"label_name": "x", "start_char": 3, "end_char": 200}, "only 55"),
        ({"start_char": 3, "end_char": 5}, "label_name"),
        ({"label_name": "x", "start_char": 5, "end_char": 3}, "cannot run"),
        ("x", "must be an object"),
    ],
)
def test_what_is_wrong_is_said_span_by_span(tmp_path: Path, annotation: object, reason: str) -> None:
    data = json.dumps([{"text": ALERT, "annotations": [annotation]}], indent=0).encode()
    with pytest.raises(ReadFailed, match=reason):
        read("labelbuddy", data, tmp_path)
    found, report = read("labelbuddy", data, tmp_path, skip_bad=True)
    assert (len(found), [one.span for one in report.refused]) == (1, [1])


def test_another_text_than_the_one_meant(tmp_path: Path) -> None:
    data = as_lines({"text": "Ana.", "utf8_text_md5_checksum": "0" * 32, "annotations": []})
    with pytest.raises(ReadFailed, match="MD5"):
        read("labelbuddy", data, tmp_path)


def test_one_document_on_each_line_when_the_format_is_named(tmp_path: Path) -> None:
    found, _ = read("labelbuddy", "Ana came.\r\n\r\nBen left.".encode("utf-16"), tmp_path, "docs.txt")
    assert [one.article.text for one in found] == ["Ana came.", "Ben left."]


def test_real_files(corpora: Path) -> None:
    folder = corpora / "labelbuddy"
    for name in ("exported_docs.json", "exported_docs.jsonl"):
        found, report = imported(folder / name)
        assert said(found[0]) == [("Word", "text"), ("Number", "1")]
        assert said(found[1]) == [("Word", "document")]
        assert [read.format for read in report.files] == ["labelbuddy"]
        assert not report.refused
    assert len(imported(folder / "docs.jsonl")[0]) == 2
    _, report = imported(folder / "annotations.json")
    assert "by MD5 alone" in report.refused[0].reason
    for name in ("labels.json", "labels.jsonl", "exported_labels.json", "exported_labels.jsonl"):
        found, report = imported(folder / name)
        assert (found, report.refused, [label.name for label in report.scheme]) == ([], [], ["Word", "Number"])
    assert report.scheme[0].color != report.scheme[1].color
