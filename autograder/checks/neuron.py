"""Checks of assignment 06: one neuron, forward, link by link, and backward.

The three activations have parts of their own wherever they occur, so that a slip in one of them
costs the parts that need it and no others. relu is asked at 0 for its value, never for its slope.
"""

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.truth import neuron as truth
from downslope.sheet import Case

ASSIGNMENT = "06_neuron"
KINDS = ("sigmoid", "tanh", "relu")
FLOOR = 1e-2  # slopes are of order 1; smaller arrays are measured against this


def away_from_0(rng, shape=()):
    """Numbers with 0.2 < |z| < 2.2: off relu's corner, and no activation is saturated."""
    return rng.choice([-1.0, 1.0], size=shape) * rng.uniform(0.2, 2.2, size=shape)


# --- sigmoid, tanh_, relu ------------------------------------------------------------------------


def numbers_seen(rng):
    return [
        Case((0.0,), note="the number 0"),
        Case((np.array([-2.0, -1.0, 0.0, 1.0, 2.0]),), {"N": 5}, "five whole numbers"),
        Case((np.array([[0.5, -3.0, 4.0], [-0.25, 2.5, -1.0]]),), {"N": 2, "D": 3}, "a table"),
    ]


def numbers_drawn(rng):
    sizes = ((7,), (3, 4), (1,))
    return [Case((2 * rng.normal(size=s),), note=f"random, shape {s}") for s in sizes]


def numbers_far_out(rng):
    far = np.array([-1.0, 1.0, -1.0]) * rng.uniform(800, 1000, size=3)
    return [Case((far,), {"N": 3}, "numbers near ±1000")]


def activation(function, seen, drawn, far):
    return Exercise(
        function=function,
        assignment=ASSIGNMENT,
        truth=getattr(truth, function),
        arguments=("z",),
        results=("a",),
        floor=FLOOR,
        parts=(
            PartSpec("seen", "a number, a list and a table", seen, True, numbers_seen),
            PartSpec("random", "random numbers", drawn, False, numbers_drawn),
            PartSpec("far_out", "numbers near ±1000", far, False, numbers_far_out),
            PartSpec("unchanged", "leaves z alone", 1, False, numbers_drawn, rule="unchanged"),
        ),
    )


sigmoid, tanh_, relu = (
    activation("sigmoid", 5, 2, 2),
    activation("tanh_", 5, 2, 1),
    activation("relu", 5, 2, 1),
)


# --- neuron_forward and neuron_backward ----------------------------------------------------------


def neuron(rng, D, act, z=None):
    """(x, w, b, act) of a neuron whose sum is z, if given, and else moderate."""
    x, w = rng.normal(size=D), rng.normal(size=D)
    z = away_from_0(rng) if z is None else z
    return x, w, float(z - w @ x), act


def neuron_case(rng, D, act, note=""):
    return Case(neuron(rng, D, act), {"D": D}, note or f"{act}, random numbers, D = {D}")


BY_HAND = (np.array([1.0, 2.0, -1.0]), np.array([3.0, -1.0, 2.0]), 4.0, "relu")  # z = 3
ASLEEP = (np.array([2.0, 1.0]), np.array([-3.0, 1.0]), 2.0, "relu")  # z = -3


def forwards_by_hand(rng):
    return [
        Case(BY_HAND, {"D": 3}, "relu, whole numbers, z = 3"),
        Case(ASLEEP, {"D": 2}, "relu, whole numbers, z = -3"),
        Case((np.array([5.0]), np.array([2.0]), -3.0, "relu"), {"D": 1}, "relu, one input, z = 7"),
    ]


def forwards_with(act, *sizes):
    return lambda rng: [neuron_case(rng, D, act) for D in sizes]


def forwards_far_out(rng):
    far = rng.uniform(700, 1000, size=2)
    return [
        Case(neuron(rng, 3, "sigmoid", -far[0]), {"D": 3}, "sigmoid, z near -1000"),
        Case(neuron(rng, 4, "tanh", far[1]), {"D": 4}, "tanh, z near 1000"),
    ]


SEEN = {act: forwards_with(act, 3, 2) for act in KINDS}
DRAWN = {act: forwards_with(act, 4, 1) for act in KINDS}

neuron_forward = Exercise(
    function="neuron_forward",
    assignment=ASSIGNMENT,
    truth=truth.neuron_forward,
    builds_on=("sigmoid", "tanh_", "relu"),
    arguments=("x", "w", "b", "act"),
    results=("a", "cache"),
    axes={"cache[0]": "D", "cache[1]": "D"},
    floor=FLOOR,
    parts=(
        PartSpec("by_hand", "a, relu on whole numbers", 3, True, forwards_by_hand, ("a",)),
        PartSpec("cache", "the cache", 2, True, forwards_by_hand, ("cache",)),
        PartSpec("sigmoid", "a of a sigmoid neuron", 1, True, SEEN["sigmoid"], ("a",)),
        PartSpec("tanh", "a of a tanh neuron", 1, True, SEEN["tanh"], ("a",)),
        *(PartSpec(f"random_{k}", f"random, {k}", 1, False, DRAWN[k], ("a",)) for k in KINDS),
        PartSpec("far_out", "saturated neurons", 1, False, forwards_far_out, ("a",)),
        PartSpec(
            "unchanged", "leaves x and w alone", 1, False, DRAWN["relu"], rule="unchanged"
        ),
    ),
)  # fmt: skip


def backward_case(rng, D, act, note="", z=None):
    da = float(away_from_0(rng))
    return Case((da, neuron(rng, D, act, z)), {"D": D}, note or f"{act}, D = {D}")


def backwards_by_hand(rng):
    return [
        Case((2.0, BY_HAND), {"D": 3}, "relu, whole numbers, z = 3, da = 2"),
        Case((5.0, ASLEEP), {"D": 2}, "relu, whole numbers, z = -3, da = 5"),
        backward_case(rng, 4, "relu", "relu, random numbers, z = 1.5", z=1.5),
    ]


def backwards_with(act, *sizes):
    return lambda rng: [backward_case(rng, D, act) for D in sizes]


def backwards_at_random(rng):
    signs = {3: 0.7, 5: 1.3}  # awake, or nothing could be seen of dx and dw
    return [backward_case(rng, D, "relu", "relu, random numbers", z) for D, z in signs.items()]


def backwards_saturated(rng):
    far = rng.uniform(700, 1000, size=2)
    return [
        backward_case(rng, 3, "sigmoid", "sigmoid, z near -1000", -far[0]),
        backward_case(rng, 2, "tanh", "tanh, z near 1000", far[1]),
    ]


CURVED_SEEN = {act: backwards_with(act, 3, 2) for act in ("sigmoid", "tanh")}
CURVED_DRAWN = {act: backwards_with(act, 4, 1, 2) for act in ("sigmoid", "tanh")}

neuron_backward = Exercise(
    function="neuron_backward",
    assignment=ASSIGNMENT,
    truth=truth.neuron_backward,
    builds_on=("act_backward",),
    arguments=("da", "cache"),
    results=("dx", "dw", "db"),
    axes={"dx": "D", "dw": "D"},
    floor=FLOOR,
    parts=(
        PartSpec("dw", "dw, relu", 3, True, backwards_by_hand, ("dw",)),
        PartSpec("dx", "dx, relu", 2, True, backwards_by_hand, ("dx",)),
        PartSpec("db", "db, relu", 2, True, backwards_by_hand, ("db",)),
        PartSpec("sigmoid", "a sigmoid neuron", 1, True, CURVED_SEEN["sigmoid"]),
        PartSpec("tanh", "a tanh neuron", 1, True, CURVED_SEEN["tanh"]),
        PartSpec("random_dw", "dw at random, relu", 1, False, backwards_at_random, ("dw",)),
        PartSpec("random_dx", "dx at random, relu", 1, False, backwards_at_random, ("dx",)),
        PartSpec("random_db", "db at random, relu", 1, False, backwards_at_random, ("db",)),
        PartSpec("random_sigmoid", "sigmoid at random", 1, False, CURVED_DRAWN["sigmoid"]),
        PartSpec("random_tanh", "tanh at random", 1, False, CURVED_DRAWN["tanh"]),
        PartSpec("saturated", "saturated neurons", 1, False, backwards_saturated),
        PartSpec(
            "unchanged", "leaves the cache alone", 1, False, backwards_at_random, rule="unchanged"
        ),
    ),
)

repaired_neuron_backward = neuron_backward.under_the_name(
    "repaired_neuron_backward",
    tuple(p.name for p in neuron_backward.parts if p.rule == "values"),
)


# --- act_backward --------------------------------------------------------------------------------


def slopes_seen(act):
    def cases(rng):
        z, da = np.array([-2.0, -0.5, 1.0, 3.0]), np.array([1.0, -2.0, 3.0, -1.0])
        return [
            Case((3.0, 0.5, act), note=f"{act}, two numbers"),
            Case((da, z, act), {"N": 4}, f"{act}, small numbers"),
            Case((rng.normal(size=(5, 3)), away_from_0(rng, (5, 3)), act), {"N": 5, "D": 3},
                 f"{act}, a random table"),
        ]  # fmt: skip

    return cases


def slopes_drawn(act):
    def cases(rng):
        shapes = ((7,), (2, 4), (1,))
        return [Case((rng.normal(size=s), away_from_0(rng, s), act), note=act) for s in shapes]

    return cases


def slopes_far_out(rng):
    far = np.array([-1.0, 1.0, 1.0]) * rng.uniform(750, 1000, size=3)
    return [Case((rng.normal(size=3), far, k), {"N": 3}, f"{k}, z near ±1000") for k in KINDS]


def slopes_lent(rng):
    """One list for each activation: who has only relu clip in place changes da there alone."""
    return [Case((rng.normal(size=9), away_from_0(rng, 9), k), {"N": 9}, k) for k in KINDS]


SLOPES_SEEN = {act: slopes_seen(act) for act in KINDS}
SLOPES_DRAWN = {act: slopes_drawn(act) for act in KINDS}

act_backward = Exercise(
    function="act_backward",
    assignment=ASSIGNMENT,
    truth=truth.act_backward,
    builds_on=("sigmoid", "tanh_", "relu"),
    arguments=("da", "z", "act"),
    results=("dz",),
    floor=FLOOR,
    parts=(
        *(PartSpec(k, k, 2, True, SLOPES_SEEN[k]) for k in KINDS),
        *(PartSpec(f"random_{k}", f"random, {k}", 1, False, SLOPES_DRAWN[k]) for k in KINDS),
        PartSpec("far_out", "z near ±1000", 1, False, slopes_far_out),
        PartSpec("unchanged", "leaves da and z alone", 1, False, slopes_lent, rule="unchanged"),
    ),
)

EXERCISES = (
    sigmoid, tanh_, relu, neuron_forward, act_backward, neuron_backward, repaired_neuron_backward,
)  # fmt: skip
