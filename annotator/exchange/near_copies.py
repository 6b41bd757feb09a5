"""Texts that are nearly the same: a wire story as several papers printed it."""

from collections.abc import Iterator
from itertools import pairwise

ALIKE = 0.5
"""From this share of common phrases on, of all phrases that either text has, two texts are near-copies."""
_PHRASE = 3
_HASHES, _BANDS, _SEED = 126, 42, 1
"""42 bands of 3 hashes miss 4 of 1,000 pairs that are just alike enough, and fewer the more alike they are."""


class NearCopies:
    """Finds, for one text after the other, the earlier ones that it is a near-copy of.

    Compared are the phrases of three words, by MinHash. Whether two texts are near-copies depends on the two alone:
    not on the other texts, the machine, or chance.
    """

    def __init__(self) -> None:
        from rensa import RMinHashLSH  # type: ignore[import-untyped]

        self._index = RMinHashLSH(threshold=ALIKE, num_perm=_HASHES, num_bands=_BANDS)
        self._signatures: list[object] = []

    def add(self, text: str) -> list[int]:
        """The places, from 0, of the earlier texts that are near-copies of this one, the earliest first."""
        from rensa import RMinHash

        signature = RMinHash(num_perm=_HASHES, seed=_SEED)
        signature.update(list(_phrases(text)))
        found = [
            place
            for place in sorted(self._index.query(signature))
            if signature.jaccard(self._signatures[place]) >= ALIKE
        ]
        self._index.insert(len(self._signatures), signature)
        self._signatures.append(signature)
        return found


def _phrases(text: str) -> Iterator[str]:
    words = text.casefold().split()
    if len(words) < _PHRASE:
        yield " ".join(words)
        return
    for (first, second), (_, third) in pairwise(pairwise(words)):
        yield f"{first} {second} {third}"
