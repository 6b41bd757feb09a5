"""Where a wording occurs again, and what is tagged there."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.boundaries import is_cluster_border, trim
from annotator.domain.occurrences import (
    LONGEST_WORDING,
    Standing,
    Wording,
    context_of,
    described,
    occurrences,
    standings,
)


def found(text: str, wording: str, *, match_case: bool = False, whole_words: bool = True) -> list[str]:
    places = occurrences(text, Wording(wording, match_case=match_case, whole_words=whole_words))
    return [text[start:end] for start, end in places]


def test_the_same_words_wherever_a_line_ends() -> None:
    text = "The naval strike\nmissile. Naval  Strike Missile, naval strike\n\nmissile!"
    assert found(text, "Naval Strike Missile") == [
        "naval strike\nmissile",
        "Naval  Strike Missile",
        "naval strike\n\nmissile",
    ]
    assert found(text, " naval\nstrike missile ", match_case=True) == [
        "naval strike\nmissile",
        "naval strike\n\nmissile",
    ]


@pytest.mark.parametrize(
    ("wording", "text", "count"),
    [
        ("ELN", "ELN, the ELN’s men; ELNs; XELN; ELN-led", 3),
        ("12", "12 men, 12.5, 1,12, AK-12, 10-12, 12–15, 9K12, $12, 12%, 12-year-old, 12.", 3),
        ("€12", "€12 and €12.5 and €12,000; US€12", 2),
        ("U.S.", "the U.S. and U.S., the US", 2),
        ("%", "17% of 5 %", 2),
        ("half", "half, half½", 1),
        ("navy", "Navy navy NAVY navyman", 3),
        ("КИЇВ", "Київ і київ", 2),
    ],
)
def test_whole_words_and_whole_numbers(wording: str, text: str, count: int) -> None:
    assert len(found(text, wording)) == count


def test_composed_and_decomposed_letters_are_the_same_and_never_cut() -> None:
    composed = unicodedata.normalize("NFC", "José")
    decomposed = unicodedata.normalize("NFD", "José")
    text = f"{composed} met {decomposed}; Jose did not."
    assert found(text, composed) == [composed, decomposed]
    assert found(text, decomposed) == [composed, decomposed]
    assert found(text, "Jose", whole_words=False) == ["Jose"]
    assert found("👩 and 👩‍🚒", "👩", whole_words=False) == ["👩"]
    assert found("🚨🚨 Kyiv 🥷Kyiv", "kyiv") == ["Kyiv", "Kyiv"]


def test_nothing_and_too_much_are_not_looked_for() -> None:
    assert occurrences("a b", Wording("")) == occurrences("a b", Wording(" \n")) == []
    long = "a" * (LONGEST_WORDING + 1)
    assert occurrences(long, Wording(long, whole_words=False)) == []


def test_signs_of_patterns_are_only_characters() -> None:
    assert found("a.b axb (a|b)* [x]", "a.b") == ["a.b"]
    assert found("a.b axb (a|b)* [x]", "(a|b)*", whole_words=False) == ["(a|b)*"]


ALPHABET = "aAbÉé1 2.,-%€\n’\u0301🚨👩\u200d½ñ"
SPACES = " \n"


def naive(text: str, wording: Wording) -> list[tuple[int, int]]:
    """The definition, read off character by character."""
    parts = wording.text.split()
    if not parts:
        return []
    places = []
    at = 0
    while at < len(text):
        ends = [end for end in _ends(text, at, parts, wording.match_case) if _fits(text, at, end, wording)]
        if ends:
            places.append((at, ends[0]))
            at = ends[0]
        else:
            at += 1
    return places


def _ends(text: str, at: int, parts: list[str], match_case: bool) -> list[int]:
    """Where a match from `at` could end; several, since a character can be written in two ways."""
    ends = [at]
    for number, part in enumerate(parts):
        if number:
            ends = [_past_spaces(text, end) for end in ends if text[end : end + 1] in SPACES and end < len(text)]
        for form in _clusters(part):
            written = {form, unicodedata.normalize("NFC", form), unicodedata.normalize("NFD", form)}
            ends = [
                end + len(way)
                for end in ends
                for way in sorted(written, key=len, reverse=True)
                if _same(text[end : end + len(way)], way, match_case)
            ]
    return ends


def _past_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at] in SPACES:
        at += 1
    return at


def _clusters(part: str) -> list[str]:
    borders = [offset for offset in range(len(part) + 1) if is_cluster_border(part, offset)]
    return [part[low:high] for low, high in pairwise(borders)]


def _same(one: str, other: str, match_case: bool) -> bool:
    return one == other if match_case else one.lower() == other.lower()


def _is_word(char: str) -> bool:
    return bool(char) and (char in "_\u200d" or unicodedata.category(char)[0] in "LNM")


def _fits(text: str, start: int, end: int, wording: Wording) -> bool:
    if not (is_cluster_border(text, start) and is_cluster_border(text, end)):
        return False
    if not wording.whole_words:
        return True
    before, after = text[:start], text[end:]
    parts = wording.text.split()
    first, last = parts[0][0], parts[-1][-1]
    if _is_word(first) and _is_word(before[-1:]):
        return False
    if _is_word(last) and _is_word(after[:1]):
        return False
    if first.isdecimal() and (
        before[-1:] == "€"
        or (before[-1:] in (".", ",") and before[-2:-1].isdecimal())
        or (before[-1:] == "-" and _is_word(before[-2:-1]))
    ):
        return False
    return not (
        last.isdecimal() and (after[:1] in ("€", "%") or (after[:1] in (".", ",", "-") and after[1:2].isdecimal()))
    )


@given(
    text=st.text(ALPHABET, max_size=60),
    wording=st.text(ALPHABET, max_size=4),
    match_case=st.booleans(),
    whole_words=st.booleans(),
)
def test_the_places_are_those_of_a_naive_scan(text: str, wording: str, match_case: bool, whole_words: bool) -> None:
    wanted = Wording(wording, match_case=match_case, whole_words=whole_words)
    assert occurrences(text, wanted) == naive(text, wanted)


def test_white_space_that_carries_a_mark_is_found() -> None:
    assert occurrences("a  \u0301b a  \u0301b", Wording(" \u0301b", whole_words=False)) == [(2, 5), (8, 11)]
    assert occurrences("a \u0301b a\u0301b a \u0301b", Wording("a \u0301b", whole_words=False)) == [(0, 4), (9, 13)]


@given(text=st.text(ALPHABET, min_size=1, max_size=60), data=st.data())
def test_what_is_selected_is_always_found(text: str, data: st.DataObject) -> None:
    borders = [offset for offset in range(len(text) + 1) if is_cluster_border(text, offset)]
    low, high = sorted((data.draw(st.sampled_from(borders)), data.draw(st.sampled_from(borders))))
    start, end = trim(text, low, high)
    if start < end and is_cluster_border(text, start) and is_cluster_border(text, end):
        places = occurrences(text, Wording(text[start:end], whole_words=False))
        assert any(low < end and high > start for low, high in places)
    assert places_are_apart(occurrences(text, Wording(text[start:end], whole_words=False)))


def places_are_apart(places: list[tuple[int, int]]) -> bool:
    return all(one[1] <= other[0] for one, other in pairwise(places))


def test_a_limit_takes_the_first() -> None:
    assert occurrences("a a a a", Wording("a"), limit=2) == [(0, 1), (2, 3)]
    assert occurrences("a a", Wording("a"), limit=0) == []


RANGES = st.tuples(st.integers(0, 30), st.integers(1, 10)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(
    starts=st.sets(st.integers(0, 14)),
    tagged=st.lists(st.tuples(RANGES, st.sampled_from(["actor", "claim"])), max_size=12),
)
def test_what_is_tagged_there_is_that_of_a_naive_scan(
    starts: set[int], tagged: list[tuple[tuple[int, int], str]]
) -> None:
    places = [(2 * start, 2 * start + 2) for start in sorted(starts)]
    spans = [(start, end, label) for (start, end), label in tagged]
    for (start, end), standing in zip(places, standings(places, spans), strict=True):
        touching = [span for span in spans if span[0] < end and span[1] > start]
        on = {label for low, high, label in touching if (low, high) == (start, end)}
        around = {
            label for low, high, label in touching if low <= start and end <= high and (low, high) != (start, end)
        }
        across = {label for low, high, label in touching if low > start or high < end}
        assert (set(standing.on), set(standing.around), set(standing.across)) == (on, around, across)
        assert standing.labels == on | around | across


def test_the_innermost_is_named_first() -> None:
    spans = [(0, 40, "claim"), (5, 20, "actor"), (8, 12, "weapon"), (10, 14, "figure")]
    assert standings([(8, 12)], spans) == [Standing(on=("weapon",), around=("actor", "claim"), across=("figure",))]


@given(text=st.text(ALPHABET + "xyz ", min_size=1, max_size=300), data=st.data())
def test_a_place_carries_all_that_its_row_shows(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    (occurrence,) = described(text, [(start, end)])
    assert occurrence.context == context_of(text, start, end)
    assert occurrence.around[occurrence.lead :].startswith(text[start:end])


def test_context_is_cut_at_words_and_on_one_line() -> None:
    text = "One two three four\nfive\n\nsix seven eight nine"
    start = text.index("five")
    context = context_of(text, start, start + 4, width=12)
    assert (context.before, context.hit, context.after) == ("…three four ", "five", " six seven…")
