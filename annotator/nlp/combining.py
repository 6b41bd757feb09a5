"""From the proposals of several suggesters to one list for an article."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.domain.proposals import Mark, Proposal
from annotator.nlp.memory import Memory
from annotator.nlp.suggesters import MEMORY, Materials, Suggester, make_suggester

_TRUST = {"trained": 3, "memory": 2, "rules": 1}


@dataclass(frozen=True, slots=True)
class Assistant:
    """Some suggesters that work together on one article at a time."""

    suggesters: tuple[Suggester, ...]
    memory: Memory
    labels: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Sequence[str], materials: Materials) -> "Assistant":
        """The suggesters of these names, made of the materials. Raises NotFound, UnsafePipeline."""
        made = tuple(make_suggester(name, materials) for name in dict.fromkeys(names))
        memory = next((one for one in made if isinstance(one, Memory)), None) or Memory.of(materials.articles)
        return cls(made, memory, frozenset(materials.labels))

    def suggest(self, text: str, language: str = "", rejected: Iterable[Mark] = ()) -> list[Proposal]:
        """One list in reading order, each place and label once. What was rejected, here or in the same words
        elsewhere, is left out."""
        found = combine(text, [one.suggest(text, language) for one in self.suggesters], self.memory, rejected)
        return [one for one in found if not self.labels or one.label in self.labels]


def combine(
    text: str, lists: Sequence[Sequence[Proposal]], memory: Memory | None = None, rejected: Iterable[Mark] = ()
) -> list[Proposal]:
    """One list of proposals. Where two of one label cross, or share their borders, the more trusted one stays."""
    gone = set(rejected)
    kept: list[Proposal] = []
    for one in sorted((one for some in lists for one in some), key=_trust):
        if one.mark in gone or (
            memory and one.origin != MEMORY and memory.refuses(text[one.start : one.end], one.label)
        ):
            continue
        if not any(other.label == one.label and _rival(one, other) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: (one.start, -one.end, one.label))


def _trust(one: Proposal) -> tuple[float, int, int, int]:
    return -_TRUST.get(one.origin, 0), one.start - one.end, one.start, one.end


def _rival(one: Proposal, other: Proposal) -> bool:
    return one.start < other.end and other.start < one.end
