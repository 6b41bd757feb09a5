"""Training a pipeline from a project, and giving it away."""

import shutil
from pathlib import Path

from annotator.errors import NotFound, WriteFailed
from annotator.nlp.evaluation import Match
from annotator.nlp.suggesters import Materials
from annotator.nlp.trained import exportable
from annotator.nlp.training import TrainingResult, train
from annotator.progress import Progress
from annotator.store import Project
from annotator.suggesting.choices import materials_of, model_folder


def train_project(path: Path, progress: Progress) -> dict[str, object]:
    """Trains on what is tagged in the project, keeps the pipeline if it helps, and says so in JSON values.

    Raises NothingToLearn, and what `progress` raises; what was trained before is then still there.
    """
    with Project.open(path, read_only=True) as project:
        articles = list(project.annotated(project.judged_ids()))
        materials: Materials = materials_of(project)
        folder = model_folder(project.id)
    folder.parent.mkdir(parents=True, exist_ok=True)
    return told(train(articles, folder, progress, materials=materials))


def told(result: TrainingResult) -> dict[str, object]:
    """What came of a training, in words that need no explanation: per label found and right, before and after."""
    labels = {}
    for name, scores in result.after.labels.items():
        after, before = scores[Match.OVERLAP], result.before.labels[name][Match.OVERLAP]
        labels[name] = {
            "there": after.accepted,
            "found": after.right,
            "found_before": before.right,
            "proposed": after.proposed,
            "proposed_before": before.proposed,
            "f1": round(after.f1, 4),
            "f1_before": round(before.f1, 4),
        }
    return {
        "kept": result.kept,
        "version": result.version,
        "articles": result.articles,
        "held_back": result.held_back,
        "seconds": round(result.seconds, 1),
        "labels": labels,
        "effort": round(result.after.effort.ratio, 4),
        "effort_before": round(result.before.effort.ratio, 4),
    }


def export_trained(project_id: str, out: Path, *, force: bool = False) -> None:
    """Copies what was trained as an ordinary spaCy folder, whole or not at all. Raises NotFound, WriteFailed."""
    folder = model_folder(project_id)
    if not folder.is_dir():
        raise NotFound("Nothing was trained on this project yet.", "Train first.")
    if out.exists() and not force:
        raise WriteFailed(f"There is already something at “{out}”.", "Choose another name, or overwrite it.")
    draft = out.with_name(f".{out.name}.new")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(exportable(folder), draft)
        if out.exists():
            shutil.rmtree(out) if out.is_dir() else out.unlink()
        draft.rename(out)
    except OSError as error:
        raise WriteFailed(f"“{out}” cannot be written: {error.strerror or error}.", "Choose another folder.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
