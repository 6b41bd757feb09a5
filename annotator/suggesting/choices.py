"""What the user chose for suggestions, and where the files are that belong to them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator import settings
from annotator.nlp.suggesters import MEMORY, PIPELINE, RULES, TRAINED, Materials
from annotator.paths import data_folder, settings_folder
from annotator.store import Project
from annotator.suggesting.thresholds import thresholds


@dataclass(frozen=True, slots=True)
class Choices:
    """Which suggesters work beside memory, rules and what was trained, and how a pipeline's labels are read."""

    pipelines: tuple[str, ...] = ()
    """The names of installed pipelines."""
    mappings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For a pipeline's name: its label → ours. A pipeline that is missing here is read as `nlp.pipelines` says."""

    thresholds: Mapping[str, float] = field(default_factory=dict)
    """From which score on the suggestions of a label are shown; a label that is missing: from the usual one."""

    @classmethod
    def load(cls) -> "Choices":
        """The user's choices; what is damaged in the settings counts as not chosen."""
        try:
            found = settings.load()
        except OSError:
            return cls()
        chosen = found.get("pipelines")
        names = tuple(name for name in chosen if isinstance(name, str)) if isinstance(chosen, list) else ()
        return cls(names, _mappings(found.get("pipeline_labels")), thresholds(found.get("suggestion_thresholds")))


def _mappings(found: object) -> dict[str, dict[str, str]]:
    if not isinstance(found, dict):
        return {}
    return {
        str(name): {str(theirs): str(ours) for theirs, ours in mapping.items()}
        for name, mapping in found.items()
        if isinstance(mapping, dict)
    }


def patterns_folder() -> Path:
    """The user's own copies of the pattern files."""
    return settings_folder() / "patterns"


def model_folder(project_id: str) -> Path:
    """Where what was trained on a project is kept: in the user's folder, never in the project."""
    name = re.sub(r"[^A-Za-z0-9-]", "_", project_id)[:80] or "project"
    return data_folder() / "models" / name


def default_names(project: Project) -> list[str]:
    """The suggesters that work when none is named: memory, rules, what was trained, the chosen pipelines."""
    trained = [TRAINED] if model_folder(project.id).is_dir() else []
    return [MEMORY, RULES, *trained, *(PIPELINE + name for name in Choices.load().pipelines)]


def materials_of(project: Project, articles: Any = ()) -> Materials:
    """What the project's suggesters are made of."""
    return Materials(
        articles=articles,
        labels=[label.name for label in project.labels()],
        patterns=patterns_folder(),
        trained=model_folder(project.id),
        mappings=Choices.load().mappings,
    )
