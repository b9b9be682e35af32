"""The forward pass, certified by scipy, by torch, by 06, and by its promises.

Nothing is differentiated in 07; that 08's gradients belong to this loss says test_truth.py.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from autograder.truth import layers as truth
from autograder.truth import neuron
from downslope import layers

KINDS = ("sigmoid", "tanh", "relu")
sizes = st.integers(1, 6)
seeds = st.integers(0, 2**32 - 1)
depths = st.lists(sizes, min_size=2, max_size=7)


def network(rng, sizes, N):
    params = truth.init_params(sizes, rng)
    for layer in params:
        layer["b"] = rng.normal(size=len(layer["b"]))
    return params, rng.normal(size=(N, sizes[0])), list(rng.choice(KINDS, size=len(sizes) - 2))


def same(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-13)


@given(N=sizes, K=sizes, seed=seeds, scale=st.sampled_from([1.0, 30.0, 1000.0]))
def test_softmax_and_cross_entropy_by_scipy(N, K, seed, scale):
    rng = np.random.default_rng(seed)
    Z, y = scale * rng.normal(size=(N, K)), rng.integers(0, K, size=N)
    same(truth.softmax(Z), special.softmax(Z, axis=1))
    loss = np.mean(special.logsumexp(Z, axis=1) - Z[np.arange(N), y])
    same(truth.cross_entropy(Z, y), loss)
    same(np.exp(truth.log_softmax(Z)), truth.softmax(Z))
    same(truth.softmax(Z).sum(axis=1), 1)


@given(seed=seeds, scale=st.sampled_from([1.0, 1000.0]))
def test_activations_by_scipy(seed, scale):
    Z = scale * np.random.default_rng(seed).normal(size=(4, 3))
    same(truth.activation_forward(Z, "sigmoid")[0], special.expit(Z))
    same(truth.activation_forward(Z, "tanh")[0], special.expit(2 * Z) - special.expit(-2 * Z))
    same(truth.activation_forward(Z, "relu")[0], (Z + np.abs(Z)) / 2)


@given(seed=seeds)
def test_the_loss_by_torch(seed):
    torch = pytest.importorskip("torch", reason="torch is large: pip install -e '.[certify]'")
    rng = np.random.default_rng(seed)
    Z, y = 5 * rng.normal(size=(5, 4)), rng.integers(0, 4, size=5)
    theirs = torch.nn.functional.cross_entropy(torch.tensor(Z), torch.tensor(y))
    same(truth.cross_entropy(Z, y), theirs.item())


def test_the_library_refuses_what_does_not_fit():
    params, X, acts = network(np.random.default_rng(0), [2, 3, 2], 4)
    with pytest.raises(ValueError, match="one kind for each hidden layer, 1 in all"):
        layers.forward(params, X, [*acts, "relu"])
    with pytest.raises(ValueError, match="scheme must be one of he, xavier"):
        layers.init_params([2, 2], np.random.default_rng(0), "lecun")
    with pytest.raises(ValueError, match=r"needs Z \(N, K\) and y \(N,\)"):
        layers.cross_entropy(np.zeros((3, 2)), np.zeros(2, dtype=int))


@pytest.mark.parametrize("kind", KINDS)
@given(seed=seeds)
def test_one_neuron_is_the_neuron_of_06(kind, seed):
    rng = np.random.default_rng(seed)
    x, w, b = rng.normal(size=4), rng.normal(size=4), float(rng.normal())
    Z, _ = truth.affine_forward(x[None], w[:, None], np.array([b]))
    same(truth.activation_forward(Z, kind)[0].item(), neuron.neuron_forward(x, w, b, kind)[0])


@given(N=sizes, seed=seeds)
def test_the_order_of_hidden_neurons_changes_nothing(N, seed):
    rng = np.random.default_rng(seed)
    params, X, acts = network(rng, [3, 5, 4, 2], N)
    p, q = rng.permutation(5), rng.permutation(4)
    mixed = [
        {"W": params[0]["W"][:, p], "b": params[0]["b"][p]},
        {"W": params[1]["W"][p][:, q], "b": params[1]["b"][q]},
        {"W": params[2]["W"][q], "b": params[2]["b"]},
    ]
    same(truth.forward(mixed, X, acts)[0], truth.forward(params, X, acts)[0])


@given(depth=depths, N=sizes, seed=seeds)
def test_zero_weights_guess_and_examples_do_not_see_each_other(depth, N, seed):
    rng = np.random.default_rng(seed)
    params, X, acts = network(rng, depth, N)
    logits, _ = truth.forward(params, X, acts)
    for n in range(N):
        same(truth.forward(params, X[n : n + 1], acts)[0], logits[n : n + 1])
    zero = [{k: 0 * v for k, v in layer.items()} for layer in params]
    y = rng.integers(0, depth[-1], size=N)
    same(truth.cross_entropy(truth.forward(zero, X, acts)[0], y), np.log(depth[-1]))


def test_the_shape_table_has_the_shapes():
    for depth in ([2, 3, 2], [4, 2], [5, 1, 3, 4]):
        params, X, acts = network(np.random.default_rng(1), depth, 6)
        sums = [cache[0] for cache in truth.forward(params, X, acts)[1][1::2]]
        sums.append(truth.forward(params, X, acts)[0])
        rows = [
            (i, p["W"].shape, p["b"].shape, Z.shape)
            for i, (p, Z) in enumerate(zip(params, sums, strict=True), start=1)
        ]
        assert truth.shape_table(depth, 6) == rows
