"""Code points and UTF-16 units: each the other's, whatever the text."""

from hypothesis import example, given
from hypothesis import strategies as st

from annotator.domain.offsets import Utf16Offsets

astral_texts = st.text(st.one_of(st.characters(), st.characters(min_codepoint=0x10000)))


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(astral_texts)
@example("")
@example("🚨 Kyiv")
def test_an_offset_is_as_many_units_as_the_text_before_it(text: str) -> None:
    offsets = Utf16Offsets(text)
    assert (offsets.length, offsets.utf16_length) == (len(text), utf16_length(text))
    assert [offsets.to_utf16(i) for i in range(len(text) + 1)] == [utf16_length(text[:i]) for i in range(len(text) + 1)]


@given(astral_texts)
def test_there_and_back_again_is_the_same_offset(text: str) -> None:
    offsets = Utf16Offsets(text)
    assert all(offsets.from_utf16(offsets.to_utf16(i)) == i for i in range(len(text) + 1))


@given(astral_texts)
def test_later_units_are_never_earlier_characters(text: str) -> None:
    offsets = Utf16Offsets(text)
    back = [offsets.from_utf16(unit) for unit in range(offsets.utf16_length + 1)]
    assert back == sorted(back)
    assert set(back) == set(range(len(text) + 1))


def test_a_place_inside_a_surrogate_pair_is_the_start_of_its_character() -> None:
    offsets = Utf16Offsets("a😀b𠀀")
    assert [offsets.from_utf16(unit) for unit in range(7)] == [0, 1, 1, 2, 3, 3, 4]
