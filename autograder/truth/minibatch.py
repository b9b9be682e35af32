"""Batches of examples, gradient descent with them, and how noisy their gradients are."""

import numpy as np

from downslope.batches import minibatches


def mean_squared_loss(X, y, w):
    """L = (1/N) Σᵢ (xᵢ·w − yᵢ)². X (N, D), y (N,), w (D,); complex w is fine."""
    miss = X @ w - y
    return np.sum(miss * miss) / len(y)


def batch_gradient(X, y, w):
    """∂L/∂w (D,) of the mean over the rows given: (2/B) Xᵀ(Xw − y)."""
    return 2 / len(y) * X.T @ (X @ w - y)


def sgd_linear(X, y, w0, lr, batch_size, epochs, rng):
    """Walk `epochs` times through all batches of the rows of X (N, D), freshly shuffled each time.

    One update a batch, w ← w − lr · (gradient of the batch's mean loss). Returns w (D,) and the
    loss over all N examples, before the walk and after every epoch: history (epochs + 1,).
    """
    w, history = np.array(w0, dtype=float), [mean_squared_loss(X, y, w0)]
    for _ in range(epochs):
        for rows in minibatches(len(y), batch_size, rng):
            w = w - lr * batch_gradient(X[rows], y[rows], w)
        history.append(mean_squared_loss(X, y, w))
    return w, np.array(history)


def gradient_noise(X, y, w, batch_size, n_draws, rng):
    """Root mean square of ‖g_B − g‖ over random batches of batch_size rows, no row twice.

    n_draws → ∞, in closed form: (1/B) · (N−B)/(N−1) · (1/N) Σᵢ ‖gᵢ − g‖² under the root, where gᵢ
    is the gradient of example i alone. (Sampling without replacement: W. G. Cochran, Sampling
    Techniques, 3rd ed., theorem 2.2.)
    """
    N = len(y)
    if batch_size == N:
        return 0.0
    alone = 2 * X * (X @ w - y)[:, np.newaxis]  # (N, D)
    spread = np.mean(np.sum((alone - alone.mean(axis=0)) ** 2, axis=1))
    return float(np.sqrt(spread / batch_size * (N - batch_size) / (N - 1)))
