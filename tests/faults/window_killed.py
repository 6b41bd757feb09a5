"""kill -9 while someone tags in the real window, again and again on one project."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from tests.faults.acts import ROOT
from tests.faults.power import acknowledged, make_project, wrong_with


def kill_rounds(folder: Path, rounds: int, *, seed: int = 1, project: Path | None = None) -> dict[str, object]:
    """Kills the window that many times at random moments, and counts tags lost and files damaged."""
    chance = random.Random(seed)
    path = project or folder / "killed.annotator"
    if project is None:
        make_project(path, words=30_000, spans=0)
    promised: dict[str, tuple[int, int, str]] = {}
    verdicts = []
    for number in range(rounds):
        command = [sys.executable, "-m", "tests.driver", str(path), "--begin", str(number)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env=os.environ.copy()) as driver:
            assert driver.stdout is not None
            said = driver.stdout.readline()
            time.sleep(chance.uniform(0, 1.0))
            driver.kill()
            said += driver.stdout.read()
        promised |= acknowledged(said)
        verdicts.append(wrong_with(path, promised))
    left = sorted(entry.name for entry in path.parent.iterdir() if entry.name.startswith(f"{path.name}-"))
    return {
        "rounds": rounds,
        "tags": len(promised),
        "lost": verdicts.count("lost"),
        "damaged": verdicts.count("damaged"),
        "left behind": left,
    }
