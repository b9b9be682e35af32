"""Sheets of the real exercises, drawn once a test process."""

from functools import cache

from autograder.checks import EXERCISES
from autograder.judge import draw, rng_for
from downslope.sheet import Sheet


@cache
def drawn(name: str) -> Sheet:
    """The whole sheet of an exercise, without what the known mistakes give; not to be changed."""
    exercise = EXERCISES[name]
    return draw(exercise, rng_for(exercise, 1), with_mistakes=False)
