"""Tags of tokens, IOB2 or BIOES, for layers of spans that do not overlap."""

from collections.abc import Iterable, Sequence

from annotator.formats.aligned import AlignedSpan

IOB2 = "IOB2"
BIOES = "BIOES"


def tags(spans: Iterable[AlignedSpan], tokens: int, scheme: str = IOB2) -> list[str]:
    """The tag of each token: `O`, or a prefix and the label."""
    found = ["O"] * tokens
    for span in spans:
        label, last = span.span.label, span.last - 1
        if scheme == BIOES and span.first == last:
            found[last] = f"S-{label}"
            continue
        found[span.first] = f"B-{label}"
        found[span.first + 1 : span.last] = [f"I-{label}"] * (last - span.first)
        if scheme == BIOES:
            found[last] = f"E-{label}"
    return found


def runs(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """The spans that tags of either scheme say, as tokens, last exclusive. Raises ValueError for tags that say none."""
    found: list[tuple[int, int, str]] = []
    start, label = -1, ""
    for at, tag in enumerate(tags):
        if tag == "O" and start < 0:
            continue
        prefix, _, name = tag.partition("-")
        if start >= 0 and (prefix not in "IE" or name != label):
            found.append((start, at, label))
            start = -1
        if prefix in ("B", "S"):
            start, label = at, name
        elif prefix in ("I", "E"):
            if start < 0:
                raise ValueError(f"The tag {tag} goes on with a span that never began.")
        elif tag != "O":
            raise ValueError(f"{tag} is no tag.")
        if prefix in ("S", "E"):
            found.append((start, at + 1, label))
            start = -1
    if start >= 0:
        found.append((start, len(tags), label))
    return found
