"""spaCy's DocBin, made by spaCy itself."""

import zlib
from collections import Counter
from pathlib import Path

import pytest
import spacy
from spacy.cli.convert import convert
from spacy.tokens import Doc, DocBin, Span, SpanGroup

from annotator.errors import ReadFailed
from annotator.formats import spacy_reader
from tests.unit.formats.importing import imported, read, said
from tests.unit.formats.made import alert, read_back, spanish, written


def made(doc: Doc, **more: bool) -> bytes:
    return DocBin(docs=[doc], attrs=["ENT_IOB", "ENT_TYPE"], **more).to_bytes()


def tagged() -> Doc:
    doc = spacy.blank("en")("🚨 Kyiv says Russia fired 12 missiles.")
    doc.spans["sc"] = [Span(doc, 3, 7, "claim"), Span(doc, 5, 6, "figure")]
    doc.spans["other"] = SpanGroup(doc, name="other", spans=[Span(doc, 6, 7, "weapon")])
    doc.ents = [Span(doc, 1, 2, "actor"), Span(doc, 5, 6, "figure")]
    doc.user_data["source"] = "Post"
    return doc


def test_groups_of_every_key_and_entities(tmp_path: Path) -> None:
    (found,), _ = read("spacy", made(tagged(), store_user_data=True), tmp_path, "in.spacy")
    assert said(found) == [
        ("actor", "Kyiv"),
        ("claim", "Russia fired 12 missiles"),
        ("figure", "12"),
        ("weapon", "missiles"),
    ]
    assert found.spans[-1].attributes == {"spans_key": "other"}
    assert found.article.text == tagged().text
    assert found.article.meta.source == "Post"


def test_other_columns_and_no_entities(tmp_path: Path) -> None:
    data = DocBin(docs=[tagged()], attrs=["LEMMA"]).to_bytes()
    (found,), _ = read("spacy", data, tmp_path, "in.spacy")
    assert [label for label, _ in said(found)] == ["claim", "figure", "weapon"]
    doc = Doc(spacy.blank("en").vocab, words=["Ana", "left"])
    assert read("spacy", made(doc), tmp_path, "in.spacy")[0][0].article.text.strip() == "Ana left"


def test_what_we_write_comes_back(tmp_path: Path) -> None:
    data, report = written("spacy", alert(), spanish())
    found, _ = read_back("spacy", data, tmp_path)
    for before, after in zip([alert(), spanish()], found, strict=True):
        assert after.article.text == before.article.text
        assert (after.article.id, after.article.title, after.article.note, after.article.flag, after.status) == (
            before.article.id,
            before.article.title,
            before.article.note,
            before.article.flag,
            before.status,
        )
        assert after.article.meta == before.article.meta
        assert [(s.id, s.start, s.end, s.label, s.annotator, s.attributes) for s in after.spans] == [
            (s.id, s.start, s.end, s.label, s.annotator, s.attributes) for s in before.spans
        ]
        assert [(r.type, r.from_id, r.to_id) for r in after.relations] == [
            (r.type, r.from_id, r.to_id) for r in before.relations
        ]
    assert not report.left_out


def test_a_real_corpus_as_spacys_own_converter_writes_it(tmp_path: Path, corpora: Path) -> None:
    source = corpora / "conll" / "wikigold.conll.txt"
    convert(source, tmp_path, file_type="spacy", converter="conll", silent=True)
    found, report = imported(tmp_path / "wikigold.conll.spacy")
    assert (report.refused, [one.format for one in report.files]) == ([], ["spacy"])
    ours, _ = imported(source)
    counts = [Counter(label for one in articles for label, _ in said(one)) for articles in (found, ours)]
    assert counts[0] == counts[1]
    assert sum(counts[0].values()) == 3558
    assert said(found[0]) == said(ours[0])[: len(said(found[0]))]


def test_it_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "train.dat"
    path.write_bytes(made(tagged()))
    assert [one.format for one in imported(path)[1].files] == ["spacy"]


GOOD = made(tagged(), store_user_data=True)
PLAIN = zlib.decompress(GOOD)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "cut off|no DocBin"),
        (b"rubbish", "no DocBin"),
        (GOOD[:-20], "cut off|no DocBin"),
        (zlib.compress(b"\x81\xa1a\x01"), "lacks"),
        (zlib.compress(b"\xc1"), "no DocBin"),
        (
            zlib.compress(zlib.decompress(GOOD).replace(b"\xa7lengths\xc4\x04\x08", b"\xa7lengths\xc4\x04\x07")),
            "do not fit",
        ),
        (zlib.compress(b"\x00" * 1_000_000_001, 1), "more than"),
    ],
)
def test_what_is_damaged_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, reason: str) -> None:
    monkeypatch.setattr(spacy_reader, "_LARGEST", 2_000_000)
    with pytest.raises(ReadFailed, match=reason):
        read("spacy", data, tmp_path, "in.spacy")
