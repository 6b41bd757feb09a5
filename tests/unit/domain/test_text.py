"""What becomes of a source text, and how its offsets come home."""

import re

import pytest
from hypothesis import example, given

from annotator.domain.text import canonical, clean_string, sha256_of
from tests.unit.domain.texts import raw_texts


@pytest.mark.parametrize(
    ("source", "text", "newline", "replaced"),
    [
        ("", "", "", 0),
        ("one line", "one line", "", 0),
        ("a\nb\n", "a\nb\n", "\n", 0),
        ("a\r\nb\r\n", "a\nb\n", "\r\n", 0),
        ("a\rb", "a\nb", "\r", 0),
        ("a\r\nb\nc", "a\nb\nc", "mixed", 0),
        ("a\r\r\nb", "a\n\nb", "mixed", 0),
        ("\ufeffHello", "Hello", "", 0),
        ("\ufeff\ufeffHello", "Hello", "", 0),
        ("mid\ufeffdle", "mid\ufeffdle", "", 0),
        ("a\x00b\ud83d", "a\ufffdb\ufffd", "", 2),
        ("e\u0301 \u00a0\u2028\x85\x0b\x0c", "e\u0301 \u00a0\u2028\x85\x0b\x0c", "", 0),
    ],
)
def test_only_line_ends_the_first_mark_and_what_cannot_be_stored_change(
    source: str, text: str, newline: str, replaced: int
) -> None:
    made = canonical(source)
    assert (made.text, made.newline, made.replaced) == (text, newline, replaced)


@given(raw_texts)
@example("\ufeff\r\n\r\r\n\x00\ud83d")
def test_a_canonical_text_can_be_stored_and_stays_as_it_is(source: str) -> None:
    text = canonical(source).text
    assert "\r" not in text
    assert "\x00" not in text
    assert text.encode("utf-8").decode("utf-8") == text
    assert len(sha256_of(text)) == 64
    again = canonical(text)
    assert again.text == text
    assert again.replaced == 0


@given(raw_texts)
@example("\ufeffa\r\nb")
@example("\r\n\r\n")
def test_every_offset_into_the_source_finds_its_way_and_every_one_is_found(source: str) -> None:
    made = canonical(source)
    found = [made.from_source(offset) for offset in range(len(source) + 1)]
    assert found == sorted(found)
    assert set(found) == set(range(len(made.text) + 1))


@given(raw_texts)
@example("\ufeff‘a’\r\n\x00b\ud83d")
def test_a_slice_of_the_source_says_what_the_span_says(source: str) -> None:
    made = canonical(source)
    last_source_of = {made.from_source(offset): offset for offset in range(len(source) + 1)}
    for start in range(len(made.text)):
        for end in range(start + 1, min(len(made.text), start + 8) + 1):
            piece = source[last_source_of[start] : last_source_of[end]]
            assert (
                re.sub("[\x00\ud800-\udfff]", "\ufffd", piece).replace("\r\n", "\n").replace("\r", "\n")
                == (made.text[start:end])
            )


def test_an_offset_between_the_two_characters_of_a_line_end_is_behind_it() -> None:
    made = canonical("\ufeffab\r\ncd")
    assert [made.from_source(i) for i in range(8)] == [0, 0, 1, 2, 3, 3, 4, 5]


def test_short_texts_lose_what_cannot_be_stored() -> None:
    assert clean_string("\x00Ti\udc80tle") == "\ufffdTi\ufffdtle"
