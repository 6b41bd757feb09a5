"""Tags of tokens in any scheme: IOB1, IOB2, IOE, BIOES, BILOU, BMES. They need not say which one they follow.

A span begins at `B`, `S`, `U` or where the label changes, and ends at `E`, `L`, `S`, `U` or where the next one begins,
which reads each of the schemes as it is meant.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

TAG = re.compile(r"O|[BIESLUM]-\S+|_")
SPAN_TAG = re.compile(r"[BIESLUM]-\S")
"""How a tag begins that is part of a span."""
_ESCAPED = re.compile(r"%(?:[01][0-9A-F]|20|25|7F|C2%85|C2%A0|E2%80%A[89AF]|E3%80%80)", re.IGNORECASE)


def spans_of(tags: Sequence[str], breaks: frozenset[int] = frozenset()) -> Iterator[tuple[int, int, str]]:
    """(first token, last token, label) of each span, both inclusive; none runs from a sentence into the next.

    `breaks` are the numbers of the tokens that begin a sentence.
    """
    first, label = -1, ""
    for number, tag in enumerate(tags):
        kind, _, name = tag.partition("-")
        if first >= 0 and (number in breaks or kind in "OBSU_" or name != label):
            yield first, number - 1, _unescaped(label)
            first = -1
        if kind in ("O", "_"):
            continue
        if first < 0:
            first, label = number, name
        if kind in ("S", "U", "E", "L"):
            yield first, number, _unescaped(label)
            first = -1
    if first >= 0:
        yield first, len(tags) - 1, _unescaped(label)


def scheme_of(columns: Iterable[Sequence[str]]) -> str:
    """What the tags in these columns seem to be, in words."""
    columns = list(columns)
    letters = {tag[0] for column in columns for tag in column if "-" in tag}
    if letters & {"L", "U"}:
        return "BILOU tags"
    if letters & {"E", "S"}:
        return "BIOES tags" if letters & {"B", "S"} else "IOE tags"
    for column in columns:
        before = "O"
        for tag in column:
            if tag.startswith("I-") and before[1:] != tag[1:]:
                return "IOB1 tags"
            before = tag
    return "IOB2 tags"


def _unescaped(label: str) -> str:
    """The label's name with white space and % as they were, where they are written as %20 and %25."""
    from urllib.parse import unquote

    return _ESCAPED.sub(lambda match: unquote(match.group()), label) if "%" in label else label
