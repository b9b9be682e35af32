"""Checks of assignment 02: gradient descent in one dimension."""

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.truth import descent as truth
from downslope.functions import Polynomial
from downslope.sheet import Case

ASSIGNMENT = "02_descent"
BOWL = Polynomial([0, 0, 1])  # x²
DOUBLE_WELL = Polynomial([0, 0.1, -2, 0, 1])  # x⁴ - 2x² + 0.1x: valleys near -1 and +1


def bowl(a: float, centre: float = 0.0) -> Polynomial:
    """a (x - centre)²"""
    return Polynomial([a * centre**2, -2 * a * centre, a])


def descents_by_hand(rng):
    slope = BOWL.derivative()
    return [
        Case((slope, 1.0, 0.1, 10), note="f = x², x0 = 1, learning rate 0.1: x0 · 0.8^k"),
        Case((slope, -2.0, 0.25, 3), note="f = x², x0 = -2, learning rate 0.25"),
        Case((bowl(2.0, 1.0).derivative(), 0.5, 0.1, 5), note="f = 2 (x - 1)², x0 = 0.5"),
        Case((slope, 3.0, 0.1, 0), note="no steps at all"),
    ]


def descents_at_random(rng):
    cases = []
    for _ in range(3):
        a, centre = float(rng.uniform(0.3, 2)), float(rng.normal())
        ratio = float(rng.uniform(-0.9, 0.95))  # x - centre shrinks by this factor at each step
        start = centre + float(rng.choice([-1, 1]) * rng.uniform(0.5, 3))
        rate = (1 - ratio) / (2 * a)
        steps = int(rng.integers(4, 12))
        cases.append(Case((bowl(a, centre).derivative(), start, rate, steps), note="a random bowl"))
    return cases


def descents_at_the_boundaries(rng):
    a = float(rng.choice([0.5, 1.0, 2.0]))
    slope = bowl(a).derivative()
    return [
        Case((slope, 1.5, 1 / (2 * a), 4), note="the rate that arrives in one step"),
        Case((slope, 1.5, 1 / a, 5), note="the rate that bounces for ever"),
        Case((slope, 1.5, 1.2 / a, 8), note="a rate that diverges"),
    ]


def descents_in_a_double_well(rng):
    slope = DOUBLE_WELL.derivative()
    starts = [-1, 1] * rng.uniform(0.4, 1.6, size=2)
    return [Case((slope, float(x), 0.05, 12), note="a valley on either side") for x in starts]


def descents_off_the_map(rng):
    start = float(rng.uniform(1, 3))
    return [
        Case((bowl(1.0).derivative(), start, 5.0, 14), note="a run that leaves the map (|x| > 1e6)")
    ]


gradient_descent_1d = Exercise(
    function="gradient_descent_1d",
    assignment=ASSIGNMENT,
    truth=truth.gradient_descent_1d,
    arguments=("df", "x0", "lr", "n_steps"),
    results=("path",),
    parts=(
        PartSpec("by_hand", "short paths you can follow by hand", 8, True, descents_by_hand),
        PartSpec("edge", "stays at the edge of the map", 1, True, descents_off_the_map),
        PartSpec("random", "random bowls", 3, False, descents_at_random),
        PartSpec(
            "boundaries", "one step, bouncing, diverging", 2, False, descents_at_the_boundaries
        ),
        PartSpec("basins", "two valleys", 2, False, descents_in_a_double_well),
    ),
)

repaired_descent = gradient_descent_1d.under_the_name("repaired_descent", ("by_hand", "random"))


def _run(f, x0, lr, n_steps, note):
    return Case((truth.gradient_descent_1d(f.derivative(), x0, lr, n_steps), f), note=note)


def runs_by_hand(rng):
    return [
        _run(BOWL, 2.0, 0.1, 40, "f = x², learning rate 0.1, 40 steps"),
        _run(BOWL, 2.0, 0.001, 30, "f = x², learning rate 0.001: 30 short steps"),
        _run(BOWL, 0.002, 0.001, 30, "f = x², 30 very short steps"),
        _run(BOWL, 2.0, 0.98, 30, "f = x², learning rate 0.98"),
        _run(BOWL, 2.0, 1.1, 12, "f = x², learning rate 1.1"),
        _run(BOWL, 2.0, 0.75, 40, "f = x², learning rate 0.75: zigzags, and arrives"),
        _run(bowl(1.0, 5.0), 8.0, 0.97, 25, "the valley lies at x = 5"),
        _run(bowl(1.0, 5.0), 2.0, 0.2, 60, "the valley lies at x = 5"),
        Case((np.array([4.0, 1.0, 1.5, 1.3, 1.1, 1.0, 0.9, 0.8]), BOWL), note="one turn, early on"),
        Case((np.array([0.0, 0.125, 2.0, 4.0, 4.5, 4.501]), bowl(1.0, 5.0)),
             note="short steps at first, long ones, a tiny one"),
        Case((np.array([2.0, -1.0, -1.5, 1.0, 0.5, -1.0, 0.75]), BOWL),
             note="three of five pairs of steps turn"),
    ]  # fmt: skip


def _steps(steps, note):
    """The path of these steps, on a bowl with its lowest point at the end of the path."""
    path = np.concatenate([[0.0], np.cumsum(steps)])
    return Case((path, bowl(1.0, float(path[-1]))), note=note)


def _turning(rng, turns, pairs):
    """Steps of like sizes; `turns` of the pairs have opposite signs. They end off the start."""
    while True:
        signs = np.cumprod(np.append(1.0, np.where(rng.permutation(pairs) < turns, -1.0, 1.0)))
        steps = signs * rng.uniform(0.5, 1.5, size=pairs + 1)
        if abs(steps.sum()) > 0.3:
            return steps


def runs_in_between(rng):
    """The longest step is not the first; some pairs turn, and some don't."""
    size = float(rng.uniform(1, 3))
    arrives = size * np.array([0.02, 0.3, 1.0, 0.6, 0.1, 0.0006])
    still_moves = size * np.array([0.02, 0.3, 1.0, 0.6, 0.1, 0.004])
    return [
        _steps(arrives, "the longest step is the third; the last is tiny"),
        _steps(still_moves, "the longest step is the third; the last is short"),
        *(_steps(_turning(rng, k, 8), f"{k} of 8 pairs of steps turn") for k in (5, 6, 4, 3)),
    ]


def runs_at_random(rng):
    cases = []
    for ratio, steps in ((0.7, 60), (0.995, 40), (-0.97, 40), (-1.15, 25), (-0.6, 60)):
        a, centre = float(rng.uniform(0.5, 2)), float(rng.uniform(3, 6) * rng.choice([-1, 1]))
        start = centre + float(rng.uniform(0.5, 2) * rng.choice([-1, 1]))
        rate = (1 - ratio) / (2 * a)
        cases.append(_run(bowl(a, centre), start, rate, steps, "a random bowl"))
    return cases + runs_in_between(rng)


def runs_that_overflow(rng):
    path = np.array([1.0, -3.0, 9.0, -27.0, np.inf])
    return [
        Case((path, BOWL), note="a path that ends at infinity"),
        Case((np.array([1.0, -5.0, 40.0, np.nan, np.nan]), BOWL), note="a path with NaN"),
        Case((np.zeros(6), BOWL), note="a path that never moves"),
    ]


classify_run = Exercise(
    function="classify_run",
    assignment=ASSIGNMENT,
    truth=truth.classify_run,
    arguments=("path", "f"),
    results=("kind of run",),
    parts=(
        PartSpec("by_hand", "runs on bowls", 9, True, runs_by_hand),
        PartSpec("random", "random runs", 5, False, runs_at_random),
        PartSpec("extreme", "infinite, NaN and motionless paths", 1, False, runs_that_overflow),
        PartSpec(
            "unchanged", "leaves its arguments alone", 1, False, runs_by_hand, rule="unchanged"
        ),
    ),
)


def stops_by_hand(rng):
    slope = BOWL.derivative()
    path = np.array([2.0, -1.0, 0.5, -0.25, 0.125, 0.3])
    return [
        Case((path, slope, 1.5), note="f = x², slopes 4, -2, 1, …, tolerance 1.5"),
        Case((path, slope, 0.6), note="f = x², tolerance 0.6"),
        Case((np.array([2.0, 1.0, 0.5, 0.25]), slope, 1.0), note="a slope of exactly tol: level"),
        Case((path, slope, 0.01), note="never level enough: the last index"),
        Case((np.array([0.0, 1.0, 2.0]), slope, 0.1), note="level at the very start"),
        Case((np.array([-3.0, -2.0, 1.0, 0.2]), slope, 0.5), note="steep downhill at first"),
        Case(
            (np.array([3.0, 4.0, 4.5, 4.9, 5.0]), bowl(1.0, 5.0).derivative(), 0.3),
            note="the valley lies at x = 5",
        ),
    ]


def stops_at_random(rng):
    cases = []
    for _ in range(4):
        f = bowl(float(rng.uniform(0.5, 2)), float(rng.normal() + 3))
        ratio = float(rng.uniform(-0.8, 0.8))
        rate = (1 - ratio) / (2 * f.coefficients[2])
        path = truth.gradient_descent_1d(f.derivative(), float(rng.normal()), rate, 25)
        slopes = np.abs([f.derivative()(x) for x in path])
        k = int(rng.integers(1, 6))
        tolerance = float(np.sqrt(slopes[k] * slopes[k - 1]))  # never equal to one of the slopes
        cases.append(Case((path, f.derivative(), tolerance), note="a random run"))
    return cases


stop_index = Exercise(
    function="stop_index",
    assignment=ASSIGNMENT,
    truth=truth.stop_index,
    arguments=("path", "df", "tol"),
    results=("index",),
    parts=(
        PartSpec("by_hand", "short paths you can follow by hand", 5, True, stops_by_hand),
        PartSpec("random", "random runs", 3, False, stops_at_random),
        PartSpec(
            "unchanged", "leaves its arguments alone", 1, False, stops_by_hand, rule="unchanged"
        ),
    ),
)

EXERCISES = (gradient_descent_1d, classify_run, stop_index, repaired_descent)
