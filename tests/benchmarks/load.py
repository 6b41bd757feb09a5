"""How the app bears a project of 100,000 articles and 1,000,000 spans; printed as one JSON document.

    python -m tests.benchmarks.load [--articles N] [--spans N] [--steps N] [--project FILE] [--only NAME ...]

Makes the project first (see big_project), unless FILE is there already; it is worked on, so give a copy of what you
need. Each measurement runs in a fresh process: on the real window (offscreen unless the environment says otherwise),
and for files in and out on the command line. Times are milliseconds until painted, memory is MiB at its highest.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

MODULE = "tests.benchmarks.load"
NEXT, TAGS, UNDOS = 200, 60, 30
FILES = 10_000
BARS = {
    "window.open_ms": 2000,
    "window.next_article_ms.p95": 100,
    "window.tag_ms.p95": 50,
    "window.tag_among_2000_ms.p95": 50,
    "window.undo_ms.p95": 100,
    "window.memory_mb": 600,
    "search.worst_ms": 300,
    "export.memory_mb": 300,
}


def highest_memory_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def opened(project: Path) -> tuple[Any, float]:
    """The window on the project, and how long it took from the wish to open it until it was painted and at rest."""
    from tests.benchmarks.window import Bench

    start = time.perf_counter()
    bench = Bench(project)
    bench.window.workspace.set_annotator("bench")
    return bench, (time.perf_counter() - start) * 1000


def measure_window(project: Path) -> dict[str, Any]:
    """Opening, going on, tagging, undoing."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from annotator.domain import boundaries
    from annotator.store import Project
    from tests.benchmarks.window import memory_mb, summary

    with Project.open(project) as known:
        ids = known.article_ids()
    bench, from_start = opened(project)
    window, view = bench.window, bench.view
    opens = []
    for _ in range(3):
        window.workspace.close_project()  # what is open already is not opened again
        bench.settle(0.5)
        opens.append(bench.timed(lambda: window.workspace.open_project(project)))
        bench.settle(0.5)
    found: dict[str, Any] = {"from_start_ms": round(from_start), "open_ms": round(max(opens))}
    found["memory_after_opening_mb"] = memory_mb()
    control = Qt.KeyboardModifier.ControlModifier
    window.workspace.open_article(ids[len(ids) // 2])
    bench.settle(0.3)
    times = []
    for _ in range(NEXT):
        times.append(bench.timed(lambda: QTest.keyClick(view, Qt.Key.Key_PageDown, control)))
        bench.settle(0.01)
    found["next_article_ms"] = summary(times)

    def tags() -> list[float]:
        taken, place = [], 0
        view.setFocus()
        for _ in range(TAGS):
            place = boundaries.next_word(view.text, place)
            while any(span.label == "weapon" for span in view.spans.at(place)):
                place = boundaries.next_word(view.text, place)
            view.place_caret(place)
            view.reveal(place, place)
            bench.settle(0.01)
            taken.append(bench.timed(lambda: QTest.keyClick(view, Qt.Key.Key_3)))
            bench.settle(0.01)
        return taken

    found["tag_ms"] = summary(tags())
    undos = []
    for _ in range(UNDOS):
        undos.append(bench.timed(lambda: QTest.keyClick(view, Qt.Key.Key_Z, control)))
        bench.settle(0.01)
    found["undo_ms"] = summary(undos)
    window.workspace.open_article(ids[1])
    bench.settle(0.5)
    found["tag_among_2000_ms"] = summary(tags())
    articles = window.articles.list
    bar = articles.verticalScrollBar()
    scrolls = []
    for part in range(20):
        start = time.perf_counter()
        bar.setValue(bar.maximum() * part // 19)
        articles.viewport().repaint()
        scrolls.append((time.perf_counter() - start) * 1000)
    found["scroll_list_ms"] = summary(scrolls)
    found["memory_mb"] = highest_memory_mb()
    window.close()
    return found


def measure_search(project: Path) -> dict[str, Any]:
    """From the last letter typed, the pause for more of them included, until the hits are listed."""
    from tests.benchmarks.big_project import vocabulary

    bench, _ = opened(project)
    panel = bench.window.articles
    words = vocabulary()
    queries = {
        "a frequent word": words[3],
        "a rare word": words[9000],
        "two words": f"{words[20]} {words[60]}",
        "a phrase": f'"{words[5]} {words[9]}"',
        "one letter": "k",
        "nothing": "zzzz",
    }
    found: dict[str, Any] = {}
    resets: list[float] = []
    panel.model.modelReset.connect(lambda: resets.append(time.perf_counter()))

    def until_listed(deed: Callable[[], object]) -> float:
        resets.clear()
        start = time.perf_counter()
        deed()
        while not resets and time.perf_counter() - start < 60:
            bench.app.processEvents()
        panel.list.viewport().repaint()
        return (time.perf_counter() - start) * 1000

    for name, query in queries.items():
        found[name] = round(until_listed(lambda query=query: panel.search.setText(query)), 1)  # type: ignore[misc]
        bench.settle(0.3)
        found[f"{name}: hits"] = len(panel.model.ids)
        found[f"{name}: cleared"] = round(until_listed(panel.search.clear), 1)
        bench.settle(0.3)
    found["worst_ms"] = max(value for name, value in found.items() if not name.endswith(": hits"))
    found["memory_mb"] = highest_memory_mb()
    bench.window.close()
    return found


def _command(*words: str) -> dict[str, Any]:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "annotator", *words], check=True, capture_output=True)
    return {"seconds": round(time.perf_counter() - start, 1)}


def measure_export(project: Path) -> dict[str, Any]:
    """All articles as JSONL, on the command line."""
    out = project.with_name("out.jsonl")
    found = _command("export", str(project), str(out), "--format", "jsonl", "--force")
    found["memory_mb"] = round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 1)
    found["megabytes"] = round(out.stat().st_size / 1e6)
    out.unlink()
    return found


def measure_import(project: Path) -> dict[str, Any]:
    """10,000 text files into the big project, on the command line."""
    from tests.benchmarks.big_project import texts

    folder = project.with_name("files")
    folder.mkdir()
    for number, text in zip(range(FILES), texts(99), strict=False):
        (folder / f"{number:05d}.txt").write_text(text, encoding="utf-8")
    found = _command("import", str(project), str(folder))
    found["files_a_second"] = round(FILES / found["seconds"])
    found["memory_mb"] = round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 1)
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    return found


MEASUREMENTS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "window": measure_window,
    "search": measure_search,
    "export": measure_export,
    "import": measure_import,
}


def beyond(found: dict[str, Any]) -> list[str]:
    """Which bars were not reached."""
    missed = []
    for name, bar in BARS.items():
        value: Any = found
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if value is not None and value > bar:
            missed.append(f"{name} is {value}, not below {bar}")
    files = found.get("import", {}).get("files_a_second")
    return [*missed, f"import.files_a_second is {files}, not above 200"] if files and files < 200 else missed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--spans", type=int, default=1_000_000)
    parser.add_argument("--steps", type=int, default=100_000, help="how many of the spans are steps of their own")
    parser.add_argument("--project", type=Path, help="a ready-made project, or where to make and keep it")
    parser.add_argument("--only", nargs="+", choices=MEASUREMENTS, default=list(MEASUREMENTS))
    parser.add_argument("--one", choices=MEASUREMENTS, help="a single measurement, in this process")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(MEASUREMENTS[options.one](options.project)))
        return
    from tests.benchmarks.big_project import make

    with tempfile.TemporaryDirectory(prefix="annotator-load-") as made:
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            os.environ[variable] = str(Path(made) / variable.lower())
        project: Path = options.project or Path(made) / "big.annotator"
        found: dict[str, Any] = {}
        if not project.exists():
            start = time.monotonic()
            make(project, count=options.articles, spans=options.spans, steps=options.steps)
            found["made_in_s"] = round(time.monotonic() - start)
        found["megabytes"] = round(project.stat().st_size / 1e6)
        for name in options.only:
            command = [sys.executable, "-m", MODULE, "--one", name, "--project", str(project)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            found[name] = json.loads(done.stdout.splitlines()[-1])
    found["beyond"] = beyond(found)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
