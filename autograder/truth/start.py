"""The one exercise of 00: how steep a road is."""


def steepness(rise: float, run: float) -> float:
    """Steepness of a straight road (m up per m forward): rise (m) / run (m, greater than 0)."""
    return rise / run
