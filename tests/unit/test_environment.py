"""The versions that people get: bounds in pyproject.toml, pins in requirements.txt, and what is installed here."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor, QTextDocument

ROOT = Path(__file__).parent.parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CORE = PYPROJECT["project"]["dependencies"]
NEEDED = CORE + PYPROJECT["dependency-groups"]["dev"] + PYPROJECT["build-system"]["requires"]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")

KNOWN_BAD = {
    "pyside6-essentials": {"3.11": "==6.12.*"},  # loses references to None
    "sqlite-utils": dict.fromkeys(PYTHONS, "<4.1.1"),  # transform() could delete the rows that refer to a table
    "spacy": {"3.13": "<3.8.7", "3.14": "<3.8.10"},  # no wheels
}


def holds(requirement: Requirement, python: str) -> bool:
    environment = {"python_version": python, "python_full_version": f"{python}.0", "extra": ""}
    return requirement.marker is None or requirement.marker.evaluate(environment)


def bounds(name: str, python: str) -> SpecifierSet:
    """What pyproject.toml allows of a package on one Python."""
    found = [Requirement(line) for line in CORE]
    [one] = [r for r in found if canonicalize_name(r.name) == name and holds(r, python)]
    return one.specifier


def pins(python: str) -> dict[str, tuple[Version, int]]:
    """name → (version, number of hashes), as requirements.txt pins them for one Python on this system."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "requirements.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)
    found: dict[str, tuple[Version, int]] = {}
    for entry in text.replace("\\\n", " ").splitlines():
        line, *hashes = entry.split(" --hash=sha256:")
        requirement = Requirement(line)
        if holds(requirement, python):
            [exact] = requirement.specifier
            assert exact.operator == "=="
            assert canonicalize_name(requirement.name) not in found, f"{requirement.name} is pinned twice for {python}"
            found[canonicalize_name(requirement.name)] = (Version(exact.version), len(hashes))
    return found


def test_a_qt_call_that_returns_nothing_takes_no_reference_from_none() -> None:
    """PySide6 6.12.0 on Python 3.11 did, and the process died after some 6,600 such calls."""
    thing, document = QObject(), QTextDocument("one two three")
    cursor = QTextCursor(document)
    before = sys.getrefcount(None)
    for n in range(500):
        cursor.setPosition(n % 10)
        thing.setObjectName("thing")
    assert sys.getrefcount(None) > before - 100


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", KNOWN_BAD)
def test_no_known_bad_version_is_allowed_or_pinned(name: str, python: str) -> None:
    bad = SpecifierSet(KNOWN_BAD[name].get(python, "<0"))
    candidates = ["3.8.6", "3.8.9", "4.1.0", "6.12", "6.12.0", "6.12.1", "6.12.9"]
    assert not [v for v in candidates if v in bad and v in bounds(name, python)]
    assert pins(python)[name][0] not in bad


def test_pyside6_stays_below_6_12_on_python_3_11_alone() -> None:
    assert "6.11.3" in bounds("pyside6-essentials", "3.11")
    assert "6.12.0" not in bounds("pyside6-essentials", "3.11")
    assert "6.12.0" in bounds("pyside6-essentials", "3.12")


@pytest.mark.parametrize("python", PYTHONS)
def test_every_requirement_is_pinned_with_hashes(python: str) -> None:
    pinned = pins(python)
    for requirement in map(Requirement, NEEDED):
        if holds(requirement, python):
            assert pinned[canonicalize_name(requirement.name)][0] in requirement.specifier, str(requirement)
    assert not [name for name, (_, hashes) in pinned.items() if hashes == 0]


def test_what_is_installed_is_what_is_asked_for() -> None:
    wrong = [
        str(requirement)
        for requirement in map(Requirement, NEEDED)
        if (requirement.marker is None or requirement.marker.evaluate({"extra": ""}))
        and distribution(requirement.name).version not in requirement.specifier
    ]
    assert not wrong


def committed_files() -> list[Path]:
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            encoding="utf-8",
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a Git checkout")
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_a_package_registry_or_one_persons_folders() -> None:
    """Whoever builds this has a registry and folders of their own."""
    registry = (
        rb"py(?:pi|thonhosted)\.org|registry\.npm|deb\.debian|archive\.ubuntu|--(?:extra-)?index-url|--find-(?:links)"
    )
    folder = rb"(?<![\w.~-])/(?:root|work)/[\w.]"
    named = re.compile(rb"(?:" + registry + rb"|" + folder + rb")")
    found = [
        f"{path.relative_to(ROOT)}: {match[0].decode(errors='replace')}"
        for path in committed_files()
        if (match := named.search(path.read_bytes()))
    ]
    assert not found
