"""What the rules propose, sentence by sentence: see the lists in `tests/data/rules`."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.proposals import above
from annotator.nlp.rules import Rules

LISTS = Path(__file__).parents[2] / "data" / "rules"
RULES = Rules.load()


def lines(name: str) -> list[tuple[str, str]]:
    """(language, sentence with brackets) of a list."""
    rows = (LISTS / name).read_text(encoding="utf-8").split("\n")
    return [(row[:2], row[3:]) for row in rows if row and not row.startswith("#")]


def bracketed(text: str, language: str, label: str) -> str:
    """The text with what is proposed under the label in brackets."""
    found = [one for one in above(RULES.suggest(text, language)) if one.label == label]
    for one in sorted(found, key=lambda one: -one.start):
        text = f"{text[: one.start]}[{text[one.start : one.end]}]{text[one.end :]}"
    return text


@pytest.mark.parametrize(
    ("label", "language", "sentence"),
    [
        pytest.param(label, *line, id=f"{label}: {line[1][:60]}")
        for label, name in (
            ("figure", "figures.txt"),
            ("weapon", "weapons.txt"),
            ("actor", "actors.txt"),
            ("claim", "claims.txt"),
        )
        for line in lines(name)
    ],
)
def test_the_rules_propose_what_stands_in_brackets(label: str, language: str, sentence: str) -> None:
    # References such as [12] are part of a text; brackets that mean a span have a letter or more than digits.
    plain = re.sub(r"(?<!\.)(?<!\])\[(.+?)\]", r"\1", sentence) if "so.[" not in sentence else sentence
    assert bracketed(plain, language, label) == sentence


ALPHABET = st.sampled_from(
    'the said that more than 12 1,5 $ € % “ ” " « » . , ; : - – ( ) \n \t \u00a0 AK-103 U.S. Gen. Ana Ruiz navy tank '
    "dijo que según miles 😀 e\u0301 al-Masri [3] million according to".split(" ")
)


@given(st.lists(ALPHABET | st.text(max_size=3), max_size=25).map(" ".join), st.sampled_from(["en", "es", "", "fr"]))
def test_whatever_the_text_proposals_are_pieces_of_it(text: str, language: str) -> None:
    found = RULES.suggest(text, language)
    for one in found:
        quote = text[one.start : one.end]
        assert quote
        assert quote == quote.strip()
        assert one.end <= len(text)
        assert one.label in ("claim", "actor", "weapon", "figure")
        assert one.reason
        assert one.origin == "rules"
        assert 0 < (one.score or 0) <= 1
    assert len({one.mark for one in found}) == len(found)
    assert found == sorted(found, key=lambda one: (one.start, -one.end, one.label))
    assert found == RULES.suggest(text, language)


def test_two_phrases_of_one_label_never_share_a_character() -> None:
    text = " ".join(re.sub(r"[\[\]]", "", sentence) for _, sentence in lines("weapons.txt") + lines("actors.txt"))
    found = [one for one in RULES.suggest(text, "en") if one.label != "claim"]
    for first, second in pairwise(found):
        if first.label == second.label:
            assert first.end <= second.start


def test_only_labels_that_the_project_has_are_proposed() -> None:
    text = "Gen. Ana Ruiz saw 12 tanks."
    assert {one.label for one in Rules.load(None, ["weapon"]).suggest(text, "en")} == {"weapon"}


def test_a_claim_says_who_is_said_to_say_it() -> None:
    text = "The navy had known of the cracks for months, Ana Ruiz told parliament."
    claim = next(one for one in RULES.suggest(text, "en") if one.label == "claim")
    assert "Ana Ruiz told" in claim.reason


def test_the_family_name_alone_is_the_person_again() -> None:
    text = "Gen. Ana Ruiz came. “No,” said Ruiz. The Ruiz bridge stood."
    found = [text[one.start : one.end] for one in RULES.suggest(text, "en") if one.label == "actor"]
    assert found[:2] == ["Gen. Ana Ruiz", "Ruiz"]
