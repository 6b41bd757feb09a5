"""Splits that do not leak: what is saved stays, near-copies are never parted, articles that come later move none."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.text import sha256_of
from annotator.errors import NotFound
from annotator.exchange.exporting import export_project
from annotator.exchange.importing import import_files
from annotator.exchange.near_copies import NearCopies
from annotator.exchange.sample import default_labels
from annotator.exchange.splits import SAVED, BadSplits, By, Splits
from annotator.exchange.splitting import Assignment, assign, balance_table, find_splits, split_project
from annotator.store import ArticleKey, Project, actions

WORDS = """army border talks convoy minister radar tests delayed coast troops fleet budget harbour drone village
ceasefire rifle spokesman report village bridge river night morning soldiers officials region""".split()
THIRDS = Splits.parse("train=0.4,dev=0.3,test=0.3", 3)


def story(number: int, words: int = 120) -> str:
    chance = random.Random(number)
    return " ".join(chance.choice(WORDS) for _ in range(words))


def reprinted(text: str, number: int) -> str:
    """The story as another paper prints it: another first line, a few words changed, the end cut off."""
    chance = random.Random(number)
    words = text.split()
    for _ in range(3):
        words[chance.randrange(len(words))] = chance.choice(WORDS)
    return f"From our wire service, {number}. " + " ".join(words[: len(words) - chance.randrange(12)])


def keys_of(texts: list[str]) -> list[ArticleKey]:
    return [
        ArticleKey(f"a{n}", sha256_of(text), f"paper {n % 4}", f"2024-05-{1 + n % 28:02}")
        for n, text in enumerate(texts)
    ]


def assigned(texts: list[str], splits: Splits, saved: dict[str, str] | None = None) -> Assignment:
    keys = keys_of(texts)
    by_id = {key.id: text for key, text in zip(keys, texts, strict=True)}
    return assign(keys, by_id.__getitem__, splits, saved or {})


@st.composite
def corpora(draw: st.DrawFn) -> list[str]:
    """Stories in the order of their import, some of them reprints of one that came before, or of a reprint."""
    texts: list[str] = []
    for number in range(draw(st.integers(1, 12))):
        if texts and draw(st.sampled_from((True, False))):
            texts.append(reprinted(draw(st.sampled_from(texts)), number))
        else:
            texts.append(story(number))
    return texts


def near_pairs(texts: list[str]) -> list[tuple[int, int]]:
    copies = NearCopies()
    return [(earlier, later) for later, text in enumerate(texts) for earlier in copies.add(text)]


def test_a_wire_story_is_known_again_and_another_story_is_not() -> None:
    copies = NearCopies()
    assert copies.add(story(1)) == []
    assert copies.add(story(2)) == []
    assert copies.add(reprinted(story(1), 7)) == [0]
    assert copies.add(story(1).upper()) == [0, 2]
    assert copies.add("Two words") == []
    assert copies.add("two WORDS") == [4]


@given(corpora(), st.sampled_from(list(By)), st.integers(0, 9))
def test_near_copies_are_never_parted(texts: list[str], by: By, seed: int) -> None:
    found = assigned(texts, THIRDS.with_rule(seed, by, copies_together=True))
    for earlier, later in near_pairs(texts):
        splits = {found.of[f"a{place}"] for place in (earlier, later) if f"a{place}" in found.of}
        assert len(splits) <= 1
    assert found.of.keys() | found.apart.keys() == {f"a{place}" for place in range(len(texts))}
    assert found.of.keys().isdisjoint(found.apart)


@given(corpora(), st.sampled_from([By.ARTICLE, By.SOURCE]), st.data())
def test_articles_that_come_later_move_none(texts: list[str], by: By, data: st.DataObject) -> None:
    splits = THIRDS.with_rule(3, by, copies_together=True)
    before = assigned(texts[: data.draw(st.integers(1, len(texts)))], splits)
    after = assigned(texts, splits)
    assert after.of.items() >= before.of.items()
    assert after.apart.keys() >= before.apart.keys()


@given(corpora(), st.sampled_from(list(By)), st.data())
def test_what_is_saved_stays_whatever_comes_or_goes(texts: list[str], by: By, data: st.DataObject) -> None:
    splits = THIRDS.with_rule(3, by, copies_together=True)
    saved = assigned(texts[: data.draw(st.integers(1, len(texts)))], splits).of
    gone = data.draw(st.sets(st.sampled_from(range(len(texts)))))
    there = [place for place in range(len(texts)) if place not in gone]
    keys = [key for place, key in enumerate(keys_of(texts)) if place in there]
    found = assign(keys, lambda article_id: texts[int(article_id[1:])], splits, saved)
    for key in keys:
        if key.id in saved:
            assert found.of[key.id] == saved[key.id]
    for earlier, later in near_pairs([texts[place] for place in there]):
        pair = {keys[earlier].id, keys[later].id}
        assert len({found.of[one] for one in pair if one in found.of}) <= 1


def test_a_copy_of_articles_in_two_splits_falls_into_none() -> None:
    words = story(1, words=180).split()
    left, right, between = (" ".join(words[start:end]) for start, end in ((0, 120), (60, 180), (30, 150)))
    assert near_pairs([left, right, between]) == [(0, 2), (1, 2)]
    rules = [THIRDS.with_rule(seed, By.ARTICLE, copies_together=True) for seed in range(20)]
    rule = next(rule for rule in rules if rule.of(sha256_of(left)) != rule.of(sha256_of(right)))
    found = assigned([left, right, between], rule)
    assert found.apart == {"a2": ("a0", "a1")}
    assert found.notes() == ["1 article in no split: nearly the same as some that are in different ones."]
    assert assigned([left, right, between], rule.with_rule(1, By.ARTICLE, copies_together=False)).apart == {}


def test_by_source_a_paper_is_in_one_split_and_by_date_the_newest_are_for_testing() -> None:
    texts = [story(number) for number in range(28)]
    by_source = assigned(texts, THIRDS.with_rule(1, By.SOURCE, True))
    for paper in range(4):
        assert len({by_source.of[f"a{n}"] for n in range(28) if n % 4 == paper}) == 1
    by_date = assigned(texts, Splits.parse("train=0.5,test=0.5", 1, By.DATE))
    assert [by_date.of[f"a{n}"] for n in range(28)] == ["train"] * 14 + ["test"] * 14
    newer = [*keys_of(texts), ArticleKey("new", "0" * 64, "", "2024-09-01"), ArticleKey("none", "1" * 64, "", "")]
    later = assign(
        newer, lambda _: "", Splits.parse("train=0.5,test=0.5", 1, By.DATE, copies_together=False), by_date.of
    )
    assert (later.of["new"], later.of["none"], later.kept) == ("test", "train", 28)


def test_by_date_saved_splits_begin_where_the_days_do_however_they_are_written() -> None:
    by_date = Splits.parse("train=0.5,test=0.5", 1, By.DATE, copies_together=False)
    written = {
        "old": "28.01.2023",
        "new": "March 3, 2024",
        "later": "2024-08-01T10:15",
        "between": "19/05/2023",
        "?": "12/05/2024",
    }
    keys = [ArticleKey(name, name, "", date) for name, date in written.items()]
    found = assign(keys, lambda _: "", by_date, {"old": "train", "new": "test"})
    assert found.of == {"old": "train", "new": "test", "later": "test", "between": "train", "?": "train"}
    assert found.unread_dates == 1


# in a project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "news.annotator", default_labels()) as opened:
        add(opened, [story(number) for number in range(40)])
        yield opened


def add(project: Project, texts: list[str]) -> None:
    path = project.path.with_name("in.jsonl")
    spans = [{"start": 0, "end": 4, "label": "actor"}, {"start": 0, "end": 12, "label": "claim"}]
    path.write_text("\n".join(json.dumps({"text": text, "spans": spans}) for text in texts), "utf-8")
    assert not import_files(project, [path], annotator="Ana").refused


def test_a_day_with_splits(project: Project, tmp_path: Path) -> None:
    """Split once, import more, export what was saved; take it back with one undo."""
    first = split_project(project, THIRDS, "Ana")
    assert sum(one.articles for one in first.balance.values()) == 40
    assert all(one.spans == 2 * one.articles == 2 * one.labels["actor"] for one in first.balance.values())
    assert balance_table(first.balance)[0].split() == ["train", "dev", "test"]
    saved = project.splits()
    assert len(saved) == 40

    add(project, [reprinted(story(number), number) for number in range(40)])
    second = split_project(project, THIRDS.with_rule(99, By.ARTICLE, True), "Ana")
    assert (second.assignment.kept, second.assignment.copies) == (40, 40)
    assert project.splits().items() >= saved.items()
    assert "kept the split" in second.assignment.notes()[0]

    add(project, [story(77)])
    report = export_project(project, tmp_path / "out", format="jsonl", split=SAVED)
    assert (report.articles, report.in_no_split) == (80, 1)
    assert any("1 article without a split left out" in note for note in report.notes)
    lines = {name: (tmp_path / "out" / f"{name}.jsonl").read_text("utf-8") for name in report.splits.names}  # type: ignore[union-attr]
    for text in map(json.loads, lines["test"].splitlines()):
        assert project.splits()[text["id"]] == "test"

    project.undo()
    project.undo()
    assert project.splits() == saved
    project.undo()
    project.undo()
    assert project.splits() == {}
    with pytest.raises(NotFound, match="no saved splits"):
        export_project(project, tmp_path / "none", format="jsonl", split=SAVED)


def test_an_export_says_that_its_splits_are_not_saved_and_follows_those_that_are(
    project: Project, tmp_path: Path
) -> None:
    report = export_project(project, tmp_path / "a", format="jsonl", split=THIRDS)
    assert "not saved" in " ".join(report.notes)
    assert project.splits() == {}
    with Project.open(project.path, read_only=True) as reading:
        assert find_splits(reading, THIRDS).of == find_splits(project, THIRDS).of
    split_project(project, THIRDS, "Ana")
    other = THIRDS.with_rule(8, By.SOURCE, True)
    report = export_project(project, tmp_path / "b", format="jsonl", split=other)
    assert "kept the split" in " ".join(report.notes)
    with pytest.raises(BadSplits, match="already"):
        export_project(project, tmp_path / "c", format="jsonl", split="all=1")
    assert split_project(project, Splits.parse("all=1"), "Ana", again=True).balance["all"].articles == 40


def test_a_day_with_a_table_that_writes_the_day_first(tmp_path: Path) -> None:
    """The older half is for training, whatever the digits begin with, and the dates stay as the table has them."""
    older = ["28.01.2023", "27.02.2023", "15.03.2023", "20.04.2023", "19.05.2023"]
    newer = ["01.06.2024", "02.07.2024", "03.08.2024", "04.09.2024", "05.10.2024"]
    dates = [*older, *newer, "last spring"]
    table = tmp_path / "de.csv"
    table.write_text("text,date\n" + "".join(f"{story(n)},{date}\n" for n, date in enumerate(dates)), "utf-8")
    with Project.create(tmp_path / "p.annotator", default_labels()) as project:
        assert not import_files(project, [table], annotator="Ana").refused
        report = split_project(project, Splits.parse("train=0.5,test=0.5", by=By.DATE), "Ana")
        split_of = {key.date: report.assignment.of[key.id] for key in project.article_keys()}
        export_project(project, tmp_path / "out", format="jsonl", split=SAVED)
    assert split_of == dict.fromkeys([*older, "last spring"], "train") | dict.fromkeys(newer, "test")
    assert report.assignment.notes() == [
        "1 date not understood and taken as none: write year-month-day, as in 2024-08-01."
    ]
    card = next(tmp_path.rglob("*.md")).read_text("utf-8")
    assert "Dates run from 2023-01-28 to 2024-10-05; 10 of 11 articles have one that is understood." in card


def test_a_removed_article_comes_back_to_its_split(project: Project) -> None:
    split_project(project, THIRDS, "Ana")
    article_id, name = next(iter(project.splits().items()))
    actions.remove_articles(project, [article_id])
    assert article_id not in project.splits()
    split_project(project, THIRDS, "Ana")
    actions.restore(project, [article_id])
    assert project.splits()[article_id] == name
