"""Project files changed at random, opened and used in a child process: clean errors, no end of the process, no write.

    python -m tests.faults.mutations PROJECT SEED COUNT

is the child: it says each seed before it tries it, so that the one that kills or hangs it is known.
"""

import hashlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Timer

from annotator.errors import AnnotatorError
from annotator.store import Project
from tests.faults.acts import ROOT

LONGEST_S = 10
"""How long one file may keep the app."""

_SQL = (
    'UPDATE span SET start = {n}, "end" = {n} + length(quote) WHERE rowid % 7 = {k}',
    "UPDATE span SET quote = replace(quote, 'o', '0') WHERE rowid % 5 = {k}",
    "UPDATE article SET extra = '{text}' WHERE number % 3 = {k}",
    "UPDATE article SET title = CAST(x'ff00fe' AS TEXT) WHERE number % 3 = {k}",
    "UPDATE article SET words = {n}, length = {n}",
    "UPDATE label SET extent = 'phrase', color = '{text}', key = '{text}'",
    "UPDATE status SET value = 'done'",
    "DELETE FROM label",
    "DELETE FROM annotator",
    "UPDATE change SET before = '{text}', after = '{text}' WHERE before IS NOT NULL",
    "UPDATE change SET row_id = '{text}'",
    "UPDATE step SET state = 'undone' WHERE seq % 2 = {k}",
    "UPDATE step SET article_id = NULL, name = '{text}'",
    "UPDATE text_index_data SET block = randomblob({k} + 3) WHERE id % 3 = {k} % 3",
    "DELETE FROM text_index_idx",
    "UPDATE title_index_content SET c0 = zeroblob({n} % 100000)",
    "PRAGMA user_version = {n}",
    "PRAGMA application_id = {n}",
)
_HEADER_FIELDS = ((16, 2), (18, 1), (19, 1), (20, 1), (21, 3), (24, 4), (28, 4), (32, 8), (40, 4), (44, 4), (56, 4))


def mutate(raw: bytearray, chance: random.Random) -> bytes:
    """The file with one to three changes of one kind."""
    return chance.choice([_bytes, _bytes, _header, _page_head, _pages, _size, _values])(raw, chance)


def _bytes(raw: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(raw))
        new = chance.choice([b"\x00", b"\xff", b"\x7f\xff\xff\xff", chance.randbytes(chance.randint(1, 64))])
        raw[at : at + len(new)] = new
    return bytes(raw)


def _header(raw: bytearray, chance: random.Random) -> bytes:
    at, size = chance.choice(_HEADER_FIELDS)
    raw[at : at + size] = chance.randbytes(size)
    return bytes(raw)


def _page_head(raw: bytearray, chance: random.Random) -> bytes:
    """B-tree headers and cell pointers, where a wrong number leads elsewhere."""
    for _ in range(chance.randint(1, 3)):
        at = 4096 * chance.randrange(len(raw) // 4096) + chance.randrange(24)
        raw[at : at + 2] = chance.randbytes(2)
    return bytes(raw)


def _pages(raw: bytearray, chance: random.Random) -> bytes:
    """One page in the place of another, so that trees run in circles."""
    one, other = (4096 * chance.randrange(1, len(raw) // 4096) for _ in range(2))
    raw[one : one + 4096] = raw[other : other + 4096]
    return bytes(raw)


def _size(raw: bytearray, chance: random.Random) -> bytes:
    cut = chance.randrange(len(raw))
    return bytes(raw[:cut]) if chance.random() < 0.7 else bytes(raw) + chance.randbytes(chance.randrange(9000))


def _values(raw: bytearray, chance: random.Random) -> bytes:
    """Values that no step of ours would have written, in a file that SQLite finds sound."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "values"
        path.write_bytes(raw)
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA ignore_check_constraints = 1")
        for statement in chance.sample(_SQL, 2):
            text = chance.choice(["", "{", "[1]", '{"removed": 1}', "9" * 5000, "<b>", "\x01", '{"a":' * 50])
            number = chance.choice([-1, 0, 7, 2**31, 2**63 - 1, 10**6])
            with suppress(sqlite3.Error, OverflowError):
                connection.execute(statement.format(n=number, k=chance.randrange(7), text=text.replace("'", "''")))
        connection.close()
        return path.read_bytes()


LOOKS: tuple[Callable[[Project], object], ...] = (
    lambda project: project.labels(),
    lambda project: project.summaries(project.article_ids()[:50], "ana"),
    lambda project: [(project.article(one), project.spans_of(one)) for one in project.article_ids()[:20]],
    lambda project: project.search("officials re"),
    lambda project: project.stats("ana"),
    lambda project: project.status_counts("ana"),
    lambda project: list(project.annotated()),
    lambda project: (project.undo_name(), project.redo_name(), project.annotators(), project.sources()),
    lambda project: project.check(),
)
"""What the window and the command line do with a project, but for writing."""


def try_one(path: Path, *, read_only: bool) -> str:
    """Opens and looks at a file; "refused", "in part" or "used". Raises what is no clean error."""
    before = hashlib.sha256(path.read_bytes()).digest(), path.stat().st_mtime_ns
    may_be_turned = not read_only and path.read_bytes()[18:20] == b"\x02\x02"  # out of WAL mode, which is not ours
    refused = 0
    try:
        with Project.open(path, read_only=read_only) as project:
            for look in LOOKS:
                try:
                    look(project)
                except AnnotatorError:
                    refused += 1
        came = "in part" if refused else "used"
    except AnnotatorError:
        came = "refused"
    after = hashlib.sha256(path.read_bytes()).digest(), path.stat().st_mtime_ns
    if after != before and not may_be_turned:
        raise RuntimeError("the file was written to")
    return came


def child(project: Path, seed: int, count: int) -> None:
    content = project.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mutated.annotator"
        for number in range(seed, seed + count):
            path.write_bytes(mutate(bytearray(content), random.Random(number)))
            sys.stdout.write(f"{number} ")
            sys.stdout.flush()
            start = time.monotonic()
            try:
                came = try_one(path, read_only=number % 2 == 0)
            except Exception as error:
                came = f"fault {type(error).__name__}: {error}"[:200].replace("\n", " ")
            if (took := time.monotonic() - start) > LONGEST_S:
                came = f"fault took {took:.0f} s"
            sys.stdout.write(f"{came}\n")


def mutations(project: Path, count: int, *, seed: int = 0, each: int = 500) -> dict[str, object]:
    """Tries that many changed files; counts how each went, and names the seeds that showed a fault of ours."""
    counts: Counter[str] = Counter()
    faults: list[str] = []
    at = seed
    while at < seed + count:
        number = min(each, seed + count - at)
        command = [sys.executable, "-m", "tests.faults.mutations", str(project), str(at), str(number)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            watch = Timer(LONGEST_S * number / 20 + 60, process.kill)
            watch.start()
            said, trouble = process.communicate()
            watch.cancel()
        lines = said.split("\n")
        for line in lines[:-1]:
            which, _, came = line.partition(" ")
            if came.startswith("fault"):
                faults.append(f"{which}: {came}")
            counts[came.split(" ")[0] if came.startswith("fault") else came] += 1
        at += len(lines) - 1
        if process.returncode:
            faults.append(f"{lines[-1]}: ended with {process.returncode} {trouble[-200:]}")
            at += 1
    return {"files": count, **counts, "faults": faults}


if __name__ == "__main__":
    child(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
