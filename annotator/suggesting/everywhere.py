"""Suggestions for many articles of a project: in one process or several, stored as they come.

Each article is stored on its own, with the version of what suggested it. So a run can be ended at any moment, and the
next one passes over what needs no second look.
"""

import os
import queue
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.model import Suggestion
from annotator.domain.proposals import Proposal, above
from annotator.errors import AnnotatorError, NotFound
from annotator.nlp.suggesters import origin_of
from annotator.progress import Progress
from annotator.store import Project, actions
from annotator.suggesting.child import Child, Message
from annotator.suggesting.choices import Choices
from annotator.suggesting.helping import Helping
from annotator.suggesting.serving import from_row

_ARTICLES_A_PROCESS = 40
"""With fewer than this, starting another process takes longer than it saves."""
_MOST_PROCESSES = 4
_AHEAD = 2
"""How many articles a process is given at a time, so that it never waits for the next."""


@dataclass(slots=True)
class Run:
    """What came of a run. `known` articles had their suggestions already."""

    articles: int = 0
    known: int = 0
    suggestions: Counter[str] = field(default_factory=Counter)
    """How many are stored now, by origin."""


class ChildFailed(AnnotatorError):
    """A process that was to suggest has ended by itself."""


def suggest_everywhere(
    path: Path,
    names: Sequence[str],
    store: Callable[[str, list[Proposal], str], None],
    *,
    article_ids: Sequence[str] = (),
    processes: int = 0,
    again: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Suggests for these articles, or all; `store` (article, proposals, version) keeps what reaches its threshold.

    Articles that this version of the suggesters has seen are passed over unless `again`. `processes` 0: as many as
    are worth it. An article that is removed meanwhile is passed over. Raises NotFound, UnsafePipeline, ChildFailed, and
    what `progress` raises; what was stored stays.
    """
    with Project.open(path, read_only=True) as project:
        helping = Helping(project, names)
        least = Choices.load().thresholds
        version = helping.version
        wanted = _wanted(project, article_ids)
        known = set() if again else _seen(project, helping.names, version)
        todo = [article_id for article_id in wanted if article_id not in known]
        run = Run(known=len(wanted) - len(todo))
        count = min(processes or _worth(len(todo)), max(1, len(todo)))
        found = _here(helping, todo) if count == 1 else _by_children(project, helping.names, todo, count)
        if progress:
            progress(run.known, len(wanted))
        for done, (article_id, every) in enumerate(found, run.known + 1):
            if every is not None:
                proposals = above(every, least)
                store(article_id, proposals, version)
                run.articles += 1
                run.suggestions.update(one.origin for one in proposals)
            if progress:
                progress(done, len(wanted))
    return run


def proposals_of(
    path: Path, names: Sequence[str], *, article_ids: Sequence[str] = (), progress: Progress | None = None
) -> Iterator[tuple[str, str, str, list[Proposal]]]:
    """For these articles, or all: id, title, text and what reaches its threshold. Stores nothing. Raises NotFound."""
    with Project.open(path, read_only=True) as project:
        helping = Helping(project, names)
        least = Choices.load().thresholds
        wanted = _wanted(project, article_ids)
        for done, article_id in enumerate(wanted):
            if progress:
                progress(done, len(wanted))
            article = project.article(article_id)
            yield article_id, article.title, article.text, above(helping.proposals(article_id), least)
        if progress:
            progress(len(wanted), len(wanted))


def store_proposals(
    project: Project, article_id: str, proposals: Sequence[Proposal], names: Sequence[str], version: str
) -> None:
    """Keeps what is proposed for an article instead of the undecided suggestions of the same origins.

    Nothing is kept for an article or a label that is gone since they were proposed.
    """
    try:
        text = project.text(article_id)
    except NotFound:
        return
    labels = {label.name for label in project.labels()}
    live = [as_suggestion(article_id, text, one) for one in proposals if one.label in labels]
    for origin in dict.fromkeys(map(origin_of, names)):
        mine = [one for one in live if one.origin == origin]
        actions.replace_suggestions(project, article_id, origin, mine, version=version)


def as_suggestion(article_id: str, text: str, one: Proposal, row_id: str = "") -> Suggestion:
    """A proposal as the store takes it."""
    return Suggestion(
        row_id, article_id, one.start, one.end, one.label, text[one.start : one.end], one.origin, one.version,
        one.score, reason=one.reason,
    )  # fmt: skip


def _wanted(project: Project, article_ids: Sequence[str]) -> list[str]:
    every = project.article_ids()
    unknown = set(article_ids) - set(every)
    if unknown:
        raise NotFound(f"This project has no article {min(unknown)!r}.", "“annotator export … jsonl” shows the ids.")
    return list(dict.fromkeys(article_ids)) or every


def _seen(project: Project, names: Sequence[str], version: str) -> set[str]:
    seen = [project.suggested_by(origin_of(name), version) for name in names]
    return set.intersection(*seen) if seen else set()


def _worth(articles: int) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, _MOST_PROCESSES, articles // _ARTICLES_A_PROCESS))


def _here(helping: Helping, todo: Sequence[str]) -> Iterator[tuple[str, list[Proposal] | None]]:
    """Proposals from this process; None for an article that is gone."""
    for article_id in todo:
        try:
            yield article_id, helping.proposals(article_id)
        except NotFound:
            yield article_id, None


def _by_children(
    project: Project, names: Sequence[str], todo: Sequence[str], count: int
) -> Iterator[tuple[str, list[Proposal] | None]]:
    """Proposals as they come from several processes, which read the project, too; None for an article that is gone."""
    answers: queue.Queue[tuple[int, Message | None]] = queue.Queue()
    waiting = deque(enumerate(todo))
    children: list[Child] = []

    def feed(number: int) -> None:
        if waiting:
            at, article_id = waiting.popleft()
            request = {"id": at, "kind": "suggest", "project": str(project.path.absolute()), "article": article_id}
            children[number].send({**request, "with": list(names), "learn": []})

    def listen(number: int) -> Child:
        return Child(lambda message: answers.put((number, message)), lambda: answers.put((number, None)))

    try:
        children.extend(listen(number) for number in range(count))
        for number in list(range(count)) * _AHEAD:
            feed(number)
        for _ in todo:
            number, message = answers.get()
            if message is None:
                raise ChildFailed("A process that was to suggest has ended.", "Run it again: it goes on from there.")
            article_id = todo[message["id"]]
            is_gone = "error" in message and not project.summaries([article_id], annotator="")
            if "error" in message and not is_gone:
                raise AnnotatorError(message["error"], message["hint"])
            feed(number)
            yield article_id, None if is_gone else [from_row(row) for row in message["proposals"]]
    finally:
        for child in children:
            child.close()
