"""Prodigy JSONL: answers honoured, tokens right, hashes that stay."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given

from annotator.domain.model import AnnotatedArticle, Decision, Status
from annotator.errors import ReadFailed
from annotator.formats.base import Misaligned, ReadReport, WriteOptions
from annotator.formats.prodigy import read
from annotator.formats.registry import detect
from tests.unit.formats import importing
from tests.unit.formats.made import ALERT, SCHEME, alert, annotated_articles, read_back, spanish, written

GOLDEN = Path(__file__).parents[2] / "data" / "golden"


def lines_of(*lines: dict[str, object]) -> bytes:
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def task(answer: str | None, *spans: tuple[int, int, str], text: str = ALERT) -> dict[str, object]:
    line: dict[str, object] = {"text": text, "_view_id": "spans_manual"}
    line["spans"] = [{"start": start, "end": end, "label": label} for start, end, label in spans]
    return line | ({"answer": answer} if answer else {})


def test_real_headlines(corpora: Path) -> None:
    path = corpora / "prodigy-jsonl" / "annotated_news_headlines-ORG-PERSON-LOCATION-ner.jsonl"
    reader = detect(path)
    assert reader is not None
    assert reader.name == "prodigy"
    found = list(read(path, report=ReadReport(path.name)))
    spans = [span for one in found for span in one.spans]
    rejected = [one for article in found for one in article.suggestions]
    assert len(found) == 373
    assert len(spans) + len(rejected) == 303
    assert sum(span.label == "PERSON" for span in spans) <= 38
    assert found[0].article.meta.source == "The New York Times"
    assert found[0].article.title.startswith("Uber’s Lesson")


def test_html_in_the_data_stays_text(corpora: Path) -> None:
    path = corpora / "prodigy-jsonl" / "emerson_annotated_text.jsonl"
    found = list(read(path, report=ReadReport(path.name)))
    assert sum(len(one.spans) + len(one.suggestions) for one in found) == 30
    assert "<a href=" in json.dumps(found[0].article.meta.extra["options"])


def test_relations_join_the_spans_that_they_name(tmp_path: Path) -> None:
    text = "Rebels fired rockets."
    spans = [{"start": 0, "end": 6, "label": "actor"}, {"start": 13, "end": 20, "label": "weapon"}]
    verb = {"start": 7, "end": 12, "label": None}
    links = [
        {"head": 0, "child": 2, "label": "fired", "head_span": spans[0], "child_span": spans[1], "color": "#fff"},
        {"head": 1, "child": 0, "label": "subject", "head_span": verb, "child_span": spans[0]},
    ]
    linked: dict[str, object] = {
        "text": text,
        "spans": spans,
        "relations": links,
        "_view_id": "relations",
        "answer": "accept",
    }
    data = lines_of(linked, {**linked, "relations": []})  # two people marked the same
    (found,), report = read_back("prodigy", data, tmp_path)
    (link,) = found.relations
    quotes = {span.id: span.quote for span in found.spans}
    assert (link.type, quotes[link.from_id], quotes[link.to_id]) == ("fired", "Rebels", "rockets")
    assert any("relations of tokens that are no spans" in warning for warning in report.warnings)
    assert read_back("prodigy", data, tmp_path)[0] == [found]
    wrong = {**linked, "relations": [{**links[0], "head_span": {"start": 0, "end": 99}}]}
    with pytest.raises(ReadFailed, match="Relation 1: The span ends at 99"):
        read_back("prodigy", lines_of(wrong), tmp_path)


def test_patterns_are_no_articles(corpora: Path) -> None:
    path = corpora / "prodigy-jsonl" / "drugs_patterns.jsonl"
    with pytest.raises(ReadFailed, match="no “text”"):
        list(read(path, report=ReadReport(path.name)))


@pytest.mark.parametrize("answer", ["reject", "ignore"])
def test_what_was_not_accepted_becomes_rejected_suggestions(answer: str, tmp_path: Path) -> None:
    (found,), _ = read_back("prodigy", lines_of(task(answer, (2, 6, "actor"))), tmp_path)
    assert found.spans == ()
    assert [(one.quote, one.origin, one.decision) for one in found.suggestions] == [
        ("Kyiv", "prodigy", Decision.REJECTED)
    ]
    assert found.status is Status.TODO


def test_a_span_without_offsets_has_those_of_its_tokens(tmp_path: Path) -> None:
    words = [("Ana", 0, 3), ("Lund", 4, 8), ("left", 9, 13)]
    tokens = [{"text": text, "start": start, "end": end, "id": n} for n, (text, start, end) in enumerate(words)]
    spans: list[dict[str, object]] = [{"token_start": 0, "token_end": 1}, {"start": 0, "token_end": 1}]
    for span in spans:
        line: dict[str, object] = {
            "text": "Ana Lund left",
            "tokens": tokens,
            "spans": [{**span, "label": "actor"}],
            "answer": "accept",
        }
        (found,), _ = importing.read("prodigy", lines_of(line), tmp_path, "in.jsonl")
        assert importing.said(found) == [("actor", "Ana Lund")]
    line = {"text": "Ana Lund left", "spans": [{"token_start": 0, "token_end": 1, "label": "x"}], "answer": "accept"}
    with pytest.raises(ReadFailed, match="no “start”"):
        importing.read("prodigy", lines_of(line), tmp_path, "in.jsonl")


def test_meta_data_that_is_a_text_and_relations_of_tokens_alone(tmp_path: Path) -> None:
    links = [{"head": 0, "child": 1, "label": "x"}]
    line: dict[str, object] = {"text": "Ana left", "meta": "a note", "relations": links, "answer": "accept"}
    (found,), report = importing.read("prodigy", lines_of(line), tmp_path, "in.jsonl")
    assert found.article.meta.extra == {"meta": "a note"}
    assert "relations of tokens" in report.warnings[0]


def test_labels_of_a_whole_text_are_kept_with_their_answers(tmp_path: Path) -> None:
    answers = {"claim": "accept", "insult": "reject"}
    lines: list[dict[str, object]] = [{"text": "Ana left", "label": key, "answer": answers[key]} for key in answers]
    (found,), report = importing.read("prodigy", lines_of(*lines), tmp_path, "in.jsonl")
    assert found.article.meta.extra == {"labels": answers}
    assert "labels of the whole text" in report.warnings[0]


def test_lines_with_the_same_text_become_one_article(tmp_path: Path) -> None:
    data = lines_of(
        task("accept", (2, 6, "actor")) | {"_annotator_id": "news-ana", "meta": {"source": "S", "desk": "x"}},
        task("accept", (2, 6, "actor"), (12, 18, "actor")) | {"_annotator_id": "news-ben"},
        task("reject", (25, 27, "figure")),
        task(None, text="Something else"),
    )
    found, _ = read_back("prodigy", data, tmp_path)
    assert [len(one.spans) for one in found] == [3, 0]
    assert {span.annotator for span in found[0].spans} == {"news-ana", "news-ben"}
    assert found[0].article.meta.source == "S"
    assert found[0].article.meta.extra == {"desk": "x"}
    assert len(found[0].suggestions) == 1


def test_a_wrong_span_is_refused_with_its_place(tmp_path: Path) -> None:
    data = lines_of(task("accept"), task("accept", (2, 6, "a"), (2, 600, "b"), text=ALERT + "!"))
    with pytest.raises(ReadFailed, match="Span 2: The span ends at 600") as caught:
        read_back("prodigy", data, tmp_path)
    assert caught.value.line == 2
    found, report = read_back("prodigy", data, tmp_path, skip_bad=True)
    assert [len(one.spans) for one in found] == [0, 1]
    assert (report.refused[0].line, report.refused[0].span) == (2, 2)


def test_the_written_file_is_the_golden_one() -> None:
    data, report = written("prodigy", alert(), spanish())
    assert data == (GOLDEN / "export.prodigy.jsonl").read_bytes()
    assert [(note.span, note.text, note.new_text) for note in report.widened] == [("cut", "Iska", "Iskander")]
    assert {lost["kind"] for lost in report.not_held} == {"relation", "note", "flag"}


def test_tokens_and_spans_are_as_prodigy_has_them() -> None:
    data, _ = written("prodigy", alert())
    line = json.loads(data)
    assert [token["text"] for token in line["tokens"]][:3] == ["🚨", "Kyiv", "says"]
    for token in line["tokens"]:
        assert line["text"][token["start"] : token["end"]] == token["text"]
        assert (line["text"][token["end"] : token["end"] + 1] == " ") == token["ws"]
    claim = next(span for span in line["spans"] if span["label"] == "claim")
    assert (claim["start"], claim["end"], claim["token_start"], claim["token_end"]) == (12, 54, 3, 9)
    assert line["answer"] == "accept"
    assert line["_view_id"] == "spans_manual"
    for key in ("_input_hash", "_task_hash"):
        assert -(2**31) <= line[key] < 2**31


def test_hashes_depend_on_text_and_spans_alone() -> None:
    one, two = json.loads(written("prodigy", alert())[0]), json.loads(written("prodigy", alert())[0])
    fewer = json.loads(written("prodigy", alert(), options=WriteOptions(SCHEME, Misaligned.LEAVE_OUT))[0])
    assert (one["_input_hash"], one["_task_hash"]) == (two["_input_hash"], two["_task_hash"])
    assert one["_input_hash"] == fewer["_input_hash"]
    assert one["_task_hash"] != fewer["_task_hash"]


def test_a_span_off_the_tokens_is_left_out_on_request() -> None:
    data, report = written("prodigy", alert(), options=WriteOptions(SCHEME, Misaligned.LEAVE_OUT))
    assert len(json.loads(data)["spans"]) == 5
    assert [note.span for note in report.left_out] == ["cut"]
    assert "ends inside a token" in report.left_out[0].reason


@given(annotated_articles())
def test_nothing_changes_on_the_way_but_what_the_report_lists(annotated: AnnotatedArticle) -> None:
    data, report = written("prodigy", annotated)
    with tempfile.TemporaryDirectory() as folder:
        (found,), _ = read_back("prodigy", data, Path(folder))
    assert found.article.text == annotated.article.text
    moved = {note.span: (note.new_start, note.new_end) for note in report.widened}
    left_out = {note.span for note in report.left_out}
    expected = {
        (*moved.get(span.id, (span.start, span.end)), span.label, span.annotator)
        for span in annotated.spans
        if span.id not in left_out
    }
    assert {(span.start, span.end, span.label, span.annotator) for span in found.spans} == expected
