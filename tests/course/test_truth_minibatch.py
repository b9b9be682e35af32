"""The reference of 05 against derivatives by complex step, and against all batches there are."""

from itertools import combinations

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from autograder.truth import minibatch as truth


def complex_step(f, w):
    """Gradient of f at w (D,), exact to rounding."""
    steps = 1e-20j * np.eye(len(w))
    return np.array([f(w + step).imag for step in steps]) / 1e-20


@pytest.mark.parametrize(("N", "D"), [(1, 1), (1, 4), (7, 3), (4, 4)])
def test_the_gradient_is_the_slope_of_the_loss(N, D):
    rng = np.random.default_rng(N * 10 + D)
    X, y, w = rng.normal(size=(N, D)), rng.normal(size=N), rng.normal(size=D)
    exact = truth.batch_gradient(X, y, w)
    slope = complex_step(lambda v: truth.mean_squared_loss(X, y, v), w)
    np.testing.assert_allclose(exact, slope, rtol=1e-12, atol=1e-12)
    theirs = autograd.grad(lambda v: anp.mean((anp.dot(X, v) - y) ** 2))(w)
    np.testing.assert_allclose(exact, theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("N", "size"), [(1, 1), (10, 3), (12, 4), (5, 8), (7, 1)])
def test_the_weighted_mean_of_batch_gradients_is_the_full_gradient(N, size):
    rng = np.random.default_rng(N)
    X, y, w = rng.normal(size=(N, 3)), rng.normal(size=N), rng.normal(size=3)
    batches = truth.minibatches(N, size, rng)
    assert sorted(np.concatenate(batches)) == list(range(N))
    mean = sum(len(rows) / N * truth.batch_gradient(X[rows], y[rows], w) for rows in batches)
    np.testing.assert_allclose(mean, truth.batch_gradient(X, y, w), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("size", [8, 9, 100])
def test_one_batch_of_all_is_gradient_descent(size):
    rng = np.random.default_rng(3)
    X, y, w0 = rng.normal(size=(8, 3)), rng.normal(size=8), rng.normal(size=3)
    w, history = truth.sgd_linear(X, y, w0, 0.05, size, 6, rng)
    plain = [w0]
    for _ in range(6):
        plain.append(plain[-1] - 0.05 * truth.batch_gradient(X, y, plain[-1]))
    np.testing.assert_allclose(w, plain[-1], rtol=1e-12)
    losses = [truth.mean_squared_loss(X, y, v) for v in plain]
    np.testing.assert_allclose(history, losses, rtol=1e-12)


@pytest.mark.parametrize("D", [1, 3])
def test_the_noise_is_that_of_all_batches(D):
    rng = np.random.default_rng(D)
    X, y, w = rng.normal(size=(7, D)), rng.normal(size=7), rng.normal(size=D)
    full = truth.batch_gradient(X, y, w)
    for size in range(1, 8):
        every = [list(rows) for rows in combinations(range(7), size)]
        off = np.array([truth.batch_gradient(X[r], y[r], w) - full for r in every])
        exact = np.sqrt(np.mean(np.sum(off**2, axis=1)))
        found = truth.gradient_noise(X, y, w, size, 1, rng)
        np.testing.assert_allclose(found, exact, rtol=1e-12, atol=1e-12)
    assert truth.gradient_noise(X[:1], y[:1], w, 1, 1, rng) == 0.0
