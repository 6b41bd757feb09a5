"""What is suggested in the open article, and which of it is shown now."""

import time
from collections.abc import Iterable
from itertools import islice
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.domain.model import AnnotatedArticle, Decision, Span, Suggestion
from annotator.domain.proposals import Mark, Proposal, above, still_open
from annotator.domain.span_index import SpanIndex
from annotator.errors import AnnotatorError
from annotator.gui.reading import ReadingView
from annotator.gui.settings import Settings
from annotator.gui.suggesting.helper import Helper
from annotator.gui.workspace import SpanDelta, Workspace
from annotator.store import Changes
from annotator.suggesting.thresholds import thresholds

_FIRST_MS = 600
"""From the first article to the first question: the window comes first."""
_PAUSE_MS = 120
_AT_ONCE = 300
"""How many suggestions are looked at before the window has its turn again: some tens of milliseconds."""
_SETTINGS = frozenset({"suggestions_shown", "suggest_on_open", "suggestion_thresholds"})


class OfferDelta(NamedTuple):
    """What is shown no longer, and what is shown now; spans without an annotator, by the ids of the suggestions."""

    removed: tuple[str, ...]
    added: tuple[Span, ...]


class Offers(QObject):
    """Keeps what is proposed for the open article in step with what is tagged, decided and chosen."""

    changed = Signal(object)
    """OfferDelta"""

    def __init__(
        self, workspace: Workspace, settings: Settings, view: ReadingView, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._settings = settings
        self._view = view
        self.helper = Helper(self)
        self.is_helped = True
        """Whether the helper is asked at all; without it only what is stored is shown."""
        self._proposals: dict[str, Proposal] = {}
        self._decided: set[Mark] = set()
        self._shown: dict[str, Suggestion] = {}
        self._waiting: dict[str, None] = {}
        """Those for which it is yet to be worked out whether they are shown, in their order."""
        self._to_learn: set[str] = set()
        self._learns_all = False
        self._known_labels: set[str] = set()
        self._is_afresh = False
        self._is_awake = False
        self._since = ("", 0.0)
        self._first = QTimer(self, singleShot=True, interval=_FIRST_MS)
        self._first.timeout.connect(self._wake)
        self._slice = QTimer(self, singleShot=True, interval=0)
        self._slice.timeout.connect(self._refresh_some)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.helper.answered.connect(self._on_answer)
        self.helper.failed.connect(workspace.failed)
        self.helper.given_up.connect(self._on_given_up)
        workspace.project_opened.connect(self._on_project)
        workspace.project_closed.connect(self._on_closed)
        workspace.article_opened.connect(self._on_article)
        workspace.spans_changed.connect(self._on_spans)
        workspace.changed.connect(self._on_changed)
        workspace.annotator_changed.connect(self._on_annotator)
        view.current_span_changed.connect(self._on_current)
        settings.watch(self._on_setting)

    # what there is

    @property
    def count(self) -> int:
        """How many are shown."""
        return len(self._shown)

    @property
    def shown(self) -> list[Suggestion]:
        """The suggestions that are shown, in reading order."""
        return [self._shown[span.id] for span in self._view.suggestions if span.id in self._shown]

    def get(self, suggestion_id: str) -> Suggestion | None:
        """A suggestion that is shown."""
        return self._shown.get(suggestion_id)

    @property
    def current(self) -> Suggestion | None:
        """The one that is to be decided on."""
        return self._shown.get(self._view.current_suggestion)

    @property
    def seconds(self) -> float | None:
        """How long the current one has been looked at."""
        suggestion, since = self._since
        is_known = suggestion and suggestion == self._view.current_suggestion
        return round(time.monotonic() - since, 2) if is_known else None

    def count_at(self, label: str, threshold: float) -> tuple[int, int]:
        """How many of a label would be shown with that threshold, of how many that are open."""
        mine = [one for one in self._proposals.values() if one.label == label and self._is_open(one)]
        return len(above(mine, {label: threshold})), len(mine)

    @property
    def is_on(self) -> bool:
        return bool(self._settings.get("suggestions_shown"))

    # asking

    def ask_afresh(self) -> None:
        """Patterns, pipelines or what was trained have changed: has all of it loaded anew."""
        self._is_afresh = True
        self._pause.start()

    def close(self) -> None:
        """Ends the helper, before the window goes."""
        self._first.stop()
        self._pause.stop()
        self.helper.close()

    def _on_project(self) -> None:
        self.helper.close()
        self._to_learn.clear()
        self._known_labels = self._label_names()
        self._is_awake = False

    def _on_closed(self) -> None:
        self.close()
        self._on_article()

    def _wake(self) -> None:
        self._is_awake = True
        self._ask()

    def _ask(self) -> None:
        workspace = self._workspace
        is_wanted = self.is_helped and self.is_on and self._settings.get("suggest_on_open")
        if not is_wanted or not workspace.is_open or not workspace.article_id:
            return
        learn = None if self._learns_all else sorted(self._to_learn)
        self._to_learn, self._learns_all = set(), False
        afresh, self._is_afresh = self._is_afresh, False
        self.helper.ask(
            {
                "project": str(workspace.project.path),
                "article": workspace.article_id,
                "annotator": workspace.annotator,
                "learn": learn,
                "afresh": afresh,
            },
            length=len(self._view.text),
        )

    def _on_answer(self, message: dict[str, Any]) -> None:
        if message["article"] == self._workspace.article_id:
            self._take([Proposal(*row) for row in message["proposals"]])

    def _on_given_up(self) -> None:
        said = self.tr("Suggestions have stopped: their process ended three times. Tagging goes on as always.")
        self._workspace.told.emit(said)

    # what is shown

    def _on_article(self) -> None:
        self._shown = {}
        self._proposals = {}
        self._waiting = {}
        self._slice.stop()
        self._since = ("", 0.0)
        self._read_decided()
        self._take(self._stored())
        if self._is_awake:
            self._ask()
        elif self._workspace.article_id:
            self._first.start()

    def _stored(self) -> list[Proposal]:
        """What the project holds for the article from earlier runs: there at once, without any helper."""
        workspace = self._workspace
        if not workspace.article_id:
            return []
        try:
            found = workspace.project.suggestions_of(workspace.article_id, workspace.annotator)
        except AnnotatorError as error:
            workspace.failed.emit(error)
            return []
        return [
            Proposal(one.start, one.end, one.label, one.score, one.reason, one.origin, one.version)
            for one in found
            if one.decision is Decision.UNDECIDED
        ]

    def _read_decided(self) -> set[Mark]:
        """Reads what the annotator decided on here; gives the places where that is another than before."""
        before, self._decided = self._decided, set()
        if self._workspace.article_id:
            try:
                self._decided = self._workspace.project.decided(self._workspace.article_id, self._workspace.annotator)
            except AnnotatorError as error:
                self._workspace.failed.emit(error)
        return before ^ self._decided

    def _take(self, proposals: Iterable[Proposal]) -> None:
        """Takes in what is proposed now; only what that changes is looked at, what is near the caret first."""
        before, self._proposals = self._proposals, {_id_of(one): one for one in proposals}
        changed = [
            (key, before.get(key) or self._proposals[key])
            for key in before.keys() | self._proposals.keys()
            if _content(before.get(key)) != _content(self._proposals.get(key))
        ]
        caret = self._view.caret
        changed.sort(key=lambda pair: abs(pair[1].start - caret))
        self._waiting = dict.fromkeys([*(key for key, _ in changed), *self._waiting])
        self._refresh_some()

    def _refresh_some(self) -> None:
        """Works out what is shown for some of those that wait, so that the window never stands still."""
        some = list(islice(self._waiting, _AT_ONCE))
        for key in some:
            del self._waiting[key]
        self._refresh(some)
        if self._waiting:
            self._slice.start()

    def _refresh_all(self) -> None:
        """Works out anew what is shown."""
        self._waiting = dict.fromkeys([*self._waiting, *self._proposals, *self._shown])
        self._refresh_some()

    def _refresh(self, ids: Iterable[str]) -> None:
        """Works out anew whether these suggestions are shown."""
        ids = set(ids)
        wanted: dict[str, Suggestion] = {}
        if self.is_on and self._workspace.article is not None:
            mine = [self._proposals[one] for one in ids if one in self._proposals]
            known = self._label_names()
            for one in above(mine, self._thresholds()):
                if one.label in known and self._is_open(one):
                    wanted[_id_of(one)] = self._as_suggestion(one)
        removed = tuple(one for one in ids if one in self._shown and self._shown[one] != wanted.get(one))
        added = tuple(_as_span(one) for key, one in wanted.items() if self._shown.get(key) != one)
        for key in removed:
            del self._shown[key]
        for span in added:
            self._shown[span.id] = wanted[span.id]
        if removed or added:
            self.changed.emit(OfferDelta(removed, added))

    def _is_open(self, one: Proposal) -> bool:
        """Whether the annotator has yet to decide on it; asks only the spans near it."""
        article = self._workspace.article
        if article is None or one.mark in self._decided or one.end > len(article.text):
            return False
        near = self._spans_near(one.start, one.end)
        return bool(still_open([one], AnnotatedArticle(article, tuple(near))))

    def _spans_near(self, start: int, end: int) -> list[Span]:
        index: SpanIndex = self._view.spans
        return [span for span in index.overlapping(start, end) if span.annotator == self._workspace.annotator]

    def _label_names(self) -> set[str]:
        return {label.name for label in self._workspace.labels}

    def _as_suggestion(self, one: Proposal) -> Suggestion:
        text = self._view.text
        return Suggestion(
            _id_of(one), self._workspace.article_id, one.start, one.end, one.label, text[one.start : one.end],
            one.origin, one.version, one.score, reason=one.reason,
        )  # fmt: skip

    def _thresholds(self) -> dict[str, float]:
        return thresholds(self._settings.get("suggestion_thresholds"))

    # listening

    def _on_spans(self, delta: SpanDelta) -> None:
        touched = [(span.start, span.end) for span in (*delta.removed, *delta.added)]
        self._refresh(
            key
            for key, one in self._proposals.items()
            if any(start < one.end and one.start < end for start, end in touched)
        )

    def _on_changed(self, changes: Changes) -> None:
        here = self._workspace.article_id
        if here in changes.suggestions_of:
            self._refresh(map(_id_at, self._read_decided()))
        if changes.labels:
            self._is_afresh = self._is_afresh or self._label_names() != self._known_labels
            self._known_labels = self._label_names()
            self._refresh_all()
        if changes.article_list:  # what came with articles, or from another process, may be anything
            self._learns_all = True
        elif not (changes.labels or changes.spans_of or changes.suggestions_of):
            return
        self._to_learn |= changes.spans_of | changes.suggestions_of
        if self._is_awake:
            self._pause.start()

    def _on_annotator(self) -> None:
        self._read_decided()
        self._refresh_all()
        if self._is_awake:
            self._pause.start()

    def _on_setting(self, name: str) -> None:
        if name in _SETTINGS:
            self._refresh_all()
            if self._is_awake and name != "suggestion_thresholds":
                self._pause.start()

    def _on_current(self, span_id: str) -> None:
        self._since = (span_id, time.monotonic())


def _id_of(one: Proposal) -> str:
    """What it is called while it is shown: the same as long as it is the same place and label."""
    return _id_at(one.mark)


def _id_at(mark: Mark) -> str:
    start, end, label = mark
    return f"?{start}-{end}-{label}"


def _content(one: Proposal | None) -> tuple[object, ...] | None:
    """What of a proposal can be seen; not its version, which changes with everything that is tagged."""
    return None if one is None else (one.mark, one.score, one.reason, one.origin)


def _as_span(one: Suggestion) -> Span:
    return Span(one.id, one.article_id, one.start, one.end, one.label, one.quote, origin=one.origin)
