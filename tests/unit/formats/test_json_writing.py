"""JSON as the exports write it, read by Python's own module."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.json_writing import json_line

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), VALUES))
def test_a_line_holds_the_value_and_nothing_else(value: dict[str, object]) -> None:
    line = json_line(value)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert json.loads(line) == value


def test_numbers_beyond_64_bits_and_deep_values_are_written_as_the_others_are() -> None:
    deep: list[object] = []
    for _ in range(300):
        deep = [deep]
    assert json_line({"id": 2**70, "text": "é"}) == '{"id":1180591620717411303424,"text":"é"}\n'.encode()
    assert json.loads(json_line(deep)) == deep


def test_half_a_character_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        json_line({"text": "\ud83d"})
