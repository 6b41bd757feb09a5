"""How long articles take on their way in and out. Prints JSON.

    python -m tests.benchmarks.exchange [--data FOLDER] [--rounds N] [--only FORMAT]…

1,000 articles of 600 words are read into a new project, then 20 spans for each of them, then all is written in every
format: in this process, warm, whole, with the history, every check and the disk. Seconds; the median of the rounds,
the fastest and the slowest. `--data` names a folder with ready-made w1.project.jsonl and w2.project.jsonl. Each
format is measured in a process of its own, so that `peak_mb`, the most memory it held, is its own.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

MODULE = "tests.benchmarks.exchange"
ROUNDS = 5


def seconds(times: list[float]) -> dict[str, Any]:
    return {
        "median": round(statistics.median(times), 3),
        "min": round(min(times), 3),
        "max": round(max(times), 3),
        "rounds": len(times),
    }


def peak_mb() -> float:
    """The most memory that this process has held, in MiB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def timed(deed: Callable[[], object]) -> float:
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


def measure_reading(folder: Path, data: Path | None, rounds: int) -> dict[str, Any]:
    """The articles into a new project, then their spans onto them; the first round is not counted."""
    from annotator.exchange.importing import import_files
    from annotator.exchange.sample import default_labels
    from annotator.store import Project
    from tests.benchmarks.workloads import write

    articles, tagged = write("w1", folder, data), write("w2", folder, data)
    imports, loads = [], []
    for number in range(rounds + 1):
        with Project.create(folder / f"round-{number}.annotator", default_labels()) as project:
            imports.append(timed(lambda: import_files(project, [articles], annotator="bench")))
            loads.append(timed(lambda: import_files(project, [tagged], annotator="bench")))
            counted = project.stats("bench")
            if (counted.articles, counted.spans) != (1000, 20_000):
                raise SystemExit(f"{counted.articles} articles and {counted.spans} spans arrived")
    return {"import": seconds(imports[1:]), "load": seconds(loads[1:]), "peak_mb": peak_mb()}


def measure_writing(name: str, folder: Path, data: Path | None, rounds: int) -> dict[str, Any]:
    """All of it in one format; the first round is not counted."""
    from annotator.exchange.exporting import export_project
    from annotator.exchange.importing import import_files
    from annotator.exchange.sample import default_labels
    from annotator.store import Project
    from tests.benchmarks.workloads import write

    path = folder / "bench.annotator"
    with Project.create(path, default_labels()) as project:
        import_files(project, [write("w2", folder, data)], annotator="bench")
    times = []
    with Project.open(path, read_only=True) as project:
        for number in range(rounds + 1):
            deed = partial(export_project, project, folder / f"out-{number}", format=name)
            times.append(timed(deed))
    return {**seconds(times[1:]), "peak_mb": peak_mb()}


def run_one(name: str, data: Path | None, rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as made:
        folder = Path(made)
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            os.environ[variable] = str(folder / variable.lower())
        if name == "in":
            return measure_reading(folder, data, rounds)
        return measure_writing(name, folder, data, rounds)


def main() -> None:
    from annotator.formats.registry import writers

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a folder of ready-made workloads")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", action="append", help="“in”, or the name of a format; may be repeated")
    parser.add_argument("--one", help="a single measurement, in this process")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run_one(options.one, options.data, options.rounds)))
        return
    found: dict[str, Any] = {}
    for name in options.only or ["in", *writers()]:
        command = [sys.executable, "-m", MODULE, "--one", name, "--rounds", str(options.rounds)]
        if options.data:
            command += ["--data", str(options.data)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        result = json.loads(done.stdout.splitlines()[-1])
        found |= result if name == "in" else {f"export {name}": result}
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
