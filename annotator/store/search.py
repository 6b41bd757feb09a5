"""Full-text search over texts, titles and sources. Any query string is safe: nothing in it is FTS5 syntax."""

import json
import os
import re
from typing import NamedTuple

from annotator.store.connection import Database

_TERM = re.compile(r'"([^"]*)"|(\S+)')
_MOST_TERMS = 48
_LIVE = "(SELECT a.removed FROM article a WHERE a.number = {index}.rowid) = 0"
"""Whether the article of a row of an index is live."""

_LEAD, _TRAIL = 40, 110
"""How many characters of the text the snippet shows before the hit, and from it on."""


class SearchHit(NamedTuple):
    """An article in which a query was found. `start` and `end` are code points of the first hit in the text.

    Both are 0 if only the title or the source hits; the snippet is then the start of the text.
    """

    article_id: str
    title: str
    snippet: str
    start: int
    end: int


def fts_query(query: str) -> str:
    """The query in FTS5's language: every word must occur, "words in quotes" one after another, the last may go on.

    Empty if there is nothing to look for.
    """
    storable = query.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
    terms = [phrase or word.replace('"', '""') for phrase, word in _TERM.findall(storable)]
    terms = [term for term in terms if any(char.isalnum() for char in term)][:_MOST_TERMS]
    if not terms:
        return ""
    quoted = [f'"{term}"' for term in terms]
    closed = storable.rstrip().endswith('"')
    return " ".join(quoted) + ("" if closed else "*")


def reindex_titles(db: Database, seq: int) -> None:
    """Brings the index in line with the titles and sources that a step changed, after it is done, undone or redone."""
    db.run(
        "REPLACE INTO title_index(rowid, title, source) SELECT number, title, source FROM article WHERE id IN"
        " (SELECT row_id FROM change WHERE step_seq = ? AND \"table\" = 'article' AND before IS NOT NULL)",
        (seq,),
    )


def match_numbers(db: Database, query: str) -> set[int]:
    """The numbers of the articles, live or not, whose text or title and source match."""
    wanted = fts_query(query)
    if not wanted:
        return set()
    found = db.rows("SELECT rowid FROM text_index WHERE text_index MATCH ?", (wanted,))
    found += db.rows("SELECT rowid FROM title_index WHERE title_index MATCH ?", (wanted,))
    return {row[0] for row in found}


def search(db: Database, query: str, limit: int) -> list[SearchHit]:
    """The live articles that match, in the order of import, with the first hit in each. Diacritics do not matter."""
    wanted = fts_query(query)
    if not wanted or limit < 1:
        return []
    places = _places(db, wanted, limit)
    in_title = db.rows(
        f"SELECT rowid FROM title_index WHERE title_index MATCH ? AND {_LIVE.format(index='title_index')}"
        " ORDER BY rowid LIMIT ?",
        (wanted, limit),
    )
    numbers = sorted({*places, *(row[0] for row in in_title)})[:limit]
    rows = db.rows(
        "SELECT a.number, a.id, a.title, substr(t.text, 1, ?) FROM article a JOIN article_text t ON t.number = a.number"
        " WHERE a.number IN (SELECT value FROM json_each(?))",
        (_TRAIL, json.dumps(numbers)),
    )
    about = {row[0]: row[1:] for row in rows}
    hits = []
    for number in numbers:
        if number not in about:
            continue
        article_id, title, opening = about[number]
        start, end, around, before, after = places.get(number, (0, 0, opening, False, len(opening) >= _TRAIL))
        hits.append(SearchHit(article_id, title, _snippet(around, before, after), start, end))
    return hits


def _places(db: Database, wanted: str, limit: int) -> dict[int, tuple[int, int, str, bool, bool]]:
    """For each article: where the first hit is, the text around it, and whether that was cut before and after."""
    mark = f"\ufdd2{os.urandom(8).hex()}"
    opening, closing = f"{mark}<", f"{mark}>"
    rows = db.rows(
        f"""
        WITH marked AS MATERIALIZED (
            SELECT rowid AS number, highlight(text_index, 0, ?1, ?2) AS text FROM text_index
            WHERE text_index MATCH ?3 AND {_LIVE.format(index="text_index")} ORDER BY rowid LIMIT ?4
        ), placed AS (SELECT number, text, instr(text, ?1) AS start, instr(text, ?2) AS end FROM marked)
        SELECT number, start, end, substr(text, max(1, start - ?5), ?6), start - ?5 > 1 FROM placed
        """,
        (opening, closing, wanted, limit, _LEAD, _LEAD + 3 * _TRAIL + 2 * len(mark)),
    )
    places = {}
    for number, start, end, around, cut in rows:
        if start == 0 or end == 0:
            continue
        hit = (start - 1, end - 1 - len(opening))
        clean = around.replace(opening, "").replace(closing, "")
        clean = clean.split(mark)[0]
        places[number] = (*hit, clean[: _LEAD + _TRAIL], bool(cut), len(clean) > _LEAD + _TRAIL)
    return places


def _snippet(text: str, cut_before: bool, cut_after: bool) -> str:
    """One line, cut at words, with an ellipsis where something is left out."""
    if cut_before:
        head, space, rest = text.partition(" ")
        text = f"… {rest if space and len(head) < _LEAD else text}"
    if cut_after:
        rest, space, tail = text.rpartition(" ")
        text = f"{rest if space and len(tail) < _LEAD else text} …"
    return " ".join(text.split())
