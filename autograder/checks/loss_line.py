"""Checks of assignment 04: the loss of a straight line, and the slopes of its two knobs."""

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.truth import loss as truth
from downslope.sheet import Case

ASSIGNMENT = "04_loss"


def _line(x, y, w, b, note):
    return Case((np.array(x), np.array(y), w, b), {"N": len(x)}, note)


def _points(rng, n):
    """x and y (n,): a line with noise, both away from 0 on average, so that nothing cancels."""
    x = rng.normal(size=n) + 0.8 * rng.choice([-1, 1])
    return x, rng.normal() * x + rng.normal(size=n) + 0.7 * rng.choice([-1, 1])


def _knobs(rng):
    """w and b, neither of them near 0."""
    w, b = rng.uniform(0.4, 2, size=2) * rng.choice([-1, 1], size=2)
    return float(w), float(b)


def misses_by_hand(rng):
    pred, y = rng.normal(size=(2, 7)) + 0.5
    return [
        Case((np.array([3.0, 5, 4]), np.array([1.0, 5, 5])), {"N": 3}, "misses 2, 0 and -1"),
        Case((np.array([1, 2, 3, 4]), np.array([0, 2, 5, 3])), {"N": 4}, "misses 1, 0, -2 and 1"),
        Case((pred, y), {"N": 7}, "seven numbers drawn at random"),
    ]


def misses_at_random(rng):
    cases = []
    for n in rng.choice(np.arange(3, 12), size=3, replace=False):
        pred, y = rng.normal(size=(2, n)) + rng.normal()
        cases.append(Case((pred, y + 0.4), {"N": int(n)}, f"{n} predictions"))
    return cases


def one_miss(rng):
    pred = rng.normal(size=1) * 3
    y = pred + rng.choice([-1, 1]) * rng.uniform(0.5, 3)
    far = np.array([float(rng.uniform(1e4, 1e6))])
    return [
        Case((pred, y), {"N": 1}, "one prediction only"),
        Case((far, y), {"N": 1}, "one very large miss"),
    ]


mse_loss = Exercise(
    function="mse_loss",
    assignment=ASSIGNMENT,
    truth=truth.mse_loss,
    arguments=("pred", "y"),
    results=("loss", "dpred"),
    axes={"dpred": "N"},
    parts=(
        PartSpec("loss", "the loss, small cases", 3, True, misses_by_hand, ("loss",)),
        PartSpec("dpred", "dpred, small cases", 3, True, misses_by_hand, ("dpred",)),
        PartSpec("random_loss", "the loss, random", 1, False, misses_at_random, ("loss",)),
        PartSpec("random_dpred", "dpred, random", 2, False, misses_at_random, ("dpred",)),
        PartSpec("one", "a single prediction", 1, False, one_miss),
        PartSpec(
            "unchanged", "leaves its arguments alone", 1, False, misses_by_hand, rule="unchanged"
        ),
    ),
)


def lines_by_hand(rng):
    return [
        Case((np.array([0.0, 1, 2]), 2.0, 1.0), {"N": 3}, "w = 2, b = 1"),
        Case((np.array([1, 2, 3, 4]), 0.5, -1.0), {"N": 4}, "whole numbers x, w = 0.5, b = -1"),
        Case((np.array([-2.0, 3, 0, 1, 1]), -3.0, 0.25), {"N": 5}, "w = -3, b = 0.25"),
    ]


def lines_at_random(rng):
    sizes = (1, *rng.choice(np.arange(2, 10), size=3, replace=False))
    return [Case((_points(rng, n)[0], *_knobs(rng)), {"N": int(n)}, "a random line") for n in sizes]


linear_predict = Exercise(
    function="linear_predict",
    assignment=ASSIGNMENT,
    truth=truth.linear_predict,
    arguments=("x", "w", "b"),
    results=("pred",),
    axes={"pred": "N"},
    floor=0.1,  # w x + b may nearly cancel, where single precision leaves few digits
    parts=(
        PartSpec("by_hand", "lines you can follow by hand", 5, True, lines_by_hand),
        PartSpec("random", "random lines", 3, False, lines_at_random),
        PartSpec(
            "unchanged", "leaves its arguments alone", 1, False, lines_by_hand, rule="unchanged"
        ),
    ),
)


def fits_by_hand(rng):
    x, y = _points(rng, 6)
    return [
        _line([1.0, 2, 3], [2.0, 5, 4], 2.0, 1.0, "misses 1, 0 and 3"),
        _line([1, 2, 3, 6], [3, 5, 4, 8], 1, 2, "whole numbers, misses 0, -1, 1 and 0"),
        _line([0.0, 0, 0, 0, 0], [1.0, 2, 3, 4, 5], 2.0, 0.5, "every x is 0: no leverage for w"),
        _line([1.0, 2, 3], [3.0, 5, 7], 2.0, 1.0, "a perfect fit"),
        _line(x, y, *_knobs(rng), "six points drawn at random"),
    ]


def fits_at_random(rng):
    sizes = rng.choice(np.arange(2, 12), size=4, replace=False)
    return [_line(*_points(rng, n), *_knobs(rng), f"{n} points") for n in sizes]


def one_point(rng):
    return [_line(*_points(rng, 1), *_knobs(rng), "one point only") for _ in range(2)]


linear_gradients = Exercise(
    function="linear_gradients",
    assignment=ASSIGNMENT,
    truth=truth.linear_gradients,
    arguments=("x", "y", "w", "b"),
    results=("dw", "db"),
    floor=0.5,  # a miss may nearly cancel, where single precision leaves few digits
    parts=(
        PartSpec("dw", "dw, small cases", 3, True, fits_by_hand, ("dw",)),
        PartSpec("db", "db, small cases", 3, True, fits_by_hand, ("db",)),
        PartSpec("random_dw", "dw, random", 2, False, fits_at_random, ("dw",)),
        PartSpec("random_db", "db, random", 1, False, fits_at_random, ("db",)),
        PartSpec("one", "a single point", 1, False, one_point),
        PartSpec(
            "unchanged", "leaves its arguments alone", 1, False, fits_by_hand, rule="unchanged"
        ),
    ),
)

repaired_linear_gradients = linear_gradients.under_the_name(
    "repaired_linear_gradients", ("dw", "db", "random_dw", "random_db")
)

EXERCISES = (linear_predict, mse_loss, linear_gradients, repaired_linear_gradients)
