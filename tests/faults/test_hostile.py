"""Nothing that one opens runs code, reaches the network or writes where it should not."""

import ast
import csv
import os
import re
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QGroupBox, QLabel, QMessageBox, QWidget

import annotator
from annotator.domain.model import AnnotatedArticle, Article, Label, Meta, Span
from annotator.domain.text import sha256_of
from annotator.errors import AnnotatorError
from annotator.exchange.exporting import export_project
from annotator.exchange.sample import default_labels
from annotator.formats import registry
from annotator.gui.faults import Faults
from annotator.store import Project, actions
from annotator.store.backups import Backups
from tests.faults.crash_states import can_record
from tests.faults.power import make_project
from tests.gui.desk import Desk

ROOT = Path(__file__).parents[2]
PACKAGE = Path(annotator.__file__).parent
CANARY = "Zyzzogeton-canary"
NAMES = [
    "../outside",
    "/tmp/outside",
    "C:\\outside",
    "CON",
    "nul.txt",
    "a/b",
    "a\\b",
    "dot.",
    "..",
    ".hidden",
    "x" * 300,
    "line\nbreak",
    "tab\there",
    "\u202egnp.exe",
    "-rf",
    "$(touch outside)",
    'quote"; drop table span;--',
    "",
    " ",
]


@pytest.fixture
def strace() -> None:
    if not can_record():
        pytest.skip("needs strace, allowed to trace")


@pytest.fixture
def hits() -> Iterator[tuple[int, list[bytes]]]:
    """A port on this computer, and what was asked for there."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        is_over = threading.Event()

        def listen() -> None:
            while not is_over.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                asked.append(connection.recv(100))
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], asked
        is_over.set()
        thread.join()


def test_markup_in_every_place_asks_for_nothing(desk: Desk, hits: tuple[int, list[bytes]]) -> None:
    port, asked = hits
    evil = f"<img src='http://127.0.0.1:{port}/x'><a href='http://127.0.0.1:{port}/y'>{CANARY}</a> & <b>bold</b>"
    desk.makes_a_project()
    desk.workspace.run(actions.add_label, Label(evil, key="5", guideline=evil))
    desk.window.files.paste_text(f"{evil}\n\n{evil} said so.")
    desk.presses_button("Add the article")
    desk.workspace.run(actions.edit_article, desk.workspace.article_id, title=evil, source=evil, author=evil)
    desk.workspace.run(actions.set_note, desk.workspace.article_id, evil)
    desk.selects(evil).presses("5", "Shift+2")
    desk.window.tagging.write_note(next(iter(desk.workspace.spans)).id, evil)
    desk.workspace.set_annotator(evil)
    desk.workspace.failed.emit(AnnotatorError(evil, evil))
    desk.workspace.told.emit(evil)
    for action in ("article.details", "help.keys", "help.about", "label.edit", "edit.history"):
        if action in desk.window.menus.actions:
            desk.triggers(action)
    desk.window.grab()
    shown = 0
    for widget in desk.window.findChildren(QWidget):
        if isinstance(widget, QLabel):
            assert widget.textFormat() is Qt.TextFormat.PlainText, widget.text()
            shown += CANARY in widget.text()
        if isinstance(widget, QMessageBox):
            assert widget.textFormat() is Qt.TextFormat.PlainText
        if isinstance(widget, (QAbstractButton, QComboBox, QGroupBox, QLabel)):
            assert "<img" not in widget.toolTip()
    assert shown, "no label shows what was written: the test looks at nothing"
    assert asked == []
    for widget in desk.window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if widget.isWindow():
            widget.close()


def test_rich_text_that_is_dropped_comes_as_plain_text(desk: Desk, hits: tuple[int, list[bytes]]) -> None:
    port, asked = hits
    desk.makes_a_project()
    data = QMimeData()
    data.setHtml(f"<b>{CANARY}</b><img src='http://127.0.0.1:{port}/x'>")
    data.setText(f"{CANARY} in plain letters")
    data.setUrls([QUrl(f"http://127.0.0.1:{port}/page")])
    drop = QDropEvent(
        QPointF(9, 9),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    desk.window.dropEvent(drop)
    desk.presses_button("Add the article")
    assert desk.view.text.strip() == f"{CANARY} in plain letters"
    assert asked == []


@pytest.mark.parametrize("name", registry.writers())
def test_no_name_leads_an_export_out_of_its_folder(name: str, tmp_path: Path) -> None:
    (inside := tmp_path / "inside").mkdir()
    with Project.create(tmp_path / "names.annotator", default_labels()) as project:
        for number, odd in enumerate(NAMES):
            text = f"Report {number} says so."
            span = Span("", "", 0, 6, odd.strip() or "actor", text[:6])
            made = Article(odd, odd, text, sha256_of(text))
            actions.add_articles(project, [AnnotatedArticle(made, (span,))], "ana")
        before = sorted(tmp_path.iterdir())
        try:
            export_project(project, inside / "out", format=name)
        except AnnotatorError as refused:
            assert str(refused)  # noqa: PT017
        assert sorted(tmp_path.iterdir()) == before
    for path in inside.rglob("*"):
        assert not path.is_symlink()
        assert len(path.name) < 256
        assert not re.search(r'[<>:"\\|?*\x00-\x1f]|[. ]$|^(con|nul|aux|prn)(\.|$)', path.name, re.IGNORECASE), (
            path.name
        )


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", '"=1', "＝1+1", "=cmd|' /C calc'!A0", "'=1"]


def test_no_cell_of_a_table_computes_anything_and_all_come_back(tmp_path: Path) -> None:
    with Project.create(tmp_path / "cells.annotator", default_labels()) as project:
        for formula in FORMULAS:
            text = f"{formula} is what he said."
            made = Article("", formula, text, sha256_of(text), Meta(source=formula, author=formula))
            span = Span("", "", 0, len(formula), formula, formula)
            actions.add_articles(project, [AnnotatedArticle(made, (span,))], "ana")
        export_project(project, tmp_path / "cells.csv", format="csv")
        export_project(project, tmp_path / "machine.csv", format="csv", for_spreadsheets=False)
        texts = sorted(project.text(one) for one in project.article_ids())
    with (tmp_path / "cells.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            for cell in row:
                assert not re.match(r"""[\s"']*[=+\-@＝]""", cell) or cell.startswith("'"), cell
    with (tmp_path / "machine.csv").open(encoding="utf-8", newline="") as file:
        assert sorted(row["text"] for row in csv.DictReader(file) if row["text"]) == texts


FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "shelve", "marshal", "joblib", "yaml", "cloudpickle"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "execfile"}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_that_is_read_can_become_code(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & FORBIDDEN_MODULES
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in FORBIDDEN_MODULES
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in FORBIDDEN_CALLS


def test_an_address_in_a_text_is_opened_by_nobody() -> None:
    """The one thing handed to the desktop is the folder of an export."""
    found = {
        line.strip()
        for path in PACKAGE.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if "openUrl" in line or "webbrowser" in line or "setOpenExternalLinks(True" in line
    }
    assert all("QUrl.fromLocalFile(" in line for line in found), found


ALL_IT_DOES = """
import sys
from pathlib import Path
from annotator.exchange.exporting import export_project
from annotator.exchange.importing import import_files
from annotator.store import Project
folder = Path(sys.argv[1])
with Project.open(folder / "net.annotator") as project:
    import_files(project, [folder / "in.html", folder / "in.txt"], annotator="ana")
    for name in ("jsonl", "spacy", "prodigy"):
        export_project(project, folder / f"out-{name}", format=name)
    project.check()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (work := tmp_path / "work").mkdir()
    make_project(work / "net.annotator", words=200, spans=5)
    page = (
        f"<html><body><img src='http://127.0.0.1:9/x'><iframe src='http://example.invalid/'></iframe><p>{CANARY} said"
    )
    (work / "in.html").write_text(
        page + " that nothing was fetched, and went on saying so for a while.</p></body></html>"
    )
    (work / "in.txt").write_text(f"{CANARY} denied it.", encoding="utf-8")
    return work


def traced(folder: Path, calls: str, *command: str, temporary: Path) -> str:
    log = folder.parent / f"{len(list(folder.parent.iterdir()))}.log"
    strace = ["strace", "-f", "--seccomp-bpf", "-e", f"trace={calls}", "-o", str(log)]
    environment = {**os.environ, "TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([*strace, *command], cwd=ROOT, check=True, env=environment, stdout=subprocess.DEVNULL)
    return log.read_text("utf-8", errors="replace")


@pytest.mark.usefixtures("strace")
@pytest.mark.parametrize(
    ("command", "allowed"),
    [
        (("-m", "tests.driver", "net.annotator", "--count", "10"), ""),
        (("-c", ALL_IT_DOES, "."), "socket|bind|getsockname|close"),
    ],
    ids=["the window", "in and out"],
)
def test_no_connection_is_ever_made_and_nothing_temporary_stays(
    folder: Path, tmp_path: Path, command: tuple[str, ...], allowed: str
) -> None:
    """No socket but the display's. Where readers' libraries look whether there is IPv6, nothing is connected."""
    (temporary := tmp_path / "temporary").mkdir()
    words = [str(folder / word) if word in ("net.annotator", ".") else word for word in command]
    told = traced(folder, "network,openat", sys.executable, *words, temporary=temporary)
    for line in told.splitlines():
        if re.search(r"\bAF_(?!UNIX|UNSPEC)\w+", line):
            assert re.match(rf"\d+ +({allowed or '-'})\(", line), line
        if f'"{temporary}/' in line and "O_CREAT" in line:
            assert re.search(r"0600\)|O_TMPFILE", line), line
    assert list(temporary.iterdir()) == []


def test_no_log_holds_what_people_wrote(desk: Desk, user_folders: Path) -> None:
    faults = Faults()
    faults.install()
    try:
        desk.has_articles(f"{CANARY} said that {CANARY} was here.")
        desk.selects(CANARY).presses("2")
        try:
            raise ValueError(f"a fault of ours over {CANARY}")
        except ValueError as error:
            faults.report(error)
        desk.selects(CANARY).presses("2")
    finally:
        faults.uninstall()
    logs = list(user_folders.rglob("*.log"))
    assert faults.log in logs
    for path in logs:
        assert CANARY.encode() not in path.read_bytes(), path


def test_backups_are_in_a_folder_of_ones_own(folder: Path, tmp_path: Path) -> None:
    backups = Backups(tmp_path / "kept")
    assert backups.keep(folder / "net.annotator", "asked") is not None
    assert stat.S_IMODE(backups.folder.stat().st_mode) == 0o700


def test_modules_beside_the_project_are_not_taken_for_ours(folder: Path) -> None:
    for name in ("json", "sqlite3", "annotator", "PySide6", "sitecustomize", "spacy"):
        (folder / f"{name}.py").write_text("import pathlib; pathlib.Path('hijacked').touch()\n", encoding="utf-8")
    program = Path(sys.executable).with_name("annotator")
    for words in (["check", "net.annotator"], ["import", "net.annotator", "in.txt"], ["stats", "net.annotator"]):
        done = subprocess.run([program, *words], cwd=folder, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    assert not (folder / "hijacked").exists()


def test_temporary_folders_are_for_the_user_alone() -> None:
    with tempfile.TemporaryDirectory(prefix="annotator-") as made:
        assert stat.S_IMODE(Path(made).stat().st_mode) == 0o700
    for path in PACKAGE.rglob("*.py"):
        assert "mktemp(" not in path.read_text("utf-8"), "a name that someone else can take first"
