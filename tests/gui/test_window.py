"""The window as a whole: names for everyone, pictures that exist, themes, faults, and what it does not load."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QEvent, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMenu,
    QProgressBar,
    QPushButton,
    QScrollBar,
    QWidget,
)
from shiboken6 import isValid

from annotator.gui import system
from annotator.gui.cut_label import CutLabel
from annotator.gui.faults import Faults
from annotator.gui.icons import ICONS, app_icon, icon
from annotator.gui.looks import style_sheet
from annotator.gui.sample import fresh_sample
from annotator.gui.settings import SETTINGS, Settings
from annotator.gui.theme import theme
from tests.gui.desk import Desk

ROOT = Path(__file__).parents[2]
CONTROLS = (
    QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QAbstractScrollArea, QAbstractSpinBox, QProgressBar,
)  # fmt: skip
TEXT = "Army counts its losses\n\nThe army lost three tanks on Monday."


def _unnamed(window: QWidget) -> list[str]:
    found = []
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, CONTROLS) or isinstance(widget, QScrollBar):
            continue
        inner = widget.objectName().startswith("qt_") or type(widget).__name__.startswith("QComboBox")
        parent = widget.parentWidget()
        is_part = isinstance(parent, (QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView)) or (
            parent is not None and isinstance(parent.parentWidget(), QComboBox)
        )
        if not (inner or is_part or widget.accessibleName() or getattr(widget, "text", lambda: "")()):
            found.append(f"{type(widget).__name__} in {type(parent).__name__}")
    return found


def test_every_control_has_a_name(desk: Desk) -> None:
    desk.has_articles(TEXT).selects("three tanks").presses("3")
    assert _unnamed(desk.window) == []


@pytest.mark.parametrize("action", ["article.details", "help.keys", "help.about", "help.annotator", "file.export"])
def test_every_control_of_a_dialog_has_a_name(desk: Desk, action: str) -> None:
    desk.has_articles(TEXT).triggers(action)
    dialog = desk.dialog()
    assert dialog.accessibleName()
    assert _unnamed(dialog) == []
    dialog.close()


def test_every_icon_is_there(qapp: QApplication) -> None:
    for name in ICONS:
        assert not icon(name, theme("light").text).isNull()
        assert not icon(name, theme("dark").text).pixmap(16).toImage().isNull()
    assert not app_icon().pixmap(64).isNull()
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon", theme("light").text)


def test_every_named_icon_is_known() -> None:
    for path in (ROOT / "resources" / "icons").glob("*.svg"):
        assert path.stem in (*ICONS, "annotator")


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_style_sheet_is_filled_in(name: str) -> None:
    sheet = style_sheet(theme(name))
    assert "@" not in sheet
    assert theme(name).accent.name() in sheet


def test_the_theme_follows_the_choice_and_is_remembered(desk: Desk) -> None:
    desk.triggers("view.theme_dark")
    assert desk.window.looks.theme.name == "dark"
    assert desk.action("view.theme_dark").isChecked()
    assert not desk.action("view.theme_light").isChecked()
    assert Settings().get("theme") == "dark"
    desk.triggers("view.theme_light")
    assert desk.window.looks.theme.name == "light"


def test_panels_hide_and_stay_hidden(desk: Desk) -> None:
    desk.has_articles(TEXT).presses("F8", "F9")
    assert not desk.window.articles.isVisible()
    assert not desk.window.inspector.isVisible()
    desk.restarts()
    assert not desk.window.articles.isVisible()
    desk.presses("F8", "F9")
    assert desk.window.articles.isVisible()


def test_zoom_is_remembered(desk: Desk) -> None:
    desk.has_articles(TEXT).presses("Ctrl++", "Ctrl++").restarts()
    assert desk.view.zoom == 120
    desk.presses("Ctrl+0")
    assert desk.view.zoom == 100


def test_it_works_at_900_by_600(desk: Desk) -> None:
    desk.has_articles(TEXT).window.resize(900, 600)
    QApplication.processEvents()
    assert desk.window.width() == 900
    assert desk.view.width() >= 420
    assert desk.view.height() >= 280


def test_models_keep_the_rules_of_qt(desk: Desk) -> None:
    models: list[QAbstractItemModel] = [desk.window.articles.model, desk.window.inspector.model]
    testers = [
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning) for model in models
    ]
    desk.has_articles(TEXT, TEXT + " Again.").selects("three tanks").presses("3", "H", "Shift+4", "Del")
    desk.undoes().undoes().redoes().triggers("article.remove").undoes()
    assert len(testers) == 2


def test_the_sample_is_a_fresh_copy_each_time(desk: Desk) -> None:
    first, second = fresh_sample(), fresh_sample()
    assert first != second
    desk.opens(first)
    assert len(desk.article_ids()) >= 8
    desk.selects(desk.view.text[:8].split()[0]).presses("2")
    before = len(desk.marked())
    desk.opens(second)
    assert len(desk.marked()) in (before, before - 1)


def test_a_kept_sample_that_is_damaged_is_built_anew(desk: Desk) -> None:
    copy = fresh_sample()
    [kept] = (copy.parent / "built-in").iterdir()
    kept.write_bytes(b"no project")
    desk.opens(fresh_sample())
    assert len(desk.article_ids()) >= 8


def test_recent_projects_are_listed_without_those_that_are_gone(desk: Desk, tmp_path: Path) -> None:
    desk.makes_a_project()
    settings = Settings()
    settings.add_recent(tmp_path / "gone.annotator")
    assert settings.recent_projects() == [desk.project]


def test_settings_refuse_and_ignore_what_does_not_fit(user_folders: Path) -> None:
    settings = Settings()
    with pytest.raises(ValueError, match="zoom"):
        settings.set("zoom", 1000)
    settings.set("zoom", 150)
    [path] = user_folders.rglob("settings.json")
    stored = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**stored, "zoom": "huge", "unknown": 1}), "utf-8")
    assert Settings().get("zoom") == 100
    path.write_text("{ no json", "utf-8")
    for setting in SETTINGS:
        assert Settings().get(setting.name) == setting.default


def test_a_fault_is_logged_without_texts_told_once_and_lived_through(desk: Desk, tmp_path: Path) -> None:
    faults = Faults(tmp_path)
    told: list[str] = []
    faults.told.connect(told.append)
    for _ in range(2):
        try:
            raise ValueError("the secret text of an article")
        except ValueError as error:
            faults.report(error)
    assert len(told) == 1
    assert "saved" in told[0]
    log = faults.log.read_text("utf-8")
    assert "ValueError" in log
    assert "test_window.py" in log
    assert "secret" not in log


def test_missing_libraries_are_named_with_their_package() -> None:
    error = ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
    line = system.explain_import_error(error)
    assert "libegl1" in line
    assert "apt-get install" in line
    assert "\n" not in line
    assert system.explain_import_error(ImportError("No module named 'x'")) == ""


def test_a_display_is_one_of_three_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert system.has_display() is not sys.platform.startswith("linux")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert system.has_display()


def _python(code: str, **environment: str | None) -> subprocess.CompletedProcess[str]:
    variables = dict(os.environ)
    for name, value in environment.items():
        variables.pop(name, None)
        if value is not None:
            variables[name] = value
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=variables, capture_output=True, text=True, timeout=120
    )


def test_showing_the_window_loads_nothing_heavy() -> None:
    path = fresh_sample()
    done = _python(
        "import sys; from pathlib import Path; from annotator import app; a = app._application();"
        f"w = app.make_window(a); assert w.workspace.open_project(Path({str(path)!r})); w.show();"
        "[a.processEvents() for _ in range(5)];"
        "heavy = {'spacy', 'sqlite_utils', 'numpy', 'nupunkt', 'charset_normalizer', 'annotator.formats.registry'};"
        "print(sorted(heavy & set(sys.modules))); w.close()"
    )
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays are named so on Linux alone")
def test_without_a_display_the_window_says_so_in_one_line() -> None:
    done = _python(
        "import sys; from annotator.app import run_window; sys.exit(run_window(None))",
        DISPLAY=None,
        WAYLAND_DISPLAY=None,
        QT_QPA_PLATFORM=None,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "display" in done.stderr


def test_a_file_manager_sees_in_the_window_why_its_project_does_not_open(tmp_path: Path) -> None:
    (tmp_path / "photo.annotator").write_bytes(b"\xff\xd8\xff\xe0 no project")
    done = _python(
        "import sys; from annotator import app; from annotator.cli import main; from PySide6.QtCore import QTimer;"
        "from annotator.gui.window import MainWindow; a = app._application();"
        "shown = lambda: next(w for w in a.topLevelWidgets() if isinstance(w, MainWindow));"
        "look = lambda: (print(shown().notice.last_text, shown().welcome.isVisible()), shown().close());"
        "QTimer.singleShot(500, look);"
        f"sys.argv[1:] = ['open', '--stay', {str(tmp_path / 'photo.annotator')!r}]; main()"
    )
    assert done.returncode == 0, done.stderr
    assert "not an Annotator project" in done.stdout
    assert done.stdout.strip().endswith("True")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays are named so on Linux alone")
def test_without_a_display_the_demo_paints_and_exports() -> None:
    done = _python(
        "import sys; from annotator.app import run_demo; sys.exit(run_demo())",
        DISPLAY=None,
        WAYLAND_DISPLAY=None,
        QT_QPA_PLATFORM=None,
    )
    assert done.returncode == 0, done.stderr
    folder = Path(os.environ["XDG_DATA_HOME"]) / "annotator"
    for suffix in (".png", ".spacy", ".jsonl"):
        [written] = [path for path in folder.glob(f"Sample*{suffix}") if "left-out" not in path.name]
        assert str(written) in done.stdout
        assert written.stat().st_size > 1000


def test_the_first_name_given_replaces_the_guessed_one(desk: Desk) -> None:
    desk.window.settings.reset("annotator")
    desk.has_articles("The army lost three tanks.").selects("three tanks").presses("3")
    desk.workspace.set_annotator("Marta")
    desk.looks()
    assert desk.marked() == [("weapon", "three tanks")]
    assert [span.annotator for span in desk.stored()] == ["Marta"]
    heads = [label.text() for label in desk.window.pane.findChildren(CutLabel)]
    assert any("tagged by Marta" in text for text in heads)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_every_part_of_the_window_is_painted_in_its_colour(desk: Desk, look: str) -> None:
    desk.has_articles("The army said so.")
    desk.window.looks.choose(look)
    theme = desk.window.looks.theme
    picture = desk.window.grab().toImage()
    ratio = picture.devicePixelRatio()
    for part, color in ((desk.window.inspector, theme.panel), (desk.window.articles, theme.panel)):
        corner = part.mapTo(desk.window, part.rect().bottomLeft()) + QPoint(3, -3)
        assert picture.pixelColor(corner * ratio).name() == color.name(), part.accessibleName()
    corner = desk.window.pane.mapTo(desk.window, QPoint(3, 3))
    assert picture.pixelColor(corner * ratio).name() == theme.paper.name()


def test_enter_opens_the_sample_from_the_first_page(desk: Desk) -> None:
    desk.window.files.close()
    desk.looks()
    sample = next(b for b in desk.window.welcome.findChildren(QPushButton) if b.text() == "Try the sample")
    sample.setFocus(Qt.FocusReason.TabFocusReason)
    desk.presses("Return", on=sample)
    desk.waits_until(lambda: desk.workspace.is_open)
    assert desk.workspace.project.article_ids()


ABOUT_A_PROJECT = (
    "scheme.show", "edit.history", "edit.trash", "article.details", "file.backups", "file.compact", "file.export",
    "file.paste", "suggest.settings", "suggest.statistics",
)  # fmt: skip


@pytest.mark.parametrize("name", [*ABOUT_A_PROJECT, "file.check", "file.import"])
def test_a_dialog_about_a_project_closes_with_it(desk: Desk, tmp_path: Path, name: str) -> None:
    desk.has_articles(TEXT).selects("three tanks").presses("4")
    if name == "file.import":
        (tmp_path / "more.txt").write_text("A second text.", encoding="utf-8")
        desk.window.files.take_dropped([tmp_path / "more.txt"])
    else:
        desk.triggers(name)
    desk.waits_until(lambda: not desk.window.jobs.is_busy)
    dialog = desk.dialog()
    desk.workspace.close_project()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(dialog)


@pytest.mark.parametrize("how", ["while it looks ahead", "while it exports"])
def test_an_export_dialog_closed_while_it_works_takes_its_work_along(desk: Desk, how: str) -> None:
    desk.has_articles(*(f"{TEXT} {number}" for number in range(20))).triggers("file.export")
    dialog = desk.dialog()
    desk.waits_until(lambda: desk.window.jobs.is_busy)
    if how == "while it exports":
        desk.presses_button("Export")
    _is_closed_while_its_job_runs(desk, dialog)


def test_an_import_dialog_closed_while_it_reads_takes_its_work_along(desk: Desk, tmp_path: Path) -> None:
    desk.has_articles(TEXT)
    for number in range(50):
        (tmp_path / f"{number}.txt").write_text(f"The text of number {number}.", encoding="utf-8")
    desk.window.files.take_dropped(sorted(tmp_path.glob("*.txt")))
    _is_closed_while_its_job_runs(desk, desk.dialog())


def test_the_backups_closed_while_it_looks_for_them_takes_its_work_along(desk: Desk) -> None:
    desk.has_articles(TEXT).triggers("file.back_up").waits_until(lambda: not desk.window.jobs.is_busy)
    desk.action("file.backups").trigger()
    _is_closed_while_its_job_runs(desk, desk.dialog())


def _is_closed_while_its_job_runs(desk: Desk, dialog: QDialog) -> None:
    """Nothing is told by the job any more; a fault in it would fail the test."""
    assert desk.window.jobs.is_busy
    job = desk.window.jobs._current
    dialog.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(dialog)
    assert job is not None
    assert job.is_cancelled
    desk.waits_until(lambda: not desk.window.jobs.is_busy)
    assert desk.window.notice.isHidden()


def test_a_dialog_that_was_closed_hears_nothing_any_more(desk: Desk) -> None:
    desk.has_articles(TEXT)
    for name in ("help.keys", "edit.preferences", *ABOUT_A_PROJECT):
        desk.triggers(name)
        desk.dialog().close()
        desk.waits_until(lambda: not desk.window.jobs.is_busy)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    desk.selects("three tanks").presses("4", "Del").undoes()
    desk.triggers("view.theme_dark").triggers("view.theme_light")
    desk.workspace.told.emit("Something was told.")
    assert desk.said() == "Something was told."
    desk.triggers("file.close")


def test_an_open_menu_keeps_the_keys_of_the_text_to_itself(desk: Desk) -> None:
    desk.has_articles(TEXT).selects("three tanks").presses("4")
    desk.chooses_span("three tanks")
    menu = desk.window.menuBar().actions()[0].menu()
    assert isinstance(menu, QMenu)
    menu.popup(desk.window.mapToGlobal(QPoint(20, 20)))
    desk.looks()
    desk.action("span.remove").trigger()
    assert len(desk.workspace.spans) == 1
    menu.close()
    desk.looks()
    desk.action("span.remove").trigger()
    assert len(desk.workspace.spans) == 0


def test_the_bar_of_labels_follows_a_new_label(desk: Desk) -> None:
    desk.has_articles(TEXT).selects("three tanks").presses("4")
    desk.chooses_span("three tanks")
    bar = desk.window.pane.labels
    desk.waits_until(lambda: bar.pill("figure")._is_current)
    desk.presses("3").waits_until(lambda: bar.pill("weapon")._is_current)
    assert not bar.pill("figure")._is_current


def test_what_was_searched_hides_nothing_of_the_next_project(desk: Desk, tmp_path: Path) -> None:
    desk.has_articles(TEXT)
    desk.window.articles.search.setText("nowhere to be found")
    desk.waits_until(lambda: desk.article_ids() == [])
    desk.triggers("file.close")
    desk.opens(desk.project)
    assert desk.window.articles.search.text() == ""
    desk.waits_until(lambda: len(desk.article_ids()) == 1)


def test_a_new_project_is_not_offered_a_place_among_the_programs_own_files(desk: Desk) -> None:
    desk.makes_a_project().opens(fresh_sample())
    assert desk.window.files._start_folder() == desk.project.parent


def test_a_dialog_is_no_larger_than_the_screen(desk: Desk) -> None:
    desk.makes_a_project()
    for name in ("edit.preferences", "scheme.show", "edit.history", "help.keys"):
        desk.triggers(name)
        dialog = desk.dialog()
        room = dialog.screen().availableSize()
        dialog.close()
        dialog = desk.triggers(name).dialog()
        dialog.hide()
        dialog.resize(room.width() * 2, room.height() * 2)
        dialog.show()
        assert dialog.width() <= room.width()
        assert dialog.height() <= room.height()
        dialog.close()
