"""Labels by other names, on the way in and on the way out."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from annotator.exchange.exporting import export_project
from annotator.exchange.importing import import_files
from annotator.exchange.relabelling import relabel, relabelled_scheme
from annotator.exchange.sample import default_labels
from annotator.store import Project
from tests.unit.formats.made import annotated_articles

TEXT = "Colonel Ruiz fired 12 rockets"
SPANS = [
    {"id": "p", "start": 0, "end": 12, "label": "PERSON"},
    {"id": "o", "start": 0, "end": 12, "label": "ORG"},
    {"id": "m", "start": 19, "end": 21, "label": "MISC"},
    {"id": "w", "start": 22, "end": 29, "label": "weapon"},
]
RELATIONS = [
    {"id": "r", "type": "fires", "from": "o", "to": "w"},
    {"id": "q", "type": "counts", "from": "m", "to": "w"},
]


def test_labels_are_mapped_on_the_way_in_and_out(tmp_path: Path) -> None:
    given_file = tmp_path / "in.jsonl"
    given_file.write_text(json.dumps({"text": TEXT, "spans": SPANS, "relations": RELATIONS}), "utf-8")
    with Project.create(tmp_path / "news.annotator", default_labels()) as project:
        report = import_files(
            project, [given_file], label_map={"PERSON": "actor", "ORG": "actor", "MISC": ""}, annotator="Ana"
        )
        assert (report.spans, report.new_labels) == (2, ())
        assert [warning.split(": ", 1)[1] for warning in report.warnings] == [
            "spans labelled “PERSON” became the same as another, and were left out: 1.",
            "spans labelled “MISC” were left out, as asked for: 1.",
        ]
        out = tmp_path / "out.jsonl"
        written = export_project(project, out, format="jsonl", label_map={"actor": "AGENT", "weapon": ""})
    (line,) = map(json.loads, out.read_text("utf-8").splitlines())
    assert [(span["label"], span["text"]) for span in line["spans"]] == [("AGENT", "Colonel Ruiz")]
    assert [label.name for label in written.labels] == ["claim", "AGENT", "figure"]
    assert written.as_json()["options"]["label_map"] == {"actor": "AGENT", "weapon": ""}  # type: ignore[index]
    (lost,) = (loss for kind, loss in written.losses() if kind == "left_out")
    assert (lost["text"], lost["reason"]) == ("rockets", "Its label was left out, as asked for.")


@given(
    annotated_articles(),
    st.dictionaries(st.sampled_from(["actor", "weapon", "claim"]), st.sampled_from(["x", "", "actor"])),
)
def test_no_span_is_lost_unsaid_and_relations_keep_their_ends(annotated, names) -> None:  # type: ignore[no-untyped-def]
    done = relabel(annotated, names)
    assert len(done.annotated.spans) + len(done.merged) + len(done.dropped) == len(annotated.spans)
    ids = {span.id for span in done.annotated.spans}
    assert all({link.from_id, link.to_id} <= ids for link in done.annotated.relations)
    places = [(span.start, span.end, span.label, span.annotator) for span in done.annotated.spans]
    assert len(set(places)) == len(places)
    assert {span.label for span in done.annotated.spans}.isdisjoint(old for old in names if old not in names.values())
    assert {label.name for label in relabelled_scheme(default_labels(), names)}.isdisjoint({""})
