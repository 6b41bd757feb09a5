"""Figures of the articles that were written, counted as they pass: what the dataset card tells."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from annotator.domain.dates import iso_date
from annotator.domain.model import AnnotatedArticle, Span, Status


@dataclass(slots=True)
class Tally:
    """Counts of articles, texts, spans and who made them. Spans are those of the project, before any was left out."""

    articles: int = 0
    empty: int = 0
    """Articles without a span."""
    characters: int = 0
    kinds: defaultdict[tuple[str, str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    """By label, annotator and suggester: the spans, and the characters of all of them together."""
    statuses: Counter[Status] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    nested: int = 0
    """Spans that lie within another one."""
    crossing: int = 0
    """Spans that another one overlaps without holding it."""
    first_date: str = ""
    last_date: str = ""
    dated: int = 0
    """Articles whose date is understood."""
    pairs: dict[tuple[str, str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    """By two annotators and a label: spans both made, all of the first, all of the second, in articles of both."""

    @property
    def spans(self) -> Counter[str]:
        """By label."""
        return self._by(0)

    @property
    def annotators(self) -> Counter[str]:
        """By annotator, the spans."""
        return self._by(1)

    @property
    def origins(self) -> Counter[str]:
        """By suggester, the spans that came from its suggestions; "" for those made by hand."""
        return self._by(2)

    @property
    def lengths(self) -> Counter[str]:
        """By label, the characters of all its spans together."""
        return self._by(0, figure=1)

    def _by(self, part: int, figure: int = 0) -> Counter[str]:
        found: Counter[str] = Counter()
        for kind, figures in self.kinds.items():
            found[kind[part]] += figures[figure]
        return found

    def count(self, articles: Iterable[AnnotatedArticle]) -> Iterator[AnnotatedArticle]:
        """Hands the articles on, and counts each."""
        for annotated in articles:
            self.add(annotated)
            yield annotated

    def add(self, annotated: AnnotatedArticle) -> None:
        article, spans = annotated.article, annotated.spans
        self.articles += 1
        self.empty += not spans
        self.characters += len(article.text)
        self.statuses[annotated.status] += 1
        self.sources[article.meta.source] += 1
        self.languages[article.meta.language] += 1
        if date := iso_date(article.meta.date):
            self.dated += 1
            self.first_date = min(self.first_date or date, date)
            self.last_date = max(self.last_date, date)
        for _, _, start, end, label, _, annotator, _, origin in spans:
            figures = self.kinds[label, annotator, origin]
            figures[0] += 1
            figures[1] += end - start
        for relation in annotated.relations:
            self.relations[relation.type] += 1
        self._overlaps(spans)
        if len({span.annotator for span in spans}) > 1:
            self._agreement(spans)

    @classmethod
    def of(cls, tallies: Iterable["Tally"]) -> "Tally":
        """Several together."""
        total = cls()
        for one in tallies:
            total.articles += one.articles
            total.empty += one.empty
            total.characters += one.characters
            total.nested += one.nested
            total.crossing += one.crossing
            total.dated += one.dated
            for mine, its in (
                (total.sources, one.sources),
                (total.languages, one.languages),
                (total.relations, one.relations),
            ):
                mine.update(its)
            for kind, figures in one.kinds.items():
                sums = total.kinds[kind]
                total.kinds[kind] = [sums[0] + figures[0], sums[1] + figures[1]]
            total.statuses.update(one.statuses)
            dates = sorted(date for date in (total.first_date, one.first_date) if date)
            total.first_date = dates[0] if dates else ""
            total.last_date = max(total.last_date, one.last_date)
            for key, (both, first, second) in one.pairs.items():
                sums = total.pairs[key]
                total.pairs[key] = [sums[0] + both, sums[1] + first, sums[2] + second]
        return total

    def _overlaps(self, spans: tuple[Span, ...]) -> None:
        """Counts nested and crossing spans of one annotator each; spans are in reading order."""
        open_spans: list[Span] = []
        furthest = 0
        crossing: set[str] = set()
        nested: set[str] = set()
        for span in spans:
            if furthest <= span.start:
                open_spans, furthest = [span], span.end
                continue
            furthest = max(furthest, span.end)
            open_spans = [one for one in open_spans if one.end > span.start]
            for one in open_spans:
                if one.annotator != span.annotator:
                    continue
                if span.end <= one.end:
                    nested.add(span.id)
                elif one.start < span.start:
                    crossing |= {one.id, span.id}
            open_spans.append(span)
        self.nested += len(nested)
        self.crossing += len(crossing)

    def _agreement(self, spans: tuple[Span, ...]) -> None:
        made: dict[str, dict[str, set[tuple[int, int]]]] = defaultdict(lambda: defaultdict(set))
        for span in spans:
            made[span.annotator][span.label].add((span.start, span.end))
        names = sorted(made)
        for at, first in enumerate(names):
            for second in names[at + 1 :]:
                for label in sorted(made[first].keys() | made[second].keys()):
                    one, other = made[first][label], made[second][label]
                    sums = self.pairs[first, second, label]
                    self.pairs[first, second, label] = [
                        sums[0] + len(one & other),
                        sums[1] + len(one),
                        sums[2] + len(other),
                    ]
