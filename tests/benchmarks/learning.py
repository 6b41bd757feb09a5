"""What suggestions gain from tagged articles: `python -m tests.benchmarks.learning ARTICLES.jsonl [--pipeline NAME]`.

Prints JSON. `rules` scores the rules alone over all articles. `cross_validation` scores rules and memory with what the
other four fifths teach, for three ways to part the articles. `curve` holds, for each number of tagged articles, the
mean over five random orders of F1 (normalised, overlap) on the same held-back eighth part and more of each order.
`milliseconds` is the processor time that the rules take for 3,000 characters once they are warm,
the median of 20.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotator.domain.model import AnnotatedArticle, Article, Meta, Span, Status
from annotator.domain.proposals import Proposal, above, marks_of
from annotator.nlp.combining import combine
from annotator.nlp.evaluation import Judged, Match, Report, score
from annotator.nlp.memory import Memory
from annotator.nlp.suggesters import PIPELINE, RULES, Materials, Suggester, make_suggester
from annotator.nlp.weighing import Weights, weights_of

ORDERS = 5
HELD_BACK = 8
STEPS = (5, 10, 20, 38)


class Kept:
    """A suggester that is asked once for each text."""

    def __init__(self, name: str) -> None:
        self._asked = make_suggester(name, Materials())
        self._found: dict[str, list[Proposal]] = {}
        self.origin, self.version = self._asked.origin, self._asked.version

    def suggest(self, text: str, language: str) -> list[Proposal]:
        if text not in self._found:
            self._found[text] = self._asked.suggest(text, language)
        return self._found[text]


def read(path: Path) -> list[AnnotatedArticle]:
    """The articles of a file in our own format."""
    return [_article(json.loads(line)) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _article(row: dict[str, Any]) -> AnnotatedArticle:
    article = Article(row["id"], row["title"], row["text"], "", Meta(language=row["meta"]["language"]))
    spans = tuple(
        Span(f"{row['id']}-{number}", row["id"], one["start"], one["end"], one["label"], one["text"])
        for number, one in enumerate(row["spans"])
    )
    return AnnotatedArticle(article, spans, status=Status(row.get("status", "done")))


def judged(
    suggesters: Sequence[Suggester], taught: Sequence[AnnotatedArticle], articles: Sequence[AnnotatedArticle]
) -> list[Judged]:
    """The articles with what is proposed after the others were tagged."""
    memory = Memory.of(taught)
    weights = weights_of(taught, suggesters, memory) if taught else Weights()
    found = []
    for one in articles:
        text, language = one.article.text, one.article.meta.language
        lists = [suggester.suggest(text, language) for suggester in suggesters]
        proposals = combine(text, [*lists, memory.suggest(text, language)], memory, (), weights)
        found.append(Judged(text, [proposal.mark for proposal in above(proposals)], marks_of(one.spans)))
    return found


def cross_validated(suggesters: Sequence[Suggester], articles: Sequence[AnnotatedArticle], seed: int) -> Report:
    order = shuffled(articles, seed)
    found: list[Judged] = []
    for part in range(5):
        held_back = order[part::5]
        found += judged(suggesters, [one for one in order if one not in held_back], held_back)
    return score(found)


def curve(suggesters: Sequence[Suggester], articles: Sequence[AnnotatedArticle]) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for count in (0, *(step for step in STEPS if step <= len(articles) - HELD_BACK), len(articles) - HELD_BACK):
        reports = []
        for seed in range(ORDERS):
            order = shuffled(articles, seed)
            reports.append(score(judged(suggesters, order[HELD_BACK:][:count], order[:HELD_BACK])))
        labels = sorted({label for report in reports for label in report.labels})
        row: dict[str, Any] = {
            label: [_mean(r.labels[label][match].f1 for r in reports if label in r.labels) for match in _SHOWN]
            for label in labels
        }
        row["all labels"] = [_mean(report.overall[match].f1 for report in reports) for match in _SHOWN]
        row["effort"] = _mean(report.effort.ratio for report in reports)
        rows[str(count)] = row
    return rows


_SHOWN = (Match.NORMALISED, Match.OVERLAP)


def shuffled(articles: Sequence[AnnotatedArticle], seed: int) -> list[AnnotatedArticle]:
    order = list(articles)
    random.Random(seed).shuffle(order)
    return order


def _mean(values: Any) -> float:
    return float(round(statistics.mean(values), 3))


def shown(report: Report) -> dict[str, Any]:
    row: dict[str, Any] = {
        label: {match.value: round(scores[match].f1, 3) for match in _SHOWN} for label, scores in report.labels.items()
    }
    return {**row, "effort": round(report.effort.ratio, 3)}


def milliseconds(articles: Sequence[AnnotatedArticle]) -> float:
    text = "\n".join(one.article.text for one in articles)[:3000]
    rules = make_suggester(RULES, Materials())
    rules.suggest(text, "en")
    times = []
    for number in range(20):
        began = time.process_time()
        rules.suggest(f"{text} {number}", "en")
        times.append(time.process_time() - began)
    return round(1000 * statistics.median(times), 1)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("articles", type=Path)
    parser.add_argument("--pipeline", help="an installed pipeline to ask beside the rules")
    chosen = parser.parse_args()
    articles = read(chosen.articles)
    suggesters: list[Suggester] = [Kept(RULES)]
    if chosen.pipeline:
        suggesters.append(Kept(PIPELINE + chosen.pipeline))
    result = {
        "rules": shown(score(judged(suggesters, [], articles))),
        "cross_validation": [shown(cross_validated(suggesters, articles, seed)) for seed in range(3)],
        "curve": curve(suggesters, articles),
        "milliseconds": milliseconds(articles),
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
