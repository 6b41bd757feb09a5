"""How suggestions are seen: dotted, below the spans, and without moving anything."""

from PySide6.QtCore import QPoint

from annotator.gui.reading.painting import Scene
from tests.gui.reading.reader import Reader, span

TEXT = (
    "Rebels armed with Igla missiles took 12 villages, the ministry said on Friday, while the army of the nearest "
    "state moved its tanks to the border and counted nearly 1,500 people who fled across the river since spring.\n\n"
    "A second report speaks of 3,000."
)


def scene(reader: Reader) -> Scene:
    found: Scene = reader.view._scene
    return found


def proposes(reader: Reader, *marked: tuple[str, str]) -> None:
    reader.view.replace_suggestions([], [span(TEXT, *one, id=f"?{one[0]}") for one in marked])


def test_the_text_and_the_spans_stay_where_they_are(reader: Reader) -> None:
    reader.opens(TEXT, ("Rebels armed with Igla missiles", "actor"))
    reader.settles()
    before = [reader.view.range_rectangles(at, at + 1) for at in range(len(TEXT))]
    height = reader.view._page.height
    lanes = {s.id: reader.view.spans.lane(s) for s in reader.view.spans}
    proposes(reader, ("Igla missiles", "weapon"), ("12", "figure"), (TEXT[: TEXT.index("\n")], "claim"))
    reader.picture()
    assert [reader.view.range_rectangles(at, at + 1) for at in range(len(TEXT))] == before
    assert reader.view._page.height == height
    assert {s.id: reader.view.spans.lane(s) for s in reader.view.spans} == lanes
    assert len(reader.view.spans) == 1


def test_a_suggestion_lies_below_the_spans_over_it_on_every_line(reader: Reader) -> None:
    first = TEXT[: TEXT.index("\n")]
    reader.opens(TEXT, (first, "claim"), ("Rebels armed with Igla missiles", "actor"))
    proposes(reader, (first, "claim"), ("Igla missiles", "weapon"))
    block = reader.block()
    lines = [scene(reader).strokes_on(block, n) for n in range(len(block.tops))]
    assert len(lines) > 1
    for strokes in lines:
        lanes = {stroke.suggested: stroke.lane for stroke in strokes if stroke.span.label == "claim"}
        assert lanes == {False: 0, True: 1}
    [weapon] = [stroke for stroke in lines[0] if stroke.span.label == "weapon"]
    assert weapon.suggested
    assert weapon.lane == 1


def test_it_is_drawn_and_goes_again(reader: Reader) -> None:
    reader.opens(TEXT)
    empty = reader.picture()
    proposes(reader, ("Igla missiles", "weapon"), ("3,000", "figure"))
    assert reader.picture() != empty
    reader.view.replace_suggestions(["?Igla missiles", "?3,000"], [])
    assert reader.picture() == empty


def test_keys_go_from_one_to_the_next_and_round(reader: Reader) -> None:
    reader.opens(TEXT, ("Rebels", "actor"))
    proposes(reader, ("12", "figure"), ("Igla missiles", "weapon"), ("3,000", "figure"))
    seen = []
    for forward in (True, True, True, True, False):
        reader.view.next_suggestion(forward=forward)
        seen.append(reader.view.current_suggestion)
        assert reader.view.current_span == ""
    assert seen == ["?Igla missiles", "?12", "?3,000", "?Igla missiles", "?3,000"]
    reader.view.next_span(forward=True)
    assert (reader.chosen, reader.view.current_suggestion) == ("Rebels", "")


def test_a_click_takes_the_spans_first_and_then_the_suggestion(reader: Reader) -> None:
    reader.opens(TEXT, ("Rebels armed with Igla missiles", "actor"))
    proposes(reader, ("Igla missiles", "weapon"))
    rect = reader.view.range_rectangles(*reader.range("missiles"))[0]
    place = QPoint(round(rect.center().x()), round(rect.center().y()))
    taken = []
    for _ in range(2):
        reader.clicks(place)
        taken.append((reader.chosen, reader.view.current_suggestion))
    assert taken == [("Rebels armed with Igla missiles", ""), ("", "?Igla missiles")]


def test_what_was_chosen_is_let_go_when_it_is_gone(reader: Reader) -> None:
    reader.opens(TEXT)
    proposes(reader, ("12", "figure"))
    reader.view.next_suggestion(forward=True)
    reader.picture()
    reader.view.replace_suggestions(["?12"], [])
    assert reader.view.current_suggestion == ""
    reader.view.next_suggestion(forward=True)
    assert reader.view.current_suggestion == ""


def test_another_article_has_none_of_them(reader: Reader) -> None:
    reader.opens(TEXT)
    proposes(reader, ("12", "figure"))
    reader.opens(TEXT[:60])
    assert len(reader.view.suggestions) == 0
