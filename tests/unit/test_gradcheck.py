"""The gradient checker of notebook 03: right on smooth functions, and it leaves w alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from downslope.gradcheck import check_gradient, numerical_gradient, relative_error

vectors = arrays(float, array_shapes(max_dims=3, max_side=3), elements=st.floats(-3, 3))


def cubic(w):
    return np.sum(w**3 - 2 * w) + np.prod(np.shape(w))


def cubic_gradient(w):
    return 3 * w**2 - 2


@given(vectors)
def test_the_gradient_of_a_cubic(w):
    kept = w.copy()
    gradient = numerical_gradient(cubic, w)
    assert gradient.shape == w.shape
    np.testing.assert_allclose(gradient, cubic_gradient(w), atol=1e-7)
    np.testing.assert_array_equal(w, kept)


def test_integers_are_not_truncated():
    w = np.array([[1, 2], [3, 4]])
    np.testing.assert_allclose(numerical_gradient(cubic, w), cubic_gradient(w), rtol=1e-8)
    assert w.dtype.kind == "i"


def test_a_single_number_is_a_point_too():
    gradient = numerical_gradient(lambda w: w**2, 3)
    assert gradient.shape == ()
    assert gradient == pytest.approx(6)


def test_entries_are_moved_one_at_a_time():
    seen = []
    numerical_gradient(lambda w: seen.append(w.copy()) or 0.0, np.zeros((2, 2)), h=0.5)
    assert len(seen) == 8
    assert all(np.count_nonzero(w) == 1 for w in seen)
    assert {w.sum() for w in seen} == {0.5, -0.5}


def test_a_function_that_scribbles_does_not_reach_w():
    def scribbler(w):
        value = float(np.sum(w**2))
        w[...] = 7.0
        return value

    w = np.array([1.0, -2.0])
    np.testing.assert_allclose(numerical_gradient(scribbler, w), 2 * w, rtol=1e-8)
    assert w.tolist() == [1.0, -2.0]
    assert check_gradient(scribbler, lambda v: 2 * v, w)


def test_f_must_return_one_number():
    with pytest.raises(ValueError, match=r"one number, but returned shape \(2,\)"):
        numerical_gradient(lambda w: w, np.ones(2))


@given(vectors, st.floats(-2, 2))
def test_the_relative_error_is_symmetric_and_between_0_and_1(a, factor):
    b = factor * a
    error = relative_error(a, b)
    assert error == relative_error(b, a)
    assert 0 <= error <= 1 + 1e-12


def test_relative_error_by_hand():
    assert relative_error([3.0, 4.0], [0.0, 0.0]) == 1.0
    assert relative_error([0.0, 0.0], [0.0, 0.0]) == 0.0
    assert relative_error([1.0], [-1.0]) == 1.0
    assert relative_error([3.0], [1.0]) == 0.5


def test_gradients_of_different_shapes_are_not_compared():
    with pytest.raises(ValueError, match=r"shapes \(3,\) and \(1, 3\)"):
        relative_error(np.ones(3), np.ones((1, 3)))


@pytest.mark.parametrize("shape", [(), (5,), (2, 3)])
def test_the_checker_accepts_the_right_gradient(shape):
    w = np.random.default_rng(1).normal(size=shape)
    assert check_gradient(cubic, cubic_gradient, w)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda w: 1.001 * cubic_gradient(w),
        lambda w: -cubic_gradient(w),
        lambda w: np.zeros_like(w),
        lambda w: np.full_like(w, np.nan),
    ],
    ids=["a thousandth too large", "other sign", "zeros", "nan"],
)
def test_the_checker_rejects_a_wrong_gradient(wrong):
    assert not check_gradient(cubic, wrong, np.random.default_rng(2).normal(size=(2, 3)))


def test_the_checker_names_a_wrong_shape():
    with pytest.raises(ValueError, match=r"shapes \(3, 2\) and \(2, 3\)"):
        check_gradient(cubic, lambda w: cubic_gradient(w).T, np.ones((2, 3)))
