"""Whatever is done, undone, redone and restarted: the project holds what a plain model holds."""

import tempfile
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from annotator.domain.model import AnnotatedArticle, Article, Label, Status
from annotator.domain.text import sha256_of
from annotator.errors import DuplicateSpan
from annotator.store import Project, actions

TEXTS = ("Ana saw 🚢🚢 boats.", "Ben heard of it – twice.")
LABELS = ("actor", "weapon")

Spans = frozenset[tuple[str, int, int, str, str]]
State = tuple[Spans, tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""What is live: spans with their note, articles, statuses, titles."""


def article(text: str, number: int) -> AnnotatedArticle:
    return AnnotatedArticle(Article(f"a{number}", f"Title {number}", text, sha256_of(text)))


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
        statuses = tuple(project.status(article_id, "Ana").value for article_id in ids)
        titles = tuple(project.article(article_id).title for article_id in ids)
        return frozenset(spans), tuple(ids), statuses, titles

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
        spans = sorted(span[0] for span in self.state()[0])
        return spans[pick % len(spans)] if spans else None

    @rule(pick=st.integers(0, 9), start=st.integers(0, 12), length=st.integers(1, 4), label=st.sampled_from(LABELS))
    def tag(self, pick: int, start: int, length: int, label: str) -> None:
        if (article_id := self.some_article(pick)) is not None:
            try:
                actions.tag(self.project, article_id, start, start + length, label, "Ana")
            except DuplicateSpan:
                return
            self.did()

    @rule(pick=st.integers(0, 99), label=st.sampled_from(LABELS))
    def relabel(self, pick: int, label: str) -> None:
        if (span := self.some_span(pick)) is not None:
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
            before = self.project.undo_name(), self.state()
            actions.set_attribute(self.project, span, "note", note)
            if note != "" or before[1] != self.state():
                self.did()
            else:
                self.states[self.at + 1 :] = [self.state()] if self.project.redo_name() is None else []
                self.at = len(self.states) - 1

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

    @rule()
    def import_articles(self) -> None:
        text = f"Article number {self.made} says 🚀 things."
        actions.add_articles(self.project, [article(text, self.made)], "Ana")
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


UndoAndRedo.TestCase.settings = settings(max_examples=20, stateful_step_count=30, deadline=None)
TestUndoAndRedo = UndoAndRedo.TestCase
