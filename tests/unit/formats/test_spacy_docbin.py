"""The DocBin as spaCy itself reads it."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import spacy
from hypothesis import given, settings
from spacy.tokens import Doc, DocBin

from annotator.domain.model import AnnotatedArticle, Article, Relation
from annotator.domain.text import sha256_of
from annotator.formats.aligned import align
from annotator.formats.base import Misaligned, WriteOptions, WriteReport
from annotator.nlp.tokens import borders_of
from tests.unit.formats.made import SCHEME, alert, annotated_articles, span, spanish, written

ROOT = Path(__file__).parents[3]


def loaded(data: bytes) -> list[Doc]:
    return list(DocBin().from_bytes(data).get_docs(spacy.blank("en").vocab))


def test_spacy_reads_every_span_with_its_id_and_the_article_it_came_from() -> None:
    data, report = written("spacy", alert(), spanish())
    docs = loaded(data)
    assert [doc.text for doc in docs] == [alert().article.text, spanish().article.text]
    assert [doc.user_data["id"] for doc in docs] == ["a1", "a2"]
    assert docs[0].user_data["meta"]["source"] == "Harbour Post"
    found = {group.id_: (group.text, group.label_) for doc in docs for group in doc.spans["sc"]}
    widened = {note.span: note.new_text for note in report.widened}
    assert widened == {"cut": "Iskander"}
    for article in (alert(), spanish()):
        for one in article.spans:
            assert found[one.id] == (widened.get(one.id, one.quote), one.label)


def test_entities_are_the_longest_phrases_and_the_others_are_listed() -> None:
    data, report = written("spacy", alert())
    (doc,) = loaded(data)
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("Kyiv", "actor"),
        ("Russia", "actor"),
        ("12", "figure"),
        ("Iskander missiles", "weapon"),
    ]
    reasons = {note.span: note.reason for note in report.not_in_ents}
    assert reasons == {
        "claim-12": "Its label marks statements.",
        "cut": "It overlaps the weapon “Iskander missiles”.",
    }
    assert "longest" in report.choices["ents"]


def test_a_span_off_the_tokens_is_left_out_on_request() -> None:
    data, report = written("spacy", alert(), options=WriteOptions(SCHEME, Misaligned.LEAVE_OUT))
    (doc,) = loaded(data)
    assert len(doc.spans["sc"]) == 5
    assert [note.span for note in report.left_out] == ["cut"]


def test_a_span_between_two_tokens_is_never_dropped_in_silence() -> None:
    text = "One two."
    article = AnnotatedArticle(Article("a", "", text, sha256_of(text)), (span(text, 3, 4, "actor"),))
    data, report = written("spacy", article)
    assert len(loaded(data)[0].spans["sc"]) == 0
    assert "no token" in report.left_out[0].reason


def test_a_relation_of_a_span_that_was_left_out_is_left_out_and_listed() -> None:
    text = "One two."
    spans = (span(text, 0, 3, "claim"), span(text, 3, 4, "actor"))
    link = Relation("r", "said_by", spans[0].id, spans[1].id)
    data, report = written("spacy", AnnotatedArticle(Article("a", "", text, sha256_of(text)), spans, (link,)))
    assert loaded(data)[0].user_data["relations"] in ([], ())
    assert report.not_held == [{"article": "a", "kind": "relation", "value": ["said_by", spans[0].id, spans[1].id]}]


@settings(max_examples=25)
@given(annotated_articles())
def test_every_span_is_there_or_in_the_report(annotated: AnnotatedArticle) -> None:
    data, report = written("spacy", annotated)
    (doc,) = loaded(data)
    assert doc.text == annotated.article.text
    told = {note.span: note.new_text for note in report.widened} | {note.span: None for note in report.left_out}
    there = {one.id_: (one.text, one.label_) for one in doc.spans["sc"]}
    for one in annotated.spans:
        expected = told.get(one.id, one.quote)
        assert there.get(one.id) == (None if expected is None else (expected, one.label))


def test_a_text_longer_than_spacys_limit() -> None:
    text = ("Colonel Núñez said 12 rockets fell 😀. " * 27_000)[:1_050_000]
    at = text.rindex("Colonel Núñez")
    article = AnnotatedArticle(Article("a", "", text, sha256_of(text)), (span(text, at, at + 13, "actor"),))
    data, report = written("spacy", article)
    (doc,) = loaded(data)
    assert doc.spans["sc"][0].text == "Colonel Núñez"
    assert not report.widened


def test_the_bytes_depend_on_neither_hash_seed_nor_language_nor_time_zone() -> None:
    program = (
        "import hashlib\n"
        "from tests.unit.formats.made import alert, spanish, written\n"
        "for name in ('spacy', 'prodigy', 'jsonl'):\n"
        "    print(hashlib.sha256(written(name, alert(), spanish())[0]).hexdigest())\n"
    )
    environment = os.environ | {"PYTHONHASHSEED": "1", "PYTHONPATH": str(ROOT), "LANG": "C", "TZ": "Asia/Tokyo"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    here = [hashlib.sha256(written(name, alert(), spanish())[0]).hexdigest() for name in ("spacy", "prodigy", "jsonl")]
    assert done.stdout.split() == here


def test_the_bytes_say_what_spacys_own_would() -> None:
    """What `DocBin.add` adds of the same docs reads back as the same tokens, entities, spans and user data."""
    from spacy.tokens import Span, SpanGroup

    from annotator.formats.docbin_bytes import DocBinBytes

    nlp = spacy.blank("en")
    quick, slow = DocBinBytes(), DocBin(attrs=["ENT_IOB", "ENT_TYPE"], store_user_data=True)
    for annotated in (alert(), spanish(), AnnotatedArticle(Article("", "", "", sha256_of("")))):
        doc = nlp.make_doc(annotated.article.text)
        report = WriteReport()
        aligned = list(align(annotated, borders_of(doc), WriteOptions(SCHEME), report))
        doc.ents = [Span(doc, one.first, one.last, label=one.span.label) for one in aligned[:1]]
        user_data = {"id": annotated.article.id, "many": [1, None, "ñ"]}
        quick.add(doc, "sc", aligned, user_data)
        spans = [Span(doc, one.first, one.last, label=one.span.label, span_id=one.span.id) for one in aligned]
        doc.spans["sc"] = SpanGroup(doc, name="sc", spans=spans)
        doc.user_data = user_data
        slow.add(doc)
    ours, theirs = loaded(quick.to_bytes()), loaded(slow.to_bytes())
    assert [doc.to_json() for doc in ours] == [doc.to_json() for doc in theirs]
    assert [doc.user_data for doc in ours] == [doc.user_data for doc in theirs]
    assert [doc.spans.to_bytes() for doc in ours] == [doc.spans.to_bytes() for doc in theirs]
    assert [[one.id_ for one in doc.spans["sc"]] for doc in ours] == [
        [one.id_ for one in doc.spans["sc"]] for doc in theirs
    ]
