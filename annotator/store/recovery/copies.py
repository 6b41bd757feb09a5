"""Copies of a damaged file that SQLite can read: rolled back, filled up to its length, with the pages of the schema
taken from a file that has the same."""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from annotator.store.connection import connect

PAGE = 4096
_MOST_PAGES = 4_000_000
_INTERIOR, _LEAF = 5, 13
_HEADER = 100


def working_copies(damaged: Path, folder: Path, donors: Sequence[Path]) -> Iterator[Path]:
    """First the file as it is, then with the schema of each donor. Raises OSError if it cannot be copied."""
    plain = folder / "as-it-is"
    shutil.copyfile(damaged, plain)
    journal = damaged.with_name(f"{damaged.name}-journal")
    if journal.is_file():
        _roll_back(plain, journal, folder)
    _fill_up(plain)
    yield plain
    for number, donor in enumerate(donors):
        grafted = folder / f"grafted-{number}"
        shutil.copyfile(plain, grafted)
        if _graft(grafted, donor):
            yield grafted


def _roll_back(plain: Path, journal: Path, folder: Path) -> None:
    """Lets SQLite apply the journal to the copy; where that fails, the copy stays without it."""
    tried = folder / "rolled-back"
    shutil.copyfile(plain, tried)
    shutil.copyfile(journal, folder / "rolled-back-journal")
    try:
        with closing(connect(tried, mode="rw")) as opened:
            opened.execute("SELECT count(*) FROM sqlite_master").fetchall()
            sound = opened.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.Error:
        return
    if sound:
        tried.replace(plain)


def _fill_up(path: Path) -> None:
    """A cut-off file defeats every read; filled with zeros to the length that its header tells, few."""
    with path.open("r+b") as file:
        header = file.read(_HEADER)
        length = file.seek(0, 2)
        pages = int.from_bytes(header[28:32], "big") if len(header) == _HEADER else 0
        if length // PAGE < pages <= min(_MOST_PAGES, 20 * (length // PAGE + 1)):
            file.truncate(pages * PAGE)
        elif length % PAGE:
            file.truncate((length // PAGE + 1) * PAGE)


def _graft(path: Path, donor: Path) -> bool:
    """Puts the first page and the schema's other pages of the donor into the file; whether that could be done."""
    with suppress(OSError, IndexError), donor.open("rb") as source, path.open("r+b") as target:
        first = bytearray(source.read(PAGE))
        if int.from_bytes(first[16:18], "big") != PAGE:
            return False
        length = target.seek(0, 2)
        first[24:28] = first[92:96] = (1).to_bytes(4, "big")
        first[28:32] = (length // PAGE).to_bytes(4, "big")
        first[32:40] = bytes(8)
        for number in _children(first):
            source.seek((number - 1) * PAGE)
            page = source.read(PAGE)
            if not page or page[0] != _LEAF or number * PAGE > length:
                return False
            target.seek((number - 1) * PAGE)
            target.write(page)
        target.seek(0)
        target.write(first)
        return True
    return False


def _children(first: bytearray) -> list[int]:
    """The pages below the first one that hold the schema; none if it fits into the first."""
    if first[_HEADER] != _INTERIOR:
        return []
    count = int.from_bytes(first[_HEADER + 3 : _HEADER + 5], "big")
    places = [int.from_bytes(first[_HEADER + 12 + 2 * n : _HEADER + 14 + 2 * n], "big") for n in range(count)]
    last = first[_HEADER + 8 : _HEADER + 12]
    return [int.from_bytes(pointer, "big") for pointer in (*(first[at : at + 4] for at in places), last)]
