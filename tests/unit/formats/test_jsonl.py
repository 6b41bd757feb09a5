"""Our own JSONL: lossless, exact, and strict about what it takes."""

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.model import AnnotatedArticle, Decision, Status
from annotator.domain.text import canonical
from annotator.errors import ReadFailed
from annotator.formats.base import ReadReport, WriteOptions
from annotator.formats.jsonl import read
from tests.unit.formats.made import SCHEME, alert, annotated_articles, raw_texts, read_back, spanish, written

GOLDEN = Path(__file__).parents[2] / "data" / "golden"


def one_line(
    line: Mapping[str, object] | str, folder: Path, *, skip_bad: bool = False
) -> tuple[list[AnnotatedArticle], ReadReport]:
    text = line if isinstance(line, str) else json.dumps(line)
    return read_back("jsonl", text.encode("utf-8", "surrogatepass"), folder, skip_bad=skip_bad)


def test_the_written_file_is_the_golden_one() -> None:
    data, report = written("jsonl", alert(), spanish(), options=WriteOptions(SCHEME, suggestions=True))
    assert data == (GOLDEN / "export.jsonl").read_bytes()
    assert (report.articles, report.spans, report.labels["actor"]) == (2, 9, 3)


@given(st.lists(annotated_articles(), min_size=1, max_size=3))
def test_what_is_written_is_read_back_whole(articles: list[AnnotatedArticle]) -> None:
    data, _ = written("jsonl", *articles, options=WriteOptions(suggestions=True))
    with tempfile.TemporaryDirectory() as folder:
        found, report = read_back("jsonl", data, Path(folder))
    assert found == articles
    assert not report.refused
    assert not report.warnings


@given(st.data(), raw_texts)
def test_offsets_of_the_raw_text_are_carried_to_the_canonical_one(data: st.DataObject, raw: str) -> None:
    start = data.draw(st.integers(0, len(raw) - 1))
    end = data.draw(st.integers(start + 1, len(raw)))
    expected = canonical(raw[:end]).text[len(canonical(raw[:start]).text) :] if "\r\n" not in raw else None
    line = {"text": raw, "spans": [{"start": start, "end": end, "label": "claim", "text": raw[start:end]}]}
    with tempfile.TemporaryDirectory() as folder:
        found, report = one_line(line, Path(folder), skip_bad=True)
    (annotated,) = found
    if not annotated.spans:
        assert "half a line end or a byte-order mark" in report.refused[0].reason
        return
    (span,) = annotated.spans
    assert annotated.article.text[span.start : span.end] == span.quote
    plain = "".join("\n" if piece == "\r" else piece for piece in raw[start:end].replace("\r\n", "\n"))
    assert span.quote.replace("\ufeff", "") in (
        canonical(plain).text.replace("\ufeff", ""),
        canonical(plain).text.replace("\ufeff", "").removeprefix("\n"),
    )
    if expected is not None and not raw.startswith("\ufeff"):
        assert span.quote == expected


def test_text_and_ranges_are_enough(tmp_path: Path) -> None:
    line = {"text": "NATO fired.", "spans": [{"start": 0, "end": 4, "label": "actor"}]}
    (found,), report = one_line(line, tmp_path)
    (span,) = found.spans
    assert (span.quote, span.label, span.annotator, span.id, found.article.id) == ("NATO", "actor", "", "", "")
    assert found.status is Status.IN_PROGRESS
    assert not report.warnings


def test_a_name_serves_as_title(tmp_path: Path) -> None:
    (found,), _ = one_line({"name": "000.txt", "text": "Some text."}, tmp_path)
    assert found.article.title == "000.txt"


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_sha256_may_be_that_of_the_file_or_of_the_canonical_text(newline: str, tmp_path: Path) -> None:
    raw = f"One{newline}two😀"
    for text in (raw, canonical(raw).text):
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        (found,), _ = one_line({"text": raw, "sha256": sha256}, tmp_path)
        assert found.article.text == "One\ntwo😀"
        assert found.article.origin.newline == newline


def test_line_separators_within_a_text_end_no_line(tmp_path: Path) -> None:
    raw = "a\u2028b\u2029c\x85d\x0ce\x1cf"
    data = (json.dumps({"text": raw}, ensure_ascii=False) + "\r\n\r\n").encode()
    (found,), _ = read_back("jsonl", data.replace(b"\\u001c", b"\\u001c"), tmp_path)
    assert found.article.text == raw


def test_byte_order_marks_and_utf16_files(tmp_path: Path) -> None:
    line = '{"text": "\ufeffabc", "spans": [{"start": 1, "end": 4, "label": "x", "text": "abc"}]}\n'
    for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        (found,), _ = read_back("jsonl", line.encode(codec), tmp_path)
        assert found.article.text == "abc"
        assert found.spans[0].start == 0


def test_half_characters_are_replaced_and_reported(tmp_path: Path) -> None:
    line = r"""{"text": "a\ud83d b\u0000c", "title": "t\udc00",
        "spans": [{"start": 0, "end": 2, "label": "x", "text": "a\ud83d"}]}""".replace("\n", " ")
    (found,), report = one_line(line, tmp_path)
    assert found.article.text == "a\ufffd b\ufffdc"
    assert found.article.title == "t\ufffd"
    assert found.spans[0].quote == "a\ufffd"
    assert "cannot be stored" in report.warnings[0]


GOOD = {"start": 0, "end": 4, "label": "actor"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": "NATA"}, "is not what stands there"),
        ({"text": 4}, "must be a text"),
        ({"end": 12}, "the text has only 11 characters"),
        ({"end": 10**30}, "the text has only 11 characters"),
        ({"start": -1}, "cannot start at -1"),
        ({"start": 4}, "cannot run from 4 to 4"),
        ({"start": 5, "end": 3}, "cannot run from 5 to 3"),
        ({"start": 0.0}, "whole number"),
        ({"start": False}, "whole number"),
        ({"start": "0"}, "whole number"),
        ({"start": None}, "whole number"),
        ({"label": " "}, "label is empty"),
        ({"label": None}, "no “label”"),
        ({"label": ["actor"]}, "must be a text"),
        ({"attributes": {"value": [1]}}, "must be a text, a number"),
        ({"attributes": {"value": 2**70}}, "too large"),
        ({"attributes": 5}, "must be an object"),
        ({"annotator": {}}, "must be a text"),
    ],
)
def test_a_wrong_span_is_refused_with_its_place(change: dict[str, object], reason: str, tmp_path: Path) -> None:
    lines = [{"text": "Fine."}, {"text": "NATO fired.", "spans": [GOOD, GOOD | {"label": "x"} | change]}]
    data = "\n".join(map(json.dumps, lines)).encode()
    with pytest.raises(ReadFailed, match="Span 2: ") as caught:
        read_back("jsonl", data, tmp_path)
    assert caught.value.line == 2
    assert reason in str(caught.value)

    found, report = read_back("jsonl", data, tmp_path, skip_bad=True)
    assert [len(one.spans) for one in found] == [0, 1]
    assert [(refused.line, refused.span) for refused in report.refused] == [(2, 2)]
    assert reason in report.refused[0].reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "x"', "no valid JSON"),
        ('["x"]', "A JSON object is expected, not a list"),
        ("NaN", "NaN"),
        ('{"text": "x", "score": NaN}', "NaN"),
        ('{"text": "x", "score": -Infinity}', "-Infinity"),
        ('{"text": "x", "score": 1e999}', "too large"),
        ('{"text": "x", "n": ' + "9" * 5000 + "}", "too many digits"),
        ('{"text": "x", "deep": ' + "[" * 100_000, "nested too deeply"),
        ('{"text": "x", "deep": ' + "[" * 60 + "]" * 60 + "}", "nested more than 50 deep"),
        ('{"text": "x", "text": "y"}', "stands twice"),
        ('{"title": "x"}', "no “text”"),
        ('{"text": 5}', "must be a text, not a number"),
        ('{"text": null}', "must be a text, not null"),
        ('{"text": " \\n"}', "nothing but white space"),
        ('{"text": "\\ufeff"}', "nothing but white space"),
        ('{"text": "x", "sha256": "' + "0" * 64 + '"}', "not the one whose SHA-256"),
        ('{"text": "x", "status": "finished"}', "must be one of todo"),
        ('{"text": "x", "flag": 1}', "must be true or false"),
        ('{"text": "x", "meta": []}', "must be an object"),
        ('{"text": "x", "spans": {}}', "must be a list"),
        ('{"text": "x", "spans": [[0, 1, "actor"]]}', "must be an object"),
        ('{"text": "x", "relations": [{"type": "said_by", "from": "a", "to": "b"}]}', "names no span of this line"),
        ('{"text": "x", "suggestions": [{"start": 0, "end": 1, "label": "a", "score": 2}]}', "from 0 to 1"),
    ],
)
def test_a_broken_third_line_is_refused_with_its_number(line: str, reason: str, tmp_path: Path) -> None:
    data = f'{{"text": "one"}}\n\n{line}\n{{"text": "four"}}\n'.encode()
    with pytest.raises(ReadFailed) as caught:
        read_back("jsonl", data, tmp_path)
    assert caught.value.line == 3
    assert reason in str(caught.value)

    found, report = read_back("jsonl", data, tmp_path, skip_bad=True)
    texts = [one.article.text for one in found]
    assert texts in (["one", "four"], ["one", "x", "four"])
    assert [refused.line for refused in report.refused] == [3]


def test_bytes_that_are_no_utf8_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadFailed, match="no valid UTF-8"):
        read_back("jsonl", b'{"text": "caf\xe9"}\n', tmp_path)


def test_what_is_unknown_is_kept_and_said(tmp_path: Path) -> None:
    line = {"text": "abc", "meta": {"source": "S", "desk": [1]}, "cats": {"x": 1}, "n": 5}
    (found,), report = one_line(line, tmp_path)
    assert found.article.meta.extra == {"desk": [1], "cats": {"x": 1}, "n": 5}
    assert found.article.meta.source == "S"
    assert len(report.warnings) == 1


def test_the_same_span_twice_is_one(tmp_path: Path) -> None:
    (found,), report = one_line({"text": "NATO fired.", "spans": [GOOD, GOOD, GOOD | {"label": " actor "}]}, tmp_path)
    assert len(found.spans) == 1
    assert "the same range and label" in report.warnings[0]


def test_suggestions_are_written_only_when_asked_for(tmp_path: Path) -> None:
    silent, _ = written("jsonl", alert())
    assert b"suggestions" not in silent
    data, _ = written("jsonl", alert(), options=WriteOptions(suggestions=True))
    (found,), _ = read_back("jsonl", data, tmp_path)
    assert [(one.origin, one.decision) for one in found.suggestions] == [("rules", Decision.UNDECIDED)]


def test_no_json_of_the_suite_harms(corpora: Path, tmp_path: Path) -> None:
    for path in sorted((corpora / "json-suite").glob("*.json")):
        report = ReadReport(path.name)
        try:
            assert not list(read(path, report=report)), path.name
        except ReadFailed:
            continue
        assert path.name.startswith(("n_single_space", "n_structure_UTF8_BOM_no_data")), path.name


def test_json_of_the_suite_is_taken_or_refused_as_the_suite_says(corpora: Path, tmp_path: Path) -> None:
    for path in sorted((corpora / "json-suite").glob("*.json")):
        value = path.read_bytes()
        if b"\n" in value.strip() or not value.strip() or path.name.startswith("i_"):
            continue
        data = b'{"text": "x", "value": ' + value.strip(b"\n ") + b"}"
        if path.name.startswith("y_"):
            found, _ = read_back("jsonl", data, tmp_path)
            assert "value" in found[0].article.meta.extra
        else:
            with pytest.raises(ReadFailed):
                read_back("jsonl", data, tmp_path)


def test_naughty_strings_survive_in_every_field(corpora: Path, tmp_path: Path) -> None:
    strings = json.loads((corpora / "blns" / "blns.json").read_bytes())
    lines = [
        {
            "text": f"Text: {value}.",
            "title": value,
            "note": value,
            "meta": {"source": value, "language": "en"},
            "spans": [
                {"start": 0, "end": 6 + len(value), "label": value.strip() or "x", "attributes": {"note": value}}
            ],
        }
        for value in strings
    ]
    data = "\n".join(map(json.dumps, lines)).encode()
    found, report = read_back("jsonl", data, tmp_path)
    assert not report.refused
    again, _ = read_back("jsonl", written("jsonl", *found)[0], tmp_path)
    assert again == found
    assert [one.article.title for one in found] == strings
