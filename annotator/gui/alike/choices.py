"""Which places are ticked: what the person said of each, else what is sensible. Knows no Qt."""

from annotator.domain.occurrences import BARE, Standing

Place = tuple[str, int, int]
"""An article's id, start and end, in code points."""


class Choices:
    """What was ticked and unticked by hand. Places that were unticked one by one stay so until the window is closed."""

    def __init__(self) -> None:
        self._rejected: set[Place] = set()
        self._said: dict[Place, bool] = {}

    def can_tick(self, standing: Standing, label: str) -> bool:
        """Whether there is anything to do with the label at such a place."""
        return not label or label not in standing.on

    def is_ticked(self, place: Place, standing: Standing, label: str) -> bool:
        """Unless something was said: bare places are ticked, and those where only other labels are around or across."""
        if not self.can_tick(standing, label):
            return False
        if place in self._said:
            return self._said[place]
        if place in self._rejected:
            return False
        return standing is BARE or not (standing.on or label in standing.labels)

    def say(self, place: Place, ticked: bool) -> None:
        """The person looked at this place and decided."""
        self._said[place] = ticked
        if ticked:
            self._rejected.discard(place)
        else:
            self._rejected.add(place)

    def say_of_all(self, places: list[Place], ticked: bool) -> None:
        """Ticks or unticks many at once, which is no verdict on any of them: forgotten with the list."""
        self._said.update((place, ticked) for place in places)

    def forget_list(self) -> None:
        """Another list begins; what was unticked one by one stays so."""
        self._said.clear()

    def forget(self) -> None:
        """Another project begins."""
        self._said.clear()
        self._rejected.clear()
