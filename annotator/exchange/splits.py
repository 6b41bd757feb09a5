"""Which of train, dev and test an article falls into, by the article itself: a rule that needs no other article.

The place of an article is a hash of the seed and its text, or of the seed and its source, so that adding or removing
articles moves none. What looks at several articles, such as their dates and near-copies, is in `splitting`.
"""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from annotator.errors import AnnotatorError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_UNITS = 2**64
_EXAMPLE = "Write for example train=0.8,dev=0.1,test=0.1."


SAVED = "saved"
"""What stands for the splits that are saved in the project."""


class BadSplits(AnnotatorError):
    """The wish for splits cannot be understood."""


class By(StrEnum):
    """What is kept together."""

    ARTICLE = "article"
    """Nothing but the article: each goes its own way."""
    SOURCE = "source"
    """All articles of one source; those without one go their own way."""
    DATE = "date"
    """Time: the first split has the oldest articles and the last the newest; without a date, the first."""


@dataclass(frozen=True, slots=True)
class Splits:
    """Names with their shares of the articles, which add up to 1; what is kept together, and near-copies if wanted."""

    shares: tuple[tuple[str, float], ...]
    seed: int = 0
    by: By = By.ARTICLE
    copies_together: bool = True

    @classmethod
    def parse(cls, wish: str, seed: int = 0, by: By = By.ARTICLE, *, copies_together: bool = True) -> "Splits":
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
        return cls(tuple(shares), seed, by, copies_together)

    def with_rule(self, seed: int, by: By, copies_together: bool) -> "Splits":
        """The same shares by this rule."""
        return Splits(self.shares, seed, by, copies_together)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.shares)

    def of(self, sha256: str, source: str = "") -> str:
        """The split of the article whose text has this SHA-256; by source, of all articles of its source."""
        if self.by is By.SOURCE and source:
            return self._at(f"{self.seed}:source:{source}")
        return self._at(f"{self.seed}:{sha256}")

    def at_share(self, share: float) -> str:
        """The split that holds the place at this share of all articles in a row, 0 to 1."""
        reach = 0.0
        for name, size in self.shares:
            reach += size
            if share < reach:
                return name
        return self.shares[-1][0]

    def _at(self, key: str) -> str:
        return self.at_share(int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") / _UNITS)
