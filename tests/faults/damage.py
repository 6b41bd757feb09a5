"""Damage to the file: whatever alters a stored value is noticed, and what is readable is recovered."""

import random
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from annotator.domain.model import AnnotatedArticle, Article, Span
from annotator.domain.text import sha256_of
from annotator.errors import AnnotatorError, ProjectError
from annotator.exchange.sample import default_labels
from annotator.store import Project, actions
from annotator.store.recovery import recover

PAGE = 4096
_LABELS = ("claim", "actor", "weapon", "figure")
_TABLES = (
    "info label annotator article article_text span attribute relation suggestion decision status place split step"
    " change"
).split()


def flip_a_bit(raw: bytearray, chance: random.Random) -> None:
    raw[chance.randrange(100, len(raw))] ^= 1 << chance.randrange(8)


def spoil_bytes(raw: bytearray, chance: random.Random) -> None:
    at = chance.randrange(100, len(raw) - 16)
    raw[at : at + 16] = chance.randbytes(16)


def clear_a_page(raw: bytearray, chance: random.Random) -> None:
    at = chance.randrange(1, len(raw) // PAGE) * PAGE
    raw[at : at + PAGE] = bytes(PAGE)


def cut_off(raw: bytearray, chance: random.Random) -> None:
    del raw[len(raw) - chance.randrange(1, len(raw) // 5) :]


def destroy_the_header(raw: bytearray, chance: random.Random) -> None:
    raw[:100] = chance.randbytes(100)


KINDS: dict[str, Callable[[bytearray, random.Random], None]] = {
    "flipped bit": flip_a_bit,
    "16 random bytes": spoil_bytes,
    "zeroed page": clear_a_page,
    "cut off": cut_off,
    "no header": destroy_the_header,
}


def make_project(path: Path, articles: int, spans: int) -> None:
    """A project with that many articles and that many spans in each, some of them tagged one by one."""
    chance = random.Random(7)
    made = []
    for number in range(articles):
        words = [f"{chance.choice('aeiou')}{chance.randrange(10_000)}" for _ in range(300)]
        text = " ".join(words)
        own = {(start, start + 4 + n % 9, _LABELS[n % 4]) for n, start in enumerate(range(10, 10 + 30 * spans, 30))}
        listed = tuple(Span("", "", s, e, label, text[s:e]) for s, e, label in sorted(own) if e < len(text))
        made.append(AnnotatedArticle(Article("", f"Report {number}", text, sha256_of(text)), listed))
    with Project.create(path, default_labels()) as project:
        actions.add_articles(project, made, "ana")
        for article in project.article_ids()[:20]:
            actions.tag(project, article, 0, 4, "actor", "ben")
            actions.set_note(project, article, "a note")


def stored(path: Path) -> dict[str, list[tuple[object, ...]]] | None:
    """Every stored value but those of the search indexes; None if some cannot be read."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            return {
                table: sorted(connection.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr) for table in _TABLES
            }
    except sqlite3.Error:
        return None


def spans_in(path: Path) -> set[tuple[object, ...]]:
    with Project.open(path) as project:
        return {
            (span.article_id, span.start, span.end, span.label, span.quote)
            for article in project.article_ids()
            for span in project.spans_of(article)
        }


def _noticed(path: Path) -> bool:
    try:
        with Project.open(path) as project:
            return bool(project.check())
    except AnnotatorError:
        return True


def _ways_back(kind: str, seed: int, noticed: bool, whole: Path) -> list[list[Path]]:
    """With which backups recovery is tried: what is cut off needs one, which takes long without; the rest does not."""
    if not noticed:
        return []
    if kind in ("cut off", "no header"):
        return [[whole]] if seed % 6 else [[whole], []]
    return [[]] if seed % 6 else [[], [whole]]


def damaged(folder: Path, kind: str, seeds: int, *, articles: int = 200, spans: int = 50) -> dict[str, object]:
    """Damages a project in one way, once for each seed, and counts what was noticed and what recovered."""
    whole = folder / "whole.annotator"
    if not whole.exists():
        make_project(whole, articles, spans)
    truth, every = stored(whole), spans_in(whole)
    content = whole.read_bytes()
    counts: Counter[str] = Counter()
    missed: list[str] = []
    least = least_with_backup = 1.0
    path, new = folder / "damaged.annotator", folder / "new.annotator"
    for seed in range(seeds):
        raw = bytearray(content)
        KINDS[kind](raw, random.Random(f"{kind} {seed}"))
        path.write_bytes(raw)
        now = stored(path)
        noticed, altered = _noticed(path), now != truth
        counts["noticed" if noticed else "altered, not noticed" if altered else "harmless"] += 1
        if altered and not noticed and truth and now:
            missed += [f"seed {seed}: {table}" for table in _TABLES if now[table] != truth[table]]
        for backups in _ways_back(kind, seed, noticed, whole):
            try:
                done = recover(path, new, backups)
                share = len(spans_in(new) & every) / len(every)
                with Project.open(new) as project:
                    counts["recovered into a damaged file"] += bool(project.check())
                done.report.unlink()
                new.unlink()
            except ProjectError:
                share = 0.0
            if backups:
                least_with_backup = min(least_with_backup, share)
            else:
                least = min(least, share)
        counts["written to"] += path.read_bytes() != raw
        path.unlink()
    return {
        "seeds": seeds,
        **counts,
        "missed": missed,
        "least spans recovered": round(least, 4),
        "least with a backup": round(least_with_backup, 4),
    }
