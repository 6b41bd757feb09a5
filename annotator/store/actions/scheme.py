"""The label scheme and the annotators."""

import sqlite3
from collections.abc import Iterable

from annotator.domain.model import Label
from annotator.errors import AnnotatorError, NotFound
from annotator.store.actions.joining import absorb
from annotator.store.actions.listed_labels import label_columns, take_listed
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


def adopt_annotator(project: Project, provisional: str, name: str) -> Changes:
    """Gives an annotator who was known by a provisional name their own, where nobody has it yet.

    No entry in the history: it says no more than who was meant all along. Does nothing if the project lacks the first
    name or knows the second.
    """
    known = project.annotators()
    if provisional not in known or name in known or not name.strip():
        return Changes("")
    with project.db.writing():
        project.db.run("UPDATE annotator SET name = ? WHERE name = ? AND removed = 0", (name, provisional))
    return Changes(f"Name annotator {name}", annotators=True)


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
    _check(project, label, None)
    with project.step(f"Add label {label.name}") as step:
        position = step.db.value("SELECT coalesce(max(position), -1) + 1 FROM label")
        step.insert("label", position=position, **label_columns(label))
    return step.changes


def add_labels(project: Project, labels: Iterable[Label]) -> Changes:
    """Adds the labels that files list and the project lacks, as one step: see `take_listed`."""
    listed = list(labels)
    if {label.name for label in listed} <= {label.name for label in project.labels()}:
        return Changes("")
    with project.step("Import labels") as step:
        take_listed(step, listed)
    return step.changes


def edit_label(project: Project, name: str, new: Label) -> Changes:
    """Changes a label, whose spans follow. Raises UnknownLabel; AnnotatorError if the new name or key is taken."""
    old = next((label for label in project.labels() if label.name == name), None)
    _check(project, new, old)
    with project.step(_what_changes(old or new, new)) as step:
        step.update("label", label_id(step.db, name), **label_columns(new))
    return step.changes


def move_label(project: Project, name: str, position: int) -> Changes:
    """Gives a label another place in the order, from 0; beyond the ends means at the end. Raises UnknownLabel."""
    with project.step(f"Move label {name}") as step:
        moved = label_id(step.db, name)
        before = [row[0] for row in step.db.rows("SELECT id FROM label WHERE removed = 0 ORDER BY position, name, id")]
        order = [row for row in before if row != moved]
        order.insert(max(0, position), moved)
        if order != before:
            for at, row in enumerate(order):
                step.update("label", row, position=at)
    return step.changes


def remove_label(project: Project, name: str) -> Changes:
    """Takes a label out of the scheme, with everybody's spans and suggestions that have it. Raises UnknownLabel."""
    with project.step(f"Remove label {name}") as step:
        row = label_id(step.db, name)
        for table in ("span", "suggestion"):
            step.update_all(table, _LIVE_WITH_LABEL, (row,), removed=1)
        step.remove("label", row)
    return step.changes


def merge_labels(project: Project, source: str, target: str) -> Changes:
    """Gives everybody's spans and suggestions of one label another one, and takes the first out of the scheme.

    A span that would be a duplicate is removed; its attributes and relations go to the one that stays. Raises
    UnknownLabel; AnnotatorError if both are the same.
    """
    if source == target:
        raise AnnotatorError(f"“{source}” cannot be merged into itself.", "Choose another label.")
    with project.step(f"Merge label {source} into {target}") as step:
        old, new = label_id(step.db, source), label_id(step.db, target)
        for gone, kept in step.db.rows(f"{_SAME_PLACE} AND t.annotator_id = s.annotator_id", (old, new)):
            absorb(step, gone, kept)
        step.update_all("span", _LIVE_WITH_LABEL, (old,), label_id=new)
        for gone, kept, one_counts in step.db.rows(_SAME_SUGGESTION, (old, new)):
            step.remove("suggestion", kept if one_counts else gone)
        step.update_all("suggestion", _LIVE_WITH_LABEL, (old,), label_id=new)
        step.remove("label", old)
    return step.changes


_LIVE_WITH_LABEL = "removed = 0 AND label_id = ? AND article_id IN (SELECT id FROM article WHERE removed = 0)"
_SAME_PLACE = (
    "SELECT s.id, t.id FROM span s JOIN span t ON t.article_id = s.article_id AND t.start = s.start"
    ' AND t."end" = s."end" AND t.removed = 0 JOIN article a ON a.id = s.article_id AND a.removed = 0'
    " WHERE s.removed = 0 AND s.label_id = ? AND t.label_id = ?"
)
_DECIDED = "EXISTS (SELECT 1 FROM decision d WHERE d.suggestion_id = {one}.id AND d.removed = 0)"
_SAME_SUGGESTION = (
    f"SELECT s.id, t.id, {_DECIDED.format(one='s')} AND NOT {_DECIDED.format(one='t')}"
    " FROM suggestion s JOIN suggestion t ON t.article_id = s.article_id AND t.start = s.start"
    ' AND t."end" = s."end" AND t.origin = s.origin AND t.removed = 0'
    " JOIN article a ON a.id = s.article_id AND a.removed = 0"
    " WHERE s.removed = 0 AND s.label_id = ? AND t.label_id = ?"
)
"""Suggestions that a merge makes equal: source, target, and whether only that of the source was decided on."""


def _what_changes(old: Label, new: Label) -> str:
    """The name of the step that makes one label of the other."""
    parts = {
        f"Rename label {old.name} to {new.name}": old.name != new.name,
        f"Recolour label {old.name}": old.color != new.color,
        f"Change the key of {old.name}": old.key != new.key,
        f"Make {old.name} a {new.extent.value}": old.extent != new.extent,
        f"Edit the guideline of {old.name}": old.guideline != new.guideline,
    }
    changed = [text for text, is_so in parts.items() if is_so]
    return changed[0] if len(changed) == 1 else f"Edit label {old.name}"


def _check(project: Project, label: Label, old: Label | None) -> None:
    """Raises AnnotatorError for a name or key that is none, or that another label has; an old one may stay."""
    if not label.name.strip():
        raise AnnotatorError("A label needs a name.")
    others = [other for other in project.labels() if old is None or other.name != old.name]
    if any(other.name == label.name for other in others):
        raise AnnotatorError(f"There is already a label “{label.name}”.", "Choose another name.")
    if not label.key or (old is not None and old.key == label.key):
        return
    if not (len(label.key) == 1 and len(label.key.upper()) == 1 and (label.key.isalpha() or label.key.isdecimal())):
        raise AnnotatorError(f"“{label.key}” cannot be the key of a label.", "Choose one digit or letter.")
    for other in others:
        if other.key.upper() == label.key.upper():
            raise AnnotatorError(f"The key {label.key} belongs to “{other.name}” already.", "Choose another key.")
