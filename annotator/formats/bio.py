"""Tags of tokens, IOB2 or BIOES, for layers of spans that do not overlap."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from annotator.formats.aligned import AlignedSpan

IOB2 = "IOB2"
BIOES = "BIOES"
_NONE = "O"
T = TypeVar("T")


def tags(spans: Iterable[AlignedSpan], tokens: int, written: Callable[[str], T], scheme: str = IOB2) -> list[T]:
    """For each token its tag, `O` or a prefix and the label, as it is to be written."""
    found = [written(_NONE)] * tokens
    for span in spans:
        label, last = span.span.label, span.last - 1
        if scheme == BIOES and span.first == last:
            found[last] = written(f"S-{label}")
            continue
        found[span.first] = written(f"B-{label}")
        found[span.first + 1 : span.last] = [written(f"I-{label}")] * (last - span.first)
        if scheme == BIOES:
            found[last] = written(f"E-{label}")
    return found


def runs(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """The spans that tags of either scheme say, as tokens, last exclusive. Raises ValueError for tags that say none."""
    found: list[tuple[int, int, str]] = []
    start, end, label = -1, -1, ""
    for at in [at for at, tag in enumerate(tags) if tag != _NONE]:
        tag = tags[at]
        prefix, _, name = tag.partition("-")
        if start >= 0 and (at > end or prefix not in "IE" or name != label):
            found.append((start, end, label))
            start = -1
        if prefix in ("B", "S"):
            start, label = at, name
        elif prefix in ("I", "E"):
            if start < 0:
                raise ValueError(f"The tag {tag} goes on with a span that never began.")
        else:
            raise ValueError(f"{tag} is no tag.")
        end = at + 1
        if prefix in ("S", "E"):
            found.append((start, end, label))
            start = -1
    if start >= 0:
        found.append((start, end, label))
    return found
