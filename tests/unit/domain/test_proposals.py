"""Which proposals are still to be decided on, beside what a person has tagged and rejected."""

import pytest

from annotator.domain.model import AnnotatedArticle, Article, Decision, Span, Suggestion
from annotator.domain.proposals import Proposal, still_open
from annotator.domain.text import sha256_of

TEXT = "Troops loyal to President Nicolás Maduro held the Latvian Ministry of Defence."


def at(quote: str) -> tuple[int, int]:
    return TEXT.index(quote), TEXT.index(quote) + len(quote)


def tagged(quote: str, label: str = "actor") -> AnnotatedArticle:
    article = Article("a", "", TEXT, sha256_of(TEXT))
    return AnnotatedArticle(article, (Span("s", "a", *at(quote), label, quote, "Ana"),))


@pytest.mark.parametrize(
    ("there", "proposed", "is_open"),
    [
        ("Latvian Ministry of Defence", "Latvian Ministry of Defence", False),
        ("Latvian Ministry of Defence", "Ministry of Defence", False),
        ("Ministry of Defence", "Latvian Ministry of Defence", False),
        ("Troops loyal to President Nicolás Maduro", "Nicolás Maduro", True),
        ("Nicolás Maduro", "Troops loyal to President Nicolás Maduro", True),
        ("President Nicolás", "Nicolás Maduro", False),
        ("Troops", "Nicolás Maduro", True),
    ],
)
def test_a_place_that_is_tagged_is_proposed_again_only_as_another_level(
    there: str, proposed: str, is_open: bool
) -> None:
    proposal = Proposal(*at(proposed), "actor")
    assert still_open([proposal], tagged(there)) == [proposal] * is_open


def test_what_has_another_label_says_nothing_of_a_proposal() -> None:
    proposal = Proposal(*at("Ministry of Defence"), "actor")
    assert still_open([proposal], tagged("Latvian Ministry of Defence", "claim")) == [proposal]


def test_what_was_rejected_stays_away_and_the_rest_comes_in_reading_order() -> None:
    early, late = Proposal(*at("Troops"), "actor"), Proposal(*at("Maduro"), "actor")
    start, end = at("Defence")
    rejected = Suggestion("g", "a", start, end, "actor", "Defence", "rules", decision=Decision.REJECTED)
    known = AnnotatedArticle(tagged("Ministry").article, (), suggestions=(rejected,))
    assert still_open([late, Proposal(*at("Defence"), "actor"), early], known) == [early, late]
