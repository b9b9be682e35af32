"""The reference of 03, certified by exact gradients, HIPS autograd, and formulas from a book."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.checks.gradient import normal, quadratic, waves
from autograder.truth import gradient

SEEDS = range(12)
SHAPES = [(), (1,), (5,), (2, 3), (2, 1, 2)]
EXACT = 1e-12


def landscapes(seed, shape):
    rng = np.random.default_rng(seed)
    return [(quadratic(rng, shape), normal(rng, shape)), (waves(rng, shape), normal(rng, shape))]


def by_autograd(f, w):
    """The gradient of the same landscape, written once more and differentiated by HIPS autograd."""
    if hasattr(f, "K"):
        axes = tuple(range(1, f.K.ndim))
        again = lambda w: anp.sum(f.a * anp.sin(anp.sum(f.K * w, axis=axes) + f.p))  # noqa: E731
    else:
        far = lambda w: anp.ravel(w - f.centre)  # noqa: E731
        again = lambda w: anp.dot(far(w), anp.dot(f.A, far(w))) / 2 + f.base  # noqa: E731
    assert again(w) == pytest.approx(f(w), rel=EXACT)
    return autograd.grad(again)(w)


@pytest.mark.parametrize("shape", SHAPES)
def test_what_we_measure_with_is_what_others_differentiate(shape):
    for seed in SEEDS:
        for f, w in landscapes(seed, shape):
            theirs, ours = by_autograd(f, w), f.gradient()(w)
            assert ours.shape == np.shape(theirs) == shape
            assert np.max(np.abs(ours - theirs)) <= EXACT * max(np.max(np.abs(theirs)), 1)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("h", [1e-3, 1e-5])
def test_the_numerical_gradient_errs_as_taylor_says(shape, h):
    """|error| <= h²/6 · max|f'''| + ε·max|f|/h; the third derivatives of three waves are < 8."""
    for seed in SEEDS:
        for f, w in landscapes(seed, shape):
            before = w.copy()
            ours, exact = gradient.numerical_gradient(f, w, h), f.gradient()(w)
            assert (ours.shape, ours.dtype) == (shape, float)
            bound = h**2 / 6 * 8 + 8 * np.finfo(float).eps * (1 + abs(f(w))) / h
            assert np.max(np.abs(ours - exact)) <= bound
            assert np.array_equal(w, before)


def test_integers_are_no_hindrance():
    for seed in SEEDS:
        f, _ = landscapes(seed, (2, 3))[0]
        w = np.arange(6).reshape(2, 3)
        ours = gradient.numerical_gradient(f, w)
        np.testing.assert_allclose(ours, f.gradient()(w), atol=1e-8)
        path = gradient.gradient_descent(f.gradient(), w, 0.1, 1)
        np.testing.assert_allclose(path, [w, w - 0.1 * f.gradient()(w)], rtol=EXACT)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_slope_in_a_direction_is_that_of_a_complex_step_along_it(shape):
    for seed in SEEDS:
        for f, w in landscapes(seed, shape):
            u = normal(np.random.default_rng(seed + 99), shape)
            along = f(w + 1e-30j * u / np.linalg.norm(u)).imag / 1e-30
            ours = gradient.directional_slope(f.gradient()(w), u)
            assert ours == pytest.approx(along, rel=EXACT, abs=EXACT)


def test_no_direction_is_steeper_than_the_gradient():
    rng = np.random.default_rng(0)
    for _ in range(200):
        grad, u = rng.normal(size=(2, 6))
        slope = gradient.directional_slope(grad, u)
        assert abs(slope) <= np.linalg.norm(grad) * (1 + EXACT)
        assert gradient.directional_slope(grad, 7 * u) == pytest.approx(slope)
    assert gradient.directional_slope(grad, grad) == pytest.approx(np.linalg.norm(grad))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_walk_in_a_quadratic_valley_follows_the_formula(shape):
    """path[k] = c + (I − lr A)^k (w0 − c): the eigenvectors of A shrink on their own."""
    for seed in SEEDS:
        (f, w0), _ = landscapes(seed, shape)
        lr = 0.1 + 0.3 * seed
        path = gradient.gradient_descent(f.gradient(), w0, lr, 9)
        assert path.shape == (10, *shape)
        values, vectors = np.linalg.eigh(f.A)
        far = vectors.T @ (w0 - f.centre).ravel()
        for k, place in enumerate(path):
            formula = f.centre.ravel() + vectors @ ((1 - lr * values) ** k * far)
            scale = max(1.0, np.max(np.abs(formula)))
            assert np.max(np.abs(place.ravel() - formula)) <= 1e-11 * scale


entries = st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-100)
pairs = hnp.array_shapes(min_dims=0, max_dims=3, max_side=4).flatmap(
    lambda shape: st.tuples(*[hnp.arrays(float, shape, elements=entries)] * 2)
)


@given(pairs)
def test_the_relative_error_is_a_symmetric_share(pair):
    a, b = pair
    error = gradient.relative_error(a, b)
    assert isinstance(error, float)
    assert error == gradient.relative_error(b, a)
    assert 0 <= error <= 1 + EXACT
    assert gradient.relative_error(a, a) == 0
    assert gradient.relative_error(a, -a) == (1 if a.any() else 0)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_checker_accepts_the_right_gradient_and_nothing_near_it(shape):
    for seed in SEEDS:
        for f, w in landscapes(seed, shape):
            assert gradient.check_gradient(f, f.gradient(), w) is True
            for wrong in ({"times": 1.001}, {"times": 0.0}, {"plus": 1e-3}, {"plus": np.nan}):
                assert gradient.check_gradient(f, f.gradient(**wrong), w) is False
            assert gradient.check_gradient(f, f.gradient(times=1.001), w, 1e-3) is True
