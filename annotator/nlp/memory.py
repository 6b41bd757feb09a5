"""Remembers what the annotators of a project tagged and rejected, and finds the same words again."""

from collections import Counter
from collections.abc import Iterable
from typing import Self

import regex

from annotator.domain.model import AnnotatedArticle, Decision
from annotator.domain.proposals import Mark, Proposal, marks_of
from annotator.nlp.suggesters import MEMORY

LONGEST = 80
"""Characters. Longer spans are hardly ever said twice in the same words."""

_SPACE = regex.compile(r"\s+")
_WORD = regex.compile(r"\w+|[^\w\s]")


class Memory:
    """What was tagged, per article and wording. Learns and forgets one article at a time, in milliseconds."""

    origin = MEMORY

    def __init__(self) -> None:
        self._articles: dict[str, tuple[str, list[Mark], list[Mark]]] = {}
        self._tagged: dict[str, Counter[str]] = {}
        self._rejected: dict[str, Counter[str]] = {}
        self._words: Counter[str] = Counter()
        self._changes = 0

    @classmethod
    def of(cls, articles: Iterable[AnnotatedArticle]) -> Self:
        """A memory of these articles."""
        memory = cls()
        for article in articles:
            memory.learn(article)
        return memory

    @property
    def version(self) -> str:
        return str(self._changes)

    def learn(self, known: AnnotatedArticle) -> None:
        """Remembers an article as it is now, in place of what was known of it."""
        text = known.article.text
        self.forget(known.article.id)
        tagged = marks_of(known.spans)
        rejected = [(s.start, s.end, s.label) for s in known.suggestions if s.decision is Decision.REJECTED]
        self._articles[known.article.id] = (text, tagged, rejected)
        self._count(text, tagged, rejected, 1)

    def forget(self, article_id: str) -> None:
        """Forgets an article; nothing happens if it was not known."""
        if before := self._articles.pop(article_id, None):
            self._count(*before, -1)

    def refuses(self, words: str, label: str) -> bool:
        """Whether these words were rejected under the label, and not tagged more often than rejected."""
        wording = _key(words)
        return 0 < self._rejected.get(label, Counter())[wording] >= self._tagged.get(label, Counter())[wording]

    def suggest(self, text: str, language: str = "") -> list[Proposal]:  # noqa: ARG002
        """The places that read as something tagged before; the longest wording first, each place once per label."""
        found: list[Proposal] = []
        for label, wordings in self._tagged.items():
            usable = {w for w, n in wordings.items() if n > 0 and len(w) <= LONGEST and not self.refuses(w, label)}
            found += [
                Proposal(start, end, label, 0.9, "Tagged before in the same words.", self.origin, self.version)
                for start, end in _occurrences(text, usable)
            ]
        return sorted(found, key=lambda one: (one.start, -one.end, one.label))

    def _count(self, text: str, tagged: list[Mark], rejected: list[Mark], by: int) -> None:
        for table, marks in ((self._tagged, tagged), (self._rejected, rejected)):
            for start, end, label in marks:
                table.setdefault(label, Counter())[_key(text[start:end])] += by
        self._changes += 1


def _key(words: str) -> str:
    return _SPACE.sub(" ", words).casefold()


def _occurrences(text: str, wordings: set[str]) -> list[tuple[int, int]]:
    """Where the wordings stand as whole words; where two overlap, the longer one."""
    longest = max((len(_WORD.findall(w)) for w in wordings), default=0)
    tokens = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    found = []
    at = 0
    while at < len(tokens):
        for count in range(min(longest, len(tokens) - at), 0, -1):
            start, end = tokens[at][0], tokens[at + count - 1][1]
            if _key(text[start:end]) in wordings:
                found.append((start, end))
                at += count
                break
        else:
            at += 1
    return found
