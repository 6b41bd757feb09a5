"""Acts that are killed at any moment, or of which each system call in turn fails."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.faults.acts import ROOT, Said, prepare, wrong_after

CALLS = [
    *((name, "pwrite64", "ENOSPC") for name in ("tag", "import", "undo", "scheme", "migrate", "create")),
    *((name, "fdatasync", "EIO") for name in ("tag", "import", "undo", "migrate")),
    ("tag", "pwrite64", "EIO"),
    ("tag", "pwrite64", "ENODEV"),
    ("tag", "unlink", "EIO"),
    ("export", "write", "ENOSPC"),
    ("export", "fsync", "EIO"),
    ("export", "rename", "EACCES"),
    ("migrate", "rename", "EACCES"),
    ("back up", "pwrite64", "ENOSPC"),
    ("back up", "fsync", "EIO"),
    ("back up", "unlink", "EIO"),
    ("restore", "pwrite64", "ENOSPC"),
    ("restore", "fsync", "EIO"),
    ("restore", "rename", "EACCES"),
    ("compact", "pwrite64", "ENOSPC"),
    ("recover", "pwrite64", "ENOSPC"),
    ("recover", "fdatasync", "EIO"),
]
"""Which system call is let fail in which act, and how: disk full, broken, gone, forbidden."""


def _command(name: str, folder: Path) -> list[str]:
    return [sys.executable, "-m", "tests.faults.acts", name, str(folder)]


def _environment(folder: Path) -> dict[str, str]:
    mine = {name: str(folder / "user") for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    return {**os.environ, **mine, "PYTHONDONTWRITEBYTECODE": "1"}


def _prepared(name: str, scratch: Path) -> Path:
    template = scratch / f"{name}-before"
    if not template.exists():
        template.mkdir()
        prepare(name, template)
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=scratch))
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return folder


def killed(name: str, scratch: Path, rounds: int, seed: int = 1) -> Iterator[list[str]]:
    """Kills the act that many times, each time a random while after it began; gives what was wrong each time."""
    chance = random.Random(seed)
    longest = 0.0
    for number in range(rounds + 1):
        folder = _prepared(name, scratch)
        with subprocess.Popen(
            _command(name, folder),
            bufsize=0,  # or lines that came with the first one would stay in a buffer that `communicate` passes over
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=_environment(scratch),
        ) as process:
            assert process.stdout is not None
            output = process.stdout.readline()
            start = time.monotonic()
            if number:
                time.sleep(chance.uniform(0, longest))
                process.kill()
            rest, trouble = process.communicate()
            said = Said.parse(output + rest)
        if number:
            yield wrong_after(name, folder, said, killed=True)
        else:
            longest = time.monotonic() - start
            if not said.ended or said.refused:
                raise RuntimeError(f"{name} does not even work undisturbed: {said.refused} {trouble.decode()}")
        shutil.rmtree(folder)


def failing(name: str, scratch: Path, call: str, error: str, most: int) -> Iterator[list[str]]:
    """Lets the n-th of a system call fail, for each n there is, or for that many spread over them if there are more.

    Gives what was wrong each time. Needs strace.
    """
    total = _injected(name, scratch, call, "")[1]
    moments = range(1, total + 1) if total <= most else sorted({1 + n * total // most for n in range(most)} | {total})
    for moment in moments:
        found, _ = _injected(name, scratch, call, f":error={error}:when={moment}")
        yield [f"{call} {moment} {error}: {problem}" for problem in found]


def _injected(name: str, scratch: Path, call: str, fault: str) -> tuple[list[str], int]:
    """What was wrong after the act with the fault, if it was met, and how many such calls there were."""
    folder = _prepared(name, scratch)
    log = scratch / "injected.log"
    wrap = ["strace", "-f", "--seccomp-bpf", "-e", f"trace={call}", "-o", str(log)]
    done = subprocess.run(
        [*wrap, *(["-e", f"inject={call}{fault}"] if fault else []), *_command(name, folder)],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=_environment(scratch),
    )
    said = Said.parse(done.stdout)
    calls = log.read_text("ascii", errors="replace")
    found = []
    if "(INJECTED)" in calls or not fault:
        found = wrong_after(name, folder, said, killed=call == "unlink")  # what cannot be removed stays
        if done.returncode or not said.ended:
            found.append(f"ended with {done.returncode}: {done.stderr.decode(errors='replace')[-600:]}")
        if not fault and (found or said.refused):
            raise RuntimeError(f"{name} does not even work undisturbed: {found} {said.refused}")
    shutil.rmtree(folder)
    return found, calls.count(f" {call}(")
