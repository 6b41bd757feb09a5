"""The counts of the shown spans are right however spans come and go."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.model import Span
from annotator.gui.shown_spans import ShownSpans

WHO = st.sampled_from(["ana", "ben", ""])
LABELS = st.sampled_from(["actor", "claim"])
DEEDS = st.lists(st.tuples(st.booleans(), st.sampled_from("abcde"), WHO, LABELS), max_size=40)


@given(DEEDS)
def test_counts_follow_what_comes_and_goes(deeds: list[tuple[bool, str, str, str]]) -> None:
    shown, there = ShownSpans(), {}
    for comes, span_id, who, label in deeds:
        if comes:
            there[span_id] = Span(span_id, "article", 0, 1, label, "x", who)
            shown.put(there[span_id])
        else:
            assert shown.take(span_id) == there.pop(span_id, None)
    assert {span.id: span for span in shown} == there
    assert len(shown) == len(there)
    for label in ("actor", "claim"):
        assert shown.count(label) == sum(span.label == label for span in there.values())
    assert shown.counts_of("ana") == Counter(span.label for span in there.values() if span.annotator == "ana")
    assert shown.annotators() == sorted({span.annotator for span in there.values() if span.annotator})
