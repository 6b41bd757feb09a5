"""From the proposals of several suggesters to one list for an article."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.domain.proposals import Mark, Proposal
from annotator.nlp.evaluation import normalised
from annotator.nlp.memory import Memory
from annotator.nlp.suggesters import Materials, Suggester, make_suggester
from annotator.nlp.weighing import Weights, best_of, weigh, weights_of


@dataclass(frozen=True, slots=True)
class Assistant:
    """Some suggesters that work together on one article at a time."""

    suggesters: tuple[Suggester, ...]
    memory: Memory
    weights: Weights
    labels: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Sequence[str], materials: Materials) -> "Assistant":
        """The suggesters of these names, made of the materials. Raises NotFound, UnsafePipeline, BadPattern."""
        made = tuple(make_suggester(name, materials) for name in dict.fromkeys(names))
        memory = next((one for one in made if isinstance(one, Memory)), None)
        if memory is None:
            return cls(made, Memory.of(materials.articles), Weights(), frozenset(materials.labels))
        weights = weights_of(materials.articles, made, memory)
        return cls(made, memory, weights, frozenset(materials.labels))

    def suggest(self, text: str, language: str = "", rejected: Iterable[Mark] = ()) -> list[Proposal]:
        """One list in reading order, each place and label once. What was rejected, here or in the same words
        elsewhere, is left out."""
        lists = [one.suggest(text, language) for one in self.suggesters]
        found = combine(text, lists, self.memory, rejected, self.weights)
        return [one for one in found if not self.labels or one.label in self.labels]


def combine(
    text: str,
    lists: Sequence[Sequence[Proposal]],
    memory: Memory,
    rejected: Iterable[Mark] = (),
    weights: Weights | None = None,
) -> list[Proposal]:
    """One list of proposals in reading order; where two of one label share a character, the better one.

    Left out is what was rejected at its place, and what reads like something that was rejected elsewhere.
    `weights` are those learned from the project, if any.
    """
    gone = {(*normalised(text, start, end), label) for start, end, label in rejected}
    weighed = weigh(text, [one for some in lists for one in some], memory, weights or Weights())
    kept = [
        one
        for one in best_of(weighed)
        if (*normalised(text, one.start, one.end), one.label) not in gone
        and not memory.refuses(text[one.start : one.end], one.label)
    ]
    return sorted(kept, key=lambda one: (one.start, -one.end, one.label))
