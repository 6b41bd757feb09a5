"""Exports of generated articles, for the programs that our users load them with.

Programs that are large or clash with ours live in .consumers-venv, which .ci/make-consumers-venv makes.
"""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.model import AnnotatedArticle
from annotator.exchange.exporting import export_project
from annotator.exchange.importing import import_files
from annotator.exchange.sample import default_labels
from annotator.store import Project
from tests.unit.formats.made import alert, spanish, written
from tests.unit.formats.news import news

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".consumers-venv" / "bin" / "python"
COUNT = 200


@pytest.fixture(scope="session")
def articles() -> list[AnnotatedArticle]:
    """200 generated articles, and two with everything that is awkward."""
    return [alert(), spanish(), *news(COUNT, seed=1)]


@pytest.fixture(scope="session")
def project(articles: list[AnnotatedArticle], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    folder = tmp_path_factory.mktemp("consumers")
    (folder / "in.jsonl").write_bytes(written("jsonl", *articles)[0])
    with Project.create(folder / "news.annotator", default_labels()) as opened:
        import_files(opened, [folder / "in.jsonl"], annotator="Ana")
        yield opened


@pytest.fixture
def export(project: Project, tmp_path: Path) -> Callable[..., Path]:
    """Exports the project in a format into a folder with splits, and returns the folder."""

    def run(name: str, split: str | None = "train=0.8,dev=0.2", **options: Any) -> Path:
        out = tmp_path / name
        export_project(project, out, format=name, split=split, seed=2, **options)
        return out

    return run


@pytest.fixture
def consumer(tmp_path: Path) -> Callable[..., Any]:
    """Runs a program with the packages of the consumers in a folder, offline; what it prints last is JSON."""
    if not PYTHON.exists():
        pytest.skip("There is no .consumers-venv with datasets, label-studio-sdk and pandas: .ci/make-consumers-venv")

    def run(program: str, folder: Path) -> Any:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "HF_HOME": str(tmp_path / "hf"),
            "HF_DATASETS_OFFLINE": "1",
            "HF_HUB_OFFLINE": "1",
        }
        done = subprocess.run(
            [PYTHON, "-c", program], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    return run
