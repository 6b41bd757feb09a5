"""Adding what an import found, in pieces, so that tagging goes on meanwhile."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.model import AnnotatedArticle, Label
from annotator.errors import Cancelled
from annotator.exchange.relabelling import LabelMap, relabel, relabelled_scheme
from annotator.gui.jobs import Job
from annotator.gui.workspace import Workspace
from annotator.store.actions import AddResult, StagedImport

_CHARACTERS_AT_ONCE = 200_000
_SWEEP_S = 0.05


@dataclass(slots=True)
class Added:
    """What was added; how many spans became the same as another by their new label, and how many were left out."""

    result: AddResult
    merged: int
    dropped: int


def add_in_pieces(
    workspace: Workspace,
    path: Path,
    found: Sequence[AnnotatedArticle],
    listed: Sequence[Label],
    names: LabelMap,
    job: Job,
) -> Added:
    """Adds articles from the worker, with the labels that their files list, as one step.

    Each piece is written on the GUI thread, between other steps.
    """

    def begin() -> StagedImport:
        if not workspace.is_open or workspace.project.path != path:
            raise Cancelled
        return StagedImport(workspace.project, workspace.annotator)

    staged = job.on_gui(begin)
    done = merged = dropped = 0

    def relabelled() -> Iterator[AnnotatedArticle]:
        nonlocal merged, dropped
        for annotated in found:
            one = relabel(annotated, names)
            merged += len(one.merged)
            dropped += len(one.dropped)
            yield one.annotated

    try:
        for piece in _pieces(relabelled()):
            job.progress(done, len(found))
            job.on_gui(lambda piece=piece: staged.add(piece))  # type: ignore[misc]
            done += len(piece)
        job.progress(done, len(found))
        labels = relabelled_scheme(listed, names)
        return Added(job.on_gui(lambda: staged.finish(labels=labels)), merged, dropped)
    except BaseException:
        while not job.on_gui(lambda: staged.cancel(_SWEEP_S)):
            pass
        raise


def _pieces(found: Iterable[AnnotatedArticle]) -> Iterator[list[AnnotatedArticle]]:
    """The articles in lots of about the same length of text."""
    piece: list[AnnotatedArticle] = []
    size = 0
    for annotated in found:
        piece.append(annotated)
        size += len(annotated.article.text) + 100 * len(annotated.spans)
        if size >= _CHARACTERS_AT_ONCE:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece
