"""Checks of assignment 12, continued: dropout, forward and back."""

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.checks.overfitting import ASSIGNMENT, seed
from autograder.truth import overfitting as truth
from downslope.sheet import Case


def away_from_zero(rng, *shape):
    return rng.choice([-1.0, 1.0], size=shape) * rng.uniform(0.5, 2, size=shape)


def drop_case(A, p, luck, train, note, about=""):
    return Case((A, p, luck, train), {"N": A.shape[0], "M": A.shape[-1]}, note, about=about)


def nothing_dropped(rng):
    A = np.array([[1.0, -2.0, 3.0], [4.0, 0.0, 6.0]])
    return [
        drop_case(A, 0.0, seed(rng), True, "p_drop 0, in training"),
        drop_case(A, 0.5, seed(rng), False, "p_drop 0.5, not in training"),
        drop_case(away_from_zero(rng, 3, 5), 0.8, seed(rng), False, "p_drop 0.8, not in training"),
    ]


def masks_seen(rng):
    """Two seeds, the first once more; and other numbers with the first."""
    A, note = np.round(away_from_zero(rng, 6, 20), 2), "p_drop 0.4, in training"
    one = seed(rng)
    cases = [drop_case(A, 0.4, s, True, note) for s in (one, seed(rng), one)]
    return [*cases, drop_case(np.round(3 + A, 2), 0.4, one, True, "other numbers, same seed")]


def shares_seen(rng):
    A = rng.integers(1, 5, size=(60, 50)).astype(float)
    return [drop_case(A, 0.2, seed(rng), True, "3000 entries, p_drop 0.2", "large")]


def masks_at_random(rng):
    p = float(rng.uniform(0.55, 0.75))
    A, note = away_from_zero(rng, 17, 11), f"p_drop {p:.2f}, in training"
    one = seed(rng)
    cases = [drop_case(A, p, s, True, note) for s in (seed(rng), one, one)]
    relu = np.maximum(rng.normal(size=(13, 7)), 0)
    return [
        *cases,
        drop_case(away_from_zero(rng, 17, 11), p, one, True, "other numbers, same seed"),
        drop_case(relu, 0.3, seed(rng), True, "behind a relu: some entries are 0 already"),
        drop_case(away_from_zero(rng, 1, 9), 0.5, seed(rng), True, "one example"),
    ]


def means_at_random(rng):
    few, many = float(rng.uniform(0.1, 0.2)), float(rng.uniform(0.6, 0.8))
    return [
        drop_case(rng.uniform(1, 2, size=(400, 250)), few, seed(rng), True,
                  f"100 000 entries, p_drop {few:.2f}", "mean"),
        drop_case(rng.uniform(1, 2, size=(80, 120)), many, seed(rng), True,
                  f"9600 entries, p_drop {many:.2f}", "large"),
    ]  # fmt: skip


def nothing_dropped_at_random(rng):
    return [
        drop_case(away_from_zero(rng, 4, 4), 0.0, seed(rng), True, "p_drop 0, in training"),
        drop_case(away_from_zero(rng, 1, 6), 0.3, seed(rng), False, "one example, not in training"),
        drop_case(1e30 * away_from_zero(rng, 5, 2), 0.9, seed(rng), False, "huge numbers"),
    ]


dropout_forward = Exercise(
    function="dropout_forward",
    assignment=ASSIGNMENT,
    truth=truth.dropout_forward,
    arguments=("A", "p_drop", "rng", "train"),
    results=("A_out", "kept", "share", "cache", "use of rng"),
    axes={"A_out": "NM", "cache": "NM"},
    parts=(
        PartSpec("identity", "nothing dropped: p_drop 0, or no training", 2, True, nothing_dropped,
                 ("A_out",)),
        PartSpec("kept", "0, or scaled", 2, True, masks_seen, ("kept",)),
        PartSpec("share", "as many zeros as p_drop says", 1, True, shares_seen, ("share",)),
        PartSpec("cache", "the cache", 2, True, masks_seen, ("cache",)),
        PartSpec("rng", "draws from rng", 1, True, masks_seen, ("use of rng",)),
        PartSpec("random", "random arrays", 2, False, masks_at_random),
        PartSpec("mean", "the mean is kept", 2, False, means_at_random, ("kept", "share")),
        PartSpec("still", "nothing dropped, again", 1, False, nothing_dropped_at_random,
                 ("A_out", "cache")),
        PartSpec("unchanged", "leaves A alone", 1, False, masks_at_random, rule="unchanged"),
    ),
    reading="dropout",
)  # fmt: skip

repaired_dropout = dropout_forward.under_the_name(
    "repaired_dropout", tuple(p.name for p in dropout_forward.parts)
)


def back_case(dA, mask, note):
    dA, mask = np.array(dA, dtype=float), np.array(mask, dtype=float)
    return Case((dA, mask), {"N": dA.shape[0], "M": dA.shape[1]}, note)


def random_back(rng, N, M, p, note):
    A = away_from_zero(rng, N, M)
    _, cache = truth.dropout_forward(A, p, rng, True)
    cache[0, 0], cache[-1, -1] = 0.0, 1 / (1 - p)  # never all dropped, never all kept
    return back_case(away_from_zero(rng, N, M), cache, note)


def backs_by_hand(rng):
    return [
        back_case([[1, 2, 3], [4, 5, 6]], [[2, 0, 2], [0, 2, 0]], "p_drop 0.5"),
        back_case([[3, -1], [2, 7]], [[5, 5], [0, 0]], "p_drop 0.8"),
        back_case([[3, -1], [2, 7]], [[1, 1], [1, 1]], "not in training: cache is all ones"),
    ]


def backs_seen(rng):
    return [random_back(rng, 4, 6, 0.3, "a random mask, p_drop 0.3")]


def backs_at_random(rng):
    return [
        random_back(rng, 5, 3, float(rng.uniform(0.1, 0.4)), "a random mask"),
        random_back(rng, 4, 4, float(rng.uniform(0.6, 0.9)), "a random mask, as long as wide"),
        random_back(rng, 7, 2, 0.25, "a random mask, p_drop 0.25"),
    ]


def backs_of_odd_sizes(rng):
    return [
        random_back(rng, 1, 8, 0.4, "one example"),
        back_case(away_from_zero(rng, 3, 2), np.zeros((3, 2)), "everything was dropped"),
        back_case(1e30 * away_from_zero(rng, 2, 3), np.ones((2, 3)), "huge slopes, all kept"),
    ]


dropout_backward = Exercise(
    function="dropout_backward",
    assignment=ASSIGNMENT,
    truth=truth.dropout_backward,
    arguments=("dA", "cache"),
    results=("dA_in",),
    axes={"dA_in": "NM"},
    parts=(
        PartSpec("by_hand", "whole numbers", 2, True, backs_by_hand),
        PartSpec("seen", "a random mask", 2, True, backs_seen),
        PartSpec("random", "more random masks", 2, False, backs_at_random),
        PartSpec("odd", "one example, all dropped", 1, False, backs_of_odd_sizes),
        PartSpec("unchanged", "leaves dA and cache alone", 1, False, backs_at_random,
                 rule="unchanged"),
    ),
)  # fmt: skip

EXERCISES = (dropout_forward, dropout_backward, repaired_dropout)
