"""The label scheme and the annotators."""

import sqlite3

from annotator.domain.model import Label
from annotator.errors import AnnotatorError, NotFound
from annotator.store.actions.rows import annotator_row, label_id
from annotator.store.changes import Changes
from annotator.store.project import Project


def ensure_annotator(project: Project, name: str) -> Changes:
    """Makes an annotator known. No entry in the history: a name by itself changes nothing that could be undone."""
    if name in project.annotators():
        return Changes("")
    with project.db.writing():
        annotator_row(project.db, name)
    return Changes(f"Add annotator {name}", annotators=True)


def rename_annotator(project: Project, old: str, new: str) -> Changes:
    """Renames an annotator, whose spans stay theirs. Raises NotFound; AnnotatorError if the new name is taken."""
    if not new.strip():
        raise AnnotatorError("An annotator needs a name.")
    with project.step(f"Rename annotator to {new}", annotator=new) as step:
        row = step.db.value("SELECT id FROM annotator WHERE name = ? AND removed = 0", (old,))
        if row is None:
            raise NotFound(f"This project has no annotator “{old}”.")
        try:
            step.update("annotator", row, name=new)
        except sqlite3.IntegrityError:
            raise AnnotatorError(f"There is already an annotator “{new}”.", "Choose another name.") from None
    return step.changes


def add_label(project: Project, label: Label) -> Changes:
    """Adds a label at the end of the scheme. Raises AnnotatorError if its name or key is taken."""
    _check(project, label, "")
    with project.step(f"Add label {label.name}") as step:
        position = step.db.value("SELECT coalesce(max(position), -1) + 1 FROM label")
        step.insert("label", position=position, **label_columns(label))
    return step.changes


def edit_label(project: Project, name: str, new: Label) -> Changes:
    """Changes a label, whose spans follow. Raises UnknownLabel; AnnotatorError if the new name or key is taken."""
    _check(project, new, name)
    with project.step(f"Edit label {name}") as step:
        step.update("label", label_id(step.db, name), **label_columns(new))
    return step.changes


def label_columns(label: Label) -> dict[str, object]:
    return {
        "name": label.name,
        "key": label.key,
        "color": label.color,
        "guideline": label.guideline,
        "extent": label.extent.value,
    }


def _check(project: Project, label: Label, replacing: str) -> None:
    if not label.name.strip():
        raise AnnotatorError("A label needs a name.")
    for other in project.labels():
        if other.name == replacing:
            continue
        if other.name == label.name:
            raise AnnotatorError(f"There is already a label “{label.name}”.", "Choose another name.")
        if label.key and other.key == label.key:
            raise AnnotatorError(f"The key {label.key} belongs to “{other.name}” already.", "Choose another key.")
