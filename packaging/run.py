"""Run Annotator, or its tests, from a checkout; the first start makes .venv beside pyproject.toml.

    python3 packaging/run.py demo        open the app on a fresh copy of the sample project
    python3 packaging/run.py test        pass the tests (more arguments go to pytest)
    python3 packaging/run.py setup       only make .venv
    python3 packaging/run.py …           anything else goes to the program annotator

.venv holds what requirements.txt pins with hashes, nothing else. A stamp in it says from what it was made:
a start that finds it true goes straight on, any other brings .venv up to date first.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  # so nothing here may be a syntax error in an older Python
    sys.exit(f"Annotator needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.")

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "made-from.txt"
REQUIREMENTS = ROOT / "requirements.txt"


def wanted() -> list[str]:
    """Two digests: of what the pinned packages are made from, and of what Annotator's own entry is."""
    place = (sys.implementation.name, *sys.version_info[:2], str(ROOT))
    made_from = (repr(place).encode() + REQUIREMENTS.read_bytes(), (ROOT / "pyproject.toml").read_bytes())
    return [hashlib.sha256(part).hexdigest() for part in made_from]


def found() -> list[str]:
    """The two digests of the stamp; empty if there is no whole environment."""
    return STAMP.read_text().split() if PYTHON.exists() and STAMP.exists() else []


@contextlib.contextmanager
def only_one() -> Iterator[tuple[int, ...]]:
    """Wait while another start makes .venv. A child that is given the descriptor holds the lock as well."""
    try:
        import fcntl
    except ImportError:  # Windows: two first starts at the same moment are not kept apart
        yield ()
        return
    with Path(__file__).open("rb") as lock:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield (lock.fileno(),)


def run(arguments: list[str], problem: str, inherited: tuple[int, ...]) -> None:
    """Run one step of the set-up, shown in one line of a terminal; what it printed is told only if it fails."""
    printed: deque[str] = deque(maxlen=20)
    step = subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env=os.environ | {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        pass_fds=inherited,
    )
    for line in step.stdout or ():
        printed.append(line)
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\033[K{line.strip()[: shutil.get_terminal_size().columns - 1]}")
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    if step.wait():
        if any("Retry(total=0" in line for line in printed):
            sys.exit("No package index can be reached, and the first start needs one. Try again with a network.")
        sys.exit("".join(printed) + problem)


def set_up() -> None:
    """Make .venv true to requirements.txt and pyproject.toml. A half-made one has no stamp and is made anew."""
    with only_one() as inherited:
        stamp, goal = found(), wanted()
        if stamp == goal:
            return
        STAMP.unlink(missing_ok=True)
        pip = [str(PYTHON), "-I", "-m", "pip", "install", "--no-input"]
        if stamp[:1] != goal[:1]:
            if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
                sys.exit("This Python makes no virtual environments; on Debian or Ubuntu: apt-get install python3-venv")
            print(f"Setting up {VENV}; this takes a minute or two, once.", file=sys.stderr)
            run([sys.executable, "-m", "venv", "--clear", str(VENV)], f"Could not make {VENV}.", inherited)
            problem = (
                "Could not install the pinned packages: see above. Without a network, try again when there is one."
            )
            run([*pip, "--require-hashes", "--requirement", str(REQUIREMENTS)], problem, inherited)
        own = [*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
        run(own, "Could not install Annotator itself: see above.", inherited)
        STAMP.write_text("\n".join(goal))


def become(*arguments: str) -> NoReturn:
    """Go on as the Python of .venv, so that signals and the exit status are the program's own."""
    command = [str(PYTHON), "-P", *arguments]
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


def main(arguments: list[str]) -> None:
    try:
        if found() != wanted():
            set_up()
    except KeyboardInterrupt:
        sys.exit("Stopped. The next start sets up anew.")
    except OSError as error:
        sys.exit(f"Could not set up {VENV}: {error}")
    if arguments == ["setup"]:
        print(f"{VENV} is ready.")
    elif arguments[:1] == ["test"]:
        os.chdir(ROOT)
        become("-m", "pytest", *arguments[1:])
    else:
        become("-m", "annotator", *arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
