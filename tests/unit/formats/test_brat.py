"""brat's standoff files."""

from pathlib import Path

import pytest

from annotator.domain.model import AnnotatedArticle
from annotator.errors import ReadFailed
from annotator.formats.base import ReadOptions, ReadReport
from annotator.formats.registry import reader_named
from tests.unit.formats.importing import imported, said
from tests.unit.formats.made import ALERT

RUNNING = """T1	claim 12 54	Russia fired 12 Iskander missiles at Odesa
T2	actor 2 6	Kyiv
T3	figure 25 27;37 45	12 missiles
R1	said_by Arg1:T1 Arg2:T2
A1	Hedged T1
N1	Reference T2 Wikidata:Q1899	Kyiv
#1	AnnotatorNotes T3	discontinuous on purpose
"""


def pair(folder: Path, text: str, annotations: str, name: str = "doc") -> Path:
    (folder / f"{name}.txt").write_bytes(text.encode("utf-8"))
    path = folder / f"{name}.ann"
    path.write_bytes(annotations.encode("utf-8"))
    return path


def one(path: Path, *, skip_bad: bool = False) -> tuple[AnnotatedArticle, ReadReport]:
    report = ReadReport(path.name)
    (found,) = reader_named("brat").read(path, options=ReadOptions(skip_bad), report=report)
    return found, report


def test_the_running_example(tmp_path: Path) -> None:
    found, report = one(pair(tmp_path, ALERT, RUNNING))
    claim = ("claim", "Russia fired 12 Iskander missiles at Odesa")
    assert said(found) == [("actor", "Kyiv"), claim, ("figure", "12 Iskander missiles")]
    kyiv, statement, figure = found.spans
    assert kyiv.attributes == {"Reference": "Wikidata:Q1899", "Reference text": "Kyiv"}
    assert statement.attributes == {"Hedged": True}
    assert figure.attributes == {"fragments": "25 27;37 45", "note": "discontinuous on purpose"}
    assert [(r.type, r.from_id, r.to_id) for r in found.relations] == [("said_by", statement.id, kyiv.id)]
    assert not report.warnings


def test_either_file_names_the_pair_and_a_folder_takes_it_once(tmp_path: Path) -> None:
    path = pair(tmp_path, ALERT, RUNNING)
    (tmp_path / "plain.txt").write_text("Another text.")
    (tmp_path / "annotation.conf").write_text("[entities]\nclaim\n")
    for chosen in (path, path.with_suffix(".txt"), tmp_path, [path, path.with_suffix(".txt")]):
        found, report = imported(chosen)
        assert sorted(read.format for read in report.files) == ["brat"] + ["text"] * (chosen == tmp_path)
        assert found[0].article.origin.file == "doc.txt"
        assert not report.refused


def test_events_point_from_their_trigger(tmp_path: Path) -> None:
    text = "Google bought YouTube, Wikinews reported."
    annotations = (
        "E2\tReport:T4 Source:T3 What:E1\nE1\tBuy:T2 Who:T1 Whom:T5\nT1\tOrg 0 6\tGoogle\nT2\tBuy 7 13\tbought\n"
        "T3\tOrg 23 31\tWikinews\nT4\tReport 32 40\treported\nT5\tOrg 14 21\tYouTube\nA1\tSure E1 high\n"
        "#1\tAnnotatorNotes E2\tread it\n*\tEquiv T1 T5\n"
    )
    found, _ = one(pair(tmp_path, text, annotations))
    quotes = {span.id: span.quote for span in found.spans}
    assert {(r.type, quotes[r.from_id], quotes[r.to_id]) for r in found.relations} == {
        ("Who", "bought", "Google"),
        ("Whom", "bought", "YouTube"),
        ("Source", "reported", "Wikinews"),
        ("What", "reported", "bought"),
        ("Equiv", "Google", "YouTube"),
    }
    attributes = {span.quote: dict(span.attributes) for span in found.spans}
    assert attributes["bought"] == {"event": "E1", "Sure": "high"}
    assert attributes["reported"] == {"event": "E2", "note": "read it"}


def test_what_is_said_of_a_relation_is_kept_in_words(tmp_path: Path) -> None:
    spans = "T1\tx 0 3\tAna\nT2\tx 4 7\tmet\n"
    notes = "#1\tAnnotatorNotes R1\treally?\nA1\tSure R1\n#2\tAnnotatorNotes A1\tno\n"
    annotations = f"{spans}R1\tdid Arg2:T2 Arg1:T1\t\n{notes}"
    found, report = one(pair(tmp_path, "Ana met Ben.", annotations))
    assert found.article.note == "did: Ana → met: Sure\ndid: Ana → met: really?\nA1: no"
    assert len(report.warnings) == 3


@pytest.mark.parametrize(("start", "end"), [(9, 12), (8, 11)])
def test_line_ends_count_as_the_quotes_show(tmp_path: Path, start: int, end: int) -> None:
    found, report = one(pair(tmp_path, "Title.\r\nAna came.", f"T1\tactor {start - 1} {end - 1}\tAna\n"))
    assert said(found) == [("actor", "Ana")]
    assert bool(report.warnings) is (start == 8)


@pytest.mark.parametrize(
    ("text", "start", "end", "counted"),
    [
        ("🚨 Ana came.", 3, 6, "UTF-16 units"),
        ("Ünder Ana came.", 7, 10, "UTF-8 bytes"),
        ("\ufeffSo Ana came.", 3, 6, "no byte-order mark"),
        ("\ufeffSo Ana came.", 4, 7, ""),
    ],
)
def test_offsets_count_what_the_quotes_show(tmp_path: Path, text: str, start: int, end: int, counted: str) -> None:
    found, report = one(pair(tmp_path, text, f"T1\tactor {start} {end}\tAna\n"))
    assert said(found) == [("actor", "Ana")]
    assert report.warnings == ([f"doc.ann: offsets count {counted}, as the quotes show."] if counted else [])


def test_a_quote_or_a_note_may_go_on_in_the_next_line(tmp_path: Path) -> None:
    annotations = (
        "T1\tfigure 5 23\tevery\n\n12 T-90 tanks\n#1\tAnnotatorNotes T1\tread it\nagain\n\nT2\tactor 0 4\tKyiv\n"
        "R1\tof Arg1:T1 Arg2:T2\n"
    )
    found, report = one(pair(tmp_path, "Kyiv every\n12 T-90 tanks.\n", annotations.replace("5 23", "5 24")))
    assert said(found) == [("actor", "Kyiv"), ("figure", "every\n12 T-90 tanks")]
    assert found.spans[1].attributes == {"note": "read it\nagain"}
    assert len(found.relations) == 1
    assert not report.warnings


@pytest.mark.parametrize("line", ["head | of state | 0 3\tAna", "head | of state |\t0\t3\tAna"])
def test_a_label_may_hold_white_space(tmp_path: Path, line: str) -> None:
    found, _ = one(pair(tmp_path, "Ana came.", f"TT1\t{line}\n"))
    assert said(found) == [("head | of state |", "Ana")]


def test_pieces_that_only_a_line_end_parts_are_one_span(tmp_path: Path) -> None:
    found, _ = one(pair(tmp_path, "The big\nport city", "T1\tplace 4 7;8 12\tbig port\n"))
    assert said(found) == [("place", "big\nport")]
    assert not found.spans[0].attributes


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("T9\tactor 0 3\tBen", "not what stands there"),
        ("T9\tactor 0 99\tBen", "only 9"),
        ("T9\tactor 5 3\tx", "cannot run"),
        ("T9\tactor 0 99999999999999999999\tx", "label with its offsets"),
        ("T9\tactor zero 3\tAna", "label with its offsets"),
        ("T9 actor 0 3 Ana", "tab is missing"),
        ("T1\tactor 4 8\tcame", "stands at two"),
        ("R1\tmet Arg1:T1 Arg2:T7", "no span named"),
        ("R1\tmet Arg1:T1", "two arguments"),
        ("E1\tMeet:T8", "no span named"),
        ("E1\tMeet", "event with its trigger"),
        ("A1\tSure", "attribute with its span"),
        ("A1\tSure T5", "no span named"),
        ("N1\tReference T1", "reference with its span"),
        ("*\tEquiv T1", "two equivalent"),
        ("X1\tfoo", "nothing brat knows"),
    ],
)
def test_a_line_that_is_wrong_is_named(tmp_path: Path, line: str, reason: str) -> None:
    path = pair(tmp_path, "Ana came.", f"T1\tactor 0 3\tAna\n{line}\n")
    with pytest.raises(ReadFailed, match=reason) as caught:
        one(path)
    assert caught.value.line == 2
    found, report = one(path, skip_bad=True)
    assert said(found) == [("actor", "Ana")]
    assert [refused.line for refused in report.refused] == [2]


def test_events_of_one_trigger_are_told_once(tmp_path: Path) -> None:
    events = "".join(f"E{number}\tMeet:T1 Who:T2\n" for number in range(1, 5))
    path = pair(tmp_path, "He met.", f"T1\tMeet 3 6\tmet\nT2\tP 0 2\tHe\n{events}")
    (told,) = (line for line in imported(path)[1].warnings if "same trigger" in line)
    assert told.endswith(": 3.")


def test_annotations_without_their_text(tmp_path: Path) -> None:
    path = pair(tmp_path, "Ana", "T1\tactor 0 3\tAna\n")
    path.with_suffix(".txt").unlink()
    _, report = imported(path)
    assert "doc.txt is not beside it" in report.refused[0].reason
    (tmp_path / "other.ann").write_text("[@Ana#Person*] left.")
    assert "no annotations as brat writes them" in imported(tmp_path / "other.ann")[1].refused[0].reason
    path.with_suffix(".txt").write_bytes(b"Ana \xff")
    assert "no valid UTF-8" in imported(path)[1].refused[0].reason


def test_real_files(corpora: Path) -> None:
    found, report = imported(corpora / "brat-tutorials")
    assert not report.refused
    assert (len(found), sum(len(article.spans) for article in found)) == (26, 226)
    assert {read.format for read in report.files} == {"brat"}
    kinds = {relation.type for article in found for relation in article.relations}
    assert {"Family", "Org-Arg", "Part-of", "Theme"} <= kinds
    assert all(said(article) is not None for article in found)
