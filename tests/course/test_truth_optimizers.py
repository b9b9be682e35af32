"""The reference of 11 against sums written out in full, against torch, and against closed forms."""

import numpy as np
import pytest

from autograder.checks import optimizers
from autograder.truth import optimizers as truth

SHAPES = [(), (3,), (2, 3)]


def gradients(shape, n=6, seed=0):
    return np.random.default_rng([seed, *shape]).normal(size=(n, *shape))


def walked(step, gs, lr, **settings):
    """The moves (n, *shape) that a step makes on a given row of gradients, from 0."""
    w, state, moves = np.zeros(gs.shape[1:]), {}, []
    for g in gs:
        new, state = step(w, g, state, lr, **settings)
        moves.append(new - w)
        w = new
    return np.array(moves)


def weighted(values, share, t):
    """Σ share^(t−i) · values[i] over i = 1 … t."""
    return sum(share ** (t - i) * values[i - 1] for i in range(1, t + 1))


@pytest.mark.parametrize("shape", SHAPES)
def test_each_step_is_the_sum_over_all_earlier_gradients(shape):
    gs, lr, eps = gradients(shape), 0.3, 0.01
    moves = {
        "momentum": walked(truth.momentum_step, gs, lr, beta=0.7),
        "adagrad": walked(truth.adagrad_step, gs, lr, eps=eps),
        "rmsprop": walked(truth.rmsprop_step, gs, lr, rho=0.8, eps=eps),
        "adam": walked(truth.adam_step, gs, lr, b1=0.6, b2=0.95, eps=eps),
    }
    for t in range(1, len(gs) + 1):
        g, past = gs[t - 1], gs[:t]
        # a mean with falling weights: its weights add up to 1 whatever t is, so nothing is biased
        mean = weighted(past, 0.6, t) / weighted(np.ones(t), 0.6, t)
        square = weighted(past**2, 0.95, t) / weighted(np.ones(t), 0.95, t)
        expected = {
            "momentum": -lr * weighted(past, 0.7, t),
            "adagrad": -lr * g / (np.sqrt(np.sum(past**2, axis=0)) + eps),
            "rmsprop": -lr * g / (np.sqrt(0.2 * weighted(past**2, 0.8, t)) + eps),
            "adam": -lr * mean / (np.sqrt(square) + eps),
        }
        for name, move in expected.items():
            np.testing.assert_allclose(moves[name][t - 1], move, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_walk_as_in_torch(shape):
    torch = pytest.importorskip("torch", reason="torch is not installed here")
    gs, lr = gradients(shape), 0.3
    theirs = {
        truth.sgd_step: lambda w: torch.optim.SGD([w], lr=lr),
        truth.momentum_step: lambda w: torch.optim.SGD([w], lr=lr, momentum=0.9),
        truth.adagrad_step: lambda w: torch.optim.Adagrad([w], lr=lr, eps=1e-8),
        truth.rmsprop_step: lambda w: torch.optim.RMSprop([w], lr=lr, alpha=0.9, eps=1e-8),
        truth.adam_step: lambda w: torch.optim.Adam([w], lr=lr),
    }
    for step, make in theirs.items():
        w = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
        optimiser, places = make(w), []
        for g in gs:
            w.grad = torch.tensor(g)
            optimiser.step()
            places.append(w.detach().numpy().copy())
        ours = np.cumsum(walked(step, gs, lr), axis=0)
        np.testing.assert_allclose(ours, places, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e6])
def test_the_first_step_of_adam_and_adagrad_is_lr_long(size):
    g = size * np.array([1.0, -3.0, 0.2])
    for step in (truth.adam_step, truth.adagrad_step):
        w, _ = step(np.zeros(3), g, {}, 0.1)
        np.testing.assert_allclose(w, [-0.1, 0.1, -0.1], rtol=1e-4)


def test_a_slope_of_0_is_no_division_by_0():
    steps = (truth.sgd_step, truth.momentum_step, truth.adagrad_step)
    for step in (*steps, truth.rmsprop_step, truth.adam_step):
        w, _ = step(np.ones(2), np.zeros(2), {}, 0.1)
        assert w.tolist() == [1.0, 1.0]


def test_adagrad_walks_in_ever_shorter_steps():
    moves = np.abs(walked(truth.adagrad_step, np.ones((9, 1)), 1.0))[:, 0]
    np.testing.assert_allclose(moves, 1 / np.sqrt(np.arange(1, 10)), rtol=1e-7)


STEPS = [
    getattr(truth, f"{name}_step") for name in ("sgd", "momentum", "adagrad", "rmsprop", "adam")
]


@pytest.mark.parametrize("step", STEPS)
def test_what_nearly_cancels_is_not_asked(step, monkeypatch):
    """The place and the way to it may almost cancel: then honest single precision looks wrong."""
    g, lr, asked = np.array(0.7), 0.3, []
    way = -step(np.zeros(()), g, {}, lr)[0]
    for near in np.logspace(0, -8, 81):
        w = way * (1 + near)
        if not optimizers.cancels(step, w, g, {}, lr):
            single = step(np.float32(w), np.float32(g), {}, lr)[0]
            assert single == pytest.approx(step(w, g, {}, lr)[0], rel=1e-5)  # half of what passes
            asked.append(near)
    assert 0.01 < min(asked) < 0.1
    draws = iter([way * 1.001, g, -g])
    monkeypatch.setattr(optimizers, "normal", lambda rng, shape: next(draws))
    [case] = optimizers.in_a_row(step, None, (), 1, lr)
    assert case.args[1] == -g


def test_a_velocity_that_nearly_cancels_is_not_asked():
    w, g, state = np.array(1.0), np.array(0.5), {"v": np.array(-1.001)}
    assert optimizers.cancels(truth.momentum_step, w, g, state, 0.3, 0.5)
    assert not optimizers.cancels(truth.momentum_step, w, -g, state, 0.3, 0.5)
