"""spaCy trains on an export as it is."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

Export = Callable[..., Path]


def spacy(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "spacy", *arguments], cwd=folder, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout + done.stderr


def test_debug_data_finds_no_error_and_training_lowers_the_loss(export: Export) -> None:
    folder = export("spacy")
    said = spacy(folder, "debug", "data", "config.cfg", "--no-format")
    assert "[x]" not in said
    assert "✘" not in said
    assert re.search(r"Span Categorization|Spans", said), said
    short = ["--training.max_steps", "60", "--training.eval_frequency", "20"]
    said = spacy(folder, "train", "config.cfg", "--output", "model", *short)
    rows = [line.split() for line in said.splitlines() if re.match(r"\s*\d+\s+\d+\s", line)]
    assert len(rows) >= 3
    losses = [float(row[2]) + float(row[3]) for row in rows[1:]]
    assert losses[-1] < losses[0]
    program = "import spacy; print(spacy.load('model/model-last').pipe_names)"
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['tok2vec', 'span_finder', 'spancat']"
