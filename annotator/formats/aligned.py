"""Spans laid on the borders of tokens, for formats that know no others: widened or left out, and always reported."""

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.domain.model import AnnotatedArticle, Span
from annotator.formats.base import Misaligned, SpanNote, WriteOptions, WriteReport, left_out
from annotator.nlp.tokens import TokenBorders

TOKENS_CHOICE = "Tokens are those of spaCy's blank pipeline for the article's language, else English."


@dataclass(frozen=True, slots=True)
class AlignedSpan:
    """A span with the tokens it becomes (last exclusive) and their range in code points."""

    span: Span
    first: int
    last: int
    start: int
    end: int


def align(
    annotated: AnnotatedArticle, borders: TokenBorders, options: WriteOptions, report: WriteReport
) -> Iterator[AlignedSpan]:
    """The spans of an article that can be written. What is widened or left out goes to the report."""
    text = annotated.article.text
    article_id = annotated.article.id
    there: dict[tuple[int, int, str, str], Span] = {}
    for span in annotated.spans:
        tokens = borders.cover(span.start, span.end)
        if tokens is None:
            report.left_out.append(left_out(article_id, span, "It holds no token, only the space between two."))
            continue
        start, end = borders.starts[tokens.first], borders.ends[tokens.last - 1]
        first = there.setdefault((tokens.first, tokens.last, span.label, span.annotator), span)
        if first is not span:
            reason = f"On whole tokens it is the same as the {first.label} “{first.quote}”."
            report.left_out.append(left_out(article_id, span, reason))
            continue
        if not tokens.is_exact:
            reason = _reason(span, start, end, text)
            if options.misaligned is Misaligned.LEAVE_OUT:
                report.left_out.append(left_out(article_id, span, reason))
                del there[tokens.first, tokens.last, span.label, span.annotator]
                continue
            report.widened.append(
                SpanNote(
                    article_id,
                    span.id,
                    span.label,
                    span.quote,
                    span.start,
                    span.end,
                    reason,
                    start,
                    end,
                    text[start:end],
                    span.annotator,
                )
            )
        yield AlignedSpan(span, tokens.first, tokens.last, start, end)


def _reason(span: Span, start: int, end: int, text: str) -> str:
    cuts = []
    if start < span.start:
        cuts.append("begins inside a token")
    elif start > span.start:
        cuts.append("begins with space outside any token")
    if end > span.end:
        cuts.append("ends inside a token")
    elif end < span.end:
        cuts.append("ends with space outside any token")
    return f"It {' and '.join(cuts)}; the tokens there are “{text[start:end]}”."
