"""The dataset card: what the person who gets the data asks, answered from the project."""

import re
from collections.abc import Sequence

from annotator.exchange.export_report import ExportReport, counted
from annotator.exchange.tally import Tally
from annotator.formats.base import Overview

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&])")
_MOST = 20
"""Sources that are named one by one."""


def dataset_card(report: ExportReport, overview: Overview) -> str:
    """The card as Markdown. Whatever comes from the project is escaped."""
    writer, tally = report.writer, report.tally
    head = writer.front_matter(overview) if writer.front_matter else ""
    said = [
        f"{head}# {_plain(report.project or 'News articles')}: labelled spans in news articles",
        _summary(report, tally),
        "## Loading\n\n```python\n" + loading_of(report) + "\n```",
        _content(report, tally),
        _splits(report),
        _labels(report, tally),
        _sources(tally),
        _process(report, tally),
        _agreement(tally),
        _limits(report, tally),
        "## Licence\n\n" + (_plain(report.licence) if report.licence else _NO_LICENCE),
        "## Files\n\n`report.json` and `report.html` tell what was written, what the format could not hold, and the "
        "SHA-256 of every file."
        + (" What was left out stands in `left-out.jsonl`." if any(True for _ in report.losses()) else ""),
    ]
    return "\n\n".join(part for part in said if part) + "\n"


_NO_LICENCE = (
    "None was stated. The texts are news articles of others: find out what their owners allow before you pass them on."
)


def loading_of(report: ExportReport) -> str:
    """Python that loads the data, run from the folder that holds it."""
    first = next((part.files[0].name for part in report.parts if part.files), "")
    return report.writer.loading.replace("{file}", _quoted(first))


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def _summary(report: ExportReport, tally: Tally) -> str:
    languages = ", ".join(_plain(code or "unknown") for code in sorted(tally.languages)) or "unknown"
    return (
        f"{report.articles:,} articles with {report.spans:,} spans, written as {_plain(report.title)}. "
        f"Language: {languages}. Spans may nest, cross and touch; offsets count "
        f"{report.writer.holds.offset_unit or 'nothing: the format has none'}, from 0, end exclusive."
    )


def _content(report: ExportReport, tally: Tally) -> str:
    rows = [
        ("articles", f"{tally.articles:,}"),
        ("articles without a span", f"{tally.empty:,}"),
        ("characters (code points)", f"{tally.characters:,}"),
        ("spans", f"{report.spans:,}"),
        ("spans within another", f"{tally.nested:,}"),
        ("spans that cross another", f"{tally.crossing:,}"),
        ("relations", f"{sum(tally.relations.values()):,}"),
    ]
    rows += [(f"relations “{_plain(kind)}”", f"{number:,}") for kind, number in sorted(tally.relations.items())]
    return "## Content\n\n" + _table(("", "number"), rows)


def _splits(report: ExportReport) -> str:
    if report.splits is None:
        return "## Splits\n\nNone: all articles stand together."
    rows = [
        (part.split, f"{part.report.articles:,}", *(f"{n:,}" for n in report.label_counts(part).values()))
        for part in report.parts
    ]
    table = _table(("split", "articles", *map(_plain, report.label_counts())), rows)
    return f"## Splits\n\n{report.how_split()}\n\n{table}"


def _labels(report: ExportReport, tally: Tally) -> str:
    said = ["## Labels"]
    counts = report.label_counts()
    for label in report.labels:
        number = tally.spans[label.name]
        mean = f", {tally.lengths[label.name] / number:.0f} characters on average" if number else ""
        said.append(
            f"### {_plain(label.name)}\n\nMarks a {label.extent.value}; {counts[label.name]:,} spans{mean}.\n\n"
            + "\n".join(f"> {_plain(line)}".rstrip() for line in label.guideline.splitlines())
        )
    strangers = [name for name in counts if name not in {label.name for label in report.labels}]
    if strangers:
        said.append("Not in the scheme: " + ", ".join(f"{_plain(name)} ({counts[name]:,})" for name in strangers) + ".")
    return "\n\n".join(part.rstrip() for part in said)


def _sources(tally: Tally) -> str:
    named = sorted(tally.sources.items(), key=lambda pair: (-pair[1], pair[0]))
    rows = [(_plain(name or "not stated"), f"{number:,}") for name, number in named[:_MOST]]
    if len(named) > _MOST:
        rows.append((f"{len(named) - _MOST} more", f"{sum(number for _, number in named[_MOST:]):,}"))
    dates = (
        f"Dates run from {tally.first_date} to {tally.last_date}; {tally.dated:,} of "
        f"{tally.articles:,} articles have one that is understood."
        if tally.dated
        else "No article has a date that is understood."
    )
    return "## Sources and dates\n\n" + _table(("source", "articles"), rows) + f"\n\n{dates}"


def _process(report: ExportReport, tally: Tally) -> str:
    by_hand = tally.origins[""]
    suggested = sum(tally.origins.values()) - by_hand
    rows = [(_plain(name or "not stated"), f"{number:,}") for name, number in sorted(tally.annotators.items())]
    statuses = ", ".join(
        f"{number:,} {status.value.replace('_', ' ')}" for status, number in sorted(tally.statuses.items())
    )
    said = (
        f"People tagged the articles in Annotator, span by span, by the guidelines above; {by_hand:,} spans were made "
        f"by hand and {suggested:,} accepted from suggestions"
    )
    origins = [(name, number) for name, number in sorted(tally.origins.items()) if name]
    if origins:
        said += " (" + ", ".join(f"{_plain(name)}: {number:,}" for name, number in origins) + ")"
    chosen = "those that are done or have a span" if report.writer.training else "all"
    if report.status is not None:
        chosen = f"those that are {report.status.value.replace('_', ' ')}"
    said += f". Articles: {statuses or 'none'}; taken were {chosen}."
    if report.not_chosen:
        said += f" {counted(report.not_chosen, 'article')} left out."
    return f"## Annotators and process\n\n{said}\n\n" + _table(("annotator", "spans"), rows)


def _agreement(tally: Tally) -> str:
    if not tally.pairs:
        return "## Agreement\n\nNot known: no article here has spans of two annotators."
    rows = []
    for (first, second, label), (both, one, other) in sorted(tally.pairs.items()):
        f1 = f"{2 * both / (one + other):.3f}" if one + other else "–"
        rows.append((_plain(first), _plain(second), _plain(label), f"{one:,}", f"{other:,}", f"{both:,}", f1))
    return (
        "## Agreement\n\nSpans with the same label and exactly the same borders, in the articles where both "
        "annotators have spans.\n\n" + _table(("first", "second", "label", "first’s", "second’s", "alike", "F1"), rows)
    )


def _limits(report: ExportReport, tally: Tally) -> str:
    items = []
    if report.left_out:
        items.append(f"{counted(report.left_out, 'span')} left out, because the format cannot hold them.")
    if report.widened:
        items.append(f"{counted(report.widened, 'span')} widened to whole tokens.")
    if report.not_in_ents:
        items.append(f"{counted(report.not_in_ents, 'span')} not in the layer that cannot overlap.")
    if report.not_held:
        kinds = sorted({str(lost["kind"]) for part in report.parts for lost in part.report.not_held})
        items.append(f"The format does not hold {', '.join(kinds)} ({report.not_held:,} in all).")
    if len([name for name in tally.annotators if name]) > 1 and report.annotator is None:
        items.append("The spans of several annotators stand side by side; where they differ, both are there.")
    if tally.articles and tally.statuses.total() and any(s.value != "done" for s in tally.statuses):
        items.append("Not every article is done: where nothing is tagged, perhaps nobody has looked.")
    if tally.empty:
        items.append(f"{counted(tally.empty, 'article')} without a span.")
    items += [_plain(sentence) for sentence in report.conventions()]
    return "## Known limits and conventions\n\n" + "\n".join(f"- {item}" for item in items or ["None known."])


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Foreign text on one line, so that Markdown shows it as it is."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
