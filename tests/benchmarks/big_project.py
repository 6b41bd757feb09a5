"""A project as large as the app is meant to hold, the same for the same seed.

    python -m tests.benchmarks.big_project PROJECT [--articles N] [--spans N] [--steps N] [--seed N]

Everything goes through the store's own import and actions, so the file is what years of work would leave: imports of
5,000 articles as one step each, then single tags as steps of their own. Only the waiting for the disk is left out.
"""

import argparse
import itertools
import random
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from annotator.domain.model import AnnotatedArticle, Article, Meta, Span, Status
from annotator.domain.text import sha256_of
from annotator.exchange.sample import default_labels
from annotator.store import Project, actions

ANNOTATOR = "bench"
DENSE_SPANS = 2000
"""How many spans the densest article has; it is the second one."""

_LABELS = ("claim", "actor", "weapon", "figure")
_SYLLABLES = ("ka", "lo", "mi", "ren", "tas", "vel", "dor", "pin", "sha", "gur", "ex", "ot", "al", "bri", "nu", "fe")
_AN_IMPORT = 5000
_SENTENCES = 4000
_SOURCES = ("Reuters", "AFP", "AP", "El País", "Kyiv Post", "Le Monde", "")


@cache
def vocabulary() -> list[str]:
    """Some 20,000 made-up words, frequent ones first."""
    words = ["".join(parts) for size in (1, 2, 3, 4) for parts in itertools.product(_SYLLABLES, repeat=size)]
    return words[:20_000]


def texts(seed: int) -> Iterator[str]:
    """Texts of about 2,000 characters without end, whose words are as unevenly frequent as in a language."""
    source = random.Random(seed)
    words = vocabulary()
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))
    sentences = []
    for _ in range(_SENTENCES):
        chosen = source.choices(words, cum_weights=weights, k=source.randint(8, 26))
        sentences.append(f"{' '.join(chosen).capitalize()}.")
    for number in itertools.count():
        paragraphs = [" ".join(source.choices(sentences, k=4)) for _ in range(5)]
        yield f"Report {number}. " + "\n\n".join(paragraphs)


def spans_in(text: str, count: int, source: random.Random) -> tuple[Span, ...]:
    """That many spans on word borders, overlapping at random."""
    borders = [0]
    at = text.find(" ")
    while at >= 0:
        borders.append(at + 1)
        at = text.find(" ", at + 1)
    places: dict[tuple[int, int, str], None] = {}
    while len(places) < count:
        label = _LABELS[source.randrange(4)]
        first = source.randrange(len(borders) - 30)
        last = borders[first + (source.randint(5, 20) if label == "claim" else source.randint(1, 3))] - 1
        places[borders[first], last, label] = None
    return tuple(Span("", "", start, end, label, text[start:end], ANNOTATOR) for start, end, label in places)


def articles(count: int, spans: int, seed: int) -> Iterator[AnnotatedArticle]:
    """Articles with the spans spread over them; the second one is long and has DENSE_SPANS, if there are so many."""
    source = random.Random(seed)
    made = texts(seed)
    left = spans
    for number in range(count):
        text = next(made)
        own = left // (count - number)
        if number == 1 and spans >= 4 * DENSE_SPANS:
            text = "\n\n".join([text, *itertools.islice(made, 30)])
            own = DENSE_SPANS
        left -= own
        status = (Status.DONE, Status.IN_PROGRESS, Status.TODO)[source.randrange(3)] if own else Status.TODO
        yield AnnotatedArticle(
            Article(
                "",
                f"{text[:40].rsplit(' ', 1)[0]} ({number})",
                text,
                sha256_of(text),
                Meta(source=_SOURCES[number % len(_SOURCES)], date=f"20{number % 26:02d}-0{number % 9 + 1}-11"),
            ),
            spans_in(text, own, source),
            status=status,
        )


def make(path: Path, *, count: int, spans: int, steps: int = 0, seed: int = 1) -> None:
    """Makes the project; `steps` of the spans are tagged one by one, each a step of its own."""
    with Project.create(path, default_labels()) as project:
        project.db.connection.execute("PRAGMA synchronous = OFF")
        made = articles(count, spans - steps, seed)
        while batch := list(itertools.islice(made, _AN_IMPORT)):
            actions.add_articles(project, batch, ANNOTATOR)
        ids = project.article_ids()
        for number in range(steps):
            which, place = number % min(1000, len(ids)), number // min(1000, len(ids))
            text = project.text(ids[which])
            start = 3 * place % (len(text) - 40)
            actions.tag(project, ids[which], start, start + 2 + 3 * place // (len(text) - 40), "figure", "steps")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--spans", type=int, default=1_000_000)
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    make(options.project, count=options.articles, spans=options.spans, steps=options.steps, seed=options.seed)
    size = options.project.stat().st_size / 1e6
    sys.stdout.write(f"{options.project}: {size:.0f} MB in {time.monotonic() - began:.0f} s\n")


if __name__ == "__main__":
    main()
