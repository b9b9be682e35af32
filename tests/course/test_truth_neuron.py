"""The reference of assignment 06, certified as in test_truth: complex step, autograd, torch."""

import math

import numpy as np
import pytest

from autograder.truth import neuron
from tests.course.test_truth import (
    EXACT,
    SEEDS,
    SHAPES_OF_G,
    Program,
    by_autograd,
    by_complex_step,
    by_torch,
)

KINDS = tuple(SHAPES_OF_G)


def one_act(kind):
    def program(rng):
        z, r = rng.normal(size=(2, *rng.integers(1, 6, size=2)))
        return Program(
            lambda xp, z, r: (r * SHAPES_OF_G[kind](xp, z)).sum(),
            (z, r),
            (neuron.act_backward(r, z, kind),),
        )

    return program


def one_neuron(kind):
    def program(rng):
        D = rng.integers(1, 6)
        x, w, b, da = rng.normal(size=D), rng.normal(size=D), rng.normal(), rng.normal()
        dx, dw, db = neuron.neuron_backward(da, (x, w, b, kind))
        return Program(
            lambda xp, x, w, b, da: (da * SHAPES_OF_G[kind](xp, (x * w).sum() + b)).sum(),
            (x, w, np.array([b]), np.array([da])),
            (dx, dw, np.array([db])),
            da * neuron.neuron_forward(x, w, b, kind)[0],
        )

    return program


def chain(kind):
    def program(rng):
        x, w, b, y = rng.normal(size=4).tolist()
        t = neuron.fill_trace({"act": kind, "x": x, "w": w, "b": b, "y": y})
        return Program(
            lambda xp, w, b, x, y: ((SHAPES_OF_G[kind](xp, w * x + b) - y) ** 2).sum(),
            tuple(np.array([v]) for v in (w, b, x, y)),
            (np.array([t["dloss_dw"]]), np.array([t["dloss_db"]])),
            t["loss"],
        )

    return program


def cross_entropy_of(xp, p, y):
    return -(y * xp.log(p) + (1 - y) * xp.log(1 - p)).mean()


def bce(rng):
    p, y = rng.uniform(0.05, 0.95, size=5), rng.integers(0, 2, size=5)
    loss, dp = neuron.bce_loss(p, y)
    return Program(cross_entropy_of, (p, y), (dp,), loss)


def bce_of_logits(rng):
    z, y = 2 * rng.normal(size=5), rng.integers(0, 2, size=5)
    loss, dz = neuron.bce_with_logits(z, y)
    return Program(
        lambda xp, z, y: cross_entropy_of(xp, SHAPES_OF_G["sigmoid"](xp, z), y), (z, y), (dz,), loss
    )


PROGRAMS = {
    **{f"act_backward_{kind}": one_act(kind) for kind in KINDS},
    **{f"neuron_backward_{kind}": one_neuron(kind) for kind in KINDS},
    **{f"fill_trace_{kind}": chain(kind) for kind in KINDS},
    "bce_loss": bce,
    "bce_with_logits": bce_of_logits,
}


@pytest.mark.parametrize("oracle", [by_complex_step, by_autograd, by_torch])
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_slope_is_the_derivative_of_its_forward(name, oracle):
    for seed in SEEDS:
        program = PROGRAMS[name](np.random.default_rng(seed))
        for position, ours in enumerate(program.ours):
            theirs = np.asarray(oracle(program, position))
            assert ours.shape == theirs.shape
            assert np.max(np.abs(ours - theirs)) <= EXACT * max(np.max(np.abs(theirs)), 1e-3)


@pytest.mark.parametrize("name", [n for n in PROGRAMS if not n.startswith("act")])
def test_the_value_is_that_of_the_program(name):
    for seed in SEEDS:
        program = PROGRAMS[name](np.random.default_rng(seed))
        assert program.value == pytest.approx(program.loss(np, *program.arrays), rel=EXACT)


def test_every_link_of_the_trace_is_the_product_of_the_links_before_it():
    for seed in SEEDS:
        x, w, b, y = np.random.default_rng(seed).normal(size=4).tolist()
        holes = dict.fromkeys(("z", "a", "loss", "dloss_da", "da_dz", "dloss_dz", "dloss_dw"))
        trace = {"act": "tanh", "x": x, "w": w, "b": b, "y": y, **holes, "dloss_db": None}
        t = neuron.fill_trace(trace)
        assert None not in t.values()
        assert list(t) == list(trace)
        assert trace["z"] is None
        assert t["dloss_dz"] == t["dloss_da"] * t["da_dz"]
        assert t["dloss_dw"] == t["dloss_dz"] * t["x"]


@pytest.mark.parametrize("scale", [1e3, 1e300])
def test_nothing_overflows_far_out(scale):
    far = scale * np.array([-1.0, 1.0])
    with np.errstate(all="raise", under="ignore"):
        assert neuron.sigmoid(far).tolist() == [0, 1]
        loss, dz = neuron.bce_with_logits(far, np.array([1, 0]))
        assert loss == pytest.approx(scale)
        assert dz.tolist() == [-0.5, 0.5]
        loss, dz = neuron.bce_with_logits(far, np.array([0, 1]))
        assert (loss, dz.tolist()) == (0, [0, 0])


def test_a_probability_of_0_or_1_costs_much_and_not_infinitely_much():
    loss, dp = neuron.bce_loss(np.array([0.0, 1.0]), np.array([1, 0]))
    assert loss == pytest.approx(-math.log(1e-12), rel=1e-5)
    assert np.isfinite(dp).all()
    loss, dp = neuron.bce_loss(np.array([0.0, 1.0]), np.array([0, 1]))
    assert loss == pytest.approx(0, abs=1e-11)
    assert dp == pytest.approx([0.5, -0.5])


def test_both_losses_are_one():
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        z, y = rng.normal(size=6), rng.integers(0, 2, size=6)
        p = neuron.sigmoid(z)
        loss, dz = neuron.bce_with_logits(z, y)
        other, dp = neuron.bce_loss(p, y)
        assert loss == pytest.approx(other, rel=EXACT)
        assert dz == pytest.approx(neuron.act_backward(dp, z, "sigmoid"), rel=1e-11)
