"""The values that everything else speaks of. All offsets are code points, from 0, end exclusive.

Named tuples, as they are made by the thousand, and are there at once at the start. Qt would make lists of them: its
models hand them out by methods of their own, not by roles.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple, Self

from annotator.errors import InvalidSpan

AttributeValue = str | int | float | bool
"""A typed value on a span: a text, a number or a truth value."""


class Status(StrEnum):
    """How far an annotator is with an article."""

    TODO = "todo"
    IN_PROGRESS = "in_progress"
    DONE = "done"


class Extent(StrEnum):
    """What a label marks: a phrase within a sentence, or a statement that may fill one.

    Statements are drawn in a band of their own below the phrases, and tagging with nothing selected takes the
    whole sentence instead of the word.
    """

    PHRASE = "phrase"
    STATEMENT = "statement"


class Label(NamedTuple):
    """A kind of span. `color` names a hue of the palette (see the themes), `key` is one digit or letter, or ""."""

    name: str
    key: str = ""
    color: str = "slate"
    guideline: str = ""
    extent: Extent = Extent.PHRASE


_NO_EXTRA: Mapping[str, object] = {}


class Meta(NamedTuple):
    """What is known of where an article comes from. `date` is ISO 8601, `language` a code such as "en"; "" = unknown.

    `extra` keeps what else an imported file said, as JSON values, so that an export can give it back.
    """

    source: str = ""
    url: str = ""
    date: str = ""
    language: str = ""
    author: str = ""
    extra: Mapping[str, object] = _NO_EXTRA


class Origin(NamedTuple):
    """The file an article was read from: its name (no path), SHA-256, encoding and kind of newline; "" = none."""

    file: str = ""
    sha256: str = ""
    encoding: str = ""
    newline: str = ""


class Article(NamedTuple):
    """One source text. The text is canonical and never changes; `sha256` is that of its UTF-8 bytes.

    An empty `id` means that the project has yet to give one.
    """

    id: str
    title: str
    text: str
    sha256: str
    meta: Meta = Meta()
    origin: Origin = Origin()
    flag: bool = False
    note: str = ""


class _SpanFields(NamedTuple):
    id: str
    article_id: str
    start: int
    end: int
    label: str
    quote: str
    annotator: str
    attributes: Mapping[str, AttributeValue]
    origin: str


NO_ATTRIBUTES: Mapping[str, AttributeValue] = {}


class Span(_SpanFields):
    """A piece of one article with a label. Raises InvalidSpan if it is empty, backward or its quote does not fit.

    `quote` is text[start:end]. An empty `id`, `article_id` or `annotator` means that the project has yet to give one.
    `origin` says where it came from: "" for a person's hand, else the suggester whose suggestion was accepted.
    """

    __slots__ = ()

    def __new__(
        cls,
        id: str,  # noqa: A002 — named as the project file names it
        article_id: str,
        start: int,
        end: int,
        label: str,
        quote: str,
        annotator: str = "",
        attributes: Mapping[str, AttributeValue] = NO_ATTRIBUTES,
        origin: str = "",
    ) -> Self:
        if not 0 <= start < end:
            raise InvalidSpan(f"A span cannot run from {start} to {end}.")
        if len(quote) != end - start:
            raise InvalidSpan(f"A span from {start} to {end} cannot have a quote of {len(quote)} characters.")
        return tuple.__new__(cls, (id, article_id, start, end, label, quote, annotator, attributes, origin))

    def but(self, **fields: Any) -> Self:
        """The same span but for these fields. Raises InvalidSpan."""
        return type(self)(**{**self._asdict(), **fields})


def note_of(span: Span) -> str:
    """What somebody noted on a span; "" if nobody did."""
    return str(span.attributes.get("note", ""))


class Relation(NamedTuple):
    """A directed, typed link between two spans of one article, by their ids."""

    id: str
    type: str
    from_id: str
    to_id: str


class Decision(StrEnum):
    """What a person said to a suggestion."""

    UNDECIDED = ""
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class _SuggestionFields(NamedTuple):
    id: str
    article_id: str
    start: int
    end: int
    label: str
    quote: str
    origin: str
    version: str
    score: float | None
    decision: Decision
    reason: str


class Suggestion(_SuggestionFields):
    """A span that a machine proposes: no data until a person accepts it. `score` is 0 to 1, or None.

    `reason` says why it is proposed, as a short sentence for the annotator. Raises InvalidSpan as a span does.
    """

    __slots__ = ()

    def __new__(
        cls,
        id: str,  # noqa: A002
        article_id: str,
        start: int,
        end: int,
        label: str,
        quote: str,
        origin: str,
        version: str = "",
        score: float | None = None,
        decision: Decision = Decision.UNDECIDED,
        reason: str = "",
    ) -> Self:
        if not 0 <= start < end or len(quote) != end - start:
            raise InvalidSpan(f"A suggestion cannot run from {start} to {end}.")
        values = (id, article_id, start, end, label, quote, origin, version, score, decision, reason)
        return tuple.__new__(cls, values)


class AnnotatedArticle(NamedTuple):
    """An article with all that was said of it: what readers yield and writers take. Spans are in reading order."""

    article: Article
    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    status: Status = Status.TODO


class ArticleSummary(NamedTuple):
    """A row of the article list. `counts` has the live spans per label, for the annotator who was asked about."""

    id: str
    title: str
    source: str
    date: str
    words: int
    flag: bool
    status: Status
    counts: Mapping[str, int]
    note: bool = False
    """Whether the article has a note, or a span in it has, whoever's it is."""

    @property
    def spans(self) -> int:
        return sum(self.counts.values())
