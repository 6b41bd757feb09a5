"""A damaged project: what is readable comes back in a new file, with a list of the rest; the old one is only read."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotator.domain.model import AnnotatedArticle, Article, Span
from annotator.domain.text import sha256_of
from annotator.errors import ProjectError
from annotator.store import Project, actions
from annotator.store.backups import Backups
from annotator.store.recovery import Recovery, recover
from tests.unit.store.conftest import LABELS

PAGE = 4096
ARTICLES, SPANS = 40, 30
Content = dict[str, tuple[str, int, int, str, str]]


def made_up(number: int) -> AnnotatedArticle:
    """An article of 1,200 characters with spans that overlap."""
    chance = random.Random(number)
    text = f"Article {number}. " + " ".join(
        chance.choice("navy rifle Perú 🚢 said claim seven".split()) for _ in range(220)
    )
    starts = chance.sample(range(len(text) - 40), SPANS)
    places = [(at, at + 5 + n, LABELS[n % 4].name) for n, at in enumerate(starts)]
    spans = tuple(
        Span(f"s{number}-{n}", "", start, end, label, text[start:end]) for n, (start, end, label) in enumerate(places)
    )
    return AnnotatedArticle(Article(f"a{number}", f"Title {number}", text, sha256_of(text)), spans)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of some hundred pages, made once."""
    path = tmp_path_factory.mktemp("whole") / "news.annotator"
    with Project.create(path, LABELS) as project:
        actions.add_articles(project, [made_up(number) for number in range(ARTICLES)], "Ana")
        for number in range(0, ARTICLES, 2):
            actions.set_note(project, f"a{number}", "a note")
        actions.remove_spans(project, ["s0-0"])
        actions.set_attribute(project, "s1-1", "note", "who?")
    return path


@pytest.fixture
def damaged(whole: Path, path: Path) -> Path:
    """A copy that each test damages in its own way."""
    shutil.copyfile(whole, path)
    return path


@pytest.fixture
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for backups."""
    return tmp_path_factory.mktemp("kept")


def content_of(path: Path) -> Content:
    with Project.open(path) as project:
        assert project.check() == []
        return {
            span.id: (span.article_id, span.start, span.end, span.label, span.quote)
            for article in project.annotated()
            for span in article.spans
        }


def recovered(damaged: Path, *backups: Path) -> tuple[Recovery, Content]:
    before = damaged.read_bytes()
    new = damaged.with_name("new.annotator")
    done = recover(damaged, new, backups)
    assert damaged.read_bytes() == before
    assert sorted(entry.name for entry in damaged.parent.iterdir()) == sorted(
        [damaged.name, new.name, done.report.name]
    )
    assert done.report.read_text("utf-8").splitlines() == done.in_words()
    return done, content_of(new)


def flip_a_bit(raw: bytearray, chance: random.Random) -> None:
    raw[chance.randrange(100, len(raw))] ^= 1 << chance.randrange(8)


def spoil_bytes(raw: bytearray, chance: random.Random) -> None:
    at = chance.randrange(100, len(raw) - 16)
    raw[at : at + 16] = chance.randbytes(16)


def clear_a_page(raw: bytearray, chance: random.Random) -> None:
    at = chance.randrange(1, len(raw) // PAGE) * PAGE
    raw[at : at + PAGE] = bytes(PAGE)


@pytest.mark.parametrize("spoil", [flip_a_bit, spoil_bytes, clear_a_page])
@pytest.mark.parametrize("seed", range(8))
def test_flips_and_pages_cost_next_to_nothing(
    whole: Path, damaged: Path, spoil: Callable[[bytearray, random.Random], None], seed: int
) -> None:
    raw = bytearray(damaged.read_bytes())
    spoil(raw, random.Random(seed))
    damaged.write_bytes(raw)
    truth, (done, content) = content_of(whole), recovered(damaged)
    right = sum(content.get(span_id) == span for span_id, span in truth.items())
    assert right >= 0.98 * len(truth) or {one.kind for one in done.missing} >= {"article"}
    assert content.keys() - truth.keys() <= {"s0-0"}
    lost = truth.keys() - content.keys()
    assert lost <= {one.id for one in done.missing}


def test_a_sound_project_is_recovered_whole_with_its_history(whole: Path, damaged: Path) -> None:
    done, content = recovered(damaged)
    assert content == content_of(whole)
    assert (done.missing, done.repaired, done.of_backup) == ([], [], {})
    assert done.in_words()[-1] == "Nothing is known to be missing."
    with Project.open(done.path) as new, Project.open(whole, read_only=True) as old:
        assert new.history() == old.history()
        assert list(new.annotated()) == list(old.annotated())
        new.undo()
        new.undo()
        assert "s0-0" in {span.id for span in new.spans_of("a0")}
        new.travel(0)
        assert new.article_ids() == []


def test_values_that_no_export_could_write_are_left_out_and_listed(damaged: Path) -> None:
    with closing(sqlite3.connect(damaged)) as raw:
        raw.execute("UPDATE attribute SET value = '1e999'")
        raw.execute("""UPDATE article SET extra = '{"a": NaN}' WHERE id = 'a3'""")
        raw.commit()
    done, content = recovered(damaged)
    assert len(content) == ARTICLES * SPANS - 1
    assert [(one.kind, one.message) for one in done.missing] == [("attribute", "holds no valid value")]
    assert "Title 3" in done.repaired[0]
    with Project.open(done.path) as project:
        assert list(project.check()) == []
        assert project.article("a3").meta.extra == {}


@pytest.mark.parametrize("bytes_gone", [16, 100, PAGE])
def test_without_a_header_all_that_the_newest_backup_holds_is_there(
    whole: Path, damaged: Path, kept: Path, bytes_gone: int
) -> None:
    shelf = Backups.of(damaged, kept)
    made = shelf.keep(damaged, "work")
    assert made is not None
    raw = damaged.read_bytes()
    damaged.write_bytes(random.Random(1).randbytes(bytes_gone) + raw[bytes_gone:])
    _, content = recovered(damaged, *(one.path for one in shelf.kept()))
    assert content == content_of(whole)


def test_of_a_cut_off_file_what_is_in_it_and_the_rest_from_the_backup(whole: Path, damaged: Path, kept: Path) -> None:
    backup = kept / "backup.annotator"
    shutil.copyfile(damaged, backup)
    raw = damaged.read_bytes()
    damaged.write_bytes(raw[: int(len(raw) * 0.7)])
    alone, some = recovered(damaged)
    assert 0.3 * ARTICLES * SPANS < len(some) < ARTICLES * SPANS
    assert {one.kind for one in alone.missing} & {"article", "span"}
    for made in (alone.path, alone.report):
        made.unlink()
    done, content = recovered(damaged, backup)
    assert content == content_of(whole)
    assert done.backup == backup
    assert done.of_backup


def test_what_was_done_since_the_backup_is_kept_where_it_can_be_read(damaged: Path, kept: Path) -> None:
    backup = kept / "backup.annotator"
    shutil.copyfile(damaged, backup)
    with Project.open(damaged) as project:
        later = actions.tag(project, "a3", 0, 7, "weapon", "Ben").span_ids[0]
        actions.remove_spans(project, ["s5-1"])
    raw = bytearray(damaged.read_bytes())
    at = raw.index(b"s7-3")
    at -= at % PAGE
    raw[at : at + PAGE] = bytes(PAGE)
    damaged.write_bytes(raw)
    _, content = recovered(damaged, backup)
    assert content[later][3] == "weapon"
    assert "s5-1" not in content
    assert "s7-3" in content


def test_a_damaged_backup_is_passed_over(whole: Path, damaged: Path, kept: Path) -> None:
    bad, good = kept / "bad.annotator", kept / "good.annotator"
    shutil.copyfile(damaged, good)
    bad.write_bytes(damaged.read_bytes().replace(b"Article 3.", b"Brticle 3."))
    damaged.write_bytes(damaged.read_bytes()[: 40 * PAGE])
    done, content = recovered(damaged, bad, good)
    assert done.backup == good
    assert content == content_of(whole)


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0JFIF" * 500, b"hello", bytes(100_000)])
def test_of_what_is_no_project_nothing_is_made(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(ProjectError, match="Nothing can be read"):
        recover(path, path.with_name("new.annotator"))
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() == content


def test_nothing_is_ever_replaced(damaged: Path) -> None:
    for name in ("new.annotator", "other.annotator.missing.txt"):
        damaged.with_name(name).write_bytes(b"mine")
    for name in ("new.annotator", "other.annotator", damaged.name):
        with pytest.raises(ProjectError, match="already something"):
            recover(damaged, damaged.with_name(name))
    assert damaged.with_name("new.annotator").read_bytes() == b"mine"


def test_labels_that_cannot_be_read_do_not_take_their_spans_along(whole: Path, damaged: Path) -> None:
    raw = bytearray(damaged.read_bytes())
    at = raw.index(b"actor2blue") if b"actor2blue" in raw else raw.index(b"claim1purple")
    at -= at % PAGE
    raw[at : at + PAGE] = bytes(PAGE)
    damaged.write_bytes(raw)
    _, content = recovered(damaged)
    assert content == content_of(whole)
