"""Lists of labels that other tools keep: names, order, keys and colours, whatever else stands in the file."""

import random
from pathlib import Path

import pytest

from annotator.domain.model import Label
from annotator.errors import ReadFailed
from annotator.formats.palette import hue, nearest, pale
from annotator.formats.registry import detect
from tests.unit.formats.importing import imported, read
from tests.unit.formats.made import ALERT
from tests.unit.formats.test_broken_files import damaged, outcome

BRAT = """# what this corpus marks
[entities]
Person
!Thing
\tWeapon
\t\tShoulder-fired   Arg:<ANY>
------
Größe
<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>
[relations]
said_by Arg1:Person, Arg2:Person
[events]
<WHO>=Person|Größe
!Life
\tDie Victim-Arg:<WHO>
Person
[attributes]
Negated Arg:<EVENT>
"""
VISUAL = """[labels]
Person | Human being | Pers
[drawing]
SPAN_DEFAULT fgColor:black, bgColor:lightgreen, borderColor:darken
Person\tbgColor:#ffccaa, fgColor:black
Weapon bgColor:nonsense
"""
STUDIO = """<?xml version="1.0" encoding="UTF-8"?>
<View>
  <Header value="Mark what you see"/>
  <Labels name="label" toName="text">
    <Label value="actor" background="#0f5fc7" hotkey="2"/>
    <View><Label value="A &amp; B" alias=" place " background="DarkOrange" hotkey="shift+p"/></View>
  </Labels>
  <Choices name="mood" toName="text"><Choice value="calm"/></Choices>
  <RectangleLabels name="box" toName="image"><Label value="tank"/></RectangleLabels>
  <HyperTextLabels name="more" toName="text"><Label value="claim"/><Label value="actor"/></HyperTextLabels>
  <Text name="text" value="$text"/>
</View>
"""


def configured(folder: Path, configuration: str, visual: str = "") -> Path:
    path = folder / "annotation.conf"
    path.write_text(configuration, "utf-8")
    if visual:
        (folder / "visual.conf").write_text(visual, "utf-8")
    return path


def document(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "doc.txt").write_text(ALERT, "utf-8")
    path = folder / "doc.ann"
    path.write_text("T1\tPerson 2 6\tKyiv\n", "utf-8")
    return path


def test_brat_lists_what_a_span_can_be_in_its_order(tmp_path: Path) -> None:
    found, report = imported(configured(tmp_path, BRAT, VISUAL))
    assert (found, report.refused) == ([], [])
    assert report.scheme == [
        Label("Person", color="orange"),
        Label("Weapon", color="slate"),
        Label("Shoulder-fired", color="green"),
        Label("Größe", color="green"),
        Label("Die", color="green"),
    ]
    assert report.warnings == [
        f"{tmp_path / 'annotation.conf'}: holds the labels Person, Weapon, Shoulder-fired, Größe, Die."
    ]


def test_without_visual_conf_no_colour_is_told(tmp_path: Path) -> None:
    _, report = imported(configured(tmp_path, "[entities]\r\nPerson\r\nA_20_B\r\n"))
    assert report.scheme == [Label("Person", color=""), Label("A_20_B", color="")]


def test_a_document_brings_the_configuration_of_its_folder_or_of_the_one_above(tmp_path: Path) -> None:
    near = document(tmp_path / "train")
    for above, chosen in ((True, near), (True, tmp_path), (False, near.parent), (False, near.with_suffix(".txt"))):
        path = configured(tmp_path if above else near.parent, "[entities]\nPerson\nPlace\n", VISUAL)
        found, report = imported(chosen)
        assert len(found) == 1
        assert [label.name for label in report.scheme] == ["Person", "Place"]
        assert not report.refused
        assert len(report.warnings) == 1
        path.unlink()
        path.with_name("visual.conf").unlink()


def test_a_configuration_without_types_is_passed_over_where_a_document_stands(tmp_path: Path) -> None:
    near = document(tmp_path / "docs")
    path = configured(near.parent, "[relations]\nsaid_by Arg1:A, Arg2:B\n")
    found, report = imported(near.parent)
    assert (len(found), report.scheme, report.refused, report.warnings) == (1, [], [], [])
    assert detect(path) is None or detect(path).name == "text"  # type: ignore[union-attr]
    with pytest.raises(ReadFailed, match="names no entities"):
        read("brat", path.read_bytes(), tmp_path, "annotation.conf")


def test_a_configuration_that_is_no_utf8_is_refused_by_itself(tmp_path: Path) -> None:
    near = document(tmp_path / "docs")
    (near.parent / "annotation.conf").write_bytes(b"[entities]\nPerson\nGr\xf6\xdfe\n")
    found, report = imported(near)
    assert (len(found), report.scheme) == (1, [])
    assert [(refused.line, "UTF-8" in refused.reason) for refused in report.refused] == [(3, True)]


def test_label_studio_lists_the_labels_of_texts_by_what_its_exports_call_them(tmp_path: Path) -> None:
    path = tmp_path / "config.xml"
    path.write_bytes(STUDIO.encode())
    found, report = imported(path)
    assert (found, report.refused) == ([], [])
    assert report.scheme == [Label("actor", "2", "blue"), Label("place", "", "orange"), Label("claim", color="")]


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        ('<!DOCTYPE View [<!ENTITY a "b">]>\n<View><Labels><Label value="&a;"/></Labels></View>', 1, "document type"),
        ('<View>\n<Labels>\n<Label value="a"></Labels></View>', 3, "no valid XML: mismatched tag"),
        ('<View>\n<Labels><Label value=" "/></Labels></View>', 2, "no name"),
        ("<View><Labels/></View>", None, "no labels of texts"),
        ('<View><Labels><Label value="&b;"/></Labels></View>', 1, "undefined entity"),
        ('<View><Labels><Label value="a', 1, "no valid XML"),
    ],
)
def test_a_labelling_configuration_that_is_wrong(tmp_path: Path, data: str, line: int | None, reason: str) -> None:
    with pytest.raises(ReadFailed, match=reason) as caught:
        read("labelstudio", data.encode(), tmp_path, "config.xml")
    assert caught.value.line == line


def test_other_xml_is_none_of_it(tmp_path: Path) -> None:
    path = tmp_path / "config.xml"
    for data in ('<View><RectangleLabels><Label value="tank"/></RectangleLabels></View>', "<Labels/>", "<a>View</a>"):
        path.write_text(data)
        assert detect(path) is None


@pytest.mark.parametrize(("name", "data"), [("annotation.conf", BRAT), ("config.xml", STUDIO)])
def test_damage_is_told_or_harmless(tmp_path: Path, name: str, data: str) -> None:
    chance = random.Random(name)
    path = tmp_path / name
    for _ in range(100):
        path.write_bytes(damaged(data.encode(), chance))
        outcome(path)
        if path.stat().st_size:
            outcome(path, "brat" if name == "annotation.conf" else "labelstudio")


def test_colours_of_other_tools_become_the_nearest_of_the_palette() -> None:
    for name in ("purple", "blue", "red", "green", "orange", "teal", "pink", "brown", "olive", "indigo", "slate"):
        assert nearest(hue(name)) == nearest(hue(name).upper()) == nearest(name) == name
        assert nearest(pale(hue(name)), is_pale=True) == name
    assert [nearest(color) for color in ("#F00", "darkblue", "LightSeaGreen", "gray", "#207a4dff")] == [
        "red", "blue", "green", "slate", "green"
    ]  # fmt: skip
    assert (nearest(""), nearest("no colour"), nearest("#12")) == ("", "slate", "slate")


def test_real_files(corpora: Path) -> None:
    for name, first, last in (("bio", "Protein", "Negative_regulation"), ("news", "Person", "Report")):
        _, report = imported(corpora / "brat-tutorials" / name)
        assert (report.scheme[0].name, report.scheme[-1].name, report.refused) == (first, last, [])
    assert detect(corpora / "label-studio" / "converter" / "test_export_json_min" / "label_config.xml") is None
