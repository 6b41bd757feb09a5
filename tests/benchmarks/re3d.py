"""Makes a project file of the re3d corpus, to score suggestions on: `python -m tests.benchmarks.re3d FOLDER OUT.jsonl`.

Person, Organisation and Nationality become actor, Weapon and MilitaryPlatform weapon, Quantity and Money figure; rows
that the crowd was not sure of and doubles are left out. Then:

    annotator new OUT.annotator && annotator import OUT.annotator OUT.jsonl
    annotator evaluate OUT.annotator --with rules
    annotator evaluate OUT.annotator --with rules --with memory
    python -m tests.benchmarks.learning OUT.jsonl
"""

import json
import sys
from pathlib import Path
from typing import Any

LABELS = {
    "Person": "actor",
    "Organisation": "actor",
    "Nationality": "actor",
    "Weapon": "weapon",
    "MilitaryPlatform": "weapon",
    "Quantity": "figure",
    "Money": "figure",
}
SURE = 0.5


def articles_of(folder: Path) -> list[dict[str, Any]]:
    """The documents of all sources in the folder as lines of our own format, in the order of their ids."""
    found: dict[str, dict[str, Any]] = {}
    marks: dict[str, set[tuple[int, int, str]]] = {}
    for source in sorted(path.parent for path in folder.glob("*/documents.json")):
        for row in _rows(source / "documents.json"):
            found[row["_id"]] = row
        for row in _rows(source / "entities.json"):
            if row["type"] in LABELS and row["confidence"] >= SURE:
                mark = row["begin"], row["end"], LABELS[row["type"]]
                marks.setdefault(row["documentId"], set()).add(mark)
    return [
        {
            "id": key,
            "title": row["title"],
            "text": row["text"],
            "meta": {"source": row["sourceName"], "url": row["sourceUrl"], "language": "en"},
            "status": "done",
            "spans": [
                {"start": start, "end": end, "label": label, "text": row["text"][start:end], "annotator": "re3d"}
                for start, end, label in sorted(marks.get(key, ()))
            ],
        }
        for key, row in sorted(found.items())
    ]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def main() -> None:
    folder, out = map(Path, sys.argv[1:])
    lines = [json.dumps(article, ensure_ascii=False) for article in articles_of(folder)]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} articles in {out}")


if __name__ == "__main__":
    main()
