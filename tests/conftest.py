"""What every test stands on: no display, no folder of the user's own, repeatable property tests."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Before anything imports Qt: without a display and without this, Qt ends the process.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# What Qt says of the platform is not ours; any other warning of Qt fails the test in which it comes.
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false;qt.text.font.*=false")

import hypothesis
import pytest

ROOT = Path(__file__).parent.parent
USER_FOLDERS = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")

hypothesis.settings.register_profile("here", deadline=None, max_examples=50)
hypothesis.settings.register_profile("ci", deadline=None, max_examples=50, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


def _user_folders_in(folder: Path) -> dict[str, str]:
    return {name: str(folder / name.lower()) for name in USER_FOLDERS}


@pytest.fixture(scope="session", autouse=True)
def _no_folder_of_the_user() -> Iterator[None]:
    """What a fixture that outlives one test writes; each test then has folders of its own."""
    folder = Path(tempfile.mkdtemp(prefix="annotator-tests-"))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in _user_folders_in(folder).items():
            patch.setenv(name, value)
        yield
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def user_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds this test's settings, data and logs, as if the user were new."""
    folder = tmp_path_factory.mktemp("user")
    for name, value in _user_folders_in(folder).items():
        monkeypatch.setenv(name, value)
    return folder


def _shared(name: str) -> Path:
    folder = ROOT.parent / "shared" / name
    if not folder.is_dir():
        pytest.skip(f"the folder shared/{name} is not beside the project")
    return folder


@pytest.fixture(scope="session")
def seeds() -> Path:
    """Real news texts, as files; the test is skipped where they are not."""
    return _shared("seeds")


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Files in other tools' formats; the test is skipped where they are not."""
    return _shared("corpora")
