"""Reading articles and what was said of them. Each call gives finished values and leaves no cursor open."""

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import chain
from typing import Any, NoReturn

from annotator.domain.model import (
    NO_ATTRIBUTES,
    AnnotatedArticle,
    Article,
    ArticleSummary,
    AttributeValue,
    Decision,
    Extent,
    Label,
    Meta,
    Origin,
    Relation,
    Span,
    Status,
    Suggestion,
)
from annotator.domain.nesting import reading_order
from annotator.errors import InvalidSpan, NotFound, ProjectDamaged
from annotator.store.connection import Database
from annotator.store.trouble import reading_rows

_BATCH = 64
"""How many articles are read at a time when all are wanted."""
_AT_ONCE = 1000
"""How many articles one statement looks at when it is only asked which of them are wanted."""

_ARTICLE = (
    "a.id, a.title, CAST(t.text AS BLOB), a.sha256, a.source, a.url, a.date, a.language, a.author, a.extra,"
    " a.file, a.file_sha256, a.encoding, a.newline, a.flag, a.note"
)
_SPAN = 's.id, s.article_id, s.start, s."end", s.label_id, s.quote, s.annotator_id, s.origin'
_IDS = "(SELECT value FROM json_each(?))"
_LATEST_DECISION = (
    "(SELECT d.value FROM decision d WHERE d.suggestion_id = g.id AND d.removed = 0{whose} ORDER BY d.at DESC LIMIT 1)"
)


def labels(db: Database) -> list[Label]:
    """The label scheme in its order."""
    rows = db.rows(
        "SELECT name, key, color, guideline, extent FROM label WHERE removed = 0 ORDER BY position, name, id"
    )
    with reading_rows(db.path):
        check_words(*rows)
        return [Label(name, key, color, guideline, Extent(extent)) for name, key, color, guideline, extent in rows]


def annotators(db: Database) -> list[str]:
    """The names of all annotators, in alphabetical order."""
    return sorted(row[0] for row in db.rows("SELECT name FROM annotator WHERE removed = 0"))


def annotator_id(db: Database, name: str) -> str:
    """The id of an annotator; "" for one whom the project does not know, whom nothing belongs to."""
    found = db.value("SELECT id FROM annotator WHERE name = ? AND removed = 0", (name,))
    return str(found) if found else ""


def summaries(db: Database, ids: Sequence[str], annotator: str) -> list[ArticleSummary]:
    """The rows of the article list, in the order of the ids; those of articles that are gone are left out."""
    wanted, who = json.dumps(list(ids)), annotator_id(db, annotator)
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for article_id, label, count in db.rows(
        "SELECT s.article_id, l.name, count(*) FROM span s JOIN label l ON l.id = s.label_id"
        f" WHERE s.article_id IN {_IDS} AND s.removed = 0 AND s.annotator_id = ?"
        " GROUP BY s.article_id, s.label_id ORDER BY l.position",
        (wanted, who),
    ):
        counts[article_id][label] = counts[article_id].get(label, 0) + count
    noted = {
        row[0]
        for row in db.rows(
            f"SELECT id FROM article WHERE id IN {_IDS} AND note <> '' UNION SELECT s.article_id FROM span s JOIN"
            " attribute b ON b.span_id = s.id AND b.name = 'note' AND b.removed = 0"
            f" WHERE s.article_id IN {_IDS} AND s.removed = 0",
            (wanted, wanted),
        )
    }
    rows = db.rows(
        "SELECT a.id, a.title, a.source, a.date, a.words, a.flag, coalesce(t.value, 'todo') FROM article a"
        " LEFT JOIN status t ON t.article_id = a.id AND t.annotator_id = ? AND t.removed = 0"
        f" WHERE a.id IN {_IDS} AND a.removed = 0",
        (who, wanted),
    )
    with reading_rows(db.path):
        check_words(*(row[:4] for row in rows))
        found = {
            row[0]: ArticleSummary(
                row[0],
                row[1],
                row[2],
                row[3],
                row[4],
                bool(row[5]),
                Status(row[6]),
                counts.get(row[0], {}),
                row[0] in noted,
            )
            for row in rows
        }
    return [found[article_id] for article_id in ids if article_id in found]


def status(db: Database, article_id: str, annotator: str) -> Status:
    """How far an annotator is with an article; to do if nothing was said."""
    value = db.value(
        "SELECT t.value FROM status t JOIN annotator n ON n.id = t.annotator_id"
        " WHERE t.article_id = ? AND n.name = ? AND n.removed = 0 AND t.removed = 0",
        (article_id, annotator),
    )
    with reading_rows(db.path):
        return Status(value or Status.TODO)


def place(db: Database, article_id: str, annotator: str) -> int | None:
    """Up to where an annotator has read an article, as a code point; None if nothing was marked."""
    found = db.value(
        'SELECT "offset" FROM place WHERE article_id = ? AND annotator_id = ? AND removed = 0',
        (article_id, annotator_id(db, annotator)),
    )
    return None if found is None else int(found)


def article(db: Database, article_id: str) -> Article:
    """A live article with its text, which is checked against its SHA-256. Raises NotFound, ProjectError."""
    row = db.row(
        f"SELECT {_ARTICLE} FROM article a LEFT JOIN article_text t ON t.number = a.number AND t.article_id = a.id"
        " WHERE a.id = ? AND a.removed = 0",
        (article_id,),
    )
    if row is None:
        raise NotFound("This article is not in the project, or no longer.")
    return _article(db, row)


def checked_text(db: Database, article_id: str) -> tuple[str, str]:
    """The text of an article, live or not, and its SHA-256, which it fits. Raises NotFound, ProjectError."""
    row = db.row(
        f"SELECT {_ARTICLE} FROM article a LEFT JOIN article_text t ON t.number = a.number AND t.article_id = a.id"
        " WHERE a.id = ?",
        (article_id,),
    )
    if row is None:
        raise NotFound("This article is not in the project.")
    found = _article(db, row)
    return found.text, found.sha256


def check_words(*rows: Sequence[object]) -> None:
    """Raises TypeError where damage made something else of a text; SQLite looks at the kind only when it writes."""
    if not set(map(type, chain.from_iterable(rows))) <= {str}:
        raise TypeError("a text that is none")


def _article(db: Database, row: tuple[Any, ...]) -> Article:
    data: object = row[2]
    if not isinstance(data, bytes) or sha256(data).hexdigest() != row[3]:
        raise ProjectDamaged(
            f"The text of article “{row[1]}” ({row[0]}) is damaged in “{db.path.name}”.",
            "Check the project, or go back to a backup.",
        )
    with reading_rows(db.path):
        check_words((*row[:2], *row[4:14], row[15]))
        text = data.decode("utf-8")
        extra = stored_json(row[9]) if row[9] != "{}" else {}
        return Article(
            id=row[0],
            title=row[1],
            text=text,
            sha256=row[3],
            meta=Meta(row[4], row[5], row[6], row[7], row[8], extra if isinstance(extra, dict) else {}),
            origin=Origin(*row[10:14]),
            flag=bool(row[14]),
            note=row[15],
        )


def spans_of(db: Database, article_id: str, annotator: str | None) -> list[Span]:
    """The live spans of an article in reading order, with their attributes; None means everybody's."""
    condition, parameters = "s.article_id = ? AND s.removed = 0", [article_id]
    if annotator is not None:
        condition += " AND s.annotator_id = ?"
        parameters.append(annotator_id(db, annotator))
    return _spans(db, condition, parameters).get(article_id, [])


def span(db: Database, span_id: str) -> Span:
    """A live span. Raises NotFound."""
    found = _spans(
        db, "s.id = ? AND s.removed = 0 AND (SELECT removed FROM article WHERE id = s.article_id) = 0", [span_id]
    )
    if not found:
        raise NotFound("This span is not in the project, or no longer.")
    ((one,),) = found.values()
    return one


def _spans(db: Database, condition: str, parameters: Sequence[object]) -> dict[str, list[Span]]:
    """The spans that meet a condition in SQL, by article, in reading order each."""
    attributes: dict[str, dict[str, AttributeValue]] = defaultdict(dict)
    if db.value("SELECT EXISTS (SELECT 1 FROM attribute)"):
        for span_id, name, value in db.rows(
            "SELECT b.span_id, b.name, b.value FROM span s JOIN attribute b ON b.span_id = s.id AND b.removed = 0"
            f" WHERE {condition} ORDER BY b.name",
            parameters,
        ):
            attributes[span_id][name] = attribute_value(db, value)
    rows = db.rows(f"SELECT {_SPAN} FROM span s WHERE {condition}", parameters)
    label, who = _names(db, "label"), _names(db, "annotator")
    found: dict[str, list[Span]] = defaultdict(list)
    with reading_rows(db.path):
        try:
            for own, article_id, start, end, of, quote, by, origin in rows:
                values = attributes.get(own, NO_ATTRIBUTES)
                found[article_id].append(Span(own, article_id, start, end, label[of], quote, who[by], values, origin))
        except (InvalidSpan, KeyError) as error:
            raise ValueError(str(error)) from error
    for spans in found.values():
        spans.sort(key=reading_order)
    return found


def attribute_value(db: Database, stored: str) -> AttributeValue:
    """The value of an attribute from what is stored of it. Raises ProjectError."""
    with reading_rows(db.path):
        value = stored_json(stored)
        if not isinstance(value, str | int | float | bool):
            raise ValueError("an attribute that is no text, number or truth value")
        return value


def stored_json(stored: str) -> object:
    """A stored value. Raises ValueError for what is no JSON, or a number that is not finite."""
    return json.loads(stored, parse_constant=_no_number, parse_float=_finite)


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _no_number(digits)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} where a number should be")


def _names(db: Database, table: str) -> dict[str, str]:
    """The names of all labels or annotators by id: asked for once, where a join would look them up for each span."""
    return dict(db.rows(f"SELECT id, name FROM {table}"))


def relations_of(db: Database, article_id: str) -> list[Relation]:
    """The relations between live spans of an article."""
    return _relations(db, [article_id]).get(article_id, [])


def _relations(db: Database, ids: Sequence[str]) -> dict[str, list[Relation]]:
    found: dict[str, list[Relation]] = defaultdict(list)
    for article_id, *values in db.rows(
        "SELECT r.article_id, r.id, r.type, r.from_id, r.to_id FROM relation r"
        " JOIN span f ON f.id = r.from_id JOIN span t ON t.id = r.to_id"
        f" WHERE r.article_id IN {_IDS} AND r.removed = 0 AND f.removed = 0 AND t.removed = 0"
        " ORDER BY f.start, t.start, r.id",
        (json.dumps(list(ids)),),
    ):
        found[article_id].append(Relation(*values))
    return found


def suggestions_of(db: Database, article_id: str, annotator: str | None) -> list[Suggestion]:
    """The suggestions for an article in reading order, with the annotator's decisions; None means anybody's latest."""
    return _suggestions(db, [article_id], annotator).get(article_id, [])


def judged_ids(db: Database) -> list[str]:
    """The live articles with a live span or a live decision, in the order of import.

    In pieces: as long as a statement reads, whoever tags in another process waits.
    """
    found: list[str] = []
    last = -1
    while rows := db.rows(
        "SELECT a.number, a.id, EXISTS (SELECT 1 FROM span s WHERE s.article_id = a.id AND s.removed = 0) OR EXISTS"
        " (SELECT 1 FROM suggestion g JOIN decision d ON d.suggestion_id = g.id AND d.removed = 0"
        " WHERE g.article_id = a.id) FROM article a WHERE a.removed = 0 AND a.number > ? ORDER BY a.number LIMIT ?",
        (last, _AT_ONCE),
    ):
        found += [row[1] for row in rows if row[2]]
        last = rows[-1][0]
    return found


def decided(db: Database, article_id: str, annotator: str) -> set[tuple[int, int, str]]:
    """Start, end and label of the suggestions that an annotator decided on."""
    rows = db.rows(
        'SELECT g.start, g."end", l.name FROM decision d JOIN suggestion g ON g.id = d.suggestion_id'
        " JOIN label l ON l.id = g.label_id WHERE g.article_id = ? AND d.annotator_id = ? AND d.removed = 0",
        (article_id, annotator_id(db, annotator)),
    )
    with reading_rows(db.path):
        return {(int(row[0]), int(row[1]), str(row[2])) for row in rows}


def suggested_by(db: Database, origin: str, version: str) -> set[str]:
    """The articles that this version of a suggester has seen last."""
    rows = db.rows("SELECT article_id FROM suggested WHERE origin = ? AND version = ?", (origin, version))
    return {row[0] for row in rows}


def _suggestions(db: Database, ids: Sequence[str], annotator: str | None = None) -> dict[str, list[Suggestion]]:
    found: dict[str, list[Suggestion]] = defaultdict(list)
    if not db.value("SELECT EXISTS (SELECT 1 FROM suggestion)"):
        return found
    whose, parameters = "", list[object]()
    if annotator is not None:
        whose, parameters = " AND d.annotator_id = ?", [annotator_id(db, annotator)]
    latest = _LATEST_DECISION.format(whose=whose)
    rows = db.rows(
        'SELECT g.id, g.article_id, g.start, g."end", l.name, g.quote, g.origin, g.version, g.score,'
        f" coalesce({latest}, ''), g.reason FROM suggestion g JOIN label l ON l.id = g.label_id"
        f" WHERE g.article_id IN {_IDS} AND g.removed = 0 AND l.removed = 0",
        (*parameters, json.dumps(list(ids))),
    )
    with reading_rows(db.path):
        for row in rows:
            try:
                suggestion = Suggestion(
                    row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], Decision(row[9]), row[10]
                )
            except InvalidSpan as error:
                raise ValueError(str(error)) from error
            found[suggestion.article_id].append(suggestion)
    for suggestions in found.values():
        suggestions.sort(key=reading_order)
    return found


def annotated(db: Database, ids: Sequence[str] | None, *, annotator: str | None) -> Iterator[AnnotatedArticle]:
    """Articles with everything that was said of them, in the order of the ids; in batches, no cursor open between.

    The status is the annotator's, or the furthest that anybody has come.

    Articles removed meanwhile are left out. Raises ProjectError, naming the article, where a text does not fit its
    SHA-256 or a quote does not fit its text.
    """
    wanted = list(ids) if ids is not None else _every_article(db)
    for at in range(0, len(wanted), _BATCH):
        yield from _annotated_batch(db, wanted[at : at + _BATCH], annotator)


def _every_article(db: Database) -> list[str]:
    ids = [row[0] for row in db.rows("SELECT id FROM article WHERE removed = 0 ORDER BY number")]
    with reading_rows(db.path):
        check_words(ids)
    return ids


def _annotated_batch(db: Database, ids: Sequence[str], annotator: str | None) -> list[AnnotatedArticle]:
    listed = json.dumps(list(ids))
    rows = db.rows(
        f"SELECT {_ARTICLE} FROM article a LEFT JOIN article_text t ON t.number = a.number AND t.article_id = a.id"
        f" WHERE a.id IN {_IDS} AND a.removed = 0",
        (listed,),
    )
    articles = {row[0]: _article(db, row) for row in rows}
    condition, parameters = f"s.article_id IN {_IDS} AND s.removed = 0", [listed]
    if annotator is not None:
        condition += " AND s.annotator_id = ?"
        parameters.append(annotator_id(db, annotator))
    spans = _spans(db, condition, parameters)
    relations, suggestions = _relations(db, ids), _suggestions(db, ids)
    statuses = _statuses(db, listed, annotator)
    batch = []
    for article_id in ids:
        if (its := articles.get(article_id)) is None:
            continue
        text, its_spans = its.text, spans.get(article_id, ())
        for span_id, _, start, end, _, quote, _, _, _ in its_spans:
            if text[start:end] != quote:
                raise ProjectDamaged(
                    f"Span {span_id} of article “{its.title}” ({its.id}) does not fit its text in “{db.path.name}”.",
                    "Check the project, or go back to a backup.",
                )
        links = relations.get(article_id, ())
        shown = {one.id for one in its_spans} if links else set()
        batch.append(
            AnnotatedArticle(
                article=its,
                spans=tuple(its_spans),
                relations=tuple(r for r in links if {r.from_id, r.to_id} <= shown),
                suggestions=tuple(suggestions.get(article_id, ())),
                status=statuses.get(article_id, Status.TODO),
            )
        )
    return batch


def _statuses(db: Database, listed: str, annotator: str | None) -> Mapping[str, Status]:
    condition, parameters = f"article_id IN {_IDS} AND removed = 0", [listed]
    if annotator is not None:
        condition += " AND annotator_id = ?"
        parameters.append(annotator_id(db, annotator))
    # By the alphabet done comes before in progress, and that before to do.
    rows = db.rows(f"SELECT article_id, min(value) FROM status WHERE {condition} GROUP BY article_id", parameters)
    with reading_rows(db.path):
        return {article_id: Status(value) for article_id, value in rows}
