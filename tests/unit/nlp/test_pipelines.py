"""Which pipelines are loaded, and which are refused before anything of them runs."""

import json
from pathlib import Path

import pytest
import spacy

from annotator.errors import NotFound, UnsafePipeline
from annotator.nlp.pipelines import Pipeline, check, folder_of, installed_pipelines, pieces
from annotator.nlp.suggesters import Materials, make_suggester, suggester_names


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("span_ruler", config={"spans_key": "sc"})
    ruler.add_patterns([{"label": "ARM", "pattern": "Igla"}, {"label": "PERSON", "pattern": "Ana Ruiz"}])  # type: ignore[attr-defined]
    nlp.to_disk(tmp_path / "pipe")
    return tmp_path / "pipe"


def edit(folder: Path, old: str, new: str) -> None:
    config = folder / "config.cfg"
    text = config.read_text(encoding="utf-8")
    assert old in text
    config.write_text(text.replace(old, new), encoding="utf-8")


def test_a_pipeline_proposes_under_our_labels(folder: Path) -> None:
    text = "Ana Ruiz had an Igla."
    found = Pipeline(str(folder), {"ARM": "weapon"}).suggest(text)
    assert [(text[one.start : one.end], one.label) for one in found] == [("Igla", "weapon")]
    assert [one.label for one in Pipeline(str(folder)).suggest(text)] == ["actor"]
    assert Pipeline(str(folder)).labels == ["ARM", "PERSON"]


def test_a_component_that_is_not_spacys_own_is_refused(folder: Path) -> None:
    edit(folder, 'factory = "span_ruler"', 'factory = "my_factory"')
    with pytest.raises(UnsafePipeline, match="my_factory"):
        check(folder)


def test_a_function_that_is_not_spacys_own_is_refused(folder: Path) -> None:
    edit(folder, '"spacy.Tokenizer.v1"', '"mine.v1"')
    with pytest.raises(UnsafePipeline, match=r"mine\.v1"):
        check(folder)


def test_code_that_would_run_when_it_is_made_is_refused(folder: Path) -> None:
    edit(folder, "before_creation = null", 'before_creation = {"@callbacks":"spacy.x"}')
    with pytest.raises(UnsafePipeline, match="run code"):
        check(folder)


@pytest.mark.parametrize("name", ["code.py", "weights.pkl", "span_ruler/x.so", "model.pt"])
def test_a_file_that_could_run_is_refused(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"")
    with pytest.raises(UnsafePipeline, match="could run code"):
        Pipeline(str(folder))


def test_a_link_to_somewhere_else_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("x", encoding="utf-8")
    (folder / "inside").symlink_to(tmp_path / "outside")
    with pytest.raises(UnsafePipeline, match="link"):
        check(folder)


def test_one_for_another_version_is_refused(folder: Path) -> None:
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    (folder / "meta.json").write_text(json.dumps({**meta, "spacy_version": ">=2.0,<3.0"}), encoding="utf-8")
    with pytest.raises(UnsafePipeline, match="made for spaCy"):
        check(folder)


@pytest.mark.parametrize("content", ["{", "[]"])
def test_a_damaged_meta_is_refused(folder: Path, content: str) -> None:
    (folder / "meta.json").write_text(content, encoding="utf-8")
    with pytest.raises(UnsafePipeline, match="cannot be read"):
        check(folder)


def test_a_folder_without_a_pipeline_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsafePipeline, match=r"no spaCy pipeline"):
        folder_of(str(tmp_path))


def test_suggesters_are_found_by_name(folder: Path) -> None:
    assert suggester_names()[:2] == ["memory", "rules"]
    assert suggester_names()[2:] == [f"pipeline:{name}" for name in installed_pipelines()]
    assert make_suggester(f"pipeline:{folder}", Materials()).origin == "pipeline:pipe"
    with pytest.raises(NotFound, match="no suggester 'magic'"):
        make_suggester("magic", Materials())
    with pytest.raises(NotFound):
        make_suggester("trained", Materials())


def test_a_long_text_is_read_in_pieces_that_end_at_line_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.nlp.pipelines.MAX_CHARACTERS", 20)
    text = "one two three\nfour five six seven eight\n" + "x" * 50
    found = pieces(text)
    assert "".join(piece for _, piece in found) == text
    assert all(text[start : start + len(piece)] == piece and 0 < len(piece) <= 20 for start, piece in found)
    assert found[0][1] == "one two three\n"
