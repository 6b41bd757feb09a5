"""How overlaps are drawn: each level below the text it covers, in a room that is kept free for it."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QFont

from annotator.domain.model import Extent, Span
from annotator.domain.span_index import SpanIndex
from annotator.gui.reading.flow import Block
from annotator.gui.reading.lanes import Stroke, strokes_on_line
from annotator.gui.reading.metrics import LineMetrics
from annotator.gui.reading.page import Page, reading_font
from tests.gui.reading.reader import LABELS, Reader, span

EXTENTS = {label.name: label.extent for label in LABELS}
FOUR_LEVELS = "Officials said the ministry claims that rebels armed with Igla missiles hold the border town."
TWO_CLAIMS = "Moscow sold 5,000 surface-to-air missiles, and a drone swarm crossed the border."
CROSSING = "The army and navy chiefs of staff denied the report."
ADJACENT = "Colombia’s ELN fighters carried AK-103s."
SEVERAL_LINES = (
    "According to a report that the agency has not published, the air force lost between 12 and 15 drones in March, "
    "and “the rest are grounded until spare parts arrive from abroad,” an engineer said, which the ministry denies."
)
RIGHT_TO_LEFT = "قال الجيش إن 12 طائرة مسيرة دمرت، حسب وزارة الدفاع."


def drawn(strokes: Sequence[Stroke]) -> dict[str, tuple[Extent, int]]:
    """The band and lane of each quote."""
    return {f"{stroke.span.label}:{stroke.span.quote}": (stroke.band, stroke.lane) for stroke in strokes}


def stroke_of(strokes: Sequence[Stroke], quote: str, label: str = "") -> Stroke:
    [found] = [s for s in strokes if s.span.quote == quote and label in ("", s.span.label)]
    return found


def lies_under(reader: Reader, stroke: Stroke, words: str) -> bool:
    """Whether a stroke is exactly as long as the glyphs of these words, on their line."""
    left = reader.view._page.column()[0]
    rects = [rect.translated(-left, 0) for rect in reader.view.range_rectangles(*reader.range(words))]
    low, high = min(rect.left() for rect in rects), max(rect.right() for rect in rects)
    return stroke.left == pytest.approx(low, abs=0.6) and stroke.right == pytest.approx(high, abs=0.6)


def test_four_levels_lie_one_below_the_other(reader: Reader) -> None:
    claim = "the ministry claims that rebels armed with Igla missiles hold the border town"
    inner_claim = "rebels armed with Igla missiles hold the border town"
    reader.widens().opens(
        FOUR_LEVELS,
        (claim, "claim"),
        (inner_claim, "claim"),
        ("rebels armed with Igla missiles", "actor"),
        ("Igla missiles", "weapon"),
    )
    strokes = reader.strokes()
    from_the_text_down = sorted(strokes, key=lambda stroke: stroke.y)
    assert [stroke.span.label for stroke in from_the_text_down] == ["weapon", "actor", "claim", "claim"]
    assert [stroke.lane for stroke in from_the_text_down] == [0, 1, 0, 1]
    assert from_the_text_down[2].span.quote == inner_claim
    assert all(
        upper.y + upper.thickness / 2 < lower.y - lower.thickness / 2 for upper, lower in pairwise(from_the_text_down)
    )
    for stroke in strokes:
        assert lies_under(reader, stroke, stroke.span.quote)
        assert stroke.start_x == stroke.left
        assert stroke.end_x == stroke.right


def test_two_labels_on_one_range_are_two_strokes_of_one_length(reader: Reader) -> None:
    reader.widens().opens(
        TWO_CLAIMS,
        ("5,000", "figure"),
        ("5,000 surface-to-air missiles", "weapon"),
        ("a drone swarm", "weapon"),
        ("a drone swarm", "actor"),
        ("Moscow sold 5,000 surface-to-air missiles", "claim"),
        ("a drone swarm crossed the border", "claim"),
    )
    strokes = reader.strokes()
    first, second = stroke_of(strokes, "a drone swarm", "actor"), stroke_of(strokes, "a drone swarm", "weapon")
    assert (first.left, first.right) == (second.left, second.right)
    assert {first.lane, second.lane} == {0, 1}
    assert stroke_of(strokes, "5,000").y < stroke_of(strokes, "5,000 surface-to-air missiles").y
    claims = [stroke for stroke in strokes if stroke.band is Extent.STATEMENT]
    assert [stroke.lane for stroke in claims] == [0, 0]


def test_crossing_spans_lie_on_two_lanes(reader: Reader) -> None:
    reader.widens().opens(CROSSING, ("The army and navy", "actor"), ("navy chiefs of staff", "actor"))
    strokes = reader.strokes()
    assert drawn(strokes) == {
        "actor:The army and navy": (Extent.PHRASE, 0),
        "actor:navy chiefs of staff": (Extent.PHRASE, 1),
    }
    assert stroke_of(strokes, "navy chiefs of staff").left < stroke_of(strokes, "The army and navy").right


def test_adjacent_spans_share_a_lane_with_a_gap_between_them(reader: Reader) -> None:
    reader.widens().opens(ADJACENT, ("Colombia’s", "actor"), ("ELN fighters", "actor"), ("AK-103s", "weapon"))
    first, second, third = sorted(reader.strokes(), key=lambda stroke: stroke.left)
    assert first.lane == second.lane == third.lane == 0
    assert first.right < second.left
    touching = "ELNELN"
    reader.opens(touching, span(touching, "ELN", id="1"), span(touching, "ELN", after=3, id="2"))
    one, other = sorted(reader.strokes(), key=lambda stroke: stroke.left)
    assert one.right == pytest.approx(other.left)


def test_a_claim_over_several_lines_begins_and_ends_once(reader: Reader) -> None:
    inner = "the rest are grounded until spare parts arrive from abroad"
    claim = "the air force lost between 12 and 15 drones in March, and “" + inner
    reader.resizes(460).opens(
        SEVERAL_LINES, (claim, "claim"), (inner, "claim"), ("the air force", "actor"), ("between 12 and 15", "figure")
    )
    block = reader.block()
    lines = [reader.strokes(line=number) for number in range(len(block.tops))]
    pieces = [stroke for line in lines for stroke in line if stroke.span.quote == claim]
    assert len(pieces) >= 3
    assert [piece.start_x is not None for piece in pieces] == [True] + [False] * (len(pieces) - 1)
    assert [piece.end_x is not None for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert {piece.lane for piece in pieces} == {1}
    width = reader.view._page.column()[1]
    for number, line in enumerate(lines):
        text_end = block.line(number).naturalTextWidth()
        for stroke in line:
            assert -0.1 <= stroke.left < stroke.right <= min(width, text_end) + 0.6


def test_deep_nests_move_closer_together_and_stay_in_their_room(reader: Reader) -> None:
    text = "a b c d e f g h i j k l m n o p q r s t u v w x y z"
    reader.widens()
    for depth in (1, 2, 3, 4, 6, 12):
        nest = [span(text, text[i * 2 : len(text) - i * 2], id=f"n{i}") for i in range(depth)]
        reader.opens(text, *nest)
        block, metrics = reader.block(), reader.view._page.metrics
        strokes = sorted(reader.strokes(), key=lambda stroke: stroke.y)
        assert [stroke.lane for stroke in strokes] == list(range(depth))
        assert [stroke.span.id for stroke in strokes] == [f"n{i}" for i in reversed(range(depth))]
        bottom = block.text_bottom(0, metrics)
        assert all(bottom <= stroke.y - stroke.thickness / 2 for stroke in strokes)
        assert all(stroke.y + stroke.thickness / 2 <= bottom + metrics.room for stroke in strokes)
        gaps = [lower.y - upper.y for upper, lower in pairwise(strokes)]
        assert all(gap > strokes[0].thickness for gap in gaps)


@given(
    st.integers(0, 14),
    st.integers(0, 14),
    st.sampled_from([8.0, 12.5, 31.0]),
    st.sampled_from([1.0, 1.4]),
)
def test_however_many_lanes_there_are_they_stay_in_order_and_in_the_room(
    qapp: object, phrases: int, statements: int, size: float, spacing: float
) -> None:
    metrics = LineMetrics.of(reading_font(size), spacing)
    if phrases + statements == 0:
        return
    lanes = metrics.lanes(phrases, statements)
    middles = [lanes.y(Extent.PHRASE, lane) for lane in range(phrases)]
    middles += [lanes.y(Extent.STATEMENT, lane) for lane in range(statements)]
    assert middles == sorted(middles)
    assert len(set(middles)) == len(middles)
    assert middles[0] - lanes.stroke / 2 >= 0
    assert middles[-1] + lanes.stroke / 2 <= metrics.room
    assert lanes.stroke > 0


def test_more_phrases_do_not_push_the_first_ones_away_from_the_text(qapp: object) -> None:
    metrics = LineMetrics.of(reading_font())
    usual = metrics.lanes(3, 0)
    for phrases in (4, 5, 6, 9):
        assert metrics.lanes(phrases, 0).y(Extent.PHRASE, 1) <= usual.y(Extent.PHRASE, 1) + 0.01


def test_right_to_left_a_span_begins_on_the_right(reader: Reader) -> None:
    reader.widens().opens(
        RIGHT_TO_LEFT, ("الجيش", "actor"), ("12", "figure"), ("طائرة مسيرة", "weapon"), ("12 طائرة مسيرة دمرت", "claim")
    )
    strokes = reader.strokes()
    actor, figure = stroke_of(strokes, "الجيش"), stroke_of(strokes, "12")
    weapon, claim = stroke_of(strokes, "طائرة مسيرة"), stroke_of(strokes, "12 طائرة مسيرة دمرت")
    assert actor.left > figure.right > figure.left > weapon.right
    for stroke in (actor, weapon):
        assert stroke.start_x == pytest.approx(stroke.right)
        assert stroke.end_x == pytest.approx(stroke.left)
        assert stroke.inward(stroke.right) == -1
        assert len(stroke.segments) == 1
        assert lies_under(reader, stroke, stroke.span.quote)
    assert figure.start_x == pytest.approx(figure.left)
    assert figure.end_x == pytest.approx(figure.right)
    assert claim.right == pytest.approx(figure.right)
    assert claim.start_x == pytest.approx(claim.right), "not at the left of the number that it begins with"
    assert claim.end_x == pytest.approx(claim.left)
    width = reader.view._page.column()[1]
    assert stroke_of(strokes, "الجيش").right <= width


def test_in_a_long_paragraph_from_right_to_left_foreign_words_lie_where_they_are_drawn(reader: Reader) -> None:
    text = "قال الجيش " * 10 + "one two, three (12) " * 600
    reader.opens(text)
    piece = reader.view._page.block_of(len(text) // 2)[0]
    assert piece.right_to_left
    assert text[piece.start : piece.end].isascii()
    first, last = piece.line_range(1)
    for start in range(first, last, 3):
        for end in range(start + 1, last, 7):
            marked = Span("s", "a", start, end, "actor", text[start:end])
            [stroke] = strokes_on_line(piece, 1, [marked], SpanIndex([marked]), reader.view._page.metrics)
            glyphs = list(piece._visual_pieces(1, start - piece.start, end - piece.start))
            assert stroke.left == pytest.approx(min(low for low, _ in glyphs))
            assert stroke.right == pytest.approx(max(high for _, high in glyphs))


def test_in_mixed_writing_a_span_may_lie_in_two_pieces(reader: Reader) -> None:
    text = "He said الجيش الوطني today"
    quote = text[3:13]
    reader.widens().opens(text, (quote, "actor"), ("الجيش", "weapon"))
    strokes = reader.strokes()
    whole, inner = stroke_of(strokes, quote), stroke_of(strokes, "الجيش")
    assert len(whole.segments) == 2
    assert sum(high - low for low, high in whole.segments) == pytest.approx(
        sum(rect.width() for rect in reader.view.range_rectangles(*reader.range(quote)))
    )
    assert inner.start_x == pytest.approx(inner.right)
    assert inner.end_x == pytest.approx(inner.left)
    assert inner.right == pytest.approx(whole.right)
    assert whole.start_x == pytest.approx(whole.left)


def test_what_hangs_over_the_end_of_a_line_is_not_underlined(reader: Reader) -> None:
    text = "The army said on Monday that it lost nearly all of its missiles in the war."
    reader.resizes(260).opens(text, (text[:-1], "claim"))
    block = reader.block()
    for number in range(len(block.tops)):
        [stroke] = reader.strokes(line=number)
        first, last = block.line_range(number)
        shown = text[first:last].rstrip()
        assert stroke.right == pytest.approx(block.x_of(number, min(first + len(shown), len(text) - 1)))


# the text stays where it is


spans_anywhere = st.lists(
    st.tuples(st.integers(0, 150), st.integers(1, 80), st.sampled_from([label.name for label in LABELS])), max_size=12
)


@settings(max_examples=15)
@given(spans_anywhere)
def test_no_line_moves_when_spans_come_and_go(qapp: object, shapes: list[tuple[int, int, str]]) -> None:
    page = Page()
    page.text, page.size = SEVERAL_LINES, QSizeF(380, 400)
    page.lay_out()
    block, _ = page.block_of(0)
    bare = (list(block.tops), block.height, [block.line_range(n) for n in range(len(block.tops))])
    spans = [
        Span(str(n), "a", start, min(len(page.text), start + length), label, page.text[start : start + length])
        for n, (start, length, label) in enumerate(shapes)
    ]
    index = SpanIndex(spans, EXTENTS)
    for number in range(len(block.tops)):
        check_line(block, number, index, spans, page.metrics)
    assert bare == (list(block.tops), block.height, [block.line_range(n) for n in range(len(block.tops))])
    assert page.flow.height == pytest.approx(page.metrics.room + block.height + page.metrics.paragraph_gap)


def check_line(block: Block, number: int, index: SpanIndex, spans: list[Span], metrics: LineMetrics) -> None:
    first, last = block.line_range(number)
    strokes = strokes_on_line(block, number, spans, index, metrics)
    assert {stroke.span.id for stroke in strokes} == {s.id for s in spans if s.start < last and s.end > first}
    bottom = block.text_bottom(number, metrics)
    for stroke in strokes:
        assert bottom <= stroke.y - stroke.thickness / 2
        assert stroke.y + stroke.thickness / 2 <= bottom + metrics.room
        assert (stroke.start_x is not None) == (first <= stroke.span.start < last)
        assert (stroke.end_x is not None) == (first < stroke.span.end <= last)
        assert [stroke.segments[0]] == list(stroke.segments)
        for other in strokes:
            if other.lane != stroke.lane or other.band is not stroke.band:
                assert other.y != stroke.y
            elif other is not stroke:
                assert other.right <= stroke.left + 0.01 or stroke.right <= other.left + 0.01
    order = [(stroke.band is Extent.PHRASE, -stroke.lane) for stroke in strokes]
    assert order == sorted(order)


def test_a_line_with_tall_glyphs_makes_room_for_them_and_keeps_the_lanes_clear(reader: Reader) -> None:
    text = "The army 😀 " + "ཧཱུྃ" * 3 + " said.\nAnd more."
    reader.widens().opens(text, ("The army 😀 " + "ཧཱུྃ" * 3, "actor"))
    block, metrics = reader.block(), reader.view._page.metrics
    line = block.line(0)
    assert block.tops[0] <= line.y() + line.ascent()
    [stroke] = reader.strokes()
    assert stroke.y >= block.text_bottom(0, metrics)
    assert block.height >= metrics.pitch


def test_metrics_follow_any_size_of_font(qapp: object) -> None:
    heights = []
    for size in (6.0, 9.0, 12.5, 24.0, 60.0):
        font = QFont(reading_font())
        font.setPointSizeF(size)
        metrics = LineMetrics.of(font)
        heights.append(metrics.pitch)
        assert metrics.room > metrics.stroke * 5
        assert metrics.statement_top > metrics.phrase_top + 2 * metrics.phrase_step
    assert heights == sorted(heights)
