"""A project's articles out: which, where to, and never half."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin

from annotator.domain.model import Status, Suggestion
from annotator.errors import AnnotatorError, Cancelled, NotFound, WriteFailed
from annotator.exchange.exporting import export_project, report_path
from annotator.exchange.importing import import_files
from annotator.exchange.sample import default_labels
from annotator.exchange.splits import Splits
from annotator.store import Project, actions
from tests.unit.formats.made import alert, spanish, written

GOLDEN = Path(__file__).parents[2] / "data" / "golden"
SPLITS = Splits.parse("train=0.8,dev=0.1,test=0.1", 7)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Two tagged articles by Ana and Ben, one that nobody looked at, one done without a span."""
    lines = [{"id": "todo", "text": "Nobody read this."}, {"id": "none", "text": "Nothing in here.", "status": "done"}]
    data = written("jsonl", alert(), spanish())[0] + "\n".join(map(json.dumps, lines)).encode()
    (tmp_path / "in.jsonl").write_bytes(data)
    with Project.create(tmp_path / "news.annotator", default_labels()) as opened:
        import_files(opened, [tmp_path / "in.jsonl"], annotator="Ana")
        yield opened


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "export"


def only(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_jsonl_takes_every_article(project: Project, out: Path) -> None:
    report = export_project(project, out, format="jsonl")
    assert (report.articles, report.not_chosen, report.spans) == (4, 0, 9)
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["a1", "a2", "todo", "none"]
    assert only(out.parent) == {"export", "export.report.json", "export.report.html", "export.card.md"}


def test_training_takes_what_is_done_or_tagged_and_says_how_much_it_left(project: Project, out: Path) -> None:
    report = export_project(project, out, format="prodigy")
    assert (report.articles, report.not_chosen) == (3, 1)
    assert any("neither done nor with a span" in sentence for sentence in report.in_words())
    assert any("“Ana”, “Ben”" in note for note in report.notes)


def test_status_and_annotator_choose(project: Project, out: Path) -> None:
    report = export_project(project, out, format="jsonl", status=Status.DONE)
    assert {json.loads(line)["id"] for line in out.read_bytes().splitlines()} >= {"none"}
    assert report.articles + report.not_chosen == 4
    report = export_project(project, out, format="jsonl", annotator="Ben", force=True)
    spans = [span for line in out.read_bytes().splitlines() for span in json.loads(line)["spans"]]
    assert {span["annotator"] for span in spans} == {"Ben"}
    with pytest.raises(NotFound, match="Zoe"):
        export_project(project, out, format="jsonl", annotator="Zoe", force=True)


def test_the_report_is_the_golden_one(project: Project, out: Path) -> None:
    target = out.with_name("export.prodigy.jsonl")
    export_project(project, target, format="prodigy", annotator="Ben")
    found = json.loads(report_path(target).read_text("utf-8"))
    assert found["files"][0]["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    for label in found["scheme"]:
        label["guideline"] = ""
    found["versions"] = dict.fromkeys(found["versions"], "")
    found["beside"] = [file["file"] for file in found["beside"]]
    assert found == json.loads((GOLDEN / "export.report.json").read_text("utf-8"))
    assert str(out.parent) not in report_path(target).read_text("utf-8")


def test_spacy_finds_every_span_or_the_report_does(project: Project, out: Path) -> None:
    export_project(project, out, format="spacy")
    report = json.loads(report_path(out).read_text("utf-8"))
    told = {note["span"]: note["new_text"] for note in report["widened"] + report["left_out"]}
    docs = list(DocBin().from_disk(out).get_docs(spacy.blank("en").vocab))
    there = {span.id_: span.text for doc in docs for span in doc.spans["sc"]}
    for annotated in project.annotated():
        for span in annotated.spans:
            assert there.get(span.id) == told.get(span.id, span.quote)
    assert "longest" in report["choices"]["ents"]
    assert len(report["not_in_ents"]) == 3


@pytest.mark.parametrize("name", ["jsonl", "prodigy", "spacy"])
def test_splits_fill_a_folder_and_leave_nothing_out(name: str, project: Project, out: Path) -> None:
    report = export_project(project, out, format=name, split=SPLITS)
    suffix = {"spacy": ".spacy"}.get(name, ".jsonl")
    parts = {f"train{suffix}", f"dev{suffix}", f"test{suffix}"}
    assert only(out) - {"left-out.jsonl", "config.cfg"} == parts | {"report.json", "report.html", "README.md"}
    assert only(out.parent) == {"export"}
    found = json.loads((out / "report.json").read_text("utf-8"))
    assert sum(file["articles"] for file in found["files"]) == report.articles
    assert found["options"]["splits"] == {"train": 0.8, "dev": 0.1, "test": 0.1}
    for file in found["files"]:
        assert hashlib.sha256((out / file["file"]).read_bytes()).hexdigest() == file["sha256"]


def test_more_articles_move_none(project: Project, out: Path, tmp_path: Path) -> None:
    def members() -> dict[str, str]:
        export_project(project, out, format="jsonl", split="train=0.5,test=0.5", seed=3, force=True)
        return {
            json.loads(line)["text"]: name
            for name in ("train", "test")
            for line in (out / f"{name}.jsonl").read_bytes().splitlines()
        }

    before = members()
    (tmp_path / "more.jsonl").write_text("\n".join(json.dumps({"text": f"Text {n}"}) for n in range(40)))
    import_files(project, [tmp_path / "more.jsonl"])
    after = members()
    assert len(after) == 44
    assert {text: after[text] for text in before} == before
    assert set(after.values()) == {"train", "test"}


def test_the_same_project_gives_the_same_bytes(project: Project, out: Path) -> None:
    for name in ("jsonl", "prodigy", "spacy"):
        written_twice = []
        for _ in range(2):
            export_project(project, out, format=name, force=True)
            written_twice.append({path.name: path.read_bytes() for path in out.parent.iterdir()})
        assert written_twice[0] == written_twice[1]


def test_what_is_there_is_not_overwritten_unasked(project: Project, out: Path) -> None:
    out.write_text("mine")
    with pytest.raises(WriteFailed, match="there already"):
        export_project(project, out, format="jsonl")
    assert out.read_text() == "mine"
    export_project(project, out, format="jsonl", force=True)
    out.unlink()
    export_project(project, out, format="jsonl")
    out.unlink()
    report_path(out).write_text("mine")
    with pytest.raises(WriteFailed, match=r"report\.json”"):
        export_project(project, out, format="jsonl")


def test_a_folder_is_replaced_only_if_all_in_it_is_ours(project: Project, out: Path) -> None:
    with pytest.raises(WriteFailed, match="is a folder"):
        export_project(project, out.parent, format="jsonl", force=True)
    export_project(project, out, format="jsonl", split=SPLITS)
    with pytest.raises(WriteFailed, match="there already"):
        export_project(project, out, format="jsonl", split=SPLITS)
    export_project(project, out, format="jsonl", split=SPLITS, force=True)
    (out / "thesis.doc").write_text("mine")
    with pytest.raises(WriteFailed, match=r"thesis\.doc"):
        export_project(project, out, format="jsonl", split=SPLITS, force=True)
    assert (out / "thesis.doc").read_text() == "mine"
    assert only(out.parent) == {"export"}


def test_the_project_is_never_overwritten(project: Project, out: Path) -> None:
    before = project.path.read_bytes()
    link = out.with_name("link")
    link.symlink_to(project.path)
    for place in (project.path, link):
        with pytest.raises(WriteFailed, match="overwrite the project"):
            export_project(project, place, format="jsonl", force=True)
    assert project.path.read_bytes() == before


def test_a_link_is_replaced_and_not_written_through(project: Project, out: Path, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.write_text("safe")
    out.symlink_to(canary)
    export_project(project, out, format="jsonl", force=True)
    assert canary.read_text() == "safe"
    assert not out.is_symlink()


def test_a_missing_folder_and_an_unknown_format_are_told(project: Project, out: Path) -> None:
    with pytest.raises(WriteFailed, match="no folder"):
        export_project(project, out / "deep" / "x", format="jsonl")
    with pytest.raises(WriteFailed, match="no folder"):
        export_project(project, out / "deep" / "x", format="jsonl", split=SPLITS)
    with pytest.raises(WriteFailed, match="named 'text'"):
        export_project(project, out, format="text")


@pytest.mark.parametrize("split", [None, SPLITS])
def test_failure_and_cancel_leave_nothing(split: Splits | None, project: Project, out: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        export_project(project, out, format="jsonl", split=split, progress=stop)
    assert only(out.parent) == set()

    def fail(done: int, total: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(WriteFailed, match="No space left"):
        export_project(project, out, format="jsonl", split=split, progress=fail)
    assert only(out.parent) == set()


def test_an_old_export_outlives_a_failed_one(project: Project, out: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise Cancelled

    for split in (None, SPLITS):
        export_project(project, out, format="jsonl", split=split)
        before = sorted((path.name, path.read_bytes()) for path in out.parent.rglob("*") if path.is_file())
        with pytest.raises(AnnotatorError):
            export_project(project, out, format="jsonl", split=split, force=True, progress=stop)
        assert before == sorted((path.name, path.read_bytes()) for path in out.parent.rglob("*") if path.is_file())
        if split is None:
            for path in out.parent.iterdir():
                path.unlink()


def test_suggestions_are_written_only_when_asked_for(project: Project, out: Path) -> None:
    export_project(project, out, format="jsonl")
    assert b'"suggestions"' not in out.read_bytes()
    actions.replace_suggestions(project, "a1", "rules", alert().suggestions)
    export_project(project, out, format="jsonl", suggestions=True, force=True)
    assert json.loads(out.read_bytes().splitlines()[0])["suggestions"][0]["origin"] == "rules"


def test_a_status_that_a_format_cannot_hold_is_listed(project: Project, out: Path) -> None:
    report = export_project(project, out, format="doccano")
    lost = {(one["article"], one["value"]) for one in report.parts[0].report.not_held if one["kind"] == "status"}
    assert ("none", "done") in lost
    assert "todo" not in {article for article, _ in lost}


def test_what_was_rejected_is_listed_where_suggestions_are_not_written(project: Project, out: Path) -> None:
    text = project.text("a1")
    hint = Suggestion("", "a1", 0, 3, "actor", text[:3], "rules")
    actions.reject_suggestions(project, [hint], "Ana")
    report = export_project(project, out, format="jsonl")
    assert [one["article"] for one in report.parts[0].report.not_held] == ["a1"]
    report = export_project(project, out, format="jsonl", suggestions=True, force=True)
    assert report.parts[0].report.not_held == []


def test_a_label_to_rename_that_is_not_there_is_told_with_those_that_are(project: Project, out: Path) -> None:
    report = export_project(project, out, format="jsonl", label_map={"Claim": "statement"})
    assert any("No label is called “Claim”" in note and "“claim”" in note for note in report.notes)


def test_only_annotators_with_spans_in_the_export_are_named(project: Project, out: Path) -> None:
    actions.set_status(project, ["todo"], Status.DONE, "Zoe")
    report = export_project(project, out, format="prodigy")
    assert report.annotators == ("Ana", "Ben")
    assert not any("Zoe" in note for note in report.notes)


def test_a_model_is_never_chosen_by_the_articles_kept_for_its_test(project: Project, out: Path) -> None:
    export_project(project, out, format="spacy", split=Splits.parse("train=0.5,test=0.5", 1))
    assert "config.cfg" not in only(out)
    export_project(project, out, format="spacy", split=Splits.parse("train=0.5,dev=0.5", 1), force=True)
    assert 'dev = "dev.spacy"' in (out / "config.cfg").read_text("utf-8")
