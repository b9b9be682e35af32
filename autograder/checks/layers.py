"""Checks of assignment 07: one layer of neurons, its activation, and what comes out in the end.

Sizes are coprime where they can be; but N = M must occur too, for there a bias along the wrong
axis raises nothing.
"""

import numpy as np

from autograder.checks import layers_network
from autograder.checks.core import Exercise, PartSpec
from autograder.checks.layers_network import ASSIGNMENT, FLOOR, affine_numbers
from autograder.truth import layers as truth
from downslope.sheet import Case

KINDS = ("sigmoid", "tanh", "relu")


def affine_case(rng, N, D, M, note):
    return Case(affine_numbers(rng, N, D, M), {"N": N, "D": D, "M": M}, note)


def affine_by_hand(rng):
    X = np.array([[1.0, 2, 0], [-1, 0, 3]])
    W = np.array([[1.0, 0, 2, -1], [0, 1, -1, 1], [2, 1, 0, 1]])
    return [
        Case(
            (X, W, np.array([0.0, 10, -1, 2])),
            {"N": 2, "D": 3, "M": 4},
            "whole numbers, N = 2, D = 3, M = 4",
        ),
        affine_case(rng, 5, 3, 4, "random numbers, N = 5, D = 3, M = 4"),
        affine_case(rng, 3, 3, 3, "three of everything, N = D = M = 3"),
    ]


def affine_at_random(rng):
    sizes = ((7, 2, 3), (4, 5, 2))
    return [affine_case(rng, *s, "random numbers") for s in sizes]


def affine_of_special_size(rng):
    return [
        affine_case(rng, 4, 3, 4, "as many examples as neurons"),
        affine_case(rng, 5, 4, 4, "a square W"),
        affine_case(rng, 1, 3, 2, "a batch of one example"),
        affine_case(rng, 1, 4, 1, "one neuron, one example"),
        affine_case(rng, 6, 1, 3, "a single input"),
    ]


affine_forward = Exercise(
    function="affine_forward",
    assignment=ASSIGNMENT,
    truth=truth.affine_forward,
    arguments=("X", "W", "b"),
    results=("Z", "cache"),
    axes={"Z": "NM", "cache[0]": "ND", "cache[1]": "DM", "cache[2]": "M"},
    floor=FLOOR,
    parts=(
        PartSpec("Z", "Z, the sums of all neurons", 5, True, affine_by_hand, ("Z",)),
        PartSpec("cache", "the cache (X, W, b)", 2, True, affine_by_hand, ("cache",)),
        PartSpec("random", "Z on random numbers", 2, False, affine_at_random, ("Z",)),
        PartSpec("sizes", "one neuron, one example", 2, False, affine_of_special_size, ("Z",)),
        PartSpec(
            "unchanged", "leaves X, W and b alone", 1, False, affine_at_random, rule="unchanged"
        ),
    ),
)


def activation_case(rng, N, M, kind, note=""):
    return Case((1.5 * rng.normal(size=(N, M)), kind), {"N": N, "M": M}, note)


def activation_visible(kind):
    def cases(rng):
        Z = np.array([[-2.0, 0, 1], [0.5, 3, -1]])
        return [
            Case((Z, kind), {"N": 2, "M": 3}, f"{kind}, small numbers"),
            activation_case(rng, 5, 3, kind, f"{kind}, random numbers"),
        ]

    return cases


def activation_hidden(kind):
    def cases(rng):
        return [activation_case(rng, N, M, kind) for N, M in ((7, 4), (3, 3), (1, 5))]

    return cases


def activation_far_out(rng):
    Z = rng.choice([-1.0, 1.0], size=(3, 4)) * rng.uniform(750, 1000, size=(3, 4))
    Z[0, :2] = 1000 * rng.permutation([-1.0, 1.0])  # both signs, whatever is drawn
    return [Case((Z, kind), {"N": 3, "M": 4}, f"{kind}, Z around ±1000") for kind in KINDS]


SEEN = {kind: activation_visible(kind) for kind in KINDS}
UNSEEN = {kind: activation_hidden(kind) for kind in KINDS}

activation_forward = Exercise(
    function="activation_forward",
    assignment=ASSIGNMENT,
    truth=truth.activation_forward,
    arguments=("Z", "kind"),
    results=("A", "cache"),
    axes={"A": "NM", "cache[0]": "NM"},
    parts=(
        *(PartSpec(k, k, 2, True, SEEN[k], ("A",)) for k in KINDS),
        PartSpec("cache", "the cache (Z, kind)", 1, True, SEEN["tanh"], ("cache",)),
        *(
            PartSpec(f"random_{k}", f"{k} on random numbers", 1, False, UNSEEN[k], ("A",))
            for k in KINDS
        ),
        PartSpec("far_out", "Z around ±1000", 1, False, activation_far_out, ("A",)),
        PartSpec("unchanged", "leaves Z alone", 1, False, UNSEEN["relu"], rule="unchanged"),
    ),
)


def logits_case(rng, N, K, note="", scale=1.5):
    return Case((scale * rng.normal(size=(N, K)),), {"N": N, "K": K}, note)


def logits_by_hand(rng):
    return [
        Case((np.zeros((2, 4)),), {"N": 2, "K": 4}, "all logits 0: each class gets 1/4"),
        Case(
            (np.log([[1.0, 2, 3], [4, 1, 1]]),),
            {"N": 2, "K": 3},
            "logarithms of whole numbers: sixths come out",
        ),
        logits_case(rng, 5, 3, "random logits, N = 5, K = 3"),
        logits_case(rng, 3, 3, "three examples, three classes"),
    ]


def in_single_digits(Z):
    """Z, of up to 1024, rounded to what single precision holds exactly: so do differences, then."""
    return np.round(Z * 1024) / 1024


def high_and_low(rng, N, K):
    """Logits near ±1000, close together in each row: exp overflows, no probability is 0."""
    levels = rng.uniform(900, 1000, size=(N, 1)) * np.where(np.arange(N) % 2, -1, 1)[:, None]
    return in_single_digits(levels + rng.uniform(-2, 2, size=(N, K)))


def logits_near_1000(rng):
    alone = in_single_digits(1000 + rng.uniform(-2, 2, size=(1, 3)))
    return [
        Case((alone,), {"N": 1, "K": 3}, "logits near 1000"),
        Case((high_and_low(rng, 2, 4),), {"N": 2, "K": 4}, "one row near 1000, one near -1000"),
    ]


def logits_at_random(rng):
    sizes = ((7, 4), (2, 5), (1, 3), (4, 4))
    return [logits_case(rng, *s, f"random logits, N = {s[0]}, K = {s[1]}") for s in sizes]


def logits_shifted(rng):
    """The same rows, each lifted by a number of its own: the same probabilities."""
    Z = rng.normal(size=(4, 3))
    lift = rng.uniform(-20, 20, size=(4, 1))
    return [
        Case((Z,), {"N": 4, "K": 3}, "random logits"),
        Case((Z + lift,), {"N": 4, "K": 3}, "the same, every row lifted by another number"),
    ]


def logits_far_out(rng):
    spread = rng.choice([-1.0, 1.0], size=(3, 4)) * rng.uniform(900, 1000, size=(3, 4))
    spread = in_single_digits(spread)
    spread[0, :2] = [1000.0, -1000.0]
    return [
        Case((high_and_low(rng, 4, 3),), {"N": 4, "K": 3}, "rows near 1000 and near -1000"),
        Case((spread,), {"N": 3, "K": 4}, "+1000 and -1000 in the same row"),
    ]


softmax = Exercise(
    function="softmax",
    assignment=ASSIGNMENT,
    truth=truth.softmax,
    arguments=("Z",),
    results=("P",),
    axes={"P": "NK"},
    parts=(
        PartSpec("by_hand", "P, the probabilities", 5, True, logits_by_hand),
        PartSpec("large", "logits near ±1000", 2, True, logits_near_1000),
        PartSpec("random", "random logits, one example", 2, False, logits_at_random),
        PartSpec("shifted", "a number added to a whole row", 1, False, logits_shifted),
        PartSpec("far_out", "rows far apart, wide rows", 1, False, logits_far_out),
        PartSpec("unchanged", "leaves Z alone", 1, False, logits_at_random, rule="unchanged"),
    ),
)

repaired_softmax = softmax.under_the_name(
    "repaired_softmax", tuple(p.name for p in softmax.parts if p.rule == "values")
)


def labels(rng, N, K):
    """Classes (N,) int with at least one repetition, where N allows it."""
    y = rng.integers(0, K, size=N)
    y[-1] = y[0]
    return y


def loss_case(rng, N, K, note, scale=1.5):
    return Case((scale * rng.normal(size=(N, K)), labels(rng, N, K)), {"N": N, "K": K}, note)


def losses_by_hand(rng):
    return [
        Case(
            (np.zeros((3, 4)), np.array([1, 3, 1])),
            {"N": 3, "K": 4},
            "all logits 0: pure guessing, the loss is log 4",
        ),
        Case(
            (np.log([[1.0, 2, 3], [3, 2, 1], [1, 4, 1], [2, 2, 2]]), np.array([2, 2, 1, 0])),
            {"N": 4, "K": 3},
            "logits whose probabilities are sixths",
        ),
        loss_case(rng, 5, 3, "random logits, N = 5, K = 3"),
    ]


def losses_near_1000(rng):
    return [Case((high_and_low(rng, 3, 4), np.array([1, 3, 0])), {"N": 3, "K": 4}, "near ±1000")]


def losses_at_random(rng):
    sizes = ((7, 4), (3, 3), (1, 5))
    return [loss_case(rng, *s, f"random logits, N = {s[0]}, K = {s[1]}") for s in sizes]


def losses_far_out(rng):
    """The right class has probability 0 in floating point; its loss is large, and not infinite."""
    gap = float(rng.uniform(800, 1000))
    Z = np.array([[gap, 0.0, -3.0], [0.0, 2.0, -gap]])
    return [Case((Z, np.array([1, 2])), {"N": 2, "K": 3}, "the right class nearly 1000 behind")]


cross_entropy = Exercise(
    function="cross_entropy",
    assignment=ASSIGNMENT,
    truth=truth.cross_entropy,
    builds_on=("softmax",),
    arguments=("Z", "y"),
    results=("loss",),
    parts=(
        PartSpec("by_hand", "losses you can work out", 5, True, losses_by_hand),
        PartSpec("large", "logits near ±1000", 1, True, losses_near_1000),
        PartSpec("random", "random logits, one example", 3, False, losses_at_random),
        PartSpec("far_out", "a right class far behind", 1, False, losses_far_out),
        PartSpec("unchanged", "leaves Z and y alone", 1, False, losses_at_random, rule="unchanged"),
    ),
)

EXERCISES = (
    affine_forward,
    activation_forward,
    softmax,
    cross_entropy,
    *layers_network.EXERCISES,
    repaired_softmax,
)
