"""The guard: what a demo says of a student's function that gives nothing it could draw."""

import re

import numpy as np
import pytest

from downslope.demo import Trouble, call, call_array, call_number


def fails(x):
    raise ValueError("no\nidea")


def not_written(x):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (fails, "fails raised ValueError: no idea"),
        (not_written, "not_written is not written yet."),
        (lambda x: None, "<lambda> returned None: is its return statement missing?"),
        (lambda x: "up", "<lambda> returned a str, but a number is needed."),
        (lambda x: np.zeros(3), "<lambda> returned a ndarray, but a number is needed."),
        (lambda x: float("nan"), "<lambda> returned nan, which is no place on a map."),
        (lambda x: np.float64(1) / np.float64(0), "<lambda> returned inf"),
    ],
)
def test_guard_says_what_is_wrong_with_a_number(function, said):
    with pytest.raises(Trouble, match=re.escape(said)):
        call_number(function, 1.0)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda: None, "returned None"),
        (lambda: [0.0, 1.0], "returned an array of shape (2,), but (3,) is needed."),
        (lambda: [0.0, float("nan"), 1.0], "returned nan among its numbers."),
        (lambda: "far", "returned a str, but an array is needed."),
    ],
)
def test_guard_says_what_is_wrong_with_an_array(function, said):
    with pytest.raises(Trouble, match=re.escape(said)):
        call_array(function, (3,))


def test_guard_keeps_prints_out_of_the_notebook(capsys):
    assert call(lambda: print("hello") or 7) == 7
    assert capsys.readouterr().out == ""
