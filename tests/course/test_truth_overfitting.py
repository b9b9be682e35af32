"""The reference of 12: derivatives by complex step and HIPS autograd, and what luck leaves."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from autograder.checks.overfitting import network
from autograder.truth import overfitting as truth

SIZES = [(1, 1), (4, 3), (2, 5, 3), (3, 3, 3, 3)]


@pytest.mark.parametrize("sizes", SIZES)
def test_the_gradient_of_the_penalty_is_its_slope(sizes):
    params = network(np.random.default_rng(len(sizes)), sizes)
    _, grads = truth.l2_penalty(params, 0.37)
    for i, layer in enumerate(params):
        for key, array in layer.items():
            slopes = np.zeros(array.shape)
            for place in np.ndindex(array.shape):
                step = array.astype(complex)
                step[place] += 1e-20j
                moved = [dict(p, **{key: step}) if k == i else p for k, p in enumerate(params)]
                slopes[place] = truth.l2_penalty(moved, 0.37)[0].imag / 1e-20
            np.testing.assert_allclose(grads[i][key], slopes, rtol=1e-12, atol=1e-12)
        theirs = autograd.grad(lambda W: 0.37 / 2 * anp.sum(W**2))(layer["W"])
        np.testing.assert_allclose(grads[i]["W"], theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("shape", "p"), [((1, 1), 0.5), ((4, 3), 0.2), ((3, 5), 0.8)])
def test_the_way_back_is_the_slope_of_the_way_forward_with_the_same_luck(shape, p):
    rng = np.random.default_rng(3)
    A, dA = rng.normal(size=shape), rng.normal(size=shape)

    def value(A):
        return np.sum(dA * truth.dropout_forward(A, p, np.random.default_rng(8), True)[0])

    _, cache = truth.dropout_forward(A, p, np.random.default_rng(8), True)
    slopes = np.zeros(shape)
    for place in np.ndindex(shape):
        step = A.astype(complex)
        step[place] += 1e-20j
        slopes[place] = value(step).imag / 1e-20
    back = truth.dropout_backward(dA, cache)
    np.testing.assert_allclose(back, slopes, rtol=1e-12, atol=1e-12)
    theirs = autograd.grad(lambda A: anp.sum(dA * A * cache))(A)
    np.testing.assert_allclose(back, theirs, rtol=1e-12, atol=1e-12)


def test_dropout_keeps_the_mean():
    A = np.random.default_rng(0).uniform(1, 2, size=(400, 250))
    out, cache = truth.dropout_forward(A, 0.2, np.random.default_rng(1), True)
    assert out.mean() == pytest.approx(A.mean(), rel=0.01)
    assert set(np.unique(cache)) == {0.0, 1.25}
    np.testing.assert_array_equal(truth.dropout_forward(A, 0.2, None, False)[0], A)


@pytest.mark.parametrize("seed", range(20))
def test_stopping_early_is_the_best_that_was_seen_by_then(seed):
    """Against the rule word by word: cut the run off at the stop, then look for the lowest."""
    rng = np.random.default_rng(seed)
    losses, patience = rng.integers(0, 9, size=rng.integers(1, 20)), int(rng.integers(1, 6))
    for end in range(1, len(losses) + 1):
        best = int(np.argmin(losses[:end]))
        if end - 1 - best == patience:
            break
    assert truth.early_stop(losses, patience) == best


def test_a_split_is_complete_and_keeps_rows_beside_their_labels():
    X = np.arange(40.0).reshape(20, 2)
    Xtr, ytr, Xva, yva = truth.split(X, np.arange(20), 0.3, np.random.default_rng(0))
    assert len(ytr) == 14
    assert sorted([*ytr, *yva]) == list(range(20))
    np.testing.assert_array_equal(np.vstack([Xtr, Xva])[:, 0], 2 * np.concatenate([ytr, yva]))


def test_torch_agrees_on_penalty_and_dropout():
    torch = pytest.importorskip("torch", reason="torch is large: pip install -e '.[certify]'")
    params, rng = network(np.random.default_rng(0), (4, 3, 2)), np.random.default_rng(1)
    tensors = [torch.tensor(layer["W"]).requires_grad_() for layer in params]
    loss = 0.37 / 2 * sum((W**2).sum() for W in tensors)
    loss.backward()
    penalty, grads = truth.l2_penalty(params, 0.37)
    assert penalty == pytest.approx(loss.item(), rel=1e-12)
    for W, grad in zip(tensors, grads, strict=True):
        np.testing.assert_allclose(grad["W"], W.grad.numpy(), rtol=1e-12)
    A, dA = torch.tensor(rng.normal(size=(5, 3))).requires_grad_(), rng.normal(size=(5, 3))
    _, cache = truth.dropout_forward(A.detach().numpy(), 0.4, rng, True)
    (A * torch.tensor(cache)).backward(torch.tensor(dA))
    np.testing.assert_allclose(truth.dropout_backward(dA, cache), A.grad.numpy(), rtol=1e-12)
