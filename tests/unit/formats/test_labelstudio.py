"""Label Studio's tasks."""

import json
from pathlib import Path

import pytest

from annotator.domain.model import Status
from annotator.errors import ReadFailed
from annotator.formats.base import WriteOptions
from tests.unit.formats.importing import imported, read, said
from tests.unit.formats.made import ALERT, SCHEME, written


def region(name: str, start: int, end: int, *labels: str, **more: object) -> dict[str, object]:
    value: dict[str, object] = {"start": start, "end": end, "labels": list(labels), "text": more.pop("text", None)}
    if value["text"] is None:
        value["text"] = ALERT.encode("utf-16-le")[start * 2 : end * 2].decode("utf-16-le")
    return {"id": name, "from_name": "label", "to_name": "text", "type": "labels", "value": value, **more}


def task(*results: object, **more: object) -> bytes:
    annotation = {"id": 5, "completed_by": {"id": 3, "email": "ana@example.org"}, "result": list(results)}
    return json.dumps([{"id": 1, "data": {"text": ALERT}, "annotations": [annotation], **more}]).encode()


def test_utf16_units_several_labels_relations_and_what_belongs_to_a_span(tmp_path: Path) -> None:
    results = [
        region("c1", 13, 55, "claim"),
        region("a1", 3, 7, "actor", "place", meta={"text": ["seen"]}),
        {"id": "a1", "from_name": "sure", "type": "choices", "value": {"choices": ["yes"], "start": 3, "end": 7}},
        {"id": "z", "from_name": "topic", "type": "choices", "value": {"choices": ["war"]}},
        {"type": "relation", "from_id": "c1", "to_id": "a1", "direction": "right", "labels": ["said_by"]},
    ]
    (found,), report = read("labelstudio", task(*results), tmp_path)
    claim = ("claim", "Russia fired 12 Iskander missiles at Odesa")
    assert said(found) == [("actor", "Kyiv"), ("place", "Kyiv"), claim]
    assert {span.annotator for span in found.spans} == {"ana@example.org"}
    assert found.spans[0].attributes == {"note": "seen", "sure": "yes"}
    assert [(r.type, r.from_id, r.to_id) for r in found.relations] == [("said_by", "c1", "a1")]
    assert found.status is Status.DONE
    assert found.article.meta.extra == {"topic": ["war"], "task": 1}
    assert report.warnings == ["in.json: line 1: “choices” is no span; kept with the article as “topic”."]


def test_predictions_are_suggestions_and_cancelled_annotations_are_told(tmp_path: Path) -> None:
    cancelled = {"was_cancelled": True, "result": [region("x", 3, 7, "actor")]}
    drafts = [{"was_cancelled": False}]
    prediction = {"model_version": "m1", "score": 0.5, "result": [region("p", 29, 46, "weapon")]}
    data = [{"data": {"text": ALERT}, "annotations": [cancelled], "predictions": [prediction], "drafts": drafts}]
    (found,), report = read("labelstudio", json.dumps(data).encode(), tmp_path)
    assert not found.spans
    assert found.status is Status.TODO
    (suggestion,) = found.suggestions
    assert (suggestion.quote, suggestion.origin, suggestion.score) == ("Iskander missiles", "m1", 0.5)
    assert report.warnings == [
        "in.json: line 1: a cancelled annotation was left out.",
        "in.json: line 1: a draft was left out.",
    ]


def test_the_name_of_a_model_stays_as_it_is_from_import_to_export(tmp_path: Path) -> None:
    prediction = {"model_version": "m1", "score": 0.5, "result": [region("p", 29, 46, "weapon")]}
    (found,), _ = read(
        "labelstudio", json.dumps([{"data": {"text": ALERT}, "predictions": [prediction]}]).encode(), tmp_path
    )
    data, _ = written("labelstudio", found, options=WriteOptions(SCHEME, suggestions=True))
    assert [one["model_version"] for one in json.loads(data)[0]["predictions"]] == ["m1"]


def test_offsets_that_count_code_points_are_told_by_the_quote(tmp_path: Path) -> None:
    (found,), report = read("labelstudio", task(region("c", 2, 6, "actor", text="Kyiv")), tmp_path)
    assert said(found) == [("actor", "Kyiv")]
    assert "code points instead of UTF-16" in report.warnings[0]


def test_a_quote_that_does_not_stand_there_is_never_taken(tmp_path: Path) -> None:
    data = task(region("c", 13, 19, "actor"), region("d", 30, 40, "weapon", text="tank"))
    with pytest.raises(ReadFailed, match="not what stands there") as caught:
        read("labelstudio", data, tmp_path)
    assert caught.value.line == 1
    (found,), report = read("labelstudio", data, tmp_path, skip_bad=True)
    assert said(found) == [("actor", "Russia")]
    assert [one.span for one in report.refused] == [2]


def test_half_of_an_emoji(tmp_path: Path) -> None:
    bad = region("c", 1, 7, "actor", text="Kyiv")
    with pytest.raises(ReadFailed, match="cuts a character"):
        read("labelstudio", task(bad | {"value": bad["value"] | {"text": None}}), tmp_path)  # type: ignore[operator]


def test_the_field_is_found_by_its_quotes(tmp_path: Path) -> None:
    long = "Nothing of it stands in this long text, which is longer than the other one by far. " * 3
    spot = {"start": 0, "end": 3, "labels": ["actor"], "text": "Ana"}
    one = {"id": "a", "to_name": "t", "from_name": "l", "type": "labels", "value": spot}
    data = [{"data": {"intro": long, "ner": "Ana came."}, "annotations": [{"result": [one]}]}]
    (found,), _ = read("labelstudio", json.dumps(data).encode(), tmp_path)
    assert found.article.text == "Ana came."
    assert found.article.meta.extra == {"intro": long}


def test_a_page(tmp_path: Path) -> None:
    page = "<html><head><title>x</title></head><body><p>Ana &amp; <b>Ben</b></p><p>left</p></body></html>"
    value = {
        "start": "/p[1]/b[1]/text()[1]", "startOffset": 0, "end": "/p[1]/b[1]/text()[1]", "endOffset": 3,
        "globalOffsets": {"start": 6, "end": 9}, "text": "Ben", "hypertextlabels": ["actor"],
    }  # fmt: skip
    result = {"id": "a", "to_name": "t", "from_name": "l", "type": "hypertextlabels", "value": value}
    data = [{"data": {"html": page}, "annotations": [{"result": [result]}]}]
    (found,), report = read("labelstudio", json.dumps(data).encode(), tmp_path)
    assert said(found) == [("actor", "Ben")]
    assert "tags" in report.warnings[0]


def page_without_offsets(page: str, words: str | None) -> bytes:
    value = {
        "start": "/p[1]/text()[1]", "startOffset": 0, "end": "/p[1]/text()[1]", "endOffset": 3, "text": words,
        "hypertextlabels": ["actor"],
    }  # fmt: skip
    result = {"id": "a", "to_name": "t", "from_name": "l", "type": "hypertextlabels", "value": value}
    data = {"title": "A page with a longer title", "html": page}
    return json.dumps([{"data": data, "annotations": [{"result": [result]}]}]).encode()


def test_a_region_of_a_page_without_offsets_is_placed_where_its_words_stand_once(tmp_path: Path) -> None:
    page = "<p>Ana <b>Lund</b></p><p>left<br>Ben</p>"
    (found,), report = read("labelstudio", page_without_offsets(page, "Ana  Lund"), tmp_path)
    assert (said(found), found.article.text) == ([("actor", "Ana Lund")], "Ana Lundleft\nBen")
    assert "placed where their words stand" in report.warnings[1]
    (found,), _ = read("labelstudio", page_without_offsets("Ana left.", "Ana"), tmp_path)
    assert said(found) == [("actor", "Ana")]
    for page, words, reason in (("<p>Ana, Ana</p>", "Ana", "2 times"), ("<p>Ben</p>", "Ana", "nowhere")):
        with pytest.raises(ReadFailed, match=f"without “globalOffsets”, and “Ana” stands {reason}"):
            read("labelstudio", page_without_offsets(page, words), tmp_path)
    with pytest.raises(ReadFailed, match="neither “globalOffsets” nor its text"):
        read("labelstudio", page_without_offsets("<p>Ana</p>", None), tmp_path)


def test_a_text_that_belongs_to_a_span(tmp_path: Path) -> None:
    more = {"id": "a", "from_name": "why", "type": "textarea", "value": {"start": 3, "end": 7, "text": ["seen"]}}
    (found,), _ = read("labelstudio", task(region("a", 3, 7, "actor"), more), tmp_path)
    assert found.spans[0].attributes == {"why": "seen"}


def test_the_short_form(tmp_path: Path) -> None:
    spot = {"start": 3, "end": 7, "text": "Kyiv", "labels": ["actor"]}
    data = [{"text": ALERT, "id": 4, "label": [spot], "annotator": 2, "lead_time": 1.5}]
    (found,), _ = read("labelstudio", json.dumps(data).encode(), tmp_path)
    assert said(found) == [("actor", "Kyiv")]
    assert found.spans[0].annotator == "2"


def test_the_short_form_without_annotator_and_with_a_region_without_label(tmp_path: Path) -> None:
    spots = [{"start": 3, "end": 7, "text": "Kyiv", "labels": ["actor"]}, {"start": 8, "end": 12, "text": "says"}]
    (found,), report = read("labelstudio", json.dumps([{"text": ALERT, "label": spots}]).encode(), tmp_path)
    assert said(found) == [("actor", "Kyiv")]
    assert "without a label" in report.warnings[0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ([{"data": {}, "annotations": []}], "no text"),
        ([{"data": {"image": "https://example.org/a.png"}, "annotations": []}], "only addresses"),
        ([{"data": {"text": 4}, "annotations": []}], "no text"),
        ([{"data": [], "annotations": []}], "must be an object"),
        ([{"data": {"text": "Ana"}, "annotations": {}}], "must be a list"),
        ([{"data": {"text": "Ana"}, "annotations": [{"result": [4]}]}], "must be an object"),
        ([{"data": {"text": "Ana"}, "annotations": [{"result": [{"type": "labels", "value": {"labels": ["x"]}}]}]}],
         "no “start”"),
    ],
)  # fmt: skip
def test_what_is_no_task(tmp_path: Path, data: object, reason: str) -> None:
    with pytest.raises(ReadFailed, match=reason):
        read("labelstudio", json.dumps(data).encode(), tmp_path)


def test_real_files(corpora: Path) -> None:
    folder = corpora / "label-studio"
    found, report = imported(folder / "named_entity" / "annotations" / "1.json")
    assert said(found[0]) == [("Date", "February 22")]
    found, report = imported(folder / "named_entity" / "tasks.json")
    assert (len(found), len(found[0].suggestions), report.refused) == (1, 1, [])
    for path in (folder / "converter").rglob("*.json"):
        found, report = imported(path)
        assert len(found) == 1
        assert not report.refused
        assert "is no span" in report.warnings[0]
