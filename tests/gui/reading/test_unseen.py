"""Characters that show nothing are flagged, and nothing moves for it."""

import pytest

from annotator.gui.reading.unseen import name_of, unseen_in
from tests.gui.reading.reader import Reader

TURNED = "The army \u202elost\u202c nearly all."
HIDDEN = "Nine\u00a0teen miss\u00adiles\u200b fired."


def test_what_turns_the_direction_is_found_always_and_the_rest_on_demand() -> None:
    assert [name_of(found) for _, found in unseen_in(TURNED, everything=False)] == ["RLO", "PDF"]
    assert unseen_in(HIDDEN, everything=False) == []
    assert [name_of(found) for _, found in unseen_in(HIDDEN, everything=True)] == ["NBSP", "SHY", "ZWSP"]
    assert unseen_in("Plain, with\ttab and\nline end: été 🇺🇦.", everything=True) == []
    assert name_of("\u0001") == "0001"


@pytest.mark.parametrize(("text", "shown"), [(TURNED, False), (HIDDEN, True)])
def test_flags_are_painted_and_the_text_stays_where_it_is(reader: Reader, text: str, shown: bool) -> None:
    reader.widens().opens(text)
    warning = reader.view._scene.theme.warning.name()

    def flagged() -> bool:
        picture = reader.view.grab().toImage()
        colors = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(60)}
        return warning in colors

    before = [reader.view.range_rectangles(at, at + 1) for at in range(len(text))]
    assert flagged() is not shown
    reader.view.show_unseen(True)
    assert flagged()
    assert [reader.view.range_rectangles(at, at + 1) for at in range(len(text))] == before
    assert reader.view.text == text
