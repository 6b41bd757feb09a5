"""What people install: the wheel, the menu entry, the file type, the icons, and the script that starts a checkout."""

import ast
import configparser
import runpy
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from annotator.store.identity import APPLICATION_ID

ROOT = Path(__file__).parent.parent.parent
LINUX = ROOT / "packaging" / "linux"
ICONS = [ROOT / "resources/icons/annotator.svg", LINUX / "application-x-annotator-project.svg"]
MIME_TYPE = "application/x-annotator-project"


def test_the_distributions_hold_the_package_and_its_resources(tmp_path: Path) -> None:
    """Built with the pinned backend that is installed here, so that nothing is fetched."""
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path)], cwd=ROOT, check=True)
    [wheel], [sdist] = tmp_path.glob("*.whl"), tmp_path.glob("*.tar.gz")
    in_wheel = set(zipfile.ZipFile(wheel).namelist())
    with tarfile.open(sdist) as archive:
        in_sdist = {member.partition("/")[2] for member in archive.getnames()}

    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "annotator").rglob("*.py")}
    resources = {path.relative_to(ROOT).as_posix() for path in (ROOT / "resources").rglob("*") if path.is_file()}
    assert modules | {f"annotator/{name}" for name in resources} | {"annotator/py.typed"} <= in_wheel
    assert not [name for name in in_wheel if name.startswith(("resources/", "tests/", "packaging/"))]
    assert modules | resources | {"LICENSE", "README.md", "packaging/run.py", "tests/conftest.py"} <= in_sdist


def test_the_script_tells_an_old_python_in_one_line_that_it_is_old() -> None:
    """It can only do so if nothing in it is a syntax error there."""
    source = (ROOT / "packaging/run.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 7))
    check = next(n for n, node in enumerate(tree.body) if isinstance(node, ast.If))
    before = [node for node in tree.body[:check] if not isinstance(node, ast.Expr)]
    assert [ast.unparse(node) for node in before] == ["import sys"]


def test_a_half_made_environment_is_not_taken_for_a_whole_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it was made from is written last; a copied or moved checkout makes its own."""
    run = runpy.run_path(str(ROOT / "packaging/run.py"), run_name="run")
    found, wanted = run["found"], run["wanted"]
    python, stamp = tmp_path / "python", tmp_path / "made-from.txt"
    monkeypatch.setitem(found.__globals__, "PYTHON", python)
    monkeypatch.setitem(found.__globals__, "STAMP", stamp)
    assert found() == []
    python.touch()
    assert found() == []
    stamp.write_text("\n".join(wanted()), encoding="utf-8")
    assert found() == wanted()
    monkeypatch.setitem(wanted.__globals__, "ROOT", tmp_path)
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    assert found()[0] != wanted()[0]
    assert found()[1] == wanted()[1]


def test_the_menu_entry_opens_projects_and_the_file_type_is_known_by_its_content() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(LINUX / "annotator.desktop", encoding="utf-8")
    assert entry["Desktop Entry"]["Exec"] == "annotator open --stay %f"
    assert entry["Desktop Entry"]["MimeType"] == f"{MIME_TYPE};"

    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    [kind] = ElementTree.parse(LINUX / "annotator-mime.xml").getroot().findall("m:mime-type", space)
    assert kind.get("type") == MIME_TYPE
    assert [glob.get("pattern") for glob in kind.findall("m:glob", space)] == ["*.annotator"]
    [mark] = kind.findall("m:magic/m:match/m:match", space)
    assert (int(mark.get("value", ""), 16), mark.get("offset")) == (APPLICATION_ID, "68")


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
@pytest.mark.parametrize("size", [32, 256])
def test_the_icons_show_all_four_labels_at_every_size(path: Path, size: int) -> None:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer = QSvgRenderer(str(path))
    assert renderer.isValid()
    renderer.render(painter)
    painter.end()
    colours = {image.pixelColor(x, y).name() for x in range(size) for y in range(size)}
    assert {"#764f9b", "#225ea8", "#b53a2a", "#1d7a4c"} <= colours
