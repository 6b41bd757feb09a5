"""Labels by other names on the way in or out: renamed, several made one, or left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.domain.model import AnnotatedArticle, Label, Span
from annotator.domain.nesting import reading_order

LabelMap = Mapping[str, str]
"""Old name → new name; "" leaves the spans of that label out. A label that is not named keeps its name."""


@dataclass(frozen=True, slots=True)
class Relabelled:
    """An article with the new names. `merged` are the spans that became the same as another, `dropped` the left out."""

    annotated: AnnotatedArticle
    merged: Sequence[Span] = ()
    dropped: Sequence[Span] = ()


def relabel(annotated: AnnotatedArticle, names: LabelMap) -> Relabelled:
    """Gives the spans and suggestions their new labels. A relation goes to the span that its span was merged with."""
    if not names:
        return Relabelled(annotated)
    kept: dict[tuple[int, int, str, str], Span] = {}
    became: dict[str, str] = {}
    merged, dropped = [], []
    for span in annotated.spans:
        label = names.get(span.label, span.label)
        if not label:
            dropped.append(span)
            continue
        place = (span.start, span.end, label, span.annotator)
        if place in kept:
            merged.append(span)
        else:
            kept[place] = span if label == span.label else span.but(label=label)
        became[span.id] = kept[place].id
    relations = [
        one._replace(from_id=became[one.from_id], to_id=became[one.to_id])
        for one in annotated.relations
        if one.from_id in became and one.to_id in became
    ]
    suggestions = [
        one._replace(label=label) for one in annotated.suggestions if (label := names.get(one.label, one.label))
    ]
    spans = tuple(sorted(kept.values(), key=reading_order))
    changed = annotated._replace(spans=spans, relations=tuple(relations), suggestions=tuple(suggestions))
    return Relabelled(changed, merged, dropped)


def relabelled_scheme(labels: Sequence[Label], names: LabelMap) -> tuple[Label, ...]:
    """The label scheme by the new names: of labels that become one, the first gives key, colour and guideline."""
    found: dict[str, Label] = {}
    for label in labels:
        if name := names.get(label.name, label.name):
            found.setdefault(name, label._replace(name=name))
    return tuple(found.values())


def no_such_label(old: str, there: Iterable[str]) -> str:
    """Says that a label to be renamed is not there."""
    names = ", ".join(f"“{name}”" for name in there) or "none"
    return f"No label is called “{old}”, so nothing was renamed from it. There are {names}."
