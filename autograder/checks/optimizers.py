"""Checks of assignment 11: steps without a memory and with one, and the walk they take."""

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.checks.gradient import COUPLED, RAVINE, normal, quadratic, waves
from autograder.truth import optimizers as truth
from downslope.functions import Fading
from downslope.ladder import largest
from downslope.sheet import Case, Named

ASSIGNMENT = "11_optimizers"
TINY = 1e-6


def numbers(*entries) -> np.ndarray:
    return np.array(entries, dtype=float)


def cancels(step, w, g, state, *settings) -> bool:
    """Whether old and new nearly cancel in a result, so that single precision keeps few digits.

    They do where a relative change of w or g by TINY changes it by more than 20 * TINY.
    """
    results = []
    for a, b in ((w, g), (w * (1 + TINY), g), (w, g * (1 + TINY))):
        place, later = step(a, b, state, *settings)
        results.append((place, *later.values()))
    return any(
        largest(moved - exact) > 20 * TINY * largest(exact)
        for result in results[1:]
        for exact, moved in zip(results[0], result, strict=True)
    )


def in_a_row(step, rng, shape, n, *settings) -> list[Case]:
    """n steps in a row with random gradients: each case takes over the reference's state."""
    w, state, cases = normal(rng, shape), {}, []
    for k in range(n):
        g = normal(rng, shape)
        while cancels(step, w, g, state, *settings):
            g = normal(rng, shape)
        cases.append(Case((w, g, state, *settings), note=f"step {k + 1} of {n} in a row"))
        w, state = step(w, g, state, *settings)
        w = np.asarray(w)
    return cases


def rates(rng) -> float:
    """A random learning rate that makes a step of the size of w, so that errors show."""
    return float(rng.uniform(0.2, 0.9))


def beta(rng) -> float:
    return float(rng.uniform(0.3, 0.8))


def steps_at_random(step, settings):
    """Two steps for six knobs in 2 rows of 3."""
    return lambda rng: in_a_row(step, rng, (2, 3), 2, rates(rng), *settings(rng))


def five_in_a_row(step, settings):
    """Five steps, each from the state that the one before left."""
    return lambda rng: in_a_row(step, rng, (4,), 5, rates(rng), *settings(rng))


def odd_shapes(step, settings):
    """One knob alone, three axes; and places and gradients that are integers."""

    def cases(rng):
        found = []
        for shape in ((), (1,), (2, 1, 2)):
            found += in_a_row(step, rng, shape, 2, rates(rng), *settings(rng))[1:]
        w, g = rng.integers(1, 9, (2, 3)), rng.integers(1, 9, (2, 3))
        state = in_a_row(step, rng, (2, 3), 2, 0.5, *settings(rng))[1].args[2]
        also = [Case((w, g, s, rates(rng)), note="integers") for s in ({}, state)]
        return found + also

    return cases


def no_slope(step, settings):
    """Knobs whose slope is 0, or next to nothing: no division by zero, and eps in its place."""

    def cases(rng):
        g = normal(rng, (4,))
        g[:2] = 0
        tiny = 1e-6 * rng.uniform(1, 5, 3) * rng.choice([-1, 1], 3)
        state = in_a_row(step, rng, (3,), 2, 0.5, *settings(rng))[1].args[2]
        return [
            Case((normal(rng, (4,)), g, {}, rates(rng)), note="two slopes are 0"),
            Case((normal(rng, (3,)), np.zeros(3), {}, rates(rng)), note="all slopes are 0"),
            Case((normal(rng, (3,)), np.zeros(3), state, rates(rng)), note="slopes are 0, late"),
            Case((normal(rng, (3,)), tiny, {}, rates(rng)), note="slopes of about 0.000001"),
        ]

    return cases


def exercise(step, state, settings, by_hand) -> Exercise:
    """The exercise of one kind of step: the same parts for each of them."""
    walk = five_in_a_row(step, settings)
    return Exercise(
        function=step.__name__,
        assignment=ASSIGNMENT,
        truth=step,
        arguments=("w", "g", "state", "lr", *state),
        results=("w_new", "state_new"),
        parts=(
            PartSpec("by_hand", "steps you can work out by hand", 4, True, by_hand),
            PartSpec(
                "random", "two steps with 2×3 knobs", 2, True, steps_at_random(step, settings)
            ),
            PartSpec("in_a_row", "five steps in a row", 2, False, walk),
            PartSpec("flat", "no slope, or hardly any", 1, False, no_slope(step, settings)),
            PartSpec("shapes", "other shapes, and integers", 1, False, odd_shapes(step, settings)),
            PartSpec("unchanged", "changes nothing it is given", 1, False, walk, rule="unchanged"),
        ),
    )


def plain_by_hand(rng):
    return [
        Case((numbers(2, 1), numbers(4, 20), {}, 0.05), note="w (2, 1), g (4, 20): to (1.8, 0)"),
        Case((numbers(1, -2, 3), numbers(0, 4, -2), {}, 0.5), note="three knobs, lr 0.5"),
        Case((numbers(5, 5), numbers(1, 2), {}, 1.0), note="lr 1"),
    ]


def momentum_by_hand(rng):
    first = (numbers(2, 1), numbers(4, 20))
    return [
        Case((*first, {}, 0.05), note="the first step: v = g, to (1.8, 0)"),
        Case(
            (numbers(1.8, 0), numbers(3.6, 0), {"v": numbers(4, 20)}, 0.05, 0.5),
            note="beta 0.5: v = (5.6, 10), to (1.52, -0.5)",
        ),
        Case((numbers(1, 1), numbers(1, 2), {"v": numbers(10, -20)}, 0.1), note="beta 0.9"),
        Case((numbers(1, 1), numbers(1, 2), {"v": numbers(10, -20)}, 0.1, 0.0), note="beta 0"),
    ]


def adagrad_by_hand(rng):
    return [
        Case((numbers(1, 1), numbers(3, -4), {}, 0.5), note="the first step: s = (9, 16)"),
        Case(
            (numbers(0.5, 1.5), numbers(4, 3), {"s": numbers(9, 16)}, 0.5),
            note="s = (25, 25), to (0.1, 1.2)",
        ),
        Case((numbers(2, 0), numbers(3, -3), {}, 1.0, 1.0), note="eps 1: 3 / (3 + 1)"),
    ]


def rmsprop_by_hand(rng):
    return [
        Case((numbers(1, 1), numbers(4, -2), {}, 0.25, 0.75), note="rho 0.75: s = (4, 1)"),
        Case(
            (numbers(0.5, 1.5), numbers(2, 1), {"s": numbers(4, 1)}, 0.25, 0.75),
            note="rho 0.75: s stays (4, 1)",
        ),
        Case((numbers(3, 3), numbers(1, 10), {"s": numbers(10, 0)}, 0.5), note="rho 0.9"),
        Case((numbers(2, 0), numbers(4, -4), {}, 1.0, 0.75, 1.0), note="eps 1: 4 / (2 + 1)"),
    ]


def adam_by_hand(rng):
    late = {"t": 1, "m": numbers(2, -1), "v": numbers(4, 1)}
    return [
        Case(
            (numbers(1, 1), numbers(4, -2), {}, 0.25, 0.5, 0.75), note="the first step is lr long"
        ),
        Case((numbers(0.75, 1.25), numbers(2, 3), late, 0.25, 0.5, 0.75), note="the second step"),
        Case((numbers(2, 1), numbers(-30, 0.04), {}, 0.5), note="b1 0.9, b2 0.999: lr long again"),
        Case((numbers(2, 0), numbers(4, -4), {}, 1.0, 0.5, 0.75, 4.0), note="eps 4: 4 / (4 + 4)"),
        Case((numbers(0.75, 1.25), numbers(2, 3), {**late, "t": 9}, 0.25), note="the tenth step"),
    ]


sgd = exercise(truth.sgd_step, (), lambda rng: (), plain_by_hand)
momentum = exercise(truth.momentum_step, ("beta",), lambda rng: (beta(rng),), momentum_by_hand)
adagrad = exercise(truth.adagrad_step, ("eps",), lambda rng: (0.01,), adagrad_by_hand)
rmsprop = exercise(
    truth.rmsprop_step, ("rho", "eps"), lambda rng: (beta(rng), 0.01), rmsprop_by_hand
)
adam = exercise(
    truth.adam_step,
    ("b1", "b2", "eps"),
    lambda rng: (beta(rng), float(rng.uniform(0.85, 0.99)), 0.01),
    adam_by_hand,
)
repaired = adam.under_the_name("repaired_adam_step", ("by_hand", "in_a_row", "flat", "unchanged"))


def walks_by_hand(rng):
    slope, half = RAVINE.gradient(), Fading(0.5)
    words = "each step half as long as the one before"
    return [
        Case((half, slope, numbers(2, 1), 3, Named(lr=0.05)), note=f"x² + 10 y², {words}"),
        Case((half, COUPLED.gradient(), numbers(1, 2), 2, Named(lr=0.25)), note="f = x² + 3 x y"),
        Case((half, slope, numbers(1, 2), 4, Named(lr=0.05, fade=1.0)), note="fade=1 is handed on"),
        Case((half, slope, numbers(1, 1), 0, Named(lr=0.1)), note="no steps at all"),
    ]


def walks_at_random(rng):
    return [
        Case((Fading(beta(rng)), make(rng, shape).gradient(), normal(rng, shape), n, Named(**hp)))
        for make, shape, n, hp in (
            (quadratic, (2, 3), 4, {"lr": 0.4}),
            (waves, (5,), 6, {"lr": 0.3, "fade": 0.9}),
            (quadratic, (3,), 5, {"lr": 0.8, "fade": 0.7}),
        )
    ]


def walks_of_odd_shapes(rng):
    return [
        Case((Fading(), quadratic(rng, s).gradient(), normal(rng, s), 3, Named(lr=0.3)))
        for s in ((), (1,), (2, 1, 2))
    ]


def walks_from_integers(rng):
    return [
        Case((Fading(), quadratic(rng, s).gradient(), rng.integers(-5, 6, s), 3, Named(lr=0.3)))
        for s in ((3,), (2, 2))
    ]


run = Exercise(
    function="run_optimizer",
    assignment=ASSIGNMENT,
    truth=truth.run_optimizer,
    arguments=("step", "grad_f", "w0", "n", "hp"),
    results=("path",),
    parts=(
        PartSpec("by_hand", "short walks you can follow by hand", 4, True, walks_by_hand),
        PartSpec("random", "random landscapes", 2, True, walks_at_random),
        PartSpec("again", "other landscapes", 2, False, lambda rng: walks_at_random(rng)),
        PartSpec("shapes", "one knob, and three axes", 1, False, walks_of_odd_shapes),
        PartSpec("integers", "a start at integers", 1, False, walks_from_integers),
        PartSpec("unchanged", "leaves w0 as it was", 1, False, walks_at_random, rule="unchanged"),
    ),
)

EXERCISES = (sgd, run, momentum, adagrad, rmsprop, adam, repaired)
