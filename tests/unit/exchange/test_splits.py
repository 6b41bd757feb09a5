"""Which split an article falls into."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.exchange.splits import BadSplits, Splits


def test_shares_are_read() -> None:
    assert Splits.parse("train=0.8, dev=0.1,test = .1", 7) == Splits((("train", 0.8), ("dev", 0.1), ("test", 0.1)), 7)
    assert Splits.parse("all=1").of("0" * 64) == "all"


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ("train", "is no split"),
        ("", "is no split"),
        ("train=0.8,dev=0.1", "add up to 0.9"),
        ("train=80,dev=20", "at most 1"),
        ("train=nan,dev=0.1", "above 0"),
        ("train=x,dev=0.1", "no number"),
        ("train=0.5,train=0.5", "twice"),
        ("train=0.5,Train=0.5", "twice"),
        ("../x=0.5,y=0.5", "cannot name a split"),
        ("train=1,dev=0", "above 0"),
    ],
)
def test_a_wish_that_cannot_be_understood(wish: str, reason: str) -> None:
    with pytest.raises(BadSplits, match=reason):
        Splits.parse(wish)


@given(st.integers(), st.text(max_size=20))
def test_an_article_always_falls_into_the_same_split(seed: int, text: str) -> None:
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    splits = Splits.parse("train=0.8,dev=0.1,test=0.1", seed)
    assert splits.of(sha256) == splits.of(sha256)
    assert splits.of(sha256) in splits.names


def test_the_shares_hold_over_many_articles_and_seeds_differ() -> None:
    texts = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(4000)]
    counts = {}
    for seed in (0, 1):
        splits = Splits.parse("train=0.8,dev=0.1,test=0.1", seed)
        fallen = [splits.of(text) for text in texts]
        counts[seed] = fallen
        assert abs(fallen.count("train") - 3200) < 150
        assert abs(fallen.count("dev") - 400) < 100
    assert counts[0] != counts[1]
