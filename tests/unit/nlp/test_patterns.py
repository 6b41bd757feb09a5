"""Pattern files that a person edits: what they can say, and what happens when they are wrong."""

import json
from pathlib import Path

import pytest

from annotator.errors import BadPattern
from annotator.nlp.rules import Rules
from annotator.nlp.rules.patterns import pattern_files, plural_of, read_patterns


def found(folder: Path, text: str, label: str = "actor") -> list[str]:
    return [text[one.start : one.end] for one in Rules.load(folder).suggest(text, "en") if one.label == label]


def write(folder: Path, name: str, **content: object) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_list_and_a_pattern_of_ones_own_come_on_top(tmp_path: Path) -> None:
    write(
        tmp_path,
        "mine.json",
        label="actor",
        plural=["my_ship_people"],
        lists={"my_ship_people": ["deck hand", "Bosun", "-mate"]},
        patterns=[{"name": "people on board", "pattern": '( "old" )? my_ship_people', "score": 0.9, "reason": "Crew."}],
    )
    text = "Two deck hands, an old bosun, an old Bosun and a sea-mate left the quay."
    assert found(tmp_path, text) == ["deck hands", "old Bosun", "sea-mate"]
    assert found(tmp_path, "Gen. Ana Ruiz left.") == ["Gen. Ana Ruiz"]


def test_a_file_of_the_same_name_replaces_that_of_the_app(tmp_path: Path) -> None:
    write(tmp_path, "weapon.en.json", label="weapon", language="en", lists={"thing": ["slingshot"]}, patterns=[
        {"pattern": "thing"}
    ])  # fmt: skip
    assert found(tmp_path, "A slingshot and a tank.", "weapon") == ["slingshot"]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ('"by" <capital>', "seen by Ruiz today", ["Ruiz"]),
        ("capital&!weekday", "Ruiz Monday", ["Ruiz"]),
        ("capital{2,3}", "Ana Maria Ruiz Soto", ["Ana Maria Ruiz"]),
        ('( "big" | "very" "big" ) "boat"', "a very big boat", ["very big boat"]),
        ("capital capital", "Ana\nRuiz", []),
        ("acronym number", "Mark PZL 12", ["PZL 12"]),
    ],
)
def test_what_patterns_can_say(tmp_path: Path, pattern: str, text: str, expected: list[str]) -> None:
    path = write(tmp_path, "one.json", label="x", lists={"weekday": ["Monday"]}, patterns=[{"pattern": pattern}])
    assert [text[one.start : one.end] for one in Rules([path]).suggest(text, "en")] == expected


@pytest.mark.parametrize(
    "content",
    [
        {"label": "x", "patterns": [{"pattern": "no_such_list"}]},
        {"label": "x", "patterns": [{"pattern": "( capital"}]},
        {"label": "x", "patterns": [{"pattern": "capital ; capital"}]},
        {"label": "x", "patterns": [{"pattern": 3}]},
        {"patterns": [{"pattern": "capital"}]},
        {"label": "x", "patterns": [{"pattern": "capital", "score": 7}]},
        {"label": "x", "patterns": ["capital"]},
        {"lists": {"a": "b"}},
        {"lists": ["a"]},
        [],
    ],
)
def test_a_file_that_is_wrong_is_named(tmp_path: Path, content: object) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(BadPattern) as caught:
        Rules([path]).suggest("Ana Ruiz", "en")
    assert "wrong.json" in str(caught.value) or "pattern “" in str(caught.value)


def test_a_file_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(BadPattern, match=r"broken\.json"):
        read_patterns([path], "en")


def test_a_pattern_that_takes_for_ever_is_stopped_and_named(tmp_path: Path) -> None:
    path = write(
        tmp_path, "slow.json", label="x", patterns=[{"name": "slow one", "pattern": '( lower+ )+ ( lower+ )+ "end"'}]
    )
    with pytest.raises(BadPattern, match="slow one"):
        Rules([path]).suggest("word " * 400, "en")


def test_the_files_of_the_app_are_whole() -> None:
    files = pattern_files()
    labels = ("actor", "weapon", "figure", "claim")
    assert {path.name for path in files} >= {f"{label}.{code}.json" for label in labels for code in ("en", "es")}
    for language in ("en", "es"):
        assert {one.label for one in read_patterns(files, language).patterns} == {"actor", "weapon", "figure"}


@pytest.mark.parametrize(
    ("word", "many"), [("tank", "tanks"), ("torpedo bus", "torpedo buses"), ("army", "armies"), ("airman", "airmen")]
)
def test_plurals(word: str, many: str) -> None:
    assert plural_of(word) == many
