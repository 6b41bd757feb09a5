"""spaCy's DocBin: `doc.spans["sc"]` holds every span, `doc.ents` a choice of them that do not overlap.

The choice for `doc.ents`: labels that mark phrases (statements such as claims are too long and too nested for a named
entity recogniser); of those that overlap the longest, as spaCy's own `filter_spans` and the usual corpora of nested
names do; of equally long ones the first in the text, then the first label in alphabetical order.

`doc.user_data` has the article's id, title, SHA-256, meta data, status, flag and note, and for each span its
annotator, attributes and own range; and the relations. The bytes depend on the articles and the options alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from annotator.domain.model import AnnotatedArticle, Relation
from annotator.formats.aligned import TOKENS_CHOICE, AlignedSpan, align
from annotator.formats.base import Holds, Proof, ReadBack, SpanNote, WriteOptions, WriteReport, plain
from annotator.formats.foreign import linked
from annotator.formats.registry import writer
from annotator.formats.spacy_config import companions

SPANS_KEY = "sc"
ENTS_CHOICE = (
    "doc.ents holds the spans whose labels mark phrases, not statements such as claims; of those that overlap the "
    "longest, of equally long ones the first in the text, then the first label in alphabetical order."
)


_HELD = Holds(
    spans=True,
    overlap=True,
    annotators=True,
    attributes=True,
    relations=True,
    status=True,
    notes=True,
    offset_unit="tokens",
)


def _read_back(path: Path, split: str) -> Iterator[ReadBack]:
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    from annotator.formats.docbin_bytes import Words, text_of_doc, without_plugins

    del split
    vocab = Vocab()
    alone, spaced = Words(vocab), Words(vocab, " ")
    with without_plugins():
        for doc in DocBin().from_disk(path).get_docs(vocab):
            yield ReadBack(
                [(span.start_char, span.end_char, span.label_) for span in doc.spans[SPANS_KEY]],
                text_of_doc(doc, alone, spaced),
                [(span.start_char, span.end_char, span.label_) for span in doc.ents],
            )


@writer(
    "spacy",
    ".spacy",
    "spaCy DocBin",
    holds=_HELD,
    proof=Proof("spaCy itself", _read_back),
    loading=(
        "import spacy\n"
        'docs = list(spacy.tokens.DocBin().from_disk("{file}").get_docs(spacy.blank("en").vocab))\n'
        'spans = [(span.text, span.label_) for doc in docs for span in doc.spans["sc"]]'
    ),
    choices=(
        f'doc.spans["{SPANS_KEY}"] holds every span. {ENTS_CHOICE} Spans lie on token borders: others are widened or '
        "left out, as chosen, and listed in the report."
    ),
    companions=companions,
)
def write(articles: Iterable[AnnotatedArticle], target: BinaryIO, options: WriteOptions, report: WriteReport) -> None:
    """Writes one Doc for each article."""
    from spacy.tokens import Span

    from annotator.formats.docbin_bytes import DocBinBytes
    from annotator.nlp.tokens import borders_of, make_doc

    docs = DocBinBytes()
    for annotated in articles:
        doc = make_doc(annotated.article.text, annotated.article.meta.language)
        aligned = list(align(annotated, borders_of(doc), options, report))
        chosen, others = choose_ents(aligned, options)
        doc.ents = [Span(doc, found.first, found.last, label=found.span.label) for found in chosen]
        for found, reason in others:
            span = found.span
            report.not_in_ents.append(
                SpanNote(annotated.article.id, span.id, span.label, span.quote, span.start, span.end, reason)
            )
        links = linked(annotated, {found.span.id for found in aligned}, report)
        docs.add(doc, SPANS_KEY, aligned, _user_data(annotated, aligned, links))
        report.count([found.span for found in aligned])
        report.longest = max([report.longest, *(found.last - found.first for found in aligned)])
    report.choices["ents"] = ENTS_CHOICE
    report.choices["spans_key"] = SPANS_KEY
    report.choices["tokens"] = TOKENS_CHOICE
    report.versions["spacy"] = version("spacy")
    target.write(docs.to_bytes())


def choose_ents(
    aligned: Sequence[AlignedSpan], options: WriteOptions
) -> tuple[list[AlignedSpan], list[tuple[AlignedSpan, str]]]:
    """The spans for `doc.ents` in the order of the text, and the others each with its reason."""
    taken: dict[int, AlignedSpan] = {}
    chosen, others = [], []
    for found in sorted(aligned, key=lambda a: (a.first - a.last, a.first, a.span.label, a.span.id)):
        if options.is_statement(found.span.label):
            others.append((found, "Its label marks statements."))
            continue
        clash = next((taken[token] for token in range(found.first, found.last) if token in taken), None)
        if clash is None:
            chosen.append(found)
            taken.update(dict.fromkeys(range(found.first, found.last), found))
        else:
            others.append((found, f"It overlaps the {clash.span.label} “{clash.span.quote}”."))
    order = {id(found): place for place, found in enumerate(aligned)}
    return sorted(chosen, key=lambda a: a.first), sorted(others, key=lambda pair: order[id(pair[0])])


def _user_data(
    annotated: AnnotatedArticle, aligned: Sequence[AlignedSpan], relations: Sequence[Relation]
) -> dict[str, object]:
    article = annotated.article
    meta = article.meta
    return {
        "id": article.id,
        "title": article.title,
        "sha256": article.sha256,
        "status": annotated.status.value,
        "flag": article.flag,
        "note": article.note,
        "meta": {
            "source": meta.source,
            "url": meta.url,
            "date": meta.date,
            "language": meta.language,
            "author": meta.author,
            "extra": plain(meta.extra),
        },
        "spans": [
            {
                "id": found.span.id,
                "start": found.span.start,
                "end": found.span.end,
                "annotator": found.span.annotator,
                "attributes": plain(found.span.attributes),
            }
            for found in aligned
        ],
        "relations": [
            {"id": relation.id, "type": relation.type, "from": relation.from_id, "to": relation.to_id}
            for relation in relations
        ],
    }
