"""The pipeline that was trained from a project's spans."""

import hashlib
import json
from pathlib import Path
from typing import Any

from annotator.domain.proposals import Proposal
from annotator.errors import UnsafePipeline
from annotator.nlp.memory import worth
from annotator.nlp.pipelines import Pipeline
from annotator.nlp.suggesters import TRAINED

PIPELINE_FOLDER = "pipeline"
LIST = "files.json"
UNPROVEN = 0.25
"""The chance of being right that is assumed where training measured none."""


class Trained:
    """Proposes what the pipeline in a folder made by training finds. Raises UnsafePipeline if a file was changed."""

    origin = TRAINED

    def __init__(self, folder: Path) -> None:
        listed = _checked(folder)
        self.version = str(listed["version"])
        self._trust: dict[str, float] = listed.get("trust") or {}
        self._pipeline = Pipeline(str(folder / PIPELINE_FOLDER), mapping=None, origin=TRAINED)

    def suggest(self, text: str, language: str) -> list[Proposal]:
        """Proposals whose score is what training measured: how often the pipeline was right where no other was."""
        found = self._pipeline.suggest(text, language)
        return [
            Proposal(
                one.start,
                one.end,
                one.label,
                worth(self._trust.get(one.label, UNPROVEN)),
                "Learned from what was tagged here.",
                TRAINED,
                self.version,
            )
            for one in found
        ]


def exportable(folder: Path) -> Path:
    """The folder of the trained pipeline that any spaCy loads with `spacy.load`. Raises UnsafePipeline."""
    _checked(folder)
    return folder / PIPELINE_FOLDER


def _checked(folder: Path) -> dict[str, Any]:
    """What training wrote of the pipeline, once each file is found to be as it was written."""
    try:
        listed = json.loads((folder / LIST).read_text(encoding="utf-8"))
        files = dict(listed["files"])
        str(listed["version"])
        found = {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file() and path.name != LIST
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnsafePipeline("The trained pipeline cannot be read.", "Train again.") from error
    if found != files:
        raise UnsafePipeline("The trained pipeline was changed since it was trained, and is not used.", "Train again.")
    known: dict[str, Any] = listed
    return known
