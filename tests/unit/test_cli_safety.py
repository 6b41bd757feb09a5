"""The command line around damage, backups and projects that somebody else has open."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from annotator import settings
from annotator.cli import cli
from annotator.store import Project, actions
from annotator.store.backups import Backups


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A project with one tagged article."""
    path = tmp_path / "news.annotator"
    assert run("new", path).exit_code == 0
    (tmp_path / "one.txt").write_text("Gen. Luis Navarro said 1,500 rifles were seized.", encoding="utf-8")
    assert run("import", path, tmp_path / "one.txt").exit_code == 0
    with Project.open(path) as project:
        actions.tag(project, project.article_ids()[0], 0, 17, "actor", "ana")
    return path


def shelf(news: Path) -> Backups:
    return Backups.of(news, settings.backup_folder())


def test_an_import_makes_a_backup_first(news: Path, tmp_path: Path) -> None:
    (tmp_path / "two.txt").write_text("Another text altogether.", encoding="utf-8")
    assert run("import", news, tmp_path / "two.txt").exit_code == 0
    [made] = shelf(news).kept()
    assert made.why == "import"
    with Project.open(made.path, read_only=True) as before:
        assert len(before.article_ids()) == 1
        assert before.undo_name() == "Tag as actor"


def test_an_import_goes_on_where_no_backup_can_be_made_and_says_so(news: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    settings.save({"backup_folder": str(tmp_path / "file")})
    (tmp_path / "two.txt").write_text("Another text altogether.", encoding="utf-8")
    done = run("import", news, tmp_path / "two.txt")
    assert done.exit_code == 0
    assert "no backup was made before this" in done.stderr
    assert "1 article added" in done.stderr


def test_writing_while_the_window_has_it_says_who_and_reading_works(news: Path, tmp_path: Path) -> None:
    hold = (
        "import sys; from pathlib import Path; from annotator.store import Project\n"
        f"with Project.open(Path({str(news)!r}), announce=True): print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as window:
        assert window.stdout is not None
        window.stdout.readline()
        before = news.read_bytes()
        refused = run("import", news, tmp_path / "one.txt")
        assert refused.exit_code == 1
        assert f"process {window.pid}" in refused.stderr
        assert "Close it there" in refused.stderr
        for command in (
            ("stats", news),
            ("check", news),
            ("export", news, tmp_path / "out.jsonl", "--format", "jsonl"),
        ):
            assert run(*command).exit_code == 0, command
        assert news.read_bytes() == before
        window.communicate(b"")
    assert run("import", news, tmp_path / "one.txt").exit_code == 0


def test_a_damaged_project_is_recovered(news: Path, tmp_path: Path) -> None:
    shelf(news).keep(news, "work")
    raw = bytearray(news.read_bytes())
    at = raw.index(b"Gen. Luis Navarro said")
    raw[at] ^= 1
    news.write_bytes(raw)
    assert run("check", news).exit_code == 1
    new = tmp_path / "recovered.annotator"
    done = run("recover", news, new, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["articles"], told["spans"], told["missing"]) == (1, 1, [])
    assert told["of_backup"]["article"] == 1
    assert Path(told["list"]).read_text("utf-8").startswith("Recovered: 1 articles, 1 spans")
    assert run("check", new).exit_code == 0
    assert news.read_bytes() == raw
    again = run("recover", news, new)
    assert again.exit_code == 1
    assert "already something" in again.stderr


def test_what_is_missing_is_told_and_is_1(news: Path, tmp_path: Path) -> None:
    raw = news.read_bytes().replace(b"Gen. Luis Navarro said", b"Gen. Luis Navarro soid")
    news.write_bytes(raw)
    new = tmp_path / "recovered.annotator"
    done = run("recover", news, new)
    assert done.exit_code == 1
    assert "missing: article" in done.stderr
    assert "missing: span" in done.stderr
    assert json.loads(run("stats", new, "--json").stdout)["articles"] == 0


def test_another_copy_can_stand_in_for_the_backups(news: Path, tmp_path: Path) -> None:
    copy = tmp_path / "mailed.annotator"
    copy.write_bytes(news.read_bytes())
    news.write_bytes(bytes(5000))
    assert run("recover", news, tmp_path / "a.annotator").exit_code == 1
    assert not (tmp_path / "a.annotator").exists()
    assert run("recover", news, tmp_path / "a.annotator", "--backup", copy).exit_code == 0


@pytest.mark.parametrize("name", ["gone.annotator", ""])
def test_what_is_no_file_is_1(tmp_path: Path, name: str) -> None:
    done = run("recover", tmp_path / name, tmp_path / "new.annotator")
    assert done.exit_code == 1
    assert "Check the name" in done.stderr
