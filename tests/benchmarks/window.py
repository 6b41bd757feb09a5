"""How long a person waits: one tag, opening, the next article, scrolling, the start; printed as one JSON document.

    python -m tests.benchmarks.window [--data FOLDER] [--quick]

Each workload runs in a fresh process on the real window (offscreen unless the environment says otherwise) and a real
project file. Times are milliseconds from the event to committed and painted; "rounds" is how many were timed.
"tag" ends when the text is painted with the new span and the span is on disk; "tag_and_all" when everything beside the
text (list, counts, card) is painted too, and "tags_in_a_row" is the time a tag takes when keys follow on each other.
FOLDER may hold ready-made workloads as NAME.project.jsonl.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

MODULE = "tests.benchmarks.window"
TAGS, IN_A_ROW, SCROLLS, ARTICLES, STARTS = 50, 20, 40, 100, 9
_BARE_WINDOW = """
import time
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([]); window = QWidget(); window.resize(1320, 820); window.show()
for _ in range(3): app.processEvents()
print(time.time())
"""
_BARE_TEXT_WINDOW = """
import time
from PySide6.QtWidgets import QApplication, QPlainTextEdit
app = QApplication([]); font = app.font(); font.setPointSize(11); app.setFont(font)
view = QPlainTextEdit(); view.resize(1320, 820); view.show()
for _ in range(3): app.processEvents()
print(time.time())
"""
_OUR_WINDOW = """
import os, sys, time
from pathlib import Path
from annotator.app import _application, make_window
app = _application()
window = make_window(app)
window.workspace.open_project(Path(sys.argv[1]))
window.show()
for _ in range(3): app.processEvents()
assert window.view.text and "spacy" not in sys.modules and "sqlite_utils" not in sys.modules
print(time.time(), flush=True)
os._exit(0)
"""


def summary(times: list[float]) -> dict[str, float | int]:
    ordered = sorted(times)
    return {
        "median": round(statistics.median(ordered), 2),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 2),
        "min": round(ordered[0], 2),
        "max": round(ordered[-1], 2),
        "rounds": len(ordered),
    }


def memory_mb() -> float:
    """What this process holds in memory now, in MiB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


class Bench:
    """The real window on a project, with a way to wait until what was asked for is on the screen."""

    def __init__(self, project: Path) -> None:
        from PySide6.QtCore import QEvent, QObject

        from annotator.app import _application, make_window

        self.app = _application()
        self.window = make_window(self.app)
        self.window.resize(1320, 820)
        bench = self

        class Painted(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:
                if event.type() == QEvent.Type.Paint:
                    bench.painted += 1
                return False

        self.painted = 0
        self._filter = Painted()
        self.view = self.window.view
        self.view.viewport().installEventFilter(self._filter)
        if not self.window.workspace.open_project(project):
            raise SystemExit(self.window.notice.last_text)
        self.window.show()
        self.settle(0.3)

    def timed(self, deed: Callable[[], object]) -> float:
        """Milliseconds from the deed to the painting of the text that it causes."""
        before = self.painted
        start = time.perf_counter()
        deed()
        self.app.sendPostedEvents()  # paints what the deed changed, if anything
        while self.painted == before and time.perf_counter() - start < 60:
            self.app.processEvents()
        return (time.perf_counter() - start) * 1000

    def timed_to_the_end(self, deed: Callable[[], object]) -> tuple[float, float]:
        """The same, and the milliseconds until what stands beside the text is painted as well."""
        start = time.perf_counter()
        painted = self.timed(deed)
        for _ in range(2):  # one turn for what waits until the text is painted, one to paint that
            self.app.processEvents()
        return painted, (time.perf_counter() - start) * 1000

    def settle(self, seconds: float = 0.0) -> None:
        """Lets idle work go on for a while."""
        until = time.perf_counter() + seconds
        self.app.processEvents()
        while time.perf_counter() < until:
            self.app.processEvents()
            time.sleep(0.001)


def make_project(lines: list[Path], project: Path) -> list[str]:
    """A project of the given JSONL files, each in turn; the ids of its articles."""
    from annotator.exchange.importing import import_files
    from annotator.exchange.sample import default_labels
    from annotator.store import Project

    with Project.create(project, default_labels()) as made:
        for path in lines:
            import_files(made, [path], annotator="bench")
        return made.article_ids()


def measure_article(name: str, folder: Path, data: Path | None) -> dict[str, Any]:
    """Opening one article, tagging in its middle, scrolling through it."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from annotator.domain import boundaries
    from tests.benchmarks.workloads import write

    short = folder / "short.jsonl"
    short.write_text(json.dumps({"id": "short", "title": "Short", "text": "A short text."}) + "\n", encoding="utf-8")
    _, other = ids = make_project([short, write(name, folder, data)], folder / "bench.annotator")
    bench = Bench(folder / "bench.annotator")
    workspace, view = bench.window.workspace, bench.view
    workspace.set_annotator("bench")
    opens = []
    for _ in range(7):
        workspace.open_article(ids[0])
        bench.settle(0.05)
        opens.append(bench.timed(lambda: workspace.open_article(other)))
    memory = memory_mb()
    bench.settle(2.0)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    bench.settle(0.2)
    view.setFocus()
    place = view.text.find(" ", len(view.text) // 2)
    view.place_caret(place)
    view.center_on(place, place)
    bench.settle(0.2)
    tags, wholes, before = [], [], len(view.spans)

    def go_on() -> None:
        nonlocal place
        place = boundaries.next_word(view.text, place)
        while any(span.label == "weapon" for span in view.spans.at(place)):
            place = boundaries.next_word(view.text, place)
        view.place_caret(place)
        view.reveal(place, place)

    for _ in range(TAGS):
        go_on()
        bench.settle()
        painted, whole = bench.timed_to_the_end(lambda: QTest.keyClick(view, Qt.Key.Key_3))
        tags.append(painted)
        wholes.append(whole)
        bench.settle()
    start = time.perf_counter()
    for _ in range(IN_A_ROW):
        go_on()
        bench.timed(lambda: QTest.keyClick(view, Qt.Key.Key_3))
        bench.app.processEvents()
    in_a_row = (time.perf_counter() - start) * 1000 / IN_A_ROW
    added = len(view.spans) - before
    if added != TAGS + IN_A_ROW:
        raise SystemExit(f"{added} of {TAGS + IN_A_ROW} tags arrived")
    scrolls = []
    for number in range(SCROLLS):
        step = bar.pageStep() if number < SCROLLS // 2 else -bar.pageStep()
        if bar.maximum() > 4 * bar.pageStep():
            scrolls.append(bench.timed(partial(bar.setValue, bar.value() + step)))
    found: dict[str, Any] = {"open": summary(opens), "tag": summary(tags), "tag_and_all": summary(wholes)}
    found |= {"tags_in_a_row": round(in_a_row, 2), "memory_mb": memory}
    if scrolls:
        found["scroll_page"] = summary(scrolls)
    found["spacy_imported"] = "spacy" in sys.modules
    bench.window.close()
    return found


def measure_next_article(folder: Path, data: Path | None) -> dict[str, Any]:
    """Going from article to article, 600 words with 60 spans each."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from tests.benchmarks.workloads import article

    path = folder / "many.jsonl"
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for number in range(ARTICLES + 1):
            one = article(100 + number, words=600, spans=60, title=f"Article {number}")
            out.write(json.dumps(one, ensure_ascii=False) + "\n")
    make_project([path], folder / "bench.annotator")
    bench = Bench(folder / "bench.annotator")
    bench.window.workspace.set_annotator("bench")
    bench.settle(0.3)
    times = []
    for _ in range(ARTICLES):
        times.append(
            bench.timed(lambda: QTest.keyClick(bench.view, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier))
        )
        bench.settle(0.01)
    bench.window.close()
    return {"next_article": summary(times)}


def measure_start(folder: Path, data: Path | None) -> dict[str, Any]:
    """From the start of the process to a painted window, beside two of Qt's own started in turn with it.

    One is bare, the other one an empty text view in a font: the least that could show an article. All with compiled
    bytecode, as after any first start; the round that compiles it is not timed.
    """
    from tests.benchmarks.workloads import write

    project = folder / "bench.annotator"
    make_project([write("w1", folder, data)], project)
    commands = {
        "bare_window": [sys.executable, "-c", _BARE_WINDOW],
        "bare_text_window": [sys.executable, "-c", _BARE_TEXT_WINDOW],
        "start": [sys.executable, "-c", _OUR_WINDOW, str(project)],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    surroundings = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
    for number in range(STARTS + 1):
        for name, command in commands.items():
            start = time.time()
            done = subprocess.run(command, capture_output=True, text=True, check=True, env=surroundings)
            if number:
                times[name].append((float(done.stdout.split()[-1]) - start) * 1000)
    found: dict[str, Any] = {name: summary(taken) for name, taken in times.items()}
    for name in ("bare_window", "bare_text_window"):
        ratios = [ours / bare for ours, bare in zip(times["start"], times[name], strict=True)]
        found[f"ratio_to_{name}"] = summary(ratios)
    return found


def run_one(name: str, data: Path | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as made:
        folder = Path(made)
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            os.environ[variable] = str(folder / variable.lower())
        if name == "next":
            return measure_next_article(folder, data)
        if name == "start":
            return measure_start(folder, data)
        return measure_article(name, folder, data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a folder of ready-made workloads")
    parser.add_argument("--quick", action="store_true", help="only the article of 600 words and the one of 50,000")
    parser.add_argument("--one", help="a single workload, in this process")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run_one(options.one, options.data)))
        return
    names = ["w3", "w4"] if options.quick else ["w3", "w4", "w4one", "w4x10", "next", "start"]
    found: dict[str, Any] = {}
    for name in names:
        command = [sys.executable, "-m", MODULE, "--one", name]
        if options.data:
            command += ["--data", str(options.data)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        found[name] = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
