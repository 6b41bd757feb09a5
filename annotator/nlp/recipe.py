"""How a spaCy pipeline is trained from tagged articles, with spaCy's own components alone."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.model import AnnotatedArticle
from annotator.domain.proposals import marks_of
from annotator.errors import UnsafePipeline
from annotator.nlp.memory import Memory
from annotator.nlp.pipelines import check, folder_of, installed_pipelines, load_anew
from annotator.nlp.tokens import borders_of, language_code

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

LONGEST_PHRASE = 8
"""Tokens. Labels with longer spans get a component of their own that sees no overlaps."""
LONGEST_WORDING = 60
WIDTH = 96
BATCH = 4
"""Articles between two corrections of the weights."""


def learn(
    articles: Sequence[AnnotatedArticle], folder: Path, done: Callable[[int], None], *, rounds: int, seed: int = 0
) -> None:
    """Trains a pipeline and writes it into the folder. `done` is told the number of rounds so far; it may raise.

    Short labels are learned by `spancat` (overlaps in `doc.spans["sc"]`), long ones by `ner` (in `doc.ents`); a
    `span_ruler` finds again what was tagged (in `doc.spans["known"]`). Where a pipeline for the language is installed,
    its reading of words is built on, copied into the new pipeline.
    """
    import spacy
    from thinc.api import fix_random_seed

    fix_random_seed(seed)
    language = language_code(articles[0].article.meta.language or "en")
    nlp = spacy.blank(language)
    phrases, statements = _kinds_of_labels(nlp, articles)
    examples = [_example(nlp, one, phrases, statements) for one in articles]
    base = _base(language)
    if base is None:
        nlp.add_pipe("tok2vec", config={"model": _tok2vec()})
    else:
        nlp.add_pipe("tok2vec", source=base)
    if phrases:
        nlp.add_pipe("spancat", config=_spancat())
    if statements:
        nlp.add_pipe("ner", config={"model": {"tok2vec": _listener()}})
    with nlp.select_pipes(disable=["tok2vec"] if base is not None else []):
        optimizer = nlp.initialize(lambda: examples)
    optimizer.learn_rate = 0.002
    chance = random.Random(seed)  # noqa: S311
    for number in range(rounds):
        chance.shuffle(examples)
        for start in range(0, len(examples), BATCH):
            nlp.update(examples[start : start + BATCH], sgd=optimizer, drop=0.2)
        done(number + 1)
    if words := _vocabulary(articles):
        ruler = nlp.add_pipe("span_ruler", config={"spans_key": "known", "phrase_matcher_attr": "LOWER"})
        ruler.add_patterns(words)  # type: ignore[attr-defined]
    nlp.meta["name"] = "annotator_trained"
    folder.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(folder)


def _base(language: str) -> "Language | None":
    """An installed pipeline whose reading of words can be built on: it knows the language from far more text than ours.

    Its weights go into the trained pipeline, which then no longer needs it.
    """
    for name in installed_pipelines():
        try:
            folder = folder_of(name)
            if check(folder).get("lang") == language and _fits(folder):
                return load_anew(folder)
        except UnsafePipeline:
            continue
    return None


def _fits(folder: Path) -> bool:
    """Whether the `tok2vec` of a pipeline is as wide as ours and needs no word vectors."""
    from thinc.api import Config

    part = Config().from_disk(folder / "config.cfg", interpolate=False)["components"].get("tok2vec", {})
    model = part.get("model", {})
    return (
        part.get("factory") == "tok2vec"
        and model.get("encode", {}).get("width") == WIDTH
        and model.get("embed", {}).get("include_static_vectors") is False
    )


def _vocabulary(articles: Sequence[AnnotatedArticle]) -> list[dict[str, str]]:
    """The wordings that were tagged in more than half of the places where they stand, as patterns for spaCy."""
    memory = Memory.of(articles)
    texts = {(one.article.text[s:e], label) for one in articles for s, e, label in marks_of(one.spans)}
    found = []
    for words, label in sorted(texts):
        tagged, seen = memory.ratio(words, label)
        if words.strip() and len(words) <= LONGEST_WORDING and 2 * tagged > seen:
            found.append({"label": label, "pattern": words})
    return found


def _kinds_of_labels(nlp: "Language", articles: Sequence[AnnotatedArticle]) -> tuple[set[str], set[str]]:
    """The labels whose spans are short, and those whose spans are mostly longer than a phrase."""
    lengths: dict[str, list[int]] = {}
    for one in articles:
        borders = borders_of(nlp.make_doc(one.article.text))
        for start, end, label in marks_of(one.spans):
            if place := borders.cover(start, end):
                lengths.setdefault(label, []).append(place.last - place.first)
    long = {label for label, found in lengths.items() if sorted(found)[len(found) // 2] > LONGEST_PHRASE}
    return set(lengths) - long, long


def _example(nlp: "Language", known: AnnotatedArticle, phrases: set[str], statements: set[str]) -> "Example":
    from spacy.training import Example
    from spacy.util import filter_spans

    text = known.article.text
    doc = nlp.make_doc(text)
    spans = [
        span
        for start, end, label in marks_of(known.spans)
        if (span := doc.char_span(start, end, label=label, alignment_mode="expand")) is not None
    ]
    gold = nlp.make_doc(text)
    gold.spans["sc"] = [_copy(gold, s) for s in spans if s.label_ in phrases]
    gold.ents = filter_spans([_copy(gold, s) for s in spans if s.label_ in statements])
    return Example(doc, gold)


def _copy(doc: Any, span: Any) -> Any:
    from spacy.tokens import Span

    return Span(doc, span.start, span.end, label=span.label_)


def _tok2vec() -> dict[str, Any]:
    return {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": WIDTH,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": [2000, 500, 1000, 500],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": WIDTH,
            "depth": 2,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }


def _listener() -> dict[str, Any]:
    return {"@architectures": "spacy.Tok2VecListener.v1", "width": WIDTH, "upstream": "*"}


def _spancat() -> dict[str, Any]:
    return {
        "spans_key": "sc",
        "threshold": 0.4,
        "suggester": {
            "@misc": "spacy.ngram_range_suggester.v1",
            "min_size": 1,
            "max_size": LONGEST_PHRASE,
        },
        "model": {
            "@architectures": "spacy.SpanCategorizer.v1",
            "reducer": {"@layers": "spacy.mean_max_reducer.v1", "hidden_size": 128},
            "scorer": {"@layers": "spacy.LinearLogistic.v1", "nO": None, "nI": None},
            "tok2vec": _listener(),
        },
    }
