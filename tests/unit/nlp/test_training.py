"""Training: what it needs, what it keeps, and that any spaCy loads what it made."""

from pathlib import Path
from typing import Any

import pytest
import spacy

from annotator.domain.model import AnnotatedArticle
from annotator.errors import Cancelled, NothingToLearn, UnsafePipeline
from annotator.nlp import recipe, training
from annotator.nlp.evaluation import Match
from annotator.nlp.trained import LIST, Trained, exportable
from tests.unit.nlp.articles import tagged

NAMES = ("Ana Ruiz", "Luis Soto", "Eva Meier", "Jan Novak", "Ida Berg", "Ole Lund", "Mia Kask")
ARTICLES = [
    tagged(
        f"[actor|{name}] said that [claim|the yard built [figure|{n + 3}] grey boats and sold all of them before"
        f" the end of the long and cold winter]. A [weapon|flurbler] came. [actor|The crew of [actor|{name}]] left.",
        name,
    )
    for n, name in enumerate(NAMES)
]  # fmt: skip


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "trained"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "ROUNDS", 2)
        patch.setattr(training, "_better", lambda *_: True)
        told: list[tuple[int, int]] = []
        result = training.train(ARTICLES, folder, lambda done, total: told.append((done, total)))
    assert result.kept
    # Seven articles are few: each third is judged by what the others taught, and then all are learned from.
    assert told == [*((done, 8) for done in range(1, 9)), (8, 8)]
    assert result.articles == result.held_back == len(ARTICLES)
    assert result.after.labels["figure"][Match.OVERLAP].accepted == len(ARTICLES)
    assert set(result.after.labels) == set(result.before.labels) == {"actor", "claim", "figure", "weapon"}
    assert result.version == Trained(folder).version
    return folder


def test_any_spacy_loads_what_was_trained(trained: Path) -> None:
    doc = spacy.load(exportable(trained))("A flurbler met Ana Ruiz.")
    assert {(span.text, span.label_) for span in doc.spans["known"]} >= {("flurbler", "weapon"), ("Ana Ruiz", "actor")}


def test_the_trained_pipeline_suggests(trained: Path) -> None:
    text = "A flurbler met Ana Ruiz."
    found = Trained(trained).suggest(text, "en")
    assert ("flurbler", "weapon") in {(text[one.start : one.end], one.label) for one in found}
    assert {one.origin for one in found} == {"trained"}


def test_a_file_changed_since_is_noticed(trained: Path, tmp_path: Path) -> None:
    import shutil

    copy = shutil.copytree(trained, tmp_path / "copy")
    (copy / "pipeline" / "meta.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UnsafePipeline, match="changed"):
        Trained(copy)
    (copy / LIST).unlink()
    with pytest.raises(UnsafePipeline, match="cannot be read"):
        Trained(copy)


def test_what_is_no_better_is_not_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(training, "ROUNDS", 1)
    monkeypatch.setattr(training, "_better", lambda *_: False)
    assert not training.train(ARTICLES, tmp_path / "trained", lambda *_: None).kept
    assert not list(tmp_path.iterdir())


def test_of_many_articles_a_part_is_held_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(training, "ROUNDS", 1)
    monkeypatch.setattr(training, "_better", lambda *_: True)
    many = [tagged(f"[actor|{name} {n}] left.", f"{name} {n}") for n in range(3) for name in NAMES[:5]]
    taught: list[int] = []
    real = recipe.learn

    def learn(articles: list[AnnotatedArticle], *rest: Any, **options: Any) -> None:
        taught.append(len(articles))
        real(articles, *rest, **options)

    monkeypatch.setattr(training, "learn", learn)
    result = training.train(many, tmp_path / "trained", lambda *_: None)
    assert (result.articles, result.held_back) == (15, 3)
    assert taught == [12, 15]


def test_cancelling_leaves_what_was_there(trained: Path, tmp_path: Path) -> None:
    import shutil

    folder = shutil.copytree(trained, tmp_path / "trained")

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        training.train(ARTICLES, folder, cancel)
    assert [path.name for path in tmp_path.iterdir()] == ["trained"]
    assert Trained(folder).version == Trained(trained).version


def test_too_few_articles_are_told(tmp_path: Path) -> None:
    with pytest.raises(NothingToLearn, match="at least 5"):
        training.train(ARTICLES[:4], tmp_path / "trained", lambda *_: None)
