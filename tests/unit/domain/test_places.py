"""Ranges that are taken, against the plain way to find them."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.places import Places

RANGES = st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 40), st.integers(1, 9)), max_size=30)


@given(RANGES, RANGES)
def test_it_meets_what_shares_a_character(added: list[tuple[str, int, int]], asked: list[tuple[str, int, int]]) -> None:
    places = Places()
    for name, start, length in added:
        places.add(name, start, start + length)
    for name, start, length in asked:
        plain = any(other == name and low < start + length and start < low + wide for other, low, wide in added)
        assert places.meet(name, start, start + length) is plain
