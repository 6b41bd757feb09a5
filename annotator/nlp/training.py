"""Learns a pipeline from the spans that people accepted, and keeps it only if it helps."""

import hashlib
import json
import random
import shutil
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.domain.model import AnnotatedArticle
from annotator.domain.proposals import above, as_far_as_read, marks_of
from annotator.errors import NothingToLearn
from annotator.nlp.combining import Assistant
from annotator.nlp.evaluation import Judged, Match, Report, normalised, score
from annotator.nlp.recipe import learn
from annotator.nlp.suggesters import MEMORY, RULES, TRAINED, Materials
from annotator.nlp.trained import LIST, PIPELINE_FOLDER, UNPROVEN, Trained
from annotator.progress import Progress

FEWEST = 5
"""Articles with spans. Fewer say nothing about the next one."""
HELD_BACK = 0.2
FEWEST_JUDGED = 3
"""Fewer articles to judge by would decide by chance: then each is judged in turn, by what the others taught."""
PARTS = 3
"""In how many parts they are then judged, each after a training of its own."""
ROUNDS = 16
MANY = 40
"""Articles from which on fewer rounds are made, since each shows more."""
FEWEST_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """What came out of a training: the suggestions on held-back articles before and after, and what was done with it.

    `kept` tells whether the pipeline now lies in `folder`. Of `articles`, `held_back` were judged by what the others
    taught.
    """

    kept: bool
    folder: Path
    version: str
    articles: int
    held_back: int
    seconds: float
    before: Report
    after: Report


def train(
    articles: Sequence[AnnotatedArticle],
    folder: Path,
    progress: Progress,
    *,
    materials: Materials | None = None,
    seed: int = 0,
) -> TrainingResult:
    """Trains on the articles that have spans, and puts the pipeline into `folder` if it beats what is there.

    Some articles are held back to judge by, or all in turn if they are few; the kept pipeline has then learned from
    all of them. Nothing is changed in `folder` before the new pipeline is whole. `materials` says what the suggestions
    are made of otherwise. Raises NothingToLearn if there are too few articles, and what `progress` raises.
    """
    began = time.monotonic()
    usable = [one for one in articles if one.spans]
    if len(usable) < FEWEST:
        raise NothingToLearn(
            f"Training needs at least {FEWEST} tagged articles; there are {len(usable)}.",
            "Rules and memory already suggest; tag some more articles first.",
        )
    trials = _trials(usable, seed)
    rounds = max(min(FEWEST_ROUNDS, ROUNDS), min(ROUNDS, ROUNDS * MANY // len(usable)))
    steps = rounds * (len(trials) + 1)
    draft = folder.with_name(folder.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)

    def trained(taught: Sequence[AnnotatedArticle], into: Path, number: int) -> None:
        done = rounds * number
        learn(taught, into / PIPELINE_FOLDER, lambda count: progress(done + count, steps), rounds=rounds, seed=seed)

    try:
        for number, trial in enumerate(trials):
            trained(trial.taught, draft / str(number), number)
        before, after, trust = _compared(trials, draft, folder, materials or Materials())
        version = ""
        kept = _better(after, before)
        if kept:
            whole = draft / "whole"
            trained(usable, whole, len(trials))
            version = _seal(whole, len(usable), trust)
            _put(whole, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    progress(steps, steps)
    judged = sum(len(trial.judged) for trial in trials)
    return TrainingResult(kept, folder, version, len(usable), judged, time.monotonic() - began, before, after)


@dataclass(frozen=True, slots=True)
class _Trial:
    """Articles to learn from, and others to judge by what was learned."""

    taught: Sequence[AnnotatedArticle]
    judged: Sequence[AnnotatedArticle]


def _trials(articles: Sequence[AnnotatedArticle], seed: int) -> list[_Trial]:
    order = list(articles)
    random.Random(seed).shuffle(order)  # noqa: S311
    count = round(len(order) * HELD_BACK)
    if count >= FEWEST_JUDGED:
        return [_Trial(order[count:], order[:count])]
    return [
        _Trial([one for place, one in enumerate(order) if place % PARTS != part], order[part::PARTS])
        for part in range(PARTS)
    ]


def _compared(
    trials: Sequence[_Trial], draft: Path, folder: Path, materials: Materials
) -> tuple[Report, Report, dict[str, float]]:
    """The suggestions on what was held back without and with what was just trained, and how far to trust the latter."""
    old = [TRAINED] if folder.is_dir() else []
    alone: Counter[str] = Counter()
    right: Counter[str] = Counter()
    before: list[Judged] = []
    for number, trial in enumerate(trials):
        known = replace(materials, articles=trial.taught)
        _seal(draft / str(number), len(trial.taught), {})
        before += _judged(Assistant.of([MEMORY, RULES, *old], replace(known, trained=folder)), trial.judged)
        _count_alone(Trained(draft / str(number)), Assistant.of([MEMORY, RULES], known), trial.judged, alone, right)
    trust = {label: (right[label] + UNPROVEN) / (count + 1) for label, count in alone.items()}
    after: list[Judged] = []
    for number, trial in enumerate(trials):
        _seal(draft / str(number), len(trial.taught), trust)
        known = replace(materials, articles=trial.taught, trained=draft / str(number))
        after += _judged(Assistant.of([MEMORY, RULES, TRAINED], known), trial.judged)
    return score(before), score(after), trust


def _judged(assistant: Assistant, articles: Sequence[AnnotatedArticle]) -> list[Judged]:
    """The suggestions for articles that the assistant does not know, beside the spans that people made."""
    found = []
    for one in articles:
        proposals = above(assistant.suggest(one.article.text, one.article.meta.language))
        marks = [proposal.mark for proposal in as_far_as_read(proposals, one)]
        found.append(Judged(one.article.text, marks, marks_of(one.spans)))
    return found


def _better(after: Report, before: Report) -> bool:
    return (after.overall[Match.NORMALISED].f1, -after.effort.acts) > (
        before.overall[Match.NORMALISED].f1,
        -before.effort.acts,
    )


def _count_alone(
    trained: Trained,
    others: Assistant,
    articles: Sequence[AnnotatedArticle],
    alone: Counter[str],
    right: Counter[str],
) -> None:
    """Adds for each label how often the pipeline proposes where no other suggester does, and how often it is right."""
    for known in articles:
        text, language = known.article.text, known.article.meta.language
        shown = above(others.suggest(text, language))
        accepted = {(*normalised(text, start, end), label) for start, end, label in marks_of(known.spans)}
        for one in as_far_as_read(trained.suggest(text, language), known):
            if not any(other.label == one.label and one.start < other.end and other.start < one.end for other in shown):
                alone[one.label] += 1
                right[one.label] += (*normalised(text, one.start, one.end), one.label) in accepted


def _seal(draft: Path, articles: int, trust: Mapping[str, float]) -> str:
    """Writes the list of the pipeline's files with their SHA-256, and gives back its version."""
    files = {
        path.relative_to(draft).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(draft.rglob("*"))
        if path.is_file() and path.name != LIST
    }
    version = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:8]
    listed = {"version": version, "articles": articles, "trust": dict(trust), "files": files}
    (draft / LIST).write_text(json.dumps(listed, indent=1), encoding="utf-8")
    return version


def _put(draft: Path, folder: Path) -> None:
    """Puts the new folder in place of the old one, which stays until the new one is there."""
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    draft.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
