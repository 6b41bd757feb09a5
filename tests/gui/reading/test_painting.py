"""What is seen: colour lies on the letters that were marked, and nowhere else."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QMarginsF, QRect, QRectF
from PySide6.QtGui import QColor, QImage

from annotator.domain.model import Extent, Span
from annotator.gui.reading import painting
from annotator.gui.reading.painting import Mark, marks_of
from annotator.gui.theme import theme
from tests.gui.reading.reader import LABELS, Reader, span

NEWS = (
    "Officials said 😀 that the ministry claims that rebels armed with Igla missiles hold the border town, and that "
    "nobody else does.\n\n“We lost 1,500 men,” Venezuela’s army said. It rained.\nالجيش قال إن 12 طائرة دمرت"
)
CLAIM = "the ministry claims that rebels armed with Igla missiles hold the border town"


def rows(image: QImage) -> list[bytes]:
    picture = image.convertToFormat(QImage.Format.Format_RGB32)
    data, line = bytes(picture.constBits()), picture.bytesPerLine()
    return [data[y * line : y * line + picture.width() * 4] for y in range(picture.height())]


def changes(before: QImage, after: QImage) -> list[tuple[int, int]]:
    """The pixels (x, y) that differ."""
    found = []
    for y, (one, other) in enumerate(zip(rows(before), rows(after), strict=True)):
        if one != other:
            found += [(x, y) for x in range(len(one) // 4) if one[x * 4 : x * 4 + 4] != other[x * 4 : x * 4 + 4]]
    return found


def text_columns(pixels: list[tuple[int, int]], rect: QRectF) -> set[int]:
    """The columns in which something differs at the height of a line of text."""
    return {x for x, y in pixels if rect.top() + 3 <= y <= rect.bottom() - 3}


def check_covers(pixels: list[tuple[int, int]], rects: list[QRectF]) -> None:
    """Whether what differs in each line is what these rectangles cover, to the pixel but for rounded corners."""
    for top in {rect.top() for rect in rects}:
        on_line = [rect for rect in rects if rect.top() == top]
        columns = text_columns(pixels, on_line[0])
        expected = {x for rect in on_line for x in range(round(rect.left()), round(rect.right()))}
        assert len(columns ^ expected) <= 4 * len(on_line), sorted(columns ^ expected)


TRICKY = [
    "😀 the army said",
    "👩\u200d👩\u200d👧 😀😀 the army",
    "🇨🇴🇻🇪 the army",
    "\U00020000\U00020001 the army",
    "e\u0301e\u0301e\u0301 the army",
    "\ufeff\ufeffx the army",
    "\ufffex the army",
    "a\tb\tthe army",
    "x\u2028y the army",
    "\u200bzero\u00ad\u2060 the army \u200b",
    "الجيش the army الجيش",
    "הצבא 12 the army",
    "“the army”\u00a0said",
    "Before.\n😀\nthe army",
]


@pytest.mark.parametrize("text", TRICKY)
def test_a_highlight_covers_the_marked_letters_and_no_others(reader: Reader, text: str) -> None:
    before = reader.opens(text).picture()
    reader.opens(text, ("the army", "actor"))
    pixels = changes(before, reader.picture())
    rects = reader.view.range_rectangles(*reader.range("the army"))
    assert rects
    check_covers(pixels, rects)
    letters = sum(rect.width() for rect in rects)
    alone = reader.opens("the army").view.range_rectangles(0, 8)
    assert letters == pytest.approx(sum(rect.width() for rect in alone), abs=2)


@pytest.mark.parametrize("text", TRICKY)
def test_a_selection_covers_the_selected_letters_and_no_others(reader: Reader, text: str) -> None:
    reader.opens(text).view.place_caret(reader.range("the army")[1])
    before = reader.picture()
    reader.view.select(*reader.range("the army"))
    check_covers(changes(before, reader.picture()), reader.view.range_rectangles(*reader.range("the army")))


def test_a_highlight_in_right_to_left_text_covers_the_marked_letters(reader: Reader) -> None:
    text = "قال الجيش إن 12 طائرة دمرت"
    for quote in ("الجيش", "12", "إن 12 طائرة", "دمرت"):
        before = reader.opens(text).picture()
        reader.opens(text, (quote, "weapon"))
        check_covers(changes(before, reader.picture()), reader.view.range_rectangles(*reader.range(quote)))


def test_a_highlight_over_several_lines_covers_each_to_its_end(reader: Reader) -> None:
    quote = "ministry claims that rebels armed with Igla missiles"
    before = reader.resizes(260).opens(NEWS).picture()
    reader.opens(NEWS, (quote, "actor"))
    rects = reader.view.range_rectangles(*reader.range(quote))
    assert len(rects) >= 3
    check_covers(changes(before, reader.picture()), rects)


def test_a_search_hit_is_marked_where_it_is(reader: Reader) -> None:
    before = reader.opens(NEWS).picture()
    hits = [(i, i + 4) for i in range(len(NEWS)) if NEWS.startswith("that", i)]
    reader.view.set_hits(hits)
    pixels = changes(before, reader.picture())
    check_covers(pixels, [rect for hit in hits for rect in reader.view.range_rectangles(*hit)])
    reader.view.set_hits(())
    assert changes(before, reader.picture()) == []


def test_a_statement_has_no_tint_but_a_line_below_and_a_bar_beside(reader: Reader) -> None:
    before = reader.widens().opens(NEWS).picture()
    reader.opens(NEWS, (CLAIM, "claim"))
    pixels = changes(before, reader.picture())
    [rect] = reader.view.range_rectangles(*reader.range(CLAIM))
    column = reader.view._page.column()[0]
    assert {x for x in text_columns(pixels, rect) if x >= column} == set()
    beside = {x for x in text_columns(pixels, rect) if x < column}
    assert beside
    assert max(beside) < column - 3
    below = {x for x, y in pixels if y > rect.bottom()}
    assert len(below ^ set(range(round(rect.left()), round(rect.right())))) <= 4
    [stroke] = reader.strokes()
    block_top = rect.top() - reader.block().tops[0]
    hue = theme("light").hue("purple")
    middle = QColor(reader.picture().pixel(int(rect.center().x()), round(block_top + stroke.y - 0.5)))
    assert colour_distance(middle, hue) < 60


def colour_distance(one: QColor, other: QColor) -> int:
    return abs(one.red() - other.red()) + abs(one.green() - other.green()) + abs(one.blue() - other.blue())


@pytest.mark.parametrize(("quote", "label"), [("Igla missiles", "weapon"), (CLAIM, "claim")])
def test_a_note_is_a_ring_below_the_end_of_its_span(reader: Reader, quote: str, label: str) -> None:
    plain_span = span(NEWS, quote, label)
    before = reader.opens(NEWS, plain_span).picture()
    pixels = changes(before, reader.opens(NEWS, plain_span.but(attributes={"note": "Which?"})).picture())
    last = reader.view.range_rectangles(*reader.range(quote))[-1]
    assert pixels
    assert all(last.right() - 14 <= x <= last.right() + 1 and y >= last.bottom() - 4 for x, y in pixels)


def test_nothing_is_drawn_beyond_the_lines_that_a_span_touches(reader: Reader) -> None:
    before = reader.resizes(400).opens(NEWS).picture()
    quote = "Igla missiles"
    nest = [span(NEWS, quote, "weapon"), span(NEWS, CLAIM, "claim"), span(NEWS, quote, "figure")]
    reader.opens(NEWS, *nest)
    pixels = changes(before, reader.picture())
    rects = reader.view.range_rectangles(*reader.range(CLAIM))
    top, bottom = rects[0].top(), rects[-1].bottom() + reader.view._page.metrics.room
    assert all(top - 1 <= y <= bottom for _, y in pixels)


def test_the_caret_is_where_it_says(reader: Reader) -> None:
    reader.opens(NEWS)
    caret = theme("light").caret
    for place in (0, 16, 17, 40, len(NEWS) - 1, len(NEWS), NEWS.index("\n\n") + 1):
        reader.view.place_caret(place)
        rect = reader.view.caret_rectangle()
        x, y = round(rect.center().x() - 0.5), int(rect.center().y())
        seen = [QColor(reader.picture().pixel(x + dx, y)) for dx in (-1, 0, 1)]
        assert min(colour_distance(colour, caret) for colour in seen) < 250


def test_the_caret_at_the_cut_of_a_long_paragraph_is_drawn_once(reader: Reader) -> None:
    reader.opens("The army said that it lost nearly all of its missiles. " * 100)
    cut = reader.view._page.block_of(0)[0].end
    reader.view.reveal(cut, cut)
    reader.view.place_caret(cut - 30)
    above = reader.view.caret_rectangle()
    before = reader.picture()
    reader.view.place_caret(cut)
    below = reader.view.caret_rectangle()
    assert below.top() > above.bottom()
    slack = QMarginsF(3, 3, 3, 3)
    places = [above.marginsAdded(slack), below.marginsAdded(slack)]
    assert [pixel for pixel in changes(before, reader.picture()) if not any(r.contains(*pixel) for r in places)] == []


def test_an_empty_page_is_nothing_but_paper(reader: Reader) -> None:
    image = reader.opens("").picture()
    paper = theme("light").paper
    assert {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)} == {paper.rgb()}


def test_the_dark_look_is_dark_and_shows_the_same(reader: Reader) -> None:
    reader.opens(NEWS, ("Igla missiles", "weapon"), (CLAIM, "claim"))
    reader.view.set_theme(theme("dark"))
    image = reader.picture()
    assert QColor(image.pixel(1, 1)).lightness() < 60
    bare = reader.opens(NEWS).picture()
    check_covers(
        [(x, y) for x, y in changes(bare, image) if x > reader.view._page.column()[0]],
        reader.view.range_rectangles(*reader.range("Igla missiles")),
    )


def test_spans_of_others_are_only_hinted_at(reader: Reader) -> None:
    marked = span(NEWS, "Igla missiles", "weapon", annotator="ben")
    bare = reader.widens().opens(NEWS).picture()
    own = changes(bare, reader.opens(NEWS, marked).picture())
    reader.view.set_annotator("ana")
    others = changes(bare, reader.picture())
    [rect] = reader.view.range_rectangles(*reader.range("Igla missiles"))
    assert text_columns(own, rect)
    assert text_columns(others, rect) == set()
    assert others
    reader.view.set_annotator("ben")
    assert changes(bare, reader.picture()) == own


def test_the_chosen_span_stands_out_and_says_its_label(reader: Reader) -> None:
    reader.widens().opens(NEWS, ("Igla missiles", "weapon"), (CLAIM, "claim"))
    reader.view.place_caret(reader.range("Igla")[0])
    before = reader.picture()
    reader.view.select_span("weapon:Igla missiles")
    pixels = changes(before, reader.picture())
    [rect] = reader.view.range_rectangles(*reader.range("Igla missiles"))
    assert any(y < rect.top() - 3 for _, y in pixels), "the badge above it"
    around = rect.adjusted(-90, -20, 90, reader.view._page.metrics.room)
    assert all(around.contains(x, y) for x, y in pixels)


def test_only_what_is_in_sight_is_painted(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(f"Line {n} of a long article that goes on." for n in range(1000))
    painted = 0
    paint_line = painting._paint_behind

    def counted(*args: Any) -> None:
        nonlocal painted
        painted += 1
        paint_line(*args)

    monkeypatch.setattr(painting, "_paint_behind", counted)
    reader.opens(text)
    painted = 0
    reader.picture()
    assert 5 < painted < 40


# repainting

Deed = Callable[[Reader, random.Random], None]


def tags(reader: Reader, chance: random.Random) -> None:
    start = chance.randrange(len(NEWS) - 2)
    end = min(len(NEWS), start + chance.choice((1, 4, 15, 60, 120)))
    label = chance.choice(LABELS).name
    reader.view.replace_spans([], [Span(f"r{chance.random()}", "a", start, end, label, NEWS[start:end])])


def removes(reader: Reader, chance: random.Random) -> None:
    known = [one.id for one in reader.view.spans]
    if known:
        reader.view.replace_spans([chance.choice(known)], [])


def chooses(reader: Reader, chance: random.Random) -> None:
    known = [one.id for one in reader.view.spans]
    if known:
        reader.view.select_span(chance.choice(known))


def selects(reader: Reader, chance: random.Random) -> None:
    start, end = sorted(chance.sample(range(len(NEWS) + 1), 2))
    reader.view.select(start, end, backward=chance.random() < 0.5)


def moves(reader: Reader, chance: random.Random) -> None:
    unit = chance.choice(("character", "word", "line", "sentence", "paragraph", "line_edge"))
    reader.moves(unit, forward=chance.random() < 0.5, extend=chance.random() < 0.5)


def changes_hands(reader: Reader, chance: random.Random) -> None:
    """Moves the focus away, or back."""
    if reader.view.hasFocus():
        reader.view.clearFocus()
    else:
        reader.view.setFocus()


DEEDS: tuple[Deed, ...] = (tags, tags, removes, chooses, selects, moves, changes_hands)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_changes_is_painted_anew(reader: Reader, seed: int) -> None:
    """Every pixel that a deed changes is in a stretch that Qt was asked to paint anew, and nothing kept is stale."""
    chance = random.Random(seed)
    asked: list[QRect] = []
    viewport = reader.resizes(420, 330).opens(NEWS).view.viewport()

    def note(*where: int) -> None:
        asked.append(QRect(*where) if where else viewport.rect())

    viewport.update = note  # type: ignore[method-assign, assignment]
    before = reader.picture()
    for _ in range(25):
        asked.clear()
        deed = chance.choice(DEEDS)
        deed(reader, chance)
        after = reader.picture()
        missed = [(x, y) for x, y in changes(before, after) if not any(rect.contains(x, y) for rect in asked)]
        assert missed == [], (deed.__name__, missed[:5], asked)
        reader.view._scene.forget_strokes()
        assert changes(after, reader.picture()) == [], (deed.__name__, "what is kept of earlier drawing is stale")
        before = after


# marks


def test_labels_are_told_apart_without_colour() -> None:
    marks = marks_of(LABELS)
    assert len(set(marks.values())) == len(LABELS)
    assert marks["claim"] is Mark.BAR
    phrases = {marks[label.name] for label in LABELS if label.extent is Extent.PHRASE}
    assert Mark.BAR not in phrases
