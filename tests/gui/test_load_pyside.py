"""PySide's own Python part is compiled once; no start depends on what was kept of it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from annotator.gui import load_pyside

ROOT = Path(__file__).parent.parent.parent

_START = """
import builtins, json, sys
compiled, python_compiles = [], builtins.compile

def counts(source, filename, *more, **options):
    compiled.append(str(filename))
    return python_compiles(source, filename, *more, **options)

builtins.compile = counts
from annotator.gui import load_pyside
load_pyside.load()
assert builtins.compile is counts and "feature" not in builtins.__import__.__name__
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
try:
    QLabel("a").setIndent("b")
except TypeError as error:
    refused = str(error)
assert not hasattr(sys.modules["shibokensupport.signature.lib.pyi_generator"], "generate_pyi")
print(json.dumps([sum("/pyside." in name for name in compiled), refused]))
"""
"""A start that says how many parts of PySide were compiled, and what PySide says of a wrong call."""


@pytest.fixture
def bytecode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where Python keeps what it compiled; empty as before a first start."""
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path / "bytecode"))
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    return tmp_path / "bytecode"


def start() -> list[Any]:
    done = subprocess.run([sys.executable, "-c", _START], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found


def test_the_second_start_compiles_nothing_of_pyside_and_says_the_same(bytecode: Path) -> None:
    parts, refused = start()
    assert parts > 5
    assert len(list(bytecode.rglob("pyside.*.pyc"))) == parts
    assert "setIndent(arg__1: int" in refused
    assert start() == [0, refused]


@pytest.mark.parametrize("at", [0, 8, 12], ids=["another Python", "another PySide", "another size"])
def test_what_was_compiled_from_anything_else_is_compiled_again(bytecode: Path, at: int) -> None:
    first = start()
    for file in bytecode.rglob("pyside.*.pyc"):
        data = bytearray(file.read_bytes())
        data[at] ^= 0xFF
        file.write_bytes(data)
    assert start() == first
    assert start() == [0, first[1]]


def test_a_file_that_was_cut_off_is_made_again(bytecode: Path) -> None:
    first = start()
    for file in bytecode.rglob("pyside.*.pyc"):
        os.truncate(file, 0)
    assert start() == first


def test_where_nothing_can_be_kept_it_starts_all_the_same(bytecode: Path) -> None:
    bytecode.write_text("no folder")
    first = start()
    assert first[0] > 5
    assert start() == first


def test_the_part_that_writes_stubs_is_left_out_only_where_nothing_uses_it(bytecode: Path) -> None:
    parts, stubs = "shibokensupport/signature/loader.py", "shibokensupport/signature/lib/pyi_generator.py"
    for source, names in (
        (b"from lib import pyi_generator\nput(pyi_generator)\n", ()),
        (b"from lib import pyi_generator\nput(pyi_generator)\npyi_generator.begin()\n", ("begin",)),
    ):
        compiler = load_pyside._Compiler()
        compiler.compile(source, parts, "exec")
        assert compiler.compile(b"begin = None\n", stubs, "exec").co_names == names
