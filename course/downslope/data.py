"""Examples to learn from, all of them on this machine: nothing is downloaded."""

from __future__ import annotations

from functools import cache

import numpy as np


@cache
def _digits():
    from sklearn.datasets import load_digits  # takes a second, so only whoever wants digits waits

    bunch = load_digits()
    return bunch.data / 16.0, bunch.target.astype(np.int64)


def digits(n_train, rng):
    """Handwritten digits: some to learn from, and all others to see what has been learnt.

    The 1797 pictures that scikit-learn brings along, 8 by 8 pixels each, in an order that `rng`
    draws. A pixel is a number from 0 (paper) to 1 (ink).
    n_train: int, between 1 and 1796. rng: the np.random.Generator that draws.
    Returns (X, y, X_new, y_new): X (n_train, 64) float64 and y (n_train,) int with the digits 0 to
    9; X_new and y_new hold the remaining 1797 - n_train examples. Raises ValueError for any other
    n_train.
    """
    X, y = _digits()
    if not 1 <= n_train < len(y):
        raise ValueError(f"n_train must be between 1 and {len(y) - 1}, but got {n_train}.")
    order = rng.permutation(len(y))
    first, rest = order[:n_train], order[n_train:]
    return X[first], y[first], X[rest], y[rest]
