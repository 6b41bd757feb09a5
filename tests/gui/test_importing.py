"""The import dialog: nothing is stored before it was seen, and what is stored is what was seen."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.formats.base import Column
from annotator.gui.dialogs.importing import ImportDialog
from tests.gui.desk import Desk

TEXT = "Rebels fired rockets\n\nGeneral Navarro said that rebels fired 12 rockets on Monday."
SPANS = [("General Navarro", "PERSON"), ("General Navarro", "ORG"), ("12", "figure"), ("rebels", "MISC")]


def tagged(folder: Path) -> Path:
    spans = [
        {"start": TEXT.index(quote), "end": TEXT.index(quote) + len(quote), "label": label} for quote, label in SPANS
    ]
    path = folder / "tagged.jsonl"
    path.write_text(json.dumps({"text": TEXT, "spans": spans}) + "\n", "utf-8")
    return path


def imports(desk: Desk, *paths: Path) -> ImportDialog:
    desk.window.files.take_dropped(list(paths))
    dialog = desk.dialog()
    assert isinstance(dialog, ImportDialog)
    desk.waits_until(lambda: not desk.window.jobs.is_busy)
    return dialog


def drawn(dialog: ImportDialog) -> list[tuple[str, str]]:
    scene = dialog.preview.page._scene
    return sorted((span.label, span.quote) for span in scene.index)


def test_labels_are_mapped_seen_and_stored_as_one_step(desk: Desk, tmp_path: Path) -> None:
    desk.makes_a_project()
    dialog = imports(desk, tagged(tmp_path))
    assert "Annotator JSONL (1)" in dialog.summary.text()
    assert "Not in the project yet: ORG, PERSON, MISC" in dialog.summary.text()
    assert ("PERSON", "General Navarro") in drawn(dialog)
    assert desk.article_ids() == []
    for name, new in (("PERSON", "actor"), ("ORG", "actor"), ("MISC", "")):
        dialog.labels.choose(name, new)
    assert drawn(dialog) == [("actor", "General Navarro"), ("figure", "12")]
    assert "1 article with 3 spans" in dialog.summary.text()
    assert "Not in the project" not in dialog.summary.text()
    told: list[str] = []
    desk.workspace.told.connect(told.append)
    desk.presses_button("Add 1 article").waits_until(lambda: not desk.window.jobs.is_busy)
    assert sorted(desk.marked()) == [("actor", "General Navarro"), ("figure", "12")]
    assert [label.name for label in desk.workspace.labels] == ["claim", "actor", "weapon", "figure"]
    assert told == ["Added 1 article, 2 spans, 1 span became the same as another, 1 span left out."]
    desk.undoes()
    assert desk.article_ids() == []


def test_a_file_of_labels_alone_adds_them(desk: Desk, tmp_path: Path) -> None:
    desk.makes_a_project()
    path = tmp_path / "labels.json"
    path.write_text(json.dumps([{"name": "claim"}, {"name": "place", "color": "#00ff00"}]), "utf-8")
    dialog = imports(desk, path)
    assert "Labels that come with the files: place." in dialog.summary.text()
    told: list[str] = []
    desk.workspace.told.connect(told.append)
    desk.presses_button("Add 1 label").waits_until(lambda: not desk.window.jobs.is_busy)
    assert [label.name for label in desk.workspace.labels] == ["claim", "actor", "weapon", "figure", "place"]
    assert told == ["New labels: place."]
    desk.undoes()
    assert [label.name for label in desk.workspace.labels] == ["claim", "actor", "weapon", "figure"]


def brat_folder(folder: Path) -> list[Path]:
    (folder / "doc.txt").write_text(TEXT, "utf-8")
    begin = TEXT.index("rebels")
    (folder / "doc.ann").write_text(f"T1\tGroup {begin} {begin + 6}\trebels\n", "utf-8")
    (folder / "annotation.conf").write_text("[entities]\nPlace\nGroup\nactor\n", "utf-8")
    return [folder]


def two_files(folder: Path) -> list[Path]:
    first, second = folder / "config.xml", folder / "in.jsonl"
    first.write_text('<View><Labels><Label value="Place"/><Label value="Group"/></Labels></View>', "utf-8")
    begin = TEXT.index("rebels")
    span = {"start": begin, "end": begin + 6, "label": "Group"}
    second.write_text(json.dumps({"text": TEXT, "spans": [span]}) + "\n", "utf-8")
    return [second, first]


def one_file(folder: Path) -> list[Path]:
    path = folder / "both.jsonl"
    begin = TEXT.index("rebels")
    spot = {"label_name": "Group", "start_char": begin, "end_char": begin + 6}
    records = [{"text": TEXT, "annotations": [spot]}, {"name": "Place", "color": "#00ff00"}, {"name": "Group"}]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return [path]


@pytest.mark.parametrize("made", [brat_folder, two_files, one_file])
def test_labels_and_articles_come_and_go_as_one_step(
    desk: Desk, tmp_path: Path, made: Callable[[Path], list[Path]]
) -> None:
    desk.makes_a_project()
    folder = tmp_path / "corpus"
    folder.mkdir()
    own = [label.name for label in desk.workspace.labels]
    dialog = imports(desk, *made(folder))
    assert "Labels that come with the files: Place." in dialog.summary.text()
    told: list[str] = []
    desk.workspace.told.connect(told.append)
    desk.presses_button("Add 1 article").waits_until(lambda: not desk.window.jobs.is_busy)
    assert told == ["Added 1 article, 1 span, new labels: Group, Place."]
    article = desk.article_ids()
    for _ in range(2):
        assert [label.name for label in desk.workspace.labels] == [*own, "Place", "Group"]
        assert (len(article), desk.article_ids()) == (1, article)
        desk.undoes()
        assert ([label.name for label in desk.workspace.labels], desk.article_ids()) == (own, [])
        assert desk.workspace.project.undo_name() is None
        desk.redoes()
    desk.opens_article(0)
    assert desk.marked() == [("Group", "rebels")]
    assert desk.workspace.project.check() == []


def test_a_label_of_the_files_follows_what_was_mapped(desk: Desk, tmp_path: Path) -> None:
    desk.makes_a_project()
    dialog = imports(desk, *one_file(tmp_path))
    dialog.labels.choose("Group", "actor")
    desk.presses_button("Add 1 article").waits_until(lambda: not desk.window.jobs.is_busy)
    assert [label.name for label in desk.workspace.labels] == ["claim", "actor", "weapon", "figure", "Place"]


def test_a_name_that_is_typed_becomes_a_new_label(desk: Desk, tmp_path: Path) -> None:
    desk.makes_a_project()
    dialog = imports(desk, tagged(tmp_path))
    field = dialog.labels.cellWidget(0, 2)
    field.setFocus()
    field.lineEdit().selectAll()  # type: ignore[attr-defined]
    QTest.keyClicks(field.lineEdit(), "place")  # type: ignore[attr-defined]
    assert "place" in dialog.labels.names().values()
    desk.presses_button("Add 1 article").waits_until(lambda: not desk.window.jobs.is_busy)
    assert "place" in [label.name for label in desk.workspace.labels]


def test_a_wrong_encoding_is_seen_and_put_right_before_anything_is_stored(desk: Desk, tmp_path: Path) -> None:
    desk.makes_a_project()
    path = tmp_path / "old.txt"
    path.write_bytes("Новости дня\n\nВойска отошли к реке.".encode("koi8-r"))
    dialog = imports(desk, path)
    dialog.encoding.setCurrentIndex(dialog.encoding.findData("cp1252"))
    desk.waits_until(lambda: not desk.window.jobs.is_busy)
    assert "Войска" not in dialog.preview.page.text
    dialog.encoding.setCurrentIndex(dialog.encoding.findData("koi8-r"))
    desk.waits_until(lambda: not desk.window.jobs.is_busy)
    assert "Войска отошли" in dialog.preview.page.text
    assert dialog.preview.title.text() == "Новости дня"
    desk.presses_button("Add 1 article").waits_until(lambda: not desk.window.jobs.is_busy)
    assert desk.workspace.article.text.endswith("Войска отошли к реке.")
    assert desk.workspace.article.origin.encoding == "koi8-r"


def test_columns_are_chosen_read_again_and_remembered(desk: Desk, tmp_path: Path) -> None:
    desk.makes_a_project()
    path = tmp_path / "table.csv"
    path.write_text('a,b,c\n"Boats lost","The navy lost 3 boats, officials said.","El Faro"\n', "utf-8")
    dialog = imports(desk, path)
    for column, name in ((Column.TEXT, "b"), (Column.TITLE, "a"), (Column.SOURCE, "c")):
        field = dialog.columns.fields[column]
        field.setCurrentIndex(field.findData(name))
        desk.waits_until(lambda: not desk.window.jobs.is_busy)
    assert dialog.preview.title.text() == "Boats lost"
    assert "El Faro" in dialog.preview.about.text()
    dialog.close()
    again = imports(desk, path)
    assert again.preview.title.text() == "Boats lost"
    again.close()


def test_the_keyboard_reaches_everything_and_escape_stores_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.makes_a_project()
    dialog = imports(desk, tagged(tmp_path))
    reached = set()
    for _ in range(12):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        reached.add(dialog.focusWidget())
    assert {dialog.table, dialog.preview.page, dialog.add} <= reached
    assert dialog.tabs.tabBar() in reached
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert desk.article_ids() == []
