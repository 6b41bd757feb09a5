"""Ranges that are taken, by name, found again in time that hardly grows with their number."""

from bisect import bisect_left


class Places:
    """For each name, the stretches of a text that were added. Offsets are code points, end exclusive."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[tuple[int, int]]] = {}

    def meet(self, name: str, start: int, end: int) -> bool:
        """Whether a range shares a character with one that was added under the name."""
        # Kept apart from each other and sorted: only the last one that starts before the end can be met.
        taken = self._by_name.get(name, [])
        at = bisect_left(taken, (end, 0))
        return at > 0 and taken[at - 1][1] > start

    def add(self, name: str, start: int, end: int) -> None:
        """Adds a range; with what it meets it makes one."""
        taken = self._by_name.setdefault(name, [])
        high = low = bisect_left(taken, (end, 0))
        while low > 0 and taken[low - 1][1] > start:
            low -= 1
        if low < high:
            start, end = min(start, taken[low][0]), max(end, taken[high - 1][1])
        taken[low:high] = [(start, end)]
