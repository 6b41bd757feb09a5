"""Suggestions for the articles of one project, one article at a time."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from annotator.domain.model import Article
from annotator.domain.proposals import Mark, Proposal, rejected_in
from annotator.nlp.combining import combine
from annotator.nlp.memory import Memory
from annotator.nlp.suggesters import MEMORY, Suggester, make_suggester
from annotator.nlp.weighing import MOST_ARTICLES, Weights, weights_of
from annotator.store import Project
from annotator.suggesting.choices import Choices, default_names, materials_of

_ARTICLES_KEPT = 32
_WEIGH_AGAIN = 5
"""After so many articles in which something was tagged, what they teach is learned anew."""


class Helping:
    """The suggesters of a project, loaded once. Learns from an article in the time that it takes to read it."""

    def __init__(self, project: Project, names: Sequence[str] = ()) -> None:
        """Raises NotFound, UnsafePipeline, BadPattern."""
        self._project = project
        self.names = list(dict.fromkeys(names)) or default_names(project)
        self._labels = frozenset(label.name for label in project.labels())
        materials = materials_of(project)
        self._others: list[Suggester] = [make_suggester(name, materials) for name in self.names if name != MEMORY]
        self._memory = Memory()
        self._weights: Weights | None = None
        self._taught_since: set[str] = set()
        self._found: OrderedDict[str, list[list[Proposal]]] = OrderedDict()
        self.learn()

    @classmethod
    def open(cls, path: Path, names: Sequence[str] = ()) -> Self:
        """Opens the project, for reading only."""
        return cls(Project.open(path, read_only=True), names)

    def close(self) -> None:
        self._project.close()

    @property
    def version(self) -> str:
        """Changes whenever the same article may get other suggestions."""
        made_of = [
            sorted((one.origin, one.version) for one in self._others),
            self.names,
            sorted(self._labels),
            sorted(Choices.load().thresholds.items()),
            self._project.state(),
        ]
        return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:16]

    def learn(self, article_ids: Iterable[str] | None = None) -> None:
        """Takes in what was tagged and rejected in these articles; None: in all of them."""
        if article_ids is None:
            self._memory = Memory()
            self._weights = None
            ids = self._project.judged_ids()
        else:
            ids = list(article_ids)
            self._taught_since.update(ids)
            if len(self._taught_since) >= _WEIGH_AGAIN:
                self._weights = None
            for article_id in ids:
                self._memory.forget(article_id)
        for known in self._project.annotated(ids):
            self._memory.learn(known)

    @contextmanager
    def unseen(self, article_ids: Sequence[str]) -> Iterator[None]:
        """Meanwhile, all is as if nobody had looked at these articles."""
        for article_id in article_ids:
            self._memory.forget(article_id)
        self._weights = self._weigh(without=frozenset(article_ids))
        try:
            yield
        finally:
            self._weights = None
            for known in self._project.annotated(list(article_ids)):
                self._memory.learn(known)

    def proposals(self, article_id: str, annotator: str | None = None) -> list[Proposal]:
        """What is proposed for an article, without what the annotator (None: anybody) rejected, here or in the same
        words elsewhere. Raises NotFound."""
        rejected = rejected_in(self._project.suggestions_of(article_id, annotator))
        article = self._project.article(article_id)
        with self._without_others(article_id, annotator):
            return self._combined(article, rejected)

    @contextmanager
    def _without_others(self, article_id: str, annotator: str | None) -> Iterator[None]:
        """Meanwhile, the memory knows of an article only what the annotator tagged in it: who reads an article after
        others is to judge for themselves."""
        if annotator is not None:
            for known in self._project.annotated([article_id], annotator=annotator):
                self._memory.learn(known)
        yield
        if annotator is not None:
            self._memory.forget(article_id)
            for known in self._project.annotated([article_id]):
                self._memory.learn(known)

    def proposals_unseen(self, article: Article) -> list[Proposal]:
        """What would be proposed for an article if nobody had looked at it; for use within `unseen`."""
        return self._combined(article, frozenset())

    def _combined(self, article: Article, rejected: frozenset[Mark]) -> list[Proposal]:
        lists = list(self._of_others(article.id, article.text, article.meta.language))
        if MEMORY in self.names:
            lists.append(self._memory.suggest(article.text, article.meta.language))
        if self._weights is None:
            self._weights = self._weigh()
        found = combine(article.text, lists, self._memory, rejected, self._weights)
        return [one for one in found if one.label in self._labels]

    def _weigh(self, without: frozenset[str] = frozenset()) -> Weights:
        """What the tagged articles teach, the latest ones if there are many; nothing if memory is not asked."""
        self._taught_since.clear()
        if MEMORY not in self.names:
            return Weights()
        ids = [one for one in self._project.judged_ids() if one not in without][-MOST_ARTICLES:]
        return weights_of(self._project.annotated(ids), self._others, self._memory)

    def _of_others(self, article_id: str, text: str, language: str) -> list[list[Proposal]]:
        """What does not depend on what is tagged: kept, because a text never changes."""
        if article_id not in self._found:
            self._found[article_id] = [one.suggest(text, language) for one in self._others]
            if len(self._found) > _ARTICLES_KEPT:
                self._found.popitem(last=False)
        self._found.move_to_end(article_id)
        return self._found[article_id]
