"""The spans of the open article that are shown, counted as they come and go."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from operator import attrgetter

from annotator.domain.model import Span, note_of

_WHOSE = attrgetter("annotator", "label")


class ShownSpans:
    """Spans by id, in no order, with counts that need not look at all of them."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._by_id = {span.id: span for span in spans}

    @cached_property
    def _tally(self) -> Counter[tuple[str, str]]:
        """How many there are of each annotator and label; counted when first asked for, and kept."""
        return Counter(map(_WHOSE, self._by_id.values()))

    @cached_property
    def noted(self) -> int:
        """How many have a note; counted when first asked for, and kept."""
        return sum(map(bool, map(note_of, self._by_id.values())))

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Span]:
        return iter(self._by_id.values())

    def get(self, span_id: str) -> Span | None:
        return self._by_id.get(span_id)

    def put(self, span: Span) -> None:
        """Adds a span, in place of the one that has its id."""
        self.take(span.id)
        self._tally[span.annotator, span.label] += 1
        self.noted += bool(note_of(span))
        self._by_id[span.id] = span

    def take(self, span_id: str) -> Span | None:
        """Takes a span out and gives it; None if it is not there."""
        span = self._by_id.get(span_id)
        if span is not None:
            self._tally[span.annotator, span.label] -= 1
            self.noted -= bool(note_of(span))
            del self._by_id[span_id]
        return span

    def count(self, label: str) -> int:
        """How many have the label, whoever tagged them."""
        return sum(count for (_, its_label), count in self._tally.items() if its_label == label)

    def counts_of(self, annotator: str) -> dict[str, int]:
        """How many of this annotator's spans each label has, for the labels that have any."""
        return {label: count for (who, label), count in self._tally.items() if who == annotator and count}

    def annotators(self) -> list[str]:
        """Who tagged them, by name."""
        return sorted({who for (who, _), count in self._tally.items() if who and count})
