"""The project file: one SQLite file with articles, labels, spans and history. The only SQL there is."""

from annotator.store import actions
from annotator.store.actions.importing import AddResult, StagedImport
from annotator.store.changes import Changes
from annotator.store.check import Problem
from annotator.store.project import Project
from annotator.store.reading import ArticleFilter
from annotator.store.search import SearchHit
from annotator.store.stats import Stats

__all__ = [
    "AddResult",
    "ArticleFilter",
    "Changes",
    "Problem",
    "Project",
    "SearchHit",
    "StagedImport",
    "Stats",
    "actions",
]
