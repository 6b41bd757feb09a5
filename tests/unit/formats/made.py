"""Articles made for the tests of formats: by hand for golden files, by hypothesis for properties."""

from io import BytesIO
from pathlib import Path

from hypothesis import strategies as st

from annotator.domain.model import (
    AnnotatedArticle,
    Article,
    Decision,
    Extent,
    Label,
    Meta,
    Origin,
    Relation,
    Span,
    Status,
    Suggestion,
)
from annotator.domain.nesting import reading_order
from annotator.domain.text import canonical, sha256_of
from annotator.formats.base import ReadOptions, ReadReport, WriteOptions, WriteReport
from annotator.formats.registry import reader_named, writer_named

SCHEME = (Label("claim", extent=Extent.STATEMENT), Label("actor"), Label("weapon"), Label("figure"))
ALERT = "🚨 Kyiv says Russia fired 12 Iskander missiles at Odesa."


def span(text: str, start: int, end: int, label: str, **more: str) -> Span:
    return Span(
        more.get("id", f"{label}-{start}"), "", start, end, label, text[start:end], more.get("annotator", "Ana")
    )


def alert() -> AnnotatedArticle:
    """The running example: an emoji in front, spans nested in a claim, one that cuts a token, one of two labels."""
    text = ALERT
    article = Article(
        "a1",
        "Odesa under fire",
        text,
        sha256_of(text),
        Meta("Harbour Post", "https://example.org/1", "2026-03-01", "en", "Ana Ruiz", {"desk": "east", "tags": [1, 2]}),
        Origin("alert.txt", "0" * 64, "utf-8", "\n"),
        True,
        "Look again",
    )
    spans = (
        span(text, 2, 6, "actor"),
        span(text, 12, 54, "claim"),
        span(text, 12, 18, "actor"),
        span(text, 25, 27, "figure"),
        Span("w", "", 28, 45, "weapon", text[28:45], "Ana", {"canonical": "9K720", "count": 12, "sure": True}),
        Span("cut", "", 28, 32, "weapon", text[28:32], "Ben", {}, "memory"),
    )
    return AnnotatedArticle(
        article,
        tuple(sorted(spans, key=reading_order)),
        (Relation("r1", "said_by", "claim-12", "actor-2"),),
        (Suggestion("s1", "", 49, 54, "actor", text[49:54], "rules", "1", 0.5, Decision.UNDECIDED),),
        Status.DONE,
    )


def spanish() -> AnnotatedArticle:
    text = "El ministro dijo que «no habrá más de 3,2 millones».\n\nFin.\n"
    article = Article("a2", "Sin más", text, sha256_of(text), Meta(language="es"))
    start = text.index("no habrá")
    spans = (
        span(text, start, start + 29, "claim"),
        span(text, start + 9, start + 29, "figure"),
        span(text, 0, 11, "actor", annotator="Ben"),
    )
    return AnnotatedArticle(article, tuple(sorted(spans, key=reading_order)), status=Status.IN_PROGRESS)


def written(name: str, *articles: AnnotatedArticle, options: WriteOptions | None = None) -> tuple[bytes, WriteReport]:
    target, report = BytesIO(), WriteReport()
    write = writer_named(name).write
    assert write is not None
    write(iter(articles), target, options or WriteOptions(SCHEME), report)
    return target.getvalue(), report


def read_back(
    name: str, data: bytes, folder: Path, *, skip_bad: bool = False
) -> tuple[list[AnnotatedArticle], ReadReport]:
    path = folder / f"read{reader_named(name).suffixes[0]}"
    path.write_bytes(data)
    report = ReadReport(path.name)
    found = list(reader_named(name).read(path, options=ReadOptions(skip_bad), report=report))
    report.end_file()
    return found, report


# What breaks offsets: astral characters, combining marks, every kind of line end, marks that other tools drop.
raw_texts = st.text(
    st.sampled_from(
        "ab .,é\u0301\u0301😀👩🏽\u200d⚕️🇺🇦\ufeff\u2028\u2029\x85\x0b\x0c\x1c\u00a0\u200b\r\n\r\n\n\tשם\x00\ud83d0159-'"
    ),
    min_size=1,
    max_size=60,
).filter(lambda text: text.strip().strip("\ufeff") != "" and canonical(text).text.strip() != "")
names = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=8).filter(
    lambda name: name.strip() == name
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | names,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=5,
)
attribute_values = (
    names | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()
)


@st.composite
def annotated_articles(draw: st.DrawFn) -> AnnotatedArticle:
    """Anything that a project can hold: nested, crossing, identical and adjacent spans by several annotators."""
    text = canonical(draw(raw_texts)).text
    ranges = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda pair: pair[0] < pair[1])
    spans: dict[tuple[int, int, str, str], Span] = {}
    for number, (start, end) in enumerate(draw(st.lists(ranges, max_size=8))):
        label = draw(st.sampled_from(["claim", "actor", "weapon", "Übel “x”"]))
        annotator = draw(st.sampled_from(["Ana", "Ben"]))
        attributes = draw(st.dictionaries(names, attribute_values, max_size=2))
        origin = draw(st.sampled_from(["", "memory"]))
        spans[start, end, label, annotator] = Span(
            f"s{number}", "a1", start, end, label, text[start:end], annotator, attributes, origin
        )
    ordered = tuple(sorted(spans.values(), key=reading_order))
    relations: tuple[Relation, ...] = ()
    if len(ordered) > 1:
        relations = (Relation("r1", draw(names), ordered[0].id, ordered[-1].id),)
    suggestions = tuple(
        Suggestion(
            f"g{number}",
            "a1",
            start,
            end,
            "actor",
            text[start:end],
            "rules",
            draw(st.sampled_from(["", "2"])),
            draw(st.none() | st.floats(0, 1)),
            draw(st.sampled_from(list(Decision))),
        )
        for number, (start, end) in enumerate(draw(st.lists(ranges, max_size=2)))
    )
    known = {"source", "url", "date", "language", "author"}
    extra = {
        key: value for key, value in draw(st.dictionaries(names, json_values, max_size=3)).items() if key not in known
    }
    article = Article(
        "a1",
        draw(names | st.just("")),
        text,
        sha256_of(text),
        Meta(**{key: draw(names | st.just("")) for key in sorted(known)}, extra=extra),
        Origin(*(draw(names | st.just("")) for _ in range(4))),
        draw(st.booleans()),
        draw(names | st.just("")),
    )
    return AnnotatedArticle(article, ordered, relations, suggestions, draw(st.sampled_from(list(Status))))
