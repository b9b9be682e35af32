"""Mini-batches, as notebook 05 made them: every example once an epoch, in a fresh random order."""

from __future__ import annotations

import numpy as np


def minibatches(n, batch_size, rng):
    """Shuffle the indices 0 to n - 1 and cut them into batches.

    n, batch_size: int, at least 1. rng: the np.random.Generator that shuffles.
    Returns a list of arrays of indices, batch_size in each; the last one holds what is left over.
    Raises ValueError for a batch size below 1.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, but got {batch_size}.")
    return np.split(rng.permutation(n), range(batch_size, n, batch_size))
