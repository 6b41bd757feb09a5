"""What a person can do to a project. Each function is one step, and says what it touched."""

from annotator.store.actions.articles import (
    edit_article,
    remove_articles,
    set_flag,
    set_note,
    set_place,
    set_status,
)
from annotator.store.actions.importing import AddResult, StagedImport, add_articles
from annotator.store.actions.joining import merge_spans, split_span
from annotator.store.actions.restoring import restore
from annotator.store.actions.scheme import (
    add_label,
    add_labels,
    adopt_annotator,
    edit_label,
    ensure_annotator,
    merge_labels,
    move_label,
    remove_label,
    rename_annotator,
)
from annotator.store.actions.spans import (
    move_borders,
    relabel,
    remove_spans,
    set_attribute,
    tag,
    tag_all,
)
from annotator.store.actions.splitting import save_splits
from annotator.store.actions.suggestions import (
    accept_changed,
    accept_suggestions,
    reject_suggestions,
    replace_suggestions,
)

__all__ = [
    "AddResult",
    "StagedImport",
    "accept_changed",
    "accept_suggestions",
    "add_articles",
    "add_label",
    "add_labels",
    "adopt_annotator",
    "edit_article",
    "edit_label",
    "ensure_annotator",
    "merge_labels",
    "merge_spans",
    "move_borders",
    "move_label",
    "reject_suggestions",
    "relabel",
    "remove_articles",
    "remove_label",
    "remove_spans",
    "rename_annotator",
    "replace_suggestions",
    "restore",
    "save_splits",
    "set_attribute",
    "set_flag",
    "set_note",
    "set_place",
    "set_status",
    "split_span",
    "tag",
    "tag_all",
]
