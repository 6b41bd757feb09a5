"""From texts to training data, with the window killed in between: nothing that it called saved is lost."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin

from annotator.store import Project
from tests.gui.desk import Desk

ROOT = Path(__file__).parent.parent.parent
ROUNDS = 4
PORTS = """Ports close as drones near the coast
By Ana Prieto
4 March 2025

🚨 The ministry said on Tuesday that two dozen Shahed drones had crossed the border. “We lost three radars,”
General Núñez told reporters.

The port authority closed both harbours for 36 hours. Insurers put the damage at more than €12.5bn.
"""
TRUCKS = """The army ordered 1,500 trucks and 40 T-72 tanks from a plant in the north, its chief said.
A union leader, Marta O’Brien, called the order “half of what the minister promised”.
"""
TEXTS = {"ports.txt": PORTS, "trucks.txt": TRUCKS.replace("\n", "\r\n")}


def annotator(*words: object) -> str:
    """The command line, as a person would use it."""
    done = subprocess.run(
        [sys.executable, "-m", "annotator", *map(str, words)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A new project with two imported texts."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_bytes(text.encode("utf-8"))
    path = tmp_path / "News.annotator"
    annotator("new", path)
    annotator("import", path, folder)
    return path


def acknowledged(lines: list[str]) -> dict[str, tuple[int, int, str]]:
    """The spans that the window called saved and did not begin to undo since: id → start, end, label."""
    found: dict[int, tuple[str, tuple[int, int, str]]] = {}
    for words in (line.split() for line in lines):
        if words[0] == "ACK" and len(words) == 6:
            found[int(words[1])] = words[2], (int(words[3]), int(words[4]), words[5])
        elif words[0] == "UNDOING":
            del found[int(words[1])]
    return dict(found.values())


def test_a_killed_window_loses_nothing_that_it_called_saved(project: Path) -> None:
    source = random.Random(7)
    known: dict[str, tuple[int, int, str]] = {}
    for _ in range(ROUNDS):
        with subprocess.Popen(
            [sys.executable, "-m", "tests.driver", str(project), "--undo-every", "5"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as driver:
            assert driver.stdout is not None
            ready = driver.stdout.readline()
            assert ready.startswith("READY"), driver.communicate()[1]
            heard = [driver.stdout.readline().rstrip("\n") for _ in range(source.randint(1, 8))]
            time.sleep(source.uniform(0, 0.02))
            driver.send_signal(signal.SIGKILL)
            whole = driver.stdout.read().rpartition("\n")[0]
        known |= acknowledged([ready, *heard, *whole.splitlines()])
        with Project.open(project) as opened:
            article = ready.split()[1]
            stored = {span.id: (span.start, span.end, span.label) for span in opened.spans_of(article)}
            assert known.items() <= stored.items()
            known = stored
            assert opened.check() == []
    assert known


def test_the_day_ends_in_training_data_that_says_just_what_was_tagged(desk: Desk, project: Path) -> None:
    desk.opens(project)
    titles = [row.title for row in desk.workspace.project.summaries(desk.workspace.project.article_ids(), "ana")]
    assert "Ports close as drones near the coast" in titles
    desk.opens_article(titles.index("Ports close as drones near the coast"))
    assert desk.workspace.article.meta.author == "Ana Prieto"
    assert desk.workspace.article.meta.date == "2025-03-04"
    desk.selects("two dozen Shahed drones had crossed the border").presses("1")
    desk.selects("two dozen").presses("4")
    desk.selects("Shahed drones").presses("3")
    desk.selects("We lost three radars,”").presses("1")
    desk.selects("General Núñez").presses("2")
    desk.selects("€12.5bn").presses("4")
    desk.presses("Ctrl+Return", on=desk.view)
    desk.selects("1,500 trucks and 40 T-72 tanks").presses("3")
    desk.undoes()
    desk.selects("40").presses("4")
    desk.selects("0 T-7").presses("3")
    desk.restarts()
    assert desk.marked() == [("figure", "40"), ("weapon", "0 T-7")]

    export = project.with_suffix(".spacy")
    annotator("export", project, export, "--format", "spacy", "--annotator", "ana", "--misaligned", "leave-out")
    report = json.loads(export.with_name(export.name + ".report.json").read_text("utf-8"))
    left_out = {(entry["label"], entry["text"]) for entry in report["left_out"]}
    docs = list(DocBin().from_disk(export).get_docs(spacy.blank("en").vocab))
    found = {(span.label_, span.text) for doc in docs for span in doc.spans["sc"]}
    assert left_out == {("weapon", "0 T-7")}
    assert found == {
        ("claim", "two dozen Shahed drones had crossed the border"),
        ("figure", "two dozen"),
        ("weapon", "Shahed drones"),
        ("claim", "We lost three radars"),
        ("actor", "General Núñez"),
        ("figure", "€12.5bn"),
        ("figure", "40"),
    }
