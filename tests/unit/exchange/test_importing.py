"""Files and folders into a project."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from annotator.domain.model import Status
from annotator.errors import Cancelled
from annotator.exchange.exporting import export_project
from annotator.exchange.importing import ImportReport, import_files, read_files
from annotator.exchange.sample import build_sample, default_labels
from annotator.store import Project
from tests.unit.formats.made import ALERT, alert, spanish, written


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "news.annotator", default_labels()) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "in"
    path.mkdir()
    return path


def jsonl(folder: Path, name: str, *lines: Mapping[str, object] | str) -> Path:
    path = folder / name
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_bytes(text.encode("utf-8"))
    return path


def test_everything_that_was_exported_comes_back(project: Project, folder: Path) -> None:
    (folder / "all.jsonl").write_bytes(written("jsonl", alert(), spanish())[0])
    report = import_files(project, [folder], annotator="Cy")
    assert (report.articles, report.known, report.spans, report.refused) == (2, 0, 9, [])
    again, _ = written("jsonl", *project.annotated(annotator=None))
    first = json.loads(again.splitlines()[0])
    assert first == json.loads((folder / "all.jsonl").read_bytes().splitlines()[0]) | {"status": first["status"]}


def test_a_folder_with_good_bad_hidden_and_strange_files(project: Project, folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / ".git").mkdir()
    (folder / ".git" / "x.txt").write_text("hidden")
    (folder / ".hidden.txt").write_text("hidden")
    (folder / "a.txt").write_text("A title\nA text.")
    (folder / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "sub" / "c.txt").write_text("Another text.")
    (folder / "sub" / "empty.txt").write_bytes(b"")
    report = import_files(project, [folder])
    assert report.articles == 2
    assert not report.refused
    assert ["b.png: passed over" in report.warnings[0], "empty.txt: passed over" in report.warnings[1]] == [True, True]
    assert len(report.warnings) == 2


def test_a_folder_without_anything_readable_is_refused(project: Project, folder: Path) -> None:
    (folder / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    report = import_files(project, [folder])
    assert [(refused.file, refused.reason) for refused in report.refused] == [
        (str(folder), "The folder holds no file that can be read.")
    ]
    assert project.undo_name() is None


def test_a_file_of_labels_adds_those_that_are_missing(project: Project, folder: Path) -> None:
    labels = [{"name": "actor", "color": "#000000"}, {"name": "place", "color": "#ff0000", "shortcut_key": "n"}]
    (folder / "labels.json").write_text(json.dumps(labels))
    others = [
        {"text": "event", "suffix_key": "e", "task_type": "SpanType"},
        {"text": "place", "background_color": "#ff0000"},
    ]
    (folder / "doccano.json").write_text(json.dumps(others, indent=1))
    report = import_files(project, [folder])
    assert (report.refused, report.new_labels) == ([], ("event", "place"))
    assert [(label.name, label.key) for label in project.labels()][-2:] == [("event", ""), ("place", "")]
    assert project.undo_name() == "Import labels"
    assert not import_files(project, [folder]).new_labels
    (folder / "a.txt").write_text("A text.")
    (folder / "labels.json").write_text(json.dumps([{"name": "date", "color": "#aec7e8"}]))
    assert (import_files(project, [folder]).articles, project.undo_name()) == (1, "Import")
    assert project.labels()[-1].name == "date"
    project.undo()
    assert (project.article_ids(), "date" in [label.name for label in project.labels()]) == ([], False)


def test_a_listed_label_keeps_a_digit_that_is_free_and_follows_the_mapping(project: Project, folder: Path) -> None:
    labels = [{"name": name, "shortcut_key": key} for name, key in (("PER", "7"), ("place", "7"), ("date", "2"))]
    (folder / "labels.json").write_text(json.dumps([*labels, {"name": "mine", "color": "red"}, {"name": "unwanted"}]))
    report = import_files(project, [folder], label_map={"PER": "person", "mine": "actor", "unwanted": ""})
    assert report.new_labels == ("person", "place", "date")
    new = project.labels()[-3:]
    assert [(label.name, label.key) for label in new] == [("person", "7"), ("place", ""), ("date", "")]
    assert len({label.color for label in new}) == 3


def test_one_bad_file_keeps_no_other_out(project: Project, folder: Path) -> None:
    bad = jsonl(folder, "bad.jsonl", {"text": "one"}, {"text": "two"}, '{"text": ', {"text": "four"})
    good = jsonl(folder, "good.jsonl", {"text": "five"})
    report = import_files(project, [bad, good, folder / "missing.txt"])
    assert report.articles == 1
    assert {(Path(r.file).name, r.line) for r in report.refused} == {("bad.jsonl", 3), ("missing.txt", None)}
    assert any("no such file" in refused.reason for refused in report.refused)

    report = import_files(project, [bad], skip_bad=True)
    assert report.articles == 3
    assert [refused.line for refused in report.refused] == [3]


def test_a_text_that_is_there_gets_the_new_spans_only(project: Project, folder: Path) -> None:
    plain = folder / "a.txt"
    plain.write_text(ALERT)
    import_files(project, [plain])
    tagged = jsonl(folder, "a.jsonl", {"text": ALERT, "spans": [{"start": 2, "end": 6, "label": "actor"}]})
    report = import_files(project, [tagged], annotator="Ana")
    assert (report.articles, report.known, report.spans) == (0, 1, 1)
    report = import_files(project, [tagged], annotator="Ana")
    assert (report.articles, report.known, report.spans) == (0, 1, 0)
    assert project.stats("Ana").spans == 1


def test_spans_without_a_name_belong_to_who_is_named_else_to_the_default(
    project: Project, folder: Path, user_folders: Path
) -> None:
    from annotator import settings

    settings.save({"annotator": "Dora", "zoom": 110})
    line = {"text": ALERT, "spans": [{"start": 2, "end": 6, "label": "actor"}]}
    import_files(project, [jsonl(folder, "a.jsonl", line)])
    line["text"] = ALERT + "!"
    import_files(project, [jsonl(folder, "b.jsonl", line)], annotator="Eve")
    assert [span.annotator for one in project.annotated() for span in one.spans] == ["Dora", "Eve"]
    assert settings.load()["zoom"] == 110


def test_labels_are_mapped_and_new_ones_are_reported(project: Project, folder: Path) -> None:
    spans = [
        {"start": 2, "end": 6, "label": "GPE"},
        {"start": 2, "end": 6, "label": "actor"},
        {"start": 12, "end": 18, "label": "Actor"},
        {"start": 28, "end": 45, "label": "ARM"},
    ]
    path = jsonl(folder, "a.jsonl", {"text": ALERT, "spans": spans})
    report = import_files(project, [path], label_map={"GPE": "actor"})
    assert report.spans == 3
    assert set(report.new_labels) == {"Actor", "ARM"}
    assert any("became the same" in warning for warning in report.warnings)
    assert any("Actor=actor" in warning for warning in report.warnings)
    assert "ARM" in [label.name for label in project.labels()]


def test_cancelling_leaves_nothing(project: Project, folder: Path) -> None:
    path = jsonl(folder, "a.jsonl", *({"text": f"Text {number}"} for number in range(50)))
    for calls in (1, 30):
        left = [calls]

        def stop(done: int, total: int, left: list[int] = left) -> None:
            assert 0 <= done <= total
            left[0] -= 1
            if left[0] <= 0:
                raise Cancelled

        with pytest.raises(Cancelled):
            import_files(project, [path], progress=stop)
        assert project.article_ids() == []
        assert project.undo_name() is None


def test_progress_counts_bytes_to_the_end(project: Project, folder: Path) -> None:
    path = jsonl(folder, "a.jsonl", {"text": "one"}, {"text": "two"})
    (folder / "b.txt").write_text("three")
    told: list[tuple[int, int]] = []
    import_files(project, [folder], progress=lambda done, total: told.append((done, total)))
    size = path.stat().st_size + 5
    assert told[-1] == (size, size)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_file_name_that_is_no_utf8_is_shown_escaped(project: Project, folder: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9\n.txt"))
    path.write_text("Some text. And more.")
    report = import_files(project, [folder])
    assert report.articles == 1
    (article_id,) = project.article_ids()
    article = project.article(article_id)
    assert article.origin.file.startswith("caf\\xe9")
    assert article.title.startswith("caf\\xe9")
    assert report.files[0].file.endswith("caf\\xe9\\n.txt")


def test_pipes_and_links_to_nothing_are_refused(project: Project, folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    (folder / "link.txt").symlink_to(folder / "nowhere")
    (folder / "loop").symlink_to(folder)
    report = import_files(project, [folder])
    assert {Path(refused.file).name for refused in report.refused} == {"pipe.txt", "link.txt"}


def test_a_file_named_twice_is_read_once(project: Project, folder: Path) -> None:
    path = folder / "a.txt"
    path.write_text("Some text.")
    report = import_files(project, [path, folder, folder])
    assert (report.articles, report.known, report.refused) == (1, 0, [])


def test_parsing_alone_needs_no_project(folder: Path) -> None:
    (folder / "all.jsonl").write_bytes(written("jsonl", alert())[0])
    report = ImportReport()
    (found,) = read_files([folder], report=report)
    assert found.article.title == "Odesa under fire"
    assert report.labels["actor"] == 2


def test_all_of_an_import_is_undone_at_once(project: Project, folder: Path) -> None:
    (folder / "all.jsonl").write_bytes(written("jsonl", alert(), spanish())[0])
    import_files(project, [folder])
    project.undo()
    assert project.article_ids() == []
    project.redo()
    assert len(project.article_ids()) == 2


def test_the_sample_is_built_and_sound(tmp_path: Path) -> None:
    path = tmp_path / "sample.annotator"
    build_sample(path, "Ana")
    with Project.open(path, read_only=True) as opened:
        stats = opened.stats("Ana")
        assert stats.articles >= 8
        assert all(stats.labels[name] for name in ("claim", "actor", "weapon", "figure"))
        assert stats.status[Status.TODO] >= 3
        assert opened.check() == []
        assert any("“" in article.article.text for article in opened.annotated())


def test_the_labels_have_keys_colours_and_guidelines() -> None:
    labels = default_labels()
    assert [label.name for label in labels] == ["claim", "actor", "weapon", "figure"]
    assert [label.extent.value for label in labels] == ["statement", "phrase", "phrase", "phrase"]
    assert len({label.key for label in labels}) == 4
    assert [label.color for label in labels] == ["purple", "blue", "red", "green"]
    assert all(label.guideline for label in labels)


def test_a_label_to_rename_that_no_span_has_is_told_with_those_that_are_there(project: Project, folder: Path) -> None:
    (folder / "own.jsonl").write_text(
        json.dumps({"text": "Kyiv hit.", "spans": [{"start": 0, "end": 4, "label": "place"}]}) + "\n"
    )
    report = import_files(project, [folder / "own.jsonl"], label_map={"Place": "actor"})
    assert any("No label is called “Place”" in warning and "“place”" in warning for warning in report.warnings)
    report = import_files(project, [folder / "own.jsonl"], label_map={"place": "actor"})
    assert not any("No label is called" in warning for warning in report.warnings)


def test_our_own_table_is_known_by_its_columns_whatever_its_name(project: Project, folder: Path) -> None:
    import_files(
        project, [jsonl(folder, "a.jsonl", {"text": ALERT, "spans": [{"start": 2, "end": 6, "label": "actor"}]})]
    )
    export_project(project, folder / "table.txt", format="csv")
    with Project.create(folder / "again.annotator", default_labels()) as again:
        report = import_files(again, [folder / "table.txt"])
        assert [(one.format, one.spans) for one in report.files] == [("csv", 1)]
