"""All that can go wrong, at full size; printed as one JSON document.

    python -m tests.faults --full [--only NAME ...] [--project FILE]

Without --full each is tried a few times only, to see that it works. FILE is a project to be killed while it is tagged
in, such as the one that tests.benchmarks.big_project makes; it is worked on. Ends with exit status 1 if anything was
lost, damaged, missed or left behind. Needs strace, allowed to trace; takes about an hour at full size.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.faults.acts import ACTS, NAME, prepare
from tests.faults.damage import KINDS, damaged
from tests.faults.mutations import mutations
from tests.faults.power import power_loss
from tests.faults.random_user import random_users
from tests.faults.soak import soak
from tests.faults.trying import CALLS, failing, killed
from tests.faults.window_killed import kill_rounds

Result = dict[str, object]


def all_killed(folder: Path, rounds: int) -> Result:
    """Each act killed so many times."""
    found: Result = {}
    wrong: list[str] = []
    for name in ACTS:
        for problems in killed(name, folder, rounds):
            wrong += [f"{name}: {problem}" for problem in problems]
        found[name] = rounds
    return {**found, "wrong": wrong}


def all_failing(folder: Path, most: int) -> Result:
    """Each system call failed in each act, at most so many times."""
    found: Result = {}
    wrong: list[str] = []
    for name, call, error in CALLS:
        tried = list(failing(name, folder, call, error, most))
        found[f"{name}: {call} {error}"] = len(tried)
        wrong += [f"{name}: {problem}" for problems in tried for problem in problems]
    return {**found, "wrong": wrong}


def all_mutations(folder: Path, count: int) -> Result:
    prepare("tag", folder)
    return mutations(folder / NAME, count)


def bites(folder: Path, states: int) -> Result:
    """The power cuts again with less syncing: they must do harm, or the test would prove nothing."""
    found = power_loss(folder, tags=40, states=states, synchronous="OFF")
    return {**found, "wrong": [] if found["damaged"] else ["nothing was damaged"], "damaged": 0, "of them": found}


def experiments(full: bool, project: Path | None) -> dict[str, Callable[[Path], Result]]:
    def size(at_full: int, small: int) -> int:
        return at_full if full else small

    return {
        "power loss": partial(power_loss, tags=40, states=size(400, 40)),
        "power loss with synchronous OFF": partial(bites, states=size(400, 40)),
        "window killed": partial(kill_rounds, rounds=size(200, 3), project=project),
        "acts killed": partial(all_killed, rounds=size(60, 1)),
        "calls that fail": partial(all_failing, most=size(200, 1)),
        "changed files": partial(all_mutations, count=size(10_000, 50)),
        "random users": partial(random_users, users=size(40, 1), acts=size(3000, 100)),
        "long session": partial(soak, operations=size(20_000, 200), tags=size(5000, 50), undos=size(1000, 20)),
        **{
            f"damage: {kind}": partial(
                damaged, kind=kind, seeds=size(60, 1), articles=size(200, 40), spans=size(50, 20)
            )
            for kind in KINDS
        },
    }


def fails(found: Result) -> bool:
    bad = ("lost", "damaged", "left behind", "wrong", "faults", "missed", "altered, not noticed", "written to")
    return any(found.get(name) for name in bad)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="at full size")
    parser.add_argument("--project", type=Path, help="a project to be killed while it is tagged in")
    known = experiments(full=False, project=None)
    parser.add_argument("--only", nargs="+", choices=known, default=list(known))
    options = parser.parse_args()
    found: dict[str, Result] = {}
    for name, experiment in experiments(options.full, options.project).items():
        if name not in options.only:
            continue
        with tempfile.TemporaryDirectory(prefix="annotator-faults-") as made:
            for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
                os.environ[variable] = str(Path(made) / "user")
            (folder := Path(made) / "work").mkdir()
            start = time.monotonic()
            found[name] = experiment(folder)
            found[name]["seconds"] = round(time.monotonic() - start)
            sys.stderr.write(f"{name}: {json.dumps(found[name])}\n")
    print(json.dumps(found, indent=1))
    return int(any(map(fails, found.values())))


if __name__ == "__main__":
    sys.exit(main())
