"""Suggesters, found by name: `memory`, `rules`, `trained` and `pipeline:NAME` (a package’s, or a folder)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from annotator.domain.model import AnnotatedArticle
from annotator.domain.proposals import Proposal
from annotator.errors import NotFound

MEMORY = "memory"
RULES = "rules"
TRAINED = "trained"
PIPELINE = "pipeline:"


class Suggester(Protocol):
    """Code that proposes spans for a text."""

    @property
    def origin(self) -> str:
        """What stands on each of its suggestions: see `origin_of`."""

    @property
    def version(self) -> str:
        """Changes when the same text may get other proposals."""

    def suggest(self, text: str, language: str) -> list[Proposal]:
        """Proposals in reading order, not empty and without white space at their ends. `language`: "" = unknown."""


@dataclass(frozen=True, slots=True)
class Materials:
    """What suggesters are made of.

    `articles` are those of the project, with the spans that people accepted and the decisions on suggestions.
    `labels` are the names of the project's labels: nothing else is proposed; () stands for the built-in four.
    `patterns` is the folder of the user's own pattern files, `trained` that of the trained pipeline.
    `mappings` says for a pipeline's name which of its labels stands for which of ours.
    """

    articles: Sequence[AnnotatedArticle] = ()
    labels: Sequence[str] = ()
    patterns: Path | None = None
    trained: Path | None = None
    mappings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def suggester_names(materials: Materials | None = None) -> list[str]:
    """The suggesters there are now. Installed pipelines are found, not loaded; nothing is downloaded."""
    from annotator.nlp.pipelines import installed_pipelines

    names = [MEMORY, RULES]
    if materials is not None and materials.trained is not None and materials.trained.is_dir():
        names.append(TRAINED)
    return names + [PIPELINE + name for name in installed_pipelines()]


def origin_of(name: str) -> str:
    """What the suggestions of a suggester are marked with: of a folder its name alone, since where it lies on one
    computer is nothing for a project to tell others."""
    return PIPELINE + Path(name.removeprefix(PIPELINE)).name if name.startswith(PIPELINE) else name


def make_suggester(name: str, materials: Materials) -> Suggester:
    """The suggester of that name. Raises NotFound if there is none, UnsafePipeline if its files must not be loaded."""
    if name == MEMORY:
        from annotator.nlp.memory import Memory

        return Memory.of(materials.articles)
    if name == RULES:
        from annotator.nlp.rules import Rules

        return Rules.load(materials.patterns, materials.labels)
    if name == TRAINED and materials.trained is not None:
        from annotator.nlp.trained import Trained

        return Trained(materials.trained)
    if name.startswith(PIPELINE):
        from annotator.nlp.pipelines import Pipeline

        chosen = name.removeprefix(PIPELINE)
        return Pipeline(chosen, materials.mappings.get(chosen))
    raise NotFound(f"There is no suggester {name!r}.", f"Choose one of: {', '.join(suggester_names(materials))}.")
