"""How files spell the tags of tokens.

However a column spells its tags, they are read in the one usual spelling: `O`, or a letter, `-` and a label.

    B-actor I-actor     as it is, in IOB1, IOB2, BIOES and BILOU
    B_actor, actor-B    the letter joined by `_`, or behind the label
    B I                 letters alone: the label is `entity`
    actor actor         labels alone, a span for each run of one label

All cells of a column are spelt alike.
"""

import re
from collections import Counter
from collections.abc import Sequence

NO_LABEL = "entity"
"""What spans are called where the tags are letters alone."""
_NONE = frozenset("O_")
_LETTERS = "BIESLUM"
_ALONE = frozenset(_LETTERS)
_DASH = re.compile(rf"[{_LETTERS}]-\S.*")
_UNDERSCORE = re.compile(rf"([{_LETTERS}])_(\S.*)")
_BEHIND = re.compile(rf"(\S.*)[-_]([{_LETTERS}])")
_LABEL = re.compile(r"[^\W\d_][\w .:/&+-]{0,60}")
_MOST_LABELS = 60


def is_tag(cell: str) -> bool:
    """Whether a cell may be a tag that has a letter, however it is spelt, or none."""
    return cell in _NONE or cell in _ALONE or any(one.fullmatch(cell) for one in (_DASH, _UNDERSCORE, _BEHIND))


def is_label(cell: str) -> bool:
    """Whether a cell of a column of tags says that the token is part of a span."""
    return cell not in _NONE


def is_plain(cell: str) -> bool:
    """Whether a cell is a tag in the usual spelling, or none."""
    return cell in _NONE or _DASH.fullmatch(cell) is not None


def may_be_tags(cells: Sequence[str], *, letters_alone: bool) -> bool:
    """Whether a column holds tags but for a few cells; letters alone only if asked for, and with some that begin."""
    if sum(map(is_tag, cells)) < 0.9 * len(cells):
        return False
    return _ALONE.isdisjoint(cells) or (letters_alone and {"B", "O"} <= set(cells))


def usual(cells: Sequence[str]) -> list[str] | None:
    """The tags of a column in the usual spelling; None if one of its cells is no tag."""
    kinds = set(cells) - _NONE
    if all(map(_DASH.fullmatch, kinds)):
        return list(cells)
    found: dict[str, str] = dict.fromkeys(_NONE, "O")
    if "B" in kinds and "O" in cells and kinds <= _ALONE:
        found |= {kind: f"{kind}-{NO_LABEL}" for kind in kinds}
    else:
        for pattern, spelt in ((_UNDERSCORE, r"\1-\2"), (_BEHIND, r"\2-\1")):
            if all(map(pattern.fullmatch, kinds)):
                found |= {kind: pattern.sub(spelt, kind) for kind in kinds}
                break
        else:
            return None
    return [found[cell] for cell in cells]


def misspelt(cells: Sequence[str]) -> frozenset[str]:
    """The cells spelt otherwise than most in a column of tags with letters in front; none if it is no such column.

    One name such as `B-cell` does not make it one: it may be a label without a letter.
    """
    counts = Counter(filter(is_label, cells))
    for pattern in (_DASH, _UNDERSCORE):
        fitting = set(filter(pattern.fullmatch, counts))
        is_most = sum(counts[cell] for cell in fitting) > counts.total() / 2
        if is_most and len(fitting) > 1 and any(cell[0] in "BI" for cell in fitting):
            return frozenset(counts.keys() - fitting)
    return frozenset()


def labels_alone(cells: Sequence[str]) -> bool:
    """Whether a column holds labels without letters: mostly `O`, the other cells a few names again and again."""
    counts = Counter(cells)
    none = counts.pop("O", 0)
    return (
        0 < len(counts) <= min(_MOST_LABELS, len(cells) // 2)
        and none >= max(counts.values())
        and none >= len(cells) / 4
        and all(map(_LABEL.fullmatch, counts))
    )
