"""Counts over the whole project."""

from collections.abc import Mapping
from typing import NamedTuple

from annotator.domain.model import Decision, Status
from annotator.errors import UnknownLabel
from annotator.store.connection import Database
from annotator.store.reading import annotator_id, labels


class Stats(NamedTuple):
    """Live articles and spans. `labels` has every label, also those without a span; `status` is one annotator's."""

    articles: int
    spans: int
    labels: Mapping[str, int]
    status: Mapping[Status, int]


class LabelUse(NamedTuple):
    """Everybody's live spans that have a label, the suggestions nobody decided on, and the articles of the spans."""

    spans: int
    suggestions: int
    articles: int


def label_use(db: Database, name: str) -> LabelUse:
    """How much has the label. Raises UnknownLabel."""
    row = db.value("SELECT id FROM label WHERE name = ? AND removed = 0", (name,))
    if row is None:
        raise UnknownLabel(f"This project has no label “{name}”.")
    live = "JOIN article a ON a.id = s.article_id AND a.removed = 0 WHERE s.removed = 0 AND s.label_id = ?"
    spans, articles = db.rows(f"SELECT count(*), count(DISTINCT s.article_id) FROM span s {live}", (row,))[0]
    undecided = "NOT EXISTS (SELECT 1 FROM decision d WHERE d.suggestion_id = s.id AND d.removed = 0)"
    suggestions = db.value(f"SELECT count(*) FROM suggestion s {live} AND {undecided}", (row,))
    return LabelUse(spans=int(spans), suggestions=int(suggestions), articles=int(articles))


class SuggestionStats(NamedTuple):
    """What people made of the suggestions of one origin. Many accepted at once and none corrected: mere agreeing."""

    accepted: int
    changed: int
    """Of those accepted: with another label or other borders."""
    rejected: int
    corrected: int
    """Of those accepted as they were: relabelled, or given other borders, later."""
    removed: int
    """Of those accepted: taken away later."""
    seconds: float | None
    """The median time from seeing one to deciding; None where no time was measured."""
    quick: int
    """Decided on within a second."""


_QUICK_S = 1.0


def suggestion_stats(db: Database) -> dict[str, SuggestionStats]:
    """By origin, for those that anybody decided on in live articles."""
    rows = db.rows(
        "SELECT g.origin, d.value, d.changed, d.seconds, d.span_id <> '' AND coalesce(s.removed, 1) = 1,"
        ' s.removed = 0 AND (s.start <> g.start OR s."end" <> g."end" OR s.label_id <> g.label_id)'
        " FROM decision d JOIN suggestion g ON g.id = d.suggestion_id"
        " JOIN article a ON a.id = g.article_id AND a.removed = 0 LEFT JOIN span s ON s.id = d.span_id"
        " WHERE d.removed = 0 ORDER BY g.origin"
    )
    found: dict[str, SuggestionStats] = {}
    for origin in dict.fromkeys(row[0] for row in rows):
        mine = [row[1:] for row in rows if row[0] == origin]
        accepted = [row for row in mine if row[0] == Decision.ACCEPTED]
        times = sorted(row[2] for row in mine if row[2] is not None)
        found[origin] = SuggestionStats(
            accepted=len(accepted),
            changed=sum(row[1] for row in accepted),
            rejected=len(mine) - len(accepted),
            corrected=sum(bool(row[4]) for row in accepted if not row[1]),
            removed=sum(bool(row[3]) for row in accepted),
            seconds=round(times[len(times) // 2], 2) if times else None,
            quick=sum(time < _QUICK_S for time in times),
        )
    return found


def status_counts(db: Database, annotator: str) -> dict[Status, int]:
    """How many live articles have each status for the annotator."""
    counts = dict.fromkeys(Status, 0)
    who = annotator_id(db, annotator)
    every = "SELECT value, count(*) AS n FROM status WHERE annotator_id = ?1 AND removed = 0 GROUP BY value"
    hidden = (
        "SELECT t.value, -count(*) AS n FROM article a CROSS JOIN status t ON t.annotator_id = ?1"
        " AND t.article_id = a.id AND t.removed = 0 WHERE a.removed <> 0 GROUP BY t.value"
    )
    for value, count in db.rows(f"SELECT value, sum(n) FROM ({every} UNION ALL {hidden}) GROUP BY value", (who,)):
        counts[Status(value)] = count
    articles = int(
        db.value("SELECT (SELECT count(*) FROM article) - (SELECT count(*) FROM article WHERE removed <> 0)")
    )
    counts[Status.TODO] = articles - counts[Status.IN_PROGRESS] - counts[Status.DONE]
    return counts


def stats(db: Database, annotator: str) -> Stats:
    """Counts of everybody's spans, and of the annotator's status."""
    counts = {label.name: 0 for label in labels(db)}
    every = "SELECT label_id, count(*) AS n FROM span INDEXED BY span_label WHERE removed = 0 GROUP BY label_id"
    hidden = (
        "SELECT s.label_id, -count(*) AS n FROM article a CROSS JOIN span s ON s.article_id = a.id AND s.removed = 0"
        " WHERE a.removed <> 0 GROUP BY s.label_id"
    )
    for name, count in db.rows(
        f"SELECT l.name, sum(c.n) FROM ({every} UNION ALL {hidden}) c JOIN label l ON l.id = c.label_id"
        " GROUP BY l.id HAVING sum(c.n) > 0 ORDER BY l.position"
    ):
        counts[name] = counts.get(name, 0) + count
    status = status_counts(db, annotator)
    return Stats(articles=sum(status.values()), spans=sum(counts.values()), labels=counts, status=status)
