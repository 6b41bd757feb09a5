"""A fresh copy of the sample project for each time it is asked for."""

import hashlib
import shutil
import uuid
from datetime import datetime
from pathlib import Path

from annotator import __version__
from annotator.errors import AnnotatorError
from annotator.paths import PROJECT_SUFFIX, data_folder, resource
from annotator.settings import default_annotator
from annotator.store import Project, actions

_SOMEONE = "someone"
"""To whom the kept sample belongs."""


def fresh_sample() -> Path:
    """The path of a new copy under the user's data folder. Raises ProjectError, OSError.

    The sample is built once for each version of its texts and kept; later copies take no time. What is tagged in it
    belongs to whoever asks for it.
    """
    built = _built_sample()
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d %H.%M.%S")
    for number in range(1, 1000):
        path = data_folder() / f"Sample {stamp}{f' ({number})' if number > 1 else ''}{PROJECT_SUFFIX}"
        try:
            with path.open("xb") as copy, built.open("rb") as source:
                shutil.copyfileobj(source, copy)
        except FileExistsError:
            continue
        with Project.open(path) as project:
            actions.adopt_annotator(project, _SOMEONE, default_annotator())
        return path
    raise FileExistsError(f"{data_folder()} holds too many samples.")


def _built_sample() -> Path:
    digest = hashlib.sha256(__version__.encode())
    for name in ("sample/articles.jsonl", "labels.json"):
        digest.update(resource(name).read_bytes())
    built = data_folder() / "built-in" / f"sample-{digest.hexdigest()[:16]}{PROJECT_SUFFIX}"
    if not _is_whole(built):
        from annotator.exchange.sample import build_sample

        built.parent.mkdir(parents=True, exist_ok=True)
        beside = built.with_name(f"{built.stem}-{uuid.uuid4().hex}{PROJECT_SUFFIX}")
        build_sample(beside, _SOMEONE)
        beside.replace(built)
    return built


def _is_whole(path: Path) -> bool:
    """Whether a kept sample is there and is a project of this version."""
    if not path.exists():
        return False
    try:
        Project.open(path, read_only=True).close()
    except AnnotatorError:
        return False
    return True
