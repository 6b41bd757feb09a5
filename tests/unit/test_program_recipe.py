"""The recipes of what people install: their lists are true, and the desktop's own checkers find nothing wrong."""

import importlib.util
import json
import plistlib
import re
import runpy
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGING = ROOT / "packaging"
LINUX = PACKAGING / "linux"


@pytest.fixture
def recipe(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The lists that the program is built from."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    return importlib.import_module("program.contents")


def needs(program: str) -> str:
    """The path of a checker; the test is skipped where it is not installed."""
    if (found := shutil.which(program)) is None:
        pytest.skip(f"not installed: {program}")
    return found


def test_all_that_the_recipe_names_is_there(recipe: ModuleType) -> None:
    for module in {*recipe.SUBMODULES, *recipe.DATA, *recipe.STRIPPED}:
        assert importlib.util.find_spec(module), module
    for distribution in recipe.METADATA:
        assert metadata.version(distribution)


def test_nothing_is_left_out_that_the_program_imports(recipe: ModuleType) -> None:
    """No module of ours names an excluded one, but for the extra that says what it lacks."""
    sources = {path: path.read_text(encoding="utf-8") for path in (ROOT / "annotator").rglob("*.py")}
    for excluded in set(recipe.EXCLUDED) - {"pyarrow"}:
        pattern = re.compile(rf"^\s*(?:import|from) {re.escape(excluded)}(?:[ .]|$)", re.MULTILINE)
        assert [path for path, text in sources.items() if pattern.search(text)] == []


def test_the_system_keeps_its_own_libraries(recipe: ModuleType) -> None:
    assert not recipe.is_wanted("libGL.so.1", "/usr/lib/x86_64-linux-gnu/libGL.so.1")
    assert not recipe.is_wanted("PySide6/Qt/plugins/platformthemes/libqgtk3.so", "/venv/PySide6/libqgtk3.so")
    assert recipe.is_wanted("libsqlite3.so.0", "/usr/lib/x86_64-linux-gnu/libsqlite3.so.0")
    assert recipe.is_wanted("numpy.libs/libopenblas.so", "/venv/lib/python3/site-packages/numpy.libs/libopenblas.so")
    assert recipe.is_wanted("babel/locale-data/en_GB.dat", "/venv/babel/locale-data/en_GB.dat")
    assert not recipe.is_wanted("babel/locale-data/fr.dat", "/venv/babel/locale-data/fr.dat")


def test_the_menu_entry_is_valid() -> None:
    subprocess.run([needs("desktop-file-validate"), str(LINUX / "annotator.desktop")], check=True)


def test_the_data_for_software_centres_is_valid() -> None:
    command = [needs("appstreamcli"), "validate", "--no-net", "--pedantic", str(LINUX / "annotator.metainfo.xml")]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_the_file_type_is_known_by_name_and_by_content(tmp_path: Path) -> None:
    program = needs("update-mime-database")
    (tmp_path / "packages").mkdir()
    shutil.copy(LINUX / "annotator-mime.xml", tmp_path / "packages")
    subprocess.run([program, str(tmp_path)], check=True)
    assert "application/x-annotator-project:*.annotator" in (tmp_path / "globs").read_text(encoding="utf-8")
    assert b"application/x-annotator-project" in (tmp_path / "magic").read_bytes()


def test_the_manual_page_tells_every_command_and_option(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from annotator.cli import cli

    monkeypatch.syspath_prepend(str(PACKAGING))
    page = importlib.import_module("linux.manual").manual_page("1.2.3", 0)
    for name, command in cli.commands.items():
        if command.hidden:
            continue
        assert f".SS annotator {name} " in page
        for option in (option for parameter in command.params for option in parameter.opts if option.startswith("--")):
            assert option.replace("-", r"\-") in page
    if checker := shutil.which("man"):
        (tmp_path / "annotator.1").write_text(page, encoding="utf-8")
        shown = subprocess.run(
            [checker, "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", str(tmp_path / "annotator.1")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert shown.stderr == ""


def test_versions_agree_everywhere() -> None:
    from annotator import __version__

    assert f'version="{__version__}"' in (LINUX / "annotator.metainfo.xml").read_text(encoding="utf-8")
    assert f"AppVersion={__version__}\n" in (PACKAGING / "windows/annotator.iss").read_text(encoding="utf-8")
    assert f'"ProductVersion", "{__version__}"' in (PACKAGING / "windows/version_info.txt").read_text(encoding="utf-8")


def test_the_recipes_for_other_systems_can_be_read() -> None:
    described = json.loads((PACKAGING / "macos/info.json").read_text(encoding="utf-8"))
    assert plistlib.loads(plistlib.dumps(described)) == described
    assert "annotator" in str(described["UTExportedTypeDeclarations"])
    compile((PACKAGING / "windows/version_info.txt").read_text(encoding="utf-8"), "version_info.txt", "eval")


@pytest.mark.usefixtures("qapp")
def test_icons_for_every_system_are_painted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from PySide6.QtGui import QImage

    monkeypatch.syspath_prepend(str(PACKAGING))
    icons = importlib.import_module("program.icons")
    for size in icons.SIZES:
        image = QImage.fromData(icons.painted(icons.ICON, size))
        assert (image.width(), image.height()) == (size, size)
    icons.write_icon(tmp_path / "annotator.ico")
    assert not QImage(str(tmp_path / "annotator.ico")).isNull()
    icons.write_icon(tmp_path / "annotator.icns")
    data = (tmp_path / "annotator.icns").read_bytes()
    assert data[:4] == b"icns"
    assert int.from_bytes(data[4:8], "big") == len(data)


def test_the_manifest_names_each_part_with_its_licence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(str(PACKAGING))
    manifest = importlib.import_module("program.manifest")
    taken = [("click/core.py", str(importlib.util.find_spec("click").origin))]  # type: ignore[union-attr]
    parts = manifest.write_manifest(tmp_path, taken)
    assert {"Python", "click", "pyinstaller"} <= {part.name for part in parts}
    assert all(part.version and part.licence for part in parts)
    written = json.loads((tmp_path / "MANIFEST.json").read_text(encoding="utf-8"))
    assert len(written["parts"]) == len(parts)
    assert list((tmp_path / "licenses").glob("click-*/*"))


def test_a_build_has_the_time_of_its_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    build = runpy.run_path(str(PACKAGING / "build.py"), run_name="build")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert build["commit_time"]() == 86400
    assert sys.version_info >= (3, 11)
