"""The command line: what scripts rely on, word for word."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from annotator import __version__, cli
from annotator.exchange.splits import Splits
from annotator.store import Project
from tests.unit.formats.made import ALERT, alert, spanish, written

ROOT = Path(__file__).parents[2]
COMMANDS = ["new", "import", "export", "formats", "stats", "check", "recover", "demo"]


def run(*words: object) -> Result:
    result = CliRunner().invoke(cli.cli, [str(word) for word in words], prog_name="annotator")
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result


def ok(*words: object) -> Result:
    result = run(*words)
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "news.annotator"
    ok("new", path)
    return path


@pytest.fixture
def tagged(project: Path, tmp_path: Path) -> Path:
    (tmp_path / "in.jsonl").write_bytes(written("jsonl", alert(), spanish())[0])
    ok("import", project, tmp_path / "in.jsonl", "--annotator", "Ana")
    return project


def lines(path: Path, *items: Mapping[str, object] | str) -> Path:
    path.write_text("\n".join(item if isinstance(item, str) else json.dumps(item) for item in items), "utf-8")
    return path


def test_a_day_at_the_command_line(tmp_path: Path, seeds: Path) -> None:
    project = tmp_path / "p"
    ok("new", project)
    imported = json.loads(ok("import", project, seeds, "--json").stdout)
    assert (imported["articles"], imported["known"], imported["spans"]) == (2, 0, 0)
    imported = json.loads(ok("import", project, seeds.parent / "seeds-tagged", "--json").stdout)
    assert (imported["articles"], imported["known"], imported["spans"]) == (0, 1, 62)
    assert imported["refused"] == imported["warnings"] == []
    stats = json.loads(ok("stats", project, "--json").stdout)
    assert (stats["articles"], stats["spans"], list(stats["labels"])) == (2, 62, ["claim", "actor", "weapon", "figure"])
    assert stats["status"] == {"todo": 1, "in_progress": 1, "done": 0}
    assert json.loads(ok("check", project, "--json").stdout) == {"ok": True, "problems": []}
    for name in ("jsonl", "prodigy", "spacy"):
        ok("export", project, tmp_path / name, "--format", name)
        ok("export", project, tmp_path / f"{name}-split", "--format", name, "--split", "train=0.5,dev=0.5")
    again = tmp_path / "again"
    ok("new", again)
    ok("import", again, tmp_path / "jsonl")
    assert json.loads(ok("stats", again, "--json").stdout) == stats
    again = tmp_path / "from-prodigy"
    ok("new", again)
    ok("import", again, tmp_path / "prodigy")
    assert json.loads(ok("stats", again, "--json").stdout)["spans"] == 62


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps_with_an_example(command: str) -> None:
    for flag in ("--help", "-h"):
        assert f"Example:\n  annotator {command}" in ok(command, flag).stdout


def test_version_and_help() -> None:
    assert __version__ in ok("--version").stdout
    shown = ok("--help").stdout
    for command in COMMANDS:
        assert command in shown


@pytest.mark.parametrize(
    "words",
    [
        ["frobnicate"],
        ["--frobnicate"],
        ["new"],
        ["new", "a", "b"],
        ["import", "p"],
        ["import", "p", "x", "--format", "nonsense"],
        ["import", "p", "x", "--label", "nonsense"],
        ["import", "p", "x", "--label", "=b"],
        ["import", "p", "x", "--annotator", " "],
        ["import", "p", "x", "--nonsense"],
        ["export", "p", "o"],
        ["export", "p", "o", "--format", "text"],
        ["export", "p", "o", "--format", "jsonl", "--split", "train=0.5"],
        ["export", "p", "o", "--format", "jsonl", "--seed", "x"],
        ["export", "p", "o", "--format", "jsonl", "--status", "finished"],
        ["stats"],
        ["stats", "p", "q"],
        ["check"],
    ],
)
def test_wrong_usage_is_2_and_touches_nothing(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []


COMMANDS_ON_A_PROJECT = [
    ["import", "{}", "in.txt"],
    ["export", "{}", "out", "--format", "jsonl"],
    ["stats", "{}"],
    ["stats", "{}", "--json"],
    ["check", "{}"],
    ["check", "{}", "--json"],
]


@pytest.mark.parametrize("words", COMMANDS_ON_A_PROJECT)
def test_a_missing_project_is_1_and_nothing_is_made(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.txt").write_text("Some text.")
    result = run(*(word.format("missing.annotator") for word in words))
    assert result.exit_code == 1
    assert "missing.annotator" in result.stderr
    assert result.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["in.txt"]


@pytest.mark.parametrize("words", COMMANDS_ON_A_PROJECT)
@pytest.mark.parametrize(
    "data",
    [b"\xff\xd8\xff\xe0 JFIF", b"", b"SQLite format 3\x00" + b"\x00" * 200, b"text"],
    ids=["jpeg", "empty", "cut", "text"],
)
def test_what_is_no_project_is_1_and_stays_as_it_was(
    data: bytes, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.txt").write_text("Some text.")
    (tmp_path / "p").write_bytes(data)
    result = run(*(word.format("p") for word in words))
    assert result.exit_code == 1, result.output
    assert result.stderr.startswith("annotator: ")
    assert result.stdout == ""
    assert (tmp_path / "p").read_bytes() == data
    assert {path.name for path in tmp_path.iterdir()} == {"in.txt", "p"}


@pytest.mark.parametrize("words", COMMANDS_ON_A_PROJECT)
def test_a_project_with_a_trigger_is_refused_as_it_is(
    words: list[str], tagged: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.txt").write_text("Some text.")
    with sqlite3.connect(tagged) as connection:
        connection.execute("CREATE TRIGGER evil AFTER INSERT ON article BEGIN DELETE FROM span; END")
    connection.close()
    before = tagged.read_bytes()
    result = run(*(word.format(tagged) for word in words))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert tagged.read_bytes() == before


def test_new_on_an_existing_path_is_1_and_leaves_it(tmp_path: Path) -> None:
    path = tmp_path / "mine"
    path.write_text("mine")
    assert run("new", path).exit_code == 1
    assert path.read_text() == "mine"
    assert run("new", tmp_path).exit_code == 1
    assert run("new", tmp_path / "no" / "folder").exit_code == 1


def test_paths_are_used_as_given(tmp_path: Path) -> None:
    ok("new", tmp_path / "no suffix, ünïcode 😀")
    assert [path.name for path in tmp_path.iterdir()] == ["no suffix, ünïcode 😀"]


def test_refused_input_is_1_with_file_line_and_span(project: Path, tmp_path: Path) -> None:
    good = {"text": ALERT, "spans": [{"start": 2, "end": 6, "label": "actor", "text": "Kyiv"}]}
    wrong_quote = {"text": "x" + ALERT, "spans": [{"start": 2, "end": 6, "label": "actor", "text": "Kiev"}]}
    past_end = {"text": "short", "spans": [{"start": 0, "end": 5, "label": "a"}, {"start": 0, "end": 6, "label": "a"}]}
    cases = {
        "quote.jsonl": (lines(tmp_path / "quote.jsonl", good, wrong_quote), 2, 1),
        "end.jsonl": (lines(tmp_path / "end.jsonl", past_end), 1, 2),
        "line.jsonl": (lines(tmp_path / "line.jsonl", good, good | {"text": "b" + ALERT[1:]}, '{"text":'), 3, None),
    }
    for name, (path, line, span) in cases.items():
        result = run("import", project, path, "--json")
        assert result.exit_code == 1
        document = json.loads(result.stdout)
        (refused,) = document["refused"]
        assert (Path(refused["file"]).name, refused["line"], refused["span"]) == (name, line, span)
        assert name in result.stderr
        assert document["articles"] == 0
    result = run("import", project, tmp_path, "--skip-bad", "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["articles"] == 4
    assert document["spans"] == 3
    assert len(document["refused"]) == 3


def test_missing_files_and_empty_folders_are_1(project: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "good.txt").write_text("Some text.")
    result = run("import", project, tmp_path / "missing.txt", tmp_path / "empty", tmp_path / "good.txt", "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert len(document["refused"]) == 2
    assert document["articles"] == 1


def test_importing_twice_is_0_and_makes_no_double(project: Path, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", {"text": ALERT, "spans": [{"start": 2, "end": 6, "label": "actor"}]})
    ok("import", project, path)
    document = json.loads(ok("import", project, path, "--json").stdout)
    assert (document["articles"], document["known"], document["spans"]) == (0, 1, 0)


def test_labels_are_mapped_and_new_ones_reported(project: Path, tmp_path: Path) -> None:
    spans = [{"start": 2, "end": 6, "label": "GPE"}, {"start": 28, "end": 45, "label": "ARM=S"}]
    path = lines(tmp_path / "a.jsonl", {"text": ALERT, "spans": spans})
    result = ok("import", project, path, "--label", "GPE=actor", "--json")
    assert json.loads(result.stdout)["new_labels"] == ["ARM=S"]
    assert json.loads(ok("stats", project, "--json").stdout)["labels"] == {
        "claim": 0,
        "actor": 1,
        "weapon": 0,
        "figure": 0,
        "ARM=S": 1,
    }


def test_export_refuses_what_is_there_but_by_force(tagged: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    words = ["export", tagged, out, "--format", "jsonl"]
    ok(*words)
    before = out.read_bytes()
    result = run(*words)
    assert result.exit_code == 1
    assert "--force" in result.stderr
    assert out.read_bytes() == before
    ok(*words, "--force")
    assert run("export", tagged, tmp_path, "--format", "jsonl", "--force").exit_code == 1
    assert run("export", tagged, tmp_path / "no" / "out", "--format", "jsonl").exit_code == 1


def test_export_splits_by_seed(tagged: Path, tmp_path: Path) -> None:
    for seed in (1, 2):
        out = tmp_path / str(seed)
        result = ok(
            "export", tagged, out, "--format", "spacy", "--split", "train=0.5,dev=0.5", "--seed", seed, "--json"
        )
        report = json.loads(result.stdout)
        assert report["options"]["seed"] == seed
        assert report == json.loads((out / "report.json").read_text("utf-8"))
        assert {path.name for path in out.iterdir()} >= {"train.spacy", "dev.spacy", "report.json"}
    sha256 = alert().article.sha256
    assert {Splits.parse("train=0.5,dev=0.5", seed).of(sha256) for seed in range(20)} == {"train", "dev"}


def test_export_says_what_it_widened_or_left_out(tagged: Path, tmp_path: Path) -> None:
    result = ok("export", tagged, tmp_path / "a", "--format", "prodigy")
    assert "1 span widened to whole tokens" in result.stderr
    result = ok("export", tagged, tmp_path / "b", "--format", "prodigy", "--misaligned", "leave-out")
    assert "1 span left out" in result.stderr
    result = ok("export", tagged, tmp_path / "c", "--format", "jsonl", "--status", "todo")
    assert (tmp_path / "c").read_bytes() == b""
    assert "2 articles left out: not todo" in result.stderr


def test_check_with_problems_prints_them_and_is_1(tagged: Path) -> None:
    data = bytearray(tagged.read_bytes())
    at = data.index(b"Iskander missiles at Odesa")
    data[at] ^= 1
    tagged.write_bytes(data)
    result = run("check", tagged, "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["ok"] is False
    assert set(document["problems"][0]) == {"kind", "article", "span", "message"}
    assert run("check", tagged).exit_code == 1


def test_the_columns_of_a_table_can_be_named(project: Path, tmp_path: Path) -> None:
    table = tmp_path / "news.csv"
    table.write_bytes("a;b\nÜber;Köln\n".encode("cp1252"))
    assert run("import", project, table).exit_code == 1
    ok("import", project, table, "--column", "text=b", "--column", "title=a", "--encoding", "cp1252")
    out = tmp_path / "out.jsonl"
    ok("export", project, out, "--format", "jsonl")
    line = json.loads(out.read_text(encoding="utf-8").splitlines()[-1])
    assert (line["title"], line["text"]) == ("Über", "Köln")
    assert run("import", project, table, "--column", "body=b").exit_code == 2
    assert run("import", project, table, "--column", "text=b", "--encoding", "klingon").exit_code == 1


def test_formats_lists_what_each_can_hold() -> None:
    shown = ok("formats").stdout
    for name in ("jsonl", "prodigy", "spacy", "text"):
        assert name in shown
    found = {one["name"]: one for one in json.loads(ok("formats", "--json").stdout)["formats"]}
    assert found["spacy"]["writes"]
    assert found["spacy"]["reads"]
    assert found["jsonl"]["holds_written"]["offset_unit"] == "code points"


def test_reading_commands_work_while_the_project_is_open(tagged: Path, tmp_path: Path) -> None:
    with Project.open(tagged):
        ok("stats", tagged)
        ok("check", tagged)
        ok("export", tagged, tmp_path / "out", "--format", "jsonl")


def test_reading_leaves_the_project_as_it_was(tagged: Path, tmp_path: Path) -> None:
    before = tagged.read_bytes()
    ok("stats", tagged)
    ok("check", tagged)
    ok("export", tagged, tmp_path / "out", "--format", "jsonl")
    assert tagged.read_bytes() == before


def test_a_first_word_that_is_no_command_is_a_project_to_open(tmp_path: Path) -> None:
    result = run(tmp_path / "missing.annotator")
    assert result.exit_code == 1
    assert "missing.annotator" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_unexpected_is_logged_without_any_text(
    tagged: Path, user_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(project: Project, annotator: str) -> None:
        raise RuntimeError(ALERT)

    monkeypatch.setattr(Project, "stats", fail)
    result = run("stats", tagged)
    assert result.exit_code == 1
    assert "unexpected" in result.stderr
    (log,) = user_folders.rglob("annotator.log")
    assert str(log) in result.stderr
    assert "RuntimeError" in log.read_text("utf-8")
    assert "Kyiv" not in log.read_text("utf-8")


def process(*words: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "annotator", *map(str, words)],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"} | environment,
        capture_output=True,
        check=False,
    )


def test_real_processes_end_with_the_right_status(tagged: Path, tmp_path: Path) -> None:
    done = process("stats", tagged, "--json", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert json.loads(done.stdout)["spans"] == 9
    strange = tmp_path / "señor.txt"
    strange.write_bytes(b"\xff\xd8\xff")
    refused = process("import", tagged, strange, PYTHONIOENCODING="ascii")
    assert refused.returncode == 1
    assert b"Traceback" not in refused.stderr
    assert process("frobnicate").returncode == 2
    assert process(tmp_path / "missing.annotator").returncode == 1


def test_commands_import_neither_qt_nor_spacy(project: Path, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(written("jsonl", alert())[0])
    program = (
        "import sys\n"
        "from annotator.cli import cli\n"
        "for words in {words!r}:\n"
        "    try:\n"
        "        cli(words)\n"
        "    except SystemExit as end:\n"
        "        assert end.code == 0, words\n"
        "print([name for name in ('PySide6', 'shiboken6', 'spacy', 'thinc', 'numpy') if name in sys.modules])\n"
    )
    words = [
        ["import", str(project), str(tmp_path / "in.jsonl")],
        ["export", str(project), str(tmp_path / "out"), "--format", "jsonl"],
        ["stats", str(project)],
        ["check", str(project)],
        ["formats"],
    ]
    done = subprocess.run(
        [sys.executable, "-c", program.format(words=words)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded = done.stdout.splitlines()[-1]
    assert "PySide6" not in loaded
    assert "spacy" not in loaded
