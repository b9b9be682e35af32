"""Checks of assignment 12: splitting, the penalty, and when to stop."""

from itertools import pairwise

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.truth import overfitting as truth
from downslope.sheet import Case, Seed

ASSIGNMENT = "12_overfitting"


def seed(rng) -> Seed:
    return Seed(int(rng.integers(2**53)))


def examples(rng, N, D):
    """X (N, D) and y (N,); no number twice in the first column of X or in y."""
    X = rng.normal(size=(N, D))
    X[:, 0] = 1 + rng.permutation(N)
    return X, 10 + rng.permutation(N)


def split_case(rng, N, D, frac, note="", luck=None):
    X, y = examples(rng, N, D)
    note = note or f"{N} examples, frac {frac}"
    return Case((X, y, frac, luck or seed(rng)), {"N": N, "D": D}, note)


def splits_by_hand(rng):
    return [
        split_case(rng, 10, 2, 0.3),
        split_case(rng, 8, 3, 0.25),
        split_case(rng, 5, 1, 0.4),
    ]


def splits_with_luck(rng):
    """One split with two seeds, and with the first once more."""
    one = split_case(rng, 60, 2, 0.25)
    X, y, frac, luck = one.args
    return [Case((X, y, frac, s), one.sizes, one.note) for s in (luck, seed(rng), luck)]


def splits_at_random(rng):
    cases = []
    for frac in (0.2, 0.35, 0.6):
        N = int(rng.integers(3, 12)) * 20 + 1  # frac · N ends in .2, .35 or .6: never a half
        cases.append(split_case(rng, N, int(rng.integers(2, 5)), frac))
    return [*cases, split_case(rng, 4, 4, 0.25, "as many columns as rows")]


def splits_at_the_ends(rng):
    return [
        split_case(rng, 7, 2, 0.0, "frac 0: nothing is held back"),
        split_case(rng, 6, 3, 1.0, "frac 1: everything is held back"),
        split_case(rng, 1, 2, 0.2, "one example"),
    ]


split = Exercise(
    function="split",
    assignment=ASSIGNMENT,
    truth=truth.split,
    arguments=("X", "y", "frac", "rng"),
    results=("sizes", "examples", "pairs", "luck", "use of rng"),
    parts=(
        PartSpec("sizes", "sizes of the parts", 2, True, splits_by_hand, ("sizes",)),
        PartSpec("once", "each example once, beside its label", 2, True, splits_by_hand,
                 ("examples", "pairs")),
        PartSpec("shuffled", "shuffled, from rng", 1, True, splits_with_luck,
                 ("luck", "use of rng")),
        PartSpec("random", "random sizes", 2, False, splits_at_random),
        PartSpec("ends", "frac 0, frac 1, one example", 1, False, splits_at_the_ends,
                 ("sizes", "examples", "pairs")),
        PartSpec("unchanged", "leaves X and y alone", 1, False, splits_at_random, rule="unchanged"),
    ),
    reading="split",
)  # fmt: skip


def penalty_case(params, lam, note):
    sizes = {"D": params[0]["W"].shape[0], "K": params[-1]["W"].shape[1], "L": len(params)}
    return Case((params, lam), sizes, note)


def network(rng, sizes):
    """Weights of order 1, and biases none of which is near 0."""
    params = []
    for shape in pairwise(sizes):
        b = rng.choice([-1.0, 1.0], size=shape[1]) * rng.uniform(0.5, 1.5, size=shape[1])
        params.append({"W": rng.normal(size=shape), "b": b})
    return params


def penalties_by_hand(rng):
    first = {"W": np.array([[1.0, -2.0], [0.0, 3.0]]), "b": np.array([5.0, -1.0])}
    second = {"W": np.array([[2.0], [-1.0]]), "b": np.array([4.0])}
    return [
        penalty_case([first], 0.5, "one layer, lam 0.5"),
        penalty_case([first, second], 0.1, "two layers, lam 0.1"),
        penalty_case([second], 0.0, "lam 0: no penalty at all"),
    ]


def penalties_seen(rng):
    return [penalty_case(network(rng, (3, 5, 2)), 0.3, "random weights, sizes 3, 5, 2")]


def penalties_at_random(rng):
    cases = []
    for sizes in ((4, 6, 3), (2, 7, 5, 3), (3, 3, 3)):
        lam = float(rng.uniform(0.05, 2))
        cases.append(penalty_case(network(rng, sizes), lam, f"random weights, sizes {sizes}"))
    return cases


def penalties_of_odd_sizes(rng):
    huge = network(rng, (3, 4))
    huge[0]["W"] *= 1e15
    return [
        penalty_case(network(rng, (1, 1)), 0.7, "a single weight"),
        penalty_case(network(rng, (5, 1, 4, 2, 6)), 1e-6, "four layers, a small lam"),
        penalty_case(huge, 0.2, "huge weights"),
    ]


l2_penalty = Exercise(
    function="l2_penalty",
    assignment=ASSIGNMENT,
    truth=truth.l2_penalty,
    arguments=("params", "lam"),
    results=("penalty", "grads"),
    parts=(
        PartSpec("penalty", "the penalty, by hand", 2, True, penalties_by_hand, ("penalty",)),
        PartSpec("grads", "its gradient, by hand", 2, True, penalties_by_hand, ("grads",)),
        PartSpec("seen", "a random network", 2, True, penalties_seen),
        PartSpec("random", "more random networks", 2, False, penalties_at_random),
        PartSpec("odd", "other depths, huge weights", 2, False, penalties_of_odd_sizes),
        PartSpec("unchanged", "leaves params alone", 1, False, penalties_at_random,
                 rule="unchanged"),
    ),
)  # fmt: skip


def stop_case(losses, patience, note):
    return Case((np.array(losses, dtype=float), patience), {"P": patience}, note)


def stops_by_hand(rng):
    return [
        stop_case([5, 3, 4, 2, 6, 7, 1], 2, "a lower loss comes after the stop"),
        stop_case([4, 3, 2, 1], 2, "it only falls, so nothing stops the walk"),
        stop_case([3, 2, 4, 1, 5], 3, "the walk never stops"),
        stop_case([2, 4, 3, 1], 3, "the new lowest comes one epoch too late"),
        stop_case([2, 4, 1, 3], 3, "the new lowest comes just in time"),
        stop_case([1, 2, 3, 4, 5], 2, "the first one is the best"),
    ]


def ties_seen(rng):
    return [
        stop_case([3, 1, 1, 2], 5, "the lowest value comes twice"),
        stop_case([2, 2, 2, 1], 3, "equal values bring nothing new"),
    ]


def stops_at_random(rng):
    """Long runs: a fall, a rough way up, and the lowest value of all after the stop."""
    cases = []
    for patience in (2, 3, 5):
        down = np.sort(rng.uniform(1, 3, size=int(rng.integers(4, 8))))[::-1]
        bumps = down.repeat(2)
        bumps[1::2] += rng.uniform(
            0.01, 0.5, size=len(down)
        )  # never two in a row without a new low
        up = down[-1] + rng.uniform(0.1, 2, size=patience + int(rng.integers(0, 3)))
        losses = [*bumps, *up, 0.5, *rng.uniform(1, 2, size=3)]
        cases.append(stop_case(losses, patience, f"a long run, patience {patience}"))
    cases.append(stop_case(rng.permutation(12) + 0.5, 12, "patience longer than the run"))
    return cases


def stops_at_the_ends(rng):
    value = float(rng.uniform(1, 2))
    late = [3, 2.5, *rng.uniform(2.6, 3, size=3), 1, 4]
    return [
        stop_case([value], 1, "one epoch"),
        stop_case([value] * 6, 2, "all values equal"),
        stop_case([2, 1.5, 1.6, 1.0], 1, "patience 1"),
        stop_case(late, 4, "the new lowest comes just in time"),
        stop_case(late, 3, "the new lowest comes one epoch too late"),
        stop_case([-1.0, -3, -2, -2.5, -5], 2, "negative values"),
    ]


early_stop = Exercise(
    function="early_stop",
    assignment=ASSIGNMENT,
    truth=truth.early_stop,
    arguments=("val_losses", "patience"),
    results=("best",),
    parts=(
        PartSpec("by_hand", "short runs, followed by hand", 4, True, stops_by_hand),
        PartSpec("ties", "equal values", 1, True, ties_seen),
        PartSpec("random", "long runs", 2, False, stops_at_random),
        PartSpec("ends", "patience 1, one epoch, just in time", 2, False, stops_at_the_ends),
        PartSpec("unchanged", "leaves val_losses alone", 1, False, stops_at_random,
                 rule="unchanged"),
    ),
)  # fmt: skip

EXERCISES = (split, l2_penalty, early_stop)
