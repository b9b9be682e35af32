"""The reference of 04 is certified by others: complex step, HIPS autograd, torch, a real flight."""

import itertools

import numpy as np
import pytest

from autograder.truth import loss as truth
from downslope import aim
from tests.course.test_truth import (
    EXACT,
    SEEDS,
    Program,
    by_autograd,
    by_complex_step,
    by_torch,
)


def shot(rng):
    angle, speed, target = rng.uniform(0.05, 1.5), rng.uniform(40, 160), rng.uniform(0.2, 3)
    return Program(
        lambda xp, angle, speed: (speed**2 * xp.sin(2 * angle) / 9810 - target) ** 2,
        (np.array(angle), np.array(speed)),
        tuple(truth.miss_gradient(angle, speed, target)),
        truth.miss_loss(angle, speed, target),
    )


def squares(rng):
    pred, y = rng.normal(size=(2, rng.integers(1, 9)))
    loss, dpred = truth.mse_loss(pred, y)
    return Program(lambda xp, pred, y: ((pred - y) ** 2).mean(), (pred, y), (dpred,), loss)


def line(rng):
    x, y = rng.normal(size=(2, rng.integers(1, 9)))
    w, b = rng.normal(size=2)
    return Program(
        lambda xp, w, b, x, y: ((w * x + b - y) ** 2).mean(),
        (np.array(w), np.array(b), x, y),
        truth.linear_gradients(x, y, w, b),
        truth.mse_loss(truth.linear_predict(x, w, b), y)[0],
    )


PROGRAMS = {"miss_gradient": shot, "mse_loss": squares, "linear_gradients": line}


@pytest.mark.parametrize("oracle", [by_complex_step, by_autograd, by_torch])
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_gradient_is_the_derivative_of_its_loss(name, oracle):
    for seed in SEEDS:
        program = PROGRAMS[name](np.random.default_rng(seed))
        for position, ours in enumerate(program.ours):
            theirs = program.read(oracle(program, position))
            assert ours.shape == theirs.shape
            assert np.max(np.abs(ours - theirs)) <= EXACT * max(np.max(np.abs(theirs)), 1e-3)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_loss_is_what_its_formula_says(name):
    for seed in SEEDS:
        program = PROGRAMS[name](np.random.default_rng(seed))
        assert program.value == pytest.approx(program.loss(np, *program.arrays), rel=1e-11)


def test_the_reference_itself_takes_a_complex_step():
    h = 1e-30
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        angle, speed, target = rng.uniform(0.05, 1.5), rng.uniform(40, 160), rng.uniform(0.2, 3)
        steps = (
            truth.miss_loss(angle + 1j * h, speed, target).imag / h,
            truth.miss_loss(angle, speed + 1j * h, target).imag / h,
        )
        ours = truth.miss_gradient(angle, speed, target)
        np.testing.assert_allclose(ours, steps, rtol=EXACT, atol=1e-15)


def test_the_range_is_where_a_shell_comes_down_that_is_really_fired():
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        angle, speed = rng.uniform(0.05, 1.5), rng.uniform(40, 160)
        landed = float(aim.landing(angle, speed))
        assert truth.shell_range(angle, speed) == pytest.approx(landed, rel=EXACT)


def test_at_45_degrees_the_angle_has_no_leverage_and_elsewhere_it_has():
    by_angle, by_speed = truth.miss_gradient(np.pi / 4, 100.0, 0.8)
    assert abs(by_angle) < 1e-15
    assert by_speed == pytest.approx(0.008945, abs=5e-7)
    for degrees in (44.9, 45.1):
        assert abs(truth.miss_gradient(np.radians(degrees), 100.0, 0.8)[0]) > 1e-3


def test_knobs_are_ranked_by_size_then_by_name_in_whatever_order_they_come():
    grad = {"a": -2.0, "b": 2.0, "c": 0.0, "d": -3.0}
    for names in itertools.permutations(grad):
        assert truth.rank_knobs({n: grad[n] for n in names}) == ["d", "a", "b", "c"]
