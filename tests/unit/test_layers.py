"""The layers of notebook 07: shapes, values by hand, no overflow, and complex step."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from downslope.layers import (
    KINDS,
    activation_forward,
    affine_forward,
    sigmoid,
    softmax,
    two_layer_forward,
)

sizes = st.integers(1, 6)


def network(rng, D=3, H=4, K=2):
    return [
        {"W": rng.normal(size=(D, H)), "b": rng.normal(size=H)},
        {"W": rng.normal(size=(H, K)), "b": rng.normal(size=K)},
    ]


def test_affine_by_hand():
    X = np.array([[1, 2], [3, 4]])
    W = np.array([[1, 0, 2], [0, 1, 1]])
    b = np.array([10, 20, 30])
    Z, cache = affine_forward(X, W, b)
    assert Z.tolist() == [[11, 22, 34], [13, 24, 40]]
    assert Z.dtype == np.float64
    for kept, given_ in zip(cache, (X, W, b), strict=True):
        np.testing.assert_array_equal(kept, given_)


@given(N=sizes, D=sizes, M=sizes, seed=st.integers(0, 2**32 - 1))
def test_affine_treats_every_example_alone(N, D, M, seed):
    rng = np.random.default_rng(seed)
    X, W, b = rng.normal(size=(N, D)), rng.normal(size=(D, M)), rng.normal(size=M)
    kept = [a.copy() for a in (X, W, b)]
    Z, cache = affine_forward(X, W, b)
    assert Z.shape == (N, M)
    assert all(c is a for c, a in zip(cache, (X, W, b), strict=True))
    for n in range(N):
        for m in range(M):
            by_hand = sum(X[n, d] * W[d, m] for d in range(D)) + b[m]
            assert Z[n, m] == pytest.approx(by_hand, rel=1e-12, abs=1e-12)
    for a, k in zip((X, W, b), kept, strict=True):
        np.testing.assert_array_equal(a, k)


@pytest.mark.parametrize(
    ("X", "W", "b"),
    [
        ((2, 3), (4, 5), (5,)),
        ((2, 3), (3, 5), (2,)),
        ((2, 3), (3, 5), (1, 5)),
        ((3,), (3, 5), (5,)),
    ],
)
def test_affine_names_the_shapes_that_do_not_fit(X, W, b):
    with pytest.raises(ValueError, match="affine_forward needs") as caught:
        affine_forward(np.ones(X), np.ones(W), np.ones(b))
    assert all(str(shape) in str(caught.value) for shape in (X, W, b))


def test_activations_by_hand():
    Z = np.array([[-2, 0, 2]])
    assert activation_forward(Z, "relu")[0].tolist() == [[0, 0, 2]]
    assert activation_forward(Z, "tanh")[0][0, 2] == pytest.approx(np.tanh(2))
    assert activation_forward(Z, "sigmoid")[0][0, 1] == 0.5


@pytest.mark.parametrize("kind", KINDS)
def test_an_activation_remembers_its_arguments(kind):
    Z = np.array([[1.0, -1.0]])
    A, cache = activation_forward(Z, kind)
    assert A.shape == Z.shape
    assert cache[0] is Z
    assert cache[1] == kind


@pytest.mark.parametrize("kind", ["softplus", "ReLU", None])
def test_an_unknown_kind_is_named(kind):
    with pytest.raises(ValueError, match="kind must be one of sigmoid, tanh, relu"):
        activation_forward(np.ones((1, 1)), kind)


@given(arrays(float, st.tuples(sizes, sizes), elements=st.floats(-1e6, 1e6)))
def test_nothing_overflows(Z):
    """Warnings are errors here, so an overflow inside exp would fail."""
    S = sigmoid(Z)
    assert np.all((S >= 0) & (S <= 1))
    np.testing.assert_allclose(S + sigmoid(-Z), 1.0, rtol=1e-15)
    P = softmax(Z)
    assert np.all(P >= 0)
    np.testing.assert_allclose(P.sum(axis=1), 1.0, rtol=1e-14)


@given(st.floats(-30, 30), st.integers(0, 2**32 - 1))
def test_softmax_does_not_see_a_shift(shift, seed):
    Z = np.random.default_rng(seed).normal(size=(3, 4))
    np.testing.assert_allclose(softmax(Z + shift), softmax(Z), rtol=1e-12)


def test_softmax_wants_rows():
    with pytest.raises(ValueError, match=r"\(N, K\), but got shape \(3,\)"):
        softmax(np.ones(3))


@pytest.mark.parametrize(
    ("f", "slope"),
    [
        (sigmoid, lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
        (lambda z: activation_forward(z, "tanh")[0], lambda z: 1 / np.cosh(z) ** 2),
        (lambda z: activation_forward(z, "relu")[0], lambda z: (z > 0) * 1.0),
    ],
)
def test_the_complex_step_gives_the_slope(f, slope):
    z = np.array([-3.0, -0.5, 0.25, 2.0, 7.0])
    np.testing.assert_allclose(f(z + 1e-20j).imag / 1e-20, slope(z), rtol=1e-13)


def test_the_complex_step_goes_through_the_network():
    rng = np.random.default_rng(8)
    params, X = network(rng), rng.normal(size=(5, 3))

    def first_logit(w):
        moved = [{"W": params[0]["W"].astype(complex), "b": params[0]["b"]}, params[1]]
        moved[0]["W"][1, 2] = w
        return two_layer_forward(moved, X)[0][0, 0]

    w, h = params[0]["W"][1, 2], 1e-6
    centred = (first_logit(w + h) - first_logit(w - h)).real / (2 * h)
    assert first_logit(w + 1e-20j).imag / 1e-20 == pytest.approx(centred, rel=1e-8)


def test_two_layers_are_affine_tanh_affine():
    rng = np.random.default_rng(7)
    params, X = network(rng), rng.normal(size=(5, 3))
    logits, caches = two_layer_forward(params, X)
    A1 = np.tanh(X @ params[0]["W"] + params[0]["b"])
    np.testing.assert_allclose(logits, A1 @ params[1]["W"] + params[1]["b"], rtol=1e-15)
    (X_, W1, _), (Z1, kind), (A1_, W2, _) = caches
    assert X_ is X
    assert W1 is params[0]["W"]
    assert W2 is params[1]["W"]
    assert kind == "tanh"
    np.testing.assert_array_equal(np.tanh(Z1), A1_)


def test_two_layers_means_two():
    with pytest.raises(ValueError, match="needs 2 layers of params, but got 1"):
        two_layer_forward(network(np.random.default_rng(0))[:1], np.ones((1, 3)))
