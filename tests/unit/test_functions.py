"""Functions with a known slope: exact derivatives, and nothing lost on the way through JSON."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from downslope.functions import Function, Polynomial, Sine, from_spec

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
