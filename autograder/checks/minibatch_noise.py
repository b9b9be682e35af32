"""Checks of assignment 05, continued: how noisy the gradient of a batch is."""

from itertools import combinations

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.checks.minibatch import ASSIGNMENT, seed, seeds
from autograder.truth import minibatch as truth
from downslope.sheet import Case

NEAR = 0.15  # accepted relative error of a measured noise
RISK = 1e-8  # chance that a right measurement misses by more, in one case


def squared_misses(X, y, w, size) -> np.ndarray:
    """‖g_B − g‖² for every batch of `size` of the N rows, N choose size of them."""
    alone = 2 * X * (X @ w - y)[:, np.newaxis]
    every = np.array(list(combinations(range(len(y)), size)))
    off = alone[every].mean(axis=1) - alone.mean(axis=0)
    return np.sum(off * off, axis=1)


def draws_needed(X, y, w, size) -> int:
    """So many draws that the noise misses by more than NEAR with probability below RISK.

    Bernstein's inequality for the mean of squared misses, which must not be off by a fraction of
    1 − (1 − NEAR)²: it holds for every distribution with this spread and this largest value.
    """
    squares = squared_misses(X, y, w, size)
    spread, top = squares.std() / squares.mean(), squares.max() / squares.mean()
    off = 1 - (1 - NEAR) ** 2
    needed = 2 * np.log(2 / RISK) * (spread**2 + top * off / 3) / off**2
    return int(np.ceil(needed / 100)) * 100


def measured(rng, X, y, w, size, note):
    """A case in which luck plays a part."""
    sizes = {"N": X.shape[0], "D": X.shape[1], "B": size}
    args = (X, y, w, size, draws_needed(X, y, w, size), seed(rng))
    return Case(args, sizes, note, tolerance=NEAR)


def exact(rng, X, y, w, size, draws, note):
    """A case in which every draw misses by the same length."""
    X, y, w = (np.array(a, dtype=float) for a in (X, y, w))
    sizes = {"N": X.shape[0], "D": X.shape[1], "B": size}
    return Case((X, y, w, size, draws, seed(rng)), sizes, note)


def noises_by_hand(rng):
    cross = [[1, 0], [1, 0], [0, 1], [0, 1]]
    return [
        exact(rng, [[1], [1]], [0, 2], [3], 1, 4, "two examples, batches of one"),
        exact(rng, cross, [1, -1, 1, -1], [0, 0], 1, 5, "four examples, all equally far off"),
        exact(rng, [[1, 2], [3, 1]], [1, -1], [1, 1], 1, 6, "two examples, two weights"),
        exact(rng, [[1], [2], [3]], [1, 0, 2], [1], 3, 4, "batch_size = N: no noise at all"),
    ]


def outlier(rng, N=6, D=2):
    """One example with a large miss among small ones: typical lengths and their mean differ."""
    X, w = rng.uniform(0.5, 1.5, size=(N, D)), rng.normal(size=D)
    miss = rng.uniform(-0.2, 0.2, size=N)
    miss[rng.integers(N)] = rng.uniform(2, 3) * rng.choice([-1, 1])
    return X, X @ w - miss, w


def cloud(rng, N, D):
    """Examples without outliers, and a gradient that is not small beside its noise."""
    X, w = rng.uniform(-1.5, 1.5, size=(N, D)) + 0.7, rng.normal(size=D)
    return X, X @ w - rng.uniform(0.5, 2.5, size=N), w


def noises_measured(rng):
    return [
        measured(rng, *outlier(rng), 1, "one example is far off, batches of one"),
        measured(rng, *cloud(rng, 8, 3), 3, "8 examples, batches of 3"),
    ]


def noises_at_random(rng):
    return [
        measured(rng, *outlier(rng, 7, 3), 1, "one example is far off, batches of one"),
        measured(rng, *cloud(rng, 9, 2), 2, "9 examples, batches of 2"),
        measured(rng, *cloud(rng, 10, 1), 8, "10 examples, batches of 8"),
    ]


def noises_without_luck(rng):
    X, w = rng.normal(size=(2, 3)), rng.normal(size=3)
    return [
        exact(rng, X, rng.normal(size=2) + 3, w, 1, int(rng.integers(3, 9)), "two examples"),
        exact(rng, X[:1], [5.0], w, 1, 3, "one example, so no noise"),
    ]


def lucky_noises(rng):
    """Few draws with three generators, two of them alike; and many draws."""
    many = measured(rng, *cloud(rng, 8, 2), 2, "8 examples, batches of 2")
    few = [
        Case((*many.args[:4], 3, s), many.sizes, "three draws", about="luck") for s in seeds(rng, 2)
    ]
    return [many, *few]


gradient_noise = Exercise(
    function="gradient_noise",
    assignment=ASSIGNMENT,
    truth=truth.gradient_noise,
    arguments=("X", "y", "w", "batch_size", "n_draws", "rng"),
    results=("noise", "use of rng"),
    parts=(
        PartSpec("by_hand", "cases in which luck plays no part", 3, True, noises_by_hand),
        PartSpec("measured", "small batches of random examples", 2, True, noises_measured),
        PartSpec("random", "more random examples", 2, False, noises_at_random),
        PartSpec("no_luck", "two examples, one example", 1, False, noises_without_luck),
        PartSpec("rng", "draws from rng", 1, False, lucky_noises),
        PartSpec(
            "unchanged", "leaves X, y and w alone", 1, False, noises_at_random, ("noise",),
            rule="unchanged",
        ),
    ),
    floor=0.1,
    reading="noise",
)  # fmt: skip

EXERCISES = (gradient_noise,)
