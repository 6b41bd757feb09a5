"""From which score on the suggestions of a label are shown, as the settings keep it."""


def thresholds(found: object) -> dict[str, float]:
    """The scores that are kept for labels; what is no number is passed over."""
    if not isinstance(found, dict):
        return {}
    return {str(label): float(value) for label, value in found.items() if type(value) in (int, float)}
