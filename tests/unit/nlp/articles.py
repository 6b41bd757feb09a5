"""Tagged articles for tests, written with brackets: `[actor|Gen. Ana Ruiz] said …`."""

import re

from annotator.domain.model import AnnotatedArticle, Article, Decision, Meta, Span, Suggestion

_MARK = re.compile(r"\[(\w+)\||\]")


def tagged(marked: str, name: str = "a", language: str = "en") -> AnnotatedArticle:
    """The article of a text with its spans in brackets; brackets may be nested."""
    text, open_marks, spans, at = "", [], [], 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        at = mark.end()
        if mark[1]:
            open_marks.append((len(text), mark[1]))
        else:
            start, label = open_marks.pop()
            spans.append((start, len(text), label))
    text += marked[at:]
    return AnnotatedArticle(
        Article(name, name, text, "", Meta(language=language)),
        tuple(Span(f"{name}{i}", name, s, e, label, text[s:e]) for i, (s, e, label) in enumerate(sorted(spans))),
    )


def rejecting(article: AnnotatedArticle, words: str, label: str) -> AnnotatedArticle:
    """The article with a suggestion that a person said no to."""
    text = article.article.text
    start = text.index(words)
    one = Suggestion(
        "r", article.article.id, start, start + len(words), label, words, "rules", decision=Decision.REJECTED
    )
    return AnnotatedArticle(article.article, article.spans, suggestions=(*article.suggestions, one))
