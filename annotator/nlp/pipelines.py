"""spaCy pipelines that are on this machine: found, checked before they are loaded, never downloaded."""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.proposals import Proposal
from annotator.errors import UnsafePipeline
from annotator.nlp.suggesters import PIPELINE, origin_of

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

OURS: Mapping[str, str] = {
    "PERSON": "actor", "PER": "actor", "ORG": "actor", "NORP": "actor", "GPE": "actor",
    "PRODUCT": "weapon", "WEAPON": "weapon",
    "MONEY": "figure", "QUANTITY": "figure", "CARDINAL": "figure", "PERCENT": "figure",
    "claim": "claim", "actor": "actor", "weapon": "weapon", "figure": "figure",
}  # fmt: skip
"""Which label of a pipeline stands for which of ours, when the user has not said otherwise."""

FACTORIES = frozenset(
    (
        *("tok2vec", "tagger", "morphologizer", "parser", "senter", "sentencizer", "ner", "spancat"),
        *("spancat_singlelabel", "span_finder", "span_ruler", "entity_ruler", "attribute_ruler", "lemmatizer"),
        *("trainable_lemmatizer", "merge_noun_chunks", "merge_entities", "textcat", "textcat_multilabel"),
        *("doc_cleaner", "transformer", "curated_transformer"),
    )
)
"""spaCy's own components. A pipeline with any other one is not loaded."""

_GIVES_SPANS = frozenset(("ner", "spancat", "spancat_singlelabel", "span_ruler", "entity_ruler"))

_CODE_SUFFIXES = frozenset(
    (".py", ".pyc", ".pyd", ".so", ".dll", ".dylib", ".pkl", ".pickle", ".pt", ".pth", ".joblib")
)
_PLACES = frozenset(("GPE", "LOC", "FAC"))
_ACTING = frozenset(("nsubj", "nsubjpass", "csubj", "agent", "poss", "sb", "obl:agent"))
_REGISTRIES = ("spacy.", "spacy-legacy.", "spacy-transformers.", "thinc.", "spacy_")
MAX_CHARACTERS = 100_000
"""A longer text is read in pieces that end at a line end, so that a pipeline never needs memory without bound."""


@lru_cache(maxsize=1)
def _entry_points() -> dict[str, str]:
    return {point.name: point.value for point in metadata.entry_points(group="spacy_models")}


def installed_pipelines() -> list[str]:
    """The names of the pipelines that are installed as packages. Loads none."""
    return sorted(_entry_points())


def folder_of(name: str) -> Path:
    """The folder with the config of an installed pipeline, or of a folder that a user chose.

    Raises UnsafePipeline if there is none.
    """
    place = Path(name)
    if name in _entry_points():
        try:
            found = metadata.distribution(name.replace("_", "-")).locate_file(name)
        except metadata.PackageNotFoundError:
            found = None
        if found is None:
            raise UnsafePipeline(f"The pipeline {name} is installed, but its files were not found.")
        place = Path(str(found))
    configs = sorted(place.glob("config.cfg")) or sorted(place.glob("*/config.cfg"))
    if not configs:
        raise UnsafePipeline(
            f"There is no spaCy pipeline in {name}.", "Choose the folder that holds its config.cfg and meta.json."
        )
    return configs[0].parent


def check(folder: Path) -> dict[str, Any]:
    """Reads what a pipeline says of itself, without loading it, and gives back its meta.json.

    Raises UnsafePipeline if it names a component or function that is not spaCy's own, if a file of it could run code,
    if a link leads out of the folder, or if it was made for another version of spaCy.
    """
    from spacy.about import __version__
    from spacy.util import is_compatible_version
    from thinc.api import Config

    root = folder.resolve()
    for path in folder.rglob("*"):
        if not path.resolve().is_relative_to(root):
            raise UnsafePipeline(f"The pipeline was not loaded: {path.name} is a link to somewhere else.")
        if path.suffix.lower() in _CODE_SUFFIXES and path.name != "__init__.py":
            raise UnsafePipeline(f"The pipeline was not loaded: {path.name} could run code.")
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        config = Config().from_disk(folder / "config.cfg", interpolate=False)
    except (OSError, ValueError) as error:
        raise UnsafePipeline(f"The pipeline in {folder.name} cannot be read.", str(error)) from error
    if not isinstance(meta, dict):
        raise UnsafePipeline(f"The pipeline in {folder.name} cannot be read.", "Its meta.json holds no object.")
    for name, component in config.get("components", {}).items():
        factory = component.get("factory")
        if factory not in FACTORIES:
            raise UnsafePipeline(
                f"The pipeline was not loaded: its component {name} ({factory or component.get('source')}) is not"
                " one of spaCy's own."
            )
    for call in _calls(config.get("components", {})) | _calls(config.get("nlp", {})):
        if not call.startswith(_REGISTRIES):
            raise UnsafePipeline(f"The pipeline was not loaded: it calls {call}, which is not spaCy's own.")
    if config.get("nlp", {}).get("before_creation") or config.get("nlp", {}).get("after_creation"):
        raise UnsafePipeline("The pipeline was not loaded: it asks to run code when it is made.")
    if not is_compatible_version(__version__, str(meta.get("spacy_version", ""))):
        raise UnsafePipeline(
            f"The pipeline in {folder.name} was made for spaCy {meta.get('spacy_version', '?')}.",
            f"This is spaCy {__version__}.",
        )
    return meta


def _calls(section: object) -> set[str]:
    """The names of all registered functions that a part of a config calls."""
    if not isinstance(section, dict):
        return set()
    found = {str(value) for key, value in section.items() if str(key).startswith("@")}
    return found.union(*(_calls(value) for value in section.values())) if section else found


@lru_cache(maxsize=2)
def load(folder: Path) -> "Language":
    """The pipeline in a folder, checked, then loaded once; nobody may change it. Raises UnsafePipeline."""
    return load_anew(folder)


def load_anew(folder: Path) -> "Language":
    """The pipeline in a folder, checked, for the caller alone. Raises UnsafePipeline."""
    import spacy

    check(folder)
    try:
        nlp = spacy.load(folder)
    except Exception as error:  # spaCy raises whatever its parts raise
        raise UnsafePipeline(f"The pipeline in {folder.name} cannot be loaded.", str(error)) from error
    return nlp


def pieces(text: str) -> list[tuple[int, str]]:
    """The text in pieces that are not too long for a pipeline, each with its offset."""
    found = []
    start = 0
    while start < len(text):
        end = start + MAX_CHARACTERS
        if end < len(text):
            cuts = (text.rfind(mark, start, end) + len(mark) for mark in ("\n", ". ", " "))
            end = next((cut for cut in cuts if cut > start + len(". ")), end)
        found.append((start, text[start:end]))
        start = end
    return found


class Pipeline:
    """Proposes what an installed spaCy pipeline, or one in a folder, finds, under our labels."""

    def __init__(self, name: str, mapping: Mapping[str, str] | None = None, origin: str = "") -> None:
        self._folder = folder_of(name)
        self._mapping = OURS if mapping is None else mapping
        meta = check(self._folder)
        self.origin = origin or origin_of(PIPELINE + name)
        self.version = f"{meta.get('name', '')} {meta.get('version', '')}".strip()

    @property
    def labels(self) -> list[str]:
        """The labels of spans that the pipeline can give, for mapping them to ours."""
        nlp = load(self._folder)
        givers = [name for name in nlp.pipe_names if nlp.get_pipe_meta(name).factory in _GIVES_SPANS]
        return sorted({label for name in givers for label in nlp.pipe_labels.get(name, ())})

    def suggest(self, text: str, language: str = "") -> list[Proposal]:  # noqa: ARG002
        nlp = load(self._folder)
        found: dict[tuple[int, int, str], Proposal] = {}
        for offset, piece in pieces(text):
            for span, score in _spans(nlp(piece)):
                label = self._mapping.get(span.label_)
                low, high = _trimmed(piece, span.start_char, span.end_char)
                if label and low < high:
                    score = _score(span) if score is None else score
                    one = Proposal(
                        offset + low, offset + high, label, score,
                        f"{self.version} reads it as {span.label_}.", self.origin, self.version,
                    )  # fmt: skip
                    found.setdefault(one.mark, one)
        return sorted(found.values(), key=lambda one: (one.start, -one.end, one.label))


def _spans(doc: "Doc") -> "list[tuple[Span, float | None]]":
    found: list[tuple[Span, float | None]] = [(span, None) for span in doc.ents]
    for group in doc.spans.values():
        scores = group.attrs.get("scores")
        for place, span in enumerate(group):
            found.append((span, float(scores[place]) if scores is not None else None))
    return found


def _score(span: "Span") -> float:
    """How much to expect of an entity. A place that neither acts nor is acted with is hardly an actor."""
    acts = span.root.dep_ in _ACTING or (span.root.dep_ == "pobj" and span.root.head.lower_ in ("by", "with"))
    if span.label_ in _PLACES:
        return 0.5 if acts else 0.2
    return 0.6 if acts else 0.5


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
