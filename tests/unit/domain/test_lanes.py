"""Which lane each range gets: nothing on top of each other, the inner above the outer."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.lanes import assign_lanes

ranges = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 15)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=25
)


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@pytest.mark.parametrize(
    ("given_ranges", "lanes"),
    [
        ([], []),
        ([(0, 5)], [0]),
        ([(0, 5), (5, 9)], [0, 0]),
        ([(0, 9), (3, 5)], [1, 0]),
        ([(0, 9), (0, 9)], [0, 1]),
        ([(0, 9), (2, 8), (3, 7), (4, 6)], [3, 2, 1, 0]),
        ([(0, 6), (4, 12)], [0, 1]),
        ([(0, 20), (1, 3), (5, 8), (6, 7)], [2, 0, 1, 0]),
        ([(0, 4), (3, 8), (7, 10)], [0, 1, 0]),
    ],
)
def test_the_shortest_takes_the_first_free_lane(given_ranges: list[tuple[int, int]], lanes: list[int]) -> None:
    assert assign_lanes(given_ranges) == lanes


@given(ranges)
def test_two_ranges_on_one_lane_do_not_overlap(some: list[tuple[int, int]]) -> None:
    lanes = assign_lanes(some)
    for i, one in enumerate(some):
        for j, other in enumerate(some[:i]):
            assert not (lanes[i] == lanes[j] and overlap(one, other))


@given(ranges)
def test_a_range_lies_below_all_that_it_contains(some: list[tuple[int, int]]) -> None:
    lanes = assign_lanes(some)
    for i, (start, end) in enumerate(some):
        for j, (low, high) in enumerate(some):
            if start <= low and high <= end and high - low < end - start:
                assert lanes[i] > lanes[j]


@given(ranges)
def test_no_lane_is_skipped(some: list[tuple[int, int]]) -> None:
    """Whatever lies below the first lane has something above it on every lane in between."""
    lanes = assign_lanes(some)
    for i, one in enumerate(some):
        above = {lanes[j] for j, other in enumerate(some) if j != i and overlap(one, other)}
        assert set(range(lanes[i])) <= above


@given(ranges)
def test_where_nothing_crosses_there_are_no_more_lanes_than_needed(some: list[tuple[int, int]]) -> None:
    crossing = any(a[0] < b[0] < a[1] < b[1] for a in some for b in some)
    depth = max((sum(start <= place < end for start, end in some) for place in range(50)), default=0)
    used = max(assign_lanes(some), default=-1) + 1
    assert used >= depth
    if not crossing:
        assert used == depth


@given(ranges, st.randoms(use_true_random=False))
def test_the_order_of_coming_does_not_matter(some: list[tuple[int, int]], random: Random) -> None:
    some = sorted(set(some))
    shuffled = random.sample(some, len(some))
    assert dict(zip(some, assign_lanes(some), strict=True)) == dict(zip(shuffled, assign_lanes(shuffled), strict=True))
