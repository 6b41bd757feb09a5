"""Suggesting, measuring and training at the command line."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.model import AnnotatedArticle, Article, Decision, Label, Span, Status
from annotator.domain.text import sha256_of
from annotator.store import Project, actions
from annotator.suggesting import everywhere
from annotator.suggesting.choices import model_folder
from tests.unit.test_cli import ok, run

LABELS = (Label("claim", "1"), Label("actor", "2"), Label("weapon", "3"), Label("figure", "4"))
TAGGED = "Captain Ada Brook said that 40 rifles were missing from Fort Larch."
NEW = "On Monday Captain Ada Brook counted again and found 12 more rifles gone."


def article(text: str, name: str, *tagged: tuple[str, str]) -> AnnotatedArticle:
    spans = []
    for quote, label in tagged:
        start = text.index(quote)
        spans.append(Span("", "", start, start + len(quote), label, quote))
    return AnnotatedArticle(Article(name, name.title(), text, sha256_of(text)), tuple(spans))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "news.annotator"
    with Project.create(path, LABELS) as made:
        tagged = article(TAGGED, "first", ("Captain Ada Brook", "actor"), ("rifles", "weapon"))
        actions.add_articles(made, [tagged, article(NEW, "second")], "Ana")
    return path


def stored(project: Path, article_id: str = "second") -> list[tuple[str, str, str]]:
    with Project.open(project, read_only=True) as opened:
        return [(one.label, one.quote, one.origin) for one in opened.suggestions_of(article_id)]


def of_memory(project: Path) -> list[tuple[str, str]]:
    return [(label, quote) for label, quote, origin in stored(project) if origin == "memory"]


def test_what_was_tagged_before_is_suggested_and_stored(project: Path) -> None:
    done = ok("suggest", project, "--with", "memory")
    assert done.stdout == ""
    assert "stored for 2 articles" in done.stderr
    assert of_memory(project) == [("actor", "Captain Ada Brook"), ("weapon", "rifles")]
    counted = json.loads(ok("stats", project, "--json").stdout)
    assert counted["spans"] == 2
    assert counted["suggestions"] == {}


def test_with_json_they_are_printed_and_nothing_is_stored(project: Path) -> None:
    before = project.read_bytes()
    found = json.loads(ok("suggest", project, "--with", "memory", "--json").stdout)
    assert list(found) == ["articles"]
    second = next(one for one in found["articles"] if one["id"] == "second")
    assert second["title"] == "Second"
    for one in second["suggestions"]:
        assert one["text"] == NEW[one["start"] : one["end"]]
        assert one["origin"] == "memory"
        assert one["score"] is None or 0 <= one["score"] <= 1
    assert [one["label"] for one in second["suggestions"]] == ["actor", "weapon"]
    assert project.read_bytes() == before


def test_only_some_articles(project: Path) -> None:
    found = json.loads(ok("suggest", project, "--article", "second", "--json").stdout)
    assert [one["id"] for one in found["articles"]] == ["second"]
    assert "no article 'third'" in run("suggest", project, "--article", "third").stderr


def test_a_second_run_passes_over_what_cannot_have_changed(project: Path) -> None:
    ok("suggest", project)
    before = stored(project)
    assert "0 suggestions stored for 0 articles" in ok("suggest", project).stderr
    assert stored(project) == before
    assert "stored for 2 articles" in ok("suggest", project, "--again").stderr
    with Project.open(project) as opened:
        actions.tag(opened, "second", NEW.index("Monday"), NEW.index(" Captain"), "actor", "Ana")
    assert "stored for 2 articles" in ok("suggest", project).stderr


def test_a_run_that_was_broken_off_goes_on_where_it_stopped(project: Path) -> None:
    def store(article_id: str, proposals: list[Any], version: str) -> None:
        with Project.open(project) as opened:
            everywhere.store_proposals(opened, article_id, proposals, ["memory"], version)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        everywhere.suggest_everywhere(project, ["memory"], store)
    done = ok("suggest", project, "--with", "memory")
    assert "stored for 1 article " in done.stderr
    assert "1 article had the latest suggestions already" in done.stderr


@pytest.mark.parametrize("processes", [1, 2])
def test_the_run_goes_on_when_an_article_is_removed_and_a_label_renamed_meanwhile(
    project: Path, processes: int
) -> None:
    with Project.open(project) as opened:
        more = [article(f"{NEW} He was asked {n} times.", f"more {n}") for n in range(8)]
        actions.add_articles(opened, more, "Ana")

        def store(article_id: str, proposals: list[Any], version: str) -> None:
            everywhere.store_proposals(opened, article_id, proposals, ["memory"], version)
            if "more 7" in opened.article_ids():
                actions.remove_articles(opened, ["more 7"])
                actions.edit_label(opened, "weapon", Label("arms", "3"))
                everywhere.store_proposals(opened, "more 7", proposals, ["memory"], version)

        run = everywhere.suggest_everywhere(project, ["memory"], store, processes=processes)
    assert run.articles == 9
    assert ("actor", "Captain Ada Brook") in of_memory(project)


def test_several_processes_find_the_same(project: Path) -> None:
    ok("suggest", project)
    alone = stored(project)
    ok("suggest", project, "--again", "--processes", "2")
    assert stored(project) == alone != []


def test_rejected_ones_are_not_proposed_again_here_or_elsewhere(project: Path) -> None:
    ok("suggest", project, "--with", "memory")
    with Project.open(project) as opened:
        [rifles] = [one for one in opened.suggestions_of("second") if one.label == "weapon"]
        actions.reject_suggestions(opened, [rifles], "Ana")
        actions.add_articles(opened, [article("More rifles came with Captain Ada Brook.", "third")], "Ana")
    ok("suggest", project, "--with", "memory")
    with Project.open(project, read_only=True) as opened:
        undecided = [one for one in opened.suggestions_of("second") if one.decision is Decision.UNDECIDED]
    assert [one.quote for one in undecided] == ["Captain Ada Brook"]
    assert stored(project, "third") == [("actor", "Captain Ada Brook", "memory")]


def test_suggestions_are_in_no_export_that_does_not_ask_for_them(project: Path, tmp_path: Path) -> None:
    ok("suggest", project)
    ok("export", project, tmp_path / "out.jsonl", "--format", "jsonl")
    assert "suggestions" not in (tmp_path / "out.jsonl").read_text("utf-8")
    ok("export", project, tmp_path / "with.jsonl", "--format", "jsonl", "--suggestions")
    lines = [json.loads(line) for line in (tmp_path / "with.jsonl").read_text("utf-8").splitlines()]
    assert {one["label"] for line in lines for one in line["suggestions"]} >= {"actor", "weapon"}
    assert all("suggestion" not in span for line in lines for span in line["spans"])


def test_evaluating_judges_without_what_the_article_itself_taught(project: Path) -> None:
    report = json.loads(ok("evaluate", project, "--with", "memory", "--json").stdout)
    assert report["with"] == ["memory"]
    assert report["articles"] == 1
    actor = report["labels"]["actor"]["overlap"]
    assert (actor["right"], actor["accepted"]) == (0, 1), "nothing else taught it this name"
    assert report["effort"] == {"acts": 6, "by_hand": 6, "ratio": 1.0}
    shown = ok("evaluate", project).stdout
    assert "normalised" in shown
    assert "effort" in shown


def test_what_was_not_read_yet_counts_as_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "begun.annotator"
    begun = article("The navy sent 12 boats. " + "Then it sent 30 more. " * 9, "begun", ("12", "figure"))
    with Project.create(path, LABELS) as made:
        actions.add_articles(made, [begun], "Ana")
    report = json.loads(ok("evaluate", path, "--with", "rules", "--json").stdout)
    assert report["labels"]["figure"]["overlap"]["proposed"] == 1
    assert "not done" in report["notes"][0]
    with Project.open(path) as opened:
        actions.set_status(opened, ["begun"], Status.DONE, "Ana")
    report = json.loads(ok("evaluate", path, "--with", "rules", "--json").stdout)
    assert report["labels"]["figure"]["overlap"]["proposed"] == 10
    assert report["notes"] == []


def test_training_on_too_little_says_so_and_keeps_nothing(project: Path) -> None:
    done = run("train", project)
    assert done.exit_code == 1
    assert "at least" in done.stderr
    with Project.open(project, read_only=True) as opened:
        assert not model_folder(opened.id).exists()
        assert run("train", project, "--only-export", "--out", project.parent / "model").exit_code == 1


@pytest.mark.parametrize("command", ["suggest", "evaluate", "train"])
def test_help_has_an_example_and_a_missing_project_is_left_missing(command: str, tmp_path: Path) -> None:
    assert f"Example:\n  annotator {command}" in ok(command, "--help").stdout
    assert run(command, tmp_path / "none.annotator").exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_suggester_is_named(project: Path) -> None:
    done = run("suggest", project, "--with", "oracle")
    assert done.exit_code == 1
    assert "oracle" in done.stderr
    assert stored(project) == []


def test_a_child_ends_with_its_parent(project: Path) -> None:
    """The parent is killed; the child sees the end of its input."""
    code = (
        "import os\n"
        "from annotator.suggesting.child import Child\n"
        "child = Child(lambda message: None)\n"
        "child.send({'id': 1, 'kind': 'pipelines'})\n"
        "print(child.pid, flush=True)\n"
        "os._exit(9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False, timeout=60)
    pid = int(done.stdout)
    assert done.returncode == 9
    import time

    for _ in range(200):
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return
        if "zombie" in status:
            return
        time.sleep(0.1)
    raise AssertionError("the child outlives its parent")


def test_an_annotator_is_not_shown_what_others_tagged_in_the_same_article(project: Path) -> None:
    from annotator.suggesting.helping import Helping

    with Project.open(project) as opened:
        helping = Helping(opened, ["memory"])
        found = {name: [one.label for one in helping.proposals("first", name)] for name in ("Ben", "Ana")}
        assert found == {"Ben": [], "Ana": ["actor", "weapon"]}
        assert [one.label for one in helping.proposals("second", "Ben")] == ["actor", "weapon"]
