"""CoNLL-U: the text as its words say it stands, and spans where the last column has tags."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import ReadFailed
from annotator.formats.registry import detect
from tests.unit.formats.importing import imported, read, said


def word(number: object, form: str, more: str = "_") -> str:
    return "\t".join([str(number), form, form.lower(), "X", "_", "_", "0", "dep", "_", more])


def sentence(*words: tuple[str, str] | str, comments: str = "") -> str:
    """The words numbered from 1; one that is a text alone is a line as it stands."""
    lines, number = [f"# {line}" for line in comments.splitlines()], 0
    for one in words:
        if isinstance(one, tuple):
            number += 1
            lines.append(word(number, *one))
        else:
            lines.append(one)
    return "\n".join(lines) + "\n\n"


def conllu(folder: Path, *sentences: str, skip_bad: bool = False):  # type: ignore[no-untyped-def]
    return read("conllu", "".join(sentences).encode(), folder, "in.conllu", skip_bad=skip_bad)


FIRST = sentence(
    ("Ana", "NER=B-actor"), ("Ruiz", "NER=I-actor"), word("3-4", "isn't"), ("is", "NER=O"), ("n't", "NER=O"),
    word("4.1", "there", "NER=B-actor"), ("in", "NER=O"), ("Kyiv", "NER=B-place|SpaceAfter=No"), (".", "NER=O"),
    comments="newdoc id = news-1\nmeta::title = A visit\nmeta::sourceURL = https://example.org/1\nsent_id = 1\n"
    "text = Ana Ruiz isn't in Kyiv.",
)  # fmt: skip
SECOND = sentence(("E-mail", "NER=O"), ("12", "NER=B-figure"), comments="sent_id = 2")


def test_words_several_as_one_empty_nodes_spaces_and_comments(tmp_path: Path) -> None:
    (found,), report = conllu(tmp_path, FIRST, SECOND)
    assert found.article.text == "Ana Ruiz isn't in Kyiv.\nE-mail 12"
    assert said(found) == [("actor", "Ana Ruiz"), ("place", "Kyiv"), ("figure", "12")]
    assert (found.article.id, found.article.title, found.article.meta.url) == (
        "news-1", "A visit", "https://example.org/1"
    )  # fmt: skip
    assert "IOB2 tags of spans read from the last column (“NER”)" in report.warnings[0]
    assert not report.refused


def test_it_is_known_by_its_content_and_named_where_it_is_bad(tmp_path: Path) -> None:
    for name in ("a.conllu", "a.conll", "a.txt", "a"):
        path = tmp_path / name
        path.write_text(FIRST + SECOND)
        _, report = imported(path)
        assert [read.format for read in report.files] == ["conllu"]
    path = tmp_path / "b.conllu"
    for bad in ("6", "x5"):
        path.write_text((FIRST + SECOND).replace("\n5\t", f"\n{bad}\t"))
        found, report = imported(path)
        assert (found, [refused.line for refused in report.refused]) == ([], [12])
    path.write_text("Just a note.\n")
    assert "parted by tabs: 1" in imported(path)[1].refused[0].reason
    for table in ("1\ta\tb\tc\td\te\tf\tg\th\ti\n" * 5, "Ana B-x\nleft O\n" * 5):
        path = tmp_path / "b.txt"
        path.write_text(table)
        assert detect(path).name != "conllu"  # type: ignore[union-attr]


def test_without_tags_the_text_alone_is_taken_and_told(tmp_path: Path) -> None:
    (found,), report = conllu(tmp_path, sentence(("Ana", "_"), ("left", "Gloss=B")))
    assert (found.article.text, found.spans) == ("Ana left", ())
    assert "the text alone was taken" in report.warnings[0]
    _, report = conllu(tmp_path, sentence(("Ana", "Entity=(e1-person)"), ("left", "_")))
    assert "mentions in brackets" in report.warnings[0]


def test_a_span_never_runs_from_a_sentence_into_the_next(tmp_path: Path) -> None:
    (found,), _ = conllu(tmp_path, sentence(("Ana", "NER=B-x")), sentence(("Ben", "NER=I-x")))
    assert said(found) == [("x", "Ana"), ("x", "Ben")]


@pytest.mark.parametrize("key", ["NER=", "NE=", "name=", "Entity=", ""])
def test_any_key_whose_values_are_tags_is_a_layer(tmp_path: Path, key: str) -> None:
    words = [("Ana", f"{key}B-actor|Claim=B-claim"), ("left", "Claim=I-claim"), ("Kyiv", f"SpaceAfter=No|{key}U-place")]
    (found,), report = conllu(tmp_path, sentence(*words))
    assert said(found) == [("claim", "Ana left"), ("actor", "Ana"), ("place", "Kyiv")]
    assert "BILOU" in report.warnings[0]


def test_tags_of_several_words_written_as_one_cover_what_is_written(tmp_path: Path) -> None:
    (found,), _ = conllu(
        tmp_path,
        sentence(word("1-2", "du", "NER=B-place"), ("de", "_"), ("le", "_"), ("Mans", "NER=I-place"), ("va", "NER=O")),
        sentence(word("1-2", "al", "_"), ("a", "NER=O"), ("el", "NER=S-x"), word("3-4", "nos", "NER=S-y"),
                 ("no", "_"), ("s", "_")),
    )  # fmt: skip
    assert found.article.text == "du Mans va\nal nos"
    assert said(found) == [("place", "du Mans"), ("x", "al"), ("y", "nos")]


def test_white_space_is_as_the_file_tells_it(tmp_path: Path) -> None:
    told = sentence(
        ("Ana", r"SpacesBefore=\s\s|SpacesAfter=\s\t"), ("10000", r"SpacesInToken=10\s000|SpacesAfter=\r\n")
    )
    (found,), _ = conllu(tmp_path, told, sentence(("12", "NER=B-x"), comments="text = 12"), sentence(("End", "_")))
    assert found.article.text == "  Ana \t10 000\n12 End"
    assert said(found) == [("x", "12")]
    wide = sentence(("Ana", "_"), ("left", "NER=B-x"), ("10 000", "NER=I-x"), comments="text = Ana\u00a0 left  10 000")
    (found,), _ = conllu(tmp_path, wide)
    assert (found.article.text, said(found)) == ("Ana\u00a0 left  10 000", [("x", "left  10 000")])


def test_paragraphs_and_articles_begin_where_the_file_says(tmp_path: Path) -> None:
    parts = [
        sentence(("A", "_"), comments="newdoc\nnewpar"),
        sentence(("b", "SpaceAfter=No")),
        sentence(("c", "_")),
        sentence(("D", "NER=B-x"), comments="newpar id = p2"),
        sentence(("E", "NER=I-x"), comments="newdoc id = 7"),
        sentence(("F", "_")),
    ]
    found, _ = conllu(tmp_path, *parts)
    assert [one.article.text for one in found] == ["A bc\n\nD", "E\nF"]
    assert [said(one) for one in found] == [[("x", "D")], [("x", "E")]]
    assert [one.article.id for one in found] == ["", ""]


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (sentence(("Ana", "_"), "2\tleft"), 2, "parted by tabs: 2"),
        (sentence(("Ana", "_"), word("x", "left")), 2, "no number of a word"),
        (sentence(("Ana", "_"), word(3, "left")), 2, "numbered “3” where 2"),
        (sentence(("Ana", "_"), word("2-1", "left")), 2, "numbered “2-1” where 2"),
        (sentence(word("1-2", "a"), word("1-2", "b"), ("a", "_"), ("b", "_")), 2, "where 1 is expected"),
        (sentence(word("1-3", "aux"), ("a", "_"), ("le", "_")), 3, "up to 3 are expected"),
        (sentence(word("1.1", "nothing")), 1, "no words"),
        (sentence(("", "_")), 1, "word is empty"),
        (sentence(("Ana", "_"), ("left", "_"), comments="sent_id = 1\ntext = Ben left"), 2, "“Ana left”"),
        (sentence(("_", "_"), ("_", "_")), None, "held back"),
        ("# newdoc\n\n", None, "holds no words"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, data: str, line: int | None, reason: str) -> None:
    with pytest.raises(ReadFailed, match=reason) as caught:
        conllu(tmp_path, data)
    assert caught.value.line == line


def test_a_sentence_with_a_bad_line_can_be_left_out(tmp_path: Path) -> None:
    found, report = conllu(tmp_path, FIRST, sentence(("a", "_"), "2\tb"), SECOND, skip_bad=True)
    assert [one.article.text for one in found] == ["Ana Ruiz isn't in Kyiv.\nE-mail 12"]
    assert [(refused.line, "left out" in refused.reason) for refused in report.refused] == [(17, True)]
    found, report = conllu(tmp_path, sentence("2\tb"), skip_bad=True)
    assert (found, len(report.refused)) == ([], 1)


WORDS = st.text("aé🚨.|=#\\_ ", min_size=1, max_size=4).filter(lambda form: form.strip() == form and form != "_")
TOLD = st.lists(st.tuples(WORDS, st.booleans(), st.sampled_from(["", "x", "y"])), min_size=1, max_size=6)


@given(st.lists(TOLD, min_size=1, max_size=4), st.booleans())
def test_any_words_come_back(
    tmp_path_factory: pytest.TempPathFactory, told: list[list[tuple[str, bool, str]]], has_text: bool
) -> None:
    parts, texts, quotes = [], [], []
    for words in told:
        text = ""
        for form, is_close, label in words:
            if label:
                quotes.append((label, form))
            text += form + ("" if is_close else " ")
        text = text[: len(text) - (not words[-1][1])]
        rows = [
            (form, "|".join([f"NER={f'B-{label}' if label else 'O'}", *["SpaceAfter=No"] * is_close]))
            for form, is_close, label in words
        ]
        parts.append(sentence(*rows, comments=f"text = {text}" if has_text else ""))
        texts.append(text)
    (found,), _ = conllu(tmp_path_factory.mktemp("any"), *parts)
    assert found.article.text == "\n".join(texts)
    assert sorted(said(found)) == sorted(quotes)
