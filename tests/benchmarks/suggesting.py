"""What suggestions cost the person who tags: a tag alone, beside suggestions, and while a pipeline learns.

    python -m tests.benchmarks.suggesting [PROJECT.jsonl]

On the real window with the sample articles, or others. In each state the same words are tagged, and the tags undone.
"opened" is how long after an article opens its suggestions are there, "decide" a suggestion accepted by key,
"memory_mb" what the window's process holds; spaCy must not be in it.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.benchmarks.window import Bench, make_project, memory_mb, summary

TAGS = 40
_PATIENCE_S = 120


def wait_for(bench: Bench, holds: Any) -> float:
    """Seconds until something holds."""
    began = time.perf_counter()
    while not holds() and time.perf_counter() - began < _PATIENCE_S:
        bench.settle(0.005)
    return time.perf_counter() - began


def tag_times(bench: Bench) -> dict[str, float | int]:
    """Tags words in the middle of the article, one after the other; takes all of it back."""
    times = []
    place = len(bench.view.text) // 2
    for number in range(TAGS):
        start = bench.view.text.index(" ", place + 12 * number) + 1
        bench.view.select(start, start + 6)
        times.append(bench.timed(lambda: bench.window.tagging.tag("actor")))
        bench.settle(0.02)
    for _ in times:
        bench.window.tagging.undo()
    return summary(times)


def measure(project: Path) -> dict[str, Any]:
    bench = Bench(project)
    window, offers = bench.window, bench.window.offers
    found: dict[str, Any] = {}
    offers.is_helped = False
    found["tag_alone"] = tag_times(bench)
    offers.is_helped = True
    offers.ask_afresh()
    wait_for(bench, lambda: offers.helper.is_busy)
    found["first_suggestions_s"] = round(wait_for(bench, lambda: not offers.helper.is_busy), 2)
    opened = []
    ids = window.workspace.project.article_ids()
    for article_id in [*ids[1:], ids[0]]:
        window.workspace.open_article(article_id)
        opened.append(1000 * wait_for(bench, lambda: not offers.helper.is_busy))
    found["opened"] = summary(opened)
    found["suggestions"] = offers.count
    found["tag_beside_suggestions"] = tag_times(bench)
    wait_for(bench, lambda: not offers.helper.is_busy)
    decided = []
    for _ in range(min(20, offers.count)):
        bench.view.next_suggestion(forward=True)
        decided.append(bench.timed(window.suggesting.accept))
        bench.settle(0.02)
    found["decide"] = summary(decided)
    for _ in decided:
        window.tagging.undo()
    told: list[int] = []
    window.suggesting.train()
    background = window.suggesting.background
    background.jobs.progressed.connect(lambda done, _total: told.append(done))
    wait_for(bench, lambda: bool(told) or not background.jobs.is_busy)
    found["is_learning"] = background.jobs.is_busy
    found["tag_while_learning"] = tag_times(bench)
    found["was_learning_to_the_end"] = background.jobs.is_busy
    found["memory_mb"] = memory_mb()
    found["spacy_in_window"] = "spacy" in sys.modules
    window.close()
    return found


def main() -> None:
    root = Path(__file__).parents[2]
    lines = [Path(word) for word in sys.argv[1:]] or [root / "resources" / "sample" / "articles.jsonl"]
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ[name] = folder
        project = Path(folder) / "bench.annotator"
        make_project(lines, project)
        print(json.dumps(measure(project), indent=2))


if __name__ == "__main__":
    main()
