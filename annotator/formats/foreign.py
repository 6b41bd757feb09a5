"""What writers for other tools share: spans told apart without their annotators, relations, meta data."""

from collections.abc import Collection

from annotator.domain.model import AnnotatedArticle, Article, Relation, Span
from annotator.formats.base import WriteReport, left_out, plain
from annotator.formats.json_lines import JsonObject


def told_apart(annotated: AnnotatedArticle, report: WriteReport) -> list[Span]:
    """The spans without those that have the range and label of an earlier one, which the report lists."""
    kept: dict[tuple[int, int, str], Span] = {}
    for span in annotated.spans:
        first = kept.setdefault((span.start, span.end, span.label), span)
        if first is not span:
            reason = f"It has the range and label of another, by {first.annotator or 'somebody'}."
            report.left_out.append(left_out(annotated.article.id, span, reason))
    return list(kept.values())


def linked(annotated: AnnotatedArticle, written: Collection[str], report: WriteReport) -> list[Relation]:
    """The relations whose two spans were written; the report lists the others."""
    kept = []
    for relation in annotated.relations:
        if relation.from_id in written and relation.to_id in written:
            kept.append(relation)
        else:
            report.lost(annotated.article.id, "relation", [relation.type, relation.from_id, relation.to_id])
    return kept


def about(article: Article) -> JsonObject:
    """What is known of where an article comes from, without what is empty; the rest of it under "meta"."""
    meta = article.meta
    known = {
        "title": article.title,
        "source": meta.source,
        "url": meta.url,
        "date": meta.date,
        "language": meta.language,
        "author": meta.author,
    }
    found: JsonObject = {key: value for key, value in known.items() if value}
    if meta.extra:
        found["meta"] = plain(meta.extra)
    return found
