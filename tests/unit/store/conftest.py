"""A project on disk with two articles, and short ways to make more."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator.domain.model import AnnotatedArticle, Article, Extent, Label, Span
from annotator.domain.text import sha256_of
from annotator.store import Project, actions

LABELS = (
    Label("claim", "1", "purple", extent=Extent.STATEMENT),
    Label("actor", "2", "blue"),
    Label("weapon", "3", "red"),
    Label("figure", "4", "green"),
)
FIRST = "Colombian authorities said troops loyal to Maduro hold nearly 1,500 AK-103 rifles."
SECOND = "The navy 🚢 of Perú denied it, café sources said."

MakeArticle = Callable[..., AnnotatedArticle]


def article_with(text: str, *spans: tuple[int, int, str], title: str = "", id: str = "") -> AnnotatedArticle:  # noqa: A002
    return AnnotatedArticle(
        Article(id, title or text[:20], text, sha256_of(text)),
        tuple(Span("", "", start, end, label, text[start:end]) for start, end, label in spans),
    )


@pytest.fixture
def make_article() -> MakeArticle:
    return article_with


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.annotator"


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    with Project.create(path, LABELS) as made:
        actions.add_articles(made, [article_with(FIRST, id="first"), article_with(SECOND, id="second")], "Ana")
        yield made
