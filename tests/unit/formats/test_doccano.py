"""doccano's files, which do not say what their offsets count."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import ReadFailed
from annotator.formats.base import OffsetUnit
from annotator.formats.registry import detect
from tests.unit.formats.importing import as_lines, imported, read, said
from tests.unit.formats.made import ALERT

CLAIM = ("claim", "Russia fired 12 Iskander missiles at Odesa")
IN_UTF16 = {"text": ALERT, "label": [[3, 7, "actor"], [13, 55, "claim"], [26, 28, "figure"], [29, 46, "weapon"]]}
IN_CODE_POINTS = {"text": ALERT, "label": [[2, 6, "actor"], [12, 54, "claim"], [25, 27, "figure"], [28, 45, "weapon"]]}
SPANS = [("actor", "Kyiv"), CLAIM, ("figure", "12"), ("weapon", "Iskander missiles")]


@pytest.mark.parametrize("record", [IN_UTF16, IN_CODE_POINTS])
def test_the_unit_is_told_by_the_words_that_spans_then_hold(tmp_path: Path, record: object) -> None:
    found, report = read("doccano", as_lines(record), tmp_path)
    assert said(found[0]) == SPANS
    assert "behind an emoji" in report.warnings[0]


def test_the_person_may_say_the_unit(tmp_path: Path) -> None:
    record = {"text": "😀 abcdef", "label": [[3, 5, "x"]]}
    for unit, quote in ((OffsetUnit.CODE_POINTS, "bc"), (OffsetUnit.UTF16, "ab")):
        found, report = read("doccano", as_lines(record), tmp_path, unit=unit)
        assert (said(found[0]), report.warnings) == ([("x", quote)], [])


def test_so_may_the_file(tmp_path: Path) -> None:
    record = {"text": "😀 abcdef", "label": [[3, 5, "x"]], "offset_unit": "UTF-16 units"}
    assert said(read("doccano", as_lines(record), tmp_path)[0][0]) == [("x", "ab")]


def test_entities_with_relations(tmp_path: Path) -> None:
    record = {
        "id": 7,
        "text": "Ana met Ben.",
        "entities": [
            {"id": 0, "label": "actor", "start_offset": 0, "end_offset": 3, "sure": True},
            {"id": 9, "label": "actor", "start_offset": 8, "end_offset": 11},
        ],
        "relations": [{"id": 0, "from_id": 9, "to_id": 0, "type": "met_by"}],
        "meta": {"source": "Post", "wave": 2},
    }
    (found,), report = read("doccano", as_lines(record), tmp_path)
    ana, ben = found.spans
    assert [(r.type, r.from_id, r.to_id) for r in found.relations] == [("met_by", ben.id, ana.id)]
    assert ana.attributes == {"sure": True}
    assert (found.article.meta.source, found.article.meta.extra) == ("Post", {"id": 7, "wave": 2})
    assert not report.warnings
    again, _ = read("doccano", as_lines(record), tmp_path)
    assert again[0].spans == found.spans


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("between", ["\n", "\r\n\r\n"])
def test_one_record_after_another(tmp_path: Path, codec: str, indent: int | None, between: str) -> None:
    records = [{"text": f"Ana came {day}.", "label": [[0, 3, "actor"]]} for day in ("home", "back")]
    path = tmp_path / "in.jsonl"
    path.write_bytes(between.join(json.dumps(one, indent=indent) for one in records).encode(codec))
    found, report = imported(path)
    assert not report.refused
    assert [one.format for one in report.files] == ["doccano"]
    assert [said(one) for one in found] == [[("actor", "Ana")], [("actor", "Ana")]]


def test_a_list_and_older_keys(tmp_path: Path) -> None:
    records = [
        {"data": "Ana came.", "labels": [[0, 3, "actor"]], "doc_id": 1, "username": "ben"},
        {"text": "Ana left.", "annotations": [{"label": 4, "start_offset": 0, "end_offset": 3, "user": 2}]},
        {"text": "A good day.", "label": ["good", "short"]},
    ]
    found, report = read("doccano", json.dumps(records, indent=1).encode(), tmp_path)
    assert [(span.label, span.annotator) for one in found for span in one.spans] == [("actor", "ben"), ("4", "2")]
    assert found[2].article.meta.extra == {"labels": ["good", "short"]}
    assert report.warnings == ["in.json: line 25: labels of the whole text are kept with the article."]


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ([0, 30, "x"], "only 9 characters"),
        ([3, 3, "x"], "cannot run"),
        ([-1, 3, "x"], "cannot start"),
        ([0.5, 3, "x"], "whole number"),
        (["0", 3, "x"], "whole number"),
        ([True, 3, "x"], "whole number"),
        ([0, 2**70, "x"], "only 9"),
        ([0, 3], "start, end and name"),
        ([0, 3, 4], "must be a text"),
        ([0, 3, " "], "is empty"),
        ({"id": 1, "start_offset": 0, "end_offset": 3}, "no “label”"),
        (17, "must be an object"),
    ],
)
def test_a_bad_span_is_named(tmp_path: Path, label: object, reason: str) -> None:
    data = as_lines({"text": "Ana came.", "label": []}, {"text": "Ana left.", "label": [[0, 3, "actor"], label]})
    with pytest.raises(ReadFailed, match=reason) as caught:
        read("doccano", data, tmp_path)
    assert caught.value.line == 2
    found, report = read("doccano", data, tmp_path, skip_bad=True)
    assert said(found[1]) == [("actor", "Ana")]
    assert [(one.line, one.span) for one in report.refused] == [(2, 2)]


def test_offsets_are_carried_over_line_ends(tmp_path: Path) -> None:
    record = {"text": "\ufeffOne\r\ntwo", "label": [[6, 9, "x"], [1, 4, "y"]]}
    assert said(read("doccano", as_lines(record), tmp_path)[0][0]) == [("y", "One"), ("x", "two")]


@given(st.text(min_size=1).filter(lambda t: t.strip(" \t\r\n\ufeff\x00")), st.data())
def test_any_range_is_taken_in_the_unit_said(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    if not text.strip().strip("\ufeff\x00"):
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    record = {"text": text, "label": [[start, end, "x"]], "offset_unit": "code points"}
    folder = tmp_path_factory.mktemp("any")
    found, report = read("doccano", json.dumps(record).encode(), folder, "in.jsonl", skip_bad=True)
    quotes = [span.quote for one in found for span in one.spans]
    clean = text[start:end].replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    assert len(quotes) + len(report.refused) == 1
    if quotes and "\r" not in text and not text.startswith("\ufeff"):
        assert quotes == [clean]


def test_real_files(corpora: Path) -> None:
    folder = corpora / "doccano" / "tests" / "data"
    found, report = imported(folder / "relation_extraction" / "example.jsonl")
    assert said(found[0])[0] == ("ORG", "Google")
    assert {r.type for r in found[0].relations} == {"foundedAt", "foundedBy"}
    assert not report.refused
    found, report = imported(folder / "sequence_labeling" / "example.jsonl")
    assert not found
    assert [(one.line, one.reason) for one in report.refused] == [(3, "The line has no “text”.")]
    found, report = imported(folder / "sequence_labeling" / "example.jsonl", skip_bad=True)
    assert len(found) == 2
    found, report = imported(folder / "sequence_labeling" / "example_overlapping.jsonl")
    assert said(found[0]) == [("LOC", "e")]
    assert "same range and label" in report.warnings[0]
    for path in folder.rglob("*.jsonl"):
        reader = detect(path)
        assert reader is not None
        assert reader.name == "doccano"
