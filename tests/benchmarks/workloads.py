"""Texts of a given size with overlapping spans, the same for the same seed."""

import json
import random
from pathlib import Path

_WORDS = """the a report says that officials in region north south army navy fleet border talks budget ministry
commander weapons missiles supply route convoy radar tests delayed after year new systems cost agreed denied confirmed
troops moved towards coast while spokesman added no comment was made about plans for further orders""".split()
_NAMES = ("General Núñez", "Minister Ångström", "the Côte Nord Brigade", "Colonel Lefèvre", "UN", "Señora Peña")
_WEAPONS = ("122mm rockets", "T-72 tanks", "AK-47 rifles", "mortars", "Shahed drones")
_FIGURES = ("1,250", "3.7 million", "€12.5bn", "about 600", "two dozen", "42 %")
_EMOJI = ("🚀", "🇺🇦", "👩🏽‍⚕️")
_LABELS = {"claim": (6, 24), "actor": (1, 3), "weapon": (1, 3), "figure": (1, 2)}


def _sentence(source: random.Random) -> str:
    words = [source.choice(_WORDS) for _ in range(source.randint(8, 26))]
    for chance, choices in ((0.45, _NAMES), (0.3, _WEAPONS), (0.3, _FIGURES), (0.06, _EMOJI)):
        if source.random() < chance:
            words[source.randrange(1, len(words))] = source.choice(choices)
    return f"{' '.join(words).capitalize()}."


def article(seed: int, *, words: int, spans: int, title: str, one_paragraph: bool = False) -> dict[str, object]:
    """An article as a line of our JSONL, with spans on word borders that never cross a paragraph."""
    source = random.Random(seed)
    paragraphs: list[str] = []
    count = 0
    while count < words:
        paragraph = " ".join(_sentence(source) for _ in range(source.randint(2, 5)))
        paragraphs.append(paragraph)
        count += len(paragraph.split())
    text = (" " if one_paragraph else "\n\n").join(paragraphs)
    borders: list[tuple[int, int, int]] = []
    at = 0
    for number, paragraph in enumerate(paragraphs):
        for word in paragraph.split(" "):
            borders.append((number, at, at + len(word)))
            at += len(word) + 1
        at += 0 if one_paragraph else 1
    found: set[tuple[int, int, str]] = set()
    while len(found) < spans:
        label = source.choice(list(_LABELS))
        first = source.randrange(len(borders))
        last = min(len(borders) - 1, first + source.randint(*_LABELS[label]) - 1)
        while borders[last][0] != borders[first][0]:
            last -= 1
        found.add((borders[first][1], borders[last][2], label))
    listed = [
        {"start": start, "end": end, "label": label, "text": text[start:end]} for start, end, label in sorted(found)
    ]
    return {"id": f"bench-{seed}", "title": title, "text": text, "spans": listed}


SIZES: dict[str, dict[str, object]] = {
    "w3": {"seed": 3, "words": 600, "spans": 60, "title": "Dense"},
    "w4": {"seed": 4, "words": 50_000, "spans": 2_000, "title": "Long"},
    "w4x10": {"seed": 5, "words": 500_000, "spans": 20_000, "title": "Ten times as long"},
    "w4one": {"seed": 6, "words": 50_000, "spans": 2_000, "title": "One paragraph", "one_paragraph": True},
}


def write(name: str, folder: Path, given: Path | None = None) -> Path:
    """The file of one workload: "w1" is 1,000 articles without spans, "w2" the same with 20 spans each, else SIZES.

    Where `given` holds a file of that name with the suffix .project.jsonl, that one is taken.
    """
    if given is not None and (ready := given / f"{name}.project.jsonl").exists():
        return ready
    path = folder / f"{name}.jsonl"
    if name in SIZES:
        articles = [article(**SIZES[name])]  # type: ignore[arg-type]
    else:
        spans = {"w1": 0, "w2": 20}[name]
        articles = [
            article(1000 + number, words=600, spans=spans, title=f"Article {number:04d}") for number in range(1000)
        ]
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in articles)
    return path
