"""Hold a share of the examples back, as notebook 12 did it: shuffled, each row with its label."""

from __future__ import annotations

import numpy as np


def split(X, y, frac, rng):
    """Shuffle the examples, and hold a share of them back.

    X: (N, D), one example a row. y: (N,), their labels. frac: float, 0 to 1; round(frac * N)
    examples are held back. rng: the np.random.Generator that shuffles.
    Returns (X_kept, y_kept, X_held, y_held). Raises ValueError for a frac that is no share, or if
    X and y have not the same length.
    """
    if len(X) != len(y):
        raise ValueError(f"X has {len(X)} rows, but there are {len(y)} labels.")
    if not 0 <= frac <= 1:
        raise ValueError(f"frac must be between 0 and 1, but got {frac}.")
    order = rng.permutation(len(y))
    kept, held = np.split(order[::-1], [len(y) - round(frac * len(y))])
    return X[kept], y[kept], X[held], y[held]
