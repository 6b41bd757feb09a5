"""HTML, PDF and DOCX, good and hostile, through the process that reads them."""

import base64
import io
import os
import quopri
import re
import shutil
import signal
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from annotator.errors import Cancelled, ReadFailed
from annotator.exchange.importing import ImportReport, read_files
from annotator.formats.documents import child
from annotator.formats.registry import detect
from tests.unit.formats.importing import imported, read

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Missiles hit Odesa | Harbour Post</title>
<meta name="author" content="Ana Ruiz"><meta property="article:published_time" content="2026-03-01T08:00:00Z">
<meta property="og:site_name" content="Harbour Post"></head><body><nav><a href="/">Home</a> <a href="/a">Sport</a></nav>
<article><h1>Missiles hit Odesa</h1><p>Kyiv says Russia fired 12 Iskander missiles at the port of Odesa on Sunday. 🚨
</p>
<p style="display: none">Secret words that nobody sees on this page at all, whatever they do.</p>
<p>Officials said that nearly 1,500 people had left the city &amp; its suburbs since the first strike of the week.</p>
<p>The governor asked everybody else to stay inside until the morning, and to keep away from the water.</p></article>
<footer>Cookies and more</footer></body></html>"""


@pytest.fixture(autouse=True, scope="module")
def _no_process_is_left() -> Iterator[None]:
    yield
    child.end_reading()


def pdf(*pages: list[str]) -> bytes:
    """A PDF with these lines on its pages, 14 points apart; an empty line leaves a gap."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for lines in pages:
        shown = b" T* ".join(b"(" + line.encode("ascii") + b") Tj" for line in lines)
        stream = zlib.compress(b"BT /F1 12 Tf 14 TL 72 720 Td " + shown + b" ET")
        objects.append(b"<</Filter/FlateDecode/Length %d>>stream\n" % len(stream) + stream + b"\nendstream")
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[" % len(kids) + b" ".join(kids) + b"]>>"
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj" % number + body + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, len(out))
    )


def word(*changes: tuple[str, bytes]) -> bytes:
    """A Word document of our own, with some of its parts replaced or added."""
    document = docx.Document()
    document.core_properties.title = "Missiles hit Odesa"
    document.core_properties.author = "Ana Ruiz"
    document.add_paragraph("Kyiv says Russia fired 12 missiles.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "AK-103 rifles", "100,000"
    document.add_paragraph("The end.")
    plain, out = io.BytesIO(), io.BytesIO()
    document.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in dict(changes):
                target.writestr(name, source.read(name))
        for name, data in changes:
            target.writestr(name, data)
    return out.getvalue()


def body(xml: str) -> tuple[str, bytes]:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return "word/document.xml", f"<w:document {space}><w:body>{xml}</w:body></w:document>".encode()


def test_a_news_page(tmp_path: Path) -> None:
    (found,), report = read("html", PAGE.encode(), tmp_path, "in.html")
    article = found.article
    assert article.text.startswith("Missiles hit Odesa\nKyiv says Russia fired 12 Iskander missiles at the port")
    assert "🚨" in article.text
    assert "the city & its suburbs" in article.text
    for unwanted in ("Secret", "Cookies", "Sport", "<"):
        assert unwanted not in article.text
    meta = article.meta
    assert (meta.author, meta.date, meta.source, meta.language) == ("Ana Ruiz", "2026-03-01", "Harbour Post", "en")
    assert article.title == "Missiles hit Odesa"
    assert not report.warnings


def test_tables_that_only_arrange_a_page_leave_no_trace(tmp_path: Path) -> None:
    lines = [f"In the year {year} the harbour of the town was hit by missiles, the mayor said." for year in range(3)]
    story = "".join(f"<p>{line}</p>" for line in lines)
    page = (
        "<html><body><table><tr><td><a href='/'>Home</a></td><td><table><tr><td><h1>A hit</h1></td></tr>"
        f"<tr><td>{story}</td></tr></table></td></tr></table></body></html>"
    )
    (found,), _ = read("html", page.encode(), tmp_path, "in.html")
    assert found.article.text == "\n".join(lines) + "\n"
    facts = "<table><tr><th>Weapon</th><th>Fired</th></tr><tr><td>Iskander</td><td>12</td></tr></table>"
    page = f"<html><body><article><h1>A hit</h1>{story}{facts}</article></body></html>"
    (found,), _ = read("html", page.encode(), tmp_path, "in.html")
    assert "| Iskander | 12 |" in found.article.text


def test_a_page_that_is_not_in_the_utf_8_it_states(tmp_path: Path) -> None:
    page = "<html><head><meta charset='utf-8'></head><body><p>El señor García habló de la guerra.</p></body></html>"
    (found,), report = read("html", page.encode("cp1252"), tmp_path, "in.html")
    assert found.article.text == "El señor García habló de la guerra.\n"
    assert "guess" in report.warnings[0]


@pytest.mark.parametrize("codec", ["cp1251", "utf-16", "utf-8-sig", "iso-8859-5"])
def test_a_page_in_the_encoding_that_it_states(tmp_path: Path, codec: str) -> None:
    text = "Киев сообщает, что Россия выпустила двенадцать ракет по порту Одессы."
    page = f'<html><head><meta charset="{codec}"><title>x</title></head><body><p>{text}</p></body></html>'
    (found,), _ = read("html", page.encode(codec), tmp_path, "in.html")
    assert text in found.article.text


@pytest.mark.parametrize("coding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("codec", ["utf-8", "cp1251"])
def test_a_page_that_a_browser_saved_whole(tmp_path: Path, coding: str, codec: str) -> None:
    text = "Киев сообщает, что Россия выпустила 12 ракет по порту Одессы."
    page = f"<!DOCTYPE html><html><body><p>{text}</p></body></html>".encode(codec)
    encoded = {"quoted-printable": quopri.encodestring(page), "base64": base64.encodebytes(page), "8bit": page}[coding]
    saved = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://post.example/odesa\r\nSubject: Odesa\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--x--"\r\n\r\n'
        b"----x--\r\nContent-Type: text/css\r\n\r\np { color: red }\r\n"
        b"----x--\r\nContent-Type: text/html; charset=%s\r\nContent-Transfer-Encoding: %s\r\n\r\n%s\r\n"
        b"----x--\r\nContent-Type: text/html\r\n\r\n<p>An advertisement</p>\r\n----x----\r\n"
        % (codec.encode(), coding.encode(), encoded)
    )
    for name in ("in.mhtml", "in.txt"):
        (tmp_path / name).write_bytes(saved)
        assert getattr(detect(tmp_path / name), "name", "") == "html"
    (found,), _ = read("html", saved, tmp_path, "in.mhtml")
    assert found.article.text == f"{text}\n"
    assert (found.article.meta.url, found.article.origin.encoding) == ("https://post.example/odesa", codec)
    with pytest.raises(ReadFailed, match="no page is in it"):
        read("html", saved.replace(b"text/html", b"text/plain"), tmp_path, "in.mhtml")


def test_lines_of_a_pdf_become_paragraphs(tmp_path: Path) -> None:
    first = ["Kyiv says Russia fired twelve Iskander missiles at the port of", "Odesa, and that the de-",
             "fences of the city stopped ten of them before they could", "", "Another paragraph.", "", "1"]  # fmt: skip
    (found,), report = read("pdf", pdf(first, ["reach the harbour.", "", "The end.", "", "2"]), tmp_path, "in.pdf")
    paragraphs = found.article.text.strip().split("\n\n")
    assert paragraphs[0].endswith("of Odesa, and that the defences of the city stopped ten of them before they could")
    assert paragraphs[1:] == ["Another paragraph.", "reach the harbour.", "The end."]
    assert any("numbers of pages" in warning for warning in report.warnings)


def test_a_word_document(tmp_path: Path) -> None:
    (found,), report = read("docx", word(), tmp_path, "in.docx")
    assert found.article.text == "Kyiv says Russia fired 12 missiles.\nAK-103 rifles\t100,000\nThe end.\n"
    assert (found.article.title, found.article.meta.author) == ("Missiles hit Odesa", "Ana Ruiz")
    assert not report.warnings


def test_what_a_document_does_not_say_of_itself_is_not_made_up(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(word())) as source, zipfile.ZipFile(tmp_path / "in.docx", "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "_rels/.rels":
                data = re.sub(rb"<Relationship [^>]*core-properties[^>]*>", b"", data)
            if name != "docProps/core.xml":
                target.writestr(name, data)
    (found,), _ = imported(tmp_path / "in.docx")
    assert (found.article.meta.author, found.article.meta.date) == ("", "")
    assert found.article.title == "in"


def test_what_a_word_document_holds_beside_its_paragraphs(tmp_path: Path) -> None:
    changed = body(
        "<w:p><w:r><w:t>Kyiv </w:t></w:r><w:ins><w:r><w:t>says</w:t></w:r></w:ins><w:del><w:r><w:delText>lies"
        "</w:delText></w:r></w:del><w:hyperlink><w:r><w:t> so</w:t></w:r></w:hyperlink></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:r><w:txbxContent><w:p><w:r><w:t>aside</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"
    )
    notes = ("word/footnotes.xml", changed[1])
    (found,), report = read("docx", word(changed, notes), tmp_path, "in.docx")
    assert found.article.text == "Kyiv says so\nIn a box.\n"
    assert [warning.partition(": ")[2] for warning in report.warnings] == [
        "footnotes of the document were left out.",
        "text boxes of the document were left out.",
        "the document has tracked changes; the text is as if all were accepted.",
    ]


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("kind", "data", "reason"),
    [
        ("docx", word(("word/document.xml", LAUGHS)), "entities"),
        ("docx", word(("word/document.xml", LAUGHS.decode().encode("utf-16"))), "entities"),
        ("docx", word(("word/media/zeros.bin", b"\0" * 60_000_000)), "which no article has"),
        ("docx", word()[:900], "damaged"),
        ("docx", b"PK\x03\x04 word/", "damaged"),
        ("docx", b"Some text", "no DOCX"),
        ("pdf", b"%PDF-1.4\nrubbish", "damaged"),
        ("pdf", pdf(["a"])[:200], "damaged"),
        ("pdf", pdf([]), "no text"),
        ("html", b"<html><body><script>x</script></body></html>", "no text"),
        ("html", b"<html>" + b"<div>" * 200_000, "no text|nested|damaged"),
        ("html", b"", "empty"),
        ("pdf", b"", "empty"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(tmp_path: Path, kind: str, data: bytes, reason: str) -> None:
    with pytest.raises(ReadFailed, match=reason):
        read(kind, data, tmp_path, f"in.{kind}")
    read("html", PAGE.encode(), tmp_path, "good.html")


def test_one_process_reads_a_folder_and_then_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        (tmp_path / f"{number}.html").write_text(PAGE.replace("12", str(number)), encoding="utf-8")
    started: list[list[str]] = []

    class Counted(subprocess.Popen[bytes]):
        def __init__(self, args: list[str], **more: object) -> None:
            started.append(args)
            super().__init__(args, **more)  # type: ignore[call-overload]

    child.end_reading()
    monkeypatch.setattr(subprocess, "Popen", Counted)
    found, report = imported(tmp_path)
    assert (len(found), report.refused, len(started)) == (5, [], 1)
    assert child._child is None


def test_it_starts_anew_when_it_dies_or_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read("html", PAGE.encode(), tmp_path, "in.html")
    assert child._child is not None
    os.kill(child._child._process.pid, signal.SIGKILL)
    child._child._process.wait()
    assert read("html", PAGE.encode(), tmp_path, "in.html")[0]
    os.kill(child._child._process.pid, signal.SIGSTOP)
    with monkeypatch.context() as patch:
        patch.setattr(child, "SECONDS", 0.3)
        with pytest.raises(ReadFailed, match="seconds"):
            read("html", PAGE.encode(), tmp_path, "in.html")
    assert read("html", PAGE.encode(), tmp_path, "in.html")[0]


def test_it_can_be_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "in.html"
    path.write_text(PAGE, encoding="utf-8")
    read("html", PAGE.encode(), tmp_path, "first.html")
    assert child._child is not None
    os.kill(child._child._process.pid, signal.SIGSTOP)

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(read_files([path], report=ImportReport(), progress=cancel))


def test_a_program_without_an_interpreter_starts_itself(tmp_path: Path) -> None:
    path = tmp_path / "in.html"
    path.write_text(PAGE, encoding="utf-8")
    request = f'{{"kind": "html", "path": "{path}"}}\n'
    done = subprocess.run(
        [sys.executable, "-m", "annotator", child.FLAG],
        input=request,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert '"title": "Missiles hit Odesa"' in done.stdout


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_page_opens_nothing_that_it_names(tmp_path: Path) -> None:
    canary = tmp_path / "canary.html"
    canary.write_text("<p>the canary sings</p>")
    lures = (
        f'<link rel="stylesheet" href="file://{canary}"><style>@import url("file://{canary}")</style>'
        f'<img src="file://{canary}"><img src="http://127.0.0.1:9/x.png"><iframe src="file://{canary}"></iframe>'
        f'<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/"><object data="file://{canary}"></object>'
    )
    page = tmp_path / "page.html"
    page.write_text(
        PAGE.replace("<article>", lures + "<article>").replace("<head>", "<head>" + lures), encoding="utf-8"
    )
    entity = tmp_path / "entity.html"
    entity.write_text(f'<!DOCTYPE html [<!ENTITY c SYSTEM "file://{canary}">]><html><body>{"<p>A word &c;</p>" * 9}')
    log = tmp_path / "log"
    requests = "".join(f'{{"kind": "html", "path": "{path}"}}\n' for path in (page, entity))
    done = subprocess.run(
        ["strace", "-f", "-e", "trace=open,openat,connect", "-o", log, sys.executable, "-m", child._MODULE],
        input=requests, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    calls = log.read_text(errors="replace")
    assert str(page) in calls
    assert str(canary) not in calls
    assert "AF_INET" not in calls
    assert "Missiles hit Odesa" in done.stdout
    assert "sings" not in done.stdout


def test_real_documents(corpora: Path) -> None:
    for path in [*(corpora / "docx").glob("*.docx"), *(corpora / "pdf-odt").glob("*.pdf")]:
        reader = detect(path, named=False)
        assert reader is not None
        assert reader.name == path.suffix[1:]
        found, report = imported(path)
        assert len(found) + len(report.refused) == 1
        if not found:
            assert "no text" in report.refused[0].reason
    (column,), _ = imported(corpora / "pdf-odt" / "multicolumn.pdf")
    assert "placerat ac, adipiscing vitae" in column.article.text
    assert "consectetuer adipiscing elit" in column.article.text
    for folder in (corpora / "html-pages").iterdir():
        if folder.is_dir():
            (page,), report = imported(folder / "source.html")
            assert not report.refused
            assert "<" not in page.article.title
