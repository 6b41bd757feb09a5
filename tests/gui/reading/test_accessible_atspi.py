"""What another process reads of the reading view over AT-SPI, as a screen reader on Linux does."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.gui.reading.atspi_window import TEXT

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent
SYSTEM_PYTHON = "/usr/bin/python3"
LONGEST = 60
"""Seconds after which whatever hangs is given up."""

EMOJI = TEXT.index("🚀")
CLAIM = TEXT.index("the Wagner")
WEAPON = TEXT.index("Wagner")
ACTOR_END = TEXT.index(" Igla")
FLAG = TEXT.index("🇻🇪")
OFFSETS = [EMOJI - 1, EMOJI, EMOJI + 1, CLAIM, WEAPON + 2, ACTOR_END - 1, FLAG, FLAG + 2]


def missing() -> list[str]:
    """The programs that are not there, as the Debian packages that have them."""
    wanted = {
        "xvfb": shutil.which("Xvfb") is not None,
        "dbus": shutil.which("dbus-run-session") is not None,
        "at-spi2-core": Path("/usr/share/dbus-1/services/org.a11y.Bus.service").exists(),
        "python3": Path(SYSTEM_PYTHON).exists(),
    }
    if wanted["python3"]:
        code = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
        done = subprocess.run([SYSTEM_PYTHON, "-c", code], capture_output=True, check=False)
        wanted["python3-gi, gir1.2-atspi-2.0"] = done.returncode == 0
    return [package for package, is_there in wanted.items() if not is_there]


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A display without a screen."""
    if not sys.platform.startswith("linux"):
        pytest.skip("AT-SPI is the way of Linux")
    if packages := missing():
        pytest.skip(f"not installed: {', '.join(packages)}")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1000x800x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    try:
        if not number:
            pytest.skip("Xvfb does not start")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(scope="module")
def found(display: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All that the other process saw and heard."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AT_SPI_", "DBUS_"))}
    environment |= {
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "PYTHONPATH": str(ROOT),
        "PYTHONFAULTHANDLER": "1",
        "LC_ALL": "C.UTF-8",
    }
    written = tmp_path_factory.mktemp("atspi") / "found.json"
    client = [SYSTEM_PYTHON, str(HERE / "atspi_client.py"), str(written), ",".join(map(str, OFFSETS))]
    done = subprocess.run(
        ["dbus-run-session", "--", *client, sys.executable, str(HERE / "atspi_window.py")],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=LONGEST,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(written.read_text("utf-8"))
    assert "error" not in result, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return result


def test_the_view_has_a_name_a_role_and_a_text(found: dict[str, Any]) -> None:
    assert ["text", "Article text"] in found["tree"]
    assert ["push button", "Next span"] in found["tree"]
    assert {"Text", "Component"} <= set(found["interfaces"])
    assert "EditableText" not in found["interfaces"]
    assert {"read-only", "multi-line", "focusable", "showing"} <= set(found["states"])
    assert found["text"] == TEXT
    assert found["count"] == len(TEXT), "AT-SPI counts code points"


def test_the_view_has_no_parts_without_a_name(found: dict[str, Any]) -> None:
    assert [name for role, name in found["tree"] if role != "filler" and not name] == []


def test_the_places_around_an_emoji(found: dict[str, Any]) -> None:
    before, emoji, after = (found["at"][str(EMOJI + step)] for step in (-1, 0, 1))
    assert before["CHAR"] == [" ", EMOJI - 1, EMOJI]
    assert emoji["CHAR"] == ["🚀", EMOJI, EMOJI + 1]
    assert emoji["WORD"] == ["🚀", EMOJI, EMOJI + 1]
    assert emoji["character"] == ord("🚀")
    assert emoji["before"] == [" ", EMOJI - 1, EMOJI]
    assert after["WORD"] == [" “", EMOJI + 1, EMOJI + 3]
    assert after["after"] == ["the", CLAIM, CLAIM + 3]
    assert found["at"][str(FLAG)]["CHAR"] == ["🇻🇪", FLAG, FLAG + 2]
    for place in found["at"].values():
        for unit in ("CHAR", "WORD", "SENTENCE", "LINE", "PARAGRAPH"):
            piece, start, end = place[unit]
            assert piece == TEXT[start:end]


def test_caret_and_places_on_the_screen(found: dict[str, Any]) -> None:
    for offset, place in found["at"].items():
        assert place["caret"] == int(offset)
        assert place["at its middle"] == int(offset)
    moved = [place for kind, place, _ in found["told"] if kind == "object:text-caret-moved"]
    assert moved[-1] == OFFSETS[-1]
    assert set(moved) <= {0, *OFFSETS}


def test_attributes_and_description_inside_nested_spans(found: dict[str, Any]) -> None:
    """Qt hands on no attribute of ours by name: the run and its underline come through, the names as description."""
    at = {int(offset): (place["run"], place["description"]) for offset, place in found["at"].items()}
    tagged = {"underline": "single"}
    assert at[EMOJI] == ([{}, 0, CLAIM], "Not in a span")
    assert at[CLAIM] == ([tagged, CLAIM, WEAPON], "claim 1")
    assert at[WEAPON + 2] == ([tagged, WEAPON, WEAPON + 6], "weapon inside actor inside claim 1")
    assert at[ACTOR_END - 1] == ([tagged, WEAPON + 6, ACTOR_END], "actor inside claim 1")
    assert at[FLAG] == ([{}, TEXT.index("\n") + 1, len(TEXT)], "Not in a span")


def test_the_selection(found: dict[str, Any]) -> None:
    assert found["selections before"] == 0
    assert found["select"]
    assert found["selection"] == [1, OFFSETS[0], OFFSETS[-1]]
    assert found["selection told"]


def test_current_spans_are_announced(found: dict[str, Any]) -> None:
    assert found["announced"] == [
        "claim 1: “the Wagner group has Igla missiles”",
        "actor: “Wagner group has”, inside claim 1",
        "weapon: “Wagner”, inside actor inside claim 1",
    ]


def test_the_window_lives_through_it(found: dict[str, Any]) -> None:
    assert found["ended by itself"] is None
