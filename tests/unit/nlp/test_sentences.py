"""Sentences of news texts, as a reader would part them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.nlp.sentences import sentences
from tests.unit.domain.texts import texts


def parted(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" \n\t\n", []),
        ("Headline without a stop", ["Headline without a stop"]),
        (
            "Gen. Luis Navarro said on Jan. 5 that the U.S. lost 3.2 missiles. “We don’t know,” he added.",
            ["Gen. Luis Navarro said on Jan. 5 that the U.S. lost 3.2 missiles.", "“We don’t know,” he added."],
        ),
        ("He said “No.” Then he left.", ["He said “No.”", "Then he left."]),
        ("El Sr. Pérez llegó. ¿Quién es? ¡Viva!", ["El Sr. Pérez llegó.", "¿Quién es?", "¡Viva!"]),
        ("A headline\nThe first words. And\nmore", ["A headline", "The first words.", "And", "more"]),
        ("  Led by spaces.  \n  And again.\u00a0", ["Led by spaces.", "And again."]),
        ("🚨 Kyiv fired 😀. Then 🇺🇦 too.", ["🚨 Kyiv fired 😀.", "Then 🇺🇦 too."]),
        ("军队来了。“很多！”他说。", ["军队来了。", "“很多！”", "他说。"]),
        ("هل وصل الجيش؟ نعم وصل.", ["هل وصل الجيش؟", "نعم وصل."]),
        ("सेना आई। सब गए।", ["सेना आई।", "सब गए।"]),
    ],
)
def test_the_sentences_of(text: str, found: list[str]) -> None:
    assert parted(text) == found


news = st.lists(
    st.sampled_from(["The army ", "left. ", "Mr. ", "U.S. ", "“No!” ", "5.3 ", "? ", "…", "\n", "他说。", "😀 "])
)


@given(st.one_of(texts, news.map("".join), st.text()))
@example("A\u2028B. C\x1cD\x85. E")
def test_every_letter_is_in_one_sentence_of_one_line(text: str) -> None:
    found = sentences(text)
    last = 0
    for start, end in found:
        assert last <= start < end <= len(text)
        assert "\n" not in text[start:end]
        assert text[start:end] == text[start:end].strip()
        assert text[last:start].strip() == ""
        last = end
    assert text[last:].strip() == ""
