"""Token formats: a token on each line with a tag for each label, in IOB2 or BIOES, an empty line between sentences.

Columns are separated by one space: the token, then one column for each label of the scheme in its order, so that spans
of different labels may nest. Of spans of one label that overlap the longest is kept. Flattened, there is one column,
with the spans that `doc.ents` would hold. A line `-DOCSTART- -X- …` begins each article. A line end ends a sentence and
so does what ends one in the text, but never inside a span. White space in a label's name, and %, is percent-encoded.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib.metadata import version
from itertools import accumulate, pairwise
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote

from annotator.domain.model import AnnotatedArticle
from annotator.formats.aligned import TOKENS_CHOICE, AlignedSpan, align
from annotator.formats.base import BUFFER, Holds, Proof, ReadBack, WriteFunction, WriteOptions, WriteReport, left_out
from annotator.formats.bio import BIOES, IOB2, runs, tags
from annotator.formats.registry import writer
from annotator.formats.spacy_docbin import choose_ents
from annotator.nlp.tokens import TokenBorders

_HELD = Holds(spans=True, overlap=True, offset_unit="none: tokens in their order")
_START, _NOTHING = "-DOCSTART-", "-X-"
_HEAD = f"{_START} {_NOTHING}"
_CHOICES = (
    "The columns are the token and one for each label, so that spans of different labels may nest; of overlapping "
    "spans of one label the longest is kept. Flattened, the one column leaves statements such as claims out, and of "
    "overlapping spans keeps the longest. The format holds no white space, ids, titles or meta data."
)
_LOADING = (
    'blocks = open("{file}", encoding="utf-8").read().strip().split("\\n\\n")\n'
    "sentences = [[line.split(' ') for line in block.split('\\n')] for block in blocks "
    "if not block.startswith('-DOCSTART- -X-')]\n"
    "tokens, tags = ([[row[n] for row in s] for s in sentences] for n in (0, 1))  # 1 is the column of the first label"
)


def _read_back(path: Path, split: str) -> Iterator[ReadBack]:
    """The tokens of each article put together, and the spans by the characters of the tokens before them."""
    del split
    rest = "\n"
    first = True
    with path.open(encoding="utf-8", newline="\n") as file:
        while piece := file.read(BUFFER):
            *before, rest = (rest + piece).split(f"\n{_HEAD}")
            if first and before:
                if before.pop(0):
                    raise ValueError("It does not begin with an article.")
                first = False
            yield from map(_found, before)
    if not first:
        yield _found(rest)


def _found(article: str) -> ReadBack:
    """What an article holds: the rest of its first line, and its tokens with empty lines between sentences."""
    head, _, body = article.partition("\n")
    width = 2 + head.count(_NOTHING)
    lines = body.strip("\n").replace("\n\n", "\n")
    fields = lines.replace("\n", " ").split(" ") if lines else []
    if len(fields) % width:
        raise ValueError("A line has too many columns, or too few.")
    words, *columns = (fields[column::width] for column in range(width))
    places = [0, *accumulate(map(len, words))]
    spans = [(places[first], places[last], unquote(label)) for tags in columns for first, last, label in runs(tags)]
    return ReadBack(spans, "".join(words))


def _declare(name: str, title: str, scheme: str) -> Callable[[WriteFunction], WriteFunction]:
    return writer(
        name,
        ".conll",
        title,
        holds=_HELD,
        proof=Proof("a reading of the tags apart from the writer", _read_back, is_solid=True),
        loading=_LOADING,
        choices=f"Tags are {scheme}. {_CHOICES}",
    )


def _write_iob2(
    articles: Iterable[AnnotatedArticle], target: BinaryIO, options: WriteOptions, report: WriteReport
) -> None:
    """Writes the tags B, I and O."""
    _write(articles, target, options, report, IOB2)


def _write_bioes(
    articles: Iterable[AnnotatedArticle], target: BinaryIO, options: WriteOptions, report: WriteReport
) -> None:
    """Writes the tags B, I, O, E and S."""
    _write(articles, target, options, report, BIOES)


_declare("conll", "CoNLL (IOB2, a column for each label)", IOB2)(_write_iob2)
_declare("bioes", "CoNLL (BIOES, a column for each label)", BIOES)(_write_bioes)


def _write(
    articles: Iterable[AnnotatedArticle], target: BinaryIO, options: WriteOptions, report: WriteReport, scheme: str
) -> None:
    report.choices["tokens"] = f"{TOKENS_CHOICE} Tokens of white space are not written."
    names = ["any label"] if options.flatten else [label.name for label in options.labels]
    report.choices["columns"] = f"The columns are: token, {', '.join(names)}."
    report.versions["spacy"] = version("spacy")
    nothing = " ".join([_START, *[_NOTHING] * len(names)])
    for annotated in articles:
        borders = solid_borders(annotated)
        layers = _layers(annotated, borders, options, report)
        columns = [tags(layer, len(borders.starts), _without_space, scheme) for layer in layers]
        written = [found for layer in layers for found in layer]
        text = annotated.article.text
        words = [text[start:end] for start, end in zip(borders.starts, borders.ends, strict=True)]
        rows = list(map(" ".join, zip(words, *columns, strict=True)))
        begins = sorted(_sentence_starts(text, borders, written))
        blocks = ["\n".join(rows[first:last]) for first, last in pairwise([*begins, len(rows)])]
        target.write(("\n\n".join([nothing, *blocks]) + "\n\n").encode("utf-8"))
        report.count([found.span for found in written])
        report.lose_what_is_not_held(annotated, _HELD)


def solid_borders(annotated: AnnotatedArticle) -> TokenBorders:
    """The tokens of an article but for those that are white space."""
    from annotator.nlp.tokens import borders_of, make_doc

    return borders_of(make_doc(annotated.article.text, annotated.article.meta.language), without_space=True)


def _layers(
    annotated: AnnotatedArticle, borders: TokenBorders, options: WriteOptions, report: WriteReport
) -> list[list[AlignedSpan]]:
    """The spans of each column. What has no room is in the report as left out."""
    before = len(report.widened)
    aligned = list(align(annotated, borders, options, report))
    if options.flatten:
        chosen, others = choose_ents(aligned, options)
        layers = [chosen]
    else:
        layers, others = label_layers(aligned, [label.name for label in options.labels])
    gone = {found.span.id for found, _ in others}
    report.widened[before:] = [note for note in report.widened[before:] if note.span not in gone]
    report.left_out += [left_out(annotated.article.id, found.span, reason) for found, reason in others]
    return layers


def label_layers(
    aligned: Sequence[AlignedSpan], labels: Sequence[str]
) -> tuple[list[list[AlignedSpan]], list[tuple[AlignedSpan, str]]]:
    """For each label the spans that do not overlap, the longest first, and the others each with its reason."""
    layers: dict[str, list[AlignedSpan]] = {label: [] for label in labels}
    taken: dict[tuple[str, int], AlignedSpan] = {}
    others = []
    for found in sorted(aligned, key=lambda a: (a.first - a.last, a.first, a.span.annotator, a.span.id)):
        label = found.span.label
        if label not in layers:
            others.append((found, "Its label is not in the scheme, so it has no column."))
            continue
        spots = [(label, token) for token in range(found.first, found.last)]
        clash = next((taken[spot] for spot in spots if spot in taken), None)
        if clash is None:
            layers[label].append(found)
            taken.update(dict.fromkeys(spots, found))
        else:
            others.append((found, f"It overlaps the {label} “{clash.span.quote}”, and a column holds one layer."))
    return list(layers.values()), others


def _sentence_starts(text: str, borders: TokenBorders, spans: Iterable[AlignedSpan]) -> set[int]:
    """The tokens that begin a sentence, but for those inside a span; the first token always does."""
    from annotator.nlp.sentences import sentences

    begins = {0, *(bisect_left(borders.starts, start) for start, _ in sentences(text))}
    for span in spans:
        begins.difference_update(range(span.first + 1, span.last))
    return begins


@cache
def _without_space(tag: str) -> str:
    """A tag that is one column whatever its label is called."""
    return "".join(quote(c) if c.isspace() or c == "%" else c for c in tag)
