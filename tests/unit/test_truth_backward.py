"""The reference of chapter 08 against two oracles that are not ours: autograd and complex step."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st

from autograder.truth import backward as truth
from downslope.layers import activation_forward, affine_forward, two_layer_forward

sizes = st.integers(1, 5)
seeds = st.integers(0, 2**32 - 1)
STEP = 1e-20


def complex_step(f, w):
    """Gradient of f (analytic, one number) at w, exact to the last digits: Im f(w + ih) / h."""
    gradient = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        moved = w.astype(complex)
        moved[i] += 1j * STEP
        gradient[i] = f(moved).imag / STEP
    return gradient


def analytic_loss(logits, y):
    """The mean cross-entropy, written for complex numbers."""
    return np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(y)), y])


def close(a, b):
    np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-12)


def network(rng, D, H, K):
    return [
        {"W": rng.normal(size=(D, H)), "b": rng.normal(size=H)},
        {"W": rng.normal(size=(H, K)), "b": rng.normal(size=K)},
    ]


@given(N=sizes, D=sizes, M=sizes, seed=seeds)
def test_affine_by_complex_step(N, D, M, seed):
    rng = np.random.default_rng(seed)
    X, W, b, dZ = (rng.normal(size=s) for s in ((N, D), (D, M), (M,), (N, M)))
    dX, dW, db = truth.affine_backward(dZ, (X, W, b))
    close(dX, complex_step(lambda v: np.sum(dZ * affine_forward(v, W, b)[0]), X))
    close(dW, complex_step(lambda v: np.sum(dZ * affine_forward(X, v, b)[0]), W))
    close(db, complex_step(lambda v: np.sum(dZ * affine_forward(X, W, v)[0]), b))


@pytest.mark.parametrize("kind", ["sigmoid", "tanh", "relu"])
@given(seed=seeds)
def test_activations_by_complex_step(kind, seed):
    rng = np.random.default_rng(seed)
    Z, dA = 3 * rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    dZ = truth.activation_backward(dA, (Z, kind))
    close(dZ, complex_step(lambda v: np.sum(dA * activation_forward(v, kind)[0]), Z))


def test_relu_takes_0_at_the_corner():
    assert truth.activation_backward(np.ones((1, 1)), (np.zeros((1, 1)), "relu")).item() == 0


@given(N=sizes, K=sizes, seed=seeds)
def test_softmax_ce_by_complex_step(N, K, seed):
    rng = np.random.default_rng(seed)
    Z, y = rng.normal(size=(N, K)), rng.integers(0, K, size=N)
    loss, dZ = truth.softmax_ce(Z, y)
    close(loss, analytic_loss(Z, y))
    close(dZ, complex_step(lambda v: analytic_loss(v, y), Z))


def test_softmax_ce_does_not_overflow():
    loss, dZ = truth.softmax_ce(np.array([[1000.0, -1000.0]]), np.array([1]))
    assert loss == 2000
    assert dZ.tolist() == [[1, -1]]


@given(N=sizes, D=sizes, H=sizes, K=sizes, seed=seeds)
def test_the_network_by_complex_step(N, D, H, K, seed):
    rng = np.random.default_rng(seed)
    params, X, y = network(rng, D, H, K), rng.normal(size=(N, D)), rng.integers(0, K, size=N)
    _, grads = truth.two_layer_grads(params, X, y)
    for i in (0, 1):
        for name in ("W", "b"):

            def loss(v, i=i, name=name):
                moved = [dict(layer) for layer in params]
                moved[i][name] = v
                return analytic_loss(two_layer_forward(moved, X)[0], y)

            close(grads[i][name], complex_step(loss, params[i][name]))


def test_the_network_by_autograd():
    rng = np.random.default_rng(3)
    params, X, y = network(rng, 3, 4, 2), rng.normal(size=(5, 3)), np.array([0, 1, 1, 0, 1])

    def loss(params):
        A = anp.tanh(anp.dot(X, params[0]["W"]) + params[0]["b"])
        Z = anp.dot(A, params[1]["W"]) + params[1]["b"]
        return anp.mean(anp.log(anp.sum(anp.exp(Z), axis=1)) - Z[np.arange(5), y])

    ours, theirs = truth.two_layer_grads(params, X, y), grad(loss)(params)
    close(ours[0], loss(params))
    for mine, other in zip(ours[1], theirs, strict=True):
        for name in ("W", "b"):
            close(mine[name], other[name])


def test_influence_is_the_mean_size_of_the_hidden_blame():
    rng = np.random.default_rng(4)
    params, X, y = network(rng, 2, 3, 4), rng.normal(size=(5, 2)), np.array([0, 1, 3, 2, 0])
    A = np.tanh(X @ params[0]["W"] + params[0]["b"])
    dA = complex_step(
        lambda a: analytic_loss(affine_forward(a, params[1]["W"], params[1]["b"])[0], y), A
    )
    close(truth.influence(params, X, y), np.abs(dA).mean(axis=0))


@pytest.mark.parametrize("j", [0, 1, 2])
def test_a_killed_neuron_has_no_influence_and_still_fires(j):
    rng = np.random.default_rng(5)
    params, X, y = network(rng, 2, 3, 4), rng.normal(size=(5, 2)), np.array([0, 1, 3, 2, 0])
    killed = truth.kill_neuron(params, j)
    _, grads = truth.two_layer_grads(killed, X, y)
    influence = truth.influence(killed, X, y)
    assert influence[j] == 0
    assert np.all(np.delete(influence, j) > 0)
    assert np.all(grads[0]["W"][:, j] == 0)
    assert grads[0]["b"][j] == 0
    assert np.all(grads[1]["W"][j] != 0)  # the wires may grow again
    assert np.all(params[1]["W"][j] != 0)  # the argument has not changed
    close(two_layer_forward(killed, X)[1][2][0], two_layer_forward(params, X)[1][2][0])
