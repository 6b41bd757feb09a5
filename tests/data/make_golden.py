"""Writes the golden exports anew: python -m tests.data.make_golden. Look at what changed before it is committed."""

import tempfile
from pathlib import Path

from annotator.formats.registry import writers
from tests.unit.formats.exports import as_text
from tests.unit.formats.made import alert, spanish

GOLDEN = Path(__file__).parent / "golden"
APART = ("jsonl", "prodigy")
"""Formats whose own tests have a golden file."""


def main() -> None:
    for name in writers():
        if name in APART:
            continue
        place = GOLDEN / name
        place.mkdir(exist_ok=True)
        for old in place.iterdir():
            old.unlink()
        with tempfile.TemporaryDirectory() as folder:
            for file, text in as_text(name, [alert(), spanish()], Path(folder)).items():
                (place / file).write_bytes(text.encode("utf-8"))


if __name__ == "__main__":
    main()
