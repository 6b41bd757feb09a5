"""The bundled label scheme and the bundled sample project."""

import json
from pathlib import Path

from annotator.domain.model import Extent, Label
from annotator.errors import ProjectError
from annotator.paths import resource


def default_labels() -> list[Label]:
    """The labels that a new project begins with, with their guidelines."""
    found = json.loads(resource("labels.json").read_text("utf-8"))
    return [Label(**{**item, "extent": Extent(item["extent"])}) for item in found]


def build_sample(project_path: Path, annotator: str = "") -> None:
    """Makes a fresh project from the bundled articles; spans without a name belong to `annotator`, else the default.

    Raises ProjectError if the path exists; then it is left as it was.
    """
    from annotator.exchange.importing import import_files
    from annotator.store import Project

    with Project.create(project_path, default_labels()) as project:
        report = import_files(project, [resource("sample") / "articles.jsonl"], format="jsonl", annotator=annotator)
    if report.refused:
        project_path.unlink()
        raise ProjectError(f"The bundled sample is damaged: {report.refused[0]}", "Install Annotator again.")
