"""Plain text files: what encoding they are in, what their top says, and what is no text."""

import hashlib
from pathlib import Path

import pytest

from annotator.domain.model import AnnotatedArticle
from annotator.errors import ReadFailed
from annotator.formats.base import ReadReport
from annotator.formats.text import LARGEST, read


def take(path: Path) -> tuple[AnnotatedArticle, ReadReport]:
    report = ReadReport(path.name)
    (found,) = read(path, report=report)
    return found, report


def save(folder: Path, data: bytes, name: str = "story.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "encoding", "is_guess"),
    [
        ("sample-arabic-1.txt", "cp1256", True),
        ("sample-chinese.txt", "big5", True),
        ("sample-english.bom.txt", "utf-8-sig", False),
        ("sample-french-1.txt", "cp1252", True),
        ("sample-greek.txt", "cp1253", True),
        ("sample-korean.txt", "cp949", True),
        ("sample-russian.txt", "mac_cyrillic", True),
        ("sample-spanish.txt", "utf-8", False),
        ("sample-turkish.txt", "cp1254", True),
    ],
)
def test_encodings_are_recognised_and_guesses_said(name: str, encoding: str, is_guess: bool, corpora: Path) -> None:
    path = corpora / "encodings" / name
    found, report = take(path)
    assert found.article.origin.encoding == encoding
    assert found.article.origin.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert bool(report.warnings) == is_guess
    assert "\ufffd" not in found.article.text


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_unicode_encoding(codec: str, tmp_path: Path) -> None:
    for text in ("Señor Peña said:\n“It costs 15 million.” 😀 And so on, for some more words.\n", "Plain words.\n"):
        found, _ = take(save(tmp_path, text.encode(codec)))
        assert found.article.text == text


def test_a_short_western_text_is_no_chinese_one(tmp_path: Path) -> None:
    found, report = take(save(tmp_path, "Café Müller – “señor”, 5 €.".encode("cp1252")))
    assert found.article.text == "Café Müller – “señor”, 5 €."
    assert "guess" in report.warnings[0]


def test_a_few_bad_bytes_in_utf8_are_counted(tmp_path: Path) -> None:
    data = "Señor Peña dijo: «así será», según él, ahí también.".encode() + b"\xff end \xc3"
    found, report = take(save(tmp_path, data))
    assert found.article.origin.encoding == "utf-8"
    assert "Señor Peña" in found.article.text
    assert "2 places could not be decoded" in report.warnings[0]


@pytest.mark.parametrize("control", [chr(code) for code in range(32) if chr(code) != "\r"] + ["\x7f", "\x85"])
def test_no_control_character_stops_an_import(control: str, tmp_path: Path) -> None:
    text = f"One line of text{control}and more of it.\nAnother line, longer than that."
    found, report = take(save(tmp_path, text.encode()))
    assert found.article.text == text.replace("\x00", "\ufffd")
    assert bool(report.warnings) == (control == "\x00")


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_line_ends_become_one_kind_and_are_remembered(newline: str, tmp_path: Path) -> None:
    found, _ = take(save(tmp_path, f"A title{newline}{newline}The text.{newline}".encode()))
    assert found.article.text == "A title\n\nThe text.\n"
    assert found.article.origin.newline == newline


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "white space"),
        (b"\xef\xbb\xbf\n", "white space"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"\xff\xd8\xff\xe0..JFIF", "JPEG"),
        (b"PK\x03\x04....", "ZIP"),
        (b"SQLite format 3\x00....", "database"),
        (bytes(range(256)) * 20, "no text"),
        (b"\x00" * 500, "no text"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, reason: str, tmp_path: Path) -> None:
    with pytest.raises(ReadFailed, match=reason):
        take(save(tmp_path, data))


def test_a_file_too_large_is_refused_with_a_hint(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(ReadFailed, match="Split it"):
        take(path)


def test_the_top_of_an_article_fills_its_fields(tmp_path: Path) -> None:
    text = "Radar chain slips to 2027\n\nBy Elīna Bergmane\nMar 22, 2022\nSource: Harbour Post\n\n"
    text += "The navy is late, and it is said to be the fault of the others.\n"
    found, _ = take(save(tmp_path, text.encode()))
    article = found.article
    assert article.title == "Radar chain slips to 2027"
    assert (article.meta.author, article.meta.date, article.meta.source) == (
        "Elīna Bergmane",
        "2022-03-22",
        "Harbour Post",
    )
    assert article.text == text


def test_without_a_headline_the_file_name_is_the_title(seeds: Path) -> None:
    found, _ = take(seeds / "000_d852c166ed79a6dd.txt")
    assert found.article.title == "000_d852c166ed79a6dd"
    found, _ = take(seeds / "001_eacbec469111bce9.txt")
    assert found.article.title == "Russia-Venezuela military partnership a threat to Latin América"
    assert found.article.meta.date == "2022-03-22"
    assert found.article.meta.author == "Diálogo – Digital Military Magazine"
