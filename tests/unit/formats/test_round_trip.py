"""From a project into each format that is both written and read, and back: what the format holds comes back."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given

from annotator.domain.model import AnnotatedArticle, Article, Span
from annotator.domain.text import sha256_of
from annotator.exchange.importing import ImportReport, read_files
from annotator.formats.base import WriteOptions, WriteReport
from annotator.formats.registry import readers, writer_named, writers
from tests.unit.formats.made import SCHEME, alert, annotated_articles, span, spanish

BOTH = sorted(readers().keys() & writers().keys())
EXACT = {"spacy"}
"""Borders that were widened for the others come back as they were, because they are written beside."""
TOKENS_ALONE = {"conll", "bioes"}
"""They hold no text: what comes back is put together from tokens."""


def through(name: str, folder: Path, *articles: AnnotatedArticle) -> tuple[list[AnnotatedArticle], WriteReport]:
    """The articles written by one format and read again, as it is recognised."""
    writer, report, options = writer_named(name), WriteReport(), WriteOptions(SCHEME, suggestions=True)
    out = folder / f"out{writer.suffix}"
    if writer.write_folder is not None:
        out.mkdir()
        writer.write_folder(iter(articles), out, "", options, report)
    else:
        assert writer.write is not None
        with out.open("wb") as file:
            writer.write(iter(articles), file, options, report)
    imported = ImportReport()
    found = list(read_files([out], report=imported))
    assert not imported.refused
    assert {"bioes": "conll"}.get(name, name) in {read.format for read in imported.files}
    return found, report


def expected_spans(article: AnnotatedArticle, report: WriteReport) -> Counter[tuple[int, int, str]]:
    """The places of the spans as the report says that they were written."""
    lost = Counter((note.start, note.end, note.label) for note in report.left_out)
    spans = Counter((span.start, span.end, span.label) for span in article.spans) - lost
    for note in report.widened:
        place = (note.start, note.end, note.label)
        if spans[place] and note.new_start is not None and note.new_end is not None:
            spans -= Counter([place])
            spans[note.new_start, note.new_end, note.label] += 1
    return spans


def named(span: Span, name: str) -> tuple[object, ...]:
    """What a format keeps of a span beside its place."""
    holds = readers()[name].holds
    written = writers()[name].holds
    attributes = dict(span.attributes) if holds.attributes and written.attributes else {}
    return (
        span.start,
        span.end,
        span.label,
        span.annotator if holds.annotators and written.annotators else "",
        attributes,
    )


@pytest.mark.parametrize("name", BOTH)
def test_what_a_format_holds_comes_back(name: str, tmp_path: Path) -> None:
    found, report = through(name, tmp_path, alert(), spanish())
    assert len(found) == 2
    for before, after in zip([alert(), spanish()], found, strict=True):
        if name in TOKENS_ALONE:
            quotes = Counter((span.label, span.quote.replace(" ", "")) for span in after.spans)
            assert sum(quotes.values()) > 2
            continue
        assert after.article.text == before.article.text
        assert (after.article.id, after.article.title) == (before.article.id, before.article.title)
        assert (after.article.meta.source, after.article.meta.date) == (
            before.article.meta.source,
            before.article.meta.date,
        )
        if not report.widened and not report.left_out:
            expected = sorted((named(span, name) for span in before.spans), key=str)
            assert sorted((named(span, name) for span in after.spans), key=str) == expected
        holds_links = readers()[name].holds.relations and writers()[name].holds.relations
        if holds_links and not any("relation" in str(lost) for lost in report.not_held):
            assert links(after) == links(before)


@pytest.mark.parametrize("name", sorted(TOKENS_ALONE))
def test_a_word_that_looks_like_the_start_of_an_article_comes_back(name: str, tmp_path: Path) -> None:
    text = "-DOCSTART- is a word. So is -DOCSTART- too. -DOCSTART-"
    spans = (span(text, 0, 10, "actor"), span(text, 28, 38, "claim"))
    article = AnnotatedArticle(Article("a", "", text, sha256_of(text)), spans)
    found, _ = through(name, tmp_path, article, spanish())
    assert len(found) == 2
    assert found[0].article.text.split() == text.replace(".", " .").split()
    assert [(one.label, one.quote) for one in found[0].spans] == [("actor", "-DOCSTART-"), ("claim", "-DOCSTART-")]


def links(article: AnnotatedArticle) -> Counter[tuple[str, str, str]]:
    quotes = {span.id: f"{span.start} {span.end} {span.label}" for span in article.spans}
    return Counter((link.type, quotes[link.from_id], quotes[link.to_id]) for link in article.relations)


@pytest.mark.parametrize("name", [name for name in BOTH if name not in TOKENS_ALONE])
@given(article=annotated_articles())
def test_no_span_moves_but_those_that_the_report_lists(
    tmp_path_factory: pytest.TempPathFactory, name: str, article: AnnotatedArticle
) -> None:
    (after,), report = through(name, tmp_path_factory.mktemp("round"), article)
    assert after.article.text == article.article.text
    if name == "jsonl":
        assert after == article._replace(article=after.article)
    if name in EXACT or not (report.left_out or report.widened):
        kept = {note.span for note in report.left_out}
        expected = sorted((named(span, name) for span in article.spans if span.id not in kept), key=str)
        assert sorted((named(span, name) for span in after.spans), key=str) == expected
    else:
        found = {(span.start, span.end, span.label) for span in after.spans}
        assert found == set(expected_spans(article, report))
