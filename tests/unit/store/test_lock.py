"""One writes at a time: the second is told who has the project, and can read. Stale locks heal by themselves."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.errors import ProjectInUse
from annotator.store import Project, actions
from annotator.store.lock import note_of
from annotator.store.synced import synced_by

HOLD = """
import sys
from pathlib import Path
from annotator.store import Project
with Project.open(Path(sys.argv[1]), announce=True) as project:
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def elsewhere(project: Project, path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that has the project open."""
    project.close()
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path.cwd()
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"open\n"
    yield process
    process.kill()
    process.communicate()


def test_the_second_is_told_who_has_it_and_can_read(elsewhere: subprocess.Popen[bytes], path: Path) -> None:
    with pytest.raises(ProjectInUse, match=rf"on this computer, since .* \(process {elsewhere.pid}\)"):
        Project.open(path)
    with Project.open(path, read_only=True) as reader:
        assert reader.article_ids() == ["first", "second"]


def test_links_and_other_paths_lead_to_the_same_lock(
    elsewhere: subprocess.Popen[bytes], path: Path, tmp_path: Path
) -> None:
    (tmp_path / "soft.annotator").symlink_to(path)
    os.link(path, tmp_path / "hard.annotator")
    (tmp_path / "folder").symlink_to(tmp_path)
    for other in ("soft.annotator", "hard.annotator", "folder/news.annotator"):
        with pytest.raises(ProjectInUse, match=str(elsewhere.pid)):
            Project.open(tmp_path / other)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_what_a_killed_process_leaves_heals_by_itself(
    elsewhere: subprocess.Popen[bytes], path: Path, how: signal.Signals
) -> None:
    elsewhere.send_signal(how)
    elsewhere.wait()
    assert note_of(path).exists()
    with Project.open(path) as again:
        actions.tag(again, "first", 0, 21, "actor", "Ana")
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_it_is_free_once_the_other_is_closed(elsewhere: subprocess.Popen[bytes], path: Path) -> None:
    elsewhere.communicate(b"")
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    with Project.open(path) as again:
        assert not again.read_only


def test_another_window_of_this_process_counts_too(project: Project, path: Path) -> None:
    with pytest.raises(ProjectInUse, match=str(os.getpid())):
        Project.open(path)
    project.close()
    Project.open(path).close()


def test_a_note_of_another_computer_counts_until_it_is_passed_over(project: Project, path: Path) -> None:
    project.close()
    fields = {
        "host": "laptop-3",
        "user": "Ben",
        "pid": 1,
        "since": "2026-01-02T03:04:05+00:00",
        "machine": "m",
        "born": "",
    }
    note_of(path).write_text(json.dumps(fields), encoding="utf-8")
    with pytest.raises(ProjectInUse, match="by Ben on laptop-3, since 2026-01-0") as told:
        Project.open(path, announce=True)
    assert told.value.elsewhere
    assert json.loads(note_of(path).read_text("utf-8")) == fields
    with Project.open(path, announce=True, take_over=True):
        assert json.loads(note_of(path).read_text("utf-8"))["pid"] == os.getpid()
    assert not note_of(path).exists()


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"[" * 3000, b'{"pid": "x"}'])
def test_a_note_without_sense_is_none(project: Project, path: Path, content: bytes) -> None:
    project.close()
    note_of(path).write_bytes(content)
    with Project.open(path, announce=True) as again:
        assert not again.read_only


def test_a_process_with_the_number_of_one_that_is_gone_is_another(project: Project, path: Path) -> None:
    project.close()
    with Project.open(path, announce=True):
        fields = json.loads(note_of(path).read_text("utf-8"))
    fields |= {"pid": os.getppid(), "born": "1"}
    note_of(path).write_text(json.dumps(fields), encoding="utf-8")
    Project.open(path).close()
    assert not note_of(path).exists()


@pytest.mark.parametrize(
    ("place", "mark", "name"),
    [
        ("Dropbox/work", "", "Dropbox"),
        ("Dropbox (News)", "", "Dropbox"),
        ("OneDrive - Example", "", "OneDrive"),
        ("Google Drive/My Drive", "", "Google Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "", "iCloud"),
        ("Nextcloud", "", "Nextcloud"),
        ("shared/work", "shared/.stfolder", "Syncthing"),
        ("files/work", "files/.sync_0123456789ab.db", "Nextcloud"),
        ("work", "", ""),
        ("Dropboxes", "", ""),
    ],
)
def test_synchronised_folders_are_known(tmp_path: Path, place: str, mark: str, name: str) -> None:
    (tmp_path / place).mkdir(parents=True)
    if mark:
        (tmp_path / mark).write_bytes(b"")
    assert synced_by(tmp_path / place / "news.annotator") == name
