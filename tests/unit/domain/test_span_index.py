"""Finding spans by place while they come and go, against a list that is searched in full."""

from collections.abc import Iterable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from annotator.domain.lanes import assign_lanes
from annotator.domain.model import Extent, Span
from annotator.domain.nesting import inner_first, reading_order
from annotator.domain.span_index import SpanIndex

EXTENTS = {"claim": Extent.STATEMENT, "actor": Extent.PHRASE, "weapon": Extent.PHRASE}
LABELS = (*EXTENTS, "unheard of")
TEXT = "x" * 5000
"""A few of the stretches that the index keeps apart."""


def span(id: str, start: int, end: int, label: str = "actor") -> Span:  # noqa: A002
    return Span(id, "a", start, end, label, TEXT[start:end])


# Close together, so that they overlap, and around the borders of the stretches.
starts = st.one_of(st.integers(0, 40), st.integers(1010, 1040), st.integers(2040, 2060), st.integers(4000, 4010))
lengths = st.one_of(st.integers(1, 12), st.integers(1, 30), st.just(1024), st.integers(900, 990))
shapes = st.tuples(starts, lengths, st.sampled_from(LABELS))
places = st.one_of(st.integers(0, 60), st.integers(1000, 1080), st.integers(2030, 2100), st.integers(0, 5000))


class IndexAgainstAList(RuleBasedStateMachine):
    """Spans are put in, taken out, moved and relabelled in any order; the index must answer as the list does."""

    def __init__(self) -> None:
        super().__init__()
        self.spans: dict[str, Span] = {}
        self.index = SpanIndex()
        self.made = 0

    @initialize(some=st.lists(shapes, max_size=12))
    def opens_an_article(self, some: list[tuple[int, int, str]]) -> None:
        self.spans = {s.id: s for s in map(self.make, some)}
        self.index = SpanIndex(self.spans.values(), EXTENTS)

    def make(self, shape: tuple[int, int, str]) -> Span:
        start, length, label = shape
        self.made += 1
        return span(f"s{self.made}", start, min(len(TEXT), start + length), label)

    def picks(self, data: st.DataObject, most: int) -> list[str]:
        known = sorted(self.spans)
        return data.draw(st.lists(st.sampled_from(known), max_size=most, unique=True)) if known else []

    @rule(data=st.data(), some=st.lists(shapes, max_size=4))
    def replaces(self, data: st.DataObject, some: list[tuple[int, int, str]]) -> None:
        self.exchange(self.picks(data, 4), [self.make(shape) for shape in some])

    @rule(data=st.data(), shape=shapes)
    def moves_one(self, data: st.DataObject, shape: tuple[int, int, str]) -> None:
        for span_id in self.picks(data, 1):
            start, length, label = shape
            self.exchange([span_id], [span(span_id, start, min(len(TEXT), start + length), label)])

    @rule(data=st.data(), shape=shapes)
    def puts_one_in_the_place_of_another(self, data: st.DataObject, shape: tuple[int, int, str]) -> None:
        for span_id in self.picks(data, 1):
            start, length, label = shape
            self.exchange([], [span(span_id, start, min(len(TEXT), start + length), label)])

    @rule()
    def takes_out_what_is_not_there(self) -> None:
        assert self.index.replace(["nobody"], []) is None

    def exchange(self, removed: list[str], added: list[Span]) -> None:
        lanes = {s.id: (self.index.lane(s), self.index.band(s)) for s in self.spans.values()}
        before = dict(self.spans)
        touched = self.index.replace(removed, added)
        for span_id in removed:
            self.spans.pop(span_id)
        self.spans.update({s.id: s for s in added})
        if touched is None:
            assert before == self.spans
            return
        for one in [*before.values(), *self.spans.values()]:
            if before.get(one.id) != self.spans.get(one.id):
                assert touched[0] <= one.start < one.end <= touched[1]
        for s in self.spans.values():
            if s.id in lanes and lanes[s.id] != (self.index.lane(s), self.index.band(s)):
                assert touched[0] <= s.start < s.end <= touched[1]

    @rule(start=places, length=st.integers(0, 1500))
    def looks_at_a_stretch(self, start: int, length: int) -> None:
        end = start + length
        found = [s for s in self.spans.values() if max(s.start, start) < min(s.end, end)]
        assert self.index.overlapping(start, end) == sorted(found, key=reading_order)

    @rule(place=places)
    def looks_at_a_place(self, place: int) -> None:
        here = [s for s in self.spans.values() if s.start <= place < s.end]
        assert self.index.at(place) == sorted(here, key=inner_first)
        ordered = sorted(self.spans.values(), key=reading_order)
        assert list(self.index.starting_at_or_after(place)) == [s for s in ordered if s.start >= place]
        assert list(self.index.starting_before(place)) == [s for s in ordered[::-1] if s.start < place]

    @rule(data=st.data())
    def looks_around_a_span(self, data: st.DataObject) -> None:
        ordered = sorted(self.spans.values(), key=reading_order)
        for span_id in self.picks(data, 2):
            one = self.spans[span_id]
            at = ordered.index(one)
            assert self.index.get(span_id) == one
            assert list(self.index.after(one)) == ordered[at + 1 :]
            assert list(self.index.before(one)) == ordered[:at][::-1]
            same = [s for s in ordered if (s.start, s.end) == (one.start, one.end)]
            assert self.index.with_range(one.start, one.end) == same

    @invariant()
    def holds_what_the_list_holds(self) -> None:
        assert list(self.index) == sorted(self.spans.values(), key=reading_order)
        assert len(self.index) == len(self.spans)
        assert all(span_id in self.index for span_id in self.spans)
        assert "nobody" not in self.index
        assert self.index.get("nobody") is None

    @invariant()
    def has_the_lanes_of_an_index_made_anew(self) -> None:
        for band in Extent:
            those = [s for s in sorted(self.spans.values(), key=reading_order) if band_of(s) is band]
            lanes = assign_lanes([(s.start, s.end) for s in those])
            assert [self.index.lane(s) for s in those] == lanes
            assert all(self.index.band(s) is band for s in those)


def band_of(s: Span) -> Extent:
    return EXTENTS.get(s.label, Extent.PHRASE)


IndexAgainstAList.TestCase.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
test_an_index_answers_as_a_list_does = IndexAgainstAList.TestCase


def lanes_of(index: SpanIndex, spans: Iterable[Span]) -> list[int]:
    return [index.lane(s) for s in spans]


def test_a_claim_never_pushes_a_phrase_down() -> None:
    claim, actor, weapon = span("c", 0, 50, "claim"), span("a", 5, 20), span("w", 10, 15, "weapon")
    index = SpanIndex([claim, actor, weapon], EXTENTS)
    assert lanes_of(index, [weapon, actor, claim]) == [0, 1, 0]


def test_a_span_taken_out_lets_the_others_move_up() -> None:
    outer, inner = span("o", 0, 20), span("i", 5, 10)
    index = SpanIndex([outer, inner], EXTENTS)
    assert lanes_of(index, [inner, outer]) == [0, 1]
    assert index.replace(["i"], []) == (0, 20)
    assert index.lane(outer) == 0


def test_a_second_span_with_the_same_id_counts_once() -> None:
    index = SpanIndex([span("s", 0, 5), span("s", 7, 9)], EXTENTS)
    assert list(index) == [span("s", 7, 9)]
    assert index.at(2) == []


def test_thousands_of_spans_come_and_go_at_once() -> None:
    """A chain in which each crosses the next, and a nest: what hangs together is placed once, not once a span."""
    long = "x" * 40_000
    chain = [Span(f"c{i}", "a", i * 10, i * 10 + 15, "actor", long[:15]) for i in range(400)]
    nest = [Span(f"n{i}", "a", 10_000 + i, 20_000 - i, "actor", long[: 10_000 - 2 * i]) for i in range(300)]
    index = SpanIndex((), EXTENTS)
    assert index.replace([], chain + nest) == (0, 20_000)
    assert {index.lane(s) for s in chain} == {0, 1}
    assert [index.lane(s) for s in nest] == list(range(299, -1, -1))
    assert index.replace([s.id for s in chain + nest], []) == (0, 20_000)
    assert len(index) == 0
