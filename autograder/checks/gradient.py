"""Checks of assignment 03: the gradient in n dimensions and the walk along it."""

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.truth import gradient as truth
from downslope.functions import Quadratic, Waves
from downslope.sheet import Case

ASSIGNMENT = "03_gradient"
NEAR_ZERO = 0.05  # a slope in some direction, against the steepest
RAVINE = Quadratic([[2, 0], [0, 20]], [0, 0])  # x² + 10 y²
COUPLED = Quadratic([[2, 3], [3, 0]], [0, 0])  # x² + 3 x y
DESK = Quadratic(np.diag([2, 4, 6, 8, 10, 12]), np.zeros((2, 3)))  # 1 a² + 2 b² + 3 c² + …


def quadratic(rng, shape) -> Quadratic:
    """A random valley whose knobs influence each other; curvatures between 0.4 and 2."""
    d = int(np.prod(shape))
    turn, _ = np.linalg.qr(rng.normal(size=(d, d)))
    A = turn * rng.uniform(0.4, 2, size=d) @ turn.T
    return Quadratic((A + A.T) / 2, normal(rng, shape), height=float(rng.normal()))


def normal(rng, shape) -> np.ndarray:
    """Random numbers as an array, also where the shape is () and numpy would give a float."""
    return np.array(rng.normal(size=shape))


def waves(rng, shape) -> Waves:
    """A random smooth landscape of three waves."""
    a, p = rng.uniform(0.5, 1.5, 3), rng.uniform(0, 6, 3)
    return Waves(a, rng.uniform(0.3, 1.2, (3, *shape)) * rng.choice([-1, 1], (3, *shape)), p)


def gradients_by_hand(rng):
    return [
        Case(
            (RAVINE, np.array([1.0, 2.0])), note="f = x² + 10 y², at (1, 2): the gradient (2, 40)"
        ),
        Case((RAVINE, np.array([2.0, -1.0])), note="f = x² + 10 y², at (2, -1)"),
        Case((COUPLED, np.array([1.0, 2.0])), note="f = x² + 3 x y, at (1, 2): gradient (8, 3)"),
        Case((COUPLED, np.array([-1.0, 1.0]), 0.1), note="f = x² + 3 x y, with h = 0.1"),
    ]


def gradients_of_matrices(rng):
    w = np.array([[1.0, -1.0, 2.0], [0.0, 3.0, -2.0]])
    return [
        Case((DESK, w), note="six knobs in 2 rows of 3"),
        Case((waves(rng, (3, 2)), normal(rng, (3, 2))), note="six knobs in 3 rows of 2"),
    ]


def gradients_at_random(rng):
    return [
        Case((make(rng, shape), normal(rng, shape)), note=f"a random landscape, {shape}")
        for make, shape in ((waves, (5,)), (quadratic, (4,)), (waves, (2, 4)), (quadratic, (3, 3)))
    ]


def gradients_of_odd_shapes(rng):
    return [
        Case((quadratic(rng, shape), normal(rng, shape)), note=f"w of shape {shape}")
        for shape in ((), (1,), (2, 1, 2), (1, 3))
    ]


def gradients_at_integers(rng):
    return [
        Case((quadratic(rng, shape), rng.integers(-4, 5, size=shape)), note="w holds integers")
        for shape in ((3,), (2, 2))
    ]


def gradients_undisturbed(rng):
    # Eighths and a power of two: who adds h, takes 2h away and adds h again is back to the bit.
    return [
        Case((quadratic(rng, shape), rng.integers(-9, 9, size=shape) / 8, 2.0**-17))
        for shape in ((3,), (2, 3))
    ]


def gradients_of_planes(rng):
    planes = [Quadratic(np.zeros((d, d)), np.zeros(s), rng.uniform(1, 3, d)) for d, s in SIZES]
    return [Case((f, normal(rng, f.shape)), note="an inclined plane") for f in planes]


SIZES = ((3, (3,)), (4, (2, 2)))

numerical_gradient = Exercise(
    function="numerical_gradient",
    assignment=ASSIGNMENT,
    truth=truth.numerical_gradient,
    arguments=("f", "w", "h"),
    results=("gradient",),
    parts=(
        PartSpec("by_hand", "gradients you can work out by hand", 5, True, gradients_by_hand),
        PartSpec("matrix", "knobs in rows and columns", 3, True, gradients_of_matrices),
        PartSpec("random", "random landscapes", 2, False, gradients_at_random),
        PartSpec("shapes", "one knob, and three axes", 1, False, gradients_of_odd_shapes),
        PartSpec("integers", "knobs set to integers", 1, False, gradients_at_integers),
        PartSpec(
            "unchanged", "leaves w as it was", 1, False, gradients_undisturbed, rule="unchanged"
        ),
        PartSpec(
            "both_sides", "looks to both sides", 1, False, gradients_of_planes, rule="both_sides"
        ),
    ),
    tolerance=1e-7,  # centred differences reach 1e-9, one-sided ones only 1e-5
    floor=1.0,
)

repaired_gradient = numerical_gradient.under_the_name(
    "repaired_gradient", ("by_hand", "random", "unchanged")
)


def slopes_by_hand(rng):
    grad = np.array([3.0, 4.0])
    return [
        Case((grad, np.array(u)), note=f"gradient (3, 4), {words}")
        for u, words in (
            ([1.0, 0.0], "to the east"),
            ([0.0, -1.0], "to the south"),
            ([3.0, 4.0], "u = (3, 4), along the gradient: slope 5"),
            ([4.0, -3.0], "u = (4, -3), along the contour: slope 0"),
            ([-6.0, -8.0], "u = (-6, -8), against the gradient: slope -5"),
        )
    ]


def slopes_of_matrices(rng):
    shape = (2, 3)
    return [
        Case((np.array([[1.0, 2, 0], [0, 1, -1]]), np.array([[2.0, 2, 1], [4, 0, 0]]))),
        Case((normal(rng, shape), normal(rng, shape)), note="a random 2×3 gradient"),
    ]


def slopes_at_random(rng):
    """Never nearly along the contour: what is left of such a sum is mostly rounding."""
    cases = []
    for power, shape in ((0, (2,)), (3, (7,)), (-3, (40,)), (0, (3, 3))):
        grad, u = 10.0**power * normal(rng, shape), normal(rng, shape)
        while abs(truth.directional_slope(grad, u)) < NEAR_ZERO * np.linalg.norm(grad):
            u = normal(rng, shape)
        cases.append(Case((grad, u), note="at random"))
    return cases


def slopes_of_odd_shapes(rng):
    cases = [Case((normal(rng, s), normal(rng, s))) for s in ((), (1,), (2, 1, 2))]
    integers = rng.integers(1, 9, size=(2, 4))
    return [*cases, Case(tuple(integers), note="integers")]


directional_slope = Exercise(
    function="directional_slope",
    assignment=ASSIGNMENT,
    truth=truth.directional_slope,
    arguments=("grad", "u"),
    results=("slope",),
    floor=NEAR_ZERO,
    parts=(
        PartSpec("by_hand", "directions you can work out by hand", 3, True, slopes_by_hand),
        PartSpec("matrix", "knobs in rows and columns", 1, True, slopes_of_matrices),
        PartSpec("random", "random directions", 1, False, slopes_at_random),
        PartSpec("shapes", "one knob, three axes, integers", 1, False, slopes_of_odd_shapes),
        PartSpec(
            "unchanged", "leaves its arguments alone", 1, False, slopes_at_random, rule="unchanged"
        ),
    ),
)


def walks_by_hand(rng):
    slope = RAVINE.gradient()
    return [
        Case((slope, np.array([2.0, 1.0]), 0.05, 3), note="f = x² + 10 y², from (2, 1), lr 0.05"),
        Case((slope, np.array([-1.0, 2.0]), 0.075, 4), note="f = x² + 10 y², lr 0.075: zigzag"),
        Case((COUPLED.gradient(), np.array([1.0, 2.0]), 0.25, 3), note="f = x² + 3 x y, lr 0.25"),
        Case((slope, np.array([1.0, 1.0]), 0.1, 0), note="no steps at all"),
    ]


def walks_of_matrices(rng):
    w = np.array([[1.0, -1.0, 2.0], [0.0, 3.0, -2.0]])
    return [
        Case((DESK.gradient(), w, 0.125, 2), note="six knobs in 2 rows of 3"),
        Case((waves(rng, (3, 2)).gradient(), normal(rng, (3, 2)), 0.1, 5)),
    ]


def walks_at_random(rng):
    return [
        Case((make(rng, shape).gradient(), normal(rng, shape), lr, int(rng.integers(4, 9))))
        for make, shape, lr in (
            (quadratic, (4,), 0.3),
            (waves, (6,), 0.1),
            (quadratic, (2, 3), 0.9),
            (quadratic, (3,), 2.5),
        )
    ]


def walks_of_odd_shapes(rng):
    return [
        Case((quadratic(rng, shape).gradient(), normal(rng, shape), 0.2, 4))
        for shape in ((), (1,), (2, 1, 2))
    ]


def walks_from_integers(rng):
    return [
        Case((quadratic(rng, shape).gradient(), rng.integers(-5, 6, size=shape), 0.3, 4))
        for shape in ((3,), (2, 2))
    ]


gradient_descent = Exercise(
    function="gradient_descent",
    assignment=ASSIGNMENT,
    truth=truth.gradient_descent,
    arguments=("grad_f", "w0", "lr", "n_steps"),
    results=("path",),
    parts=(
        PartSpec("by_hand", "short walks you can follow by hand", 5, True, walks_by_hand),
        PartSpec("matrix", "knobs in rows and columns", 3, True, walks_of_matrices),
        PartSpec("random", "random landscapes", 3, False, walks_at_random),
        PartSpec("shapes", "one knob, and three axes", 1, False, walks_of_odd_shapes),
        PartSpec("integers", "a start at integers", 1, False, walks_from_integers),
        PartSpec("unchanged", "leaves w0 as it was", 1, False, walks_at_random, rule="unchanged"),
    ),
)

EXERCISES = (numerical_gradient, directional_slope, gradient_descent, repaired_gradient)
