"""Whatever is done, undone, redone and restarted: the project holds what a plain model holds."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from annotator.domain.model import AnnotatedArticle, Article, Extent, Label, Relation, Span, Status, Suggestion
from annotator.domain.text import sha256_of
from annotator.errors import DuplicateSpan, InvalidSpan
from annotator.store import Project, actions

TEXTS = ("Ana saw 🚢🚢 boats.", "Ben heard of it – twice.")
LABELS = ("actor", "weapon")
MORE_LABELS = ("actor", "place", "figure")

Spans = frozenset[tuple[str, int, int, str, str]]


@dataclass(frozen=True)
class State:
    """What is live: spans with their note, relations, labels in their order, and what is said of each article."""

    spans: Spans
    relations: frozenset[Relation]
    labels: tuple[Label, ...]
    articles: tuple[tuple[str, str, bool, str, int | None], ...]
    """Id, title, flag, status and place."""


def article(text: str, number: int, label: str = "") -> AnnotatedArticle:
    """An article; with a label, it brings two spans and a relation between them."""
    made = Article(f"a{number}", f"Title {number}", text, sha256_of(text))
    if not label:
        return AnnotatedArticle(made)
    first, second = (Span(f"s{number}-{at}", made.id, at, at + 3, label, text[at : at + 3]) for at in (0, 4))
    return AnnotatedArticle(made, (first, second), (Relation(f"r{number}", "before", first.id, second.id),))


class UndoAndRedo(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "p.annotator"
        self.project = Project.create(self.path, [Label(name) for name in LABELS])
        actions.ensure_annotator(self.project, "Ana")
        actions.add_articles(self.project, [article(text, n) for n, text in enumerate(TEXTS)], "Ana")
        self.states = [self.state()]
        self.at = 0
        self.made = 2
        self.forgotten = 0
        """How many of the first states have no entry in the history any more."""

    def teardown(self) -> None:
        self.project.close()
        self.folder.cleanup()

    def state(self) -> State:
        project = self.project
        ids = project.article_ids()
        spans = {
            (span.id, span.start, span.end, span.label, str(span.attributes.get("note", "")))
            for article_id in ids
            for span in project.spans_of(article_id)
        }
        articles = []
        for article_id in ids:
            status, place = project.status(article_id, "Ana").value, project.place(article_id, "Ana")
            known = project.article(article_id)
            articles.append((article_id, known.title, known.flag, status, place))
        relations = {one for article_id in ids for one in project.relations_of(article_id)}
        return State(frozenset(spans), frozenset(relations), tuple(project.labels()), tuple(articles))

    def did(self) -> None:
        """Notes a step, if it changed anything."""
        now = self.state()
        if now != self.states[self.at]:
            self.states[self.at + 1 :] = [now]
            self.at += 1

    def some_article(self, pick: int) -> str | None:
        ids = self.project.article_ids()
        return ids[pick % len(ids)] if ids else None

    def some_span(self, pick: int) -> str | None:
        spans = sorted(span[0] for span in self.state().spans)
        return spans[pick % len(spans)] if spans else None

    def some_label(self, pick: int) -> str | None:
        names = [label.name for label in self.project.labels()]
        return names[pick % len(names)] if names else None

    @rule(pick=st.integers(0, 9), start=st.integers(0, 12), length=st.integers(1, 4), which=st.integers(0, 9))
    def tag(self, pick: int, start: int, length: int, which: int) -> None:
        if (article_id := self.some_article(pick)) and (label := self.some_label(which)):
            try:
                actions.tag(self.project, article_id, start, start + length, label, "Ana")
            except DuplicateSpan:
                return
            self.did()

    @rule(pick=st.integers(0, 99), which=st.integers(0, 9))
    def relabel(self, pick: int, which: int) -> None:
        if (span := self.some_span(pick)) and (label := self.some_label(which)):
            try:
                actions.relabel(self.project, [span], label)
            except DuplicateSpan:
                return
            self.did()

    @rule(pick=st.integers(0, 99), start=st.integers(0, 12), length=st.integers(1, 4))
    def move(self, pick: int, start: int, length: int) -> None:
        if (span := self.some_span(pick)) is not None:
            try:
                actions.move_borders(self.project, span, start, start + length)
            except DuplicateSpan:
                return
            self.did()

    @rule(pick=st.integers(0, 99), note=st.sampled_from(["", "one", "two", None]))
    def note(self, pick: int, note: str | None) -> None:
        if (span := self.some_span(pick)) is not None:
            before = self.project.history(limit=1)
            actions.set_attribute(self.project, span, "note", note)
            if self.project.history(limit=1) != before:  # an empty note is a step, though it looks like none
                self.states[self.at + 1 :] = [self.state()]
                self.at += 1

    @rule(pick=st.integers(0, 99))
    def remove_span(self, pick: int) -> None:
        if (span := self.some_span(pick)) is not None:
            actions.remove_spans(self.project, [span])
            self.did()

    @rule(pick=st.integers(0, 9), status=st.sampled_from(Status))
    def set_status(self, pick: int, status: Status) -> None:
        if (article_id := self.some_article(pick)) is not None:
            actions.set_status(self.project, [article_id], status, "Ana")
            self.did()

    @rule(pick=st.integers(0, 9), title=st.sampled_from(["New", "Newer"]))
    def rename(self, pick: int, title: str) -> None:
        if (article_id := self.some_article(pick)) is not None:
            actions.edit_article(self.project, article_id, title=title)
            self.did()

    @rule(pick=st.integers(0, 9))
    def remove_article(self, pick: int) -> None:
        if (article_id := self.some_article(pick)) is not None:
            actions.remove_articles(self.project, [article_id])
            self.did()

    @rule(pick=st.integers(0, 99), offset=st.integers(0, 16))
    def split_span(self, pick: int, offset: int) -> None:
        if (span := self.some_span(pick)) is not None:
            try:
                actions.split_span(self.project, span, offset)
            except (DuplicateSpan, InvalidSpan):
                return
            self.did()

    @rule(picks=st.lists(st.integers(0, 99), min_size=2, max_size=3))
    def merge_spans(self, picks: list[int]) -> None:
        spans = [span for pick in picks if (span := self.some_span(pick))]
        try:
            actions.merge_spans(self.project, spans)
        except (DuplicateSpan, InvalidSpan):
            return
        self.did()

    @rule(name=st.sampled_from(MORE_LABELS), color=st.sampled_from(["teal", "pink"]))
    def add_label(self, name: str, color: str) -> None:
        if name not in {label.name for label in self.project.labels()}:
            actions.add_label(self.project, Label(name, "", color))
            self.did()

    @rule(pick=st.integers(0, 9), name=st.sampled_from(MORE_LABELS), extent=st.sampled_from(Extent))
    def edit_label(self, pick: int, name: str, extent: Extent) -> None:
        if (label := self.some_label(pick)) and name not in {one.name for one in self.project.labels()} - {label}:
            actions.edit_label(self.project, label, Label(name, "", "olive", "Which ones?", extent))
            self.did()

    @rule(pick=st.integers(0, 9), position=st.integers(-1, 5))
    def move_label(self, pick: int, position: int) -> None:
        if (label := self.some_label(pick)) is not None:
            before = self.project.undo_name(), self.state()
            actions.move_label(self.project, label, position)
            if before[1] != self.state():
                self.did()

    @rule(pick=st.integers(0, 9))
    def remove_label(self, pick: int) -> None:
        if (label := self.some_label(pick)) is not None:
            use = self.project.label_use(label)
            count = len(self.state().spans)
            actions.remove_label(self.project, label)
            assert len(self.state().spans) == count - use.spans
            self.did()

    @rule(pick=st.integers(0, 9), other=st.integers(0, 9))
    def merge_labels(self, pick: int, other: int) -> None:
        source, target = self.some_label(pick), self.some_label(other)
        if source and target and source != target:
            places = {(span[1:3], span[3]) for span in self.state().spans}
            actions.merge_labels(self.project, source, target)
            now = {(span[1:3], span[3]) for span in self.state().spans}
            assert now == {(place, target if label == source else label) for place, label in places}
            self.did()

    @rule(pick=st.integers(0, 9), offset=st.one_of(st.none(), st.integers(0, 9)))
    def set_place(self, pick: int, offset: int | None) -> None:
        if (article_id := self.some_article(pick)) is not None:
            actions.set_place(self.project, article_id, "Ana", offset)
            self.did()

    @rule(flag=st.booleans(), status=st.sampled_from(Status))
    def all_articles(self, flag: bool, status: Status) -> None:
        ids = self.project.article_ids()
        actions.set_flag(self.project, ids, flag)
        self.did()
        actions.set_status(self.project, ids, status, "Ana")
        self.did()

    @rule(pick=st.integers(0, 9), origin=st.sampled_from(["rules", "memory"]), which=st.integers(0, 9))
    def suggest(self, pick: int, origin: str, which: int) -> None:
        """Suggestions are no data: they come and go outside the history, and never stand in its way."""
        if (article_id := self.some_article(pick)) and (label := self.some_label(which)):
            proposed = Suggestion("", article_id, 0, 3, label, self.project.text(article_id)[:3], origin)
            actions.replace_suggestions(self.project, article_id, origin, [proposed])

    @rule(pick=st.integers(0, 9))
    def import_articles(self, pick: int) -> None:
        text = f"Article number {self.made} says 🚀 things."
        actions.add_articles(self.project, [article(text, self.made, self.some_label(pick) or "")], "Ana")
        self.made += 1
        self.did()

    @precondition(lambda self: self.at > 0)
    @rule()
    def undo(self) -> None:
        self.project.undo()
        self.at -= 1

    @precondition(lambda self: self.at < len(self.states) - 1)
    @rule()
    def redo(self) -> None:
        self.project.redo()
        self.at += 1

    @rule(pick=st.integers(0, 99))
    def travel(self, pick: int) -> None:
        """Back or forward to any entry of the history at once."""
        entries = self.project.history()[::-1]
        if entries:
            self.at = (at := pick % len(entries)) + self.forgotten
            self.project.travel(entries[at].seq)

    @rule(pick=st.integers(0, 99), article=st.integers(0, 9))
    def look_back(self, pick: int, article: int) -> None:
        """An article as it was after any entry."""
        entries = self.project.history()[::-1]
        if entries and (article_id := self.some_article(article)):
            state = self.states[(at := pick % len(entries)) + self.forgotten]
            if article_id in {one[0] for one in state.articles}:
                then = self.project.article_then(article_id, entries[at].seq)
                now = {(s.id, s.start, s.end, s.label, str(s.attributes.get("note", ""))) for s in then.spans}
                assert now <= state.spans
                assert then.labels == state.labels
                assert len(now) == len(state.spans) or len(state.articles) > 1

    @rule(pick=st.integers(0, 99))
    def compact(self, pick: int) -> None:
        """Lets go of old history: what was done stays, what is newer can still be undone and redone."""
        entries = [entry for entry in self.project.history()[::-1] if entry.is_done]
        if pick % 4 == 0 and entries:
            at = (pick // 4) % len(entries)
            self.project.compact(entries[at].seq)
            at += self.forgotten
            self.states, self.at, self.forgotten = self.states[at:], self.at - at, 1

    @rule()
    def restart(self) -> None:
        self.project.close()
        self.project = Project.open(self.path)

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        assert self.state() == self.states[self.at]

    @invariant()
    def is_sound(self) -> None:
        assert self.project.check() == []


UndoAndRedo.TestCase.settings = settings(max_examples=20, stateful_step_count=40, deadline=None)
TestUndoAndRedo = UndoAndRedo.TestCase
