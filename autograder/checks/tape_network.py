"""Checks of assignment 13, the network: written down forward only, with the gradients of 09."""

import numpy as np

from autograder.checks.backprop import BLAME_FLOOR, labels, network
from autograder.checks.core import Exercise, PartSpec
from autograder.truth import tape as truth
from downslope.layers import cross_entropy, forward
from downslope.sheet import Case

ASSIGNMENT = "13_autodiff"


def network_case(rng, sizes, N, note="", times=1.0):
    params, X = network(rng, sizes), rng.normal(size=(N, sizes[0]))
    params[-1] = {key: times * array for key, array in params[-1].items()}
    words = note or f"{len(sizes) - 1} layers of sizes {list(sizes)}, N = {N}"
    return Case((params, X, labels(rng, N, sizes[-1])), {"N": N}, words)


def networks_seen(rng):
    return [
        network_case(rng, (2, 3, 2), 5, "the network of 08, sizes [2, 3, 2], N = 5"),
        network_case(rng, (3, 4, 3, 2), 4),
    ]


def networks_of_any_depth(rng):
    return [
        network_case(rng, (4, 3), 5),
        network_case(rng, (3, 3, 3), 3),
        network_case(rng, (3, 5, 4, 3, 2), 6),
        network_case(rng, (4, 3, 2), 1, "a batch of one example"),
    ]


def networks_with_large_logits(rng):
    """Drawn until the best class of each row leads by far, and some label is far from it: else
    single precision keeps few digits of the differences."""
    while True:
        case = network_case(rng, (3, 4, 3), 5, "logits of about 1000", times=1000.0)
        params, X, y = case.args
        logits, _ = forward(params, X, ["tanh"])
        second, first = np.sort(logits, axis=1).T[-2:]
        if np.min(first - second) > 30 and cross_entropy(logits, y) > 100:
            return [case]


taped_loss_and_grads = Exercise(
    function="taped_loss_and_grads",
    assignment=ASSIGNMENT,
    truth=truth.taped_loss_and_grads,
    arguments=("params", "X", "y"),
    results=("loss", "grads"),
    floor=BLAME_FLOOR,
    builds_on=("unbroadcast",),
    parts=(
        PartSpec("loss", "the loss", 1, True, networks_seen, ("loss",)),
        PartSpec("grads", "the gradients of 08 and 09", 2, True, networks_seen, ("grads",)),
        PartSpec("depths", "other depths, one example", 2, False, networks_of_any_depth),
        PartSpec("large", "large logits", 1, False, networks_with_large_logits),
        PartSpec("unchanged", "leaves params, X and y alone", 1, False, networks_of_any_depth,
                 rule="unchanged"),
    ),
)  # fmt: skip

EXERCISES = (taped_loss_and_grads,)
