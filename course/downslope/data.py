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


def clouds(shape, n, rng, extra=0):
    """Points of two classes in a plane, and columns that say nothing about them.

    shape: "curved" (two moons), "rings" (one around the other), "straight" (a line parts them, up
    to some noise) or "boxes" (edges along the axes). n: int, number of points. rng: the
    np.random.Generator that draws. extra: int, number of columns of pure noise, spread 1.
    Returns (X, y): X (n, 2 + extra) float64; y (n,) int, 0 or 1. Raises ValueError for another
    shape.
    """
    X, y = rng.normal(size=(n, 2)), rng.integers(0, 2, n)
    if shape == "curved":
        turn = rng.uniform(0, np.pi, n)
        arc = np.column_stack([np.cos(turn), np.sin(turn)])
        X = np.where(y[:, np.newaxis] == 0, arc, [1.0, 0.5] - arc) + 0.2 * X
    elif shape == "rings":
        turn, far = rng.uniform(0, 2 * np.pi, n), np.where(y == 0, 1.0, 0.5)
        X = far[:, np.newaxis] * np.column_stack([np.cos(turn), np.sin(turn)]) + 0.1 * X
    elif shape == "straight":
        y = (X @ [1.0, 0.5] + 0.3 * rng.normal(size=n) > 0).astype(np.int64)
    elif shape == "boxes":
        X = rng.uniform(-1, 1, size=(n, 2))
        y = ((X[:, 0] > 0.4) | ((X[:, 0] < -0.2) & (X[:, 1] < -0.1))).astype(np.int64)
    else:
        raise ValueError(f"shape must be curved, rings, straight or boxes, but got {shape!r}.")
    return np.hstack([X, rng.normal(size=(n, extra))]), y
