"""Where characters and words end: what a drag takes, where the caret stops, what is trimmed."""

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.domain.boundaries import (
    cluster_at,
    is_cluster_border,
    next_cluster,
    next_word,
    next_word_end,
    paragraph_at,
    previous_cluster,
    previous_word,
    previous_word_end,
    snap_to_clusters,
    snap_to_words,
    trim,
    word_at,
    words,
)
from tests.unit.domain.texts import PIECES, texts, texts_with_offset, texts_with_range


def clusters(text: str) -> list[tuple[int, int]]:
    """All clusters, counted from the start of the text."""
    return [match.span() for match in regex.finditer(r"\X", text)]


# characters


def conformance_cases(path: Path) -> list[tuple[str, list[int]]]:
    """The lines of Unicode's own test: a text and its borders."""
    cases = []
    for line in path.read_text("utf-8").splitlines():
        marks = line.split("#")[0].split()
        text, borders = "", []
        for mark in marks:
            if mark == "÷":
                borders.append(len(text))
            elif mark != "×":
                text += chr(int(mark, 16))
        if marks:
            cases.append((text, borders))
    return cases


def is_known_difference(text: str) -> bool:
    """The file is of Unicode 10. Since 11 a skin tone extends what it follows, and only pictographs join by ZWJ; lone
    surrogates, which no article has, are control characters."""
    return bool(re.search("[\U0001f3fb-\U0001f3ff\ud800-\udfff]|\u200d[\u2640\u2764\U0001f466]", text))


def test_clusters_are_those_of_unicodes_own_test(corpora: Path) -> None:
    cases = conformance_cases(corpora / "unicode" / "GraphemeBreakTest.txt")
    wrong = [
        text
        for text, borders in cases
        if [i for i in range(len(text) + 1) if is_cluster_border(text, i)] != borders and not is_known_difference(text)
    ]
    assert len(cases) > 800
    assert wrong == []


@given(texts)
@example("🇨🇴🇨🇴🇨")
@example("a" + "\u0301" * 100 + "b")
def test_a_cluster_is_the_same_wherever_one_asks(text: str) -> None:
    expected = clusters(text)
    assert [cluster_at(text, i) for start, end in expected for i in range(start, end)] == [
        cluster for cluster in expected for _ in range(*cluster)
    ]
    assert cluster_at(text, len(text)) == (len(text), len(text))


@given(st.sampled_from(PIECES), st.sampled_from(PIECES), st.integers(0, 700))
def test_a_cluster_is_the_same_far_from_the_start(one: str, other: str, before: int) -> None:
    text = "x" * before + one + other * 400
    assert cluster_at(text, len(text) - 1) == clusters(text)[-1]


@given(texts)
def test_the_caret_visits_every_border_both_ways(text: str) -> None:
    borders = [0, *(end for _, end in clusters(text))]
    forward = [0]
    while forward[-1] < len(text):
        forward.append(next_cluster(text, forward[-1]))
    backward = [len(text)]
    while backward[-1] > 0:
        backward.append(previous_cluster(text, backward[-1]))
    assert forward == backward[::-1] == borders
    assert (previous_cluster(text, 0), next_cluster(text, len(text))) == (0, len(text))


@given(texts_with_range())
@example(("👩\u200d👩\u200d👧 x", 1, 1))
def test_snapping_to_characters_widens_to_borders_and_no_further(case: tuple[str, int, int]) -> None:
    text, start, end = case
    low, high = snap_to_clusters(text, start, end)
    assert is_cluster_border(text, low)
    assert is_cluster_border(text, high)
    assert snap_to_clusters(text, low, high) == (low, high)
    if start < end:
        assert low <= start < end <= high
        assert start - low < len(text[slice(*cluster_at(text, start))])
    else:
        assert low == high <= start


# trimming


@given(texts_with_range())
@example(("a \u0301 ", 1, 4))
def test_trimming_takes_white_space_and_nothing_else(case: tuple[str, int, int]) -> None:
    text, start, end = snap_range(case)
    low, high = trim(text, start, end)
    assert trim(text, low, high) == (low, high)
    assert text[start:low].strip() == ""
    assert text[high:end].strip() == "" or low == high == start
    assert is_cluster_border(text, low)
    assert is_cluster_border(text, high)
    if low < high:
        assert not text[low].isspace() or cluster_at(text, low)[1] > low + 1


def snap_range(case: tuple[str, int, int]) -> tuple[str, int, int]:
    text, start, end = case
    return text, *snap_to_clusters(text, start, end)


def test_only_white_space_leaves_an_empty_range_at_its_start() -> None:
    assert trim("a \n\u00a0\u3000 b", 1, 6) == (1, 1)


def test_what_cannot_be_seen_but_is_no_white_space_stays() -> None:
    assert trim(" \u200bword\u200f ", 0, 8) == (1, 7)


# words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" \n…", []),
        ("The army, he said.", ["The", "army", "he", "said"]),
        ("US$2.4m, or more", ["US$2.4m", "or", "more"]),
        ("$60,000–$80,000", ["$60,000", "$80,000"]),
        ("R$10 HK$5,000 5€ £3bn", ["R$10", "HK$5,000", "5€", "£3bn"]),
        ("AK-103s and 9K38", ["AK-103s", "and", "9K38"]),
        ("Venezuela’s", ["Venezuela", "’s"]),
        ("the ELN's", ["the", "ELN", "'s"]),
        ("VENEZUELA’S", ["VENEZUELA", "’S"]),
        ("O’Brien don’t d'Ivoire", ["O’Brien", "don’t", "d'Ivoire"]),
        ("the rebels’ arms", ["the", "rebels", "arms"]),
        ("the U.S. and D.C.", ["the", "U.S.", "and", "D.C."]),
        ("U.S.-backed", ["U.S.-backed"]),
        ("12.5%, 3‰", ["12.5%", "3‰"]),
        ("nearly 1,500.", ["nearly", "1,500"]),
        ("at 12:30", ["at", "12:30"]),
        ("12–15 miles", ["12–15", "miles"]),
        ("−3 -5 (-$5) +7", ["−3", "-5", "-$5", "+7"]),
        ("a -b", ["a", "b"]),
        ("10°C", ["10°C"]),
        ("3½ km²", ["3½", "km²"]),
        ("surface-to-air", ["surface-to-air"]),
        ("km/h AT&T", ["km/h", "AT&T"]),
        ("#ELN @user", ["#ELN", "@user"]),
        ("“Igla” (12)", ["Igla", "12"]),
        ("half—no more", ["half", "no", "more"]),
        ("snake_case", ["snake_case"]),
        ("cafe\u0301s", ["cafe\u0301s"]),
        ("co\u00adop", ["co\u00adop"]),
        ("op\u00ad er", ["op", "er"]),
        ("no\u00a0break", ["no", "break"]),
        ("one\ntwo\u2028three", ["one", "two", "three"]),
        ("x 👩\u200d👩\u200d👧👍🏽 y", ["x", "👩\u200d👩\u200d👧", "👍🏽", "y"]),
        ("🇨🇴🇻🇪", ["🇨🇴", "🇻🇪"]),
        ("1\ufe0f\u20e3", ["1\ufe0f\u20e3"]),
        ("قال الجيش 12،", ["قال", "الجيش", "12"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("צה״ל", ["צה", "ל"]),
        ("步枪，AK-47步枪", ["步", "枪", "AK-47", "步", "枪"]),
        ("ミサイル発射", ["ミサイル", "発", "射"]),
        ("한국어 단어", ["한국어", "단어"]),
        ("ครับ", ["ค", "รั", "บ"]),
        ("$ % # ’", []),
    ],
)
def test_the_words_of(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in words(text)] == found


def test_signs_that_stand_before_a_number_belong_to_it_however_many() -> None:
    assert words("\u0600\u0600\u0600\u0600a 5") == [(0, 5), (6, 7)]


@given(texts)
def test_words_are_whole_characters_in_order_without_white_space(text: str) -> None:
    before = 0
    for start, end in words(text):
        assert before <= start < end
        assert is_cluster_border(text, start)
        assert is_cluster_border(text, end)
        assert not re.search(r"\s", text[start:end])
        before = end


@given(texts_with_range(), st.integers(0, 3), st.sampled_from(["", " ", "x", "步", "-", "’", "\n"]))
def test_the_words_of_a_place_do_not_depend_on_where_one_looks(
    case: tuple[str, int, int], times: int, filling: str
) -> None:
    text, start, end = case
    wide = filling * 300 * times + text + filling * 300 * times
    shift = len(filling) * 300 * times
    start, end = start + shift, end + shift
    everything = words(wide)
    assert words(wide, start, end) == [word for word in everything if word[1] > start and word[0] < end]


@given(texts_with_offset())
def test_next_and_previous_word_are_those_of_the_whole_text(case: tuple[str, int]) -> None:
    text, offset = case
    starts, ends = [start for start, _ in words(text)], [end for _, end in words(text)]
    assert next_word(text, offset) == min((s for s in starts if s > offset), default=len(text))
    assert next_word_end(text, offset) == min((e for e in ends if e > offset), default=len(text))
    assert previous_word(text, offset) == max((s for s in starts if s < offset), default=0)
    assert previous_word_end(text, offset) == max((e for e in ends if e < offset), default=0)


@given(texts)
def test_walking_by_words_there_and_back_passes_the_same_places(text: str) -> None:
    for step, back in ((next_word, previous_word), (next_word_end, previous_word_end)):
        places = walk(text, 0, step, len(text))
        for one, following in pairwise(places[1:]):
            if following < len(text):
                assert back(text, following) == one


def walk(text: str, offset: int, step: Callable[[str, int], int], goal: int) -> list[int]:
    places = [offset]
    while places[-1] != goal:
        places.append(step(text, places[-1]))
        assert abs(places[-1] - goal) < abs(places[-2] - goal), "no progress"
    return places


@pytest.mark.parametrize(
    ("offset", "found"),
    [
        (0, "The"),
        (2, "The"),
        (3, "The"),
        (4, "ELN"),
        (7, "ELN"),
        (8, "’s"),
        (9, "’s"),
        (10, "12%"),
        (13, "12%"),
        (14, None),
    ],
)
def test_the_word_at_a_caret_is_the_one_it_touches(offset: int, found: str | None) -> None:
    text = "The ELN’s 12%."
    word = word_at(text, offset)
    assert (text[slice(*word)] if word else None) == found


@pytest.mark.parametrize(
    ("text", "start", "end", "taken"),
    [
        ("about US$2.4m, he said", 9, 11, "US$2.4m"),
        ("about US$2.4m, he said", 4, 16, "about US$2.4m, he"),
        ("the AK-103s.", 7, 8, "AK-103s"),
        ("Venezuela’s army", 2, 4, "Venezuela"),
        ("Venezuela’s army", 2, 13, "Venezuela’s army"),
        ("he said, “no", 1, 8, "he said,"),
        ("a 👩\u200d👩\u200d👧 b", 3, 5, "👩\u200d👩\u200d👧"),
        ("one   two", 3, 6, ""),
        ("one, two", 3, 4, ","),
        ("U.S. army", 0, 3, "U.S."),
        ("步枪三百", 1, 3, "枪三"),
        ("cafe\u0301 bar", 0, 4, "cafe\u0301"),
    ],
)
def test_a_drag_takes_whole_words(text: str, start: int, end: int, taken: str) -> None:
    assert text[slice(*snap_to_words(text, start, end))] == taken


@given(texts_with_range())
@example((" \u0301a", 0, 3))
def test_snapping_to_words_keeps_what_it_was_given_and_cuts_nothing(case: tuple[str, int, int]) -> None:
    text, start, end = case
    low, high = snap_to_words(text, start, end)
    assert is_cluster_border(text, low)
    assert is_cluster_border(text, high)
    kept = trim(text, start, end)
    if kept[0] < kept[1]:
        assert low <= kept[0]
        assert kept[1] <= high
        assert snap_to_words(text, low, high) == (low, high)
        assert not any(s < border < e for border in (low, high) for s, e in words(text))
    else:
        assert low == high


def test_a_megabyte_without_a_space_is_no_trap() -> None:
    """Each of these takes a blink; were they to count from the start at every step, this test would take minutes."""
    for text in ("步" * 1_000_000, "word " * 200_000, "，好" * 400_000):
        place = len(text) // 2
        for _ in range(50):
            place = previous_cluster(text, previous_word(text, place))
        for _ in range(50):
            place = next_cluster(text, next_word_end(text, place))
    text = "e\u0301" * 500_000
    assert snap_to_words(text, 500_000, 500_001) == (0, len(text))


def test_a_run_of_signs_is_no_trap() -> None:
    for sign in "$#@+-’'.&":
        text = sign * 10_000
        assert next_word(text, 100) == len(text)
        assert previous_word(text, 8_000) == 0


# paragraphs


@given(texts_with_offset())
def test_a_paragraph_is_a_line_of_text(case: tuple[str, int]) -> None:
    text, offset = case
    start, end = paragraph_at(text, offset)
    assert start <= offset <= end
    assert "\n" not in text[start:end]
    assert start == 0 or text[start - 1] == "\n"
    assert end == len(text) or text[end] == "\n"
