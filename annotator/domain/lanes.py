"""Which lane each of a set of overlapping ranges is drawn in."""

from bisect import bisect_left
from collections.abc import Sequence


def assign_lanes(ranges: Sequence[tuple[int, int]]) -> list[int]:
    """The lane of each range, 0 nearest to the text: the shortest first, each in the first lane that is free there.

    No two ranges of one lane overlap, and a range lies below every range that it contains: whatever pushed an
    inner range down overlaps the outer one too, and was placed before it. Ranges of equal length keep their order
    by start, then by place in the sequence.
    """
    lanes: list[list[tuple[int, int]]] = []
    assigned = [0] * len(ranges)
    for index in sorted(range(len(ranges)), key=lambda i: (ranges[i][1] - ranges[i][0], ranges[i][0], i)):
        start, end = ranges[index]
        for number, lane in enumerate(lanes):
            at = bisect_left(lane, (start, end))
            if (at == 0 or lane[at - 1][1] <= start) and (at == len(lane) or lane[at][0] >= end):
                lane.insert(at, (start, end))
                assigned[index] = number
                break
        else:
            assigned[index] = len(lanes)
            lanes.append([(start, end)])
    return assigned
