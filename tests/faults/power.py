"""Power cuts while someone tags in the real window."""

import random
import shutil
import sys
from pathlib import Path

from annotator.domain.model import AnnotatedArticle, Article, Span
from annotator.domain.text import sha256_of
from annotator.errors import AnnotatorError
from annotator.exchange.sample import default_labels
from annotator.store import Project, actions
from tests.faults.crash_states import CrashState, crash_states, recorded

ACKNOWLEDGED = b"ACK"


def long_text(words: int = 600) -> str:
    """A text with that many different words."""
    return " ".join(f"word{number}" for number in range(words))


def make_project(path: Path, *, words: int = 600, spans: int = 30) -> None:
    """A project with one article, some of whose last words are tagged already."""
    text = long_text(words)
    tagged = tuple(
        Span("", "", start, start + 5, "actor", text[start : start + 5])
        for start in range(len(text) - 6 * spans, len(text) - 6, 6)
    )
    with Project.create(path, default_labels()) as project:
        actions.add_articles(project, [AnnotatedArticle(Article("", "Long", text, sha256_of(text)), tagged)], "ana")


def acknowledged(said: bytes) -> dict[str, tuple[int, int, str]]:
    """The spans that the driver called saved, by their ids; an ACK that is cut off in its line counts for nothing."""
    found = {}
    for line in said.split(b"\n")[:-1]:
        if line.startswith(ACKNOWLEDGED):
            _, _, span_id, start, end, label = line.decode().split()
            found[span_id] = (int(start), int(end), label)
    return found


def wrong_with(path: Path, promised: dict[str, tuple[int, int, str]]) -> str:
    """ "damaged" or "lost" if the project is not whole or lacks what was promised; "" if all is well."""
    try:
        with Project.open(path) as project:
            if project.check():
                return "damaged"
            [article] = project.article_ids()
            found = {span.id: (span.start, span.end, span.label) for span in project.spans_of(article)}
    except AnnotatorError:
        return "damaged"
    return "" if promised.items() <= found.items() else "lost"


def _verdict(state: CrashState, folder: Path, name: str) -> str:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file, content in state.files.items():
        (folder / file).write_bytes(content)
    return wrong_with(folder / name, acknowledged(state.said))


def power_loss(folder: Path, *, tags: int, states: int, seed: int = 1, synchronous: str = "") -> dict[str, object]:
    """Tags in the real window, cuts the power at random moments and counts what was lost. Needs strace.

    `synchronous` sets the pragma of that name to something else than the app does, to see that the loss is noticed.
    """
    work = folder / "work"
    work.mkdir()
    path = work / "power.annotator"
    make_project(path)
    before = {path.name: path.read_bytes()}
    command = [sys.executable, "-m", "tests.driver", str(path), "--count", str(tags)]
    command += ["--synchronous", synchronous] if synchronous else []
    events = recorded(command, work, folder / "calls.log")
    chance = random.Random(seed)
    verdicts = [_verdict(state, folder / "after", path.name) for state in crash_states(events, before, states, chance)]
    return {
        "synchronous": synchronous or "as the app sets it",
        "tags": sum(event.kind == "say" and event.data.startswith(ACKNOWLEDGED) for event in events),
        "states": len(verdicts),
        "damaged": verdicts.count("damaged"),
        "lost": verdicts.count("lost"),
    }
