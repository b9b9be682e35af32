"""Checks of assignment 01: slopes in one dimension."""

from autograder.checks.core import Exercise, PartSpec
from autograder.truth import slope as truth
from downslope.functions import Polynomial, Sine
from downslope.sheet import Case

ASSIGNMENT = "01_slope"
NEAR_ZERO = 0.05  # x - lr * slope may nearly cancel; then float32 is off by more than 2e-5 of it


def derivative_by_hand(rng):
    square, cubic = Polynomial([0, 0, 1]), Polynomial([1, -3, 0, 1])
    return [
        Case((square, 3.0), note="f(x) = x², at x = 3, where the slope is 6"),
        Case((square, -1.0), note="f(x) = x², at x = -1, where the slope is -2"),
        Case((Sine(), 0.0), note="f(x) = sin x, at x = 0, where the slope is 1"),
        Case((cubic, 2.0), note="f(x) = x³ - 3x + 1, at x = 2, where the slope is 9"),
    ]


def derivative_with_wide_h(rng):
    return [
        Case((Polynomial([0, 0, 1]), 1.0, 0.1), note="f(x) = x², at x = 1, with h = 0.1"),
        Case((Polynomial([2, 0, 3]), -2.0, 0.01), note="f(x) = 3x² + 2, at x = -2, with h = 0.01"),
    ]


def derivative_of_random_curves(rng):
    cases = []
    for degree in (3, 4, 3, 4):
        curve = Polynomial(rng.uniform(-2, 2, degree + 1))
        cases.append(Case((curve, float(rng.uniform(-3, 3))), note="a random curve"))
    cases.append(Case((Sine(2.0, 1.5, float(rng.uniform(0, 6))), 1.0), note="a sine wave"))
    return cases


def derivative_of_lines(rng):
    lines = [Polynomial(rng.uniform(1, 3, 2)) for _ in range(2)]
    return [Case((line, float(rng.uniform(-2, 2))), note="a straight line") for line in lines]


numerical_derivative = Exercise(
    function="numerical_derivative",
    assignment=ASSIGNMENT,
    truth=truth.numerical_derivative,
    arguments=("f", "x", "h"),
    results=("slope",),
    parts=(
        PartSpec("by_hand", "slopes you can work out by hand", 4, True, derivative_by_hand),
        PartSpec("wide_h", "a wide h", 1, True, derivative_with_wide_h),
        PartSpec("random", "random curves", 3, False, derivative_of_random_curves),
        PartSpec(
            "both_sides", "looks to both sides", 1, False, derivative_of_lines, rule="both_sides"
        ),
    ),
    tolerance=1e-7,  # centred differences reach 1e-9, one-sided ones only 1e-5
    floor=1.0,
)

repaired_derivative = numerical_derivative.under_the_name(
    "repaired_derivative", ("by_hand", "random")
)


def directions_by_hand(rng):
    return [
        Case((2.0,), note="slope 2: the ground rises to the right"),
        Case((-0.5,), note="slope -0.5: the ground falls to the right"),
        Case((0.0,), note="slope 0: level ground"),
    ]


def directions_at_random(rng):
    slopes = [*rng.normal(size=4) * 10.0 ** rng.integers(-6, 7, size=4), 1e-12, -1e-12]
    return [Case((float(s),), note=f"slope {s:.3g}") for s in slopes]


downhill_direction = Exercise(
    function="downhill_direction",
    assignment=ASSIGNMENT,
    truth=truth.downhill_direction,
    arguments=("slope",),
    results=("direction",),
    parts=(
        PartSpec("by_hand", "uphill, downhill and level ground", 5, True, directions_by_hand),
        PartSpec("random", "steep and very gentle slopes", 4, False, directions_at_random),
    ),
)


def steps_by_hand(rng):
    return [
        Case((3.0, 2.0, 0.1), note="x = 3, slope 2, learning rate 0.1"),
        Case((-1.0, -4.0, 0.5), note="x = -1, slope -4, learning rate 0.5"),
        Case((2.0, 0.0, 0.3), note="x = 2 on level ground"),
    ]


def steps_at_random(rng):
    draws = rng.normal(size=(5, 2))
    rates = rng.uniform(0.01, 2, size=5)
    return [
        Case((float(x), float(s), float(lr)), note="a random place, slope and learning rate")
        for (x, s), lr in zip(draws, rates, strict=True)
    ]


step_1d = Exercise(
    function="step_1d",
    assignment=ASSIGNMENT,
    truth=truth.step_1d,
    arguments=("x", "slope", "lr"),
    results=("new x",),
    floor=NEAR_ZERO,
    parts=(
        PartSpec("by_hand", "steps you can work out by hand", 5, True, steps_by_hand),
        PartSpec("random", "random steps", 4, False, steps_at_random),
    ),
)

EXERCISES = (numerical_derivative, downhill_direction, step_1d, repaired_derivative)
