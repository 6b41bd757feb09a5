"""The shape of the code: who imports whom, what is loaded at the start, and what the program never does."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent.parent
MODULES = sorted((ROOT / "annotator").rglob("*.py"))
LONGEST = 600
"""Lines. A longer module holds more than one idea."""

RUNS_DATA_AS_CODE = {"eval", "exec", "compile", "__import__"}
RUNS_WHAT_IT_LOADS = {"pickle", "_pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve", "yaml"}
REACHES_THE_NETWORK = {"ftplib", "http", "httpx", "requests", "smtplib", "urllib3"}
RUNS_A_SHELL = {("os", "system"), ("os", "popen"), ("subprocess", "getoutput"), ("subprocess", "getstatusoutput")}
CONNECTS = {"create_connection", "create_server", "QNetworkAccessManager", "QTcpServer", "QTcpSocket", "QUdpSocket"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def forbidden_deeds(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, what it does) for everything in a module that would run data as code or reach out."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=function)) if function in RUNS_DATA_AS_CODE:
                yield node.lineno, f"{function}()"
            case ast.Call(keywords=keywords) if any(k.arg == "shell" for k in keywords):
                yield node.lineno, "shell="
            case ast.Attribute(value=ast.Name(id=module), attr=function) if (module, function) in RUNS_A_SHELL:
                yield node.lineno, f"{module}.{function}"
            case ast.Attribute(attr=function) | ast.Name(id=function) if function in CONNECTS:
                yield node.lineno, function
            case ast.Import(names=names):
                for alias in names:
                    if alias.name.partition(".")[0] in RUNS_WHAT_IT_LOADS | REACHES_THE_NETWORK:
                        yield node.lineno, f"import {alias.name}"
            case ast.ImportFrom(module=str(module)):
                if module.partition(".")[0] in RUNS_WHAT_IT_LOADS | REACHES_THE_NETWORK or module == "urllib.request":
                    yield node.lineno, f"from {module}"
            case _:
                pass


def test_dependencies_point_inward(capfd: pytest.CaptureFixture[str]) -> None:
    broken = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert not broken, capfd.readouterr().out


@pytest.mark.parametrize("module", ["annotator.__main__", "annotator.cli", "annotator.formats", "annotator.store"])
def test_what_every_start_imports_is_light(module: str) -> None:
    """Commands run without Qt; neither they nor the window wait for spaCy, sqlite-utils or numpy to load."""
    heavy = "{'PySide6', 'spacy', 'thinc', 'numpy', 'sqlite_utils'}"
    code = f"import sys, {module}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_spacy_is_imported_on_first_use_only() -> None:
    names = [name(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in MODULES]
    code = f"import sys, {', '.join(names)}; print(sorted({{'spacy', 'thinc'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_nothing_is_run_that_was_read_and_nothing_calls_out(path: Path) -> None:
    assert not list(forbidden_deeds(ast.parse(path.read_bytes())))


def test_the_check_above_bites() -> None:
    lines = (
        "import pickle",
        "from urllib.request import urlopen",
        "eval('1')",
        "os.system('ls')",
        "run('x', shell=True)",
        "socket.create_connection(('example.org', 80))",
        "QTcpSocket(self)",
    )
    assert all(list(forbidden_deeds(ast.parse(line))) for line in lines)
    assert not list(forbidden_deeds(ast.parse("import re, socket\nre.compile('x')\nsocket.socketpair()")))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_module_is_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST
