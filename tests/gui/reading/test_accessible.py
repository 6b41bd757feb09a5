"""What assistive tools get of the reading view, asked within the process."""

import gc
import tracemalloc
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import shiboken6
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.model import Extent, Label, Span
from annotator.gui.reading import ReadingView, accessible
from annotator.gui.reading.accessible import ReadingAccessible, ReadingText, attribute_string

Event = QAccessible.Event
Boundary = QAccessible.TextBoundaryType
MakeView = Callable[..., ReadingView]

LABELS = [Label("claim", extent=Extent.STATEMENT), Label("actor"), Label("weapon"), Label("figure")]
TEXT = "Ana said 🚀 “the Wagner group has Igla missiles” on Monday.\nThe end of it, é🇻🇪, came\n\nlater."
NESTED = [
    ("the Wagner group has Igla missiles", "claim"),
    ("Wagner group has", "actor"),
    ("Wagner", "weapon"),
    ("Igla missiles", "weapon"),
    ("missiles”", "figure"),
    ("The end of it", "claim"),
]


def spans_of(text: str, *wanted: tuple[str, str], annotator: str = "") -> list[Span]:
    return [
        Span(f"{annotator}{number}", "a", text.index(quote), text.index(quote) + len(quote), label, quote, annotator)
        for number, (quote, label) in enumerate(wanted)
    ]


@pytest.fixture
def make_view(qtbot: QtBot) -> MakeView:
    def make(text: str = TEXT, *wanted: tuple[str, str]) -> ReadingView:
        view = ReadingView()
        qtbot.addWidget(view)
        view.resize(420, 300)
        view.show_article("a", text, spans_of(text, *(wanted or (NESTED if text is TEXT else ()))), LABELS)
        view.show()
        return view

    return make


def asked(view: ReadingView) -> ReadingAccessible:
    interface = QAccessible.queryAccessibleInterface(view)
    assert isinstance(interface, ReadingAccessible)
    return interface


def text_of(view: ReadingView) -> ReadingText:
    text = asked(view).textInterface()
    assert isinstance(text, ReadingText)
    return text


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[list[Any]]:
    """The events that an assistive tool would get."""
    events: list[Any] = []
    monkeypatch.setattr(accessible, "_send", events.append)
    QAccessible.setActive(True)
    yield events
    QAccessible.setActive(False)


def kinds(events: list[QAccessibleEvent]) -> list[Event]:
    found = [event.type() for event in events]
    events.clear()
    return found


def test_it_is_a_read_only_text_of_many_lines_without_parts(make_view: MakeView) -> None:
    interface = asked(make_view())
    state = interface.state()
    assert interface.role() is QAccessible.Role.EditableText
    assert interface.text(QAccessible.Text.Name) == "Article text"
    assert (state.readOnly, state.multiLine, state.selectableText, state.focusable) == (1, 1, 1, 1)
    assert not state.editable
    assert interface.childCount() == 0
    assert interface.editableTextInterface() is None


def test_other_widgets_are_left_to_qt(make_view: MakeView, qtbot: QtBot) -> None:
    make_view()
    other = QWidget()
    qtbot.addWidget(other)
    assert not isinstance(QAccessible.queryAccessibleInterface(other), ReadingAccessible)


def test_the_text_and_its_pieces_around_an_emoji(make_view: MakeView) -> None:
    text = text_of(make_view())
    assert text.counts_code_points
    assert text.characterCount() == len(TEXT)
    assert text.text(9, 15) == "🚀 “the"
    assert text.textAtOffset(9, Boundary.CharBoundary) == ("🚀", 9, 10)
    assert text.textAfterOffset(9, Boundary.WordBoundary) == (" “", 10, 12)
    assert text.textAtOffset(12, Boundary.WordBoundary) == ("the", 12, 15)
    assert text.textBeforeOffset(12, Boundary.CharBoundary) == ("“", 11, 12)
    flag = TEXT.index("🇻🇪")
    assert text.textAtOffset(flag + 1, Boundary.CharBoundary) == ("🇻🇪", flag, flag + 2)


def test_where_qt_finds_words_itself_offsets_are_utf16(make_view: MakeView) -> None:
    view = make_view()
    text = text_of(view)
    text.counts_code_points = False
    assert text.characterCount() == len(TEXT.encode("utf-16-le")) // 2
    assert text.text(9, 16) == "🚀 “the"
    text.setCursorPosition(13)
    assert view.caret == 12
    assert text.cursorPosition() == 13
    view.select(12, 15)
    assert text.selectionCount() == 0, "Qt would ask for a selection that nobody can give"


@pytest.mark.parametrize("boundary", [b for b in Boundary if b is not Boundary.NoBoundary], ids=lambda b: b.name)
@given(source=st.text(alphabet=st.sampled_from("ab1,. \n🚀é\u0301\ufeff🇻🇪-’א"), max_size=60))
def test_pieces_of_one_kind_cover_the_text(qapp: QApplication, boundary: Boundary, source: str) -> None:
    view = ReadingView()
    view.show_article("a", source, (), LABELS)
    text = text_of(view)
    offset = 0
    pieces: list[tuple[int, int]] = []
    while offset < len(source):
        piece, start, end = text.textAtOffset(offset, boundary)
        assert start == offset < end
        assert piece.replace("\u2060", "\ufeff") == source[start:end]
        assert all(text.textAtOffset(within, boundary)[1:] == (start, end) for within in range(start, end))
        assert text.textAfterOffset(start, boundary)[1:] == text.textAtOffset(end, boundary)[1:] or end == len(source)
        assert not pieces or text.textBeforeOffset(offset, boundary)[1:] == pieces[-1]
        pieces.append((start, end))
        offset = end
    assert text.textBeforeOffset(0, boundary) == ("", 0, 0)
    assert text.textAfterOffset(len(source), boundary) == ("", len(source), len(source))
    shiboken6.delete(view)


def test_attributes_name_the_spans_from_inner_to_outer(make_view: MakeView) -> None:
    text = text_of(make_view())
    said = {}
    offset = 0
    while offset < len(TEXT):
        attributes, start, end = text.attributes(offset)
        assert start == offset
        said[TEXT[start:end]] = attributes.removeprefix("spans:").removesuffix(";text-underline-type:single;")
        offset = end
    assert said == {
        "Ana said 🚀 “": "",
        "the ": "claim 1",
        "Wagner": "weapon inside actor inside claim 1",
        " group has": "actor inside claim 1",
        " ": "claim 1",
        "Igla ": "weapon inside claim 1",
        "missiles": "figure and weapon inside claim 1",
        "”": "figure",
        " on Monday.\n": "",
        "The end of it": "claim 2",
        ", é🇻🇪, came\n": "",
        "\n": "",
        "later.": "",
    }
    assert text.attributes(len(TEXT)) == ("", len(TEXT), len(TEXT))
    assert text.attributes(-1) == text.attributes(len(TEXT))


@given(data=st.data())
def test_a_run_of_attributes_ends_where_the_spans_change(qapp: QApplication, data: st.DataObject) -> None:
    source = "ab 🚀\n" * 30
    starts = st.integers(0, len(source) - 1)
    ranges = data.draw(st.lists(st.tuples(starts, st.integers(1, 40), st.sampled_from(LABELS)), max_size=12))
    spans = [
        Span(str(number), "a", start, end, label.name, source[start:end])
        for number, (start, length, label) in enumerate(ranges)
        for end in [min(len(source), start + length)]
    ]
    view = ReadingView()
    view.show_article("a", source, spans, LABELS)
    text = text_of(view)
    over = [frozenset(s.id for s in spans if s.start <= offset < s.end) for offset in range(len(source))]
    for offset in range(len(source)):
        said, start, end = text.attributes(offset)
        assert {over[within] for within in range(start, end)} == {over[offset]}
        assert start == 0 or over[start - 1] != over[offset] or source[start - 1] == "\n"
        assert end == len(source) or over[end] != over[offset] or source[end - 1] == "\n"
        assert bool(said) == bool(over[offset])
    shiboken6.delete(view)


def test_what_has_a_meaning_in_attributes_is_escaped() -> None:
    assert attribute_string(spans="a;b:c,d=e\\f") == "spans:a\\;b\\:c\\,d\\=e\\\\f;"


def test_spans_of_others_are_left_out(make_view: MakeView) -> None:
    view = make_view(TEXT, ("Wagner group has", "actor"))
    view.replace_spans((), spans_of(TEXT, ("Wagner", "weapon"), ("the Wagner group", "claim"), annotator="ben"))
    view.set_annotator("ana")
    place = TEXT.index("Wagner")
    assert text_of(view).attributes(place) == ("", 0, TEXT.index("\n") + 1)
    view.set_annotator("ben")
    assert text_of(view).attributes(place)[0].startswith("spans:weapon inside claim 1;")


def test_the_description_follows_caret_and_selection(make_view: MakeView) -> None:
    view = make_view()
    interface = asked(view)

    def said() -> str:
        return interface.text(QAccessible.Text.Description)

    assert said() == "Not in a span"
    view.place_caret(TEXT.index("Wagner") + 2)
    assert said() == "weapon inside actor inside claim 1"
    view.select(TEXT.index("Wagner"), TEXT.index(" has"))
    assert said() == "actor inside claim 1"
    view.show_nothing()
    assert said() == "No article is shown"


def test_a_tool_can_move_caret_and_selection(make_view: MakeView) -> None:
    view = make_view()
    text = text_of(view)
    text.setCursorPosition(TEXT.index("🇻🇪") + 1)
    assert view.caret == TEXT.index("🇻🇪"), "a character is not cut"
    text.addSelection(12, 15)
    assert (text.selectionCount(), text.selection(0), view.selection) == (1, (12, 15), (12, 15))
    text.setSelection(0, 28, 16)
    assert (text.selection(0), text.cursorPosition()) == ((16, 28), 16)
    text.removeSelection(0)
    assert (text.selectionCount(), text.selection(0), view.caret) == (0, (-1, -1), 16)
    text.setCursorPosition(10_000)
    assert view.caret == len(TEXT)


def test_characters_have_places_on_the_screen(make_view: MakeView) -> None:
    view = make_view()
    text = text_of(view)
    whole = QRect(view.viewport().mapToGlobal(view.viewport().rect().topLeft()), view.viewport().size())
    for offset in [9, 10, 12, 40]:
        rect = text.characterRect(offset)
        assert whole.contains(rect)
        assert text.offsetAtPoint(rect.center()) == offset
    for offset in [TEXT.index("\n"), TEXT.index("\n\n") + 1, len(TEXT)]:
        assert text.characterRect(offset).height() > 5
    assert text.offsetAtPoint(whole.topLeft() - whole.center()) == -1


def test_a_tool_can_scroll(make_view: MakeView) -> None:
    view = make_view("word " * 4000)
    text_of(view).scrollToSubstring(15_000, 15_004)
    assert view.verticalScrollBar().value() > 0
    assert view.viewport().rect().contains(view.viewport_point(15_000))


def test_moves_are_told_once_in_each_turn(make_view: MakeView, told: list[Any], qapp: QApplication) -> None:
    view = make_view()
    qapp.processEvents()
    update, *rest = told
    assert (update.type(), update.textRemoved(), update.textInserted()) == (Event.TextUpdated, "", TEXT)
    assert kinds(rest) == [Event.TextCaretMoved, Event.DescriptionChanged]
    told.clear()

    view.place_caret(3)
    view.place_caret(10)
    qapp.processEvents()
    assert told[0].cursorPosition() == 10
    assert kinds(told) == [Event.TextCaretMoved]

    view.select(12, 15)
    qapp.processEvents()
    caret, selection, _ = told
    assert caret.cursorPosition() == 15
    assert (selection.selectionStart(), selection.selectionEnd()) == (12, 15)
    assert kinds(told) == [Event.TextCaretMoved, Event.TextSelectionChanged, Event.DescriptionChanged]

    view.replace_spans([], spans_of(TEXT, ("said", "claim"), annotator="x"))
    qapp.processEvents()
    assert kinds(told) == [Event.TextAttributeChanged, Event.DescriptionChanged], "claim 1 is claim 2 now"

    view.show_article("b", "Other", (), LABELS)
    qapp.processEvents()
    assert (told[0].textRemoved(), told[0].textInserted()) == (TEXT, "Other")
    assert kinds(told)[0] is Event.TextUpdated


def test_a_new_current_span_is_announced(make_view: MakeView, told: list[Any], qapp: QApplication) -> None:
    view = make_view()
    qapp.processEvents()
    said = {}
    for span in view.spans:
        told.clear()
        view.select_span(span.id)
        qapp.processEvents()
        assert Event.DescriptionChanged not in [event.type() for event in told], "nothing is said twice"
        said[span.quote] = told[-1].message()
    assert said == {
        "the Wagner group has Igla missiles": "claim 1: “the Wagner group has Igla missiles”",
        "Wagner group has": "actor: “Wagner group has”, inside claim 1",
        "Wagner": "weapon: “Wagner”, inside actor inside claim 1",
        "Igla missiles": "weapon: “Igla missiles”, inside claim 1",
        "missiles”": "figure: “missiles””",
        "The end of it": "claim 2: “The end of it”",
    }


def test_a_long_span_is_cut_in_the_announcement(make_view: MakeView, told: list[Any], qapp: QApplication) -> None:
    view = make_view("word " * 4000)
    whole = view.text[:19_000]
    view.replace_spans((), [Span("1", "a", 0, len(whole), "claim", whole)])
    view.select_span("1")
    qapp.processEvents()
    assert len(told[-1].message()) < 150
    assert told[-1].message().endswith("word…”")


def test_a_long_text_is_not_sent_along(make_view: MakeView, told: list[Any], qapp: QApplication) -> None:
    make_view("word " * 20_000)
    qapp.processEvents()
    assert kinds(told)[0] is Event.DocumentContentChanged


def test_nothing_is_told_while_nobody_listens(make_view: MakeView, told: list[Any], qapp: QApplication) -> None:
    QAccessible.setActive(False)
    view = make_view()
    view.select_span("0")
    view.replace_spans(["0"], [])
    qapp.processEvents()
    assert not told


def test_a_long_text_is_not_copied_to_answer(make_view: MakeView) -> None:
    source = "Ana said 🚀 “the Wagner group has Igla missiles” on Monday.\n" * 60_000
    view = make_view(source)
    text = text_of(view)
    far = len(source) // 2
    text.attributes(far)
    tracemalloc.start()
    for boundary in [Boundary.CharBoundary, Boundary.WordBoundary, Boundary.ParagraphBoundary]:
        text.textBeforeOffset(far, boundary)
        text.textAtOffset(far, boundary)
        text.textAfterOffset(far, boundary)
    text.attributes(far)
    text.characterCount()
    text.text(far, far + 80)
    text.cursorPosition()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 200_000


def test_a_fault_is_reported_and_does_no_harm(make_view: MakeView, monkeypatch: pytest.MonkeyPatch) -> None:
    view = make_view()
    text = text_of(view)
    reported: list[type] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, *_: reported.append(kind))
    monkeypatch.setattr(view, "line_at", lambda _: 1 / 0)
    assert text.textAtOffset(3, Boundary.LineBoundary) == ("", -1, -1)
    monkeypatch.setattr(view._page, "text", None)
    assert text.characterCount() == 0
    assert text.attributes(3) == ("", -1, -1)
    assert text.characterRect(3) == QRect()
    assert reported == [ZeroDivisionError, TypeError, TypeError, TypeError]


def test_views_come_and_go(qapp: QApplication, told: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever deletes a view, its interface goes with it and holds nothing."""
    monkeypatch.setattr(accessible, "_send", QAccessible.updateAccessibility)
    parent = QWidget()
    views = []
    for number in range(200):
        view = ReadingView(parent if number % 2 else None)
        view.show_article("a", TEXT, spans_of(TEXT, *NESTED), LABELS)
        text = text_of(view)
        assert text.textAtOffset(9, Boundary.CharBoundary) == ("🚀", 9, 10)
        view.select_span("2")
        if number % 3:
            qapp.processEvents()
        views.append(weakref.ref(view))
        if number % 4 < 2:
            shiboken6.delete(view)
        else:
            view.deleteLater()
        del view
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert (text.characterCount(), text.text(0, 3), text.selection(0)) == (0, "", (-1, -1))
        assert text.attributes(3) == ("", 0, 0)
        assert text.textAtOffset(3, Boundary.WordBoundary) == ("", 0, 0)
    shiboken6.delete(parent)
    del text
    gc.collect()
    assert not [view for view in views if view() is not None]
