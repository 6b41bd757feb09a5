"""What counts as right, and how much work is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.nlp.evaluation import Judged, Match, matched, score

TEXT = "On Monday the Latvian navy's crews, some sailors said, fired more than 50 rounds."


def mark(words: str, label: str = "actor") -> tuple[int, int, str]:
    start = TEXT.index(words)
    return start, start + len(words), label


@pytest.mark.parametrize(
    ("proposed", "accepted", "exact", "normalised", "overlap"),
    [
        ("Latvian navy", "Latvian navy", 1, 1, 1),
        ("the Latvian navy", "Latvian navy's", 0, 1, 1),
        ("some sailors", "sailors", 0, 1, 1),
        ("crews,", "crews", 0, 1, 1),
        ("navy", "Latvian navy", 0, 0, 1),
        ("crews", "Latvian navy", 0, 0, 0),
    ],
)
def test_three_ways_to_be_right(proposed: str, accepted: str, exact: int, normalised: int, overlap: int) -> None:
    scores = score([Judged(TEXT, [mark(proposed)], [mark(accepted)])]).labels["actor"]
    assert [scores[match].right for match in Match] == [exact, normalised, overlap]


def test_one_proposal_stands_for_one_span() -> None:
    long = mark("Latvian navy's crews")
    scores = score([Judged(TEXT, [long], [mark("navy"), mark("crews")])]).labels["actor"]
    assert (scores[Match.OVERLAP].right, scores[Match.OVERLAP].recall) == (1, 0.5)


@pytest.mark.parametrize(
    ("proposed", "acts"),
    [
        ([], 3),
        (["Latvian navy"], 1),
        (["the Latvian navy"], 2),
        (["the Latvian navy's"], 3),
        (["crews"], 4),
        (["Latvian navy", "crews"], 2),
    ],
)
def test_effort_counts_acts(proposed: list[str], acts: int) -> None:
    effort = score([Judged(TEXT, [mark(one) for one in proposed], [mark("Latvian navy")])]).effort
    assert (effort.acts, effort.by_hand) == (acts, 3)


def test_labels_do_not_mix() -> None:
    scores = score([Judged(TEXT, [mark("50", "weapon")], [mark("50", "figure")])]).labels
    assert set(scores) == {"figure"}
    assert scores["figure"][Match.OVERLAP].f1 == 0


def test_the_interval_holds_the_score_and_narrows_when_all_articles_agree() -> None:
    same = [Judged(TEXT, [mark("navy"), mark("crews")], [mark("navy")])] * 5
    one = score(same).labels["actor"][Match.EXACT]
    assert one.low == one.high == pytest.approx(one.f1)


ranges = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 6)).map(lambda one: (one[0], one[0] + one[1])), max_size=6
)


@given(ranges, ranges)
def test_pairs_are_one_to_one_and_as_many_as_there_can_be(
    mine: list[tuple[int, int]], theirs: list[tuple[int, int]]
) -> None:
    pairs = matched(mine, theirs)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(mine[i][0] < theirs[j][1] and theirs[j][0] < mine[i][1] for i, j in pairs)
    assert len(pairs) == len(matched(theirs, mine))
