"""Where the caret and the selection go by keys, as functions over the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.boundaries import cluster_at, is_cluster_border
from annotator.gui.reading.navigation import (
    Unit,
    extended,
    grown,
    moved,
    name_at,
    nudged,
    sentence_at,
    untagged_stretch,
)
from annotator.nlp.sentences import sentences
from tests.unit.domain.texts import texts, texts_with_offset, texts_with_range

NEWS = (
    "Arms for the border\n"
    "\n"
    "Gen. Luis Navarro said on Jan. 5 that the U.S. lost 3.2 million AK-103s. "
    "“We paid $2.4m,” he added, (half of it).\n"
    "   \n"
    "Nearly 1,500 rebels, 12–15 tanks – all 9K38 – left."
)


def stops(text: str, unit: Unit, *, forward: bool = True, extend: bool = False) -> list[str]:
    """What begins where the caret stops on its way through the text (what ends there, if it extends a selection)."""
    goal = len(text) if forward else 0
    place, found = (0, []) if forward else (len(text), [])
    while place != goal:
        go = extended if extend else moved
        before, place = place, go(text, place, unit, forward=forward, sentences=sentences)
        assert before < place if forward else place < before
        found.append(text[before:place][-6:] if extend and forward else text[place : place + 6])
    return found


def test_by_words_to_where_they_start() -> None:
    text = "The ELN’s U.S. arms, “3.2%” 👩\u200d👧!"
    assert stops(text, Unit.WORD) == ["ELN’s ", "’s U.S", "U.S. a", "arms, ", "3.2%” ", "👩\u200d👧!", ""]
    assert stops(text, Unit.WORD, forward=False) == [
        "👩\u200d👧!",
        "3.2%” ",
        "arms, ",
        "U.S. a",
        "’s U.S",
        "ELN’s ",
        "The EL",
    ]


def test_a_selection_grows_by_words_to_where_they_end() -> None:
    assert stops("The ELN has arms.", Unit.WORD, extend=True) == ["The", " ELN", " has", " arms", "."]


def test_by_numbers_and_not_into_names() -> None:
    assert stops(NEWS, Unit.NUMBER) == ["5 that", "3.2 mi", "$2.4m,", "1,500 ", "12–15 ", ""]
    assert stops(NEWS, Unit.NUMBER, forward=False) == ["12–15 ", "1,500 ", "$2.4m,", "3.2 mi", "5 that", "Arms f"]


def test_from_within_a_number_back_to_its_start_and_on_to_the_next() -> None:
    text = "from 1,500 to US$2,000"
    assert moved(text, 7, Unit.NUMBER, forward=False, sentences=sentences) == 5
    assert moved(text, 7, Unit.NUMBER, forward=True, sentences=sentences) == 14
    assert moved(text, 15, Unit.NUMBER, forward=False, sentences=sentences) == 14


def test_by_names_with_their_titles_and_particles() -> None:
    text = "The army of Gen. Luis Navarro, the U.S. Army and Simón de la Cruz left Nuevo León.\n\nIn Kyiv nobody knows."
    assert stops(text, Unit.NAME) == ["Gen. L", "U.S. A", "Simón ", "Nuevo ", "Kyiv n", ""]
    assert stops(text, Unit.NAME, forward=False) == ["Kyiv n", "Nuevo ", "Simón ", "U.S. A", "Gen. L", "The ar"]
    names = ["Gen. Luis Navarro", "U.S. Army", "Simón de la Cruz", "Nuevo León", "Kyiv"]
    assert [text[slice(*(name_at(text, text.index(name) + 2) or (0, 0)))] for name in names] == names
    assert name_at(text, text.index("left")) is None


def test_by_clauses_between_punctuation_marks() -> None:
    assert stops(NEWS, Unit.CLAUSE) == [
        "Gen. L",
        "We pai",
        "he add",
        "half o",
        "Nearly",
        "12–15 ",
        "all 9K",
        "left.",
        "",
    ]
    assert stops(NEWS, Unit.CLAUSE, forward=False)[:3] == ["left.", "all 9K", "12–15 "]


def test_a_selection_grows_and_shrinks_by_clauses_within_its_paragraph() -> None:
    text = "He paid, she said, $2,000.\nThe end."
    place, ends = 0, []
    for _ in range(4):
        place = extended(text, place, Unit.CLAUSE, forward=True, sentences=sentences)
        ends.append(text[:place][-5:])
    assert ends == [" paid", " said", ",000.", ",000."]
    back = extended(text, text.index(", $"), Unit.CLAUSE, forward=False, sentences=sentences)
    assert text[:back] == "He paid"


def test_by_sentences_over_lines_and_blank_ones() -> None:
    assert stops(NEWS, Unit.SENTENCE) == ["Gen. L", "“We pa", "Nearly", ""]
    assert stops(NEWS, Unit.SENTENCE, forward=False) == ["Nearly", "“We pa", "Gen. L", "Arms f"]


def test_a_selection_grows_by_sentences_to_where_they_end() -> None:
    assert stops(NEWS, Unit.SENTENCE, extend=True) == ["border", "-103s.", "f it).", " left."]


def test_by_paragraphs_that_have_something_in_them() -> None:
    assert stops(NEWS, Unit.PARAGRAPH) == ["Gen. L", "Nearly", ""]
    assert stops(NEWS, Unit.PARAGRAPH, forward=False) == ["Nearly", "Gen. L", "Arms f"]


def test_to_the_ends_of_the_article() -> None:
    assert moved(NEWS, 40, Unit.DOCUMENT, forward=True, sentences=sentences) == len(NEWS)
    assert moved(NEWS, 40, Unit.DOCUMENT, forward=False, sentences=sentences) == 0


@given(texts_with_offset(), st.sampled_from(Unit), st.booleans(), st.booleans())
def test_every_move_gets_on_and_stops_between_characters(
    case: tuple[str, int], unit: Unit, forward: bool, extend: bool
) -> None:
    text = case[0]
    offset = cluster_at(*case)[0]
    go = extended if extend else moved
    place = go(text, offset, unit, forward=forward, sentences=sentences)
    assert 0 <= place <= len(text)
    assert place >= offset if forward else place <= offset
    stays_in_its_paragraph = extend and unit is Unit.CLAUSE
    assert place != offset or offset == (len(text) if forward else 0) or stays_in_its_paragraph
    assert is_cluster_border(text, place) or unit not in (Unit.CHARACTER, Unit.WORD, Unit.NUMBER)


@pytest.mark.parametrize(
    ("caret", "found"),
    [
        ("Arms", "Arms for the border"),
        ("border", "Arms for the border"),
        ("U.S.", "Gen. Luis Navarro said on Jan. 5 that the U.S. lost 3.2 million AK-103s."),
        ("We paid", "“We paid $2.4m,” he added, (half of it)."),
    ],
)
def test_the_sentence_around_a_caret(caret: str, found: str) -> None:
    place = sentence_at(NEWS, NEWS.index(caret), sentences)
    assert place is not None
    assert NEWS[slice(*place)] == found


def test_between_and_behind_sentences_it_is_the_one_before() -> None:
    text = "  One. Two.  \n\nThree."
    assert sentence_at(text, 0, sentences) == (2, 6)
    assert sentence_at(text, 6, sentences) == (2, 6)
    assert sentence_at(text, 13, sentences) == (7, 11)
    assert sentence_at(text, 14, sentences) is None


def test_growing_from_the_caret_to_the_whole_article() -> None:
    place = NEWS.index("paid")
    chosen, steps = (place, place), []
    while (wider := grown(NEWS, *chosen, sentences)) != chosen:
        chosen = wider
        steps.append(NEWS[slice(*chosen)])
    assert steps[:3] == ["paid", "We paid $2.4m", "“We paid $2.4m,” he added, (half of it)."]
    assert steps[3].startswith("Gen. Luis")
    assert steps[3].endswith("of it).")
    assert steps[4:] == [NEWS]


def test_a_phrase_is_cut_at_no_abbreviation_and_no_number() -> None:
    text = "Gen. Luis Navarro of the U.S. Army paid 1,500 at 12:30, he said."
    name = _word(text, "Gen. Luis Navarro of the U.S. Army")
    assert text[slice(*grown(text, *name, sentences))] == "Gen. Luis Navarro of the U.S. Army paid 1,500 at 12:30"
    assert text[slice(*grown(text, *_word(text, "said"), sentences))] == "he said"


def _word(text: str, word: str) -> tuple[int, int]:
    return text.index(word), text.index(word) + len(word)


@given(texts_with_range())
def test_growing_always_widens_until_all_is_taken(case: tuple[str, int, int]) -> None:
    text, start, end = case
    low, high = grown(text, start, end, sentences)
    assert low <= start <= end <= high
    assert high - low > end - start or (start, end) == (0, len(text))


# borders


@pytest.mark.parametrize(
    ("border", "forward", "by_word", "quote"),
    [
        ("start", False, True, "sent Igla missiles"),
        ("start", True, True, "missiles"),
        ("end", True, True, "Igla missiles in"),
        ("end", False, True, "Igla"),
        ("start", False, False, "t Igla missiles"),
        ("start", True, False, "gla missiles"),
        ("end", True, False, "Igla missiles i"),
        ("end", False, False, "Igla missile"),
    ],
)
def test_a_border_goes_by_words_or_characters(border: str, forward: bool, by_word: bool, quote: str) -> None:
    text = "He sent Igla missiles in."
    new = nudged(text, *_word(text, "Igla missiles"), border, forward=forward, by_word=by_word)
    assert new is not None
    assert text[slice(*new)] == quote


def test_a_border_passes_over_white_space_in_both_directions() -> None:
    text = "an  army"
    assert nudged(text, 0, 5, "end", forward=False, by_word=False) == (0, 2)
    assert nudged(text, 0, 2, "end", forward=True, by_word=False) == (0, 5)
    assert nudged(text, 1, 8, "start", forward=True, by_word=False) == (4, 8)
    assert nudged(text, 4, 8, "start", forward=False, by_word=False) == (1, 8)


def test_a_border_goes_around_an_emoji_in_one_step() -> None:
    text = "a👩\u200d👩\u200d👧b"
    assert nudged(text, 0, 1, "end", forward=True, by_word=False) == (0, 6)
    assert nudged(text, 0, 6, "end", forward=False, by_word=False) == (0, 1)


def test_a_border_stops_where_nothing_would_be_left_or_gained() -> None:
    text = " one two. "
    assert nudged(text, 1, 4, "end", forward=False, by_word=True) is None
    assert nudged(text, 1, 2, "start", forward=True, by_word=False) is None
    assert nudged(text, 1, 4, "start", forward=True, by_word=True) is None
    assert nudged(text, 5, 8, "end", forward=True, by_word=True) is None
    assert nudged(text, 5, 9, "end", forward=True, by_word=False) is None
    assert nudged(text, 1, 4, "start", forward=False, by_word=True) is None
    assert nudged(text, 1, 4, "start", forward=False, by_word=False) is None


@given(texts_with_range(), st.sampled_from(["start", "end"]), st.booleans(), st.booleans())
def test_a_nudge_moves_one_border_only_and_never_onto_white_space(
    case: tuple[str, int, int], border: str, forward: bool, by_word: bool
) -> None:
    text, start, end = case
    new = nudged(text, start, end, border, forward=forward, by_word=by_word)
    if new is None:
        return
    assert new[0] < new[1]
    assert (new[1] == end) if border == "start" else (new[0] == start)
    moved_from, moved_to = (start, new[0]) if border == "start" else (end, new[1])
    assert moved_to > moved_from if forward else moved_to < moved_from
    assert not text[new[0] if border == "start" else new[1] - 1].isspace()


# what is not tagged yet


def untagged(text: str, offset: int, *tagged: str, forward: bool = True) -> str:
    ranges = [_word(text, words) for words in tagged]

    def is_tagged(start: int, end: int) -> bool:
        return any(low < end and start < high for low, high in ranges)

    found = untagged_stretch(text, offset, is_tagged, sentences, forward=forward)
    return text[slice(*found)] if found else ""


def test_the_next_stretch_in_which_nothing_is_tagged() -> None:
    text = "One here. Two here.\n\nThree here. Four here."
    assert untagged(text, 0) == "One here."
    assert untagged(text, 0, "One") == "Two here."
    assert untagged(text, 1) == "Two here."
    assert untagged(text, 10, "Two here.") == "Three here."
    assert untagged(text, 0, "One", "Two here.\n\nThree") == "Four here."
    assert untagged(text, 0, text) == ""
    assert untagged(text, len(text), forward=False) == "Four here."
    assert untagged(text, len(text), "Four", "Three", forward=False) == "Two here."
    assert untagged(text, 0, forward=False) == ""


@given(texts)
def test_going_from_stretch_to_stretch_meets_every_sentence(text: str) -> None:
    def nothing_is_tagged(start: int, end: int) -> bool:
        return False

    place, met = 0, []
    while (found := untagged_stretch(text, place, nothing_is_tagged, sentences, forward=True)) is not None:
        met.append(found)
        place = found[1]
    assert met == sentences(text)
