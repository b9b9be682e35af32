"""Checks of assignment 07, continued: shapes, and the network as a whole."""

from itertools import pairwise

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.truth import layers as truth
from downslope.sheet import Case

ASSIGNMENT = "07_layers"


def affine_numbers(rng, N, D, M):
    """X, W, b of order 1, no bias near 0."""
    b = rng.choice([-1.0, 1.0], size=M) * rng.uniform(0.3, 1.5, size=M)
    return rng.normal(size=(N, D)), rng.normal(size=(D, M)), b


def table_case(sizes, N, note=""):
    return Case((list(sizes), N), {"N": N}, note or f"sizes {list(sizes)}, N = {N}")


def tables_by_hand(rng):
    return [
        table_case((2, 3, 2), 5),
        table_case((4, 2), 3, "sizes [4, 2]: one layer only"),
        table_case((64, 32, 10), 100),
    ]


def tables_at_random(rng):
    cases = []
    for layers in (2, 4, 1):
        sizes = rng.permutation(np.arange(2, 60))[: layers + 1].tolist()
        cases.append(table_case(sizes, int(rng.integers(70, 200))))
    return [*cases, table_case((7, 7, 7), 1, "equal sizes, one example")]


shape_table = Exercise(
    function="shape_table",
    assignment=ASSIGNMENT,
    truth=truth.shape_table,
    arguments=("sizes", "N"),
    results=("table",),
    parts=(
        PartSpec("by_hand", "small networks", 4, True, tables_by_hand),
        PartSpec("random", "networks of any depth", 2, False, tables_at_random),
        PartSpec("unchanged", "leaves sizes alone", 1, False, tables_at_random, rule="unchanged"),
    ),
)


def network(rng, sizes):
    """Params with weights that keep values of order 1, and biases that are not 0."""
    params = []
    for n_in, n_out in pairwise(sizes):
        _, W, b = affine_numbers(rng, 1, n_in, n_out)
        params.append({"W": 1.2 * W / np.sqrt(n_in), "b": b})
    return params


def network_case(rng, sizes, N, acts, note):
    letters = {"N": N, "D": sizes[0], "K": sizes[-1]}
    args = (network(rng, sizes), rng.normal(size=(N, sizes[0])), list(acts))
    return Case(args, letters, note)


def networks_seen(rng):
    params = [
        {"W": np.array([[1.0, -1, 2], [0, 1, 1]]), "b": np.array([0.0, 1, -2])},
        {"W": np.array([[1.0, 0], [-1, 2], [3, 1]]), "b": np.array([5.0, -1])},
    ]
    X = np.array([[1.0, 0], [-1, 2], [0, -3], [2, 1], [1, 3]])
    return [
        Case((params, X, ["relu"]), {"N": 5, "D": 2, "K": 2}, "whole numbers, one relu layer"),
        network_case(rng, (3, 4, 2), 5, ["tanh"], "random numbers, one tanh layer"),
        network_case(
            rng, (3, 3, 3, 3), 4, ["relu", "sigmoid"], "three of everything, relu then sigmoid"
        ),
    ]


def networks_at_random(rng):
    return [
        network_case(rng, (4, 3, 5), 7, ["sigmoid"], "one sigmoid layer"),
        network_case(rng, (2, 5, 4, 3), 6, ["tanh", "relu"], "tanh, then relu"),
    ]


def networks_of_other_depths(rng):
    kinds = ["relu", "tanh", "sigmoid", "tanh"]
    return [
        network_case(rng, (3, 2), 5, [], "one layer, so no activation at all"),
        network_case(rng, (3, 4, 5, 4, 3, 2), 5, kinds, "five layers"),
        network_case(rng, (3, 3, 3, 3, 3, 3), 3, kinds[::-1], "five equal layers, three examples"),
    ]


def networks_with_one_example(rng):
    return [
        network_case(rng, (3, 4, 2), 1, ["relu"], "a batch of one example"),
        network_case(rng, (4, 1, 1), 1, ["sigmoid"], "one neuron in each layer"),
    ]


def networks_permuted(rng):
    """A network, and the same with its hidden neurons in another order: the same logits."""
    params, X, acts = network_case(rng, (3, 5, 2), 6, ["tanh"], "").args
    order = np.roll(rng.permutation(5), 1)
    mixed = [
        {"W": params[0]["W"][:, order].copy(), "b": params[0]["b"][order]},
        {"W": params[1]["W"][order], "b": params[1]["b"].copy()},
    ]
    sizes = {"N": 6, "D": 3, "K": 2}
    return [
        Case((params, X, acts), sizes, "a random network"),
        Case((mixed, X, acts), sizes, "the same, its hidden neurons in another order"),
    ]


forward = Exercise(
    function="forward",
    assignment=ASSIGNMENT,
    truth=truth.forward,
    arguments=("params", "X", "acts"),
    results=("logits", "caches"),
    axes={"logits": "NK"},
    parts=(
        PartSpec("logits", "the logits", 5, True, networks_seen, ("logits",)),
        PartSpec("caches", "the caches", 2, True, networks_seen, ("caches",)),
        PartSpec("random", "random networks", 1, False, networks_at_random, ("logits",)),
        PartSpec("depths", "one layer, five layers", 2, False, networks_of_other_depths),
        PartSpec("one", "one example", 1, False, networks_with_one_example, ("logits",)),
        PartSpec("permuted", "neurons reordered", 1, False, networks_permuted, ("logits",)),
        PartSpec(
            "unchanged",
            "leaves params, X and acts alone",
            1,
            False,
            networks_at_random,
            rule="unchanged",
        ),
    ),
)

EXERCISES = (forward, shape_table)
