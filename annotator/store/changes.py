"""What a step touched, told so that views know what to refresh."""

from collections.abc import Sequence
from typing import NamedTuple

from annotator.store.connection import Database


class Changes(NamedTuple):
    """What a step touched. `article_id` is the article it was made in: undoing it opens that article."""

    name: str
    """What the step is called, for example "Tag as weapon"; "" where nothing was done."""
    article_id: str | None = None
    spans_of: frozenset[str] = frozenset()
    """Articles whose spans, attributes or relations changed."""
    suggestions_of: frozenset[str] = frozenset()
    """Articles whose suggestions, or the decisions on them, changed."""
    articles: frozenset[str] = frozenset()
    """Articles whose title, source and so on, flag, note, status or place changed."""
    article_list: bool = False
    """Articles came or went."""
    labels: bool = False
    annotators: bool = False
    span_ids: tuple[str, ...] = ()
    """The spans touched, in the order touched; not those that came or went with their article."""


_SPANS_OF = {
    "span": "SELECT r.article_id, r.id FROM change c JOIN span r ON r.id = c.row_id",
    "attribute": (
        "SELECT s.article_id, s.id FROM change c JOIN attribute r ON r.id = c.row_id JOIN span s ON s.id = r.span_id"
    ),
    "relation": "SELECT r.article_id, NULL FROM change c JOIN relation r ON r.id = c.row_id",
}
"""The article of each row that changed, and the span that it is or belongs to."""
_SUGGESTIONS_OF = {
    "suggestion": "SELECT DISTINCT r.article_id FROM change c JOIN suggestion r ON r.id = c.row_id",
    "decision": (
        "SELECT DISTINCT s.article_id FROM change c JOIN decision r ON r.id = c.row_id"
        " JOIN suggestion s ON s.id = r.suggestion_id"
    ),
}
_WHERE = ' WHERE c.step_seq = ? AND c."table" = ?'


def changes_of_step(db: Database, seq: int, tables: set[str]) -> Changes:
    """What the recorded step touched, and touches again when it is undone or redone."""
    name, article_id = db.rows("SELECT name, article_id FROM step WHERE seq = ?", (seq,))[0]
    spans_of: set[str] = set()
    suggestions_of: set[str] = set()
    span_ids: dict[str, None] = {}
    for table in sorted(tables & _SPANS_OF.keys(), reverse=True):
        for its_article, span_id in db.rows(f"{_SPANS_OF[table]}{_WHERE} ORDER BY c.n", (seq, table)):
            spans_of.add(its_article)
            if span_id is not None:
                span_ids[span_id] = None
    for table in tables & _SUGGESTIONS_OF.keys():
        suggestions_of.update(row[0] for row in db.rows(_SUGGESTIONS_OF[table] + _WHERE, (seq, table)))
    articles: set[str] = set()
    article_list = False
    if "article" in tables:
        came = "c.before IS NULL OR json_extract(c.before, '$.removed') IS NOT NULL"
        found = db.rows(f"SELECT c.row_id, {came} FROM change c{_WHERE}", (seq, "article"))
        article_list = any(row[1] for row in found)
        articles.update(row[0] for row in found)
    for table in ("status", "place"):
        if table in tables:
            sql = f"SELECT DISTINCT r.article_id FROM change c JOIN {table} r ON r.id = c.row_id"
            articles.update(row[0] for row in db.rows(sql + _WHERE, (seq, table)))
    return Changes(
        name=name,
        article_id=article_id,
        spans_of=frozenset(spans_of),
        suggestions_of=frozenset(suggestions_of),
        articles=frozenset(articles),
        article_list=article_list,
        labels="label" in tables,
        annotators="annotator" in tables,
        span_ids=tuple(span_ids),
    )


def together(several: Sequence[Changes]) -> Changes:
    """What several steps touched, as if they were one; named after the last, and made in its article."""
    if len(several) == 1:
        return several[0]
    last = several[-1] if several else Changes("")
    return Changes(
        name=last.name,
        article_id=last.article_id,
        spans_of=frozenset().union(*(one.spans_of for one in several)),
        suggestions_of=frozenset().union(*(one.suggestions_of for one in several)),
        articles=frozenset().union(*(one.articles for one in several)),
        article_list=any(one.article_list for one in several),
        labels=any(one.labels for one in several),
        annotators=any(one.annotators for one in several),
        span_ids=tuple(dict.fromkeys(span_id for one in several for span_id in one.span_ids)),
    )
