"""Backpropagation at any depth, certified by a complex step, by HIPS autograd and by torch."""

import itertools

import numpy as np
import pytest

from autograder.truth import backprop
from downslope import layers_backward
from downslope.batches import minibatches
from downslope.data import digits
from downslope.layers import cross_entropy, forward
from tests.course.test_truth import (
    EXACT,
    SHAPES_OF_G,
    Program,
    by_autograd,
    by_complex_step,
    by_torch,
    in_a_row,
    mean_loss,
)

DEPTHS = (1, 2, 3, 6)
SEEDS = range(4)
ORACLES = (by_complex_step, by_autograd, by_torch)


def a_network(rng, depth):
    sizes = rng.integers(2, 6, size=depth + 1)
    params = [
        {"W": rng.normal(size=shape), "b": rng.normal(size=shape[1])}
        for shape in itertools.pairwise(sizes)
    ]
    N = int(rng.integers(1, 6))
    acts = [str(kind) for kind in rng.choice(list(SHAPES_OF_G), size=depth - 1)]
    return params, rng.normal(size=(N, sizes[0])), rng.integers(0, sizes[-1], size=N), acts


def run(xp, acts, X, *arrays):
    """The network in one line a layer, for any array library."""
    for W, b, kind in zip(arrays[::2], arrays[1::2], [*acts, None], strict=True):
        X = X @ W + b
        X = X if kind is None else SHAPES_OF_G[kind](xp, X)
    return X


def whole(rng, depth, l2):
    params, X, y, acts = a_network(rng, depth)
    loss, grads = backprop.loss_and_grads(params, X, y, acts, l2)

    def program(xp, *arrays):
        *arrays, X, y = arrays
        penalty = l2 / 2 * sum((W * W).sum() for W in arrays[::2])
        return mean_loss(xp, run(xp, acts, X, *arrays), y) + penalty

    return Program(program, (*in_a_row(params), X, y), in_a_row(grads), loss)


def walk(rng, depth):
    params, X, _, acts = a_network(rng, depth)
    logits, caches = forward(params, X, acts)
    R = rng.normal(size=logits.shape)

    def program(xp, *arrays):
        *arrays, X, R = arrays
        return (R * run(xp, acts, X, *arrays)).sum()

    grads = backprop.backward(params, caches, R)
    return Program(program, (*in_a_row(params), X, R), in_a_row(grads))


@pytest.mark.parametrize("oracle", ORACLES)
@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("l2", [None, 0.0, 0.3])
def test_all_gradients_are_the_derivative_of_the_network(depth, l2, oracle):
    for seed in SEEDS:
        rng = np.random.default_rng([seed, depth])
        program = walk(rng, depth) if l2 is None else whole(rng, depth, l2)
        for position, ours in enumerate(program.ours):
            theirs = oracle(program, position)
            assert ours.shape == theirs.shape
            assert np.max(np.abs(ours - theirs)) <= EXACT * max(np.max(np.abs(theirs)), 1e-2)
        if program.value is not None:
            value = program.loss(np, *program.arrays)
            assert program.value == pytest.approx(value, rel=EXACT)


@pytest.mark.parametrize(
    "call",
    [
        lambda: layers_backward.affine_backward(
            np.ones((2, 2)), (np.ones((3, 2)), np.ones((2, 2)), np.ones(2))
        ),
        lambda: layers_backward.activation_backward(np.ones(3), (np.ones(4), "relu")),
        lambda: minibatches(5, 0, np.random.default_rng(0)),
        lambda: digits(1797, np.random.default_rng(0)),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(call):
    with pytest.raises(ValueError, match=r"\bgot\b.*\.$"):
        call()


@pytest.mark.parametrize(("n", "size"), [(10, 4), (8, 4), (3, 5), (1, 1)])
def test_minibatches_hold_every_example_once(n, size):
    batches = minibatches(n, size, np.random.default_rng(1))
    assert sorted(np.concatenate(batches)) == list(range(n))
    assert [len(b) for b in batches[:-1]] == [size] * (-(-n // size) - 1)


def test_seen_and_unseen_digits_are_all_digits():
    X, y, X_new, y_new = digits(1437, np.random.default_rng(3))
    assert (X.shape, X_new.shape) == ((1437, 64), (360, 64))
    assert len(y) == 1437
    assert set(y) == set(y_new) == set(range(10))
    assert X.min() == 0
    assert X.max() == 1


def test_an_update_lowers_the_loss_and_leaves_the_network_alone():
    for seed in SEEDS:
        params, X, y, acts = a_network(np.random.default_rng(seed), 3)
        before = [a.copy() for a in in_a_row(params)]
        loss, new = backprop.train_step(params, X, y, acts, 1e-4)
        assert cross_entropy(forward(new, X, acts)[0], y) < loss
        assert all(map(np.array_equal, before, in_a_row(params)))


def test_the_count_counts_the_products_that_numpy_is_asked_for():
    sizes, N = [7, 5, 4, 3], 6
    params = [{"W": np.ones(s), "b": np.ones(s[1])} for s in itertools.pairwise(sizes)]
    mixes = sum(N * W.shape[0] * W.shape[1] for W in (p["W"] for p in params))
    numbers = sum(a.size for a in in_a_row(params))
    assert backprop.op_count(sizes, N) == {
        "forward": mixes,
        "backward": 2 * mixes,
        "numerical": 2 * numbers * mixes,
    }
