"""Remembers what the annotators of a project tagged and rejected, and finds the same words again."""

from collections import Counter
from collections.abc import Iterable
from typing import Self

import regex

from annotator.domain.model import AnnotatedArticle
from annotator.domain.proposals import Mark, Proposal, marks_of, read_to, rejected_in
from annotator.nlp.evaluation import normalised
from annotator.nlp.suggesters import MEMORY

LONGEST = 12
"""Words. Longer spans are hardly ever said twice in the same words."""

_WORD = regex.compile(r"\w+|[^\w\s]")

Wording = tuple[str, ...]
"""The words of a span in small letters, marks included."""


class Memory:
    """What was tagged, per article and wording. Learns and forgets one article at a time, in milliseconds."""

    origin = MEMORY

    def __init__(self) -> None:
        self._articles: dict[str, tuple[list[tuple[Wording, str]], list[tuple[Wording, str]], Wording]] = {}
        self._tagged: dict[Wording, Counter[str]] = {}
        self._rejected: dict[Wording, Counter[str]] = {}
        self._places: dict[str, dict[str, list[int]]] = {}
        self._seen: dict[Wording, int] = {}
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
        tagged = _wordings(text, marks_of(known.spans))
        cut = ((*normalised(text, start, end), label) for start, end, label in rejected_in(known.suggestions))
        rejected = _wordings(text, cut)
        words = _wording(text[: read_to(known)])
        self._articles[known.article.id] = (tagged, rejected, words)
        self._count(tagged, rejected, 1)
        for place, word in enumerate(words):
            self._places.setdefault(word, {}).setdefault(known.article.id, []).append(place)

    def forget(self, article_id: str) -> None:
        """Forgets an article; nothing happens if it was not known."""
        if before := self._articles.pop(article_id, None):
            tagged, rejected, words = before
            self._count(tagged, rejected, -1)
            for word in set(words):
                self._places[word].pop(article_id, None)

    def refuses(self, words: str, label: str) -> bool:
        """Whether these words were rejected under the label, and not tagged more often than rejected.

        What people draw borders around differently, such as a leading “the”, makes no other words of them.
        """
        start, end = normalised(words, 0, len(words))
        core = _wording(words[start:end])
        rejected = self._rejected.get(core, Counter())[label]
        tagged = max(self._tagged.get(one, Counter())[label] for one in (core, _wording(words)))
        return 0 < rejected >= tagged

    def ratio(self, words: str, label: str, without: str = "") -> tuple[int, int]:
        """How often these words were tagged with the label, and how often they stand in what was read at all.

        `without` is the id of an article that is not to be counted.
        """
        wording = _wording(words)
        tagged, seen = self._tagged.get(wording, Counter())[label], self._occurrences(wording)
        if seen and without in self._articles:
            theirs, _, all_words = self._articles[without]
            places = self._places.get(wording[0], {}).get(without, ())
            tagged -= sum(one == (wording, label) for one in theirs)
            seen -= sum(all_words[place : place + len(wording)] == wording for place in places)
        return tagged, seen

    def suggest(self, text: str, language: str = "", without: str = "") -> list[Proposal]:  # noqa: ARG002
        """The places that read as something tagged before, the longest wording first, each place once per label.

        The score rises with the share of a wording's places that are tagged with the label. `without` is the id of an
        article whose spans are not to count.
        """
        own: Counter[tuple[Wording, str]] = Counter(self._articles[without][0] if without in self._articles else ())
        tokens = [found.span() for found in _WORD.finditer(text)]
        words = [text[start:end].casefold() for start, end in tokens]
        lengths = sorted({len(wording) for wording in self._tagged if len(wording) <= LONGEST}, reverse=True)
        ends: dict[str, int] = {}
        found: list[Proposal] = []
        for at in range(len(tokens)):
            for count in lengths:
                wording = tuple(words[at : at + count])
                labels = self._tagged.get(wording)
                if not labels or len(wording) < count:
                    continue
                start, end = tokens[at][0], tokens[at + count - 1][1]
                for label, count_all in labels.items():
                    number = count_all - own[wording, label]
                    if number > 0 and ends.get(label, 0) <= start and not self.refuses(text[start:end], label):
                        ends[label] = end
                        found.append(self._proposal(start, end, label, wording, number))
        return found

    def _proposal(self, start: int, end: int, label: str, wording: Wording, number: int) -> Proposal:
        seen = max(self._occurrences(wording), number)
        reason = f"Tagged before in the same words: {number} of {seen} times."
        return Proposal(start, end, label, worth((number + 0.5) / (seen + 1)), reason, MEMORY, self.version)

    def _occurrences(self, wording: Wording) -> int:
        if not wording:
            return 0
        if wording not in self._seen:
            count = 0
            for article_id, places in self._places.get(wording[0], {}).items():
                words = self._articles[article_id][2]
                count += sum(words[place : place + len(wording)] == wording for place in places)
            self._seen[wording] = count
        return self._seen[wording]

    def _count(self, tagged: list[tuple[Wording, str]], rejected: list[tuple[Wording, str]], by: int) -> None:
        for table, marks in ((self._tagged, tagged), (self._rejected, rejected)):
            for wording, label in marks:
                table.setdefault(wording, Counter())[label] += by
        self._seen.clear()
        self._changes += 1


def worth(chance: float) -> float:
    """The score of a proposal that is right with this chance.

    Accepting a right one saves two acts of three, a wrong one costs one: a chance of one third is where showing it
    begins to pay. There the score is 0.5.
    """
    return 2 * chance / (1 + chance)


def chance_of(score: float) -> float:
    """The chance of being right that a score stands for: the inverse of `worth`."""
    return score / (2 - score)


def _wordings(text: str, marks: Iterable[Mark]) -> list[tuple[Wording, str]]:
    found = ((_wording(text[start:end]), label) for start, end, label in marks)
    return [(wording, label) for wording, label in found if wording]


def _wording(words: str) -> Wording:
    return tuple(found.group().casefold() for found in _WORD.finditer(words))
