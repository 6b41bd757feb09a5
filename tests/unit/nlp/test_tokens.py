"""Tokens of the blank pipelines, and the ranges of them that a span touches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.nlp.tokens import TokenBorders, borders_of, language_code, make_doc


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("en", "en"),
        ("es", "es"),
        ("es-CO", "es"),
        ("EN_us", "en"),
        ("", "en"),
        ("qq", "en"),
        ("../x", "en"),
        ("os", "en"),
    ],
)
def test_a_language_without_a_pipeline_is_read_as_english(language: str, code: str) -> None:
    assert language_code(language) == code


@given(st.text(st.sampled_from("ab1.,-'😀é\u0301 \n\t\u00a0"), max_size=40), st.data())
def test_the_tokens_that_a_range_touches(text: str, data: st.DataObject) -> None:
    doc = make_doc(text, "en")
    assert doc.text == text
    borders = borders_of(doc)
    if not text:
        assert borders.cover(0, 1) is None
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    touched = [token.i for token in doc if token.idx < end and token.idx + len(token) > start]
    found = borders.cover(start, end)
    if found is None:
        assert not touched
        return
    assert list(range(found.first, found.last)) == touched
    assert found.is_exact == (doc[touched[0]].idx == start and doc[touched[-1]].idx + len(doc[touched[-1]]) == end)


def test_no_tokens_cover_nothing() -> None:
    assert TokenBorders([], []).cover(0, 5) is None
