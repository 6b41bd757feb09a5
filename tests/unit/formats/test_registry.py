"""Formats are found by name, and files by their content."""

from pathlib import Path

import pytest

from annotator.errors import ReadFailed, WriteFailed
from annotator.formats.registry import detect, format_info, reader_named, writer_named


def found(folder: Path, name: str, data: bytes, *, named: bool = True) -> str | None:
    path = folder / name
    path.write_bytes(data)
    reader = detect(path, named=named)
    return reader.name if reader else None


def test_content_decides_before_the_suffix(tmp_path: Path) -> None:
    ours = b'{"text": "abc", "spans": []}\n'
    prodigy = b'{"text": "abc", "answer": "accept", "_input_hash": 1}\n'
    assert found(tmp_path, "a.txt", ours) == "jsonl"
    assert found(tmp_path, "a.json", ours) == "jsonl"
    assert found(tmp_path, "a.jsonl", prodigy) == "prodigy"
    assert found(tmp_path, "b.jsonl", b"broken\n" + prodigy) == "prodigy"
    assert found(tmp_path, "a.txt", b"%PDF-1.7") == "pdf"
    assert found(tmp_path, "a.txt", b"<!DOCTYPE html><html>") == "html"
    assert found(tmp_path, "long.dat", b'{"text": "' + b"word " * 30_000 + b'"}\n') == "jsonl"


def test_then_the_suffix_decides(tmp_path: Path) -> None:
    assert found(tmp_path, "a.jsonl", b'{"label": "DRUG", "pattern": []}\n') == "jsonl"
    assert found(tmp_path, "a.txt", b"GIF89a") == "text"
    assert found(tmp_path, "a.pdf", b"broken") == "pdf"
    assert found(tmp_path, "a.TXT", b"Some text.") == "text"


def test_what_nobody_knows(tmp_path: Path) -> None:
    assert found(tmp_path, "a.jpg", b"\xff\xd8\xff\xe0") is None
    assert found(tmp_path, "a.xml", b"<a/>") is None
    assert found(tmp_path, "a.odd", b"Some text.") == "text"
    assert found(tmp_path, "a.odd", b"Some text.", named=False) is None


def test_json_that_nobody_named_is_taken_only_if_it_says_what_it_is(tmp_path: Path) -> None:
    report = b'{"kind": "report", "summary": "Something that is long enough to be taken for a text, but is none."}'
    assert found(tmp_path, "report.json", report) == "json"
    assert found(tmp_path, "report.json", report, named=False) is None
    assert found(tmp_path, "broken.json", b"{", named=False) is None
    assert found(tmp_path, "news.json", b'[{"headline": "x",\n "body": "Ana came."}]', named=False) == "json"
    assert found(tmp_path, "ours.json", b'[{"text": "x",\n "sha256": "y"}]', named=False) == "jsonl"


def test_names_that_are_not_there_say_what_is() -> None:
    with pytest.raises(ReadFailed, match=r"There are .*jsonl, .*prodigy, .*text"):
        reader_named("nothing")
    with pytest.raises(WriteFailed, match=r"There are .*jsonl, .*prodigy, .*spacy"):
        writer_named("text")


def test_each_format_says_what_it_holds() -> None:
    infos = {info.name: info for info in format_info()}
    assert set(infos) >= {"jsonl", "prodigy", "spacy", "text"}
    ours = infos["jsonl"].holds_written
    assert ours is not None
    assert ours == infos["jsonl"].holds_read
    assert all((ours.overlap, ours.relations, ours.suggestions))
    assert all(info.holds_read for info in infos.values() if info.reads)
    assert not infos["text"].writes
    assert infos["prodigy"].training
    assert not infos["jsonl"].training
