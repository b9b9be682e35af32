"""Checks of assignment 05: batches, and gradient descent with them."""

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.truth import minibatch as truth
from downslope.sheet import Case, Seed

ASSIGNMENT = "05_minibatch"
RUNS = 8  # of four examples: that all repeat the order of their first epoch has chance 24^-8


def seed(rng) -> Seed:
    return Seed(int(rng.integers(2**53)))


def seeds(rng, count) -> list[Seed]:
    """Different seeds, and the first of them once more at the end."""
    drawn = [seed(rng) for _ in range(count)]
    return [*drawn, drawn[0]]


def batches(rng, n, size, note=""):
    note = note or f"{n} examples, batch_size {size}"
    return Case((n, size, seed(rng)), {"N": n, "B": size}, note)


def batches_by_hand(rng):
    return [
        batches(rng, 10, 3),
        batches(rng, 12, 4),
        batches(rng, 7, 10, "7 examples, batch_size 10: one batch of all"),
        batches(rng, 1, 1, "one example"),
    ]


def batches_to_shuffle(rng):
    return [Case((29, 6, s), {"N": 29, "B": 6}, "29 examples, batch_size 6") for s in seeds(rng, 2)]


def batches_at_random(rng):
    n, size, all_of = (int(rng.integers(*ends)) for ends in ((20, 60), (3, 9), (12, 20)))
    rest = n // size * size + 1  # the last batch holds a single example
    return [
        batches(rng, n, size),
        batches(rng, rest, size),
        batches(rng, all_of, all_of, "as many examples as fit in one batch"),
        batches(rng, int(rng.integers(10, 20)), 1, "batches of one"),
    ]


def shuffles_at_random(rng):
    n, size = int(rng.integers(28, 41)), int(rng.integers(2, 6))
    one = int(rng.integers(28, 41))
    several = [Case((n, size, s), {"N": n, "B": size}, "a random size") for s in seeds(rng, 3)]
    return [*several, batches(rng, one, 1, "batches of one")]


minibatches = Exercise(
    function="minibatches",
    assignment=ASSIGNMENT,
    truth=truth.minibatches,
    arguments=("n", "batch_size", "rng"),
    results=("sizes", "indices", "shuffle", "use of rng"),
    parts=(
        PartSpec("sizes", "sizes of the batches", 2, True, batches_by_hand, ("sizes",)),
        PartSpec("once", "each index exactly once", 2, True, batches_by_hand, ("indices",)),
        PartSpec("shuffled", "shuffled", 1, True, batches_to_shuffle, ("shuffle",)),
        PartSpec("rng", "draws from rng", 1, True, batches_to_shuffle, ("use of rng",)),
        PartSpec("random", "random sizes", 3, False, batches_at_random, ("sizes", "indices")),
        PartSpec(
            "shuffled_anew", "shuffled from rng, at random sizes", 2, False, shuffles_at_random
        ),
    ),
    reading="minibatches",
)

repaired_minibatches = minibatches.under_the_name(
    "repaired_minibatches", tuple(p.name for p in minibatches.parts)
)


# --- sgd_linear: cases in which no shuffle can change w, and cases from which w tells the shuffle


def walk(rng, X, y, w0, lr, size, epochs, note, about=""):
    X, y, w0 = (np.array(a, dtype=float) for a in (X, y, w0))
    sizes = {"N": X.shape[0], "D": X.shape[1], "B": size}
    return Case((X, y, w0, lr, size, epochs, seed(rng)), sizes, note, about=about)


def walks_by_hand(rng):
    corner = [[1, 0], [0, 1], [1, 1]]
    return [
        walk(rng, corner, [1, 2, 0], [0, 0], 0.3, 3, 1, "batch_size = N = 3, one epoch"),
        walk(rng, [[1], [3]], [2, 4], [1], 0.05, 5, 3, "batch_size 5 > N = 2: still one batch"),
        walk(rng, [[2, 0], [0, 1]], [4, 3], [0, 0], 0.1, 1, 1, "two examples, batches of one"),
        walk(rng, corner, [1, 2, 0], [1, -1], 0.3, 2, 0, "no epochs at all"),
    ]


def walks_with_a_short_batch(rng):
    """All rows alike: every batch has the same gradient, so only the number of updates counts."""
    return [
        walk(rng, [[1, 2]] * 5, [3] * 5, [0, 1], 0.05, 2, 2, "five equal examples, batch_size 2"),
        walk(rng, [[2]] * 3, [1] * 3, [1], 0.05, 2, 1, "three equal examples, batch_size 2"),
    ]


def diaries(rng, y, note):
    one = walk(rng, np.ones((4, 1)), y, [0], 3 / 8, 1, 2, note, "diary")
    return [Case((*one.args[:-1], s), one.sizes, one.note, about="diary") for s in seeds(rng, RUNS)]


def diaries_seen(rng):
    return diaries(rng, [0, 1, 2, 3], "four examples, batches of one, two epochs")


def diaries_at_random(rng):
    return diaries(rng, rng.permutation(4), "four examples, batches of one, two epochs")


def line_data(rng, N, D):
    return rng.normal(size=(N, D)), rng.normal(size=N), rng.normal(size=D)


def full_walks_at_random(rng):
    cases = []
    for N, D, size, note in (
        (7, 3, 7, "batch_size = N"),
        (5, 2, 9, "batch_size > N"),
        (1, 3, 1, "one example"),
        (3, 3, 3, "as many examples as weights"),
    ):
        cases.append(walk(rng, *line_data(rng, N, D), 0.04, size, int(rng.integers(3, 6)), note))
    return cases


def walks_at_right_angles(rng):
    """Rows at right angles don't feel each other's updates: any order leads to the same w."""
    cases = []
    for N, D, size in ((4, 5, 1), (6, 7, 3), (3, 3, 1)):
        Q = np.linalg.qr(rng.normal(size=(D, D)))[0][:N]
        X = Q * rng.uniform(0.6, 1.6, size=(N, 1))
        y, w0 = rng.normal(size=N), rng.normal(size=D)
        cases.append(walk(rng, X, y, w0, 0.1, size, 3, "examples at right angles to each other"))
    return cases


def short_batches_at_random(rng):
    cases = []
    for N, D, size in ((7, 3, 4), (8, 2, 3)):
        X, w0 = np.tile(rng.uniform(0.5, 1, size=D), (N, 1)), rng.normal(size=D)
        y = X @ w0 + rng.uniform(1, 2)
        cases.append(walk(rng, X, y, w0, 0.05, size, 3, "equal examples, a short last batch"))
    return cases


def lucky_walks(rng):
    one = walk(rng, *line_data(rng, 12, 3), 0.03, 5, 2, "random examples", "luck")
    return [Case((*one.args[:-1], s), one.sizes, one.note, about="luck") for s in seeds(rng, 2)]


sgd_linear = Exercise(
    function="sgd_linear",
    assignment=ASSIGNMENT,
    truth=truth.sgd_linear,
    arguments=("X", "y", "w0", "lr", "batch_size", "epochs", "rng"),
    results=("w", "history", "order", "use of rng"),
    axes={"w": "D"},
    parts=(
        PartSpec("w", "w, followed by hand", 2, True, walks_by_hand, ("w",)),
        PartSpec("history", "history, followed by hand", 2, True, walks_by_hand, ("history",)),
        PartSpec("short", "a short last batch", 2, True, walks_with_a_short_batch),
        PartSpec("order", "a new order every epoch", 2, True, diaries_seen),
        PartSpec("full", "random examples, one batch", 2, False, full_walks_at_random),
        PartSpec("angles", "examples at right angles", 2, False, walks_at_right_angles),
        PartSpec("rest", "random short batches", 1, False, short_batches_at_random),
        PartSpec("diary", "a new order every epoch, again", 1, False, diaries_at_random),
        PartSpec("rng", "draws from rng", 1, False, lucky_walks, ("use of rng",)),
        PartSpec(
            "unchanged", "leaves X, y and w0 alone", 1, False, full_walks_at_random, ("w",),
            rule="unchanged",
        ),
    ),
    floor=1e-2,  # a loss that happens to be tiny keeps few digits in single precision
    reading="sgd",
)  # fmt: skip

EXERCISES = (minibatches, sgd_linear, repaired_minibatches)
