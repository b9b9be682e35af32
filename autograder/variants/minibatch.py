"""Right ways to deal out examples, to walk with batches and to measure their noise."""

import math

import numpy as np

from autograder.truth.minibatch import sgd_linear
from autograder.variants.core import variant

BATCHES = ("minibatches", "repaired_minibatches")


@variant("V-37", *BATCHES)
def sorted_luck(n, batch_size, rng):
    """Another use of the generator: the order in which random numbers are sorted."""
    order = np.argsort(rng.random(n))
    return np.split(order, range(batch_size, n, batch_size))


@variant("W05-01", *BATCHES)
def shuffled_in_place(n, batch_size, rng):
    """A list of its own, shuffled in place; batches are lists of Python ints."""
    order = list(range(n))
    rng.shuffle(order)
    batches = []
    while order:
        batches.append(order[:batch_size])
        del order[:batch_size]
    return batches


@variant("W05-02", *BATCHES)
def chosen(n, batch_size, rng):
    """rng.choice without replacement, and a tuple of arrays."""
    order = rng.choice(n, n, replace=False)
    return tuple(order[k * batch_size :][:batch_size] for k in range(math.ceil(n / batch_size)))


@variant("W05-03", *BATCHES)
def taken_away(n, batch_size, rng):
    """Each batch is drawn from what is left, and sorted."""
    left, batches = np.arange(n), []
    while len(left):
        batch = rng.choice(left, min(batch_size, len(left)), replace=False)
        left = np.setdiff1d(left, batch)
        batches.append(np.sort(batch))
    return batches


@variant("W05-04", *BATCHES)
def seeded_from_rng(n, batch_size, rng):
    """A generator of its own, but seeded by the one that came in."""
    own = np.random.default_rng(rng.integers(2**62))
    order = own.permuted(np.arange(n, dtype=np.uint16))
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]


@variant("W05-10", "sgd_linear")
def with_loops(X, y, w0, lr, batch_size, epochs, rng):
    """Plain Python, one example at a time; lists come back."""
    w = [float(v) for v in w0]

    def miss(i):
        return sum(a * b for a, b in zip(X[i], w, strict=True)) - y[i]

    def loss():
        return sum(miss(i) ** 2 for i in range(len(y))) / len(y)

    history = [loss()]
    for _ in range(epochs):
        order = list(rng.permutation(len(y)))
        while order:
            rows, order = order[:batch_size], order[batch_size:]
            misses = [miss(i) for i in rows]
            slopes = [
                sum(2 * m * X[i][d] for m, i in zip(misses, rows, strict=True)) / len(rows)
                for d in range(len(w))
            ]
            w = [v - lr * s for v, s in zip(w, slopes, strict=True)]
        history.append(loss())
    return w, history


@variant("W05-11", "sgd_linear")
def in_single_precision(X, y, w0, lr, batch_size, epochs, rng):
    """All in float32: right to about seven digits, which is enough."""
    X, y = X.astype(np.float32), y.astype(np.float32)
    w, history = w0.astype(np.float32), np.zeros(epochs + 1, dtype=np.float32)
    history[0] = np.mean((X @ w - y) ** 2)
    for k in range(epochs):
        order = rng.permutation(len(y))
        for start in range(0, len(y), batch_size):
            rows = order[start : start + batch_size]
            miss = X[rows] @ w - y[rows]
            w = w - np.float32(2 * lr) * np.mean(X[rows] * miss[:, None], axis=0)
        history[k + 1] = np.mean((X @ w - y) ** 2)
    return w, history


@variant("W05-12", "sgd_linear")
def matrices(X, y, w0, lr, batch_size, epochs, rng):
    """Moments of each batch instead of misses, the step in place on a copy, a column of losses."""
    w, history = w0.copy(), []
    for epoch in range(epochs + 1):
        history.append([np.linalg.norm(X @ w - y) ** 2 / len(y)])
        if epoch < epochs:
            for rows in sorted_luck(len(y), batch_size, rng):
                A, c = X[rows].T @ X[rows], X[rows].T @ y[rows]
                w -= 2 * lr / len(rows) * (A @ w - c)
    return w, np.array(history)


@variant("W05-13", "sgd_linear")
def epoch_by_epoch(X, y, w0, lr, batch_size, epochs, rng):
    """The rows themselves are shuffled; an epoch is a call of the walk with one epoch."""
    w, losses = w0, [np.mean(np.square(y - X @ w0))]
    for _ in range(epochs):
        order = rng.permutation(len(y))
        w, (_, last) = sgd_linear(X[order], y[order], w, lr, batch_size, 1, rng)
        losses.append(last)
    return [w, losses]


def gradient(X, y, w):
    return 2 * X.T @ (X @ w - y) / len(y)


@variant("W05-20", "gradient_noise")
def draw_by_draw(X, y, w, batch_size, n_draws, rng):
    """The loop that most people will write."""
    full, total = gradient(X, y, w), 0.0
    for _ in range(n_draws):
        rows = rng.permutation(len(y))[:batch_size]
        off = gradient(X[rows], y[rows], w) - full
        total += off @ off
    return np.sqrt(total / n_draws)


@variant("W05-21", "gradient_noise")
def all_at_once(X, y, w, batch_size, n_draws, rng):
    """Vectorised over the draws, gradients from the moments of each batch, in single precision."""
    rows = np.argsort(rng.random((n_draws, len(y))), axis=1)[:, :batch_size]
    alone = (2 * X * (X @ w - y)[:, None]).astype(np.float32)
    off = np.take(alone, rows, axis=0).mean(axis=1) - gradient(X, y, w).astype(np.float32)
    return np.array([np.sqrt(np.einsum("nd,nd->", off, off) / n_draws)])


@variant("W05-22", "gradient_noise")
def without_luck(X, y, w, batch_size, n_draws, rng):
    """The exact value for infinitely many draws: no use for the generator at all."""
    N = len(y)
    alone = 2 * X * (X @ w - y)[:, np.newaxis]
    spread = alone.var(axis=0).sum()
    return float(np.sqrt(spread * (N - batch_size) / batch_size / max(N - 1, 1)))
