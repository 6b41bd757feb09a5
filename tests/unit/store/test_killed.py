"""What was acknowledged survives kill -9, and what was not is there whole or not at all."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annotator.store import Project

ROOT = Path(__file__).parents[3]

TAGGING = """
import sys
from pathlib import Path
from annotator.store import Project, actions
with Project.open(Path(sys.argv[1])) as project:
    spans = len(project.spans_of("first"))
    print("ready", flush=True)
    for n in range(spans, 5000):
        actions.tag(project, "first", n // 80, n // 80 + 1 + n % 80 % (82 - n // 80), "actor", f"Ana {n}")
        print("ACK", n, flush=True)
"""
IMPORTING = """
import sys
from pathlib import Path
from annotator.domain.model import AnnotatedArticle, Article
from annotator.domain.text import sha256_of
from annotator.store import Project, actions
texts = [f"Article {n} of many, once more." for n in range(1500)]
with Project.open(Path(sys.argv[1])) as project:
    print("ready", flush=True)
    actions.add_articles(project, [AnnotatedArticle(Article("", t, t, sha256_of(t))) for t in texts], "Ana")
    print("ACK 0", flush=True)
    for _ in range(1000):
        project.undo()
        project.redo()
"""


def killed_after(script: str, path: Path, seconds: float) -> int:
    """Runs the script, kills it that long after it is ready, and gives how often it acknowledged."""
    with subprocess.Popen([sys.executable, "-c", script, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as it:
        assert it.stdout is not None
        assert it.stdout.readline() == "ready\n"
        time.sleep(seconds)
        it.kill()
        return sum(line.startswith("ACK") and line.endswith("\n") for line in it.stdout)


@pytest.mark.parametrize("seed", range(4))
def test_no_acknowledged_tag_is_lost(project: Project, path: Path, seed: int) -> None:
    project.close()
    acknowledged = killed_after(TAGGING, path, random.Random(seed).uniform(0.02, 0.12))
    with Project.open(path) as reopened:
        assert len(reopened.spans_of("first")) in (acknowledged, acknowledged + 1)
        assert reopened.check() == []
        if acknowledged:
            assert reopened.undo_name() == "Tag as actor"
            reopened.undo()
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("seed", range(4))
def test_an_import_is_there_whole_or_not_at_all(project: Project, path: Path, seed: int) -> None:
    project.close()
    killed_after(IMPORTING, path, random.Random(seed).uniform(0.02, 0.4))
    with Project.open(path) as reopened:
        assert len(reopened.article_ids()) in (2, 1502)
        assert len(reopened.search("once", limit=2000)) in (0, 1500)
        assert reopened.check() == []
