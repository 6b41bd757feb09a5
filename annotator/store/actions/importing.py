"""Adding articles: staged in short transactions, made visible by one last step.

A staged row carries the mark 2 and is invisible. What hangs on a staged article is hidden with it, so for new
articles only the article rows are marked, and only they are in the history: a large import is undone at once.
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import suppress
from itertools import islice
from types import TracebackType
from typing import NamedTuple, Self

from annotator.domain.model import AnnotatedArticle, Article, AttributeValue, Decision, Label, Span, Status, Suggestion
from annotator.domain.text import sha256_of, words_in
from annotator.errors import AnnotatorError, InvalidSpan, ProjectError, ProjectUnconfirmed
from annotator.progress import Progress
from annotator.store.actions.late_spans import LateSpans, SpanRow
from annotator.store.actions.listed_labels import first_free_digit, hue_in_turn, label_columns, take_listed
from annotator.store.actions.rows import annotator_row
from annotator.store.actions.settling import kept_attribute, raise_statuses, settle, settle_labels
from annotator.store.actions.spans import stored_attribute
from annotator.store.actions.waiting_rows import LONG, SHORT, Portion, WaitingRows
from annotator.store.changes import Changes
from annotator.store.identity import new_id
from annotator.store.project import Project
from annotator.store.staging import sweep
from annotator.store.step import now

Place = tuple[int, int, str, str]
"""(start, end, label id, annotator id): what makes a span a duplicate within its article."""


class AddResult(NamedTuple):
    """What an import brought. `known` counts articles whose text was there already; their new spans were added."""

    changes: Changes
    added: int
    known: int
    spans: int
    known_spans: int
    """Spans that were there already, and were passed over."""
    new_labels: tuple[str, ...]
    """The labels of spans that the project lacked."""
    listed_labels: tuple[str, ...]
    """The labels that the project lacked and that were listed, but are of no span."""
    warnings: tuple[str, ...]
    article_ids: tuple[str, ...]
    """The articles added or found again, each once, in the order of the import."""


class StagedImport:
    """An import in pieces, so that other steps can come in between. A context: cancelled unless finished.

    One at a time for a project. What a crash left of an earlier one is swept away at the start.
    """

    def __init__(self, project: Project, annotator: str, portion: Portion = SHORT) -> None:
        """Raises ProjectError if another import is running."""
        if project.import_running:
            raise ProjectError("Another import is running.", "Wait until it is finished, or cancel it.")
        sweep(project.db)
        project.import_running = True
        self._project = project
        self._db = project.db
        self._annotator = annotator
        self._labels: dict[str, str] = {
            row[0]: row[1] for row in self._db.rows("SELECT name, id FROM label WHERE removed = 0")
        }
        self._annotators: dict[str, str] = {}
        self._new_labels: dict[str, str] = {}
        self._used_labels: set[str] = set()
        self._staged: dict[str, str] = {}
        self._found: dict[str, None] = {}
        self._known: set[str] = set()
        self._statuses: list[tuple[str, str, Status]] = []
        self._warnings: list[str] = []
        self._spans = 0
        self._known_spans = 0
        self._over = False
        self._portion = portion
        self._rows = WaitingRows(portion)
        self._late = LateSpans()
        self._live: dict[str, str] = {}
        """SHA-256 → id of the live articles among those that are being staged."""
        self._places: dict[str, dict[Place, str]] = {}
        """Their ids and those staged with them → where their spans stand, with the ids of these."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._over:
            self.cancel()

    def add(self, batch: Iterable[AnnotatedArticle]) -> None:
        """Stages articles, a portion in each transaction. After an exception the import can only be cancelled.

        Raises InvalidSpan, naming article and span, where a quote, a range or a SHA-256 does not fit.
        """
        source = iter(batch)
        while some := list(islice(source, self._portion.articles)):
            self._look_up(some)
            articles = iter(some)
            while self._commit_some(articles):
                pass

    def _look_up(self, some: Sequence[AnnotatedArticle]) -> None:
        """Finds out at once what the project holds of these articles: their texts, their ids, where spans stand."""
        listed = json.dumps([one.article.sha256 for one in some])
        self._live = {
            row[0]: row[1]
            for row in self._db.rows(
                "SELECT sha256, id FROM article WHERE removed = 0 AND sha256 IN (SELECT value FROM json_each(?))",
                (listed,),
            )
        }
        self._places = defaultdict(dict)
        there = {self._staged.get(one.article.sha256) or self._live.get(one.article.sha256) for one in some} - {None}
        if there:
            every = (
                'SELECT article_id, start, "end", label_id, annotator_id, id FROM span'
                " WHERE article_id IN (SELECT value FROM json_each(?1)) AND"
            )
            sql = f"{every} removed = 0 UNION ALL {every} removed <> 0 AND removed = 2"
            for article_id, *place, span_id in self._db.rows(sql, (json.dumps(sorted(filter(None, there))),)):
                self._places[article_id][tuple(place)] = span_id
            for article_id in filter(None, there):
                for span_id, _, *place, _, _, _ in self._late.of(article_id):
                    self._places[article_id][tuple(place)] = span_id
        self._rows.look_up_ids(
            self._db,
            {
                "article": [one.article.id for one in some],
                "span": [span.id for one in some for span in one.spans],
                "relation": [relation.id for one in some for relation in one.relations],
                "suggestion": [suggestion.id for one in some for suggestion in one.suggestions],
            },
            self._late.ids,
        )

    def _commit_some(self, articles: Iterator[AnnotatedArticle]) -> bool:
        first = next(articles, None)
        if first is None:
            return False
        with suppress(ProjectUnconfirmed), self._db.writing():  # it is the last step that must stay
            until = time.monotonic() + self._portion.seconds
            self._rows.begin(self._db)
            self._stage(first)
            while not self._rows.enough and time.monotonic() < until and (one := next(articles, None)) is not None:
                self._stage(one)
            self._rows.write(self._db)
        return True

    def finish(self, name: str = "Import", labels: Iterable[Label] = ()) -> AddResult:
        """Makes everything visible in one step, with the labels that the files list: see `take_listed`.

        Raises ProjectError if that no longer fits; the import is cancelled.
        """
        try:
            with self._project.step(name, annotator=self._annotator) as step:
                late = self._late.write(step, settle_labels(step, self._used_labels))
                settled = settle(step, len(self._staged))
                listed = take_listed(step, labels)
                for table in ("label", "article", "span", "attribute", "relation", "suggestion", "decision"):
                    step.reveal_staged(table)
                raise_statuses(step, [*self._statuses, *settled.statuses], settled.articles)
        except BaseException:
            self.cancel()
            raise
        self._end()
        merged, doubles = settled.articles, settled.doubles + self._late.count - late
        found = dict.fromkeys(merged.get(article_id, article_id) for article_id in self._found)
        return AddResult(
            changes=step.changes,
            added=len(self._staged) - len(merged),
            known=len(self._known | set(merged.values())),
            spans=self._spans - doubles,
            known_spans=self._known_spans + doubles,
            new_labels=tuple(self._new_labels),
            listed_labels=listed,
            warnings=(*self._warnings, *settled.warnings),
            article_ids=tuple(found),
        )

    def cancel(self, seconds: float | None = None) -> bool:
        """Takes everything out again, for about so many seconds; whether nothing is left. None means to the end."""
        self._end()
        return sweep(self._db, seconds)

    def _end(self) -> None:
        if not self._over:
            self._over = True
            self._project.import_running = False

    def _stage(self, one: AnnotatedArticle) -> None:
        article = one.article
        _check_text(article)
        staged = self._staged.get(article.sha256)
        known = staged or self._live.get(article.sha256)
        article_id = known or self._stage_article(article)
        self._found[article_id] = None
        if staged is None and known is not None:
            self._known.add(known)
        live = known is not None and staged is None
        owner = self._owner(one)
        spans = self._stage_spans(one, article_id, live=live)
        self._stage_relations(one, article_id, spans, again=known is not None, live=live)
        self._stage_suggestions(one, article_id, owner, again=known is not None, live=live)
        if one.status is not Status.TODO:
            who = self._annotator_id(owner)
            if known is not None:
                self._statuses.append((article_id, who, one.status))
            else:
                self._rows.add("status", (new_id(), article_id, who, one.status.value))

    def _owner(self, one: AnnotatedArticle) -> str:
        """Whose status and decisions the article brings: the one annotator of its spans, else who imports."""
        named = {span.annotator for span in one.spans if span.annotator}
        return named.pop() if len(named) == 1 else self._annotator

    def _stage_article(self, article: Article) -> str:
        (article_id,) = self._rows.fresh_ids("article", [article.id])
        meta, origin = article.meta, article.origin
        number = self._rows.next_number
        self._rows.next_number += 1
        self._rows.add(
            "article",
            (
                number,
                article_id,
                article.title,
                meta.source,
                meta.url,
                meta.date,
                meta.language,
                meta.author,
                stored_extra(article),
                int(article.flag),
                article.note,
                words_in(article.text),
                len(article.text),
                article.sha256,
                origin.file,
                origin.sha256,
                origin.encoding,
                origin.newline,
            ),
        )
        self._rows.add("article_text", (number, article_id, article.text))
        self._rows.add("text_index", (number, article.text))
        self._rows.add("title_index", (number, article.title, meta.source))
        self._staged[article.sha256] = article_id
        return article_id

    def _stage_spans(self, one: AnnotatedArticle, article_id: str, *, live: bool) -> dict[str, str]:
        """Stages the spans; gives the id that each id of the file has in the project."""
        if not one.spans:
            return {}
        something_hangs_on_them = bool(one.relations) or any(span.attributes for span in one.spans)
        is_late = live and not something_hangs_on_them and self._late.has_room_for(len(one.spans))
        if not is_late:
            self._rows.add_many("span", self._late.give_back(article_id, mark=2))
        mark = 2 if live and not is_late else 0
        text, places = one.article.text, self._places[article_id]
        ids = self._rows.fresh_ids("span", [span.id for span in one.spans])
        became: dict[str, str] = {}
        rows: list[SpanRow] = []
        labels = {name: self._label_id(name) for name in dict.fromkeys(span.label for span in one.spans)}
        owners = {name: self._annotator_id(name or self._annotator) for name in {span.annotator for span in one.spans}}
        length = len(text)
        for span, row_id in zip(one.spans, ids, strict=True):
            own, _, start, end, label, quote, annotator, attributes, origin = span
            if end > length or text[start:end] != quote:
                raise _unfit(one.article, span, text)
            place = (start, end, labels[label], owners[annotator])
            if (there := places.get(place)) is not None:
                self._known_spans += 1
                became[own] = there
                if attributes:
                    self._stage_rows(rows)
                    self._add_attributes(one.article, there, attributes, live)
                continue
            places[place] = became[own] = row_id
            rows.append((row_id, article_id, *place, quote, origin, mark))
            for name, value in attributes.items():
                self._rows.add("attribute", (new_id(), row_id, name, stored_attribute(name, value), 0))
        if is_late:
            self._spans += len(rows)
            self._late.add(article_id, rows)
        else:
            self._stage_rows(rows)
        return became

    def _stage_rows(self, spans: list[SpanRow]) -> None:
        """Lets rows of spans wait with the others."""
        self._spans += len(spans)
        self._rows.add_many("span", spans)
        spans.clear()

    def _add_attributes(
        self, article: Article, span_id: str, attributes: Mapping[str, AttributeValue], live: bool
    ) -> None:
        self._rows.write(self._db)
        stored = self._db.rows("SELECT name, value FROM attribute WHERE span_id = ? AND removed <> 1", (span_id,))
        there = {row[0]: row[1] for row in stored}
        for name, value in attributes.items():
            new = stored_attribute(name, value)
            if name not in there:
                self._rows.add("attribute", (new_id(), span_id, name, new, 2 if live else 0))
            elif there[name] != new:
                self._warnings.append(kept_attribute(article.title, name, there[name], new))

    def _stage_relations(
        self, one: AnnotatedArticle, article_id: str, spans: Mapping[str, str], *, again: bool, live: bool
    ) -> None:
        if not one.relations:
            return
        there: set[tuple[str, str, str]] = set()
        if again:
            self._rows.write(self._db)
            sql = "SELECT type, from_id, to_id FROM relation WHERE article_id = ? AND removed <> 1"
            there = {(row[0], row[1], row[2]) for row in self._db.rows(sql, (article_id,))}
        ids = self._rows.fresh_ids("relation", [relation.id for relation in one.relations])
        for relation, row_id in zip(one.relations, ids, strict=True):
            ends = (spans.get(relation.from_id), spans.get(relation.to_id))
            if ends[0] is None or ends[1] is None or not relation.type:
                self._warnings.append(
                    f"Article “{one.article.title}”: a relation “{relation.type}” without both its spans was left out."
                )
                continue
            key = (relation.type, ends[0], ends[1])
            if key not in there:
                there.add(key)
                self._rows.add("relation", (row_id, article_id, *key, 2 if live else 0))

    def _stage_suggestions(
        self, one: AnnotatedArticle, article_id: str, owner: str, *, again: bool, live: bool
    ) -> None:
        if not one.suggestions:
            return
        there: dict[tuple[int, int, str, str], str] = {}
        if again:
            self._rows.write(self._db)
            sql = 'SELECT start, "end", label_id, origin, id FROM suggestion WHERE article_id = ? AND removed <> 1'
            there = {row[:4]: row[4] for row in self._db.rows(sql, (article_id,))}
        decided = (
            {
                row[0]
                for row in self._db.rows(
                    "SELECT d.suggestion_id FROM suggestion g JOIN decision d ON d.suggestion_id = g.id"
                    " WHERE g.article_id = ? AND d.annotator_id = ? AND d.removed <> 1",
                    (article_id, self._annotator_id(owner)),
                )
            }
            if there
            else set()
        )
        text, mark = one.article.text, 2 if live else 0
        ids = self._rows.fresh_ids("suggestion", [suggestion.id for suggestion in one.suggestions])
        for suggestion, new_row in zip(one.suggestions, ids, strict=True):
            if suggestion.end > len(text) or text[suggestion.start : suggestion.end] != suggestion.quote:
                raise _unfit(one.article, suggestion, text)
            place = (suggestion.start, suggestion.end, self._label_id(suggestion.label), suggestion.origin)
            row_id = there.get(place)
            if row_id is None:
                row_id = there[place] = new_row
                values = (
                    suggestion.quote,
                    suggestion.origin,
                    suggestion.version,
                    suggestion.score,
                    suggestion.reason,
                    mark,
                )
                self._rows.add("suggestion", (row_id, article_id, *place[:3], *values))
            if suggestion.decision is not Decision.UNDECIDED and row_id not in decided:
                decided.add(row_id)
                who = self._annotator_id(owner)
                self._rows.add("decision", (new_id(), row_id, who, suggestion.decision.value, now(), mark))

    def _annotator_id(self, name: str) -> str:
        if name not in self._annotators:
            self._annotators[name] = annotator_row(self._db, name)
        return self._annotators[name]

    def _label_id(self, name: str) -> str:
        """The id of a label; one that the project lacks is staged too."""
        if name not in self._labels:
            if not name.strip():
                raise InvalidSpan("A span needs a label.")
            keys = {row[0] for row in self._db.rows("SELECT key FROM label WHERE removed <> 1")}
            position = int(self._db.value("SELECT coalesce(max(position), -1) + 1 FROM label"))
            label = Label(name, key=first_free_digit(keys), color=hue_in_turn(position))
            self._labels[name] = self._new_labels[name] = new_id()
            values = {"id": self._labels[name], "position": position, **label_columns(label), "removed": 2}
            marks = ", ".join("?" * len(values))
            self._db.run(f"INSERT INTO label({', '.join(values)}) VALUES ({marks})", tuple(values.values()))
        self._used_labels.add(self._labels[name])
        return self._labels[name]


def add_articles(
    project: Project,
    articles: Iterable[AnnotatedArticle],
    annotator: str,
    *,
    name: str = "Import",
    labels: Iterable[Label] = (),
    progress: Progress | None = None,
) -> AddResult:
    """Adds articles with all that was said of them, as one step. If `articles` or `progress` raises, nothing stays.

    `labels` are what the files list; they are taken once all articles are, and may come up while those are read.
    `progress(done, total)` counts articles; total is 0 where `articles` does not tell its length. A text that is
    there already makes no second article: its new spans are added to it. Ids are kept unless taken. A span without
    an annotator is the given one's. Raises InvalidSpan, naming article and span, where one does not fit its text.
    """
    total = len(articles) if isinstance(articles, Sized) else 0
    source = iter(articles)
    with StagedImport(project, annotator, LONG) as staged:
        done = 0
        while batch := list(islice(source, LONG.articles)):
            staged.add(batch)
            done += len(batch)
            if progress is not None:
                progress(done, total)
        return staged.finish(name, labels)


def stored_extra(article: Article) -> str:
    """What else the file said of the article, in JSON. Raises AnnotatorError for what JSON cannot hold."""
    if not article.meta.extra:
        return "{}"
    try:
        return json.dumps(dict(article.meta.extra), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise AnnotatorError(f"Article “{article.title}” holds a value that cannot be stored: {error}.") from error


def _check_text(article: Article) -> None:
    try:
        fits = sha256_of(article.text) == article.sha256
    except UnicodeEncodeError:
        fits = False
    if not fits:
        raise InvalidSpan(f"The text of article “{article.title}” does not fit its SHA-256.")
    if "\r" in article.text or "\x00" in article.text:
        raise InvalidSpan(f"The text of article “{article.title}” is not canonical: it holds CR or NUL.")


def _unfit(article: Article, span: Span | Suggestion, text: str) -> InvalidSpan:
    where = f"Article “{article.title}”, span {span.id or '?'} ({span.label}, {span.start} to {span.end})"
    if span.end > len(text):
        return InvalidSpan(f"{where}: the text has only {len(text)} characters.")
    return InvalidSpan(f"{where}: the quote is “{span.quote[:60]}”, the text has “{text[span.start : span.end][:60]}”.")
