"""Tokens in columns, in every scheme."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import ReadFailed
from annotator.formats.registry import detect
from tests.unit.formats.importing import imported, read, said

WORDS = ["Kyiv", "says", "Russia", "fired", "12", "Iskander", "missiles", "."]
SPANS = [(0, 1, "actor"), (2, 3, "actor"), (3, 4, "actor"), (5, 7, "weapon")]
SCHEMES = {
    "IOB1": "I-actor O I-actor B-actor O I-weapon I-weapon O",
    "IOB2": "B-actor O B-actor B-actor O B-weapon I-weapon O",
    "BIOES": "S-actor O S-actor S-actor O B-weapon E-weapon O",
    "BILOU": "U-actor O U-actor U-actor O B-weapon L-weapon O",
    "IOE": "E-actor O E-actor E-actor O I-weapon E-weapon O",
}


def table(*columns: list[str], by: str = " ") -> bytes:
    return ("\n".join(by.join(row) for row in zip(*columns, strict=True)) + "\n").encode()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("by", [" ", "\t"])
def test_each_scheme_gives_the_same_spans(tmp_path: Path, scheme: str, by: str) -> None:
    data = table(WORDS, SCHEMES[scheme].split(), by=by)
    (found,), report = read("conll", data, tmp_path, "in.conll")
    assert found.article.text == " ".join(WORDS) + "\n"
    assert said(found) == [("actor", "Kyiv"), ("actor", "Russia"), ("actor", "fired"), ("weapon", "Iskander missiles")]
    assert f"{scheme} tags in column 2" in report.warnings[0]
    assert read("bioes", data, tmp_path, "in.conll")[0][0].spans == found.spans


def test_a_column_for_each_label_keeps_nesting(tmp_path: Path) -> None:
    claim = ["O", "O", *["B-claim"], *["I-claim"] * 4, "O"]
    (found,), _ = read("conll", table(WORDS, SCHEMES["IOB2"].split(), claim), tmp_path, "in.conll")
    assert ("claim", "Russia fired 12 Iskander missiles") in said(found)
    assert len(found.spans) == 5


def test_articles_comments_grammar_and_sentences(tmp_path: Path) -> None:
    data = (
        b"-DOCSTART- -X- O O\n\n# a remark\nAna NNP I-NP I-PER\ncame VBD I-VP O\n\nBen NNP I-NP I-PER\r\n"
        b"# # O O\n\n-DOCSTART- -X- O O\n\nCy NNP I-NP I-PER\nleft VBD I-VP O\n"
    )
    found, report = read("conll", data, tmp_path, "in.conll")
    assert [one.article.text for one in found] == ["Ana came\nBen #\n", "Cy left\n"]
    assert [said(one) for one in found] == [[("PER", "Ana"), ("PER", "Ben")], [("PER", "Cy")]]
    assert "phrases of grammar" in report.warnings[0]


@pytest.mark.parametrize("start", ["-DOCSTART- -X- -X-", "-DOCSTART- O O", "-DOCSTART-", "-DOCSTART- (1 EU)"])
def test_a_word_that_looks_like_the_start_of_an_article_is_none_if_it_has_a_tag(tmp_path: Path, start: str) -> None:
    data = f"{start}\n\n-DOCSTART- O B-x\nis O I-x\n\n{start}\n\nBen O B-x\n".encode()
    found, _ = read("conll", data, tmp_path, "in.conll")
    assert [said(one) for one in found] == [[("x", "-DOCSTART- is")], [("x", "Ben")]]


def test_a_span_never_runs_from_a_sentence_into_the_next(tmp_path: Path) -> None:
    (found,), _ = read("conll", b"Ana I-PER\n\nBen I-PER\n", tmp_path, "in.conll")
    assert said(found) == [("PER", "Ana"), ("PER", "Ben")]


def test_the_token_may_stand_behind_its_tag_or_its_number(tmp_path: Path) -> None:
    for data in (b"B-x\tAna\nO\tleft\n", b"1\tAna\tB-x\n2\tleft\tO\n"):
        (found,), _ = read("conll", data, tmp_path, "in.conll")
        assert (found.article.text, said(found)) == ("Ana left\n", [("x", "Ana")])


def test_a_token_may_hold_odd_white_space_but_not_be_empty(tmp_path: Path) -> None:
    (found,), _ = read("conll", "a\u00a0b B-x\nc O\n".encode(), tmp_path, "in.conll")
    assert said(found) == [("x", "a\u00a0b")]
    with pytest.raises(ReadFailed, match="token is empty"):
        read("conll", b"Ana\tB-x\n\tO\n", tmp_path, "in.conll")


@pytest.mark.parametrize("data", [b"Ana B-x\nLund I-x\n   O\nleft O\n", b"Ana\tB-x\nLund\tI-x\n \tO\nleft\tO\n"])
def test_tokens_of_white_space_are_left_out(tmp_path: Path, data: bytes) -> None:
    (found,), report = read("conll", data, tmp_path, "in.conll")
    assert (found.article.text, said(found)) == ("Ana Lund left\n", [("x", "Ana Lund")])
    assert "line 3: tokens that are nothing but white space were left out." in report.warnings[-1]


def test_names_with_white_space_are_written_with_percent_signs(tmp_path: Path) -> None:
    (found,), _ = read("conll", b"Ana B-head%20of%20100%25\nleft O\n", tmp_path, "in.conll")
    assert said(found) == [("head of 100%", "Ana")]


@pytest.mark.parametrize(
    ("tags", "label"),
    [
        ("B_actor I_actor O B_actor", "actor"),
        ("actor-B actor-I O actor-B", "actor"),
        ("actor_B actor_I O actor_B", "actor"),
        ("B I O B", "entity"),
    ],
)
def test_other_spellings_of_tags(tmp_path: Path, tags: str, label: str) -> None:
    data = table("Ana Lund met Ben".split(), tags.split())
    (found,), report = read("conll", data, tmp_path, "in.conll")
    assert said(found) == [(label, "Ana Lund"), (label, "Ben")]
    assert ("“entity” where the file has no label" in report.warnings[0]) == (label == "entity")


def test_labels_without_letters_are_a_span_for_each_run(tmp_path: Path) -> None:
    data = b'Ana\tactor\nLund\tactor\nmet\tO\nBen\tactor\nat\tO\n"\tO\nhome\tplace\n.\tO\n\nHe\tactor\nleft\tO\n'
    for names in (b"", b"Word\tTag\n"):
        (tmp_path / "in.tsv").write_bytes(names + data)
        (found,), report = imported(tmp_path / "in.tsv")
        assert said(found) == [("actor", "Ana Lund"), ("actor", "Ben"), ("place", "home"), ("actor", "He")]
        assert "labels without letters" in report.warnings[bool(names)]


@pytest.mark.parametrize("rows", ["{}\tSome words {}\t\n", "Person {}\tB\n", "{}\tA text. {}\tO\n{}\tA text. {}\tA\n"])
def test_tables_are_not_taken_for_it(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "in.tsv"
    path.write_text("a\tb\n" + "".join(rows.replace("{}", str(number)) for number in range(20)))
    reader = detect(path)
    assert reader is not None
    assert reader.name == "csv"


def test_columns_without_any_span_are_not_named(tmp_path: Path) -> None:
    (found,), report = read("conll", b"Ana _ O B-entity\nleft _ O O\n", tmp_path, "in.conll")
    assert said(found) == [("entity", "Ana")]
    assert report.warnings[0].endswith("IOB2 tags in column 4.")


def test_phrases_of_grammar_are_taken_where_there_is_nothing_else(tmp_path: Path) -> None:
    data = b"Ana NNP B-NP\nLund NNP I-NP\nleft VBD B-VP\n"
    (found,), report = read("conll", data, tmp_path, "in.conll")
    assert said(found) == [("NP", "Ana Lund"), ("VP", "left")]
    assert "grammar" not in report.warnings[0]


def test_the_first_line_may_name_the_columns(tmp_path: Path) -> None:
    (found,), report = read("conll", b"word\ttag\nAna\tB-x\nleft\tO\n\nBen\tB-x\n", tmp_path, "in.conll")
    assert (found.article.text, said(found)) == ("Ana left\nBen\n", [("x", "Ana"), ("x", "Ben")])
    assert "line 1 names the columns; left out." in report.warnings[0]


def test_labels_may_hold_white_space_between_tabs(tmp_path: Path) -> None:
    (found,), _ = read("conll", b"Ana\tB-head of state\nleft\tO\n", tmp_path, "in.conll")
    assert said(found) == [("head of state", "Ana")]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("suffix", [".txt", ".tsv", ".data"])
def test_it_is_known_by_its_content_alone(tmp_path: Path, suffix: str, newline: str) -> None:
    path = tmp_path / f"in{suffix}"
    rows = ["#\thttps://example.org/1", "Ana\tB-x", "left\tO", "at\tO", '"\tO', "noon\tO", "", "Ben\tB-x", ""]
    path.write_bytes(newline.join(rows).encode())
    (found,), _ = imported(path)
    assert said(found) == [("x", "Ana"), ("x", "Ben")]


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"Ana B-x\nBen left O\nCy O\n", 2, "line: 3; on most lines: 2"),
        (b"Ana\nBen\n", None, "one column only"),
        (b"Ana B-x\nBen left\nCy O\n", 2, "is no tag"),
        (b"\n\n", None, "no tokens"),
        (b"%PDF-1.4 x\n", None, "PDF"),
    ],
)
def test_what_is_no_table_of_tags(tmp_path: Path, data: bytes, line: int | None, reason: str) -> None:
    with pytest.raises(ReadFailed, match=reason) as caught:
        read("conll", data, tmp_path, "in.conll")
    assert caught.value.line == line


@pytest.mark.parametrize("by", ["-", "_"])
@pytest.mark.parametrize("bad", ["o", "B.PER", "B-", "B", "actor", "X-actor"])
def test_a_mistyped_tag_is_named_and_does_not_change_how_the_others_are_read(tmp_path: Path, by: str, bad: str) -> None:
    rows = list(map(" ".join, zip(WORDS, [tag.replace("-", by) for tag in SCHEMES["IOB2"].split()], strict=True)))
    lines = [*rows, ""] * 60
    lines[244] = f"Iskander {bad}"
    data = "\n".join(lines).encode()
    with pytest.raises(ReadFailed, match=f"The tag “{bad}” is not spelt like the others") as caught:
        read("conll", data, tmp_path, "in.conll")
    assert caught.value.line == 245
    (found,), report = read("conll", data, tmp_path, "in.conll", skip_bad=True)
    assert [one.line for one in report.refused] == [245]
    assert {label for label, _ in said(found)} == {"actor", "weapon"}
    assert "IOB2 tags" in report.warnings[0]


def test_a_mistyped_tag_does_not_hide_its_column_behind_phrases_of_grammar(tmp_path: Path) -> None:
    rows = b"Ana B-NP B-PER\nLund I-NP I-PER\nleft B-VP O\n" * 5
    with pytest.raises(ReadFailed, match="“o”") as caught:
        read("conll", rows + b"now B-ADVP o\n", tmp_path, "in.conll")
    assert caught.value.line == 16
    (found,), _ = read("conll", rows + b"now - O\n", tmp_path, "in.conll")
    assert {label for label, _ in said(found)} == {"PER"}


def test_a_label_without_letters_may_begin_like_a_tag(tmp_path: Path) -> None:
    data = b"a B-cell\nb O\nc T-cell\nd O\ne B-cell\nf O\n" * 5
    (found,), report = read("conll", data, tmp_path, "in.conll")
    assert {label for label, _ in said(found)} == {"B-cell", "T-cell"}
    assert "labels without letters" in report.warnings[0]


PIPED = "Ana|NNP|B-PER Ruiz|NNP|I-PER left|VBD|O\n\n-DOCSTART- -X- O O\nKyiv|NNP|B-LOC\r\na|b|SYM|O fell|VBD|O\n"


def test_a_sentence_on_each_line_its_columns_parted_by_pipes(tmp_path: Path) -> None:
    found, report = read("conll", PIPED.encode(), tmp_path, "in.iob")
    assert [one.article.text for one in found] == ["Ana Ruiz left\n", "Kyiv\na|b fell\n"]
    assert [said(one) for one in found] == [[("PER", "Ana Ruiz")], [("LOC", "Kyiv")]]
    assert "IOB2 tags in column 3" in report.warnings[0]
    for name in ("a.iob", "a.txt", "a.conll"):
        path = tmp_path / name
        path.write_text(PIPED.replace("a|b|", "ab|"))
        assert detect(path).name == "conll"  # type: ignore[union-attr]
    for text in ("a|b c|d e|f\n", "a|O b|O c|O\n", "| a | B-x |\n", "Ana|B-x left|O soon\n", "x|B-y\n"):
        path = tmp_path / "b.txt"
        path.write_text(text)
        assert detect(path).name == "text"  # type: ignore[union-attr]


def test_a_token_without_its_pipes_is_named(tmp_path: Path) -> None:
    for bad in ("left|O", "left|VBD|past", "|VBD|O"):
        data = f"Ana|NNP|B-PER\nBen|NNP|B-PER {bad}\n".encode()
        with pytest.raises(ReadFailed) as caught:
            read("conll", data, tmp_path, "in.iob")
        assert caught.value.line == 2
        (found,), report = read("conll", data, tmp_path, "in.iob", skip_bad=True)
        assert said(found)[0] == ("PER", "Ana")
        assert [refused.line for refused in report.refused] == [2]


def test_plain_text_is_not_taken_for_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for text in ("Two words\nOf each\nLine here\n", "I-95 O\n" * 1, "a\tb\nc\td\ne\tf\ng\th\nx\ty\nz\tz\n"):
        path.write_text(text)
        reader = detect(path)
        assert reader is not None
        assert reader.name == "text"


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["", "a", "b"])), min_size=1, max_size=12))
def test_any_spans_of_tokens(tmp_path_factory: pytest.TempPathFactory, runs: list[tuple[int, str]]) -> None:
    if all(not label for _, label in runs):
        runs.append((1, "a"))
    tags = [(f"B-{x}" if n == 0 else f"I-{x}") if x else "O" for length, x in runs for n in range(length)]
    words = [f"w{number}" for number in range(len(tags))]
    borders = [0]
    for length, _ in runs:
        borders.append(borders[-1] + length)
    pieces = zip(pairwise(borders), runs, strict=True)
    expected = [(label, " ".join(words[a:b])) for (a, b), (_, label) in pieces if label]
    (found,), _ = read("conll", table(words, tags), tmp_path_factory.mktemp("any"), "in.conll")
    assert said(found) == expected


def test_real_files(corpora: Path) -> None:
    found, report = imported(corpora / "conll" / "wikigold.conll.txt")
    assert (len(found), sum(len(one.spans) for one in found)) == (145, 3558)
    assert "IOB1 tags" in report.warnings[0]
    found, _ = imported(corpora / "conll" / "wnut17-emerging.dev.conll")
    assert (len(found), len(found[0].spans)) == (1, 836)
    folder = corpora / "doccano" / "tests" / "data" / "sequence_labeling"
    assert said(imported(folder / "example.conll")[0][0]) == [("LOC", "JAPAN"), ("PER", "Nadim Ladki")]
    _, report = imported(folder / "labeling.invalid.conll")
    assert [(one.line, "on most lines" in one.reason) for one in report.refused] == [(1, True)]
