"""Checks of assignment 13, the steps: what each of them computes, and what it hands back.

The last argument of a case is the blame for the outcome (driver "step"). Numbers are of order 1
to 2, so that a factor that is missing shows.
"""

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.truth import tape as truth
from downslope.sheet import Case

ASSIGNMENT = "13_autodiff"
FLOOR = 0.2  # a sum that nearly cancels keeps few digits in single precision
SIX = np.array([[1.0, 2, 3], [4, 5, 6]])


def numbers(rng, *shape):
    """Random numbers of either sign, none of them near 0."""
    return rng.choice([-1.0, 1.0], shape) * rng.uniform(0.4, 2.0, shape)


def blame(rng, *arrays):
    """Random blame for what these arrays make together by broadcasting."""
    return numbers(rng, *np.broadcast_shapes(*(np.shape(a) for a in arrays)))


# --- steps ---------------------------------------------------------------------------------------


def step_case(rng, *given, note=""):
    words = note or " and ".join(str(np.shape(a)) for a in given)
    return Case((*given, blame(rng, *given)), note=words)


def products_by_hand(rng):
    a, b, g = np.array([2.0, 3]), np.array([5.0, 7]), np.array([1.0, 10])
    return [
        Case((a, b, g), note="(2, 3) times (5, 7), blame (1, 10)"),
        Case((np.array(3.0), np.array(4.0), np.array(2.0)), note="3 times 4, blame 2"),
        Case((a, 4.0, g), note="times the constant 4: no blame for it"),
    ]


def products_of_one_shape(rng):
    return [step_case(rng, numbers(rng, *s), numbers(rng, *s)) for s in ((3,), (2, 5))]


def products_that_repeat(rng):
    pairs = (((2, 3), (3,)), ((4, 1), (4, 5)), ((), (3, 2)), ((3, 1), (1, 2)))
    return [step_case(rng, numbers(rng, *s), numbers(rng, *t)) for s, t in pairs]


def products_in_many_axes(rng):
    pairs = (
        ((3, 1, 5), (2, 3, 4, 5)),
        ((5,), (1, 5)),
        ((1, 5), (5,)),
        ((3, 3), (3, 1)),
        ((1,), (4,)),
    )
    return [step_case(rng, numbers(rng, *s), numbers(rng, *t)) for s, t in pairs]


def products_with_constants(rng):
    whole = rng.integers(1, 6, 3)
    return [
        step_case(rng, numbers(rng, 2, 3), whole, note="a constant array of integers"),
        step_case(rng, whole.tolist(), numbers(rng, 3), note="a constant list, on the left"),
        step_case(rng, float(rng.uniform(2, 3)), numbers(rng, 2, 2), note="a number on the left"),
    ]


def step(function, arguments, results, parts, builds_on=()) -> Exercise:
    """The exercise of one step, with the part that is the same for all."""
    fair = next(part.cases for part in reversed(parts) if not part.visible)
    unchanged = PartSpec("unchanged", "changes nothing it is given", 1, False, fair,
                         results[1:], rule="unchanged")  # fmt: skip
    return Exercise(
        function=function.__name__,
        assignment=ASSIGNMENT,
        truth=function,
        arguments=arguments,
        results=results,
        parts=(*parts, unchanged),
        floor=FLOOR,
        driver="step",
        exact=True,
        builds_on=builds_on,
    )


BOTH = ("value", "da", "db")

mul = step(
    truth.mul,
    ("a", "b", "g"),
    BOTH,
    (
        PartSpec("by_hand", "small products, by hand", 2, True, products_by_hand),
        PartSpec("random", "two arrays of one shape", 1, True, products_of_one_shape),
        PartSpec("repeated", "one is repeated to fit the other", 2, True, products_that_repeat),
        PartSpec("constants", "a constant on either side", 1, False, products_with_constants),
        PartSpec("axes", "repeated along several axes", 2, False, products_in_many_axes),
    ),
    builds_on=("unbroadcast",),
)


def matrices(rng, N, D, M, note=""):
    shape = f"({N}, {D}) times ({D}, {M})"
    args = (numbers(rng, N, D), numbers(rng, D, M), numbers(rng, N, M))
    return Case(args, {"N": N, "D": D, "M": M}, note or shape)


def matrices_by_hand(rng):
    a, b = np.array([[1.0, 2], [3, 4], [0, -1]]), np.array([[1.0, 0, 2, 1], [-1, 1, 0, 3]])
    g = np.array([[1.0, 0, 0, 2], [0, 1, 0, 0], [0, 0, -1, 0]])
    return [Case((a, b, g), {"N": 3, "D": 2, "M": 4}, "whole numbers, (3, 2) times (2, 4)")]


def matrices_at_random(rng):
    return [matrices(rng, 5, 3, 4), matrices(rng, 2, 4, 3)]


def matrices_square(rng):
    return [matrices(rng, 3, 3, 3), matrices(rng, 2, 3, 3), matrices(rng, 3, 3, 2)]


def matrices_of_one(rng):
    X = rng.integers(1, 5, (4, 2))
    constant = Case((X, numbers(rng, 2, 3), numbers(rng, 4, 3)), {"N": 4, "D": 2, "M": 3},
                    "the left one a constant, of integers")  # fmt: skip
    return [matrices(rng, 1, 3, 2), matrices(rng, 4, 1, 3), matrices(rng, 3, 2, 1), constant]


matmul = step(
    truth.matmul,
    ("a", "b", "g"),
    BOTH,
    (
        PartSpec("by_hand", "whole numbers", 2, True, matrices_by_hand),
        PartSpec("random", "random matrices", 2, True, matrices_at_random),
        PartSpec("square", "square ones among them", 1, False, matrices_square),
        PartSpec("one", "a length of 1, and a constant", 1, False, matrices_of_one),
    ),
)


def sum_case(rng, shape, axis, note=""):
    after = () if axis is None else tuple(1 if k == axis else n for k, n in enumerate(shape))
    words = note or f"{shape} over {'everything' if axis is None else f'axis {axis}'}"
    return Case((numbers(rng, *shape), axis, numbers(rng, *after)), note=words)


def totals_by_hand(rng):
    return [
        Case((SIX, None, np.array(10.0)), note="2×3 over everything: 21, blame 10"),
        Case((SIX, 0, np.array([[1.0, 10, 100]])), note="2×3 over axis 0: shape (1, 3)"),
        Case((SIX, 1, np.array([[1.0], [10]])), note="2×3 over axis 1: shape (2, 1)"),
    ]


def totals_at_random(rng):
    return [sum_case(rng, (4, 3), axis) for axis in (None, 0, 1)] + [sum_case(rng, (2, 3, 4), 1)]


def totals_square(rng):
    return [sum_case(rng, (3, 3), axis) for axis in (0, 1)] + [sum_case(rng, (2, 2, 2), 2)]


def totals_of_odd_shapes(rng):
    return [
        sum_case(rng, (), None, "a single number"),
        sum_case(rng, (5,), 0),
        sum_case(rng, (1, 4), 0),
        sum_case(rng, (4, 1), None),
        sum_case(rng, (2, 3, 2, 2), None),
    ]


sum_ = step(
    truth.sum_,
    ("a", "axis", "g"),
    ("value", "da"),
    (
        PartSpec("by_hand", "six numbers, by hand", 2, True, totals_by_hand),
        PartSpec("random", "random arrays", 2, True, totals_at_random),
        PartSpec("square", "all axes of one length", 1, False, totals_square),
        PartSpec("shapes", "other shapes", 1, False, totals_of_odd_shapes),
    ),
)


def bends_by_hand(rng):
    return [
        Case((np.array([0.0, 0.5]), np.array([3.0, 1.0])), note="at 0 the slope is 1"),
        Case((np.array(np.log(3)), np.array(5.0)), note="tanh(log 3) = 0.8: the slope is 0.36"),
    ]


def bends_at_random(rng):
    return [Case((numbers(rng, *s), numbers(rng, *s))) for s in ((4,), (2, 3))]


def bends_far_out(rng):
    far = np.array([-1000.0, 1000, 0.3])
    return [
        Case((far, numbers(rng, 3)), note="at -1000 and 1000"),
        Case((numbers(rng, 2, 1, 2), numbers(rng, 2, 1, 2)), note="three axes"),
        Case((numbers(rng), numbers(rng)), note="a single number"),
        Case((rng.integers(1, 3, 3).tolist(), numbers(rng, 3)), note="a constant list"),
    ]


tanh = step(
    truth.tanh,
    ("a", "g"),
    ("value", "da"),
    (
        PartSpec("by_hand", "slopes you know", 2, True, bends_by_hand),
        PartSpec("random", "random arrays", 1, True, bends_at_random),
        PartSpec("far", "far out, and other shapes", 1, False, bends_far_out),
    ),
)


def walls_by_hand(rng):
    return [
        Case((np.array([2.0, 5]), np.array([1.0, 1])), note="x = (2, 5)"),
        Case((np.array(-3.0), np.array(2.0)), note="x = -3"),
    ]


def walls_at_random(rng):
    return [
        Case((numbers(rng, *s), numbers(rng, *s)), note=f"shape {s}")
        for s in ((3,), (2, 3), (1, 2, 2))
    ] + [Case((rng.integers(1, 9, 3).tolist(), numbers(rng, 3)), note="a plain list")]


stop_gradient = step(
    truth.stop_gradient,
    ("x", "g"),
    ("value", "dx"),
    (
        PartSpec("by_hand", "nothing comes through", 2, True, walls_by_hand),
        PartSpec("random", "other shapes", 1, False, walls_at_random),
    ),
)

EXERCISES = (mul, matmul, sum_, tanh, stop_gradient)
