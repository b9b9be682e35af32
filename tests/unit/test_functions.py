"""Functions with a known slope: exact derivatives, and nothing lost on the way through JSON."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from downslope.functions import Fading, Function, Polynomial, Quadratic, Sine, Waves, from_spec

numbers = st.floats(-1e3, 1e3)
polynomials = st.lists(numbers, max_size=6).map(Polynomial)
sines = st.builds(Sine, numbers, numbers, numbers)
places = st.floats(-3, 3)


@given(st.lists(numbers, min_size=1, max_size=6), places)
def test_a_polynomial_and_its_derivative_are_those_of_numpy(coefficients, x):
    theirs, ours = np.polynomial.Polynomial(coefficients), Polynomial(coefficients)
    assert ours(x) == pytest.approx(theirs(x), rel=1e-12, abs=1e-9)
    assert ours.derivative()(x) == pytest.approx(theirs.deriv()(x), rel=1e-12, abs=1e-9)


@given(sines, places)
def test_the_derivative_of_a_sine_is_a_cosine(f, x):
    assert f.derivative()(x) == pytest.approx(
        f.a * f.w * math.cos(f.w * x + f.p), rel=1e-9, abs=1e-6
    )


@given(polynomials | sines)
def test_a_function_survives_json_exactly(f):
    assert from_spec(json.loads(json.dumps(f.spec()))) == f


@pytest.mark.parametrize("coefficients", [[], [0.0], [5.0]])
def test_a_constant_has_slope_0(coefficients):
    assert Polynomial(coefficients).derivative()(2.0) == 0.0


def test_a_polynomial_takes_whole_arrays():
    assert Polynomial([1, 0, 2])(np.array([0.0, 1.0, -2.0])).tolist() == [1.0, 3.0, 9.0]


@pytest.mark.parametrize("spec", [{}, {"kind": "exec"}, {"kind": None}])
def test_an_unknown_kind_is_refused(spec):
    with pytest.raises(ValueError, match="Unknown kind of function"):
        from_spec(spec)


@pytest.mark.parametrize(
    ("f", "text"),
    [
        (Polynomial([1, -3, 0, 1]), "1·x^3 + -3·x + 1"),
        (Polynomial([0.0]), "0"),
        (Sine(2, 1.5, 0), "2·sin(1.5·x + 0)"),
    ],
)
def test_a_function_reads_as_a_formula(f, text):
    assert str(f) == text


@pytest.mark.parametrize("ask", [lambda f: f(1.0), Function.derivative, Function.spec])
def test_the_base_class_promises_and_does_nothing(ask):
    with pytest.raises(NotImplementedError):
        ask(Function())


# --- functions of arrays --------------------------------------------------------------------------

SHAPES = [(), (1,), (4,), (2, 3), (2, 1, 2)]


def array_functions(shape, seed=0):
    rng = np.random.default_rng(seed)
    d = int(np.prod(shape))
    A = rng.normal(size=(d, d))
    return [
        Quadratic(A + A.T, rng.normal(size=shape), rng.normal(size=d), 3.0),
        Waves(rng.normal(size=3), rng.normal(size=(3, *shape)), rng.normal(size=3)),
    ]


def by_complex_step(f, w):
    gradient = np.empty(w.shape)
    for place in np.ndindex(w.shape):
        step = np.zeros(w.shape, dtype=complex)
        step[place] = 1e-30j
        gradient[place] = f(w + step).imag / 1e-30
    return gradient


@pytest.mark.parametrize("shape", SHAPES)
def test_the_gradient_of_an_array_function_is_exact_and_has_its_shape(shape):
    for seed in range(9):
        for f in array_functions(shape, seed):
            w = np.random.default_rng(seed).normal(size=shape)
            gradient = f.gradient()(w)
            assert isinstance(f(w), float)
            assert (type(gradient), gradient.shape) == (np.ndarray, shape)
            np.testing.assert_allclose(gradient, by_complex_step(f, w), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_an_array_function_survives_json_exactly(shape):
    for f in array_functions(shape):
        for g in (f, f.gradient(), f.gradient(times=1.001, plus=np.ones(shape))):
            copy = from_spec(json.loads(json.dumps(g.spec())))
            assert (copy, hash(copy)) == (g, hash(g))
            assert np.array_equal(copy(np.ones(shape)), g(np.ones(shape)))
        assert f.gradient() != f.gradient(times=2.0) != f


def test_a_wrong_gradient_is_wrong_as_said():
    f = array_functions((2, 3))[0]
    w, plus = np.ones((2, 3)), np.eye(2, 3)
    right, wrong = f.gradient()(w), f.gradient(times=2.0, plus=plus)(w)
    assert np.array_equal(wrong, 2 * right + plus)


def test_a_quadratic_form_by_hand():
    f = Quadratic([[2, 0], [0, 20]], [0, 0])
    assert f([1, 2]) == 41.0
    assert f.gradient()([1, 2]).tolist() == [2.0, 40.0]


def test_what_is_no_place_of_the_function_is_refused_in_words():
    f = array_functions((2, 3))[0]
    for ask in (f, f.points, f.gradient()):
        with pytest.raises(ValueError, match=r"takes shape \(2, 3\); it was given \(6,\)"):
            ask(np.ones(6))
        with pytest.raises(TypeError, match="an array of numbers"):
            ask([["a"] * 3] * 2)


def test_neither_the_caller_nor_the_answer_can_change_the_function():
    centre, w = np.zeros(2), np.ones(2)
    f = Quadratic(np.eye(2), centre)
    centre += 5
    gradient = f.gradient()
    gradient(w)[:] = 7
    [point] = f.points(w)
    w += 1
    assert f([1, 1]) == 1.0
    assert gradient([1, 1]).tolist() == point.tolist() == [1, 1]
    with pytest.raises(ValueError, match="read-only"):
        f.centre[0] = 1


@pytest.mark.parametrize("point", [2, 2.0, np.float32(2), np.array([2.0]), True + 1, 2 + 1j])
def test_the_points_of_a_function_of_one_number_are_floats(point):
    assert Sine().points(point) == [2.0]


def test_a_fading_step_counts_in_a_new_state_and_changes_nothing():
    step, w, g, state = Fading(0.5), np.array([2.0, 4.0]), np.array([4.0, -8.0]), {"t": 2}
    there, after = step(w, g, state, lr=0.1)
    assert there.tolist() == pytest.approx([1.9, 4.2])
    assert (after, state, w.tolist(), g.tolist()) == ({"t": 3}, {"t": 2}, [2, 4], [4, -8])
    assert step(w, g, {}, lr=0.1, fade=0.9)[1] == {"t": 1}
    assert from_spec(json.loads(json.dumps(step.spec()))) == step
    with pytest.raises(TypeError, match="dict"):
        step(w, g, None, lr=0.1)
    with pytest.raises(ValueError, match="shape"):
        step(w, g[:1], {}, lr=0.1)
    # Questions that would take for ever, or all memory, if they were answered as they are put.
    with pytest.raises(OverflowError):
        step(w, g, {"t": 400}, lr=0.1, fade=10)
    with pytest.raises(TypeError):
        step(w, g, {"t": np.ones((9, 1, 1))}, lr=np.ones((9, 1)))
