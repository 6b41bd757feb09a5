"""The project file: one SQLite file with articles, labels, spans and history. The only SQL there is."""

from annotator.store import actions
from annotator.store.actions.importing import AddResult, StagedImport
from annotator.store.changes import Changes
from annotator.store.check import Problem
from annotator.store.listing import ArticleFilter, Order
from annotator.store.project import Project
from annotator.store.search import SearchHit
from annotator.store.splits import ArticleKey
from annotator.store.stats import LabelUse, Stats

__all__ = [
    "AddResult",
    "ArticleFilter",
    "ArticleKey",
    "Changes",
    "LabelUse",
    "Order",
    "Problem",
    "Project",
    "SearchHit",
    "StagedImport",
    "Stats",
    "actions",
]
