"""Checks of assignment 08: the backward function of each layer, and its loss.

Sizes are coprime where they can be, so that a factor N and a factor M look different. Upstream
gradients are random, never ones; weights are of order 1 and biases are not 0.
"""

import numpy as np

from autograder.checks import backward_network
from autograder.checks.backward_network import ASSIGNMENT, BLAME_FLOOR, labels
from autograder.checks.core import Exercise, PartSpec
from autograder.checks.layers import in_single_digits
from autograder.truth import backward as truth
from downslope.sheet import Case

KINDS = ("sigmoid", "tanh", "relu")


def affine_case(rng, N, D, M, note):
    cache = (rng.normal(size=(N, D)), rng.normal(size=(D, M)), rng.normal(size=M))
    return Case((rng.normal(size=(N, M)), cache), {"N": N, "D": D, "M": M}, note)


def affine_by_hand(rng):
    X = np.array([[1.0, 0, 2], [-1, 3, 1]])
    W = np.array([[2.0, 1, 0, -1], [0, 1, -2, 3], [1, 1, 1, 2]])
    dZ = np.array([[1.0, -1, 2, 0], [3, 0, 1, -2]])
    return [
        Case(
            (dZ, (X, W, np.array([1.0, 2, -1, 0]))),
            {"N": 2, "D": 3, "M": 4},
            "whole numbers, N = 2, D = 3, M = 4",
        ),
        affine_case(rng, 5, 3, 4, "random numbers, N = 5, D = 3, M = 4"),
        affine_case(rng, 2, 2, 2, "two of everything, N = D = M = 2"),
    ]


def affine_at_random(rng):
    return [affine_case(rng, N, D, M, "random numbers") for N, D, M in ((5, 3, 4), (7, 2, 3))]


def affine_of_special_size(rng):
    return [
        affine_case(rng, 5, 3, 3, "a square W"),
        affine_case(rng, 3, 3, 3, "three of everything"),
        affine_case(rng, 4, 4, 3, "as many examples as inputs"),
        affine_case(rng, 1, 3, 2, "a batch of one example"),
        # A backward pass takes a millisecond; measuring 200,000 slopes one by one takes minutes.
        affine_case(rng, 1, 500, 400, "one example, and a W of 500 × 400"),
    ]


affine_backward = Exercise(
    function="affine_backward",
    assignment=ASSIGNMENT,
    truth=truth.affine_backward,
    arguments=("dZ", "cache"),
    results=("dX", "dW", "db"),
    axes={"dX": "ND", "dW": "DM", "db": "M"},
    parts=(
        PartSpec("dX", "dX, the blame for the inputs", 4, True, affine_by_hand, ("dX",)),
        PartSpec("dW", "dW, the blame for the weights", 4, True, affine_by_hand, ("dW",)),
        PartSpec("db", "db, the blame for the biases", 3, True, affine_by_hand, ("db",)),
        PartSpec("random_dX", "dX on random numbers", 2, False, affine_at_random, ("dX",)),
        PartSpec("random_dW", "dW on random numbers", 2, False, affine_at_random, ("dW",)),
        PartSpec("random_db", "db on random numbers", 2, False, affine_at_random, ("db",)),
        PartSpec("sizes", "square arrays, one example", 2, False, affine_of_special_size),
        PartSpec(
            "unchanged",
            "leaves dZ and the cache alone",
            1,
            False,
            affine_at_random,
            rule="unchanged",
        ),
    ),
)


def away_from_0(rng, shape):
    """Normal numbers without |z| < 0.05, where relu has its corner."""
    Z = 1.5 * rng.normal(size=shape)
    return np.where(np.abs(Z) < 0.05, 0.5, Z)


def activation_visible(kind):
    def cases(rng):
        Z, dA = (
            np.array([[-2.0, -0.5, 1.0], [0.5, 3.0, -1.0]]),
            np.array([[1.0, -2, 3], [-1, 2, 4]]),
        )
        sizes = {"N": 2, "M": 3}
        drawn = (rng.normal(size=(5, 3)), (away_from_0(rng, (5, 3)), kind))
        return [
            Case((dA, (Z, kind)), sizes, f"{kind}, small numbers"),
            Case(drawn, {"N": 5, "M": 3}, f"{kind}, random numbers"),
        ]

    return cases


def activation_hidden(kind):
    def cases(rng):
        sizes = [(7, 4), (3, 3), (1, 5)]
        return [
            Case((rng.normal(size=s), (away_from_0(rng, s), kind)), dict(zip("NM", s, strict=True)))
            for s in sizes
        ]

    return cases


def activation_far_out(rng):
    Z = rng.choice([-1.0, 1.0], size=(3, 4)) * rng.uniform(750, 1000, size=(3, 4))
    dA = rng.normal(size=(3, 4))
    return [Case((dA, (Z, k)), {"N": 3, "M": 4}, f"{k}, Z around ±1000") for k in KINDS]


def activation_lent(rng):
    """One batch for each kind: who has only relu clip in place changes dA there alone."""
    sizes = {"N": 6, "M": 5}
    return [Case((rng.normal(size=(6, 5)), (away_from_0(rng, (6, 5)), k)), sizes, k) for k in KINDS]


SEEN = {kind: activation_visible(kind) for kind in KINDS}
UNSEEN = {kind: activation_hidden(kind) for kind in KINDS}

activation_backward = Exercise(
    function="activation_backward",
    assignment=ASSIGNMENT,
    truth=truth.activation_backward,
    arguments=("dA", "cache"),
    results=("dZ",),
    axes={"dZ": "NM"},
    parts=(
        *(PartSpec(k, k, 2, True, SEEN[k]) for k in KINDS),
        *(PartSpec(f"random_{k}", f"{k} on random numbers", 1, False, UNSEEN[k]) for k in KINDS),
        PartSpec("far_out", "Z around ±1000", 1, False, activation_far_out),
        PartSpec(
            "unchanged",
            "leaves dA and the cache alone",
            1,
            False,
            activation_lent,
            rule="unchanged",
        ),
    ),
)


def loss_case(rng, N, K, note, scale=1.5):
    Z = scale * rng.normal(size=(N, K))
    return Case((Z, labels(rng, N, K)), {"N": N, "K": K}, note)


def losses_by_hand(rng):
    equal = Case(
        (np.zeros((2, 4)), np.array([1, 3])),
        {"N": 2, "K": 4},
        "all logits 0: each class gets 1/4, the loss is log 4",
    )
    parts_of_six = Case(
        (np.log([[1.0, 2, 3], [3, 2, 1], [1, 4, 1], [2, 2, 2]]), np.array([2, 2, 1, 0])),
        {"N": 4, "K": 3},
        "logits whose probabilities are sixths",
    )
    return [equal, parts_of_six, loss_case(rng, 5, 3, "random logits, N = 5, K = 3")]


def losses_at_random(rng):
    sizes = ((7, 4), (5, 3), (3, 3), (1, 5))
    return [loss_case(rng, N, K, f"random logits, N = {N}, K = {K}") for N, K in sizes]


def losses_far_out(rng):
    # Far from 0, but close together in each row: exp overflows, and no probability is 0.
    levels = np.array([[1.0], [-1.0], [1.0]]) * rng.uniform(900, 1000, size=(3, 1))
    Z = in_single_digits(levels + rng.uniform(-2, 2, size=(3, 4)))
    return [Case((Z, np.array([1, 3, 0])), {"N": 3, "K": 4}, "logits near ±1000")]


softmax_ce = Exercise(
    function="softmax_ce",
    assignment=ASSIGNMENT,
    truth=truth.softmax_ce,
    arguments=("Z", "y"),
    results=("loss", "dZ"),
    axes={"dZ": "NK"},
    floor=BLAME_FLOOR,
    parts=(
        PartSpec("loss", "the loss", 4, True, losses_by_hand, ("loss",)),
        PartSpec("dZ", "dZ, the blame for the logits", 5, True, losses_by_hand, ("dZ",)),
        PartSpec("random_loss", "the loss on random logits", 2, False, losses_at_random, ("loss",)),
        PartSpec("random_dZ", "dZ on random logits", 3, False, losses_at_random, ("dZ",)),
        PartSpec("far_out", "logits near ±1000", 1, False, losses_far_out),
        PartSpec("unchanged", "leaves Z and y alone", 1, False, losses_at_random, rule="unchanged"),
    ),
)


EXERCISES = (affine_backward, activation_backward, softmax_ce, *backward_network.EXERCISES)
