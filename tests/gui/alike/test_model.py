"""The list of places against what it should hold, whatever comes and is ticked in whatever order."""

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from annotator.domain.occurrences import Tagged, described
from annotator.gui.alike.model import AlikeModel, Hit
from annotator.store.occurrences import FoundIn

LABELS = ("", "actor", "weapon")
NUMBERS = st.lists(st.integers(0, 30), unique=True, min_size=1, max_size=6)
PLACES = st.integers(1, 4)
SPANS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 6), st.sampled_from(LABELS[1:])).map(
        lambda one: (one[0], one[0] + one[1], one[2])
    ),
    max_size=4,
)
DEEDS = st.lists(st.tuples(st.sampled_from(["toggle", "all", "none", "retag"]), st.integers(0, 40), SPANS), max_size=6)
TEXT = "ab ab ab ab ab"


def found_in(number: int, places: int, tagged: list[Tagged]) -> FoundIn:
    return FoundIn(f"a{number}", number, f"Nr {number}", tuple(described(TEXT, _places(places), tagged)))


def _places(count: int) -> list[tuple[int, int]]:
    return [(3 * n, 3 * n + 2) for n in range(count)]


def check(model: AlikeModel) -> None:
    hits = [hit for row in range(model.rowCount()) if (hit := model.hit(row))]
    assert hits == list(model.hits())
    assert [hit.group.number for hit in hits] == sorted(hit.group.number for hit in hits)
    assert model.places == len(hits)
    assert model.ticked == sum(hit.ticked for hit in hits)
    can_tick = [hit for hit in hits if not model.label or model.label not in hit.occurrence.standing.on]
    assert all(not hit.ticked for hit in hits if hit not in can_tick)
    assert model.all_ticked == (bool(can_tick) and all(hit.ticked for hit in can_tick))
    for label in LABELS[1:]:
        wanted = [hit.place for hit in hits if hit.ticked and label not in hit.occurrence.standing.on]
        assert model.ranges(label) == wanted
        assert model.would_tag(label) == len(wanted)


@settings(max_examples=30)
@given(numbers=NUMBERS, data=st.data(), label=st.sampled_from(LABELS), titles=st.booleans(), deeds=DEEDS)
def test_rows_and_counts_are_always_right(
    numbers: list[int], data: st.DataObject, label: str, titles: bool, deeds: list[tuple[str, int, list[Tagged]]]
) -> None:
    model = AlikeModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.begin(titles=titles, label=label)
    batch = [found_in(number, data.draw(PLACES), data.draw(SPANS)) for number in numbers]
    cut = data.draw(st.integers(0, len(batch)))
    model.add(batch[:cut])
    check(model)
    model.add(batch[cut:])
    check(model)
    assert model.rowCount() == model.places + len(batch) * titles
    for deed, number, spans in deeds:
        row = number % model.rowCount()
        if deed == "toggle":
            model.toggle([row], by=row)
        elif deed == "retag":
            model.retag({f"a{numbers[number % len(numbers)]}": spans, "elsewhere": spans})
        else:
            model.tick_all(deed == "all")
        check(model)
    del tester


def test_the_nearest_row_and_the_next_one_go_round(qtbot: QtBot) -> None:
    model = AlikeModel()
    model.begin(titles=True, label="")
    assert model.next_row(-1, forward=True) == model.row_near("a1", 0) == -1
    model.add([found_in(1, 2, []), found_in(2, 1, [])])
    assert [model.row_near("a1", offset) for offset in (0, 1, 2, 4, 9)] == [1, 1, 2, 2, 2]
    assert model.row_near("a2", 0) == 4
    assert [model.next_row(row, forward=True) for row in (-1, 0, 1, 2, 4)] == [1, 1, 2, 4, 1]
    assert [model.next_row(row, forward=False) for row in (-1, 1, 2, 4)] == [4, 4, 1, 2]
    assert model.rowCount(model.index(0)) == 0
    assert model.data(QModelIndex()) is None
    assert isinstance(model.hit(1), Hit)
    assert model.hit(0) is None
