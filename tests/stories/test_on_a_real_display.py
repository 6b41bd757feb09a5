"""Sixty nested spans on a real display, with the window system's events: by keyboard alone and by mouse alone."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.paths import resource
from tests.stories.test_tagging_a_whole_article import MOST_KEYS_A_SPAN

_NEEDED = ("xvfb-run", "xdotool", "openbox")
_SPANS = 60


@pytest.mark.skipif(not all(map(shutil.which, _NEEDED)), reason=f"needs {', '.join(_NEEDED)}")
def test_keyboard_and_mouse_make_the_same_sixty_spans(tmp_path: Path) -> None:
    article = json.loads((resource("sample") / "articles.jsonl").read_text("utf-8").split("\n")[0])
    article["spans"] = sorted(article["spans"], key=lambda span: (span["start"], -span["end"]))[:_SPANS]
    given = tmp_path / "article.jsonl"
    given.write_text(json.dumps(article) + "\n", "utf-8")
    surroundings = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    done = subprocess.run(
        ["xvfb-run", "-a", "-s", "-screen 0 1400x1000x24", sys.executable, "-m", "tests.stories.real_events", given],
        capture_output=True,
        text=True,
        env=surroundings,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert (found["keyboard"]["spans"], found["mouse"]["spans"]) == (_SPANS, _SPANS)
    assert found["keyboard"]["keys_a_span"] <= MOST_KEYS_A_SPAN
