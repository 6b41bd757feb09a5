"""Finds damage. SQLite's own check misses most of it (measured: 11 of 60 flipped bits), so hashes and quotes decide."""

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from annotator.domain.text import sha256_of, words_in
from annotator.errors import Cancelled, ProjectError
from annotator.progress import Progress
from annotator.store.connection import Database, connect, connect_privately
from annotator.store.reading import stored_json
from annotator.store.step import TRACKED
from annotator.store.trouble import primary_code, telling
from annotator.store.verified import copy_in_pieces

_MOST_OF_ONE_KIND = 200
_LOOK_EVERY = 200_000
"""Instructions of SQLite's virtual machine after which a long statement looks whether it is still wanted."""
_READ_IN_PART = ("label", "annotator", "article", "attribute", "relation", "decision", "status", "place", "split")


class Problem(NamedTuple):
    """Something wrong with the file. `article` and `span` are ids, "" where the problem is of neither.

    `kind` is one of: file (SQLite finds the file damaged), text, quote, range, reference, history, index.
    """

    kind: str
    article: str
    span: str
    message: str


def check(db: Database, progress: Progress | None = None) -> list[Problem]:
    """All problems, removed rows included. Never raises because of damage; changes nothing.

    A private copy is checked, so that nobody who tags meanwhile waits for more than a few milliseconds. May run in
    another thread than the database's own. Where no copy can be made, for damage or for want of room, the file itself
    is checked; the words in its indexes are not, as that needs writing. Raises ProjectGone, ProjectError
    where there is no room for temporary files, and what `progress` raises.
    """
    db.check_still_there()
    told = _Told(progress)
    with closing(Database(db.path, connect_privately(), read_only=True)) as copy:
        try:
            copy_in_pieces(db.connection, copy.connection, partial(told.part, 0, 100))
        except sqlite3.Error:
            problems = list(_safely(_found_in_place(db.path, told)))
        else:
            problems = [*_found_in(copy, told), *_safely(_indexes(copy))]
    told.part(1000, 1000)
    return problems


def _found_in_place(path: Path, told: "_Told") -> Iterator[Problem]:
    with closing(Database(path, connect(path, mode="ro"), read_only=True)) as itself:
        yield from _found_in(itself, told)


class _Told:
    """Tells how far the check is, in thousandths, as it knows only of parts how long they are."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._done = 0

    def part(self, first: int, last: int, done: int = 0, total: int = 1) -> None:
        """So much of the part is done that takes these thousandths. May raise Cancelled."""
        self._done = first + (last - first) * done // max(total, 1)
        if self._progress is not None:
            self._progress(self._done, 1000)

    def wants_out(self) -> int:
        """Whether to stop a long statement."""
        try:
            self.part(self._done, self._done)
        except Cancelled:
            return 1
        return 0


def _found_in(db: Database, told: _Told) -> Iterator[Problem]:
    db.connection.set_progress_handler(told.wants_out, _LOOK_EVERY)
    for part in (_file, _unreadable, _references):
        yield from _safely(part(db))
    numbers = _numbers(db)
    for done, number in enumerate(numbers):
        if done % 32 == 0:
            told.part(200, 900, done, len(numbers))
        yield from _safely(_article(db, number))
    for part in (_orphans, _history, _title_index):
        yield from _safely(part(db))


def _safely(found: Iterator[Problem]) -> Iterator[Problem]:
    """What a part of the check finds; its own failure over damaged pages is a problem of the file."""
    try:
        yield from found
    except Cancelled:
        raise
    except (ProjectError, sqlite3.Error, ValueError, TypeError, OverflowError) as error:
        cause = error.__cause__ if isinstance(error, ProjectError) else error
        code = primary_code(cause) if isinstance(cause, sqlite3.Error) else 0
        if code == sqlite3.SQLITE_INTERRUPT:
            raise Cancelled from None
        if code == sqlite3.SQLITE_FULL:  # what is only read fills no disk: it was the folder of temporary files
            raise ProjectError(
                f"There is no room to check the project in {tempfile.gettempdir()}.",
                "Free some space there, or set TMPDIR to another folder. The project is unchanged.",
            ) from error
        yield Problem("file", "", "", f"A part of the file cannot be read: {getattr(error, 'message', error)}")


def _file(db: Database) -> Iterator[Problem]:
    for (message,) in db.rows(f"PRAGMA integrity_check({_MOST_OF_ONE_KIND})"):
        if message != "ok":
            yield Problem("file", "", "", f"SQLite finds: {message}.")


def _unreadable(db: Database) -> Iterator[Problem]:
    """Values that cannot be read, in the tables that the other parts do not read whole."""
    for table in ("info", *_READ_IN_PART, "step"):
        try:
            with telling(db.path), closing(db.connection.execute(f'SELECT * FROM "{table}"')) as cursor:
                while cursor.fetchmany(1000):
                    pass
        except ProjectError as error:
            yield Problem("file", "", "", f"A row of “{table}” cannot be read: {error.message}")


def _references(db: Database) -> Iterator[Problem]:
    for table, rowid, parent, _ in db.rows("PRAGMA foreign_key_check")[:_MOST_OF_ONE_KIND]:
        yield Problem("reference", "", "", f"Row {rowid} of “{table}” refers to a row of “{parent}” that is not there.")
    for span, article, label in db.rows(
        "SELECT s.id, s.article_id, l.name FROM label l JOIN span s ON s.label_id = l.id AND s.removed = 0"
        " JOIN article a ON a.id = s.article_id WHERE l.removed <> 0 AND a.removed = 0 LIMIT ?",
        (_MOST_OF_ONE_KIND,),
    ):
        yield Problem("reference", article, span, f"The span has the label “{label}”, which was removed.")
    for relation, article in db.rows(
        "SELECT r.id, r.article_id FROM relation r JOIN span f ON f.id = r.from_id JOIN span t ON t.id = r.to_id"
        " WHERE f.article_id <> r.article_id OR t.article_id <> r.article_id LIMIT ?",
        (_MOST_OF_ONE_KIND,),
    ):
        yield Problem("reference", article, "", f"Relation {relation} joins spans of another article.")

    for article, offset in db.rows(
        'SELECT p.article_id, p."offset" FROM place p JOIN article a ON a.id = p.article_id'
        ' WHERE p."offset" > a.length LIMIT ?',
        (_MOST_OF_ONE_KIND,),
    ):
        yield Problem("range", article, "", f"The mark of how far it was read is at {offset}, outside the text.")


def _numbers(db: Database) -> list[int]:
    with suppress(ProjectError):
        return [row[0] for row in db.rows("SELECT number FROM article ORDER BY number")]
    found = []
    for table in ("article_text", "article"):
        with suppress(ProjectError):
            low, high = db.rows(f"SELECT min(number), max(number) FROM {table}")[0]
            found += [low, high]
    return list(range(min(found), max(found) + 1)) if found and None not in found else []


def _article(db: Database, number: int) -> Iterator[Problem]:
    try:
        row = db.row(
            "SELECT a.id, a.title, a.sha256, a.length, a.words, t.text, t.article_id FROM article a"
            " LEFT JOIN article_text t ON t.number = a.number WHERE a.number = ?",
            (number,),
        )
    except ProjectError as error:
        yield Problem("text", _id_of(db, number), "", f"Article {number} cannot be read: {error.message}")
        return
    if row is None:
        return
    article, title, sha256, length, words, text, text_of = row
    if not isinstance(text, str) or text_of != article:
        yield Problem("text", str(article), "", f"Article “{title}” has lost its text.")
        return
    if sha256_of(text) != sha256:
        yield Problem("text", str(article), "", f"The text of article “{title}” does not fit its SHA-256.")
    elif (len(text), words_in(text)) != (length, words):
        yield Problem("text", str(article), "", f"Article “{title}” has a wrong count of characters or words.")
    for table, what in (("span", "Span"), ("suggestion", "Suggestion")):
        yield from _ranges(db, table, what, str(article), text)


def _id_of(db: Database, number: int) -> str:
    with suppress(ProjectError):
        return str(db.value("SELECT id FROM article WHERE number = ?", (number,)) or "")
    return ""


def _ranges(db: Database, table: str, what: str, article: str, text: str) -> Iterator[Problem]:
    try:
        every = f'SELECT id, start, "end", quote FROM "{table}" WHERE article_id = ?1 AND removed'
        rows = db.rows(f"{every} = 0 UNION ALL {every} <> 0", (article,))
    except ProjectError as error:
        yield Problem("quote", article, "", f"The {table}s of this article cannot be read: {error.message}")
        return
    for row_id, start, end, quote in rows:
        span = str(row_id) if table == "span" else ""
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
            yield Problem("range", article, span, f"{what} {row_id} runs from {start} to {end}, outside its text.")
        elif text[start:end] != quote:
            yield Problem("quote", article, span, f"{what} {row_id} does not hold the words of its text.")


def _orphans(db: Database) -> Iterator[Problem]:
    for (number,) in db.rows("SELECT number FROM article_text WHERE number NOT IN (SELECT number FROM article)"):
        yield Problem("text", "", "", f"Text {number} belongs to no article.")
    yield from islice(_unreadable_values(db), _MOST_OF_ONE_KIND)


def _unreadable_values(db: Database) -> Iterator[Problem]:
    for table, column in (("attribute", "value"), ("article", "extra")):
        with closing(db.connection.execute(f"SELECT id, {column} FROM {table} WHERE {column} <> '{{}}'")) as cursor:
            for row_id, value in cursor:
                try:
                    stored_json(value)
                except (ValueError, TypeError, RecursionError):
                    article = row_id if table == "article" else ""
                    yield Problem("file", article, "", f"{table} {row_id} holds no valid value.")


def _history(db: Database) -> Iterator[Problem]:
    for seq, name in db.rows(
        "SELECT seq, name FROM step WHERE state = 'done' AND seq > (SELECT min(seq) FROM step WHERE state = 'undone')"
    ):
        yield Problem("history", "", "", f"Step {seq} “{name}” is done though an earlier one is undone.")
    for table in [row[0] for row in db.rows('SELECT DISTINCT "table" FROM change')]:
        if table not in TRACKED:
            yield Problem("history", "", "", f"The history names a table “{table}” that it cannot change.")
            continue
        for seq, row_id in db.rows(
            f'SELECT c.step_seq, c.row_id FROM change c WHERE c."table" = ?'
            f' AND NOT EXISTS (SELECT 1 FROM "{table}" r WHERE r.id = c.row_id)'
            f" AND (c.before IS NULL OR ? <> 'suggestion') LIMIT {_MOST_OF_ONE_KIND}",
            (table, table),
        ):
            yield Problem("history", "", "", f"Step {seq} changed {table} {row_id}, which is not there.")
        for seq, row_id, before, after in db.rows(
            'SELECT step_seq, row_id, before, after FROM change WHERE "table" = ? AND before IS NOT NULL', (table,)
        ):
            if not _columns(before) == _columns(after) <= TRACKED[str(table)]:
                yield Problem("history", "", "", f"What step {seq} changed in {table} {row_id} cannot be read.")


def _columns(stored: object) -> frozenset[str]:
    """The columns that one side of a change names; {""}, which no table has, where it cannot be used."""
    try:
        value = json.loads(str(stored))
    except ValueError:
        value = None
    if not isinstance(value, dict) or not value or any(isinstance(one, dict | list) for one in value.values()):
        return frozenset({""})
    return frozenset(value)


def _title_index(db: Database) -> Iterator[Problem]:
    for article, title in db.rows(
        "SELECT a.id, a.title FROM article a LEFT JOIN title_index t ON t.rowid = a.number"
        " WHERE t.title IS NOT a.title OR t.source IS NOT a.source LIMIT ?",
        (_MOST_OF_ONE_KIND,),
    ):
        yield Problem("index", str(article), "", f"The search index has another title or source for “{title}”.")


def _indexes(copy: Database) -> Iterator[Problem]:
    """Compares each index with what it indexes. To SQLite that check is a write."""
    for index, what in (("text_index", "texts"), ("title_index", "titles")):
        try:
            copy.connection.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
        except sqlite3.Error as error:
            if primary_code(error) != sqlite3.SQLITE_CORRUPT:
                raise
            yield Problem("index", "", "", f"The search index does not fit the {what}: searching may miss some.")
