"""Checks of assignment 13, broadcasting backwards: what was repeated is added up again."""

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.checks.tape_steps import ASSIGNMENT, SIX, numbers
from autograder.truth import tape as truth
from downslope.ladder import largest
from downslope.sheet import Case


def sums_by_hand(rng):
    return [
        Case((SIX, (3,)), note="2×3 back to (3,): 5, 7, 9"),
        Case((SIX, (2, 1)), note="2×3 back to (2, 1): 6 and 15"),
        Case((SIX, (1, 3)), note="2×3 back to (1, 3)"),
        Case((SIX, ()), note="2×3 back to one number, 21"),
        Case((SIX, (2, 3)), note="nothing was repeated"),
    ]


def that_adds_up(rng, of, shape) -> np.ndarray:
    """Random numbers whose sums don't nearly cancel: single precision would keep few digits."""
    while True:
        g = numbers(rng, *of)
        sums, sizes = truth.unbroadcast(g, shape), truth.unbroadcast(np.abs(g), shape)
        if largest(sums) > 0.05 * largest(sizes):
            return g


def shrunk(rng, of, *shapes):
    return [Case((that_adds_up(rng, of, s), s), note=f"{of} back to {s}") for s in shapes]


def sums_at_random(rng):
    return shrunk(rng, (4, 2, 3), (2, 3), (2, 1), (4, 1, 3)) + shrunk(rng, (5, 4), (4,), (5, 1))


def sums_in_many_axes(rng):
    return (
        shrunk(rng, (2, 3, 4, 5), (3, 1, 5), (1, 1, 5), (5,), (3, 4, 1), (2, 1, 1, 1))
        + shrunk(rng, (1, 5), (5,), (1, 5), (1, 1), ())
        + shrunk(rng, (3, 1), (1,), (3, 1))
    )


def sums_of_squares(rng):
    return shrunk(rng, (3, 3), (3,), (3, 1), (1, 3), (3, 3), (1,)) + shrunk(
        rng, (4, 4, 4), (4, 4), (4, 1, 4), (4, 1)
    )


unbroadcast = Exercise(
    function="unbroadcast",
    assignment=ASSIGNMENT,
    truth=truth.unbroadcast,
    arguments=("g", "shape"),
    results=("sum",),
    exact=True,
    parts=(
        PartSpec("by_hand", "six numbers, by hand", 3, True, sums_by_hand),
        PartSpec("random", "random arrays", 2, True, sums_at_random),
        PartSpec("axes", "four axes, and axes of length 1", 2, False, sums_in_many_axes),
        PartSpec("square", "all axes of one length", 1, False, sums_of_squares),
        PartSpec("unchanged", "leaves g alone", 1, False, sums_in_many_axes, rule="unchanged"),
    ),
)

EXERCISES = (unbroadcast,)
