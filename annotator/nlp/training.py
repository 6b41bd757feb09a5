"""Learns a pipeline from the spans that people accepted, and keeps it only if it helps."""

import hashlib
import json
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.domain.model import AnnotatedArticle
from annotator.domain.proposals import Proposal, above, as_far_as_read, marks_of
from annotator.errors import NothingToLearn
from annotator.nlp.combining import Assistant
from annotator.nlp.evaluation import Judged, Match, Report, normalised, score
from annotator.nlp.recipe import learn
from annotator.nlp.suggesters import MEMORY, RULES, TRAINED, Materials
from annotator.nlp.trained import LIST, PIPELINE_FOLDER, UNPROVEN, Trained

Progress = Callable[[int, int], None]
"""Told how much is done of how much; may raise Cancelled."""

FEWEST = 5
"""Articles with spans. Fewer say nothing about the next one."""
HELD_BACK = 0.2
ROUNDS = 16


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """What came out of a training: the suggestions on held-back articles before and after, and what was done with it.

    `kept` tells whether the pipeline now lies in `folder`. `articles` were learned from, `held_back` judged.
    """

    kept: bool
    folder: Path
    version: str
    articles: int
    held_back: int
    seconds: float
    before: Report
    after: Report

    def gain(self, label: str, match: Match = Match.OVERLAP) -> float:
        """By how much F1 of a label rose on the held-back articles."""
        return self.after.labels[label][match].f1 - self.before.labels[label][match].f1


def train(
    articles: Sequence[AnnotatedArticle],
    folder: Path,
    progress: Progress,
    *,
    materials: Materials | None = None,
    seed: int = 0,
) -> TrainingResult:
    """Trains on the articles that have spans, and puts the pipeline into `folder` if it beats what is there.

    A part of the articles is held back to judge by; the kept pipeline has then learned from all of them. Nothing is
    changed in `folder` before the new pipeline is whole. `materials` says what the suggestions are made of otherwise.
    Raises NothingToLearn if there are too few articles, and what `progress` raises.
    """
    began = time.monotonic()
    usable = [one for one in articles if one.spans]
    if len(usable) < FEWEST:
        raise NothingToLearn(
            f"Training needs at least {FEWEST} tagged articles; there are {len(usable)}.",
            "Rules and memory already suggest; tag some more articles first.",
        )
    order = list(usable)
    random.Random(seed).shuffle(order)  # noqa: S311
    count = max(1, round(len(order) * HELD_BACK))
    judged, taught = order[:count], order[count:]
    steps = 2 * ROUNDS
    draft = folder.with_name(folder.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        learn(taught, draft / PIPELINE_FOLDER, lambda done: progress(done, steps), rounds=ROUNDS, seed=seed)
        version = _seal(draft, len(taught), {})
        known = replace(materials or Materials(), articles=taught)
        old = [TRAINED] if folder.is_dir() else []
        before = _judge([MEMORY, RULES, *old], replace(known, trained=folder), judged)
        trust = _trust(Trained(draft), Assistant.of([MEMORY, RULES], known), judged)
        version = _seal(draft, len(taught), trust)
        after = _judge([MEMORY, RULES, TRAINED], replace(known, trained=draft), judged)
        kept = _better(after, before)
        if kept:
            learn(
                usable, draft / PIPELINE_FOLDER, lambda done: progress(ROUNDS + done, steps), rounds=ROUNDS, seed=seed
            )
            version = _seal(draft, len(usable), trust)
            _put(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    progress(steps, steps)
    return TrainingResult(kept, folder, version, len(taught), count, time.monotonic() - began, before, after)


def judge(assistant: Assistant, articles: Sequence[AnnotatedArticle], labels: Sequence[str] = ()) -> Report:
    """How good the suggestions are on articles whose spans are known. What the assistant remembers of an article is
    not used for it only if the assistant was made without that article."""
    return score(
        [
            Judged(
                one.article.text,
                [found.mark for found in as_far_as_read(above(_asked(assistant, one)), one)],
                marks_of(one.spans),
            )
            for one in articles
        ],
        labels,
    )


def _asked(assistant: Assistant, known: AnnotatedArticle) -> list[Proposal]:
    return assistant.suggest(known.article.text, known.article.meta.language)


def _judge(names: Sequence[str], materials: Materials, articles: Sequence[AnnotatedArticle]) -> Report:
    return judge(Assistant.of(names, materials), articles)


def _better(after: Report, before: Report) -> bool:
    return (after.overall[Match.NORMALISED].f1, -after.effort.acts) > (
        before.overall[Match.NORMALISED].f1,
        -before.effort.acts,
    )


def _trust(trained: Trained, others: Assistant, articles: Sequence[AnnotatedArticle]) -> dict[str, float]:
    """Per label, how often the pipeline is right where no other suggester proposes anything."""
    alone: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for known in articles:
        text, language = known.article.text, known.article.meta.language
        shown = above(others.suggest(text, language))
        accepted = {(*normalised(text, start, end), label) for start, end, label in marks_of(known.spans)}
        for one in trained.suggest(text, language):
            if not any(other.label == one.label and one.start < other.end and other.start < one.end for other in shown):
                alone[one.label] += 1
                right[one.label] += (*normalised(text, one.start, one.end), one.label) in accepted
    return {label: (right[label] + UNPROVEN) / (count + 1) for label, count in alone.items()}


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
