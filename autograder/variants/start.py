"""Right ways to divide."""

from fractions import Fraction

import numpy as np

from autograder.variants.core import variant


@variant("W00-01", "steepness")
def with_numpy(rise, run):
    """A numpy number instead of a Python one."""
    return np.divide(rise, run)


@variant("W00-02", "steepness")
def zero_dimensional(rise, run):
    """An array without axes."""
    return np.array(rise) / run


@variant("W00-03", "steepness")
def through_the_angle(rise, run):
    """Trigonometry: the last digits differ."""
    return float(np.tan(np.arctan2(rise, run)))


@variant("W00-04", "steepness")
def times_the_inverse(rise, run):
    """Exact fractions on the way."""
    return float(Fraction(rise) * (1 / Fraction(run)))
