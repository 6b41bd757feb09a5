"""What was removed and can be brought back: it is in the file until the history is compacted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from annotator.store.connection import Database, Row
from annotator.store.trouble import reading_rows

_REMOVALS = (
    "WITH removal(row_id, seq) AS ("
    "SELECT c.row_id, max(c.step_seq) FROM change c JOIN step s ON s.seq = c.step_seq AND s.state = 'done'"
    " WHERE c.\"table\" = '{table}' AND c.after IS NOT NULL AND json_valid(c.after)"
    " AND json_extract(c.after, '$.removed') = 1 GROUP BY c.row_id)"
)
_ARTICLES = (
    _REMOVALS.format(table="article") + " SELECT a.id, a.title, a.source,"
    " (SELECT count(*) FROM span p WHERE p.article_id = a.id AND p.removed = 0), s.at, s.annotator, s.name, s.seq"
    " FROM removal r JOIN article a ON a.id = r.row_id AND a.removed = 1 JOIN step s ON s.seq = r.seq"
    " ORDER BY s.seq DESC, a.number LIMIT ?"
)
_SPANS = (
    _REMOVALS.format(table="span") + " SELECT p.id, p.article_id, a.title, l.name, p.quote, n.name, s.at, s.name, s.seq"
    " FROM removal r JOIN span p ON p.id = r.row_id AND p.removed = 1"
    " JOIN article a ON a.id = p.article_id AND a.removed = 0 JOIN label l ON l.id = p.label_id"
    " JOIN annotator n ON n.id = p.annotator_id JOIN step s ON s.seq = r.seq"
    ' ORDER BY s.seq DESC, a.number, p.start, p."end" DESC LIMIT ?'
)


@dataclass(frozen=True, slots=True)
class RemovedArticle:
    """An article in the trash, with what hangs on it. `step` is what removed it, `annotator` who did, if known."""

    id: str
    title: str
    source: str
    spans: int
    at: datetime
    annotator: str
    step: str
    seq: int


@dataclass(frozen=True, slots=True)
class RemovedSpan:
    """A span in the trash, of an article that is there. `annotator` is whose span it was."""

    id: str
    article_id: str
    title: str
    label: str
    quote: str
    annotator: str
    at: datetime
    step: str
    seq: int


@dataclass(frozen=True, slots=True)
class Trash:
    """What was removed and not brought back, latest first. What an undo took away is no removal."""

    articles: Sequence[RemovedArticle]
    spans: Sequence[RemovedSpan]


def trash(db: Database, limit: int) -> Trash:
    """At most `limit` articles and as many spans."""
    articles, spans = db.rows(_ARTICLES, (limit,)), db.rows(_SPANS, (limit,))
    with reading_rows(db.path):
        return Trash(
            [RemovedArticle(*_localized(row, 4)) for row in articles],
            [RemovedSpan(*_localized(row, 6)) for row in spans],
        )


def _localized(row: Row, at: int) -> Row:
    """The row with the time that it has there as one in the person's own time zone."""
    return (*row[:at], datetime.fromisoformat(row[at]).astimezone(), *row[at + 1 :])
