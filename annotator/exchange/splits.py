"""Which of train, dev and test an article falls into.

It depends on the seed and the article's text alone, so that adding or removing articles moves none.
"""

import hashlib
import re
from dataclasses import dataclass

from annotator.errors import AnnotatorError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_UNITS = 2**64
_EXAMPLE = "Write for example train=0.8,dev=0.1,test=0.1."


class BadSplits(AnnotatorError):
    """The wish for splits cannot be understood."""


@dataclass(frozen=True, slots=True)
class Splits:
    """Names with their shares of the articles, which add up to 1."""

    shares: tuple[tuple[str, float], ...]
    seed: int = 0

    @classmethod
    def parse(cls, wish: str, seed: int = 0) -> "Splits":
        """Reads "train=0.8,dev=0.1,test=0.1". Raises BadSplits."""
        shares: list[tuple[str, float]] = []
        for part in wish.split(","):
            name, equals, number = (piece.strip() for piece in part.partition("="))
            if not equals:
                raise BadSplits(f"“{part.strip()}” is no split.", _EXAMPLE)
            if not _NAME.fullmatch(name):
                raise BadSplits(f"“{name}” cannot name a split.", "Use letters, digits, “-” and “_”.")
            if any(name.lower() == known.lower() for known, _ in shares):
                raise BadSplits(f"The split “{name}” stands twice.", _EXAMPLE)
            try:
                share = float(number)
            except ValueError:
                raise BadSplits(f"The share of “{name}” is no number: “{number}”.", _EXAMPLE) from None
            if not 0 < share <= 1:
                raise BadSplits(f"The share of “{name}” must be above 0 and at most 1, not {number}.", _EXAMPLE)
            shares.append((name, share))
        total = sum(share for _, share in shares)
        if abs(total - 1) > 1e-6:
            raise BadSplits(f"The shares add up to {total:g}, not to 1.", _EXAMPLE)
        return cls(tuple(shares), seed)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.shares)

    def of(self, sha256: str) -> str:
        """The split of the article whose text has this SHA-256."""
        digest = hashlib.sha256(f"{self.seed}:{sha256}".encode()).digest()
        place = int.from_bytes(digest[:8], "big") / _UNITS
        reach = 0.0
        for name, share in self.shares:
            reach += share
            if place < reach:
                return name
        return self.shares[-1][0]
