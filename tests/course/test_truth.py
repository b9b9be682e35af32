"""The reference, certified by other people's programs and by formulas from a book.

Each backward function is compared with the same program read forward and differentiated by
somebody else: by a complex step (numpy), by HIPS autograd and, where it is installed, by torch.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from autograder.truth import backward, descent, slope
from downslope.functions import Polynomial, Sine

SEEDS = range(12)  # each with shapes of its own
EXACT = 1e-12  # of the largest entry


@dataclass(frozen=True)
class Program:
    """A loss, written for any array library xp, and what our backward function says of it.

    loss(xp, *arrays) -> number; ours: our gradients with respect to the first of the arrays;
    value: the loss that our function returned, if it returns one; read: what ours makes of the
    gradient, if it is not the gradient itself.
    """

    loss: Callable
    arrays: tuple[np.ndarray, ...]
    ours: tuple[np.ndarray, ...]
    value: float | None = None
    read: Callable = np.asarray


def sizes(rng, n):
    return rng.integers(1, 6, size=n)


def affine(rng):
    N, D, M = sizes(rng, 3)
    R, X, W, b = (rng.normal(size=s) for s in ((N, M), (N, D), (D, M), (M,)))
    return Program(
        lambda xp, X, W, b, R: (R * (X @ W + b)).sum(),
        (X, W, b, R),
        backward.affine_backward(R, (X, W, b)),
    )


SHAPES_OF_G = {
    "sigmoid": lambda xp, Z: 1 / (1 + xp.exp(-Z)),
    "tanh": lambda xp, Z: xp.tanh(Z),
    "relu": lambda xp, Z: xp.where(Z > 0, Z, 0 * Z),
}


def activation(kind):
    def program(rng):
        Z, R = rng.normal(size=(2, *sizes(rng, 2)))
        return Program(
            lambda xp, Z, R: (R * SHAPES_OF_G[kind](xp, Z)).sum(),
            (Z, R),
            (backward.activation_backward(R, (Z, kind)),),
        )

    return program


def mean_loss(xp, Z, y):
    return (xp.log(xp.exp(Z).sum(1)) - Z[list(range(len(y))), y]).mean()


def cross_entropy(rng):
    N, K = sizes(rng, 2) + 1
    Z, y = 2 * rng.normal(size=(N, K)), rng.integers(0, K, size=N)
    loss, dZ = backward.softmax_ce(Z, y)
    return Program(mean_loss, (Z, y), (dZ,), loss)


def a_network(rng):
    N, D, H, K = sizes(rng, 4) + 1
    params = [
        {"W": rng.normal(size=(D, H)), "b": rng.normal(size=H)},
        {"W": rng.normal(size=(H, K)), "b": rng.normal(size=K)},
    ]
    return params, rng.normal(size=(N, D)), rng.integers(0, K, size=N)


def in_a_row(layers):
    return tuple(layer[key] for layer in layers for key in "Wb")


def network(rng):
    params, X, y = a_network(rng)
    loss, grads = backward.two_layer_grads(params, X, y)
    return Program(
        lambda xp, W1, b1, W2, b2, X, y: mean_loss(xp, xp.tanh(X @ W1 + b1) @ W2 + b2, y),
        (*in_a_row(params), X, y),
        in_a_row(grads),
        loss,
    )


def influence(rng):
    params, X, y = a_network(rng)
    W1, b1, W2, b2 = in_a_row(params)
    return Program(
        lambda xp, A, W2, b2, y: mean_loss(xp, A @ W2 + b2, y),
        (np.tanh(X @ W1 + b1), W2, b2, y),
        (backward.influence(params, X, y),),
        read=lambda dA: np.abs(dA).mean(axis=0),
    )


PROGRAMS = {
    "affine_backward": affine,
    **{f"activation_backward_{kind}": activation(kind) for kind in SHAPES_OF_G},
    "softmax_ce": cross_entropy,
    "two_layer_grads": network,
    "influence": influence,
}


def by_complex_step(program, position, h=1e-30):
    """∂L/∂v = Im L(v + ih) / h for each entry v: no difference is taken, so nothing cancels."""
    gradient = np.empty_like(program.arrays[position])
    for place in np.ndindex(gradient.shape):
        arrays = list(program.arrays)
        arrays[position] = arrays[position].astype(complex)
        arrays[position][place] += 1j * h
        gradient[place] = program.loss(np, *arrays).imag / h
    return gradient


def by_autograd(program, position):
    import autograd
    import autograd.numpy as anp

    return autograd.grad(program.loss, position + 1)(anp, *program.arrays)


def by_torch(program, position):
    torch = pytest.importorskip("torch", reason="torch is large: pip install -e '.[certify]'")
    tensors = [torch.tensor(array) for array in program.arrays]
    tensors[position].requires_grad_()
    program.loss(torch, *tensors).backward()
    return tensors[position].grad.numpy()


@pytest.mark.parametrize("oracle", [by_complex_step, by_autograd, by_torch])
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_backward_function_is_the_derivative_of_its_forward(name, oracle):
    for seed in SEEDS:
        program = PROGRAMS[name](np.random.default_rng(seed))
        for position, ours in enumerate(program.ours):
            theirs = program.read(oracle(program, position))
            assert ours.shape == theirs.shape
            assert np.max(np.abs(ours - theirs)) <= EXACT * max(np.max(np.abs(theirs)), 1e-3)


@pytest.mark.parametrize("name", ["softmax_ce", "two_layer_grads"])
def test_the_loss_is_the_mean_cross_entropy(name):
    for seed in SEEDS:
        program = PROGRAMS[name](np.random.default_rng(seed))
        assert program.value == pytest.approx(program.loss(np, *program.arrays), rel=EXACT)


@pytest.mark.parametrize("scale", [1e3, 1e300])
def test_the_loss_is_right_where_exponentials_would_overflow(scale):
    Z = scale * np.array([[1.0, 0.0], [-1.0, 1.0]])
    loss, dZ = backward.softmax_ce(Z, np.array([1, 1]))
    assert loss == scale / 2
    assert dZ.tolist() == [[0.5, -0.5], [0, 0]]


@pytest.mark.parametrize("kind", SHAPES_OF_G)
def test_the_slope_of_an_activation_far_out_is_0_or_1(kind):
    far = np.array([[-1000.0, 1000.0]])
    dZ = backward.activation_backward(np.ones_like(far), (far, kind))
    assert dZ.tolist() == [[0, 1 if kind == "relu" else 0]]


def test_relu_takes_0_at_the_corner():
    assert backward.activation_backward(np.ones((1, 1)), (np.zeros((1, 1)), "relu")).item() == 0


def test_the_slope_of_a_sigmoid_is_exact_where_it_is_almost_1():
    Z = np.array([[12.0, 16.0, 20.0]])
    slope = backward.activation_backward(np.ones_like(Z), (Z, "sigmoid"))
    np.testing.assert_allclose(slope, np.exp(-Z) / (1 + np.exp(-Z)) ** 2, rtol=1e-7)


def test_a_killed_neuron_is_as_good_as_absent_and_the_network_is_left_alone():
    for seed in SEEDS:
        params, X, y = a_network(np.random.default_rng(seed))
        before = [a.copy() for a in in_a_row(params)]
        j = seed % len(params[0]["b"])
        W1, b1, W2, b2 = in_a_row(killed := backward.kill_neuron(params, j))
        A = np.tanh(X @ W1 + b1)
        without = np.delete(A, j, axis=1) @ np.delete(W2, j, axis=0) + b2
        np.testing.assert_allclose(A @ W2 + b2, without, atol=EXACT)
        _, (first, second) = backward.two_layer_grads(killed, X, y)
        assert backward.influence(killed, X, y)[j] == 0
        assert not first["W"][:, j].any()
        assert first["b"][j] == 0
        assert second["W"][j].all()  # it still fires, and its wires may grow again
        assert all(map(np.array_equal, before, in_a_row(params)))


# --- one dimension --------------------------------------------------------------------------------


def curves(rng):
    yield Polynomial(rng.uniform(-2, 2, size=5))
    yield Sine(*rng.uniform(0.5, 2, size=3))


@pytest.mark.parametrize("h", [1e-2, 1e-3, 1e-5])
def test_the_numerical_derivative_errs_as_taylor_says(h):
    """|error| <= h²/6 · max|f'''| + ε·max|f|/h: truncation and rounding of centred differences."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        x = rng.uniform(-3, 3)
        for f in curves(rng):
            third = f.derivative().derivative().derivative()
            near = np.linspace(x - h, x + h, 9)
            bend, height = (max(abs(g(v)) for v in near) for g in (third, f))
            bound = 1.01 * h**2 / 6 * bend + 4 * np.finfo(float).eps * (1 + height) / h
            assert abs(slope.numerical_derivative(f, x, h) - f.derivative()(x)) <= bound


def test_a_short_way_in_the_downhill_direction_lies_lower():
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        x = rng.uniform(-3, 3)
        for f in curves(rng):
            direction = slope.downhill_direction(f.derivative()(x))
            assert f(x + 1e-6 * direction) < f(x)
            assert f(slope.step_1d(x, f.derivative()(x), 1e-6)) < f(x)
    assert slope.downhill_direction(0.0) == slope.downhill_direction(-0.0) == 0


RATIOS = (0.3, 0.9, 0.0, -0.5, -0.95, 1.0, -1.0, -1.2, 3.0)


def on_a_bowl(ratio, a=0.7, x0=1.5, n_steps=25):
    """A run on f = a x² with the learning rate that makes x shrink by `ratio` at each step."""
    f = Polynomial([0, 0, a])
    rate = (1 - ratio) / (2 * a)
    path = descent.gradient_descent_1d(f.derivative(), x0, rate, n_steps)
    return f, path, [x0 * ratio**k for k in range(n_steps + 1)]


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_path_on_a_bowl_is_a_geometric_sequence_up_to_the_edge_of_the_map(ratio):
    _, path, formula = on_a_bowl(ratio)
    left = next((x for x in formula if abs(x) > descent.EDGE_OF_MAP), None)
    expected = [left if left and abs(x) >= abs(left) else x for x in formula]
    np.testing.assert_allclose(path, expected, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize(
    ("ratio", "kind"),
    [
        (0.3, "converged"),
        (0.0, "converged"),
        (-0.5, "converged"),
        (0.9, "slow"),
        (-0.95, "oscillating"),
        (-1.2, "diverged"),
        (3.0, "diverged"),
        (1.0, "converged"),  # a learning rate of 0: nothing moves
    ],
)
def test_the_kind_of_a_run_follows_from_its_ratio(ratio, kind):
    f, path, _ = on_a_bowl(ratio)
    assert descent.classify_run(path, f) == kind


@pytest.mark.parametrize("ratio", [0.3, 0.9, -0.5, -0.95])
@pytest.mark.parametrize("tol", [1.0, 0.1, 1e-4])
def test_the_stop_index_solves_the_formula_for_k(ratio, tol):
    """|2 a x0 ratio^k| <= tol from k = log(tol / |2 a x0|) / log|ratio| on; the last is 25."""
    f, path, _ = on_a_bowl(ratio, a=0.7, x0=1.5)
    k = math.ceil(math.log(tol / (2 * 0.7 * 1.5)) / math.log(abs(ratio)))
    assert descent.stop_index(path, f.derivative(), tol) == min(k, 25)
