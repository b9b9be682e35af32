"""Checks of assignment 03: how far two gradients are apart, and the gradient checker."""

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.checks.gradient import ASSIGNMENT, COUPLED, DESK, RAVINE, normal, quadratic, waves
from autograder.truth import gradient as truth
from downslope.functions import Quadratic
from downslope.sheet import Case


def errors_by_hand(rng):
    a = np.array([3.0, 4.0])
    return [
        Case((a, np.array([6.0, 8.0])), note="(3, 4) and (6, 8): 5 / 15"),
        Case((np.array([6.0, 8.0]), a), note="(6, 8) and (3, 4): the same"),
        Case((a, -a), note="(3, 4) and (-3, -4): as far apart as can be, 1"),
        Case((a, np.array([-4.0, 3.0])), note="(3, 4) and (-4, 3): a right angle"),
        Case((a, a.copy()), note="(3, 4) twice: 0"),
        Case((np.array([0.0, 0.0]), a), note="(0, 0) and (3, 4): 1"),
    ]


def errors_of_matrices(rng):
    a = rng.normal(size=(2, 3))
    return [
        Case((np.array([[1.0, 2], [2, 4]]), np.array([[1.0, 2], [2, 0]])), note="4 / (5 + 3)"),
        Case((a, a + 1e-3 * rng.normal(size=a.shape)), note="two 2×3 gradients, nearly equal"),
    ]


def errors_at_random(rng):
    cases = []
    for gap, shape in ((1.0, (5,)), (1e-3, (3, 4)), (1e-6, (6,)), (1.0, ())):
        a = normal(rng, shape)
        b = np.array(a + gap * rng.normal(size=shape))
        cases += [Case((a, b), note="at random"), Case((b, a), note="the same, swapped")]
    return cases


def errors_of_zeros(rng):
    return [
        Case((np.zeros(s), np.zeros(s)), note="both are zero: they agree") for s in ((3,), (2, 2))
    ] + [Case((rng.normal(size=4), np.zeros(4)), note="one of the two is zero")]


def errors_of_tiny_gradients(rng):
    return [
        Case((1e-9 * rng.normal(size=4), 1e-9 * rng.normal(size=4)), note="tiny gradients"),
        Case((1e9 * rng.normal(size=4), 1e9 * rng.normal(size=4)), note="huge gradients"),
    ]


relative_error = Exercise(
    function="relative_error",
    assignment=ASSIGNMENT,
    truth=truth.relative_error,
    arguments=("a", "b"),
    results=("error",),
    parts=(
        PartSpec("by_hand", "gradients you can compare by hand", 5, True, errors_by_hand),
        PartSpec("matrix", "knobs in rows and columns", 2, True, errors_of_matrices),
        PartSpec("random", "random gradients, in both orders", 2, False, errors_at_random),
        PartSpec("zeros", "gradients that are zero", 1, False, errors_of_zeros),
        PartSpec("tiny", "tiny and huge gradients", 1, False, errors_of_tiny_gradients),
        PartSpec(
            "unchanged", "leaves its arguments alone", 1, False, errors_at_random, rule="unchanged"
        ),
    ),
)


def off_in(f, place, by) -> np.ndarray:
    """What to add to a gradient of f's shape so that one entry is wrong."""
    plus = np.zeros(f.shape)
    plus[place] = by
    return plus


def swapped(f, w) -> np.ndarray:
    """What to add to the gradient of f at w so that its first and last entries change places."""
    g = f.gradient()(w)
    other = g.copy()
    other.flat[0], other.flat[-1] = g.flat[-1], g.flat[0]
    return other - g


def _case(f, w, note, tol=None, **wrong):
    return Case((f, f.gradient(**wrong), w, *([] if tol is None else [tol])), note=note)


def verdicts_by_hand(rng):
    w, v = np.array([1.0, 2.0]), np.array([2.0, -1.0])
    return [
        _case(RAVINE, w, "the right gradient of x² + 10 y²"),
        _case(COUPLED, v, "the right gradient of x² + 3 x y"),
        _case(RAVINE, w, "a gradient twice as long as the right one", times=2.0),
        _case(RAVINE, w, "the right gradient with the wrong sign", times=-1.0),
        _case(RAVINE, v, "only the second entry is wrong", plus=[0.0, 0.5]),
        _case(RAVINE, v, "only the first entry is wrong", plus=[0.5, 0.0]),
        _case(RAVINE, w, "the two entries are swapped", plus=swapped(RAVINE, w)),
        _case(RAVINE, w, "10 % too long, but tol is 0.2", tol=0.2, times=1.1),
    ]


def verdicts_on_matrices(rng):
    w = np.array([[1.0, -1.0, 2.0], [1.0, 3.0, -2.0]])
    return [
        _case(DESK, w, "the right gradient of six knobs in 2 rows of 3"),
        _case(DESK, w, "one of six entries is 1 % too large", plus=off_in(DESK, (1, 1), 0.3)),
    ]


def verdicts_on_small_slips(rng):
    cases = []
    for make, shape in ((waves, (4,)), (quadratic, (2, 3)), (quadratic, (5,))):
        f, w = make(rng, shape), 2 + rng.normal(size=shape)
        cases += [
            _case(f, w, "a right gradient"),
            _case(f, w, "a gradient 0.1 % too long", times=1.001),
            _case(f, w, "a gradient 0.1 % too short", times=0.999),
        ]
    return cases


def scaled(f: Quadratic, by: float) -> Quadratic:
    return Quadratic(by * f.A, f.centre, by * f.slope, by * f.base)


def verdicts_in_other_units(rng):
    cases = []
    for by, words in ((1e-9, "almost level"), (1e9, "very steep")):
        f, w = scaled(quadratic(rng, (3,)), by), 3 + rng.normal(size=3)
        cases += [
            _case(f, w, f"a right gradient, {words}"),
            _case(f, w, f"a gradient 20 % too long, {words}", times=1.2),
        ]
    return cases


def verdicts_with_a_tolerance(rng):
    f, w = quadratic(rng, (3,)), 2 + rng.normal(size=3)
    return [
        _case(f, w, "0.1 % too long, tol is 0.002", tol=2e-3, times=1.001),
        _case(f, w, "0.1 % too long, tol is 0.0001", tol=1e-4, times=1.001),
        _case(f, w, "10 % too long, tol is 0.01", tol=1e-2, times=1.1),
    ]


def verdicts_on_nan(rng):
    f, w = quadratic(rng, (3,)), rng.normal(size=3)
    return [
        _case(f, w, "a right gradient"),
        _case(f, w, "a gradient that holds NaN", plus=[0.0, float("nan"), 0.0]),
    ]


check_gradient = Exercise(
    function="check_gradient",
    assignment=ASSIGNMENT,
    truth=truth.check_gradient,
    builds_on=("numerical_gradient", "relative_error"),
    arguments=("f", "grad_f", "w", "tol"),
    results=("answer",),
    parts=(
        PartSpec("by_hand", "right and wrong gradients of two knobs", 4, True, verdicts_by_hand),
        PartSpec("matrix", "knobs in rows and columns", 3, True, verdicts_on_matrices),
        PartSpec("slips", "gradients that are 0.1 % off", 2, False, verdicts_on_small_slips),
        PartSpec("units", "almost level, and very steep", 1, False, verdicts_in_other_units),
        PartSpec("tol", "another tolerance", 1, False, verdicts_with_a_tolerance),
        PartSpec("nan", "a gradient with NaN", 1, False, verdicts_on_nan),
        PartSpec(
            "unchanged", "leaves w as it was", 1, False, verdicts_on_matrices, rule="unchanged"
        ),
    ),
)

EXERCISES = (relative_error, check_gradient)
