"""Where guidelines want a span to begin and end, whatever was dragged over."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.domain.boundaries import is_cluster_border, snap_to_clusters, trim
from annotator.domain.habits import tidy
from annotator.domain.model import Extent
from tests.unit.domain.texts import texts_with_range


def tidied(text: str, extent: Extent) -> str:
    return text[slice(*tidy(text, 0, len(text), extent))]


@pytest.mark.parametrize(
    ("dragged", "kept"),
    [
        ("the ELN is active in half (12) of the states.", "the ELN is active in half (12) of the states"),
        ("“the rest are grounded,”", "the rest are grounded"),
        ("“We lost 5 tanks,” he said.", "“We lost 5 tanks,” he said"),
        ("he said “No.”", "he said “No.”"),
        ("(nobody was hurt)", "nobody was hurt"),
        ("it fell into the hands of the U.S.", "it fell into the hands of the U.S."),
        ("it happened at 5 p.m.", "it happened at 5 p.m."),
        ("they were built by Lockheed Martin Corp.", "they were built by Lockheed Martin Corp."),
        ("they left...", "they left"),
        ("the war is over…", "the war is over"),
        ("«El ELN está activo»,", "El ELN está activo"),
        ("¿Quién disparó?", "Quién disparó"),
        ("—nobody knows—", "nobody knows"),
        ("• first of all", "first of all"),
        ("prices rose 5%.", "prices rose 5%"),
        ("  \n", "  \n"[0:0]),
    ],
)
def test_a_statement_loses_its_quotation_marks_and_its_full_stop(dragged: str, kept: str) -> None:
    assert tidied(dragged, Extent.STATEMENT) == kept


@pytest.mark.parametrize(
    ("dragged", "kept"),
    [
        ("AK-103 rifles,", "AK-103 rifles"),
        ("AK-103 rifles.", "AK-103 rifles"),
        ("the U.S.,", "the U.S."),
        ("Lockheed Martin Corp.", "Lockheed Martin Corp."),
        ("George W.", "George W."),
        ("12%,", "12%"),
        ("$2.4m.", "$2.4m"),
        ("(12)", "12"),
        ("AK-103)", "AK-103"),
        ("“Igla”", "Igla"),
        ('"Igla"', "Igla"),
        ("'Igla'", "Igla"),
        ('"Igla" missiles', '"Igla" missiles'),
        ('the missile "Igla"', 'the missile "Igla"'),
        ("“Igla” missiles,", "“Igla” missiles"),
        ("Igla (SA-18)", "Igla (SA-18)"),
        ("the rebels’", "the rebels’"),
        ("the boys'", "the boys'"),
        ("'the boy's'", "the boy's"),
        ("-5 degrees", "-5 degrees"),
        ("- Maduro", "Maduro"),
        ("—Maduro", "Maduro"),
        ("„Wagner“", "Wagner"),
        ("“", "“"),
        ("…", "…"),
    ],
)
def test_a_phrase_loses_the_punctuation_around_it(dragged: str, kept: str) -> None:
    assert tidied(dragged, Extent.PHRASE) == kept


def test_an_apostrophe_right_after_the_span_is_no_closing_mark() -> None:
    text = "the 'boy's toy'"
    assert text[slice(*tidy(text, 4, 8, Extent.PHRASE))] == "boy"


@given(texts_with_range(), st.sampled_from(Extent))
@example(("“a” —", 0, 5), Extent.STATEMENT)
@example(('é."\u0301', 0, 4), Extent.STATEMENT)
def test_tidying_is_done_once_and_only_ever_takes_away(case: tuple[str, int, int], extent: Extent) -> None:
    text, start, end = case
    start, end = snap_to_clusters(text, start, end)
    low, high = tidy(text, start, end, extent)
    assert start <= low <= high <= end
    assert tidy(text, low, high, extent) == (low, high)
    assert is_cluster_border(text, low)
    assert is_cluster_border(text, high)
    assert (low < high) == bool(text[start:end].strip())
    assert trim(text, low, high) == (low, high)


@given(texts_with_range(), st.sampled_from(Extent))
def test_tidying_never_takes_a_letter_or_a_digit(case: tuple[str, int, int], extent: Extent) -> None:
    text, start, end = case
    low, high = tidy(text, start, end, extent)
    assert not any(char.isalnum() for char in text[start:low] + text[high:end])


def test_a_heap_of_brackets_is_no_trap() -> None:
    text = "(" * 20_000 + "x" + ")" * 20_000
    low, high = tidy(text, 0, len(text), Extent.STATEMENT)
    assert low == len(text) - high
