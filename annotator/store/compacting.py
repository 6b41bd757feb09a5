"""Letting go of old history, on request only: the oldest steps, and the removed rows that only they could bring back.

What is live is never touched, and the steps that stay can still be undone and done again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from annotator.errors import NotFound, ProjectError
from annotator.store.connection import Database
from annotator.store.staging import delete_articles

_AT_A_TIME = 200
_OVERHEAD = 60
"""About how many bytes a row takes beside its texts, with its place in the indexes."""

_TABLES = (
    "article", "span", "attribute", "relation", "suggestion", "decision", "status", "place", "split", "label",
    "annotator",
)  # fmt: skip

# What a step that stays names is held, and so is what it hangs on.
_HELD = (
    'INSERT OR IGNORE INTO held SELECT "table", row_id FROM change WHERE step_seq NOT IN (SELECT seq FROM going)',
    (
        "INSERT OR IGNORE INTO held SELECT 'article', article_id FROM step"
        " WHERE article_id IS NOT NULL AND seq NOT IN (SELECT seq FROM going)"
    ),
    *(
        f"INSERT OR IGNORE INTO held SELECT '{parent}', r.{column} FROM held h JOIN {child} r ON r.id = h.row_id"
        f" WHERE h.\"table\" = '{child}'"
        for child, column, parent in (
            ("attribute", "span_id", "span"),
            ("relation", "from_id", "span"),
            ("relation", "to_id", "span"),
            ("relation", "article_id", "article"),
            ("decision", "suggestion_id", "suggestion"),
            ("decision", "annotator_id", "annotator"),
            *((child, "article_id", "article") for child in ("span", "suggestion", "status", "place", "split")),
            *((child, "annotator_id", "annotator") for child in ("span", "status", "place")),
            *((child, "label_id", "label") for child in ("span", "suggestion")),
        )
    ),
)
_FREE = "(r.removed = 1 AND NOT EXISTS (SELECT 1 FROM held h WHERE h.\"table\" = '{table}' AND h.row_id = r.id))"
_WITH = " OR r.{column} IN (SELECT row_id FROM doomed WHERE \"table\" = '{parent}')"
_DOOMED = tuple(
    f"INSERT OR IGNORE INTO doomed SELECT '{table}', r.id FROM {table} r WHERE "
    + _FREE.format(table=table)
    + "".join(_WITH.format(column=column, parent=parent) for column, parent in parents)
    for table, parents in (
        ("article", ()),
        ("span", (("article_id", "article"),)),
        ("suggestion", (("article_id", "article"),)),
        ("attribute", (("span_id", "span"),)),
        ("relation", (("from_id", "span"), ("to_id", "span"), ("article_id", "article"))),
        ("decision", (("suggestion_id", "suggestion"),)),
        ("status", (("article_id", "article"),)),
        ("place", (("article_id", "article"),)),
        ("split", (("article_id", "article"),)),
    )
)
_UNUSED = (
    " AND r.id NOT IN (SELECT u.{column} FROM {user} u"
    " WHERE u.id NOT IN (SELECT row_id FROM doomed WHERE \"table\" = '{user}'))"
)
_DOOMED_NAMES = tuple(
    f"INSERT OR IGNORE INTO doomed SELECT '{table}', r.id FROM {table} r WHERE "
    + _FREE.format(table=table)
    + "".join(_UNUSED.format(column=f"{table}_id", user=user) for user in users)
    for table, users in (
        ("label", ("span", "suggestion")),
        ("annotator", ("span", "decision", "status", "place")),
    )
)
_DOOMED_IDS = "SELECT row_id FROM doomed WHERE \"table\" = '{table}'"
_BYTES = (
    (
        f"SELECT sum({_OVERHEAD} + length(c.row_id) + coalesce(length(c.before) + length(c.after), 0))"
        " FROM going g JOIN change c ON c.step_seq = g.seq"
    ),
    (
        f"SELECT sum({_OVERHEAD} + 2 * length(CAST(t.text AS BLOB))) FROM article_text t"
        f" WHERE t.article_id IN ({_DOOMED_IDS.format(table='article')})"
    ),
    (
        f"SELECT sum(3 * {_OVERHEAD} + 2 * length(s.id) + length(s.quote)) FROM span s"
        f" WHERE s.id IN ({_DOOMED_IDS.format(table='span')})"
    ),
)


@dataclass(frozen=True, slots=True)
class Compaction:
    """What letting go of the history up to a step takes away for good, and about how many bytes that frees."""

    steps: int
    articles: int
    spans: int
    bytes: int
    is_smaller: bool = True
    """Whether the file could be made smaller too; that fails where the disk has no room for a second one."""


def plan_compaction(db: Database, seq: int) -> Compaction:
    """What `compact` would do; writes nothing to the file. Raises NotFound if there is no step so old."""
    with _doomed(db, seq):
        return _counted(db)


def compact(db: Database, seq: int) -> Compaction:
    """Drops the steps up to and with `seq`, with the removed rows that nothing names any more, and shrinks the file.

    The caller has made a backup. Steps that can be done again are kept. Raises NotFound, ProjectError; the project
    is then as it was. What only could not be made smaller counts as done.
    """
    with _doomed(db, seq):
        db.rows("PRAGMA foreign_keys = 0")  # checked as a whole below: one by one, each row would search its children
        try:
            with db.writing():
                done = _counted(db)
                _delete(db)
                if broken := db.rows("PRAGMA foreign_key_check"):
                    raise ProjectError(
                        f"The history cannot be compacted: {broken[0][0]} rows would lose what they belong to.",
                        "Check the project. Nothing was changed.",
                    )
        finally:
            db.rows("PRAGMA foreign_keys = 1")
    try:
        db.vacuum()
    except ProjectError:
        return replace(done, is_smaller=False)
    return done


@contextmanager
def _doomed(db: Database, seq: int) -> Iterator[None]:
    """Lists in temporary tables which steps go, which rows are held, and which go."""
    db.run("CREATE TEMP TABLE going(seq INTEGER PRIMARY KEY)")
    try:
        for table in ("held", "doomed"):
            db.run(f'CREATE TEMP TABLE {table}("table" TEXT, row_id TEXT, PRIMARY KEY ("table", row_id)) WITHOUT ROWID')
        db.run("INSERT INTO going SELECT seq FROM step WHERE seq <= ? AND state <> 'undone'", (seq,))
        if not db.value("SELECT EXISTS (SELECT 1 FROM going)"):
            raise NotFound("There is no history so old.", "Choose a later entry.")
        for statement in (*_HELD, *_DOOMED, *_DOOMED_NAMES):
            db.run(statement)
        yield
    finally:
        for table in ("going", "held", "doomed"):
            db.run(f"DROP TABLE IF EXISTS temp.{table}")


def _counted(db: Database) -> Compaction:
    counts: dict[str, int] = dict(db.rows('SELECT "table", count(*) FROM doomed GROUP BY 1'))
    return Compaction(
        steps=int(db.value("SELECT count(*) FROM going")),
        articles=int(counts.get("article", 0)),
        spans=int(counts.get("span", 0)),
        bytes=sum(int(db.value(sql) or 0) for sql in _BYTES),
    )


def _delete(db: Database) -> None:
    for table in reversed(_TABLES):
        if table != "article":
            db.run(f"DELETE FROM {table} WHERE id IN ({_DOOMED_IDS.format(table=table)})")
    db.run(f"DELETE FROM suggested WHERE article_id IN ({_DOOMED_IDS.format(table='article')})")
    db.run("DELETE FROM change WHERE step_seq IN (SELECT seq FROM going)")
    db.run("DELETE FROM step WHERE seq IN (SELECT seq FROM going)")
    articles = [row[0] for row in db.rows(_DOOMED_IDS.format(table="article"))]
    # Only a staged article may be deleted with its text.
    db.run(f"UPDATE article SET removed = 2 WHERE id IN ({_DOOMED_IDS.format(table='article')})")
    for at in range(0, len(articles), _AT_A_TIME):
        delete_articles(db, articles[at : at + _AT_A_TIME])
