"""Checks of assignment 08, continued: the network with one hidden layer."""

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.truth import backward as truth
from downslope.sheet import Case

ASSIGNMENT = "08_backward"
# Where a network happens to be sure and right, p - 1 is tiny and single precision keeps few of its
# digits. Blame is of order 1/N, so smaller arrays are measured against this.
BLAME_FLOOR = 0.2


def labels(rng, N, K):
    """Classes (N,) int with at least one repetition, where N allows it."""
    y = rng.integers(0, K, size=N)
    y[-1] = y[0]
    return y


def network(rng, D, H, K):
    """Params with weights of order 1 and biases that are not 0."""
    return [
        {"W": rng.normal(size=(D, H)), "b": rng.normal(size=H)},
        {"W": rng.normal(size=(H, K)), "b": rng.normal(size=K)},
    ]


def network_case(rng, N, D, H, K, note):
    args = (network(rng, D, H, K), rng.normal(size=(N, D)), labels(rng, N, K))
    return Case(args, {"N": N, "D": D, "H": H, "K": K}, note)


def networks_seen(rng):
    params = [
        {"W": np.array([[1.0, -1, 0], [0, 1, 2]]), "b": np.array([0.0, 1, -1])},
        {"W": np.array([[1.0, 0], [-1, 2], [0, 0]]), "b": np.array([1.0, 0])},
    ]
    X, y = np.array([[1.0, 0], [0, 1], [-1, 1], [1, -1], [1, 1]]), np.array([0, 1, 1, 0, 1])
    return [
        Case(
            (params, X, y),
            {"N": 5, "D": 2, "H": 3, "K": 2},
            "whole numbers as weights, none leaving neuron 2",
        ),
        network_case(rng, 5, 3, 4, 2, "random numbers, N = 5, D = 3, H = 4, K = 2"),
        network_case(rng, 4, 2, 3, 3, "random numbers, N = 4, D = 2, H = K = 3"),
    ]


def networks_at_random(rng):
    sizes = ((5, 3, 4, 2), (7, 4, 3, 5))
    return [network_case(rng, *s, "a random network") for s in sizes]


def networks_of_special_size(rng):
    return [
        network_case(rng, 1, 3, 4, 2, "a batch of one example"),
        network_case(rng, 5, 3, 3, 3, "three of everything but examples"),
    ]


NETWORK = {
    "assignment": ASSIGNMENT,
    "floor": BLAME_FLOOR,
    "arguments": ("params", "X", "y"),
}
UNCHANGED_NETWORK = PartSpec(
    "unchanged", "leaves params, X and y alone", 1, False, networks_at_random, rule="unchanged"
)

# One part for each gradient: a slip in affine_backward's db has cost its points there already, and
# here it costs those of the two biases alone.
DW1, DB1, DW2, DB2 = (f"grads[{i}][{name!r}]" for i in (0, 1) for name in ("W", "b"))

two_layer_grads = Exercise(
    function="two_layer_grads",
    truth=truth.two_layer_grads,
    builds_on=("affine_backward", "activation_backward", "softmax_ce"),
    results=("loss", "grads"),
    axes={DW1: "DH", DB1: "H", DW2: "HK", DB2: "K"},
    parts=(
        PartSpec("loss", "the loss", 1, True, networks_seen, ("loss",)),
        PartSpec("dW2", "dW2", 3, True, networks_seen, (DW2,)),
        PartSpec("db2", "db2", 1, True, networks_seen, (DB2,)),
        PartSpec("dW1", "dW1", 4, True, networks_seen, (DW1,)),
        PartSpec("db1", "db1", 1, True, networks_seen, (DB1,)),
        PartSpec("random_dW2", "dW2 of random networks", 2, False, networks_at_random, (DW2,)),
        PartSpec("random_dW1", "dW1 of random networks", 3, False, networks_at_random, (DW1,)),
        PartSpec("random_db", "db of random networks", 1, False, networks_at_random, (DB1, DB2)),
        PartSpec("sizes", "one example, equal sizes", 1, False, networks_of_special_size),
        UNCHANGED_NETWORK,
    ),
    **NETWORK,
)

repaired_grads = two_layer_grads.under_the_name(
    "repaired_grads", tuple(p.name for p in two_layer_grads.parts if p.rule == "values")
)


def networks_with_a_killed_neuron(rng):
    cases = []
    for j in (0, 2):
        params, X, y = network_case(rng, 5, 2, 3, 4, "").args
        note = f"neuron {j} has no outgoing weights: its influence is 0"
        cases.append(
            Case((truth.kill_neuron(params, j), X, y), {"N": 5, "D": 2, "H": 3, "K": 4}, note)
        )
    return cases


influence = Exercise(
    function="influence",
    truth=truth.influence,
    builds_on=("affine_backward", "activation_backward", "softmax_ce"),
    results=("influence",),
    axes={"influence": "H"},
    parts=(
        PartSpec("small", "small networks", 4, True, networks_seen),
        PartSpec("killed", "a killed neuron", 1, True, networks_with_a_killed_neuron),
        PartSpec("random", "random networks", 2, False, networks_at_random),
        PartSpec("sizes", "one example, equal sizes", 1, False, networks_of_special_size),
        UNCHANGED_NETWORK,
    ),
    **NETWORK,
)


def kill_case(rng, D, H, K, j):
    sizes = {"D": D, "H": H, "K": K}
    return Case((network(rng, D, H, K), j), sizes, f"neuron {j} of {H}")


def kills_seen(rng):
    return [kill_case(rng, 2, 4, 3, 1), kill_case(rng, 3, 3, 3, 2)]


def kills_at_random(rng):
    return [kill_case(rng, *sizes) for sizes in ((3, 5, 2, 4), (2, 3, 5, 0), (4, 4, 4, 1))]


kill_neuron = Exercise(
    function="kill_neuron",
    assignment=ASSIGNMENT,
    truth=truth.kill_neuron,
    arguments=("params", "j"),
    results=("params",),
    parts=(
        PartSpec("small", "small networks", 3, True, kills_seen),
        PartSpec(
            "unchanged",
            "leaves params alone",
            2,
            True,
            kills_seen,
            ("params[1]['W']",),
            rule="unchanged",
        ),
        PartSpec("random", "the first, the last, a square W2", 4, False, kills_at_random),
    ),
)

EXERCISES = (two_layer_grads, influence, kill_neuron, repaired_grads)
