"""A training configuration beside an export for spaCy, made by spaCy's own `init config`.

`python -m spacy train config.cfg --output model` in the folder of the export trains a pipeline that finds spans of
every label, claims included, and that loads anywhere, because all of its parts are spaCy's own: `span_finder` learns
where spans begin and end, `spancat` which of its finds are spans of which label. A `spancat` over n-grams would have to
look at every run of up to 25 tokens to see a claim, which takes an hour where this takes a minute; a named entity
recogniser cannot nest.
"""

from annotator.formats.base import Overview

CONFIG = "config.cfg"
_THRESHOLD = 0.2
"""How sure the finder must be of a border. Low, because the categoriser weeds out what it proposes too much."""
_LEAST = 25
_DEV, _TEST = ("dev", "valid", "validation", "val"), "test"


def companions(overview: Overview) -> dict[str, bytes]:
    """The configuration, if there are articles to train on and others to measure on: never those kept for the test."""
    filled = {
        split: file
        for (split, articles), file in zip(overview.splits, overview.files, strict=True)
        if split and articles
    }
    train = next(iter(filled), "")
    others = [name for name in filled if not name.startswith(_TEST)]
    dev = next((name for name in (*_DEV, *others) if name in filled and name != train), "")
    if not dev:
        return {}
    return {CONFIG: training_config(filled[train], filled[dev], overview).encode("utf-8")}


def training_config(train: str, dev: str, overview: Overview) -> str:
    """The text of a configuration that trains on one file and measures on the other."""
    from spacy.cli.init_config import init_config

    from annotator.nlp.tokens import language_code

    language = language_code(overview.languages[0] if overview.languages else "")
    config = init_config(lang=language, pipeline=["span_finder", "spancat"], optimize="efficiency", silent=True)
    config["paths"] |= {"train": train, "dev": dev}
    components = config["components"]
    components["span_finder"] |= {"max_length": max(_LEAST, overview.longest), "threshold": _THRESHOLD}
    components["spancat"]["suggester"] = {"@misc": "spacy.preset_spans_suggester.v1", "spans_key": "sc"}
    config["training"]["annotating_components"] = ["span_finder"]
    config["training"]["score_weights"] = {"spans_sc_f": 1.0, "spans_sc_p": 0.0, "spans_sc_r": 0.0}
    return config.to_str()
