"""Which span is inner, which is outer, which comes first; and what no span may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.model import ArticleSummary, Span, Status, Suggestion
from annotator.domain.nesting import contains, inner_first, reading_order
from annotator.errors import InvalidSpan


def span(start: int, end: int, label: str = "actor", id: str = "") -> Span:  # noqa: A002
    return Span(id or f"{label}{start}-{end}", "a", start, end, label, "x" * (end - start))


spans = st.lists(
    st.builds(
        lambda start, length, label: span(start, start + length, label),
        st.integers(0, 20),
        st.integers(1, 10),
        st.sampled_from(["actor", "claim", "weapon"]),
    ),
    unique_by=lambda s: s.id,
)


def test_an_outer_span_is_read_before_the_inner_ones_that_start_with_it() -> None:
    claim, actor, weapon = span(5, 30, "claim"), span(5, 12), span(8, 10, "weapon")
    assert sorted([weapon, actor, claim], key=reading_order) == [claim, actor, weapon]


def test_from_inner_to_outer() -> None:
    claim, actor, weapon = span(5, 30, "claim"), span(5, 12), span(8, 10, "weapon")
    assert sorted([claim, weapon, actor], key=inner_first) == [weapon, actor, claim]


def test_equal_ranges_hold_each_other_and_crossing_ones_do_not() -> None:
    assert contains(span(3, 9), span(3, 9, "weapon"))
    assert contains(span(3, 9, "weapon"), span(3, 9))
    assert contains(span(3, 9), span(4, 9))
    assert not contains(span(4, 9), span(3, 9))
    assert not contains(span(3, 9), span(5, 11))


@given(spans)
def test_reading_order_puts_no_container_after_what_it_holds(some: list[Span]) -> None:
    ordered = sorted(some, key=reading_order)
    for number, one in enumerate(ordered):
        for later in ordered[number + 1 :]:
            assert one.start <= later.start
            assert not contains(later, one) or contains(one, later)


@pytest.mark.parametrize(
    ("start", "end", "quote"), [(3, 3, ""), (5, 3, "ab"), (-1, 1, "ab"), (0, 3, "ab"), (0, 2, "abc")]
)
def test_a_span_that_cannot_be_is_refused(start: int, end: int, quote: str) -> None:
    with pytest.raises(InvalidSpan):
        Span("s", "a", start, end, "actor", quote)
    with pytest.raises(InvalidSpan):
        Suggestion("s", "a", start, end, "actor", quote, "rules")


def test_a_summary_counts_the_spans_of_all_labels() -> None:
    summary = ArticleSummary("a", "Title", "", "", 7, flag=False, status=Status.TODO, counts={"claim": 2, "actor": 3})
    assert summary.spans == 5
