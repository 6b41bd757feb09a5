"""A project out in a format, and in again as another project: nothing changes but what the report lists."""

import json
import tempfile
from collections import Counter
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.model import AnnotatedArticle, Label, Span
from annotator.exchange.exporting import export_project, report_path
from annotator.exchange.importing import ImportReport, import_files, read_files
from annotator.exchange.splits import Splits
from annotator.formats.base import Holds, Misaligned
from annotator.formats.registry import readers, writers
from annotator.store import Project
from tests.unit.formats.made import SCHEME, alert, annotated_articles, spanish, written
from tests.unit.formats.news import news

BOTH_WAYS = sorted(writers().keys() & readers().keys())
LABELS = (*SCHEME, Label("Übel “x”"))


def projects(
    folder: Path, name: str, articles: list[AnnotatedArticle], **options: Any
) -> tuple[list[AnnotatedArticle], list[AnnotatedArticle], dict[str, Any]]:
    """What a project held, what another holds after the round, and the report of the export."""
    return rounds(folder, name, written("jsonl", *articles)[0], **options)


def rounds(
    folder: Path, name: str, lines: bytes, **options: Any
) -> tuple[list[AnnotatedArticle], list[AnnotatedArticle], dict[str, Any]]:
    """The same, of articles that are lines of JSON."""
    (folder / "in.jsonl").write_bytes(lines)
    writer = writers()[name]
    out = folder / f"out{writer.suffix}"
    with Project.create(folder / "first.annotator", LABELS) as first:
        import_files(first, [folder / "in.jsonl"], annotator="Ana")
        export_project(first, out, format=name, **options)
        before = list(first.annotated())
    report = json.loads(report_path(out, is_folder=writer.is_folder).read_text("utf-8"))
    with Project.create(folder / "second.annotator", LABELS) as second:
        files = sorted(out.glob("*.ann")) if writer.is_folder else [out]
        done = import_files(second, files, format=name, annotator="Ana")
        assert not done.refused
        after = list(second.annotated())
    taken = [one for one in before if one.spans or one.status == "done" or not writer.training]
    return taken, after, report


def compare(name: str, before: list[AnnotatedArticle], after: list[AnnotatedArticle], report: dict[str, Any]) -> None:
    written_, read = writers()[name].holds, readers()[name].holds
    is_solid = writers()[name].proof.is_solid
    assert [_text(one, is_solid) for one in before] == [_text(one, is_solid) for one in after]
    gone = {note["span"] for note in report["left_out"]}
    # Beside its tokens a DocBin keeps the exact range, and our reader takes it.
    notes = report["widened"] if name != "spacy" else []
    moved = {note["span"]: (note["new_start"], note["new_end"]) for note in notes}
    lost = [tuple(loss["value"]) for loss in report["not_held"] if loss["kind"] == "relation"]
    for old, new in zip(before, after, strict=True):
        kept = {
            span.id: (*moved.get(span.id, (span.start, span.end)), span) for span in old.spans if span.id not in gone
        }
        expected = Counter(_said(old, start, end, span, written_, read, is_solid) for start, end, span in kept.values())
        found = Counter(_said(new, span.start, span.end, span, written_, read, is_solid) for span in new.spans)
        assert expected == found
        if written_.relations and read.relations:
            links = {
                (relation.type, *(kept[end][:2] for end in (relation.from_id, relation.to_id)))
                for relation in old.relations
                if (relation.type, relation.from_id, relation.to_id) not in lost
            }
            places = {span.id: (span.start, span.end) for span in new.spans}
            assert links == {(one.type, places[one.from_id], places[one.to_id]) for one in new.relations}
        if written_.status and read.status:
            assert old.status == new.status
        if written_.notes and read.notes:
            assert (old.article.note, old.article.flag) == (new.article.note, new.article.flag)


def _text(annotated: AnnotatedArticle, is_solid: bool) -> str:
    text = annotated.article.text
    return "".join(text.split()) if is_solid else text


def _said(
    annotated: AnnotatedArticle, start: int, end: int, span: Span, out: Holds, back: Holds, is_solid: bool
) -> tuple[object, ...]:
    """What a span must say before and after, of what the format holds both ways."""
    if is_solid:
        places = [0, *accumulate(0 if char.isspace() else 1 for char in annotated.article.text)]
        start, end = places[start], places[end]
    said: list[object] = [start, end, span.label]
    if out.annotators and back.annotators:
        said.append(span.annotator)
    if out.attributes and back.attributes:
        said.append(tuple(sorted((key, type(value), value) for key, value in span.attributes.items())))
    return tuple(said)


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_news_and_awkward_articles(name: str, tmp_path: Path) -> None:
    before, after, report = projects(tmp_path, name, [alert(), spanish(), *news(5)])
    assert len(after) == 7
    compare(name, before, after, report)


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_a_source_whose_lines_end_with_crlf(name: str, tmp_path: Path) -> None:
    text = "🚨 Kyiv says:\r\n«Russia fired 12 missiles»\r\n\r\nOdesa burns.\r\n"
    spans = [
        {"start": text.index(quote), "end": text.index(quote) + len(quote), "label": label}
        for quote, label in [
            ("Kyiv says:\r\n«Russia fired 12 missiles»", "claim"),
            ("Russia", "actor"),
            ("12", "figure"),
            ("missiles»\r\n\r\nOdesa", "weapon"),
        ]
    ]
    line = json.dumps({"text": text, "spans": spans}, ensure_ascii=False)
    before, after, report = rounds(tmp_path, name, f"{line}\n".encode())
    assert before[0].article.origin.newline == "\r\n"
    assert [span.quote for span in before[0].spans][-1] == "missiles»\n\nOdesa"
    compare(name, before, after, report)


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_a_first_word_that_begins_with_what_is_elsewhere_a_byte_order_mark(name: str, tmp_path: Path) -> None:
    text = " \ufeffKyiv says: Odesa burns.\n"
    spans = [{"start": 1, "end": 6, "label": "actor"}, {"start": 13, "end": 18, "label": "actor"}]
    line = json.dumps({"text": text, "spans": spans}, ensure_ascii=False)
    before, after, report = rounds(tmp_path, name, f"{line}\n".encode())
    assert [span.quote for span in before[0].spans] == ["\ufeffKyiv", "Odesa"]
    compare(name, before, after, report)


@pytest.mark.parametrize("name", ["brat", "doccano", "labelbuddy", "labelstudio"])
@pytest.mark.parametrize("split", [None, "train=0.9,test=0.1"])
def test_the_labels_come_back_also_those_that_nobody_used(name: str, split: str | None, tmp_path: Path) -> None:
    scheme = (
        Label("claim", "1", "purple"),
        Label("Übel “x”", "", "crimson"),
        Label("head of 100%", "3", "olive"),
        Label("a_20_b", "5", "teal"),
        Label("<a & 'b'>", "4", "indigo"),
    )
    (tmp_path / "in.jsonl").write_bytes(written("jsonl", alert(), spanish())[0])
    out = tmp_path / "out"
    with Project.create(tmp_path / "first.annotator", scheme) as first:
        import_files(first, [tmp_path / "in.jsonl"], annotator="Ana")
        export_project(first, out, format=name, split=split and Splits.parse(split))
        before = first.labels()
    suffix = writers()[name].suffix
    articles = [*tmp_path.rglob("*.ann")] if name == "brat" else [out / f"train{suffix}" if split else out]
    report = ImportReport()
    lists = [path for path in tmp_path.rglob("*") if path.name.endswith(("labels.json", "labels.jsonl", "config.xml"))]
    assert list(read_files([*articles, *lists], report=report))
    assert not report.refused
    assert [(label.name, label.color) for label in report.scheme] == [(label.name, label.color) for label in before]
    if name in ("doccano", "labelstudio"):
        assert [label.key for label in report.scheme] == [label.key for label in before]
    with Project.create(tmp_path / "second.annotator", ()) as second:
        import_files(second, [*articles, *lists])
        after = second.labels()[: len(before)]
        assert [(label.name, label.color) for label in after] == [(label.name, label.color) for label in before]
        second.undo()
        assert (second.labels(), second.article_ids()) == ([], [])


@pytest.mark.parametrize("name", BOTH_WAYS)
@pytest.mark.parametrize("split", [None, "train=0.5,test=0.5"], ids=["whole", "split"])
def test_the_folder_of_an_export_gives_its_articles_and_nothing_that_only_tells_of_it(
    name: str, split: str | None, tmp_path: Path
) -> None:
    articles = [alert(), spanish(), *news(3)]
    (tmp_path / "in.jsonl").write_bytes(written("jsonl", *articles)[0])
    out = tmp_path / "exported" / f"out{'' if split else writers()[name].suffix}"
    out.parent.mkdir()
    with Project.create(tmp_path / "first.annotator", LABELS) as first:
        import_files(first, [tmp_path / "in.jsonl"], annotator="Ana")
        export_project(first, out, format=name, split=split and Splits.parse(split))
    with Project.create(tmp_path / "second.annotator", LABELS) as second:
        report = import_files(second, [out.parent], annotator="Ana")
        assert not report.refused
        assert len(second.article_ids()) == len(articles)


@pytest.mark.parametrize("name", BOTH_WAYS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(article=annotated_articles(), misaligned=st.sampled_from(list(Misaligned)))
def test_any_article(name: str, article: AnnotatedArticle, misaligned: Misaligned) -> None:
    if not article.spans:
        return
    with tempfile.TemporaryDirectory() as folder:
        before, after, report = projects(Path(folder), name, [article], misaligned=misaligned)
        compare(name, before, after, report)
