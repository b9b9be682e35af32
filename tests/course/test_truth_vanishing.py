"""The reference of assignment 10, certified as in test_truth; and the figures that 10 prints."""

import re
from itertools import pairwise

import numpy as np
import pytest
from sklearn.datasets import load_digits

from autograder.truth import vanishing
from downslope import backprop
from downslope.layers import init_params, sigmoid
from tests.course.page import Page
from tests.course.test_truth import (
    EXACT,
    SEEDS,
    SHAPES_OF_G,
    Program,
    by_autograd,
    by_complex_step,
    mean_loss,
)

DEPTHS = (0, 1, 2, 5)


def a_network(rng, kind, depth):
    sizes = rng.integers(2, 6, size=depth + 2)
    params = [
        {"W": rng.normal(size=shape), "b": rng.normal(size=shape[1])} for shape in pairwise(sizes)
    ]
    N = rng.integers(1, 7)
    return (
        params,
        rng.normal(size=(N, sizes[0])),
        rng.integers(0, sizes[-1], size=N),
        [kind] * depth,
    )


def program_of(rng, kind, depth):
    """The loss as a function of the weights of all layers, and our gradients of them."""
    params, X, y, acts = a_network(rng, kind, depth)

    def loss(xp, *weights):
        A = X
        for W, layer in zip(weights[:-1], params[:-1], strict=True):
            A = SHAPES_OF_G[kind](xp, A @ W + layer["b"])
        return mean_loss(xp, A @ weights[-1] + params[-1]["b"], y)

    weights = tuple(layer["W"] for layer in params)
    ours = tuple(vanishing.weight_blames(params, X, y, acts))
    return Program(loss, weights, ours), (params, X, y, acts)


@pytest.mark.parametrize("oracle", [by_complex_step, by_autograd])
@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("kind", SHAPES_OF_G)
def test_the_norms_are_those_of_the_derivative(kind, depth, oracle):
    for seed in SEEDS:
        program, network = program_of(np.random.default_rng(seed), kind, depth)
        theirs = [np.linalg.norm(oracle(program, i)) for i in range(depth + 1)]
        ours = vanishing.layer_grad_norms(*network)
        assert np.max(np.abs(ours - theirs)) <= EXACT * max(np.max(theirs), 1e-3)


@pytest.mark.parametrize("kind", SHAPES_OF_G)
def test_torch_agrees_on_the_norms(kind):
    torch = pytest.importorskip("torch", reason="torch is large: pip install -e '.[certify]'")
    program, network = program_of(np.random.default_rng(5), kind, 3)
    tensors = [torch.tensor(W).requires_grad_() for W in program.arrays]
    X, y = torch.tensor(network[1]), torch.tensor(network[2])
    A, biases = X, [torch.tensor(layer["b"]) for layer in network[0]]
    for W, b in zip(tensors[:-1], biases[:-1], strict=True):
        A = getattr(torch, kind)(A @ W + b)
    torch.nn.functional.cross_entropy(A @ tensors[-1] + biases[-1], y).backward()
    theirs = [float(torch.linalg.norm(W.grad)) for W in tensors]
    assert vanishing.layer_grad_norms(*network) == pytest.approx(theirs, rel=EXACT)


def test_the_walk_back_refuses_caches_of_another_network():
    with pytest.raises(ValueError, match="needs 3 caches for 2 layers, but got 1"):
        backprop.backward([{}, {}], [()], np.zeros((1, 1)))


@pytest.mark.parametrize(("draw", "fans"), [("he_init", 200), ("xavier_init", 350)])
def test_the_spread_is_that_of_the_formula(draw, fans):
    W = getattr(vanishing, draw)(200, 500, np.random.default_rng(0))
    assert W.shape == (200, 500)
    assert W.std() == pytest.approx(np.sqrt((2 if draw == "he_init" else 1) / fans), rel=0.01)
    assert abs(W.mean()) < 5 * W.std() / np.sqrt(W.size)


def test_the_worked_examples_of_the_diagnosis_are_true():
    table = Page("10_vanishing").between(
        "# | norms | sizes | ratio | word |", "# **Honest limits.**"
    )
    rows = re.findall(r"^# \| ([\d., ]+) \| (.+?) \| (.+?) \| (\w+).*\|$", table, re.MULTILINE)
    assert len(rows) == 5
    for numbers, size, ratio, word in rows:
        norms = np.array([float(number) for number in numbers.split(",")])
        assert vanishing.diagnose(norms) == word
        assert ("fine" in size) == (norms.min() >= 0.001 and norms.max() <= 10), numbers
        assert ("fine" in ratio) == (1 / 20 <= norms[0] / norms[-2] <= 20), numbers
    assert vanishing.diagnose(np.zeros(2)) == "vanishing"


# --- figures -------------------------------------------------------------------------------------


def ratios(depth, kind, scheme, spread=None):
    """First against last hidden layer, and the smallest norm, for ten fresh networks of digits."""
    pixels, labels = load_digits(return_X_y=True)
    X, y, found = pixels[:200] / 16, labels[:200], []
    for seed in range(10):
        params = init_params([64] + [32] * depth + [10], np.random.default_rng(seed), scheme)
        for layer in params if spread else ():
            layer["W"] *= spread / layer["W"].std()
        norms = vanishing.layer_grad_norms(params, X, y, [kind] * depth)
        found.append((norms[0] / norms[-2], norms.min(), norms.max()))
    return np.median(found, axis=0)


@pytest.mark.parametrize(
    ("depth", "ratio"), [(2, 0.35), (4, 0.016), (8, 5e-5), (12, 1.5e-7)]
)  # one digit, whatever the seed
def test_sigmoid_fades_by_about_a_quarter_a_layer(depth, ratio):
    assert ratios(depth, "sigmoid", "xavier")[0] == pytest.approx(ratio, rel=0.3)


@pytest.mark.parametrize("depth", [2, 4, 8, 12])
@pytest.mark.parametrize(("kind", "scheme"), [("relu", "he"), ("tanh", "xavier")])
def test_the_right_spread_keeps_the_blame_alive(kind, scheme, depth):
    ratio, smallest, largest = ratios(depth, kind, scheme)
    assert 1 < ratio < 2.2
    assert 0.05 < smallest < largest < 3


def test_a_tiny_spread_has_a_fine_ratio_and_no_blame():
    ratio, _, largest = ratios(8, "relu", "he", spread=0.01)
    assert 0.7 < ratio < 2
    assert largest < 1e-11


def test_the_bound_of_eight_sigmoids_and_the_steepest_place():
    x = np.linspace(-8, 8, 1601)
    value, slope = x, np.ones(x.shape)
    for _ in range(8):
        value = sigmoid(value)
        slope = slope * value * (1 - value)
    assert slope.max() == pytest.approx(7.7e-6, rel=0.01)
    assert slope.max() < 0.25**8 == pytest.approx(1.53e-5, rel=0.01)
