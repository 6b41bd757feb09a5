"""Texts that other programs trip over: what is stored, shown, exported and read back is the same, to the character."""

import json
import os
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.model import AnnotatedArticle, Article, Label, Span
from annotator.domain.text import canonical, sha256_of
from annotator.errors import AnnotatorError, DuplicateSpan
from annotator.exchange.exporting import export_project
from annotator.exchange.importing import import_files
from annotator.exchange.sample import default_labels
from annotator.formats import registry
from annotator.store import Project, actions
from tests.gui.desk import Desk

CONTROLS = [chr(code) for code in (*range(1, 9), *range(11, 13), *range(14, 32), *range(127, 160))]
ODD = [*CONTROLS, "\u00a0", "\u202f", "\u3000", "\u200b", "\u200d", "\u00ad", "\u2060", "\u202e", "\u2066", "\ufeff"]
ODD += ["\u2028", "\u2029", "\ufdd0", "\ufdd1", "\ufffc", "\ufffe", "\U000e0041", "👩🏽‍⚕️", "🇺🇦", "𠀋", "é"]


def article(text: str, *quotes: str, label: str = "actor", id: str = "") -> AnnotatedArticle:  # noqa: A002
    spans = []
    for quote in quotes:
        start = text.index(quote)
        spans.append(Span("", "", start, start + len(quote), label, quote))
    return AnnotatedArticle(Article(id, text[:20], text, sha256_of(text)), tuple(spans))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "odd.annotator"
    Project.create(path, default_labels()).close()
    return path


texts_of_files = st.lists(
    st.one_of(st.sampled_from(["\r\n", "\r", "\n", "\ufeff", "😀", "e\u0301"]), st.characters(codec="utf-8")),
    max_size=60,
).map(lambda parts: "".join(parts).replace("\x00", ""))


@given(texts_of_files, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]), st.data())
def test_a_span_finds_its_bytes_in_the_source_file(source: str, encoding: str, data: st.DataObject) -> None:
    raw = source.encode(encoding)
    decoded = raw.decode(encoding)
    text = canonical(decoded)
    start = data.draw(st.integers(0, len(text.text)))
    end = data.draw(st.integers(start, len(text.text)))
    last_source_of = {text.from_source(offset): offset for offset in range(len(decoded) + 1)}
    at, to = last_source_of[start], last_source_of[end]
    mark = len("".encode(encoding))
    plain = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    first = mark + len(decoded[:at].encode(plain))
    cut = raw[first : first + len(decoded[at:to].encode(plain))].decode(plain)
    assert cut.replace("\r\n", "\n").replace("\r", "\n") == text.text[start:end]


def test_composed_and_decomposed_letters_are_found_alike_and_stay_as_they_are(project: Path) -> None:
    composed, decomposed = (unicodedata.normalize(form, "Généraux à Orléans") for form in ("NFC", "NFD"))
    with Project.open(project) as opened:
        actions.add_articles(opened, [article(composed), article(decomposed)], "ana")
        for query in (composed.split()[0], decomposed.split()[0], "generaux", "orle"):
            assert len(opened.search(query)) == 2
        assert sorted(opened.article(one).text for one in opened.article_ids()) == sorted([composed, decomposed])


@pytest.mark.parametrize("name", registry.writers())
def test_every_format_takes_odd_characters_or_says_which_it_cannot(name: str, project: Path, tmp_path: Path) -> None:
    with Project.open(project) as opened:
        made = [article(f"Number {n}: a{odd}b said c{odd} so.", f"a{odd}b", id=f"n{n}") for n, odd in enumerate(ODD)]
        actions.add_articles(opened, made, "ana")
        try:
            report = export_project(opened, tmp_path / "out", format=name)
        except AnnotatorError as refused:
            assert str(refused)  # noqa: PT017
            return
        told = report.spans + report.left_out + report.not_held
        assert told >= len(ODD), report.in_words()


def test_our_own_format_gives_every_odd_character_back(project: Path, tmp_path: Path) -> None:
    made = [article(f"Number {n}: a{odd}b said c{odd} so.", f"a{odd}b", f"c{odd}") for n, odd in enumerate(ODD)]
    with Project.open(project) as opened:
        actions.add_articles(opened, made, "ana")
        export_project(opened, tmp_path / "out.jsonl", format="jsonl")
    with Project.create(tmp_path / "again.annotator", default_labels()) as again:
        import_files(again, [tmp_path / "out.jsonl"], annotator="ana")
        back = {one.article.text: {span.quote for span in one.spans} for one in again.annotated()}
        assert again.check() == []
    assert back == {one.article.text: {span.quote for span in one.spans} for one in made}


@pytest.mark.parametrize("content", ["", " ", "\n\n \t\n", "\ufeff", "x", "\u200b"])
def test_empty_and_tiny_files_are_taken_or_refused_with_a_reason(project: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "tiny.txt").write_text(content, encoding="utf-8")
    with Project.open(project) as opened:
        report = import_files(opened, [tmp_path / "tiny.txt"], annotator="ana")
        assert report.articles == len(opened.article_ids()) == (1 if content in ("x", "\u200b") else 0)
        assert bool(report.refused) is not bool(report.articles)
        for one in opened.article_ids():
            with pytest.raises(AnnotatorError):
                actions.tag(opened, one, 0, 0, "actor", "ana")


def test_ten_megabytes_are_read_shown_and_tagged(desk: Desk, tmp_path: Path) -> None:
    line = "The ministry said that 40 rifles were lost near the border, and nobody knows where they are now.\n"
    (tmp_path / "long.txt").write_text(line * (10_000_000 // len(line)), encoding="utf-8")
    desk.makes_a_project()
    report = import_files(desk.workspace.project, [tmp_path / "long.txt"], annotator="ana")
    assert report.changes is not None
    desk.workspace.tell_changes(report.changes)
    desk.opens_article(0)
    place = desk.view.text.rindex("40 rifles")
    desk.turns_to_the_window().view.setFocus()
    desk.view.select(place, place + 9)
    desk.presses("3")
    assert [(span.start, span.quote) for span in desk.stored()] == [(place, "40 rifles")]


def test_doubles_are_known_and_a_label_in_another_case_is_told(project: Path, tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text(
        "\n".join(
            json.dumps({"text": "Ana said so.", "spans": [{"start": 0, "end": 3, "label": label}] * 2})
            for label in ("actor", "Actor")
        ),
        encoding="utf-8",
    )
    with Project.open(project) as opened:
        first = import_files(opened, [tmp_path / "one.jsonl"], annotator="ana")
        assert (first.articles, first.new_labels) == (1, ("Actor",))
        assert any("actor" in warning and "Actor" in warning for warning in first.warnings)
        again = import_files(opened, [tmp_path / "one.jsonl"], annotator="ana")
        assert (again.articles, again.spans) == (0, 0)
        [only] = opened.article_ids()
        with pytest.raises(DuplicateSpan):
            actions.tag(opened, only, 0, 3, "actor", "ana")


def test_a_scheme_edit_takes_every_one_of_many_spans_along_and_back(project: Path) -> None:
    text = " ".join(f"{number:04d}" for number in range(1010))
    ranges = [(5 * n, 5 * n + length) for n in range(1000) for length in range(1, 11)]
    spans = tuple(Span("", "", start, end, "claim", text[start:end]) for start, end in ranges)
    with Project.open(project) as opened:
        actions.add_articles(opened, [AnnotatedArticle(Article("", "", text, sha256_of(text)), spans)], "ana")
        count = len(ranges)
        actions.edit_label(opened, "claim", Label("statement", "1", "purple"))
        assert opened.stats("ana").labels["statement"] == count
        actions.merge_labels(opened, "statement", "figure")
        assert opened.stats("ana").labels == {"figure": count, "actor": 0, "weapon": 0}
        assert opened.label_use("figure").spans == count
        actions.remove_label(opened, "figure")
        assert opened.stats("ana").spans == 0
        for _ in range(3):
            opened.undo()
        assert opened.stats("ana").labels["claim"] == count
        assert opened.check() == []


IN_AND_OUT = """
import sys
from pathlib import Path
from annotator.exchange.exporting import export_project
from annotator.exchange.importing import import_files
from annotator.exchange.sample import default_labels
from annotator.store import Project, actions
source, out = map(Path, sys.argv[1:])
with Project.create(out / "p.annotator", default_labels()) as project:
    import_files(project, [source], annotator="ana")
    [article] = project.article_ids()
    actions.tag(project, article, 0, 8, "actor", "ana")
    assert [len(project.search(word)) for word in ("istanbul", "IĞDIR", "kişi")] == [1, 1, 1]
    assert project.check() == []
    export_project(project, out / "out.jsonl", format="jsonl")
"""


def test_no_locale_changes_what_is_found_and_written(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("İstanbul'da 1.250,5 kişi, IĞDIR ve ığdır.\n", encoding="utf-8")
    written = []
    for locale in ("tr_TR.UTF-8", "de_DE.UTF-8", "C", ""):
        out = Path(tempfile.mkdtemp(dir=tmp_path))
        kept = {name: value for name, value in os.environ.items() if name != "LANG" and not name.startswith("LC_")}
        chosen = {"LANG": locale, "LC_ALL": locale} if locale else {}
        command = [sys.executable, "-c", IN_AND_OUT, str(tmp_path / "in.txt"), str(out)]
        subprocess.run(command, cwd=Path(__file__).parents[2], env={**kept, **chosen}, check=True)
        line = json.loads((out / "out.jsonl").read_text("utf-8"))
        written.append(
            [line["text"], line["sha256"], *[(one["start"], one["end"], one["text"]) for one in line["spans"]]]
        )
    assert all(one == written[0] for one in written)
