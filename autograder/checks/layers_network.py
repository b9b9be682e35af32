"""Checks of assignment 07, continued: shapes, and the network as a whole."""

from itertools import pairwise

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.truth import layers as truth
from downslope.readings_weights import LARGE
from downslope.sheet import Case, Seed

ASSIGNMENT = "07_layers"
FLOOR = 0.2  # sums are of order 1; one that nearly cancels keeps few digits in single precision


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
    builds_on=("affine_forward", "activation_forward"),
    arguments=("params", "X", "acts"),
    results=("logits", "caches"),
    axes={"logits": "NK"},
    floor=FLOOR,
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


# --- init_params: judged by what luck hardly moves, see downslope.readings_weights ---------------

SPREAD_TOLERANCE = 0.05  # seven standard deviations with the 20,000 weights of a large layer


def seed_of(rng):
    return Seed(int(rng.integers(2**31)))


def draws_seen(rng):
    one, other = seed_of(rng), seed_of(rng)
    small = [((2, 3, 2), one), ((2, 3, 2), other), ((2, 3, 2), one), ((4, 4, 4, 3), other)]
    return [Case((list(s), seed), note=f"sizes {list(s)}") for s, seed in small]


def draws_at_random(rng):
    cases = []
    for layers in (1, 3):
        sizes = rng.permutation(np.arange(2, 20))[: layers + 1].tolist()
        one, other = seed_of(rng), seed_of(rng)
        note = f"sizes {sizes}"
        cases += [Case((list(sizes), seed), note=note) for seed in (one, other, one)]
    return [*cases, Case(([5, 5, 5], seed_of(rng), "xavier"), note="two layers of the same shape")]


def large_draw(sizes, rng, *scheme):
    note = f"sizes {list(sizes)}, scheme {scheme[0] if scheme else 'he'}"
    args = (list(sizes), seed_of(rng), *scheme)
    return Case(args, note=note, tolerance=SPREAD_TOLERANCE, about=LARGE)


def he_seen(rng):
    return [large_draw((300, 200, 100), rng)]


def xavier_seen(rng):
    return [large_draw((300, 200, 100), rng, "xavier")]


def he_unseen(rng):
    return [large_draw((120, 250, 400), rng, "he")]


def xavier_unseen(rng):
    return [large_draw((120, 250, 100, 300), rng, "xavier")]


ALL_BUT_SPREAD = ("rng", "shapes", "b", "variety")
init_params = Exercise(
    function="init_params",
    assignment=ASSIGNMENT,
    truth=truth.init_params,
    arguments=("sizes", "rng", "scheme"),
    results=("rng", "shapes", "b", "spread", "variety"),
    reading="fresh_weights",
    parts=(
        PartSpec("shapes", "the shapes", 1, True, draws_seen, ("shapes",)),
        PartSpec("biases", "biases 0", 1, True, draws_seen, ("b",)),
        PartSpec("different", "no two neurons alike", 1, True, draws_seen, ("variety",)),
        PartSpec("rng", "draws from rng", 2, True, draws_seen, ("rng",)),
        PartSpec("he", "the spread of he", 2, True, he_seen, ("spread", "variety")),
        PartSpec("xavier", "the spread of xavier", 1, True, xavier_seen, ("spread", "variety")),
        PartSpec("random", "networks of any depth", 3, False, draws_at_random, ALL_BUT_SPREAD),
        PartSpec("random_he", "the spread of he, other sizes", 1, False, he_unseen, ("spread",)),
        PartSpec(
            "random_xavier",
            "the spread of xavier, other sizes",
            1,
            False,
            xavier_unseen,
            ("spread",),
        ),
        PartSpec("unchanged", "leaves sizes alone", 1, False, draws_at_random, rule="unchanged"),
    ),
)

EXERCISES = (shape_table, init_params, forward)
