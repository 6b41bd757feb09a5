"""Short news articles with nested spans, as many as a test needs: every sentence is drawn from the seed alone."""

import random
from collections.abc import Iterator

from annotator.domain.model import AnnotatedArticle, Article, Meta, Span, Status
from annotator.domain.nesting import reading_order
from annotator.domain.text import sha256_of

_PEOPLE = ("Col. Ana Núñez", "the navy", "Minister Järvi", "Harbour police", "Dr. O’Brien", "the Northern Brigade")
_WEAPONS = (
    "AK-103 rifles",
    "Igla missiles",
    "155-millimetre shells",
    "a T-72 tank",
    "mortar rounds",
    "HIMARS launchers",
)
_FIGURES = ("nearly 1,500", "12", "more than $15 billion", "at least four", "3.7 million", "two dozen")
_PLACES = ("the old port", "Kalimar", "the border post", "a warehouse near Odesa", "the island of Sark")
_DEEDS = ("were moved to", "had been seen at", "were found in", "were sold through", "had vanished from")
_SAYS = ("said", "told reporters", "claimed", "insists", "reported on Monday")
_IDLE = (
    "The road was closed for most of the day.",
    "Nobody answered the phone at the office 😀.",
    "Rain is expected on Tuesday, and the market stays shut.",
    "«Come back tomorrow», read a note on the door.",
)


class _Writing:
    """One article being put together, a piece at a time."""

    def __init__(self, article_id: str) -> None:
        self.id = article_id
        self.text = ""
        self.spans: list[Span] = []

    def say(self, words: str) -> None:
        self.text += words

    def tag(self, words: str, label: str) -> None:
        start = len(self.text)
        self.say(words)
        self.mark(start, label)

    def mark(self, start: int, label: str) -> None:
        name = f"{self.id}-s{len(self.spans)}"
        self.spans.append(Span(name, self.id, start, len(self.text), label, self.text[start:], "Ana"))


def news(count: int, seed: int = 0, sentences: int = 12) -> Iterator[AnnotatedArticle]:
    """Articles whose claims hold actors, weapons and figures."""
    draw = random.Random(seed)
    for number in range(count):
        writing = _Writing(f"n{number:05}")
        for at in range(sentences):
            if at:
                writing.say("\n\n" if at % 4 == 0 else " ")
            _claim(writing, draw) if draw.random() < 0.7 else writing.say(draw.choice(_IDLE))
        article = Article(
            writing.id,
            f"Report {number} from {draw.choice(_PLACES)}",
            writing.text,
            sha256_of(writing.text),
            Meta(draw.choice(("Harbour Post", "Kalimar Times")), "", f"2026-0{1 + number % 9}-11", "en"),
        )
        spans = tuple(sorted(writing.spans, key=reading_order))
        yield AnnotatedArticle(article, spans, status=Status.DONE)


def _claim(writing: _Writing, draw: random.Random) -> None:
    quoted = draw.random() < 0.4
    if not quoted:
        writing.tag(draw.choice(_PEOPLE), "actor")
        writing.say(f" {draw.choice(_SAYS)} that ")
    else:
        writing.say("“")
    start = len(writing.text)
    writing.tag(draw.choice(_FIGURES), "figure")
    writing.say(" ")
    writing.tag(draw.choice(_WEAPONS), "weapon")
    writing.say(f" {draw.choice(_DEEDS)} {draw.choice(_PLACES)}")
    if draw.random() < 0.5:
        writing.say(" by ")
        writing.tag(draw.choice(_PEOPLE), "actor")
    if draw.random() < 0.4:
        writing.say(f" after {draw.choice(('a week', 'the attack', 'months of talks'))}")
    writing.mark(start, "claim")
    if quoted:
        writing.say(",” ")
        writing.tag(draw.choice(_PEOPLE), "actor")
        writing.say(f" {draw.choice(_SAYS)}")
    writing.say(".")
