"""How good a project's suggestions are, against what people accepted in it."""

from collections.abc import Sequence
from pathlib import Path

from annotator.domain.model import AnnotatedArticle, Extent, Status
from annotator.domain.proposals import above, as_far_as_read, marks_of
from annotator.nlp.evaluation import Judged, Score, claim_sentences, score
from annotator.nlp.sentences import sentences
from annotator.nlp.suggesters import TRAINED
from annotator.progress import Progress
from annotator.store import Project
from annotator.suggesting.choices import Choices
from annotator.suggesting.helping import Helping

_PARTS = 10


def evaluate_project(path: Path, names: Sequence[str], progress: Progress | None = None) -> dict[str, object]:
    """Scores the suggestions for each article that has spans, as JSON values; see `nlp.evaluation` for the measures.

    The articles are parted in ten. While a part is judged, what was learned is learned from the others alone. What was
    trained before has learned from these very articles, which the report says. Only what reaches its threshold
    counts, and in an article that is not done only what begins before its last span or decision. Raises NotFound,
    UnsafePipeline, and what `progress` raises.
    """
    with Project.open(path, read_only=True) as project:
        helping = Helping(project, names)
        least = Choices.load().thresholds
        articles: list[AnnotatedArticle] = []
        judged = []
        ids = project.judged_ids()
        done = 0
        for part in (ids[first::_PARTS] for first in range(_PARTS)):
            with helping.unseen(part):
                for known in project.annotated(part):
                    if progress:
                        progress(done, len(ids))
                    done += 1
                    if known.spans:
                        found = as_far_as_read(above(helping.proposals_unseen(known.article), least), known)
                        articles.append(known)
                        judged.append(Judged(known.article.text, [one.mark for one in found], marks_of(known.spans)))
        if progress:
            progress(len(ids), len(ids))
        statements = [label.name for label in project.labels() if label.extent is Extent.STATEMENT]
    report = score(judged).as_data()
    ranges = [sentences(one.article.text) for one in articles]
    used = {label for one in judged for *_, label in one.accepted}
    by_sentence = {name: _told(claim_sentences(judged, ranges, name)) for name in statements if name in used}
    notes = []
    if unfinished := sum(one.status is not Status.DONE for one in articles):
        notes.append(f"{unfinished} of the articles are not done: each is judged up to the last tag or decision in it.")
    if TRAINED in helping.names:
        notes.append("“trained” has learned from these articles: what it finds in others is less.")
    return {"with": helping.names, **report, "sentences": by_sentence, "notes": notes}


def _told(one: Score) -> dict[str, float]:
    return {"precision": round(one.precision, 4), "recall": round(one.recall, 4), "f1": round(one.f1, 4)}
